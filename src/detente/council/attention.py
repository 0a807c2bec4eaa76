"""Which acts need a person here, and until when: what the watch board lists and alarms are raised for.

    an act needs          where
    to be read            another party said it and named us, or named nobody and asks, or is above routine
    to be answered too    its kind asks, or it says by when an answer is asked for, which its words tell
    nobody                it only proves a rung of receipt, as an acknowledgement does

It is *read* with the first act of ours that answers it, whatever that is, and *done* then where it does not ask. What
asks is done when we answered or declined it, or when it was read and its matter no longer waits for us.
"""

from collections.abc import Collection
from typing import Final

from detente.council.kinds import NEED_BY, Kind, Speech
from detente.council.registry import KINDS

LOUD: Final = 1
"""From priority on: what names nobody is then for whoever has the watch."""


def needs_us(kind: str, party: str, to: Collection[str], precedence: int) -> bool:
    """Say if another party's act needs a person of ours."""
    known = KINDS.get(kind)
    if known is not None and known.rung is not None:
        return False
    return party in to or (not to and (asks(kind) or precedence >= LOUD))


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


def _beside(kind: Kind) -> bool:
    """Say if a kind informs of what another act says, and cannot stand for itself."""
    return kind.needs_re and kind.speech is Speech.INFORMS
