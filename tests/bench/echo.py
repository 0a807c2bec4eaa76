"""An aiohttp server that says what it hears: `python -m tests.bench.echo SERVER_KEYS CLIENT_KEYS PORT`."""

import asyncio
import sys
from pathlib import Path

from aiohttp import web

from detente.protocol import keys
from detente.protocol.keys import Keyring


async def main(server: Path, client: Path, port: int) -> None:
    """Serve until the standard input ends."""

    async def echo(request: web.Request) -> web.Response:
        return web.Response(body=await request.read())

    app = web.Application()
    app.router.add_post("/", echo)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    context = keys.server_context(Keyring.open(server, None), [Keyring.open(client, None).root_certificate])
    await web.TCPSite(runner, "127.0.0.1", port, ssl_context=context).start()
    print("up", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])))
