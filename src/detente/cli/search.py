"""Finding what was said: `search`."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli import printing
from detente.cli.options import HERE, Before, Council, Dir, Json, Limit, PassphraseFile, client_of
from detente.errors import Refused

if TYPE_CHECKING:
    from typing import Any

    from detente.home.calls import ListDossiers, Search
    from detente.home.client import Client
    from detente.home.replies.search import FoundActView, FoundView
    from detente.home.searching.export import Table

Party = Annotated[str, typer.Option("--party", metavar="P", help="Only what this party said; `me` for this one.")]
Desk = Annotated[str, typer.Option("--desk", metavar="DESK", help="Only of matters of this desk, like concerns.")]
Topic = Annotated[str, typer.Option("--topic", metavar="T", help="Only on this topic of the charter.")]
Channel = Annotated[str, typer.Option("--channel", metavar="CH", help="Only of this channel.")]
Kind = Annotated[str, typer.Option("--kind", metavar="K", help="Only acts of this kind; see `detente kinds`.")]
State = Annotated[
    str, typer.Option("--state", metavar="WORD", help="Only of matters that stand so; `open` or `settled` for any.")
]
Precedence = Annotated[str, typer.Option("--precedence", metavar="P", help="Only of this precedence, like flash.")]
Since = Annotated[
    str, typer.Option("--since", metavar="TIME", help="Claimed then or later: a day, or a time with its zone.")
]
Until = Annotated[str, typer.Option("--until", metavar="TIME", help="Claimed then or earlier.")]
Export = Annotated[
    str, typer.Option("--export", metavar="FORMAT", help="Write all of it into a new file, as csv or json.")
]
Out = Annotated[
    Path | None,
    typer.Option("--out", "-o", metavar="FILE", help="Name of that file; else it is made from the council."),
]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this page."""
    app.command(
        epilog="\b\nExample:\n  detente search 'baltic \"closest point\" frigat*' --party ru --since 2016-04-01\n"
        "  detente search --desk incidents --export csv"
    )(search)


