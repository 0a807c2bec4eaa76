"""A node with its home face, from start to a graceful stop; the faces that others add are started here too."""

import asyncio
import os
import signal
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from typing import Protocol

from detente.clock import Clock
from detente.errors import DetenteError, Refused
from detente.home.access import audit
from detente.home.calls import ShowBoard, ShowRinging, ShowStanding
from detente.home.founding import PORT
from detente.home.rotation import finish_rotation
from detente.home.searching.keeper import keeper_of
from detente.home.server import HomeServer
from detente.home.service import Service
from detente.log import log_of
from detente.node.context import Settings
from detente.node.folder import Folder
from detente.node.node import Node

HOST = "127.0.0.1"
LOOK_SECONDS_MAX = 10
"""For which a start waits until the watch board was looked at once; matters may have to be folded for it."""

log = log_of("home")


class Face(Protocol):
    """Something that shows the party to its own people while the node runs: pages, an API."""

    async def start(self) -> dict[str, str | int]:
        """Begin, and return what the readiness line is to say of it."""
        ...

    async def stop(self) -> None:
        """End what is under way, then close."""
        ...


FaceMaker = Callable[[Service, int], Face]
"""Makes a face for a service and a port on loopback; 0 takes a free one."""


async def run(
    folder: Folder,
    passphrase: bytes | None,
    *,
    host: str | None = None,
    port: int | None = None,
    home_port: int | None = None,
    clock: Clock | None = None,
    settings: Settings | None = None,
    faces: Sequence[FaceMaker] = (),
    ready: Callable[[dict[str, str | int]], None],
) -> None:
    """Run a party's node until a signal asks it to stop.

    Args:
        host: where peers connect; by default as in `party.toml`.
        port: by default as in `party.toml`; 0 takes a free one.
        home_port: of pages and API on loopback; by default as in `party.toml`.
        clock: the time that signatures and acts carry; by default the machine's.
        settings: how often the node does what nobody asked it to do.
        faces: more ways in beside the home socket, started in this order and stopped in the other.
        ready: told once when everything listens.

    Raises:
        Refused: `folder-in-use`, `folder-empty`, `passphrase-wrong`. Fault: `address-in-use`, `home-socket`.
    """
    config = folder.read_config()
    with folder.lock():
        asked = _stop_on_signals()
        async with AsyncExitStack() as up:
            finish_rotation(folder)
            node = Node(folder, passphrase, clock=clock, settings=settings)
            here = host if host is not None else str(config.get("host", HOST))
            await node.start(here, port if port is not None else _port(config, "port", PORT))
            up.push_async_callback(node.stop)
            service = Service(node)
            home = HomeServer(service, folder.socket)
            await home.listen()
            up.push_async_callback(home.stop)
            told: dict[str, str | int] = {
                "ready": True,
                "party": node.party,
                "host": here,
                "port": node.port or 0,
                "home": str(folder.socket),
                "pid": os.getpid(),
            }
            up.push_async_callback(_ended, asyncio.create_task(keeper_of(node).run(node)))
            up.push_async_callback(_ended, asyncio.create_task(audit.keep_settling(node)))
            for make in faces:
                face = make(service, home_port if home_port is not None else _port(config, "home_port", 0))
                told |= await face.start()
                up.push_async_callback(face.stop)
            looking = asyncio.create_task(_look(service))
            up.push_async_callback(_ended, looking)
            await asyncio.wait({looking}, timeout=LOOK_SECONDS_MAX)
            ready(told)
            await asked.wait()


async def _look(service: Service) -> None:
    """Look once at what stands on the watch board: of a large record that takes a second, and then nobody waits."""
    try:
        for council in await service.host.read(lambda core: list(core.context.directory.councils)):
            for call in (ShowRinging(council), ShowStanding(council), ShowBoard(council, limit=0)):
                await service.run(call)
    except DetenteError as error:
        # Who asks next is told the same.
        log.warning("first-look", code=error.code)


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def _stop_on_signals() -> asyncio.Event:
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, asked.set)
    return asked


def _port(config: Mapping[str, str | int], name: str, default: int) -> int:
    port = config.get(name, default)
    if isinstance(port, int) and 0 <= port <= 65_535:
        return port
    raise Refused("folder-damaged", expected=f"{name} from 0 to 65535 in party.toml", got=repr(port))
