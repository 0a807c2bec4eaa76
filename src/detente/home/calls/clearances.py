"""Calls about clearance inside the party: asking for it, and what was said to it."""

from detente.home.calls.acts import Send
from detente.home.calls.call import Call
from detente.home.replies import Sent
from detente.home.replies.clearances import ClearancesView


class AskClearance(Call[Sent], frozen=True, tag="ask-clearance"):
    """Ask named officers of the party to clear an act that is not said yet: one of these two, or a draft.

    Args:
        officers: who is asked.
        act: as it would be said; files are no part of it here.
        draft: reference of a draft that is held for release, in place of `act`.
        text: what is asked.
    """

    officers: tuple[str, ...]
    act: Send | None = None
    draft: str | None = None
    text: str = ""
    council: str | None = None
    officer: str | None = None


class ListClearances(Call[ClearancesView], frozen=True, tag="clearances"):
    """Requests for clearance, the newest first.

    Args:
        asked_of: only those in which this officer was asked.
        all: also those to which everybody has said a word.
    """

    council: str | None = None
    asked_of: str | None = None
    all: bool = False
