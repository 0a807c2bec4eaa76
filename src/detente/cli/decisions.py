"""Decisions: `decision propose`, then what members say of it until it is over, `show`, `sign`, `register`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli import printing, saying
from detente.cli.dossiers import put_dossier
from detente.cli.options import HERE, Council, Dir, Json, Officer, PassphraseFile, client_of, read_text
from detente.cli.saying import Channel, Reference, channel_of, given
from detente.errors import Refused

if TYPE_CHECKING:
    from detente.council.decision.silence import Silence
    from detente.home.client import Client
    from detente.home.replies import DossierShown

app = typer.Typer(
    help="Texts that become decisions, by consensus or by silence.", no_args_is_help=True, rich_markup_mode=None
)

Text = Annotated[str, typer.Argument(metavar="TEXT", help="What is said, in writing.")]
Remark = Annotated[str | None, typer.Argument(metavar="TEXT", help="A remark.")]
Expires = Annotated[str, typer.Option("--expires", metavar="TIME", help="RFC 3339 with zone: the last second.")]


@app.command(
    epilog="\b\nExample:\n  detente decision propose 'Hours of the line' --text 'It is tested daily.' "
    "--silence 2016-04-22T12:00:00Z"
)
def propose(
    title: Annotated[str, typer.Argument(metavar="TITLE", help="What it is called.")],
    text: Annotated[str | None, typer.Option("--text", metavar="TEXT", help="The text to be decided.")] = None,
    body: Annotated[
        Path | None, typer.Option("--body", metavar="FILE", help="The text from a file; - is the input.")
    ] = None,
    silence: Annotated[
        str | None, typer.Option("--silence", metavar="TIME", help="Silence until this second, RFC 3339 with zone.")
    ] = None,
    consensus: Annotated[
        bool, typer.Option("--consensus", help="Every member has to agree; there is no clock.")
    ] = False,
    channel: Channel = "plenary",
    reading_hours: Annotated[
        int | None, typer.Option("--reading-hours", metavar="N", help="Least time for reading; else the charter's.")
    ] = None,
    grace_minutes: Annotated[
        int | None, typer.Option("--grace-minutes", metavar="N", help="For what is on its way; else the charter's.")
    ] = None,
    symbol: Annotated[str, typer.Option("--symbol", metavar="TEXT", help="Provisional symbol of the text.")] = "",
    meeting: Annotated[
        str, typer.Option("--meeting", metavar="REF", help="The meeting at which it was proposed.")
    ] = "",
    revises: Annotated[str, typer.Option("--revises", metavar="REF", help="The proposal that it replaces.")] = "",
    to: Annotated[list[str] | None, typer.Option("--to", metavar="P", help="Action addressee; again for more.")] = None,
    language: Annotated[str, typer.Option("--language", metavar="TAG", help="BCP 47 of the text.")] = "",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Propose a text, by silence until an exact second or by consensus."""
    from detente.home import calls

    if (silence is None) == (not consensus):
        got = "neither" if silence is None else "both"
        raise Refused(
            "decision-procedure", expected="--silence TIME or --consensus", got=got, remedy="give one of them"
        )
    if (text is None) == (body is None):
        got = "neither" if text is None else "both"
        raise Refused("text-or-body", expected="either --text or --body FILE", got=got, remedy="give one of them")
    terms: dict[str, Any] = {}
    if silence is not None:
        with client_of(directory, passphrase_file) as client:
            charter = _silence_of(client, council)
        terms = {
            "expires_at": silence,
            "reading_hours": charter.reading_hours if reading_hours is None else reading_hours,
            "grace_seconds": charter.grace_seconds if grace_minutes is None else grace_minutes * 60,
        }
    call = calls.Send(
        channel=channel.lower(),
        kind="decision-propose",
        body={
            "title": title,
            "text": text if body is None else read_text(body, "a file with the text").rstrip("\n"),
            "procedure": "consensus" if consensus else "silence",
            **terms,
            **given(symbol=symbol, meeting=meeting, revises=revises),
        },
        council=council,
        to=tuple(to or ()),
        officer=officer,
        language=language,
    )
    saying.say(call, directory, passphrase_file, as_json=as_json)


