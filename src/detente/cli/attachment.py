"""Files that came with acts: `attachment list`, `save`, `check`, `erase`, `consent`, `decline`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli import printing
from detente.cli.options import HERE, Council, Dir, Json, Officer, PassphraseFile, client_of
from detente.cli.saying import Reference, channel_of, given, say

if TYPE_CHECKING:
    from detente.home.calls import Call
    from detente.home.replies import AttachmentView, Sent

Remark = Annotated[str, typer.Argument(metavar="TEXT", help="A remark.")]

app = typer.Typer(help="Files that came with acts.", no_args_is_help=True)


@app.command("list", epilog="\b\nExample:\n  detente attachment list RU/LINE/42")
def list_attachments(
    ref: Annotated[
        str | None, typer.Argument(metavar="REF", help="Those of one act; else all that this record knows of.")
    ] = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """List attachments and how much of each is here."""
    from detente.home import calls

    with client_of(directory, passphrase_file) as client:
        listing = client.call(calls.ListAttachments(ref=ref, council=council))
    if as_json:
        printing.put_json(listing)
        return
    if not listing.items:
        typer.echo("no attachment")
        return
    rows = (
        (
            str(number),
            printing.visible(one.name or one.hash[:16]),
            one.media_type or "–",
            f"{one.size_bytes:,}",
            _here(one),
            one.channel,
        )
        for number, one in enumerate(listing.items, 1)
    )
    printing.put_table(("number", "name", "type", "bytes sealed", "here", "channel"), rows)


def _here(one: "AttachmentView") -> str:
    if one.erased_by:
        return f"erased by {one.erased_by}"
    share = "here" if one.held_bytes == one.size_bytes else f"{100 * one.held_bytes // max(one.size_bytes, 1)} %"
    return f"{share}, erasable" if one.erasable else share


@app.command(
    "erase",
    epilog="\b\nExample:\n  detente attachment erase RU/PLENARY/42 'The witness asks for it.' --number 1",
)
def erase_attachments(
    ref: Annotated[str, typer.Argument(metavar="REF", help="The act with which the files came.")],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="Why.")],
    number: Annotated[list[int] | None, typer.Option("--number", metavar="N", help="Which; again for more.")] = None,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Propose that bytes and key of files are removed at every member; the act with which they came stays."""
    from detente.home import calls

    numbers = tuple(number or (1,))
    call = calls.EraseAttachments(ref=ref, text=text, numbers=numbers, council=council, officer=officer)
    files = "file" if len(numbers) == 1 else "files"
    what = f"proposes to erase {len(numbers)} {files} of {ref.upper()}; nothing goes before every member has consented"
    say(call, directory, passphrase_file, as_json=as_json, what=what)


@app.command("consent", epilog="\b\nExample:\n  detente attachment consent RU/PLENARY/43")
def consent_to_erasure(
    ref: Reference,
    text: Remark = "",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Consent to an erasure that somebody proposed; it cannot be taken back."""
    call = _answer("erasure-consent", ref, text, council, officer)
    what = f"consents to the erasure {ref.upper()}; once all have, each member's node removes and says so"
    say(call, directory, passphrase_file, as_json=as_json, what=what)


@app.command("decline", epilog="\b\nExample:\n  detente attachment decline RU/PLENARY/43 'We still need it.'")
def decline_erasure(
    ref: Reference,
    text: Remark = "",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Do not consent to an erasure: nothing is removed, unless this party consents later."""
    call = _answer("erasure-decline", ref, text, council, officer)
    what = f"does not consent to the erasure {ref.upper()}; nothing is removed"
    say(call, directory, passphrase_file, as_json=as_json, what=what)


def _answer(kind: str, ref: str, text: str, council: str | None, officer: str | None) -> "Call[Sent]":
    from detente.home import calls

    return calls.Send(
        channel=channel_of(ref), body=given(text=text), kind=kind, council=council, re=ref, officer=officer
    )


@app.command("save", epilog="\b\nExample:\n  detente attachment save RU/LINE/42 -o chart.pdf")
def save_attachment(
    ref: Annotated[str, typer.Argument(metavar="REF", help="The act with which it came.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="Where to; must not be there yet.")],
    number: Annotated[int, typer.Option("--number", metavar="N", help="Which one, as listed.")] = 1,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Write an attachment to a file, once all of it is here; what it holds is its sender's word."""
    from detente.home import calls

    with client_of(directory, passphrase_file) as client:
        call = calls.SaveAttachment(ref=ref, number=number, path=str(output.absolute()), council=council)
        saved = client.call(call)
    if as_json:
        printing.put_json(saved)
        return
    typer.echo(f"{output}: {saved.size_bytes:,} bytes, sent as {printing.visible(saved.name)} ({saved.media_type})")
    for one in saved.remarks:
        typer.echo(f"before you open it: {printing.visible(one.text)} ({one.code})")


@app.command("check", epilog="\b\nExample:\n  detente attachment check RU/LINE/42 --number 2")
def check_attachment(
    ref: Annotated[str, typer.Argument(metavar="REF", help="The act with which it came.")],
    number: Annotated[int, typer.Option("--number", metavar="N", help="Which one, as listed.")] = 1,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Say whether an attachment is what its sender calls it, by its bytes alone: nothing is opened, unpacked or run."""
    from detente.home import calls

    with client_of(directory, passphrase_file) as client:
        checked = client.call(calls.CheckAttachment(ref=ref, number=number, council=council))
    if as_json:
        printing.put_json(checked)
        return
    name = f"{printing.visible(checked.name)} ({printing.visible(checked.media_type)})"
    typer.echo(f"{name}: {checked.size_bytes:,} bytes, SHA-256 {checked.sha256}")
    for one in checked.items:
        typer.echo(f"  {printing.visible(one.text)} ({one.code})")
    if not checked.items:
        typer.echo("  name, type and bytes agree, as far as headers show")
