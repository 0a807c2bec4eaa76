"""Rings of corners on the earth: coasts and zones; whether a position is inside, and how far from the edge.

An edge is a straight line of the flat map of latitude and longitude, as GeoJSON draws it (RFC 7946 section 3.1.1):
whether inside is asked there, and distances are to the same lines.
"""

import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from detente.tracks.flat import Corner, edges_of, length_over
from detente.tracks.geodesy import Vector, apart, between, in_space, leg

Box = tuple[float, float, float, float]
"""South, west, north, east."""
_DEGREE_M: Final = 110_500.0
"""A degree of latitude is nowhere shorter."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A straight line of the flat map, in short steps.

    Args:
        corners: along it, in order; `space` the same in space.
        step_m: no step is longer.
    """

    corners: tuple[Corner, ...]
    space: tuple[Vector, ...]
    step_m: float


@dataclass(frozen=True, slots=True)
class Ring:
    """Corners of a closed line; the last one is joined to the first.

    Args:
        edges: in short steps; empty for a coast, whose corners lie so near that the shortest way is the same line.
    """

    corners: tuple[Corner, ...]
    box: Box
    edges: tuple[Edge, ...] = field(default=(), compare=False, repr=False)


def ring_of(corners: Sequence[Corner]) -> Ring:
    """Return a ring whose longitudes run on across the antimeridian instead of leaping back."""
    return rings_of([corners])[0]


def rings_of(rings: Sequence[Sequence[Corner]]) -> tuple[Ring, ...]:
    """Return the same of all rings of a file, whose edges share the bound of corners."""
    running = [_running(corners) for corners in rings]
    edges = _edges(running)
    return tuple(Ring(tuple(one), box_of(one), along) for one, along in zip(running, edges, strict=True))


def _running(corners: Sequence[Corner]) -> list[Corner]:
    running: list[Corner] = []
    for lat, lon in corners:
        if running:
            last = running[-1][1]
            running.append((lat, lon + 360 * round((last - lon) / 360)))
        else:
            running.append((lat, lon))
    return running


def _edges(rings: Sequence[Sequence[Corner]]) -> list[tuple[Edge, ...]]:
    return [tuple(map(_edge, edges)) for edges in edges_of([[*corners, *corners[:1]] for corners in rings])]


def _edge(along: Sequence[Corner]) -> Edge:
    longest = length_over(along[0], along[-1]) / (len(along) - 1)
    return Edge(tuple(along), tuple(in_space(*one) for one in along), longest)


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
    if not ring.edges:
        return _to_short_edge(ring, here, lat, lon, most_m)
    edges = ring.edges
    waiting = [_bounded(here, edge, number, 0, len(edge.corners) - 1) for number, edge in enumerate(edges)]
    heapq.heapify(waiting)
    least, nearest, along = most_m, None, 0.0
    while waiting and waiting[0][0] < least:
        _, number, low, high = heapq.heappop(waiting)
        edge = edges[number]
        if high - low > 1:
            middle = (low + high) // 2
            heapq.heappush(waiting, _bounded(here, edge, number, low, middle))
            heapq.heappush(waiting, _bounded(here, edge, number, middle, high))
            continue
        distance, part = to_line(here, edge.space[low], edge.space[high])
        if distance < least:
            least, nearest, along = distance, (edge.corners[low], edge.corners[high]), part
    return most_m if nearest is None else min(most_m, nearest_on_edge(*nearest, along, lat, lon)[0])


def _to_short_edge(ring: Ring, here: Vector, lat: float, lon: float, most_m: float) -> float:
    space = [in_space(*corner) for corner in ring.corners]
    least, index, part = math.inf, 0, 0.0
    for number in range(len(space)):
        distance, along = to_line(here, space[number - 1], space[number])
        if distance < least:
            least, index, part = distance, number, along
    if least > most_m:
        return most_m
    return min(most_m, nearest_on_edge(ring.corners[index - 1], ring.corners[index], part, lat, lon)[0])


def _bounded(here: Vector, edge: Edge, number: int, low: int, high: int) -> tuple[float, int, int, int]:
    """Return how far a part of an edge is at least: it lies within a ball round its middle."""
    middle = (low + high) // 2
    return apart(here, edge.space[middle]) - (high - middle) * edge.step_m, number, low, high


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
