"""Councils: `council draft`, `sign`, `join`, `show`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli import printing
from detente.cli.options import (
    HERE,
    Dir,
    Json,
    PassphraseFile,
    client_of,
    folder_of,
    read_passphrase,
    read_text,
)
from detente.errors import Refused
from detente.home.files import write_file

if TYPE_CHECKING:
    from detente.home.replies import CouncilView, CourseView

app = typer.Typer(help="Councils, from the draft of a charter to joining.", no_args_is_help=True, rich_markup_mode=None)


@app.command(
    epilog="\b\nExample:\n  detente council draft --name nrc --title 'NATO-Russia Council' \\\n"
    "    --party nato.note --party ru.note --channel 'experts=nato,ru' \\\n    --regime minimal -o nrc.charter"
)
def draft(
    name: Annotated[str, typer.Option("--name", metavar="ID", help="Short name; part of the council's id.")],
    title: Annotated[str, typer.Option("--title", metavar="TEXT", help="What people call the council.")],
    party: Annotated[
        list[Path],
        typer.Option("--party", metavar="NOTE", help="A founder's identity note; once for each, own one too."),
    ],
    output: Annotated[Path, typer.Option("-o", metavar="FILE", help="Where the charter's text goes.")],
    depositary: Annotated[
        str | None, typer.Option("--depositary", metavar="ID", help="The neutral party among them.")
    ] = None,
    channel: Annotated[
        list[str] | None,
        typer.Option(
            "--channel", metavar="CH[=P,P]", help="A channel and its members; all without. `line` is always there."
        ),
    ] = None,
    public: Annotated[
        list[str] | None, typer.Option("--public", metavar="CH", help="A channel of all, in clear.")
    ] = None,
    level: Annotated[
        list[str] | None,
        typer.Option("--level", metavar="CH=LEVEL", help="Who speaks there, like plenary=ambassadors; again for more."),
    ] = None,
    tables: Annotated[
        Path | None,
        typer.Option("--tables", metavar="FILE", help="TOML: topics, clocks, silence, levels, what desks read."),
    ] = None,
    regime: Annotated[
        list[str] | None,
        typer.Option("--regime", metavar="ID|FILE", help="An agreement: a shipped pack, or a pack of your own; again."),
    ] = None,
    rehearsal: Annotated[
        bool, typer.Option("--rehearsal", help="Not the real thing; the name must say it too.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Write the text of a charter, for all founders to read and sign; nothing is signed yet."""
    from detente.cli.regime import pack_named
    from detente.clock import SystemClock
    from detente.home.founding import draft_charter
    from detente.protocol.charter import Channel

    members = dict(map(_channel, [*(channel or ()), *(public or ())]))
    levels = dict(map(_level, level or ()))
    if unknown := levels.keys() - members.keys():
        raise Refused("channel-unknown", expected=f"one of {', '.join(members)}", got=", ".join(sorted(unknown)))
    channels = {
        name: Channel(parties, levels.get(name, ""), public=name in (public or ())) for name, parties in members.items()
    }
    text = draft_charter(
        name,
        title,
        [read_text(path, "an identity note") for path in party],
        depositary=depositary,
        channels=channels,
        rehearsal=rehearsal,
        tables="" if tables is None else read_text(tables, "TOML with tables for the charter"),
        regimes=[pack_named(one) for one in regime or ()],
        founded_at=SystemClock().now(),
    )
    write_file(output, text.encode())
    if as_json:
        printing.put_json({"file": str(output), "text": text})
        return
    typer.echo(f"{output}: read it, then each founder signs it: detente council sign {output}")


def _channel(text: str) -> tuple[str, tuple[str, ...]]:
    name, equals, members = text.partition("=")
    parties = tuple(member.strip() for member in members.split(",") if member.strip())
    if equals and not parties:
        raise Refused("channel-members", expected="CH=PARTY,PARTY", got=text)
    return name, parties if equals else ("*",)


def _level(text: str) -> tuple[str, str]:
    name, equals, level = text.partition("=")
    if not equals or not level.strip():
        raise Refused("channel-level", expected="CH=LEVEL, like plenary=ambassadors", got=text)
    return name, level.strip()


