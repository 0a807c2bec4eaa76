"""Graph model of a conflict: would a state hold if each side looks at its moves, and at the others' replies?

Source: Fang, Hipel and Kilgour, Interactive Decision Making, Wiley 1993: R, GMR, SMR, SEQ and SIM. A set of states
is an integer with one bit for each. A state that is preferred equally counts as a sanction.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

States = int
"""A set of states: bit s is set for the state at place s."""


class Concept(StrEnum):
    """How far a party looks, and what it fears."""

    R = "R"
    GMR = "GMR"
    SMR = "SMR"
    SEQ = "SEQ"
    SIM = "SIM"


MEANING: Final[Mapping[Concept, str]] = {
    Concept.R: "no move of its own leads to something better for it",
    Concept.GMR: "others could answer each such move, at whatever cost to themselves, so that it gains nothing",
    Concept.SMR: "they could, and it could not get away from that answer either",
    Concept.SEQ: "others would answer each such move to their own advantage, so that it gains nothing",
    Concept.SIM: "others might move for their own advantage at the same time, so that it gains nothing",
}


class Reading(StrEnum):
    """What several opponents can do in answer."""

    SEQUENCES = "legal sequences"
    ONE_MOVE = "one move by one opponent"
    ONCE_EACH = "each opponent at most once"


@dataclass(frozen=True, slots=True)
class Option:
    """Something that one party can do or leave; a one-way option is not undone."""

    name: str
    party: int
    forward: bool = True
    backward: bool = True


@dataclass(frozen=True, slots=True)
class Conflict:
    """A graph model.

    Args:
        numbers: the states as the input numbers them, in order.
        patterns: by place, which options are taken (Y, N), where the input has options.
        moves: by party and place, the states that it can reach alone.
        ranks: by party and place, 0 for the best; equal ranks are ties.
        separable: whether moves of several at once can be put together, which SIM asks for.
        status_quo: the place where it begins, where it is given.
    """

    parties: tuple[str, ...]
    numbers: tuple[int, ...]
    patterns: tuple[str, ...]
    options: tuple[Option, ...]
    moves: tuple[tuple[States, ...], ...]
    ranks: tuple[tuple[int, ...], ...]
    separable: bool
    status_quo: int | None = None

    def numbered(self, states: States) -> list[int]:
        """Return the numbers of a set of states."""
        return [self.numbers[place] for place in places(states)]

    def better(self, party: int, state: int) -> States:
        """Return the states that a party prefers to one."""
        rank = self.ranks[party]
        return sum(1 << place for place, one in enumerate(rank) if one < rank[state])


def places(states: States) -> Iterator[int]:
    """Yield the places in a set of states, ascending."""
    while states:
        low = states & -states
        yield low.bit_length() - 1
        states ^= low


def stable_for(
    concept: Concept, improvements: States, better: States, own: Sequence[States], answers: Mapping[int, States]
) -> bool:
    """Return whether a party stays where it is.

    Args:
        improvements: where it could go and would like to be.
        better: all that it prefers to where it is.
        own: its moves, by place.
        answers: the states where the others' answers can end, by the improvement that they answer.
    """
    if concept is Concept.R:
        return not improvements
    for there in places(improvements):
        sanctions = answers[there] & ~better
        if concept is Concept.SMR:
            sanctions = sum(1 << one for one in places(sanctions) if not own[one] & better)
        if not sanctions:
            return False
    return True


class Solver:
    """Answers questions about one conflict; what it has worked out once it keeps.

    Args:
        reading: what several opponents can do in answer; the textbook's is legal sequences.
    """

    def __init__(self, conflict: Conflict, reading: Reading = Reading.SEQUENCES) -> None:
        self.conflict = conflict
        self.reading = reading
        self._better = tuple(
            tuple(conflict.better(party, state) for state in range(len(conflict.numbers)))
            for party in range(len(conflict.parties))
        )
        self._replies: dict[tuple[int, int, bool], States] = {}

    def better(self, party: int, state: int) -> States:
        """Return the states that a party prefers to one."""
        return self._better[party][state]

    def improvements(self, party: int, state: int) -> States:
        """Return where a party can go alone and would like to be."""
        return self.conflict.moves[party][state] & self._better[party][state]

    def stable(self, party: int, state: int, concept: Concept) -> bool | None:
        """Return whether a state holds for a party; None where the input does not tell (SIM of arcs)."""
        if concept is Concept.SIM and not self.conflict.separable:
            return None
        improvements = self.improvements(party, state)
        answers = self.answers(party, state, concept, improvements)
        return stable_for(concept, improvements, self._better[party][state], self.conflict.moves[party], answers)

    def answers(self, party: int, state: int, concept: Concept, moved: States) -> dict[int, States]:
        """Return, for each place where a party may go, the states where the others' answers can end."""
        if concept is Concept.R:
            return {}
        if concept is Concept.SIM:
            return {there: self._together(party, state, there) for there in places(moved)}
        return {there: self.replies(party, there, improving=concept is Concept.SEQ) for there in places(moved)}

    def stable_states(self, party: int, concept: Concept) -> list[int] | None:
        """Return the numbers of the states that hold for a party."""
        if concept is Concept.SIM and not self.conflict.separable:
            return None
        every = range(len(self.conflict.numbers))
        return [self.conflict.numbers[state] for state in every if self.stable(party, state, concept)]

    def equilibria(self, concept: Concept) -> list[int] | None:
        """Return the numbers of the states that hold for every party."""
        held = [self.stable_states(party, concept) for party in range(len(self.conflict.parties))]
        if any(one is None for one in held):
            return None
        return [number for number in self.conflict.numbers if all(number in (one or ()) for one in held)]

    def replies(self, party: int, start: int, *, improving: bool) -> States:
        """Return where the opponents of a party can bring things from a state, nobody moving twice in a row."""
        key = (party, start, improving)
        if key not in self._replies:
            others = [one for one in range(len(self.conflict.parties)) if one != party]
            self._replies[key] = self.reached(others, start, improving=improving)
        return self._replies[key]

    def reached(self, movers: Sequence[int], start: int, *, improving: bool) -> States:
        """Return where some parties can bring things by sequences of moves, nobody moving twice in a row."""
        if self.reading is not Reading.SEQUENCES:
            return self._reached_narrowly(tuple(movers), start, improving=improving)
        found = dict.fromkeys(movers, 0)
        waiting = [(start, None)] if movers else []
        while waiting:
            state, last = waiting.pop()
            for mover in movers:
                if mover == last:
                    continue
                fresh = self._ways(mover, state, improving=improving) & ~found[mover]
                found[mover] |= fresh
                waiting += [(there, mover) for there in places(fresh)]  # type: ignore[misc]
        whole = 0
        for states in found.values():
            whole |= states
        return whole

    def _reached_narrowly(self, movers: tuple[int, ...], start: int, *, improving: bool) -> States:
        whole = 0
        for mover in movers:
            there = self._ways(mover, start, improving=improving)
            whole |= there
            if self.reading is Reading.ONCE_EACH:
                rest = tuple(one for one in movers if one != mover)
                for place in places(there):
                    whole |= self._reached_narrowly(rest, place, improving=improving)
        return whole

    def _ways(self, mover: int, state: int, *, improving: bool) -> States:
        return self.improvements(mover, state) if improving else self.conflict.moves[mover][state]

    def _together(self, party: int, state: int, there: int) -> States:
        """Return where a move ends when one or more of the others improve from the same state at the same time."""
        place_of = {pattern: place for place, pattern in enumerate(self.conflict.patterns)}
        results = {self.conflict.patterns[there]}
        for other in range(len(self.conflict.parties)):
            if other != party:
                ways = [self.conflict.patterns[one] for one in places(self.improvements(other, state))]
                results |= {self._joined(result, way, other) for result in results for way in ways}
        results.discard(self.conflict.patterns[there])
        return sum(1 << place_of[result] for result in results if result in place_of)

    def _joined(self, result: str, way: str, other: int) -> str:
        pairs = zip(result, way, self.conflict.options, strict=True)
        return "".join(new if option.party == other else old for old, new, option in pairs)
