"""What pages bring with them: one style sheet, our scripts, those that building the package brings, the mark."""

from collections.abc import Mapping
from typing import Annotated, Final

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import PathParameter
from litestar.types import ControllerRouterHandler

from detente.console.asked import Asked
from detente.console.shipped import Shipped, give, read_shipped
from detente.console.templating import VENDORED, have_scripts

STYLE, MARK = "console.css", "mark.svg"
SCRIPTS: Final = (
    "passkey.js", "clock.js", "search.js", "compose.js", "map.js", "ring.js", "board.js", "focus.js", "heard.js",
    "sections.js",
)  # fmt: skip
SCRIPT: Final = "text/javascript"


def read_all() -> Mapping[str, Shipped]:
    """Return every file of the pages by the name under which it is asked for; scripts of others where all are here."""
    package = "detente.console"
    vendored = VENDORED if have_scripts() else ()
    return {
        STYLE: read_shipped(package, STYLE, "text/css"),
        MARK: read_shipped(package, MARK, "image/svg+xml"),
        **{name: read_shipped(package, name, SCRIPT) for name in SCRIPTS},
        **{name: read_shipped(package, f"vendor/{name}", SCRIPT) for name in vendored},
    }


@get("/console.css")
async def show_style(request: Asked) -> Response[bytes]:
    """Return the one style sheet."""
    return give(request, _shipped(request)[STYLE])


@get("/{name:str}")
async def show_script(request: Asked, name: Annotated[str, PathParameter(max_length=32)]) -> Response[bytes]:
    """Return one of the scripts; none is needed to read a page, or to fill a form in."""
    found = _shipped(request).get(name)
    if found is None or found.media_type != SCRIPT:
        raise NotFoundException
    return give(request, found)


@get("/mark.svg")
async def show_mark(request: Asked) -> Response[bytes]:
    """Return the mark in the browser's tab."""
    return give(request, _shipped(request)[MARK])


HANDLERS: tuple[ControllerRouterHandler, ...] = (show_style, show_script, show_mark)


def _shipped(request: Asked) -> Mapping[str, Shipped]:
    found: Mapping[str, Shipped] = request.app.state.shipped
    return found
