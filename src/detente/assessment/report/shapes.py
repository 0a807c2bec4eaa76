"""The two shapes of a chart: wide, with the names of its rows beside them, and narrow, with the names above.

What charts have in common stands here too: scales, the axis below, and the legend on as many lines as it takes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from detente.assessment.report import drawing as d
from detente.assessment.report.drawing import Drawing
from detente.languages.joining import figure

LINE: Final = 16.0
_STEPS: Final = 5
_MARK: Final = 15
"""In a legend, from where a mark begins to its name."""
_AFTER: Final = 22
"""In a legend, from the end of a name to the next mark."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How a chart is laid out, in units of the drawing.

    Args:
        left: where values begin.
        beside: whether the names of rows stand left of them; else above.
        edge: what is free on the right.
    """

    width: float
    left: float
    beside: bool
    edge: float

    @property
    def right(self) -> float:
        """Return where values end."""
        return self.width - self.edge

    def lines(self, text: str, size: float = d.SMALL) -> list[str]:
        """Return a text on as many lines as it takes from edge to edge, at most two."""
        return d.wrapped(text, self.width - 8, size)

    def room(self, names: Sequence[str]) -> float:
        """Return how much of each row its name takes: nothing where it stands beside it."""
        return 0.0 if self.beside else LINE * max(len(self.lines(name, d.USUAL)) for name in names) + 4

    def name(self, made: Drawing, y: float, middle: float, text: str, *, kind: str = d.INK) -> None:
        """Add the name of a row: above its values, which begin at y, or beside them, with its middle there."""
        if self.beside:
            made.label(self.left - 10, middle, text, self.left - 14, kind=kind)
            return
        lines = self.lines(text, d.USUAL)
        # No line of the axis goes through a name.
        made.rect(0, y - 2 - LINE * len(lines), self.width, LINE * len(lines) - 1, d.PAPER)
        for place, line in enumerate(reversed(lines)):
            made.text(0, y - 6 - LINE * place, line, kind=kind)

    def legend_rows(self, names: Sequence[str], left: float) -> list[list[tuple[float, str]]]:
        """Return the lines of a legend: on each where a mark stands, and its name."""
        rows: list[list[tuple[float, str]]] = [[]]
        x = left
        for name in names:
            wide = _MARK + d.width_of(name, d.SMALL)
            if rows[-1] and x + wide > self.width:
                rows.append([])
                x = left
            rows[-1].append((x, name))
            x += wide + _AFTER
        return rows

    def legend(
        self, made: Drawing, names: Sequence[str], kinds: Sequence[str] = d.SIDES, *, left: float | None = None
    ) -> None:
        """Add a legend at the head of a chart."""
        kind = iter(kinds)
        for place, row in enumerate(self.legend_rows(names, self.left if left is None else left)):
            for x, name in row:
                made.rect(x, 3 + LINE * place, 10, 10, next(kind))
                made.text(x + _MARK, 12 + LINE * place, name, size=d.SMALL)

    def head(self, names: Sequence[str], left: float | None = None) -> float:
        """Return how far a legend of more than one line pushes its chart down."""
        return LINE * (len(self.legend_rows(names, self.left if left is None else left)) - 1)

    def foot(self, what: str) -> float:
        """Return what an axis takes below the values, with the words on what it measures."""
        return 42 + 14.0 * (len(self._words(what)) - 1)

    def axis(
        self, made: Drawing, at: Callable[[float], float], most: float, top: float, bottom: float, what: str
    ) -> None:
        """Add lines and figures from 0 on, and below them what is measured."""
        for step in range(_STEPS + 1):
            value = most * step / _STEPS
            made.line(at(value), top, at(value), bottom, d.GRID)
            made.text(at(value), bottom + 15, figure(value, "g"), kind=d.SOFT, size=d.SMALL, anchor="middle")
        for place, line in enumerate(self._words(what)):
            made.text(at(most), bottom + 31 + 14 * place, line, kind=d.SOFT, size=d.SMALL, anchor="end")

    def _words(self, what: str) -> list[str]:
        return [what] if self.beside else d.wrapped(what, self.right - self.left, d.SMALL)


WIDE: Final = Shape(width=720, left=256, beside=True, edge=30)
NARROW: Final = Shape(width=360, left=8, beside=False, edge=14)


def scale(most: float, left: float, right: float) -> Callable[[float], float]:
    """Return what gives the place of a value from 0 on."""
    return lambda value: left + (right - left) * min(value / most if most else 0.0, 1.0)


def round_up(value: float) -> float:
    """Return the next of 1, 2, 2.5, 5 and 10 times a power of ten."""
    if value <= 0:
        return 1.0
    power = 10.0 ** (len(str(int(value))) - 1) if value >= 1 else 0.001
    while power * 10 < value:
        power *= 10
    return next(power * step for step in (1, 2, 2.5, 5, 10) if power * step >= value - 1e-12)


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture in both shapes.

    Args:
        said: what it shows, in a sentence.
        svg: the wide one, which papers have.
        narrow: the same for a narrow window.
    """

    title: str
    said: str
    svg: str
    narrow: str


def chart(title: str, said: str, draw: Callable[[Shape], Drawing]) -> Chart:
    """Return a picture, drawn once for each shape."""
    return Chart(title, said, draw(WIDE).finished(), draw(NARROW).finished())
