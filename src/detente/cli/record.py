"""The record: `record fsck`, `record heads`, `record stats`."""

from typing import Annotated

import typer

from detente.cli import printing
from detente.cli.options import HERE, Council, Dir, Json, PassphraseFile, client_of
from detente.errors import Malformed

app = typer.Typer(help="The party's record.", no_args_is_help=True, rich_markup_mode=None)


@app.command(epilog="\b\nExample:\n  detente record fsck --all")
def fsck(
    every: Annotated[
        bool, typer.Option("--all", help="Every signature, not only the latest and those relied on.")
    ] = False,
    directory: Dir = HERE,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Check every leaf, tile, root and derived row, and name the first thing wrong; exit code 65 where there is one."""
    from detente.home import calls

    with client_of(directory, passphrase_file) as client:
        found = client.call(calls.CheckRecord(all=every))
    if as_json:
        printing.put_json(found)
    else:
        checked = ", ".join(f"{count} {name}" for name, count in found.checked.items())
        for item in found.items:
            typer.echo(printing.visible(f"{item.where}: {item.what}"), err=True)
        for remark in found.remarks:
            typer.echo(printing.visible(remark))
        typer.echo(f"{found.fsck}: {checked}")
    if found.fsck != "ok":
        raise typer.Exit(Malformed.exit_code)


@app.command(epilog="\b\nExample:\n  detente record heads")
def heads(
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """List the logs held here: size, root, who has receipted how much of each, and who has not receipted all of it."""
    from detente.home import calls

    with client_of(directory, passphrase_file) as client:
        found = client.call(calls.ShowLogs(council=council))
    if as_json:
        printing.put_json(found)
        return
    printing.put_table(
        ("log", "entries", "root", "last stored", "receipts", "owed by"),
        (
            (
                one.origin,
                str(one.size),
                one.root[:12],
                printing.moment(one.stored_at),
                ", ".join(f"{each.party} {each.rung} {each.size}" for each in one.received) or "–",
                ", ".join(one.owed_by) or "–",
            )
            for one in found.items
        ),
    )
    for party, count in sorted(found.waiting.items()):
        typer.echo(f"{count} of our receipts wait to be handed over to {party.upper()}")


@app.command(epilog="\b\nExample:\n  detente record stats")
def stats(
    directory: Dir = HERE,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Count what the record holds."""
    from detente.home import calls

    with client_of(directory, passphrase_file) as client:
        found = client.call(calls.CountRecord())
    if as_json:
        printing.put_json(found)
        return
    printing.put_pairs((name, f"{count:,}".replace(",", " ")) for name, count in found.counts.items())
