"""Which acts ring here, and until when: others' flash acts, till they are answered, or read where they ask nothing.

    a flash act that needs us     rings
    nobody here has read it       as a call: loud, again and again
    read, asks for an answer      as a reminder: once in a while, and the title of each window says so
    answered or declined, or      no more
    read where it asks nothing

A flash draft of ours that waits for a second officer rings as a call, until it is released or dropped.

So acknowledging makes it quieter, and only an answer ends it where one is asked for: *acknowledged is not answered*.
Its drill rings in the same way, under the drill's name.
"""

from enum import StrEnum

from detente.council.waiting import Waiting
from detente.protocol.acts import Precedence


class Ring(StrEnum):
    """How an act rings."""

    CALL = "call"
    REMINDER = "reminder"


def ring_of(one: Waiting) -> Ring | None:
    """Return how something that waits for us rings, or None where it does not: what is done waits no more."""
    if one.precedence < Precedence.FLASH or one.unheard or one.owed_at is not None:
        return None
    return Ring.CALL if one.read_at is None else Ring.REMINDER


def ring_of_draft(precedence: int) -> Ring | None:
    """Return how a draft of ours rings that waits for a second officer: nobody says that it was read."""
    return Ring.CALL if precedence >= Precedence.FLASH else None
