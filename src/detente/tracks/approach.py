"""When two craft were nearest to each other, where, how near, and how sure that is.

Between two positions a craft is taken to go the shortest way at one speed. Each stretch of time in which neither has a
position is bounded from below by straight lines in space, which are cheap; only stretches that may hold the least
distance are looked at on the ellipsoid. The answer is the same as if all had been, to `TOLERANCE_M`.
"""

import heapq
import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from detente.tracks.geodesy import Vector, apart, in_space, leg, sagitta, shortest_over
from detente.tracks.path import Path
from detente.tracks.track import WGS84, Point, Track

TOLERANCE_M: Final = 0.2
TOLERANCE_PART: Final = 1e-5
"""Stretches that could be nearer by less than this, or this part of the distance, are not looked at."""
_STRAIGHT_M: Final = 300.0
"""On so short a way a straight line in space leaves the ellipsoid by less than two millimetres."""
_SPLIT_M: Final = 20_000.0
_LOOKED_AT_MAX: Final = 3_000
DATUM_M: Final = 200.0
"""How far a position on another datum, or one that nobody states, is counted to be off.

National datums of Europe and of North America lie up to some 200 m from WGS 84 (NGA.STND.0036, appendix B)."""


@dataclass(frozen=True, slots=True)
class Side:
    """One craft at the moment of the nearest approach.

    Args:
        lat, lon: where it was by its track, in degrees.
        speed_mps: over ground, between the positions beside.
        course_deg: the same, clockwise from true north; None while it stood still.
        height_m: metres above `height_datum`.
        gap_s: seconds between the two positions beside.
        lines: where those stand in the file.
    """

    name: str
    of: str
    lat: float
    lon: float
    speed_mps: float
    course_deg: float | None
    height_m: float | None
    height_datum: str | None
    gap_s: float
    lines: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Share:
    """One part of the uncertainty: what it is, and how many metres; None where nobody states it."""

    what: str
    metres: float | None


@dataclass(frozen=True, slots=True)
class Approach:
    """The nearest approach of two craft by their tracks.

    Args:
        at: seconds since 1970 UTC; the earliest where several are alike.
        distance_m: along the ellipsoid, whatever the heights.
        uncertainty_m: sum of the stated parts: none of them can make the distance at that moment more wrong than that.
        least_m, most_m: the range of the nearest distance in the whole common time; between positions, at other moments
            too, they may have been as near as the one, and at this moment they were no farther apart than the other.
        earliest_at, latest_at: from when to when they may have been nearest.
        bearing_deg: from the first craft to the second, clockwise from true north; None where they met.
        relative_mps: speed of one as seen from the other.
        height_difference_m: second less first, None unless both heights are above the same thing.
        slant_m: distance with heights, None likewise.
        common_from_at, common_until_at: the time that both tracks cover; nothing is said of other times.
    """

    first: Side
    second: Side
    at: float
    distance_m: float
    uncertainty_m: float
    least_m: float
    most_m: float
    earliest_at: float
    latest_at: float
    shares: tuple[Share, ...]
    bearing_deg: float | None
    relative_mps: float
    height_difference_m: float | None
    slant_m: float | None
    common_from_at: float
    common_until_at: float


@dataclass(frozen=True, slots=True)
class Apart:
    """Two tracks that cover no common time: nothing can be said of their distance."""

    first: str
    second: str
    first_from_at: float
    first_until_at: float
    second_from_at: float
    second_until_at: float


def closest(first: Track, second: Track) -> Approach | Apart:
    """Return the nearest approach of two tracks in the time that both cover."""
    one, other = Path(first), Path(second)
    start, end = max(first.from_at, second.from_at), min(first.until_at, second.until_at)
    if start > end:
        return Apart(first.name, second.name, first.from_at, first.until_at, second.from_at, second.until_at)
    stretches, reaches = _stretches(one, other, start, end)
    found = _search(one, other, start, stretches)
    return _approach(one, other, found, reaches, (start, end))


@dataclass(order=True, slots=True)
class _Stretch:
    least_m: float
    start: float
    end: float


_Reaches = list[tuple[float, float, float]]
"""How near they may have been in each stretch, as far as each craft can have strayed; its start, its end."""