@app.command(
    epilog="\b\nExample:\n  detente council sign nrc.charter\n"
    "  detente council sign one.charter two.charter -o nrc.charter"
)
def sign(
    file: Annotated[list[Path], typer.Argument(metavar="FILE...", help="The charter; several copies are merged.")],
    output: Annotated[
        Path | None, typer.Option("-o", metavar="FILE", help="Where it goes; else the first FILE.")
    ] = None,
    merge_only: Annotated[bool, typer.Option("--merge-only", help="Only merge signatures; needs no folder.")] = False,
    directory: Dir = HERE,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Add this party's root signature to a charter, and those of other copies of the same text."""
    from detente.home.founding import sign_charter

    copies = [read_text(path, "a charter") for path in file]
    folder = None if merge_only else folder_of(directory)
    signed = sign_charter(copies, folder, read_passphrase(passphrase_file))
    write_file(output or file[0], signed.note.encode(), replace=True)
    if as_json:
        printing.put_json(signed)
        return
    typer.echo(f"{output or file[0]}: {signed.council} signed by {', '.join(signed.signed)}")
    if signed.missing:
        typer.echo(f"still to sign: {', '.join(signed.missing)}")


@app.command(epilog="\b\nExample:\n  detente council join nrc.charter --identity nato.note")
def join(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The charter, signed by all founders.")],
    identity: Annotated[
        list[Path] | None,
        typer.Option("--identity", metavar="NOTE", help="Another party's identity note; again for more."),
    ] = None,
    amendment: Annotated[
        list[Path] | None,
        typer.Option("--amendment", metavar="FILE", help="What changed the charter since; again for more."),
    ] = None,
    directory: Dir = HERE,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Take part in a council: every founder's signature is checked, and every party's identity must be known."""
    from detente.home import calls

    call = calls.JoinCouncil(
        charter=read_text(file, "a charter"),
        identities=tuple(read_text(path, "an identity note") for path in identity or ()),
        amendments=tuple(read_text(path, "amendments") for path in amendment or ()),
    )
    with client_of(directory, passphrase_file) as client:
        joined = client.call(call)
    if as_json:
        printing.put_json(joined)
        return
    typer.echo(f"{joined.council.council}: {'joined before' if joined.again else 'joined'} ({joined.council.title})")
    for party in joined.unconfirmed:
        typer.echo(f"not confirmed by words yet: {party.upper()}. Remedy: detente party confirm {party}", err=True)


@app.command(epilog="\b\nExample:\n  detente council show nrc --course --amendments nrc.amendments")
def show(
    council: Annotated[
        str | None,
        typer.Argument(metavar="NAME", help="Only this one, with the text of its charter."),
    ] = None,
    course: Annotated[
        bool, typer.Option("--course", help="Of that one its parties, what changed its charter, what is proposed.")
    ] = False,
    amendments: Annotated[
        Path | None,
        typer.Option("--amendments", metavar="FILE", help="Write there what changed the charter, for a newcomer."),
    ] = None,
    directory: Dir = HERE,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Show the councils joined here."""
    from detente.home import calls

    with client_of(directory, passphrase_file) as client:
        shown = client.call(calls.ShowCouncil(council=council))
    if amendments is not None:
        _write_papers(amendments, shown.items)
    if as_json:
        printing.put_json(shown)
        return
    if council is not None:
        found = shown.items[0].course
        if course and found is not None:
            _put_course(found)
        else:
            typer.echo(printing.visible(shown.items[0].charter), nl=False)
        return
    printing.put_table(
        ("council", "title", "parties", "channels", "depositary"),
        (
            (
                one.council + (" (rehearsal)" if one.rehearsal else ""),
                one.title,
                ", ".join(one.parties),
                ", ".join(one.channels),
                one.depositary or "–",
            )
            for one in shown.items
        ),
    )


def _write_papers(path: Path, councils: "list[CouncilView]") -> None:
    """Write what changed the one council's charter, replacing what was written there before."""
    course = councils[0].course if len(councils) == 1 else None
    if course is None:
        raise Refused("council-not-named", expected="the name of a council", got="none", remedy="council show NAME")
    write_file(path, course.papers.encode(), replace=True)


def _put_course(course: "CourseView") -> None:
    """Print the parties of a council, what changed its charter, and what is proposed."""
    printing.put_table(
        ("party", "number", "name", "since", "withdrawn"),
        (
            (
                one.party.upper(),
                str(one.number),
                one.name,
                f"amendment {one.since}" if one.since else "founding",
                printing.moment(one.withdrawn_at) if one.withdrawn_at else "–",
            )
            for one in course.members
        ),
    )
    if not (course.amendments or course.proposals):
        return
    printing.put_table(
        ("amendment", "what", "title", "state", "signed", "missing", "act"),
        (
            (
                str(one.number),
                one.kind,
                one.title,
                one.state if one.needed is None else f"{one.state}, {one.needed} needed",
                ", ".join(one.signed),
                ", ".join((*one.missing, *(f"{party} declines" for party in one.declined))) or "–",
                one.ref or "–",
            )
            for one in (*course.amendments, *course.proposals)
        ),
    )
    for one in (*course.amendments, *course.proposals):
        for each in one.differences:
            what = f"{each.what}: {each.before or 'nothing'} -> {each.after or 'nothing'}"
            typer.echo(printing.visible(f"amendment {one.number}, {one.state}: {what}"))
