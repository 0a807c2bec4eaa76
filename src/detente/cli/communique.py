"""What parties say to everybody: `communique draft`, `consent`, `decline`, `withdraw`, `publish`, `verify`, `show`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli import printing
from detente.cli.dossiers import Language, show_matter
from detente.cli.options import HERE, Council, Dir, Json, Officer, PassphraseFile, client_of, read_text
from detente.cli.saying import Channel, Reference, channel_of, given, put_sent, say
from detente.errors import Malformed, Refused
from detente.limits import EVIDENCE_BYTES_MAX

if TYPE_CHECKING:
    from detente.home.replies.public import CommuniqueReport

app = typer.Typer(
    help="Communiqués: joint with every consent, else their author's own, and anybody can check which.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Texts = Annotated[
    list[str] | None,
    typer.Option(
        "--in",
        metavar="LANG=FILE",
        help="The text in a language, like ru=text.txt: its title in the first line, then a blank one.",
    ),
]
Reason = Annotated[str | None, typer.Argument(metavar="REASON", help="Why.")]


@app.command(
    epilog="\b\nExample:\n  detente communique draft --channel plenary --party nato --party ru --in en=text.txt"
)
def draft(
    channel: Channel,
    texts: Texts = None,
    party: Annotated[
        list[str] | None, typer.Option("--party", metavar="P", help="In whose name; else of all who read the channel.")
    ] = None,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Propose a joint text in a sealed channel."""
    from detente.home import calls

    body = given(versions=_versions(texts), parties=[one.lower() for one in party or ()])
    call = calls.Send(channel=channel, body=body, kind="communique-draft", council=council, officer=officer)
    say(call, directory, passphrase_file, as_json=as_json, what="proposes a joint text")


