"""Public lists of incidents, taken in row by row: `incident import`."""

from pathlib import Path
from typing import Annotated, Any

import typer

from detente.cli import printing
from detente.cli.incident_reading import all_incidents
from detente.cli.options import HERE, Council, Dir, Json, Officer, PassphraseFile, client_of, read_bytes
from detente.cli.saying import Channel


def add_to(app: typer.Typer) -> None:
    """Put the command beside those that say."""
    examples = "detente incident import incidents.csv\n  detente incident import --json"
    app.command("import", epilog=f"\b\nExamples:\n  {examples}")(import_list)


def import_list(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE.csv", help="The list; the one that comes along where left out.")
    ] = None,
    channel: Channel = "plenary",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Take in a public list of incidents, each row a matter with its source; what is there already is skipped."""
    from detente.council.incident import listed
    from detente.council.incident.sheet import COMPILED
    from detente.home import calls
    from detente.limits import INCIDENT_LIST_BYTES_MAX

    name, rows = listed.SHIPPED, listed.shipped()
    if file is not None:
        data = read_bytes(file, "a CSV file of incidents", INCIDENT_LIST_BYTES_MAX)
        name, rows = file.stem[:200], listed.read_list(data)
    items = []
    with client_of(directory, passphrase_file) as client:
        found, _listing = all_incidents(client, council)
        there = {(one["listed"].get("list"), one["listed"].get("id")): one["ref"] for one in found}

        def said(kind: str, body: dict[str, Any], re: str | None = None) -> str:
            call = calls.Send(channel=channel.lower(), body=body, kind=kind, council=council, re=re, officer=officer,
                              language="en")  # fmt: skip
            return client.call(call).act.ref

        for row in rows:
            known = there.get((name, row.id))
            body = row.report(name)
            ref = known or said("incident-report", body)
            accounts = () if known else tuple(said("incident-account", one, ref) for one in row.accounts())
            items.append({
                "id": row.id, "ref": ref, "new": known is None, "accounts": list(accounts),
                "reported_by": body.get("reported_by", []), "concerning": body.get("concerning", []),
                "title": body["title"], "occurred": body["occurred"],
            })  # fmt: skip
    if as_json:
        printing.put_json({"list": name, "note": COMPILED, "items": items, "next": None})
        return
    columns = ("row", "incident", "reported by", "concerning", "title")
    printing.put_table(columns, (
        (one["id"], one["ref"] + ("" if one["new"] else " (was there)"), ", ".join(one["reported_by"]) or "not stated",
         ", ".join(one["concerning"]), one["title"]) for one in items
    ))  # fmt: skip
    typer.echo(COMPILED)
