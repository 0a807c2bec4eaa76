"""Line tests and checks of contact points: `line test`, `line tests`, `line contacts`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli import printing
from detente.cli.options import HERE, Before, Council, Dir, Json, Limit, Officer, PassphraseFile, client_of
from detente.cli.saying import Reference, channel_of, given, put_sent, say
from detente.errors import Refused

if TYPE_CHECKING:
    from detente.home.replies.line import LineTestsView, ReadBackView

test_app = typer.Typer(help="Test the line, and read tests back.", rich_markup_mode=None)
contacts_app = typer.Typer(
    help="Contact points: ask them to answer, and see how long it took.", no_args_is_help=True, rich_markup_mode=None
)

To = Annotated[
    list[str] | None, typer.Option("--to", metavar="P", help="Only to this party, else to all; again for more.")
]
Drill = Annotated[str, typer.Option("--drill", metavar="NAME", help="As part of the drill of this name.")]


@test_app.callback(invoke_without_command=True, epilog="\b\nExample:\n  detente line test --to ru")
def send(
    context: typer.Context,
    to: To = None,
    drill: Drill = "",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Send the next line test: a text without meaning, in all letters of the council's languages."""
    if context.invoked_subcommand is not None:
        return
    from detente.home.calls.line import SendLineTest

    call = SendLineTest(council=council, to=tuple(to or ()), officer=officer, drill=drill)
    sent = say(call, directory, passphrase_file, as_json=as_json, what="tests the line")
    if not as_json:
        typer.echo(f"to read it back: detente line test read {sent.act.ref} --text 'WHAT IS READ'")


