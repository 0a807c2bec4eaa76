"""Who may read the pages: nobody under a foreign name, for a foreign page, or as another user of the machine."""

import asyncio
import os
import re
import socket
import sys
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from console_world import World

from detente.console.app import create_app
from detente.console.door.guard import FORM, POLICY, Guard, address_of, host_of, is_own_form, may_fetch
from detente.console.door.owner import in_kernel, in_table, owner_of
from detente.console.door.server import Impatient, PageServer, has_loopback
from detente.errors import Fault, Refused
from detente.limits import CONNECTIONS_MAX, FORM_BYTES_MAX

PATHS = ("/", "/acts", "/start", "/console.css", "/mark.svg", "/nowhere", "/acts/ru/line/9")
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
    assert "unsafe" not in POLICY
    assert "http" not in POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert "set-cookie" not in answer.headers
    assert "cache-control" in answer.headers


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE"])
def test_nothing_but_get_and_forms_is_answered(method: str) -> None:
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


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost:8080", "LOCALHOST:8080", "[::1]:8080"])
def test_the_machine_s_own_names_are_answered(host: str) -> None:
    assert World().get("/", host=host).status_code == 200


@pytest.mark.parametrize("host", ["127.0.0.1:9", "localhost", "localhost:", "localhost:80", "localhost:08080", "[::1]"])
def test_another_port_of_the_machine_is_a_foreign_name(host: str) -> None:
    """What a browser has of a name, passkeys and cookies, it has for all its ports, and they are not all ours."""
    assert World().get("/", host=host).status_code == 421


def test_host_of() -> None:
    assert host_of("[::1]:80") == "[::1]"
    assert host_of("a:b:c") == "a"
    assert address_of("[::1]") == "[::1]:80"
    assert address_of("Localhost:8080") == "localhost:8080"


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


TOUR = "http://localhost:20100"


@pytest.mark.parametrize(
    ("site", "dest", "framer", "status"),
    [
        ("same-site", "iframe", TOUR, 200),
        ("same-origin", "iframe", TOUR, 200),
        ("same-site", "iframe", "", 403),
        ("cross-site", "iframe", TOUR, 403),
        ("same-origin", "iframe", "", 200),
        ("none", "document", TOUR, 200),
    ],
)
def test_one_page_alone_may_have_the_pages_in_a_frame(site: str, dest: str, framer: str, status: int) -> None:
    """In a rehearsal that names it; the browser is told which, and everywhere else that nobody may."""

    async def framed_by() -> str:
        return framer

    async def ask() -> httpx.Response:
        app = create_app(World(), same_user=False)  # type: ignore[arg-type]
        app._framed_by = framed_by
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost:8080") as client:
            fetched = {"sec-fetch-site": site, "sec-fetch-mode": "navigate", "sec-fetch-dest": dest}
            return await client.get("/officers", headers=fetched)

    answer = asyncio.run(ask())
    assert answer.status_code == status
    if status == 200:
        framed = dest == "iframe" and bool(framer)
        policy = answer.headers["content-security-policy"]
        assert policy.endswith(f"frame-ancestors {framer if framed else chr(39) + 'none' + chr(39)}")
        assert ("x-frame-options" in answer.headers) is not framed


def test_the_owner_of_a_connection_is_read_from_the_kernel_s_table() -> None:
    """Only an established connection between exactly these two ends has an owner."""
    server = ("0100007F:1F90",)
    assert in_table(TABLE, ("0100007F:C350",), server) == 1001
    assert in_table(TABLE, ("0100007F:C351",), server) is None
    assert in_table(TABLE, ("0100007F:1F90",), server) is None
    assert in_table(TABLE, ("0100007F:C350",), ("0100007F:1F91",)) is None


