"""Who asks: the browser by its cookie, and the officer whose session that is. Bound to this node and this machine."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from litestar import Request, Response

from detente.console.door.guard import host_of
from detente.console.door.received import proof_of
from detente.errors import Refused
from detente.home.access import sessions
from detente.home.access.sessions import Session
from detente.home.access.state import Access
from detente.protocol.passkeys import Site

COOKIE_CHARACTERS_MAX: Final = 64
AGAIN: Final = "again"
BY_ITSELF: Final = frozenset({"every", AGAIN})
"""What stands in the address of a page that asks for itself."""
FRAME: Final = "iframe"
PAGES: Final = ("document", FRAME)
"""For what a browser asks where a person opens something to look at it."""
NAMED: Final = "localhost"
"""The one name of the loopback that a passkey can be bound to."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Who asks.

    Args:
        cookie: the name of the one that holds a session's token.
        secret: that token, also of a session that has ended, else what this browser was given to prove its forms by;
            None where it has nothing yet.
        session: the officer's, or None; it may have ended by itself: see `signed_in`.
        now: the machine's time of the request.
        place: the address that was asked for, with its query.
        elsewhere: a link of another site led here, so the browser kept to itself what cookies it has.
        framed: the page is shown in a frame of another one, as the demo's: nothing in it takes the focus by itself.
    """

    cookie: str = ""
    secret: str | None = None
    session: Session | None = None
    now: int = 0
    place: str = "/"
    elsewhere: bool = False
    framed: bool = False

    @property
    def signed_in(self) -> Session | None:
        """Return the session where it holds."""
        return self.session if self.session is not None and self.session.holds(self.now) else None

    def held(self) -> Session:
        """Return the session where it holds, for what nobody else may do.

        Raises:
            Refused: `signed-out`.
        """
        if (session := self.signed_in) is None:
            raise signed_out()
        return session

    @property
    def ended(self) -> bool:
        """Say if this browser had a session that has ended by itself."""
        return self.session is not None and self.signed_in is None

    @property
    def proof(self) -> str:
        """Return what the forms of this browser carry, empty where it has no cookie yet."""
        return proof_of(self.secret) if self.secret is not None else ""


def signed_out() -> Refused:
    """Return that nobody is signed in, in words."""
    return Refused("signed-out", expected="a signed-in officer", got="nobody", remedy="sign in")


def cookie_of(place: Path) -> str:
    """Return the name of a node's cookie: a browser sends it to every port of this machine, so it tells nodes apart.

    Args:
        place: of the party's folder.
    """
    folder = hashlib.sha256(str(place).encode()).hexdigest()[:8]
    return f"detente-{folder}"


async def visit_of(access: Access, request: Request[Any, Any, Any]) -> Visit:
    """Return who asks; a cookie of no use is as none."""
    name, now = cookie_of(access.host.folder.path), access.now()
    query = request.scope["query_string"].decode("latin-1")
    place = request.url.path + (f"?{query}" if query else "")
    token, given = (_sound(request.cookies.get(one)) for one in (name, visitor_of(name)))
    session = await sessions.find(access, token, used=_is_use(request)) if token is not None else None
    framed = request.headers.get("sec-fetch-dest") == FRAME
    return Visit(name, token or given, session, now, place, is_from_elsewhere(request), framed)


def visitor_of(cookie: str) -> str:
    """Return the name under which a browser without a session keeps what proves its forms, beside its session's cookie.

    It is another name, so that no page that is shown to nobody's session can put its own secret in the place of one.
    """
    return f"{cookie}-visitor"


def _sound(secret: str | None) -> str | None:
    return secret if secret and len(secret) <= COOKIE_CHARACTERS_MAX and secret.isascii() else None


def is_from_elsewhere(request: Request[Any, Any, Any]) -> bool:
    """Say if another site's link led here: the browser sends no cookie of ours along then (RFC 6265bis, 5.2)."""
    return request.headers.get("sec-fetch-site") == "cross-site"


def _is_use(request: Request[Any, Any, Any]) -> bool:
    """Say if a person asks, and not a page by itself: a form, or a page to look at.

    What an open page asks for, to renew itself, to ring or to draw, is never a document; one on a wall, or one that
    waits until something is ready, says in its address that it asks again. A browser that does not say for what it asks
    says at least that it would take a page.

    Source: Fetch Metadata Request Headers, section 2.1; RFC 9110, section 12.5.1.
    """
    if request.method == "POST":
        return True
    headers = request.headers
    if "hx-request" in headers or "sec-purpose" in headers or not BY_ITSELF.isdisjoint(request.query_params):
        return False
    wanted = headers.get("sec-fetch-dest")
    return wanted in PAGES if wanted is not None else "text/html" in headers.get("accept", "")


def is_looked_at(request: Request[Any, Any, Any]) -> bool:
    """Say if the answer is a page before somebody's eyes, and not for a script or in a part of a page.

    Source: Fetch Metadata Request Headers, section 2.1.
    """
    return "hx-request" not in request.headers and request.headers.get("sec-fetch-dest", PAGES[0]) in PAGES


def again(place: str) -> str:
    """Return the address at which a page asks for itself once more, which is no use of it."""
    return f"{place}{'&' if '?' in place else '?'}{AGAIN}=1"


def let_in(response: Response[Any], visit: Visit, secret: str) -> None:
    """Let a browser that has nothing yet keep what proves its forms.

    Where a link of another site led here, nothing is set in the place of what the browser has: the page asks for itself
    once more, which is then its own doing, and the cookies come along.
    """
    if not visit.elsewhere:
        if visit.secret is None:
            response.headers["set-cookie"] = cookie_line(visitor_of(visit.cookie), secret)
    elif f"{AGAIN}=1" not in visit.place:
        response.headers["refresh"] = f"0; url={again(visit.place)}"


def keep_session(response: Response[Any], visit: Visit, token: str) -> None:
    """Let the browser keep a session: for this node's pages only, out of reach of scripts, until it is closed."""
    response.headers["set-cookie"] = cookie_line(visit.cookie, token)


def drop_session(response: Response[Any], visit: Visit) -> None:
    """Let the browser forget its session."""
    response.headers["set-cookie"] = cookie_line(visit.cookie, "", seconds=0)


def cookie_line(name: str, value: str, *, seconds: int | None = None) -> str:
    """Return the line by which a browser keeps a value, until it is closed or for some seconds; none are none."""
    age = "" if seconds is None else f"; Max-Age={seconds}"
    return f"{name}={value}; Path=/{age}; HttpOnly; SameSite=Strict"


def site_of(request: Request[Any, Any, Any]) -> Site:
    """Return the site under whose name the browser asks."""
    host = request.headers.get("host", "").lower()
    return Site(host_of(host), f"http://{host}")


def is_named(site: Site) -> bool:
    """Say if passkeys work under this name: an address is none."""
    return site.id == NAMED
