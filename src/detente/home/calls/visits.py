"""Calls about visits to each other: what a year's quotas have come to."""

from detente.home.calls.call import Call
from detente.home.replies.visits import QuotasView


class ShowQuotas(Call[QuotasView], frozen=True, tag="quotas"):
    """What the quotas of inspections and evaluations have come to, over all matters of a council.

    Args:
        party: only that of this party; `me` is the party itself.
        year: only of this calendar year.
    """

    council: str | None = None
    party: str | None = None
    year: int | None = None
