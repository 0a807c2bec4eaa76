"""Searches that are kept under a name: `searches list|save|look|rename|remove`."""

from typing import Annotated

import typer

from detente.cli import printing, saying, search
from detente.cli.options import HERE, Council, Dir, Json, Limit, Officer, PassphraseFile, client_of

app = typer.Typer(
    help="Searches that this party keeps under a name, with what is new since somebody last looked.",
    no_args_is_help=True, rich_markup_mode=None,
)  # fmt: skip

Ref = Annotated[str, typer.Argument(metavar="REF", help="Of the entry that keeps it, like RU/OWN/7.")]


@app.command(
    "save", epilog="\b\nExample:\n  detente searches save 'Frigates in the Baltic' 'baltic frigat*' --party ru"
)
def save(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What to call it.")],
    words: Annotated[str, typer.Argument(metavar="WORDS", help="As `detente search` takes them.")] = "",
    party: search.Party = "",
    desk: search.Desk = "",
    topic: search.Topic = "",
    channel: search.Channel = "",
    kind: search.Kind = "",
    state: search.State = "",
    precedence: search.Precedence = "",
    since: search.Since = "",
    until: search.Until = "",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Keep a search under a name, sealed in this party's own channel."""
    from detente.home import calls

    sought = calls.Sought(words, party, desk, topic, channel, kind, state, precedence, since, until)
    call = calls.SaveSearch(name, sought, council=council, officer=officer)
    saying.say(call, directory, passphrase_file, as_json=as_json)


@app.command("list", epilog="\b\nExample:\n  detente searches list")
def list_searches(
    directory: Dir = HERE, council: Council = None, passphrase_file: PassphraseFile = None, as_json: Json = False
) -> None:
    """List the searches that are kept, each with how many acts are new since somebody last looked."""
    from msgspec import structs

    from detente.home import calls

    with client_of(directory, passphrase_file) as client:
        found = client.call(calls.ListSearches(council))
    if as_json:
        printing.put_json(found)
        return
    if not found.items:
        typer.echo("no search is kept: detente searches save NAME WORDS")
        return
    rows = (
        (
            one.ref, one.name, f"{one.new:,}",
            " ".join(f"{key}: {value}" for key, value in structs.asdict(one.sought).items() if value), one.officer,
        )
        for one in found.items
    )  # fmt: skip
    printing.put_table(("reference", "name", "new", "looks for", "kept by"), rows)


@app.command("look", epilog="\b\nExample:\n  detente searches look 'Frigates in the Baltic'")
def look(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Its name, or the reference of its entry.")],
    limit: Limit = 50,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Show what a search that is kept finds now; from here on its acts are no longer new."""
    import msgspec

    from detente.home import calls

    with client_of(directory, passphrase_file) as client:
        kept = client.call(calls.LookAtSearch(name, council=council)).items[0]
        sought = msgspec.convert(msgspec.to_builtins(kept.sought), calls.Sought)
        found = client.call(calls.Search(sought, council=council, limit=limit))
    if as_json:
        printing.put_json(found)
        return
    for act in found.items:
        search.put_found(act)
    typer.echo(f"{kept.name}: {search.told(found)}; {kept.new:,} new since somebody last looked")


@app.command("rename", epilog="\b\nExample:\n  detente searches rename RU/OWN/7 'Frigates, all seas'")
def rename(
    ref: Ref,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What to call it.")],
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Give a search that is kept another name."""
    from detente.home import calls

    call = calls.RenameSearch(ref, name, council=council, officer=officer)
    saying.say(call, directory, passphrase_file, as_json=as_json)


@app.command("remove", epilog="\b\nExample:\n  detente searches remove RU/OWN/7")
def remove(
    ref: Ref,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Take a search off the list; its entry stays in the record, as entries do."""
    from detente.home import calls

    saying.say(calls.RemoveSearch(ref, council=council, officer=officer), directory, passphrase_file, as_json=as_json)
