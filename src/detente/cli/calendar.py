"""The calendar: `calendar export`, `calendar check`."""

import base64
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli import printing
from detente.cli.activity_input import activities_of, pack_of
from detente.cli.options import HERE, Council, Dir, Json, Party, PassphraseFile, client_of

if TYPE_CHECKING:
    from detente.home.replies.calendar import CalendarChecked, EntryView
    from detente.regimes.bearing import Bearing, Overlap

app = typer.Typer(
    help="Meetings, activities, inspections and deadlines on one line, and what agreements say of them together.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


class SortName(StrEnum):
    """What stands in a calendar."""

    MEETING = "meeting"
    ACTIVITY = "activity"
    INSPECTION = "inspection"
    DEADLINE = "deadline"


@app.command(epilog="\b\nExample:\n  detente calendar export -o council.ics")
def export(
    output: Annotated[
        Path | None, typer.Option("-o", metavar="FILE.ics", help="Where the file goes; without it a list is shown.")
    ] = None,
    sort: Annotated[SortName | None, typer.Option("--only", help="Only these.")] = None,
    party: Party = None,
    language: Annotated[str, typer.Option("--language", metavar="TAG", help="Of fixed words, like en or ru.")] = "en",
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Give out meetings, notified activities, inspections and deadlines as an iCalendar file; it is replaced whole.

    Deadlines are those of duties that are open. The pages serve the same file under /calendar.ics.
    """
    from detente.home import calls
    from detente.home.files import write_file

    with client_of(directory, passphrase_file) as client:
        found = client.call(calls.ExportCalendar(council, None if sort is None else sort.value, party, language))
    if output is not None:
        write_file(output, base64.b64decode(found.file), replace=True)
    if as_json:
        printing.put_json(found)
        return
    if output is not None:
        typer.echo(f"{output}: {len(found.items)} entries")
    else:
        printing.put_table(("when", "what", "title", "by", "standing", "from"), map(_cells, found.items))
    if found.left_out:
        typer.echo(f"{found.left_out} entries are left out: long past, or far ahead")


def _cells(one: "EntryView") -> tuple[str, ...]:
    if one.all_day:
        when = " to ".join(dict.fromkeys((one.begins_at[:10], (one.ends_at or one.begins_at)[:10])))
    else:
        when = printing.moment(one.begins_at)
    return when, one.sort, " ".join(one.title.split())[:120], one.party.upper(), one.phase or one.standing, one.ref


@app.command(epilog="\b\nExample:\n  detente calendar check exercises --from 2014 --until 2018")
def check(
    file: Annotated[
        str | None,
        typer.Argument(metavar="FILE", help="Activities as for `notify assess`; else those notified to the council."),
    ] = None,
    regime: Annotated[
        str | None,
        typer.Option("--regime", metavar="ID", help="A regime of the charter, a shipped pack, or with FILE a .toml."),
    ] = None,
    first: Annotated[int | None, typer.Option("--from", metavar="YEAR", help="Of a file: only from this year.")] = None,
    last: Annotated[
        int | None, typer.Option("--until", metavar="YEAR", help="Of a file: only until this year.")
    ] = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Count activities beside what constraining provisions allow, state by state, and name those at the same time.

    With a file no folder and no node is needed. A count beside a number is no judgement: see docs/calendar.md.
    """
    from detente.home import calls

    if file is not None:
        found = _of_file(file, regime or "vienna-2011", first, last)
    else:
        with client_of(directory, passphrase_file) as client:
            found = _listing(client.call(calls.CheckCalendar(council=council, regime=regime)))
    if as_json:
        printing.put_json(found)
        return
    if found["regime"]:
        typer.echo(f"{found['regime']}: {found['activities']} activities")
        printing.put_table(
            ("rule", "state", "period", "count", "at most", "standing", "activities", "left open"),
            map(_bearing_cells, found["items"]),
        )
    else:
        typer.echo(f"{found['activities']} activities; no agreement of the charter limits any: name one with --regime")
    for one in found["overlaps"]:
        typer.echo(printing.visible(_overlap(one)))


def _of_file(name: str, regime: str, first: int | None, last: int | None) -> dict[str, Any]:
    from detente.regimes.constraints import constraints, overlaps

    pack, activities = pack_of(regime), activities_of(name, first, last)
    about = {"regime": pack.id, "activities": len(activities), "overlaps": overlaps(activities)}
    return printing.listing(constraints(activities, pack), **about)


def _listing(checked: "CalendarChecked") -> dict[str, Any]:
    return {name: getattr(checked, name) for name in checked.__struct_fields__}


def _bearing_cells(one: "Bearing") -> tuple[str, ...]:
    count = f"{one.count}" + (f" ({', '.join(one.basis)})" if one.basis else "")
    left_open = ", ".join(one.left_open) or "–"
    return one.rule, one.state, one.period, count, str(one.most), one.standing, ", ".join(one.activities), left_open


def _overlap(one: "Overlap") -> str:
    return f"at the same time in {one.state}: {one.first} and {one.second}, {one.starts} to {one.ends}"
