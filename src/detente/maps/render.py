"""A picture as SVG: one sheet with title, map, legend, and what every map says."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from detente.errors import Refused
from detente.maps.bars import north_box, put_north, put_scale, scale_box
from detente.maps.base import Base, BaseOf, base_of
from detente.maps.frame import HALF_ALONE_M, HALF_MIN_M, Box, Frame, framed, thinned
from detente.maps.graticule import Mark, graticule
from detente.maps.ground import ground
from detente.maps.lettering import BOLD, shortened, width_of, wrapped
from detente.maps.marks import INK, LAND, NET, PAPER, SHORE, SOFT, WATER
from detente.maps.panel import made_of, put_rows, rows_of
from detente.maps.picture import RECOGNITION, REHEARSED, Picture, Place
from detente.maps.plot import Plot, circle
from detente.maps.svg import Drawing, path_of

SCREEN: Final = "Inter, Segoe UI, Roboto, Noto Sans, Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif"
"""Faces of a screen, the best first; on paper the typesetter takes its own."""
_MARK, _MARK_INK = "#ffe9a8", "#3f2d00"
_LOCATOR: Final = 150.0
_LOCATED_MAX_M: Final = 700_000.0


@dataclass(frozen=True, slots=True)
class Form:
    """How a sheet is divided, in pixels.

    Args:
        beside: width of the legend beside the map; 0 where it stands below.
        legend: whether there is one, and a title above the map.
    """

    width: float
    map_height: float
    size: float
    beside: float = 0.0
    legend: bool = True


WIDE: Final = Form(1_240, 700, 12.5, beside=320)
NARROW: Final = Form(420, 400, 11.5)
SMALL: Final = Form(480, 300, 12, legend=False)
BARE: Final = Form(900, 480, 13.5, legend=False)
BARE_NARROW: Final = Form(380, 320, 12.5, legend=False)
"""The map alone, for the room of the map that moves, as long as that is not there; its legend stands on the page."""
FORMS: Final = {"wide": WIDE, "narrow": NARROW, "small": SMALL, "bare": BARE, "bare-narrow": BARE_NARROW}
_EDGE: Final = 18.0
_DEGREES_LEFT: Final = 46.0
_DEGREES_BELOW: Final = 20.0


def render_svg(picture: Picture, form: Form = WIDE, faces: str = SCREEN, base: BaseOf = base_of) -> str:
    """Return a map as a file of its own; the same picture gives the same text.

    Raises:
        Refused: `map-empty`.
    """
    if picture.empty:
        raise Refused(
            "map-empty",
            expected="a position or a track that somebody states",
            got="none",
            remedy="an account gives a position in `place`, evidence gives tracks as files",
        )
    return _Sheet(picture, form, base).text(faces)


def render_note(text: str, form: Form = WIDE, faces: str = SCREEN) -> str:
    """Return a sheet with a sentence in the place of a map."""
    drawing = Drawing()
    lines = wrapped(text, form.size, form.width - 2 * _EDGE)
    height = round(2 * _EDGE + 1.5 * form.size * len(lines))
    drawing.open(
        "svg", xmlns="http://www.w3.org/2000/svg", viewbox=f"0 0 {form.width:.0f} {height}", width=form.width,
        height=height, font_family=faces, role="img",
    )  # fmt: skip
    drawing.add("title", text)
    drawing.rect(Box(0, 0, form.width, height), fill=PAPER)
    for number, line in enumerate(lines, 1):
        drawing.words(_EDGE, _EDGE + form.size * (1.5 * number - 0.4), line, form.size, fill=SOFT)
    drawing.close()
    return drawing.text


class _Sheet:
    def __init__(self, picture: Picture, form: Form, base: BaseOf) -> None:
        self.picture, self.form, self.base = picture, form, base
        self.drawing = Drawing()
        self.inner = form.width - 2 * _EDGE
        self.titles = wrapped(picture.title, form.size * 1.6, self.inner, 2) if form.legend else []
        head = (form.size * 1.9 + 8 if picture.marks else 0) + (
            form.size * (2.0 * len(self.titles) + 1.7) if form.legend else 0
        )
        degrees = _DEGREES_LEFT if form.legend else 0.0
        width = self.inner - degrees - (form.beside + 34 if form.beside else 0)
        box = Box(_EDGE + degrees, _EDGE + head + (16 if form.legend else 0), width, form.map_height)
        self.frame = framed(box, places_of(picture), _least(picture))

    def text(self, faces: str) -> str:
        self._map(self.drawing)
        y = self.frame.box.bottom + (_DEGREES_BELOW if self.form.legend else 0) + 8
        across = self.inner - (self.form.beside + 34 if self.form.beside else 0)
        for line in wrapped(RECOGNITION, self.form.size * BOLD, across):
            y += self.form.size * 1.4
            self.drawing.words(_EDGE, y - self.form.size * 0.3, line, self.form.size, fill=INK, font_weight="bold")
        if self.form.legend:
            y = self._legend(y)
        return self._around(faces, math.ceil(y + _EDGE))

    def _around(self, faces: str, height: int) -> str:
        """Return the whole file, now that its height is known."""
        around = Drawing()
        around.open(
            "svg", xmlns="http://www.w3.org/2000/svg", viewbox=f"0 0 {self.form.width:.0f} {height}",
            width=self.form.width, height=height, font_family=faces, role="img",
        )  # fmt: skip
        around.add("title", ". ".join((*self.picture.marks, self.picture.title)))
        around.add("desc", f"{RECOGNITION} {_described(self.picture)}")
        around.rect(Box(0, 0, self.form.width, height), fill=PAPER)
        self._head(around)
        inner = self.drawing.text
        around.close()
        head, end = around.text.rsplit("</svg>", 1)
        return f"{head}{inner}</svg>{end}"

    def _head(self, drawing: Drawing) -> None:
        size, y = self.form.size, _EDGE
        if self.picture.marks:
            band = Box(_EDGE, y, self.inner, size * 1.9)
            drawing.rect(band, fill=_MARK)
            short = " · ".join(self.picture.marks)
            whole = f"{short}: {REHEARSED}" if self.picture.rehearsal and not self.picture.drill else short
            text = whole if width_of(whole, size * 1.1) < self.inner else shortened(short, size * 1.1, self.inner)
            drawing.words(
                self.form.width / 2,
                y + size * 1.35,
                text,
                size,
                text_anchor="middle",
                fill=_MARK_INK,
                font_weight="bold",
            )
            y += size * 1.9 + 8
        for line in self.titles:
            y += size * 2.0
            drawing.words(_EDGE, y - size * 0.45, line, size * 1.6, fill=INK, font_weight="bold")
        for line in wrapped(self.picture.subtitle, size, self.inner, 1) if self.form.legend else ():
            drawing.words(_EDGE, y + size * 1.0, line, size, fill=SOFT)

    # --- the map ----------------------------------------------------------------------------------

    def _map(self, drawing: Drawing) -> None:
        frame, size = self.frame, self.form.size
        lines = graticule(frame)
        drawing.open("defs")
        drawing.open("clipPath", id="window")
        drawing.rect(frame.box)
        drawing.close()
        drawing.close()
        drawing.open("g", clip_path="url(#window)")
        _base(drawing, frame, self.base(frame))
        drawing.add(
            "path", d=path_of(map(thinned, (piece for line in lines for piece in line.pieces))), fill="none",
            stroke=NET, stroke_width=0.8,
        )  # fmt: skip
        plot = Plot(drawing, frame, self.picture, size)
        for kept in (scale_box(frame, size * 0.9), north_box(frame, size)):
            plot.keep(kept)
        plot.put()
        self.unplaced = plot.unplaced
        put_scale(drawing, frame, size * 0.9)
        put_north(drawing, frame, size)
        for mark in (one for line in lines for one in line.marks if one.edge == "inside"):
            drawing.haloed(*mark.dot, mark.text, size * 0.85, fill=SOFT)
        drawing.close()
        drawing.rect(frame.box, fill="none", stroke=INK, stroke_width=1.2)
        if self.form.legend:
            self._degrees(drawing, [one for line in lines for one in line.marks])

    def _degrees(self, drawing: Drawing, marks: Sequence[Mark]) -> None:
        """Put degrees outside the edge, and none that covers another."""
        size, box = self.form.size * 0.85, self.frame.box
        taken: list[Box] = []
        for mark in sorted(marks, key=lambda one: ("left", "bottom", "top", "right", "inside").index(one.edge)):
            width = width_of(mark.text, size)
            match mark.edge:
                case "left":
                    room = Box(box.left - 5 - width, mark.dot[1] - size * 0.6, width, size * 1.2)
                case "bottom":
                    room = Box(mark.dot[0] - width / 2, box.bottom + 3, width, size * 1.2)
                case "top":
                    room = Box(mark.dot[0] - width / 2, box.top - 3 - size * 1.2, width, size * 1.2)
                case _:
                    continue
            if any(room.grown(2).meets(one) for one in taken):
                continue
            taken.append(room)
            anchor, x = ("end", room.right) if mark.edge == "left" else ("middle", mark.dot[0])
            drawing.words(x, room.bottom - size * 0.27, mark.text, size, text_anchor=anchor, fill=SOFT)

    # --- the legend -------------------------------------------------------------------------------

    def _legend(self, below: float) -> float:
        """Put the legend and how the map was made, and return where the sheet ends."""
        size, box = self.form.size * 0.92, self.frame.box
        rows = rows_of(self.picture, size)
        made = list(made_of(self.picture, self.frame, self.base(self.frame).words, size, unplaced=self.unplaced))
        located = min(box.width, box.height) / 2 * self.frame.metres < _LOCATED_MAX_M
        if not self.form.beside:
            end = put_rows(self.drawing, [*rows, *made], _EDGE, below + 2, self.inner)
            return self._locator(Box(_EDGE, end + 14, min(self.inner, 2 * _LOCATOR), _LOCATOR)) if located else end
        left, top = box.right + 34, box.top - 10
        below = put_rows(self.drawing, made, _EDGE, below, box.right - _EDGE)
        end = put_rows(self.drawing, rows, left, top, self.form.beside)
        if located:
            high = max(_LOCATOR, min(1.6 * _LOCATOR, below - end - 14))
            end = self._locator(Box(left, max(end + 14, below - high), self.form.beside, high))
        return max(below, end)

    def _locator(self, box: Box) -> float:
        """Put a small map that shows where the large one lies."""
        wider = max(900_000.0, min(3_000_000.0, 6 * self.frame.reach_m))
        around = Frame(box, self.frame.projection, 2 * wider / box.width)
        drawing = self.drawing
        drawing.open("defs")
        drawing.open("clipPath", id="locator")
        drawing.rect(box)
        drawing.close()
        drawing.close()
        drawing.open("g", clip_path="url(#locator)")
        _base(drawing, around, self.base(around), fine=0.5)
        lines = (piece for line in graticule(around) for piece in line.pieces)
        drawing.add("path", d=path_of(map(thinned, lines)), fill="none", stroke=NET, stroke_width=0.5)
        middle = (box.left + box.width / 2, box.top + box.height / 2)
        smaller = self.frame.metres / around.metres
        across, along = (max(7.0, length * smaller) for length in (self.frame.box.width, self.frame.box.height))
        window = Box(middle[0] - across / 2, middle[1] - along / 2, across, along)
        drawing.rect(window, fill="none", stroke=INK, stroke_width=1.6)
        drawing.close()
        drawing.rect(box, fill="none", stroke=INK, stroke_width=0.8)
        return box.bottom


def _base(drawing: Drawing, frame: Frame, base: Base, fine: float = 1.0) -> None:
    found = ground(base.coast, base.seams, frame)
    drawing.rect(frame.box, fill=WATER)
    drawing.add("path", d=path_of(found.land, closed=True), fill=LAND, fill_rule="evenodd")
    drawing.add(
        "path", d=path_of(found.shores), fill="none", stroke=SHORE, stroke_width=0.9 * fine, stroke_linejoin="round"
    )


def places_of(picture: Picture) -> list[Place]:
    """Return the places that must have room: what sides state, with its uncertainty, and what was computed of it."""
    found = [place for path in picture.paths for _, place in path.points]
    for path in picture.paths:
        if path.uncertainty_m:
            ends = path.points[:: max(1, len(path.points) - 1)]
            found += [place for _, end in ends for place in circle(end, path.uncertainty_m)[::9]]
    found += [place for near in picture.nearest for place in (near.first, near.second)]
    for one in picture.positions:
        found.append(one.at)
        if one.uncertainty_m:
            found += circle(one.at, one.uncertainty_m)[::9]
    return found


def _least(picture: Picture) -> float:
    return HALF_MIN_M if any(len(path.points) > 1 for path in picture.paths) else HALF_ALONE_M


def _described(picture: Picture) -> str:
    parts = [f"{one.side}: {one.what}" for one in picture.positions]
    parts += [f"{one.side}: {one.name}, {one.basis}" for one in picture.paths]
    return "; ".join(parts)
