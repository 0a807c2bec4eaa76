"""Two parties of a ledger: net demand by issue, need of the channel, and their ranges."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import lcm
from typing import Final

from detente.assessment.dependence.ledger import Ledger, Quantity, Steps
from detente.assessment.linear import total

Range = tuple[Fraction, Fraction]
Row = tuple[Fraction, ...]
Input = tuple[Quantity, int | None, int | None]
"""One input: which, whose (0 or 1; None for what belongs to both), on which issue (None for bypass)."""

_NONE: Final = Fraction()


@dataclass(frozen=True, slots=True)
class Side:
    """One party's inputs, by issue."""

    interest: Row
    control: Row
    outside: Row
    bypass: Fraction


@dataclass(frozen=True, slots=True)
class Pair:
    """Two parties and the channel between them.

    Args:
        sides: the two, in the order asked for.
        third: by issue, what other named parties control together.
        thirds: how many they are.
        most: the highest interest of the scale.
    """

    sides: tuple[Side, Side]
    third: Row
    thirds: int
    tabled: Row
    most: Fraction


class Aim(StrEnum):
    """What is looked at: demand over all issues, or need of the channel; each of the first less that of the second."""

    DEMAND = "net demand"
    NEED = "need of the channel"


def pair_of(ledger: Ledger, one: int, other: int) -> Pair:
    """Return two parties of a ledger, by their places."""
    issues = ledger.issues
    sides = [
        Side(
            tuple(issue.interest[party].value for issue in issues),
            tuple(issue.control[party].value for issue in issues),
            tuple(issue.outside[party].value for issue in issues),
            ledger.parties[party].bypass.value,
        )
        for party in (one, other)
    ]
    rest = [party for party in range(len(ledger.parties)) if party not in (one, other)]
    third = tuple(sum((issue.control[party].value for party in rest), Fraction()) for issue in issues)
    tabled = tuple(issue.tabled.value for issue in issues)
    return Pair((sides[0], sides[1]), third, len(rest), tabled, ledger.most)


def parts(pair: Pair, side: int) -> list[Fraction]:
    """Return by issue how much one side depends on the other."""
    own, other = pair.sides[side], pair.sides[1 - side]
    whole = sum(own.interest)
    return [
        interest * control * (1 - outside) / whole
        for interest, control, outside in zip(own.interest, other.control, own.outside, strict=True)
    ]


def demand(pair: Pair) -> Fraction:
    """Return the net demand of the first side: above 0 it is the one that demands."""
    return sum(parts(pair, 0), Fraction()) - sum(parts(pair, 1), Fraction())


def on_tabled(pair: Pair, side: int) -> Fraction:
    """Return how much one side depends on the other over what is tabled."""
    return sum((tabled * one for tabled, one in zip(pair.tabled, parts(pair, side), strict=True)), Fraction())


def need(pair: Pair, side: int) -> Fraction:
    """Return one side's need of the channel: what is tabled, less what it gets by other channels."""
    own, other = pair.sides[side], pair.sides[1 - side]
    gained = sum(
        (
            tabled * interest * (control + third) * (1 - outside)
            for tabled, interest, control, third, outside in zip(
                pair.tabled, own.interest, other.control, pair.third, own.outside, strict=True
            )
        ),
        Fraction(),
    )
    return (1 - own.bypass) * gained / sum(own.interest)


def aimed(pair: Pair, aim: Aim) -> Fraction:
    """Return what is looked at: above 0 the first side has more of it."""
    return demand(pair) if aim is Aim.DEMAND else need(pair, 0) - need(pair, 1)


class Sums:
    """Two parties' sums by what is looked at, kept so that moving one input costs one issue and not all of them."""

    def __init__(self, pair: Pair) -> None:
        self.pair = pair
        self.wholes = tuple(total(side.interest) for side in pair.sides)
        self._terms = {
            aim: tuple([self._term(aim, side, issue) for issue in range(len(pair.tabled))] for side in (0, 1))
            for aim in Aim
        }
        self._sums = {aim: tuple(map(total, rows)) for aim, rows in self._terms.items()}
        self._now = {aim: tuple(self._moved(aim, side, None, _NONE) for side in (0, 1)) for aim in Aim}

    def whole(self, side: int, issue: int, interest: Fraction) -> Fraction:
        """Return the sum of a side's interests, one of them set otherwise."""
        return self.wholes[side] - self.pair.sides[side].interest[issue] + interest

    def aimed(self, aim: Aim, input_: Input, value: Fraction) -> Fraction:
        """Return what `aimed` would, one input set otherwise; that side still has some interest."""
        moved = _moves(input_)
        one, other = (
            self._moved(aim, side, input_, value) if side in moved else self._now[aim][side] for side in (0, 1)
        )
        return one - other

    def _moved(self, aim: Aim, side: int, input_: Input | None, value: Fraction) -> Fraction:
        """Return one side's dependence or need, one input set otherwise, or none."""
        sum_, whole, bypass = self._sums[aim][side], self.wholes[side], self.pair.sides[side].bypass
        quantity, whose, issue = (None, None, None) if input_ is None else input_
        if issue is not None:
            sum_ += self._term(aim, side, issue, input_, value) - self._terms[aim][side][issue]
        if whose == side and quantity is Quantity.INTEREST and issue is not None:
            whole = self.whole(side, issue, value)
        if whose == side and quantity is Quantity.BYPASS:
            bypass = value
        return sum_ / whole if aim is Aim.DEMAND else (1 - bypass) * sum_ / whole

    def _term(self, aim: Aim, side: int, issue: int, input_: Input | None = None, value: Fraction = _NONE) -> Fraction:
        """Return what one issue adds to a side's dependence or need, before it is divided by the sum of interests."""
        own, other = self.pair.sides[side], self.pair.sides[1 - side]
        set_ = {} if input_ is None else {input_[:2]: value}
        interest = set_.get((Quantity.INTEREST, side), own.interest[issue])
        control = set_.get((Quantity.CONTROL, 1 - side), other.control[issue])
        gets = set_.get((Quantity.OUTSIDE, side), own.outside[issue])
        if aim is Aim.DEMAND:
            return interest * control * (1 - gets)
        tabled = set_.get((Quantity.TABLED, None), self.pair.tabled[issue])
        return tabled * interest * (control + self.pair.third[issue]) * (1 - gets)


