"""What several parties can do together: improvements of coalitions, ways from the status quo, and joint acts."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

from detente.assessment.conflict.graph import Solver, States, places

Steps = tuple[tuple[str, int], ...]
"""Who moves, and the number of the state reached, in order."""


@dataclass(frozen=True, slots=True)
class Step:
    """One move on the way; `gain` is above 0 where whoever makes it prefers where it leads, below 0 for worse."""

    party: str
    to: int
    gain: int


@dataclass(frozen=True, slots=True)
class Way:
    """A shortest way between states; None where there is none.

    Args:
        by_improvements: each move improves things for whoever makes it.
        by_one: all moves are one party's; the shortest of those.
        orders: the ways of two moves by two parties.
    """

    to: int
    by_improvements: Steps | None
    by_any_moves: Steps | None
    by_one: Steps | None
    better_for_all: bool
    orders: tuple[tuple[Step, Step], ...] = ()

    @property
    def joint(self) -> bool:
        """Return whether it takes a joint act: there are ways, yet none by improvements, and none by one party."""
        return self.by_any_moves is not None and self.by_improvements is None and self.by_one is None


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
    """Return the shortest ways from one state to another: by improvements, by any moves, and by one party's alone."""
    conflict = solver.conflict
    every = range(len(conflict.parties))
    alone = [found for party in every if (found := _shortest(solver, start, end, (party,))) is not None]
    return Way(
        conflict.numbers[end],
        _shortest(solver, start, end, every, improving=True),
        _shortest(solver, start, end, every),
        min(alone, key=len, default=None),
        start != end and all(conflict.ranks[party][end] < conflict.ranks[party][start] for party in every),
        tuple(_orders(solver, start, end)),
    )  # fmt: skip


def _orders(solver: Solver, start: int, end: int) -> Iterator[tuple[Step, Step]]:
    conflict = solver.conflict

    def step(party: int, one: int, two: int) -> Step:
        ranks = conflict.ranks[party]
        return Step(conflict.parties[party], conflict.numbers[two], ranks[one] - ranks[two])

    for party, other in permutations(range(len(conflict.parties)), 2):
        for middle in places(conflict.moves[party][start]):
            if conflict.moves[other][middle] >> end & 1:
                yield step(party, start, middle), step(other, middle, end)


def _shortest(solver: Solver, start: int, end: int, parties: Sequence[int], *, improving: bool = False) -> Steps | None:
    conflict = solver.conflict
    ways: dict[int, Steps] = {start: ()}
    waiting = deque([start])
    while waiting and end not in ways:
        state = waiting.popleft()
        for party in parties:
            there = solver.improvements(party, state) if improving else conflict.moves[party][state]
            for place in places(there):
                if place not in ways:
                    ways[place] = (*ways[state], (conflict.parties[party], conflict.numbers[place]))
                    waiting.append(place)
    return ways.get(end)
