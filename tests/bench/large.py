"""Fills the records of two running nodes with matters of several desks, as many years make them.

Every matter is a chain of acts in turn by both parties: each answers the act before, which it waits for. Seven in ten
are exchanges on the line that end acknowledged, two are concerns, one is an incident with both accounts and a question;
one matter in a hundred is left open.
"""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

from detente.home import wire
from detente.home.calls import Send

SENDERS = 64
CHAIN = 10
"""Acts of one matter."""
TEXT = "Matter {matter}, act {act}: exercise area {area} is closed on the day named; position 54.{act}N 19.{matter}E."


class Home:
    """One kept stream to a node's home socket, shared by many."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._number = 0
        self._listening = asyncio.ensure_future(self._listen())

    @classmethod
    async def open(cls, path: str) -> "Home":
        """Return a stream to the node that listens there."""
        return cls(*await asyncio.open_unix_connection(path, limit=wire.HOME_LINE_BYTES_MAX))

    async def _listen(self) -> None:
        while line := await self._reader.readline():
            answer = json.loads(line)
            self._waiting.pop(answer["id"]).set_result(answer)

    async def say(self, call: Send) -> str:
        """Return the reference of the act, once the other party holds it."""
        self._number += 1
        future = self._waiting[self._number] = asyncio.get_running_loop().create_future()
        self._writer.write(wire.encode_question(self._number, call))
        answer = await future
        if "ok" not in answer:
            raise RuntimeError(answer["error"])
        return str(answer["ok"]["act"]["ref"])

    def close(self) -> None:
        """End the stream."""
        self._listening.cancel()
        self._writer.close()


def chain(matter: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield kind and body of each act of a matter, the first one opens it."""
    texts = (TEXT.format(matter=matter, act=act, area=matter % 97) for act in range(CHAIN))
    if matter % 10 == 0:
        yield "incident-report", {"title": f"Encounter {matter} at sea", "text": next(texts), "concerning": ["b"]}
        yield "incident-account", {"text": next(texts), "conduct": "closed to a short distance"}
        yield "incident-account", {"text": next(texts), "conduct": "kept clear"}
        yield "incident-question", {"text": next(texts)}
        yield "incident-reply", {"text": next(texts), "answer": "answered"}
        yield "reply", {"text": next(texts)}
    elif matter % 10 in (1, 2):
        yield "concern", {"text": next(texts), "about": "activity"}
        yield "concern-explanation", {"text": next(texts)}
        yield "concern-answer", {"answer": "reassured", "text": next(texts)}
    else:
        yield "clarification-request", {"text": next(texts)}
    for text in texts:
        yield "reply", {"text": text}


async def tell(homes: list[Home], matter: int) -> None:
    """Let both parties say the acts of one matter, in turn."""
    before, number = None, 0
    for number, (kind, body) in enumerate(chain(matter)):
        call = Send(channel="line", kind=kind, body=body, to=("ba"[number % 2],), re=before, wait="stored",
                    timeout_seconds=600)  # fmt: skip
        before = await homes[number % 2].say(call)
    if matter % 100:
        await homes[(number + 1) % 2].say(Send(channel="line", kind="acknowledge", body={}, re=before, wait="stored"))


async def fill(sockets: list[str], acts: int) -> None:
    """Fill the record of two running nodes."""
    homes = [await Home.open(path) for path in sockets]
    numbers = iter(range(acts // (CHAIN + 1)))

    async def work() -> None:
        for number in numbers:
            await tell(homes, number)

    await asyncio.gather(*(work() for _ in range(SENDERS)))
    for home in homes:
        home.close()


def fill_all(sockets: list[str], acts: int) -> None:
    """Fill the record of two running nodes, in an event loop of its own.

    Args:
        sockets: their home sockets.
    """
    asyncio.run(fill(sockets, acts))
