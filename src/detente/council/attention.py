"""Which acts need a person here, and until when: what the watch board lists and alarms are raised for.

    an act needs          where
    to be read            another party said it and named us, or named nobody and asks, is above routine, or of a kind
                          that is to be heeded, as a suspension
    to be answered too    its kind asks, or it says by when an answer is asked for, which its words tell
    nobody                it only proves a rung of receipt, as an acknowledgement does

It is *read* with the first act of ours that answers it, whatever that is, and *done* then where it does not ask. What
asks is done when we answered or declined it, or when it was read and its matter no longer waits for us.
"""

from collections.abc import Collection, Iterable
from typing import Final

from detente.council.desk import NextAct
from detente.council.kinds import ABOUT_DUTIES, NEED_BY, Kind, Speech, asks_answer
from detente.council.registry import KINDS, desk_of
from detente.council.said import Said, asked_of
from detente.protocol.charter import Charter

LOUD: Final = 1
"""From priority on: what names nobody is then for whoever has the watch."""
ANSWERING: Final = (Speech.ANSWERS, Speech.DECLINES, Speech.AGREES)


def needs_us(kind: str, party: str, to: Collection[str], precedence: int) -> bool:
    """Say if another party's act needs a person of ours."""
    known = KINDS.get(kind)
    if known is not None and known.rung is not None:
        return False
    return party in to or (not to and (precedence >= LOUD or of_all(kind)))


def of_all(kind: str) -> bool:
    """Say if a kind is to be read by all who read its channel, where it names nobody: it asks, or is to be heeded."""
    known = KINDS.get(kind)
    return asks(kind) or (known is not None and known.heeded)


def asks(kind: str) -> bool:
    """Say if a kind asks for an answer."""
    known = KINDS.get(kind)
    return known is not None and known.speech is Speech.ASKS


def may_ask(kind: str) -> bool:
    """Say if acts of a kind ask where they say by when an answer is asked for: only their words tell."""
    known = KINDS.get(kind)
    return known is not None and NEED_BY in known.fields


def answers(kind: str) -> bool:
    """Say if an act of a kind, said in reply, is an answer: more than that it was read, put right or translated."""
    known = KINDS.get(kind)
    return known is None or not (known.rung is not None or _beside(known))


def is_answer(kind: str) -> bool:
    """Say if an act of a kind, said in reply, answers what is said there, and not only what is owed for it."""
    return answers(kind) and kind not in ABOUT_DUTIES


def awaited(
    offered: Iterable[NextAct], acts: Iterable[Said], charter: Charter, party: str
) -> frozenset[tuple[str, str | None]]:
    """Return kind and answered act of those offers for which another party waits.

    Its act addresses or asks this party, which has not answered it. A reply of the line fits any act: another desk's
    waits for it only where it names the party. Where one can only refuse, as a text under silence or a result, nobody
    waits for that.

    Args:
        acts: of the matter, those that count.
    """
    by_ref = {act.ref: act for act in acts}
    given = {act.re for act in by_ref.values() if act.party == party and is_answer(act.kind)}
    found = []
    for one in offered:
        asked, kind, desk = by_ref.get(one.re or ""), KINDS[one.kind], desk_of(one.kind)
        if asked is None or asked.ref in given or kind.speech not in ANSWERING or kind.rung is not None:
            continue
        if _names(asked, charter, party) and (party in asked.to or desk is desk_of(asked.kind)):
            found.append((kind, asked.ref, desk.NAME))
    welcome = {(ref, desk) for kind, ref, desk in found if kind.speech is not Speech.DECLINES}
    return frozenset((kind.name, ref) for kind, ref, desk in found if (ref, desk) in welcome)


def _names(act: Said, charter: Charter, party: str) -> bool:
    known = KINDS.get(act.kind)
    if act.party == party or known is None or known.rung is not None:
        return False
    return party in (asked_of(act, charter) if asks_answer(known, act.body) else act.to)


def _beside(kind: Kind) -> bool:
    """Say if a kind informs of what another act says, and cannot stand for itself."""
    return kind.needs_re and kind.speech is Speech.INFORMS
