"""The home socket: the party's own processes, under the same user, ask the running node; many calls at a time."""

import asyncio
from contextlib import suppress
from pathlib import Path

from detente.errors import DetenteError, Fault, Malformed
from detente.home import wire
from detente.home.lines import LineSocket, check_same_user
from detente.home.service import Service
from detente.log import log_of

CALLS_PER_STREAM_MAX = 256
"""Calls of one stream that are under way together; the next line is read when one of them is answered."""

log = log_of("home")


class HomeServer(LineSocket):
    """Serves `DIR/home.sock`."""

    def __init__(self, service: Service, path: Path) -> None:
        super().__init__(path)
        self._service = service

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
