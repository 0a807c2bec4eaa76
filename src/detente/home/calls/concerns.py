"""Calls about concerns and assurances."""

from typing import Literal

from detente.home.calls.call import Call
from detente.home.replies.concerns import ConcernsView


class ListConcerns(Call[ConcernsView], frozen=True, tag="concerns"):
    """Concerns and assurances, those said last first: the register of what is open and what is given.

    Args:
        sort: only concerns, or only assurances.
        party: only what this party raised or gave; `me` is the party itself.
        all: concerns that are settled and assurances that are given no longer too.
        before: only what was stored before; a listing's `next`.
    """

    council: str | None = None
    sort: Literal["concern", "assurance"] | None = None
    party: str | None = None
    all: bool = False
    before: int | None = None
    limit: int = 200
