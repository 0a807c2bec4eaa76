"""Standing: `suspend`, `resume`, `standing`, `brief`."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli import dossiers, printing, saying
from detente.cli.options import HERE, Council, Dir, Json, Officer, PassphraseFile, client_of

if TYPE_CHECKING:
    from detente.home.replies import DossierView
    from detente.home.replies.standing import BriefView, MeanwhileView, PartyStandingView


class Duties(StrEnum):
    """What becomes of the author's duties within a suspension."""

    EXCUSED = "excused"
    GO_ON = "go on"


Channels = Annotated[
    list[str] | None, typer.Option("--channel", metavar="CH", help="A channel of the scope; again for more.")
]
Levels = Annotated[
    list[str] | None,
    typer.Option("--level", metavar="LEVEL", help="All channels of a level, like experts; again for more."),
]
Topics = Annotated[
    list[str] | None, typer.Option("--topic", metavar="TOPIC", help="A topic, in every channel; again for more.")
]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this page."""
    example = "detente suspend --level experts --reason 'Events.' --ground 'None stated' --review 'In June.'"
    app.command(epilog=f"\b\nExample:\n  {example}")(suspend)
    app.command(epilog="\b\nExample:\n  detente resume NATO/PLENARY/12 --topic terrorism")(resume)
    app.command("standing", epilog="\b\nExample:\n  detente standing")(show_standing)
    app.command(epilog="\b\nExample:\n  detente brief NATO/PLENARY/12")(brief)


def suspend(
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")],
    ground: Annotated[str, typer.Option("--ground", metavar="TEXT", help="On which legal ground.")],
    channels: Channels = None,
    levels: Levels = None,
    topics: Topics = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="TIME", help="RFC 3339: it ends then by itself.")
    ] = None,
    review: Annotated[str, typer.Option("--review", metavar="TEXT", help="When and how it will be reviewed.")] = "",
    duties: Annotated[
        Duties | None, typer.Option("--duties", help="This party's duties within the scope; else as the charter says.")
    ] = None,
    where: Annotated[
        str, typer.Option("--in", metavar="CH", help="Where it is said: all parties read it.")
    ] = "plenary",
    re: Annotated[str | None, typer.Option("--re", metavar="REF", help="The act that it answers.")] = None,
    wait: saying.Wait = False,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Suspend this party's own participation in a scope; the line cannot be suspended, and all else goes on."""
    from detente.home import calls

    body = saying.given(
        **_scope(channels, levels, topics),
        reason=reason,
        ground=ground,
        until_at=until,
        review=review,
        duties=duties.value if duties else None,
    )
    what = ", ".join(name for names in _scope(channels, levels, topics).values() for name in names)
    call = calls.Send(
        channel=where.lower(), body=body, kind="suspend", council=council, re=re, officer=officer,
        wait="stored" if wait else None,
    )  # fmt: skip
    sent = saying.say(call, directory, passphrase_file, as_json=as_json, what=f"suspends {what}")
    if not as_json:
        typer.echo(f"what stays open: detente standing; to resume: detente resume {sent.act.ref}")


