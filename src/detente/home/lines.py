"""A socket in a party's folder, on which processes of the same user speak lines to the node."""

import asyncio
import os
import socket
import struct
from abc import ABC, abstractmethod
from pathlib import Path

from detente.errors import Fault, Malformed
from detente.home.wire import HOME_LINE_BYTES_MAX


class LineSocket(ABC):
    """Listens, and serves each stream in a task of its own until it is told to stop.

    Args:
        path: of the socket; at most 107 bytes, as Linux has it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._server: asyncio.Server | None = None
        self._streams: set[asyncio.Task[None]] = set()

    async def listen(self) -> None:
        """Listen; a socket left by a node that was killed is replaced, since the caller holds the folder's lock.

        Raises:
            Fault: `home-socket`.
        """
        if self._path.is_socket():
            self._path.unlink()
        before = os.umask(0o177)
        try:
            self._server = await asyncio.start_unix_server(
                self._accept, path=str(self._path), limit=HOME_LINE_BYTES_MAX
            )
        except OSError as fault:
            raise Fault(
                "home-socket",
                expected=f"a socket at {self._path}",
                got=str(fault),
                remedy="use a folder with a shorter path, on a file system that has sockets",
            ) from None
        finally:
            os.umask(before)

    async def stop(self) -> None:
        """Take no more lines, let those under way end, remove the socket."""
        if self._server is not None:
            self._server.close()
        for stream in list(self._streams):
            stream.cancel()
        await asyncio.gather(*self._streams, return_exceptions=True)
        self._path.unlink(missing_ok=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(self._serve(reader, writer))
        self._streams.add(task)
        task.add_done_callback(self._streams.discard)

    @abstractmethod
    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one stream until it ends."""


def check_same_user(peer: socket.socket) -> None:
    """Only the user under which the node runs may ask; the socket's mode says the same, this holds it.

    Raises:
        Malformed: `home-stranger`.
    """
    credentials = peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    _pid, uid, _gid = struct.unpack("3i", credentials)
    if uid != os.getuid():
        raise Malformed("home-stranger", expected=f"user {os.getuid()}", got=f"user {uid}")
