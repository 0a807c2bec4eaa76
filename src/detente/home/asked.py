"""What people name when they ask: a party, a time."""

from collections.abc import Mapping
from typing import Final

from detente.clock import Instant, parse_rfc3339
from detente.council.registry import FOUND_BY
from detente.errors import Refused
from detente.node.core import Core

ME: Final = "me"


def party_of(core: Core, text: str | None) -> str | None:
    """Return the id of the party that is named, `me` being this one; None where nobody is."""
    return core.context.party if text == ME else None if text is None else text.lower()


def marks_of(core: Core, desk: str, where: Mapping[str, str]) -> list[bytes]:
    """Return by what the record finds the matters of a desk of which it says all this.

    Raises:
        Refused: `search-filter`.
    """
    known = FOUND_BY.get(desk, ())
    if unknown := where.keys() - set(known):
        names = ", ".join(known) or "nothing"
        raise Refused(
            "search-filter", expected=f"what matters of {desk or 'no desk'} are found by: {names}",
            got=min(unknown)[:80], remedy="choose one of them",
        )  # fmt: skip
    named = {name: (party_of(core, text) or "" if name == "party" else text) for name, text in where.items()}
    return [core.context.mark_of(desk, name, text) for name, text in named.items()]


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
