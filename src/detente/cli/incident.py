"""Incidents: `incident report|account|attach|clarify|reply|facts|agree|measure|close|…`."""

from pathlib import Path
from typing import Annotated, Any

import typer

from detente.cli import (
    incident_account,
    incident_evidence,
    incident_import,
    incident_map,
    incident_reading,
    incident_tracks,
)
from detente.cli.incident_account import TIME, Body, From, Precision, Stated, Text, Texts, Until, Zone
from detente.cli.incident_reading import Matter
from detente.cli.options import HERE, Council, Dir, Json, Officer, PassphraseFile, read_object
from detente.cli.saying import Attach, Channel, NeedBy, Reference, Spoken, channel_of, files_of, given, say

app = typer.Typer(
    help="Incidents: each side's own account, what differs as questions to both, and the way to an end.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

To = Annotated[list[str] | None, typer.Option("--to", metavar="P", help="Whom it is put to; again for more.")]


def _say(
    kind: str, ref: str, body: dict[str, Any], officer: str | None, directory: Path, council: str | None,
    passphrase_file: Path | None, *, as_json: bool, what: str, to: Texts = None, language: str = "en",
    attach: list[Path] | None = None,
) -> None:  # fmt: skip
    from detente.home import calls

    call = calls.Send(
        channel=channel_of(ref), body=body, kind=kind, council=council, to=tuple(to or ()), re=ref, officer=officer,
        language=language, attach=files_of(attach),
    )  # fmt: skip
    say(call, directory, passphrase_file, as_json=as_json, what=what)


@app.command(
    epilog="\b\nExample:\n  detente incident report 'Flights near a ship' --area 'Baltic Sea' --concerning us \\\n"
    "    --concerning ru --from 2016-04-12T00:00:00Z --precision day --regime incsea-1972"
)
def report(
    title: Annotated[str, typer.Argument(metavar="TITLE", help="What the incident is called.")],
    text: Annotated[str, typer.Option("--text", metavar="TEXT", help="What is reported, in few words.")] = "",
    area: Annotated[str, typer.Option("--area", metavar="TEXT", help="Area, in words.")] = "",
    concerning: Annotated[
        Texts, typer.Option("--concerning", metavar="P", help="Whom it concerns; again for more.")
    ] = None,
    from_at: From = "",
    until_at: Until = "",
    precision: Precision = "",
    stated: Stated = "",
    zone: Zone = "",
    regime: Annotated[str, typer.Option("--regime", metavar="REGIME", help="Of the charter, or none.")] = "",
    topic: Annotated[str, typer.Option("--topic", metavar="TOPIC", help="A topic of the charter.")] = "",
    to: To = None,
    channel: Channel = "plenary",
    body: Body = None,
    language: Spoken = "en",
    attach: Attach = None,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Report an incident; those whom it concerns then give their own accounts."""
    from detente.home import calls

    occurred = given(from_at=from_at, until_at=until_at, precision=precision, stated=stated, zone=zone)
    fields = given(title=title, text=text, area=area, concerning=list(concerning or ()), occurred=occurred,
                   regime=regime, topic=topic)  # fmt: skip
    call = calls.Send(
        channel=channel.lower(), body={**_read(body), **fields}, kind="incident-report", council=council,
        to=tuple(to or ()), officer=officer, language=language, attach=files_of(attach),
    )  # fmt: skip
    say(call, directory, passphrase_file, as_json=as_json, what="reports an incident; accounts go to this reference")


@app.command(
    epilog="\b\nExample:\n  detente incident clarify RU/PLENARY/9 'On which day, in which zone?' --about date --to ru"
)
def clarify(
    ref: Reference,
    text: Text,
    about: Annotated[str, typer.Option("--about", metavar="WHAT", help="Which difference, like date.")] = "",
    need_by: NeedBy = "",
    to: To = None,
    language: Spoken = "en",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Ask others on an incident; without --to every other party that it concerns."""
    _say("incident-question", ref, given(text=text, about=about, need_by_at=need_by), officer, directory, council,
         passphrase_file, as_json=as_json, what=f"asks on {ref.upper()}, and waits for a reply", to=to,
         language=language)  # fmt: skip


@app.command(epilog="\b\nExample:\n  detente incident reply US/PLENARY/11 'On 12 April, by our log.' --answer answered")
def reply(
    ref: Annotated[str, typer.Argument(metavar="REF", help="The question.")],
    text: Text,
    answer: Annotated[
        str, typer.Option("--answer", metavar="WORD", help="answered, 'in part' or declined.")
    ] = "answered",
    language: Spoken = "en",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Reply to a question on an incident, whole, in part, or with the reason why not."""
    _say("incident-reply", ref, given(text=text, answer=answer), officer, directory, council, passphrase_file,
         as_json=as_json, what=f"replies to {ref.upper()}: {answer}", language=language)  # fmt: skip


@app.command(
    epilog="\b\nExample:\n  detente incident facts US/PLENARY/7 --agreed 'An encounter took place.' \\\n"
    "    --disputed 'The day.' --unanswered 'Whether calls were heard.'"
)
def facts(
    ref: Matter,
    agreed: Annotated[Texts, typer.Option("--agreed", metavar="TEXT", help="A fact to agree; again for more.")] = None,
    disputed: Annotated[Texts, typer.Option("--disputed", metavar="TEXT", help="What stays disputed.")] = None,
    unanswered: Annotated[Texts, typer.Option("--unanswered", metavar="TEXT", help="What stays unanswered.")] = None,
    remark: Annotated[str, typer.Option("--text", metavar="TEXT", help="A remark.")] = "",
    language: Spoken = "en",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Propose a joint statement of facts; it is agreed once every party concerned has consented."""
    body = given(agreed=list(agreed or ()), disputed=list(disputed or ()), unanswered=list(unanswered or ()),
                 text=remark)  # fmt: skip
    _say("incident-facts", ref, body, officer, directory, council, passphrase_file, as_json=as_json,
         what="proposes a joint statement of facts", language=language)  # fmt: skip


@app.command(
    epilog="\b\nExamples:\n  detente incident agree US/PLENARY/12\n"
    "  detente incident agree US/PLENARY/12 --object 'The distance is not settled.'"
)
def agree(
    ref: Annotated[str, typer.Argument(metavar="REF", help="What another party proposed: facts, measure or closure.")],
    remark: Annotated[str, typer.Argument(metavar="TEXT", help="A remark.")] = "",
    objection: Annotated[str, typer.Option("--object", metavar="TEXT", help="Do not consent, and say why.")] = "",
    language: Spoken = "en",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Consent to what another party proposed on an incident, or object to it; the last word counts."""
    kind, what = ("incident-objection", "objects to") if objection else ("incident-consent", "consents to")
    _say(kind, ref, given(text=objection or remark), officer, directory, council, passphrase_file, as_json=as_json,
         what=f"{what} {ref.upper()}", language=language)  # fmt: skip


@app.command(
    epilog="\b\nExample:\n  detente incident measure US/PLENARY/7 'Both brief their crews.' --by 2016-06-01T00:00:00Z"
)
def measure(
    ref: Matter,
    text: Text,
    by_at: Annotated[str, typer.Option("--by", metavar="TIME", help="By when. " + TIME)] = "",
    language: Spoken = "en",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Propose what would be done after an incident."""
    _say("incident-measure", ref, given(text=text, by_at=by_at), officer, directory, council, passphrase_file,
         as_json=as_json, what="proposes a measure", language=language)  # fmt: skip


@app.command(epilog="\b\nExample:\n  detente incident close US/PLENARY/7 'Both accounts stand; no joint finding.'")
def close(
    ref: Matter,
    text: Text,
    language: Spoken = "en",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Propose to close an incident; it is closed once every party concerned has consented."""
    _say("incident-closure", ref, given(text=text), officer, directory, council, passphrase_file, as_json=as_json,
         what="proposes to close it; it stays open until all concerned consent", language=language)  # fmt: skip


# --- parts ------------------------------------------------------------------------------------------------------------


def _read(path: Path | None) -> dict[str, Any]:
    return {} if path is None else read_object(path, "a JSON object with fields of the kind")


incident_account.add_to(app)
incident_reading.add_to(app)
incident_import.add_to(app)
incident_evidence.add_to(app)
incident_tracks.add_to(app)
incident_map.add_to(app)
