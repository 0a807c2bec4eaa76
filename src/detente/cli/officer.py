"""Officers: `officer key`."""

from pathlib import Path
from typing import Annotated

import typer

from detente.cli import printing
from detente.cli.options import HERE, Dir, Json, folder_of, read_passphrase

app = typer.Typer(help="The officers who speak for a party.", no_args_is_help=True, rich_markup_mode=None)


@app.command(epilog="\b\nExample:\n  detente officer key smith -o smith.key --passphrase-file smith.pass")
def key(
    officer: Annotated[str, typer.Argument(metavar="ID", help="Lower case letters, digits, hyphens.")],
    output: Annotated[Path, typer.Option("-o", metavar="FILE", help="Where the key goes; the officer keeps it.")],
    party: Annotated[
        str | None, typer.Option("--party", metavar="ID", help="Whose officer; else the party of the folder.")
    ] = None,
    passphrase_file: Annotated[
        Path | None,
        typer.Option("--passphrase-file", metavar="FILE", help="A file whose first line is to close the key."),
    ] = None,
    directory: Dir = HERE,
    as_json: Json = False,
) -> None:
    """Make an officer's own key, and print the public half, which the party accredits."""
    from detente.protocol.keys.officer import make_officer_key

    whose = str(folder_of(directory).read_config()["party"]) if party is None else party
    made = make_officer_key(output, whose, officer, read_passphrase(passphrase_file))
    if as_json:
        printing.put_json({"officer": officer, "party": whose, "key": made.text(), "file": str(output)})
        return
    typer.echo(made.text())