def test_a_real_connection_of_this_user_is_served_and_another_s_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    async def heads() -> tuple[int, str]:
        server = PageServer(create_app(World()))
        told = await server.start()
        try:
            async with httpx.AsyncClient() as client:
                mine = (await client.get(str(told["page"]))).status_code
            be_another_user(monkeypatch)
            return mine, await _refused(server.port, "GET / HTTP/1.1", f"Host: localhost:{server.port}")
        finally:
            await server.stop()

    mine, refused = asyncio.run(heads())
    assert mine == 200
    assert refused.startswith("HTTP/1.1 403")


def test_a_stolen_cookie_is_of_no_use_to_another_user(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sound form with a sound cookie, sent over another user's connection, does not come to the pages."""

    async def head() -> str:
        world = World()
        server = PageServer(create_app(world))
        await server.start()
        try:
            be_another_user(monkeypatch)
            here = f"localhost:{server.port}"
            refused = await _refused(
                server.port, "POST /sign-out HTTP/1.1", f"Host: {here}", f"Origin: http://{here}",
                f"Content-Type: {FORM}", "Content-Length: 7", "Cookie: detente-00000000=stolen", body="proof=0",
            )  # fmt: skip
            assert world.asked == []
            return refused
        finally:
            await server.stop()

    assert asyncio.run(head()).startswith("HTTP/1.1 403")


def test_without_a_word_of_the_kernel_nothing_is_answered() -> None:
    """The pages themselves refuse what no server of ours took, whose connections were asked about."""
    assert asyncio.run(_asked_of(Guard(create_app(World(), same_user=False)))) == 403  # type: ignore[arg-type]
    assert asyncio.run(_asked_of(create_app(World(), same_user=False))) == 200


async def _asked_of(pages: Guard) -> int:
    transport = httpx.ASGITransport(pages)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8080") as client:
        return (await client.get("/officers")).status_code


def be_another_user(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every connection be another user's, and not root's."""
    monkeypatch.setattr(os, "geteuid", lambda: 4_294_967_000)
    monkeypatch.setattr("detente.console.door.owner.ROOT", 4_294_967_001)


def test_the_kernel_says_of_one_connection_what_its_table_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whose the client's end is while it is established, and nothing once that closed it."""
    for name in ("127.0.0.1", *(["::1"] if has_loopback("::1") else [])):
        with socket.create_server((name, 0), family=socket.AF_INET6 if ":" in name else socket.AF_INET) as listener:
            client = socket.create_connection(listener.getsockname()[:2])
            ends = client.getsockname()[:2], listener.getsockname()[:2]
            with listener.accept()[0]:
                assert owner_of(*ends) == os.geteuid()
                if sys.platform == "linux":
                    with monkeypatch.context() as patched:
                        patched.setattr("detente.console.door.owner.in_kernel", refuse)
                        assert owner_of(*ends) == os.geteuid()
                client.close()
                assert owner_of(*ends) is None


def refuse(*_ends: object) -> int:
    """Tell of no connection, as a system that lets nobody ask."""
    raise PermissionError


@pytest.mark.skipif(sys.platform != "linux", reason="asked of Linux only")
def test_connections_of_others_do_not_make_the_answer_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """The table of all connections, which somebody else can make long, is not read where the kernel answers for one."""
    monkeypatch.setattr("detente.console.door.owner.TCP_TABLES", ())
    with socket.create_server(("127.0.0.1", 0)) as listener, socket.create_connection(listener.getsockname()) as client:
        here = listener.getsockname()
        try:
            assert in_kernel(client.getsockname(), here) == os.geteuid()
        except OSError as error:
            pytest.skip(f"this machine lets nobody ask: {error}")
        # Nobody's, and no reason to read the table: the listener is known.
        assert in_kernel(("127.0.0.1", 9), here) is None


def test_no_header_makes_a_connection_another_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whose it is the kernel says of the socket's own ends, and no header makes the pages think of TLS."""
    theirs: set[int] = set()
    monkeypatch.setattr("detente.console.door.server.is_of_this_user", lambda client, _server: client[1] not in theirs)
    world = World()

    async def statuses() -> list[str]:
        server = PageServer(create_app(world))
        await server.start()
        mine, my_own = await asyncio.open_connection("127.0.0.1", server.port)
        named = f"Host: localhost:{server.port}"
        as_mine = f"127.0.0.1:{my_own.get_extra_info('sockname')[1]}"
        forwarded = [f"X-Forwarded-For: {as_mine}", f'Forwarded: for="{as_mine}"', f"X-Real-IP: {as_mine}"]
        form = "next=/&language=fr"
        posted = [
            "POST /language HTTP/1.1", named, f"Origin: http://localhost:{server.port}", f"Content-Type: {FORM}",
            f"Content-Length: {len(form)}", "X-Forwarded-Proto: https",
        ]  # fmt: skip
        try:
            refused = await _refused(server.port, "GET /acts HTTP/1.1", named, *forwarded, theirs=theirs)
            assert world.asked == []
            return [
                await _head(mine, my_own, "GET /acts HTTP/1.1", named),
                refused,
                await _head(mine, my_own, *posted, body=form),
            ]
        finally:
            my_own.close()
            await server.stop()

    shown, refused, chosen = asyncio.run(statuses())
    assert shown.startswith("HTTP/1.1 200")
    assert refused.startswith("HTTP/1.1 403")
    assert POLICY in refused
    assert refused.endswith("\r\n\r\nThese pages are for the user who runs this node.\n")
    assert chosen.startswith("HTTP/1.1 303")
    assert "Secure" not in chosen


async def _refused(port: int, *lines: str, body: str = "", theirs: set[int] | None = None) -> str:
    """Return what another user is told, who asks for something; the port of his end is added to `theirs`."""
    loop = asyncio.get_running_loop()
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.setblocking(False)
        if theirs is not None:
            theirs.add(other.getsockname()[1])
        await loop.sock_connect(other, ("127.0.0.1", port))
        await loop.sock_sendall(other, "\r\n".join([*lines, "", body]).encode())
        return (await asyncio.wait_for(loop.sock_recv(other, 65_536), 30)).decode()


SILENT = """
import encodings.idna, os, socket, sys
os.seteuid(65534)
held = [socket.create_connection(("127.0.0.1", int(sys.argv[1]))) for _ in range(int(sys.argv[2]))]
print(len(held), flush=True)
sys.stdin.readline()
print(sum(one.recv(4096).startswith(b"HTTP/1.1 403") for one in held), flush=True)
"""
"""What another user of the machine does: so many connections, and not a word on any of them."""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be another user, too")
def test_another_user_s_silent_connections_take_no_place_of_ours() -> None:
    """As many as the pages take at a time, held open: the pages are there all the same, and each was closed at once."""

    async def ask() -> tuple[bytes, int, bytes]:
        server = PageServer(create_app(World()))
        page = str((await server.start())["page"])
        pipe = asyncio.subprocess.PIPE
        other = await asyncio.create_subprocess_exec(
            sys.executable, "-c", SILENT, str(server.port), str(CONNECTIONS_MAX), stdin=pipe, stdout=pipe
        )
        assert other.stdout is not None
        try:
            opened = await asyncio.wait_for(other.stdout.readline(), 60)
            async with httpx.AsyncClient(timeout=60) as client:
                status = (await client.get(page)).status_code
            closed, _none = await asyncio.wait_for(other.communicate(b"\n"), 60)
        finally:
            await server.stop()
        return opened, status, closed

    number = f"{CONNECTIONS_MAX}\n".encode()
    assert asyncio.run(ask()) == (number, 200, number)


@pytest.mark.parametrize("whole", [True, False])
def test_who_takes_nothing_of_an_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch, *, whole: bool) -> None:
    """Whether all of the answer was given to the connection by then or not: nobody holds one by not reading."""
    monkeypatch.setattr("detente.console.door.server.UNTAKEN_SECONDS_MAX", 0.05)

    async def pages(_scope: object, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": bytes(16_777_216), "more_body": not whole})
        while not whole and (await receive())["type"] != "http.disconnect":
            pass

    async def hold() -> bool:
        ended, lost = asyncio.Event(), Impatient.connection_lost

        def note(self: Impatient, exc: Exception | None) -> None:
            lost(self, exc)
            ended.set()

        monkeypatch.setattr(Impatient, "connection_lost", note)
        server = PageServer(Guard(pages))  # type: ignore[arg-type]
        await server.start()
        loop = asyncio.get_running_loop()
        with socket.socket() as silent:
            silent.setblocking(False)
            try:
                await loop.sock_connect(silent, ("127.0.0.1", server.port))
                await loop.sock_sendall(silent, f"GET / HTTP/1.1\r\nHost: localhost:{server.port}\r\n\r\n".encode())
                return await asyncio.wait_for(ended.wait(), 30)
            finally:
                await server.stop()

    assert asyncio.run(hold())


def test_who_takes_an_answer_slowly_is_waited_for() -> None:
    """A tunnel from afar takes minutes for a large file, and a little of it all the time."""
    left, ended = [300, 300, 200, 200, 200], []
    later: list[Any] = []
    taking = Impatient.__new__(Impatient)
    taking.transport = SimpleNamespace(get_write_buffer_size=lambda: left.pop(0), abort=lambda: ended.append(True))  # type: ignore[assignment]
    taking.loop = SimpleNamespace(call_later=lambda _seconds, work, *arguments: later.append((work, arguments)))  # type: ignore[assignment]
    taking._look(400)
    for fell_to in (False, True):
        work, arguments = later.pop()
        work(*arguments)
        assert bool(ended) is fell_to


async def _head(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *lines: str, body: str = "") -> str:
    """Return the head of what is answered on a connection, which stays open."""
    writer.write("\r\n".join([*lines, "", body]).encode())
    head = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 30)).decode()
    await reader.readexactly(int(re.search(r"content-length: (\d+)", head)[1]))  # type: ignore[index]
    return head


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


