"""What stands on the base: zones, layers, tracks, positions, the nearest approach, and their words."""

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from detente.maps.frame import Box, Dot, Frame, thinned
from detente.maps.lettering import Room, width_of
from detente.maps.marks import APPROACH, DASHES, LAYER, LAYER_DASHES, PAPER, ZONE, put_mark, side_of
from detente.maps.picture import Area, Basis, Layer, Nearest, Path, Picture, Place, Position
from detente.maps.svg import Drawing, path_of
from detente.maps.wording import clock, day, metres
from detente.tracks.geodesy import onwards

_TICKS: Final = (1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200, 86_400)
"""Seconds between marks on a track: whole parts of a minute, an hour, a day."""
_TICKS_MAX: Final = 7
_TICK_APART: Final = 46.0
_ROUND: Final = 72
_SHORT: Final = 14.0
_LEAD: Final = 6.0


class Plot:
    """A frame in which things are put, the lowest first; words come last and make room for each other."""

    def __init__(self, drawing: Drawing, frame: Frame, picture: Picture, size: float) -> None:
        self._drawing = drawing
        self._frame = frame
        self._picture = picture
        self._size = size
        self._room = Room(frame.box)
        self._words: list[tuple[Dot, str, float, dict[str, str]]] = []
        self.unplaced = 0

    def keep(self, box: Box) -> None:
        """Keep a corner free of words."""
        self._room.take(box.grown(2))

    def put(self) -> None:
        """Put everything."""
        for number, layer in enumerate(self._picture.layers):
            self._layer(layer, number)
        for area in self._picture.areas:
            self._area(area)
        for one in self._picture.positions:
            self._uncertainty(one)
        for path in self._picture.paths:
            self._path(path)
        for near in self._picture.nearest:
            self._nearest(near)
        for one in self._picture.positions:
            self._position(one)
        for number, layer in enumerate(self._picture.layers):
            self._names(layer, number)
        self._put_words()

    # --- what parties lay over the base -----------------------------------------------------------

    def _layer(self, layer: Layer, number: int) -> None:
        for line in layer.lines:
            self._drawing.add(
                "path", d=path_of(map(thinned, self._frame.lines(line))), fill="none", stroke=LAYER, stroke_width=1.3,
                stroke_dasharray=LAYER_DASHES[number % len(LAYER_DASHES)],
            )  # fmt: skip

    def _names(self, layer: Layer, number: int) -> None:  # noqa: ARG002  one day a face of its own for each layer
        for name in layer.names:
            dot = self._frame.dot(*name.at)
            if self._frame.box.holds(dot):
                self._drawing.add("circle", cx=dot[0], cy=dot[1], r=1.6, fill=LAYER)
                self._words.append((dot, name.text, self._size * 0.92, {"fill": LAYER, "font_style": "italic"}))

    def _area(self, area: Area) -> None:
        rings = [ring for ring in (self._frame.ring(one) for one in area.rings) if len(ring) > 2]
        if not rings:
            return
        self._drawing.add(
            "path", d=path_of(map(thinned, rings), closed=True), fill=ZONE, fill_opacity=0.07, fill_rule="evenodd",
            stroke=ZONE, stroke_width=1.4, stroke_dasharray="1 3", stroke_linecap="round",
        )  # fmt: skip
        dots = [dot for ring in rings for dot in ring if self._frame.box.holds(dot)]
        if dots:
            self._room.avoid(dot for ring in rings for dot in _along([*ring, ring[0]]))
            middle = (sum(x for x, _ in dots) / len(dots), sum(y for _, y in dots) / len(dots))
            text = f"{area.name} (as given by {area.given_by})"
            self._words.append((middle, text, self._size * 0.92, {"fill": ZONE, "font_style": "italic"}))

    # --- what sides state -------------------------------------------------------------------------

    def _uncertainty(self, one: Position) -> None:
        if not one.uncertainty_m:
            return
        look = side_of(one.side, self._picture.all_sides)
        ring = [self._frame.dot(*place) for place in circle(one.at, one.uncertainty_m)]
        self._drawing.add(
            "path", d=path_of([ring], closed=True), fill=look.colour, fill_opacity=0.1, stroke=look.colour,
            stroke_width=1.2, stroke_dasharray="3 3",
        )  # fmt: skip
        self._room.avoid(ring[::6])

    def _position(self, one: Position) -> None:
        dot = self._frame.dot(*one.at)
        if not self._frame.box.holds(dot):
            return
        put_mark(self._drawing, dot, look := side_of(one.side, self._picture.all_sides), 6)
        self._room.take(Box(dot[0] - 7, dot[1] - 7, 14, 14))
        text = f"{one.side}: {one.what}" + (f", {one.time}" if one.time else "")
        self._words.append((dot, text, self._size, {"fill": look.colour, "font_weight": "bold"}))

    def _path(self, path: Path) -> None:
        look = side_of(path.side, self._picture.all_sides)
        dots = [self._frame.dot(*place) for _, place in path.points]
        line = path_of(map(thinned, self._frame.lines(place for _, place in path.points)))
        self._drawing.add("path", d=line, fill="none", stroke=PAPER, stroke_width=5, stroke_opacity=0.8)
        dashes = {"stroke_dasharray": DASHES[path.basis]} if DASHES[path.basis] else {}
        self._drawing.add(
            "path", d=line, fill="none", stroke=look.colour, stroke_width=2.2, stroke_linejoin="round", **dashes
        )  # fmt: skip
        self._room.avoid(_along(dots))
        seen = [index for index, dot in enumerate(dots) if self._frame.box.holds(dot)]
        if seen:
            self._ticks(path, dots)
            named = f"{path.side}: {path.name}" + (f" ({path.basis})" if path.basis is not Basis.RECORDED else "")
            self._words.insert(0, (dots[seen[-1]], named, self._size, {"fill": look.colour, "font_weight": "bold"}))

    def _ticks(self, path: Path, dots: Sequence[Dot]) -> None:
        look, last = side_of(path.side, self._picture.all_sides), len(dots) - 1
        for at, dot in _timed(path.points, dots):
            if self._frame.box.holds(dot):
                put_mark(self._drawing, dot, look, 3.2, filled=False)
                self._words.append((dot, clock(at), self._size * 0.85, {"fill": look.colour}))
        ends = {0: False, last: True}
        for index, filled in ends.items():
            if self._frame.box.holds(dots[index]):
                put_mark(self._drawing, dots[index], look, 4.6, filled=filled)
                self._room.take(Box(dots[index][0] - 5, dots[index][1] - 5, 10, 10))
        if self._frame.box.holds(dots[0]):
            first = path.points[0][0]
            self._words.append((dots[0], f"{day(first)} {clock(first)}", self._size * 0.85, {"fill": look.colour}))

    def _nearest(self, near: Nearest) -> None:
        one, other = self._frame.dot(*near.first), self._frame.dot(*near.second)
        middle = ((one[0] + other[0]) / 2, (one[1] + other[1]) / 2)
        if not self._frame.box.holds(middle):
            return
        if math.dist(one, other) < _SHORT:
            self._drawing.add("circle", cx=middle[0], cy=middle[1], r=9, fill="none", stroke=APPROACH, stroke_width=1.6)
        else:
            for width, colour in ((4.0, PAPER), (1.8, APPROACH)):
                self._drawing.add(
                    "line", x1=one[0], y1=one[1], x2=other[0], y2=other[1], stroke=colour, stroke_width=width
                )
            self._room.avoid(_along([one, other]))
        self._room.take(Box(middle[0] - 9, middle[1] - 9, 18, 18))
        text = f"{metres(near.distance_m)} ± {metres(near.uncertainty_m)}, {clock(near.at)}"
        self._words.insert(0, (middle, text, self._size, {"fill": APPROACH, "font_weight": "bold"}))

    # --- words ------------------------------------------------------------------------------------

    def _put_words(self) -> None:
        for dot, text, size, look in self._words:
            placed = self._room.find(dot, width_of(text, size), size * 1.15, 8)
            if placed is None:
                self.unplaced += 1
                continue
            if placed.lead:
                end = _towards(placed.box, dot)
                self._room.avoid(_along([dot, end]))
                self._drawing.add(
                    "line", x1=dot[0], y1=dot[1], x2=end[0], y2=end[1], stroke=look["fill"], stroke_width=0.8
                )
            self._drawing.haloed(placed.box.left, placed.box.bottom - size * 0.26, text, size, **look)


