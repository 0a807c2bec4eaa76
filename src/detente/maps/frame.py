"""The window of a map: its centre, its scale, and what of a line or an area falls into it."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from detente.maps.picture import Place
from detente.maps.projection import Stereographic
from detente.tracks.geodesy import in_space

Dot = tuple[float, float]
"""Pixels to the right and down."""
HALF_MIN_M: Final = 1_500.0
"""Half of the least width: below it the base is empty, and a position is seldom known so well."""
HALF_ALONE_M: Final = 120_000.0
"""Half of the width round positions without a track: far enough for a coast to be recognised."""
HALF_MAX_M: Final = 9_000_000.0
"""Half of the greatest width: a hemisphere."""
_ROOM: Final = 1.35
"""So much wider is the map than what it shows."""
_AT_POLE: Final = 89.9
"""So near a pole the meridian that leads up is chosen, and not by chance: that of Greenwich leads down or up."""
_BEYOND: Final = 4.0
"""Pixels beyond the edge at which areas are cut, so that the cut is not seen."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Return its right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Return its lower edge."""
        return self.top + self.height

    def holds(self, dot: Dot) -> bool:
        """Say if a dot lies in it."""
        return self.left <= dot[0] <= self.right and self.top <= dot[1] <= self.bottom

    def meets(self, other: "Box") -> bool:
        """Say if two share any room."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def within(self, other: "Box") -> bool:
        """Say if it lies wholly in another."""
        return self.left >= other.left and self.right <= other.right and self.top >= other.top and (
            self.bottom <= other.bottom
        )  # fmt: skip

    def grown(self, by: float) -> "Box":
        """Return it with more room on all sides."""
        return Box(self.left - by, self.top - by, self.width + 2 * by, self.height + 2 * by)


class Frame:
    """A box on the paper, and the part of the earth that it shows.

    Args:
        metres: a pixel is so many, at the centre.
    """

    def __init__(self, box: Box, projection: Stereographic, metres: float) -> None:
        self.box = box
        self.projection = projection
        self.metres = metres
        self._x, self._y = box.left + box.width / 2, box.top + box.height / 2

    def dot(self, lat: float, lon: float) -> Dot:
        """Return where a position falls, inside the box or not."""
        x, y = self.projection.place(lat, lon)
        return self._x + x / self.metres, self._y - y / self.metres

    def position(self, dot: Dot) -> Place:
        """Return which position a dot shows."""
        return self.projection.position((dot[0] - self._x) * self.metres, (self._y - dot[1]) * self.metres)

    @property
    def reach_m(self) -> float:
        """Return metres on the map from the centre to a corner."""
        return math.hypot(self.box.width, self.box.height) / 2 * self.metres

    def extent(self, box: Box) -> tuple[float, float, float]:
        """Return least and greatest latitude in a box, and how many degrees of longitude it goes from the centre."""
        places = [self.position(one) for one in edge_of(box)]
        lats = [lat for lat, _ in places]
        poles = [pole for pole in (-90.0, 90.0) if box.holds(self.dot(pole, 0.0))]
        if poles:
            return min([*lats, *poles]), max([*lats, *poles]), 180.0
        return min(lats), max(lats), max(abs((lon - self.projection.lon + 180) % 360 - 180) for _, lon in places)

    def lines(self, places: Iterable[Place]) -> list[list[Dot]]:
        """Return the pieces of a line that fall into the box."""
        return cut_line([self.dot(*one) for one in places], self.box.grown(_BEYOND))

    def ring(self, places: Iterable[Place]) -> list[Dot]:
        """Return the part of an area that falls into the box; empty where none does."""
        return cut_ring([self.dot(*one) for one in places], self.box.grown(_BEYOND))


def framed(box: Box, places: Sequence[Place], half_min_m: float = HALF_MIN_M) -> Frame:
    """Return a frame in which all places have room, as far as one map can hold them."""
    around = Stereographic(*_middle(places))
    right, up = zip(*(around.place(*one) for one in places), strict=True)
    centre = around.position((min(right) + max(right)) / 2, (min(up) + max(up)) / 2)
    projection = Stereographic(centre[0], 0.0 if abs(centre[0]) > _AT_POLE else centre[1])
    reach = [projection.place(*one) for one in places]
    across = max(abs(x) for x, _ in reach) * _ROOM * 2 / box.width
    along = max(abs(y) for _, y in reach) * _ROOM * 2 / box.height
    least, most = (2 * half / min(box.width, box.height) for half in (half_min_m, HALF_MAX_M))
    return Frame(box, projection, min(most, max(least, across, along)))


def _middle(places: Sequence[Place]) -> Place:
    sums = [sum(axis) for axis in zip(*(in_space(*one) for one in places), strict=True)]
    size = math.hypot(*sums)
    if size < 1:
        return places[0]
    return math.degrees(math.asin(sums[2] / size)), math.degrees(math.atan2(sums[1], sums[0]))


def edge_of(box: Box) -> list[Dot]:
    """Return dots along the edge of a box, its corners among them."""
    parts = [one / 24 for one in range(25)]
    across = [(box.left + part * box.width, top) for part in parts for top in (box.top, box.bottom)]
    return across + [(left, box.top + part * box.height) for part in parts for left in (box.left, box.right)]


def cut_line(dots: Sequence[Dot], box: Box) -> list[list[Dot]]:
    """Return the pieces of a line inside a box."""
    pieces: list[list[Dot]] = []
    for one, other in pairwise(dots):
        part = _inside(one, other, box)
        if part is None:
            continue
        if pieces and pieces[-1][-1] == part[0]:
            pieces[-1].append(part[1])
        else:
            pieces.append(list(part))
    return pieces


def _inside(one: Dot, other: Dot, box: Box) -> tuple[Dot, Dot] | None:
    """Source: Y.-D. Liang and B. A. Barsky, A new concept and method for line clipping, ACM TOG 3 (1984)."""
    start, end = 0.0, 1.0
    step = (other[0] - one[0], other[1] - one[1])
    for towards, room in (
        (-step[0], one[0] - box.left), (step[0], box.right - one[0]),
        (-step[1], one[1] - box.top), (step[1], box.bottom - one[1]),
    ):  # fmt: skip
        if towards == 0:
            if room < 0:
                return None
        elif towards < 0:
            start = max(start, room / towards)
        else:
            end = min(end, room / towards)
    if start > end:
        return None
    first = one if start == 0 else (one[0] + start * step[0], one[1] + start * step[1])
    last = other if end == 1 else (one[0] + end * step[0], one[1] + end * step[1])
    return first, last


def cut_ring(dots: Sequence[Dot], box: Box) -> list[Dot]:
    """Return the part of an area inside a box.

    Source: I. E. Sutherland and G. W. Hodgman, Reentrant polygon clipping, CACM 17 (1974).
    """
    found = list(dots)
    for axis, edge, sign in ((0, box.left, 1), (0, box.right, -1), (1, box.top, 1), (1, box.bottom, -1)):
        if not found:
            return []
        found = _cut_at(found, axis, edge, sign)
    return found


def _cut_at(dots: list[Dot], axis: int, edge: float, sign: int) -> list[Dot]:
    kept: list[Dot] = []
    before = dots[-1]
    was_in = (before[axis] - edge) * sign >= 0
    for dot in dots:
        is_in = (dot[axis] - edge) * sign >= 0
        if is_in != was_in:
            part = (edge - before[axis]) / (dot[axis] - before[axis])
            across = before[1 - axis] + part * (dot[1 - axis] - before[1 - axis])
            kept.append((edge, across) if axis == 0 else (across, edge))
        if is_in:
            kept.append(dot)
        before, was_in = dot, is_in
    return kept


def thinned(dots: Sequence[Dot], apart: float = 0.6) -> list[Dot]:
    """Return a line without the dots that nobody can tell from the one before; both its ends stay."""
    kept: list[Dot] = []
    for dot in dots:
        if not kept or abs(dot[0] - kept[-1][0]) + abs(dot[1] - kept[-1][1]) >= apart:
            kept.append(dot)
    if kept and kept[-1] != dots[-1]:
        kept.append(dots[-1])
    return kept
