"""The net of meridians and parallels, with degrees where its lines meet the map's edge."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from detente.maps.frame import Box, Dot, Frame, cut_line
from detente.maps.picture import Place

_STEPS: Final = (1 / 360, 1 / 180, 1 / 120, 1 / 60, 1 / 30, 1 / 12, 1 / 6, 1 / 3, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0)
"""Degrees, in divisions that an hour of arc has: 10″, 20″, 30″, 1′, 2′, 5′, 10′, 20′, 30′ and so on."""
_LINES: Final = 4
"""So many lines across the map, or a few more."""
_BENDS: Final = 48
"""Pieces of which a line is made."""
_CROWDED: Final = 0.12
"""Round a pole that is on the map most meridians end at this part of the way to it."""
_POLAR_STEP: Final = 30.0
_DEGREE_M: Final = 111_195.0
_TOUCH: Final = 0.75


@dataclass(frozen=True, slots=True)
class Mark:
    """Degrees of a line, where it meets the edge or, of one that never does, where they stand on it.

    Args:
        edge: left, right, top, bottom, or inside.
    """

    text: str
    dot: Dot
    edge: str


@dataclass(frozen=True, slots=True)
class Line:
    """A meridian or a parallel in pieces of pixels."""

    pieces: tuple[tuple[Dot, ...], ...]
    marks: tuple[Mark, ...]


def graticule(frame: Frame) -> list[Line]:
    """Return the lines of the net that the frame shows."""
    south, north, half = frame.extent(frame.box)
    step = _step(min(180.0, 2 * frame.reach_m / _DEGREE_M / math.sqrt(2)))
    return [*_parallels(frame, south, north, half, step), *_meridians(frame, south, north, half, step)]


def _step(degrees: float) -> float:
    return next((one for one in reversed(_STEPS) if degrees / one >= _LINES), _STEPS[0])


def _parallels(frame: Frame, south: float, north: float, half: float, step: float) -> Iterator[Line]:
    for index in range(math.ceil(south / step), math.floor(north / step) + 1):
        lat = index * step
        if abs(lat) > 90 - step / 4:
            continue
        lons = [frame.projection.lon - half + 2 * half * one / (2 * _BENDS) for one in range(2 * _BENDS + 1)]
        yield _line(frame, [(lat, lon) for lon in lons], degrees_of(lat, "NS", step), ("left",))


def _meridians(frame: Frame, south: float, north: float, half: float, step: float) -> Iterator[Line]:
    polar = half >= 180
    lowest = min(80.0, max(abs(south), abs(north)), abs(frame.projection.lat))
    wide = _POLAR_STEP if polar else _step_of_meridians(step, math.cos(math.radians(lowest)))
    centre, reach = frame.projection.lon, min(half, 180 - 1e-6)
    for index in range(math.ceil((centre - reach) / wide), math.floor((centre + reach) / wide) + 1):
        lon = index * wide
        low, high = south, north
        if polar and lon % 90:
            short = _CROWDED * (north - south)
            low, high = max(low, short - 90), min(high, 90 - short)
        lats = [low + (high - low) * one / _BENDS for one in range(_BENDS + 1)]
        turned = (lon + 180) % 360 - 180
        text = degrees_of(-180.0 if abs(turned) > 180 - step / 8 else turned, "EW", wide)
        yield _line(
            frame, [(lat, lon) for lat in lats], text, ("bottom", "top", "left") if polar else ("bottom", "top")
        )


def _step_of_meridians(step: float, narrowed: float) -> float:
    return next((one for one in _STEPS if one >= step / max(0.02, narrowed) * 0.9), _STEPS[-1])


def _line(frame: Frame, places: list[Place], text: str, edges: tuple[str, ...]) -> Line:
    pieces = cut_line([frame.dot(*one) for one in places], frame.box)
    ends = [dot for piece in pieces for dot in (piece[0], piece[-1])]
    marks = [Mark(text, dot, edge) for edge in edges for dot in ends if edge == _edge_of(dot, frame.box)]
    if not marks and pieces and not any(_edge_of(dot, frame.box) for dot in ends):
        middle = max(pieces, key=len)
        marks = [Mark(text, middle[len(middle) // 2], "inside")]
    return Line(tuple(map(tuple, pieces)), tuple(marks))


def _edge_of(dot: Dot, box: Box) -> str:
    for edge, off in (
        ("bottom", box.bottom - dot[1]), ("top", dot[1] - box.top), ("left", dot[0] - box.left),
        ("right", box.right - dot[0]),
    ):  # fmt: skip
        if abs(off) < _TOUCH:
            return edge
    return ""


def degrees_of(value: float, letters: str, step: float) -> str:
    """Return degrees as charts have them: 54°30′N, with seconds only where the net has them."""
    seconds = round(abs(value) * 3_600)
    whole, minutes, rest = seconds // 3_600, seconds // 60 % 60, seconds % 60
    text = f"{whole}°"
    if step < 1 and (minutes or rest or step < 1 / 2):
        text += f"{minutes:02}′" + (f"{rest:02}″" if rest else "")
    if seconds == 0 or seconds == 180 * 3_600:
        return text if seconds else f"{text}{letters[0] if letters == 'NS' else ''}".removesuffix("N")
    return text + letters[0 if value > 0 else 1]
