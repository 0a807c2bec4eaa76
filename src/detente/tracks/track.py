"""What a file of positions becomes: tracks of points, and remarks about what is odd in them.

The bytes are the evidence and stay as they are; what stands here is derived from them, and says how.
"""

from dataclasses import dataclass
from enum import StrEnum

import msgspec

WGS84 = "WGS 84"
"""The datum of GPX, GeoJSON, AIS and ADS-B, each by its own text."""


class Craft(StrEnum):
    """What moves: it decides which speed is taken for an error, and whether land is asked about."""

    SHIP = "ship"
    AIRCRAFT = "aircraft"
    UNKNOWN = "not stated"


class Point(msgspec.Struct, frozen=True, gc=False):
    """One position.

    Args:
        at: seconds since 1970 UTC, fractions where the file has them.
        lat: degrees, north positive.
        lon: degrees, east positive, from -180 to 180.
        line: where it stands in the file, counted from 1: a line of text, or an item of a list.
        height_m: metres above what `height_datum` names.
        speed_mps: over ground, as stated, in metres a second.
        course_deg: over ground, as stated, clockwise from true north.
        uncertainty_m: as stated, metres.
    """

    at: float
    lat: float
    lon: float
    line: int
    height_m: float | None = None
    height_datum: str | None = None
    speed_mps: float | None = None
    course_deg: float | None = None
    uncertainty_m: float | None = None


@dataclass(frozen=True, slots=True)
class Flag:
    """One thing that the reader of a track should know.

    Args:
        code: stable, as docs/tracks.md lists them.
        text: what was found, as a fact.
        line: where it begins in the file, or None for the whole.
        track: which one, or empty for the file.
    """

    code: str
    text: str
    line: int | None = None
    track: str = ""


@dataclass(frozen=True, slots=True)
class Track:
    """Positions of one craft, in order of time, no two at one time.

    Args:
        name: in the file's own words.
        of: who gave it, or empty.
        datum: of latitude and longitude; empty where nobody stated it.
        time_step_s: the unit in which its times are stated, in seconds.
        derived: how times and values came out of the file, where they do not stand in it as they are here.
    """

    name: str
    points: tuple[Point, ...]
    craft: Craft = Craft.UNKNOWN
    of: str = ""
    datum: str = WGS84
    time_step_s: float = 1.0
    derived: tuple[str, ...] = ()

    @property
    def from_at(self) -> float:
        """Return when it begins."""
        return self.points[0].at

    @property
    def until_at(self) -> float:
        """Return when it ends."""
        return self.points[-1].at


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of one file.

    Args:
        format: ais, adsb, gpx, geojson or csv.
        sha256: of the file's bytes, in hex.
        size: of the file, in bytes.
    """

    format: str
    sha256: str
    size: int
    tracks: tuple[Track, ...]
    flags: tuple[Flag, ...]
