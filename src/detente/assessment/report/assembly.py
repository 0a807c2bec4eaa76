"""The reading of stated inputs, put together with what a record says: evidence and judgement apart."""

from typing import Any, Final

from detente.assessment.conflict.held import ANSWERED, Held, state_rows
from detente.assessment.conflict.held import findings as held_findings
from detente.assessment.dependence.changing import OF_AN_ISSUE
from detente.assessment.dependence.compare import compare
from detente.assessment.dependence.ledger import Given, Quantity
from detente.assessment.dependence.needs import (
    Needs,
    clear_need,
    findings,
    needs_more,
    pull_leads,
    pull_named,
    said_turn,
    short_name,
    sourced,
    titled,
)
from detente.assessment.dependence.pair import Aim
from detente.assessment.dependence.rows import by_issue, by_reading, power_said, turns_said
from detente.assessment.dependence.turning import turn
from detente.assessment.numbers import plain
from detente.assessment.report import charts
from detente.assessment.report.document import EVIDENCE, JUDGEMENT, Document, Section, Table
from detente.assessment.report.rankings import rankings_sections
from detente.assessment.report.record_report import record_sections
from detente.assessment.report.short import short
from detente.assessment.report.states_chart import states
from detente.assessment.words import gettext as _
from detente.assessment.words import ngettext, noted, quoted
from detente.languages.joining import clauses, figure

TURNS_SAID: Final = 5
"""Turning values that are said of each figure: the nearest; programs get all."""

