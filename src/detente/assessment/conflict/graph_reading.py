"""A graph model out of a file: states and moves by options or as arcs, preferences by rankings or by statements."""

from itertools import product
from typing import Final

from detente.assessment.conflict.graph import Conflict, Option, States
from detente.assessment.reading import Fields
from detente.errors import Refused
from detente.limits import GRAPH_OPTIONS_MAX, GRAPH_PARTIES_MAX, GRAPH_STATES_MAX

_WAYS: Final = {"both": (True, True), "fwd": (True, False), "back": (False, True)}

Rankings = tuple[tuple[int, ...], ...]


def read_conflict(fields: Fields) -> Conflict:
    """Return the conflict that a table describes.

    Raises:
        Malformed: `assessment-malformed`. Refused: `graph-too-large`, `graph-without-state`.
    """
    makers = fields.tables("decision_makers")
    parties = tuple(one.text("name") for one in makers)
    if not 1 <= len(parties) <= GRAPH_PARTIES_MAX or len(set(parties)) != len(parties):
        fields.refuse(f"1 to {GRAPH_PARTIES_MAX} parties, each once", list(parties), "decision_makers")
    by_arcs = any("moves" in one for one in makers)
    conflict = _by_arcs(fields, makers, parties) if by_arcs else _by_options(fields, parties)
    ranks = tuple(_ranks(one, conflict) for one in makers)
    start = fields.whole("status_quo", -(10**9), 10**9) if "status_quo" in fields else None
    if start is not None and start not in conflict.numbers:
        fields.refuse("a state that there is", start, "status_quo")
    place = None if start is None else conflict.numbers.index(start)
    return Conflict(
        parties, conflict.numbers, conflict.patterns, conflict.options, conflict.moves, ranks, conflict.separable, place
    )


# --- options ----------------------------------------------------------------------------------------------------------


def _by_options(fields: Fields, parties: tuple[str, ...]) -> Conflict:
    options = tuple(_option(one, parties) for one in fields.tables("options"))
    if not 1 <= len(options) <= GRAPH_OPTIONS_MAX:
        raise Refused(
            "graph-too-large", expected=f"1 to {GRAPH_OPTIONS_MAX} options", got=str(len(options)),
            remedy="leave out what nobody would do, or split the question",
        )  # fmt: skip
    barred = [_pattern(fields, one, len(options), "infeasible") for one in fields.items("infeasible", [])]
    # Feasible states are numbered in rising order of the binary sum: the first option changes fastest.
    every = ("".join(reversed(one)) for one in product("NY", repeat=len(options)))
    patterns = tuple(one for one in every if not any(matches(one, pattern) for pattern in barred))
    if not patterns:
        raise Refused(
            "graph-without-state", expected="a state that is feasible", got="infeasible patterns that cover all",
            remedy="look for two that together exclude everything",
        )  # fmt: skip
    _check_states(len(patterns))
    place_of = {one: place for place, one in enumerate(patterns)}
    moves = [[_ways(one, party, options, place_of) for one in patterns] for party in range(len(parties))]
    more = fields.table("extra_moves") if "extra_moves" in fields else None
    if more is not None:
        more.check_names(parties)
        for name in more.names():
            _add_arcs(more, more.items(name), moves[parties.index(name)], len(patterns))
    numbers = tuple(range(1, len(patterns) + 1))
    return Conflict(parties, numbers, patterns, options, _frozen(moves), (), separable=not (more and more.names()))


def _option(fields: Fields, parties: tuple[str, ...]) -> Option:
    fields.check_names(("name", "dm", "direction"))
    owner, way = fields.text("dm"), fields.text("direction", "both")
    if owner not in parties:
        fields.refuse(f"one of {', '.join(parties)}", owner, "dm")
    if way not in _WAYS:
        fields.refuse(f"one of {', '.join(_WAYS)}", way, "direction")
    return Option(fields.text("name"), parties.index(owner), *_WAYS[way])


def _pattern(fields: Fields, value: object, size: int, name: str) -> str:
    if not isinstance(value, str) or len(value) != size or set(value) - set("YN-"):
        fields.refuse(f"patterns of {size} letters Y, N or -", value, name)
    return value


def matches(state: str, pattern: str) -> bool:
    """Return whether a state is one of those that a pattern means; `-` stands for either."""
    return all(wanted in ("-", taken) for taken, wanted in zip(state, pattern, strict=True))


