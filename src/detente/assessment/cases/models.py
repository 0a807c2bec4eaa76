"""What cases of the other models expect, computed anew: curves, power, sequences, exchange, outcomes, the scale."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

from detente.assessment.dependence import power
from detente.assessment.evidence import sequence, shares, survival
from detente.assessment.exchange import deal as exchange
from detente.assessment.exchange import deals
from detente.assessment.linear import Matrix, product
from detente.assessment.reading import Fields
from detente.limits import CASE_OBSERVATIONS_MAX, LEDGER_PARTIES_MAX

_VERSUS: Final = "_vs_"


def survival_case(case: Fields) -> dict[str, Any]:
    """Return curves, medians and tests of the groups in a case."""
    given, expected = case.table("input"), case.table("expected")
    groups = {name: _observations(given, name) for name in given.names() if isinstance(given.fields[name], list)}
    together = [one for group in groups.values() for one in group]
    got: dict[str, Any] = {
        "events_total": sum(event for _, event in together),
        "time_total": sum((time for time, _ in together), Fraction()),
    }
    for name, group in groups.items():
        points = survival.curve(group)
        got[name] = [_point(one) for one in points]
        got[f"median_{name}"] = survival.median(points)
    for name in expected.names():
        first, versus, second = name.removeprefix("logrank_").partition(_VERSUS)
        if versus and {first, second} <= groups.keys():
            got[name] = _test(survival.log_rank(groups[first], groups[second]))
    return got


def _observations(given: Fields, name: str) -> list[survival.Observation]:
    rows = given.matrix(name, 0)
    if len(rows[0]) != 2 or len(rows) > CASE_OBSERVATIONS_MAX or any(row[1] not in (0, 1) for row in rows):
        given.refuse(f"at most {CASE_OBSERVATIONS_MAX:,} pairs of a time and 1 or 0", len(rows), name)
    return [(time, bool(event)) for time, event in rows]


def _point(one: survival.Point) -> dict[str, Any]:
    return {
        "t": one.at,
        "at_risk": one.at_risk,
        "events": one.events,
        "S": one.survival,
        "S_float": one.survival,
        "se_greenwood": one.error,
    }


def _test(one: survival.LogRank) -> dict[str, Any]:
    return {
        "observed_first": one.observed,
        "expected_first": one.expected,
        "variance": one.variance,
        "chi2": one.chi2,
        "p_value": one.p_value,
    }


def power_case(case: Fields) -> list[dict[str, Any]]:
    """Return power, value and final control of each system in a case."""
    return [_system(one) for one in case.tables("systems")]


def _system(given: Fields) -> dict[str, Any]:
    signed = given.matrix("interest_signed" if "interest_signed" in given else "interest")
    interest, need = power.normalised(signed), None
    if "control" in given:
        control: Matrix = _control(given, "control")
    else:
        need = _control(given, "resource_need")
        control = _product(given, need, _control(given, "resource_control"))
    if len(control[0]) != len(interest) or len(interest) > LEDGER_PARTIES_MAX:
        given.refuse("as many columns of control as rows of interest", len(control[0]))
    if len(control) != len(interest[0]) or not all(map(any, interest)):
        given.refuse("an interest of every party, one for each row of control", len(interest[0]))
    found = power.power(interest, control)
    got: dict[str, Any] = {"dependence": found.dependence}
    if found.power is None or found.value is None:
        return got | {"r": found.reason, "v": found.reason}
    got |= {"r": found.power, "r_float": found.power, "v": found.value, "v_float": found.value}
    if found.final is not None:
        got |= {"final_control": found.final, "outcome_probability": power.outcome_probability(signed, found.final)}
    if need is not None:
        got["w_float"] = product([found.value], need)[0]
    return got


def _control(given: Fields, name: str) -> list[list[Fraction]]:
    rows = given.matrix(name, 0)
    if any(sum(row) != 1 for row in rows):
        given.refuse("rows that each sum to 1", next(str(sum(row)) for row in rows if sum(row) != 1), name)
    return rows


def _product(given: Fields, left: Matrix, right: Matrix) -> Matrix:
    if len(left[0]) != len(right):
        given.refuse("as many columns of resource_need as rows of resource_control", len(left[0]))
    return product(left, right)


def sequence_case(case: Fields) -> dict[str, Any]:
    """Return counts, transitions and tests of dominance of a sequence of codes from 1."""
    given, expected = case.table("input"), case.table("expected")
    names = given.texts("codes")
    codes = [one - 1 for one in given.integers(given.items("sequence"), "sequence")]
    if not 1 < len(codes) <= CASE_OBSERVATIONS_MAX or not all(0 <= one < len(names) for one in codes):
        given.refuse(f"2 to {CASE_OBSERVATIONS_MAX:,} codes from 1 to {len(names)}", len(codes), "sequence")
    size = len(names)
    return {
        "code_counts": dict(zip(names, sequence.counts(codes, size), strict=True)),
        "transitions": sequence.transitions(codes, size),
        "expected_transitions": sequence.expected(codes, size),
        "parallel_dominance": [_dominance(one, codes, names) for one in expected.tables("parallel_dominance", [])],
    }


def _dominance(asked: Fields, codes: Sequence[int], names: list[str]) -> dict[str, Any]:
    i, j, kind = asked.text("i"), asked.text("j"), asked.text("kind")
    direction = next((one for one in sequence.Direction if kind.startswith(one)), None)
    if direction is None or not {i, j} <= set(names):
        asked.refuse("two codes and their direction", kind)
    found = sequence.dominance(codes, len(names), names.index(i), names.index(j), direction)
    said = {"i": i, "j": j, "kind": kind}
    return {**said, "observed": found.observed, "expected": found.expected, "variance": found.variance, "z": found.z}


def outcome_case(case: Fields) -> dict[str, Any]:
    """Return the weighted mean and median of positions."""
    actors = [_one_issue(one) for one in case.table("input").tables("actors")]
    mean = exchange.outcome(actors, 0)
    middle = exchange.median([(one.position[0], one.weight(0)) for one in actors])
    return {"weighted_mean": mean, "weighted_mean_float": mean, "weighted_median": middle}


def _one_issue(given: Fields) -> exchange.Actor:
    position, salience = (given.number("position"),), (given.number("salience", 0),)
    return exchange.Actor(given.text("name"), position, salience, (given.number("capability", 0),))


def exchange_case(case: Fields) -> dict[str, Any]:
    """Return outcomes, full moves, the deal of equal gain and the largest gains of two parties on two issues."""
    given = case.table("input")
    issues, actors = deals.read_actors(given)
    if len(issues) != 2 or len(actors) != 2:
        given.refuse("two parties and two issues", len(actors))
    one, other = actors
    before = [exchange.outcome(actors, issue) for issue in range(2)]
    found = exchange.deal(actors, (one.name, other.name), (0, 1))
    if isinstance(found, str):
        return {"outcome_before": before, "outcome_before_float": before, "equal_gain": found}
    p, q = found.wants
    return {
        "outcome_before": before,
        "outcome_before_float": before,
        "demand": {one.name: issues[p], other.name: issues[q]},
        "supply": {one.name: issues[q], other.name: issues[p]},
        "full_move": {
            **_full(actors, one, other, q, issues[q]),
            **_full(actors, other, one, p, issues[p]),
        },
        "equal_gain": _equal(found, issues),
        "largest_possible_gain": {
            f"{one.name} ({other.name} kept at zero gain)": exchange.largest_gain(actors, one, other, (p, q)),
            f"{other.name} ({one.name} kept at zero gain)": exchange.largest_gain(actors, other, one, (q, p)),
        },
    }


def _full(
    actors: list[exchange.Actor], mover: exchange.Actor, demander: exchange.Actor, issue: int, name: str
) -> dict[str, Fraction]:
    loss, gain = exchange.full_move(actors, mover, demander, issue)
    said = f"{mover.name} moves to {demander.position[issue]} on issue {name}"
    return {f"{said}: loss of {mover.name}": loss, f"{said}: gain of {demander.name}": gain}


def _equal(found: exchange.Deal, issues: list[str]) -> dict[str, Any]:
    shifts = sorted(found.gives, key=lambda one: one.issue)
    moves = {f"{one.mover}_move_on_{issues[one.issue]}": f"{one.start} -> {one.end}" for one in shifts}
    return {
        "shift_of_outcome": [abs(one.after - one.before) for one in shifts],
        **moves,
        "outcome_after": [one.after for one in shifts],
        "gain_each": found.gain,
    }


def scale_case(case: Fields) -> dict[str, Any]:
    """Return the decayed index of the events that a scale comes with."""
    given = case.table("decayed_index_check")
    events = [(float(at), float(weight)) for at, weight in _pairs(given)]
    half_life = float(given.number("half_life_days", 0))
    if not half_life:
        given.refuse("a half-life above 0", 0)
    return {"expected": shares.decayed(events, float(given.number("at")), half_life)}


def _pairs(given: Fields) -> list[list[Fraction]]:
    rows = given.matrix("events", -10_000, 10_000)
    return rows if len(rows[0]) == 2 else given.refuse("pairs of a time and a weight", len(rows[0]), "events")
