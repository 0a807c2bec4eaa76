"""Shares and balances between two sides, each with its n: counts only where a side has fewer than five."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from typing import Final

COUNTS_ONLY_BELOW: Final = 5
"""Requests of a side below which no share is given: one act more or less would turn it."""

Z_95: Final = 1.959963984540054
"""The normal quantile of a two-sided interval of 95 per cent."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, with Wilson's interval of 95 per cent."""

    part: int
    whole: int
    share: Fraction
    low: float
    high: float


def wilson(part: int, whole: int) -> Share | None:
    """Return a share with its interval; None where there is nothing to share.

    Source: Wilson, JASA 22 (1927) 209-212.
    """
    if not whole:
        return None
    share, square = Fraction(part, whole), Z_95 * Z_95
    middle = (share + square / (2 * whole)) / (1 + square / whole)
    half = Z_95 * sqrt(share * (1 - share) / whole + square / (4 * whole * whole)) / (1 + square / whole)
    # At the ends the interval meets the share itself, which rounding would miss by a hair.
    return Share(part, whole, share, 0.0 if not part else middle - half, 1.0 if part == whole else middle + half)


def balance(one: int, other: int) -> Fraction | None:
    """Return 1 where both give alike and 0 where one side alone does; None where nobody did."""
    return Fraction(2 * min(one, other), one + other) if one + other else None


def balance_of(said: Mapping[tuple[str, str], int]) -> Fraction | None:
    """Return the balance over all pairs, by how often each said something to each; None where nobody did."""
    whole = sum(said.values())
    return (
        Fraction(sum(min(count, said.get((to, who), 0)) for (who, to), count in said.items()), whole) if whole else None
    )


def decayed(events: Iterable[tuple[float, float]], at: float, half_life: float) -> float:
    """Return the weights of past events, each halved per half-life since.

    Args:
        events: (time, weight) in one unit of time with `at` and `half_life`; later ones do not count.
    """
    return sum((weight * float(2.0 ** (-(at - time) / half_life)) for time, weight in events if time <= at), 0.0)
