"""The load generator, a process apart: `python -m tests.bench.load SOCKET SENDERS ACTS`.

Senders share one kept stream to the home socket; each waits for the answer to its act before it sends the next.
"""

import asyncio
import json
import sys
import time

from detente.home import wire
from detente.home.calls import Send

TEXT = "Act {number} of a measurement: position reported, nothing to add, next report at the full hour."
"""About 100 characters: what an officer writes on the line."""


async def run(path: str, senders: int, acts: int) -> dict[str, object]:
    """Send the acts and return how long it took, how long each waited, and the reference of the last."""
    reader, writer = await asyncio.open_unix_connection(path, limit=wire.HOME_LINE_BYTES_MAX)
    waiting: dict[int, asyncio.Future[dict[str, object]]] = {}

    async def listen() -> None:
        while line := await reader.readline():
            answer = json.loads(line)
            waiting.pop(answer["id"]).set_result(answer)

    listening = asyncio.ensure_future(listen())
    numbers, took, refs = iter(range(1, acts + 1)), [], []

    async def send() -> None:
        for number in numbers:
            call = Send(channel="line", body={"text": TEXT.format(number=number)}, to=("b",))
            future = waiting[number] = asyncio.get_running_loop().create_future()
            began = time.perf_counter()
            writer.write(wire.encode_question(number, call))
            answer = await future
            took.append(time.perf_counter() - began)
            refs.append(answer["ok"]["act"]["ref"])  # type: ignore[index]

    began = time.perf_counter()
    await asyncio.gather(*(send() for _ in range(senders)))
    seconds = time.perf_counter() - began
    listening.cancel()
    writer.close()
    last = max(refs, key=lambda ref: int(ref.rpartition("/")[2].rpartition(".")[2]))
    return {"seconds": seconds, "took": sorted(took), "last": last}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(run(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))))
