"""The reading of stated inputs, put together with what a record says: evidence and judgement apart."""

from typing import Any, Final

from detente.assessment import charts
from detente.assessment.document import EVIDENCE, JUDGEMENT, Document, Section, Table
from detente.assessment.held import Held
from detente.assessment.held import findings as held_findings
from detente.assessment.ledger import Quantity
from detente.assessment.needs import Needs, findings, said_pull, said_turn
from detente.assessment.numbers import plain
from detente.assessment.pair import Aim
from detente.assessment.record_report import record_sections
from detente.assessment.states_chart import states
from detente.assessment.turning import turn

NO_RECORD: Final = (
    "No record was read for this: it rests on stated inputs alone, and says nothing of who asked or answered."
)


def document(
    needs: list[tuple[str, Needs]], graphs: list[Held], graph_question: str, record: dict[str, Any] | None = None,
    sided: dict[str, Any] | None = None,
) -> Document:  # fmt: skip
    """Return the document on one question: readings of a ledger, the file's own first, and of a graph model.

    Args:
        record: the measures of a record, as `measures` gives them with a first line under `record`; None for none.
        sided: the same with several parties counted as one side.
    """
    first = needs[0][1]
    evidence = (
        [Section(EVIDENCE, "What the record says", (NO_RECORD,))] if record is None else record_sections(record, sided)
    )
    sections = [
        *evidence, _own(first), *_side_by_side(needs), _turning(needs), _levers(first), _basis(first),
        *(_graph(graph_question, one) for one in graphs),
    ]  # fmt: skip
    return Document(first.ledger.question, first.ledger.as_of, tuple(sections))


def _own(found: Needs) -> Section:
    one, other = found.names
    rows = tuple(
        (issue.name, "yes" if issue.tabled.value else "no", plain(mine), plain(theirs), plain(mine - theirs))
        for issue, mine, theirs in zip(found.ledger.issues, *found.by_issue, strict=True)
    )
    columns = ("issue", "tabled", f"{one} on {other}", f"{other} on {one}", f"net demand of {one}")
    title = f"{found.ledger.title}, from {found.ledger.source}"
    return Section(JUDGEMENT, title, tuple(findings(found)), Table(columns, rows), (charts.issues(found),))


def _side_by_side(needs: list[tuple[str, Needs]]) -> list[Section]:
    if len(needs) < 2:
        return []
    one, other = needs[0][1].names
    more = [each for _, each in needs if each.need[0] > each.need[1]]
    less = [each for _, each in needs if each.need[0] < each.need[1]]
    said = (
        f"In {len(more)} of {len(needs)} readings {one} needs the channel more, in {len(less)} {other} does. They are "
        "no votes: each stands or falls with its inputs."
    )
    rows = tuple((id_, each.ledger.title, *map(plain, each.need), plain(each.ratio, 1)) for id_, each in needs)
    table = Table(("reading", "what it takes", one, other, f"{one} to {other}"), rows)
    return [Section(JUDGEMENT, "Read otherwise: need of the channel", (said,), table, (charts.ranges(needs),))]


def _turning(needs: list[tuple[str, Needs]]) -> Section:
    """Say for each reading at which bypass of each side it turns, and of the first all inputs that turn it alone."""
    first, rows = needs[0][1], []
    for id_, found in needs:
        cells = []
        for side in (0, 1):
            one = turn(found.pair, Aim.NEED, Quantity.BYPASS, side, None)
            cells += [plain(one.now, 2), plain(one.at) if one.at is not None and one.possible else "never"]
        rows.append((id_, *cells))
    mine, theirs = first.names
    columns = ("reading", f"bypass of {mine}", "turns at", f"bypass of {theirs}", "turns at")
    able = [each for each in first.turns[Aim.NEED] if each.possible]
    said = [f"Need of the channel, {said_turn(first, each)}." for each in able] or [
        "No other input alone turns the need of the channel round."
    ]
    near = [each for each in first.turns[Aim.DEMAND] if each.possible][:3]
    said += [f"Net demand over all issues, {said_turn(first, each)}." for each in near]
    return Section(JUDGEMENT, "Where it turns", tuple(said), Table(columns, tuple(rows)), (charts.turning(needs),))


def _levers(found: Needs) -> Section:
    said = [
        f"{name}, to need the channel less beside the other: {said_pull(found, side, pull)}."
        for side, name in enumerate(found.names)
        for pull in found.levers[side]
    ]
    return Section(JUDGEMENT, "What each side could do, in one step", tuple(said))


def _basis(found: Needs) -> Section:
    rows = tuple(
        (party.id, plain(party.bypass.value, 2), str(party.bypass.basis), party.bypass.source)
        for party in found.ledger.parties
    )
    steps = found.ledger.steps
    said = (
        "Vary first what is assumed: control and outside options. One step is "
        f"{plain(steps.interest, 2)} of interest, {plain(steps.control, 2)} of control, "
        f"{plain(steps.outside, 2)} of outside options, {plain(steps.bypass, 2)} of bypass."
    )
    table = Table(("party", "bypass", "basis", "source"), rows)
    return Section(JUDGEMENT, "On what it rests: other channels", (said,), table)


def _graph(question: str, found: Held) -> Section:
    rows = []
    for one in found.states:
        holds = [str(concept) for concept in next(iter(one.holds.values())) if one.equilibrium(concept)]
        leaving = ", ".join(f"{each.party} to {each.to}" for each in one.leaving)
        rows.append((str(one.number), one.name, " ".join(holds) or "–", leaving or "–"))
    table = Table(("no.", "state", "holds for all under", "who would leave it"), tuple(rows))
    picture = states(found)
    title = f"{question} {found.rankings.title}"
    return Section(JUDGEMENT, title, tuple(held_findings(found)), table, () if picture is None else (picture,))
