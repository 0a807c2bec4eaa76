"""The entry point: all commands, and what becomes of their errors."""

import gc
import os
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from detente import __version__
from detente.cli.printing import put_error
from detente.errors import DetenteError, Fault

BUG = 70
COLLECTED_AFTER = (50_000, 20, 50)
"""New objects until the collector looks at the young, rounds until it looks at the next generation, and at all."""

PAGES = {
    "up": "up",
    "status": "up",
    "health": "up",
    "send": "acts",
    "inbox": "acts",
    "show": "acts",
    "search": "search",
    "searches": "searches",
    "query": "query",
    "acknowledge": "acts",
    "kinds": "dossiers",
    "suspend": "standing",
    "resume": "standing",
    "standing": "standing",
    "brief": "standing",
    "demo": "demo",
    "party": "party",
    "council": "amendments",
    "officer": "officer",
    "watch": "watch",
    "release": "release",
    "clearance": "clearance",
    "mandate": "mandate",
    "dossier": "dossiers",
    "duty": "duty",
    "line": "line",
    "meeting": "meeting_room",
    "calendar": "calendar",
    "decision": "decisions",
    "lists": "lists",
    "communique": "communique",
    "press": "press",
    "explain": "explain",
    "notify": "notify",
    "inspect": "inspect",
    "regime": "regime",
    "observe": "observe",
    "concern": "concern",
    "incident": "incident",
    "briefing": "briefing",
    "share": "share",
    "assess": "assessment_estimate",
    "attachment": "attachment",
    "evidence": "evidence",
    "bag": "bag",
    "paper": "paper",
    "record": "record",
}
"""Each command, in the order of the help, with the module of `cli/` that has it: as `app`, or by its `add_to`."""


@cache
def _built(page: str) -> Mapping[str, Any]:
    """Return the commands of a page by name."""
    module = import_module(f"detente.cli.{page}")
    shelf = typer.Typer(rich_markup_mode=None)
    if hasattr(module, "add_to"):
        module.add_to(shelf)
    else:
        shelf.add_typer(module.app, name=next(name for name, of in PAGES.items() if of == page))
    return typer.main.get_group(shelf).commands


class Commands(Mapping[str, Any]):
    """The commands by name; a run imports and builds the one that it asks for, `--help` all of them."""

    def __getitem__(self, name: str) -> Any:
        return _built(PAGES[name])[name]

    def __iter__(self) -> Iterator[str]:
        return iter(PAGES)

    def __len__(self) -> int:
        return len(PAGES)


class Detente(TyperGroup):
    """The command without its parts: 200 subcommands take a quarter of a second to build."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = Commands()  # type: ignore[assignment]  # what is read of it; nobody adds a command


app = typer.Typer(
    name="detente",
    cls=Detente,
    help="A standing line between parties that do not trust each other: signed acts, receipts, proof for anybody.",
    epilog="\b\nExample:\n  detente party new ru --name 'Russian Federation' --dir RU --url https://127.0.0.1:8446\n"
    "  detente up --dir RU",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


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
    # What imports leave is no garbage: looking through it again and again was a sixth of a command's processor time.
    gc.set_threshold(*COLLECTED_AFTER)
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
