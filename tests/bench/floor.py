"""What this machine takes for what cannot be left out: a commit, a signature, a check of one, a round trip."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import aiohttp

from detente.node.folder import Folder
from detente.protocol import keys
from detente.protocol.keys import Keyring
from detente.tlog import ed25519
from detente.tlog.notes import Algorithm, Signer

MESSAGE = bytes(200)
"""As long as a head's text."""


def middle(took: list[float]) -> float:
    """Return the median."""
    return sorted(took)[len(took) // 2]


def times(work: Callable[[], object], count: int) -> list[float]:
    """Return how many seconds each of many goes took."""
    took = []
    for _ in range(count):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return took


def fsync_seconds(folder: Path) -> float:
    """Return the median time to append 4 KiB to a file and make it durable, on the disk of the records."""
    handle = os.open(folder / "fsync", os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)

    def commit() -> None:
        os.write(handle, bytes(4096))
        os.fsync(handle)

    try:
        return middle(times(commit, 300))
    finally:
        os.close(handle)


def sign_seconds() -> float:
    """Return the median time of one Ed25519 signature."""
    signer = Signer("bench", Algorithm.ED25519, bytes(32))
    return middle(times(lambda: signer.sign(MESSAGE), 2_000))


def verify_seconds() -> float:
    """Return the median time to check one Ed25519 signature."""
    public = ed25519.public_of(bytes(32))
    # Each one is new: what was checked before may be remembered.
    messages = [MESSAGE + number.to_bytes(4, "big") for number in range(2_000)]
    signed = iter([(message, ed25519.sign(bytes(32), message)) for message in messages])
    return middle(times(lambda: ed25519.verify(public, *next(signed)), len(messages)))


def round_trip_seconds(server: Folder, client: Folder) -> float:
    """Return the median time of a POST of 1 KiB over a kept connection with mutual TLS 1.3, to a process apart."""
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    listener.close()
    command = [sys.executable, "-m", "tests.bench.echo", str(server.keys), str(client.keys), str(port)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None, "it says when it is up"
        process.stdout.readline()
        try:
            return asyncio.run(_ask(port, server, client))
        finally:
            process.communicate(timeout=20)


async def _ask(port: int, server: Folder, client: Folder) -> float:
    context = keys.client_context(Keyring.open(client.keys, None), [Keyring.open(server.keys, None).root_certificate])
    took = []
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit_per_host=1, ssl=context)) as session:
        for _ in range(1_000):
            began = time.perf_counter()
            async with session.post(f"https://127.0.0.1:{port}/", data=bytes(1024)) as answer:
                await answer.read()
            took.append(time.perf_counter() - began)
    return middle(took[100:])
