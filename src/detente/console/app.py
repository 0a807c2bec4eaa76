"""The pages as a web application, and the server that runs it in the node's own event loop."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address

import uvicorn
from litestar import Litestar
from litestar.datastructures import State
from litestar.di import Provide
from litestar.exceptions import HTTPException

from detente.console import agenda, board, matters, pages, parties, pictures, sittings
from detente.console.guard import Guard
from detente.console.view import Console
from detente.errors import DetenteError, Fault, Refused
from detente.home.service import Service


def create_app(service: Service, *, same_user: bool = True) -> Guard:
    """Return the pages of one party.

    Args:
        same_user: whether to answer only the user who runs this node; tests without a network turn it off.
    """
    console = Console(service)
    inner = Litestar(
        state=State({"console": console}),
        route_handlers=[
            *pages.HANDLERS,
            *board.HANDLERS,
            *matters.HANDLERS,
            *sittings.HANDLERS,
            *pictures.HANDLERS,
            *agenda.HANDLERS,
            *parties.HANDLERS,
        ],
        dependencies={"console": Provide(lambda: console, sync_to_thread=False)},
        exception_handlers={
            DetenteError: pages.show_error,
            HTTPException: pages.show_http_error,
            Exception: pages.show_mistake,
        },
        openapi_config=None,
        logging_config=None,
    )
    return Guard(inner, same_user=same_user)


class _Uvicorn(uvicorn.Server):
    """A server that leaves signals to the process it lives in."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class PageServer:
    """Serves the pages on a loopback port until it is stopped.

    Args:
        host: a loopback address: these pages know no login but the machine's.
        port: 0 for any free one.
    """

    def __init__(self, app: Guard, host: str = "127.0.0.1", port: int = 0) -> None:
        self._app = app
        self._address = (host, port)
        self._task: asyncio.Task[None] | None = None
        self.port = port

    async def start(self) -> dict[str, str | int]:
        """Listen, and return the address as the readiness line says it.

        Raises:
            Refused: `pages-loopback`. Fault: `pages-port`.
        """
        listener = _listen(*self._address)
        config = uvicorn.Config(
            self._app,
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="off",
            ws="none",
            timeout_graceful_shutdown=5,
        )
        self._server = _Uvicorn(config)
        self._task = asyncio.get_running_loop().create_task(self._server.serve(sockets=[listener]))
        self.port = listener.getsockname()[1]
        return {"page": f"http://{self._address[0]}:{self.port}/"}

    async def stop(self) -> None:
        """Let requests under way end, and close the port."""
        if self._task is not None:
            self._server.should_exit = True
            await self._task


def make_face(service: Service, port: int) -> PageServer:
    """Return the pages as a face of a running node, see `detente.home.running`."""
    return PageServer(create_app(service), port=port)


def _listen(host: str, port: int) -> socket.socket:
    address = ip_address("127.0.0.1" if host == "localhost" else host)
    if not address.is_loopback:
        raise Refused(
            "pages-loopback",
            expected="a loopback address, like 127.0.0.1",
            got=host,
            remedy="from another machine: ssh -L 8080:127.0.0.1:8080, as the user who runs the node",
        )
    listener = socket.socket(socket.AF_INET6 if address.version == 6 else socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((str(address), port))
        listener.listen(128)
    except OSError as fault:
        listener.close()
        raise Fault(
            "pages-port",
            expected=f"port {port} of {host} free for the pages",
            got=str(fault),
            remedy="choose another port, or 0 for any",
        ) from None
    listener.setblocking(False)
    return listener
