"""Observation and visits: `observe invite`, `reply`, `report`, `list`."""

from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli import printing
from detente.cli.dossiers import put_dossier
from detente.cli.options import HERE, Before, Council, Dir, Json, Limit, Officer, PassphraseFile, client_of
from detente.cli.saying import Channel, Spoken, channel_of, given, say

if TYPE_CHECKING:
    from detente.home.replies import DeskMattersView

app = typer.Typer(
    help="Invitations to observe or to visit: who comes, and what host and visitors say of it.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

DESK = "observations"
INVITATION, ANSWER, REPORT = "observation-invitation", "observation-answer", "observation-report"
TIME = "RFC 3339 with zone, like 2026-11-25T14:00:00+01:00."

Several = list[str] | None


@app.command(
    epilog="\b\nExample:\n  detente observe invite 'Northern Wind' --assembly 2027-02-20T08:00:00Z --place Port \\\n"
    "    --starts 2027-02-20T08:00:00Z --ends 2027-02-23T16:00:00Z --observers 2 --about RU/PLENARY/12"
)
def invite(
    activity: Annotated[str, typer.Argument(metavar="ACTIVITY", help="Its designation.")],
    assembly: Annotated[str, typer.Option("--assembly", metavar="TIME", help="When observers assemble. " + TIME)],
    place: Annotated[str, typer.Option("--place", metavar="TEXT", help="Where they assemble.")],
    starts: Annotated[str, typer.Option("--starts", metavar="TIME", help="From when. " + TIME)],
    ends: Annotated[str, typer.Option("--ends", metavar="TIME", help="Until when. " + TIME)],
    sort: Annotated[
        str, typer.Option("--sort", metavar="SORT", help="observation, visitors' day, or visit to dispel concern.")
    ] = "observation",
    to: Annotated[Several, typer.Option("--to", metavar="P", help="Only this party; again for more.")] = None,
    observers: Annotated[int | None, typer.Option("--observers", metavar="N", help="Of each at most.", min=1)] = None,
    reply_by: Annotated[str, typer.Option("--reply-by", metavar="TIME", help="Where no rule sets a time.")] = "",
    spoken: Annotated[
        Several, typer.Option("--working-language", metavar="TAG", help="Spoken there; again for more.")
    ] = None,
    lodging: Annotated[str, typer.Option("--lodging", metavar="TEXT", help="Board and lodging.")] = "",
    transport: Annotated[str, typer.Option("--transport", metavar="TEXT", help="Transport.")] = "",
    issued: Annotated[str, typer.Option("--equipment-issued", metavar="TEXT", help="By the host.")] = "",
    own: Annotated[str, typer.Option("--equipment-own", metavar="TEXT", help="That may be brought.")] = "",
    clothing: Annotated[str, typer.Option("--clothing", metavar="TEXT", help="That is needed.")] = "",
    programme: Annotated[str, typer.Option("--programme", metavar="TEXT", help="What is shown when.")] = "",
    about: Annotated[str, typer.Option("--about", metavar="REF", help="The notification of the activity.")] = "",
    regime: Annotated[
        str, typer.Option("--regime", metavar="REGIME", help="Of the charter; else its only one; or none.")
    ] = "",
    rule: Annotated[str, typer.Option("--rule", metavar="RULE", help="By which of its rules it is answered.")] = "",
    channel: Channel = "plenary",
    language: Spoken = "en",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Invite observers or visitors; what is voluntary is told apart from what a rule asks for."""
    from detente.home import calls

    body = given(
        sort=sort, activity=activity, assembly_at=assembly, assembly_place=place, starts_at=starts, ends_at=ends,
        observers=observers, reply_by_at=reply_by, languages=list(spoken or ()), lodging=lodging, transport=transport,
        equipment_issued=issued, equipment_own=own, clothing=clothing, programme=programme,
        about=about.rpartition(":")[2].upper(), regime=regime, rule=rule,
    )  # fmt: skip
    call = calls.Send(
        channel=channel.lower(), body=body, kind=INVITATION, council=council, to=tuple(to or ()), officer=officer,
        language=language,
    )  # fmt: skip
    say(call, directory, passphrase_file, as_json=as_json, what=f"invites to {activity}: {sort}")


@app.command(epilog="\b\nExample:\n  detente observe reply RU/PLENARY/14 --observer 'A. Name, colonel'")
def reply(
    ref: Annotated[str, typer.Argument(metavar="REF", help="The invitation.")],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="A remark.")] = "",
    observer: Annotated[
        Several, typer.Option("--observer", metavar="'NAME, RANK'", help="Who comes; again for more.")
    ] = None,
    decline: Annotated[bool, typer.Option("--decline", help="Nobody comes.")] = False,
    language: Spoken = "en",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Accept an invitation with names and ranks, or decline it; silence means that nobody comes."""
    from detente.home import calls

    answer = "declined" if decline else "accepted"
    body = given(answer=answer, text=text, persons=[_person(one) for one in observer or ()])
    call = calls.Send(
        channel=channel_of(ref), body=body, kind=ANSWER, council=council, re=ref, officer=officer, language=language
    )
    say(call, directory, passphrase_file, as_json=as_json, what=f"answers {ref.upper()}: {answer}")


@app.command(epilog="\b\nExample:\n  detente observe report RU/PLENARY/14 'The programme was kept.'")
def report(
    ref: Annotated[str, typer.Argument(metavar="REF", help="The invitation, or a report.")],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="Report or remarks.")],
    language: Spoken = "en",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Report on an observation or remark on it, as host or visitor."""
    from detente.home import calls

    call = calls.Send(
        channel=channel_of(ref), body={"text": text}, kind=REPORT, council=council, re=ref, officer=officer,
        language=language,
    )  # fmt: skip
    say(call, directory, passphrase_file, as_json=as_json)


@app.command("list", epilog="\b\nExample:\n  detente observe list --open")
def list_invitations(
    ref: Annotated[str | None, typer.Argument(metavar="REF", help="Show this one instead, in full.")] = None,
    running: Annotated[bool, typer.Option("--open", help="Only where something is still awaited.")] = False,
    before: Before = None,
    limit: Limit = 100,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """List invitations with who comes, those with the newest acts first; or show one."""
    from detente.home import calls

    with client_of(directory, passphrase_file) as client:
        if ref is not None:
            shown = client.call(calls.ShowDossier(ref=ref, council=council))
            if as_json:
                printing.put_json(shown)
            else:
                put_dossier(shown)
            return
        listing = client.call(calls.ListMatters(DESK, council=council, open=running, before=before, limit=limit))
    if as_json:
        printing.put_json(listing)
        return
    _put_invitations(listing)


def _put_invitations(listing: "DeskMattersView") -> None:
    if not listing.items:
        typer.echo("no invitation to observe")
        return
    rows = (
        (
            one.dossier.dossier, one.data["host"].upper(), one.data["sort"], one.dossier.title,
            printing.moment(one.data["assembly_at"]), printing.moment(one.data["reply_by_at"]),
            ", ".join(f"{each['party'].upper()} {each['answer']}" for each in one.data["invited"]),
        )
        for one in listing.items if one.data
    )  # fmt: skip
    printing.put_table(("invitation", "host", "what it is", "activity", "assembly", "answers until", "invited"), rows)
    printing.put_more(listing.next)


def _person(text: str) -> dict[str, str]:
    name, _, rank = text.partition(",")
    return {"name": name.strip(), "rank": rank.strip()}
