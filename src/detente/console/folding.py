"""What the page of a long dossier folds: tables of many lines, and earlier acts with which nothing is to be done.

Whatever is folded is on the page, so that it is found and printed; what waits for a person here is never folded.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from detente.console.telling import Entry, Words
from detente.home.replies.matters import SectionView
from detente.languages import current

LINES_MANY: Final = 12
"""Lines of all tables of a matter up to which each of them stands open."""
LINES_OPEN: Final = 2
"""Lines of a table that stand open in a matter of more."""
ACTS_OPEN: Final = 5
"""Newest acts of a story that stand open."""
ACTS_FOLDED: Final = 3
"""Least number of acts that are worth folding."""


def folded_sections(sections: Sequence[SectionView]) -> frozenset[str]:
    """Return the headings of those tables of a matter that begin folded; one that marks something does not."""
    if sum(len(one.lines) for one in sections) <= LINES_MANY:
        return frozenset()
    return frozenset(
        one.heading
        for one in sections
        if len(one.lines) > LINES_OPEN and all(line.mark in ("", "good") for line in one.lines)
    )


def folded_acts(entries: Sequence[Entry], party: str, kept: str | None) -> frozenset[str]:
    """Return the references of those acts of a story that begin folded.

    Args:
        party: whose page it is.
        kept: the act at which the page was opened; it stands open.
    """
    found = [one.act.ref for one in entries[:-ACTS_OPEN] if one.act.ref != kept and not _needed(one, party)]
    return frozenset(found if len(found) >= ACTS_FOLDED else ())


def _needed(entry: Entry, party: str) -> bool:
    """Say if an act has to be in sight: it waits for this party, is irregular, or an officer here noted something."""
    unread = any(one.party == party and one.asked and not (one.read or one.answer) for one in entry.rungs)
    awaited = any(one.awaited for one in entry.sayable)
    return unread or awaited or bool(entry.act.irregular or entry.notes)


def first_words(words: Iterable[Words]) -> Words | None:
    """Return what stands for an act that is folded: what it says in the language spoken now, or its original."""
    found = list(words)
    return next((one for one in found if one.language.split("-")[0] == current()), found[0] if found else None)
