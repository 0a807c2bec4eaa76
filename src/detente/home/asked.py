"""What people name when they ask: a party, a time."""

from typing import Final

from detente.clock import Instant, parse_rfc3339
from detente.errors import Refused
from detente.node.core import Core

ME: Final = "me"


def party_of(core: Core, text: str | None) -> str | None:
    """Return the id of the party that is named, `me` being this one; None where nobody is."""
    return core.context.party if text == ME else None if text is None else text.lower()


def time_of(text: str) -> Instant:
    """Return the second that is named.

    Raises:
        Refused: `time-without-zone`.
    """
    try:
        return parse_rfc3339(text)
    except ValueError as fault:
        raise Refused(
            "time-without-zone", expected="a time with its zone, like 2016-04-20T12:00:00Z", got=str(fault)
        ) from None
