"""Sharing on topics: `share ask|answer|decline|withdraw|item|correct|recall|release|list|balance|show`."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli import printing, share_reading, share_release
from detente.cli.options import HERE, Council, Dir, Json, Officer, PassphraseFile, client_of
from detente.cli.saying import (
    AsEvidence,
    Attach,
    Erasable,
    NeedBy,
    Spoken,
    channel_of,
    files_of,
    given,
    held,
    put_sent,
    say,
)
from detente.cli.share_release import say_of
from detente.errors import Refused

if TYPE_CHECKING:
    from detente.home.calls import Share

app = typer.Typer(
    help="What is asked and given on a topic, under labels: requests, answers, items, and what became of them.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(share_release.app, name="release")
share_reading.add_to(app)

DECLINE, WITHDRAWAL, CORRECTION, RECALL = "share-decline", "share-withdrawal", "share-correction", "share-recall"
LABELS = "RED, AMBER+STRICT, AMBER, GREEN or CLEAR"


class Confidence(StrEnum):
    """How sure its author is."""

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"


Topic = Annotated[str, typer.Option("--topic", metavar="TOPIC", help="A topic of the charter.")]
To = Annotated[list[str] | None, typer.Option("--to", metavar="P", help="To whom; again for more.")]
Only = Annotated[list[str] | None, typer.Option("--only", metavar="P", help="A party who may read it; again for more.")]
Person = Annotated[
    list[str] | None, typer.Option("--person", metavar="NAME", help="An accredited officer of it; again for more.")
]
Tlp = Annotated[str, typer.Option("--tlp", metavar="LABEL", help=f"How far it may go: {LABELS}.")]
Control = Annotated[
    bool, typer.Option("--originator-control", help="Asked before it is passed on, whatever the label.")
]
Grade = Annotated[
    str,
    typer.Option("--grade", metavar="GRADE", help="Source A to F and information 1 to 6, like B2; F6: no judgement."),
]
Sure = Annotated[Confidence | None, typer.Option("--confidence", help="How sure its author is.")]
Source = Annotated[str, typer.Option("--source", metavar="TEXT", help="The source, as far as it may be named.")]
Valid = Annotated[str, typer.Option("--valid-until", metavar="TIME", help="RFC 3339 with zone.")]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")]
Where = Annotated[
    str | None, typer.Option("--channel", metavar="CH", help="Else the one that those named read, and fewest others.")
]


@app.command(
    epilog="\b\nExample:\n  detente share ask 'Who paid for the tickets?' --topic terrorism --to ru \\\n"
    "    --reason 'A trial begins in May.' --need-by 2016-05-01T12:00:00Z --tlp AMBER"
)
def ask(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What is asked.")],
    topic: Topic,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why it is asked.")],
    to: To = None,
    need_by: NeedBy = "",
    tlp: Tlp = "",
    only: Only = None,
    channel: Where = None,
    language: Spoken = "en",
    attach: Attach = None,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Ask another party for information."""
    from detente.home import calls

    body = given(topic=topic, text=text, reason=reason, need_by_at=need_by, tlp=tlp, only=_lower(only))
    call = calls.Share(
        "share-request", body, council=council, channel=channel, to=tuple(to or ()), officer=officer, language=language,
        attach=files_of(attach),
    )  # fmt: skip
    _share(call, directory, passphrase_file, as_json=as_json, what="is asked, and waits for an answer")


