"""The stage: one real process a party, each with its own folder, keys, record and TLS; started and ended here."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from detente.errors import Fault
from detente.node.folder import Folder
from detente.rehearsal import cues
from detente.rehearsal.backstage import stage_socket
from detente.rehearsal.casting import HOST, Cast
from detente.rehearsal.lines import Line

READY_SECONDS_MAX = 60
"""From start to ready: imports on a machine with one slow core and eight nodes at once."""
STOP_SECONDS_MAX = 8
"""For a graceful stop; after that the process is killed, and its record is none the worse."""
LOG_LINES_SHOWN = 8

COMMAND = (sys.executable, "-m", "detente.cli.main", "up", "--json", "--dir")


@dataclass(slots=True)
class Player:
    """A party's node: its process while it runs, and the lines to it.

    Args:
        pages: address of its first page, or empty.
    """

    party: str
    folder: Folder
    port: int
    process: asyncio.subprocess.Process | None = None
    home: Line | None = None
    stage: Line | None = None
    pages: str = ""

    @property
    def url(self) -> str:
        """Return where its peer face is."""
        return f"https://{HOST}:{self.port}"

    @property
    def log(self) -> Path:
        """Return where its log goes."""
        return self.folder.path / "node.log"

    @property
    def running(self) -> bool:
        """Say if the process runs."""
        return self.process is not None and self.process.returncode is None


class Stage:
    """All nodes of a cast."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.players = {party: Player(party, folder, cast.ports[party]) for party, folder in cast.folders.items()}

    async def start_all(self, tell: Callable[[str], None]) -> None:
        """Start every node and return when all are up.

        Raises:
            Fault: `stage-node-down`, with the last lines of its log.
        """

        async def start(party: str) -> None:
            await self.start(party)
            player = self.players[party]
            tell(f"{party.upper()} up, process {player.process.pid if player.process else 0}, port {player.port}")

        started = await asyncio.gather(*(start(party) for party in self.players), return_exceptions=True)
        for outcome in started:
            if isinstance(outcome, BaseException):
                raise outcome

    async def start(self, party: str) -> None:
        """Start one node and return when it is up."""
        player = self.players[party]
        if player.running:
            return
        await self._close_lines(player)
        with player.log.open("ab") as log:
            # A session of its own: Ctrl-C at the terminal reaches the director, who ends the nodes one way only.
            player.process = await asyncio.create_subprocess_exec(
                *COMMAND,
                str(player.folder.path),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
                start_new_session=True,
            )
        told = await self._readiness(player)
        player.pages = str(told.get("page", ""))
        player.home = await Line.open(player.folder.socket, party)
        player.stage = await Line.open(stage_socket(player.folder.path), party)
        await player.stage.cue(cues.Attend())

    async def stop(self, party: str) -> None:
        """Stop one node gracefully; kill it where it does not."""
        player = self.players[party]
        process = player.process
        if process is not None and process.returncode is None:
            _send(process, signal.SIGTERM)
            try:
                await asyncio.wait_for(process.wait(), STOP_SECONDS_MAX)
            except TimeoutError:
                _send(process, signal.SIGKILL)
                await process.wait()
        await self._close_lines(player)

    async def stop_all(self) -> None:
        """Stop every node; return when no process is left."""
        await asyncio.gather(*(self.stop(party) for party in self.players), return_exceptions=True)

    def running(self) -> set[str]:
        """Return the parties whose node runs."""
        return {party for party, player in self.players.items() if player.running}

    def home(self, party: str) -> Line:
        """Return the line to a node's home face.

        Raises:
            Fault: `stage-node-away`.
        """
        return self._line(party, self.players[party].home)

    def backstage(self, party: str) -> Line:
        """Return the line to a node's backstage.

        Raises:
            Fault: `stage-node-away`.
        """
        return self._line(party, self.players[party].stage)

    def _line(self, party: str, line: Line | None) -> Line:
        if line is None or not self.players[party].running:
            raise Fault(
                "stage-node-away",
                expected=f"a running node of {party}",
                got="none",
                remedy=f"detente demo start {party}",
            )
        return line

    async def _readiness(self, player: Player) -> dict[str, object]:
        process = player.process
        assert process is not None, "it was started"
        assert process.stdout is not None, "its output is ours"
        try:
            line = await asyncio.wait_for(process.stdout.readline(), READY_SECONDS_MAX)
            told: dict[str, object] = json.loads(line)
        except (TimeoutError, ValueError):
            _send(process, signal.SIGKILL)
            code = await process.wait()
            got = f"exit code {code}" if code >= 0 else f"no word that it is ready within {READY_SECONDS_MAX} s"
            raise Fault(
                "stage-node-down",
                expected=f"the node of {player.party} to come up",
                got=f"{got}; the last lines of its log:\n{_last_lines(player.log)}",
                remedy=f"see {player.log}",
            ) from None
        return told

    async def _close_lines(self, player: Player) -> None:
        for line in (player.home, player.stage):
            if line is not None:
                await line.close()
        player.home = player.stage = None


@asynccontextmanager
async def staged(cast: Cast) -> AsyncIterator[Stage]:
    """Return a stage on which no process is left when the context ends, whatever ended it."""
    stage = Stage(cast)
    try:
        yield stage
    finally:
        stopping = asyncio.ensure_future(stage.stop_all())
        while not stopping.done():
            # Whoever cancels us a second time waits as well: a process left behind would be worse.
            with suppress(asyncio.CancelledError):
                await asyncio.shield(stopping)
        # What is looked up in the folders later is read at the second at which the rehearsal ended.
        cast.clock.set(cast.clock.now(), running=False)


def _send(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    """Signal a process without asking how it is: asking would take its exit code from the one who waits for it."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.kill(process.pid, number)


def _last_lines(path: Path) -> str:
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return "  (none)"
    return os.linesep.join(f"  {line}" for line in lines[-LOG_LINES_SHOWN:]) or "  (none)"
