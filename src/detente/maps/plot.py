"""What stands on the base: zones, layers, tracks, positions, the nearest approach, and their words."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from detente.maps.frame import Box, Dot, Frame, thinned
from detente.maps.keys import keys_of
from detente.maps.lettering import Placed, Room, towards, width_of
from detente.maps.marks import APPROACH, DASHES, LAYER, LAYER_DASHES, PAPER, ZONE, Side, put_mark, side_of
from detente.maps.picture import Area, Basis, Layer, Nearest, Path, Picture, Place, Position
from detente.maps.svg import Drawing, path_of
from detente.maps.wording import clock, day, how_near
from detente.tracks.flat import drawn
from detente.tracks.geodesy import onwards

_TICKS: Final = (1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200, 86_400)
"""Seconds between marks on a track: whole parts of a minute, an hour, a day."""
_TICKS_MAX: Final = 7
_TICK_APART: Final = 46.0
_ROUND: Final = 72
_SHORT: Final = 14.0
_LEAD: Final = 6.0
_WORDS_PART: Final = 0.4
"""Of a map's width: where words would be longer, a shorter text stands there, and the legend has the whole."""
_NARROW: Final = 6.0
"""Pixels: what is known better than that is no wider than its line."""


@dataclass(frozen=True, slots=True)
class _Word:
    """What is to stand beside a dot.

    Args:
        texts: the fullest first; a shorter one is taken where that has no room near by.
        far: whether the last of them may stand further off, with a line that leads to its dot.
        needed: whether to count it where there is no room at all.
    """

    dot: Dot
    texts: tuple[str, ...]
    size: float
    look: dict[str, str]
    far: bool = True
    needed: bool = True


