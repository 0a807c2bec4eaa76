"""The home socket: the party's own processes, under the same user, ask the running node; many calls at a time."""

import asyncio
import os
import socket
import struct
from contextlib import suppress
from pathlib import Path

from detente.errors import DetenteError, Fault, Malformed
from detente.home import wire
from detente.home.service import Service
from detente.log import log_of

CALLS_PER_STREAM_MAX = 256
"""Calls of one stream that are under way together; the next line is read when one of them is answered."""

log = log_of("home")


class HomeServer:
    """Serves `DIR/home.sock`.

    Args:
        path: of the socket; at most 107 bytes, as Linux has it.
    """

    def __init__(self, service: Service, path: Path) -> None:
        self._service = service
        self._path = path
        self._server: asyncio.Server | None = None
        self._streams: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Listen; a socket left by a node that was killed is replaced, since the caller holds the folder's lock.

        Raises:
            Fault: `home-socket`.
        """
        if self._path.is_socket():
            self._path.unlink()
        before = os.umask(0o177)
        try:
            self._server = await asyncio.start_unix_server(
                self._accept, path=str(self._path), limit=wire.HOME_LINE_BYTES_MAX
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
        """Take no more calls, let those under way end, remove the socket."""
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

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        under_way: set[asyncio.Task[None]] = set()
        room = asyncio.Semaphore(CALLS_PER_STREAM_MAX)
        try:
            check_same_user(writer.get_extra_info("socket"))
            while True:
                try:
                    line = await reader.readline()
                except ValueError:
                    raise Malformed(
                        "call-too-long", expected=f"at most {wire.HOME_LINE_BYTES_MAX} bytes a call", got="more"
                    ) from None
                if not line.endswith(b"\n"):
                    break
                await room.acquire()
                task = asyncio.get_running_loop().create_task(self._answer(line, writer))
                under_way.add(task)
                task.add_done_callback(under_way.discard)
                task.add_done_callback(lambda _task: room.release())
            await asyncio.gather(*under_way, return_exceptions=True)
        except Malformed as error:
            writer.write(wire.encode_error(-1, error))
        except (ConnectionError, TimeoutError):
            # The client went away; what it asked for is done or not done, and nobody waits for the answer.
            log.debug("home-stream-lost")
        finally:
            for task in list(under_way):
                task.cancel()
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def _answer(self, line: bytes, writer: asyncio.StreamWriter) -> None:
        number, mistake = -1, None
        try:
            number, call = wire.decode_question(line)
            answer = wire.encode_answer(number, await self._service.run(call))
        except DetenteError as error:
            answer = wire.encode_error(number if number >= 0 else wire.number_of(line), error)
        except Exception as error:  # noqa: BLE001  it is logged below, when the one who asked has his answer
            mistake = error
            fault = Fault(
                "home-call-failed", expected="an answer", got="a mistake of ours", remedy="see the node's log"
            )
            answer = wire.encode_error(number, fault)
        writer.write(answer)
        with suppress(ConnectionError):
            await writer.drain()
        if mistake is not None:
            log.error("home-call-failed", exc_info=mistake)


def check_same_user(peer: socket.socket) -> None:
    """Only the user under which the node runs may ask; the socket's mode says the same, this holds it.

    Raises:
        Malformed: `home-stranger`.
    """
    credentials = peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    _pid, uid, _gid = struct.unpack("3i", credentials)
    if uid != os.getuid():
        raise Malformed("home-stranger", expected=f"user {os.getuid()}", got=f"user {uid}")
