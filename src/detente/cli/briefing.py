"""Briefings: `briefing ask|offer|give|question|answer|list`."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from detente.cli import printing
from detente.cli.options import HERE, Before, Council, Dir, Json, Limit, Officer, PassphraseFile, client_of
from detente.cli.saying import Attach, NeedBy, Reference, Spoken, Where, files_of, given, say, where_of

app = typer.Typer(
    help="Briefings on exercises past and to come, and on doctrine.", no_args_is_help=True, rich_markup_mode=None
)

DESK = "briefings"


class On(StrEnum):
    """What a briefing is on."""

    PAST = "past exercise"
    COMING = "coming exercise"
    DOCTRINE = "doctrine"


About = Annotated[On, typer.Option("--on", help="What it is on.")]
Subject = Annotated[str, typer.Argument(metavar="SUBJECT", help="Which exercise, or which doctrine.")]
To = Annotated[list[str] | None, typer.Option("--to", metavar="P", help="To whom; again for more.")]
Re = Annotated[str | None, typer.Option("--re", metavar="REF", help="The request, or the offer, that it answers.")]
Remark = Annotated[str, typer.Option("--text", metavar="TEXT", help="A remark.")]
Text = Annotated[str, typer.Argument(metavar="TEXT", help="In plain words.")]
TIME = "RFC 3339 with zone, like 2016-12-19T14:00:00Z."


@app.command(epilog="\b\nExample:\n  detente briefing ask 'Kavkaz-2016' --on 'past exercise' --to ru")
def ask(
    subject: Subject,
    on: About,
    to: To = None,
    text: Remark = "",
    need_by: NeedBy = "",
    channel: Where = None,
    language: Spoken = "en",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Ask for a briefing."""
    body = given(on=on.value, subject=subject, text=text, need_by_at=need_by)
    call = _send("briefing-request", body, None, channel, to, language, None, council, officer)
    say(call, directory, passphrase_file, as_json=as_json, what=f"asks for a briefing on {subject}")


@app.command(
    epilog="\b\nExample:\n  detente briefing offer 'Zapad-2017' --on 'coming exercise' --at 2017-07-13T09:00:00Z"
)
def offer(
    subject: Subject,
    on: About,
    at: Annotated[str, typer.Option("--at", metavar="TIME", help=f"For when: {TIME}")] = "",
    re: Re = None,
    to: To = None,
    text: Remark = "",
    channel: Where = None,
    language: Spoken = "en",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Offer a briefing, asked or not."""
    body = given(on=on.value, subject=subject, planned_at=at, text=text)
    call = _send("briefing-offer", body, re, channel, to, language, None, council, officer)
    say(call, directory, passphrase_file, as_json=as_json, what=f"offers a briefing on {subject}")


@app.command(
    epilog="\b\nExample:\n  detente briefing give 'Kavkaz-2016' 'Course and scale of the exercise.' \\\n"
    "    --on 'past exercise' --re NATO/PLENARY/12"
)
def give(
    subject: Subject,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What is said, or what was said, in short.")],
    on: About,
    at: Annotated[str, typer.Option("--at", metavar="TIME", help=f"Where it was given before: {TIME}")] = "",
    re: Re = None,
    to: To = None,
    channel: Where = None,
    language: Spoken = "en",
    attach: Attach = None,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Give a briefing, or note what one said that was given in a room."""
    body = given(on=on.value, subject=subject, given_at=at, text=text)
    call = _send("briefing", body, re, channel, to, language, attach, council, officer)
    say(call, directory, passphrase_file, as_json=as_json, what=f"briefs on {subject}")


@app.command(epilog="\b\nExample:\n  detente briefing question RU/PLENARY/9 'How many of the troops were on alert?'")
def question(
    ref: Annotated[str, typer.Argument(metavar="REF", help="The briefing, or an answer given at it.")],
    text: Text,
    need_by: NeedBy = "",
    language: Spoken = "en",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Put a question to a briefing."""
    body = given(text=text, need_by_at=need_by)
    call = _send("briefing-question", body, ref, None, None, language, None, council, officer)
    say(call, directory, passphrase_file, as_json=as_json, what=f"asks on {ref.upper()}")


@app.command(epilog="\b\nExample:\n  detente briefing answer NATO/PLENARY/14 'All of them.'")
def answer(
    ref: Reference,
    text: Text,
    language: Spoken = "en",
    attach: Attach = None,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Answer a question to a briefing of one's own."""
    call = _send("briefing-answer", {"text": text}, ref, None, None, language, attach, council, officer)
    say(call, directory, passphrase_file, as_json=as_json, what=f"answers {ref.upper()}")


@app.command("list", epilog="\b\nExample:\n  detente briefing list --turn me")
def list_all(
    turn: Annotated[
        str | None, typer.Option("--turn", metavar="P", help="Only where it is this party's turn; `me` for this one.")
    ] = None,
    before: Before = None,
    limit: Limit = 200,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """List briefings asked, offered and given, with whose answer they wait for; the latest first."""
    from detente.home import calls

    call = calls.ListDossiers(council=council, desk=DESK, turn=turn, before=before, limit=limit)
    with client_of(directory, passphrase_file) as client:
        listing = client.call(call)
    if as_json:
        printing.put_json(listing)
        return
    if not listing.items:
        typer.echo("no briefing was asked for, offered or given")
        return
    columns = ("matter", "on", "opened by", "status", "turn", "due")
    rows = (
        (
            one.dossier, one.title, one.opened_by.upper(), one.status,
            ", ".join(one.turn).upper() or "–", printing.moment(one.due_at),
        )
        for one in listing.items
    )  # fmt: skip
    printing.put_table(columns, rows)
    printing.put_more(listing.next)


def _send(
    kind: str,
    body: dict[str, Any],
    re: str | None,
    channel: str | None,
    to: list[str] | None,
    language: str,
    attach: list[Path] | None,
    council: str | None,
    officer: str | None,
) -> Any:
    from detente.home import calls

    return calls.Send(
        channel=where_of(re, channel), body=body, kind=kind, council=council, to=tuple(to or ()), re=re,
        officer=officer, language=language, attach=files_of(attach),
    )  # fmt: skip
