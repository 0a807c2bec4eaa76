"""On what a graph model rests: each ranking in names of states, its basis and source, and what readings change."""

from collections.abc import Sequence
from itertools import combinations, product

from detente.assessment.conflict.graph import Conflict
from detente.assessment.conflict.graph_reading import ranking_of
from detente.assessment.conflict.held import Held
from detente.assessment.report.document import JUDGEMENT, Section, Table
from detente.assessment.words import gettext as _
from detente.assessment.words import ngettext
from detente.languages.joining import both, clauses


def rankings_sections(graphs: Sequence[Held]) -> list[Section]:
    """Return the section on the rankings of a question's readings, the file's own first; none without a graph."""
    if not graphs:
        return []
    first = graphs[0].rankings
    source = [_("Source: {source}.").format(source=first.source)] if first.source else []
    said = [
        *source,
        _("A ranking of the other side is an analyst's estimate. No figure says how much better a state is."),
        *(text for one in graphs[1:] for text in _changes(graphs[0], one)),
        *(_("Limit of the model: {note}").format(note=note) for note in first.notes),
    ]
    rows = tuple(row for one in graphs for row in _rows(graphs[0], one))
    columns = (
        _("whose"),
        _("ranking, best first"),
        _("on what it rests"),
    )
    return [Section(JUDGEMENT, _("On what it rests: who prefers what"), tuple(said), Table(columns, rows))]


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
        if otherwise:
            ranking = _("{ranking} (puts {otherwise})").format(ranking=ranking, otherwise=otherwise)
        rests = _("{basis}: {source}").format(basis=_(basis), source=source) if source else _(basis)
        rows.append((whose, ranking, rests))
    return rows


def _changes(first: Held, found: Held) -> list[str]:
    """Say which rankings a reading has otherwise, and how far they are from the first reading's."""
    title, one, other = found.rankings.title or found.rankings.id, first.rankings.conflict, found.rankings.conflict
    changed = [party for party in range(len(other.parties)) if one.ranks[party] != other.ranks[party]]
    if not changed:
        return [_("{title}: every ranking is as in the first reading.").format(title=title)]
    same = [name for party, name in enumerate(other.parties) if party not in changed]
    said = clauses(
        _("the ranking of {party} puts {otherwise}").format(
            party=other.parties[party], otherwise=said_difference(one, other, party)
        )
        + _far(one, other, party)
        for party in changed
    )
    if not same:
        return [_("{title}: {said}.").format(title=title, said=said)]
    text = _("{title}: {said}. That of {parties} is as in the first reading.")
    return [text.format(title=title, said=said, parties=both(same))]


def _far(one: Conflict, other: Conflict, party: int) -> str:
    count = exchanges(one, other, party)
    if count is None:
        return ""
    if any(len(group) > 1 for group in ranking_of(one, party)):
        text = ngettext(
            " ({n} exchange of neighbours, equals as one)", " ({n} exchanges of neighbours, equals as one)", count
        )
    else:
        text = ngettext(" ({n} exchange of neighbours)", " ({n} exchanges of neighbours)", count)
    return text.format(n=count)


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
            equal.append(_("{one} equal to {other}").format(one=other.numbers[first], other=other.numbers[second]))
    said = [
        _("{one} before {others}").format(one=number, others=", ".join(map(str, passed)))
        for number, passed in before.items()
    ]
    return clauses(said + equal)
