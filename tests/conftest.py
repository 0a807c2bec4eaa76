"""What tests of several folders share: the browser, and what they found councils with, as `tests.councils`."""

import compileall
import gc
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

import detente

if TYPE_CHECKING:
    from playwright.sync_api import Browser

sys.path.insert(0, str(Path(__file__).parents[1]))


# A law holds or not; how long an example takes on a machine that others use as well is no part of it.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


def pytest_configure(config: pytest.Config) -> None:
    """Compile the package before processes start on it, also where the environment forbids Python to keep that.

    Hundreds of commands and nodes would each compile the whole package again.
    """
    if not hasattr(config, "workerinput"):
        compileall.compile_dir(Path(detente.__file__).parent, quiet=1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the stories first: each takes long, and at the end one worker would wait for the other to finish one."""
    items.sort(key=lambda item: item.path.parent.name != "story")


def pytest_collection_finish() -> None:
    """Let the collector pass over what stays to the end, thousands of tests above all, and look less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture(scope="session")
def scripts() -> None:
    """What pages renew themselves with, as building the package brings it."""
    from detente.console.templating import have_scripts

    if not have_scripts():
        builder = Path(__file__).parents[1] / "hatch_build.py"
        done = subprocess.run([sys.executable, builder], capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{done.stdout}{done.stderr} Remedy: make front"


@pytest.fixture(scope="module")
def browser(scripts: None) -> Iterator["Browser"]:
    """One browser for the tests of a module."""
    from playwright.sync_api import sync_playwright
    from tests.chromium import launch

    with sync_playwright() as playwright:
        browser = launch(playwright.chromium)
        yield browser
        browser.close()
