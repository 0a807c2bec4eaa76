"""Who may ask the pages: the same user on the same machine, by a request that no foreign page arranged.

The connection itself must tell, before anybody signs in. A page shows nothing to another user of this machine (the
kernel names the owner of a loopback connection), nothing under a name that is not this machine's (DNS rebinding), and
nothing to requests that another site's page makes. A form is taken from a page of exactly this origin alone: another
port of this machine is somebody else. Pages run scripts of this node only and load nothing from elsewhere.

Source: RFC 9110 sections 7.4, 9.2.1; RFC 6454; Content Security Policy Level 3; Fetch Metadata Request Headers.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from detente.languages import ENGLISH, using
from detente.languages import gettext as _
from detente.languages.joining import grouped
from detente.limits import FORM_BYTES_MAX, FORM_SECONDS_MAX

_OWN = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors "
)
POLICY = f"{_OWN}'none'"
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # With no-referrer a browser names no origin of a form, not even to us (Fetch Standard, "append a request Origin").
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cache-control": "no-store",
}
LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")
METHODS = ("GET", "POST")
SERVED = "detente served"
"""Under which a request's state has the server's end of its connection, as the socket has it."""
OWN = "detente own"
"""Under which a request's state says if its connection is this user's, as the kernel said when it was made."""
FORM = "application/x-www-form-urlencoded"
UPLOAD = "multipart/form-data"
UPLOADS = re.compile(r"/act/[A-Za-z0-9_-]{43}/files|/record/evidence|/paper/read")
"""Forms that bring files, and where they are taken: read as they come, under limits of their own (`uploading.py`)."""
FILES = (".zip", ".bin", ".pdf", ".txt", ".ics", ".svg", ".png", ".geojson", ".csv", ".json")
"""How the names of downloads and of pictures end."""


class Guard:
    """An application round the pages: it answers in their place where a request may not have them.

    Args:
        names: host names under which the pages may be asked for, at the port at which they listen.
        forwarded: a port of another machine that is forwarded to theirs: they are asked for at that one, too.
        same_user: whether a connection has to be this user's: who took it asked the kernel, see `server.py`.
        form_seconds: how long a form may take to come in.
        framed_by: returns the one origin whose page may show these pages in a frame, or nothing: see `home/access`.
        spoken: returns the language in which a request is answered.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        names: Iterable[str] = LOOPBACK_NAMES,
        forwarded: int | None = None,
        same_user: bool = True,
        form_seconds: float = FORM_SECONDS_MAX,
        framed_by: Callable[[], Awaitable[str]] | None = None,
        spoken: Callable[[HTTPScope], str] | None = None,
    ) -> None:
        self._app = app
        self._names = frozenset(names)
        self._forwarded = forwarded
        self._same_user = same_user
        self._form_seconds = form_seconds
        self._framed_by = framed_by
        self._spoken = spoken
        self.closing = asyncio.Event()
        """Set when the pages are closed: what would go on for ever ends."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer why not; either way with the headers of this page."""
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return

        headers = {name.decode("latin-1"): text.decode("latin-1") for name, text in scope["headers"]}
        framed = headers.get("sec-fetch-dest") == "iframe"
        framer = await self._framed_by() if framed and self._framed_by is not None else ""
        fixed = [(name.encode(), text.encode()) for name, text in headers_in(framer).items()]

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(item for item in fixed if item[0] not in given)]
            await send(message)

        # Whatever answers, a page, a stream, a refusal or what is said of a mistake, does it in one language.
        with using(self._spoken(scope) if self._spoken is not None else ENGLISH):
            refusal = self._refusal(scope, headers, framer)
            if refusal is None and scope["method"] == "POST" and not _brings_files(scope["path"], headers):
                body, refusal = await self._form(headers, receive)
                receive = _again(body, receive)
            if refusal is None:
                await self._app(scope, receive, send_guarded)
            else:
                await _answer(send_guarded, *refusal)

    def _refusal(self, scope: HTTPScope, headers: dict[str, str], framer: str = "") -> tuple[int, str] | None:
        """Return status and reason where the request may not be answered."""
        if scope["method"] not in METHODS:
            return 405, _("These pages answer to GET, and to their own forms.")
        # Not as the request's scope has it: what passes a request on may write another there.
        made: dict[str, Any] = scope.get("state", {})
        server = made.get(SERVED, scope.get("server"))
        if address_of(headers.get("host", "")) not in (answered := self._answered(server)):
            return 421, _("These pages answer to {names} only.").format(names=", ".join(sorted(answered)))
        if not may_fetch(headers, scope["path"], framer):
            return 403, _("Another site's page asked for this. Open the address yourself.")
        if scope["method"] == "POST" and not is_own_form(headers):
            return 403, _(
                "This form does not come from a page of this node. Open the page anew and send it from there."
            )
        if self._same_user and not made.get(OWN, False):
            return 403, _("These pages are for the user who runs this node.")
        return None

    def _answered(self, server: tuple[str, int | None] | None) -> set[str]:
        """Return the names with their ports under which a browser may ask for the pages, see `address_of`.

        The port matters: passkeys and cookies of a name are those of all its ports, and another one may be anybody's.
        """
        ports = {self._forwarded, server[1] if server is not None else None} - {None}
        return {f"{name}:{port}" for name in self._names for port in ports}

    async def _form(self, headers: dict[str, str], receive: Receive) -> tuple[bytes, tuple[int, str] | None]:
        """Return the whole of a form, or why it is not taken: another type, too long, too slow."""
        if _type_of(headers) != FORM:
            return b"", (415, _("A form is {type}.").format(type=FORM))
        length = headers.get("content-length", "")
        if length and not (
            length.isascii() and length.isdigit() and len(length) <= 12 and int(length) <= FORM_BYTES_MAX
        ):
            return b"", _too_long(length)
        try:
            async with asyncio.timeout(self._form_seconds):
                return await _whole(receive)
        except TimeoutError:
            return b"", (408, _("A form has to come in within {n} seconds.").format(n=f"{self._form_seconds:g}"))


