"""The peer face: one POST for six messages, over TLS 1.3 with both roots checked. It counts, it does not judge."""

import asyncio
import ssl
from collections import Counter
from collections.abc import Awaitable, Callable

import aiohttp
from aiohttp import web
from msgspec import Struct, field

from detente import limits
from detente.errors import DetenteError, Fault, Malformed, Refused
from detente.node.wire_faults import Cause, WireFault, unreachable
from detente.protocol import messages
from detente.protocol.messages import Reply, Request

PATH = "/peer/v1"
MEDIA_TYPE = "application/cbor"
ANSWER_SECONDS_MAX = 30
CONNECT_SECONDS_MAX = 5
REQUESTS_PER_SECOND = 200
"""Requests that one peer is answered without delay; beyond that it is slowed, never dropped from the line."""
REQUESTS_AT_ONCE = 2
"""Requests of one party that are read and answered at a time, each of at most 4 MiB: a node of ours sends one."""
REQUESTS_WAITING_MAX = 32
"""Requests of one party that wait for their turn, unread; whoever sends more is told to come later."""

Handler = Callable[[str, Request], Awaitable[Reply]]


class _Pace(Struct):
    """A bucket that fills at `REQUESTS_PER_SECOND`; who empties it waits."""

    tokens: float = REQUESTS_PER_SECOND
    at: float = field(default=0.0)

    def wait_seconds(self, now: float) -> float:
        self.tokens = min(REQUESTS_PER_SECOND, self.tokens + (now - self.at) * REQUESTS_PER_SECOND)
        self.at = now
        self.tokens -= 1
        return max(0.0, -self.tokens / REQUESTS_PER_SECOND)


class PeerServer:
    """Answers other parties' nodes.

    Args:
        who: leaf certificate in DER to the party whose root stands behind it, or None for a stranger.
        handle: takes a party's request and answers it.
        cut: party ids with whom the wire is cut, for rehearsals.
    """

    def __init__(
        self, context: ssl.SSLContext, who: Callable[[bytes], str | None], handle: Handler, cut: set[str]
    ) -> None:
        self._context = context
        self._who = who
        self._handle = handle
        self._cut = cut
        self._paces: dict[str, _Pace] = {}
        self._turns: dict[str, asyncio.Semaphore] = {}
        self._waiting: Counter[str] = Counter()
        self._app = web.Application(client_max_size=limits.REQUEST_BYTES_MAX)
        self._app.router.add_post(PATH, self._post)
        self.router = self._app.router
        """Where further faces add their routes before the server starts."""
        self._runner = web.AppRunner(self._app, access_log=None, shutdown_timeout=2)

    async def start(self, host: str, port: int) -> int:
        """Listen and return the port.

        Raises:
            Fault: `address-in-use`.
        """
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port, ssl_context=self._context)
        try:
            await site.start()
        except OSError as fault:
            raise Fault(
                "address-in-use",
                expected=f"a free address {host}:{port}",
                got=str(fault),
                remedy="give another one with --port",
            ) from None
        address: tuple[str, int] = self._runner.addresses[0]
        return address[1]

    async def stop(self) -> None:
        """Answer what is under way, then close."""
        await self._runner.cleanup()

    def party_of(self, request: web.Request) -> str:
        """Return whose root stands behind the connection.

        Raises:
            HTTPForbidden: a stranger, or a party with whom the wire is cut.
        """
        pipe = request.transport.get_extra_info("ssl_object") if request.transport else None
        certificate = pipe.getpeercert(binary_form=True) if pipe else None
        party = self._who(certificate) if certificate else None
        if party is None:
            raise web.HTTPForbidden(text="no root known here stands behind this connection")
        if party in self._cut:
            if request.transport is not None:
                request.transport.abort()
            raise web.HTTPServiceUnavailable(text="the wire is cut")
        return party

    async def admit(self, request: web.Request) -> str:
        """Return whose root stands behind the connection, after the pause that its pace asks for.

        Raises:
            HTTPForbidden: a stranger, or a party with whom the wire is cut.
        """
        party = self.party_of(request)
        await asyncio.sleep(self._paces.setdefault(party, _Pace()).wait_seconds(asyncio.get_running_loop().time()))
        return party

    async def _post(self, request: web.Request) -> web.Response:
        party = await self.admit(request)
        if self._waiting[party] >= REQUESTS_WAITING_MAX:
            raise web.HTTPServiceUnavailable(text="too many requests of yours are waiting")
        turn = self._turns.setdefault(party, asyncio.Semaphore(REQUESTS_AT_ONCE))
        self._waiting[party] += 1
        try:
            await turn.acquire()
        finally:
            self._waiting[party] -= 1
        try:
            return await self._answer(party, request)
        finally:
            turn.release()

    async def _answer(self, party: str, request: web.Request) -> web.Response:
        try:
            # A caller whose line went silent in the middle of a body keeps no turn for ever.
            async with asyncio.timeout(ANSWER_SECONDS_MAX):
                body = await request.read()
        except TimeoutError:
            raise web.HTTPRequestTimeout(text=f"no whole request within {ANSWER_SECONDS_MAX} s") from None
        try:
            message = messages.parse(body)
            if not isinstance(message, messages.Push | messages.Level | messages.Fetch | messages.Prove):
                raise Malformed("message-malformed", expected="a request", got=type(message).__name__)
            reply = await self._handle(party, message)
        except Malformed as error:
            return _error(error, 400)
        except Refused as error:
            return _error(error, 409)
        except Fault as error:
            return _error(error, 503)
        return web.Response(body=messages.encode(reply), content_type=MEDIA_TYPE)