def circle(at: Place, metres_round: float) -> list[Place]:
    """Return places at one distance round another, on the ellipsoid."""
    return [onwards(*at, 360 * part / _ROUND, metres_round) for part in range(_ROUND)]


def _along(dots: Iterable[Dot]) -> list[Dot]:
    """Return dots along a line, some pixels apart."""
    found = []
    for one, other in pairwise(dots):
        pieces = min(200, max(1, int(math.dist(one, other) / _LEAD)))
        found += [
            (one[0] + part / pieces * (other[0] - one[0]), one[1] + part / pieces * (other[1] - one[1]))
            for part in range(pieces)
        ]
    return found


def _timed(points: Sequence[tuple[float, Place]], dots: Sequence[Dot]) -> list[tuple[float, Dot]]:
    """Return whole times along a track, as far apart as they can be read."""
    start, end = points[0][0], points[-1][0]
    length = sum(math.dist(one, other) for one, other in pairwise(dots))
    count = min(_TICKS_MAX, int(length / _TICK_APART))
    if count < 1 or end <= start:
        return []
    step = next((one for one in _TICKS if (end - start) / one <= count), _TICKS[-1])
    found, index = [], 0
    for number in range(math.floor(start / step) + 1, math.ceil(end / step)):
        at = float(number * step)
        while points[index + 1][0] < at:
            index += 1
        part = (at - points[index][0]) / (points[index + 1][0] - points[index][0])
        one, other = dots[index], dots[index + 1]
        found.append((at, (one[0] + part * (other[0] - one[0]), one[1] + part * (other[1] - one[1]))))
        if len(found) > 4 * _TICKS_MAX:
            break
    return found


def _towards(box: Box, dot: Dot) -> Dot:
    """Return the point of a box that is nearest to a dot."""
    return min(max(dot[0], box.left), box.right), min(max(dot[1], box.top), box.bottom)
