"""What a case of the graph model expects, computed anew: stability, coalitions, readings of sanctions, the inverse."""

import re
from collections.abc import Callable
from math import factorial
from typing import Any, Final

from detente.assessment.conflict import coalitions, inverse
from detente.assessment.conflict.graph import Concept, Conflict, Reading, Solver, States, places
from detente.assessment.conflict.graph_reading import ranking_of, read_conflict
from detente.assessment.reading import Fields

EITHER: Final = "SEQorSIM"
_READINGS: Final = {
    "legal_sequences": Reading.SEQUENCES,
    "one_move_by_one_opponent": Reading.ONE_MOVE,
    "each_opponent_at_most_once": Reading.ONCE_EACH,
}
_CHANGE: Final = re.compile(r"smallest_change_of_(.+)_for_state_(-?[0-9]+)")


def graph_case(case: Fields) -> dict[str, Any]:
    """Return what the case's input gives, under the names of its expectations."""
    conflict = read_conflict(case.table("input"))
    solver, expected = Solver(conflict), case.table("expected")
    got: dict[str, Any] = {
        "states": dict(zip(map(str, conflict.numbers), conflict.patterns, strict=bool(conflict.patterns))),
        "ranking": {name: ranking_of(conflict, party) for party, name in enumerate(conflict.parties)},
        "equilibria": equilibria(solver),
        "stable": {name: _stable(solver, party) for party, name in enumerate(conflict.parties)},
        "coalitionally_vulnerable_equilibria": _vulnerable(solver),
    }
    if "coalition_improvements" in expected:
        got["coalition_improvements"] = [_improved(solver, one) for one in expected.tables("coalition_improvements")]
    if "sanction_readings" in expected:
        got["sanction_readings"] = _readings(conflict, expected.table("sanction_readings"))
    if "inverse" in expected:
        got |= _inverse(solver, expected)
    for name in expected.names():
        if found := _CHANGE.fullmatch(name):
            got[name] = _changes(solver, expected.table(name), _party(expected, conflict, found[1]), int(found[2]))
    return got


def equilibria(solver: Solver) -> dict[str, list[int] | None]:
    """Return the equilibria under each concept, and under SEQ or SIM party by party."""
    found = {str(concept): solver.equilibria(concept) for concept in Concept}
    either = [_either(solver, party) for party in range(len(solver.conflict.parties))]
    found[EITHER] = [one for one in solver.conflict.numbers if all(one in held for held in either)]
    return found


def _either(solver: Solver, party: int) -> set[int]:
    return {*(solver.stable_states(party, Concept.SEQ) or ()), *(solver.stable_states(party, Concept.SIM) or ())}


def _stable(solver: Solver, party: int) -> dict[str, list[int] | None]:
    return {str(concept): solver.stable_states(party, concept) for concept in Concept}


def _party(fields: Fields, conflict: Conflict, name: str) -> int:
    return conflict.parties.index(name) if name in conflict.parties else fields.refuse("a party of the case", name)


def _state(fields: Fields, conflict: Conflict, number: int) -> int:
    return conflict.numbers.index(number) if number in conflict.numbers else fields.refuse("a state", number)


def _improved(solver: Solver, asked: Fields) -> dict[str, Any]:
    conflict = solver.conflict
    members = tuple(_party(asked, conflict, name) for name in asked.texts("coalition"))
    found = {
        str(number): conflict.numbered(better)
        for state, number in enumerate(conflict.numbers)
        if (better := coalitions.improvements(solver, members, state))
    }
    return {"coalition": asked.texts("coalition"), "improvements": found}


def _vulnerable(solver: Solver) -> dict[str, Any]:
    conflict, found = solver.conflict, {}
    for number in solver.equilibria(Concept.R) or ():
        if open_to := coalitions.vulnerable(solver, conflict.numbers.index(number)):
            by = [conflict.parties[member] for member in open_to[0]]
            found[str(number)] = {"by": by, "to": conflict.numbered(open_to[1])}
    return found


def _readings(conflict: Conflict, asked: Fields) -> dict[str, Any]:
    got = {}
    for name in asked.names():
        if (reading := _READINGS.get(name.partition(" ")[0])) is not None:
            found = equilibria(Solver(conflict, reading))
            got[name] = {concept: found.get(concept) for concept in asked.table(name).names()}
    return got


# --- the inverse question ---------------------------------------------------------------------------------------------