def _search(one: Path, other: Path, start: float, waiting: list[_Stretch]) -> tuple[float, float, float]:
    """Return when, how near, and how much nearer it could be in what was not looked at."""
    heapq.heapify(waiting)
    best_at, best = start, leg(*one.place(start), *other.place(start)).metres
    looked_at = 0
    while waiting:
        stretch = heapq.heappop(waiting)
        if stretch.least_m >= best - max(TOLERANCE_M, TOLERANCE_PART * best):
            break
        looked_at += 1
        if looked_at > _LOOKED_AT_MAX:
            return best_at, best, best - stretch.least_m
        way = max(_way(one, stretch), _way(other, stretch))
        if way > _SPLIT_M and stretch.end - stretch.start > 1e-3:
            middle = (stretch.start + stretch.end) / 2
            heapq.heappush(waiting, _bounded(one, other, stretch.start, middle))
            heapq.heappush(waiting, _bounded(one, other, middle, stretch.end))
            continue
        at = _nearest_within(one, other, stretch, straight=way <= _STRAIGHT_M)
        found = leg(*one.place(at), *other.place(at)).metres
        if (found, at) < (best, best_at):
            best_at, best = at, found
    return best_at, best, 0.0


def _stretches(one: Path, other: Path, start: float, end: float) -> tuple[list[_Stretch], _Reaches]:
    """Return the stretches of time between positions of either craft, each with the least distance in it."""
    times = sorted({start, end, *(at for path in (one, other) for at in path.times if start < at < end)})
    if len(times) == 1:
        return [], []
    found, reaches = [], []
    datums, steps = _datums(one, other), _steps(one, other)
    i, j = one.stretch(times[0]), other.stretch(times[0])
    from_one, from_other = one.straight(i, times[0]), other.straight(j, times[0])
    for at, until in pairwise(times):
        while i + 2 < len(one.times) and one.times[i + 1] <= at:
            i += 1
        while j + 2 < len(other.times) and other.times[j + 1] <= at:
            j += 1
        to_one, to_other = one.straight(i, until), other.straight(j, until)
        chord, _ = _least(from_one, to_one, from_other, to_other)
        slack = sagitta(one.chord(i)) + sagitta(other.chord(j))
        # To the millimetre: of stretches that are alike the earliest comes first.
        least = round(shortest_over(max(0.0, chord - slack)), 3)
        found.append(_Stretch(least, at, until))
        late = steps * _change(from_one, to_one, from_other, to_other) / (until - at)
        reaches.append((least - one.off[i] - other.off[j] - late - datums, at, until))
        from_one, from_other = to_one, to_other
    return found, reaches


def _change(a: Vector, a_to: Vector, b: Vector, b_to: Vector) -> float:
    """Return by how much two went differently, in metres."""
    return math.dist((a_to[0] - a[0], a_to[1] - a[1], a_to[2] - a[2]), (b_to[0] - b[0], b_to[1] - b[1], b_to[2] - b[2]))


def _datums(one: Path, other: Path) -> float:
    return sum(DATUM_M for path in (one, other) if path.track.datum != WGS84)


def _steps(one: Path, other: Path) -> float:
    """Return by how many seconds the times of the two may be off against each other, as they are rounded."""
    return (one.track.time_step_s + other.track.time_step_s) / 2


def _bounded(one: Path, other: Path, start: float, end: float) -> _Stretch:
    """Return a part of a stretch, bounded by places on the ellipsoid at both its ends."""
    ends = [in_space(*path.place(at)) for path in (one, other) for at in (start, end)]
    chord, _ = _least(*ends)
    slack = sagitta(apart(ends[0], ends[1])) + sagitta(apart(ends[2], ends[3]))
    return _Stretch(round(shortest_over(max(0.0, chord - slack)), 3), start, end)


def _way(path: Path, stretch: _Stretch) -> float:
    if len(path.times) == 1:
        return 0.0
    index = path.stretch((stretch.start + stretch.end) / 2)
    whole = path.times[index + 1] - path.times[index]
    return path.chord(index) * min(1.0, (stretch.end - stretch.start) / whole)


def _least(a: Vector, a_to: Vector, b: Vector, b_to: Vector) -> tuple[float, float]:
    """Return the least distance of two that go straight, each at one speed, and at which part of the time."""
    x, y, z = a[0] - b[0], a[1] - b[1], a[2] - b[2]
    u, v, w = a_to[0] - b_to[0] - x, a_to[1] - b_to[1] - y, a_to[2] - b_to[2] - z
    square = u * u + v * v + w * w
    part = 0.0 if square == 0 else min(1.0, max(0.0, -(x * u + y * v + z * w) / square))
    return math.sqrt((x + part * u) ** 2 + (y + part * v) ** 2 + (z + part * w) ** 2), part


