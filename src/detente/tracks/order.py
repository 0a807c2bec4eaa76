"""From points as a file has them to a track in order of time, with remarks about what is odd.

Nothing is mended in silence: what is left out or put in order is said, and the file keeps what it was.
"""

from collections.abc import Callable
from itertools import pairwise
from statistics import median
from typing import Final

from detente.tracks.geodesy import apart, in_space
from detente.tracks.raw import Found, RawTrack
from detente.tracks.track import WGS84, Craft, Point, Track

FASTEST_MPS: Final = {Craft.SHIP: 40.0, Craft.AIRCRAFT: 1_200.0, Craft.UNKNOWN: 1_200.0}
"""Above these speeds between two positions one of them is doubted: 78 knots; three and a half times that of sound."""
GAP_SECONDS_MIN: Final = 60.0
GAP_TIMES_MEDIAN: Final = 10
_NEAR_M: Final = 100_000.0
_LAND_SAMPLES: Final = 50

OnLand = Callable[[float, float], bool]
"""Says if a latitude and longitude lie on land beyond doubt."""


def settle(raw: RawTrack, found: Found, of: str, craft: Craft | None, on_land: OnLand | None) -> Track | None:
    """Return the track that points make, or None where there are none.

    Args:
        of: who gave it.
        craft: what the caller says that it is, before what the file says.
        on_land: asked about ships only.
    """
    if not raw.points:
        return None
    kind = craft or raw.craft
    points = _in_order(raw, found)
    if raw.datum != WGS84:
        stated = f"positions on {raw.datum}" if raw.datum else "datum not stated"
        found.flag(
            "datum", f"{stated}: not converted; against {WGS84} they may be off by 200 m or more", None, raw.name
        )
    _jumps(points, FASTEST_MPS[kind], found, raw.name)
    _gaps(points, found, raw.name)
    if kind is Craft.SHIP and on_land is not None:
        _on_land(points, on_land, found, raw.name)
    return Track(raw.name, tuple(points), kind, of, raw.datum, _step(points), raw.derived)


def _in_order(raw: RawTrack, found: Found) -> list[Point]:
    """Return points by time; of several at one time the first one is kept."""
    previous = None
    for one in raw.points:
        if previous is not None and one.at < previous.at:
            text = f"its time is {previous.at - one.at:g} s before that of line {previous.line}; put in order of time"
            found.flag("time-reversed", text, one.line, raw.name)
        previous = one
    kept: list[Point] = []
    for one in sorted(raw.points, key=lambda point: point.at):
        if kept and kept[-1].at == one.at:
            same = (kept[-1].lat, kept[-1].lon) == (one.lat, one.lon)
            where = "and the same position" if same else "and another position"
            text = f"the same time as line {kept[-1].line}, {where}; the first one is used"
            found.flag("time-duplicate", text, one.line, raw.name)
            continue
        kept.append(one)
    return kept


def _jumps(points: list[Point], fastest_mps: float, found: Found, name: str) -> None:
    """Remark on speeds that no craft has; where exchanging latitude and longitude would explain one, ask."""
    after = in_space(points[0].lat, points[0].lon)
    for last, one in pairwise(points):
        before, after = after, in_space(one.lat, one.lon)
        speed = apart(before, after) / (one.at - last.at)
        if speed > fastest_mps:
            text = f"{speed:,.0f} m/s from line {last.line} to here: faster than {fastest_mps:g} m/s"
            if abs(one.lon) <= 90 and apart(before, in_space(one.lon, one.lat)) < _NEAR_M:
                text += "; exchanged, latitude and longitude would be near. Were they exchanged?"
                found.flag("swapped", text, one.line, name)
            else:
                found.flag("jump", text, one.line, name)


def _gaps(points: list[Point], found: Found, name: str) -> None:
    steps = [later.at - one.at for one, later in pairwise(points)]
    if not steps:
        found.flag("single", "one position only: nothing can be said of its course", points[0].line, name)
        return
    longest = max(GAP_SECONDS_MIN, GAP_TIMES_MEDIAN * median(steps))
    for step, later in zip(steps, points[1:], strict=True):
        if step > longest:
            found.flag("gap", f"{step:g} s without a position before this one", later.line, name)


def _on_land(points: list[Point], on_land: OnLand, found: Found, name: str) -> None:
    """Ask about some positions, evenly spread: a coastline of a small map cannot do more."""
    every = max(1, len(points) // _LAND_SAMPLES)
    asked = points[::every]
    inside = [one for one in asked if on_land(one.lat, one.lon)]
    if not inside:
        return
    text = f"a ship, and {len(inside)} of {len(asked)} positions asked about lie on land by a map of 1:50 million"
    if all(abs(one.lon) <= 90 and not on_land(one.lon, one.lat) for one in inside):
        text += "; with latitude and longitude exchanged none would"
    found.flag("on-land", f"{text}. Rivers and canals are not on that map", inside[0].line, name)


def _step(points: list[Point]) -> float:
    """Return the unit of the times: minutes, seconds or thousandths, whichever all of them are whole in."""
    if all(one.at % 60 == 0 for one in points):
        return 60.0
    return 1.0 if all(one.at == int(one.at) for one in points) else 0.001
