"""GeoJSON with times: lines with a time for each position, or points with one each.

GeoJSON has no member for times. Those that programs write are read: `coordTimes`, `times`, or
`coordinateProperties.times` of a line; `time`, `timestamp` or `at` of a point, whose track is named by `track` or
`name`.

Source: RFC 7946: WGS 84, longitude first, height in metres above the ellipsoid.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from detente.errors import Malformed
from detente.tracks.adsb import ELLIPSOID, parsed, text_of
from detente.tracks.raw import Found, RawTrack
from detente.tracks.track import WGS84, Point
from detente.tracks.values import degrees, number, positive, time_of, unix_time

_CRS84: Final = (
    "urn:ogc:def:crs:OGC:1.3:CRS84",
    "urn:ogc:def:crs:OGC::CRS84",
    "EPSG:4326",
    "urn:ogc:def:crs:EPSG::4326",
)


def read_geojson(data: bytes, found: Found) -> None:
    """Put the lines and points of a GeoJSON file that have times into tracks.

    Raises:
        Malformed: `track-malformed`.
    """
    document = parsed(text_of(data))
    datum = _datum(document, found)
    known = 0
    for item, feature in enumerate(features(document), 1):
        known += 1
        geometry, said = feature.get("geometry"), feature.get("properties")
        said = said if isinstance(said, dict) else {}
        if not isinstance(geometry, dict):
            continue
        coordinates = geometry.get("coordinates")
        match geometry.get("type"), coordinates:
            case "LineString", list():
                _line(found, f"line {item}", coordinates, _times(said), said, datum)
            case "MultiLineString", list():
                times = _times(said)
                for number_, line in enumerate(coordinates):
                    own = times[number_] if number_ < len(times) and isinstance(times[number_], list) else []
                    if isinstance(line, list):
                        _line(found, f"line {item}", line, own, said, datum)
            case "Point", list():
                _point(found, item, coordinates, said, datum)
            case _:
                found.flag("other", "a feature that is neither line nor point; left out", item)
    if not known:
        raise Malformed("track-malformed", expected="GeoJSON with features", got="JSON of another kind, or none")


def features(document: Any) -> Iterator[Mapping[str, Any]]:
    """Yield the features of a GeoJSON document; a bare geometry is one."""
    if not isinstance(document, dict):
        return
    match document.get("type"):
        case "FeatureCollection":
            members = document.get("features")
            yield from (one for one in members if isinstance(one, dict)) if isinstance(members, list) else ()
        case "Feature":
            yield document
        case "LineString" | "MultiLineString" | "Polygon" | "MultiPolygon":
            yield {"type": "Feature", "geometry": document, "properties": {}}
        case _:
            pass


def _datum(document: Any, found: Found) -> str:
    crs = document.get("crs") if isinstance(document, dict) else None
    if crs is None:
        return WGS84
    said = crs.get("properties") if isinstance(crs, dict) else None
    name = said.get("name") if isinstance(said, dict) else None
    if name in _CRS84:
        return WGS84
    found.flag("other", "names a coordinate system of its own, which RFC 7946 does not have")
    return str(name)[:60] if isinstance(name, str) else ""


def _times(said: Mapping[str, Any]) -> list[Any]:
    inner = said.get("coordinateProperties")
    for place, name in ((said, "coordTimes"), (said, "times"), (inner, "times")):
        if isinstance(place, dict) and isinstance(place.get(name), list):
            return list(place[name])
    return []


def _named(said: Mapping[str, Any], default: str) -> str:
    for name in ("track", "name"):
        value = said.get(name)
        if isinstance(value, str) and value.strip():
            return value.strip()[:100]
    return default


def _line(
    found: Found, name: str, coordinates: list[Any], times: list[Any], said: Mapping[str, Any], datum: str
) -> None:
    track = found.track(_named(said, name), datum=datum)
    untimed = 0
    for index, place in enumerate(coordinates):
        at = _time(times[index]) if index < len(times) else None
        if at is None:
            untimed += 1
        elif (point := _at(place, at, index + 1)) is None:
            found.flag("unread", "no position", index + 1, track.name)
        else:
            found.add(track, point)
    if untimed:
        found.flag("time", f"{untimed} positions without a time; left out", None, track.name)


def _point(found: Found, item: int, place: list[Any], said: Mapping[str, Any], datum: str) -> None:
    track: RawTrack = found.track(_named(said, "points"), datum=datum)
    at = next((at for name in ("time", "timestamp", "at") if (at := _time(said.get(name))) is not None), None)
    if at is None:
        found.flag("time", "a point without a time; left out", item, track.name)
        return
    point = _at(place, at, item, said)
    if point is None:
        found.flag("unread", "no position", item, track.name)
    else:
        found.add(track, point)


def _at(place: Any, at: float, line: int, said: Mapping[str, Any] | None = None) -> Point | None:
    if not isinstance(place, list) or len(place) < 2:
        return None
    lon, lat = number(place[0]), number(place[1])
    if lat is None or lon is None:
        return None
    height = number(place[2]) if len(place) > 2 else None
    said = said or {}
    return Point(
        at, lat, lon, line,
        height_m=height, height_datum=ELLIPSOID if height is not None else None,
        speed_mps=positive(said.get("speed_mps"), 10_000), course_deg=degrees(said.get("course_deg")),
        uncertainty_m=positive(said.get("uncertainty_m"), 1_000_000),
    )  # fmt: skip


def _time(value: object) -> float | None:
    if isinstance(value, str):
        return time_of(value)
    # Programs count milliseconds where the number is that large: seconds would lie in the year 5000.
    found = number(value)
    return unix_time(found, 0.001 if found is not None and found > 1e11 else 1.0)
