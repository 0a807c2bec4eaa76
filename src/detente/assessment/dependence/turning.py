"""What would change it, two parties at a time: the value of each input at which the sign turns, and Emerson's levers.

Source of the levers: Emerson, American Sociological Review 27 (1962) 31-41.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from detente.assessment.dependence.ledger import Quantity, Steps
from detente.assessment.dependence.pair import Aim, Input, Pair, Row, Sums, aimed
from detente.assessment.words import noted

Move = tuple[Quantity, int | None, int | None, Fraction]
"""An input (which, whose side, on which issue) and by how much it moves."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One input alone: the value at which the sign turns, where there is one.

    Args:
        side: 0 or 1; None for what belongs to both.
        issue: its place; None for bypass.
        at: None where no value turns it.
        possible: whether `at` lies on the input's scale and is not what it is now.
    """

    quantity: Quantity
    side: int | None
    issue: int | None
    now: Fraction
    at: Fraction | None
    possible: bool


def inputs(pair: Pair) -> Iterator[tuple[Quantity, int | None, int | None]]:
    """Yield every input of two parties: which, whose, on which issue."""
    for side in (0, 1):
        yield Quantity.BYPASS, side, None
        for issue in range(len(pair.tabled)):
            for quantity in (Quantity.INTEREST, Quantity.CONTROL, Quantity.OUTSIDE):
                yield quantity, side, issue
    for issue in range(len(pair.tabled)):
        yield Quantity.TABLED, None, issue


def value_of(pair: Pair, quantity: Quantity, side: int | None, issue: int | None) -> Fraction:
    """Return one input."""
    if issue is None or side is None:
        return pair.tabled[issue or 0] if side is None else pair.sides[side].bypass
    row: Row = getattr(pair.sides[side], quantity)
    return row[issue]


def with_value(pair: Pair, quantity: Quantity, side: int | None, issue: int | None, value: Fraction) -> Pair:
    """Return the pair with one input set."""
    if side is None:
        return replace(pair, tabled=_put(pair.tabled, issue or 0, value))
    own = pair.sides[side]
    if issue is None:
        own = replace(own, bypass=value)
    elif quantity is Quantity.INTEREST:
        own = replace(own, interest=_put(own.interest, issue, value))
    elif quantity is Quantity.CONTROL:
        own = replace(own, control=_put(own.control, issue, value))
    else:
        own = replace(own, outside=_put(own.outside, issue, value))
    return replace(pair, sides=(own, pair.sides[1]) if side == 0 else (pair.sides[0], own))


def _put(row: Row, place: int, value: Fraction) -> Row:
    return (*row[:place], value, *row[place + 1 :])


def turns(pair: Pair, aim: Aim, steps: Steps) -> list[Turn]:
    """Return, for every input that matters alone, where it turns the sign; those that can, first, by steps from now."""
    sums = Sums(pair)
    found = [one for place in inputs(pair) if (one := _turn(sums, aim, place)).at is not None]
    return sorted(found, key=lambda one: (not one.possible, *_way(one, steps)))


def _way(one: Turn, steps: Steps) -> tuple[bool, Fraction]:
    """Return how far it is, to be sorted by; what has no step comes last."""
    count = steps_to(one, steps)
    return count is None, count or Fraction()


def steps_to(one: Turn, steps: Steps) -> Fraction | None:
    """Return how many of its own steps an input has to move until it turns; a switch of the table counts as one.

    None where it does not turn, or has no step: distances on different scales do not compare.
    """
    if one.at is None:
        return None
    if one.quantity is Quantity.TABLED:
        return Fraction(1)
    step: Fraction = getattr(steps, one.quantity)
    return abs(one.at - one.now) / step if step else None


def turn(pair: Pair, aim: Aim, quantity: Quantity, side: int | None, issue: int | None) -> Turn:
    """Return where one input alone turns the sign."""
    return _turn(Sums(pair), aim, (quantity, side, issue))


def _turn(sums: Sums, aim: Aim, input_: Input) -> Turn:
    """Return where one input alone turns the sign.

    What is looked at is linear in each input, once it is multiplied by the sum of interests where an interest moves:
    two values give the line, and the line its zero.
    """
    quantity, side, issue = input_
    now = value_of(sums.pair, quantity, side, issue)

    def line(value: Fraction) -> Fraction:
        moves = quantity is Quantity.INTEREST and side is not None and issue is not None
        return sums.aimed(aim, input_, value) * (sums.whole(side or 0, issue or 0, value) if moves else 1)

    if quantity is Quantity.TABLED:
        other = 1 - now
        before, after = line(now), line(other)
        turned = before * after < 0
        return Turn(quantity, side, issue, now, other if turned else None, turned)
    one, two = line(Fraction(1)), line(Fraction(2))
    at = None if one == two else 1 - one / (two - one)
    return Turn(quantity, side, issue, now, at, at is not None and at != now and _fits(sums, input_, at))


def _fits(sums: Sums, input_: Input, at: Fraction) -> bool:
    quantity, side, issue = input_
    if quantity is Quantity.INTEREST and side is not None and issue is not None:
        return 0 <= at <= sums.pair.most and sums.whole(side, issue, at) > 0
    most = Fraction(1)
    if quantity is Quantity.CONTROL and side is not None and issue is not None:
        most -= sums.pair.sides[1 - side].control[issue] + sums.pair.third[issue]
    return 0 <= at <= most


# --- levers -----------------------------------------------------------------------------------------------------------


class Lever(StrEnum):
    """Emerson's four ways out of dependence, in plain words."""

    LESS = noted("want it less")
    ELSEWHERE = noted("get it elsewhere")
    OFFER = noted("make them want something you hold")
    CLOSE = noted("close their alternatives")


