"""A director's kept connection to a socket of a node: many questions at a time, each with its answer."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from detente.errors import Fault
from detente.home import wire
from detente.home.calls import Call
from detente.home.wire import HOME_LINE_BYTES_MAX, Answer
from detente.rehearsal import cues

Reply = TypeVar("Reply")


class Line:
    """Asks a node's home face or backstage; both frame questions and answers alike."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, name: str) -> None:
        self._reader = reader
        self._writer = writer
        self._name = name
        self._number = 0
        self._waiting: dict[int, asyncio.Future[Answer]] = {}
        self._listening = asyncio.get_running_loop().create_task(self._listen())

    @classmethod
    async def open(cls, path: Path, name: str) -> "Line":
        """Return a connection to a socket.

        Raises:
            Fault: `stage-node-away`.
        """
        try:
            reader, writer = await asyncio.open_unix_connection(str(path), limit=HOME_LINE_BYTES_MAX)
        except OSError as fault:
            raise _away(name, str(fault)) from None
        return cls(reader, writer, name)

    async def call(self, call: Call[Reply]) -> Reply:
        """Return the home face's reply to a call.

        Raises:
            Refused, Malformed, Fault: as the node answered; `stage-node-away`.
        """
        return wire.reply_of(await self._ask(lambda number: wire.encode_question(number, call)), call)

    async def cue(self, cue: cues.Cue[Reply]) -> Reply:
        """Return the answer to a cue.

        Raises:
            Refused, Malformed, Fault: as the node answered; `stage-node-away`.
        """
        return cues.reply_of(await self._ask(lambda number: cues.encode_cue(number, cue)), cue)

    async def close(self) -> None:
        """Close the connection; who still waits is told."""
        self._listening.cancel()
        self._writer.close()
        with suppress(ConnectionError):
            await self._writer.wait_closed()
        self._fail("the connection was closed")

    async def _ask(self, question: Callable[[int], bytes]) -> Answer:
        if self._listening.done():
            raise _away(self._name, "no connection")
        self._number += 1
        future = self._waiting[self._number] = asyncio.get_running_loop().create_future()
        self._writer.write(question(self._number))
        with suppress(ConnectionError):
            await self._writer.drain()
        answer: Answer = await future
        return answer

    async def _listen(self) -> None:
        with suppress(ConnectionError):
            while line := await self._reader.readline():
                answer = wire.decode_answer(line)
                future = self._waiting.pop(answer.id, None)
                if future is not None and not future.done():
                    future.set_result(answer)
        self._fail("it ended the connection")

    def _fail(self, got: str) -> None:
        waiting, self._waiting = self._waiting, {}
        for future in waiting.values():
            if not future.done():
                future.set_exception(_away(self._name, got))


def _away(name: str, got: str) -> Fault:
    return Fault(
        "stage-node-away", expected=f"an answer from the node of {name}", got=got, remedy="detente demo start " + name
    )
