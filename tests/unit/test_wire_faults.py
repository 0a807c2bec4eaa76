"""Why a request to a peer came to nothing, on real wires: each cause is told by what was caught, and where."""

import asyncio
import errno
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web
from test_peer_face import ASKED, calling, large, plain_app, server_tls, serving, tls_from, url_of
from tests.ports import free_ports
from tests.table import Table

from detente.errors import DetenteError
from detente.node import peer_face
from detente.node.peer_face import PATH, PeerClient
from detente.node.wire_faults import Cause, cause_of, told

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@pytest.fixture(name="table")
def _table(tmp_path: Path) -> Table:
    return Table(tmp_path)


@asynccontextmanager
async def listening(talk: Talk, tls: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    """Run something that is no node, and yield its address."""
    server = await asyncio.start_server(talk, "127.0.0.1", 0, ssl=tls)
    async with server:
        yield url_of(server.sockets[0].getsockname()[1])


async def cause_at(client: PeerClient, url: str) -> Cause:
    with pytest.raises(DetenteError) as error:
        await client.ask("ru", url, ASKED)
    return told(error.value)


def found(table: Table, url: str, cut: set[str] | None = None) -> Cause:
    """Return the cause for which NO's request to RU at an address comes to nothing."""

    async def main() -> Cause:
        client = PeerClient(tls_from(table, "no"), cut or set())
        try:
            return await cause_at(client, url)
        finally:
            await client.stop()

    return asyncio.run(main())


def test_a_wire_that_is_cut_an_address_that_is_none_a_name_and_a_port_that_nobody_has(table: Table) -> None:
    assert found(table, url_of(1), {"ru"}) is Cause.CUT
    assert found(table, "") is Cause.ADDRESS
    assert found(table, "https://nobody.invalid:443") is Cause.NAME
    assert found(table, url_of(free_ports(1)[0])) is Cause.REFUSED


def test_who_accepts_and_never_answers_is_a_time_out(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peer_face, "CONNECT_SECONDS_MAX", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        assert found(table, url_of(listener.getsockname()[1])) is Cause.TIME


def test_a_certificate_of_another_root_is_told_apart_from_what_speaks_no_tls(table: Table) -> None:
    async def main() -> tuple[Cause, Cause]:
        async with calling(tls_from(table, "no")) as client:
            async with serving(table, "us", large) as port:
                other = await cause_at(client, url_of(port))
            async with plain_app(web.Application(), None) as port:
                return other, await cause_at(client, url_of(port))

    assert asyncio.run(main()) == (Cause.CERTIFICATE, Cause.TLS)


def test_who_ends_the_connection_who_talks_otherwise_and_who_says_no(table: Table) -> None:
    """Closed before an answer; no HTTP; HTTP with another body; HTTP that takes nothing."""

    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.close()

    async def chatter(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"220 mail.example ESMTP\r\n\r\n")
        writer.close()

    async def page(_request: web.Request) -> web.Response:
        return web.Response(body=b"<html>")

    async def main() -> list[Cause]:
        app = web.Application()
        app.router.add_post(PATH, page)
        tls, causes = server_tls(table, "ru"), []
        async with calling(tls_from(table, "no")) as client:
            for talk in (hang_up, chatter):
                async with listening(talk, tls) as url:
                    causes.append(await cause_at(client, url))
            async with plain_app(app, tls) as port:
                causes += [await cause_at(client, url_of(port)), await cause_at(client, f"{url_of(port)}/elsewhere")]
        return causes

    assert asyncio.run(main()) == [Cause.CLOSED, Cause.PROTOCOL, Cause.PROTOCOL, Cause.NOT_TAKEN]


def test_keys_that_are_gone_are_our_own_matter() -> None:
    def none(_party: str) -> ssl.SSLContext:
        raise FileNotFoundError(errno.ENOENT, "No such file", "tls.pem")

    async def main() -> Cause:
        async with calling(none) as client:
            return await cause_at(client, url_of(1))

    assert asyncio.run(main()) is Cause.OWN_KEYS


@pytest.mark.parametrize(
    ("fault", "cause"),
    [(OSError(errno.EHOSTUNREACH, "x"), Cause.NO_ROUTE), (OSError(errno.ECONNRESET, "x"), Cause.CLOSED),
     (OSError(errno.ETIMEDOUT, "x"), Cause.TIME), (OSError("refused, SSL, timeout, resolve"), Cause.OTHER),
     (ValueError("ertificate"), Cause.OTHER)],
)  # fmt: skip
def test_no_word_of_a_library_s_text_is_read(fault: Exception, cause: Cause) -> None:
    assert cause_of(fault) is cause