NO_RECORD: Final = noted(
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
    needs = _by_title(needs)
    first = needs[0][1]
    evidence = (
        [Section(EVIDENCE, _("What the record says"), (_(NO_RECORD),))]
        if record is None
        else record_sections(record, sided)
    )
    sections = [
        *evidence, _own(*needs[0]), *_side_by_side(needs), _turning(needs), _turning_alone(needs), _levers(first),
        _basis(first), _inputs(first),
        *(_graph(graph_question, one) for one in graphs), *rankings_sections(graphs),
    ]  # fmt: skip
    about = first.ledger
    return Document(about.question, about.as_of, tuple(sections), short(needs, graphs, record, sided))


def _by_title(needs: list[tuple[str, Needs]]) -> list[tuple[str, Needs]]:
    """Return readings by their titles, which people know them by; those that have one in common with their ids."""
    titles = [titled(each.ledger.title) or id_ for id_, each in needs]
    return [
        (title if titles.count(title) == 1 else f"{title} ({id_})", each)
        for title, (id_, each) in zip(titles, needs, strict=True)
    ]


def _named(names: list[str]) -> str:
    return ", ".join(map(quoted, names))


def _own(name: str, found: Needs) -> Section:
    said = [
        *([_("Source: {source}.").format(source=sourced(found.ledger.source))] if found.ledger.source else []),
        *findings(found), power_said(found.ledger),
    ]  # fmt: skip
    return Section(JUDGEMENT, name, tuple(said), Table(*by_issue(found)), (charts.issues(found),))


def _side_by_side(needs: list[tuple[str, Needs]]) -> list[Section]:
    if len(needs) < 2:
        return []
    one, other = needs[0][1].names
    counts = [sum(needs_more(each) == who for _name, each in needs) for who in (0, 1, None)]
    meet = [name for name, each in needs if needs_more(each) is not None and not clear_need(each.need_narrow)]
    wide = [name for name, each in needs if clear_need(each.need_wide)]
    said = [
        _(
            "In {first} of {n} readings {one} needs the channel more, in {second} {other} does, in {neither} it is not "
            "clear, because both are about alike. They are no votes: each stands or falls with its inputs."
        ).format(first=counts[0], n=len(needs), one=one, second=counts[1], other=other, neither=counts[2])
    ]
    if meet:
        text = _("Not firm, because the ranges meet if every interest moves one step: {readings}.")
        said.append(text.format(readings=_named(meet)))
    if wide:
        text = _(
            "If every input moves one step at once, control and other channels too, in {n} of {all} they do not meet: "
            "{readings}."
        )
        said.append(text.format(n=len(wide), all=len(needs), readings=_named(wide)))
    else:
        said.append(
            _("If every input moves one step at once, control and other channels too, they meet in every reading.")
        )
    return [
        Section(
            JUDGEMENT,
            _("Read otherwise: need of the channel"),
            tuple(said),
            Table(*by_reading(needs)),
            (charts.ranges(needs),),
        ),
        _readings(needs),
    ]


def _readings(needs: list[tuple[str, Needs]]) -> Section:
    """Return what each reading has on the table, what else it sets otherwise than the first, and from whom it is."""
    first, rows = needs[0][1], []
    for name, each in needs:
        tabled = [short_name(issue) for issue in each.ledger.issues if issue.tabled.value]
        other = [
            _("{name}: {before} to {after}").format(
                name=one.name, before=plain(one.values[0], 2), after=plain(one.values[1], 2)
            )
            for one in (() if each.names != first.names else compare(first, each).differing)
            if not one.id.startswith("tabled")
        ]
        source = sourced(each.ledger.source) or "–"
        rows.append((name, clauses(tabled) or _("nothing"), clauses(other) or "–", source))
    columns = (
        _("reading"),
        _("on the table"),
        _("set otherwise than in the first"),
        _("source"),
    )
    said = (_("What is on the table in each, what else it sets otherwise than the first, and who says so."),)
    return Section(JUDGEMENT, _("What each reading takes"), said, Table(columns, tuple(rows)))


def _turning(needs: list[tuple[str, Needs]]) -> Section:
    """Say for each reading at which bypass of each side it turns, and of the first all inputs that turn it alone."""
    first, rows = needs[0][1], []
    for name, found in needs:
        cells = []
        for side in (0, 1):
            one = turn(found.pair, Aim.NEED, Quantity.BYPASS, side, None)
            cells += [plain(one.now, 2), plain(one.at) if one.at is not None and one.possible else _("never")]
        rows.append((name, *cells))
    mine, theirs = first.names
    others = _("other channels of {party}")
    columns = (
        *(_("reading"), others.format(party=mine), _("turns at")),
        *(others.format(party=theirs), _("turns at")),
    )
    said = [_nearest(first, Aim.NEED), _nearest(first, Aim.DEMAND)]
    return Section(JUDGEMENT, _("Where it turns"), tuple(said), Table(columns, tuple(rows)), (charts.turning(needs),))


def _turning_alone(needs: list[tuple[str, Needs]]) -> Section:
    """Return for each reading what of control and of the table turns the need of the channel alone."""
    rows, none = [], []
    for name, found in needs:
        able = [
            one for one in found.turns[Aim.NEED] if one.possible and one.quantity in (Quantity.CONTROL, Quantity.TABLED)
        ]
        rows += [(name, said_turn(found, one)) for one in able[:TURNS_SAID]]
        rows += [(name, _and_more(len(able) - TURNS_SAID))] * (len(able) > TURNS_SAID)
        none += [name] * (not able)
    text = _("No control of an issue, and no issue put on the table or taken off it, turns {readings}.")
    said = (text.format(readings=_named(none)),) if none else ()
    title = _("Where it turns: control, and what is on the table")
    return Section(
        JUDGEMENT,
        title,
        said,
        Table((_("reading"), _("alone")), tuple(rows)) if rows else None,
    )


def _nearest(found: Needs, aim: Aim) -> str:
    """Say which inputs alone turn the sign, those that have the fewest steps to go; the others are counted."""
    able = [each for each in found.turns[aim] if each.possible]
    if not able:
        return turns_said(aim, some=False) + "."
    more = [_and_more(len(able) - TURNS_SAID)] if len(able) > TURNS_SAID else []
    said = clauses([*(said_turn(found, each) for each in able[:TURNS_SAID]), *more])
    return _("{which}: {said}.").format(which=turns_said(aim, some=True), said=said)


def _and_more(count: int) -> str:
    return ngettext("and {n} more", "and {n} more", count).format(n=count)


def _levers(found: Needs) -> Section:
    rows = tuple(
        (name, _(pull.lever), pull_named(found, pull), *map(plain, pull_leads(side, pull)))
        for side, name in enumerate(found.names)
        for pull in found.levers[side]
    )
    said = _(
        "Emerson's four ways out of dependence: of each the one step that lowers a side's need less the other's most."
    )
    columns = (
        _("side"),
        _("way"),
        _("one step"),
        _("its need less the other's, now"),
        _("then"),
    )
    return Section(JUDGEMENT, _("What each side could do, in one step"), (said,), Table(columns, rows))


def _basis(found: Needs) -> Section:
    rows = tuple(
        (party.id, plain(party.bypass.value, 2), _(party.bypass.basis), sourced(party.bypass.source))
        for party in found.ledger.parties
    )
    steps = found.ledger.steps
    said = _(
        "Vary first what is assumed: control and outside options. One step is {interest} of interest, {control} of "
        "control, {outside} of outside options, {bypass} of what other channels give."
    ).format(
        interest=plain(steps.interest, 2), control=plain(steps.control, 2), outside=plain(steps.outside, 2),
        bypass=plain(steps.bypass, 2),
    )  # fmt: skip
    table = Table(
        (
            _("party"),
            _("other channels"),
            _("basis"),
            _("source"),
        ),
        rows,
    )
    return Section(JUDGEMENT, _("On what it rests: other channels"), (said,), table)


def _inputs(found: Needs) -> Section:
    """Return every input of the issues, each with its basis, and where the interests stand."""
    one, other = found.names
    sides = [next(i for i, party in enumerate(found.ledger.parties) if party.id == name) for name in found.names]

    def cell(given: Given) -> str:
        value = figure(float(round(given.value, 2)), ".2f").rstrip("0").rstrip(".,")
        return _("{value} {basis}").format(value=value, basis=_(given.basis))

    rows = tuple(
        (
            issue.name,
            *(" / ".join(cell(getattr(issue, quantity)[side]) for side in sides) for quantity in OF_AN_ISSUE),
            sourced(issue.interest[sides[0]].source),
        )
        for issue in found.ledger.issues
    )
    columns = (
        _("issue"),
        _("interest"),
        _("control"),
        _("outside option"),
        _("interests from"),
    )
    said = _(
        "Each of {one} / of {other}, with its basis: interest from 0 to {most}, the others from 0 to 1. What of "
        "control lacks to 1 is with others."
    ).format(one=one, other=other, most=plain(found.ledger.most, 0))
    return Section(JUDGEMENT, _("On what it rests: issues"), (said,), Table(columns, rows))


def _graph(question: str, found: Held) -> Section:
    picture = states(found)
    title = f"{question} {found.rankings.title}" if question else found.rankings.title
    said = (*held_findings(found), _(ANSWERED))
    return Section(JUDGEMENT, title, said, Table(*state_rows(found)), () if picture is None else (picture,))
