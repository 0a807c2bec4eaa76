"""A party's pages over its own folder, without a network: a browser with a cookie, a passkey, a clock for sessions."""

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path

import httpx
from council_of_two import Two, at_rest
from tests.authenticator import Authenticator

from detente.console.app import create_app
from detente.console.forms import keeping
from detente.console.forms.keeping import Form
from detente.console.view import Console
from detente.home.access import passkeys
from detente.home.access.state import Access
from detente.home.calls import Inbox, Send
from detente.home.host import Still
from detente.home.replies import ActView
from detente.home.service import Service

SMITH, JONES = "A. Smith", "C. Jones"
BASE = "http://localhost:8080"


class Pages:
    """The pages of RU as one browser has them.

    Args:
        base: what stands in the browser's address line.
    """

    smith: Authenticator
    """A. Smith's passkey, where A. Smith came in."""
    jones: Authenticator
    """C. Jones' passkey, where C. Jones is enrolled."""

    def __init__(self, still: Still, base: str = BASE) -> None:
        self.still = still
        self.time = 1_800_000_000
        self.guard = create_app(Service(still), same_user=False)
        self.console: Console = self.guard._app.state["console"]  # type: ignore[attr-defined]
        self.access: Access = self.console.access
        self.access.now = lambda: self.time
        self.base = base
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> httpx.Response:
        """Return what the pages answer; a cookie that is set is kept."""

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.guard)  # type: ignore[arg-type]
            async with httpx.AsyncClient(transport=transport, base_url=self.base, cookies=self.cookies) as client:
                given = {name.replace("_", "-"): text for name, text in headers.items()}
                return await client.request(method, path, content=body, headers=given)

        answer = asyncio.run(send())
        for line in answer.headers.get_list("set-cookie"):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Return a page as a person opens it, or with other headers what a page asks for by itself."""
        return self.ask("GET", path, **(headers or {"sec_fetch_dest": "document"}))

    def post(self, path: str, fields: dict[str, str | list[str]], **headers: str) -> httpx.Response:
        """Return what the pages answer to a form of theirs."""
        body = httpx.QueryParams(fields)
        sent = {"content_type": "application/x-www-form-urlencoded", "origin": self.base, **headers}
        return self.ask("POST", path, str(body).encode(), **sent)

    def post_at_once(self, path: str, fields: dict[str, str], times: int = 2) -> list[httpx.Response]:
        """Return what the pages answer to a form that a browser sends several times before it hears an answer."""
        body = str(httpx.QueryParams(fields)).encode()
        headers = {"content-type": "application/x-www-form-urlencoded", "origin": self.base}

        async def send() -> list[httpx.Response]:
            transport = httpx.ASGITransport(self.guard)  # type: ignore[arg-type]
            async with httpx.AsyncClient(transport=transport, base_url=self.base, cookies=self.cookies) as client:
                sent = (client.post(path, content=body, headers=headers) for _ in range(times))
                return list(await asyncio.gather(*sent))

        return asyncio.run(send())

    def upload(
        self, path: str, fields: dict[str, str], files: list[tuple[str, bytes]], **headers: str
    ) -> httpx.Response:
        """Return what the pages answer to a form of theirs that brings files."""
        parts = [("file", (name, data, "application/octet-stream")) for name, data in files]
        made = httpx.Request("POST", self.base, data=fields, files=parts)
        sent = {"content_type": made.headers["content-type"], "origin": self.base, **headers}
        return self.ask("POST", path, made.read(), **sent)

    def run(self, work: object) -> object:
        return asyncio.run(work)  # type: ignore[arg-type]

    # --- what a person does -----------------------------------------------------------------------

    def link(self, officer: str = SMITH) -> str:
        """Return the path of an enrolment link."""
        token, _made = asyncio.run(passkeys.invite(self.access, officer, None))
        return f"/enrol/{token}"

    def enrol(self, passkey: Authenticator, officer: str = SMITH) -> httpx.Response:
        """Let an officer open a link and make a passkey."""
        path = self.link(officer)
        page = self.get(path)
        return self.post(path, {"proof": proof(page), "answer": passkey.make(asked(page))})

    def sign_in(self, passkey: Authenticator, **fields: str) -> httpx.Response:
        """Let an officer sign in."""
        page = self.get("/sign-in")
        return self.post("/sign-in", {"proof": proof(page), "answer": passkey.sign(asked(page)), **fields})

    def signed_in(self) -> bool:
        """Say if the pages say that somebody is signed in."""
        return "Sign out" in self.get("/sessions").text

    def forms(self, officer: str = SMITH) -> list[Form]:
        """Return what an officer typed and has not sent."""
        listed = asyncio.run(keeping.listed(self.access, officer))
        found = [asyncio.run(keeping.find(self.access, one.id, officer)) for one in listed]
        return [one for one in found if one is not None]

    def own(self, *kinds: str) -> list[ActView]:
        """Return the acts of these kinds in `own`."""
        found = asyncio.run(Service(self.still).run(Inbox(channel="own", all=True)))
        return [one for one in found.items if one.kind in kinds]  # type: ignore[attr-defined]


def proof(page: httpx.Response) -> str:
    """Return what a form of the page carries as its proof."""
    found = re.search(r'name="proof" value="([0-9a-f]{64})"', page.text)
    assert found, page.text[:2000]
    return found[1]


def asked(page: httpx.Response) -> str:
    """Return what a page asks of a passkey."""
    found = re.search(r'data-asked="([^"]+)"', page.text)
    assert found, page.text[:2000]
    return unescape(found[1])


@contextmanager
def pages_of(two: Two, base: str = BASE) -> Iterator[Pages]:
    """Open RU's folder, in which A. Smith and C. Jones are accredited, and its pages."""
    with at_rest(two.ru) as still:
        for name, rank in ((SMITH, "ambassador"), (JONES, "expert")):
            body = {"name": name, "rank": rank}
            asyncio.run(Service(still).run(Send(channel="line", kind="credentials", body=body)))
        yield Pages(still, base)


@contextmanager
def pages_of_smith(two: Two) -> Iterator[Pages]:
    """Open RU's pages, with A. Smith enrolled and signed in."""
    with pages_of(two) as found:
        found.smith = Authenticator()
        found.enrol(found.smith)
        found.sign_in(found.smith)
        yield found


@contextmanager
def pages_of_both(two: Two) -> Iterator[Pages]:
    """Open RU's pages, with A. Smith signed in; C. Jones is enrolled and can sign in in the same browser."""
    with pages_of_smith(two) as found:
        found.jones = Authenticator()
        found.enrol(found.jones, JONES)
        yield found


def two_in(path: Path) -> Two:
    """Return a council of NATO and RU below a path."""
    return Two(path, "plenary").joined()
