"""Officers: `officer key`, `present`, `note`, `withdraw`, `list`; what they do before the pages is beside it."""

from pathlib import Path
from typing import Annotated

import typer

from detente.cli import officer_access, printing, saying
from detente.cli.options import (
    HERE,
    Council,
    Dir,
    Json,
    Officer,
    PassphraseFile,
    client_of,
    folder_of,
    read_passphrase,
)

app = typer.Typer(help="The officers who speak for a party.", no_args_is_help=True, rich_markup_mode=None)


@app.command(epilog="\b\nExample:\n  detente officer key smith -o smith.key --passphrase-file smith.pass")
def key(
    officer: Annotated[str, typer.Argument(metavar="ID", help="Lower case letters, digits, hyphens.")],
    output: Annotated[Path, typer.Option("-o", metavar="FILE", help="Where the key goes; the officer keeps it.")],
    party: Annotated[
        str | None, typer.Option("--party", metavar="ID", help="Whose officer; else the party of the folder.")
    ] = None,
    passphrase_file: Annotated[
        Path | None,
        typer.Option("--passphrase-file", metavar="FILE", help="A file whose first line is to close the key."),
    ] = None,
    directory: Dir = HERE,
    as_json: Json = False,
) -> None:
    """Make an officer's own key, and print the public half, which the party accredits."""
    from detente.protocol.keys.officer import make_officer_key

    whose = str(folder_of(directory).read_config()["party"]) if party is None else party
    made = make_officer_key(output, whose, officer, read_passphrase(passphrase_file))
    if as_json:
        printing.put_json({"officer": officer, "party": whose, "key": made.text(), "file": str(output)})
        return
    typer.echo(made.text())


Rank = Annotated[
    str, typer.Option("--rank", metavar="RANK", help="Like ambassador; detente kinds credentials has all.")
]
Credentials = Annotated[str, typer.Argument(metavar="REF", help="Credentials, like RU/PLENARY/3.")]
Remark = Annotated[str, typer.Option("--text", metavar="TEXT", help="A remark.")]


@app.command(epilog="\b\nExample:\n  detente officer present 'A. Grushko' --rank ambassador --key ru/officer/grushko+…")
def present(
    name: Annotated[str, typer.Argument(metavar="NAME", help="As it will stand in acts.")],
    rank: Rank,
    speaks_in: Annotated[
        list[str] | None, typer.Option("--in", metavar="CH", help="A channel in which they speak; else all.")
    ] = None,
    valid_from: Annotated[
        str | None, typer.Option("--from", metavar="TIME", help="RFC 3339 with a zone; else at once.")
    ] = None,
    valid_until: Annotated[str | None, typer.Option("--until", metavar="TIME", help="RFC 3339 with a zone.")] = None,
    key: Annotated[
        str, typer.Option("--key", metavar="VKEY", help="The officer's own key, as `officer key` prints it.")
    ] = "",
    desk: Annotated[bool, typer.Option("--desk", help="It is a desk or post, and no person.")] = False,
    replaces: Annotated[
        str | None, typer.Option("--replaces", metavar="REF", help="The credentials that stand for this name.")
    ] = None,
    text: Remark = "",
    channel: saying.ToAll = None,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Present an officer or a desk to all parties, or say anew what holds of one."""
    from detente.home import calls

    body = saying.given(
        name=name,
        rank=rank,
        channels=speaks_in,
        valid_from_at=valid_from,
        valid_until_at=valid_until,
        key=key,
        desk=desk or None,
        text=text,
    )
    where = channel if replaces is None else saying.channel_of(replaces)
    call = calls.Send(
        channel=where, kind="credentials", body=body, council=council, officer=officer, re=replaces
    )  # fmt: skip
    saying.say(call, directory, passphrase_file, as_json=as_json, what=f"presents {name}, {rank}")


@app.command(epilog="\b\nExample:\n  detente officer note RU/LINE/3")
def note(
    ref: Credentials,
    text: Remark = "",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Say that another party's credentials are noted: known here, which recognises nothing."""
    _answer("credentials-noted", ref, text, officer, council, directory, passphrase_file, as_json=as_json)


@app.command(epilog="\b\nExample:\n  detente officer withdraw RU/LINE/3")
def withdraw(
    ref: Credentials,
    text: Remark = "",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Withdraw credentials of this party; whoever they were speaks as a watch officer from now on."""
    _answer("credentials-withdrawn", ref, text, officer, council, directory, passphrase_file, as_json=as_json)


def _answer(
    kind: str, ref: str, text: str, officer: str | None, council: str | None, directory: Path, passphrase: Path | None,
    *, as_json: bool,
) -> None:  # fmt: skip
    from detente.home import calls

    body, where = saying.given(text=text), saying.channel_of(ref)
    call = calls.Send(channel=where, kind=kind, body=body, council=council, officer=officer, re=ref)
    saying.say(call, directory, passphrase, as_json=as_json)


@app.command("list", epilog="\b\nExample:\n  detente officer list --party nato")
def list_officers(
    party: Annotated[str | None, typer.Option("--party", metavar="P", help="Only of this party.")] = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """List the officers of all parties: rank, channels, whether their accreditation holds now, and who noted it."""
    from detente.home import calls

    with client_of(directory, passphrase_file) as client:
        listing = client.call(calls.ListOfficers(council=council, party=party))
    if as_json:
        printing.put_json(listing)
        return
    if not listing.items:
        typer.echo("no officer is presented; everybody speaks as a watch officer")
        return
    columns = ("party", "name", "rank", "in", "valid", "key", "noted by", "credentials")
    rows = (
        (
            one.party.upper(),
            one.name,
            one.rank,
            ", ".join(one.channels) or "all",
            ("now" if one.valid else "not now") + (f", until {one.valid_until_at}" if one.valid_until_at else ""),
            one.fingerprint[:16] or "–",
            ", ".join(other.upper() for other in one.noted_by) or "–",
            one.ref,
        )
        for one in listing.items
    )
    printing.put_table(columns, rows)


officer_access.add_to(app)
