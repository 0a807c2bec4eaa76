"""Power of many parties: Coleman's linear system of action, solved exactly.

Source: Coleman, The Mathematics of Collective Action, Aldine 1973.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from detente.assessment.linear import Matrix, is_connected, product, stationary
from detente.assessment.words import noted

Row = tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Power:
    """What a system of interests and control says; `power` and what rests on it are None where it is not unique.

    Args:
        dependence: Z, row by party: how much it depends on each; rows sum to 1.
        power: r, by party, of sum 1, with r = r Z.
        value: v, by issue.
        interest: X, row by party.
    """

    dependence: tuple[Row, ...]
    power: Row | None
    value: Row | None
    interest: Matrix
    reason: str = ""

    @property
    def final(self) -> tuple[Row, ...] | None:
        """Return control after exchange, row by issue; None where an issue is worth nothing."""
        if self.power is None or self.value is None or not all(self.value):
            return None
        return tuple(
            tuple(row[issue] * own / worth for row, own in zip(self.interest, self.power, strict=True))
            for issue, worth in enumerate(self.value)
        )


def normalised(rows: Matrix) -> list[list[Fraction]]:
    """Return absolute values, each row made to sum to 1; a row of nothing stays."""
    absolute = [[abs(one) for one in row] for row in rows]
    return [[one / (sum(row) or 1) for one in row] for row in absolute]


def power(interest: Matrix, control: Matrix) -> Power:
    """Return what each party's power is worth in a system.

    Args:
        interest: row by party, column by issue, each row of sum 1.
        control: row by issue, column by party, each row of sum 1.
    """
    dependence = product(interest, control)
    return power_of(dependence, interest)


def power_of(dependence: Matrix, interest: Matrix) -> Power:
    """Return power by the dependence that is given, where it is unique."""
    rows = tuple(map(tuple, dependence))
    if not is_connected(dependence):
        reason = noted("the parties fall into groups that do not all depend on each other, so that power is not unique")
        return Power(rows, None, None, interest, reason)
    found = stationary(dependence)
    assert found is not None, "a connected system has one solution"
    return Power(rows, tuple(found), tuple(product([found], interest)[0]), interest)


def outcome_probability(signed: Matrix, final: Sequence[Row]) -> list[Fraction]:
    """Return Coleman's probability that each issue comes out as its friends wish: half of 1 plus the signed control."""
    return [
        (1 + sum((share if signed[party][issue] >= 0 else -share for party, share in enumerate(row)), Fraction())) / 2
        for issue, row in enumerate(final)
    ]
