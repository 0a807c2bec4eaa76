"""Bags, carried by hand where no wire reaches: `bag pack`, `bag unpack`."""

from pathlib import Path
from typing import Annotated

import typer

from detente.cli import printing
from detente.cli.options import HERE, Council, Dir, Json, PassphraseFile, client_of

app = typer.Typer(help="What a party lacks, in a file carried by hand.", no_args_is_help=True, rich_markup_mode=None)


@app.command(epilog="\b\nExample:\n  detente bag pack ru -o for-ru.bag")
def pack(
    party: Annotated[str, typer.Argument(metavar="PARTY", help="To whom the bag goes.")],
    output: Annotated[Path, typer.Option("-o", metavar="FILE", help="Where the bag goes.")],
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Pack all that a party has not receipted, and all receipts here: sealed entries stay sealed.

    Attachments do not travel in bags; they come when a node that holds them can be reached.
    """
    from detente.home import calls

    with client_of(directory, passphrase_file) as client:
        packed = client.call(calls.PackBag(party=party, file=str(output.absolute()), council=council))
    if as_json:
        printing.put_json(packed)
        return
    typer.echo(f"{output}: for {packed.addressee.upper()}, {packed.bytes} bytes")
    typer.echo(f"  {packed.entries} entries, {packed.receipts} receipts")


@app.command(epilog="\b\nExample:\n  detente bag unpack for-ru.bag")
def unpack(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A bag addressed to this party.")],
    directory: Dir = HERE,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Take in a bag as if its sender had called; our receipts go back with the next bag, or over the wire."""
    from detente.home import calls

    with client_of(directory, passphrase_file) as client:
        taken = client.call(calls.UnpackBag(file=str(file.absolute())))
    if as_json:
        printing.put_json(taken)
        return
    typer.echo(f"{file}: from {taken.sender.upper()}, packed at {taken.made_at}")
    typer.echo(f"  {taken.new_entries} of {taken.entries} entries new, {taken.receipts} receipts")
    typer.echo(f"receipts go back with: detente bag pack {taken.sender} -o FILE")
