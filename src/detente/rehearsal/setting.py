"""Where a scenario is set: sources, parties, and the councils in which they sit, with channels, officers, alliances."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from msgspec import Struct

from detente.clock import Instant
from detente.council.kinds import Rank

MAIN = "main"
"""Name of the council in `[council]`, by which a scenario is known; others stand in `[councils.<name>]`."""


class Seen(StrEnum):
    """How a source was seen by those who wrote the scenario."""

    EXCERPT = "excerpt"
    COPY = "copy"
    NOTED = "noted"
    RECALLED = "recalled"


class Confidence(StrEnum):
    """How sure its writers are that the source says so."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Attached(Struct, frozen=True):
    """A file that goes with an act, under its own name, with all its bytes."""

    name: str
    data: bytes


class Source(Struct, frozen=True):
    """Where a fact comes from.

    Args:
        title: who published what, and when, in our words.
        where: the address, without its scheme.
        seen: `excerpt` (a stored copy of the page, in part), `copy` (another's copy, translation or summary of it),
            `noted` (noted from it in earlier work, not read again), `recalled`.
    """

    id: str
    title: str
    where: str
    seen: Seen
    confidence: Confidence


class Party(Struct, frozen=True):
    """Who has a node in the rehearsal; it may sit in several councils.

    Args:
        short: at most 5 characters, as in references like `RU/LINE/42`.
        run_by: who holds this node's keys in the rehearsal.
        fictional: no such party exists.
    """

    id: str
    name: str
    short: str
    run_by: str
    note: str = ""
    fictional: bool = False


class Concerned(Struct, frozen=True):
    """A state that the matter concerns and that is no party: it has no node, only published statements."""

    id: str
    name: str
    note: str


class Channel(Struct, frozen=True):
    """A channel of a charter.

    Args:
        members: ids, `*` resolved: every party except the depositary, which holds the feeds and cannot read them.
        everybody: whether the file said `*`.
    """

    id: str
    title: str
    members: tuple[str, ...]
    level: str
    public: bool = False
    everybody: bool = False


class Alliance(Struct, frozen=True):
    """An alliance for which a party may speak, under a mandate of the council of its members.

    Args:
        id: as acts name it under `for`.
        council: name of the members' council in this scenario.
        rule: how many members give a mandate; 0 for all.
    """

    id: str
    name: str
    council: str
    rule: int = 0


class Officer(Struct, frozen=True):
    """Somebody whom a party accredits before the first event.

    Args:
        name: an office, never a person's name.
        channels: in which the officer speaks; empty: in all.
        until: the last second, or None where the credentials name none.
    """

    party: str
    name: str
    rank: Rank
    channels: tuple[str, ...] = ()
    until: Instant | None = None


class Council(Struct, frozen=True):
    """What the charter of a rehearsed council needs.

    Args:
        id: its name in this scenario, `MAIN` or another.
        name: contains the word `rehearsal` between hyphens.
        parties: ids; their order gives the numbers in the charter, from 1.
        depositary: a party's id, or empty.
        extra: tables that the charter carries as they are; `clocks` joins the two above it.
        officers: in the file's order.
    """

    id: str
    name: str
    title: str
    founded_at: Instant
    parties: tuple[str, ...]
    channels: Mapping[str, Channel]
    depositary: str = ""
    languages: tuple[str, ...] = ()
    deeming_hours: int = 24
    flash_deeming_hours: int = 1
    extra: Mapping[str, Any] = {}
    alliances: Mapping[str, Alliance] = {}
    officers: tuple[Officer, ...] = ()