@app.command(epilog="\b\nExample:\n  detente communique consent NATO/PLENARY/12")
def consent(
    ref: Reference,
    digest: Annotated[
        str | None,
        typer.Option("--digest", metavar="HEX", help="SHA-256 of the text that you read; any other is not signed."),
    ] = None,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Sign a joint text, exactly as it was proposed and is shown here."""
    from detente.home import calls

    if digest is None:
        with client_of(directory, passphrase_file) as client:
            shown = client.call(calls.ShowDossier(ref=ref, council=council))
        short = ref.rpartition(":")[2].upper()
        text = next((one for one in shown.data.get("proposals", ()) if one["ref"] == short), None)
        digest = None if text is None else str(text["digest"])
        if text is not None and not as_json:
            typer.echo(printing.visible(text["document"]))
    call = calls.ConsentCommunique(ref=ref, digest=digest, council=council, officer=officer)
    say(call, directory, passphrase_file, as_json=as_json, what=f"consents to {ref}")


@app.command(epilog="\b\nExample:\n  detente communique decline NATO/PLENARY/12 'Not in these words.'")
def decline(
    ref: Reference,
    reason: Reason = None,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Say that this party does not consent."""
    from detente.home import calls

    call = calls.Send(
        channel=channel_of(ref), body=given(text=reason), kind="communique-decline", council=council, re=ref,
        officer=officer,
    )  # fmt: skip
    say(call, directory, passphrase_file, as_json=as_json, what=f"declines {ref}")


@app.command(epilog="\b\nExample:\n  detente communique withdraw NATO/PLENARY/12 'New instructions.'")
def withdraw(
    ref: Reference,
    reason: Reason = None,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Take this party's consent back, while the text is not published with it."""
    from detente.home import calls

    call = calls.Send(
        channel=channel_of(ref), body=given(text=reason), kind="communique-withdraw", council=council, re=ref,
        officer=officer,
    )  # fmt: skip
    say(call, directory, passphrase_file, as_json=as_json, what=f"withdraws its consent to {ref}")


@app.command(epilog="\b\nExample:\n  detente communique publish NATO/PLENARY/12 --to www/")
def publish(
    ref: Annotated[
        str | None, typer.Argument(metavar="REF", help="The act that proposed the text; none for one's own, with --in.")
    ] = None,
    texts: Texts = None,
    alone: Annotated[
        bool, typer.Option("--alone", help="As a statement of this party alone, though the text names others.")
    ] = False,
    channel: Annotated[
        str | None, typer.Option("--channel", metavar="CH", help="A public one; needed only where there are several.")
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="FOLDER", help="Write pages and a feed of what is published by now into it."),
    ] = None,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Publish a joint text with its consents, or a text of this party alone; with --to alone only write the folder."""
    from detente.home import calls

    if ref is None and not texts and to is None:
        raise Refused(
            "communique-nothing",
            expected="the reference of a proposed text, or a text with --in, or a folder with --to",
            got="none of them",
        )
    sent = written = None
    with client_of(directory, passphrase_file) as client:
        if ref is not None or texts:
            versions = tuple(_versions(texts))
            sent = client.call(
                calls.PublishCommunique(
                    ref=ref, versions=versions, alone=alone, channel=channel, council=council, officer=officer
                )
            )
        if to is not None:
            written = client.call(calls.WriteCommuniques(folder=str(to.absolute()), council=council))
    if as_json:
        printing.put_json({"sent": sent, "written": written})
        return
    if sent is not None:
        put_sent(sent, "is published")
    if written is not None:
        typer.echo(f"{to}: {len(written.items)} published, {len(written.changed)} files written")


@app.command(epilog="\b\nExample:\n  detente communique verify nato_public_3.zip")
def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE.zip", help="The evidence of the public act.")],
    as_json: Json = False,
) -> None:
    """Check a communiqué: what it says, and who signed exactly that. Needs no folder, no node, no network."""
    from detente.home.publications import verify_communique

    try:
        size = file.stat().st_size
        data = file.read_bytes() if size <= EVIDENCE_BYTES_MAX else b""
    except OSError as fault:
        raise Refused("file-unreadable", expected="an evidence file", got=f"{file}: {fault.strerror}") from None
    if size > EVIDENCE_BYTES_MAX:
        raise Malformed("evidence-too-large", expected=f"at most {EVIDENCE_BYTES_MAX} bytes", got=str(size))
    report = verify_communique(data)
    if as_json:
        printing.put_json(report)
    else:
        _put_report(report)
    if not report.verified:
        raise typer.Exit(Malformed.exit_code)


def _put_report(report: "CommuniqueReport") -> None:
    for step in report.items:
        typer.echo(f"({step.number}) {'ok  ' if step.ok else 'FAIL'}  {step.title}: {printing.visible(step.text)}")
    if not report.verified:
        typer.echo("not verified")
        return
    typer.echo(f"\n{printing.visible(report.text)}")
    whose = (
        " and ".join(party.upper() for party in report.parties) if report.joint else f"{report.author.upper()} alone"
    )
    kind = "a joint communiqué of" if report.joint else "a statement of"
    typer.echo(f"verified: {kind} {whose}{', in a rehearsal' if report.rehearsal else ''}")


@app.command(epilog="\b\nExample:\n  detente communique show NATO/PLENARY/12")
def show(
    ref: Reference,
    language: Language = "en",
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Show a joint text: its words, who has consented, and how it was published."""
    show_matter(ref, language, directory, council, passphrase_file, as_json=as_json)


def _versions(texts: list[str] | None) -> list[dict[str, str]]:
    """Return the texts of `LANG=FILE` options: title in the first line, then the words."""
    found = []
    for one in texts or ():
        language, equals, path = one.partition("=")
        if not equals or not language or not path:
            raise Refused("communique-text", expected="--in LANG=FILE, like --in ru=text.txt", got=one)
        title, _, words = read_text(Path(path), "a text").strip().partition("\n")
        found.append({"language": language, "title": title.strip(), "text": words.strip()})
    return found
