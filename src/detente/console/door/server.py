"""The server of the pages, in the node's own event loop, on both loopback addresses.

Another user's connection takes nobody's place, and who dawdles is not waited for, in asking or in taking the answer.
"""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from typing import Any, Final

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.utils import get_local_addr, get_remote_addr

from detente.console.door.guard import HEADERS, OWN, SERVED, Guard
from detente.console.door.owner import is_of_this_user
from detente.errors import Fault, Refused
from detente.limits import CONNECTIONS_MAX, FORM_SECONDS_MAX, UNTAKEN_SECONDS_MAX
from detente.protocol import passkeys

TRIES = 8
"""Free ports tried until one is free at both addresses."""


TO_STRANGERS: Final = b"These pages are for the user who runs this node.\n"
REFUSAL: Final = b"\r\n".join((
    b"HTTP/1.1 403 Forbidden", b"content-type: text/plain; charset=utf-8", b"content-length: %d" % len(TO_STRANGERS),
    b"connection: close", *(f"{name}: {text}".encode() for name, text in HEADERS.items()), b"", TO_STRANGERS,
))  # fmt: skip
"""What another user's connection is told, before anything of it is read: in the one language that needs no request."""


class Impatient(H11Protocol):
    """A connection of this user, closed where a whole head does not come in time or nothing of an answer is taken.

    Another user's is closed as it is made, and takes no place among those that are counted.
    """

    _stranger = False
    _late: asyncio.TimerHandle | None = None
    _untaken: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Ask whose it is, once; of what is this user's begin to wait for the first request."""
        server = get_local_addr(transport)
        self._stranger = not is_of_this_user(get_remote_addr(transport), server)
        if self._stranger:
            transport.write(REFUSAL)
            transport.close()
            return
        super().connection_made(transport)
        self.app_state = {**self.app_state, SERVED: server, OWN: True}
        # Nothing is kept beside what the kernel keeps: whatever is not taken at once counts as not taken.
        transport.set_write_buffer_limits(high=0)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Wait on while there is no whole head."""
        if self._late is None and not self._answering():
            self._wait()
        super().data_received(data)
        if self._answering():
            self._stop_waiting()

    def pause_writing(self) -> None:
        """Begin to look whether what waits is taken."""
        super().pause_writing()
        self._look_again()

    def resume_writing(self) -> None:
        """Look no more: all was taken."""
        super().resume_writing()
        self._stop_looking()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing more."""
        if self._stranger:
            return
        self._stop_waiting()
        self._stop_looking()
        super().connection_lost(exc)

    def _answering(self) -> bool:
        # None before the first request, whatever the type says.
        cycle: Any = self.cycle
        return cycle is not None and not cycle.response_complete

    def _wait(self) -> None:
        self._late = self.loop.call_later(FORM_SECONDS_MAX, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _look_again(self) -> None:
        left = self.transport.get_write_buffer_size()
        self._untaken = self.loop.call_later(UNTAKEN_SECONDS_MAX, self._look, left)

    def _look(self, left: int) -> None:
        if self.transport.get_write_buffer_size() < left:
            self._look_again()
        else:
            # A transport that is closed waits for whoever takes nothing.
            self.transport.abort()

    def _stop_looking(self) -> None:
        if self._untaken is not None:
            self._untaken.cancel()
            self._untaken = None


class _Uvicorn(uvicorn.Server):
    """A server that leaves signals to the process it lives in."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class PageServer:
    """Serves the pages on a loopback port until it is stopped.

    Args:
        host: a loopback address. The pages are served at the other family's too: a browser that looks up `localhost`
            takes either, and what listened at the other one could be anybody's.
        port: 0 for any free one.
        node: told where the pages are; None where nobody asks.
    """

    def __init__(self, app: Guard, host: str = "127.0.0.1", port: int = 0, *, node: Any = None) -> None:
        self._app = app
        self._host = host
        self._task: asyncio.Task[None] | None = None
        self._library: asyncio.Future[None] | None = None
        self._node = node
        self.port = port

    async def start(self) -> dict[str, str | int]:
        """Listen, and return the address as the readiness line says it.

        Raises:
            Refused: `pages-loopback`. Fault: `pages-port`.
        """
        listeners = _listen(self._host, self.port)
        config = uvicorn.Config(
            self._app,
            http=Impatient,
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="off",
            ws="none",
            # No proxy stands before the pages: whoever names one in a header (X-Forwarded-For) is not believed.
            proxy_headers=False,
            limit_concurrency=CONNECTIONS_MAX,
            timeout_graceful_shutdown=5,
        )
        self._server = _Uvicorn(config)
        self._task = asyncio.get_running_loop().create_task(self._server.serve(sockets=listeners))
        # Imported beside the node's work: who signs in first would hold up all others for it.
        self._library = asyncio.get_running_loop().run_in_executor(None, passkeys.begin)
        self.port = listeners[0].getsockname()[1]
        page = f"http://localhost:{self.port}/"
        if self._node is not None:
            self._node.page = page
        return {"page": page}

    async def stop(self) -> None:
        """Let requests under way end, and close the port."""
        if self._node is not None:
            self._node.page = None
        self._app.closing.set()
        if self._task is not None:
            self._server.should_exit = True
            await self._task
        if self._library is not None:
            await self._library


def _listen(host: str, port: int) -> list[socket.socket]:
    """Return a listener at the address, and one at the other family's loopback where the machine has one."""
    address = ip_address("127.0.0.1" if host == "localhost" else host)
    if not address.is_loopback:
        raise Refused(
            "pages-loopback",
            expected="a loopback address, like 127.0.0.1",
            got=host,
            remedy="from another machine: ssh -L 8080:127.0.0.1:8080, as the user who runs the node",
        )
    other = "::1" if address.version == 4 else "127.0.0.1"
    for left in reversed(range(TRIES if port == 0 else 1)):
        first = _at(str(address), port)
        try:
            second = _at(other, first.getsockname()[1]) if has_loopback(other) else None
        except Fault:
            first.close()
            if left == 0:
                raise
            continue
        return [first, *([second] if second is not None else [])]
    raise AssertionError("a port is found, or why not is said")


def has_loopback(address: str) -> bool:
    """Say if this machine has that loopback address."""
    try:
        with _socket(address) as probe:
            probe.bind((address, 0))
    except OSError:
        return False
    return True


def _socket(address: str) -> socket.socket:
    # asyncio sends at once what is written only where the socket names TCP; else the body of an answer waits 40 ms for
    # the other end to acknowledge its head.
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if ":" in address:
        found.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    return found


def _at(address: str, port: int) -> socket.socket:
    listener = _socket(address)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((address, port))
        listener.listen(128)
    except OSError as fault:
        listener.close()
        raise Fault(
            "pages-port",
            expected=f"port {port} of {address} free for the pages",
            got=str(fault),
            remedy="choose another port, or 0 for any",
        ) from None
    listener.setblocking(False)
    return listener
