"""Options that name a part of a record: a period, and parties counted as one side."""

import re
from typing import Annotated, Final

import typer

from detente.errors import Refused

_WHEN: Final = "a day, like 2014-04-01, or RFC 3339 with zone"
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)

Since = Annotated[
    str | None, typer.Option("--since", metavar="TIME", help=f"Only what was said from then on: {_WHEN}.")
]
Until = Annotated[
    str | None, typer.Option("--until", metavar="TIME", help="Only what was said before then, as it stood then.")
]
Side = Annotated[
    list[str] | None,
    typer.Option("--side", metavar="NAME=A,B", help="Count several parties as one side; may be given again."),
]


def time_given(text: str | None) -> str | None:
    """Return a time as calls take it: a day is its first second, UTC."""
    return f"{text}T00:00:00Z" if text is not None and _DAY.fullmatch(text) else text


def sides_given(given: list[str] | None) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the sides that options name, parties in small letters as charters write them.

    Raises:
        Refused: `side-malformed`.
    """
    found = []
    for one in given or []:
        name, equals, parties = one.partition("=")
        members = tuple(party.strip().lower() for party in parties.split(","))
        if not equals or not name.strip() or not all(members):
            raise Refused("side-malformed", expected="--side NAME=A,B", got=one, remedy="write --side NATO=nato,us,de")
        found.append((name.strip(), members))
    return tuple(found)
