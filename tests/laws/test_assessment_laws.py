"""What holds of every assessment, whatever its input."""

import json
from collections import deque
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise, permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from detente.assessment.conflict import inverse
from detente.assessment.conflict.graph import Concept, Conflict, Solver
from detente.assessment.dependence import power
from detente.assessment.dependence.changing import as_inputs, change, fields
from detente.assessment.dependence.ledger import Quantity, Steps
from detente.assessment.dependence.ledger_reading import read_ledger
from detente.assessment.dependence.pair import (
    Aim,
    Pair,
    Side,
    Sums,
    aimed,
    demand,
    demand_range,
    highest,
    need,
    need_range,
)
from detente.assessment.dependence.turning import inputs, turns, value_of, with_value
from detente.assessment.evidence import sequence, shares, survival
from detente.assessment.exchange import deal as exchange
from detente.assessment.inputs.library import find
from detente.assessment.reading import parse_file

share = st.integers(0, 20).map(lambda one: Fraction(one, 20))


# --- graph model ------------------------------------------------------------------------------------------------------


@st.composite
def conflicts(draw: st.DrawFn, states: int = 5) -> Conflict:
    """Return a conflict of two or three parties with arcs and rankings, ties included."""
    size, parties = draw(st.integers(2, states)), draw(st.integers(2, 3))
    moves = [[draw(st.integers(0, (1 << size) - 1)) & ~(1 << one) for one in range(size)] for _ in range(parties)]
    ranks = [draw(st.lists(st.integers(0, size - 1), min_size=size, max_size=size)) for _ in range(parties)]
    names = tuple("ABC"[:parties])
    return Conflict(
        names, tuple(range(1, size + 1)), (), (), tuple(map(tuple, moves)), tuple(map(tuple, ranks)), separable=False
    )


@given(conflicts())
def test_concepts_contain_each_other(conflict: Conflict) -> None:
    """What holds under R holds under SEQ and SMR, and what holds under these holds under GMR; for each party."""
    solver = Solver(conflict)
    for party in range(len(conflict.parties)):
        held = {one: set(solver.stable_states(party, one) or ()) for one in Concept if one is not Concept.SIM}
        assert held[Concept.R] <= held[Concept.SEQ] <= held[Concept.GMR]
        assert held[Concept.R] <= held[Concept.SMR] <= held[Concept.GMR]


@given(conflicts(), st.randoms(use_true_random=False))
def test_names_and_places_mean_nothing(conflict: Conflict, dice: object) -> None:
    """Parties in another order and states at other places give the same equilibria."""
    order = list(range(len(conflict.numbers)))
    dice.shuffle(order)  # type: ignore[attr-defined]
    turned = Conflict(
        conflict.parties[::-1],
        tuple(conflict.numbers[one] for one in order),
        (),
        (),
        tuple(
            tuple(sum(1 << order.index(place) for place in range(len(order)) if own[one] >> place & 1) for one in order)
            for own in conflict.moves[::-1]
        ),
        tuple(tuple(own[one] for one in order) for own in conflict.ranks[::-1]),
        separable=False,
    )
    for concept in (Concept.R, Concept.GMR, Concept.SMR, Concept.SEQ):
        assert set(Solver(conflict).equilibria(concept) or ()) == set(Solver(turned).equilibria(concept) or ())


@st.composite
def strict(draw: st.DrawFn) -> Conflict:
    """Return a conflict in which the first party's ranking has no ties."""
    found = draw(conflicts(4))
    size = len(found.numbers)
    first = tuple(draw(st.permutations(range(size))))
    return Conflict(found.parties, found.numbers, (), (), found.moves, (first, *found.ranks[1:]), separable=False)


def ranked(conflict: Conflict, first: tuple[int, ...]) -> Conflict:
    ranks = tuple(first.index(place) for place in range(len(first)))
    return Conflict(
        conflict.parties, conflict.numbers, (), (), conflict.moves, (ranks, *conflict.ranks[1:]), separable=False
    )


@settings(max_examples=60)
@given(strict(), st.sampled_from([Concept.R, Concept.GMR, Concept.SMR, Concept.SEQ]), st.booleans())
def test_the_fewest_swaps_are_the_fewest(conflict: Conflict, concept: Concept, holds: bool) -> None:
    """A search over all rankings, neighbour by neighbour, finds the same distance, as many rankings and the count."""
    size = len(conflict.numbers)
    start = tuple(sorted(range(size), key=lambda place: conflict.ranks[0][place]))
    stable = {order: Solver(ranked(conflict, order)).stable(0, 0, concept) for order in permutations(range(size))}
    solver = Solver(conflict)
    assert inverse.count(solver, 0, inverse.test_of(solver, 0, 0, concept)) == sum(map(bool, stable.values()))
    distance, waiting = {start: 0}, deque([start])
    while waiting:
        order = waiting.popleft()
        for place in range(size - 1):
            swapped = (*order[:place], order[place + 1], order[place], *order[place + 2 :])
            if swapped not in distance:
                distance[swapped] = distance[order] + 1
                waiting.append(swapped)
    fitting = [distance[order] for order, held in stable.items() if held is holds]
    found = inverse.nearest(solver, 0, 0, concept, holds=holds)
    assert (found is None) == (not fitting)
    if found is not None:
        assert found.swaps == min(fitting)
        assert len(found.rankings) == fitting.count(found.swaps)


