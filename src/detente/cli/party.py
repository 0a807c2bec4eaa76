"""Who this party is and whom it knows: `party new`, `show`, `confirm`, `rotate`."""

from pathlib import Path
from typing import Annotated

import typer

from detente.cli import printing
from detente.cli.options import (
    HERE,
    Dir,
    Json,
    PassphraseFile,
    client_of,
    folder_of,
    read_passphrase,
    read_text,
)
from detente.errors import Refused
from detente.home.files import write_file

app = typer.Typer(help="This party, and first contact with others.", no_args_is_help=True, rich_markup_mode=None)


@app.command(
    epilog="\b\nExample:\n  detente party new ru --name 'Russian Federation' --dir RU --url https://127.0.0.1:8446"
)
def new(
    party: Annotated[str, typer.Argument(metavar="ID", help="Lower case letters, digits, hyphens; it is for good.")],
    name: Annotated[str, typer.Option("--name", metavar="TEXT", help="What people call the party.")],
    directory: Dir = HERE,
    url: Annotated[str, typer.Option("--url", metavar="URL", help="Where other nodes reach this one.")] = "",
    officer: Annotated[str, typer.Option("--officer", metavar="TEXT", help="Who speaks where nobody is named.")] = "",
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Make a party: its folder, its keys, its identity note."""
    from detente.clock import SystemClock
    from detente.home.founding import found_party

    founded = found_party(
        folder_of(directory),
        party,
        name,
        url=url,
        officer=officer,
        passphrase=read_passphrase(passphrase_file),
        now=SystemClock().now(),
    )
    if as_json:
        printing.put_json(founded)
        return
    printing.put_pairs(
        [
            ("party", f"{founded.party} ({founded.name})"),
            ("folder", founded.folder),
            ("reached at", founded.url or "– (no --url: others cannot call this node)"),
            ("identity", f"SHA-256 {founded.fingerprint}"),
        ]
    )
    typer.echo("keys are in keys/: back them up apart from the record; root.key is needed only to sign and to rotate")
    typer.echo(f"next: detente party show --note -o {founded.party}.note, and give that file to the others")


@app.command(
    epilog="\b\nExample:\n  detente party show --note -o ru.note\n  detente party show nato.note      (the six words)"
)
def show(
    other: Annotated[
        Path | None, typer.Argument(metavar="NOTEFILE", help="Another party's identity note: shows the six words.")
    ] = None,
    note: Annotated[bool, typer.Option("--note", help="Print this party's signed identity note.")] = False,
    output: Annotated[Path | None, typer.Option("-o", metavar="FILE", help="Write the note there.")] = None,
    directory: Dir = HERE,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Show this party, the parties that it knows, or the six words with another."""
    from detente.home import calls

    text = None if other is None else read_text(other, "an identity note")
    with client_of(directory, passphrase_file) as client:
        shown = client.call(calls.ShowParty(note=text))
    if note or output is not None:
        if output is not None:
            write_file(output, shown.note.encode(), replace=True)
            typer.echo(f"{output}: the identity note of {shown.party}")
        else:
            typer.echo(shown.note, nl=False)
        return
    if as_json:
        printing.put_json(shown)
        return
    if shown.words is not None:
        typer.echo(f"{shown.party.upper()} and {(shown.with_party or '').upper()}: {shown.words}")
        return
    printing.put_pairs(
        [
            ("party", f"{shown.party} ({shown.name})"),
            ("reached at", shown.url or "–"),
            ("identity", f"serial {shown.serial}, SHA-256 {shown.fingerprint}"),
        ]
    )
    if shown.items:
        typer.echo("")
        printing.put_table(
            ("party", "name", "reached at", "confirmed by words"),
            ((one.party, one.name, one.url, printing.moment(one.confirmed_at)) for one in shown.items),
        )


@app.command(
    epilog="\b\nExample:\n  detente party confirm nato.note\n  detente party confirm nato --words 'babab dabab …'"
)
def confirm(
    other: Annotated[str, typer.Argument(metavar="PARTY|NOTEFILE", help="A party known here, or its identity note.")],
    words: Annotated[
        str | None, typer.Option("--words", metavar="WORDS", help="The six words that the other side read out.")
    ] = None,
    directory: Dir = HERE,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Confirm first contact: both sides read the same six words to each other, over a line that carries voices."""
    from detente.home import calls

    path = Path(other)
    note = read_text(path, "an identity note") if path.is_file() else None
    if note is None and ("." in other or "/" in other):
        raise Refused("file-unreadable", expected="a party known here, or a file with its identity note", got=other)
    call = calls.ConfirmParty(party=None if note else other, note=note, words=words)
    with client_of(directory, passphrase_file) as client:
        found = client.call(call)
        if words is None and not as_json:
            typer.echo(f"the six words with {found.party.upper()} ({found.name}):\n\n  {found.words}\n")
            if not typer.confirm("Does the other side read the same six words?"):
                raise Refused(
                    "words-differ",
                    expected=found.words,
                    got="other words, or none",
                    remedy="trust neither note; ask the other side for its note again, by another way",
                )
            call = calls.ConfirmParty(party=call.party, note=note, words=found.words)
            found = client.call(call)
    if as_json:
        printing.put_json(found)
        return
    typer.echo(f"{found.party.upper()} confirmed at {printing.moment(found.confirmed_at)}")


@app.command(epilog="\b\nExample:\n  detente party rotate log      (while no node runs; root.key must be in keys/)")
def rotate(
    key: Annotated[list[str], typer.Argument(metavar="KEY", help="log, mirror, witness, hpke, tls; several at once.")],
    directory: Dir = HERE,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Exchange keys for new ones: the next identity note names them and stands in every own feed."""
    from detente.home.rotation import rotate as rotate_keys

    rotated = rotate_keys(folder_of(directory), key, read_passphrase(passphrase_file))
    if as_json:
        printing.put_json(rotated)
        return
    typer.echo(f"{rotated.party}: new {', '.join(rotated.keys)}; identity serial {rotated.serial}")
    typer.echo(
        "others learn it with the next `detente up`" if rotated.published else "no feed yet: give out the new note"
    )
