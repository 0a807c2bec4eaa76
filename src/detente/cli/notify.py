"""Notifications: `notify draft`, `preview`, `thresholds`, `send`, `amend`, `cancel`, `estimate`, `show`, `list`."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer

from detente.cli import printing, saying
from detente.cli.assess import app
from detente.cli.dossiers import Language, put_dossier
from detente.cli.options import (
    HERE,
    Before,
    Council,
    Dir,
    Json,
    Limit,
    Officer,
    Party,
    PassphraseFile,
    client_of,
    read_text,
)
from detente.council.papers.appointment import Phase
from detente.errors import Refused

if TYPE_CHECKING:
    from detente.home.replies.notifications import NoticePreview
    from detente.regimes.thresholds import Threshold

__all__ = ["app"]

DESK = "notifications"
CANCELLATION, ESTIMATE = "notification-cancellation", "activity-estimate"

calendar_app = typer.Typer(help="Annual calendars.", no_args_is_help=True, rich_markup_mode=None)

Form = Annotated[str, typer.Argument(metavar="FORMAT", help="A form of the regime, like prior-notification.")]
Filled = Annotated[
    Path, typer.Argument(metavar="FILE", help="A form filled in, as `notify draft` writes it; - is the input.")
]
Matter = Annotated[str, typer.Argument(metavar="REF", help="Any act of the notification.")]
Regime = Annotated[
    str | None, typer.Option("--regime", metavar="R", help="Of the charter; may be left out where it names one.")
]
Settings = Annotated[
    list[str] | None, typer.Option("--set", metavar="FIELD=VALUE", help="A field, as TOML or text; again for more.")
]
Out = Annotated[Path | None, typer.Option("--file", metavar="FILE", help="Where to write it; else it is printed.")]


@app.command(epilog="\b\nExample:\n  detente notify draft prior-notification --set troops=12700 --file zapad.toml")
def draft(
    form: Form,
    regime: Regime = None,
    settings: Settings = None,
    file: Out = None,
    language: Language = "en",
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Write a form to fill in: TOML with headings and units in your language. Nothing is signed."""
    from detente.home import calls
    from detente.regimes.notice_files import read_set

    call = calls.ShowForm(
        format=form, regime=regime, council=council, language=language, fields=read_set(settings or ())
    )
    with client_of(directory, passphrase_file) as client:
        found = client.call(call)
    if file is not None:
        _write(file, found.template)
    if as_json:
        printing.put_json(found)
        return
    typer.echo(f"{file}: {found.title}. next: detente notify preview {file}" if file else found.template.rstrip("\n"))


def _write(file: Path, text: str) -> None:
    try:
        with file.open("x", encoding="utf-8") as out:
            out.write(text)
    except OSError as fault:
        raise Refused(
            "file-unwritable", expected="a new file", got=f"{file}: {fault.strerror}", remedy="choose another name"
        ) from None


def _notice(file: Path, settings: list[str] | None) -> dict[str, Any]:
    """Return a filled form as calls carry it.

    Raises:
        Refused: `file-unreadable`. Malformed: `notice-malformed`.
    """
    from detente.regimes.notice_files import parse_notice, read_set

    notice = parse_notice(read_text(file, "a form filled in"))
    fields = {"fields": {**notice.fields, **read_set(settings or ())}}
    return {**notice.body(), "language": notice.language, **fields}


