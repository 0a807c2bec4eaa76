"""A running demo takes commands from other shells; what they say is in `remote.py`."""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from detente.clock import rfc3339
from detente.errors import DetenteError, Malformed, Refused
from detente.rehearsal.director import Director
from detente.rehearsal.remote import check_command, control_socket, instant_of, pointer
from detente.rehearsal.tables import nearest


class Control:
    """Takes commands for one director."""

    def __init__(self, director: Director, path: Path) -> None:
        self._director = director
        self._path = path
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listen, for the same user alone."""
        before = os.umask(0o177)
        try:
            self._server = await asyncio.start_unix_server(self._serve, path=str(self._path))
        finally:
            os.umask(before)

    async def stop(self) -> None:
        """Take no more commands and remove the socket."""
        if self._server is not None:
            self._server.close()
        self._path.unlink(missing_ok=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            words = json.loads(await reader.readline())
            answer = await self._follow([str(word) for word in words])
        except DetenteError as error:
            answer = {"error": error.as_json(), "exit": error.exit_code}
        except (ValueError, TypeError):
            wrong = Malformed("demo-line-malformed", expected="a JSON list of words", got="something else")
            answer = {"error": wrong.as_json(), "exit": wrong.exit_code}
        with suppress(ConnectionError):
            writer.write(json.dumps(answer).encode() + b"\n")
            await writer.drain()
        writer.close()

    async def _follow(self, words: list[str]) -> dict[str, Any]:
        check_command(words)
        director = self._director
        match words:
            case ["cut", one, other]:
                await director.cut(*self._pair(one, other))
            case ["mend", one, other]:
                await director.mend(*self._pair(one, other))
            case ["stop", party]:
                await director.stop(self._party(party))
            case ["start", party]:
                await director.start(self._party(party))
            case ["clock", step]:
                await director.turn_clock(instant_of(step, director.clock.now()))
            case ["end"]:
                director.ended.set()
            case _:
                pass
        return self._state(words)

    def _state(self, words: list[str]) -> dict[str, Any]:
        director = self._director
        return {
            "command": " ".join(words),
            "as_of": rfc3339(director.clock.now()),
            "cut": sorted(sorted(pair) for pair in director.cut_wires()),
            "running": sorted(director.stage.running()),
            "stopped": sorted(set(director.stage.players) - director.stage.running()),
        }

    def _pair(self, one: str, other: str) -> tuple[str, str]:
        pair = self._party(one), self._party(other)
        if pair[0] == pair[1]:
            raise Refused("demo-command", expected="two parties", got=f"{one} twice", remedy="detente demo --help")
        return pair

    def _party(self, word: str) -> str:
        parties = self._director.scenario.parties
        for party, part in parties.items():
            if word.lower() in (party, part.short.lower()):
                return party
        raise Refused(
            "party-unknown",
            expected=f"one of {', '.join(parties)}",
            got=word,
            remedy=nearest(word.lower(), parties),
        )


@asynccontextmanager
async def controlled(director: Director) -> AsyncIterator[None]:
    """Take commands while the context lasts, and let other shells find this demo."""
    place = director.stage.cast.directory
    control = Control(director, control_socket(place))
    await control.start()
    named = pointer()
    try:
        named.parent.mkdir(parents=True, exist_ok=True)
        named.write_text(f"{place}\n", encoding="utf-8")
        yield
    finally:
        await control.stop()
        with suppress(OSError):
            if named.read_text(encoding="utf-8") == f"{place}\n":
                named.unlink()
