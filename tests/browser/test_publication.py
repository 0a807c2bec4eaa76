"""Can a stranger read a communiqué? The publication folder in a real browser, from the disk, with nothing behind it."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.browser.eyes import SIGHTS, flaws, look
from tests.papers import communiques

from detente.home.papers.publication import publish


@pytest.mark.parametrize("name", ["index", "nato_plenary_51", "ru_plenary_41"])
def test_a_published_page_is_readable_at_every_width(browser: Browser, tmp_path: Path, name: str) -> None:
    """Nothing stands outside the window, nothing is faint, nothing is asked of anybody; the style is the page's own."""
    publish(tmp_path, communiques())
    for width, scheme in SIGHTS:
        seen = look(browser, (tmp_path / f"{name}.html").as_uri(), width=width, scheme=scheme)
        page = seen.page
        assert flaws(page, width, scheme) == []
        assert seen.requests == [page.url]
        assert seen.complaints == []
        assert seen.headings()[0] == 1
        assert page.locator(".rehearsal").is_visible()
        assert page.evaluate("getComputedStyle(document.querySelector('header')).maxWidth") == "736px"
        page.context.close()


def test_from_the_index_to_a_text_and_back(browser: Browser, tmp_path: Path) -> None:
    publish(tmp_path, communiques())
    page = look(browser, (tmp_path / "index.html").as_uri()).page
    page.get_by_role("link", name="For the test: the line is checked every day").click()
    assert page.get_by_role("heading", level=1).inner_text() == "For the test: the line is checked every day"
    assert page.locator("div[lang=ar]").get_attribute("dir") == "rtl"
    page.get_by_role("link", name="All communiqués").click()
    assert page.url.endswith("index.html")
