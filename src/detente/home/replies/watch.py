"""Replies about the watch: the board, and what the alarm process goes by."""

from msgspec import Struct

from detente.council.waiting import Push, Sent, Waiting
from detente.home.replies.acts import Heads
from detente.home.replies.line import CounterpartView


class BoardItemView(Struct, frozen=True):
    """One thing that needs a human.

    Args:
        need: `to be read`, `to be answered`, `owed by us`, `owed to us`, `our turn`, `to be released`, `not heard`.
        ref: of the act or matter; empty for a peer. `matter` is the dossier.
        precedence: `routine`, `priority`, `immediate` or `flash`.
        by_at: until when, or None; `objective` says that it is the watch's own handling time and no duty.
        duty_at: when a duty from the same act is due, beside an objective.
        left_seconds: until the earlier of both, below 0 once it is past.
        drill: name of the drill, empty where it is meant.
    """

    need: str
    ref: str
    party: str
    what: str
    precedence: str
    since_at: str | None
    by_at: str | None
    objective: bool
    duty_at: str | None
    left_seconds: int | None
    remark: str
    matter: str
    drill: str


class BoardView(Struct, frozen=True):
    """The watch board of one council.

    Args:
        group: the date-time group of `as_of`.
        time_at: the second of the newest heads in the depositary's journal held here, or None.
        items: what is meant; `drills` stand apart. Both most urgent first.
        counts: of `items`, by need.
        peers: how each stands, with queue, last contact, last success and next try, as `line status` has it.
    """

    as_of: str
    group: str
    heads: Heads
    council: str
    rehearsal: bool
    time_at: str | None
    items: list[BoardItemView]
    drills: list[BoardItemView]
    counts: dict[str, int]
    peers: list[CounterpartView]
    next: None = None


class CouncilAlarmsView(Struct, frozen=True):
    """What is to be known of one council before somebody is alarmed.

    Args:
        open: acts that wait for a person.
        sent: alarms about them, by the watch log.
        pushes: officers' words that the next step is to be taken.
        on_watch: names of who took a watch, the newest handover first.
        roster: names and roles of the party's contact points, in their order.
    """

    council: str
    open: tuple[Waiting, ...]
    sent: tuple[Sent, ...]
    pushes: tuple[Push, ...]
    on_watch: tuple[str, ...]
    roster: tuple[str, ...]


class AlarmsView(Struct, frozen=True):
    """All councils; `at` is the second of the node's clock, `version` grows with what is stored."""

    as_of: str
    at: int
    party: str
    version: int
    items: tuple[CouncilAlarmsView, ...]
    next: None = None
