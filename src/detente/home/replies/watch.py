"""Replies about the watch: the board, and what the alarm process goes by."""

from operator import itemgetter

from msgspec import Struct

from detente.council.titles import Frame
from detente.council.waiting import Push, Sent, Waiting
from detente.home.replies.acts import Heads
from detente.home.replies.line import CounterpartView


class PassedView(Struct, frozen=True):
    """An officer of this party has taken something over.

    Args:
        ref: of the entry in `own`.
        to: who has it; `by` passed it on, the same where that officer took it.
        text: a note, or empty.
    """

    ref: str
    to: str
    by: str
    at: str
    text: str = ""


class RingView(Struct, frozen=True):
    """A flash act that rings, or a flash draft of ours.

    Args:
        ring: `call` while nobody here has read it, then `reminder` until it is answered; a draft calls until it is
            released or dropped.
        read_by: officers who acknowledged it.
        drill: name of the drill, empty where it is meant.
        drafted_by: officer who drafted it, whom it does not call; empty where it is no draft.
    """

    ref: str
    party: str
    ring: str
    since_at: str
    read_by: tuple[str, ...] = ()
    drill: str = ""
    drafted_by: str = ""


class RingingView(Struct, frozen=True):
    """What every page says at its top.

    Args:
        items: flash acts that ring, what is unread first, then the oldest.
        drills: names of the drills that are under way: some matter of each is open.
    """

    as_of: str
    council: str
    items: tuple[RingView, ...]
    drills: tuple[str, ...] = ()
    next: None = None


class BoardItemView(Struct, frozen=True):
    """One thing that needs a human.

    Args:
        need: `to be read`, `to be answered`, `owed by us`, `owed to us`, `asked of others`,
            `takes effect by silence`, `our turn`, `to be released`, `not heard`.
        ref: of the act or matter; empty for a peer. `matter` is the dossier.
        precedence: `routine`, `priority`, `immediate` or `flash`.
        by_at: until when, or None; `objective` says that it is the watch's own handling time and no duty.
        duty_at: when a duty from the same act is due, beside an objective.
        need_by_at: by when its author asks for an answer, which is a wish and no duty, or None.
        runs_until_at: when it takes effect by silence, or None.
        left_seconds: until the time by which its clock goes (`clock`), below 0 once it is past.
        drill: name of the drill, empty where it is meant.
        group: `first` (above routine: unread, or to be released), `timed`, `untimed` or `gone` (each of its times is
            long past): the parts of the board, in this order.
        ring: `call`, `reminder` or empty: how a flash act rings.
        text: the first words of an act or a draft that waits, with ` […]` where more was left out; empty where it has
            a marking, or speaks of none. `says` is the kind's line, where that says more than the text, and `frame`
            of what it is made.
        handling: how far an act that waits may go, as in `ActView`.
        language: of the text, BCP 47, or empty; `unofficial` has its author's translations, by language.
        passed: the officer who has taken it over, or None.
        form: of the agreement `regime`, in which a notification meets what is owed; empty where another act does.
        theirs: where in `what` a party's own words stand: from which character, and behind which.
        drafted_by: officer who drafted what a second one is to release; empty of anything else.
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
    group: str = "untimed"
    ring: str = ""
    text: str = ""
    language: str = ""
    passed: PassedView | None = None
    says: str = ""
    frame: Frame = Frame()
    unofficial: dict[str, str] = {}
    need_by_at: str | None = None
    runs_until_at: str | None = None
    regime: str = ""
    form: str = ""
    handling: tuple[str, ...] = ()
    theirs: tuple[tuple[int, int], ...] = ()
    drafted_by: str = ""

    @property
    def owed_at(self) -> str | None:
        """Return the earliest time at which something is owed, or None: neither an objective nor a wish is."""
        times = (self.duty_at, None if self.objective else self.by_at)
        return min((at for at in times if at is not None), default=None)

    def clock(self, as_of: str) -> tuple[str | None, str]:
        """Return by which time its clock goes, or None, and what sets that; times of the record compare as texts.

        What is owed sets it once it is past: no wish and no objective may hide that. Until then the earliest does, a
        wish only while it lies ahead, or where nothing else has a time; an objective that is past hides no silence.

        Returns:
            `due` for what is owed, `objective` for the watch's own, `wish` for who asks, `silence` for its expiry.
        """
        owed = self.owed_at
        if owed is not None and owed < as_of:
            return owed, "due"
        own = self.by_at if self.objective else None
        if self.runs_until_at is not None and own is not None and own < as_of:
            own = None
        times = [(owed, "due"), (self.runs_until_at, "silence"), (own, "objective")]
        if self.need_by_at is not None and (self.need_by_at >= as_of or all(at is None for at, _sets in times)):
            times.append((self.need_by_at, "wish"))
        return min(((at, sets) for at, sets in times if at is not None), key=itemgetter(0), default=(None, ""))


class BoardView(Struct, frozen=True):
    """The watch board of one council.

    Args:
        group: the date-time group of `as_of`.
        time_at: the second of the newest heads in the depositary's journal held here, or None.
        items: what was asked for of what is meant; `drills` stand apart. Both most urgent first.
        counts: of all that is meant, by need, whatever was asked for.
        peers: how each stands, with queue, last contact, last success and next try, as `line status` has it.
        groups: of all that is meant, how many stand in each part of the board: `first`, `timed`, `untimed`, `gone`.
        drilled: how many a drill asks for, in each part.
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
    groups: dict[str, int] = {}
    drilled: dict[str, int] = {}
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


class OfferView(Struct, frozen=True):
    """A watch that was offered and not taken yet.

    Args:
        open: what was open then: reference, or words where no act is its reason; need; and until when or None.
    """

    ref: str
    giver: str
    to: str
    at: str
    text: str
    open: tuple[tuple[str, str, str | None], ...]


class DoneView(Struct, frozen=True):
    """An act of this party since the watch was taken.

    Args:
        what: title of its kind; `says` tells it in a few words, and `frame` of what they are made.
    """

    ref: str
    at: str
    officer: str
    what: str
    says: str
    frame: Frame = Frame()


class WatchView(Struct, frozen=True):
    """A watch of this party.

    Args:
        holder: who has it, empty where nobody took it.
        since_at: when that officer took it, or None.
        giver: who handed it over, empty where nobody did; `text` is a remark.
        offer: what is offered and waits to be taken, or None.
        open: what needs a human now, as the board has it; drills not among it. `groups` has how many stand in each
            part, whatever was asked for.
        done: acts of this party since then, at most 100, the newest first; `more` came before these.
        alarms: how many alarms went out since then.
    """

    as_of: str
    council: str
    watch: str
    holder: str
    since_at: str | None
    giver: str
    text: str
    offer: OfferView | None
    open: list[BoardItemView] = []
    done: list[DoneView] = []
    more: bool = False
    alarms: int = 0
    groups: dict[str, int] = {}
    next: None = None
