"""Clearance inside the party: `clearance ask`, `list`, `give`, `refuse`, `remark`."""

from pathlib import Path
from typing import Annotated

import typer

from detente.cli import printing, saying
from detente.cli.options import HERE, Council, Dir, Json, Officer, PassphraseFile, client_of, read_object

app = typer.Typer(
    help="An act goes round inside the party before it is said, and named officers clear it or do not.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Reference = Annotated[str, typer.Argument(metavar="REF", help="A request, like RU/OWN/5.")]
Word = Annotated[str, typer.Argument(metavar="TEXT", help="The word that goes with it.")]


@app.command(
    epilog="\b\nExamples:\n  detente clearance ask 'We protest.' --kind protest --channel plenary --of 'S. Lavrov'\n"
    "  detente clearance ask --draft RU/OWN/5 --of 'S. Lavrov' --question 'Is the date right?'"
)
def ask(
    of: Annotated[list[str], typer.Option("--of", metavar="NAME", help="An officer who is asked; again for more.")],
    text: Annotated[str | None, typer.Argument(metavar="TEXT", help="What would be said.")] = None,
    draft: Annotated[
        str | None, typer.Option("--draft", metavar="REF", help="A draft held for release, in place of a text.")
    ] = None,
    question: Annotated[str, typer.Option("--question", metavar="TEXT", help="What is asked.")] = "",
    channel: Annotated[str, typer.Option("--channel", metavar="CH", help="Where it would be said.")] = "line",
    kind: Annotated[str, typer.Option("--kind", metavar="K", help="Its kind: detente kinds.")] = "message",
    to: Annotated[list[str] | None, typer.Option("--to", metavar="P", help="Action addressee; again for more.")] = None,
    re: Annotated[str | None, typer.Option("--re", metavar="REF", help="The act that it would answer.")] = None,
    dossier: Annotated[
        str | None, typer.Option("--dossier", metavar="REF", help="The matter; else that of --re.")
    ] = None,
    body: Annotated[
        Path | None, typer.Option("--body", metavar="FILE", help="All its fields, from a JSON file.")
    ] = None,
    language: Annotated[str, typer.Option("--language", metavar="TAG", help="BCP 47, like en or ru.")] = "",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Ask officers to clear what is not said yet; nobody outside reads it."""
    from detente.home import calls

    act = None
    if text is not None or body is not None:
        fields = {
            **(read_object(body, "a file with what would be said") if body else {}),
            **saying.given(text=text or ""),
        }
        act = calls.Send(
            channel=channel.lower(),
            kind=kind,
            body=fields,
            to=tuple(to or ()),
            re=re,
            dossier=dossier,
            language=language,
        )
    call = calls.AskClearance(officers=tuple(of), act=act, draft=draft, text=question, council=council, officer=officer)
    saying.say(call, directory, passphrase_file, as_json=as_json, what=f"asks {', '.join(of)} for clearance")


@app.command("list", epilog="\b\nExample:\n  detente clearance list --asked-of 'S. Lavrov'")
def list_clearances(
    asked_of: Annotated[
        str | None, typer.Option("--asked-of", metavar="NAME", help="Only requests to this officer.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Also those to which everybody has said a word.")] = False,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """List requests for clearance with what was said to them."""
    from detente.home import calls

    with client_of(directory, passphrase_file) as client:
        listing = client.call(calls.ListClearances(council=council, asked_of=asked_of, all=everything))
    if as_json:
        printing.put_json(listing)
        return
    if not listing.items:
        typer.echo("no clearance is waited for")
        return
    columns = ("request", "of", "asked by", "at", "officer", "clearance", "word")
    rows = [
        (one.ref, f"{one.act.get('kind')} in {one.act.get('channel')}", one.asked_by, printing.moment(one.asked_at),
         word.officer, word.given, word.text or "–")
        for one in listing.items for word in one.words
    ]  # fmt: skip
    printing.put_table(columns, rows)


def _say(
    ref: str, given: str, text: str, officer: str | None, directory: Path, council: str | None,
    passphrase_file: Path | None, *, as_json: bool, what: str,
) -> None:  # fmt: skip
    from detente.home import calls

    call = calls.Send(
        channel="own",
        kind="clearance",
        body=saying.given(given=given, text=text),
        council=council,
        officer=officer,
        re=ref,
    )
    saying.say(call, directory, passphrase_file, as_json=as_json, what=f"{what} {ref.upper()}")


@app.command(epilog="\b\nExample:\n  detente clearance give RU/OWN/5 --officer 'S. Lavrov'")
def give(
    ref: Reference,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="A word that goes with it.")] = "",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Clear what is asked about, exactly as it stands there."""
    _say(ref, "given", text, officer, directory, council, passphrase_file, as_json=as_json, what="clears")


@app.command(epilog="\b\nExample:\n  detente clearance refuse RU/OWN/5 'The date is wrong.' --officer 'S. Lavrov'")
def refuse(
    ref: Reference,
    text: Word,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Do not clear it, with a word why."""
    _say(ref, "not given", text, officer, directory, council, passphrase_file, as_json=as_json, what="does not clear")


@app.command(epilog="\b\nExample:\n  detente clearance remark RU/OWN/5 'Name the ship.' --officer 'S. Lavrov'")
def remark(
    ref: Reference,
    text: Word,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Say a word to it, and neither clear it nor not."""
    _say(ref, "remark only", text, officer, directory, council, passphrase_file, as_json=as_json, what="remarks on")
