"""A drawing as SVG text: shapes and words, the same bytes for the same picture. It knows no numbers that it shows.

Colours stand as attributes, so that paper needs no style sheet; each shape also has a class by which a page's own style
sheet may set them otherwise, as for the dark.
"""

from typing import Final

from detente.maps import svg

INK: Final = "ink"
SOFT: Final = "soft"
GRID: Final = "grid"
PAPER: Final = "paper"
ONE: Final = "one"
OTHER: Final = "other"
THIRD: Final = "third"
MARK: Final = "mark"

COLOURS: Final = {
    INK: "#14181d",
    SOFT: "#515c68",
    GRID: "#c3cad1",
    PAPER: "#ffffff",
    ONE: "#1f4e79",
    OTHER: "#b3541e",
    THIRD: "#5b7f3b",
    MARK: "#7a5195",
}
"""Colours on paper, by class. Two sides differ in lightness too, so that a grey print and most eyes tell them apart."""

SIDES: Final = (ONE, OTHER, THIRD, MARK, SOFT)
FONT: Final = "Libertinus Serif, Georgia, serif"
SMALL, USUAL, LARGE = 11, 13, 15
_WIDTH_OF_CHARACTER: Final = 0.56
"""Of the size, on average, in a wide face: a page may set its own."""


def width_of(text: str, size: float = USUAL) -> float:
    """Return about how wide a text will be."""
    return len(text) * size * _WIDTH_OF_CHARACTER


def shortened(text: str, width: float, size: float = USUAL) -> str:
    """Return a text that fits, its end replaced by a dot dot dot where it has to be."""
    most = max(int(width / (size * _WIDTH_OF_CHARACTER)), 2)
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def wrapped(text: str, width: float, size: float = USUAL) -> list[str]:
    """Return a text on one line, or on two, the second one shortened where it has to be."""
    if width_of(text, size) <= width:
        return [text]
    first = shortened(text, width + size, size).removesuffix("…").rpartition(" ")[0]
    return [first, shortened(text[len(first) :].strip(), width, size)] if first else [shortened(text, width, size)]


Point = tuple[float, float]


class Drawing:
    """A picture that is being drawn, in units of a screen's pixel, from the left upper corner.

    Args:
        title: what it shows, for who cannot see it.
    """

    def __init__(self, width: float, height: float, title: str) -> None:
        self._canvas = svg.Drawing()
        size: dict[str, svg.Value] = {
            "viewbox": f"0 0 {svg.number(width)} {svg.number(height)}",
            "width": width,
            "height": height,
        }
        about: dict[str, svg.Value] = {
            "xmlns": "http://www.w3.org/2000/svg",
            "role": "img",
            "class": "chart",
            "font-family": FONT,
        }
        self._canvas.open("svg", **about, **size)
        self._canvas.add("title", title)

    def rect(self, x: float, y: float, width: float, height: float, kind: str, *, faint: bool = False) -> None:
        """Add a filled rectangle."""
        fade = {"fill_opacity": "0.35"} if faint else {}
        self._add("rect", kind, x=x, y=y, width=max(width, 0), height=height, fill=COLOURS[kind], **fade)

    def line(
        self, x1: float, y1: float, x2: float, y2: float, kind: str, *, thick: float = 1, dashed: bool = False
    ) -> None:
        """Add a straight line."""
        self._add("line", f"{kind} line", x1=x1, y1=y1, x2=x2, y2=y2, **_stroke(kind, thick, dashed=dashed))

    def path(self, points: list[Point], kind: str, *, thick: float = 2) -> None:
        """Add a line through several points."""
        self._add("path", f"{kind} line", d=svg.path_of([points]), fill="none", **_stroke(kind, thick))

    def curve(
        self, start: Point, bend: Point, end: Point, kind: str, *, thick: float = 1.6, dashed: bool = False
    ) -> None:
        """Add a bent line, pulled towards a point that it does not touch."""
        said = "M{} {}Q{} {} {} {}".format(*(svg.number(one) for point in (start, bend, end) for one in point))
        self._add("path", f"{kind} line", d=said, fill="none", **_stroke(kind, thick, dashed=dashed))

    def polygon(self, points: list[Point], kind: str) -> None:
        """Add a filled shape."""
        self._add("path", kind, d=svg.path_of([points], closed=True), fill=COLOURS[kind])

    def circle(self, x: float, y: float, radius: float, kind: str, edge: str = "", *, thick: float = 1.5) -> None:
        """Add a circle, with an edge where one is named."""
        stroke: dict[str, svg.Value] = {"stroke": COLOURS[edge], "stroke_width": thick} if edge else {}
        self._add("circle", f"{kind} edge-{edge}" if edge else kind, cx=x, cy=y, r=radius, fill=COLOURS[kind], **stroke)

    def text(
        self, x: float, y: float, text: str, *, kind: str = INK, size: float = USUAL, anchor: str = "start"
    ) -> None:
        """Add a line of text; `anchor` says which of its ends stands at x: start, middle or end."""
        given: dict[str, svg.Value] = {"class": kind, "text_anchor": anchor, "fill": COLOURS[kind]}
        self._canvas.words(x, y, text, size, **given)

    def label(self, x: float, y: float, text: str, width: float, *, kind: str = INK) -> None:
        """Add a text that ends at x and has its middle at y, on one line or on two, smaller where it has to be."""
        usual = wrapped(text, width)
        fits = not usual[-1].endswith("…")
        size = USUAL if fits else SMALL
        lines = usual if fits else wrapped(text, width, SMALL)
        for place, line in enumerate(lines):
            self.text(x, y + 4.5 + (place - (len(lines) - 1) / 2) * 14, line, kind=kind, size=size, anchor="end")

    def finished(self) -> str:
        """Return the finished picture as a document of its own."""
        self._canvas.close()
        return self._canvas.text

    def _add(self, element: str, class_: str, **attributes: svg.Value) -> None:
        self._canvas.add(element, **{"class": class_, **attributes})


def _stroke(kind: str, thick: float, *, dashed: bool = False) -> dict[str, svg.Value]:
    dashes: dict[str, svg.Value] = {"stroke_dasharray": "5 4"} if dashed else {}
    return {"stroke": COLOURS[kind], "stroke_width": thick, **dashes}