# --- power ------------------------------------------------------------------------------------------------------------


def rows(count: int, length: int) -> st.SearchStrategy[list[list[Fraction]]]:
    """Return rows of numbers above zero, each of sum 1."""
    row = st.lists(st.integers(1, 9), min_size=length, max_size=length)
    return st.lists(row.map(lambda one: [Fraction(x, sum(one)) for x in one]), min_size=count, max_size=count)


@given(st.integers(2, 5).flatmap(lambda n: st.integers(1, 5).flatmap(lambda k: st.tuples(rows(n, k), rows(k, n)))))
def test_power_is_stationary(system: tuple[list[list[Fraction]], list[list[Fraction]]]) -> None:
    """Rows of Z sum to 1, r = r Z, r and v sum to 1, final control of each issue sums to 1: exactly."""
    found = power.power(*system)
    assert found.power is not None
    assert found.value is not None
    assert found.final is not None
    assert all(sum(row) == 1 for row in found.dependence)
    size = len(found.power)
    assert all(found.power[j] == sum(found.power[i] * found.dependence[i][j] for i in range(size)) for j in range(size))
    assert sum(found.power) == sum(found.value) == 1
    assert all(sum(row) == 1 for row in found.final)


def test_power_that_is_not_unique_is_no_number() -> None:
    """Each party controls all that it wants: any r solves r = r Z, so none is given."""
    one = [[Fraction(1), Fraction(0)], [Fraction(0), Fraction(1)]]
    found = power.power(one, one)
    assert found.power is None
    assert "not unique" in found.reason


# --- curves and shares ------------------------------------------------------------------------------------------------

observations = st.lists(st.tuples(st.integers(0, 9).map(Fraction), st.booleans()), min_size=1, max_size=25)


@given(observations)
def test_a_curve_falls_from_one_towards_nothing(found: list[tuple[Fraction, bool]]) -> None:
    """S falls at each step and stays in [0, 1]; with nothing open it is the share that is still left."""
    points = survival.curve(found)
    values = [Fraction(1), *(one.survival for one in points)]
    assert all(later < earlier for earlier, later in pairwise(values))
    assert all(0 <= one <= 1 for one in values)
    if all(event for _, event in found):
        left = [Fraction(sum(time > one.at for time, _ in found), len(found)) for one in points]
        assert [one.survival for one in points] == left


@given(
    st.lists(st.tuples(st.integers(0, 9).map(Fraction), st.sampled_from([None, "answered", "refused"])), max_size=25)
)
def test_how_it_ended_adds_up(found: list[tuple[Fraction, str | None]]) -> None:
    """The parts of Aalen and Johansen add to 1 - S."""
    parts = survival.endings(found)
    points = survival.curve((time, kind is not None) for time, kind in found)
    ended = sum((steps[-1][1] for steps in parts.values()), Fraction())
    assert ended == 1 - (points[-1].survival if points else 1)


@given(observations, observations)
def test_two_groups_differ_alike_from_both_sides(
    one: list[tuple[Fraction, bool]], other: list[tuple[Fraction, bool]]
) -> None:
    """The log-rank test does not mind which group comes first, and what is not there is not tested."""
    first, second = survival.log_rank(one, other), survival.log_rank(other, one)
    assert first.chi2 == second.chi2
    assert first.expected + second.expected == first.observed + second.observed
    assert (first.chi2 is None) == (not first.variance)


@given(st.integers(0, 200), st.integers(0, 200))
def test_an_interval_holds_its_share(part: int, rest: int) -> None:
    """Wilson's interval stays in [0, 1] and holds the share; nothing of nothing is no share."""
    found = shares.wilson(part, part + rest)
    assert (found is None) == (part + rest == 0)
    if found is not None:
        assert 0 <= found.low <= found.share <= found.high <= 1
    assert shares.balance(part, rest) == shares.balance(rest, part)


def test_an_interval_as_published() -> None:
    """14 of 17: 0.824 [0.590, 0.938]."""
    found = shares.wilson(14, 17)
    assert found is not None
    assert (round(float(found.share), 3), round(found.low, 3), round(found.high, 3)) == (0.824, 0.590, 0.938)


