"""The entry point: all commands, and what becomes of their errors."""

import os
import sys
from typing import Annotated

import typer

from detente import __version__
from detente.cli import (
    acts,
    amendments,
    assessment_record,
    attachment,
    bag,
    briefing,
    calendar,
    communique,
    concern,
    decisions,
    demo,
    dossiers,
    duty,
    evidence,
    explain,
    incident,
    inspect,
    line,
    lists,
    mandate,
    meeting_room,
    notify,
    observe,
    officer,
    party,
    press,
    record,
    regime,
    release,
    share,
    standing,
    up,
    watch,
)
from detente.cli.printing import put_error
from detente.errors import DetenteError, Fault

BUG = 70

app = typer.Typer(
    name="detente",
    help="A standing line between parties that do not trust each other: signed acts, receipts, proof for anybody.",
    epilog="\b\nExample:\n  detente party new ru --name 'Russian Federation' --dir RU --url https://127.0.0.1:8446\n"
    "  detente up --dir RU",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.add_typer(party.app, name="party")
app.add_typer(amendments.app, name="council")
app.add_typer(officer.app, name="officer")
app.add_typer(watch.app, name="watch")
app.add_typer(release.app, name="release")
app.add_typer(mandate.app, name="mandate")
up.add_to(app)
acts.add_to(app)
dossiers.add_to(app)
duty.add_to(app)
standing.add_to(app)
app.add_typer(line.app, name="line")
app.add_typer(meeting_room.app, name="meeting")
app.add_typer(calendar.app, name="calendar")
app.add_typer(decisions.app, name="decision")
app.add_typer(lists.app, name="lists")
app.add_typer(communique.app, name="communique")
app.add_typer(press.app, name="press")
app.add_typer(explain.app, name="explain")
app.add_typer(notify.app, name="notify")
app.add_typer(inspect.app, name="inspect")
app.add_typer(regime.app, name="regime")
app.add_typer(observe.app, name="observe")
app.add_typer(concern.app, name="concern")
app.add_typer(incident.app, name="incident")
app.add_typer(briefing.app, name="briefing")
app.add_typer(share.app, name="share")
app.add_typer(assessment_record.app, name="assess")
app.add_typer(attachment.app, name="attachment")
app.add_typer(evidence.app, name="evidence")
app.add_typer(bag.app, name="bag")
app.add_typer(record.app, name="record")
demo.add_to(app)


def _say_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"detente {__version__}")
        raise typer.Exit


@app.callback()
def settle(
    version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    """A standing line between parties that do not trust each other: signed acts, receipts, proof for anybody."""


def main() -> None:
    """Run the command: 0 done, 2 refused, 65 malformed or not verified, 75 the world failed, 70 our mistake."""
    as_json = "--json" in sys.argv[1:]
    try:
        app()
    except DetenteError as error:
        put_error(error, as_json=as_json)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # Whoever read us has enough; Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(Fault.exit_code)
    except Exception as mistake:
        if os.environ.get("DETENTE_TRACEBACK"):
            raise
        bug = Fault(
            "our-mistake",
            expected="nothing of this kind",
            got=f"{type(mistake).__name__}: {mistake}",
            remedy="again with DETENTE_TRACEBACK=1, and report what it prints",
        )
        put_error(bug, as_json=as_json)
        sys.exit(BUG)


if __name__ == "__main__":
    main()
