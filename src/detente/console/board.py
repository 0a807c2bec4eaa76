"""The first page: the watch board, which is what an officer on duty needs, and what a display on a wall shows."""

from typing import Any

from litestar import Request, Response, get
from litestar.types import ControllerRouterHandler

from detente.console.pages import CouncilName, Every, Named, html, redirect
from detente.home.calls import Contradictions, ShowBoard


@get("/")
async def show_watch(console: Named, council: CouncilName = None, every: Every = None) -> Response[str]:
    """Return what needs a human now, the most urgent first, and how each peer can be reached."""
    frame = await console.frame(council)
    if frame.council is None:
        command = console.command("council", "join", "CHARTER")
        return html(console.render("no-council.html", frame, title="No council yet", command=command))
    named = frame.council.council
    page = console.render(
        "watch.html",
        frame,
        title="Watch",
        board=await console.reader.ask(ShowBoard(named)),
        contradictions=(await console.reader.ask(Contradictions(council=named))).items,
        json_command=console.command("watch", "board", "--json"),
    )
    return html(page, every)


@get("/watch")
async def show_earlier(request: Request[Any, Any, Any]) -> Response[str]:
    """Return the way to the first page from where the board stood before it was that."""
    query = request.scope["query_string"].decode("latin-1")
    return redirect(f"/?{query}" if query else "/")


HANDLERS: tuple[ControllerRouterHandler, ...] = (show_watch, show_earlier)
