"""Who follows whom: transitions from one act to the next, and parallel dominance.

Source: Wampold, Tests of dominance in sequential categorical data, Psychological Bulletin 96 (1984) 424-429.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import copysign, sqrt

Counts = tuple[tuple[int, ...], ...]


class Direction(StrEnum):
    """Whether i followed by j and j followed by i are set against each other, or taken together."""

    SAME = "same direction"
    OPPOSITE = "opposite directions"


@dataclass(frozen=True, slots=True)
class Dominance:
    """A test of one pair of codes; z is None where there is no variance."""

    observed: int
    expected: Fraction
    variance: Fraction
    z: float | None


def counts(sequence: Sequence[int], size: int) -> tuple[int, ...]:
    """Return how often each code from 0 occurs."""
    return tuple(sequence.count(code) for code in range(size))


def transitions(sequence: Sequence[int], size: int) -> Counts:
    """Return how often each code is followed by each: row is first, column is next."""
    found = [[0] * size for _ in range(size)]
    for one, following in itertools.pairwise(sequence):
        found[one][following] += 1
    return tuple(map(tuple, found))


def expected(sequence: Sequence[int], size: int) -> tuple[tuple[Fraction, ...], ...]:
    """Return how often each would be followed by each by chance."""
    n = counts(sequence, size)
    return tuple(tuple(Fraction(n[i] * n[j], len(sequence)) for j in range(size)) for i in range(size))


def dominance(sequence: Sequence[int], size: int, i: int, j: int, direction: Direction) -> Dominance:
    """Return whether i leads to j as much as j to i (same direction), or both more than by chance (opposite ones)."""
    n, found = counts(sequence, size), transitions(sequence, size)
    whole, product = len(sequence), n[i] * n[j]
    if direction is Direction.SAME:
        seen, mean = found[i][j] - found[j][i], Fraction()
        variance = Fraction(2 * product * (whole - n[i] - n[j] + 1), max(whole * (whole - 1), 1))
    else:
        seen, mean = found[i][j] + found[j][i], Fraction(2 * product, max(whole, 1))
        spread = product + (whole - n[i]) * (whole - n[j]) - whole
        variance = Fraction(2 * product * spread, max(whole * whole * (whole - 1), 1))
    off = seen - mean
    z = copysign(sqrt(off * off / variance), off) if variance > 0 else None
    return Dominance(seen, mean, variance, z)