def _moves(input_: Input) -> tuple[int, ...]:
    """Return the sides whose dependence or need an input moves: what one controls, the other depends on."""
    quantity, whose, _ = input_
    if whose is None:
        return 0, 1
    return (1 - whose if quantity is Quantity.CONTROL else whose,)


# --- ranges -----------------------------------------------------------------------------------------------------------


def dependence_range(pair: Pair, side: int, steps: Steps) -> Range:
    """Return the least and most that one side may depend on the other when every input moves by up to one step."""
    own, other = pair.sides[side], pair.sides[1 - side]
    low, high = [], []
    for issue, outside in enumerate(own.outside):
        control = _control(other.control[issue], own.control[issue], pair.third[issue], pair.thirds, steps.control)
        gets = _within(outside, steps.outside, Fraction(1))
        low.append(control[0] * (1 - gets[1]))
        high.append(control[1] * (1 - gets[0]))
    return _weighted(own, pair.most, steps, low, high)


def demand_range(pair: Pair, steps: Steps) -> Range:
    """Return the least and most of the first side's net demand."""
    first, second = (dependence_range(pair, side, steps) for side in (0, 1))
    return first[0] - second[1], first[1] - second[0]


def need_range(pair: Pair, side: int, steps: Steps) -> Range:
    """Return the least and most of one side's need of the channel."""
    own, other = pair.sides[side], pair.sides[1 - side]
    low, high = [], []
    for issue, tabled in enumerate(pair.tabled):
        spare = steps.control * (1 + pair.thirds)
        held = other.control[issue] + pair.third[issue]
        most = min(held + spare, 1 - max(own.control[issue] - steps.control, Fraction()))
        gets = _within(own.outside[issue], steps.outside, Fraction(1))
        low.append(tabled * max(held - spare, Fraction()) * (1 - gets[1]))
        high.append(tabled * most * (1 - gets[0]))
    least, utmost = _weighted(own, pair.most, steps, low, high)
    bypass = _within(own.bypass, steps.bypass, Fraction(1))
    return (1 - bypass[1]) * least, (1 - bypass[0]) * utmost


def _control(held: Fraction, own: Fraction, third: Fraction, thirds: int, step: Fraction) -> Range:
    """Return what a party may control: one step more needs room, which the others give by a step each at most."""
    room = 1 - max(own - step, Fraction()) - max(third - thirds * step, Fraction())
    return max(held - step, Fraction()), min(held + step, room)


def _within(value: Fraction, step: Fraction, most: Fraction) -> Range:
    return max(value - step, Fraction()), min(value + step, most)


def _weighted(own: Side, most: Fraction, steps: Steps, low: Sequence[Fraction], high: Sequence[Fraction]) -> Range:
    bounds = [_within(one, steps.interest, most) for one in own.interest]
    return -highest([-one for one in low], bounds), highest(high, bounds)


def highest(values: Sequence[Fraction], bounds: Sequence[Range]) -> Fraction:
    """Return the highest weighted mean of some values when each weight may lie within bounds.

    It is reached where, by descending value, a leading block takes its most and the rest its least.
    """
    scale = lcm(*(one.denominator for one in values))
    high = [_times(one, scale) for one in values]
    unit = lcm(*(end.denominator for bound in bounds for end in bound))
    least, most = ([_times(bound[end], unit) for bound in bounds] for end in (0, 1))
    whole, weighted = sum(least), sum(map(int.__mul__, least, high))
    best = Fraction(weighted, whole) if whole else None
    for place in sorted(range(len(values)), key=lambda place: -high[place]):
        whole, weighted = whole + most[place] - least[place], weighted + (most[place] - least[place]) * high[place]
        if whole and (best is None or weighted * best.denominator > best.numerator * whole):
            best = Fraction(weighted, whole)
    assert best is not None, "some weight may be above nothing"
    return best / scale


def _times(value: Fraction, scale: int) -> int:
    return value.numerator * (scale // value.denominator)
