"""The watch board as a page, for a display on a wall: it only reads."""

from litestar import Response, get
from litestar.types import ControllerRouterHandler

from detente.console.pages import CouncilName, Every, Named, html, redirect
from detente.home.calls import ShowBoard


@get("/watch")
async def show_watch(console: Named, council: CouncilName = None, every: Every = None) -> Response[str]:
    """Return what needs a human now, the most urgent first, and how each peer can be reached."""
    frame = await console.frame(council)
    if frame.council is None:
        return redirect("/")
    found = await console.reader.ask(ShowBoard(frame.council.council))
    page = console.render(
        "watch.html", frame, title="Watch", board=found, json_command=console.command("watch", "board", "--json")
    )
    return html(page, every)


HANDLERS: tuple[ControllerRouterHandler, ...] = (show_watch,)
