"""Reply curves: times to an event where some are still open, exactly.

Time is evidence: a request's clock starts at the other node's receipt and stops at the first cosigned answer; what is
open at the as-of time is censored there. A censored time equal to an event time counts as still at risk at that time.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from math import erfc, sqrt
from operator import itemgetter
from typing import Any, Final

EXACT_MAX: Final = 1_000
"""Observations up to which all is exact; beyond it doubles are summed in a fixed order, the same on every machine."""

Time = Fraction | int
"""In one unit for all observations; whole numbers are quicker than fractions."""

Observation = tuple[Time, bool]
"""A time, and whether it ended with the event; else it was still open then."""


@dataclass(frozen=True, slots=True)
class Point:
    """One step of a curve.

    Args:
        error: Greenwood's standard error; None where nothing is left, and where it would say nothing.
    """

    at: Time
    at_risk: int
    events: int
    survival: Fraction
    error: float | None


@dataclass(frozen=True, slots=True)
class LogRank:
    """Whether two curves differ: observed and expected events of the first, variance, and the test of both."""

    observed: int
    expected: Fraction
    variance: Fraction
    chi2: Fraction | None
    p_value: float | None


def curve(observations: Iterable[Observation]) -> tuple[Point, ...]:
    """Return the Kaplan-Meier curve, a point at each time with an event.

    Source: Kaplan and Meier, JASA 53 (1958) 457-481; standard error: Greenwood (1926).
    """
    found = sorted(observations)
    points: list[Point] = []
    of = _numbers(len(found))
    survival, spread = of(Fraction(1)), of(Fraction())
    for at, at_risk, events in _steps(found):
        survival *= of(1 - Fraction(events, at_risk))
        if events < at_risk:
            spread += of(Fraction(events, at_risk * (at_risk - events)))
        error = sqrt(survival * survival * spread) if survival else None
        points.append(Point(at, at_risk, events, Fraction(survival), error))
    return tuple(points)


def _numbers(count: int) -> Callable[[Fraction], Any]:
    """Return what sums are made of: fractions, or doubles where fractions would grow without end."""
    return (lambda one: one) if count <= EXACT_MAX else float


def _steps(found: Sequence[Observation]) -> Iterator[tuple[Time, int, int]]:
    """Yield each time with an event, how many are at risk then, and how many end; `found` is sorted by time."""
    place = 0
    for at, group in groupby(found, key=itemgetter(0)):
        ended = [event for _, event in group]
        if any(ended):
            yield at, len(found) - place, sum(ended)
        place += len(ended)


def median(points: Sequence[Point]) -> Time | None:
    """Return the first time at which at most half is left; None where the curve does not come so far."""
    return next((one.at for one in points if 2 * one.survival <= 1), None)


def mean_up_to(points: Sequence[Point], end: Time) -> Fraction:
    """Return the area below the curve up to a time: the figure to give where the median is not reached."""
    area, level = Fraction(), Fraction(1)
    since: Time = 0
    for one in points:
        if one.at >= end:
            break
        area += level * (one.at - since)
        since, level = one.at, one.survival
    return area + level * max(end - since, 0)


def log_rank(first: Sequence[Observation], second: Sequence[Observation]) -> LogRank:
    """Return the log-rank test of two groups; without a variance there is nothing to test.

    Source: Mantel, Cancer Chemotherapy Reports 50 (1966) 163-170.
    """
    together, times = sorted([*first, *second]), sorted(time for time, _ in first)
    of = _numbers(len(together))
    expected, variance = of(Fraction()), of(Fraction())
    for at, n, d in _steps(together):
        n1 = len(times) - bisect_left(times, at)
        expected += of(Fraction(d * n1, n))
        if n > 1:
            variance += of(Fraction(d * n1 * (n - n1) * (n - d), n * n * (n - 1)))
    observed = sum(event for _, event in first)
    if not variance:
        return LogRank(observed, Fraction(expected), Fraction(), None, None)
    chi2 = Fraction((observed - expected) ** 2 / variance)
    return LogRank(observed, Fraction(expected), Fraction(variance), chi2, erfc(sqrt(chi2 / 2)))


def endings(observations: Iterable[tuple[Time, str | None]]) -> Mapping[str, tuple[tuple[Time, Fraction], ...]]:
    """Return, by how it ended, the share that had so ended by each time; None as ending is still open.

    Source: Aalen and Johansen, Scandinavian Journal of Statistics 5 (1978) 141-150.
    """
    found = sorted(observations, key=lambda one: one[0])
    kinds = sorted({kind for _, kind in found if kind is not None})
    of = _numbers(len(found))
    shares = dict.fromkeys(kinds, of(Fraction()))
    steps: dict[str, list[tuple[Time, Fraction]]] = {kind: [] for kind in kinds}
    left, place = of(Fraction(1)), 0
    for at, group in groupby(found, key=itemgetter(0)):
        here = [kind for _, kind in group]
        ended, at_risk = Counter(kind for kind in here if kind is not None), len(found) - place
        for kind, count in ended.items():
            shares[kind] += left * of(Fraction(count, at_risk))
            steps[kind].append((at, Fraction(shares[kind])))
        left *= of(1 - Fraction(ended.total(), at_risk))
        place += len(here)
    return {kind: tuple(steps[kind]) for kind in kinds}
