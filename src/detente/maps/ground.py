"""The base map: land and lakes of 1:50 million as they fall into a frame, and nothing else."""

from dataclasses import dataclass
from typing import Final

from detente.maps.frame import Dot, Frame, cut_line, cut_ring, thinned
from detente.tracks.area import Ring, inside, may_reach
from detente.tracks.coast import Coast

_SEAM: Final = 179.99
"""Rings are cut at the antimeridian, and Antarctica's at the pole: an edge there is no shore."""
_POLE: Final = -89.9
_EDGE: Final = 6.0
SCALE: Final = "Coastline 1:50 million (Natural Earth, public domain): true to some kilometres. No chart."


@dataclass(frozen=True, slots=True)
class Ground:
    """What of the earth's land is seen.

    Args:
        land: outlines that are filled by the even-odd rule, lakes and islands in them included.
        shores: lines between land and water.
    """

    land: tuple[tuple[Dot, ...], ...]
    shores: tuple[tuple[Dot, ...], ...]


def ground(coast: Coast, frame: Frame, apart: float = 0.6) -> Ground:
    """Return the land in a frame.

    Args:
        apart: pixels that corners lie apart at least.
    """
    edge = frame.box.grown(_EDGE)
    lat, lon = frame.position((frame.box.left + frame.box.width / 2, frame.box.top + frame.box.height / 2))
    # The projection stretches what is far away, so what is near on the map is no farther than that on the earth.
    reach = frame.reach_m * 1.05 + 10 * frame.metres
    around = ((edge.left, edge.top), (edge.right, edge.top), (edge.right, edge.bottom), (edge.left, edge.bottom))
    land: list[tuple[Dot, ...]] = []
    shores: list[tuple[Dot, ...]] = []
    for ring in (*coast.land, *coast.lakes):
        if not may_reach(ring.box, lat, lon, reach):
            continue
        dots = [frame.dot(*corner) for corner in ring.corners]
        land.append(tuple(thinned(cut_ring(dots, edge), apart)))
        if inside(ring, -lat, (lon + 360) % 360 - 180):
            # The other end of the earth is in it: on the map it lies round its outline, not within.
            land.append(around)
        shores += [tuple(thinned(piece, apart)) for line in _shores(ring, dots) for piece in cut_line(line, edge)]
    return Ground(tuple(one for one in land if len(one) > 2), tuple(shores))


def _shores(ring: Ring, dots: list[Dot]) -> list[list[Dot]]:
    """Return the edges of a ring that are a shore."""
    lines: list[list[Dot]] = [[]]
    closed = zip([*ring.corners, ring.corners[0]], [*dots, dots[0]], strict=True)
    before: tuple[float, float] | None = None
    for corner, dot in closed:
        if before is not None and _seam(before, corner):
            lines.append([])
        lines[-1].append(dot)
        before = corner
    return lines


def _seam(one: tuple[float, float], other: tuple[float, float]) -> bool:
    at_side = abs(one[1]) > _SEAM and abs(other[1]) > _SEAM
    return at_side or (one[0] < _POLE and other[0] < _POLE)