def _error(error: DetenteError, status: int) -> web.Response:
    return web.json_response({"error": error.as_json()}, status=status)


async def read_body(answer: aiohttp.ClientResponse, limit: int) -> bytes:
    """Return the body of an answer, whole or, where it is longer than the limit, its first `limit + 1` bytes.

    One `read` gives what has arrived, which is rarely all; so it is asked again until the end.
    """
    body = bytearray()
    while len(body) <= limit and (piece := await answer.content.read(limit + 1 - len(body))):
        body += piece
    return bytes(body)


class PeerClient:
    """Asks other parties' nodes; keeps one connection a peer.

    Args:
        context: party id to the TLS context that trusts that party's root alone.
    """

    def __init__(self, context: Callable[[str], ssl.SSLContext], cut: set[str]) -> None:
        self._context = context
        self._cut = cut
        self._sessions: dict[str, aiohttp.ClientSession] = {}

    async def ask(self, party: str, url: str, request: Request) -> Reply:
        """Send a request and return the answer.

        Raises:
            Fault: `peer-unreachable`, `peer-refused`; Malformed: an answer that is none.
        """
        if party in self._cut:
            raise WireFault(
                "peer-unreachable", Cause.CUT, expected=f"an answer from {party}", got="the wire is cut (rehearsal)"
            )
        try:
            async with self._session(party).post(
                url.rstrip("/") + PATH,
                data=messages.encode(request),
                headers={"Content-Type": MEDIA_TYPE},
                allow_redirects=False,
            ) as answer:
                status, body = answer.status, await read_body(answer, limits.REQUEST_BYTES_MAX)
        except (aiohttp.ClientError, TimeoutError, OSError) as fault:
            # The party may have another root by now than this session trusts: the next one is made anew.
            await self.drop(party)
            raise unreachable(party, fault, url) from None
        if status != web.HTTPOk.status_code:
            got = f"HTTP {status}: {body[:200]!r}"
            raise WireFault("peer-refused", Cause.NOT_TAKEN, expected=f"an answer from {party}", got=got)
        reply = messages.parse(body)
        if isinstance(reply, messages.Push | messages.Level | messages.Fetch | messages.Prove):
            raise Malformed("message-malformed", expected="a reply", got=type(reply).__name__)
        return reply

    def _session(self, party: str) -> aiohttp.ClientSession:
        if party not in self._sessions:
            connector = aiohttp.TCPConnector(limit_per_host=1, keepalive_timeout=120, ssl=self._context(party))
            timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS_MAX, connect=CONNECT_SECONDS_MAX)
            self._sessions[party] = aiohttp.ClientSession(connector=connector, timeout=timeout)
        return self._sessions[party]

    async def drop(self, party: str) -> None:
        """Close the connection to a party, so that the next request makes a new one."""
        session = self._sessions.pop(party, None)
        if session is not None:
            await session.close()

    async def stop(self) -> None:
        """Close all connections."""
        for party in list(self._sessions):
            await self.drop(party)