@given(st.lists(st.integers(0, 2), min_size=2, max_size=40))
def test_dominance_turns_round(codes: list[int]) -> None:
    """In the same direction z of i over j is minus that of j over i; in opposite directions both are one."""
    same, opposite = sequence.Direction.SAME, sequence.Direction.OPPOSITE
    one, other = (sequence.dominance(codes, 3, *pair, same).z for pair in ((0, 1), (1, 0)))
    assert (one is None and other is None) or one == -(other or 0.0)
    assert sequence.dominance(codes, 3, 0, 1, opposite) == sequence.dominance(codes, 3, 1, 0, opposite)


# --- exchange ---------------------------------------------------------------------------------------------------------


@st.composite
def actors(draw: st.DrawFn) -> list[exchange.Actor]:
    """Return two or three parties with positions, salience and capability on two issues."""
    number = st.integers(0, 10).map(Fraction)
    pair = st.tuples(number, number)
    return [exchange.Actor(name, draw(pair), draw(pair), draw(pair)) for name in "ABC"[: draw(st.integers(2, 3))]]


def stands(one: exchange.Actor, shift: exchange.Shift) -> exchange.Actor:
    """Return a party that has moved."""
    position = tuple(shift.end if place == shift.issue else at for place, at in enumerate(one.position))
    return exchange.Actor(one.name, position, one.salience, one.capability)


@given(actors())
def test_a_deal_is_equal_and_nobody_overshoots(parties: list[exchange.Actor]) -> None:
    """Both gain the same, not less than nothing; no outcome passes its demander, no mover the other's position."""
    found = exchange.deal(parties, ("A", "B"), (0, 1))
    if isinstance(found, str):
        assert found
        return
    one, other = parties[:2]
    gains = [sum(exchange.nearer(who, shift) for shift in found.gives) for who in (one, other)]
    assert gains[0] == gains[1] == found.gain >= 0
    for shift in found.gives:
        demander = other if shift.mover == one.name else one
        ends = sorted((shift.start, demander.position[shift.issue]))
        assert ends[0] <= shift.end <= ends[1]
        way = sorted((shift.before, demander.position[shift.issue]))
        assert way[0] <= shift.after <= way[1]
        moved = [stands(who, shift) if who.name == shift.mover else who for who in parties]
        assert exchange.outcome(moved, shift.issue) == shift.after


# --- dependence -------------------------------------------------------------------------------------------------------


@st.composite
def pairs(draw: st.DrawFn) -> Pair:
    """Return two parties, with or without a third, on one to four issues."""
    issues = draw(st.integers(1, 4))

    def row(most: int, least: int = 0) -> tuple[Fraction, ...]:
        return tuple(Fraction(draw(st.integers(least, most)), 20) for _ in range(issues))

    # Shares of control: 6/20 each for the two and the third at most, so that others always hold something.
    sides = [Side(tuple(20 * one for one in row(3, 1)), row(6), row(20), draw(share)) for _ in range(2)]
    third = draw(st.sampled_from([(Fraction(),) * issues, row(6)]))
    tabled = tuple(Fraction(int(draw(st.booleans()))) for _ in range(issues))
    return Pair((sides[0], sides[1]), third, int(any(third)), tabled, Fraction(3))


def turned_round(pair: Pair) -> Pair:
    return Pair(pair.sides[::-1], pair.third, pair.thirds, pair.tabled, pair.most)


STEPS = Steps()
NONE = Steps(Fraction(), Fraction(), Fraction(), Fraction())


@given(pairs())
def test_swapping_two_parties_flips_demand(pair: Pair) -> None:
    """D of the one is minus D of the other, its range too, and needs change places."""
    back = turned_round(pair)
    assert demand(back) == -demand(pair)
    low, high = demand_range(pair, STEPS)
    assert demand_range(back, STEPS) == (-high, -low)
    assert (need(back, 0), need(back, 1)) == (need(pair, 1), need(pair, 0))


@given(pairs(), st.data())
def test_a_range_holds_whatever_moves_within_a_step(pair: Pair, data: st.DataObject) -> None:
    """Without a step a range is the value; with steps it holds every ledger of which each input is within one."""
    assert demand_range(pair, NONE) == (demand(pair),) * 2
    assert need_range(pair, 0, NONE) == (need(pair, 0),) * 2
    moved = pair
    for side in (0, 1):
        moved = with_value(
            moved, Quantity.BYPASS, side, None, data.draw(near(pair.sides[side].bypass, STEPS.bypass, 1))
        )
        for issue in range(len(pair.tabled)):
            for quantity, step, most in (
                (Quantity.INTEREST, STEPS.interest, 3),
                (Quantity.CONTROL, STEPS.control, 1),
                (Quantity.OUTSIDE, STEPS.outside, 1),
            ):
                value = data.draw(near(value_of(pair, quantity, side, issue), step, most))
                moved = with_value(moved, quantity, side, issue, value)
    if not all(any(side.interest) for side in moved.sides):
        return
    low, high = demand_range(pair, STEPS)
    assert low <= demand(moved) <= high
    for side in (0, 1):
        low, high = need_range(pair, side, STEPS)
        assert low <= need(moved, side) <= high


