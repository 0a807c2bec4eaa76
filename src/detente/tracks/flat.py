"""Straight lines of the flat map of latitude and longitude, as GeoJSON means them, in steps that a map draws straight.

Source: RFC 7946 section 3.1.1.
"""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from detente.limits import DRAWN_CORNERS_MAX

Corner = tuple[float, float]
"""Latitude and longitude, degrees."""
_STEP_M: Final = 5_000.0
_STEP_DEG: Final = 0.1
"""On a step of so many metres, and so many degrees of longitude, the line of the flat map and the shortest way lie no
more than two metres apart, wherever it is."""
_DEGREE_M: Final = 111_700.0
"""No degree of latitude is longer, and none of longitude either but for the cosine."""


def length_over(start: Corner, end: Corner) -> float:
    """Return metres that a line of the flat map is no longer than."""
    wide = math.cos(math.radians(min(abs(start[0]), abs(end[0])))) if start[0] * end[0] > 0 else 1.0
    return _DEGREE_M * math.hypot(end[0] - start[0], (end[1] - start[1]) * wide)


def drawn(lines: Sequence[Sequence[Corner]], *, closed: bool = False) -> list[list[Corner]]:
    """Return lines with corners every few kilometres; of closed ones the last corner joins the first.

    Steps grow where there would be more than `DRAWN_CORNERS_MAX` in all besides the corners given.
    """
    ends = [[*line, *line[:1]] if closed else list(line) for line in lines]
    found = []
    for line, edges in zip(ends, edges_of(ends), strict=True):
        places = [place for edge in edges for place in edge[:-1]]
        found.append(places if closed else [*places, *line[-1:]])
    return found


def edges_of(lines: Sequence[Sequence[Corner]]) -> list[list[list[Corner]]]:
    """Return, for each line, its edges, and of each the corners along it, both its ends among them."""
    besides = sum(_besides(start, _turned(start, end)) for line in lines for start, end in pairwise(line))
    coarse = max(1.0, besides / DRAWN_CORNERS_MAX)
    return [[_parts(start, end, coarse) for start, end in pairwise(line)] for line in lines]


def _turned(start: Corner, end: Corner) -> Corner:
    """Return the end as it lies from the start the shorter way round."""
    return end[0], end[1] + 360 * round((start[1] - end[1]) / 360)


def _besides(start: Corner, end: Corner) -> int:
    """Return how many corners an edge needs besides its ends."""
    return max(1, math.ceil(max(length_over(start, end) / _STEP_M, abs(end[1] - start[1]) / _STEP_DEG))) - 1


def _parts(start: Corner, end: Corner, coarse: float) -> list[Corner]:
    turned = _turned(start, end)
    count = 1 + int(_besides(start, turned) / coarse)
    step = (turned[0] - start[0]) / count, (turned[1] - start[1]) / count
    return [start, *((start[0] + part * step[0], start[1] + part * step[1]) for part in range(1, count)), end]
