"""On what a graph model rests: each ranking in names of states, its basis and source, and what readings change."""

from collections.abc import Sequence
from itertools import combinations, product

from detente.assessment.conflict.graph import Conflict
from detente.assessment.conflict.graph_reading import ranking_of
from detente.assessment.conflict.held import Held
from detente.assessment.report.document import JUDGEMENT, Section, Table

COLUMNS = ("whose", "ranking, best first", "on what it rests")
AS_FIRST = "as in the first reading"


def rankings_sections(graphs: Sequence[Held]) -> list[Section]:
    """Return the section on the rankings of a question's readings, the file's own first; none without a graph."""
    if not graphs:
        return []
    first = graphs[0].rankings
    source = [f"Source: {first.source}."] if first.source else []
    said = [
        *source,
        "A ranking of the other side is an analyst's estimate. No figure says how much better a state is.",
        *(text for one in graphs[1:] for text in _changes(graphs[0], one)),
        *(f"Limit of the model: {note}" for note in first.notes),
    ]
    rows = tuple(row for one in graphs for row in _rows(graphs[0], one))
    return [Section(JUDGEMENT, "On what it rests: who prefers what", tuple(said), Table(COLUMNS, rows))]


def _rows(first: Held, found: Held) -> list[tuple[str, ...]]:
    """Return a row by party; of a further reading only the rankings that it changes."""
    conflict, names = found.rankings.conflict, {one.number: one.name for one in found.states}
    rows: list[tuple[str, ...]] = []
    for party, name in enumerate(conflict.parties):
        otherwise = said_difference(first.rankings.conflict, conflict, party)
        if found is not first and not otherwise:
            continue
        ranking = " > ".join(
            " = ".join(f"{number} {names[number]}" for number in group) for group in ranking_of(conflict, party)
        )
        basis, source = found.rankings.bases[party]
        whose = name if found is first else f"{name}; {found.rankings.title or found.rankings.id}"
        put = f" (puts {otherwise})" if otherwise else ""
        rows.append((whose, ranking + put, f"{basis}: {source}" if source else str(basis)))
    return rows


def _changes(first: Held, found: Held) -> list[str]:
    """Say which rankings a reading has otherwise, and how far they are from the first reading's."""
    title, one, other = found.rankings.title or found.rankings.id, first.rankings.conflict, found.rankings.conflict
    changed = [party for party in range(len(other.parties)) if one.ranks[party] != other.ranks[party]]
    if not changed:
        return [f"{title}: every ranking is {AS_FIRST}."]
    same = [name for party, name in enumerate(other.parties) if party not in changed]
    rest = f" That of {' and '.join(same)} is {AS_FIRST}." if same else ""
    said = (
        f"the ranking of {other.parties[party]} puts {said_difference(one, other, party)}{_far(one, other, party)}"
        for party in changed
    )
    return [f"{title}: {'; '.join(said)}.{rest}"]


def _far(one: Conflict, other: Conflict, party: int) -> str:
    count = exchanges(one, other, party)
    if count is None:
        return ""
    tied = any(len(group) > 1 for group in ranking_of(one, party))
    return f" ({count} exchange{'' if count == 1 else 's'} of neighbours{', equals as one' if tied else ''})"


def exchanges(one: Conflict, other: Conflict, party: int) -> int | None:
    """Return how many exchanges of neighbours lead from one ranking to another; None where other states are equal."""
    before, after = ranking_of(one, party), ranking_of(other, party)
    places = {tuple(sorted(group)): place for place, group in enumerate(after)}
    order = [places.get(tuple(sorted(group))) for group in before]
    if len(before) != len(after) or None in order:
        return None
    return sum((first or 0) > (second or 0) for first, second in combinations(order, 2))


def said_difference(one: Conflict, other: Conflict, party: int) -> str:
    """Return what a second ranking puts before what, or makes equal, unlike the first; empty where they agree."""
    was, now = one.ranks[party], other.ranks[party]
    before: dict[int, list[int]] = {}
    equal = []
    for first, second in product(range(len(was)), repeat=2):
        if now[first] < now[second] and was[first] >= was[second]:
            before.setdefault(other.numbers[first], []).append(other.numbers[second])
        if first < second and now[first] == now[second] and was[first] != was[second]:
            equal.append(f"{other.numbers[first]} equal to {other.numbers[second]}")
    said = [f"{number} before {', '.join(map(str, passed))}" for number, passed in before.items()]
    return "; ".join(said + equal)
