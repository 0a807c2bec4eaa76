"""What several parties can do together: improvements of coalitions, ways from the status quo, and joint acts."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from detente.assessment.graph import Solver, States, places


@dataclass(frozen=True, slots=True)
class Way:
    """A shortest way between states: (who moves, number of the state reached), in order; None where there is none."""

    to: int
    by_improvements: tuple[tuple[str, int], ...] | None
    by_any_moves: tuple[tuple[str, int], ...] | None
    better_for_all: bool

    @property
    def joint(self) -> bool:
        """Return whether nobody gets there by moving alone to something better: it takes a joint act."""
        return self.by_improvements is None


def coalitions(size: int) -> Iterator[tuple[int, ...]]:
    """Yield all coalitions of two or more parties, the smallest first."""
    for members in range(2, size + 1):
        yield from combinations(range(size), members)


def improvements(solver: Solver, members: tuple[int, ...], state: int) -> States:
    """Return where the members can go together by legal sequences, and would all like to be."""
    found = solver.reached(members, state, improving=False)
    for member in members:
        found &= solver.better(member, state)
    return found


def vulnerable(solver: Solver, state: int) -> tuple[tuple[int, ...], States] | None:
    """Return the smallest coalition that would leave a state, and where it would go; None where it is open to none."""
    for members in coalitions(len(solver.conflict.parties)):
        if found := improvements(solver, members, state):
            return members, found
    return None


def way(solver: Solver, start: int, end: int) -> Way:
    """Return the shortest ways from one state to another, by improvements alone and by any moves."""
    conflict = solver.conflict
    ranks = conflict.ranks
    return Way(
        conflict.numbers[end],
        _shortest(solver, start, end, improving=True),
        _shortest(solver, start, end, improving=False),
        start != end and all(ranks[party][end] < ranks[party][start] for party in range(len(conflict.parties))),
    )


def _shortest(solver: Solver, start: int, end: int, *, improving: bool) -> tuple[tuple[str, int], ...] | None:
    conflict = solver.conflict
    ways: dict[int, tuple[tuple[str, int], ...]] = {start: ()}
    waiting = deque([start])
    while waiting and end not in ways:
        state = waiting.popleft()
        for party, name in enumerate(conflict.parties):
            there = solver.improvements(party, state) if improving else conflict.moves[party][state]
            for place in places(there):
                if place not in ways:
                    ways[place] = (*ways[state], (name, conflict.numbers[place]))
                    waiting.append(place)
    return ways.get(end)