@dataclass(frozen=True, slots=True)
class Pull:
    """The one step of a lever that shifts the need of the channel most; None as issue is bypass, or the channel."""

    lever: Lever
    quantity: Quantity
    side: int | None
    issue: int | None
    now: Fraction
    then: Fraction
    need_before: Fraction
    need_after: Fraction
    demand_after: Fraction


def levers(pair: Pair, side: int, steps: Steps) -> list[Pull]:
    """Return, for one side, the strongest single step of each lever; none where a lever does nothing.

    Strongest is what lowers most its own need of the channel less the other's.
    """
    sign = 1 if side == 0 else -1
    sums, before, found = Sums(pair), aimed(pair, Aim.NEED), []
    for lever, moves in _moves(side, len(pair.tabled), steps).items():
        best: Pull | None = None
        for quantity, whose, issue, by in moves:
            now = value_of(pair, quantity, whose, issue)
            most = pair.most if quantity is Quantity.INTEREST else Fraction(1)
            then = min(max(now + by, Fraction()), most)
            if then == now or (quantity is Quantity.INTEREST and not sums.whole(whose or 0, issue or 0, then)):
                continue
            input_ = (quantity, whose, issue)
            after, moved = (sums.aimed(aim, input_, then) for aim in (Aim.NEED, Aim.DEMAND))
            pull = Pull(lever, quantity, whose, issue, now, then, before, after, moved)
            if sign * (pull.need_after - before) < (sign * (best.need_after - before) if best else 0):
                best = pull
        found += [best] if best else []
    return found


def _moves(side: int, issues: int, steps: Steps) -> dict[Lever, list[Move]]:
    def every(quantity: Quantity, whose: int, by: Fraction) -> list[Move]:
        return [(quantity, whose, issue, by) for issue in range(issues)]

    other = 1 - side
    table: list[Move] = [(Quantity.TABLED, None, issue, Fraction(1)) for issue in range(issues)]
    bypass: list[Move] = [(Quantity.BYPASS, side, None, steps.bypass)]
    theirs: list[Move] = [(Quantity.BYPASS, other, None, -steps.bypass)]
    return {
        Lever.LESS: every(Quantity.INTEREST, side, -steps.interest),
        Lever.ELSEWHERE: bypass + every(Quantity.OUTSIDE, side, steps.outside),
        Lever.OFFER: every(Quantity.INTEREST, other, steps.interest) + table,
        Lever.CLOSE: theirs + every(Quantity.OUTSIDE, other, -steps.outside),
    }
