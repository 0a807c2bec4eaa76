"""A drawing as SVG text: shapes and words, the same bytes for the same picture. It knows no numbers that it shows.

Colours stand as attributes, so that paper needs no style sheet; each shape also has a class by which a page's own style
sheet may set them otherwise, as for the dark. Source: W3C, Scalable Vector Graphics 1.1, sections 7 to 10.
"""

from dataclasses import dataclass, field
from html import escape
from typing import Final

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
SMALL, USUAL, LARGE = 11.0, 13.0, 15.0
_WIDTH_OF_CHARACTER: Final = 0.47
"""Of the size, on average; who needs it exactly measures in a browser."""


def number(value: float) -> str:
    """Return a number with at most two decimals and no minus before a nothing."""
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")


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


@dataclass(slots=True)
class Drawing:
    """A picture that is being drawn, in units of a screen's pixel, from the left upper corner.

    Args:
        title: what it shows, for who cannot see it.
    """

    width: float
    height: float
    title: str
    parts: list[str] = field(default_factory=list)

    def rect(self, x: float, y: float, width: float, height: float, kind: str, *, faint: bool = False) -> None:
        """Add a filled rectangle."""
        fade = ' fill-opacity="0.35"' if faint else ""
        self._add("rect", f'{_at(x=x, y=y, width=max(width, 0), height=height)} fill="{COLOURS[kind]}"{fade}', kind)

    def line(
        self, x1: float, y1: float, x2: float, y2: float, kind: str, *, thick: float = 1, dashed: bool = False
    ) -> None:
        """Add a straight line."""
        self._add("line", f"{_at(x1=x1, y1=y1, x2=x2, y2=y2)} {_stroke(kind, thick, dashed)}", f"{kind} line")

    def path(self, points: list[tuple[float, float]], kind: str, *, thick: float = 2, dashed: bool = False) -> None:
        """Add a line through several points."""
        said = " ".join(f"{number(x)},{number(y)}" for x, y in points)
        self._add("polyline", f'points="{said}" fill="none" {_stroke(kind, thick, dashed)}', f"{kind} line")

    def curve(
        self,
        start: tuple[float, float],
        bend: tuple[float, float],
        end: tuple[float, float],
        kind: str,
        *,
        thick: float = 1.6,
        dashed: bool = False,
    ) -> None:
        """Add a bent line, pulled towards a point that it does not touch."""
        said = "M{} {} Q{} {} {} {}".format(*(number(one) for point in (start, bend, end) for one in point))
        self._add("path", f'd="{said}" fill="none" {_stroke(kind, thick, dashed)}', f"{kind} line")

    def polygon(self, points: list[tuple[float, float]], kind: str) -> None:
        """Add a filled shape."""
        said = " ".join(f"{number(x)},{number(y)}" for x, y in points)
        self._add("polygon", f'points="{said}" fill="{COLOURS[kind]}"', kind)

    def circle(self, x: float, y: float, radius: float, kind: str, edge: str = "", *, thick: float = 1.5) -> None:
        """Add a circle, with an edge where one is named."""
        stroke = f' stroke="{COLOURS[edge]}" stroke-width="{number(thick)}"' if edge else ""
        where = _at(cx=x, cy=y, r=radius)
        self._add("circle", f'{where} fill="{COLOURS[kind]}"{stroke}', f"{kind} edge-{edge}" if edge else kind)

    def text(
        self, x: float, y: float, text: str, *, kind: str = INK, size: float = USUAL, anchor: str = "start",
        bold: bool = False,
    ) -> None:  # fmt: skip
        """Add a line of text; `anchor` says which of its ends stands at x: start, middle or end."""
        weight = ' font-weight="bold"' if bold else ""
        given = f'{_at(x=x, y=y)} font-size="{number(size)}" text-anchor="{anchor}" fill="{COLOURS[kind]}"{weight}'
        self.parts.append(f'<text class="{kind}" {given}>{escape(text)}</text>')

    def label(self, x: float, y: float, text: str, width: float, *, kind: str = INK) -> None:
        """Add a text that ends at x and has its middle at y, on one line or on two."""
        lines = wrapped(text, width)
        for place, line in enumerate(lines):
            self.text(x, y + 4.5 + (place - (len(lines) - 1) / 2) * 14, line, kind=kind, anchor="end")

    def svg(self) -> str:
        """Return the picture as a document of its own."""
        size = f'viewBox="0 0 {number(self.width)} {number(self.height)}"'
        size += f' width="{number(self.width)}" height="{number(self.height)}"'
        head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" class="chart" font-family="{FONT}">'
        return "\n".join([head, f"<title>{escape(self.title)}</title>", *self.parts, "</svg>"])

    def _add(self, tag: str, attributes: str, kind: str) -> None:
        self.parts.append(f'<{tag} class="{kind}" {attributes}/>')


def _at(**places: float) -> str:
    return " ".join(f'{name}="{number(value)}"' for name, value in places.items())


def _stroke(kind: str, thick: float, dashed: bool) -> str:
    dashes = ' stroke-dasharray="5 4"' if dashed else ""
    return f'stroke="{COLOURS[kind]}" stroke-width="{number(thick)}"{dashes}'
