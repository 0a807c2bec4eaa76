"""Replies about clearance inside the party."""

from typing import Any

from msgspec import Struct

from detente.home.replies.acts import Heads


class WordView(Struct, frozen=True):
    """What one officer says to a request.

    Args:
        given: `given`, `not given`, `remark only`, or `not answered yet`.
        ref: of the act that says it, or None; so `at`.
    """

    officer: str
    given: str
    text: str
    ref: str | None
    at: str | None


class ClearanceView(Struct, frozen=True):
    """A request for clearance.

    Args:
        of: which draft it is about: two requests with the same are about versions of one draft.
        digest: SHA-256 of what would be signed, hex; what was changed since has another one.
        status: `asked`, `given` by all, or `not given` by somebody.
        act: kind, channel, body and all, as it would be said.
        files: name, size and SHA-256 of each that goes with it.
    """

    ref: str
    council: str
    of: str
    digest: str
    asked_by: str
    asked_at: str
    text: str
    status: str
    words: list[WordView]
    act: dict[str, Any]
    files: list[dict[str, Any]]


class ClearancesView(Struct, frozen=True):
    """Requests for clearance, the newest first."""

    as_of: str
    heads: Heads
    items: list[ClearanceView]
    next: None = None
