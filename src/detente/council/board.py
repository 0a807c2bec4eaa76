"""The watch board: everything that needs a human now, in the order in which a watch should take it.

    first    acts above routine that nobody here has read, flash acts until they are answered, and drafts above routine
             that wait for a second officer: by precedence, then by time left
    then     whatever has a time: the earliest first
    then     whatever has none: what waits for us, peers that are not heard
    last     whatever has only times that ran out long ago, unless nobody read it and it may have a clock of its own

So what nobody took up years ago stands in nobody's way, and is counted and shown all the same. What rings never stands
there; within its precedence it comes behind what still runs. Drills stand apart, in the same order, so that none of
them hides what is meant. It is made from values alone; what they rest on is said by those who give them.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from enum import StrEnum
from itertools import groupby, islice
from math import inf
from operator import attrgetter
from typing import Final, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from detente.clock import DAY, Instant
from detente.council.attention import LOUD
from detente.council.ringing import Ring, ring_of
from detente.council.waiting import Waiting

OBJECTIVE_GONE_SECONDS: Final = 3 * DAY
"""So long after the watch's own objective a routine act that asks for nothing stands last: a weekend is over."""
OWED_GONE_SECONDS: Final = 30 * DAY
"""So long after its due second what is owed stands last, as overdue as before: others than a watch take it up."""


class Need(StrEnum):
    """What a human is needed for; the words are for people."""

    READ = "to be read"
    ANSWER = "to be answered"
    DUTY = "owed by us"
    OWED = "owed to us"
    AWAITED = "asked of others"
    RUNS = "takes effect by silence"
    TURN = "our turn"
    RELEASE = "to be released"
    HEAR = "not heard"


RANK = list(Need)
OF_OTHERS: Final = (Need.OWED, Need.AWAITED)
"""What several parties can be needed for at once."""


class Group(StrEnum):
    """Where something stands on the board: first, with a time, without one, or long past."""

    FIRST = "first"
    TIMED = "timed"
    UNTIMED = "untimed"
    GONE = "gone"


GROUPS = list(Group)


class Item(Struct, frozen=True):
    """One thing on the board.

    Args:
        ref: of the act or matter; empty for a peer.
        party: who said it, who owes it (several as in a list), or the peer.
        what: a few words.
        precedence: 0 routine to 3 flash.
        since: since when it stands on the board, or None.
        by: until when, or None where nothing sets a time.
        objective: whether `by` is the watch's own objective; else it is a duty's due time, or a matter's.
        duty_at: when a duty from the same act is due, beside an objective.
        need_by_at: by when its author asks for an answer, which nobody owes.
        runs_until: when it takes effect by itself, unless somebody speaks before.
        answers: of what is owed: it is an answer, and not only that an act is read.
        remark: what is to be known beside it, like a duty's state or who read it.
        matter: reference of the dossier.
        drill: name of the drill, empty where it is meant.
        ring: how the act rings, or None.
        form: of the agreement `regime`, in which a notification meets what is owed; empty where another act does.
        theirs: where in `what` a party's own words stand, as in a title.
        drafted_by: officer who drafted what waits for a second one; empty of anything else.
    """

    need: Need
    ref: str
    party: str
    what: str
    precedence: int = 0
    since: Instant | None = None
    by: Instant | None = None
    objective: bool = False
    duty_at: Instant | None = None
    need_by_at: Instant | None = None
    runs_until: Instant | None = None
    answers: bool = True
    remark: str = ""
    matter: str = ""
    drill: str = ""
    ring: Ring | None = None
    regime: str = ""
    form: str = ""
    theirs: tuple[tuple[int, int], ...] = ()
    drafted_by: str = ""


Standing = Waiting | Item
"""What stands on the board: an act that waits for us, or anything else that needs a human."""


class Urgency(NamedTuple):
    """By which the board is ordered, field by field.

    Args:
        group: place of its group, and `need` that of its need.
        precedence: the highest is the least number; 0 where none counts.
        gone: its times ran out long ago.
        at: its earliest time, in seconds since 1970; where it has none 0, and behind all that has one among the first.
    """

    group: int
    precedence: int
    gone: bool
    at: float
    need: int
    party: str
    ref: str


