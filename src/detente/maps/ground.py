"""The base map: land and lakes of 1:50 million as they fall into a frame, and nothing else."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from detente.maps.frame import Box, Dot, Frame, cut_line, cut_ring, thinned
from detente.tracks.area import Ring, inside, may_reach
from detente.tracks.coast import Coast
from detente.tracks.flat import Corner

_SEAM: Final = 179.99
"""Rings are cut at the antimeridian, and Antarctica's at the pole: an edge there is no shore."""
_POLE: Final = -89.9
_EDGE: Final = 6.0
_WIDE: Final = 60.0
"""Degrees of longitude to either side; beyond it a map of degrees and this one are too unlike."""


Edge = frozenset[Corner]
"""Two corners of a ring, whichever comes first."""
Seams = frozenset[Edge]


@dataclass(frozen=True, slots=True)
class Ground:
    """What of the earth's land is seen.

    Args:
        land: outlines that are filled by the even-odd rule, lakes and islands in them included.
        shores: lines between land and water.
    """

    land: tuple[tuple[Dot, ...], ...]
    shores: tuple[tuple[Dot, ...], ...]


def seams_of(coast: Coast) -> Seams:
    """Return the lines that two rings share: where the data cut a water in two, at times along a border of states."""
    seen: set[Edge] = set()
    shared: set[Edge] = set()
    for ring in (*coast.land, *coast.lakes):
        for edge in map(frozenset, pairwise([*ring.corners, ring.corners[0]])):
            (shared if edge in seen else seen).add(edge)
    return frozenset(shared)


def ground(coast: Coast, seams: Seams, frame: Frame, apart: float = 0.6) -> Ground:
    """Return the land in a frame.

    Args:
        seams: lines between corners that are no shore, as `seams_of` says.
        apart: pixels that corners lie apart at least.
    """
    edge = frame.box.grown(_EDGE)
    lat, lon = frame.position((frame.box.left + frame.box.width / 2, frame.box.top + frame.box.height / 2))
    # The projection stretches what is far away, so what is near on the map is no farther than that on the earth.
    reach = frame.reach_m * 1.05 + 10 * frame.metres
    around = ((edge.left, edge.top), (edge.right, edge.top), (edge.right, edge.bottom), (edge.left, edge.bottom))
    land: list[tuple[Dot, ...]] = []
    shores: list[tuple[Dot, ...]] = []
    near = _near(frame)
    for ring in (*coast.land, *coast.lakes):
        if not may_reach(ring.box, lat, lon, reach):
            continue
        outline = ring.corners if near is None else cut_ring(ring.corners, near)
        land.append(tuple(thinned(cut_ring([frame.dot(*corner) for corner in outline], edge), apart)))
        if near is None and inside(ring, -lat, (lon + 360) % 360 - 180):
            # The other end of the earth is in it: on the map it lies round its outline, not within.
            land.append(around)
        for line in shores_of(ring, seams):
            for part in [line] if near is None else cut_line(line, near):
                pieces = cut_line([frame.dot(*corner) for corner in part], edge)
                shores += [tuple(thinned(piece, apart)) for piece in pieces]
    return Ground(tuple(one for one in land if len(one) > 2), tuple(shores))


def _near(frame: Frame) -> Box | None:
    """Return degrees round a frame, so that most of a continent is not projected at all; None at seams and poles."""
    south, north, half = frame.extent(frame.box.grown(max(frame.box.width, frame.box.height) / 10))
    lon = frame.projection.lon
    if half > _WIDE or lon - half < -_SEAM or lon + half > _SEAM:
        return None
    return Box(south, lon - half, north - south, 2 * half)


def shores_of(ring: Ring, seams: Seams) -> list[list[Corner]]:
    """Return the edges of a ring that are a shore."""
    lines: list[list[Corner]] = [[ring.corners[0]]]
    for before, corner in pairwise([*ring.corners, ring.corners[0]]):
        if _seam(before, corner) or (seams and frozenset((before, corner)) in seams):
            lines.append([])
        lines[-1].append(corner)
    return lines


def _seam(one: tuple[float, float], other: tuple[float, float]) -> bool:
    at_side = abs(one[1]) > _SEAM and abs(other[1]) > _SEAM
    return at_side or (one[0] < _POLE and other[0] < _POLE)
