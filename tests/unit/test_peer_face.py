"""The peer face on a real wire: whole answers, no way round TLS, turns, and trust that follows the newest root."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace

import aiohttp
import pytest
from aiohttp import web
from tests.table import Table

from detente.errors import Fault, Malformed
from detente.limits import REQUEST_BYTES_MAX
from detente.node import peer_face
from detente.node.attachment_carrier import AttachmentCarrier
from detente.node.context import Settings
from detente.node.peer_face import PATH, PeerClient, PeerServer
from detente.protocol import keys
from detente.protocol.messages import Fetch, ProveReply, Reply, Request, encode

ASKED = Fetch("council/line/no/1", 0)
LARGE = ProveReply((), bytes(1_048_576), ())


@pytest.fixture(name="table")
def _table(tmp_path: Path) -> Table:
    return Table(tmp_path)


def server_tls(table: Table, party: str) -> ssl.SSLContext:
    """Return the context of a party's server, which trusts all parties' roots."""
    return keys.server_context(
        table.seats[party].keyring, [seat.keyring.root_certificate for seat in table.seats.values()]
    )


def tls_from(table: Table, caller: str, roots: dict[str, str] | None = None) -> Callable[[str], ssl.SSLContext]:
    """Return the caller's contexts; `roots` says whose root it takes for a party's."""
    mine, trusted = table.seats[caller].keyring, roots or {}

    def to(party: str) -> ssl.SSLContext:
        return keys.client_context(mine, [table.seats[trusted.get(party, party)].keyring.root_certificate])

    return to


@asynccontextmanager
async def serving(
    table: Table, party: str, handle: Callable[[str, Request], Awaitable[Reply]], port: int = 0
) -> AsyncIterator[int]:
    """Run a party's peer server and yield its port."""
    roots = {party: seat.keyring.root_certificate for party, seat in table.seats.items()}
    server = PeerServer(
        server_tls(table, party), lambda leaf: keys.issuer_of(leaf, roots, table.clock.now()), handle, set()
    )
    try:
        yield await server.start("127.0.0.1", port)
    finally:
        await server.stop()


