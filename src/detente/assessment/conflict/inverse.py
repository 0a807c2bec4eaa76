"""What would change it: for a wished state, what one party would have to prefer, and the fewest swaps that do it.

Whether a party stays where it is depends only on which states it prefers to that one. So all rankings are counted by
these sets, and the nearest ranking for a set keeps every other pair as it was: no search is needed.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import factorial

from detente.assessment.conflict.graph import Concept, Solver, States, places, stable_for
from detente.limits import INVERSE_STATES_MAX

Ranking = tuple[tuple[int, ...], ...]
"""Numbers of states, best first, ties together."""


@dataclass(frozen=True, slots=True)
class Change:
    """The fewest exchanges of neighbours in a party's ranking that make a state hold for it, or not hold.

    States of equal rank are one neighbour and change places together.
    """

    party: str
    state: int
    concept: Concept
    holds: bool
    swaps: int
    rankings: tuple[Ranking, ...]
    """All rankings at that distance."""


def test_of(solver: Solver, party: int, state: int, concept: Concept) -> Callable[[States], bool]:
    """Return a test: does the state hold for the party if these are the states that it prefers?"""
    moves = solver.conflict.moves[party]
    answers = solver.answers(party, state, concept, moves[state])
    return lambda better: stable_for(concept, moves[state] & better, better, moves, answers)


def count(solver: Solver, state: int, holds: Callable[[States], bool]) -> int:
    """Return with how many of all strict rankings of a party the state holds for it."""
    rest = [1 << place for place in range(len(solver.conflict.numbers)) if place != state]
    total = 0
    for chosen in _subsets(rest):
        if holds(chosen):
            above = chosen.bit_count()
            total += factorial(above) * factorial(len(rest) - above)
    return total


def nearest(solver: Solver, party: int, state: int, concept: Concept, *, holds: bool) -> Change | None:
    """Return the fewest swaps that make a state hold, or not hold; None where no ranking does.

    Where states are tied, they stay so: neighbours that change places are groups.
    """
    conflict = solver.conflict
    groups = _groups(conflict.ranks[party])
    own = next(number for number, group in enumerate(groups) if group >> state & 1)
    test = test_of(solver, party, state, concept)
    rest = [1 << number for number in range(len(groups)) if number != own]
    fewest: int | None = None
    found: list[Ranking] = []
    for chosen in _subsets(rest):
        swaps = _swaps(chosen, own, len(groups))
        if fewest is not None and swaps > fewest:
            continue
        if test(sum(groups[number] for number in places(chosen))) is holds:
            if fewest is None or swaps < fewest:
                fewest, found = swaps, []
            found.append(_ranking(solver, groups, chosen, own))
    if fewest is None:
        return None
    return Change(conflict.parties[party], conflict.numbers[state], concept, holds, fewest, tuple(sorted(found)))


def few_enough(solver: Solver) -> bool:
    """Return whether all sets of states can be looked at."""
    return len(solver.conflict.numbers) <= INVERSE_STATES_MAX


def condition(solver: Solver, party: int, state: int, concept: Concept) -> str:
    """Return in words what a party would have to prefer for a state to hold for it."""
    conflict = solver.conflict
    name, here = conflict.parties[party], conflict.numbers[state]
    moves = conflict.moves[party]
    answers = solver.answers(party, state, concept, moves[state])
    clauses = []
    for there in places(moves[state]):
        ends = answers.get(there, 0)
        if concept is Concept.SMR:
            words = [_smr_words(solver, party, end) for end in places(ends)]
        else:
            words = [] if not ends >> state & 1 else ["anything"]
            words += [f"{conflict.numbers[end]}" for end in places(ends & ~(1 << there) & ~(1 << state))]
        if "anything" not in words:
            clauses.append(" or ".join([f"{conflict.numbers[there]}", *words]))
    if not clauses:
        return f"{here} holds for {name} whatever it prefers"
    joined = " and ".join(f"({one})" if " or " in one else one for one in clauses)
    return f"{name} ranks {here} at least as high as {joined}"


def _smr_words(solver: Solver, party: int, end: int) -> str:
    numbers = [solver.conflict.numbers[end], *solver.conflict.numbered(solver.conflict.moves[party][end])]
    return f"all of {', '.join(map(str, numbers))}" if len(numbers) > 1 else str(numbers[0])


def _groups(ranks: tuple[int, ...]) -> list[States]:
    """Return the sets of tied states, best first."""
    return [sum(1 << place for place, one in enumerate(ranks) if one == rank) for rank in sorted(set(ranks))]


def _swaps(chosen: int, own: int, size: int) -> int:
    """Return how many pairs change their order when the chosen groups come before a state's own, the others after."""
    changed, behind = 0, 0
    for number in range(size):
        if number == own:
            continue
        up = chosen >> number & 1
        changed += up != (number < own)
        changed += behind if up else 0
        behind += not up
    return changed


def _ranking(solver: Solver, groups: list[States], chosen: int, own: int) -> Ranking:
    others = [number for number in range(len(groups)) if number != own]
    order = [one for one in others if chosen >> one & 1] + [own] + [one for one in others if not chosen >> one & 1]
    return tuple(tuple(solver.conflict.numbered(groups[number])) for number in order)


def _subsets(bits: list[int]) -> Iterator[int]:
    """Yield all unions of disjoint sets of bits."""
    for number in range(1 << len(bits)):
        yield sum(bits[place] for place in places(number))