def _inverse(solver: Solver, expected: Fields) -> dict[str, Any]:
    """Return counts of rankings, and whether conditions in words say the same as these counts."""
    asked, conflict = expected.table("inverse"), solver.conflict
    party = _party(asked, conflict, asked.text("vary").partition(" ")[0])
    number = asked.whole("desired", -(10**9), 10**9)
    state = _state(asked, conflict, number)
    if not inverse.few_enough(solver):
        asked.refuse("a case with fewer states", len(conflict.numbers))
    tests = {concept: inverse.test_of(solver, party, state, concept) for concept in Concept if _tells(solver, concept)}
    got: dict[str, Any] = {
        "desired": number,
        "vary": asked.text("vary"),
        "profiles": factorial(len(conflict.numbers)),
        "count": {str(concept): inverse.count(solver, state, test) for concept, test in tests.items()},
    }
    for concept, test in tests.items():
        name = f"condition_{concept}"
        if name in asked:
            says = _worded(asked.text(name), conflict, party, number)
            got[name] = (
                asked.text(name)
                if says and _alike(conflict, state, says, test)
                else _own(solver, party, state, concept)
            )
    published = {
        str(concept): inverse.count(solver, state, _last_decides(solver, party, state, concept)) for concept in tests
    }
    return {"inverse": got, "inverse_published": published}


def _tells(solver: Solver, concept: Concept) -> bool:
    return concept is not Concept.SIM or solver.conflict.separable


def _own(solver: Solver, party: int, state: int, concept: Concept) -> str:
    return inverse.condition(solver, party, state, concept)


def _worded(text: str, conflict: Conflict, party: int, number: int) -> Callable[[States], bool] | None:
    """Return what a sentence like "A ranks (2 above 1 or 2 above 4) and 2 above 3, because B prefers 4 to 1" asks."""
    says, _, because = text.partition(", because ")
    for better, worse in re.findall(r"([0-9]+) to ([0-9]+)", because):
        name = because.partition(" ")[0]
        if name not in conflict.parties or not _prefers(
            conflict, conflict.parties.index(name), int(better), int(worse)
        ):
            return None
    if not says.startswith(f"{conflict.parties[party]} ranks "):
        return None
    clauses = [
        [int(below) for _, below in re.findall(r"(?:([0-9]+) )?above ([0-9]+)", clause)]
        for clause in says.split(" and ")
    ]
    named = {int(one) for one in re.findall(r"([0-9]+) above", says)}
    if (
        named != {number}
        or not all(clauses)
        or not {one for clause in clauses for one in clause} <= set(conflict.numbers)
    ):
        return None
    masks = [sum(1 << conflict.numbers.index(one) for one in set(clause)) for clause in clauses]
    return lambda better: all(mask & ~better for mask in masks)


def _prefers(conflict: Conflict, party: int, better: int, worse: int) -> bool:
    if not {better, worse} <= set(conflict.numbers):
        return False
    ranks = conflict.ranks[party]
    return ranks[conflict.numbers.index(better)] < ranks[conflict.numbers.index(worse)]


def _alike(conflict: Conflict, state: int, one: Callable[[States], bool], other: Callable[[States], bool]) -> bool:
    every = range(1 << len(conflict.numbers))
    return all(one(better) == other(better) for better in every if not better >> state & 1)


def _last_decides(solver: Solver, party: int, state: int, concept: Concept) -> Callable[[States], bool]:
    """Return the test of a known faulty solver, in which the last of several improvements decides alone.

    It is here because a published count rests on it; nothing else asks it.
    """
    right = inverse.test_of(solver, party, state, concept)
    moves = solver.conflict.moves[party][state]

    def holds(better: States) -> bool:
        *_, last = [-1, *places(moves & better)]
        return last < 0 or right(better & ~moves | 1 << last) if concept is not Concept.R else right(better)

    return holds


def _changes(solver: Solver, asked: Fields, party: int, number: int) -> dict[str, Any]:
    state, got = _state(asked, solver.conflict, number), {}
    for concept in Concept:
        if concept in asked and inverse.few_enough(solver):
            change = inverse.nearest(solver, party, state, concept, holds=True)
            flat = (
                [] if change is None else [[one for group in ranking for one in group] for ranking in change.rankings]
            )
            name = f"rankings_of_{solver.conflict.parties[party]}"
            got[str(concept)] = {"adjacent_swaps": None if change is None else change.swaps, name: flat}
    return got
