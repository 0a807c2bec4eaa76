"""Councils: `council draft`, `sign`, `join`, `show`."""

from pathlib import Path
from typing import Annotated

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

app = typer.Typer(help="Councils, from the draft of a charter to joining.", no_args_is_help=True, rich_markup_mode=None)


@app.command(
    epilog="\b\nExample:\n  detente council draft --name nrc --title 'NATO-Russia Council' \\\n"
    "    --party nato.note --party ru.note --channel 'experts=nato,ru' -o nrc.charter"
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
    rehearsal: Annotated[
        bool, typer.Option("--rehearsal", help="Not the real thing; the name must say it too.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Write the text of a charter, for all founders to read and sign; nothing is signed yet."""
    from detente.clock import SystemClock
    from detente.home.founding import draft_charter
    from detente.protocol.charter import Channel

    members = dict(map(_channel, [*(channel or ()), *(public or ())]))
    channels = {name: Channel(parties, public=name in (public or ())) for name, parties in members.items()}
    text = draft_charter(
        name,
        title,
        [read_text(path, "an identity note") for path in party],
        depositary=depositary,
        channels=channels,
        rehearsal=rehearsal,
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
    directory: Dir = HERE,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Take part in a council: every founder's signature is checked, and every party's identity must be known."""
    from detente.home import calls

    call = calls.JoinCouncil(
        charter=read_text(file, "a charter"),
        identities=tuple(read_text(path, "an identity note") for path in identity or ()),
    )
    with client_of(directory, passphrase_file) as client:
        joined = client.call(call)
    if as_json:
        printing.put_json(joined)
        return
    typer.echo(f"{joined.council.council}: {'joined before' if joined.again else 'joined'} ({joined.council.title})")
    for party in joined.unconfirmed:
        typer.echo(f"not confirmed by words yet: {party.upper()}. Remedy: detente party confirm {party}", err=True)


@app.command(epilog="\b\nExample:\n  detente council show")
def show(
    council: Annotated[
        str | None, typer.Argument(metavar="NAME", help="Only this one, with the text of its charter.")
    ] = None,
    directory: Dir = HERE,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Show the councils joined here."""
    from detente.home import calls

    with client_of(directory, passphrase_file) as client:
        shown = client.call(calls.ShowCouncil(council=council))
    if as_json:
        printing.put_json(shown)
        return
    if council is not None:
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
