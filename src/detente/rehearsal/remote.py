"""What a shell says to a running demo, without a node of its own: one JSON line out, one in, on `DIR/demo.sock`.

detente demo cut A B | mend A B | stop P | start P | clock +6h | end
"""

import json
import os
import re
import socket
from pathlib import Path
from typing import Any, Final

from detente.clock import DAY, HOUR, Instant, parse_rfc3339
from detente.errors import Fault, Malformed, Refused

COMMANDS: Final = {"cut": 2, "mend": 2, "stop": 1, "start": 1, "clock": 1, "end": 0, "state": 0}
"""Each command with the number of its words."""
ANSWER_SECONDS_MAX = 60
"""A stop waits for the node, a start for its imports."""
_STEP = re.compile(r"\+([0-9]{1,6})(s|m|h|d)")
_UNITS: Final = {"s": 1, "m": 60, "h": HOUR, "d": DAY}


def control_socket(directory: Path) -> Path:
    """Return the path of a demo's control socket."""
    return directory / "demo.sock"


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


def place_of_running() -> Path:
    """Return the folder of the demo that was started last under this user and runs still.

    Raises:
        Refused: `demo-not-running`.
    """
    try:
        return Path(pointer().read_text(encoding="utf-8").removesuffix("\n"))
    except OSError:
        raise _not_running("no --dir, and no demo running under this user") from None


def pointer() -> Path:
    """Return the file in which the demo that was started last under this user names its folder."""
    state = os.environ.get("XDG_STATE_HOME")
    return (Path(state) if state else Path.home() / ".local" / "state") / "detente" / "demo"


def _not_running(got: str) -> Refused:
    return Refused(
        "demo-not-running",
        expected="the folder of a running demo",
        got=got,
        remedy="detente demo, in another shell; then --dir with the folder that it names",
    )


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
