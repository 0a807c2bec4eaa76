"""The alarm process of a real node: started with it, and when it is killed the node says so in every other way."""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

import pytest
from aiohttp import web
from council_of_two import Two

from detente.home.alarms.policy import FILE, SECRETS
from detente.home.calls import ShowAlarms, Status
from detente.home.client import Client


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Two:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return Two(tmp_path).joined()


async def process_of(client: Client, ended: int) -> int:
    """Return the pid of the alarm process once it runs again after so many ends."""
    while True:
        process = (await asyncio.to_thread(client.call, Status())).alarm_process
        if process is not None and process.ended == ended and process.pid is not None:
            return process.pid
        version = (await asyncio.to_thread(client.call, ShowAlarms())).version
        await asyncio.to_thread(client.call, ShowAlarms(version, 0.5))


def test_a_killed_alarm_process_is_said_and_started_again(two: Two) -> None:
    """Status, the log on standard error and the reserve address say it; another process takes its place."""

    async def run() -> None:
        said: asyncio.Queue[str] = asyncio.Queue()

        async def hook(request: web.Request) -> web.Response:
            await said.put(json.loads(await request.text())["title"])
            return web.Response()

        app = web.Application()
        app.router.add_post("/hook", hook)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        folder = two.nato.path
        (folder / FILE).write_text(
            'reserve = ["secret:reserve"]\n[[people]]\nname = "A. Smith"\naddresses = { hook = "secret:reserve" }\n'
        )
        kept = folder / SECRETS
        kept.write_text(f'reserve = "json://127.0.0.1:{runner.addresses[0][1]}/hook"\n')
        kept.chmod(0o600)
        node = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "detente.cli.main", "up", "--json", "--port", "0", "--dir", str(folder)),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            assert node.stdout is not None
            assert node.stderr is not None
            assert json.loads(await node.stdout.readline())["alarms"].endswith(FILE)
            with Client(two.nato) as client:
                os.kill(await process_of(client, 0), signal.SIGKILL)
                line = b""
                while b"alarm-process-ended" not in line:
                    line = await node.stderr.readline()
                    assert line, "the node ended"
                assert b"signal 9" in line
                assert await said.get() == "ALARMS ARE NOT RUNNING"
                status = await asyncio.to_thread(client.call, Status())
                assert "alarm-process-ended" in [one.code for one in status.alarms]
                assert await process_of(client, 1)
        finally:
            if node.returncode is None:
                node.terminate()
            await node.communicate()
            await runner.cleanup()
        assert node.returncode == 0

    asyncio.run(run())
