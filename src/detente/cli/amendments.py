"""Councils that change: `council amend`, `consent`, `decline`, `admit`, `accede`, `readmit`, `withdraw`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli import printing
from detente.cli.council import app
from detente.cli.options import (
    HERE,
    Council,
    Dir,
    Json,
    Officer,
    PassphraseFile,
    client_of,
    folder_of,
    read_passphrase,
    read_text,
)
from detente.errors import Refused
from detente.home.files import write_file

if TYPE_CHECKING:
    from detente.home.calls import AnswerAmendment, DraftAmendment, LeaveCouncil, OpenPast, ProposeAmendment
    from detente.home.replies import Drafted

__all__ = ("app",)
"""The commands of `council`, those of this module among them."""

Title = Annotated[str, typer.Option("--title", metavar="TEXT", help="What people call the amendment.")]
Channels = Annotated[
    list[str] | None,
    typer.Option("--channel", metavar="CH", help="A channel that it joins beside those of all; again for more."),
]
Output = Annotated[Path, typer.Option("-o", metavar="FILE", help="Where the text goes.")]


@app.command(
    epilog="\b\nExample:\n  detente council amend clocks.toml --title 'Longer nights'\n"
    "  detente council amend fi.amendment --identity fi.note"
)
def amend(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="An amendment, or TOML: whole tables as they are to read.")
    ],
    title: Title = "",
    output: Annotated[
        Path | None, typer.Option("-o", metavar="FILE", help="Only write the text there; nothing is said.")
    ] = None,
    identity: Annotated[
        list[Path] | None,
        typer.Option("--identity", metavar="NOTE", help="The identity note of the party that comes."),
    ] = None,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Propose an amendment of the charter, signed by this party; it is in force when the charter's rule is met."""
    from detente.home import calls

    text = read_text(file, "an amendment, or tables of a charter")
    if not text.startswith("detente-amendment"):
        if not title:
            raise Refused("title-missing", expected="what people call the amendment", got="none", remedy="--title TEXT")
        with client_of(directory, passphrase_file) as client:
            drafted = client.call(calls.DraftAmendment(title=title, council=council, tables=text))
        if output is not None:
            _put_draft(drafted, output, as_json=as_json)
            return
        text = drafted.text
    identities = tuple(read_text(path, "an identity note") for path in identity or ())
    call = calls.ProposeAmendment(amendment=text, council=council, identities=identities, officer=officer)
    what = "proposed; in force when the charter's rule is met: detente council show"
    _say(call, what, directory, passphrase_file, as_json=as_json)