class Ranked(Struct, frozen=True):
    """One thing in its place on the board; what it says is made where it is shown, for a watch may have thousands."""

    urgency: Urgency
    of: Standing

    @property
    def group(self) -> Group:
        """Return under which heading it stands."""
        return GROUPS[self.urgency.group]

    @property
    def need(self) -> Need:
        """Return what a human is needed for."""
        return RANK[self.urgency.need]

    @property
    def item(self) -> Item:
        """Return what it says."""
        return _as_item(self.of)


class Board(Struct, frozen=True):
    """What needs a human, the most urgent first, and what a drill asks for, in the same order."""

    meant: tuple[Ranked, ...]
    drilled: tuple[Ranked, ...]

    def chosen(
        self, needs: Collection[str] = (), *, each: int | None = None, after: int = 0, limit: int | None = None
    ) -> tuple[Sequence[Ranked], Sequence[Ranked]]:
        """Return what is to be shown of what is meant, and of the drills.

        Args:
            needs: only these of what is meant; none for all.
            each: at most so many of each group; where it is given, the others are not looked at.
            after: so many of the whole board come before, drills last.
            limit: at most so many from there on.
        """
        meant = [one for one in self.meant if one.need in needs] if needs else self.meant
        if each is not None:
            return _each(meant, each), _each(self.drilled, each)
        end = None if limit is None else after + limit
        behind = len(meant)
        drills = slice(max(0, after - behind), None if end is None else max(0, end - behind))
        return meant[after:end], self.drilled[drills]


def _each(ranked: Iterable[Ranked], most: int) -> list[Ranked]:
    """Return the first of each group."""
    parts = groupby(ranked, attrgetter("group"))
    return [one for _group, part in parts for one in islice(part, most)]


def board(waiting: Iterable[Waiting], others: Iterable[Item], now: Instant) -> Board:
    """Return the board at a time.

    What is owed for an act that stands there anyway is said beside it, and so is when it takes effect by silence; a
    matter is not named a second time for having the turn. Of whom an answer is owed it is not said again that it is
    awaited: by when stands beside that duty. What several parties owe or are asked for alike, for one act by one
    second, is one thing.
    """
    acts: dict[str, Standing] = {one.ref: one for one in waiting}
    matters = {one.dossier for one in acts.values() if isinstance(one, Waiting)}
    others = list(others)
    awaited = {(one.ref, one.party): one.need_by_at for one in others if one.need is Need.AWAITED}
    owing = {(one.ref, one.party) for one in others if one.need is Need.OWED and one.answers}
    rest = []
    for item in others:
        if item.need is Need.OWED:
            by_at = awaited.get((item.ref, item.party)) if item.answers else None
            rest.append(replace(item, need_by_at=by_at))
        elif item.need is Need.AWAITED:
            rest += [] if (item.ref, item.party) in owing else [item]
        elif item.need is Need.DUTY and item.ref in acts:
            acts[item.ref] = _with_duty(acts[item.ref], item)
        elif item.need is Need.RUNS and item.ref in acts:
            acts[item.ref] = replace(_as_item(acts[item.ref]), runs_until=item.runs_until)
        elif item.need is not Need.TURN or item.matter not in matters:
            rest.append(item)
    found = sorted((Ranked(_urgency(one, now), one) for one in (*acts.values(), *_joined(rest))), key=_by_urgency)
    return Board(tuple(one for one in found if not one.of.drill), tuple(one for one in found if one.of.drill))


def _joined(items: Iterable[Item]) -> Iterable[Item]:
    """Return items of which those of others, alike but for the party and since when, are one that names each."""
    found: dict[Item, list[Item]] = {}
    for one in items:
        alike = replace(one, party="", since=None) if one.need in OF_OTHERS else one
        found.setdefault(alike, []).append(one)
    for same in found.values():
        parties = ", ".join(sorted(one.party for one in same))
        since = min((one.since for one in same if one.since is not None), default=None)
        yield same[0] if len(same) == 1 else replace(same[0], party=parties, since=since)


def counts(ranked: Iterable[Ranked]) -> dict[str, int]:
    """Return how many there are of each need, those that there are."""
    found = Counter(one.urgency.need for one in ranked)
    return {need: found[place] for place, need in enumerate(RANK) if found[place]}