def search(
    words: Annotated[
        list[str] | None, typer.Argument(metavar="WORDS", help='All of them; "a phrase", begin*, -without.')
    ] = None,
    without: Annotated[
        list[str] | None, typer.Option("--without", metavar="WORD", help="Only acts without it; again for more.")
    ] = None,
    party: Party = "",
    desk: Desk = "",
    topic: Topic = "",
    channel: Channel = "",
    kind: Kind = "",
    state: State = "",
    precedence: Precedence = "",
    since: Since = "",
    until: Until = "",
    before: Before = None,
    limit: Limit = 50,
    export: Export = "",
    out: Out = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Find acts by their words in every language, references, officers and names of files, the newest first."""
    from detente.home import calls

    asked = " ".join([*(words or ()), *(f"-{_quoted(one)}" for one in without or ())])
    sought = calls.Sought(asked, party, desk, topic, channel, kind, state, precedence, since, until)
    with client_of(directory, passphrase_file) as client:
        if export:
            export_acts(client, calls.Search(sought, council=council, before=before), export, out, as_json=as_json)
            return
        found = client.call(calls.Search(sought, council=council, before=before, limit=limit))
    if as_json:
        printing.put_json(found)
        return
    for act in found.items:
        put_found(act)
    typer.echo(told(found))
    printing.put_more(found.next)


def told(found: "FoundView") -> str:
    """Return how much was found, and in what."""
    number = f"more than {found.total:,}" if found.more else f"{found.total:,}"
    covers = found.covers
    if covers.complete:
        return f"{number} found in {covers.acts:,} acts: all that this party may read"
    since = printing.moment(covers.since_at)
    return f"{number} found in {covers.acts:,} acts, those stored since {since}; up to {covers.left:,} are still read"


def put_found(act: "FoundActView") -> None:
    """Print one act that was found, with its words between brackets."""
    kind = act.title if act.precedence == "routine" else f"{act.title}, {act.precedence.upper()}"
    state = f" · {act.state}" if act.state else ""
    typer.echo(f"{act.ref}  {act.party.upper()} {printing.moment(act.claimed_at)}  {printing.visible(kind)}")
    marks = "; ".join(
        [
            *([f"DRILL {act.drill}"] if act.drill else []),
            *([f"counts for nothing: {act.irregular}"] if act.irregular else []),
            *(f"since then {one.title} {one.ref}" for one in act.later),
            *(f"file {one.name} erased by {one.erased_by}" for one in act.files if one.erased_by),
        ]
    )
    typer.echo(printing.visible(f"  {act.dossier} {act.matter or '–'}{state}"))
    if marks:
        typer.echo(f"  {printing.visible(marks)}")
    for one in act.excerpts:
        text = "".join(f"[{piece.text}]" if piece.found else piece.text for piece in one.pieces)
        named = "" if one.field == "text" else f"{one.field}: "
        typer.echo("  " + printing.visible(" ".join(f"{named}{text}".split())))


def export_acts(client: "Client", call: "Search", form: str, out: Path | None, *, as_json: bool) -> None:
    """Write all that a search finds into a new file, and print its name."""
    from msgspec.structs import replace

    from detente.home.searching.export import ACTS, ROWS_AT_ONCE, Format

    def following(before: int | None) -> "Search":
        return replace(call, before=before, limit=ROWS_AT_ONCE, whole=True, marked=form == Format.JSON)

    export_list(client, following, call.before, ACTS, form, out, as_json=as_json)


def export_dossiers(client: "Client", call: "ListDossiers", form: str, out: Path | None, *, as_json: bool) -> None:
    """Write a whole list of dossiers into a new file, and print its name."""
    from msgspec.structs import replace

    from detente.home.searching.export import MATTERS, ROWS_AT_ONCE

    def following(before: int | None) -> "ListDossiers":
        return replace(call, before=before, limit=ROWS_AT_ONCE)

    export_list(client, following, call.before, MATTERS, form, out, as_json=as_json)


def export_list(
    client: "Client", following: "Any", before: int | None, table: "Table[Any]", form: str, out: Path | None,
    *, as_json: bool,
) -> None:  # fmt: skip
    """Write a list into a new file, page by page, and print its name.

    Args:
        following: makes the call for the page below a sequence.

    Raises:
        Refused: `export-format`, `file-unwritable`.
    """
    from detente.home.searching.export import Format, Writer, file_name, marked_name

    if form not in list(Format):
        raise Refused("export-format", expected="csv or json", got=form, remedy="--export csv")
    first = client.call(following(before))
    name = file_name(table, Format(form), first.council, first.as_of, rehearsal=first.rehearsal)
    path = Path(name) if out is None else out.with_name(marked_name(out.name, rehearsal=first.rehearsal))
    writer = Writer(table, Format(form), rehearsal=first.rehearsal)
    try:
        with path.open("x", encoding="utf-8", newline="") as file:
            file.write(writer.head(first.as_of, first.heads))
            page = first
            for page in _pages(client, following, first):
                file.write(writer.page(page.items))
                if writer.full:
                    break
            file.write(writer.foot(page.next))
    except OSError as fault:
        raise Refused(
            "file-unwritable", expected="a new file", got=f"{path}: {fault.strerror}", remedy="choose another name"
        ) from None
    if as_json:
        printing.put_json({"path": str(path), "rows": writer.rows, "rehearsal": first.rehearsal, "next": page.next})
        return
    rest = "" if page.next is None else f"; more is there: search more narrowly, or --before {page.next}"
    typer.echo(f"{path}: {writer.rows:,} rows{rest}")


def _pages(client: "Client", following: "Any", first: "Any") -> "Iterator[Any]":
    page = first
    yield page
    while page.next is not None:
        page = client.call(following(page.next))
        yield page


def _quoted(word: str) -> str:
    return f'"{word}"' if " " in word else word
