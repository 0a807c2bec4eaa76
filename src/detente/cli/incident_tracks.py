"""`incident track`: what stands in files of positions, and how near their craft came; no node is needed."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli import printing
from detente.cli.options import Json, read_bytes
from detente.clock import SystemClock, rfc3339
from detente.errors import Refused
from detente.limits import TRACK_BYTES_MAX

if TYPE_CHECKING:
    from detente.tracks.approach import Apart, Approach, Side
    from detente.tracks.reading import Format, Stated
    from detente.tracks.track import Reading, Track
    from detente.tracks.zones import Nearness, Zone

Files = Annotated[
    list[Path], typer.Argument(metavar="FILE…", help="Positions of one side: AIS, ADS-B, GPX, GeoJSON, CSV.")
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
Only = Annotated[
    list[str] | None,
    typer.Option("--only", metavar="TEXT", help="Only tracks with this in their name; again for more."),
]


def add_to(app: typer.Typer) -> None:
    """Put the command into the group of incidents."""
    app.command(
        "track",
        epilog="\b\nExample:\n  detente incident track ship.nmea --with aircraft.json --json",
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
    as_json: Json = False,
) -> None:
    """Say what stands in files of positions and what is odd in it; with --with, how near the two sides came.

    Nothing is stored, sent or judged. Distances lie on the ellipsoid WGS 84; what nobody states is named, not counted.
    """
    stated = stated_of(columns, datum, craft, starts_at)
    mine, theirs = readings_of(files, form, stated), readings_of(other or [], form, stated)
    zones = zones_of(zone or [])
    tracks, others = _chosen(mine, only or []), _chosen(theirs, only or [])
    near = [_nearness(one, each) for one in (*tracks, *others) for each in zones]
    pairs = approaches(tracks, others) if other else []
    if as_json:
        readings = [_reading(path, one) for path, one in (*mine, *theirs)]
        now = rfc3339(SystemClock().now())
        printing.put_json(
            {"as_of": now, "heads": {}, "items": [_pair(one) for one in pairs], "files": readings,
             "zones": [_near(one) for one in near], "next": None}
        )  # fmt: skip
        return
    for path, one in (*mine, *theirs):
        _put_reading(path, one)
    for each in near:
        _put_near(each)
    for pair in pairs[:SHOWN]:
        _put_pair(pair)
    if len(pairs) > SHOWN:
        _line(f"{len(pairs) - SHOWN} more pairs, farther apart: --json has them all")


SHOWN = 10
NOT_STATED = "not stated"


def stated_of(columns: str, datum: str, craft: str, starts_at: str) -> "Stated":
    """Return what the caller says of the files.

    Raises:
        Refused: `track-columns`, `track-craft`, `time-malformed`.
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


def _nearness(one: "Track", zone: "Zone") -> "Nearness":
    from detente.tracks.zones import nearness

    return nearness(one, zone)


def moment(at: float) -> str:
    """Return a time in UTC, with fractions where it has them."""
    whole = round(at, 3)
    text = datetime.fromtimestamp(whole, UTC).isoformat(timespec="seconds" if whole == int(whole) else "milliseconds")
    return text.replace("+00:00", "Z")


def _reading(path: Path, reading: "Reading") -> dict[str, Any]:
    return {
        "file": path.name, "format": reading.format, "sha256": reading.sha256, "bytes": reading.size,
        "tracks": [
            {
                "name": one.name, "craft": one.craft, "points": len(one.points), "from_at": moment(one.from_at),
                "until_at": moment(one.until_at), "datum": one.datum or None, "derived": one.derived,
            }
            for one in reading.tracks
        ],
        "flags": [
            {"code": one.code, "text": one.text, "line": one.line, "track": one.track or None} for one in reading.flags
        ],
    }  # fmt: skip


def _side(side: "Side") -> dict[str, Any]:
    return {
        "track": side.name, "lat": round(side.lat, 6), "lon": round(side.lon, 6), "speed_mps": round(side.speed_mps, 2),
        "course_deg": _rounded(side.course_deg, 1), "height_m": _rounded(side.height_m, 1),
        "height_above": side.height_datum, "seconds_between_positions": round(side.gap_s, 3), "lines": side.lines,
    }  # fmt: skip


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)


