"""The pictures of README and docs, taken of a council that is really played: `make pictures`.

Keys, hashes and the seconds of a clock are new each time; everything else is the same.
"""

import argparse
import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pypdfium2  # type: ignore[import-untyped]
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, sync_playwright
from tests.browser.eyes import Scheme
from tests.chromium import launch

PICTURES: Final = Path(__file__).parents[2] / "docs" / "pictures"
BYTES_MAX: Final = 150_000
"""So large a picture may be: a page of documentation is read over thin lines, too."""
COLOURS: Final = (256, 128, 64, 32)
SECONDS: Final = 60_000
"""Milliseconds that a page may take while eight nodes share the machine."""
OFFICERS: Final = {"nato": "Secretary General", "ru": "Ministry of Defence"}
MATTER, MEETING, FLASH, SUSPENSION = "us/military/2", "nato/plenary/6", "tr/tr-ru/2", "nato/plenary/3"

RUSSIAN: Final = (
    "Вводная учения: Россия готова обсудить порядок связи между экипажами. Приостановленное остаётся приостановленным."
)
ENGLISH: Final = (
    "Rehearsal inject: Russia is ready to discuss how crews call each other. What is suspended remains suspended."
)


@contextmanager
def played(folder: Path) -> Iterator[dict[str, str]]:
    """Play the NATO-Russia Council, 2014 to 2016, and yield where its pages are, by party, and its tour."""
    words = [Path(sys.executable).with_name("detente"), "demo", "--instant", "--json", "--dir", folder]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        try:
            assert process.stdout is not None
            outcome = json.loads(process.stdout.readline())
            assert outcome["passed"], outcome["troubles"]
            yield {**{one["party"]: one["pages"] for one in outcome["parties"]}, "tour": outcome["tour"]}
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


def keep(picture: Image.Image, name: str, folder: Path) -> None:
    """Write a picture as PNG with as many colours as fit into `BYTES_MAX`."""
    for colours in COLOURS:
        found = BytesIO()
        reduced = picture.convert("RGB").quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        reduced.save(found, "PNG", optimize=True)
        if found.tell() <= BYTES_MAX:
            (folder / f"{name}.png").write_bytes(found.getvalue())
            print(f"{name}.png: {picture.width} x {picture.height}, {found.tell():,} bytes, {colours} colours")
            return
    raise SystemExit(f"{name} stays above {BYTES_MAX:,} bytes. Remedy: show less of the page")


class Camera:
    """A browser in which officers of both sides are signed in by one click."""

    def __init__(self, browser: Browser, places: dict[str, str], folder: Path) -> None:
        self.browser, self.places, self.folder = browser, places, folder

    @contextmanager
    def page(
        self, party: str, *, width: int = 1280, height: int = 860, scheme: Scheme = "light", language: str = "en"
    ) -> Iterator[Page]:
        """Yield a page of a party's, at its watch board, with an officer signed in."""
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, locale=language, reduced_motion="reduce"
        )
        page = context.new_page()
        page.set_default_timeout(SECONDS)
        page.goto(f"{self.places[party]}sign-in")
        page.locator(f'button[name=officer][value="{OFFICERS[party]}"]').click()
        page.locator("form[action='/sign-out']").wait_for(state="attached")
        yield page
        context.close()

    def take(self, page: Page, name: str, *, top: Locator | None = None) -> None:
        """Take what the window shows, from a part of the page on where one is named."""
        page.wait_for_load_state("load")
        if top:
            top.first.evaluate("one => window.scrollTo(0, one.getBoundingClientRect().top + scrollY - 44)")
        page.mouse.move(0, 0)
        keep(Image.open(BytesIO(page.screenshot())), name, self.folder)

    def boards(self) -> None:
        """The watch board: as it is, in Russian, and on a telephone in the dark."""
        with self.page("ru") as page:
            self.take(page, "watch")
        with self.page("ru", language="ru") as page:
            self.take(page, "watch-russian")
        with self.page("nato", width=375, height=812, scheme="dark") as page:
            self.take(page, "watch-phone-dark")

    def matters(self) -> None:
        """A matter as its story with receipts, an incident on the map, a meeting, who needs the line."""
        with self.page("nato", height=760) as page:
            page.goto(f"{self.places['nato']}dossiers/{SUSPENSION}")
            page.locator("details.rungs").first.evaluate("one => { one.open = true; }")
            self.take(page, "dossier", top=page.locator("#story"))
            page.goto(f"{self.places['nato']}meetings/{MEETING}")
            self.take(page, "meeting", top=page.locator(".trail"))
            page.goto(f"{self.places['nato']}assessment")
            self.take(page, "assessment", top=page.get_by_role("img", name="Need of the channel by reading"))
        with self.page("ru", scheme="dark", height=960) as page:
            page.goto(f"{self.places['ru']}maps/{MATTER}")
            page.wait_for_selector("#chart[data-state=shown]", timeout=SECONDS)
            self.take(page, "incident-dark", top=page.locator(".trail"))

    def words(self) -> None:
        """A message in two languages as it is written, and what will be signed."""
        with self.page("ru", width=1600, height=1000) as page:
            page.goto(f"{self.places['ru']}act?kind=message")
            page.get_by_label("Channel", exact=True).select_option("plenary")
            page.get_by_role("checkbox", name="NATO").check()
            page.get_by_label("Text", exact=True).fill(RUSSIAN)
            page.get_by_role("combobox", name="Language of this text").select_option("ru")
            self.take(page, "form", top=page.locator(".trail"))
            page.get_by_role("button", name="Add a language").click()
            page.locator("#f-tongues-0 textarea").fill(ENGLISH)
            page.locator("#f-tongues-0 select").select_option("en")
            page.get_by_role("button", name="Preview what will be signed").click()
            page.get_by_role("heading", name="This is what will be signed").wait_for()
            page.set_viewport_size({"width": 1280, "height": 900})
            self.take(page, "preview", top=page.locator(".trail"))

    def paper(self) -> None:
        """The first sheet of an act on paper, with its codes."""
        with self.page("ru") as page:
            found = page.request.get(f"{self.places['ru']}acts/{FLASH}/paper.pdf")
            sheet = pypdfium2.PdfDocument(found.body())[0].render(scale=1.5).to_pil()
        keep(sheet, "paper", self.folder)

    def tour(self) -> None:
        """The demo's page with both sides' windows."""
        context = self.browser.new_context(viewport={"width": 1600, "height": 1210}, reduced_motion="reduce")
        page = context.new_page()
        page.goto(self.places["tour"])
        for side in ("left", "right"):
            page.frame_locator(f"iframe[name={side}]").get_by_role("button", name="Sign out").wait_for(timeout=SECONDS)
        page.evaluate("scrollTo(0, 0)")
        self.take(page, "two-windows")
        context.close()


def main() -> None:
    """Play the council once and take every picture, or those that are named."""
    asked = argparse.ArgumentParser(description=main.__doc__)
    asked.add_argument("names", nargs="*", help="tour, boards, matters, words or paper; all if left out")
    asked.add_argument("--to", type=Path, default=PICTURES, help="where the pictures go")
    given = asked.parse_args()
    with TemporaryDirectory() as folder, played(Path(folder) / "demo") as places, sync_playwright() as playwright:
        browser = launch(playwright.chromium)
        camera = Camera(browser, places, given.to)
        sights: dict[str, Callable[[], None]] = {
            "tour": camera.tour, "boards": camera.boards, "matters": camera.matters, "words": camera.words,
            "paper": camera.paper,
        }  # fmt: skip
        for name in given.names or sights:
            sights[name]()
        browser.close()


if __name__ == "__main__":
    main()
