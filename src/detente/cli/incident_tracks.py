"""`incident track`: what stands in files of positions, and how near their craft came; of files, or of an incident."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli import printing
from detente.cli.options import HERE, Council, Dir, Json, PassphraseFile, client_of, read_bytes
from detente.cli.track_words import Only, put_file, put_geometry, put_line, put_near, put_pairs, put_positions
from detente.errors import Refused
from detente.limits import TRACK_BYTES_MAX

if TYPE_CHECKING:
    from detente.tracks.approach import Apart, Approach
    from detente.tracks.reading import Format, Stated
    from detente.tracks.track import Reading, Track
    from detente.tracks.zones import Zone

Files = Annotated[
    list[str],
    typer.Argument(
        metavar="REF|FILE…",
        help="An act of an incident; or files of positions of one side: AIS, ADS-B, GPX, GeoJSON, CSV.",
    ),
]
With = Annotated[
    list[Path] | None, typer.Option("--with", metavar="FILE", help="Positions of the other side; again for more.")
]
Form = Annotated[
    str, typer.Option("--format", metavar="WORD", help="ais, adsb, gpx, geojson or csv; else by the name.")
]
ColumnsOf = Annotated[
    str,
    typer.Option("--columns", metavar="LIST", help="Of a CSV file: time=utc,lat=latitude,lon=longitude,height=alt:ft."),
]
Datum = Annotated[str, typer.Option("--datum", metavar="TEXT", help="Of a CSV file's positions, like 'WGS 84'.")]
CraftOf = Annotated[
    str, typer.Option("--craft", metavar="WORD", help="ship or aircraft, where the files do not say it.")
]
Starts = Annotated[
    str, typer.Option("--starts-at", metavar="TIME", help="When the first AIS sentence was heard, RFC 3339.")
]
Zones = Annotated[
    list[Path] | None, typer.Option("--zone", metavar="FILE", help="Zones as GeoJSON polygons; again for more.")
]
_REFERENCE = re.compile(r"(?:[^:/]+:)?[^:/]+/[^:/]+/[0-9.]+")


def add_to(app: typer.Typer) -> None:
    """Put the command into the group of incidents."""
    app.command(
        "track",
        epilog="\b\nExamples:\n  detente incident track US/PLENARY/7\n"
        "  detente incident track ship.nmea --with aircraft.json --json",
    )(track)


def track(
    files: Files,
    other: With = None,
    form: Form = "",
    columns: ColumnsOf = "",
    datum: Datum = "",
    craft: CraftOf = "",
    starts_at: Starts = "",
    zone: Zones = None,
    only: Only = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Say what stands in files of positions, what is odd in it, and how near their craft came.

    Of an incident, all files that its parties attached are read, side by side. Of FILEs no node is needed, and --with
    names those of the other side. Nothing is stored, sent or judged. Distances lie on the ellipsoid WGS 84; what nobody
    states is named, not counted.
    """
    if is_reference(files):
        if other or zone or any((form, columns, datum, craft, starts_at)):
            raise Refused(
                "track-of-incident", expected="a reference with --only at most: its acts say the rest of each file",
                got="options for files at hand", remedy="attach the file first, or compare files with files",
            )  # fmt: skip
        _of_incident(files[0], only or [], directory, council, passphrase_file, as_json=as_json)
        return
    paths = [Path(one) for one in files]
    stated = stated_of(columns, datum, craft, starts_at)
    _of_files(paths, other or [], form, stated, zones_of(zone or []), only or [], as_json=as_json)


def is_reference(words: Sequence[str]) -> bool:
    """Say if what was named is an act: one word of its form, where no file of that name is."""
    return len(words) == 1 and _REFERENCE.fullmatch(words[0]) is not None and not Path(words[0]).exists()


def _of_incident(
    ref: str, only: Sequence[str], directory: Path, council: str | None, passphrase_file: Path | None, *, as_json: bool
) -> None:
    from detente.home import calls

    with client_of(directory, passphrase_file) as client:
        found = client.call(calls.ReadTracks(ref=ref, council=council, only=tuple(only)))
    if as_json:
        printing.put_json(found)
        return
    if not found.files:
        typer.echo(f"no files yet: detente incident attach {ref.upper()} FILE --sort track --what TEXT")
        return
    for one in found.files:
        put_file(one)
    put_line("")
    put_geometry(found)
    typer.echo("\nComputed, not judged: no distance is a limit here, and a reconstructed track is no recording.")


