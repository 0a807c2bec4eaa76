"""Meetings before they begin: from `meeting convene` to `meeting agenda`, and what all its commands share."""

from pathlib import Path
from typing import Annotated, Any

import typer

from detente.cli import printing
from detente.cli.dossiers import Language, show_matter
from detente.cli.options import HERE, Council, Dir, Json, Officer, PassphraseFile, client_of
from detente.cli.saying import Channel, Spoken, channel_of, given, say

app = typer.Typer(
    help="Meetings: invitation, agenda, statements, results, minutes, joint texts.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Meeting = Annotated[str, typer.Argument(metavar="REF", help="The invitation, or any act of the meeting.")]
Item = Annotated[str, typer.Option("--item", metavar="N", help="Number on the agenda, or the act that tabled it.")]
Remark = Annotated[str, typer.Option("--text", metavar="TEXT", help="A remark.")]
Place = Annotated[str, typer.Option("--place", metavar="TEXT", help="Left out where it is held over the line.")]
Delegation = Annotated[
    list[str] | None,
    typer.Option("--delegation", metavar="'NAME, RANK'", help="Who comes for this party; again for more."),
]
TIME = "RFC 3339 with zone, like 2016-04-20T14:00:00+02:00."


@app.command(
    epilog="\b\nExample:\n  detente meeting convene 'Meeting of 20 April' --level ambassadors \\\n"
    "    --begins 2016-04-20T12:00:00Z --item Afghanistan --answer-by 2016-04-15T12:00:00Z"
)
def convene(
    title: Annotated[str, typer.Argument(metavar="TITLE", help="What the meeting is called.")],
    level: Annotated[str, typer.Option("--level", metavar="LEVEL", help="Like ambassadors.")],
    begins: Annotated[str, typer.Option("--begins", metavar="TIME", help=TIME)],
    ends: Annotated[str, typer.Option("--ends", metavar="TIME", help="Where an end is set.")] = "",
    place: Place = "",
    item: Annotated[list[str] | None, typer.Option("--item", metavar="TITLE", help="Proposed; again for more.")] = None,
    answer_by: Annotated[str, typer.Option("--answer-by", metavar="TIME", help="By when answers are asked for.")] = "",
    follows: Annotated[str, typer.Option("--follows", metavar="REF", help="An earlier meeting.")] = "",
    to: Annotated[list[str] | None, typer.Option("--to", metavar="P", help="Only this party; again for more.")] = None,
    delegation: Delegation = None,
    text: Remark = "",
    topic: Annotated[str, typer.Option("--topic", metavar="TOPIC", help="A topic of the charter.")] = "",
    channel: Channel = "plenary",
    language: Spoken = "en",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Invite to a meeting."""
    from detente.home import calls

    body = given(
        title=title,
        level=level,
        begins_at=begins,
        ends_at=ends,
        place=place,
        items=list(item or ()),
        answer_by_at=answer_by,
        follows=follows,
        delegation=persons(delegation),
        text=text,
        topic=topic,
    )
    call = calls.Send(
        channel=channel.lower(),
        body=body,
        kind="meeting-convene",
        council=council,
        to=tuple(to or ()),
        officer=officer,
        language=language,
    )
    say(call, directory, passphrase_file, as_json=as_json, what=f"invites to {title}")


@app.command(epilog="\b\nExample:\n  detente meeting accept NATO/PLENARY/12 --delegation 'Mr A, ambassador'")
def accept(
    ref: Annotated[str, typer.Argument(metavar="REF", help="The invitation, or the earlier answer to be replaced.")],
    delegation: Annotated[
        list[str],
        typer.Option("--delegation", metavar="'NAME, RANK'", help="Who comes for this party; again for more."),
    ],
    text: Remark = "",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Accept an invitation, and say who comes."""
    body = given(delegation=persons(delegation), text=text)
    answer("meeting-accept", ref, body, officer, directory, council, passphrase_file, as_json=as_json)


@app.command(epilog="\b\nExample:\n  detente meeting decline NATO/PLENARY/12 'Not in this form.'")
def decline(
    ref: Annotated[str, typer.Argument(metavar="REF", help="The invitation, or the earlier answer to be replaced.")],
    reason: Annotated[str, typer.Argument(metavar="REASON", help="Why.")],
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Decline an invitation, with a reason."""
    answer("meeting-decline", ref, {"reason": reason}, officer, directory, council, passphrase_file, as_json=as_json)


@app.command(epilog="\b\nExample:\n  detente meeting change NATO/PLENARY/12 --begins 2016-04-21T12:00:00Z")
def change(
    ref: Meeting,
    begins: Annotated[str, typer.Option("--begins", metavar="TIME", help=TIME)],
    ends: Annotated[str, typer.Option("--ends", metavar="TIME", help="Where an end is set.")] = "",
    place: Place = "",
    text: Remark = "",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Set date and place anew, all of it; by the chair."""
    body = given(begins_at=begins, ends_at=ends, place=place, text=text)
    within("meeting-change", ref, body, officer, directory, council, passphrase_file, as_json=as_json)


@app.command(epilog="\b\nExample:\n  detente meeting cancel NATO/PLENARY/12 'The hall is not free.'")
def cancel(
    ref: Meeting,
    reason: Annotated[str, typer.Argument(metavar="REASON", help="Why.")],
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Say that a meeting does not take place; by the chair or the convener."""
    within("meeting-cancel", ref, {"reason": reason}, officer, directory, council, passphrase_file, as_json=as_json)


# --- agenda -----------------------------------------------------------------------------------------------------------


@app.command(epilog="\b\nExample:\n  detente meeting table NATO/PLENARY/12 'Exercises in the Baltic Sea'")
def table(
    ref: Meeting,
    title: Annotated[str, typer.Argument(metavar="TITLE", help="What the item is called.")],
    text: Annotated[str, typer.Option("--text", metavar="TEXT", help="An explanation.")] = "",
    language: Spoken = "en",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Put an item on the agenda."""
    body = given(title=title, text=text)
    within("item-table", ref, body, officer, directory, council, passphrase_file, as_json=as_json, language=language)


@app.command(epilog="\b\nExample:\n  detente meeting withdraw NATO/PLENARY/12 --item 4")
def withdraw(
    ref: Meeting,
    item: Item,
    text: Remark = "",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Take an item of one's own off the agenda."""
    body = given(item=item_id(ref, item, directory, council, passphrase_file), text=text)
    within("item-withdraw", ref, body, officer, directory, council, passphrase_file, as_json=as_json)


@app.command(epilog="\b\nExample:\n  detente meeting contest NATO/PLENARY/12 --item 4 'A matter for experts.'")
def contest(
    ref: Annotated[str, typer.Argument(metavar="REF", help="With --item any act of the meeting; else the result.")],
    reason: Annotated[str, typer.Argument(metavar="REASON", help="Why.")],
    item: Annotated[str, typer.Option("--item", metavar="N", help="This item's place on the agenda.")] = "",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Contest that an item stands on the agenda, or the result that the chair recorded of one."""
    if not item:
        answer("result-contest", ref, {"text": reason}, officer, directory, council, passphrase_file, as_json=as_json)
        return
    body = {"item": item_id(ref, item, directory, council, passphrase_file), "text": reason}
    within("item-contest", ref, body, officer, directory, council, passphrase_file, as_json=as_json)


@app.command(epilog="\b\nExample:\n  detente meeting lift RU/PLENARY/15")
def lift(
    ref: Annotated[str, typer.Argument(metavar="REF", help="What this party contested with.")],
    text: Remark = "",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Contest something no longer."""
    answer("contest-lift", ref, given(text=text), officer, directory, council, passphrase_file, as_json=as_json)


@app.command(epilog="\b\nExample:\n  detente meeting agenda --follows NATO/PLENARY/12")
def agenda(
    follows: Annotated[
        str | None, typer.Option("--follows", metavar="REF", help="Only what this meeting left open.")
    ] = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Propose the next agenda: what meetings left open, what falls due, what is under way."""
    from detente.home import calls

    with client_of(directory, passphrase_file) as client:
        proposed = client.call(calls.ProposeAgenda(follows=follows, council=council))
    if as_json:
        printing.put_json(proposed)
        return
    if not proposed.items:
        typer.echo("nothing is left open, and nothing falls due")
        return
    rows = ((one.title, one.why, printing.moment(one.due_at) if one.due_at else "–", one.ref) for one in proposed.items)
    printing.put_table(("item", "why", "by", "from"), rows)


@app.command(epilog="\b\nExample:\n  detente meeting show NATO/PLENARY/12")
def show(
    ref: Meeting,
    language: Language = "en",
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Show a meeting: agenda, statements, results, delegations, documents."""
    show_matter(ref, language, directory, council, passphrase_file, as_json=as_json)


# --- what these commands share ----------------------------------------------------------------------------------------


def persons(delegation: list[str] | None) -> list[dict[str, str]]:
    """Return a delegation of texts like `Permanent Representative, ambassador`; the rank may be left out."""
    found = []
    for text in delegation or ():
        name, _, rank = text.partition(",")
        found.append(given(name=name.strip(), rank=rank.strip()))
    return found


def item_id(ref: str, item: str, directory: Path, council: str | None, passphrase_file: Path | None) -> str:
    """Return the id of an item of the number that people see; what is no number there is taken as it is."""
    from detente.home import calls

    if not item.isdigit():
        return item
    with client_of(directory, passphrase_file) as client:
        shown = client.call(calls.ShowDossier(ref=ref, council=council))
    items = shown.data.get("items", [])
    return next((str(one["item"]) for one in items if one["number"] == int(item)), item)


def answer(
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
    """Say an act that answers another one."""
    from detente.home import calls

    call = calls.Send(channel=channel_of(ref), body=body, kind=kind, council=council, re=ref, officer=officer)
    say(call, directory, passphrase_file, as_json=as_json)


def within(
    kind: str,
    ref: str,
    body: dict[str, Any],
    officer: str | None,
    directory: Path,
    council: str | None,
    passphrase_file: Path | None,
    *,
    as_json: bool,
    language: str = "",
    re: str | None = None,
) -> None:
    """Say an act in the meeting to which another one belongs."""
    from detente.home import calls

    call = calls.Send(
        channel=channel_of(ref), body=body, kind=kind, council=council, dossier=ref, re=re, officer=officer,
        language=language,
    )  # fmt: skip
    say(call, directory, passphrase_file, as_json=as_json)
