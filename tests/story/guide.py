"""Runs a page of the manual: its shell blocks in real shells, its nodes as real processes; compares what is said."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

BLOCK = re.compile(r"^```(?P<kind>sh|text)(?: (?P<shell>[a-z-]+))?\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
DONE = "block-is-done"
DETENTE = Path(sys.executable).with_name("detente")


@dataclass(frozen=True, slots=True)
class Block:
    """Commands for one shell, and what they are to print."""

    shell: str
    commands: str
    output: str


def blocks(page: str) -> Iterator[Block]:
    """Yield the blocks of a page in their order."""
    found = list(BLOCK.finditer(page))
    for at, match in enumerate(found):
        if match["kind"] == "sh":
            assert match["shell"], f"a block without its shell: {match['body']}"
            following = found[at + 1] if at + 1 < len(found) else None
            output = following["body"] if following is not None and following["kind"] == "text" else ""
            yield Block(match["shell"], match["body"], output)


def says(printed: str, expected: str) -> str | None:
    """Return the first expected line that was not printed in its place, or None; `…` is anything, blanks are equal."""
    lines = iter([" ".join(line.split()) for line in printed.splitlines()])
    for line in expected.splitlines():
        wanted = " ".join(line.split())
        if wanted in ("", "…"):
            continue
        form = re.compile(".*".join(re.escape(part) for part in wanted.split("…")))
        if not any(form.fullmatch(one) for one in lines):
            return line
    return None


class Stage:
    """Shells and nodes in one working directory; everything that it starts, it ends."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment: Mapping[str, str] = {
            **{key: value for key, value in os.environ.items() if not key.startswith("DETENTE_")},
            "PATH": f"{DETENTE.parent}{os.pathsep}{os.environ['PATH']}",
            "XDG_STATE_HOME": str(folder / "state"),
            "LC_ALL": "C.UTF-8",
        }
        self._shells: dict[str, subprocess.Popen[str]] = {}
        self._nodes: dict[str, subprocess.Popen[str]] = {}

    def __enter__(self) -> "Stage":
        return self

    def __exit__(self, *_error: object) -> None:
        for node in self._nodes.values():
            if node.poll() is None:
                node.send_signal(signal.SIGTERM)
        for process in [*self._shells.values(), *self._nodes.values()]:
            self._end(process)

    def _end(self, process: "subprocess.Popen[str]") -> None:
        if process.stdin is not None:
            process.stdin.close()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(20)
        assert process.stdout is not None
        process.stdout.close()

    def run(self, block: Block) -> str:
        """Run a block in its shell and return what it printed."""
        if block.shell.endswith("-node"):
            return self.start_node(block.shell, block.commands)
        shell = self._shells.get(block.shell) or self._open_shell(block.shell)
        assert shell.stdin is not None
        assert shell.stdout is not None
        shell.stdin.write(f"{block.commands}\necho {DONE}\n")
        shell.stdin.flush()
        printed = []
        for line in shell.stdout:
            if line == f"{DONE}\n":
                return "".join(printed)
            printed.append(line)
        raise AssertionError(f"a command of this block failed:\n{block.commands}\n{''.join(printed)}")

    def start_node(self, name: str, command: str) -> str:
        """Start a node, wait until it says that it is ready, and return that line."""
        if name in self._nodes:
            self.end_node(name)
        node = self._nodes[name] = self._start(["bash", "-c", f"exec {command}"], None)
        assert node.stdout is not None
        said = []
        for line in node.stdout:
            if line.startswith("ready:"):
                return line
            said.append(line)
        raise AssertionError(f"{command} ended without being ready:\n{''.join(said)}")

    def end_node(self, name: str) -> None:
        """Return when a node that was told to stop, or was killed, is gone and its folder free."""
        self._end(self._nodes.pop(name))

    def _open_shell(self, name: str) -> subprocess.Popen[str]:
        self._shells[name] = self._start(["bash", "-eu", "-o", "pipefail"], subprocess.PIPE)
        return self._shells[name]

    def _start(self, command: list[str], stdin: int | None) -> subprocess.Popen[str]:
        return subprocess.Popen(
            command,
            cwd=self.folder,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL if stdin is None else stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