@app.command(epilog="\b\nExample:\n  detente notify preview zapad.toml")
def preview(
    file: Filled,
    settings: Settings = None,
    channel: saying.Channel = "plenary",
    language: Language = "en",
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Show exactly what would be signed, all that is wrong with it, and what the rules ask. Nothing is signed."""
    from detente.home import calls

    call = calls.PreviewNotice(_notice(file, settings), council, channel.lower(), language)
    with client_of(directory, passphrase_file) as client:
        found = client.call(call)
    if as_json:
        printing.put_json(found)
    else:
        _put_preview(found)
    if found.findings:
        raise typer.Exit(Refused.exit_code)


def _put_preview(found: "NoticePreview") -> None:
    printing.put_pairs(
        [
            ("would be signed", f"{found.kind} in {found.channel}, {found.bytes:,} bytes"),
            ("read by", ", ".join(party.upper() for party in found.to)),
            *((name, str(value)) for name, value in found.body.items() if name != "fields"),
        ]
    )
    typer.echo("")
    for line in found.lines:
        typer.echo(printing.visible(line))
    if found.rules:
        typer.echo("\nwhat the rules ask")
        rows = ((f"{one.rule}: {one.title}", one.verdict, printing.moment(one.due_at),
                 one.reason or ", ".join(one.missing), one.confidence) for one in found.rules)  # fmt: skip
        printing.put_table(("rule", "says", "by", "why", "confidence"), rows)
    if found.findings:
        typer.echo("\nnot to be sent yet")
        printing.put_table(("expected", "got", "code"), ((one.expected, one.got, one.code) for one in found.findings))
    else:
        typer.echo("\nall checks pass; nothing is signed yet: detente notify send FILE")


@app.command(
    epilog="\b\nExample:\n  detente notify thresholds --set name=Zapad-2017 --set troops=12700 --set host=Belarus"
)
def thresholds(
    settings: Settings = None,
    regime: Annotated[
        str | None,
        typer.Option("--regime", metavar="ID", help="Of the charter, or a shipped pack; else the charter's."),
    ] = None,
    language: Language = "en",
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Show an agreement's thresholds beside the figures of one activity, and what follows for it. Nothing is kept.

    Fields are those of a file of activities, like troops, tanks, start, host: docs/assess.md.
    """
    from detente.cli.assess import put_assessed
    from detente.home import calls
    from detente.regimes.assessed import Assessed
    from detente.regimes.notice_files import read_set
    from detente.regimes.thresholds import Threshold

    fields = {"name": "the activity", **read_set(settings or ())}
    with client_of(directory, passphrase_file) as client:
        found = client.call(calls.CheckThresholds(fields, council, regime, language))
    if as_json:
        printing.put_json(found)
        return
    rows = (
        (one.rule, one.heading, f"{one.compared} {one.mark:,} {one.unit}".rstrip(), one.stated or "–", _reached(one),
         one.confidence)
        for one in msgspec.convert(found.items, tuple[Threshold, ...])
    )  # fmt: skip
    printing.put_table(("rule", "field", "threshold", "stated", "reached", "confidence"), rows)
    typer.echo("")
    put_assessed(msgspec.convert(found.assessed, Assessed))


def _reached(one: "Threshold") -> str:
    words = {True: "reached", False: "not reached", None: "cannot say"}[one.reached]
    return f"{words}, announced only" if one.announced else words


@app.command(epilog="\b\nExample:\n  detente notify send zapad.toml --wait")
def send(
    file: Filled,
    settings: Settings = None,
    channel: saying.Channel = "plenary",
    topic: Annotated[str, typer.Option("--topic", metavar="TOPIC", help="A topic of the charter.")] = "",
    drill: Annotated[str, typer.Option("--drill", metavar="NAME", help="The drill to which it belongs.")] = "",
    to: Annotated[list[str] | None, typer.Option("--to", metavar="P", help="Addressees of a drill.")] = None,
    wait: saying.Wait = False,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Notify what a file says; where anything is wrong with it, nothing is signed."""
    from detente.home import calls

    notice = _notice(file, settings)
    call = calls.SendNotice(
        notice, council, channel.lower(), topic, drill, tuple(to or ()), officer, "stored" if wait else None
    )
    sent = saying.say(call, directory, passphrase_file, as_json=as_json, what=f"notifies {notice['format']}")
    if not as_json and not saying.held(sent):
        typer.echo(
            f"what its rules say: detente duty why {sent.act.ref}; to amend: detente notify amend {sent.act.ref}"
        )


@app.command(
    epilog="\b\nExample:\n  detente notify amend RU/PLENARY/12 --set troops=13500 --reason 'One more brigade.'"
)
def amend(
    ref: Matter,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")],
    file: Annotated[Path | None, typer.Option("--file", metavar="FILE", help="The whole form, as it is now.")] = None,
    settings: Settings = None,
    remove: Annotated[
        list[str] | None, typer.Option("--remove", metavar="FIELD", help="Stated no more; again for more.")
    ] = None,
    wait: saying.Wait = False,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Amend a notification: only what changes is said, with its number; every version stays readable."""
    from detente.home import calls
    from detente.regimes.notice_files import read_set

    fields = _notice(file, settings)["fields"] if file is not None else read_set(settings or ())
    call = calls.AmendNotice(
        ref, fields, reason, tuple(remove or ()), file is not None, council, officer, wait="stored" if wait else None
    )
    sent = saying.say(call, directory, passphrase_file, as_json=as_json)
    if not as_json and not saying.held(sent):
        typer.echo(f"every version: detente notify show {sent.act.ref}")


@app.command(epilog="\b\nExample:\n  detente notify cancel RU/PLENARY/12 --reason 'Postponed to next year.'")
def cancel(
    ref: Matter,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")],
    wait: saying.Wait = False,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Cancel what this party notified; what was said stays readable."""
    from detente.home import calls

    call = calls.Send(
        channel=saying.channel_of(ref), body={"reason": reason}, kind=CANCELLATION, council=council, re=ref,
        officer=officer, wait="stored" if wait else None,
    )  # fmt: skip
    saying.say(call, directory, passphrase_file, as_json=as_json)


@app.command(epilog="\b\nExample:\n  detente notify estimate RU/PLENARY/12 60000 'Counted from trains.'")
def estimate(
    ref: Matter,
    troops: Annotated[int, typer.Argument(metavar="TROOPS", help="How many, as this party estimates.")],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="On what it rests.")],
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Say what this party estimates of another's activity; it stands apart and changes no figure of theirs."""
    from detente.home import calls

    body = {"troops": troops, "text": text}
    call = calls.Send(
        channel=saying.channel_of(ref), body=body, kind=ESTIMATE, council=council, re=ref, officer=officer
    )
    saying.say(call, directory, passphrase_file, as_json=as_json)


@app.command(epilog="\b\nExample:\n  detente notify show RU/PLENARY/12 --language fr")
def show(
    ref: Matter,
    language: Language = "en",
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Show a notification with every version and what changed, its rules, and the activities that are part of it."""
    from detente.home import calls

    with client_of(directory, passphrase_file) as client:
        shown = client.call(calls.ShowDossier(ref=ref, council=council, language=language))
        if shown.dossier.desk != DESK:
            raise Refused(
                "notification-unknown", expected="a notification", got=f"{ref}: {shown.dossier.desk}",
                remedy="detente notify list",
            )  # fmt: skip
        others = client.call(calls.ListMatters(DESK, shown.dossier.council)).items
    if as_json:
        printing.put_json(shown)
        return
    put_dossier(shown)
    parts = [one.dossier for one in others if one.data.get("parent") == shown.dossier.dossier]
    for one in parts:
        typer.echo(f"part of it: {one.dossier}  {printing.visible(one.title)}")


class Sort(StrEnum):
    """What a list of notifications has."""

    ACTIVITIES = "activities"
    RETURNS = "returns"


class Order(StrEnum):
    """By what a list of notifications is ordered."""

    NEWEST = "newest"
    EARLIEST = "earliest"
    LATEST = "latest"


@app.command("list", epilog="\b\nExample:\n  detente notify list --year 2017 --party ru")
def list_notifications(
    regime: Regime = None,
    party: Party = None,
    year: Annotated[int | None, typer.Option("--year", metavar="YEAR", help="Only of this year.")] = None,
    status: Annotated[
        str | None, typer.Option("--status", metavar="WORD", help="Only what stands so, like cancelled.")
    ] = None,
    sort: Annotated[Sort | None, typer.Option("--only", help="Only these.")] = None,
    phase: Annotated[Phase | None, typer.Option("--phase", help="Only what takes place then.")] = None,
    order: Annotated[Order, typer.Option("--order", help="By newest acts, or by when it begins.")] = Order.NEWEST,
    before: Before = None,
    limit: Limit = 200,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """List notifications and returns, those with the newest acts first, or by when they take place."""
    from detente.home import calls

    wanted = saying.given(regime=regime, party=party, year=year, status=status, sort=sort)
    where = {name: str(value) for name, value in wanted.items()}
    with client_of(directory, passphrase_file) as client:
        found = client.call(calls.ListMatters(
            DESK, council, before=before, limit=limit, where=where, phase=phase or "", order=order.value,
        ))  # fmt: skip
    if as_json:
        printing.put_json(found)
        return
    if not found.items:
        typer.echo("no notification")
        return
    rows = (
        (one.dossier.dossier, one.dossier.opened_by.upper(), str(one.data.get("regime", "")),
         str(one.data.get("format", "")), one.dossier.title, one.dossier.status)
        for one in found.items
    )  # fmt: skip
    printing.put_table(("notification", "by", "agreement", "form", "title", "status"), rows)
    printing.put_more(found.next)


@calendar_app.command(
    "import", epilog="\b\nExample:\n  detente notify calendar import 2018.csv --year 2018 --file 2018.toml"
)
def import_calendar(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV: a row an activity, columns named as in the form.")],
    year: Annotated[int, typer.Option("--year", metavar="YEAR", help="For which year the calendar is.")],
    form: Annotated[str, typer.Option("--format", metavar="FORMAT", help="The form.")] = "annual-calendar",
    regime: Regime = None,
    out: Out = None,
    language: Language = "en",
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Make a calendar's form from a table; look at it with preview, then send it. Nothing is signed."""
    from detente.home import calls

    call = calls.ImportCalendar(read_text(file, "a calendar as CSV"), year, form, regime, council, language)
    with client_of(directory, passphrase_file) as client:
        found = client.call(call)
    if out is not None:
        _write(out, found.template)
    if as_json:
        printing.put_json(found)
        return
    typer.echo(f"{out}: {found.title}. next: detente notify preview {out}" if out else found.template.rstrip("\n"))


app.add_typer(calendar_app, name="calendar")