class Plot:
    """A frame in which things are put, the lowest first; words come last and make room for each other."""

    def __init__(self, drawing: Drawing, frame: Frame, picture: Picture, size: float) -> None:
        self._drawing = drawing
        self._frame = frame
        self._picture = picture
        self._size = size
        self._room = Room(frame.box)
        self._keys = keys_of(picture)
        self._words: list[_Word] = []
        self.unplaced = 0

    def keep(self, box: Box) -> None:
        """Keep a corner free of words."""
        self._room.take(box.grown(2))

    def put(self) -> None:
        """Put everything."""
        for number, layer in enumerate(self._picture.layers):
            self._layer(layer, number)
        outlines = iter(drawn([ring for area in self._picture.areas for ring in area.rings], closed=True))
        for area in self._picture.areas:
            self._area(area, [self._frame.ring(next(outlines)) for _ in area.rings])
        self._corridors()
        for one in self._picture.positions:
            self._uncertainty(one)
        for path, key in zip(self._picture.paths, self._keys.paths, strict=True):
            self._path(path, key)
        self._put_nearest()
        for one, key in zip(self._picture.positions, self._keys.positions, strict=True):
            self._position(one, key)
        for layer in self._picture.layers:
            self._names(layer)
        self._put_words()

    # --- what parties lay over the base -----------------------------------------------------------

    def _layer(self, layer: Layer, number: int) -> None:
        for line in drawn(layer.lines):
            self._drawing.add(
                "path", d=path_of(map(thinned, self._frame.lines(line))), fill="none", stroke=LAYER, stroke_width=1.3,
                stroke_dasharray=LAYER_DASHES[number % len(LAYER_DASHES)],
            )  # fmt: skip

    def _names(self, layer: Layer) -> None:
        for name in layer.names:
            dot = self._frame.dot(*name.at)
            if self._frame.box.holds(dot):
                self._drawing.add("circle", cx=dot[0], cy=dot[1], r=1.6, fill=LAYER)
                look = {"fill": LAYER, "font_style": "italic"}
                self._words.append(_Word(dot, (name.text,), self._size * 0.92, look, far=False, needed=False))

    def _area(self, area: Area, outlines: Sequence[Sequence[Dot]]) -> None:
        rings = [ring for ring in outlines if len(ring) > 2]
        if not rings:
            return
        self._drawing.add(
            "path", d=path_of(map(thinned, rings), closed=True), fill=ZONE, fill_opacity=0.07, fill_rule="evenodd",
            stroke=ZONE, stroke_width=1.4, stroke_dasharray="1 3", stroke_linecap="round",
        )  # fmt: skip
        # Its name stands amid the corners as given, and words keep off these: more corners along an edge weigh no more.
        given = [ring for ring in map(self._frame.ring, area.rings) if ring]
        dots = [dot for ring in given for dot in ring if self._frame.box.holds(dot)]
        if dots:
            self._room.avoid(dot for ring in given for dot in _along([*ring, ring[0]]))
            middle = (sum(x for x, _ in dots) / len(dots), sum(y for _, y in dots) / len(dots))
            texts = (f"{area.name} (as given by {area.given_by})", area.name)
            look = {"fill": ZONE, "font_style": "italic"}
            self._words.append(_Word(middle, texts, self._size * 0.92, look))

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

    def _corridors(self) -> None:
        """Put how far off the positions of tracks can be, as wide as it is stated; of one side all together."""
        for side in self._picture.all_sides:
            paths = [one for one in self._picture.paths if one.side == side and one.uncertainty_m and one.points]
            if not paths:
                continue
            self._drawing.open("g", opacity="0.12")
            for path in paths:
                self._corridor(path)
            self._drawing.close()

    def _corridor(self, path: Path) -> None:
        wide = 2 * (path.uncertainty_m or 0.0) / self._frame.metres
        if wide < _NARROW:
            return
        dots = thinned([self._frame.dot(*place) for _, place in path.points], max(0.6, wide / 8))
        # A line without length has no ends that are round.
        line = dots if len(dots) > 1 else [dots[0], (dots[0][0] + 0.1, dots[0][1])]
        self._drawing.add(
            "path", d=path_of([line]), fill="none", stroke=side_of(path.side, self._picture.all_sides).colour,
            stroke_width=wide, stroke_linecap="round", stroke_linejoin="round",
        )  # fmt: skip

    def _position(self, one: Position, key: str) -> None:
        dot = self._frame.dot(*one.at)
        if not self._frame.box.holds(dot):
            return
        put_mark(self._drawing, dot, look := side_of(one.side, self._picture.all_sides), 6)
        self._room.take(Box(dot[0] - 7, dot[1] - 7, 14, 14))
        texts = (f"{key}: {one.what}, {one.time}", f"{key}: {one.what}", key)
        bold = {"fill": look.colour, "font_weight": "bold"}
        self._words.append(_Word(dot, texts if one.time else texts[1:], self._size, bold))

    def _path(self, path: Path, key: str) -> None:
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
            basis = f" ({path.basis})" if path.basis is not Basis.RECORDED else ""
            texts = (f"{key}: {path.name}{basis}", f"{key}{basis}", key)
            bold = {"fill": look.colour, "font_weight": "bold"}
            self._words.insert(0, _Word(dots[seen[-1]], texts, self._size, bold))

    def _ticks(self, path: Path, dots: Sequence[Dot]) -> None:
        look, last = side_of(path.side, self._picture.all_sides), len(dots) - 1
        for at, dot in _timed(path.points, dots):
            if self._frame.box.holds(dot):
                put_mark(self._drawing, dot, look, 3.2, filled=False)
                self._words.append(self._time(dot, clock(at), look))
        ends = {last: True} if math.dist(dots[0], dots[last]) < _SHORT / 2 else {0: False, last: True}
        for index, filled in ends.items():
            if self._frame.box.holds(dots[index]):
                put_mark(self._drawing, dots[index], look, 4.6, filled=filled)
                self._room.take(Box(dots[index][0] - 5, dots[index][1] - 5, 10, 10))
        if self._frame.box.holds(dots[0]):
            first = path.points[0][0]
            self._words.append(self._time(dots[0], f"{day(first)} {clock(first)}", look))

    def _time(self, dot: Dot, text: str, look: Side) -> _Word:
        return _Word(dot, (text,), self._size * 0.85, {"fill": look.colour}, far=False, needed=False)

    def _put_nearest(self) -> None:
        """Put nearest approaches; those in one place bear their signs together."""
        places: list[tuple[Dot, list[tuple[Nearest, str]]]] = []
        for near, key in zip(self._picture.nearest, self._keys.nearest, strict=True):
            middle = self._nearest(near)
            if middle is None:
                continue
            same = next((told for dot, told in places if math.dist(dot, middle) < _SHORT), None)
            if same is None:
                places.append((middle, [(near, key)]))
            else:
                same.append((near, key))
        for middle, told in places:
            near, key = told[0]
            said = how_near(near.distance_m, near.uncertainty_m, near.least_m)
            texts: tuple[str, ...] = (f"{key}: {said}, {clock(near.at)}", f"{key}: {said}", key)
            texts = texts if len(told) == 1 else (", ".join(sign for _, sign in told),)
            self._words.append(_Word(middle, texts, self._size, {"fill": APPROACH, "font_weight": "bold"}))

    def _nearest(self, near: Nearest) -> Dot | None:
        """Put a nearest approach without words, and return its middle; None where that is outside."""
        one, other = self._frame.dot(*near.first), self._frame.dot(*near.second)
        middle = ((one[0] + other[0]) / 2, (one[1] + other[1]) / 2)
        if not self._frame.box.holds(middle):
            return None
        if math.dist(one, other) < _SHORT:
            self._drawing.add("circle", cx=middle[0], cy=middle[1], r=9, fill="none", stroke=APPROACH, stroke_width=1.6)
        else:
            for width, colour in ((4.0, PAPER), (1.8, APPROACH)):
                self._drawing.add(
                    "line", x1=one[0], y1=one[1], x2=other[0], y2=other[1], stroke=colour, stroke_width=width
                )
            self._room.avoid(_along([one, other]))
        self._room.take(Box(middle[0] - 9, middle[1] - 9, 18, 18))
        return middle

    # --- words ------------------------------------------------------------------------------------

    def _put_words(self) -> None:
        for word in self._words:
            found = self._find(word)
            if found is None:
                self.unplaced += word.needed
                continue
            text, placed = found
            if placed.lead:
                end = towards(placed.box, word.dot)
                self._room.avoid(_along([word.dot, end]))
                self._drawing.add(
                    "line", x1=word.dot[0], y1=word.dot[1], x2=end[0], y2=end[1], stroke=word.look["fill"],
                    stroke_width=0.8,
                )  # fmt: skip
            size = word.size
            self._drawing.haloed(placed.box.left, placed.box.bottom - size * 0.26, text, size, **word.look)

    def _find(self, word: _Word) -> tuple[str, Placed] | None:
        bold = "font_weight" in word.look
        for text in word.texts:
            last = text is word.texts[-1]
            width = width_of(text, word.size, bold=bold)
            if not last and width > _WORDS_PART * self._frame.box.width:
                continue
            placed = self._room.find(word.dot, width, word.size * 1.15, 8, far=last and word.far)
            if placed is not None:
                return text, placed
        return None


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