def groups(ranked: Iterable[Ranked]) -> dict[str, int]:
    """Return how many stand under each heading, those that there are."""
    found = Counter(one.urgency.group for one in ranked)
    return {group: found[place] for place, group in enumerate(GROUPS) if found[place]}


def _asked(one: Waiting) -> tuple[Need, Instant | None]:
    """Return what an act needs of a human, and by when."""
    return (Need.ANSWER, one.due_at) if one.read_at is not None else (Need.READ, one.read_by_at)


def _as_item(one: Standing) -> Item:
    return _item(one) if isinstance(one, Waiting) else one


def _item(one: Waiting) -> Item:
    need, by = _asked(one)
    read = need is Need.ANSWER
    irregular = "irregular: it counts for nothing; " if one.irregular else ""
    by_whom = f"read by {', '.join(one.read_by) or 'us'}; " if read else ""
    return Item(
        need,
        one.ref,
        one.party,
        one.kind,
        precedence=one.precedence,
        since=one.since,
        by=by,
        objective=not read,
        remark=(irregular + by_whom + ("it asks for an answer" if one.asks else "")).removesuffix("; "),
        matter=one.dossier,
        drill=one.drill,
        need_by_at=one.need_by_at,
        ring=ring_of(one),
    )


def _with_duty(one: Standing, duty: Item) -> Item:
    """Return an act with what we owe for it, the earliest time where there are several."""
    item = _as_item(one)
    times = [at for at in (item.duty_at, duty.by) if at is not None]
    by = item.by if item.by is not None else duty.by
    return replace(item, by=by, duty_at=min(times, default=None))


def _urgency(one: Standing, now: Instant) -> Urgency:
    """Return where something stands; of the thousands of acts that a watch may have as little is asked as can be."""
    if isinstance(one, Waiting):
        unread, duty_at, runs = one.read_at is None, None, None
        need, by = (_READ, one.since + one.objective_seconds) if unread else (_ANSWER, one.due_at)
        after = OBJECTIVE_GONE_SECONDS if unread else OWED_GONE_SECONDS
        # Nobody here has read what may have a clock of its own, of which the watch's objective says nothing: who has
        # not read a proposal on which silence runs agrees to it. What is owed has its duty's time.
        kept, ring = unread and (one.asks or one.precedence >= LOUD), ring_of(one)
    else:
        need, by, duty_at, runs, ring = _NEED_PLACE[one.need], one.by, one.duty_at, one.runs_until, one.ring
        # A draft waits for somebody here, however long it did: whoever drafted it believes it on its way.
        kept = need == _RELEASE
        after = OBJECTIVE_GONE_SECONDS if one.objective else OWED_GONE_SECONDS
    at: float | None = by if duty_at is None or (by is not None and by < duty_at) else duty_at
    gone = (
        at is not None and (by is None or by + after < now) and (duty_at is None or duty_at + OWED_GONE_SECONDS < now)
    )
    if one.need_by_at is not None:
        # Its last second belongs to it. Once it is past it raises nothing any more: what has no other time stands last.
        wished = one.need_by_at if one.need_by_at >= now else inf
        at = wished if at is None else min(at, wished)
        gone = gone and wished == inf
    if runs is not None:
        at, gone = runs if at is None else min(at, runs), False
    group, precedence = _UNTIMED if at is None else _TIMED, 0
    if gone and ring is None and not kept:
        group = _GONE
    elif ring is not None or (need in _UNSEEN and one.precedence >= LOUD):
        group, precedence = _FIRST, -one.precedence
        at = inf if at is None else at
    return Urgency(group, precedence, gone, 0 if at is None else at, need, one.party, one.ref)


_FIRST, _TIMED, _UNTIMED, _GONE = range(len(GROUPS))
_NEED_PLACE: Final = {need: place for place, need in enumerate(RANK)}
_READ, _ANSWER, _RELEASE = (_NEED_PLACE[need] for need in (Need.READ, Need.ANSWER, Need.RELEASE))
_UNSEEN: Final = (_READ, _RELEASE)
"""What somebody here has still to look at: above routine it stands first."""
_by_urgency = attrgetter("urgency")
