"""The line itself: `line status`, announced silence, drills; tests of it stand in `line_tests.py`."""

from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli import line_tests, printing
from detente.cli.acts import PrecedenceName
from detente.cli.options import HERE, Council, Dir, Json, Officer, PassphraseFile, client_of
from detente.cli.saying import Wait, given, say

if TYPE_CHECKING:
    from detente.home.replies.line import CounterpartView

app = typer.Typer(
    help="The line itself: who can be reached, and what a silence is.", no_args_is_help=True, rich_markup_mode=None
)

app.add_typer(line_tests.test_app, name="test")
app.command("tests", epilog="\b\nExample:\n  detente line tests --with ru")(line_tests.list_tests)
app.add_typer(line_tests.contacts_app, name="contacts")


@app.command("status", epilog="\b\nExample:\n  detente line status ru")
def show_status(
    party: Annotated[str | None, typer.Argument(metavar="PARTY", help="Only this counterpart, all of it.")] = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Show of each counterpart whether it can be reached and what its silence is, with the evidence."""
    from detente.home.calls.line import ShowLine

    with client_of(directory, passphrase_file) as client:
        found = client.call(ShowLine(council=council, party=party))
    if as_json:
        printing.put_json(found)
        return
    node = "" if found.running else "; no node runs here, the wires are as last known"
    typer.echo(f"{found.council}, as of {printing.moment(found.as_of)}{node}")
    if party is not None and found.items:
        _put_counterpart(found.items[0])
        return
    columns = ("party", "state", "last contact", "last success", "sign of life", "next retry", "still lacks")
    printing.put_table(columns, map(_row, found.items))
    for one in found.items:
        for fact in (one.link, *one.facts):
            if fact.state != "reachable":
                typer.echo(printing.visible(f"{one.party.upper()}  {fact.text}"))


def _row(one: "CounterpartView") -> tuple[str, ...]:
    return (
        one.party.upper(),
        one.state.replace("_", " "),
        printing.moment(one.contact_at),
        printing.moment(one.success_at),
        printing.moment(one.sign_of_life_at),
        "–" if one.retry_seconds is None else f"in {one.retry_seconds} s",
        f"{one.queue.entries} entries in {one.queue.feeds} feeds" if one.queue.entries else "nothing",
    )


def _put_counterpart(one: "CounterpartView") -> None:
    printing.put_pairs(
        [
            ("party", f"{one.party.upper()} ({printing.visible(one.name)})"),
            ("state", one.state.replace("_", " ")),
            ("link", one.link.text),
            *((f"fact {number}", fact.text) for number, fact in enumerate(one.facts, 1)),
            ("last contact", printing.moment(one.contact_at)),
            ("last success", printing.moment(one.success_at)),
            ("sign of life", printing.moment(one.sign_of_life_at)),
            ("next retry", "–" if one.retry_seconds is None else f"in {one.retry_seconds} s"),
            ("still lacks", f"{one.queue.entries} entries in {one.queue.feeds} feeds"),
        ]
    )


@app.command(
    "announce-silence",
    epilog="\b\nExample:\n  detente line announce-silence --until 2026-11-25T18:00:00Z --reason 'The mast is painted.'",
)
def announce_silence(
    until: Annotated[str, typer.Option("--until", metavar="TIME", help="RFC 3339 with zone: its end.")],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")],
    since: Annotated[str, typer.Option("--from", metavar="TIME", help="Its begin; left out: at once.")] = "",
    channels: Annotated[
        list[str] | None, typer.Option("--channel", metavar="CH", help="Only in this channel; again for more.")
    ] = None,
    receive_only: Annotated[
        bool, typer.Option("--receive-only", help="No officer reads meanwhile; the node stores what arrives.")
    ] = False,
    re: Annotated[
        str | None, typer.Option("--re", metavar="REF", help="An earlier announcement that this one replaces.")
    ] = None,
    where: Annotated[str, typer.Option("--in", metavar="CH", help="Where it is said: all parties read it.")] = "line",
    wait: Wait = False,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Say before that this party will be silent; the line stays open, and whatever is said arrives."""
    from detente.home import calls

    body = given(
        from_at=since, until_at=until, channels=list(channels or ()), reason=reason,
        meanwhile="receives only" if receive_only else "reads",
    )  # fmt: skip
    call = calls.Send(
        channel=where.lower(), body=body, kind="silence-announcement", council=council, re=re, officer=officer,
        wait="stored" if wait else None,
    )  # fmt: skip
    say(call, directory, passphrase_file, as_json=as_json, what=f"announces silence until {until}")


@app.command(epilog="\b\nExample:\n  detente line drill --to ru --to us 'Call of the watch by night'")
def drill(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What is drilled, in a few words: its name.")],
    to: Annotated[list[str], typer.Option("--to", metavar="P", help="Who takes part; again for more.")],
    text: Annotated[str, typer.Option("--text", metavar="TEXT", help="What is said first.")] = "",
    channel: Annotated[str, typer.Option("--channel", metavar="CH", help="Where it takes place.")] = "line",
    precedence: Annotated[
        PrecedenceName, typer.Option("--precedence", help="How quickly to handle it.")
    ] = PrecedenceName.ROUTINE,
    wait: Wait = False,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Open a drill: a matter in which every act bears its name, and which counts in no measure."""
    from detente.home import calls

    body = {"text": text or f"This is a drill: {name}. Nothing in it is meant.", "drill": name}
    call = calls.Send(
        channel=channel.lower(), body=body, kind="message", council=council, to=tuple(to), officer=officer,
        precedence=precedence.value, wait="stored" if wait else None,
    )  # fmt: skip
    sent = say(call, directory, passphrase_file, as_json=as_json, what=f"opens the drill {name}")
    if not as_json:
        typer.echo(f"all answers to {sent.act.ref} bear its mark by themselves")
