"""How much room words take, and where they find it without covering each other."""

import math
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from detente.maps.frame import Box, Dot

_NARROW: Final = frozenset("iljtfrI.,:;'|!()[] ·′\u00a0")
_WIDE: Final = frozenset("mwMWЖШЩЮМжшщюмыЫ@%&—…±→QOGЯФД")
_EM_NARROW, _EM_WIDE, _EM_CAPITAL, _EM_DIGIT, _EM_OTHER = 0.34, 0.92, 0.7, 0.64, 0.555
BOLD: Final = 1.14
"""How much wider bold words are: by the widest of the faces in `render.SCREEN`."""
_SIDES: Final = ((1, 0), (1, -1), (1, 1), (-1, 0), (-1, -1), (-1, 1), (0, -1), (0, 1))
"""Where words may stand beside their mark, the best first."""
_RINGS: Final = (0.0, 16.0, 34.0, 56.0, 84.0, 120.0, 160.0)
"""Pixels from the mark at which they may stand; from the second on a line leads to it."""
_CROSSED: Final = 3.0
_FURTHER: Final = 2.5
_STRUCK: Final = 6.0
_STEP: Final = 4.0
_MARK: Final = 12.0
"""Pixels from a mark's middle within which a line that leads to it may cross other marks."""


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Return the pixels that words need at most, in any common face."""
    return size * sum(map(_em, text)) * (BOLD if bold else 1.0)


def _em(character: str) -> float:
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in "WF" or character in _WIDE:
        return 1.02 if character not in _WIDE else _EM_WIDE
    if character in _NARROW:
        return _EM_NARROW
    if character.isdigit():
        return _EM_DIGIT
    return _EM_CAPITAL if character.isupper() else _EM_OTHER


def wrapped(text: str, size: float, width: float, lines_max: int = 0) -> list[str]:
    """Return words in lines that have room; a word that has none is broken, and what is too much ends in …."""
    lines = [""]
    for word in (part for whole in filter(None, text.split(" ")) for part in _broken(whole, size, width)):
        longer = f"{lines[-1]} {word}".strip()
        if width_of(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    if lines_max and len(lines) > lines_max:
        lines = [*lines[: lines_max - 1], shortened(" ".join(lines[lines_max - 1 :]), size, width)]
    return [line for line in lines if line]


def _broken(word: str, size: float, width: float) -> list[str]:
    parts = [""]
    for character in word:
        if parts[-1] and width_of(parts[-1] + character, size) > width:
            parts.append("")
        parts[-1] += character
    return parts


def shortened(text: str, size: float, width: float) -> str:
    """Return words that have room, with … where some were left out."""
    if width_of(text, size) <= width:
        return text
    while text and width_of(text + "…", size) > width:
        text = text[:-1]
    return f"{text.rstrip()}…"


@dataclass(frozen=True, slots=True)
class Placed:
    """Where words came to stand.

    Args:
        box: their room.
        lead: whether a line has to lead to their mark.
    """

    box: Box
    lead: bool


class Room:
    """The room of a map, of which every word takes its part."""

    def __init__(self, box: Box) -> None:
        self._box = box
        self._taken: list[Box] = []
        self._dots: list[Dot] = []

    def take(self, box: Box) -> None:
        """Keep a part free of words."""
        self._taken.append(box)

    def avoid(self, dots: Iterable[Dot]) -> None:
        """Say where words would cover something: they stand there only where there is no better place."""
        self._dots += [dot for dot in dots if self._box.holds(dot)]

    def find(self, mark: Dot, width: float, height: float, gap: float, *, far: bool = True) -> Placed | None:
        """Return the best place for words beside a mark, and take it; None where there is none near by.

        Args:
            far: whether they may stand where a line has to lead to the mark.
        """
        best: tuple[float, Placed] | None = None
        for further, ring in enumerate(_RINGS if far else _RINGS[:1]):
            if best is not None and best[0] <= further * _FURTHER:
                break
            for order, side in enumerate(_SIDES):
                box = _beside(mark, side, width, height, gap + ring)
                if not box.within(self._box) or any(box.meets(one) for one in self._taken):
                    continue
                cost = further * _FURTHER + order * 0.1 + _CROSSED * sum(map(box.holds, self._dots)) ** 0.5
                cost += _STRUCK * self._struck(mark, box) if further else 0.0
                if best is None or cost < best[0]:
                    best = (cost, Placed(box, lead=further > 0))
        if best is None:
            return None
        self.take(best[1].box.grown(3))
        return best[1]

    def _struck(self, mark: Dot, box: Box) -> int:
        """Return how many dots of the line that would lead to a mark lie on words."""
        end = towards(box, mark)
        steps = max(1, int(math.dist(mark, end) / _STEP))
        dots = [
            (mark[0] + part / steps * (end[0] - mark[0]), mark[1] + part / steps * (end[1] - mark[1]))
            for part in range(steps)
        ]
        beyond = [dot for dot in dots if math.dist(dot, mark) > _MARK]
        return sum(any(one.holds(dot) for one in self._taken) for dot in beyond)


def towards(box: Box, dot: Dot) -> Dot:
    """Return the point of a box that is nearest to a dot."""
    return min(max(dot[0], box.left), box.right), min(max(dot[1], box.top), box.bottom)


def _beside(mark: Dot, side: tuple[int, int], width: float, height: float, gap: float) -> Box:
    across, down = side
    if across and down:
        gap = gap / math.sqrt(2)
    left = mark[0] + across * gap + (0.0 if across > 0 else -width if across < 0 else -width / 2)
    top = mark[1] + down * gap + (0.0 if down > 0 else -height if down < 0 else -height / 2)
    return Box(left, top, width, height)