@app.command(epilog="\b\nExample:\n  detente council admit fi.note -o fi.amendment")
def admit(
    note: Annotated[Path, typer.Argument(metavar="NOTE", help="The identity note of a party that is to come.")],
    output: Output,
    title: Title = "",
    channel: Channels = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Write the amendment by which a new party comes; it signs it first (`accede`), then one proposes it (`amend`)."""
    from detente.home import calls

    call = calls.DraftAmendment(
        title=title or "Accession",
        council=council,
        channels=tuple(channel or ()),
        admit=read_text(note, "an identity note"),
    )
    _draft(call, output, directory, passphrase_file, as_json=as_json)


@app.command(epilog="\b\nExample:\n  detente council readmit ru -o ru.amendment")
def readmit(
    party: Annotated[str, typer.Argument(metavar="PARTY", help="A party that has withdrawn.")],
    output: Output,
    title: Title = "",
    channel: Channels = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Write the amendment by which a party comes back; it signs it first (`accede`), then one proposes it (`amend`)."""
    from detente.home import calls

    call = calls.DraftAmendment(
        title=title or "Readmission", council=council, channels=tuple(channel or ()), readmit=party
    )
    _draft(call, output, directory, passphrase_file, as_json=as_json)


@app.command(epilog="\b\nExample:\n  detente council accede fi.amendment")
def accede(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The amendment by which this party comes.")],
    output: Annotated[Path | None, typer.Option("-o", metavar="FILE", help="Where it goes; else FILE.")] = None,
    directory: Dir = HERE,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Sign with this party's root the amendment by which it comes or comes back."""
    from detente.home.founding import sign_amendment

    text = read_text(file, "an amendment")
    signed = sign_amendment(text, folder_of(directory), read_passphrase(passphrase_file))
    write_file(output or file, signed.note.encode(), replace=True)
    if as_json:
        printing.put_json(signed)
        return
    typer.echo(f"{output or file}: signed by the root of {signed.party}; give it back to a party of {signed.council}")


@app.command(epilog="\b\nExample:\n  detente council consent NATO/LINE/12")
def consent(
    ref: Annotated[str, typer.Argument(metavar="REF", help="The act that proposes the amendment.")],
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Sign an amendment that was proposed; no other one that follows the same text is signed beside it."""
    from detente.home import calls

    call = calls.AnswerAmendment(ref=ref, consent=True, council=council, officer=officer)
    _say(call, f"signed {ref}", directory, passphrase_file, as_json=as_json)


@app.command(epilog="\b\nExample:\n  detente council decline NATO/LINE/12 'not before the summit'")
def decline(
    ref: Annotated[str, typer.Argument(metavar="REF", help="The act that proposes the amendment.")],
    text: Annotated[str, typer.Argument(metavar="[TEXT]", help="A remark.")] = "",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Say that this party will not sign an amendment; when it can no longer be in force, another may be signed."""
    from detente.home import calls

    call = calls.AnswerAmendment(ref=ref, consent=False, text=text, council=council, officer=officer)
    _say(call, f"{ref} is not signed by this party", directory, passphrase_file, as_json=as_json)


@app.command(epilog="\b\nExample:\n  detente council withdraw nrc --reason 'by decision of parliament of 3 May'")
def withdraw(
    council: Annotated[str, typer.Argument(metavar="NAME", help="The council that this party leaves.")],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")] = "",
    officer: Officer = None,
    directory: Dir = HERE,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Leave a council, from now on; to come back needs a readmission. Feeds that others hold stay as they are."""
    from detente.home import calls

    call = calls.LeaveCouncil(reason=reason, council=council, officer=officer)
    what = (
        "this party has left; what was said stays as it is, what is owed is in detente duty list; only a readmission "
    )
    what += "that the others sign undoes it"
    _say(call, what, directory, passphrase_file, as_json=as_json)


@app.command("open-history", epilog="\b\nExample:\n  detente council open-history plenary --to fi")
def open_history(
    channel: Annotated[str, typer.Argument(metavar="CHANNEL", help="In which this party spoke.")],
    to: Annotated[str, typer.Option("--to", metavar="PARTY", help="A member that came later.")],
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Open to a party that came later what this party said in a channel before; that cannot be taken back."""
    from detente.home import calls

    call, what = calls.OpenPast(channel=channel, to=to, council=council), f"{to.upper()} can read it from here on"
    _say(call, what, directory, passphrase_file, as_json=as_json)


def _say(
    call: "ProposeAmendment | AnswerAmendment | LeaveCouncil | OpenPast",
    what: str,
    directory: Path,
    passphrase_file: Path | None,
    *,
    as_json: bool,
) -> None:
    with client_of(directory, passphrase_file) as client:
        sent = client.call(call)
    if as_json:
        printing.put_json(sent)
        return
    typer.echo(printing.visible(f"{sent.act.ref}  {what}"))


def _draft(
    call: "DraftAmendment", output: Path, directory: Path, passphrase_file: Path | None, *, as_json: bool
) -> None:
    with client_of(directory, passphrase_file) as client:
        drafted = client.call(call)
    _put_draft(drafted, output, as_json=as_json)


def _put_draft(drafted: "Drafted", output: Path, *, as_json: bool) -> None:
    write_file(output, drafted.text.encode())
    if as_json:
        printing.put_json({"file": str(output), "number": drafted.number, "text": drafted.text})
        return
    typer.echo(f"{output}: amendment {drafted.number} of {drafted.council}; nobody has signed it yet")
