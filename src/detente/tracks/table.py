"""CSV with declared columns: which column is what, in which unit, on which datum, is for the party to say.

Source: RFC 4180.
"""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from detente.errors import Malformed, Refused
from detente.tracks.adsb import text_of
from detente.tracks.raw import Found
from detente.tracks.track import Point
from detente.tracks.values import FOOT, KNOT, degrees, number, positive, time_of, unix_time

LENGTHS: Final[Mapping[str, float]] = {"m": 1.0, "ft": FOOT, "km": 1_000.0, "nmi": 1_852.0}
SPEEDS: Final[Mapping[str, float]] = {"m/s": 1.0, "kn": KNOT, "km/h": 1 / 3.6, "mph": 1_609.344 / 3_600}
TIMES: Final[Mapping[str, float]] = {"rfc3339": 0.0, "unix": 1.0, "unix-ms": 0.001}
UNITS: Final[Mapping[str, Mapping[str, float]]] = {
    "time": TIMES, "lat": {"deg": 1.0}, "lon": {"deg": 1.0}, "name": {"": 1.0}, "height": LENGTHS, "speed": SPEEDS,
    "course": {"deg": 1.0}, "uncertainty": LENGTHS,
}  # fmt: skip
NEEDED: Final = ("time", "lat", "lon")
_BARE: Final = frozenset({"time", "lat", "lon", "name", "course"})
_EXAMPLE: Final = "time=utc,lat=latitude,lon=longitude,height=alt:ft,speed=sog:kn"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its heading, and the unit of what stands in it."""

    heading: str
    unit: str


Columns = Mapping[str, Column]
"""What is what: from time, lat, lon, name, height, speed, course, uncertainty to the column."""


def parse_columns(text: str) -> Columns:
    """Return the columns that `what=heading[:unit],…` declares.

    Raises:
        Refused: `track-columns`.
    """
    found: dict[str, Column] = {}
    for part in text.split(","):
        what, _, rest = part.strip().partition("=")
        heading, unit = rest, ""
        if match := re.fullmatch(r"(.+):([a-z0-9/-]{1,8})", rest):
            heading, unit = match[1], match[2]
        units = UNITS.get(what)
        if units is None or not heading or what in found:
            raise _refused(part)
        if not unit and what in _BARE:
            unit = next(iter(units))
        if unit not in units:
            raise Refused(
                "track-columns",
                expected=f"a unit of {what} among {', '.join(units)}: nobody guesses it",
                got=part.strip()[:80],
                remedy=f"like {_EXAMPLE}",
            )
        found[what] = Column(heading, unit)
    if missing := [one for one in NEEDED if one not in found]:
        raise _refused(f"no {', '.join(missing)}")
    return found


def _refused(got: str) -> Refused:
    return Refused(
        "track-columns",
        expected=f"columns for {', '.join(NEEDED)} and any of {', '.join(one for one in UNITS if one not in NEEDED)}",
        got=got.strip()[:80],
        remedy=f"like {_EXAMPLE}",
    )


def read_table(data: bytes, found: Found, columns: Columns, datum: str) -> None:
    """Put the rows of a CSV file into tracks, one a name.

    Raises:
        Malformed: `track-malformed`. Refused: `track-columns`.
    """
    text = text_of(data)
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        headings = [one.strip() for one in next(rows, [])]
        places = {}
        for what, column in columns.items():
            if column.heading not in headings:
                raise Refused(
                    "track-columns",
                    expected=f"a column {column.heading}",
                    got=", ".join(headings)[:120],
                    remedy=f"name the file's own headings, like {_EXAMPLE}",
                )
            places[what] = (headings.index(column.heading), UNITS[what][column.unit])
        for row in rows:
            if row:
                _row(found, {what: (row[at] if at < len(row) else "", by) for what, (at, by) in places.items()},
                     rows.line_num, datum)  # fmt: skip
    except csv.Error as fault:
        raise Malformed("track-malformed", expected="CSV", got=f"line {rows.line_num}: {fault}") from None


def _row(found: Found, row: Mapping[str, tuple[str, float]], line: int, datum: str) -> None:
    said, scale = row["time"]
    at = unix_time(said, scale) if scale else time_of(said)
    lat, lon = number(row["lat"][0]), number(row["lon"][0])
    name = (row["name"][0].strip()[:100] if "name" in row else "") or "track"
    track = found.track(name, datum=datum)
    if lat is None or lon is None:
        found.flag("unread", "no latitude or longitude", line, name)
        return
    if at is None:
        found.flag("time", f"no time with its zone: {said[:40]!r}; left out", line, name)
        return
    height, speed = _scaled(row, "height"), _scaled(row, "speed")
    point = Point(
        at, lat, lon, line,
        height_m=height, height_datum="not stated" if height is not None else None,
        speed_mps=positive(speed, 10_000), course_deg=degrees(row["course"][0]) if "course" in row else None,
        uncertainty_m=positive(_scaled(row, "uncertainty"), 1_000_000),
    )  # fmt: skip
    found.add(track, point)


def _scaled(row: Mapping[str, tuple[str, float]], what: str) -> float | None:
    if what not in row:
        return None
    said, scale = row[what]
    value = number(said)
    return None if value is None else value * scale
