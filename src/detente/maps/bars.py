"""The scale in kilometres and nautical miles, and where north is."""

import math
from typing import Final

from detente.maps.frame import Box, Frame
from detente.maps.lettering import width_of
from detente.maps.marks import INK, PAPER
from detente.maps.svg import Drawing, number
from detente.maps.wording import NAUTICAL_MILE

_STEPS: Final = (1.0, 2.0, 5.0)
_PARTS: Final = 4
_POLAR: Final = 89.9


def scale_box(frame: Frame, size: float) -> Box:
    """Return the room of the scale, in the lower left corner."""
    longest = max(_bar(frame, unit)[1] for unit in (1_000.0, NAUTICAL_MILE))
    return Box(frame.box.left + 10, frame.box.bottom - 10 - 4.6 * size, longest + 4 * size, 4.6 * size)


def put_scale(drawing: Drawing, frame: Frame, size: float) -> None:
    """Put two bars: kilometres above, nautical miles below; true at the centre of the map."""
    box = scale_box(frame, size)
    drawing.rect(box, fill=PAPER, fill_opacity=0.88, rx=2)
    left = box.left + 0.8 * size
    for top, unit, name in ((box.top + 1.7 * size, 1_000.0, "km"), (box.top + 3.8 * size, NAUTICAL_MILE, "nmi")):
        count, length = _bar(frame, unit)
        for part in range(_PARTS):
            drawing.add(
                "rect", x=left + part * length / _PARTS, y=top, width=length / _PARTS, height=0.32 * size,
                fill=PAPER if part % 2 else INK, stroke=INK, stroke_width=0.8,
            )  # fmt: skip
        drawing.words(left, top - 0.4 * size, "0", size, text_anchor="middle", fill=INK)
        drawing.words(left + length, top - 0.4 * size, f"{_count(count)} {name}", size, text_anchor="middle", fill=INK)


def _bar(frame: Frame, unit: float) -> tuple[float, float]:
    """Return how many units a bar has, and its pixels: a fifth of the map or less."""
    most = frame.box.width * 0.2 * frame.metres / unit
    power = 10 ** math.floor(math.log10(most))
    count = max(step * power for step in _STEPS if step * power <= most)
    return count, count * unit / frame.metres


def _count(value: float) -> str:
    return f"{value:,.0f}" if value >= 1 else f"{value:g}"


def north_box(frame: Frame, size: float) -> Box:
    """Return the room of the arrow, in the upper right corner."""
    return Box(frame.box.right - 10 - 3.2 * size, frame.box.top + 10, 3.2 * size, 4.4 * size)


def put_north(drawing: Drawing, frame: Frame, size: float) -> None:
    """Put an arrow to true north, as it is at the centre; at a pole say which meridian leads up."""
    if abs(frame.projection.lat) >= _POLAR:
        return _put_meridian(drawing, frame, size)
    box = north_box(frame, size)
    x, top, low = box.left + box.width / 2, box.top + 1.5 * size, box.bottom - 0.2 * size
    drawing.rect(box, fill=PAPER, fill_opacity=0.88, rx=2)
    drawing.words(x, box.top + 1.15 * size, "N", 1.1 * size, text_anchor="middle", fill=INK, font_weight="bold")
    half = 0.75 * size
    drawing.add(
        "path", d=_outline((x, top), (x + half, low), (x, low - 0.6 * size), (x - half, low)), fill=PAPER, stroke=INK,
        stroke_width=1, stroke_linejoin="round",
    )  # fmt: skip
    drawing.add("path", d=_outline((x, top), (x, low - 0.6 * size), (x - half, low)), fill=INK)
    return None


def _put_meridian(drawing: Drawing, frame: Frame, size: float) -> None:
    up = frame.projection.lon if frame.projection.lat < 0 else frame.projection.lon + 180
    turned = round((up + 180) % 360 - 180)
    letter = "" if turned in (0, -180) else "E" if turned > 0 else "W"
    text = f"up: meridian {abs(turned)}°{letter}"
    width = width_of(text, size)
    drawing.words(
        frame.box.right - 10 - width / 2, frame.box.top + 10 + size, text, size, text_anchor="middle", fill=INK
    )  # fmt: skip


def _outline(*dots: tuple[float, float]) -> str:
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in dots) + "Z"
