"""Replies about the line itself: how each counterpart can be reached, and what its silence is."""

from msgspec import Struct

from detente.home.replies.acts import ActView, Heads
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


class LineStatusView(Struct, frozen=True):
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


class ReadBackView(Struct, frozen=True):
    """What one addressee did with a line test.

    Args:
        result: `whole`, `in_part`, `declined` or `not_read_back`.
        same: characters that came back in their order, `of` as many as were sent; `added` those that were not sent.
        missing: characters that did not come back at all.
        seconds: from the proven arrival to the proven read-back; None while one of them is not proven.
        duty: how the duty to read it back stands, empty where the charter sets no clock.
        silence: for a test of ours that was not read back, what is known of that, the wire first.
    """

    party: str
    result: str
    reading: str | None
    same: int | None
    of: int | None
    added: int | None
    missing: str
    seconds: int | None
    reason: str
    duty: str = ""
    silence: tuple[FactView, ...] = ()


class LineTestView(Struct, frozen=True):
    """One line test."""

    ref: str
    party: str
    number: int
    claimed_at: str
    results: tuple[ReadBackView, ...]
    drill: str = ""


class PairView(Struct, frozen=True):
    """The tests of one pair in the listing, those of drills left out.

    Args:
        party: who sent them; `with_party` to whom.
        read_back: how many came back, `whole` without a difference.
        same: characters that came back in all of these, `of` so many.
        median_seconds: of those whose time is proven; None where none is.
    """

    party: str
    with_party: str
    tests: int
    read_back: int
    whole: int
    declined: int
    same: int
    of: int
    median_seconds: int | None
    last_at: str


class LineTestsView(Struct, frozen=True):
    """Line tests, the newest first; `next` is given as `before` to go on.

    Args:
        due_at: when this party's next test is due by the charter; None where that sets no interval.
        hours: of the charter's interval, 0 for none.
    """

    as_of: str
    heads: Heads
    council: str
    hours: int
    due_at: str | None
    due: bool
    items: list[LineTestView]
    pairs: list[PairView]
    next: int | None = None


class ContactAnswerView(Struct, frozen=True):
    """The answer of one party's contact point."""

    party: str
    ref: str
    role: str
    name: str
    seconds: int | None


class ContactCheckView(Struct, frozen=True):
    """One check of contact points; who was asked stands in the act."""

    ref: str
    party: str
    role: str
    claimed_at: str
    asked: int
    answers: tuple[ContactAnswerView, ...]
    drill: str = ""


class ContactsView(Struct, frozen=True):
    """Checks of contact points, the newest first; `next` is given as `before` to go on.

    Args:
        asked: contact points in all checks listed, drills left out; `answered` as many of them. No rate of one party.
        median_seconds: of the answers whose time is proven; None where none is.
    """

    as_of: str
    heads: Heads
    council: str
    items: list[ContactCheckView]
    asked: int
    answered: int
    median_seconds: int | None
    next: int | None = None


class ContactsAsked(Struct, frozen=True):
    """A check of contact points that was just sent.

    Args:
        without: parties asked of which no roster with that role is held here.
    """

    as_of: str
    act: ActView
    without: tuple[str, ...]
