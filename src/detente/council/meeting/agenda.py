"""The agenda of a meeting as its acts make it: who tabled what, who contests it, what was said, what came of it.

An item of the invitation has its number there as its id; one that a party tabled has the reference of that act. The
numbers that people see follow the order of proof, and change only where an act turns up late.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct, field

from detente.council.kinds import text_of, texts_of
from detente.council.papers.minutes import Result
from detente.council.register import Register
from detente.council.said import Said

RESULTS = (Result.AGREED, Result.NOT_AGREED, Result.NOTED, Result.DEFERRED)
"""What a chair records of an item."""
OPEN_RESULTS = (Result.NOT_AGREED, Result.DEFERRED, Result.CONTESTED, Result.OPEN)
"""What leaves an item open for the next agenda."""


class Item(Struct, frozen=True):
    """One item, and what came of it.

    Args:
        id: what acts on it name: `1` of the invitation, or the reference of the act that tabled it.
        number: as people see it, from 1.
        tabled: the act that brought it in.
        withdrawn: the acts that took it back, in order.
        objections: acts that contest its place on the agenda and were not lifted.
        statements: what was said under it, in order.
        recorded: the results that stand, each with the words of the chair; more than one where two are concurrent.
        contests: acts that contest one of those and were not lifted.
    """

    id: str
    number: int
    title: str
    explanation: str
    tabled: Said
    withdrawn: tuple[Said, ...] = ()
    objections: tuple[Said, ...] = ()
    statements: tuple[Said, ...] = ()
    recorded: Register[tuple[Result, str]] = field(default_factory=Register)
    contests: tuple[Said, ...] = ()

    @property
    def contested_by(self) -> tuple[str, ...]:
        """Return who contests that it stands on the agenda."""
        return tuple(sorted({one.party for one in self.objections}))

    @property
    def result(self) -> Result:
        """Return what came of it, as it stands now."""
        if not self.recorded.values:
            return Result.OPEN
        if self.contests or self.recorded.settled is None:
            return Result.CONTESTED
        return self.recorded.settled[0]

    @property
    def outcome(self) -> str:
        """Return the chair's words on the result, and what contests them; empty where nobody said more."""
        texts = [f"{result}: {text}" if text else str(result) for result, text in self.recorded.values.values()]
        if self.result is not Result.CONTESTED:
            return " / ".join(text for _result, text in self.recorded.values.values() if text)
        contests = [f"{one.party.upper()}: {text_of(one.body, 'text')}" for one in self.contests]
        return "\n".join((*texts, *contests))


class OnItems(Struct, frozen=True):
    """Acts that concern items, each sort in the order of proof."""

    tabled: Sequence[Said]
    withdrawn: Sequence[Said]
    objections: Sequence[Said]
    statements: Sequence[Said]
    results: Sequence[Said]
    contests: Sequence[Said]


def item_of(act: Said) -> str:
    """Return the id of the item that an act names, empty where it names none."""
    return text_of(act.body, "item").strip().upper()


def title_key(title: str) -> str:
    """Return what two titles have in common that people would call the same."""
    return " ".join(title.casefold().split())


def items_of(convening: Said | None, acts: OnItems) -> tuple[Item, ...]:
    """Return all items, those of the invitation first, withdrawn ones too."""
    called = [] if convening is None else enumerate(texts_of(convening.body, "items"), 1)
    brought = [(str(number), title, "", convening) for number, title in called if convening is not None]
    brought += [(act.ref, text_of(act.body, "title"), text_of(act.body, "text"), act) for act in acts.tabled]
    return tuple(
        _item(id_, number, title, explanation, tabled, acts)
        for number, (id_, title, explanation, tabled) in enumerate(brought, 1)
    )


def _item(id_: str, number: int, title: str, explanation: str, tabled: Said, acts: OnItems) -> Item:
    def about(found: Iterable[Said]) -> tuple[Said, ...]:
        return tuple(act for act in found if item_of(act) == id_)

    recorded: Register[tuple[Result, str]] = Register()
    for act in about(acts.results):
        recorded = recorded.put(act, (Result(text_of(act.body, "result")), text_of(act.body, "text")))
    contests = tuple(act for act in acts.contests if act.re in recorded.values)
    return Item(
        id_,
        number,
        title,
        explanation,
        tabled,
        about(acts.withdrawn),
        about(acts.objections),
        about(acts.statements),
        recorded,
        contests,
    )


class Proposed(Struct, frozen=True):
    """An item that the next agenda could have.

    Args:
        why: in a few words, like `not agreed in NATO/PLENARY/12`.
        ref: the act from which it comes.
    """

    title: str
    why: str
    ref: str


def left_open(meetings: Iterable[tuple[str, Sequence[Item]]]) -> tuple[Proposed, ...]:
    """Return what meetings left open, each title once, as the last meeting that had it on its agenda left it.

    Args:
        meetings: reference and items of each, the earliest first.
    """
    last: dict[str, Proposed | None] = {}
    for ref, items in meetings:
        for item in items:
            if item.withdrawn:
                continue
            why = f"{item.result} in {ref}"
            # A later meeting's place in the list, not the first one's.
            last.pop(title_key(item.title), None)
            last[title_key(item.title)] = Proposed(item.title, why, ref) if item.result in OPEN_RESULTS else None
    return tuple(one for one in last.values() if one is not None)
