"""Can an officer find what was said? Real nodes, Chromium, with the keyboard, also without scripts, on every screen."""

import csv
import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from tests.browser.council import Council
from tests.browser.eyes import SIGHTS, flaws, look

PLACES = {"found": "/search?words=t*&party=ru&since=2015-11-01", "dossiers": "/dossiers?words=meeting&state=settled"}


def test_the_key_goes_to_the_box_and_words_are_marked(council: Council, browser: Browser) -> None:
    """From any page by keyboard alone; the address of what comes is the search; a file has the same acts."""
    found = look(browser, council.url("nato") + "/duties")
    page = found.page
    page.keyboard.press("/")
    page.keyboard.type("radio -turkey")
    page.keyboard.press("Enter")
    expect(page).to_have_url(council.url("nato") + "/search?words=radio+-turkey")
    expect(page.locator("mark").first).to_have_text("Radio")
    expect(page.get_by_role("status")).to_contain_text("all that this party may read")
    number = page.locator(".found > li").count()
    page.get_by_text("Filters").click()
    page.get_by_label("Said by").select_option("nato")
    page.get_by_role("button", name="Filter", exact=True).click()
    expect(page.get_by_text("Filters: 1 in force")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert "rehearsal" in download.value.suggested_filename
    with Path(download.value.path()).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert 1 <= len(rows) <= number
    assert {row["party"] for row in rows} == {"nato"}
    assert (found.foreign_requests(), found.complaints) == ([], [])
    page.context.close()


def test_what_comes_is_found_while_the_page_is_open(council: Council, browser: Browser) -> None:
    """A page of hits takes in the act that arrives; words that are being typed stay."""
    found = look(browser, council.url("nato") + "/search?words=zanzibar")
    with found.page.expect_response("**/events?*"):
        found.page.reload(wait_until="commit")
    expect(found.page.get_by_role("status")).to_contain_text("0 found")
    found.page.get_by_label("Words").fill("zanzibar again")
    council.say("2015-11-26T11:00:00Z", "ru", "A ship from Zanzibar.", channel="plenary", held_by="nato")
    expect(found.page.get_by_role("status")).to_contain_text("1 found", timeout=15_000)
    assert found.page.get_by_label("Words").input_value() == "zanzibar again"
    found.page.context.close()


def test_without_scripts_it_is_a_form(council: Council, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(council.url("nato") + "/")
    page.get_by_role("searchbox", name="Search the record").fill("radio")
    page.get_by_role("search", name="Search the record").get_by_role("button").click()
    assert page.locator("mark").first.text_content() == "Radio"
    context.close()


@pytest.mark.parametrize("name", PLACES)
def test_pages_of_search_can_be_read_on_every_screen(council: Council, browser: Browser, name: str) -> None:
    """From a telephone to a wall, light and dark: nothing too wide, too faint or too small to press."""
    found = look(browser, council.url("nato") + PLACES[name])
    kept = os.environ.get("DETENTE_SCREENSHOTS")
    for width, scheme in SIGHTS:
        assert flaws(found.page, width, scheme) == [], (width, scheme)
        if kept:
            found.page.screenshot(path=f"{kept}/search-{name}-{width}-{scheme}.png")
    assert found.headings()[0] == 1
    found.page.context.close()
