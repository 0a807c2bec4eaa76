"""Replies about what is owed: duties explained step by step, and the ledger."""

from msgspec import Struct

from detente.home.replies.acts import Heads
from detente.home.replies.matters import DutyView


class DutyExplained(Struct, frozen=True):
    """One duty, and what would stop its clock or settle it, one sentence each."""

    duty: DutyView
    stops: tuple[str, ...]


class DutiesExplained(Struct, frozen=True):
    """Duties that an act concerns.

    Args:
        time_at: the second of the newest heads in the depositary's journal held here: what rests on absence is said as
            of it; None where there are none.
        about: reference of the act that was asked about.
    """

    as_of: str
    heads: Heads
    time_at: str | None
    council: str
    about: str
    items: list[DutyExplained]
    next: None = None


class LedgerEntry(Struct, frozen=True):
    """One line: an agreement, a party, a year.

    Args:
        regime: `charter` for the charter itself.
        year: UTC, of the due second; None where no clock has started.
        counts: each duty stands under one word; a word that is not there counts none.
    """

    regime: str
    party: str
    year: int | None
    counts: dict[str, int]
    total: int


class LedgerView(Struct, frozen=True):
    """How many duties stand how; counts only, as of heads. Drills are not counted."""

    as_of: str
    heads: Heads
    time_at: str | None
    council: str
    words: tuple[str, ...]
    items: list[LedgerEntry]
    next: None = None