# --- forms ------------------------------------------------------------------------------------------------------------


def sent(*parts: bytes, waits: bool = False, ends: bool = True, **headers: str) -> tuple[int, list[bytes]]:
    """Return the status that a form gets which comes in these parts, and the bodies that the pages saw."""
    seen: list[bytes] = []
    answers: list[int] = []
    left = [{"type": "http.request", "body": one, "more_body": True} for one in parts]
    if ends:
        left.append({"type": "http.request", "body": b"", "more_body": False})

    async def pages(_scope: object, receive: Any, send: Any) -> None:
        seen.append((await receive())["body"])
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def receive() -> Any:
        if not left:
            if waits:
                await asyncio.Event().wait()
            return {"type": "http.disconnect"}
        return left.pop(0)

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            answers.append(message["status"])

    given = {"host": "localhost:8080", "origin": "http://localhost:8080", "content-type": FORM, **headers}
    scope = {
        "type": "http", "method": "POST", "path": "/x", "server": ("127.0.0.1", 8080),
        "headers": [(name.replace("_", "-").encode(), text.encode()) for name, text in given.items()],
    }  # fmt: skip
    asyncio.run(Guard(pages, same_user=False, form_seconds=0.05)(scope, receive, send))  # type: ignore[arg-type]
    return answers[0], seen


