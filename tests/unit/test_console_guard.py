"""Who may read the pages: nobody under a foreign name, for a foreign page, or as another user of the machine."""

import asyncio
import os

import httpx
import pytest
from console_world import World

from detente.console.app import PageServer, create_app
from detente.console.guard import POLICY, host_of, may_fetch, owner_in
from detente.errors import Fault, Refused

PATHS = ("/", "/acts", "/feeds", "/start", "/console.css", "/mark.svg", "/nowhere", "/acts/ru/line/9")
TABLE = """\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 11 1 0 100 0 0 10 0
   1: 0100007F:C350 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1001        0 12 1 0 20 4 30 10 -1
   2: 0100007F:C351 0100007F:1F90 06 00000000:00000000 03:00000000 00000000     0        0 0 3 0
"""


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_policy(path: str) -> None:
    """No page, file or error may load anything from elsewhere, be framed, or be taken for another type."""
    answer = World().get(path)
    assert answer.headers["content-security-policy"] == POLICY
    assert "default-src 'none'" in POLICY
    assert "script-src" not in POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in answer.headers
    assert "cache-control" in answer.headers


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE"])
def test_nothing_but_get_is_answered(method: str) -> None:
    world = World()
    answer = world.get("/", method)
    assert answer.status_code == 405
    assert world.asked == []


@pytest.mark.parametrize("host", ["example.org", "example.org:80", "127.0.0.1.example.org", "localhost.", "", "[::2]"])
def test_a_foreign_name_is_refused(host: str) -> None:
    """A name of a foreign site that resolves to this machine (DNS rebinding) reads nothing."""
    world = World()
    answer = world.get("/", host=host)
    assert answer.status_code == 421
    assert world.asked == []
    assert answer.headers["content-security-policy"] == POLICY


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:9", "localhost:8080", "LOCALHOST", "[::1]:8080"])
def test_the_machine_s_own_names_are_answered(host: str) -> None:
    assert World().get("/", host=host).status_code == 200


def test_host_of() -> None:
    assert host_of("[::1]:80") == "[::1]"
    assert host_of("a:b:c") == "a"


@pytest.mark.parametrize(
    ("site", "mode", "dest", "path", "allowed"),
    [
        ("none", "navigate", "document", "/", True),
        ("same-origin", "no-cors", "style", "/console.css", True),
        ("cross-site", "navigate", "document", "/acts", True),
        ("cross-site", "no-cors", "image", "/acts", False),
        ("same-site", "cors", "empty", "/", False),
        ("cross-site", "navigate", "iframe", "/", False),
        ("cross-site", "navigate", "document", "/acts/ru/line/2/evidence.zip", False),
    ],
)
def test_what_another_site_may_have_fetched(site: str, mode: str, dest: str, path: str, *, allowed: bool) -> None:
    """A link from elsewhere opens a page; nothing else from elsewhere is answered, and no download is started."""
    headers = {"sec-fetch-site": site, "sec-fetch-mode": mode, "sec-fetch-dest": dest}
    assert may_fetch(headers, path) is allowed
    answer = World().get(path, **{name.replace("-", "_"): text for name, text in headers.items()})
    assert (answer.status_code == 403) is not allowed


def test_the_owner_of_a_connection_is_read_from_the_kernel_s_table() -> None:
    """Only an established connection between exactly these two ends has an owner."""
    server = ("0100007F:1F90",)
    assert owner_in(TABLE, ("0100007F:C350",), server) == 1001
    assert owner_in(TABLE, ("0100007F:C351",), server) is None
    assert owner_in(TABLE, ("0100007F:1F90",), server) is None
    assert owner_in(TABLE, ("0100007F:C350",), ("0100007F:1F91",)) is None


def test_a_real_connection_of_this_user_is_served_and_another_s_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    async def statuses() -> list[int]:
        server = PageServer(create_app(World()))
        told = await server.start()
        try:
            async with httpx.AsyncClient() as client:
                mine = (await client.get(str(told["page"]))).status_code
                monkeypatch.setattr(os, "geteuid", lambda: 4_294_967_000)
                monkeypatch.setattr("detente.console.guard.ROOT", 4_294_967_001)
                return [mine, (await client.get(str(told["page"]))).status_code]
        finally:
            await server.stop()

    assert asyncio.run(statuses()) == [200, 403]


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::"])
def test_the_pages_listen_on_the_loopback_only(host: str) -> None:
    with pytest.raises(Refused) as refused:
        asyncio.run(PageServer(create_app(World()), host).start())
    assert refused.value.code == "pages-loopback"


def test_a_port_in_use_is_named() -> None:
    async def twice() -> str:
        first = PageServer(create_app(World()))
        await first.start()
        try:
            await PageServer(create_app(World()), port=first.port).start()
        except Fault as fault:
            return fault.code
        finally:
            await first.stop()
        return ""

    assert asyncio.run(twice()) == "pages-port"
