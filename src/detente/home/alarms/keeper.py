"""The node's watch over the alarm process: starts it, notices when it ends or no longer asks, says so, starts it again.

What ends by itself is said in four ways that do not need it: an alarm in the node's own status and on the first page,
a line in the log on standard error, the process's state in `status`, and a short-lived process of its own that writes
to the reserve addresses of `alarms.toml`.
"""

import asyncio
import sys
import time
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from detente.home.alarms.policy import FILE
from detente.home.service import Service
from detente.node.node import Node

COMMAND = (sys.executable, "-m", "detente.cli.main", "watch", "alarm")
RESTART_SECONDS_MAX = 60
"""Between two starts at most: an alarm of flash has ten minutes."""
STEADY_SECONDS = 60
"""Running so long, the next end is a first one."""
SILENT_SECONDS = 120
"""Without a question from the process: it asks every two seconds, and an address may take thirty."""
STOP_SECONDS = 5


class AlarmProcess(Struct):
    """How the process stands; real seconds."""

    state: str = "starting"
    pid: int | None = None
    ended: int = 0
    next_start_seconds: int | None = None
    reason: str = ""
    asked_at: float = 0.0


class AlarmKeeper:
    """Keeps the alarm process of a running node."""

    def __init__(self, node: Node, folder: Path) -> None:
        self._node = node
        self._folder = folder
        self._task: asyncio.Task[None] | None = None
        self._known = AlarmProcess()

    async def start(self) -> dict[str, str | int]:
        """Begin to keep it, where `alarms.toml` is there."""
        if not (self._folder / FILE).exists():
            return {}
        self._node.alarm_process = self._known
        self._task = asyncio.get_running_loop().create_task(self._keep())
        return {"alarms": str(self._folder / FILE)}

    async def stop(self) -> None:
        """End it."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _keep(self) -> None:
        wait = 1
        while True:
            began = time.monotonic()
            reason = await self._run()
            wait = 1 if time.monotonic() - began >= STEADY_SECONDS else min(wait * 2, RESTART_SECONDS_MAX)
            known = self._known
            known.state, known.pid, known.reason = "ended", None, reason
            known.ended, known.next_start_seconds = known.ended + 1, wait
            text = f"the process that alarms people ended ({reason}); nobody is alarmed until it is back, in {wait} s"
            self._node.alarm("alarm-process-ended", text)
            await self._tell_reserve()
            await asyncio.sleep(wait)

    async def _run(self) -> str:
        """Run it once, and return how it ended."""
        known = self._known
        known.state, known.asked_at = "starting", time.monotonic()
        process = await asyncio.create_subprocess_exec(
            *COMMAND,
            "run",
            "--dir",
            str(self._folder),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
        )
        known.state, known.pid, known.next_start_seconds = "running", process.pid, None
        try:
            while True:
                with suppress(TimeoutError):
                    code = await asyncio.wait_for(process.wait(), SILENT_SECONDS / 4)
                    return f"exit code {code}" if code >= 0 else f"signal {-code}"
                if time.monotonic() - known.asked_at > SILENT_SECONDS:
                    process.kill()
                    await process.wait()
                    return f"no word for {SILENT_SECONDS} s"
        finally:
            await _end(process)

    async def _tell_reserve(self) -> None:
        """Let a process of its own write to the reserve addresses: what ended the other one may not end the node."""
        with suppress(OSError, TimeoutError):
            process = await asyncio.create_subprocess_exec(
                *COMMAND, "reserve", "--dir", str(self._folder),
                stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL,
            )  # fmt: skip
            try:
                await asyncio.wait_for(process.wait(), RESTART_SECONDS_MAX)
            finally:
                await _end(process)


async def _end(process: asyncio.subprocess.Process) -> None:
    """End a process that we started, where it runs still."""
    if process.returncode is not None:
        return
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), STOP_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()


def make_keeper(service: Service, _home_port: int) -> AlarmKeeper:
    """Return the keeper as a face of a running node, see `detente.home.running`."""
    assert isinstance(service.host, Node), "only a running node keeps a process"
    return AlarmKeeper(service.host, service.host.folder.path)
