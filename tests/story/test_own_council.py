"""The closing card's commands cannot lie: a shell gets them as they are printed, in their order, in an empty folder."""

import fcntl
import html
import os
import re
import subprocess
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

from tests.story.guide import DETENTE

from detente.tour import founding
from detente.tour.app import Tour, templates_of_tour

SECONDS = 240
"""Two nodes and a dozen commands, on a machine that others share."""


def page_of(lines: tuple[str, ...]) -> str:
    """Return the closing card as the tour's page has it."""
    closing = {
        "acts": 0, "by_cards": [], "receipts": 0, "median_ms": None, "held": 0, "checks": 0,
        "basis": Counter(sourced=0, reconstructed=0, inject=0),
    }  # fmt: skip
    tour = Tour(SimpleNamespace(), [], lines)  # type: ignore[arg-type]
    return templates_of_tour().get_template("closing.html").render(tour=tour, closing=SimpleNamespace(**closing))


def lines_on(page: str) -> list[str]:
    """Return what stands in the box of commands, as a browser copies it."""
    box = re.search(r"<pre[^>]*>(.*?)</pre>", page, re.DOTALL)
    assert box is not None
    return [html.unescape(line) for line in re.findall(r"<code>(.*?)</code>", box[1], re.DOTALL)]


def gone(folder: Path) -> bool:
    """Say if no node that ran in a party's folder runs, once the locks of all of them can be had."""
    for lock in folder.glob("*/lock"):
        with lock.open() as file:
            # Whoever runs in the folder holds its lock, and lets go of it by ending.
            fcntl.flock(file, fcntl.LOCK_EX)
    return True


def test_the_printed_commands_found_a_council(tmp_path: Path) -> None:
    """The council stands at both, the other holds the message, and the card says how many commands that takes."""
    page = page_of(founding.printed())
    lines = lines_on(page)
    assert f"Found your own council: {len(lines)} commands" in page
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("DETENTE_")},
        "PATH": f"{DETENTE.parent}{os.pathsep}{os.environ['PATH']}",
        "XDG_STATE_HOME": str(tmp_path / "state"),
        "LC_ALL": "C.UTF-8",
    }
    place = tmp_path / "empty"
    place.mkdir()

    def shell(text: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-e"], input=text, cwd=place, env=environment, capture_output=True, text=True, timeout=SECONDS
        )

    try:
        ran = shell("\n".join(lines) + "\n")
        assert ran.returncode == 0, ran.stdout + ran.stderr
        assert "NORTH and SOUTH: " in ran.stdout, "six words to compare"
        assert "stored by SOUTH at" in ran.stdout
        for party in ("north", "south"):
            stands = shell(f"detente council show --dir {party}")
            assert "North and South" in stands.stdout, stands.stdout + stands.stderr
        assert "Radio check." in shell("detente inbox --dir south").stdout
    finally:
        ends = html.unescape(re.search(r"<code>(kill .*?)</code>", page)[1])  # type: ignore[index]
        ended = shell(ends)
        assert gone(place), ended.stderr
