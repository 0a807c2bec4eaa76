"""Reading a foreign file of positions in a process of its own, which the system holds to bounds of time and memory.

`python -m detente.home.apart` takes on standard input what is asked, then the bytes, and answers on standard output.
It opens no file and is given no key, and what ends it ends nothing else.
"""

import asyncio
import os
import resource
import struct
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

import msgspec
from msgspec import Struct

from detente.council.incident.evidence import EvidenceFile
from detente.council.incident.fields import ZONE
from detente.council.incident.positions import tracks_in, zones_in
from detente.errors import DetenteError, Fault, Malformed
from detente.limits import READ_ANSWER_BYTES_MAX, READ_CPU_SECONDS_MAX, READ_MEMORY_BYTES_MAX, READ_SECONDS_MAX
from detente.tracks.track import Reading
from detente.tracks.zones import Zone

COMMAND: Final = (sys.executable, "-m", "detente.home.apart")
_LENGTH: Final = struct.Struct(">I")
_NICE: Final = 5
"""The node's own work goes first."""


class Bounds(Struct, frozen=True):
    """What reading one file may take: seconds, those of the processor, and bytes of address space."""

    seconds: int = READ_SECONDS_MAX
    cpu_seconds: int = READ_CPU_SECONDS_MAX
    memory_bytes: int = READ_MEMORY_BYTES_MAX


class Answer(Struct, frozen=True):
    """What stands in a file, or why it cannot be read, as the error that says it."""

    reading: Reading | None = None
    zones: tuple[Zone, ...] = ()
    code: str = ""
    expected: str = ""
    got: str = ""
    remedy: str = ""


class _Asked(Struct, frozen=True):
    said: EvidenceFile
    bounds: Bounds


def answer_of(said: EvidenceFile, data: bytes) -> Answer:
    """Return what stands in the bytes of a file, by what its act says of it."""
    try:
        if said.sort == ZONE:
            return Answer(zones=zones_in(said, data))
        return Answer(tracks_in(said, data))
    except DetenteError as fault:
        return _unread(fault)


async def read_apart(said: EvidenceFile, blocks: Iterator[bytes], bounds: Bounds) -> Answer:
    """Return what stands in a file, read in a process of its own.

    Args:
        blocks: of its bytes; what they raise is raised.

    Raises:
        Fault: `track-reader`.
    """
    try:
        async with asyncio.timeout(bounds.seconds):
            return await _read(said, blocks, bounds)
    except TimeoutError:
        return _costly(bounds, f"more than {bounds.seconds} s")


async def _read(said: EvidenceFile, blocks: Iterator[bytes], bounds: Bounds) -> Answer:
    process = await _begun()
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        asked = msgspec.msgpack.encode(_Asked(said, bounds))
        await _give(process.stdin, _LENGTH.pack(len(asked)) + asked, blocks)
        answer = await _taken(process.stdout)
        code = await process.wait()
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if code == 0 and answer:
        with suppress(msgspec.DecodeError):
            return await asyncio.to_thread(msgspec.msgpack.decode, answer, type=Answer)
    how = f"signal {-code}" if code < 0 else f"exit code {code}"
    return _costly(bounds, f"more, or what its reader cannot cope with: {how}")


async def _begun() -> asyncio.subprocess.Process:
    try:
        return await asyncio.create_subprocess_exec(
            *COMMAND, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
            limit=1 << 20,
        )  # fmt: skip
    except OSError as fault:
        raise Fault(
            "track-reader", expected="a process of its own to read a file", got=str(fault.strerror), remedy="try again"
        ) from None


async def _give(pipe: asyncio.StreamWriter, head: bytes, blocks: Iterator[bytes]) -> None:
    # A process that ended takes no more: how it ended says why.
    block: bytes | None = head
    while block is not None:
        with suppress(BrokenPipeError, ConnectionResetError):
            pipe.write(block)
            await pipe.drain()
        block = await asyncio.to_thread(next, blocks, None)
    pipe.close()


async def _taken(pipe: asyncio.StreamReader) -> bytes:
    taken = bytearray()
    while block := await pipe.read(1 << 20):
        taken += block
        if len(taken) > READ_ANSWER_BYTES_MAX:
            return b""
    return bytes(taken)


def _unread(fault: DetenteError) -> Answer:
    return Answer(code=fault.code, expected=fault.expected, got=fault.got, remedy=fault.remedy)


def _costly(bounds: Bounds, got: str) -> Answer:
    mib = bounds.memory_bytes >> 20
    within = f"a file that is read within {bounds.seconds} s, {bounds.cpu_seconds} s of processor, {mib:,} MiB"
    return _unread(Malformed("track-costly", expected=within, got=got, remedy="send a shorter piece of it"))


# --- in the process ---------------------------------------------------------------------------------------------------


def main() -> None:
    """Read one file, and write what stands in it."""
    pipe = sys.stdin.buffer
    (length,) = _LENGTH.unpack(pipe.read(_LENGTH.size))
    asked = msgspec.msgpack.decode(pipe.read(length), type=_Asked)
    _bind(asked.bounds)
    answer = b""
    with suppress(MemoryError):
        answer = msgspec.msgpack.encode(answer_of(asked.said, pipe.read()))
    # What it held is free again here, so that there is room to say so.
    sys.stdout.buffer.write(answer or msgspec.msgpack.encode(_costly(asked.bounds, "more memory")))


def _bind(bounds: Bounds) -> None:
    """Let the system hold this process to its bounds; where it does not know one, the others are left."""
    os.nice(_NICE)
    for what, most in (
        (resource.RLIMIT_AS, bounds.memory_bytes), (resource.RLIMIT_CPU, bounds.cpu_seconds),
        (resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0),
    ):  # fmt: skip
        with suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    main()