def _of_files(
    paths: Sequence[Path], others: Sequence[Path], form: str, stated: "Stated", zones: "Sequence[Zone]",
    only: Sequence[str], *, as_json: bool,
) -> None:  # fmt: skip
    from detente.home.track_views import approach_view, near_view, positions_view
    from detente.tracks.zones import nearness

    mine, theirs = readings_of(paths, form, stated), readings_of(others, form, stated)
    tracks, their_tracks = _chosen(mine, only), _chosen(theirs, only)
    near = [near_view(nearness(one, each)) for one in (*tracks, *their_tracks) for each in zones]
    pairs = [approach_view(one) for one in approaches(tracks, their_tracks)] if others else []
    views = [positions_view(path.name, one) for path, one in (*mine, *theirs)]
    if as_json:
        printing.put_json(printing.listing(pairs, files=views, zones=near))
        return
    for view in views:
        put_positions(view)
    for each in near:
        put_near(each)
    put_pairs(pairs)


def stated_of(columns: str, datum: str, craft: str, starts_at: str) -> "Stated":
    """Return what the caller says of the files.

    Raises:
        Refused: `track-columns`, `track-craft`, `track-time`.
    """
    from detente.tracks.reading import Stated
    from detente.tracks.table import parse_columns
    from detente.tracks.track import Craft
    from detente.tracks.values import time_of

    if craft and craft not in ("ship", "aircraft"):
        raise Refused("track-craft", expected="ship or aircraft", got=craft)
    start = time_of(starts_at) if starts_at else None
    if starts_at and start is None:
        raise Refused("track-time", expected="a time with its zone, like 2016-04-12T15:00:00Z", got=starts_at[:60])
    kind: Craft | None = Craft(craft) if craft else None
    return Stated("", kind, parse_columns(columns) if columns else None, datum.strip(), start)


def readings_of(paths: Sequence[Path], form: str, stated: "Stated") -> "list[tuple[Path, Reading]]":
    """Return what was read of each file.

    Raises:
        Refused: `file-unreadable`, `track-format`, `track-columns`. Malformed: as `tracks/reading.py::read`.
    """
    from detente.tracks.coast import coast
    from detente.tracks.reading import read

    found = []
    for path in paths:
        data = read_bytes(path, "a file of positions", TRACK_BYTES_MAX)
        found.append((path, read(data, _format(form, path, data), stated, lambda lat, lon: coast().on_land(lat, lon))))
    return found


def _format(form: str, path: Path, data: bytes) -> "Format":
    from detente.tracks.reading import Format, format_of

    if form and form not in set(Format):
        raise Refused("track-format", expected=f"one of {', '.join(Format)}", got=form)
    return Format(form) if form else format_of(path.name, data)


def zones_of(paths: Sequence[Path]) -> "list[Zone]":
    """Return the zones of files."""
    from detente.tracks.zones import parse_zones

    return [
        zone for path in paths for zone in parse_zones(read_bytes(path, "a file of zones", TRACK_BYTES_MAX), path.name)
    ]


def _chosen(readings: "list[tuple[Path, Reading]]", only: Sequence[str]) -> "list[Track]":
    tracks = [one for _, reading in readings for one in reading.tracks]
    return [one for one in tracks if not only or any(text.casefold() in one.name.casefold() for text in only)]


def approaches(tracks: "Sequence[Track]", others: "Sequence[Track]") -> "list[Approach | Apart]":
    """Return the nearest approach of each pair, the nearest pair first, those without a common time last.

    Raises:
        Refused: `track-pairs`.
    """
    from detente.limits import TRACK_PAIRS_MAX
    from detente.tracks.approach import Approach, closest

    if len(tracks) * len(others) > TRACK_PAIRS_MAX:
        raise Refused(
            "track-pairs",
            expected=f"at most {TRACK_PAIRS_MAX} pairs of tracks",
            got=f"{len(tracks)} and {len(others)} tracks",
            remedy="name those that matter with --only",
        )
    found = [closest(one, other) for one in tracks for other in others if one is not other]
    return sorted(found, key=lambda one: one.distance_m if isinstance(one, Approach) else float("inf"))
