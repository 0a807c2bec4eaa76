"""Meetings while they are held, and their papers: from `meeting open` to `meeting export`."""

import base64
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from detente.cli import printing
from detente.cli.meeting import Item, Meeting, Remark, answer, app, item_id, within
from detente.cli.options import HERE, Council, Dir, Json, Officer, PassphraseFile, client_of, read_text
from detente.cli.saying import Spoken, given, put_sent, say
from detente.home.files import write_file

__all__ = ["app"]

Words = Annotated[str, typer.Argument(metavar="TEXT", help="What is said.")]
At = Annotated[str, typer.Option("--at", metavar="TIME", help="When, where it was not just now; RFC 3339 with zone.")]
Unofficial = Annotated[
    list[str] | None,
    typer.Option("--unofficial", metavar="TAG=TEXT", help="An unofficial translation; again for more."),
]


class ResultName(StrEnum):
    """What came of an item."""

    AGREED = "agreed"
    NOT_AGREED = "not agreed"
    NOTED = "noted"
    DEFERRED = "deferred"


class Format(StrEnum):
    """Forms in which a meeting is given out."""

    PDF = "pdf"
    TEXT = "text"
    ICS = "ics"
    JSON = "json"
    NOTE = "note"


@app.command("open", epilog="\b\nExample:\n  detente meeting open NATO/PLENARY/12")
def open_meeting(
    ref: Meeting,
    at: At = "",
    text: Remark = "",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Open the meeting, or go on after a break; by the chair."""
    body = given(at=at, text=text)
    within("meeting-open", ref, body, officer, directory, council, passphrase_file, as_json=as_json)


@app.command(epilog="\b\nExample:\n  detente meeting close NATO/PLENARY/12")
def close(
    ref: Meeting,
    at: At = "",
    text: Remark = "",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Close the meeting; by the chair."""
    body = given(at=at, text=text)
    within("meeting-close", ref, body, officer, directory, council, passphrase_file, as_json=as_json)


@app.command(epilog="\b\nExample:\n  detente meeting floor US/PLENARY/9 --text 'In reply to the United States.'")
def floor(
    ref: Annotated[
        str, typer.Argument(metavar="REF", help="Any act of the meeting; of a statement: by right of reply to it.")
    ],
    text: Remark = "",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Ask for the floor."""
    body = given(text=text)
    within("floor-request", ref, body, officer, directory, council, passphrase_file, as_json=as_json, re=ref)


@app.command(epilog="\b\nExample:\n  detente meeting give RU/PLENARY/17")
def give(
    ref: Annotated[str, typer.Argument(metavar="REF", help="The request.")],
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Give the floor; by the chair."""
    answer("floor-give", ref, {}, officer, directory, council, passphrase_file, as_json=as_json)


@app.command(epilog="\b\nExample:\n  detente meeting state NATO/PLENARY/12 --item 2 'Россия заявляет…' --language ru")
def state(
    ref: Meeting,
    text: Words,
    item: Item,
    unofficial: Unofficial = None,
    language: Spoken = "en",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """State this party's position under an item, in its own language."""
    body = given(
        item=item_id(ref, item, directory, council, passphrase_file), text=text, unofficial=_translations(unofficial)
    )
    within(
        "item-statement", ref, body, officer, directory, council, passphrase_file, as_json=as_json, language=language
    )


@app.command(epilog="\b\nExample:\n  detente meeting result NATO/PLENARY/12 'not agreed' --item 2")
def result(
    ref: Meeting,
    outcome: Annotated[ResultName, typer.Argument(metavar="RESULT", help="agreed, not agreed, noted or deferred.")],
    item: Item,
    text: Annotated[str, typer.Option("--text", metavar="TEXT", help="The outcome in words.")] = "",
    language: Spoken = "en",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Record what came of an item; by the chair. *Not agreed* is a result: both positions stand."""
    body = given(item=item_id(ref, item, directory, council, passphrase_file), result=outcome.value, text=text)
    within("item-result", ref, body, officer, directory, council, passphrase_file, as_json=as_json, language=language)


@app.command(epilog="\b\nExample:\n  detente meeting summary NATO/PLENARY/12 'No agreement on any item.'")
def summary(
    ref: Meeting,
    text: Words,
    unofficial: Unofficial = None,
    language: Spoken = "en",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Sum up, as the chair; the chair's own words bind nobody else."""
    body = given(text=text, unofficial=_translations(unofficial))
    within(
        "meeting-summary", ref, body, officer, directory, council, passphrase_file, as_json=as_json, language=language
    )


# --- papers -----------------------------------------------------------------------------------------------------------


@app.command(epilog="\b\nExample:\n  detente meeting minutes NATO/PLENARY/12 --symbol NRC/M/2016/1")
def minutes(
    ref: Meeting,
    symbol: Annotated[str, typer.Option("--symbol", metavar="SYMBOL", help="Else the next in this language.")] = "",
    file: Annotated[
        Path | None, typer.Option("--file", metavar="FILE", help="Other words than the record gives; - is the input.")
    ] = None,
    draft: Annotated[bool, typer.Option("--draft", help="Print the text, and put nothing down.")] = False,
    language: Annotated[str, typer.Option("--language", metavar="TAG", help="Of the headings.")] = "en",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Put down minutes for all to sign: as the record gives them, or other words; by the chair."""
    from detente.home import calls

    with client_of(directory, passphrase_file) as client:
        made = client.call(calls.DraftMinutes(ref=ref, council=council, symbol=symbol or None, language=language))
    if draft:
        printing.put_json(made) if as_json else typer.echo(printing.visible(made.text), nl=False)
        return
    text = made.text if file is None else read_text(file, "a file with the minutes")
    call = calls.Send(
        channel=made.channel,
        body={"symbol": made.symbol, "text": text},
        kind="meeting-minutes",
        council=made.council,
        dossier=made.meeting,
        officer=officer,
        language=language,
    )
    say(call, directory, passphrase_file, as_json=as_json, what=f"minutes {made.symbol}")


@app.command(epilog="\b\nExample:\n  detente meeting text NATO/PLENARY/12 'Reduction of risks' --file text.txt")
def text(
    ref: Annotated[
        str, typer.Argument(metavar="REF", help="Any act of the meeting; of a text: this is another version of it.")
    ],
    title: Annotated[str, typer.Argument(metavar="TITLE", help="What the text is called.")],
    file: Annotated[
        Path,
        typer.Option("--file", metavar="FILE", help="Open places as [A: words | B: other words]; - is the input."),
    ],
    language: Spoken = "en",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Table a joint text, or another version of one; what is open in it stands in brackets."""
    from detente.home import calls

    body = {"title": title, "text": read_text(file, "a file with the text").rstrip("\n")}
    with client_of(directory, passphrase_file) as client:
        kind = client.call(calls.Show(ref=ref, council=council)).act.kind
    re = ref if kind == "text-table" else None
    within(
        "text-table", ref, body, officer, directory, council, passphrase_file,
        as_json=as_json, language=language, re=re,
    )  # fmt: skip


@app.command(epilog="\b\nExample:\n  detente meeting choose NATO/PLENARY/20 --bracket 1 --option A")
def choose(
    ref: Annotated[str, typer.Argument(metavar="REF", help="The text.")],
    bracket: Annotated[int, typer.Option("--bracket", metavar="N", help="From 1.")],
    option: Annotated[str, typer.Option("--option", metavar="LABEL", help="The label of what this party accepts.")],
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Choose an alternative in a joint text; a bracket closes when all have chosen the same."""
    body = {"bracket": bracket, "option": option}
    answer("text-choose", ref, body, officer, directory, council, passphrase_file, as_json=as_json)


@app.command(epilog="\b\nExample:\n  detente meeting sign NATO/PLENARY/20")
def sign(
    ref: Annotated[str, typer.Argument(metavar="REF", help="The paper, or its meeting where only one waits.")],
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Sign minutes or a joint text: a line of this party under the text that stands."""
    from detente.home import calls

    with client_of(directory, passphrase_file) as client:
        sent = client.call(calls.SignPaper(ref=ref, council=council, officer=officer))
    if as_json:
        printing.put_json(sent)
        return
    put_sent(sent, f"signs {sent.act.re}")


@app.command(epilog="\b\nExample:\n  detente meeting export NATO/PLENARY/12 --format pdf --language fr -o minutes.pdf")
def export(
    ref: Annotated[str, typer.Argument(metavar="REF", help="Any act of the meeting; for a note the paper.")],
    form: Annotated[
        Format, typer.Option("--format", help="Minutes, an entry for calendars, or a signed note.")
    ] = Format.TEXT,
    language: Annotated[str, typer.Option("--language", metavar="TAG", help="Of the headings.")] = "en",
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="FILE", help="Where it goes; else printed, a PDF by its name.")
    ] = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Give a meeting or one of its papers out as a file."""
    from detente.home import calls

    with client_of(directory, passphrase_file) as client:
        made = client.call(calls.ExportMeeting(ref=ref, format=form.value, council=council, language=language))
    data = base64.b64decode(made.file)
    target = Path(made.name) if out is None and form is Format.PDF and not as_json else out
    if target is not None:
        write_file(target, data)
    if as_json:
        printing.put_json(made)
    elif target is None:
        typer.echo(data.decode(), nl=False)
    else:
        typer.echo(f"{target}: {len(data):,} bytes")
    for remark in made.remark:
        typer.echo(remark, err=True)


def _translations(texts: list[str] | None) -> dict[str, str]:
    pairs = (text.partition("=") for text in texts or ())
    return {tag: words for tag, _, words in pairs if tag and words}
