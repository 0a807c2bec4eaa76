"""One file of positions to tracks: what it claims to be against what it is, its reader, then order and remarks."""

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from detente.errors import Malformed, Refused
from detente.limits import TRACK_BYTES_MAX
from detente.protocol.content.signatures import HEAD_BYTES, kind_of
from detente.tracks.adsb import read_adsb
from detente.tracks.ais import read_ais
from detente.tracks.geojson import read_geojson
from detente.tracks.gpx import read_gpx
from detente.tracks.order import OnLand, settle
from detente.tracks.raw import Found
from detente.tracks.table import Columns, read_table
from detente.tracks.track import Craft, Reading


class Format(StrEnum):
    """Files that are read."""

    AIS = "ais"
    ADSB = "adsb"
    GPX = "gpx"
    GEOJSON = "geojson"
    CSV = "csv"


ENDINGS: Final = {
    "nmea": Format.AIS, "ais": Format.AIS, "aivdm": Format.AIS, "gpx": Format.GPX, "geojson": Format.GEOJSON,
    "csv": Format.CSV,
}  # fmt: skip
_MAY_BE: Final = {
    Format.AIS: {"NMEA", "text"}, Format.ADSB: {"JSON"}, Format.GPX: {"GPX"}, Format.GEOJSON: {"JSON"},
    Format.CSV: {"text", "NMEA"},
}  # fmt: skip
_GEOJSON: Final = re.compile(rb'"type"\s*:\s*"(FeatureCollection|Feature|LineString|MultiLineString)"')


@dataclass(frozen=True, slots=True)
class Stated:
    """What a party says of its file, where the file does not say it.

    Args:
        of: whose it is.
        craft: ship or aircraft.
        columns: of a CSV file.
        datum: of a CSV file; empty where not stated.
        starts_at: when the first AIS sentence was heard, in seconds since 1970.
    """

    of: str = ""
    craft: Craft | None = None
    columns: Columns | None = None
    datum: str = ""
    starts_at: float | None = None


NOTHING_STATED: Final = Stated()


def format_of(name: str, data: bytes) -> Format:
    """Return what a file is by its name's ending, and of JSON by what stands in it.

    Raises:
        Refused: `track-format`.
    """
    ending = name.lower().rpartition(".")[2]
    if ending in ENDINGS:
        return ENDINGS[ending]
    kind = kind_of(data[:HEAD_BYTES])
    if kind == "JSON":
        return Format.GEOJSON if _GEOJSON.search(data[:HEAD_BYTES]) else Format.ADSB
    if kind in ("GPX", "NMEA"):
        return Format.GPX if kind == "GPX" else Format.AIS
    raise Refused(
        "track-format",
        expected=f"a file ending in {', '.join(f'.{one}' for one in ENDINGS)} or .json",
        got=f"{name[-80:]}, whose first bytes are those of {kind}",
        remedy="say which with --format",
    )


def read(data: bytes, form: Format, stated: Stated = NOTHING_STATED, on_land: OnLand | None = None) -> Reading:
    """Return the tracks of a file, and what its reader should know of them.

    Raises:
        Malformed: `track-size`, `track-differs`, `track-malformed`, `track-document-type`, `track-too-many`,
        `track-empty`. Refused: `track-columns`.
    """
    if not 0 < len(data) <= TRACK_BYTES_MAX:
        raise Malformed("track-size", expected=f"1 to {TRACK_BYTES_MAX:,} bytes", got=f"{len(data):,}")
    kind = kind_of(data[:HEAD_BYTES])
    if kind not in _MAY_BE[form]:
        raise Malformed("track-differs", expected=f"a file of {form}", got=f"first bytes of {kind}")
    found = Found()
    _read(data, form, stated, found)
    settled = [settle(raw, found, stated.of, stated.craft, on_land) for raw in found.tracks.values()]
    tracks = tuple(one for one in settled if one is not None)
    if not tracks:
        why = "; ".join(dict.fromkeys(flag.text for flag in found.flags[:3]))
        raise Malformed("track-empty", expected="positions with times", got=why or "none")
    return Reading(form, hashlib.sha256(data).hexdigest(), len(data), tracks, found.flags)


def _read(data: bytes, form: Format, stated: Stated, found: Found) -> None:
    match form:
        case Format.AIS:
            read_ais(data, found, stated.starts_at)
        case Format.ADSB:
            read_adsb(data, found)
        case Format.GPX:
            read_gpx(data, found)
        case Format.GEOJSON:
            read_geojson(data, found)
        case Format.CSV:
            if stated.columns is None:
                raise Refused(
                    "track-columns",
                    expected="what each column is, with its unit",
                    got="a CSV file alone",
                    remedy="say it with --columns, like time=utc,lat=latitude,lon=longitude,height=alt:ft",
                )
            read_table(data, found, stated.columns, stated.datum)
