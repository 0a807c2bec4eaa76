"""The base map as GeoJSON, for a map that moves: land, lakes and shores, and nothing else.

Source: Natural Earth, in the public domain; RFC 7946. Rings are grouped as areas with holes, since programs that fill
them want to know what lies in what.
"""

import json
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import floor
from typing import Any, Final

from detente.maps.base import Base
from detente.maps.ground import shores_of
from detente.tracks.area import Ring
from detente.tracks.flat import Corner

_DIGITS: Final = 3
"""Decimals of a degree: in which the package keeps its coasts."""


def render_base(base: Base) -> bytes:
    """Return a coastline as GeoJSON: features `land` and `lakes`, areas; `shores`, lines, without what is no shore."""
    lines = [line for ring in (*base.coast.land, *base.coast.lakes) for line in shores_of(ring, base.seams)]
    features = [
        _feature("land", "MultiPolygon", list(_areas(base.coast.land))),
        _feature("lakes", "MultiPolygon", list(_areas(base.coast.lakes))),
        _feature("shores", "MultiLineString", [list(map(_pair, line)) for line in lines if len(line) > 1]),
    ]
    document = {"type": "FeatureCollection", "features": features}
    return json.dumps(document, separators=(",", ":")).encode()


def _feature(what: str, kind: str, coordinates: list[Any]) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"what": what}, "geometry": {"type": kind, "coordinates": coordinates}}


def _areas(rings: Sequence[Ring]) -> Iterator[list[list[list[float]]]]:
    """Yield each area as its outline and its holes: a ring within an odd number of rings is a hole of the innermost."""
    bands = [_Bands(ring) for ring in rings]
    around = [[other.ring for other in bands if other.ring is not ring and other.holds(ring)] for ring in rings]
    holes: dict[int, list[Ring]] = {}
    for ring, outer in zip(rings, around, strict=True):
        if len(outer) % 2:
            holes.setdefault(id(min(outer, key=_extent)), []).append(ring)
    for ring, outer in zip(rings, around, strict=True):
        if not len(outer) % 2:
            yield [_closed(one) for one in (ring, *holes.get(id(ring), ()))]


class _Bands:
    """A ring whose edges are kept by bands of latitude: a continent is asked for a thousand islands."""

    def __init__(self, ring: Ring) -> None:
        self.ring = ring
        self._edges: dict[int, list[tuple[Corner, Corner]]] = {}

    def holds(self, inner: Ring) -> bool:
        """Say if another ring lies within."""
        south, west, north, east = self.ring.box
        least_lat, least_lon, most_lat, most_lon = inner.box
        if not (south <= least_lat and most_lat <= north and west <= least_lon and most_lon <= east):
            return False
        return self._within(*inner.corners[0]) and self._within(*inner.corners[len(inner.corners) // 2])

    def _within(self, lat: float, lon: float) -> bool:
        if not self._edges:
            for edge in pairwise([*self.ring.corners, self.ring.corners[0]]):
                for band in range(floor(min(edge[0][0], edge[1][0])), floor(max(edge[0][0], edge[1][0])) + 1):
                    self._edges.setdefault(band, []).append(edge)
        crossed = 0
        for one, other in self._edges.get(floor(lat), ()):
            if (one[0] > lat) != (other[0] > lat):
                crossed += lon < one[1] + (lat - one[0]) / (other[0] - one[0]) * (other[1] - one[1])
        return crossed % 2 == 1


def _extent(ring: Ring) -> float:
    south, west, north, east = ring.box
    return (north - south) * (east - west)


def _closed(ring: Ring) -> list[list[float]]:
    return list(map(_pair, (*ring.corners, ring.corners[0])))


def _pair(corner: Corner) -> list[float]:
    return [round(corner[1], _DIGITS), round(corner[0], _DIGITS)]
