"""One council of real nodes and one real browser for all tests of this folder."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))

from playwright.sync_api import Browser, expect, sync_playwright
from tests.browser.council import Council
from tests.browser.matters import prepare
from tests.browser.story import tell

from detente.console.view import have_scripts

expect.set_options(timeout=20_000)
"""Milliseconds: two browsers and eight nodes share two cores."""

CHROMIUM = os.environ.get("DETENTE_CHROMIUM", "/usr/bin/chromium")


@pytest.fixture(scope="session", autouse=True)
def scripts() -> None:
    """What pages renew themselves with, as building the package brings it."""
    if not have_scripts():
        builder = Path(__file__).parents[2] / "hatch_build.py"
        done = subprocess.run([sys.executable, builder], capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{done.stdout}{done.stderr} Remedy: make front"


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Council]:
    """NATO, Turkey, Russia and a depositary, after what `matters.prepare` and `story.tell` let them say."""
    os.environ["XDG_STATE_HOME"] = str(tmp_path_factory.mktemp("state"))
    with Council(tmp_path_factory.mktemp("council")) as council:
        prepare(council)
        tell(council)
        yield council


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium as Debian packages it, without a window."""
    assert Path(CHROMIUM).exists(), "no browser. Remedy: tests/browser-setup, or apt-get install chromium"
    # Chromium's own sandbox needs rights that neither root nor a container has; these pages are our own.
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()