def near(value: Fraction, step: Fraction, most: int) -> st.SearchStrategy[Fraction]:
    """Return values within a step, the ends more often."""
    low, high = max(value - step, Fraction()), min(value + step, Fraction(most))
    return st.sampled_from([low, high, value, (low + value) / 2])


@given(pairs(), st.sampled_from(Aim))
def test_where_it_turns_it_is_nothing(pair: Pair, aim: Aim) -> None:
    """At a possible turning value what is looked at is exactly 0; a switch of the table has changed its sign."""
    for one in turns(pair, aim, STEPS):
        if one.possible and one.at is not None:
            there = aimed(with_value(pair, one.quantity, one.side, one.issue, one.at), aim)
            assert there == 0 if one.quantity is not Quantity.TABLED else there * aimed(pair, aim) < 0


@given(pairs(), st.sampled_from(Aim), st.data())
def test_moving_one_input_in_the_sums_is_moving_it_in_the_pair(pair: Pair, aim: Aim, data: st.DataObject) -> None:
    """What is kept so that a move is cheap gives exactly what is found when all is worked out anew."""
    one = data.draw(st.sampled_from(list(inputs(pair))))
    value = Fraction(data.draw(st.integers(0, 4)), 4)
    moved = with_value(pair, *one, value)
    if all(any(side.interest) for side in moved.sides):
        assert Sums(pair).aimed(aim, one, value) == aimed(moved, aim)


@given(st.lists(st.tuples(share, st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=5))
def test_the_highest_mean_is_at_a_corner(given_: list[tuple[Fraction, int, int]]) -> None:
    """No choice of least or most for each weight gives a higher mean than the cuts that are tried."""
    values = [value for value, _, _ in given_]
    bounds = [(Fraction(least), Fraction(least + more)) for _, least, more in given_]
    corners = [
        [bounds[place][number >> place & 1] for place in range(len(values))] for number in range(1 << len(values))
    ]
    means = [sum(map(Fraction.__mul__, values, weights)) / sum(weights) for weights in corners if sum(weights)]
    if means:
        assert highest(values, bounds) == max(means)


# --- as a reader sets it ----------------------------------------------------------------------------------------------

APRIL = read_ledger(parse_file(find("april-2016"), toml=True))
EVERY = fields(APRIL, (0, 1))


@given(st.data())
def test_what_is_set_is_set_and_kept_as_it_was_set(data: st.DataObject) -> None:
    """A field says what stands in it, so sending the form back sets nothing; what is set reads back from a file."""
    typed = {one.name: one.text for one in EVERY if one.quantity is not Quantity.TABLED or one.given.value}
    assert change(APRIL, (0, 1), typed).settings == ()
    for one in data.draw(st.lists(st.sampled_from(EVERY), max_size=6)):
        if one.quantity is Quantity.TABLED:
            typed.pop(one.name, None)
        elif one.quantity is not Quantity.CONTROL:
            typed[one.name] = f"{data.draw(st.integers(0, int(1000 * one.most))) / 1000}"
    changed = change(APRIL, (0, 1), typed)
    if changed.ledger is None:
        assert all("interest" in said for said in changed.errors.values())
        return
    again = read_ledger(parse_file(json.dumps(as_inputs(changed.ledger, APRIL)).encode(), toml=False))
    assert replace(again, readings=()) == changed.ledger
    before = again.read_as(again.readings[0])
    assert [one.given.value for one in fields(before, (0, 1))] == [one.given.value for one in EVERY]
    assert len(changed.settings) == len(again.readings[0].settings)


@given(st.dictionaries(st.sampled_from([one.name for one in EVERY]), st.text(max_size=12)))
def test_anything_typed_is_an_input_or_an_error_at_its_field(typed: dict[str, str]) -> None:
    """No text breaks it: either there is a ledger with every value on its scale, or each error has its field."""
    changed = change(APRIL, (0, 1), typed)
    assert (changed.ledger is None) == bool(changed.errors)
    assert changed.errors.keys() <= {one.name for one in EVERY}
    if changed.ledger is not None:
        assert all(0 <= one.given.value <= one.most for one in fields(changed.ledger, (0, 1)))
