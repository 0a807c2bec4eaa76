"""For analysts: `query`."""

import csv
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli import printing
from detente.cli.options import HERE, Council, Dir, Json, PassphraseFile, client_of
from detente.errors import Refused

if TYPE_CHECKING:
    from detente.home.replies.search import QueryView


def add_to(app: typer.Typer) -> None:
    """Add the commands of this page."""
    app.command(
        epilog="\b\nExample:\n  detente query --read-only 'SELECT party, count(*) FROM acts GROUP BY party'\n"
        "  detente query --tables"
    )(query)


def query(
    sql: Annotated[str | None, typer.Argument(metavar="SQL", help="One SELECT, as SQLite reads it.")] = None,
    read_only: Annotated[  # noqa: ARG001  it says what is always so
        bool, typer.Option("--read-only", help="Nothing is ever written; this says so in a script.")
    ] = True,
    tables: Annotated[bool, typer.Option("--tables", help="List tables and columns instead.")] = False,
    limit: Annotated[int, typer.Option("--limit", metavar="N", help="Rows at most, up to 10,000.")] = 1_000,
    seconds: Annotated[float, typer.Option("--seconds", metavar="S", help="It may take so long, up to 60.")] = 10.0,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV for a spreadsheet.")] = False,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Ask this party's own record in SQL, over derived tables that are described in docs/query.md."""
    from detente.home import calls

    if tables:
        _put_tables(as_json=as_json)
        return
    if sql is None:
        raise Refused("query-sql", expected="one SELECT", got="nothing", remedy="detente query --tables")
    with client_of(directory, passphrase_file) as client:
        found = client.call(calls.Query(sql, council=council, limit=limit, seconds=seconds))
    if as_json:
        printing.put_json(found)
    elif as_csv:
        _put_csv(found)
    else:
        printing.put_table(found.columns, ([_cell(one) for one in row] for row in found.items))
    if found.more and not as_json:
        typer.echo(f"more than {len(found.items):,} rows: --limit, or a narrower query", err=True)


def _cell(value: object) -> str:
    return "–" if value is None else str(value)


def _put_csv(found: "QueryView") -> None:
    from detente.home.searching.export import REHEARSAL, harmless

    mark = [REHEARSAL.upper()] if found.rehearsal else []
    out = csv.writer(sys.stdout)
    out.writerow([*([REHEARSAL] if mark else []), *map(harmless, found.columns)])
    for row in found.items:
        out.writerow([*mark, *(harmless(one) if isinstance(one, str) else one for one in row)])


def _put_tables(*, as_json: bool) -> None:
    from detente.home.searching.tables import TABLES

    if as_json:
        printing.put_json(printing.listing(TABLES))
        return
    for table in TABLES:
        typer.echo(f"\n{table.name}: {table.words}\n  {table.example}")
        printing.put_table(("column", "holds", "what"), ((one.name, one.sort, one.words) for one in table.columns))
