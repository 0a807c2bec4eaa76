"""Rings of corners on the earth: coasts and zones; whether a position is inside, and how far from the edge.

Whether inside is asked on the flat map of latitude and longitude, where GeoJSON draws its straight lines (RFC 7946
section 3.1.1); distances are to the shortest lines between corners. Along an edge of 100 km the two lie up to 200 m
apart at 45 degrees of latitude, 340 m at 60.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from detente.tracks.geodesy import Vector, apart, between, in_space, leg

Corner = tuple[float, float]
"""Latitude and longitude, degrees."""
Box = tuple[float, float, float, float]
"""South, west, north, east."""
_DEGREE_M: Final = 110_500.0
"""A degree of latitude is nowhere shorter."""


@dataclass(frozen=True, slots=True)
class Ring:
    """Corners of a closed line; the last one is joined to the first."""

    corners: tuple[Corner, ...]
    box: Box


def ring_of(corners: Sequence[Corner]) -> Ring:
    """Return a ring whose longitudes run on across the antimeridian instead of leaping back."""
    running: list[Corner] = []
    for lat, lon in corners:
        if running:
            last = running[-1][1]
            running.append((lat, lon + 360 * round((last - lon) / 360)))
        else:
            running.append((lat, lon))
    return Ring(tuple(running), box_of(running))


def box_of(corners: Sequence[Corner]) -> Box:
    """Return the least and greatest latitude and longitude."""
    lats, lons = [lat for lat, _ in corners], [lon for _, lon in corners]
    return min(lats), min(lons), max(lats), max(lons)


def inside(ring: Ring, lat: float, lon: float) -> bool:
    """Say if a position lies within a ring."""
    south, west, north, east = ring.box
    if not south <= lat <= north:
        return False
    for turned in (lon, lon - 360, lon + 360):
        if west <= turned <= east:
            return _crossed(ring.corners, lat, turned)
    return False


def _crossed(corners: tuple[Corner, ...], lat: float, lon: float) -> bool:
    odd = False
    before_lat, before_lon = corners[-1]
    for here_lat, here_lon in corners:
        if (here_lat > lat) != (before_lat > lat):
            at = here_lon + (lat - here_lat) / (before_lat - here_lat) * (before_lon - here_lon)
            if lon < at:
                odd = not odd
        before_lat, before_lon = here_lat, here_lon
    return odd


def to_edge(ring: Ring, lat: float, lon: float, most_m: float = math.inf) -> float:
    """Return metres from a position to the nearest point of a ring's edge, `most_m` where it is no nearer than that."""
    if most_m < math.inf and not may_reach(ring.box, lat, lon, most_m):
        return most_m
    here = in_space(lat, lon)
    space = [in_space(*corner) for corner in ring.corners]
    least, index, part = math.inf, 0, 0.0
    for number in range(len(space)):
        distance, along = to_line(here, space[number - 1], space[number])
        if distance < least:
            least, index, part = distance, number, along
    if least > most_m:
        return most_m
    edge = ring.corners[index - 1], ring.corners[index]
    return min(most_m, nearest_on_edge(*edge, part, lat, lon)[0])


def may_reach(box: Box, lat: float, lon: float, most_m: float) -> bool:
    """Say if anything of a box can lie so near to a position; at times yes where nothing does, never the other way."""
    south, west, north, east = box
    reach = most_m / _DEGREE_M
    if not south - reach <= lat <= north + reach:
        return False
    # Near a pole all longitudes are near.
    poleward = min(89.9, abs(lat) + reach)
    wide = reach / max(0.001, math.cos(math.radians(poleward)))
    return wide >= 180 or any(west - wide <= turned <= east + wide for turned in (lon, lon - 360, lon + 360))


def to_line(here: Vector, start: Vector, end: Vector) -> tuple[float, float]:
    """Return the distance of a place in space from a straight line, and at which part of it that is least."""
    x, y, z = end[0] - start[0], end[1] - start[1], end[2] - start[2]
    square = x * x + y * y + z * z
    if square == 0:
        return apart(here, start), 0.0
    along = ((here[0] - start[0]) * x + (here[1] - start[1]) * y + (here[2] - start[2]) * z) / square
    part = min(1.0, max(0.0, along))
    return apart(here, (start[0] + part * x, start[1] + part * y, start[2] + part * z)), part


def nearest_on_edge(start: Corner, end: Corner, part: float, lat: float, lon: float) -> tuple[float, float, float]:
    """Return metres from a position to an edge, and the latitude and longitude there, near a part where it is least."""
    if start == end:
        return leg(lat, lon, *start).metres, *start
    place = between(*start, *end)
    low, high = max(0.0, part - 0.1), min(1.0, part + 0.1)
    here = in_space(lat, lon)
    for _ in range(40):
        third = (high - low) / 3
        left, right = low + third, high - third
        if apart(here, in_space(*place(left))) <= apart(here, in_space(*place(right))):
            high = right
        else:
            low = left
    there = place((low + high) / 2)
    return leg(lat, lon, *there).metres, *there
