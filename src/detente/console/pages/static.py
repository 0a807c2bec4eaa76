"""What pages bring with them: one style sheet, our scripts, those that building the package brings, the mark."""

from importlib.resources import files
from typing import Annotated

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import PathParameter
from litestar.types import ControllerRouterHandler

from detente.console.view import VENDORED, have_scripts

SCRIPTS = (
    "passkey.js", "clock.js", "search.js", "compose.js", "map.js", "ring.js", "board.js", "focus.js", "heard.js",
    "sections.js",
)  # fmt: skip


@get("/console.css")
async def show_style() -> Response[bytes]:
    """Return the one style sheet."""
    return _static("console.css", media_type="text/css")


@get("/{name:str}")
async def show_script(name: Annotated[str, PathParameter(max_length=32)]) -> Response[bytes]:
    """Return one of our scripts; none is needed to read a page, or to fill a form in."""
    if name in SCRIPTS:
        return _static(name, media_type="text/javascript")
    if name in VENDORED and have_scripts():
        return _static(f"vendor/{name}", media_type="text/javascript")
    raise NotFoundException


@get("/mark.svg")
async def show_mark() -> Response[bytes]:
    """Return the mark in the browser's tab."""
    return _static("mark.svg", media_type="image/svg+xml")


HANDLERS: tuple[ControllerRouterHandler, ...] = (show_style, show_script, show_mark)


def _static(name: str, *, media_type: str) -> Response[bytes]:
    data = files("detente.console").joinpath("static", *name.split("/")).read_bytes()
    return Response(data, media_type=media_type, headers={"cache-control": "no-cache"})