async def _whole(receive: Receive) -> tuple[bytes, tuple[int, str] | None]:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return b"", (400, _("The form ended early."))
        body += message.get("body", b"")
        if len(body) > FORM_BYTES_MAX:
            return b"", _too_long(str(len(body)))
        if not message.get("more_body", False):
            return bytes(body), None


def _brings_files(path: str, headers: dict[str, str]) -> bool:
    return UPLOADS.fullmatch(path) is not None and _type_of(headers) == UPLOAD


def _type_of(headers: dict[str, str]) -> str:
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def _too_long(got: str) -> tuple[int, str]:
    """Return what is said of a form that is not read: what its length is, or how much of it had come."""
    size = grouped(int(got)) if got.isascii() and got.isdigit() and len(got) <= 12 else "?"
    told = _(
        "A form has at most {n} bytes, and this one has {got}. What you typed stands in its window: shorten it there."
    )
    return 413, told.format(n=grouped(FORM_BYTES_MAX), got=size)


def _again(body: bytes, receive: Receive) -> Receive:
    """Return what gives a body that was read, once, and then what else comes."""
    left = [body]

    async def replay() -> Any:
        if left:
            return {"type": "http.request", "body": left.pop(), "more_body": False}
        return await receive()

    return replay


async def _answer(send: Send, status: int, text: str) -> None:
    body = text.encode() + b"\n"
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    if status == 405:
        headers.append((b"allow", b"GET, POST"))
    if status in (408, 413):
        # What is still on its way of this form must not be read as the next request.
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


def host_of(host: str) -> str:
    """Return the name in a Host header, without its port."""
    if host.startswith("["):
        return host[: host.find("]") + 1].lower()
    return host.partition(":")[0].lower()


def address_of(host: str) -> str:
    """Return the name and the port in a Host header; it leaves out port 80 (RFC 9110, section 4.2.1)."""
    name = host_of(host)
    return f"{name}{host[len(name) :] or ':80'}"


def headers_in(framer: str) -> dict[str, str]:
    """Return the headers of every answer; in a frame of the one origin that may have it, they name that origin."""
    if not framer:
        return HEADERS
    found = {name: text for name, text in HEADERS.items() if name != "x-frame-options"}
    return {**found, "content-security-policy": f"{_OWN}{framer}"}


def may_fetch(headers: dict[str, str], path: str, framer: str = "") -> bool:
    """Say if a request comes from the pages themselves, from the person, or is a plain link to a page from elsewhere.

    A link from elsewhere opens a page, as links do; it starts no download: that takes work, and the record may note it.

    Args:
        framer: the origin that may show pages in a frame; that it is this one the browser sees to, by our headers.
    """
    site = headers.get("sec-fetch-site", "none")
    if site in ("none", "same-origin"):
        return True
    places = ("document", "iframe") if framer and site == "same-site" else ("document",)
    navigates = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") in places
    return navigates and not path.endswith(FILES)


def is_own_form(headers: dict[str, str]) -> bool:
    """Say if a form comes from a page of exactly this origin: name and port, without TLS.

    A browser names the origin of every form that it sends; whatever does not may keep our cookie from nobody.
    """
    if headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return False
    return headers.get("origin", "").lower() == f"http://{headers.get('host', '').lower()}"
