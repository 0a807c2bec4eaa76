"""What does an open page say when its own node is gone? A real one is killed, stopped and started beneath a browser."""

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.eyes import SIGHTS, flaws, look, violations
from tests.ports import free_ports

from detente.clock import Instant, SystemClock
from detente.home.calls import Call, JoinCouncil, Send
from detente.home.founding import draft_charter, found_party, sign_charter
from detente.home.host import Still
from detente.home.service import Service
from detente.node.folder import Folder

DETENTE = Path(sys.executable).with_name("detente")
OFFICER = "A. Smith"
SAYS = "This page has not heard from your own node since"
GONE_MS = 20_000
"""A node that hangs is known after two signs of life that did not come; one that is gone within a few seconds."""


class Alone:
    """A party whose counterpart is never there, and the process that runs its node."""

    def __init__(self, place: Path) -> None:
        self.folder = Folder(place / "alba")
        self.port, peer = free_ports(2)
        now: Instant = SystemClock().now()
        notes = [
            found_party(self.folder, "alba", "Alba", now=now, url=f"https://127.0.0.1:{peer}", officer=OFFICER).note,
            found_party(Folder(place / "brac"), "brac", "Brac", now=now, officer=OFFICER).note,
        ]
        charter = draft_charter("two-rehearsal", "Council", notes, founded_at=now, channels={}, rehearsal=True)
        for folder in (self.folder, Folder(place / "brac")):
            charter = sign_charter([charter], folder).note
        self.ask(JoinCouncil(charter, (notes[1],)))
        self.ask(Send(kind="credentials", channel="line", body={"name": OFFICER, "rank": "ambassador"}))
        config = self.folder.path / "party.toml"
        config.write_text(f"one_click_sign_in = true\n{config.read_text('utf-8')}", "utf-8")
        self.process: subprocess.Popen[str] | None = None

    def ask(self, call: Call[object]) -> None:
        """Do something with the folder while no node runs on it."""
        with self.folder.lock():
            still = Still(self.folder, clock=SystemClock())
            try:
                # The browser's own loop runs in this thread.
                with ThreadPoolExecutor(1) as elsewhere:
                    elsewhere.submit(asyncio.run, Service(still).run(call)).result()
            finally:
                still.close()

    def start(self) -> None:
        """Start the node on the port where its pages stood before, and return when it says that it is ready."""
        words = [DETENTE, "up", "--home-port", str(self.port), "--json", "--dir", self.folder.path]
        east = {**os.environ, "TZ": "Asia/Tokyo"}
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=east)
        assert self.process.stdout is not None
        assert "page" in json.loads(self.process.stdout.readline())

    def signal(self, number: signal.Signals) -> None:
        """Send the node a signal; one that kills is waited for."""
        assert self.process is not None
        self.process.send_signal(number)
        if number is signal.SIGKILL:
            self.process.communicate(timeout=30)


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Alone]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    alone = Alone(tmp_path)
    alone.start()
    try:
        yield alone
    finally:
        alone.signal(signal.SIGKILL)


def test_a_page_says_within_seconds_that_its_node_is_gone_and_that_it_is_back(alone: Alone, browser: Browser) -> None:
    """Killed, started, stopped and let go on: a red bar, a title, a sound, buttons that say that nothing was sent."""
    found = look(browser, f"http://localhost:{alone.port}/sign-in")
    page = found.page
    page.get_by_role("button", name=OFFICER).click()
    expect(page.get_by_role("banner")).to_contain_text(OFFICER)
    here = page.locator("[data-clock=here]")
    told = here.inner_text()
    assert told.endswith(" JST here")
    other = page.context.new_page()
    other.goto(f"http://localhost:{alone.port}/acts")
    # A browser gives one host six connections: were each window to listen for itself, none would be left.
    many = [page.context.new_page() for _ in range(6)]
    for one in many:
        one.goto(f"http://localhost:{alone.port}/")
    for one in many:
        one.close()
    expect(here).not_to_have_text(told)
    page.bring_to_front()
    page.get_by_role("button", name="Test the sound").click()
    expect(page.locator("html")).to_have_attribute("data-sound", "ready")
    bar = page.get_by_role("alert").filter(has_text=SAYS)
    title = page.title()
    expect(bar).to_be_hidden()

    alone.signal(signal.SIGKILL)
    expect(bar).to_be_visible(timeout=GONE_MS)
    assert re.search(r"since \d\d:\d\d:\d\d UTC", bar.inner_text())
    expect(page).to_have_title(re.compile("^▲ NODE NOT HEARD · "))
    expect(other).to_have_title(re.compile("^▲ NODE NOT HEARD · "), timeout=GONE_MS)
    expect(page.locator("html")).to_have_attribute("data-sound", "ringing")
    stood = page.locator("[data-clock=utc]").inner_text()
    page.get_by_role("button", name="Sign out").click()
    expect(bar).to_contain_text("Not done: nothing was sent")
    expect(page.get_by_role("button", name="Sign out")).to_have_attribute("data-undone", "not done")
    page.get_by_role("link", name="Acts").first.click()
    assert page.url.endswith("/")
    assert page.locator("[data-clock=utc]").inner_text() == stood
    picture(page)
    for width, scheme in SIGHTS:
        assert flaws(page, width, scheme) == [], (width, scheme)
    assert violations(page) == []
    page.get_by_role("button", name="Hush for two minutes").click()
    expect(page.locator("html")).to_have_attribute("data-sound", "hushed")

    alone.start()
    for window in (page, other):
        expect(window.locator("html[data-heard]")).to_have_count(0, timeout=GONE_MS)
        assert "NOT HEARD" not in window.title()
    expect(bar).to_be_hidden()
    expect(page).to_have_title(title)
    expect(page.locator("html")).to_have_attribute("data-sound", "ready")
    expect(page.locator("[data-undone]")).to_have_count(0)
    # The stream is there again: what is said now stands on the other page without a reload.
    other.bring_to_front()
    said = subprocess.run(
        [DETENTE, "send", "Back again.", "--channel", "line", "--dir", alone.folder.path], capture_output=True,
        text=True, check=False, timeout=60,
    )  # fmt: skip
    assert said.returncode == 0, said.stderr
    expect(other.get_by_role("main")).to_contain_text("Back again.", timeout=10_000)

    alone.signal(signal.SIGSTOP)
    page.bring_to_front()
    expect(bar).to_be_visible(timeout=GONE_MS)
    alone.signal(signal.SIGCONT)
    expect(bar).to_be_hidden(timeout=GONE_MS)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("banner")).to_contain_text("Nobody is signed in")
    assert [one for one in found.complaints if "htmx" in one] == []
    page.context.close()


def picture(page: Page) -> None:
    """Keep pictures of the page where somebody wants to look at them."""
    if folder := os.environ.get("DETENTE_SCREENSHOTS"):
        for width in (375, 1280, 1920):
            for scheme in ("light", "dark"):
                page.set_viewport_size({"width": width, "height": 900})
                page.emulate_media(color_scheme=scheme)
                page.screenshot(path=f"{folder}/unheard-{width}-{scheme}.png")
