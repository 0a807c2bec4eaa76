"""Answers that are asked for by a time: who asks whom, until when, and which answers came.

It is a wish of who asks. No clock of a duty rests on it, and nobody is late by it: rules and the charter's clocks alone
make duties (docs/spec/duties.md). So what stands here names times and answers, and judges nobody.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any, Final

from msgspec import Struct

from detente.clock import DAY, Instant, rfc3339, written
from detente.council.attention import is_answer
from detente.council.desk import Line, Section
from detente.council.kinds import NEED_BY, need_by_of
from detente.council.registry import KINDS
from detente.council.said import Said, asked_of, by_past
from detente.protocol.charter import Charter

SHOWN_SECONDS: Final = 7 * DAY
"""So long after its time a wish stands on the watch board of who asked; in its matter it stands always."""
NONE_YET, BY_THEN, LATER = "no answer is here yet", "answered by then", "answered later"
_NOTE: Final = (
    "By when who asks would like an answer. It is a wish, and nobody owes it; times of answers are as their authors "
    "claim them."
)


class Wish(Struct, frozen=True):
    """An answer that an act asks for by a time.

    Args:
        ref: of the act that asks, and `party` its author.
        lacking: who is asked and has not answered, in the order of names.
        answers: of those asked who answered: party, reference, and the time that its author claims.
    """

    ref: str
    party: str
    kind: str
    precedence: int
    said_at: Instant
    by_at: Instant
    lacking: tuple[str, ...]
    answers: tuple[tuple[str, str, Instant], ...] = ()

    def passed(self, now: Instant) -> bool:
        """Say if its time is over: the last second belongs to it."""
        return now > self.by_at


def wishes(acts: Iterable[Said], charter: Charter, turn: Callable[[], Collection[str]]) -> tuple[Wish, ...]:
    """Return the answers that are asked for by a time in one matter, in an order that proof allows.

    Args:
        acts: of the matter, those that count.
        turn: gives the parties whose turn it is in it, as its desks say: nobody else's answer is awaited any more.
    """
    acts = tuple(acts)
    asking = {act.ref: at for act in acts if (at := need_by_of(KINDS.get(act.kind), act.body)) is not None}
    if not asking:
        # So it is in most matters, and every fold asks.
        return ()
    ordered, waiting = sorted(acts, key=by_past), turn()
    return tuple(_wish(act, asking[act.ref], ordered, charter, waiting) for act in ordered if act.ref in asking)


def _wish(act: Said, by_at: Instant, acts: Sequence[Said], charter: Charter, turn: Collection[str]) -> Wish:
    asked = asked_of(act, charter)
    said = [one for one in acts if one.re == act.ref and one.party in asked and is_answer(one.kind)]
    firsts = {one.party: one for one in reversed(said)}
    return Wish(
        act.ref, act.party, act.kind, act.precedence, act.claimed_at, by_at,
        tuple(sorted(asked.intersection(turn) - firsts.keys())),
        tuple((party, one.ref, one.claimed_at) for party, one in sorted(firsts.items())),
    )  # fmt: skip


def next_at(found: Iterable[Wish]) -> str | None:
    """Return the earliest time until which an answer is asked for that is not here, or None."""
    return written(min((one.by_at for one in found if one.lacking), default=None))


def data_of(one: Wish) -> dict[str, Any]:
    """Return one of them for programs."""
    return {
        "ref": one.ref,
        "party": one.party,
        NEED_BY: rfc3339(one.by_at),
        "lacking": list(one.lacking),
        "answers": [{"party": party, "ref": ref, "claimed_at": rfc3339(at)} for party, ref, at in one.answers],
    }


def section_of(found: Iterable[Wish]) -> Section:
    """Return what a sheet shows of them: one line for each who is asked and is awaited, or has answered.

    A line has the answer's reference; where none is here that of the act that asks.
    """
    lines = tuple(line for one in found for line in _lines(one))
    columns = ("By", "Of", "Answer asked by", "Claimed", "Answer")
    return Section("Answers asked for by a time", lines, columns, _NOTE)


def _lines(one: Wish) -> Iterator[Line]:
    head = one.party.upper()
    for party in one.lacking:
        yield Line((head, party.upper(), rfc3339(one.by_at), "–", NONE_YET), one.ref, mark="waiting")
    for party, ref, at in one.answers:
        word = BY_THEN if at <= one.by_at else LATER
        yield Line((head, party.upper(), rfc3339(one.by_at), rfc3339(at), word), ref)