def _silence_of(client: "Client", council: str | None) -> "Silence":
    from detente.council.decision.silence import silence_of
    from detente.home import calls
    from detente.protocol.charter import verify_charter

    (found,) = client.call(calls.ShowCouncil(council=council)).items
    return silence_of(verify_charter(found.charter.encode()))


@app.command("object", epilog="\b\nExample:\n  detente decision object RU/PLENARY/12 'Not as it stands.'")
def object_to(
    ref: Reference,
    text: Text,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Object to a proposed text in writing: this breaks silence, and ends consensus."""
    body = {"text": text}
    _say("decision-object", ref, body, officer, directory, council, passphrase_file, as_json=as_json)


@app.command(epilog="\b\nExample:\n  detente decision amend RU/PLENARY/12 'It is tested weekly.'")
def amend(
    ref: Reference,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The text as it should read.")],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")] = "",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Propose another text: this breaks silence as an objection does."""
    body = given(text=text, reason=reason)
    _say("decision-amend", ref, body, officer, directory, council, passphrase_file, as_json=as_json)


@app.command(epilog="\b\nExample:\n  detente decision lift NATO/PLENARY/3")
def lift(
    ref: Annotated[str, typer.Argument(metavar="REF", help="One's own objection or amendment.")],
    text: Remark = None,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Lift one's own objection, openly and before the expiry."""
    _say("decision-lift", ref, given(text=text), officer, directory, council, passphrase_file, as_json=as_json)


@app.command(epilog="\b\nExample:\n  detente decision extend RU/PLENARY/12 --expires 2016-04-23T12:00:00Z")
def extend(
    ref: Reference,
    expires: Expires,
    text: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")] = "",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Give more time, before the time that was given is over; for the proposer."""
    body = given(expires_at=expires, text=text)
    _say("decision-extend", ref, body, officer, directory, council, passphrase_file, as_json=as_json)


@app.command(epilog="\b\nExample:\n  detente decision withdraw RU/PLENARY/12")
def withdraw(
    ref: Reference,
    text: Remark = None,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Withdraw a proposal before it is over; for the proposer."""
    _say("decision-withdraw", ref, given(text=text), officer, directory, council, passphrase_file, as_json=as_json)


@app.command(epilog="\b\nExample:\n  detente decision agree RU/PLENARY/12")
def agree(
    ref: Reference,
    text: Remark = None,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Agree to a text that needs every member's word; by silence there is nothing to say."""
    _say("decision-agree", ref, given(text=text), officer, directory, council, passphrase_file, as_json=as_json)


@app.command(epilog="\b\nExample:\n  detente decision reserve RU/PLENARY/12 'Costs lie where they fall.'")
def reserve(
    ref: Reference,
    text: Text,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Attach a reservation; it is shown with the text and breaks nothing."""
    body = {"text": text}
    _say("decision-reservation", ref, body, officer, directory, council, passphrase_file, as_json=as_json)


@app.command(epilog="\b\nExample:\n  detente decision announce RU/PLENARY/12 --number NRC.DEC/3")
def announce(
    ref: Reference,
    number: Annotated[str, typer.Option("--number", metavar="TEXT", help="Its number in the register.")],
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Announce what was finally adopted under its number; for the proposer."""
    with client_of(directory, passphrase_file) as client:
        shown = _shown(client, ref, council)
        taken = [one["ref"] for one in _register(client, council, {"stage": "final", "number": number})]
    data = shown.data
    if not (data["final"] and data["result"] == "adopted"):
        raise Refused("decision-not-adopted", expected="a decision that is finally adopted", got=data["status"])
    if taken and taken != [shown.dossier.dossier]:
        raise Refused("number-taken", expected="a number that is free in the register", got=f"{number}: {taken[0]}")
    body = {"number": number}
    _say("decision-announce", ref, body, officer, directory, council, passphrase_file, as_json=as_json)


@app.command(epilog="\b\nExample:\n  detente decision sign RU/PLENARY/12")
def sign(
    ref: Reference,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Sign how a decision ended, in a council without a depositary; it is final when all members have signed."""
    from detente.home import calls

    with client_of(directory, passphrase_file) as client:
        sent = client.call(calls.SignOutcome(ref=ref, council=council, officer=officer))
    if as_json:
        printing.put_json(sent)
        return
    saying.put_sent(sent, f"signs how {ref} ended")


@app.command(epilog="\b\nExample:\n  detente decision show RU/PLENARY/12")
def show(
    ref: Reference,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Show a text, how it stands and on which evidence, and what is attached to it."""
    with client_of(directory, passphrase_file) as client:
        shown = _shown(client, ref, council)
    if as_json:
        printing.put_json(shown)
        return
    put_dossier(shown)
    if shown.data["document"]:
        typer.echo(f"\n{printing.visible(shown.data['document'])}")


@app.command(epilog="\b\nExample:\n  detente decision register --adopted")
def register(
    adopted: Annotated[bool, typer.Option("--adopted", help="Only what was adopted.")] = False,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """List decisions that are final, with number, title, text, how they ended, and what is attached."""
    with client_of(directory, passphrase_file) as client:
        items = _register(client, council, given(stage="final", result="adopted" if adopted else None))
    if as_json:
        printing.put_json({"items": items})
        return
    if not items:
        typer.echo("no decision is final")
        return
    for one in items:
        twice = ", given twice: both stand" if one["twice"] else ""
        pairs = [
            ("number", (one["number"] or "none") + twice),
            ("title", one["title"]),
            ("status", one["status"]),
            ("adopted", printing.moment(one["adopted_at"])),
            ("dossier", one["ref"]),
            *((f"{attached['kind'].rpartition('-')[2]} of {attached['party'].upper()}", attached["text"])
              for attached in one["attached"]),
        ]  # fmt: skip
        printing.put_pairs(pairs)
        typer.echo(f"\n{printing.visible(one['text'])}\n")


def _register(client: "Client", council: str | None, where: dict[str, str]) -> list[dict[str, Any]]:
    """Return what is final, by number and reference; a number that two decisions bear is marked, and both stand."""
    from detente.home import calls

    found: list[dict[str, Any]] = []
    before: int | None = None
    while True:
        listing = client.call(calls.ListMatters("decisions", council, before=before, limit=1_000, where=where))
        found += [{"ref": one.dossier.dossier, **_entry(one.data)} for one in listing.items if one.data]
        if listing.next is None:
            break
        before = listing.next
    numbers = [one["number"] for one in found if one["number"]]
    for one in found:
        one["twice"] = numbers.count(one["number"]) > 1
    return sorted(found, key=lambda one: (one["number"] == "", one["number"], one["ref"]))


def _entry(data: dict[str, Any]) -> dict[str, Any]:
    names = ("number", "title", "text", "symbol", "procedure", "status", "result", "adopted_at", "attached")
    return {name: data[name] for name in names}


def _shown(client: "Client", ref: str, council: str | None) -> "DossierShown":
    from detente.home import calls

    shown = client.call(calls.ShowDossier(ref=ref, council=council))
    if "procedure" not in shown.data:
        raise Refused("decision-unknown", expected="a proposed decision that counts", got=shown.dossier.dossier)
    return shown


def _say(
    kind: str,
    ref: str,
    body: dict[str, Any],
    officer: str | None,
    directory: Path,
    council: str | None,
    passphrase_file: Path | None,
    *,
    as_json: bool,
) -> None:
    from detente.home import calls

    call = calls.Send(channel=channel_of(ref), body=body, kind=kind, council=council, re=ref, officer=officer)
    saying.say(call, directory, passphrase_file, as_json=as_json)
