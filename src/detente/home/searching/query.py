"""Answers an analyst's query: the tables that it reads are read from the record, and a process of its own answers."""

import asyncio
from contextlib import suppress
from typing import Final

import msgspec

from detente.clock import rfc3339
from detente.errors import Fault, Refused
from detente.home.calls.search import Query
from detente.home.host import Host
from detente.home.replies.search import QueryView
from detente.home.searching.tables import COLUMNS, OPENED, rows_of
from detente.home.views import council_of, heads_of
from detente.limits import QUERY_ANSWER_BYTES_MAX, QUERY_MEMORY_BYTES_MAX, QUERY_ROWS_MAX, QUERY_SECONDS_MAX
from detente.record.analysis import COMMAND, LENGTH, Answer, Asked, columns_read, costly

_FOLDED: Final = frozenset({"dossiers", "turns", "duties"})
_one_at_a_time = asyncio.Semaphore(1)


async def answer(host: Host, call: Query) -> QueryView:
    """Return what a query answers.

    Raises:
        Refused: `query-sql`, `query-not-allowed`, `query-too-long`, `query-costly`, `council-unknown`. Fault:
            `query-process`.
    """
    tables = columns_read(call.sql, COLUMNS, OPENED)
    council = None if call.council is None else await host.read(lambda core: council_of(core, call.council))
    if tables.keys() & _FOLDED:
        await host.fold()
    rows = max(1, min(call.limit, QUERY_ROWS_MAX))
    seconds = max(0.1, min(call.seconds, QUERY_SECONDS_MAX))
    asked = Asked(call.sql, COLUMNS, tables, rows, seconds, QUERY_MEMORY_BYTES_MAX)
    async with _one_at_a_time:
        found = await _run(host, asked, council)
    if found.code:
        raise Refused(found.code, expected=found.expected, got=found.got, remedy=found.remedy)
    heads, rehearsal = await host.read(
        lambda core: (
            heads_of(core.context.store.feeds(council)),
            any(one.rehearsal for name, one in core.context.directory.councils.items() if council in (None, name)),
        )
    )
    return QueryView(
        rfc3339(host.clock.now()), heads, list(found.columns), list(map(list, found.rows)), found.more, rehearsal
    )


async def _run(host: Host, asked: Asked, council: str | None) -> Answer:
    try:
        process = await asyncio.create_subprocess_exec(
            *COMMAND, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
            limit=1 << 20,
        )  # fmt: skip
    except OSError as fault:
        raise Fault(
            "query-process", expected="a process of its own to answer", got=str(fault.strerror), remedy="try again"
        ) from None
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        await _give(host, process.stdin, asked, council)
        taken = bytearray()
        # Reading the rows is done, so what is left is the query's own time, and some to send its answer.
        async with asyncio.timeout(2 * asked.seconds + 5):
            while block := await process.stdout.read(1 << 20):
                taken += block
                if len(taken) > 4 * QUERY_ANSWER_BYTES_MAX:
                    break
            code = await process.wait()
    except TimeoutError:
        return costly(asked.memory_bytes, f"more than {asked.seconds:g} s")
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if code == 0 and taken:
        with suppress(msgspec.DecodeError):
            return msgspec.msgpack.decode(taken, type=Answer)
    return costly(asked.memory_bytes, f"more, or what ends its process: {code}")


async def _give(host: Host, pipe: asyncio.StreamWriter, asked: Asked, council: str | None) -> None:
    # A process that ended takes no more: how it ended says why.
    with suppress(BrokenPipeError, ConnectionResetError):
        await _send(pipe, msgspec.msgpack.encode(asked))
        for table, columns in asked.tables.items():
            async for rows in rows_of(host, table, columns, council):
                if rows:
                    await _send(pipe, msgspec.msgpack.encode((table, rows)))
    with suppress(BrokenPipeError, ConnectionResetError):
        pipe.close()


async def _send(pipe: asyncio.StreamWriter, message: bytes) -> None:
    pipe.write(LENGTH.pack(len(message)) + message)
    await pipe.drain()
