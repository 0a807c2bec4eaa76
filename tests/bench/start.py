"""Processor time of commands and of a node's start: a part of `make bench`, and `python -m tests.bench.start` alone.

The least of some rounds: what else runs on the machine adds to processor time too, and never takes from it.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.pair import Pair

ROUNDS = 5
COMMAND = (sys.executable, "-m", "detente.cli.main")


def spent_seconds(*words: str) -> float:
    """Return the processor time of one command, its system time included."""
    with subprocess.Popen((*COMMAND, *words), stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, f"detente {' '.join(words)} said {process.returncode}"
    return usage.ru_utime + usage.ru_stime


def least_seconds(*words: str) -> float:
    """Return the least processor time of a command in some rounds."""
    return min(spent_seconds(*words) for _ in range(ROUNDS))


def node_seconds(pair: Pair, party: str) -> float:
    """Return the least processor time of a node that is ended as soon as it is ready."""
    spent = []
    for _ in range(ROUNDS):
        pair.start(party)
        spent.append(pair.stop(party))
    return min(spent)


def starts(path: Path) -> dict[str, float]:
    """Return what is measured, each with its seconds of processor time."""
    with Pair(path) as pair:
        asked = ("inbox", "--all", "--dir", str(pair.folders["a"].path))
        found = {
            "detente --help": least_seconds("--help"),
            "detente inbox, of a running node": least_seconds(*asked),
        }
        pair.stop("a")
        found["detente inbox, no node runs"] = least_seconds(*asked)
        found["detente up, until ready and ended"] = node_seconds(pair, "a")
    return found


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="detente-bench-") as folder:
        os.environ["XDG_STATE_HOME"] = str(Path(folder) / "state")
        for name, seconds in starts(Path(folder)).items():
            sys.stdout.write(f"{name:<60} {seconds:>12,.2f} s of processor time\n")


if __name__ == "__main__":
    main()
