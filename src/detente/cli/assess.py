"""What agreements ask for activities in a file: `notify assess`, `notify report`. No folder and no node is needed."""

from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli import printing
from detente.cli.activity_input import SHIPPED, File, From, Regime, Until, activities_of, pack_of
from detente.cli.options import Json

if TYPE_CHECKING:
    from detente.regimes.assessed import Assessed, Summary
    from detente.regimes.report import ReportRow

app = typer.Typer(
    help="Notifications under agreements: what is due, and the forms in which it is told.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


class Order(StrEnum):
    """Which activities are shown."""

    ALL = "all"
    DUTY = "duty"
    NO_DUTY = "no duty"
    CANNOT_SAY = "cannot say"


Only = Annotated[Order, typer.Option("--only", help="Show only those with this result.")]


@app.command(epilog="\b\nExample:\n  detente notify assess exercises --from 2017 --until 2018")
def assess(
    file: File,
    regime: Regime = "vienna-2011",
    first: From = None,
    last: Until = None,
    only: Only = Order.ALL,
    as_json: Json = False,
) -> None:
    """Say what must be notified of the activities in a file, to whom, by when and why.

    A figure counted under the agreement decides; one that was only announced is used and said to be so; others'
    estimates make no duty. Columns and keys of the file: docs/assess.md.
    """
    from detente.regimes.assess import assess as of
    from detente.regimes.assess import summarise

    pack = pack_of(regime)
    found = of(activities_of(file, first, last), pack)
    shown = [one for one in found if only is Order.ALL or one.verdict.value == only.value]
    summary = summarise(found, pack)
    if as_json:
        printing.put_json(printing.listing(shown, summary=summary))
        return
    for one in shown:
        put_assessed(one)
    _put_summary(summary)


@app.command(epilog="\b\nExample:\n  detente notify report --from 2014 --until 2018")
def report(
    file: File = SHIPPED,
    regime: Regime = "vienna-2011",
    first: From = 2014,
    last: Until = 2018,
    as_json: Json = False,
) -> None:
    """Show activities of some years in one table: by which rule, by what date, observers or not, which figure."""
    from detente.regimes.assess import assess as of
    from detente.regimes.assess import summarise
    from detente.regimes.report import report as rows_of

    pack = pack_of(regime)
    activities = activities_of(file, first, last)
    found = of(activities, pack)
    rows, summary = rows_of(activities, found), summarise(found, pack)
    if as_json:
        printing.put_json(printing.listing(rows, summary=summary))
        return
    printing.put_table(
        ("id", "activity", "began", "rule", "by", "observers", "figure", "confidence"), map(_cells, rows)
    )
    _put_summary(summary)


def _cells(row: "ReportRow") -> tuple[str, ...]:
    by = row.due or ("–" if not row.rule else "not stated")
    rule = row.rule or str(row.verdict)
    return row.id, row.name, row.start, rule, by, row.observers, f"{row.figure}, {row.basis}", row.confidence or "–"


def put_assessed(one: "Assessed") -> None:
    """Print what follows for one activity."""
    when = " to ".join(part for part in (one.start, one.end) if part) or "dates not stated"
    figure = one.notifiable or one.public or "no figure"
    basis = f" ({one.figure})" if one.figure.value != "none" else ""
    _line(f"{one.id}  {one.name}, {when}: {figure}{basis}")
    if not one.duties:
        _line(f"  {one.verdict}: {one.reason}")
    for duty in one.duties:
        by = f"by {duty.due}" if duty.due else "when: not stated"
        _line(f"  duty, {duty.rule}: {duty.what}, {by}; {duty.who}, to {duty.to}")
        _line(f"    {duty.reason}; confidence {duty.confidence} ({', '.join(duty.source)})")
    _lines("    missing: ", one.missing if one.duties else ())
    _lines("    assumed: ", one.assumed)
    _lines("    remark: ", one.hints)


def _lines(label: str, lines: Iterable[str]) -> None:
    for line in lines:
        _line(f"{label}{line}")


def _line(text: str) -> None:
    typer.echo(printing.visible(text))


def _put_summary(summary: "Summary") -> None:
    _line(
        f"\n{summary.regime} {summary.version}: {summary.activities} activities, {summary.duty} with a duty, "
        f"{summary.no_duty} without, {summary.cannot_say} of which it cannot be said"
    )
    _line(f"figures: {summary.counted} counted, {summary.announced_only} announced only, {summary.no_figure} without")
    printing.put_table(
        ("lead, as the file has it", "activities", "counted", "announced only", "no figure"),
        (
            (one.lead, str(one.activities), str(one.counted), str(one.announced_only), str(one.no_figure))
            for one in summary.leads
        ),
    )
