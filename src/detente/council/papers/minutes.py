"""Minutes of a meeting as a value: who sat there, what each side said in its own language, and what came of it.

The desk of meetings fills it from the record; `layout.py` turns it into a paper. Texts are those of their authors: a
translation stands below its original and is marked unofficial. *Not agreed* is a result: both positions stand.

Source: design sections 2 and 4; OSCE, MC.DOC/1/06, Rules of Procedure, IV.1(D) (journal) and IV.2 (document symbols).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from detente.clock import Instant
from detente.errors import Refused
from detente.limits import SYMBOL_CHARACTERS_MAX
from detente.tlog.checkpoint import Checkpoint

Titles = Mapping[str, str]
"""A title by language, like `{"en": "Afghanistan", "fr": "Afghanistan"}`: versions of equal standing."""


_CHANGE: Final = re.compile(r"(Rev|Corr|Add)\.([1-9][0-9]{0,2})")
_PART: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*")
_LOOKS_CHANGED: Final = re.compile(r"(.*[.-])?(rev|corr|add)[.-]?[0-9]*", re.IGNORECASE)
"""What a reader takes for another version; only `/Rev.1` and the like are one, so nothing else may look so."""


class Result(StrEnum):
    """What came of an item."""

    AGREED = "agreed"
    NOT_AGREED = "not agreed"
    NOTED = "noted"
    DEFERRED = "deferred"
    CONTESTED = "contested"
    """Somebody contests the result that the chair recorded, or two were recorded at once."""
    OPEN = "no result"
    """The chair recorded none."""


class Change(StrEnum):
    """How a document follows another one under the same symbol."""

    REVISION = "Rev"
    CORRIGENDUM = "Corr"
    ADDENDUM = "Add"


@dataclass(frozen=True, slots=True)
class Symbol:
    """A document's symbol, like `NRC/M/2016/1/Rev.1`.

    Args:
        base: what all versions share, like `NRC/M/2016/1`.
        changes: in the order in which they are written, each with its number from 1.
    """

    base: str
    changes: tuple[tuple[Change, int], ...] = ()

    def __str__(self) -> str:
        return "/".join((self.base, *(f"{change}.{number}" for change, number in self.changes)))

    @property
    def before(self) -> "Symbol | None":
        """Return the version that must be there before this one: the one below, or its own predecessor."""
        if not self.changes:
            return None
        change, number = self.changes[-1]
        return Symbol(self.base, (*self.changes[:-1], *([(change, number - 1)] if number > 1 else [])))

    def next(self, change: Change) -> "Symbol":
        """Return the symbol of the next version of a sort."""
        if self.changes and self.changes[-1][0] is change:
            return Symbol(self.base, (*self.changes[:-1], (change, self.changes[-1][1] + 1)))
        return Symbol(self.base, (*self.changes, (change, 1)))


def parse_symbol(text: str) -> Symbol:
    """Return the symbol of a text like `NRC/M/2016/1/Rev.1`.

    Raises:
        Refused: `symbol-malformed`.
    """
    parts = text.split("/")
    changes: list[tuple[Change, int]] = []
    while parts and (match := _CHANGE.fullmatch(parts[-1])):
        changes.insert(0, (Change(match[1]), int(match[2])))
        parts.pop()
    formed = all(_PART.fullmatch(part) and not _LOOKS_CHANGED.fullmatch(part) for part in parts)
    if not parts or len(text) > SYMBOL_CHARACTERS_MAX or not formed:
        raise Refused(
            "symbol-malformed",
            expected=f"letters, digits, dots and hyphens between slashes, at most {SYMBOL_CHARACTERS_MAX}; of a later "
            f"version with /Rev.1, /Corr.1 or /Add.1 at its end, like NRC/M/2016/1/Rev.1",
            got=repr(text[:80]),
        )
    return Symbol("/".join(parts), tuple(changes))


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody said, in the language in which it was said.

    Args:
        language: BCP 47, or empty where the author named none.
        unofficial: translations by language.
    """

    text: str
    language: str = ""
    unofficial: Titles = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Basis:
    """On what a part of a rehearsal rests; empty where the act itself is the evidence.

    Args:
        word: `sourced`, `reconstructed`, `inject` or empty (docs/spec/scenario.md section 4).
        sources: ids in `Minutes.sources`, which names each of them.
    """

    word: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where something was published.

    Args:
        where: address without its scheme, or how else it is found.
    """

    id: str
    title: str
    where: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who sat for a party.

    Args:
        name: or the office, where no name is given.
        rank: a word of `council.kinds.Rank`, or the charter's own.
    """

    name: str
    rank: str = ""


@dataclass(frozen=True, slots=True)
class Delegation:
    """A party at the meeting."""

    party: str
    name: str
    persons: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True)
class Position:
    """What one party stated under an item.

    Args:
        behalf: for whom else it spoke, as a mandate says; party ids.
        ref: of the act that says it.
    """

    party: str
    words: Words
    ref: str = ""
    behalf: tuple[str, ...] = ()
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True)
class Bracket:
    """A place in a joint text that is still open: what each side would have there, by party.

    Args:
        place: like `paragraph 3`.
    """

    place: str
    options: tuple[tuple[str, Words], ...]


@dataclass(frozen=True, slots=True)
class Item:
    """An agenda item and what came of it.

    Args:
        number: as called, like `2` or `2a`.
        tabled_by: party ids, as are `contested_by`.
        outcome: the result in words, as the chair records it.
    """

    number: str
    title: Titles
    result: Result
    tabled_by: tuple[str, ...] = ()
    contested_by: tuple[str, ...] = ()
    positions: tuple[Position, ...] = ()
    outcome: Words | None = None
    basis: Basis = field(default_factory=Basis)
    brackets: tuple[Bracket, ...] = ()


@dataclass(frozen=True, slots=True)
class Signature:
    """A party whose signature the minutes ask for.

    Args:
        signed_at: None while it has not signed.
    """

    party: str
    signed_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class Minutes:
    """How a meeting went.

    Args:
        council: id; `council_title` by language.
        reference: of the meeting's dossier.
        place: empty for a meeting over the line.
        ended_at: None while it goes on.
        chair: a party's id, with `chair_person` for who presided, person or office; empty where nobody said.
        summary: the chair's own; it binds nobody else.
        as_of: up to when the record was read.
        drill: name of the drill that it was, else empty; every page says so.
        heads: which record that was; the first is the one that each page names. None in a draft that is to be signed.
    """

    council: str
    council_title: Titles
    rehearsal: bool
    reference: str
    title: Titles
    symbol: Symbol
    level: str
    place: str
    began_at: Instant
    ended_at: Instant | None
    chair: str
    chair_person: str
    delegations: tuple[Delegation, ...]
    items: tuple[Item, ...]
    as_of: Instant
    heads: tuple[Checkpoint, ...]
    summary: Words | None = None
    signatures: tuple[Signature, ...] = ()
    sources: tuple[Source, ...] = ()
    drill: str = ""

    def name_of(self, party: str) -> str:
        """Return a party's name as its delegation has it, else its id as references write it."""
        return next((one.name for one in self.delegations if one.party == party), party.upper())
