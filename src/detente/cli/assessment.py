"""The assessment: `assess check` and what it is asked of stated inputs. No folder and no node is needed."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli import printing
from detente.cli.options import Json
from detente.errors import Refused

if TYPE_CHECKING:
    from detente.assessment.cases import Case

app = typer.Typer(
    help="What stated inputs say of who needs whom, and what would hold; each model proves itself on published cases.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def read_data(path: Path, what: str) -> bytes:
    """Return the bytes of a file that a command was given.

    Raises:
        Refused: `file-unreadable`.
    """
    from detente.limits import ASSESSMENT_BYTES_MAX

    try:
        with path.open("rb") as file:
            return file.read(ASSESSMENT_BYTES_MAX + 1)
    except OSError as fault:
        raise Refused(
            "file-unreadable", expected=what, got=f"{path}: {fault.strerror}", remedy="check the path"
        ) from None


def listing(items: list[Any], **more: object) -> dict[str, Any]:
    """Return a listing as all commands print it; inputs rest on no heads of feeds."""
    from detente.clock import SystemClock, rfc3339

    return {"as_of": rfc3339(SystemClock().now()), "heads": [], "items": items, "next": None, **more}


@app.command(epilog="\b\nExample:\n  detente assess check\n  detente assess check elmira.json --json")
def check(
    files: Annotated[list[Path] | None, typer.Argument(metavar="FILE...", help="Cases; else those shipped.")] = None,
    as_json: Json = False,
) -> None:
    """Compute published cases, and compare every field under `expected`; where one differs, exit 2.

    Exact where fractions are given, to the digits given elsewhere. How a case is written: docs/assessment.md.
    """
    from detente.assessment.cases import check_case, shipped

    given = [(str(one), read_data(one, "a case")) for one in files] if files else shipped()
    found = [(name, check_case(data)) for name, data in given]
    differing = sum(not case.agrees for _, case in found)
    if as_json:
        printing.put_json(listing([_as_json(name, case) for name, case in found], differing=differing))
    else:
        for name, case in found:
            _put(name, case)
        typer.echo(f"{len(found)} cases, {differing or 'none'} differing")
    if differing:
        raise typer.Exit(2)


def _put(name: str, case: "Case") -> None:
    said = "as expected" if case.agrees else "differs"
    typer.echo(printing.visible(f"{said}  {case.id} ({case.model}, {name}): {len(case.fields)} fields. {case.title}"))
    for one in case.fields:
        if not one.agrees:
            typer.echo(printing.visible(f"    {one.field}: expected {one.expected}, got {one.got}"))
    for text in case.aside:
        typer.echo(printing.visible(f"    not compared: {text}"))


def _as_json(name: str, case: "Case") -> dict[str, Any]:
    differences = [
        {"field": one.field, "expected": one.expected, "got": one.got} for one in case.fields if not one.agrees
    ]
    return {
        "file": name,
        "id": case.id,
        "model": case.model,
        "title": case.title,
        "status": case.status,
        "agrees": case.agrees,
        "compared": len(case.fields),
        "differences": differences,
        "not_compared": list(case.aside),
    }
