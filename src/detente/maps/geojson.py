"""A picture as GeoJSON, for other programs: each feature says whose it is, on what it rests, and how exact it is.

Source: RFC 7946; section 3.1.9 for what crosses the antimeridian, 3.1.6 for the direction of rings, 6.1 for members of
our own.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, Final

from detente.maps.keys import keys_of
from detente.maps.picture import RECOGNITION, Area, Layer, Nearest, Path, Picture, Place, Position

_DIGITS: Final = 7
"""Decimals of a degree: a centimetre."""


def render_geojson(picture: Picture) -> str:
    """Return all that a picture shows; nothing is thinned, and the base is not in it."""
    said = {
        "title": picture.title, "about": picture.subtitle, "note": RECOGNITION, "as_of": picture.as_of,
        "heads": picture.heads, "remarks": list(picture.remarks), "sides": list(picture.all_sides),
    }  # fmt: skip
    if picture.marks:
        said["rehearsal"] = " · ".join(picture.marks)
    document = {"type": "FeatureCollection", "detente": said, "features": list(_features(picture))}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _features(picture: Picture) -> Iterator[dict[str, Any]]:
    keys = keys_of(picture)
    yield from map(_position, picture.positions, keys.positions)
    yield from (_path(one, sign) for one, sign in zip(picture.paths, keys.paths, strict=True) if one.points)
    yield from map(_nearest, picture.nearest, keys.nearest)
    yield from map(_area, picture.areas)
    for layer in picture.layers:
        yield from _layer(layer)


def _feature(geometry: dict[str, Any], **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _position(one: Position, sign: str) -> dict[str, Any]:
    return _feature(
        {"type": "Point", "coordinates": _pair(one.at)}, what="position", sign=sign, side=one.side, name=one.what,
        uncertainty_m=one.uncertainty_m, time=one.time, source=one.source, act=one.ref, basis="stated",
    )  # fmt: skip


def _path(one: Path, sign: str) -> dict[str, Any]:
    parts = _cut([place for _, place in one.points])
    times = _times(one, [len(part) for part in parts])
    if len(one.points) == 1:
        geometry: dict[str, Any] = {"type": "Point", "coordinates": _pair(one.points[0][1])}
    elif len(parts) == 1:
        geometry = {"type": "LineString", "coordinates": [_pair(place) for place in parts[0]]}
    else:
        geometry = {"type": "MultiLineString", "coordinates": [[_pair(place) for place in part] for part in parts]}
    return _feature(
        geometry, what="track", sign=sign, side=one.side, name=one.name, basis=str(one.basis), source=one.source,
        source_sha256=one.sha256, act=one.ref,
        uncertainty_m=one.uncertainty_m, coordTimes=times[0] if len(parts) == 1 else times,
    )  # fmt: skip


def _times(one: Path, sizes: Sequence[int]) -> list[list[str]]:
    """Return the times of each part; where a line is cut, both ends have the time of the position before."""
    stated, parts, index = [_moment(at) for at, _ in one.points], [], 0
    for number, size in enumerate(sizes):
        first, last = number == 0, number == len(sizes) - 1
        own = size - (not first) - (not last)
        times = stated[index : index + own]
        if not first:
            times.insert(0, stated[index - 1])
        index += own
        if not last:
            times.append(stated[index - 1])
        parts.append(times)
    return parts


def _nearest(one: Nearest, sign: str) -> dict[str, Any]:
    parts = [[_pair(place) for place in part] for part in _cut([one.first, one.second])]
    geometry = {"type": "LineString", "coordinates": parts[0]} if len(parts) == 1 else (
        {"type": "MultiLineString", "coordinates": parts}
    )  # fmt: skip
    return _feature(
        geometry, what="nearest approach", sign=sign, between=list(one.names), at=_moment(one.at),
        distance_m=round(one.distance_m, 1), uncertainty_m=round(one.uncertainty_m, 1),
        least_m=None if one.least_m is None else round(one.least_m, 1), basis="computed", derived=one.derived,
    )  # fmt: skip


def _area(one: Area) -> dict[str, Any]:
    parts = [[_pair(place) for place in part] for ring in one.rings for part in _cut([*ring, ring[0]])]
    return _feature(
        {"type": "MultiLineString", "coordinates": parts}, what="outline of a zone", name=one.name,
        given_by=one.given_by, source_sha256=one.sha256, basis="as given",
    )  # fmt: skip


def _layer(layer: Layer) -> Iterator[dict[str, Any]]:
    said = {
        "layer": layer.name, "source": layer.source, "chosen_by": layer.chosen_by, "source_sha256": layer.sha256,
        "basis": "as given",
    }  # fmt: skip
    for line in layer.lines:
        parts = [[_pair(place) for place in part] for part in _cut(line) if len(part) > 1]
        if parts:
            yield _feature({"type": "MultiLineString", "coordinates": parts}, what="line of a layer", **said)
    for name in layer.names:
        yield _feature({"type": "Point", "coordinates": _pair(name.at)}, what="name of a layer", name=name.text, **said)


def _cut(places: Sequence[Place]) -> list[list[Place]]:
    """Return a line in parts none of which crosses the antimeridian; it goes the shorter way round."""
    parts: list[list[Place]] = [[_within(places[0])]] if places else []
    for one, other in pairwise(map(_within, places)):
        if abs(other[1] - one[1]) > 180:
            side = 180.0 if one[1] > 0 else -180.0
            lat = _crossing(one, other, side)
            parts[-1].append((lat, side))
            parts.append([(lat, -side)])
        parts[-1].append(other)
    return parts


def _crossing(one: Place, other: Place, side: float) -> float:
    """Return the latitude at which a straight line of the map of degrees meets the antimeridian."""
    beyond = other[1] + 2 * side
    return one[0] + (side - one[1]) / (beyond - one[1]) * (other[0] - one[0])


def _within(place: Place) -> Place:
    lat, lon = place
    return (lat, lon) if -180 <= lon <= 180 else (lat, (lon + 180) % 360 - 180)


def _pair(place: Place) -> list[float]:
    return [round(place[1], _DIGITS), round(place[0], _DIGITS)]


def _moment(at: float) -> str:
    whole = round(at, 3)
    spec = "seconds" if whole == int(whole) else "milliseconds"
    return datetime.fromtimestamp(whole, UTC).isoformat(timespec=spec).replace("+00:00", "Z")
