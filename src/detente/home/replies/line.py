"""Replies about the line itself: how each counterpart can be reached, and what its silence is."""

from msgspec import Struct

from detente.home.replies.acts import Heads
from detente.home.replies.councils import Queue
from detente.home.replies.facts import FactView


class CounterpartView(Struct, frozen=True):
    """How one counterpart stands to this party.

    Args:
        state: the most urgent of the states of `link` and `facts`.
        link: of the wire.
        facts: of the party as a whole, then of acts of ours that await it, those said last first.
        contact_at: when it last answered or called; `success_at` when it last answered.
        sign_of_life_at: the newest that is held here.
        unanswered: requests in a row without answer.
        retry_seconds: real seconds until it is tried again; None where nothing waits for that.
        queue: what it is not known to hold.
    """

    party: str
    name: str
    state: str
    link: FactView
    facts: tuple[FactView, ...]
    contact_at: str | None
    success_at: str | None
    sign_of_life_at: str | None
    unanswered: int
    unanswered_since_at: str | None
    retry_seconds: int | None
    queue: Queue


class LineView(Struct, frozen=True):
    """How the counterparts of a council stand to this party.

    Args:
        running: a node runs here; without one nothing is tried, and the link is as it was last known.
    """

    as_of: str
    heads: Heads
    council: str
    running: bool
    items: list[CounterpartView]
    next: None = None
