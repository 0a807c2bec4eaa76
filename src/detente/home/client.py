"""Asking a party: its running node over the home socket, or its folder in this process while no node runs."""

import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self, TypeVar

from detente.clock import Clock
from detente.errors import Fault, Refused
from detente.home import wire
from detente.home.calls import Call
from detente.node.folder import Folder

Reply = TypeVar("Reply")

PAUSE_SECONDS: Final = 0.05
LOOKS_MAX: Final = 400
"""How often a client looks for whoever holds a folder: 20 s, with the pause. A node that begins takes the folder's lock
before it has read the record and listens, and one that ends listens no more while it still closes the record."""
SAID_AT_LOOK: Final = 20
"""After how many of these looks people are told for what they wait: a second."""


class Stream:
    """A kept connection to the home socket; calls may be asked ahead of their answers."""

    def __init__(self, pipe: socket.socket) -> None:
        self._pipe = pipe
        self._lines = pipe.makefile("rb")
        self._asked: dict[int, Call[Any]] = {}
        self._number = 0

    def ask(self, *calls: Call[Any]) -> None:
        """Send calls without waiting for their answers.

        Raises:
            Fault: `home-broken`.
        """
        lines = []
        for call in calls:
            self._number += 1
            self._asked[self._number] = call
            lines.append(wire.encode_question(self._number, call))
        try:
            self._pipe.sendall(b"".join(lines))
        except OSError as fault:
            raise _broken(str(fault)) from None

    def answer(self) -> tuple[Call[Any], wire.Answer]:
        """Return the next answer that comes, with its call; answers come in the order in which calls end.

        Raises:
            Fault: `home-broken`.
        """
        try:
            line = self._lines.readline()
        except OSError as fault:
            raise _broken(str(fault)) from None
        if not line:
            raise _broken("the end of the stream")
        answer = wire.decode_answer(line)
        if answer.id not in self._asked:
            raise _broken((answer.error or {}).get("code", f"an answer to call {answer.id}"))
        return self._asked.pop(answer.id), answer

    def close(self) -> None:
        """Close the connection."""
        self._lines.close()
        self._pipe.close()


def _broken(got: str) -> Fault:
    return Fault("home-broken", expected="an answer from the node", got=got, remedy="is the node still up? ask again")


class Client:
    """Asks one party; a context manager.

    Args:
        folder: the party's.
        passphrase: opens the keys where no node runs and they have one.
        at_rest: called before the folder is opened in this process, where no node runs; it returns the time of acts
            that are written then, or None for the machine's.
        pause: called between two looks at a folder that another process holds without answering.
        waits: called once where that has taken a second, to say so.
    """

    def __init__(
        self,
        folder: Folder,
        passphrase: bytes | None = None,
        *,
        at_rest: Callable[[], Clock | None] = lambda: None,
        pause: Callable[[], None] = lambda: time.sleep(PAUSE_SECONDS),
        waits: Callable[[], None] = lambda: None,
    ) -> None:
        self._folder = folder
        self._passphrase = passphrase
        self._at_rest = at_rest
        self._pause = pause
        self._waits = waits
        self._open = ExitStack()
        self._stream: Stream | None = None
        self._turn = threading.Lock()
        self._still: Any = None
        self._service: Any = None

    def __enter__(self) -> Self:
        for look in range(LOOKS_MAX):
            try:
                return self._enter()
            except Refused as refusal:
                if refusal.code != "folder-in-use":
                    raise
            if look == SAID_AT_LOOK:
                self._waits()
            # Whoever holds it is about to listen, or about to let go of it.
            self._pause()
        return self._enter()

    def _enter(self) -> Self:
        self._stream = connect(self._folder.socket)
        if self._stream is not None:
            self._open.callback(self._stream.close)
            return self
        # What a folder needs is slow to import, and the usual call goes to a running node.
        from detente.home.host import Still
        from detente.home.rotation import finish_rotation
        from detente.home.service import Service

        self._folder.read_config()
        with ExitStack() as opening:
            opening.enter_context(self._folder.lock())
            clock = self._at_rest()
            finish_rotation(self._folder)
            still = Still(self._folder, self._passphrase, clock=clock)
            opening.callback(still.close)
            self._open = opening.pop_all()
        self._service = Service(still)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    @property
    def running(self) -> bool:
        """Say if a node runs on the folder."""
        return self._stream is not None

    def call(self, call: Call[Reply]) -> Reply:
        """Return the reply to a call; threads may share a client, and each gets its own reply.

        Raises:
            Refused, Malformed, Fault: as the node answered; `home-broken` where it did not.
        """
        if self._stream is None:
            import asyncio

            reply: Reply = asyncio.run(self._service.run(call))
            return reply
        with self._turn:
            # One thread at a time: the next answer on the stream is to this call.
            self._stream.ask(call)
            _call, answer = self._stream.answer()
        return wire.reply_of(answer, call)

    def pipeline(self, calls: Iterable[Call[Reply]], width: int = 64) -> Iterator[Reply]:
        """Return the replies to many calls, `width` of them under way at a time, in the order in which they end."""
        if self._stream is None:
            yield from map(self.call, calls)
            return
        waiting = 0
        for call in calls:
            self._stream.ask(call)
            waiting += 1
            if waiting >= width:
                yield self._next()
                waiting -= 1
        for _ in range(waiting):
            yield self._next()

    def _next(self) -> Any:
        assert self._stream is not None, "only a stream has answers waiting"
        call, answer = self._stream.answer()
        return wire.reply_of(answer, call)


def connect(path: Path) -> Stream | None:
    """Return a stream to the node whose socket that is, or None where no node answers."""
    pipe = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        pipe.connect(str(path))
    except OSError:
        pipe.close()
        return None
    return Stream(pipe)