def _pair(pair: "Approach | Apart") -> dict[str, Any]:
    from detente.tracks.approach import Apart

    if isinstance(pair, Apart):
        return {
            "first": {"track": pair.first}, "second": {"track": pair.second}, "common_time": False,
            "first_from_at": moment(pair.first_from_at), "first_until_at": moment(pair.first_until_at),
            "second_from_at": moment(pair.second_from_at), "second_until_at": moment(pair.second_until_at),
        }  # fmt: skip
    return {
        "first": _side(pair.first), "second": _side(pair.second), "common_time": True, "nearest_at": moment(pair.at),
        "distance_m": round(pair.distance_m, 1), "uncertainty_m": round(pair.uncertainty_m, 1),
        "uncertainty": [{"what": one.what, "metres": _rounded(one.metres, 1)} for one in pair.shares],
        "bearing_deg": _rounded(pair.bearing_deg, 1), "relative_speed_mps": round(pair.relative_mps, 2),
        "height_difference_m": _rounded(pair.height_difference_m, 1), "slant_m": _rounded(pair.slant_m, 1),
        "common_from_at": moment(pair.common_from_at), "common_until_at": moment(pair.common_until_at),
        "how": HOW,
    }  # fmt: skip


HOW = "shortest way at one speed between positions, on the ellipsoid WGS 84"


def _near(one: "Nearness") -> dict[str, Any]:
    return {
        "zone": one.zone, "source": one.source, "track": one.track, "positions_inside": one.inside,
        "first_inside_at": None if one.first_at is None else moment(one.first_at),
        "least_distance_to_edge_m": round(one.least_m, 1), "least_at": moment(one.least_at),
    }  # fmt: skip


def _put_reading(path: Path, reading: "Reading") -> None:
    _line(f"{path.name}: {reading.format}, {reading.size:,} bytes, sha256 {reading.sha256}")
    shown = reading.tracks[:SHOWN]
    printing.put_table(
        ("track", "craft", "positions", "from", "until", "datum"),
        (
            (
                one.name,
                one.craft,
                str(len(one.points)),
                moment(one.from_at),
                moment(one.until_at),
                one.datum or NOT_STATED,
            )
            for one in shown
        ),
    )
    if len(reading.tracks) > SHOWN:
        _line(f"{len(reading.tracks) - SHOWN} more tracks")
    for how in dict.fromkeys(how for one in reading.tracks for how in one.derived):
        _line(f"  derived: {how}")
    for flag in reading.flags[:SHOWN]:
        place = "".join((f", {flag.track}" if flag.track else "", f", line {flag.line}" if flag.line else ""))
        _line(f"  remark ({flag.code}{place}): {flag.text}")
    if len(reading.flags) > SHOWN:
        _line(f"  {len(reading.flags) - SHOWN} more remarks: --json has them all")


def _put_near(one: "Nearness") -> None:
    within = (
        f"{one.inside} positions within, the first at {moment(one.first_at)}" if one.first_at else "no position within"
    )
    _line(f"{one.track} and {one.zone} (as given in {one.source}): {within}; nearest to its edge {one.least_m:,.0f} m")


def _put_pair(pair: "Approach | Apart") -> None:
    from detente.tracks.approach import Apart

    if isinstance(pair, Apart):
        _line(f"\n{pair.first} and {pair.second}: no common time, so nothing can be said of their distance")
        return
    bearing = "" if pair.bearing_deg is None else f", the second {pair.bearing_deg:.0f}° from the first"
    _line(
        f"\n{pair.first.name} and {pair.second.name}: nearest at {moment(pair.at)}, {pair.distance_m:,.0f} m "
        f"± {pair.uncertainty_m:,.0f} m{bearing}"
    )
    _lines(_told(pair))


def _told(pair: "Approach") -> Iterable[str]:
    for side in (pair.first, pair.second):
        course = "" if side.course_deg is None else f" on {side.course_deg:.0f}°"
        height = "" if side.height_m is None else f", {side.height_m:,.0f} m above {side.height_datum}"
        yield f"  {side.name} at {side.lat:.5f}, {side.lon:.5f}: {side.speed_mps:.1f} m/s{course}{height}"
    if pair.height_difference_m is not None and pair.slant_m is not None:
        yield f"  height difference {pair.height_difference_m:+,.0f} m, distance with heights {pair.slant_m:,.0f} m"
    stated = ", ".join(f"{one.what} {one.metres:,.0f} m" for one in pair.shares if one.metres)
    absent = ", ".join(one.what for one in pair.shares if one.metres is None)
    yield f"  uncertainty: {stated or 'nothing stated'}; not in it, because nobody states it: {absent}"
    common = f"{moment(pair.common_from_at)} to {moment(pair.common_until_at)}"
    yield f"  relative speed {pair.relative_mps:.1f} m/s; common time {common}"


def _lines(lines: Iterable[str]) -> None:
    for line in lines:
        _line(line)


def _line(text: str) -> None:
    typer.echo(printing.visible(text))
