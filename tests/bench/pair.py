"""Two parties with a node process each on loopback; optionally with a relay between them that counts bytes."""

import asyncio
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from tests.ports import free_ports

from detente.clock import SystemClock
from detente.home.calls import JoinCouncil
from detente.home.client import Client
from detente.home.founding import draft_charter, found_party, sign_charter
from detente.node.folder import Folder

PARTIES = ("a", "b")


class Pair:
    """Parties `a` and `b` in a council of two; their nodes run until the end of the context.

    Args:
        path: where their folders are made.
        relayed: whether what they say to each other passes a relay that counts it.
    """

    def __init__(self, path: Path, *, relayed: bool = False) -> None:
        self._log: IO[bytes] = (path / "nodes.log").open("ab")
        self._environment = os.environ | {"XDG_STATE_HOME": str(path / "state")}
        self.folders = {party: Folder(path / party) for party in PARTIES}
        ports = free_ports(2 * len(PARTIES))
        self._ports = dict(zip(PARTIES, ports, strict=False))
        self._named = dict(zip(PARTIES, ports[2:] if relayed else ports, strict=False))
        self.relay = Relay({self._named[party]: self._ports[party] for party in PARTIES}) if relayed else None
        self._nodes: dict[str, subprocess.Popen[bytes]] = {}
        self.page = ""
        """Where the pages are of the node that was started last, where it has some."""

    def __enter__(self) -> Self:
        now = SystemClock().now()
        notes = {
            party: found_party(
                folder, party, party.upper(), now=now, url=f"https://127.0.0.1:{self._named[party]}"
            ).note
            for party, folder in self.folders.items()
        }
        charter = draft_charter("bench-rehearsal", "Two", notes.values(), founded_at=now, channels={}, rehearsal=True)
        for folder in self.folders.values():
            charter = sign_charter([charter], folder).note
        for party in PARTIES:
            self.start(party)
            others = tuple(note for other, note in notes.items() if other != party)
            with Client(self.folders[party]) as client:
                client.call(JoinCouncil(charter, others))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for party in list(self._nodes):
            self.stop(party)
        if self.relay is not None:
            self.relay.close()
        self._log.close()

    def start(self, party: str, *more: str) -> float:
        """Run a party's node, with more options, and return how many seconds it took until it was ready."""
        began = time.perf_counter()
        command = [sys.executable, "-m", "detente.cli.main", "up", "--json"]
        place = ["--dir", str(self.folders[party].path), "--port", str(self._ports[party])]
        node = subprocess.Popen(
            [*command, *place, *more], stdout=subprocess.PIPE, stderr=self._log, env=self._environment
        )
        self._nodes[party] = node
        assert node.stdout is not None, "its readiness is read from there"
        said = json.loads(node.stdout.readline())
        assert said["ready"], "a node that says it is not ready"
        self.page = said.get("page", "")
        return time.perf_counter() - began

    def stop(self, party: str) -> float:
        """End a party's node as an officer would, and return the seconds of processor time that it took in all."""
        node = self._nodes.pop(party)
        node.terminate()
        assert node.stdout is not None, "its readiness was read from there"
        node.stdout.close()
        _, status, usage = os.wait4(node.pid, 0)
        node.returncode = os.waitstatus_to_exitcode(status)
        return usage.ru_utime + usage.ru_stime


class Relay:
    """Passes TCP on from some ports to others, in a thread of its own, and counts the bytes both ways."""

    def __init__(self, routes: dict[int, int]) -> None:
        self.carried_bytes = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="relay", daemon=True)
        self._thread.start()
        for source, target in routes.items():
            asyncio.run_coroutine_threadsafe(self._listen(source, target), self._loop).result(10)

    def close(self) -> None:
        """End all connections."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    async def _listen(self, source: int, target: int) -> None:
        async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                there, back = await asyncio.open_connection("127.0.0.1", target)
            except OSError:
                writer.close()
                return
            await asyncio.gather(self._pump(reader, back), self._pump(there, writer))

        await asyncio.start_server(pass_on, "127.0.0.1", source)

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65_536):
                self.carried_bytes += len(data)
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.close()
