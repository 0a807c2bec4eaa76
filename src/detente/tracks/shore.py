"""How near a track came to the coast, by the land of a map of 1:50 million: a few kilometres are all that it can tell.

Shores of lakes are no coast here, and neither are the lines along which the map is cut at the antimeridian and at the
pole. Distances are first bounded by straight lines in space; the nearest edges are then looked at on the ellipsoid.
"""

import math
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import accumulate, pairwise
from typing import Final

from msgspec import Struct

from detente.tracks.area import nearest_on_edge, to_line
from detente.tracks.coast import SURE_METRES, coast
from detente.tracks.flat import Corner
from detente.tracks.geodesy import Vector, apart, in_space, sagitta, shortest_over
from detente.tracks.track import Track

STEP_M: Final = 250.0
"""So much nearer may the coast be at a position that was not looked at."""
LOOKED_AT_MAX: Final = 1_000
"""Positions of one track from which the coast is looked for; where that is not enough the step doubles."""
REACH_M: Final = 20_000.0
"""So far around one place the same part of the coast is looked through."""
_BLOCK: Final = 32
_CUT_DEG: Final = 179.9995
_POLE_DEG: Final = -89.99


class CoastNear(Struct, frozen=True):
    """How near a track came to the coast, at the positions that it states.

    Args:
        least_m: from the position at `least_at`, which is at `lat`, `lon`, to the coast at `coast_lat`, `coast_lon`.
        inland: that position lies on land by the map.
        uncertainty_m: of the map, of positions that were not looked at, and of the position itself where it states one.
    """

    track: str
    least_m: float
    least_at: float
    lat: float
    lon: float
    coast_lat: float
    coast_lon: float
    inland: bool
    uncertainty_m: float


class _Edge(Struct, frozen=True):
    start: Corner
    end: Corner
    from_space: Vector
    to_space: Vector


class _Block(Struct, frozen=True):
    """Edges that lie beside each other, within a ball in space."""

    centre: Vector
    radius: float
    edges: tuple[_Edge, ...]


class Shore:
    """All coast of the map, to be asked how far it is.

    Args:
        rings: corners of land, each ring closed.
    """

    def __init__(self, rings: Iterator[tuple[Corner, ...]]) -> None:
        self._blocks = [block for corners in rings for block in _blocks(corners)]

    def around(self, here: Vector) -> "Around":
        """Return what of the coast can be nearest to places that lie within `REACH_M`."""
        ordered = self._ordered(here)
        least = _roughly(here, ordered)
        return Around(here, [(bound, block) for bound, block in ordered if bound <= least + 2 * REACH_M])

    def nearest(self, lat: float, lon: float) -> tuple[float, float, float]:
        """Return metres to the nearest place of the coast on the ellipsoid, and its latitude and longitude."""
        here, found = in_space(lat, lon), (math.inf, 0.0, 0.0)
        for bound, block in self._ordered(here):
            if shortest_over(max(0.0, bound)) >= found[0]:
                break
            for one in block.edges:
                chord, part = to_line(here, one.from_space, one.to_space)
                slack = sagitta(apart(one.from_space, one.to_space))
                if shortest_over(max(0.0, chord - slack)) < found[0]:
                    found = min(found, nearest_on_edge(one.start, one.end, part, lat, lon))
        return found

    def _ordered(self, here: Vector) -> list[tuple[float, _Block]]:
        return sorted(_bounds(here, self._blocks), key=_bound)


class Around(Struct, frozen=True):
    """The part of a coast that can be nearest around one place."""

    place: Vector
    blocks: list[tuple[float, _Block]]

    def holds(self, here: Vector) -> bool:
        """Say if the place lies near enough."""
        return apart(here, self.place) <= REACH_M

    def roughly(self, here: Vector) -> float:
        """Return metres in space to the nearest straight edge."""
        return _roughly(here, sorted(_bounds(here, (block for _, block in self.blocks)), key=_bound))


def _bounds(here: Vector, blocks: Iterable[_Block]) -> Iterator[tuple[float, _Block]]:
    """Yield blocks, each with metres in space nearer than which none of its edges is."""
    return ((apart(here, one.centre) - one.radius, one) for one in blocks)


def _bound(one: tuple[float, _Block]) -> float:
    return one[0]


def _roughly(here: Vector, ordered: Iterable[tuple[float, _Block]]) -> float:
    least = math.inf
    for bound, block in ordered:
        if bound >= least:
            break
        least = min(least, *(to_line(here, one.from_space, one.to_space)[0] for one in block.edges))
    return least


def _blocks(corners: tuple[Corner, ...]) -> Iterator[_Block]:
    space = [in_space(*one) for one in corners]
    edges = [
        _Edge(corners[number - 1], corners[number], space[number - 1], space[number])
        for number in range(len(corners)) if not _cut(corners[number - 1], corners[number])
    ]  # fmt: skip
    for start in range(0, len(edges), _BLOCK):
        part = tuple(edges[start : start + _BLOCK])
        ends = [end for one in part for end in (one.from_space, one.to_space)]
        centre = (
            sum(one[0] for one in ends) / len(ends), sum(one[1] for one in ends) / len(ends),
            sum(one[2] for one in ends) / len(ends),
        )  # fmt: skip
        longest = max(apart(one.from_space, one.to_space) for one in part)
        yield _Block(centre, max(apart(centre, end) for end in ends) + sagitta(longest), part)


def _cut(one: Corner, other: Corner) -> bool:
    """Say if an edge is one of the map's own, and no coast."""
    at_end = abs(one[1]) >= _CUT_DEG and abs(other[1]) >= _CUT_DEG
    return at_end or (one[0] <= _POLE_DEG and other[0] <= _POLE_DEG)


@cache
def shore() -> Shore:
    """Return the coast of the map that comes with the package."""
    return Shore(ring.corners for ring in coast().land)


def _cell(place: Vector) -> tuple[int, int, int]:
    """Return the cube in space of a place, no two places of which are further apart than the step."""
    edge = STEP_M / math.sqrt(3)
    return int(place[0] // edge), int(place[1] // edge), int(place[2] // edge)


def coast_nearness(track: Track) -> CoastNear:
    """Return how near a track's positions lay to the coast.

    On the way from a position nothing comes nearer than by the way that was made, so those that cannot be nearest are
    passed over; so are places that were looked at before, to the step.
    """
    space = [in_space(one.lat, one.lon) for one in track.points]
    way = list(accumulate((apart(one, other) for one, other in pairwise(space)), initial=0.0))
    step, least = STEP_M, math.inf
    index = best = looked_at = 0
    seen: set[tuple[int, int, int]] = set()
    near: Around | None = None
    while index < len(space):
        here = _cell(space[index])
        if here in seen:
            index += 1
            continue
        seen.add(here)
        if near is None or not near.holds(space[index]):
            near = shore().around(space[index])
        distance = near.roughly(space[index])
        if distance < least:
            least, best = distance, index
        looked_at += 1
        if looked_at % LOOKED_AT_MAX == 0:
            step *= 2
        further = way[index] + distance - least + step
        index += 1
        while index < len(space) and way[index] <= further:
            index += 1
    point = track.points[best]
    metres, lat, lon = shore().nearest(point.lat, point.lon)
    return CoastNear(
        track.name, metres, point.at, point.lat, point.lon, lat, lon, coast().within(point.lat, point.lon),
        SURE_METRES + step + (point.uncertainty_m or 0.0),
    )  # fmt: skip
