"""Pages that renew themselves: a stream that says only that something changed, and the strip above every page.

The stream carries nothing of the record. A page that hears it asks for what it shows once more, by its own address, so
whether it may be seen is decided in one place. Without a script, or without the package's scripts, a page stays as it
was loaded, and says so.
"""

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Annotated, Any, Final

import msgspec
from litestar import Request, Response, get
from litestar.params import QueryParameter
from litestar.response import Stream
from litestar.types import ControllerRouterHandler

from detente.console.answers import html
from detente.console.asked import CouncilName, Named
from detente.console.view import Console, Marks, marks_of, wires_of
from detente.limits import STREAMS_MAX
from detente.node.core import Core

ACTS, RECORD = "acts", "record"
"""What changed: a feed grew; anything at all was committed, a receipt for example."""
PULSE_SECONDS: Final = 20.0
"""How often a stream says that it is still there."""
QUIET_SECONDS: Final = 0.5
"""What changes within this time is told once: a flash act that comes next to another rings within a second."""
RETRY: Final = b"retry: 3000\n\n"


class Streams:
    """The streams of one node's pages."""

    def __init__(self) -> None:
        self.open = 0
        self.closing = asyncio.Event()
        """Set when the pages are closed, so that no stream holds that up."""

    async def begun(self, console: Console, since: Marks | None) -> AsyncIterator[bytes] | None:
        """Return a stream that has its place already, or None where as many as may be are open.

        A burst of requests is counted one by one: a stream that nobody reads yet has its place, and one that nobody
        ever reads gives it back.
        """
        if self.open >= STREAMS_MAX:
            return None
        changes = self.changes(console, since)
        # Runs up to its first word without waiting for anything, the count included.
        await anext(changes)
        return changes

    async def changes(self, console: Console, since: Marks | None) -> AsyncGenerator[bytes]:
        """Yield nothing, once the stream is counted; then an event for what changed, until the pages close.

        Args:
            since: how far the record was when the page was made: what came after that is told at once.
        """
        self.open += 1
        try:
            yield b""
            known = since if since is not None else await console.access.host.read(marks_of)
            yield RETRY
            while not self.closing.is_set():
                found = await self._next(console, known)
                if found is None:
                    yield b": still here\n\n"
                    continue
                told = [name for name, old, new in zip((ACTS, RECORD), known, found, strict=True) if old != new]
                known = found
                for name in told:
                    yield f"id: {_written(found)}\nevent: {name}\ndata: \n\n".encode()
                await self._wait(self.closing.wait(), QUIET_SECONDS)
        finally:
            self.open -= 1

    async def _next(self, console: Console, known: Marks) -> Marks | None:
        def other(core: Core) -> Marks | None:
            found = marks_of(core)
            return found if found != known else None

        looking = asyncio.ensure_future(console.access.host.until(other, PULSE_SECONDS))
        closing = asyncio.ensure_future(self.closing.wait())
        try:
            await asyncio.wait({looking, closing}, return_when=asyncio.FIRST_COMPLETED)
            return looking.result() if looking.done() else None
        finally:
            for task in (looking, closing):
                task.cancel()
            await asyncio.gather(looking, closing, return_exceptions=True)

    @staticmethod
    async def _wait(work: Any, seconds: float) -> None:
        try:
            await asyncio.wait_for(work, seconds)
        except TimeoutError:
            return


def _written(marks: Marks) -> str:
    """Return how far a record is, as an address and a stream's event name it."""
    return f"{marks[0]}-{marks[1]}"


def _read(text: str) -> Marks | None:
    found = re.fullmatch(r"(\d{1,18})-(\d{1,18})", text, re.ASCII)
    return (int(found[1]), int(found[2])) if found else None


@get("/events", media_type="text/event-stream")
async def stream(
    request: Request[Any, Any, Any],
    console: Named,
    council: CouncilName = None,
    since: Annotated[str, QueryParameter(max_length=40)] = "",
) -> Response[Any]:
    """Return the stream of what changes after a page was made, or after the last event that a browser heard."""
    frame = await console.frame(council)
    streams: Streams = request.app.state.streams
    since_then = _read(request.headers.get("last-event-id", since)[:40])
    changes = None if frame.council is None else await streams.begun(console, since_then)
    if changes is None:
        return Response(b"", status_code=503, media_type="text/plain", headers={"retry-after": "60"})
    return Stream(
        changes,
        media_type="text/event-stream",
        headers={"cache-control": "no-store", "x-accel-buffering": "no"},
    )


@get("/frame")
async def show_strip(console: Named, council: CouncilName = None) -> Response[str]:
    """Return the strip above a page: standing, counterparts, clock."""
    frame = await console.frame(council)
    return html(console.render("strip.html", frame))


@get("/heard", media_type="application/json")
async def show_heard(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Return that the node is there, how far its record is, and if a wire stands otherwise.

    The core is asked: one that hangs says nothing.
    """
    console: Console = request.app.state.console
    host = console.access.host
    marks, wires = await host.read(lambda core: (marks_of(core), wires_of(core, host.clock.now())))
    return Response(msgspec.json.encode({"marks": _written(marks), "wires": wires}), media_type="application/json")


HANDLERS: tuple[ControllerRouterHandler, ...] = (stream, show_strip, show_heard)
