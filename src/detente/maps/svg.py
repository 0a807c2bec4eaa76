"""SVG as text: every word is escaped, nothing can run, and nothing is asked from elsewhere.

Only elements and attributes that are written here can come out: no style, no script, no link, no reference but to a
clip of the same drawing.

Source: W3C, Scalable Vector Graphics 1.1; XML 1.0, section 2.2.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

from detente.maps.frame import Box, Dot

_ELEMENTS: Final = frozenset(
    {"circle", "clipPath", "defs", "desc", "g", "line", "path", "rect", "svg", "text", "title"}
)
_ESCAPES: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})
_JOINERS: Final = {"\u200c", "\u200d"}
Value = str | float | int


class Drawing:
    """A drawing that grows; `text` is what it is so far."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._open: list[str] = []

    def open(self, element: str, **attributes: Value) -> None:
        """Begin an element that holds others."""
        self._parts.append(_tag(element, attributes, ">"))
        self._open.append(element)

    def close(self) -> None:
        """End the element that was begun last."""
        self._parts.append(f"</{self._open.pop()}>\n")

    def add(self, element: str, text: str | None = None, /, **attributes: Value) -> None:
        """Put an element in, empty or with words."""
        if text is None:
            self._parts.append(_tag(element, attributes, "/>\n"))
        else:
            self._parts.append(f"{_tag(element, attributes, '>')}{escaped(text)}</{element}>\n")

    def rect(self, box: Box, **attributes: Value) -> None:
        """Put a rectangle in."""
        self.add("rect", x=box.left, y=box.top, width=box.width, height=box.height, **attributes)

    def words(self, x: float, y: float, text: str, size: float, **attributes: Value) -> None:
        """Put words in; the line stands on `y`."""
        self.add("text", text, x=x, y=y, font_size=size, **attributes)

    def haloed(self, x: float, y: float, text: str, size: float, **attributes: Value) -> None:
        """Put words in with a pale edge, so that they can be read on any ground."""
        halo: dict[str, Value] = {
            "stroke": "#ffffff", "stroke_width": 3, "stroke_linejoin": "round", "paint_order": "stroke",
        }  # fmt: skip
        self.words(x, y, text, size, **{**halo, **attributes})

    @property
    def text(self) -> str:
        """Return the drawing; all that was begun is ended."""
        assert not self._open, "every element is closed by whoever opened it"
        return "".join(self._parts)


def _tag(element: str, attributes: dict[str, Value], end: str) -> str:
    assert element in _ELEMENTS, f"no element {element} is drawn here"
    said = "".join(f' {_name(name)}="{_written(value)}"' for name, value in attributes.items())
    return f"<{element}{said}{end}"


def _name(name: str) -> str:
    return {"viewbox": "viewBox"}.get(name, name.replace("_", "-"))


def _written(value: Value) -> str:
    return escaped(value) if isinstance(value, str) else number(value)


def number(value: float) -> str:
    """Return a number with a decimal at most, the same on every machine."""
    text = f"{value:.1f}"
    return text.removesuffix(".0") if text != "-0.0" else "0"


def escaped(text: str) -> str:
    """Return a text that is only a text wherever it stands; what shows nothing is shown as �."""
    seen = (one if one in _JOINERS or unicodedata.category(one)[0] != "C" else _shown(one) for one in text)
    return "".join(seen).translate(_ESCAPES)


def _shown(character: str) -> str:
    return " " if character in "\n\r\t" else "\ufffd"


def path_of(lines: Iterable[Sequence[Dot]], *, closed: bool = False) -> str:
    """Return the data of a path."""
    end = "Z" if closed else ""
    return "".join("M" + "L".join(f"{number(x)} {number(y)}" for x, y in line) + end for line in lines if len(line) > 1)
