"""What commands about activities take: a file of them, a pack, some years."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.options import read_bytes, read_text
from detente.errors import Malformed, Refused
from detente.limits import ACTIVITY_BYTES_MAX

if TYPE_CHECKING:
    from detente.regimes.activity import Activity
    from detente.regimes.pack import Pack

SHIPPED = "exercises"
"""Instead of a file: the list of real exercises that comes with the package."""

File = Annotated[
    str,
    typer.Argument(
        metavar="FILE", help=".toml, .json or .csv; - is CSV on the input; `exercises` is the shipped list."
    ),
]
Regime = Annotated[
    str, typer.Option("--regime", metavar="ID", help="A shipped pack, or a pack's file ending in .toml.")
]
From = Annotated[int | None, typer.Option("--from", metavar="YEAR", help="Only what began in this year or later.")]
Until = Annotated[int | None, typer.Option("--until", metavar="YEAR", help="Only what began in this year or earlier.")]


def pack_of(name: str) -> "Pack":
    """Return a shipped pack by its id, or the one in a file that ends in .toml."""
    from detente.regimes.library import find
    from detente.regimes.reading import parse_pack

    if name.endswith(".toml"):
        return parse_pack(read_text(Path(name), "a pack"))
    return find(name)


def activities_of(name: str, first: int | None, last: int | None) -> "tuple[Activity, ...]":
    """Return the activities of a file, or the shipped ones, that began within the years named.

    Raises:
        Refused: `activity-file`, `file-unreadable`. Malformed: `activity-malformed`.
    """
    from detente.regimes.activity_files import Media, read_activities
    from detente.regimes.exercises import exercises
    from detente.regimes.report import within

    if name == SHIPPED:
        return within(exercises(), first, last)
    suffix = Path(name).suffix.lower().removeprefix(".") if name != "-" else Media.CSV.value
    if suffix not in set(Media):
        raise Refused(
            "activity-file",
            expected=f"a file ending in {', '.join(f'.{one}' for one in Media)}",
            got=name,
            remedy="name it after what stands in it",
        )
    return within(read_activities(_bytes(name), Media(suffix)), first, last)


def _bytes(name: str) -> bytes:
    if name == "-":
        return typer.get_binary_stream("stdin").read(ACTIVITY_BYTES_MAX + 1)
    data = read_bytes(Path(name), "a file of activities", ACTIVITY_BYTES_MAX)
    if len(data) > ACTIVITY_BYTES_MAX:
        raise Malformed("activity-malformed", expected=f"at most {ACTIVITY_BYTES_MAX:,} bytes", got=f"more in {name}")
    return data
