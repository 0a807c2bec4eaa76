"""`incident map` and `incident paper`: an incident as a picture and as a PDF, each as a new file."""

import base64
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import msgspec
import typer

from detente.cli import printing
from detente.cli.incident_reading import Matter
from detente.cli.options import HERE, Council, Dir, Json, PassphraseFile, client_of
from detente.errors import Refused

if TYPE_CHECKING:
    from detente.home.calls import LayerFile
    from detente.home.replies.maps import DrawnView

Layers = Annotated[
    list[Path] | None,
    typer.Option("--layer", metavar="FILE", help="Lines and names to lay over, as GeoJSON; again for more."),
]
Names = Annotated[
    list[str] | None, typer.Option("--name", metavar="TEXT", help="What the layer shows, for each --layer in turn.")
]
Sources = Annotated[
    list[str] | None,
    typer.Option("--source", metavar="TEXT", help="Whence the layer is, for each in turn; printed on the map."),
]
FORMATS: tuple[Literal["svg", "png", "geojson"], ...] = ("svg", "png", "geojson")


def add_to(app: typer.Typer) -> None:
    """Put the commands into the group of incidents."""
    app.command(
        "map",
        epilog="\b\nExamples:\n  detente incident map US/PLENARY/7 --out map.svg\n"
        "  detente incident map US/PLENARY/7 --out map.png --size 2400 --layer borders.geojson --name Boundaries \\\n"
        "    --source 'Survey of X, 2015'",
    )(draw_map)
    app.command("paper", epilog="\b\nExample:\n  detente incident paper US/PLENARY/7 --out incident.pdf")(print_paper)


def draw_map(
    ref: Matter,
    out: Annotated[Path, typer.Option("-o", "--out", metavar="FILE", help="A new file: .svg, .png or .geojson.")],
    form: Annotated[
        str, typer.Option("--form", metavar="WORD", help="wide, narrow, small, bare or bare-narrow.")
    ] = "wide",
    size: Annotated[int, typer.Option("--size", metavar="PIXELS", help="Width of a PNG.")] = 0,
    layer: Layers = None,
    name: Names = None,
    source: Sources = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Draw what each side states of an incident on one map, by its accounts and by the files that are here.

    The base has coastline and water only; boundaries and names are layers that the caller chooses, with their source.
    """
    from detente.home import calls
    from detente.home.files import check_new
    from detente.maps.render import FORMS

    if form not in FORMS:
        raise Refused("map-form", expected=f"one of {', '.join(FORMS)}", got=form)
    check_new(out)
    call = calls.DrawIncident(
        ref=ref,
        format=_format(out),
        form=form,  # type: ignore[arg-type]
        pixels=size,
        layers=_layers(layer, name, source),
        council=council,
    )
    with client_of(directory, passphrase_file) as client:
        made = client.call(call)
    _put(made, out, as_json=as_json)


def print_paper(
    ref: Matter,
    out: Annotated[Path, typer.Option("-o", "--out", metavar="FILE", help="A new file: .pdf.")],
    layer: Layers = None,
    name: Names = None,
    source: Sources = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Print an incident: accounts beside each other, map, line of time, what differs, files, receipts."""
    from detente.home import calls
    from detente.home.files import check_new

    if out.suffix.lower() != ".pdf":
        raise Refused("paper-format", expected="a file ending in .pdf", got=out.name[-80:])
    check_new(out)
    call = calls.PrintIncident(ref=ref, layers=_layers(layer, name, source), council=council)
    with client_of(directory, passphrase_file) as client:
        made = client.call(call)
    _put(made, out, as_json=as_json)


def _format(out: Path) -> Literal["svg", "png", "geojson"]:
    for one in FORMATS:
        if out.suffix.lower() == f".{one}":
            return one
    raise Refused(
        "map-format", expected=f"a file ending in {', '.join(f'.{one}' for one in FORMATS)}", got=out.name[-80:]
    )


def _layers(files: list[Path] | None, names: list[str] | None, sources: list[str] | None) -> "tuple[LayerFile, ...]":
    from detente.home.calls import LayerFile

    files, names, sources = files or [], names or [], sources or []
    if max(len(names), len(sources)) > len(files):
        raise Refused("layer-unnamed", expected="a --layer for each --name and --source", got=f"{len(files)} layers")
    return tuple(
        LayerFile(str(path.resolve()), name or path.stem, source or "")
        for path, name, source in zip_longest(files, names, sources)
    )


def _put(made: "DrawnView", out: Path, *, as_json: bool) -> None:
    from detente.home.files import write_file

    data = base64.b64decode(made.file)
    write_file(out, data)
    if as_json:
        printing.put_json({**msgspec.structs.asdict(made), "file": str(out), "bytes": len(data)})
        return
    shown = f"{made.positions} positions, {made.tracks} tracks, {made.layers} layers"
    typer.echo(f"{out}: {len(data):,} bytes, {made.incident} as of {made.as_of}; {shown}")
    for remark in made.remark:
        typer.echo(printing.visible(remark), err=True)
