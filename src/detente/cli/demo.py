"""The demo: a scenario played over real nodes on this machine, and commands to the one that runs."""

import asyncio
import signal
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Self

import typer

from detente.cli import printing
from detente.cli.options import Json
from detente.errors import DetenteError, Malformed

if TYPE_CHECKING:
    from detente.cli.pace import Pace
    from detente.cli.screen import Screen
    from detente.rehearsal.cues import Held
    from detente.rehearsal.director import Director
    from detente.rehearsal.play import Finding, Said
    from detente.rehearsal.scenario import Event, Scenario

SCENARIO = "nrc-2016"
STORY_SECONDS = 90
"""The whole story at speed 1: as long as people watch a screen on which they do nothing."""

HELP = """Found a council of independent nodes here and play the real course of a scenario over it.

\b
To a demo that runs, from another shell:
  detente demo cut US RU       cut the wire between two parties
  detente demo mend US RU      let it work again
  detente demo stop TR         stop a node; kill -9 does as well
  detente demo start TR        start it again
  detente demo clock +6h       set the scenario's clock forward
  detente demo state           what is cut, what runs, what the clock shows
  detente demo end             stop all
"""


def add_to(app: typer.Typer) -> None:
    """Add the command of this page."""
    examples = "\b\nExamples:\n  detente demo --speed 2\n  detente demo --instant --exit --json --dir /tmp/nrc"
    # `clock -6h` is no option: it comes as a word, and is refused like other times that have passed.
    app.command(help=HELP, epilog=examples, context_settings={"ignore_unknown_options": True})(demo)


