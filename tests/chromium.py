"""Chromium as Debian packages it, without a window: what tests, benches and pictures look through."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserType

CHROMIUM = Path(os.environ.get("DETENTE_CHROMIUM", "/usr/bin/chromium"))


def launch(chromium: "BrowserType", *switches: str) -> "Browser":
    """Return a browser that runs; who asks for it closes it.

    Raises:
        AssertionError: there is none on this machine.
    """
    assert CHROMIUM.exists(), "no browser. Remedy: tests/browser-setup, or apt-get install chromium"
    # Chromium's own sandbox needs rights that neither root nor a container has; these pages are our own.
    return chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", *switches])
