"""Control of a running demo from another shell: one JSON line in, one out, on `DIR/demo.sock`.

detente demo cut A B | mend A B | stop P | start P | clock +6h | end
"""

import asyncio
import json
import os
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Final

from detente.clock import DAY, HOUR, Instant, parse_rfc3339, rfc3339
from detente.errors import DetenteError, Fault, Malformed, Refused
from detente.rehearsal.director import Director
from detente.rehearsal.tables import nearest

COMMANDS: Final = {"cut": 2, "mend": 2, "stop": 1, "start": 1, "clock": 1, "end": 0, "state": 0}
"""Each command with the number of its words."""
ANSWER_SECONDS_MAX = 60
"""A stop waits for the node, a start for its imports."""
_STEP = re.compile(r"\+([0-9]{1,6})(s|m|h|d)")
_UNITS: Final = {"s": 1, "m": 60, "h": HOUR, "d": DAY}


def control_socket(directory: Path) -> Path:
    """Return the path of a demo's control socket."""
    return directory / "demo.sock"


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
    pointer = _pointer()
    try:
        pointer.parent.mkdir(parents=True, exist_ok=True)
        pointer.write_text(f"{place}\n", encoding="utf-8")
        yield
    finally:
        await control.stop()
        with suppress(OSError):
            if pointer.read_text(encoding="utf-8") == f"{place}\n":
                pointer.unlink()


def place_of_running() -> Path:
    """Return the folder of the demo that was started last under this user and runs still.

    Raises:
        Refused: `demo-not-running`.
    """
    try:
        return Path(_pointer().read_text(encoding="utf-8").removesuffix("\n"))
    except OSError:
        raise _not_running("no --dir, and no demo running under this user") from None


def _pointer() -> Path:
    state = os.environ.get("XDG_STATE_HOME")
    return (Path(state) if state else Path.home() / ".local" / "state") / "detente" / "demo"


def _not_running(got: str) -> Refused:
    return Refused(
        "demo-not-running",
        expected="the folder of a running demo",
        got=got,
        remedy="detente demo, in another shell; then --dir with the folder that it names",
    )


def check_command(words: list[str]) -> None:
    """Be silent where the words are a command.

    Raises:
        Refused: `demo-command`, `demo-clock`.
    """
    if not words or COMMANDS.get(words[0]) != len(words) - 1:
        raise Refused(
            "demo-command",
            expected="cut A B, mend A B, stop P, start P, clock +6h, state or end",
            got=" ".join(words) or "nothing",
            remedy="detente demo --help",
        )
    if words[0] == "clock":
        # Any step forward is one from the beginning of time; whether a time is later, the demo knows.
        instant_of(words[1], 0)


def command(directory: Path, words: list[str]) -> dict[str, Any]:
    """Give a command to the demo that runs in a folder, and return its state after it.

    Raises:
        Refused: `demo-command`, `demo-clock`, `demo-not-running`, `party-unknown`.
        Fault: `demo-broken`, and what the command met.
    """
    check_command(words)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as pipe:
        pipe.settimeout(ANSWER_SECONDS_MAX)
        try:
            pipe.connect(str(control_socket(directory)))
        except OSError:
            raise _not_running(str(directory)) from None
        try:
            pipe.sendall(json.dumps(words).encode() + b"\n")
            with pipe.makefile("rb") as lines:
                answer: dict[str, Any] = json.loads(lines.readline())
        except (OSError, ValueError) as fault:
            raise Fault("demo-broken", expected="an answer from the demo", got=str(fault) or "none") from None
    if "error" in answer:
        kind = {Refused.exit_code: Refused, Malformed.exit_code: Malformed}.get(answer["exit"], Fault)
        given = answer["error"]
        raise kind(given["code"], expected=given["expected"], got=given["got"], remedy=given["remedy"])
    return answer


def instant_of(text: str, now: Instant) -> Instant:
    """Return the instant of `+6h`, `+30m`, or of an RFC 3339 time.

    Raises:
        Refused: `demo-clock`.
    """
    step = _STEP.fullmatch(text)
    try:
        at = now + int(step[1]) * _UNITS[step[2]] if step else parse_rfc3339(text)
    except ValueError:
        at = -1
    if at < now:
        raise Refused(
            "demo-clock",
            expected="a step forward like +6h, +30m or +2d, or a later time like 2016-05-01T00:00:00Z",
            got=text,
            remedy="a scenario's clock never runs backwards",
        )
    return at
