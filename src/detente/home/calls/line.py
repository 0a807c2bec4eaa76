"""Calls about the line itself."""

from detente.home.calls.call import Call
from detente.home.replies.line import LineView

MATTERS_MAX = 100
"""Dossiers looked at for each counterpart: those with the newest acts; a watch officer reads no more."""


class ShowLine(Call[LineView], frozen=True, tag="line-status"):
    """How counterparts can be reached and what their silence is, each state with its evidence.

    Args:
        party: only this one.
        matters: how many dossiers that await each counterpart are looked at, the newest first.
    """

    council: str | None = None
    party: str | None = None
    matters: int = MATTERS_MAX
