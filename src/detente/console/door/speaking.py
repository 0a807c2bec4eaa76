"""In which language the pages answer: chosen in their head, kept by the browser, the same for every page of a node."""

from pathlib import Path
from typing import Any, Final

from litestar import Request, Response, post
from litestar.connection import ASGIConnection
from litestar.types import ControllerRouterHandler, HTTPScope

from detente.console.answers import redirect
from detente.console.asked import Named
from detente.console.door.entrance import place_of
from detente.console.door.received import parse_form
from detente.console.door.visit import cookie_line, cookie_of
from detente.languages import AVAILABLE
from detente.languages.choosing import choose

KEPT_SECONDS: Final = 400 * 86_400
"""The longest that browsers keep a cookie: RFC 6265bis, section 5.5."""


def language_of(folder: Path, scope: HTTPScope) -> str:
    """Return the language in which a request is answered, one of those there are.

    Args:
        folder: the party's, which tells its cookies from those of other nodes on this machine.
    """
    asked: ASGIConnection[Any, Any, Any, Any] = ASGIConnection(scope)
    chosen = asked.cookies.get(cookie_for(folder))
    return choose(chosen, asked.headers.get("accept-language", ""))


@post("/language")
async def choose_language(request: Request[Any, Any, Any], console: Named) -> Response[str]:
    """Keep the language that was chosen, and go on where one was; the guard has seen that a page of ours asked."""
    form = parse_form(await request.body())
    answer = redirect(place_of(form.one("next")))
    if (chosen := form.one("language")) in AVAILABLE:
        answer.headers["set-cookie"] = cookie_line(cookie_for(console.folder), chosen, seconds=KEPT_SECONDS)
    return answer


def cookie_for(folder: Path) -> str:
    """Return the name under which a browser keeps the language of a node's pages."""
    return f"{cookie_of(folder)}-language"


HANDLERS: tuple[ControllerRouterHandler, ...] = (choose_language,)
