"""Exchanges of lists: `lists open`, `commit`, `reveal`, `decline`, `show`."""

from pathlib import Path
from typing import Annotated

import typer

from detente.cli.dossiers import Language, show_matter
from detente.cli.options import HERE, Council, Dir, Json, Officer, PassphraseFile
from detente.cli.saying import Channel, Reference, channel_of, given, say

app = typer.Typer(
    help="Lists that parties exchange at once: all are bound before any is shown.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Item = Annotated[int, typer.Option("--item", metavar="N", help="Which list of the exchange, from 1.")]


@app.command(
    "open",
    epilog="\b\nExample:\n  detente lists open --channel experts --list Ships --list Sites --staged "
    "--commit-by 2016-05-01T12:00:00Z 'Forces in the bay'",
)
def open_exchange(
    title: Annotated[str, typer.Argument(metavar="TITLE", help="What is exchanged.")],
    channel: Channel,
    items: Annotated[list[str], typer.Option("--list", metavar="TITLE", help="What everybody gives; once for each.")],
    commit_by: Annotated[str, typer.Option("--commit-by", metavar="TIME", help="By when to commit, RFC 3339.")],
    reveal_by: Annotated[
        str | None, typer.Option("--reveal-by", metavar="TIME", help="By when to reveal, RFC 3339.")
    ] = None,
    party: Annotated[
        list[str] | None, typer.Option("--party", metavar="P", help="Who takes part; else all who read the channel.")
    ] = None,
    staged: Annotated[
        bool, typer.Option("--staged", help="Each next list only when the others have shown the one before.")
    ] = False,
    text: Annotated[str | None, typer.Option("--text", metavar="TEXT", help="Remarks.")] = None,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Open an exchange of lists."""
    from detente.home import calls

    parties = [one.lower() for one in party or ()]
    body = given(
        title=title, items=items, parties=parties, staged=staged or None, commit_by_at=commit_by,
        reveal_by_at=reveal_by, text=text,
    )  # fmt: skip
    call = calls.Send(channel=channel, body=body, kind="lists-open", council=council, officer=officer)
    say(call, directory, passphrase_file, as_json=as_json, what="opens an exchange of lists")


@app.command(epilog="\b\nExample:\n  detente lists commit NATO/EXPERTS/4 --item 1 ships.txt")
def commit(
    ref: Reference,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The list; it is kept here until it is revealed.")],
    item: Item = 1,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Bind this party to a list, which nobody else can read before it is revealed."""
    from detente.home import calls

    call = calls.CommitList(ref=ref, item=item, file=str(file.absolute()), council=council, officer=officer)
    say(call, directory, passphrase_file, as_json=as_json, what=f"commits to item {item} of {ref}")


@app.command(epilog="\b\nExample:\n  detente lists reveal NATO/EXPERTS/4 --item 1")
def reveal(
    ref: Reference,
    item: Item = 1,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Show the list to which this party bound itself; refused before all are bound."""
    from detente.home import calls

    call = calls.RevealList(ref=ref, item=item, council=council, officer=officer)
    say(call, directory, passphrase_file, as_json=as_json, what=f"reveals item {item} of {ref}")


@app.command(epilog="\b\nExample:\n  detente lists decline NATO/EXPERTS/4 --item 2 'No instructions.'")
def decline(
    ref: Reference,
    text: Annotated[str, typer.Argument(metavar="REASON", help="Why.")],
    item: Annotated[int | None, typer.Option("--item", metavar="N", help="Which list, from 1; else all.")] = None,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Say that this party does not commit to a list or does not reveal it, with a reason."""
    from detente.home import calls

    body = given(item=item, text=text)
    call = calls.Send(
        channel=channel_of(ref), body=body, kind="lists-decline", council=council, re=ref, officer=officer
    )
    say(call, directory, passphrase_file, as_json=as_json, what=f"declines in {ref}")


@app.command(epilog="\b\nExample:\n  detente lists show NATO/EXPERTS/4")
def show(
    ref: Reference,
    language: Language = "en",
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Show who has committed to what, who has revealed it, and who declined."""
    show_matter(ref, language, directory, council, passphrase_file, as_json=as_json)
