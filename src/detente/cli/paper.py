"""Paper for the last resort: `paper act`, `paper form`. Read back by `bag unpack` and by the page Paper."""

import base64
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from detente.cli import printing
from detente.cli.options import HERE, Council, Dir, Json, PassphraseFile, client_of

if TYPE_CHECKING:
    from detente.home.replies import PrintedView

app = typer.Typer(
    help="Acts and forms on paper, with codes: the last resort when all wires are cut.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command(
    epilog="\b\nExamples:\n  detente paper act US/LINE/7 -o act.pdf\n"
    "  detente paper act US/LINE/7 --for ru --from 3 -o act.pdf\n"
    "  detente paper act RU/LINE/4 --for ru -o receipt.pdf"
)
def act(
    ref: Annotated[str, typer.Argument(metavar="REF", help="The act.")],
    output: Annotated[Path, typer.Option("-o", "--out", metavar="FILE", help="A new file, a PDF.")],
    addressee: Annotated[
        str, typer.Option("--for", metavar="PARTY", help="Who is to take it in; else every other reader.")
    ] = "",
    start: Annotated[
        int | None,
        typer.Option("--from", metavar="INDEX", help="With what comes before it in its feed, from there on."),
    ] = None,
    sealed: Annotated[
        bool, typer.Option("--sealed", help="Codes only, for a courier who may not read what it says.")
    ] = False,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Print one act: what it says, and codes from which another party takes it in, verified.

    The codes are a bag of that one act and of what it rests on, as far as no addressee is known to hold it: taken in
    by `bag unpack` or at a console. For its own author it is a receipt: the codes hold that it is here, and since when.
    """
    from detente.home import calls

    call = calls.PrintAct(ref=ref, council=council, addressee=addressee, start=start, sealed=sealed)
    with client_of(directory, passphrase_file) as client:
        made = client.call(call)
    _put(made, output, as_json=as_json)


@app.command(epilog="\b\nExample:\n  detente paper form incident-report -o form.pdf")
def form(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="As `detente kinds` lists it.")],
    output: Annotated[Path, typer.Option("-o", "--out", metavar="FILE", help="A new file, a PDF.")],
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Print the form of a kind, to be filled in by hand; it signs nothing.

    A form in which something stands is printed from its page, with codes that open it at another console of the party.
    """
    from detente.home import calls

    with client_of(directory, passphrase_file) as client:
        made = client.call(calls.PrintForm(kind=kind, council=council))
    _put(made, output, as_json=as_json)


def _put(made: "PrintedView", out: Path, *, as_json: bool) -> None:
    from detente.home.files import write_file

    data = base64.b64decode(made.file)
    write_file(out, data)
    if as_json:
        printing.put_json({**msgspec.structs.asdict(made), "file": str(out), "size_bytes": len(data)})
        return
    codes = f"{made.codes} {'code' if made.codes == 1 else 'codes'}"
    if not made.ref:
        typer.echo(f"{out}: a form to be filled in; it signs nothing")
        return
    whose = ", ".join(one.upper() for one in made.addressees)
    typer.echo(f"{out}: {made.ref} for {whose}, {codes}, {made.entries} entries, {made.receipts} receipts")
    if made.shut_out:
        typer.echo(f"  codes only: it may not be read by {', '.join(made.shut_out).upper()}")
    for one in made.lacking:
        typer.echo(f"  it rests on {one}, which is not on it: print that too")