def _ways(state: str, party: int, options: tuple[Option, ...], place_of: dict[str, int]) -> States:
    """Return the states that differ only in what is one party's to change, as each option allows."""
    choices = [
        (taken, "N" if taken == "Y" else "Y")
        if option.party == party and (option.backward if taken == "Y" else option.forward)
        else (taken,)
        for taken, option in zip(state, options, strict=True)
    ]
    reached = {"".join(one) for one in product(*choices)} - {state}
    return sum(1 << place_of[one] for one in reached if one in place_of)


# --- arcs -------------------------------------------------------------------------------------------------------------


def _by_arcs(fields: Fields, makers: list[Fields], parties: tuple[str, ...]) -> Conflict:
    numbers = tuple(fields.integers(fields.items("states"), "states"))
    if not numbers or len(set(numbers)) != len(numbers):
        fields.refuse("each state once", list(numbers), "states")
    _check_states(len(numbers))
    moves = [[0] * len(numbers) for _ in parties]
    for maker, own in zip(makers, moves, strict=True):
        _add_arcs(maker, maker.items("moves", []), own, len(numbers), numbers)
    return Conflict(parties, numbers, (), (), _frozen(moves), (), separable=False)


def _add_arcs(
    fields: Fields, arcs: list[object], moves: list[States], size: int, numbers: tuple[int, ...] | None = None
) -> None:
    names = numbers or tuple(range(1, size + 1))
    for arc in arcs:
        pair = fields.integers(arc, "moves")
        if len(pair) != 2 or pair[0] == pair[1] or not set(pair) <= set(names):
            fields.refuse("pairs of two states that there are", arc, "moves")
        moves[names.index(pair[0])] |= 1 << names.index(pair[1])


def _frozen(moves: list[list[States]]) -> tuple[tuple[States, ...], ...]:
    return tuple(map(tuple, moves))


def _check_states(size: int) -> None:
    if size > GRAPH_STATES_MAX:
        raise Refused(
            "graph-too-large", expected=f"at most {GRAPH_STATES_MAX} states", got=f"{size:,}",
            remedy="say what is infeasible, or leave out options",
        )  # fmt: skip


# --- preferences ------------------------------------------------------------------------------------------------------


def _ranks(maker: Fields, conflict: Conflict) -> tuple[int, ...]:
    if ("ranking" in maker) == ("statements" in maker):
        maker.refuse("either ranking or statements", sorted(maker.names()))
    if "ranking" in maker:
        return read_ranking(maker, maker.items("ranking"), conflict)
    if not conflict.patterns:
        maker.refuse("a ranking, because statements speak of options", "statements")
    statements = [
        [_pattern(maker, one, len(conflict.options), "statements") for one in _list(maker, alternatives)]
        for alternatives in maker.items("statements")
    ]
    worth = [
        sum(
            1 << (len(statements) - rank)
            for rank, one in enumerate(statements, 1)
            if any(matches(state, pattern) for pattern in one)
        )
        for state in conflict.patterns
    ]
    order = sorted(set(worth), reverse=True)
    return tuple(order.index(one) for one in worth)


def _list(fields: Fields, value: object) -> list[object]:
    return value if isinstance(value, list) else fields.refuse("a list of alternative patterns", value, "statements")


def read_ranking(fields: Fields, groups: list[object], conflict: Conflict) -> tuple[int, ...]:
    """Return the rank of each state from groups of tied states, best first; every state must stand in one.

    Raises:
        Malformed: `assessment-malformed`.
    """
    found: dict[int, int] = {}
    for rank, group in enumerate(groups):
        for number in fields.integers(group, "ranking"):
            if number in found or number not in conflict.numbers:
                fields.refuse("every state once", number, "ranking")
            found[number] = rank
    if missing := set(conflict.numbers) - found.keys():
        fields.refuse("every state once", f"no {min(missing)}", "ranking")
    return tuple(found[number] for number in conflict.numbers)


def ranking_of(conflict: Conflict, party: int) -> list[list[int]]:
    """Return a party's ranking: numbers of states, best first, ties together."""
    ranks = conflict.ranks[party]
    return [
        [number for number, one in zip(conflict.numbers, ranks, strict=True) if one == rank]
        for rank in sorted(set(ranks))
    ]
