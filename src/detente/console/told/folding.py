"""What the page of a long dossier folds: tables of many lines, and earlier acts with which nothing is to be done.

Whatever is folded is on the page, so that it is found and printed; what waits for a person here is never folded.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from detente.console.told.telling import Entry, Words, asked_by
from detente.council.attention import asks, needs_us
from detente.home.replies.matters import SectionView
from detente.languages import current
from detente.protocol.acts import Precedence

LINES_MANY: Final = 12
"""Lines of all tables of a matter up to which each of them stands open."""
LINES_OPEN: Final = 2
"""Lines of a table that stand open in a matter of more."""
DIFFERENCES: Final = "Differences"
ACTS_OPEN: Final = 5
"""Newest acts of a story that stand open."""
ACTS_SLIM: Final = 2
"""Newest acts of a story that stand open in a narrow window."""
ACTS_FOLDED: Final = 3
"""Least number of acts that are worth folding."""


def has_many(sections: Sequence[SectionView]) -> bool:
    """Say if a matter has more lines than a reader goes through."""
    return sum(len(one.lines) for one in sections) > LINES_MANY


def folded_sections(sections: Sequence[SectionView]) -> dict[str, str]:
    """Return by heading how the tables of a matter begin that can be folded: `folded`, `slim` or `needed`.

    The second is open but in a narrow window. One that marks something, or that the matter
    is about, is needed, so it begins unfolded, and as the
    same element that it stays: it does not fold under its reader once nothing in it is marked any more. An incident's
    differences stand in a table of their own, whose marks are questions to both.
    """
    if not has_many(sections):
        return {}
    return {one.heading: _how(one) for one in sections}


def _how(section: SectionView) -> str:
    if section.heading == DIFFERENCES:
        return "slim"
    if section.heart or any(line.mark not in ("", "good") for line in section.lines):
        return "needed"
    return "slim" if len(section.lines) <= LINES_OPEN else "folded"


def needed_acts(entries: Iterable[Entry], party: str, keep: Collection[str | None] = ()) -> frozenset[str]:
    """Return the references of those acts of a story that have to be in sight.

    Such an act waits for a person here, cannot be read here or is irregular, or an officer here noted something on it.

    Args:
        party: whose page it is.
        keep: references of further ones, like the act at which the page was opened.
    """
    return frozenset(
        one.act.ref
        for one in entries
        if one.act.ref in keep
        or one.notes
        or one.act.irregular
        or one.act.reading != "readable"
        or any(offer.awaited for offer in one.sayable)
        or _waits(one, party)
    )


def folded_acts(entries: Sequence[Entry], needed: Collection[str]) -> frozenset[str]:
    """Return the references of those acts of a story that begin folded: the earlier ones that nobody needs to see."""
    found = [one.act.ref for one in entries[:-ACTS_OPEN] if one.act.ref not in needed]
    return frozenset(found if len(found) >= ACTS_FOLDED else ())


def _waits(entry: Entry, party: str) -> bool:
    """Say if another party's act is for us, as the board has it, and we have not read it, or not answered what asks."""
    act = entry.act
    if act.party == party:
        return False
    asking = asks(act.kind) or asked_by(act) is not None
    precedence = Precedence[act.precedence.upper()]
    if not (needs_us(act.kind, party, act.to, precedence) or (asking and not act.to)):
        return False
    ours = next((one for one in entry.rungs if one.party == party), None)
    return ours is None or not (ours.answer or (ours.read and not asking))


def slim_acts(entries: Sequence[Entry], needed: Collection[str]) -> frozenset[str]:
    """Return the references of those newest acts of a story that begin folded in a narrow window."""
    return frozenset(one.act.ref for one in entries[-ACTS_OPEN:-ACTS_SLIM] if one.act.ref not in needed)


def first_words(words: Iterable[Words]) -> Words | None:
    """Return what stands for an act that is folded: what it says in the language spoken now, or its original.

    Where these are not its author's own words, the page says whose they are.
    """
    found = list(words)
    return next((one for one in found if one.language.split("-")[0] == current()), found[0] if found else None)
