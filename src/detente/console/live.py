"""Pages that renew themselves: a stream that says only that something changed, and the strip above every page.

The stream carries nothing of the record. A page that hears it asks for what it shows once more, by its own address, so
whether it may be seen is decided in one place. Without a script, or without the package's scripts, a page stays as it
was loaded, and says so.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, Final

from litestar import Request, Response, get
from litestar.response import Stream
from litestar.types import ControllerRouterHandler

from detente.console.pages import CouncilName, Named, html
from detente.console.view import Console
from detente.limits import STREAMS_MAX
from detente.node.core import Core

ACTS, RECORD = "acts", "record"
"""What changed: a feed of the council grew; anything at all was committed, a receipt for example."""
PULSE_SECONDS: Final = 20.0
"""How often a stream says that it is still there."""
QUIET_SECONDS: Final = 0.5
"""What changes within this time is told once: a flash act that comes next to another rings within a second."""
RETRY: Final = b"retry: 3000\n\n"

Marks = tuple[int, int]


class Streams:
    """The streams of one node's pages.

    Args:
        closing: set when the pages are closed, so that no stream holds that up.
    """

    def __init__(self) -> None:
        self.open = 0
        self.closing = asyncio.Event()

    async def changes(self, console: Console, council: str) -> AsyncIterator[bytes]:
        """Yield an event for what changed, until the pages close."""
        self.open += 1
        try:
            host = console.access.host
            known = await host.read(lambda core: _marks(core, council))
            yield RETRY
            while not self.closing.is_set():
                found = await self._next(console, council, known)
                if found is None:
                    yield b": still here\n\n"
                    continue
                told = [name for name, old, new in zip((ACTS, RECORD), known, found, strict=True) if old != new]
                known = found
                for name in told:
                    yield f"event: {name}\ndata: \n\n".encode()
                await self._wait(self.closing.wait(), QUIET_SECONDS)
        finally:
            self.open -= 1

    async def _next(self, console: Console, council: str, known: Marks) -> Marks | None:
        def other(core: Core) -> Marks | None:
            found = _marks(core, council)
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


def _marks(core: Core, council: str) -> Marks:
    return sum(feed.size for feed in core.context.held.feeds(council)), core.context.store.changes()


@get("/events", media_type="text/event-stream")
async def stream(request: Request[Any, Any, Any], console: Named, council: CouncilName = None) -> Response[Any]:
    """Return the stream of a council's changes."""
    frame = await console.frame(council)
    streams: Streams = request.app.state.streams
    if frame.council is None or streams.open >= STREAMS_MAX:
        return Response(b"", status_code=503, media_type="text/plain", headers={"retry-after": "60"})
    return Stream(
        streams.changes(console, frame.council.council),
        media_type="text/event-stream",
        headers={"cache-control": "no-store", "x-accel-buffering": "no"},
    )


@get("/frame")
async def show_strip(console: Named, council: CouncilName = None) -> Response[str]:
    """Return the strip above a page: standing, counterparts, clock."""
    frame = await console.frame(council)
    return html(console.render("strip.html", frame))


HANDLERS: tuple[ControllerRouterHandler, ...] = (stream, show_strip)
