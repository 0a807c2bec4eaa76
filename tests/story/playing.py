"""A demo in a place of its own, as somebody runs it in a shell, and from another shell beside it."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

DETENTE = Path(sys.executable).with_name("detente")
SECONDS = 240
"""For one run on a machine that does other things as well; alone on two cores it takes about 60."""


@dataclass(frozen=True, slots=True)
class Home:
    """A place of its own for one demo, and the environment in which it runs."""

    place: Path
    environment: dict[str, str]
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def demo(self) -> Path:
        return self.place / "d"

    def start(self, *words: str | Path) -> subprocess.Popen[str]:
        command = [str(word) for word in (DETENTE, "demo", *words, "--dir", self.demo)]
        process = subprocess.Popen(
            command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=self.place
        )
        self.started.append(process)
        return process

    def run(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        command = [str(word) for word in (DETENTE, *words)]
        return subprocess.run(
            command, env=self.environment, capture_output=True, text=True, timeout=SECONDS, cwd=self.place
        )

    def control(self, *words: str) -> dict[str, Any]:
        done = self.run("demo", *words, "--dir", self.demo, "--json")
        assert done.returncode == 0, done.stderr
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer


def home_in(place: Path) -> Home:
    return Home(place, {**os.environ, "XDG_STATE_HOME": str(place / "state")})


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def told(process: subprocess.Popen[str]) -> dict[str, Any]:
    """Return the outcome that a demo prints when its story is over."""
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        _, errors = process.communicate(timeout=SECONDS)
        raise AssertionError(errors)
    outcome: dict[str, Any] = json.loads(line)
    return outcome
