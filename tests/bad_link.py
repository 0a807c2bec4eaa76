"""A link between nodes that breaks: all connections wait in one line a direction, and each ends after so many bytes.

What waits is carried first come, first served, as by a modem with a deep buffer: whatever is put on the link behind a
large answer waits for all of it. The link can be held, and then carries only what a test lets through, so that a test
counts what goes ahead of what instead of measuring time.
"""

import asyncio
import random
from collections import Counter, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

ASKED, ANSWERED = "asked", "answered"
BLOCK_BYTES = 16_384


@dataclass(eq=False)
class Connection:
    """One connection over the link.

    Args:
        to: name of the party that is called.
        life: bytes after which it breaks.
    """

    to: str
    life: int
    writers: dict[str, asyncio.StreamWriter] = field(default_factory=dict)
    carried: int = 0

    def end(self) -> None:
        for writer in self.writers.values():
            writer.transport.abort()


@dataclass
class Link:
    """The link.

    Args:
        life: between how many bytes a connection breaks.
    """

    seed: int
    life: tuple[int, int]
    broken: int = 0
    carried: Counter[tuple[str, str]] = field(default_factory=Counter)
    _lines: dict[str, deque[tuple[Connection, str, bytes]]] = field(default_factory=dict)
    _held: bool = False

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seed)
        self._changed = asyncio.Condition()

    @asynccontextmanager
    async def leading(self, to: str, home: str, listen: int, port: int) -> AsyncIterator[None]:
        """Carry connections that reach a port to a party's node on another; `home` is who calls there."""

        async def opened(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                writer.close()
                return
            made = Connection(to, self._dice.randrange(*self.life), {ASKED: far_writer, ANSWERED: writer})
            await asyncio.gather(self._read(reader, made, ASKED, home), self._read(far_reader, made, ANSWERED, to))

        server = await asyncio.start_server(opened, "127.0.0.1", listen)
        moving = asyncio.ensure_future(self._move())
        try:
            yield
        finally:
            moving.cancel()
            server.close()

    async def _read(self, reader: asyncio.StreamReader, made: Connection, way: str, sender: str) -> None:
        """Put what a side says into the line of its sender, however much already waits there."""
        with suppress(OSError):
            while block := await reader.read(BLOCK_BYTES):
                await self._put(sender, (made, way, block))
        await self._put(sender, (made, way, b""))

    async def _put(self, sender: str, item: tuple[Connection, str, bytes]) -> None:
        async with self._changed:
            self._lines.setdefault(sender, deque()).append(item)
            self._changed.notify_all()

    async def _move(self) -> None:
        while True:
            async with self._changed:
                await self._changed.wait_for(lambda: not self._held and any(self._lines.values()))
                sender = next(name for name, line in self._lines.items() if line)
                item = self._lines[sender].popleft()
            # One line is not served before the other for ever.
            self._lines[sender] = self._lines.pop(sender)
            await self._carry(item)

    async def _carry(self, item: tuple[Connection, str, bytes]) -> None:
        made, way, block = item
        writer = made.writers[way]
        made.carried += len(block)
        self.carried[made.to, way] += len(block)
        if made.carried > made.life and not writer.transport.is_closing():
            self.broken += 1
            made.end()
        elif not block:
            made.end()
        elif not writer.transport.is_closing():
            with suppress(OSError):
                writer.write(block)
                await writer.drain()

    # --- held -------------------------------------------------------------------------------------

    async def hold_with(self, sender: str, count: int) -> None:
        """Carry nothing any more, once so many bytes of a sender wait; what comes then waits behind them."""
        self._held = True
        while True:
            try:
                await asyncio.wait_for(self._waiting(sender, count), 0.3)
            except TimeoutError:
                # What was asked for has not come, or was asked for by what waits itself: that goes first.
                async with self._changed:
                    items = [item for line in self._lines.values() for item in line]
                    self._lines.clear()
                for item in items:
                    await self._carry(item)
            else:
                return

    async def _waiting(self, sender: str, count: int) -> None:
        async with self._changed:
            await self._changed.wait_for(
                lambda: sum(len(block) for _made, _way, block in self._lines.get(sender, ())) >= count
            )

    async def release(self) -> None:
        """Carry again."""
        async with self._changed:
            self._held = False
            self._changed.notify_all()

    def waiting(self, sender: str) -> int:
        """Return how many blocks of a sender wait on a link that is held."""
        return len(self._lines.get(sender, ()))

    async def ahead_of(self, to: str, sender: str, behind: int) -> int:
        """Return how many bytes wait before what a sender asks of a party behind so many blocks, once it does."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._place(to, sender, behind) is not None)
            place = self._place(to, sender, behind)
            return sum(len(block) for _made, _way, block in list(self._lines[sender])[:place])

    def _place(self, to: str, sender: str, behind: int) -> int | None:
        line = list(enumerate(self._lines.get(sender, ())))[behind:]
        return next((at for at, (made, way, _block) in line if made.to == to and way == ASKED), None)

    async def let_through(self, to: str) -> str:
        """Carry the first block that waits on a connection to a party, and return which way it went."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._first(to) is not None)
            found = self._first(to)
            assert found is not None, "waited for"
            sender, at = found
            item = self._lines[sender][at]
            del self._lines[sender][at]
        await self._carry(item)
        return item[1]

    def _first(self, to: str) -> tuple[str, int] | None:
        for sender, line in self._lines.items():
            for at, (made, _way, _block) in enumerate(line):
                if made.to == to:
                    return sender, at
        return None
