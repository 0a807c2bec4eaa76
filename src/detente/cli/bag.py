"""Bags, carried by hand where no wire reaches: `bag pack`, `bag unpack`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from detente.cli import printing
from detente.cli.options import HERE, Council, Dir, Json, PassphraseFile, client_of

app = typer.Typer(help="What a party lacks, in a file carried by hand.", no_args_is_help=True, rich_markup_mode=None)

LISTED_MAX = 20
"""Acts and receipts of a bag that are told one by one, the last ones."""


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

    Where FILE ends in .pdf it is a paper with the bag in codes, to be printed: the last resort when all wires are cut.
    Attachments do not travel in bags; they come when a node that holds them can be reached.
    """
    from detente.home import calls

    paper = output.suffix.lower() == ".pdf"
    with client_of(directory, passphrase_file) as client:
        packed = client.call(calls.PackBag(party=party, file=str(output.absolute()), council=council, paper=paper))
    if as_json:
        printing.put_json(packed)
        return
    typer.echo(f"{output}: for {packed.addressee.upper()}, {packed.bytes} bytes")
    on_paper = f", on {packed.codes} {'code' if packed.codes == 1 else 'codes'} to be printed" if packed.codes else ""
    typer.echo(f"  {packed.entries} entries, {packed.receipts} receipts{on_paper}")


@app.command(epilog="\b\nExamples:\n  detente bag unpack for-ru.bag\n  detente bag unpack page-1.jpg page-2.jpg")
def unpack(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="A bag addressed to this party; or pictures of all its pages."),
    ],
    directory: Dir = HERE,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Take in a bag as if its sender had called; our receipts go back with the next bag, or over the wire."""
    from detente.home import calls

    with bag_in(files) as file, client_of(directory, passphrase_file) as client:
        taken = client.call(calls.UnpackBag(file=str(file.absolute())))
    if as_json:
        printing.put_json(taken)
        return
    typer.echo(f"{', '.join(map(str, files))}: from {taken.sender.upper()}, packed at {taken.made_at}")
    typer.echo(f"  {taken.new_entries} of {taken.entries} entries new, {taken.receipts} receipts")
    for one in taken.items[-LISTED_MAX:]:
        typer.echo(f"  {one.ref} {one.kind}: {one.standing}{f': {one.why}' if one.why else ''}")
        for lacking in () if one.why else one.lacking:
            typer.echo(f"    it cites {lacking}, which is not here: detente paper act {lacking}, where it is held")
    for receipt in taken.received[-LISTED_MAX:]:
        typer.echo(f"  {receipt.party.upper()} holds up to {receipt.upto}, {receipt.at}: {receipt.standing}")
    typer.echo(f"receipts go back with: detente bag pack {taken.sender} -o FILE")


@contextmanager
def bag_in(files: list[Path]) -> Iterator[Path]:
    """Return the file of a bag: the one that was given, or one made from pictures of its pages for as long as needed.

    Pictures are read here, in the command's own process: the node sees a bag only.
    """
    from detente.home.papers.codes import read_files

    if len(files) == 1 and not _is_picture(files[0]):
        yield files[0]
        return
    with TemporaryDirectory() as place:
        made = Path(place) / "from-paper.bag"
        made.write_bytes(read_files(files))
        yield made


def _is_picture(path: Path) -> bool:
    """Say if a file is one to look for codes in: a picture by its name, or what a scanner typed."""
    return path.suffix.lower() in {".png", ".jpg", ".jpeg", ".tif", ".tiff", ".pdf", ".txt"}
