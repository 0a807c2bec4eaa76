"""Calls about what is asked and given."""

from typing import Any, Literal

from detente.home.calls.call import Call
from detente.home.replies.sharing import BalanceView, GivenSent, SharingView


class Share(Call[GivenSent], frozen=True, tag="share"):
    """Ask, answer or give under a label; the channel is chosen by its readers where none is named.

    Args:
        body: fields of the kind; what is taken from `of` may be left out.
        of: an item or answer from which this one is made: its topic, label, grading and validity are taken over, and a
            note beside it says where it stands too. Without `content` in the body it is passed on as it is.
    """

    kind: Literal["share-request", "share-answer", "share-item"]
    body: dict[str, Any]
    council: str | None = None
    channel: str | None = None
    to: tuple[str, ...] = ()
    re: str | None = None
    of: str | None = None
    officer: str | None = None
    language: str = ""
    attach: tuple[str, ...] = ()
    as_evidence: bool = False
    erasable: bool = False


class ListShared(Call[SharingView], frozen=True, tag="shared"):
    """What was asked and given, that said last first.

    Args:
        sort: only requests, or only what was given.
        topic: only on this topic.
        party: only what this party asked or gave; `me` is the party itself.
        all: requests in which nobody is asked any more, and what was recalled or is not valid any more, too.
        before: only what was stored before; a listing's `next`.
    """

    council: str | None = None
    sort: Literal["request", "item"] | None = None
    topic: str | None = None
    party: str | None = None
    all: bool = False
    before: int | None = None
    limit: int = 200


class ShowBalance(Call[BalanceView], frozen=True, tag="balance"):
    """How often each party asked, answered and gave on each topic, as this record holds it.

    Args:
        topic: only this one.
        patience_seconds: how long the first look at a large record may take; None for as long as it takes.
    """

    council: str | None = None
    topic: str | None = None
    patience_seconds: float | None = None