@asynccontextmanager
async def plain_app(app: web.Application, tls: ssl.SSLContext | None) -> AsyncIterator[int]:
    """Run any web application and yield its port."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls)
    await site.start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


@asynccontextmanager
async def calling(context: Callable[[str], ssl.SSLContext]) -> AsyncIterator[PeerClient]:
    """Yield a client."""
    client = PeerClient(context, set())
    try:
        yield client
    finally:
        await client.stop()


async def large(_party: str, _request: Request) -> Reply:
    """Answer with one MiB."""
    return LARGE


def url_of(port: int) -> str:
    """Return the URL of a peer here."""
    return f"https://127.0.0.1:{port}"


def test_a_large_answer_arrives_whole(table: Table) -> None:
    """An answer of one MiB is what was sent, however many pieces it came in."""

    async def main() -> None:
        async with serving(table, "ru", large) as port, calling(tls_from(table, "no")) as client:
            for _ in range(2):
                assert await client.ask("ru", url_of(port), ASKED) == LARGE

    asyncio.run(main())


def test_an_answer_without_end_is_not_kept(table: Table) -> None:
    """Of an answer beyond the limit one byte more than the limit is read, and it is refused."""

    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(2 * REQUEST_BYTES_MAX // 65_536):
            await response.write(bytes(65_536))
        return response

    async def main() -> None:
        app = web.Application()
        app.router.add_post(PATH, endless)
        async with plain_app(app, server_tls(table, "ru")) as port, calling(tls_from(table, "no")) as client:
            with pytest.raises(Malformed, match=f"{REQUEST_BYTES_MAX + 1} bytes"):
                await client.ask("ru", url_of(port), ASKED)

    asyncio.run(main())


def test_no_redirect_leads_off_the_wire(table: Table) -> None:
    """A peer that points elsewhere has refused: nothing is asked there, neither by couriers nor for attachments."""
    strayed: list[str] = []

    async def stray(request: web.Request) -> web.Response:
        strayed.append(request.path)
        return web.Response(status=206, body=b"x", headers={"Content-Range": "bytes 0-0/1"})

    async def main() -> None:
        elsewhere, app = web.Application(), web.Application()
        elsewhere.router.add_route("*", "/{path:.*}", stray)
        async with plain_app(elsewhere, None) as other:

            async def redirect(request: web.Request) -> web.Response:
                raise web.HTTPTemporaryRedirect(f"http://127.0.0.1:{other}{request.path}")

            app.router.add_route("*", "/{path:.*}", redirect)
            async with plain_app(app, server_tls(table, "ru")) as port, calling(tls_from(table, "no")) as client:
                with pytest.raises(Fault) as fault:
                    await client.ask("ru", url_of(port), ASKED)
                assert (fault.value.code, "HTTP 307" in str(fault.value.got)) == ("peer-refused", True)
                core = SimpleNamespace(context=SimpleNamespace(settings=Settings()))
                carrier = AttachmentCarrier(SimpleNamespace(core=core), None, tls_from(table, "no"))  # type: ignore[arg-type]
                assert await carrier._piece("ru", f"{url_of(port)}/attachments/00", 0) is None
                await carrier.stop()
        assert strayed == []

    asyncio.run(main())


@pytest.mark.parametrize("status", [201, 204, 403, 500])
def test_any_status_but_200_is_a_refusal(table: Table, status: int) -> None:
    """Even where the body is a good answer."""

    async def main() -> None:
        async def other(_request: web.Request) -> web.Response:
            return web.Response(status=status, body=None if status == 204 else encode(LARGE))

        app = web.Application()
        app.router.add_post(PATH, other)
        async with plain_app(app, server_tls(table, "ru")) as port, calling(tls_from(table, "no")) as client:
            with pytest.raises(Fault) as fault:
                await client.ask("ru", url_of(port), ASKED)
            assert fault.value.code == "peer-refused"

    asyncio.run(main())


def test_a_new_root_is_trusted_from_the_next_try_on(table: Table) -> None:
    """What fails of TLS is `peer-unreachable` and ends the session, so that the newest root decides the next time."""
    roots = {"ru": "ru"}

    async def main() -> None:
        async with calling(tls_from(table, "no", roots)) as client:
            async with serving(table, "ru", large) as port:
                assert await client.ask("ru", url_of(port), ASKED) == LARGE
            async with serving(table, "us", large, port):
                for _ in range(2):
                    with pytest.raises(Fault) as fault:
                        await client.ask("ru", url_of(port), ASKED)
                    assert fault.value.code == "peer-unreachable"
                roots["ru"] = "us"
                assert await client.ask("ru", url_of(port), ASKED) == LARGE

    asyncio.run(main())


def test_keys_that_are_gone_make_a_peer_unreachable(table: Table) -> None:
    """Where no context can be made the peer is not reached, and nothing else fails."""

    def none(_party: str) -> ssl.SSLContext:
        raise FileNotFoundError("tls.pem")

    async def main() -> None:
        async with calling(none) as client:
            with pytest.raises(Fault) as fault:
                await client.ask("ru", url_of(1), ASKED)
            assert fault.value.code == "peer-unreachable"

    asyncio.run(main())


def test_a_party_has_two_turns_and_a_short_queue(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """At most two requests of a party are under way, few wait, more are sent away; another party has its own turns."""
    monkeypatch.setattr(peer_face, "REQUESTS_WAITING_MAX", 3)

    async def main() -> None:
        inside: list[str] = []
        most, go, full = [0], asyncio.Event(), asyncio.Event()

        async def slow(party: str, _request: Request) -> Reply:
            inside.append(party)
            most[0] = max(most[0], inside.count("no"))
            if inside.count("no") == 2 and "us" in inside:
                full.set()
            await go.wait()
            inside.remove(party)
            return ProveReply((), None, ())

        async def post(client: aiohttp.ClientSession, port: int) -> int:
            async with client.post(url_of(port) + PATH, data=encode(ASKED)) as answer:
                return answer.status

        async with serving(table, "ru", slow) as port, table.client("no", "ru") as no, table.client("us", "ru") as us:
            asked = [asyncio.create_task(post(client, port)) for client in (no,) * 6 + (us,)]
            # Of six, two are under way and three wait; the sixth is sent away while the others still stand.
            done, _ = await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED, timeout=20)
            await asyncio.wait_for(full.wait(), 20)
            assert [task.result() for task in done] == [503]
            go.set()
            assert sorted(await asyncio.gather(*asked)) == [200] * 6 + [503]
            assert most == [2]

    asyncio.run(main())


def test_a_body_that_never_ends_gives_its_turn_back(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """Callers whose lines went silent lock nobody out."""
    monkeypatch.setattr(peer_face, "ANSWER_SECONDS_MAX", 0.2)

    async def main() -> None:
        async def silent() -> AsyncIterator[bytes]:
            yield b"x"
            await asyncio.Event().wait()

        async def post(client: aiohttp.ClientSession, port: int) -> int:
            async with client.post(url_of(port) + PATH, data=silent()) as answer:
                return answer.status

        async with serving(table, "ru", large) as port, table.client("no", "ru") as client:
            assert await asyncio.gather(*(post(client, port) for _ in range(4))) == [408] * 4

    asyncio.run(main())