def demo(
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[SCENARIO | COMMAND ...]", help=f"{SCENARIO} if left out.")
    ] = None,
    directory: Annotated[
        Path | None, typer.Option("--dir", metavar="D", help="Where D/<PARTY>/ go; else a new temporary folder.")
    ] = None,
    speed: Annotated[float, typer.Option("--speed", min=0.1, max=1000, help="2 is twice as fast.")] = 1.0,
    instant: Annotated[bool, typer.Option("--instant", help="No pauses.")] = False,
    leave: Annotated[bool, typer.Option("--exit", help="Stop all nodes after the story.")] = False,
    port: Annotated[
        int | None, typer.Option("--port", min=1, max=65_000, help="The first of the nodes' ports; else free ones.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Play a scenario, or give a command to the demo that runs."""
    from detente.rehearsal import remote

    words = words or [SCENARIO]
    for word in words:
        if word.startswith("-") and words[0] != "clock":
            raise typer.BadParameter(f"no such option: {word}")
    if words[0] in remote.COMMANDS:
        remote.check_command(words)
        _put_state(remote.command(directory or remote.place_of_running(), words), as_json=as_json)
        return
    if len(words) > 1:
        remote.check_command(words)
    from detente.rehearsal.library import load_scenario

    scenario = load_scenario(words[0])
    place = (directory or Path(tempfile.mkdtemp(prefix="detente-"))).absolute()
    show = Show(scenario, place, 0 if instant else STORY_SECONDS / speed, as_json=as_json, leave=leave)
    asyncio.run(show.run(port))


class Show:
    """One run of the demo.

    Args:
        story_seconds: for the whole story; 0 plays it without pauses.
        leave: stop after the story, instead of staying up.
    """

    def __init__(self, scenario: "Scenario", place: Path, story_seconds: float, *, as_json: bool, leave: bool) -> None:
        self._scenario = scenario
        self._place = place
        self._story_seconds = story_seconds
        self._as_json = as_json
        self._leave = leave
        self._began = time.monotonic()

    async def run(self, port: int | None) -> None:
        """Play, and leave no process behind, whatever ends it."""
        ended = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, ended.set)
        work = asyncio.create_task(self._rehearse(port, ended))
        ending = asyncio.create_task(ended.wait())
        await asyncio.wait({work, ending}, return_when=asyncio.FIRST_COMPLETED)
        ending.cancel()
        if not work.done():
            self._say("\nending: every node is asked to stop")
            work.cancel()
        with suppress(asyncio.CancelledError):
            await work
        self._say(f"no node runs any more; the records are in {self._place}")

    async def _rehearse(self, port: int | None, ended: asyncio.Event) -> None:
        from detente.cli.pace import Pace, keys_of
        from detente.rehearsal.casting import cast
        from detente.rehearsal.control import controlled
        from detente.rehearsal.director import Director
        from detente.rehearsal.stage import staged

        self._open()
        founded = await asyncio.to_thread(cast, self._scenario, self._place, port=port, tell=self._tell)
        clock = founded.clock

        def freeze(frozen: bool) -> None:
            clock.set(clock.now(), running=not frozen)

        pace = Pace(self._story_seconds, freeze, ended.set)
        async with staged(founded) as stage:
            await stage.start_all(self._tell)
            self._say("")
            with keys_of(pace, wanted=not self._as_json) as keys:
                audience = self._audience(pace, keys=keys)
                director = Director(stage, audience, ended)
                async with controlled(director):
                    with audience:
                        await director.play()
                    await director.finish()
                    async with self._toured(director) as address:
                        await self._close(director, address)
                        if not self._leave:
                            await director.go_on()
        if self._leave and not director.record.passed:
            raise _not_passed(director)

    @asynccontextmanager
    async def _toured(self, director: "Director") -> AsyncIterator[str]:
        """Serve the page on which two parties stand beside each other, and return its address; empty where none is."""
        if self._leave:
            yield ""
            return
        from detente.cli.curtain import windows_of
        from detente.tour.app import make_tour

        tour = await make_tour(director, *windows_of(director))
        try:
            told = await tour.start()
        except DetenteError as error:
            self._say(f"no page for both: {error}")
            yield ""
            return
        try:
            yield str(told["page"])
        finally:
            await tour.stop()

    # --- what is shown ----------------------------------------------------------------------------

    def _open(self) -> None:
        """Say what this is: the scenario's own four lines, and where it is kept."""
        self._say(f"\n{self._scenario.title}\n")
        for line in self._scenario.summary:
            self._say(f"  {line}")
        self._say(f"\n  folder {self._place}\n")

    def _tell(self, text: str) -> None:
        self._say(f"  {time.monotonic() - self._began:5.1f} s  {text}")

    def _say(self, text: str) -> None:
        if not self._as_json:
            typer.echo(text)

    def _audience(self, pace: "Pace", *, keys: bool) -> "Screen | Quiet":
        if self._as_json:
            return Quiet()
        from detente.cli.screen import Screen

        return Screen(printing.console(), self._scenario, pace, keys=keys)

    async def _close(self, director: "Director", tour: str) -> None:
        """Say what came of it; where the nodes stay up, also what to try now."""
        try:
            example: Path | None = await director.example()
        except DetenteError as error:
            example = None
            self._say(f"no example of a proof: {error}")
        if self._as_json:
            printing.put_json_line(outcome_of(director, example, time.monotonic() - self._began, tour))
            return
        from detente.cli import curtain

        curtain.put_outcome(printing.console(), director, example, time.monotonic() - self._began)
        if not self._leave:
            curtain.put_trials(director, example, tour)


class Quiet:
    """An audience that only waits for the end: for programs."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_failure: object) -> None:
        """End nothing."""

    def happens(self, event: "Event", said: "Said | None") -> None:
        """Say nothing."""

    def receipt(self, said: "Said", held: "Held") -> None:
        """Say nothing."""

    def adds_up(self, said: "Said") -> None:
        """Say nothing."""

    def found(self, event: "Event", finding: "Finding") -> None:
        """Say nothing."""

    def trouble(self, text: str) -> None:
        """Say nothing; what did not go as written stands in the outcome."""

    async def pace(self, event: "Event", total: int) -> None:
        """Wait for nothing."""


def outcome_of(director: "Director", example: Path | None, seconds: float, tour: str = "") -> dict[str, Any]:
    """Return what a rehearsal brought about, in the shapes of design section 8."""
    from detente.clock import rfc3339

    record, stage = director.record, director.stage
    return {
        "scenario": director.scenario.id,
        "council": director.charter.council_id,
        "rehearsal": director.charter.rehearsal,
        "folder": str(stage.cast.directory),
        "as_of": rfc3339(director.clock.now()),
        "parties": [
            {
                "party": party,
                "name": director.scenario.name_of(party),
                "folder": str(player.folder.path),
                "url": player.url,
                "pages": player.pages,
                "pid": player.process.pid if player.process else None,
                "fsck": record.fsck.get(party, "not checked"),
            }
            for party, player in stage.players.items()
        ],
        "acts": len(record.said),
        "receipts": record.receipts,
        "complete": all(said.complete for said in record.said.values()),
        "cut": [wire.as_json() for wire in record.cuts],
        "detour": record.detour,
        "checks": [finding.as_json() for finding in record.findings],
        "fsck": dict(record.fsck),
        "troubles": record.troubles,
        "passed": record.passed,
        "proof": None if example is None else str(example),
        "tour": tour or None,
        "seconds": round(seconds, 1),
        "items": [said.as_json() for said in record.said.values()],
    }


def _not_passed(director: "Director") -> Malformed:
    record = director.record
    failed = [f"check of event {finding.event}: {finding.what}" for finding in record.findings if not finding.holds]
    lacking = [f"{said.ref} lacks receipts" for said in record.said.values() if not said.complete]
    unsound = [f"{party.upper()}: {found}" for party, found in record.fsck.items() if found != "ok"]
    return Malformed(
        "rehearsal-not-passed",
        expected="every check true, every act receipted by every holder, every record sound",
        got="; ".join([*record.troubles, *failed, *lacking, *unsound]) or "an early end",
        remedy=f"see node.log of the parties in {director.stage.cast.directory}",
    )


def _put_state(state: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        printing.put_json_line(state)
        return
    cut = ", ".join("–".join(party.upper() for party in pair) for pair in state["cut"]) or "none"
    typer.echo(f"scenario time {state['as_of']}; wires cut: {cut}; running: {_names(state['running'])}")
    if state["stopped"]:
        typer.echo(f"stopped: {_names(state['stopped'])}")


def _names(parties: list[str]) -> str:
    return " ".join(party.upper() for party in parties)