def resume(
    ref: saying.Reference,
    remark: Annotated[str | None, typer.Argument(metavar="TEXT", help="A remark.")] = None,
    channels: Channels = None,
    levels: Levels = None,
    topics: Topics = None,
    wait: saying.Wait = False,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Resume what this party suspended: the channels, levels and topics named, or all of it where none is."""
    from detente.home import calls

    body = saying.given(**_scope(channels, levels, topics), text=remark)
    call = calls.Send(
        channel=saying.channel_of(ref), body=body, kind="resume", council=council, re=ref, officer=officer,
        wait="stored" if wait else None,
    )  # fmt: skip
    sent = saying.say(call, directory, passphrase_file, as_json=as_json, what=f"resumes {ref.upper()}")
    if as_json:
        return
    with client_of(directory, passphrase_file) as client:
        found = client.call(calls.Brief(ref=ref, council=sent.act.council))
    typer.echo(printing.visible(found.headline))
    typer.echo(f"all of it: detente brief {ref.upper()}")


def _scope(channels: list[str] | None, levels: list[str] | None, topics: list[str] | None) -> dict[str, list[str]]:
    return {
        "channels": [name.lower() for name in channels or ()],
        "levels": list(levels or ()),
        "topics": list(topics or ()),
    }


# --- reading ----------------------------------------------------------------------------------------------------------


def show_standing(
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Show what each party has suspended, and what is open for it; the line always is."""
    from detente.home import calls

    with client_of(directory, passphrase_file) as client:
        found = client.call(calls.ShowStanding(council=council))
    if as_json:
        printing.put_json(found)
        return
    for party in found.items:
        _put_party(party)
    typer.echo(f"as of {printing.moment(found.as_of)}, by what is held here")


def _put_party(one: "PartyStandingView") -> None:
    typer.echo(f"{one.party.upper()}: {'takes part in everything' if not one.suspensions else 'suspends in part'}")
    if one.suspensions:
        columns = ("suspension", "channels", "levels", "topics", "since", "until", "duties", "reason")
        rows = (
            (
                held.ref,
                *(", ".join(names) or "–" for names in (held.channels, held.levels, held.topics)),
                printing.moment(held.since_at),
                printing.moment(held.until_at),
                held.duties,
                held.reason,
            )
            for held in one.suspensions
        )
        printing.put_table(columns, rows)
    channels = ", ".join(f"{held.channel} ({held.level})" if held.level else held.channel for held in one.channels)
    printing.put_pairs([("open channels", channels), ("open topics", ", ".join(one.topics) or "–")])
    typer.echo("")


def brief(
    ref: Annotated[
        str | None, typer.Argument(metavar="REF", help="A suspension, by anybody; else this party's newest.")
    ] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="TIME", help="RFC 3339, instead of a REF.")] = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Say what happened during an absence, what falls due and what is unanswered; nothing is changed by it."""
    from detente.home import calls

    with client_of(directory, passphrase_file) as client:
        found = client.call(calls.Brief(ref=ref, since_at=since, council=council))
    if as_json:
        printing.put_json(found)
        return
    _put_brief(found)


def _put_brief(found: "BriefView") -> None:
    typer.echo(printing.visible(found.headline))
    if found.suspension is not None:
        typer.echo("of this suspension something is in force" if found.in_force else "this suspension is over")
        _put_meanwhile("said within the scope", found.inside)
    _put_meanwhile("said outside the scope" if found.suspension else "said by others", found.outside)
    for heading, duties in (("we owe", found.ours), ("others owe us", found.theirs), ("excused", found.excused)):
        if duties:
            typer.echo(f"\n{heading}")
            dossiers.put_duties(duties)
    _put_dossiers("waiting for us", found.our_turn)
    _put_dossiers("we wait for others", found.their_turn)
    if found.statuses:
        typer.echo("\nall matters by status")
        rows = ((one.desk, one.status, str(one.dossiers), ", ".join(one.refs)) for one in found.statuses)
        printing.put_table(("desk", "status", "matters", "newest"), rows)
    typer.echo(
        f"as of {printing.moment(found.as_of)}; duties by the council's time of {printing.moment(found.time_at)}"
    )


def _put_meanwhile(heading: str, part: "MeanwhileView") -> None:
    typer.echo(f"\n{heading}: acts {part.acts}, matters {part.dossiers}")
    if part.items:
        rows = (
            (
                one.dossier.dossier,
                one.dossier.title or "–",
                one.dossier.status,
                str(one.acts),
                ", ".join(party.upper() for party in one.parties),
                one.newest,
            )
            for one in part.items
        )
        printing.put_table(("dossier", "title", "status", "acts", "by", "newest"), rows)


def _put_dossiers(heading: str, found: "list[DossierView]") -> None:
    if not found:
        return
    typer.echo(f"\n{heading}")
    rows = ((one.dossier, one.title or "–", one.status, printing.moment(one.due_at)) for one in found)
    printing.put_table(("dossier", "title", "status", "due"), rows)
