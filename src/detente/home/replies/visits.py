"""Replies about visits: quotas, and the visits that drew on them."""

from msgspec import Struct

from detente.home.replies.acts import Heads


class VisitView(Struct, frozen=True):
    """One visit that was asked for.

    Args:
        counts: `yes`, `waits` or `no`; `why` says what made it so.
    """

    ref: str
    asker: str
    object: str
    enters_at: str
    counts: str
    why: str


class QuotaView(Struct, frozen=True):
    """What a party's quota of one sort and year has come to.

    Args:
        passive: visits that the rule has it accept; None where no rule, or a number of units that nobody declared, says
            it; `per_party`, `at_once`, `per_object`, `per_object_and_party` likewise.
        units_differ: notices that declare different numbers, where none is proven to be the later; `units` is None.
        left: None where `passive` is.
        beyond: how many more count than the quota has.
        by: how many of each party count.
        used_up: notices by which the party says that it is used up: its word, beside what counts.
    """

    party: str
    sort: str
    regime: str | None
    year: int
    passive: int | None
    per_party: int | None
    at_once: int | None
    per_object: int | None
    per_object_and_party: int | None
    units: int | None
    units_differ: tuple[str, ...]
    counted: int
    left: int | None
    beyond: int
    by: dict[str, int]
    used_up: tuple[str, ...]
    visits: list[VisitView]


class QuotasView(Struct, frozen=True):
    """Quotas by party, sort and year, as far as the acts held here tell."""

    as_of: str
    heads: Heads
    items: list[QuotaView]
    next: None = None