def test_a_form_comes_to_the_pages_whole() -> None:
    assert sent(b"a=1&", b"b=2") == (200, [b"a=1&b=2"])


def test_a_form_that_is_too_long_too_slow_or_of_another_type_does_not_come_to_the_pages() -> None:
    """Whether it says how long it is or not, and whether it ends or not."""
    assert sent(b"a=1", **{"content-length": str(FORM_BYTES_MAX + 1)}) == (413, [])
    assert sent(b"a=1", **{"content-length": "-1"}) == (413, [])
    assert sent(b"a=1", **{"content-length": "9" * 5_000}) == (413, [])
    assert sent(*[b"x" * 65_536] * (FORM_BYTES_MAX // 65_536 + 1)) == (413, [])
    assert sent(b"a=1", ends=False, waits=True) == (408, [])
    assert sent(b"a=1", ends=False) == (400, [])
    assert sent(b"a=1", **{"content-type": "text/plain"}) == (415, [])
    assert sent(b"a=1", **{"content-type": "multipart/form-data"}) == (415, [])
    assert sent(b"a=1", **{"content-type": f"{FORM}; charset=utf-8"}) == (200, [b"a=1"])


@pytest.mark.parametrize(
    ("origin", "site", "own"),
    [
        ("http://localhost:8080", "same-origin", True),
        ("HTTP://LOCALHOST:8080", "same-origin", True),
        ("http://localhost:8080", None, True),
        ("http://localhost:8081", "same-origin", False),
        ("http://localhost:8080", "same-site", False),
        ("http://localhost:8080", "none", False),
        ("https://localhost:8080", None, False),
        ("http://127.0.0.1:8080", None, False),
        ("null", None, False),
        (None, None, False),
        (None, "same-origin", False),
    ],
)
def test_a_form_comes_from_a_page_of_exactly_this_origin(origin: str | None, site: str | None, *, own: bool) -> None:
    """Another port of the same machine is another user's, perhaps; what names no origin is not taken."""
    headers = (
        {"host": "localhost:8080"} | ({"origin": origin} if origin else {}) | ({"sec-fetch-site": site} if site else {})
    )
    assert is_own_form(headers) is own


def test_a_form_for_an_address_that_takes_none_is_refused() -> None:
    headers = {"origin": "http://127.0.0.1:8080", "content_type": FORM}
    for path in ("/", "/acts", "/acts/ru/line/2", "/console.css", "/sessions"):
        assert World().get(path, "POST", **headers).status_code == 405
    assert World().get("/nowhere", "POST", **headers).status_code in (404, 405)


@pytest.mark.parametrize(
    "path", ["/..%2f..%2fetc/passwd", "/%2e%2e/x", "/passkey.js%00", "/a%0d%0ab", "/acts/%2e%2e/x/y"]
)
def test_tricks_in_a_path_open_nothing(path: str) -> None:
    answer = World().get(path)
    assert answer.status_code in (400, 404)
    assert answer.headers["content-security-policy"] == POLICY


def test_the_pages_listen_at_both_addresses_of_the_machine_s_name() -> None:
    """A browser that looks up localhost finds this node at either, and no stranger at the other."""

    async def both() -> list[int]:
        server = PageServer(create_app(World()))
        told = await server.start()
        try:
            assert told["page"] == f"http://localhost:{server.port}/"
            async with httpx.AsyncClient() as client:
                ends = [f"http://{name}:{server.port}/console.css" for name in ("127.0.0.1", "[::1]", "localhost")]
                return [(await client.get(end)).status_code for end in ends]
        finally:
            await server.stop()

    if has_loopback("::1"):
        assert asyncio.run(both()) == [200, 200, 200]


def test_a_head_that_does_not_come_in_ends_the_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who sends half a head and waits is not waited for, at first and after an answer."""
    monkeypatch.setattr("detente.console.door.server.FORM_SECONDS_MAX", 0.05)

    async def dawdle() -> list[bytes]:
        server = PageServer(create_app(World()))
        await server.start()
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
            first = await asyncio.wait_for(reader.read(), 30)
            writer.close()
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            named = f"localhost:{server.port}".encode()
            writer.write(b"GET /console.css HTTP/1.1\r\nHost: " + named + b"\r\n\r\nGET / HT")
            second = await asyncio.wait_for(reader.read(), 30)
            writer.close()
            return [first, second]
        finally:
            await server.stop()

    first, second = asyncio.run(dawdle())
    assert first == b""
    assert second.startswith(b"HTTP/1.1 200")
