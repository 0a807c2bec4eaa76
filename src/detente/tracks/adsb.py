"""ADS-B as readsb and dump1090 write it: `aircraft.json`, once or in lines, and readsb's trace files.

Source: readsb, README-json.md; RTCA DO-260B, table 2-70 for the accuracy categories.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from detente.errors import Malformed
from detente.tracks.raw import Found, RawTrack
from detente.tracks.track import Craft, Point
from detente.tracks.values import FOOT, KNOT, degrees, number, positive, unix_time

NACP_M: Final[Mapping[int, float]] = {
    11: 3.0, 10: 10.0, 9: 30.0, 8: 92.6, 7: 185.2, 6: 555.6, 5: 926.0, 4: 1_852.0, 3: 3_704.0, 2: 7_408.0, 1: 18_520.0,
}  # fmt: skip
"""Metres within which 95 of 100 positions lie, by navigation accuracy category."""
PRESSURE: Final = "standard pressure"
ELLIPSOID: Final = "WGS 84 ellipsoid"
_SPEED_MAX: Final = 4_000
_FEET_MAX: Final = 200_000
_WHICH: Final = "aircraft.json or a trace of readsb or dump1090"
_TRACE_FIELDS: Final = 6


def read_adsb(data: bytes, found: Found) -> None:
    """Put the positions of snapshots or traces into tracks, one an aircraft.

    Raises:
        Malformed: `track-malformed`.
    """
    known = 0
    for line, document in documents(data):
        if not isinstance(document, dict):
            continue
        if isinstance(document.get("aircraft"), list):
            known += 1
            _snapshot(found, document, line)
        elif isinstance(document.get("trace"), list):
            known += 1
            _trace(found, document, line)
    if not known:
        raise Malformed(
            "track-malformed",
            expected=_WHICH,
            got="JSON of another kind",
            remedy="raw Mode S is decoded by readsb first: give what it writes",
        )


def documents(data: bytes) -> Iterator[tuple[int, Any]]:
    """Yield JSON documents with their first lines: one, a list of them, or one a line.

    Raises:
        Malformed: `track-malformed`.
    """
    text = text_of(data)
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        for line, part in enumerate(text.splitlines(), 1):
            if part.strip():
                yield line, parsed(part)
        return
    yield from enumerate(whole, 1) if isinstance(whole, list) else [(1, whole)]


def text_of(data: bytes) -> str:
    """Return the text of a file in UTF-8.

    Raises:
        Malformed: `track-malformed`.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise Malformed("track-malformed", expected="text in UTF-8", got=f"byte {fault.start} is not") from None


def parsed(text: str) -> Any:
    """Return what a JSON text says.

    Raises:
        Malformed: `track-malformed`.
    """
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise Malformed("track-malformed", expected="JSON", got=str(fault)[:120]) from None


def _snapshot(found: Found, document: Mapping[str, Any], line: int) -> None:
    now = unix_time(document.get("now"))
    for one in document["aircraft"]:
        if not isinstance(one, dict) or (key := _key(one.get("hex"))) is None:
            continue
        lat, lon = number(one.get("lat")), number(one.get("lon"))
        if lat is None or lon is None:
            continue
        if now is None:
            found.flag("time", "a snapshot without `now`: its positions have no time", line)
            return
        track = _track(found, key, one.get("flight"))
        track.derived = ("times: `now` less `seen_pos` of each aircraft", _HEIGHTS)
        at = round(now - (positive(one.get("seen_pos"), 3_600) or 0.0), 3)
        height, datum = _height(one.get("alt_geom"), one.get("alt_baro", one.get("altitude")))
        speed = positive(one.get("gs", one.get("speed")), _SPEED_MAX)
        point = Point(
            at, lat, lon, line,
            height_m=height, height_datum=datum, speed_mps=None if speed is None else speed * KNOT,
            course_deg=degrees(one.get("track")), uncertainty_m=_accuracy(one.get("nac_p")),
        )  # fmt: skip
        # A snapshot repeats the last position until there is another one.
        if not (track.points and track.points[-1].at >= at and _same_place(track.points[-1], point)):
            found.add(track, point)


_HEIGHTS: Final = "heights: feet to metres; above the ellipsoid where stated, else by standard pressure (no height)"


def _same_place(one: Point, other: Point) -> bool:
    return (one.lat, one.lon) == (other.lat, other.lon)


def _trace(found: Found, document: Mapping[str, Any], line: int) -> None:
    start, key = unix_time(document.get("timestamp")), _key(document.get("icao"))
    if start is None or key is None:
        raise Malformed("track-malformed", expected="a trace with `icao` and `timestamp`", got="one without")
    track = _track(found, key, None)
    track.derived = ("times: `timestamp` and each row's seconds after it", _HEIGHTS)
    for row, one in enumerate(document["trace"], 1):
        if not isinstance(one, list) or len(one) < _TRACE_FIELDS:
            found.flag("unread", "a row of the trace that states no position", row, track.name)
            continue
        after, lat, lon = number(one[0]), number(one[1]), number(one[2])
        at = None if after is None else unix_time(start + after)
        if at is None or lat is None or lon is None:
            found.flag("unread", "a row of the trace that states no position", row, track.name)
            continue
        geometric = one[10] if len(one) > 10 else None
        height, datum = _height(geometric, one[3])
        speed = positive(one[4], _SPEED_MAX)
        found.add(
            track,
            Point(
                round(at, 3), lat, lon, row if line == 1 else line,
                height_m=height, height_datum=datum, speed_mps=None if speed is None else speed * KNOT,
                course_deg=degrees(one[5]),
            ),
        )  # fmt: skip


def _track(found: Found, key: str, flight: object) -> RawTrack:
    track = found.track(key, Craft.AIRCRAFT)
    if isinstance(flight, str) and flight.strip():
        track.name = f"{key} {flight.strip()[:12]}"
    return track


def _key(value: object) -> str | None:
    """Return the name of an address; one with ~ is no ICAO address, and keeps its sign."""
    return f"ICAO {value.strip().lower()[:8]}" if isinstance(value, str) and value.strip() else None


def _height(geometric: object, pressure: object) -> tuple[float | None, str | None]:
    for value, datum in ((geometric, ELLIPSOID), (pressure, PRESSURE)):
        feet = number(value)
        if feet is not None and abs(feet) <= _FEET_MAX:
            return round(feet * FOOT, 2), datum
    return None, None


def _accuracy(value: object) -> float | None:
    category = number(value)
    return NACP_M.get(int(category)) if category is not None else None