@app.command(
    epilog="\b\nExamples:\n  detente share answer RU/PAIR/12 'He did.' --tlp RED --only ru --grade B2\n"
    "  detente share answer RU/PAIR/12 'A man from the bay.' --tlp AMBER --part --reason 'A source would be known.'"
)
def answer(
    ref: Annotated[str, typer.Argument(metavar="REF", help="The request.")],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What is given.")],
    tlp: Tlp,
    part: Annotated[bool, typer.Option("--part", help="It answers in part; with --reason why not the rest.")] = False,
    reason: Reason = "",
    only: Only = None,
    person: Person = None,
    originator_control: Control = False,
    grade: Grade = "",
    confidence: Sure = None,
    source: Source = "",
    valid_until: Valid = "",
    language: Spoken = "en",
    attach: Attach = None,
    as_evidence: AsEvidence = False,
    erasable: Erasable = False,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Answer a request, whole or in part."""
    from detente.home import calls

    body = {
        "extent": "answered in part" if part else "answered",
        **given(content=text, reason=reason, **_label(tlp, only, person, control=originator_control)),
        **_graded(grade, confidence, source, valid_until),
    }
    call = calls.Share(
        "share-answer", body, council=council, re=ref, officer=officer, language=language, attach=files_of(attach),
        as_evidence=as_evidence, erasable=erasable,
    )  # fmt: skip
    what = f"answers {ref.upper()}{' in part' if part else ''}"
    _share(call, directory, passphrase_file, as_json=as_json, what=what)


@app.command(
    epilog="\b\nExamples:\n  detente share decline RU/PAIR/12 --reason 'Our law forbids it.'\n"
    "  detente share decline RU/PAIR/12 --neither"
)
def decline(
    ref: Annotated[str, typer.Argument(metavar="REF", help="The request.")],
    reason: Reason = "",
    neither: Annotated[bool, typer.Option("--neither", help="Cannot confirm or deny; needs no reason.")] = False,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Decline a request with a reason, or say that this party cannot confirm or deny."""
    from detente.home import calls

    word = "cannot confirm or deny" if neither else "declined"
    call = calls.Send(
        channel=channel_of(ref), body=given(answer=word, reason=reason), kind=DECLINE, council=council, re=ref,
        officer=officer,
    )  # fmt: skip
    what = f"{'cannot confirm or deny' if neither else 'declines'}: {ref.upper()}"
    say(call, directory, passphrase_file, as_json=as_json, what=what)


@app.command(epilog="\b\nExample:\n  detente share withdraw NATO/PAIR/12 --reason 'The trial was adjourned.'")
def withdraw(
    ref: Annotated[str, typer.Argument(metavar="REF", help="A request of one's own.")],
    reason: Reason = "",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Take back a request."""
    say_of(WITHDRAWAL, ref, given(reason=reason), council, officer, directory, passphrase_file, as_json=as_json,
           what=f"takes back {ref.upper()}")  # fmt: skip


@app.command(
    epilog="\b\nExamples:\n  detente share item 'Two men, by train.' --topic terrorism --tlp AMBER --to ru --grade B2\n"
    "  detente share item --of RU/PAIR/9 'Two men.' --channel plenary --tlp GREEN\n"
    "\nWith --of and a TEXT it is a sanitised version, without one it is passed on; a note beside the source says so."
)
def item(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What is given.", show_default=False)] = "",
    topic: Annotated[str, typer.Option("--topic", metavar="TOPIC", help="Of the charter; with --of, that of it.")] = "",
    tlp: Annotated[str, typer.Option("--tlp", metavar="LABEL", help=f"{LABELS}; with --of, that of it.")] = "",
    of: Annotated[
        str | None, typer.Option("--of", metavar="REF", help="An item or answer from which this one is made.")
    ] = None,
    re: Annotated[str | None, typer.Option("--re", metavar="REF", help="The request, or the matter.")] = None,
    to: To = None,
    only: Only = None,
    person: Person = None,
    originator_control: Control = False,
    grade: Grade = "",
    confidence: Sure = None,
    source: Source = "",
    originator: Annotated[str, typer.Option("--originator", metavar="TEXT", help="From whom this party has it.")] = "",
    from_at: Annotated[str, typer.Option("--from", metavar="TIME", help="Observed from: RFC 3339 with zone.")] = "",
    until_at: Annotated[str, typer.Option("--until", metavar="TIME", help="Observed until.")] = "",
    valid_until: Valid = "",
    channel: Where = None,
    language: Spoken = "en",
    attach: Attach = None,
    as_evidence: AsEvidence = False,
    erasable: Erasable = False,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Give an item of information under a label."""
    from detente.home import calls

    body = given(
        topic=topic, content=text, originator=originator, from_at=from_at, until_at=until_at,
        **_label(tlp, only, person, control=originator_control), **_graded(grade, confidence, source, valid_until),
    )  # fmt: skip
    call = calls.Share(
        "share-item", body, council=council, channel=channel, to=tuple(to or ()), re=re, of=of, officer=officer,
        language=language, attach=files_of(attach), as_evidence=as_evidence, erasable=erasable,
    )  # fmt: skip
    _share(call, directory, passphrase_file, as_json=as_json, what="is given")


@app.command(
    epilog="\b\nExample:\n  detente share correct NATO/PAIR/14 'It was the 12th.' --reason 'A typing mistake.'"
)
def correct(
    ref: Annotated[str, typer.Argument(metavar="REF", help="An item or answer of one's own.")],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What is right.")],
    reason: Reason = "",
    grade: Grade = "",
    confidence: Sure = None,
    source: Source = "",
    valid_until: Valid = "",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Correct what this party gave; what it said before stays readable."""
    body = given(content=text, reason=reason, **_graded(grade, confidence, source, valid_until))
    say_of(CORRECTION, ref, body, council, officer, directory, passphrase_file, as_json=as_json,
           what=f"corrects {ref.upper()}")  # fmt: skip


@app.command(epilog="\b\nExample:\n  detente share recall NATO/PAIR/14 --reason 'The source was mistaken.'")
def recall(
    ref: Annotated[str, typer.Argument(metavar="REF", help="An item or answer of one's own.")],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")],
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Take back what this party gave; who read it has read it, and files that came with it are erased by agreement."""
    say_of(RECALL, ref, {"reason": reason}, council, officer, directory, passphrase_file, as_json=as_json,
           what=f"recalls {ref.upper()}; if files came with it: detente attachment erase {ref.upper()}")  # fmt: skip


# --- parts ------------------------------------------------------------------------------------------------------------


def _share(call: "Share", directory: Path, passphrase_file: Path | None, *, as_json: bool, what: str) -> None:
    with client_of(directory, passphrase_file) as client:
        running = client.running
        found = client.call(call)
    if as_json:
        printing.put_json(found)
        return
    put_sent(found, f"{what}, {found.act.marking}" if found.act.marking else what)
    if found.noted is not None:
        typer.echo(f"{found.noted.ref}  notes beside {call.of} that it stands there too")
    if not running and not held(found):
        typer.echo("no node runs here: it leaves with the next `detente up`")


def _label(tlp: str, only: list[str] | None, person: list[str] | None, *, control: bool) -> dict[str, Any]:
    return given(tlp=tlp, only=_lower(only), persons=list(person or ()), originator_control=control or None)


def _graded(grade: str, confidence: Confidence | None, source: str, valid_until: str) -> dict[str, Any]:
    letters = grade.strip().upper()
    if letters and not (len(letters) == 2 and letters[0] in "ABCDEF" and letters[1] in "123456"):
        raise Refused(
            "grading-half", expected="a letter A to F for the source and a figure 1 to 6 for the information",
            got=grade[:80], remedy="write both, like B2; F6 says that neither can be judged",
        )  # fmt: skip
    return given(
        source_grade=letters[:1], information_grade=letters[1:], confidence=confidence and confidence.value,
        source=source, valid_until_at=valid_until,
    )  # fmt: skip


def _lower(parties: list[str] | None) -> list[str]:
    return [party.lower() for party in parties or ()]
