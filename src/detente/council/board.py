"""The watch board: everything that needs a human now, in the order in which a watch should take it.

    first    acts above routine that nobody here has read: by precedence, then by time left
    then     whatever has a time: the earliest first
    last     whatever has none: what waits for us, drafts for a second officer, peers that are not heard

Drills stand apart, in the same order, so that none of them hides what is meant. It is made from values alone; what they
rest on is said by those who give them.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from detente.clock import Instant
from detente.council.attention import LOUD
from detente.council.waiting import Waiting


class Need(StrEnum):
    """What a human is needed for; the words are for people."""

    READ = "to be read"
    ANSWER = "to be answered"
    DUTY = "owed by us"
    OWED = "owed to us"
    TURN = "our turn"
    RELEASE = "to be released"
    HEAR = "not heard"


RANK = list(Need)


class Group(StrEnum):
    """Where something stands on the board: to be read first, with a time, without one."""

    FIRST = "first"
    TIMED = "timed"
    UNTIMED = "untimed"


GROUPS = list(Group)


class Item(Struct, frozen=True):
    """One thing on the board.

    Args:
        ref: of the act or matter; empty for a peer.
        party: who said it, who owes it, or the peer.
        what: a few words.
        precedence: 0 routine to 3 flash.
        since: since when it stands on the board, or None.
        by: until when, or None where nothing sets a time.
        objective: whether `by` is the watch's own objective; else it is a duty's due time, or a matter's.
        duty_at: when a duty from the same act is due, beside an objective.
        remark: what is to be known beside it, like a duty's state or who read it.
        matter: reference of the dossier.
        drill: name of the drill, empty where it is meant.
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
    remark: str = ""
    matter: str = ""
    drill: str = ""


class Board(Struct, frozen=True):
    """What needs a human, the most urgent first, and what a drill asks for, in the same order."""

    items: tuple[Item, ...]
    drills: tuple[Item, ...]


def board(waiting: Iterable[Waiting], others: Iterable[Item]) -> Board:
    """Return the board.

    What is owed for an act that stands there anyway is said beside it, and a matter is not named a second time for
    having the turn.
    """
    acts = {one.ref: _item(one) for one in waiting}
    matters = {one.matter for one in acts.values()}
    rest = []
    for item in others:
        if item.need is Need.DUTY and item.ref in acts:
            acts[item.ref] = _with_duty(acts[item.ref], item)
        elif item.need is not Need.TURN or item.matter not in matters:
            rest.append(item)
    found = sorted([*acts.values(), *rest], key=_urgency)
    return Board(tuple(one for one in found if not one.drill), tuple(one for one in found if one.drill))


def counts(items: Iterable[Item]) -> Mapping[str, int]:
    """Return how many there are of each need, those that there are."""
    found: dict[str, int] = {}
    for item in items:
        found[item.need] = found.get(item.need, 0) + 1
    return {need: found[need] for need in RANK if need in found}


def _item(one: Waiting) -> Item:
    read = one.read_at is not None
    irregular = "irregular: it counts for nothing; " if one.irregular else ""
    by_whom = f"read by {', '.join(one.read_by) or 'us'}; " if read else ""
    return Item(
        Need.ANSWER if read else Need.READ,
        one.ref,
        one.party,
        one.kind,
        precedence=one.precedence,
        since=one.since,
        by=one.due_at if read else one.read_by_at,
        objective=not read,
        remark=(irregular + by_whom + ("it asks for an answer" if one.asks else "")).removesuffix("; "),
        matter=one.dossier,
        drill=one.drill,
    )


def _with_duty(item: Item, duty: Item) -> Item:
    """Return an act with what we owe for it, the earliest time where there are several."""
    times = [at for at in (item.duty_at, duty.by) if at is not None]
    by = item.by if item.by is not None else duty.by
    return replace(item, by=by, duty_at=min(times, default=None))


def group_of(item: Item) -> Group:
    """Return under which heading something stands."""
    if item.need is Need.READ and item.precedence >= LOUD:
        return Group.FIRST
    return Group.UNTIMED if _earliest(item) is None else Group.TIMED


def _earliest(item: Item) -> Instant | None:
    return min((at for at in (item.by, item.duty_at) if at is not None), default=None)


def _urgency(item: Item) -> tuple[int, int, float, int, str, str]:
    group, by = group_of(item), _earliest(item)
    precedence = -item.precedence if group is Group.FIRST else 0
    return (GROUPS.index(group), precedence, by if by is not None else 0.0, RANK.index(item.need), item.party,
            item.ref)  # fmt: skip