@test_app.command(epilog="\b\nExample:\n  detente line test read NO/LINE/7 --text-file read.txt")
def read(
    ref: Reference,
    text: Annotated[str, typer.Option("--text", metavar="TEXT", help="The test as it was read.")] = "",
    text_file: Annotated[
        Path | None, typer.Option("--text-file", metavar="FILE", help="The same from a file; - is the input.")
    ] = None,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why it is not read back.")] = "",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Read a line test back as it was read, or say why not."""
    from detente.home import calls

    if text_file is not None:
        text = _text_of(text_file)
    call = calls.Send(
        channel=channel_of(ref), body=given(text=text, reason=reason), kind="line-test-reading", council=council,
        re=ref, officer=officer,
    )  # fmt: skip
    say(call, directory, passphrase_file, as_json=as_json, what=f"reads back {ref.upper()}")


def _text_of(path: Path) -> str:
    from detente.limits import LINE_ACT_BYTES_MAX

    try:
        data = typer.get_binary_stream("stdin").read(LINE_ACT_BYTES_MAX + 1) if str(path) == "-" else path.read_bytes()
        return data.decode()
    except (OSError, UnicodeDecodeError) as fault:
        raise Refused("file-unreadable", expected="a file with text, UTF-8", got=f"{path}: {fault}") from None


def list_tests(
    party: Annotated[str | None, typer.Option("--with", metavar="P", help="Only with this counterpart.")] = None,
    before: Before = None,
    limit: Limit = 200,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """List line tests with what came back and how soon, and a score for each pair."""
    from detente.home.calls.line import ListLineTests

    with client_of(directory, passphrase_file) as client:
        found = client.call(ListLineTests(council=council, party=party, before=before, limit=limit))
    if as_json:
        printing.put_json(found)
        return
    _put_due(found)
    if found.pairs:
        typer.echo("")
        columns = ("from", "to", "tests", "read back", "whole", "declined", "characters", "median seconds")
        printing.put_table(columns, (
            (one.party.upper(), one.with_party.upper(), str(one.tests), str(one.read_back), str(one.whole),
             str(one.declined), f"{one.same} of {one.of}",
             "–" if one.median_seconds is None else str(one.median_seconds))
            for one in found.pairs
        ))  # fmt: skip
    if found.items:
        typer.echo("")
        columns = ("test", "number", "claimed", "to", "result", "characters", "seconds", "what is known")
        printing.put_table(columns, (
            (one.ref, f"{'DRILL ' if one.drill else ''}{one.number}", printing.moment(one.claimed_at),
             result.party.upper(), *_result(result))
            for one in found.items for result in one.results
        ))  # fmt: skip
    printing.put_more(found.next)


def _put_due(found: "LineTestsView") -> None:
    if not found.hours:
        typer.echo("the charter sets no interval: [line] test_hours")
        return
    word = "due since" if found.due else "next due"
    typer.echo(f"every {found.hours} hours by the charter; {word} {printing.moment(found.due_at)}")


def _result(one: "ReadBackView") -> tuple[str, str, str, str]:
    characters = "–" if one.of is None else f"{one.same} of {one.of}{f', {one.added} added' if one.added else ''}"
    seconds = "–" if one.seconds is None else str(one.seconds)
    known = one.reason or "; ".join(fact.title for fact in one.silence) or one.duty
    return one.result.replace("_", " "), characters, seconds, printing.visible(known) or "–"


# --- contact points ---------------------------------------------------------------------------------------------------


@contacts_app.command(epilog="\b\nExample:\n  detente line contacts check --to ru --role 'Duty officer'")
def check(
    to: To = None,
    role: Annotated[str, typer.Option("--role", metavar="ROLE", help="Which one, as rosters name it.")] = "",
    text: Annotated[str, typer.Option("--text", metavar="TEXT", help="A remark.")] = "",
    drill: Drill = "",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Ask contact points to answer; their answers are timed by evidence."""
    from detente.home.calls.line import CheckContacts
    from detente.home.replies import Sent

    call = CheckContacts(council=council, to=tuple(to or ()), role=role, text=text, officer=officer, drill=drill)
    with client_of(directory, passphrase_file) as client:
        asked = client.call(call)
    if as_json:
        printing.put_json(asked)
        return
    put_sent(Sent(asked.as_of, asked.act), "asks contact points to answer")
    if asked.without:
        names = ", ".join(party.upper() for party in asked.without)
        typer.echo(f"no roster held here names such a contact point of {names}; they are asked all the same")


@contacts_app.command("answer", epilog="\b\nExample:\n  detente line contacts answer NO/LINE/9 --role 'Duty officer'")
def answer_check(
    ref: Reference,
    role: Annotated[str, typer.Option("--role", metavar="ROLE", help="Who answers, by role.")],
    name: Annotated[str, typer.Option("--name", metavar="TEXT", help="The same by name.")] = "",
    text: Annotated[str, typer.Option("--text", metavar="TEXT", help="A remark.")] = "",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Answer a check of contact points."""
    from detente.home import calls

    call = calls.Send(
        channel=channel_of(ref), body=given(role=role, name=name, text=text), kind="contact-answer", council=council,
        re=ref, officer=officer,
    )  # fmt: skip
    say(call, directory, passphrase_file, as_json=as_json, what=f"answers {ref.upper()}")


@contacts_app.command("list", epilog="\b\nExample:\n  detente line contacts list")
def list_checks(
    before: Before = None,
    limit: Limit = 200,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """List checks of contact points with the times of answers; how many answered is told in all only."""
    from detente.home.calls.line import ListContacts

    with client_of(directory, passphrase_file) as client:
        found = client.call(ListContacts(council=council, before=before, limit=limit))
    if as_json:
        printing.put_json(found)
        return
    median = "" if found.median_seconds is None else f", median {found.median_seconds} s"
    typer.echo(f"{found.answered} of {found.asked} contact points answered{median}")
    rows = [
        (one.ref, f"{'DRILL ' if one.drill else ''}{one.role or 'any'}", printing.moment(one.claimed_at),
         f"{answer.party.upper()}: {answer.role}", "not proven yet" if answer.seconds is None else str(answer.seconds))
        for one in found.items for answer in one.answers
    ]  # fmt: skip
    if rows:
        typer.echo("")
        printing.put_table(("check", "role", "claimed", "answered", "seconds"), rows)
    printing.put_more(found.next)
