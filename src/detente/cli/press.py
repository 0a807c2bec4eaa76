"""Words in the media beside the acts of the line: `press log`, `press import`, `press list`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli import printing
from detente.cli.options import HERE, Before, Council, Dir, Json, Limit, Officer, PassphraseFile, client_of
from detente.cli.saying import given, say
from detente.errors import Malformed, Refused
from detente.limits import PRESS_BYTES_MAX

if TYPE_CHECKING:
    from detente.council.papers.press import Statement
    from detente.home.client import Client
    from detente.home.replies.public import TimelineView

app = typer.Typer(
    help="What is said in the media, beside what is said on the line.", no_args_is_help=True, rich_markup_mode=None
)

KIND, OWN = "press-statement", "own"
MEDIA = {".csv": "text/csv", ".rss": "application/rss+xml", ".atom": "application/atom+xml", ".xml": "application/xml"}
DAY_CHARACTERS = len("2016-04-20")

Where = Annotated[str, typer.Option("--channel", metavar="CH", help="Where it is noted; else for this party alone.")]
About = Annotated[str | None, typer.Option("--about", metavar="REF", help="The act on which it bears.")]


@app.command(
    epilog="\b\nExample:\n  detente press log --link https://example.org/a --date 2016-04-20 --by ru "
    "--about US/LINE/7 'The flights were on 13 April.'"
)
def log(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What was said, in indirect speech.")],
    link: Annotated[str, typer.Option("--link", metavar="URL", help="Where it stands.")],
    date: Annotated[str, typer.Option("--date", metavar="TIME", help="When: RFC 3339 with a zone, or a day alone.")],
    by: Annotated[str, typer.Option("--by", "--party", metavar="P", help="Who said it: a party, or a name.")] = "",
    subject: Annotated[str, typer.Option("--topic", metavar="TEXT", help="On what.")] = "",
    title: Annotated[str, typer.Option("--title", metavar="TEXT", help="How it is headed.")] = "",
    said_in: Annotated[str, typer.Option("--said-in", metavar="TAG", help="In which language it was said.")] = "",
    about: About = None,
    channel: Where = OWN,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Note a statement made in the media."""
    from detente.home import calls

    day = len(date) == DAY_CHARACTERS
    body = given(
        link=link, at=f"{date}T00:00:00Z" if day else date, precision="day" if day else "second", by=by,
        subject=subject, title=title, text=text, said_in=said_in, about=_within(about),
    )  # fmt: skip
    call = calls.Send(
        channel=channel, body=body, kind=KIND, council=council, officer=officer, **_joined(about, channel)
    )
    say(call, directory, passphrase_file, as_json=as_json, what="notes what was said in the media")


@app.command("import", epilog="\b\nExample:\n  detente press import statements.csv --channel experts")
def import_file(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="RSS, Atom (.xml, .rss, .atom) or .csv; docs/council.")],
    about: About = None,
    channel: Where = OWN,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Note the statements of a file, one act each; those that are noted already are passed over."""
    from detente.home import calls
    from detente.home.papers.press import read_feed

    media = MEDIA.get(file.suffix.lower(), "")
    try:
        data = file.read_bytes() if file.stat().st_size <= PRESS_BYTES_MAX else b""
    except OSError as fault:
        raise Refused("file-unreadable", expected="a file of statements", got=f"{file}: {fault.strerror}") from None
    if not data:
        raise Malformed("press-too-large", expected=f"1 to {PRESS_BYTES_MAX:,} bytes", got=str(file))
    read = read_feed(data, media)
    noted = []
    with client_of(directory, passphrase_file) as client:
        known = _links(client, council)
        for one in read.statements:
            body = given(**_body(one), about=_within(about))
            if (one.link, body["at"]) not in known:
                call = calls.Send(
                    channel=channel, body=body, kind=KIND, council=council, officer=officer, **_joined(about, channel)
                )
                noted.append(client.call(call).act.ref)
    again = len(read.statements) - len(noted)
    left_out = [{"number": one.number, "reason": one.reason} for one in read.left_out]
    if as_json:
        printing.put_json({"noted": noted, "again": again, "left_out": left_out})
        return
    typer.echo(f"{len(noted)} noted, {again} noted before, {len(left_out)} left out")
    for item in left_out:
        typer.echo(printing.visible(f"  item {item['number']}: {item['reason']}"))


@app.command("list", epilog="\b\nExample:\n  detente press list --about US/LINE/7")
def list_moments(
    about: Annotated[str | None, typer.Option("--about", metavar="REF", help="Only what bears on its dossier.")] = None,
    before: Before = None,
    limit: Limit = 200,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """List statements and acts on one line of time, and ask about what they put differently."""
    from detente.home import calls

    with client_of(directory, passphrase_file) as client:
        shown = client.call(calls.ShowTimeline(council=council, about=about, before=before, limit=limit))
    if as_json:
        printing.put_json(shown)
        return
    _put_timeline(shown)


def _put_timeline(shown: "TimelineView") -> None:
    rows = (
        (
            one.at[:10] if one.day_only else printing.moment(one.at),
            "in the media" if one.public else one.kind,
            one.party.upper() if not one.public else one.party or "–",
            " ".join((one.title or one.text).split())[:200],
            one.about or "–",
            one.ref,
        )
        for one in shown.items
    )
    printing.put_table(("at", "where", "by", "says", "about", "noted as"), rows)
    if shown.differences:
        typer.echo("\nput differently; questions, not findings")
        for one in shown.differences:
            typer.echo(printing.visible(f"  {one.question}"))
    printing.put_more(shown.next)


def _links(client: "Client", council: str | None) -> set[tuple[str, str]]:
    """Return links and times of the statements that are noted already."""
    from detente.home import calls

    found: set[tuple[str, str]] = set()
    before: int | None = None
    while True:
        page = client.call(calls.ShowTimeline(council=council, before=before, limit=calls.LISTING_MAX))
        found |= {(one.link, one.at) for one in page.items if one.public}
        before = page.next
        if before is None:
            return found


def _body(one: "Statement") -> dict[str, Any]:
    from detente.clock import rfc3339

    return {
        "link": one.link,
        "at": rfc3339(one.said_at),
        "precision": one.precision.value,
        "by": one.party,
        "subject": one.topic,
        "title": one.title,
        "text": one.text,
        "said_in": one.language,
    }


def _within(about: str | None) -> str | None:
    """Return a reference within the council, as bodies carry it."""
    return None if about is None else about.rpartition(":")[2].upper()


def _joined(about: str | None, channel: str) -> dict[str, Any]:
    """Return what puts a note into the dossier of the act on which it bears; one's own notes stay beside it."""
    return {} if about is None or channel == OWN else {"dossier": about, "cites": (about,)}
