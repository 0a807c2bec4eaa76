"""Mandates: `mandate ask`, `grant`, `refuse`, `show`, `export`, `present`, `verify`, `revoke`."""

import base64
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli import dossiers, printing, saying
from detente.cli.options import HERE, Council, Dir, Json, Officer, PassphraseFile, client_of, read_bytes, read_text
from detente.cli.saying import Reference
from detente.errors import Malformed
from detente.home.files import check_new, write_file
from detente.limits import MANDATE_BYTES_MAX

if TYPE_CHECKING:
    from detente.home.replies.mandates import MandateChecked

app = typer.Typer(
    help="What a party may say for an alliance, signed by its members.", no_args_is_help=True, rich_markup_mode=None
)

File = Annotated[Path, typer.Argument(metavar="FILE", help="A file made by `mandate export`.")]
Where = Annotated[str, typer.Option("--channel", metavar="CH", help="Where it is said.")]


@app.command(
    epilog="\b\nExample:\n  detente mandate ask --council nato --for-council nrc --holder nato \\\n"
    "    --title 'Risk reduction at sea' --dossier RU/PLENARY/12 --limits 'Ask; promise nothing.' \\\n"
    "    --valid-until 2016-04-27T12:00:00Z"
)
def ask(
    for_council: Annotated[
        str, typer.Option("--for-council", metavar="NAME", help="Where it is to be used; its id where not joined here.")
    ],
    holder: Annotated[str, typer.Option("--holder", metavar="P", help="The party there that may speak.")],
    title: Annotated[str, typer.Option("--title", metavar="TEXT", help="What people call it.")],
    valid_until: Annotated[
        str, typer.Option("--valid-until", metavar="TIME", help="Its last second, RFC 3339 with zone.")
    ],
    valid_from: Annotated[
        str, typer.Option("--valid-from", metavar="TIME", help="Its first second; now where left out.")
    ] = "",
    alliance: Annotated[
        str, typer.Option("--alliance", metavar="ID", help="Its id in that council's charter; else looked up there.")
    ] = "",
    dossier: Annotated[
        str, typer.Option("--dossier", metavar="REF", help="The only matter there in which it holds.")
    ] = "",
    limits: Annotated[str, typer.Option("--limits", metavar="TEXT", help="What may be said, for people.")] = "",
    text_file: Annotated[
        Path | None, typer.Option("--text-file", metavar="FILE", help="The only text that may be said, exactly.")
    ] = None,
    amends: Annotated[
        str | None, typer.Option("--amends", metavar="REF", help="A text that this one is to replace.")
    ] = None,
    channel: Where = "plenary",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Ask the alliance's members, in their own council, to sign a mandate."""
    from detente.home import calls

    text = "" if text_file is None else read_text(text_file, "a file with the agreed text").rstrip("\n")
    call = calls.AskMandate(
        channel=channel.lower(), for_council=for_council, holder=holder, title=title, valid_until=valid_until,
        valid_from=valid_from, alliance=alliance, dossier=dossier, limits=limits, text=text, amends=amends,
        council=council, officer=officer,
    )  # fmt: skip
    saying.say(call, directory, passphrase_file, as_json=as_json, what="asks for a mandate")


@app.command(epilog="\b\nExample:\n  detente mandate grant NATO/PLENARY/3 --council nato")
def grant(
    ref: Reference,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Sign, as a member, exactly the text that was asked for; `mandate show` prints it."""
    from detente.home import calls

    call = calls.GrantMandate(ref=ref, council=council, officer=officer)
    saying.say(call, directory, passphrase_file, as_json=as_json, what=f"signs the mandate of {ref.upper()}")


@app.command(epilog="\b\nExample:\n  detente mandate refuse NATO/PLENARY/3 'Not before the meeting.' --council nato")
def refuse(
    ref: Reference,
    reason: Annotated[str, typer.Argument(metavar="REASON", help="Why; the other members read it.")],
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Say, as a member, that the text is not signed, and why; it can still be signed later."""
    from detente.home import calls

    channel = saying.channel_of(ref)
    call = calls.Send(channel, {"text": reason}, "mandate-refuse", council, re=ref, officer=officer)
    saying.say(call, directory, passphrase_file, as_json=as_json, what=f"does not sign the mandate of {ref.upper()}")


@app.command(epilog="\b\nExample:\n  detente mandate show NATO/PLENARY/3 --council nato")
def show(
    ref: Reference,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Show a mandate: its text, who signed, who is missing; in the other council, whether it stands."""
    from detente.home import calls

    with client_of(directory, passphrase_file) as client:
        shown = client.call(calls.ShowDossier(ref=ref, council=council))
    if as_json:
        printing.put_json(shown)
        return
    dossiers.put_dossier(shown)


@app.command(epilog="\b\nExample:\n  detente mandate export NATO/PLENARY/3 -o risk.mandate --council nato")
def export(
    ref: Reference,
    output: Annotated[Path, typer.Option("-o", metavar="FILE", help="Where the file goes, like risk.mandate.")],
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Write a mandate that all have signed who must, or a revocation, as a file for the other council."""
    from detente.home import calls

    check_new(output)
    with client_of(directory, passphrase_file) as client:
        found = client.call(calls.ExportMandate(ref=ref, council=council, officer=officer))
    write_file(output, base64.b64decode(found.file))
    if as_json:
        printing.put_json(
            {"file": str(output), "ref": found.ref, "serial": found.serial, "revokes": found.revokes,
             "signed": found.signed, "missing": found.missing, "taken_back": found.taken_back,
             "noted_as": found.noted_as}
        )  # fmt: skip
        return
    what = "revocation of mandate" if found.revokes else "mandate"
    typer.echo(f"{output}: {what} {found.serial}, signed by {_names(found.signed)}; missing: {_names(found.missing)}")
    if found.taken_back:
        typer.echo(f"taken back by {_names(found.taken_back)}: present the revocation there, too")
    typer.echo(f"  noted as {found.noted_as}")


@app.command(epilog="\b\nExample:\n  detente mandate present risk.mandate --council nrc")
def present(
    file: File,
    channel: Where = "plenary",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Present a mandate in the council in which it is to be used, or the revocation of one presented there."""
    from detente.home import calls

    call = calls.PresentMandate(
        file=base64.b64encode(_read(file)).decode(), channel=channel.lower(), council=council, officer=officer
    )
    saying.say(call, directory, passphrase_file, as_json=as_json, what=f"presents {file.name}")


@app.command(
    epilog="\b\nExample:\n  detente mandate verify risk.mandate --charter nrc.charter\n"
    "  detente mandate verify risk.mandate --council nrc"
)
def verify(
    file: File,
    charter: Annotated[
        Path | None,
        typer.Option("--charter", metavar="FILE", help="The signed charter of that council; then no folder is needed."),
    ] = None,
    at: Annotated[str, typer.Option("--at", metavar="TIME", help="When it must hold; now where left out.")] = "",
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Check a mandate step by step, without its debate; revocations are known by --council only. Else exit code 65."""
    data = _read(file)
    if charter is not None:
        checked = _check_alone(data, read_text(charter, "a signed charter"), at)
    else:
        from detente.home import calls

        with client_of(directory, passphrase_file) as client:
            checked = client.call(calls.CheckMandate(file=base64.b64encode(data).decode(), council=council, at=at))
    if as_json:
        printing.put_json(checked)
    else:
        _put_checked(checked)
    if not checked.verified:
        raise typer.Exit(Malformed.exit_code)


def _check_alone(data: bytes, charter: str, at: str) -> "MandateChecked":
    from detente.clock import SystemClock
    from detente.council.kinds import Field, Sort
    from detente.home.voices import check_file
    from detente.protocol.charter import verify_charter

    when = Field("Time", Sort.INSTANT).read("at", at) if at else SystemClock().now()
    return check_file(data, verify_charter(charter.encode()), when)


def _put_checked(checked: "MandateChecked") -> None:
    for step in checked.items:
        typer.echo(f"({step.number}) {'ok  ' if step.ok else 'FAIL'}  {step.title}: {printing.visible(step.text)}")
    if checked.signed or checked.missing:
        typer.echo(f"signed by {_names(checked.signed)}; missing: {_names(checked.missing)}")
    typer.echo("verified" if checked.verified else "not verified")


@app.command(epilog="\b\nExample:\n  detente mandate revoke NATO/PLENARY/3 'The situation changed.' --council nato")
def revoke(
    ref: Reference,
    reason: Annotated[str, typer.Argument(metavar="REASON", help="Why; it is part of what is signed.")] = "",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Take back this member's signature; export and present the revocation where the mandate is used."""
    from detente.home import calls

    call = calls.RevokeMandate(ref=ref, reason=reason, council=council, officer=officer)
    saying.say(call, directory, passphrase_file, as_json=as_json, what=f"takes back its signature of {ref.upper()}")


def _read(path: Path) -> bytes:
    return read_bytes(path, "a mandate file", MANDATE_BYTES_MAX)


def _names(parties: tuple[str, ...]) -> str:
    return ", ".join(party.upper() for party in parties) or "nobody"
