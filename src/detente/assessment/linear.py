"""Linear systems in exact fractions, by elimination without division (Bareiss), so that numbers stay short."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import gcd, lcm

Matrix = Sequence[Sequence[Fraction]]


def product(left: Matrix, right: Matrix) -> list[list[Fraction]]:
    """Return the product of two matrices."""
    columns = list(zip(*right, strict=True))
    return [[_dot(row, column) for column in columns] for row in left]


def _dot(one: Sequence[Fraction], other: Sequence[Fraction]) -> Fraction:
    return _sum([(a.numerator * b.numerator, a.denominator * b.denominator) for a, b in zip(one, other, strict=True)])


def total(values: Iterable[Fraction]) -> Fraction:
    """Return the sum of fractions, brought to one denominator once and not at each step."""
    return _sum([(one.numerator, one.denominator) for one in values])


def _sum(parts: list[tuple[int, int]]) -> Fraction:
    below = lcm(*(part for _, part in parts))
    return Fraction(sum(above * (below // part) for above, part in parts), below)


def stationary(matrix: Matrix) -> list[Fraction] | None:
    """Return the only r with `r = r Z` and sum 1; None where there are several.

    Args:
        matrix: Z, square, each row of sum 1.
    """
    size = len(matrix)
    # Equations: sum_i r_i (Z_ij - [i = j]) = 0 for all j but one, and sum r = 1 in its place. They are written for
    # r_i over the denominator of row i, so that short whole numbers stand in them.
    below = [lcm(*(one.denominator for one in row)) for row in matrix]
    rows = [[below[i] * (matrix[i][j] - (i == j)) for i in range(size)] + [Fraction()] for j in range(size - 1)]
    found = solve([*rows, [*map(Fraction, below), Fraction(1)]])
    return None if found is None else [one * factor for one, factor in zip(found, below, strict=True)]


def solve(augmented: Matrix) -> list[Fraction] | None:
    """Return the solution of a square system, its right side as last column; None where it is not the only one.

    Source: Bareiss, Mathematics of Computation 22 (1968) 565-578.
    """
    rows = [_whole(row) for row in augmented]
    size, before = len(rows), 1
    for step in range(size):
        pivot = next((number for number in range(step, size) if rows[number][step]), None)
        if pivot is None:
            return None
        rows[step], rows[pivot] = rows[pivot], rows[step]
        head = rows[step]
        for number in range(step + 1, size):
            row, factor = rows[number], rows[number][step]
            rows[number] = [(a * head[step] - factor * b) // before for a, b in zip(row, head, strict=True)]
        before = head[step]
    return _substituted(rows)


def _substituted(rows: list[list[int]]) -> list[Fraction]:
    """Return the solution, worked out in whole numbers over the last pivot, which is the determinant."""
    size, whole = len(rows), rows[-1][-2]
    above = [0] * size
    for number in reversed(range(size)):
        row = rows[number]
        rest = sum(row[i] * above[i] for i in range(number + 1, size))
        above[number] = (row[-1] * whole - rest) // row[number]
    return [Fraction(one, whole) for one in above]


def _whole(row: Sequence[Fraction]) -> list[int]:
    """Return a multiple of the row in integers without a common factor."""
    below = lcm(*(one.denominator for one in row))
    whole = [one.numerator * (below // one.denominator) for one in row]
    common = gcd(*whole) or 1
    return [one // common for one in whole]


def is_connected(matrix: Matrix) -> bool:
    """Return whether every row reaches every other over entries above zero (Z is irreducible)."""
    size = len(matrix)
    forward = [[j for j in range(size) if matrix[i][j]] for i in range(size)]
    backward = [[j for j in range(size) if matrix[j][i]] for i in range(size)]
    return all(len(_reached(ways)) == size for ways in (forward, backward))


def _reached(ways: list[list[int]]) -> set[int]:
    found, waiting = {0}, [0]
    while waiting:
        fresh = set(ways[waiting.pop()]) - found
        found |= fresh
        waiting += fresh
    return found