def _nearest_within(one: Path, other: Path, stretch: _Stretch, *, straight: bool) -> float:
    """Return when they were nearest in a stretch on which neither turns."""
    start, end = stretch.start, stretch.end
    ends = [in_space(*path.place(at)) for path in (one, other) for at in (start, end)]
    _, part = _least(*ends)
    if straight:
        return start + part * (end - start)

    def gap(at: float) -> float:
        return apart(in_space(*one.place(at)), in_space(*other.place(at)))

    return _golden(gap, start, end)


_RATIO: Final = (math.sqrt(5) - 1) / 2


def _golden(of: Callable[[float], float], start: float, end: float) -> float:
    """Return where a function with one valley is least, to a thousandth of a second."""
    left, right = end - _RATIO * (end - start), start + _RATIO * (end - start)
    at_left, at_right = of(left), of(right)
    while end - start > 1e-3:
        if at_left <= at_right:
            end, right, at_right = right, left, at_left
            left = end - _RATIO * (end - start)
            at_left = of(left)
        else:
            start, left, at_left = left, right, at_right
            right = start + _RATIO * (end - start)
            at_right = of(right)
    return (start + end) / 2


def _approach(
    one: Path, other: Path, found: tuple[float, float, float], reaches: _Reaches, common: tuple[float, float]
) -> Approach:
    at, distance, open_m = found
    first, second = _side(one, at), _side(other, at)
    relative = _relative(one, other, at)
    shares = tuple(_shares(one, other, at, relative, open_m))
    same = first.height_datum is not None and first.height_datum == second.height_datum != "not stated"
    difference = (
        second.height_m - first.height_m
        if same and first.height_m is not None and second.height_m is not None
        else None
    )
    uncertainty = sum(share.metres for share in shares if share.metres is not None)
    most = distance + uncertainty
    may_be = [reach for reach in reaches if reach[0] <= most]
    return Approach(
        first=first,
        second=second,
        at=at,
        distance_m=distance,
        uncertainty_m=uncertainty,
        least_m=max(0.0, min([distance - uncertainty, *(reach for reach, _, _ in may_be)])),
        most_m=most,
        earliest_at=min([at, *(start for _, start, _ in may_be)]),
        latest_at=max([at, *(end for _, _, end in may_be)]),
        shares=shares,
        bearing_deg=leg(first.lat, first.lon, second.lat, second.lon).bearing_deg if distance > 0 else None,
        relative_mps=relative,
        height_difference_m=difference,
        slant_m=math.hypot(distance, difference) if difference is not None else None,
        common_from_at=common[0],
        common_until_at=common[1],
    )


def _side(path: Path, at: float) -> Side:
    lat, lon = path.place(at)
    name, of = path.track.name, path.track.of
    if len(path.points) == 1:
        only = path.points[0]
        return Side(name, of, lat, lon, 0.0, None, only.height_m, only.height_datum, 0.0, (only.line, only.line))
    index = path.stretch(at)
    before, after = path.points[index], path.points[index + 1]
    seconds = after.at - before.at
    way = leg(before.lat, before.lon, after.lat, after.lon)
    height, datum = _height(before, after, path.part(index, at))
    course = way.bearing_deg if way.metres > 0 else None
    lines = (before.line, after.line)
    return Side(name, of, lat, lon, way.metres / seconds, course, height, datum, seconds, lines)


def _height(before: Point, after: Point, part: float) -> tuple[float | None, str | None]:
    if before.height_m is None or after.height_m is None or before.height_datum != after.height_datum:
        return None, None
    return before.height_m + part * (after.height_m - before.height_m), before.height_datum


def _relative(one: Path, other: Path, at: float) -> float:
    speeds = []
    for path in (one, other):
        if len(path.space) == 1:
            speeds.append((0.0, 0.0, 0.0))
            continue
        index = path.stretch(at)
        seconds = path.times[index + 1] - path.times[index]
        here, there = path.space[index], path.space[index + 1]
        speeds.append(tuple((there[axis] - here[axis]) / seconds for axis in range(3)))  # type: ignore[arg-type]
    return math.dist(speeds[0], speeds[1])


def _shares(one: Path, other: Path, at: float, relative: float, open_m: float) -> list[Share]:
    found = []
    for path in (one, other):
        name = path.track.name
        index = path.stretch(at)
        found.append(Share(f"position of {name}, as stated", path.stated(index)))
        found.append(Share(f"way of {name} between its positions", path.strayed(index, at)))
        if path.track.datum != WGS84:
            found.append(Share(f"datum of {name}", DATUM_M))
    found.append(Share("times as they are rounded", _steps(one, other) * relative))
    found.append(Share("clocks of the two against each other", None))
    if open_m > 0:
        found.append(Share("stretches not looked at", open_m))
    return found
