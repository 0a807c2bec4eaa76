"""Can a person do it? The pages of real nodes in a real browser: for the eye, for the keyboard, for the ear."""

import os
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from tests.browser.council import Council
from tests.browser.eyes import SIGHTS, flaws, look, violations
from tests.browser.looks import LOOKS, addresses

from detente.home.proofs import verify_file
from detente.languages import AVAILABLE


@pytest.mark.parametrize("language", [tag for tag in AVAILABLE if tag != "en"])
def test_pages_in_each_language_fit_the_smallest_and_a_usual_window(
    council: Council, browser: Browser, language: str
) -> None:
    """Longer words than the English ones stand within the window; the browser's own language is spoken, and said."""
    context = browser.new_context(locale=language, reduced_motion="reduce")
    page = context.new_page()
    for name in addresses(LOOKS):
        page.goto(council.url("ru") + name)
        assert page.locator("html").get_attribute("lang") == language, name
        assert {width: found for width in (320, 1280) if (found := flaws(page, width, contrast=False))} == {}, name
    context.close()


def test_a_reader_chooses_a_language_and_stays_on_the_page(council: Council, browser: Browser) -> None:
    """By keyboard, without losing the place; the widest words fit the narrowest window."""
    found = look(browser, council.url("ru") + "/duties")
    page = found.page
    for tag, name, sentence in (
        ("fr", "français", "L’accusé de réception ne vaut pas accord."),
        ("uk", "українська", "Отримання не означає згоди."),
        ("ru", "русский", "Получение не означает согласия."),
    ):
        page.locator(".tongue summary").focus()
        page.keyboard.press("Enter")
        assert violations(page) == []
        page.get_by_role("button", name=name).focus()
        page.keyboard.press("Enter")
        expect(page.locator("html")).to_have_attribute("lang", tag)
        expect(page.locator("footer")).to_contain_text(sentence)
        assert page.url == council.url("ru") + "/duties"
        for width, scheme in SIGHTS:
            assert flaws(page, width, scheme) == [], (tag, width, scheme)
            page.locator(".tongue summary").click()
            assert flaws(page, width, scheme) == [], (tag, width, scheme, "chosen from")
            if folder := os.environ.get("DETENTE_SCREENSHOTS"):
                page.screenshot(path=f"{folder}/language-{tag}-{width}-{scheme}.png")
            page.locator(".tongue summary").click()
    assert found.complaints == []
    page.context.close()


def test_the_keyboard_alone_is_enough(council: Council, browser: Browser) -> None:
    """The first key leads past the head of the page; focus is always to be seen; an act is reached and read."""
    found = look(browser, council.url("ru") + "/acts")
    page = found.page
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to the page")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Channel")).to_be_focused()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.get_by_role("link", name="NATO/LINE/2").last.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Message NATO/LINE/2")
    assert found.complaints == []
    found.page.context.close()


def test_the_rehearsal_s_mark_is_always_in_sight(council: Council, browser: Browser) -> None:
    found = look(browser, council.url("ru") + "/acts", width=320)
    page = found.page
    page.get_by_text("Record is not recognition.").scroll_into_view_if_needed()
    expect(page.get_by_role("region", name="Rehearsal", exact=True)).to_be_in_viewport()
    assert "REHEARSAL" in page.title()
    assert found.complaints == []
    found.page.context.close()


def test_the_state_says_that_a_link_is_down_and_the_line_is_open(council: Council, browser: Browser) -> None:
    """The wire between two is cut; each holds the other's newer signatures, which came by another way."""
    found = look(browser, council.url("ru") + "/state")
    page = found.page
    expect(page.get_by_role("heading", level=1)).to_have_text("The line is open; out of direct contact with TR.")
    row = page.get_by_role("row").filter(has_text="Turkey")
    expect(row).to_contain_text("link down: others hold its newer sign of life")
    expect(row).to_contain_text("everything that is for it")
    silence = page.get_by_role("region", name="Silence, and what it is")
    expect(silence.get_by_role("listitem").filter(has_text="RU/LINE/3")).to_contain_text("unread")
    expect(page.get_by_role("link", name="DEPOSITARY/JOURNAL/")).to_be_visible()
    expect(page.get_by_role("main").get_by_text("250900Z NOV 15")).to_be_visible()
    assert found.complaints == []
    found.page.context.close()


def test_a_flash_act_has_its_receipt_although_the_wire_is_cut(council: Council, browser: Browser) -> None:
    found = look(browser, council.url("ru") + "/acts?channel=line", width=1600)
    page = found.page
    receipts = page.get_by_role("list", name="Receipts of RU/LINE/3")
    cell = receipts.get_by_role("listitem").filter(has_text=re.compile("^TR"))
    expect(cell).to_contain_text("stored")
    expect(cell).to_contain_text("08:10:00")
    assert found.complaints == []
    found.page.context.close()


def test_the_timeline_is_filtered_without_a_script(council: Council, browser: Browser) -> None:
    found = look(browser, council.url("ru") + "/acts")
    page = found.page
    page.get_by_label("Channel").select_option("tr-ru")
    page.get_by_label("Party").select_option("tr")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", level=3)).to_have_text(["TR/TR-RU/2"])
    expect(page.get_by_label("Channel")).to_have_value("tr-ru")
    assert found.complaints == []
    found.page.context.close()


def test_a_text_stands_first_in_its_author_s_language(council: Council, browser: Browser) -> None:
    found = look(browser, council.url("tr") + "/acts/ru/tr-ru/2")
    page = found.page
    texts = page.get_by_label("What it says").locator("[lang]")
    assert [one.get_attribute("lang") for one in texts.all()] == ["ru", "en"]
    expect(page.get_by_text("Unofficial translation, English")).to_be_visible()
    assert found.complaints == []
    found.page.context.close()


def test_hostile_texts_do_nothing(council: Council, browser: Browser) -> None:
    """Markup, scripts, styles and bidirectional tricks of a party stand on the page as letters."""
    found = look(browser, council.url("nato") + "/acts/tr/plenary/2")
    assert found.page.title().startswith("REHEARSAL · TR/PLENARY/2")
    expect(found.page.get_by_label("What it says")).to_contain_text("<script>document.title='owned'</script>")
    expect(found.page.get_by_text("U+202E").first).to_be_visible()
    assert found.page.locator("script:not([src^='/']), body script, img, iframe, [onerror], [onload]").count() == 0
    assert found.complaints == []
    found.page.context.close()


def test_a_proof_is_checked_on_the_page_and_in_the_file(council: Council, browser: Browser, tmp_path: Path) -> None:
    """The steps on the page are those of the downloaded file; the download stands in `own`, the look does not."""
    node = council.nodes["tr"]
    node.config = {**node.config, "one_click_sign_in": True}
    found = look(browser, council.named_url("tr") + "/sign-in?next=/acts/nato/line/2")
    page = found.page
    page.locator(".choices button").first.click()
    proof = page.get_by_role("region", name="Check this proof")
    expect(proof).to_contain_text("Verified just now, in 9 steps")
    steps = [one.strip() for one in proof.locator(".steps b").all_inner_texts()]
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the evidence").click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    assert path.name == "NATO-LINE-2.zip"
    report = verify_file(path.read_bytes())
    assert report.verified
    assert [step.title for step in report.items] == steps
    assert "README.md" in zipfile.ZipFile(path).namelist()
    own = look(browser, council.url("tr") + "/acts?channel=own").page
    expect(own.get_by_role("heading", level=3)).to_have_count(2)
    expect(own.get_by_text("All of NATO/LINE/2 (message), and of no other act.")).to_be_visible()
    node.config = {**node.config, "one_click_sign_in": False}
    assert found.complaints == []
    found.page.context.close()
    own.context.close()


def test_the_depositary_shows_feeds_and_no_texts(council: Council, browser: Browser) -> None:
    """It holds everything and can read none of it."""
    found = look(browser, council.url("depositary") + "/record")
    page = found.page
    expect(page.get_by_role("region", name="tr-ru")).to_contain_text("RU")
    acts = look(browser, council.url("depositary") + "/acts").page
    expect(acts.get_by_text("Radio check.")).to_have_count(0)
    assert found.complaints == []
    found.page.context.close()
    acts.context.close()


def test_the_first_page_tells_what_is_suspended_ahead_and_public(council: Council, browser: Browser) -> None:
    """A watch officer who opens it sees what is closed, which silence runs out when, and what was published by whom."""
    found = look(browser, council.url("ru") + "/state")
    page = found.page
    expect(page.get_by_text("NATO suspends channel experts.")).to_be_visible()
    ahead = page.get_by_role("region", name="Ahead").get_by_role("listitem")
    expect(ahead).to_contain_text(["silence expires, 2 days 3 hours left", "a meeting begins"])
    public = page.get_by_role("region", name="Said in public").get_by_role("listitem")
    expect(public).to_contain_text(["unilateral of RU alone", "joint signed by NATO, RU"])
    page.get_by_role("link", name="What is open").click()
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="NATO"))
    expect(row).to_contain_text("The line that no act can suspend (line); plenary; table; public")
    expect(page.get_by_text("by foreign ministers at their next meeting")).to_be_visible()
    assert found.complaints == []
    found.page.context.close()


def test_pages_are_found_by_their_parts_of_the_house(council: Council, browser: Browser) -> None:
    """Two lines of links: the first names the part, the second its pages, and the reader hears which is the present."""
    found = look(browser, council.url("ru"), width=320)
    page = found.page
    # The head is short: what a page is about begins high up in the narrowest window.
    box = page.get_by_role("main").bounding_box()
    assert box is not None
    assert box["y"] < 350
    expect(page.get_by_role("list", name="Counterparts")).to_contain_text("NATO")
    page.get_by_text("Pages", exact=True).click()
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Matters").click()
    inside = page.get_by_role("navigation", name="Matters")
    expect(inside.get_by_role("link")).to_have_text(
        ["Dossiers", "Meetings", "Decisions", "Duties", "Notifications", "Calendar", "Assessment"]
    )
    inside.get_by_role("link", name="Decisions").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Decisions")
    expect(inside.locator("[aria-current=page]")).to_have_text("Decisions")
    expect(page.get_by_role("region", name="Register")).to_contain_text("NRC.DEC/1")
    assert found.complaints == []
    found.page.context.close()


def test_no_colour_judges_a_result(council: Council, browser: Browser) -> None:
    """Not agreed stands on the page like every other word; each side's words stand in their language."""
    found = look(browser, council.url("tr") + "/dossiers/nato/table/5")
    page = found.page
    # A link into a table that is folded unfolds it.
    page.get_by_role("navigation", name="On this page").get_by_role("link", name="Agenda").click()
    agenda = page.get_by_role("region", name="Agenda")
    expect(agenda.get_by_role("cell", name="not agreed")).to_have_count(3)
    expect(agenda.locator(".mark")).to_have_count(0)
    first = page.get_by_role("region", name="Item 1: The crisis in and around Ukraine").locator("tbody [lang]")
    assert [one.get_attribute("lang") for one in first.all()] == ["en", "ru", "en", "tr"]
    expect(page.get_by_role("region", name="Brackets")).to_contain_text("closed with a")
    assert found.complaints == []
    found.page.context.close()


def test_minutes_and_a_calendar_entry_are_kept_as_files(council: Council, browser: Browser, tmp_path: Path) -> None:
    found = look(browser, council.url("ru") + "/meetings")
    page = found.page
    for name, begins in (
        ("Minutes, PDF, русский", b"%PDF-"),
        ("Minutes, text, English", b""),
        ("Calendar entry", b"BEGIN:VCAL"),
    ):
        with page.expect_download() as download:
            page.get_by_role("link", name=name).last.click()
        path = tmp_path / download.value.suggested_filename
        download.value.save_as(path)
        assert path.read_bytes().startswith(begins)
    assert {path.name for path in tmp_path.iterdir()} == {
        "nato_table_5.ru.pdf", "nato_table_5.en.txt", "nato_table_5.ics"
    }  # fmt: skip
    assert "Not agreed" in (tmp_path / "nato_table_5.en.txt").read_text("utf-8")
    assert found.complaints == []
    found.page.context.close()


def test_the_line_of_time_asks_and_does_not_find(council: Council, browser: Browser) -> None:
    found = look(browser, council.url("ru") + "/dossiers/nato/table/5")
    page = found.page
    page.get_by_role("link", name="On the line of time").click()
    expect(page.get_by_role("region", name="Questions")).to_contain_text("do both speak of the same day?")
    expect(page.get_by_text("https://example.org/a/report").first).to_be_visible()
    assert page.locator("a[href^=http]").count() == 0
    assert found.complaints == []
    found.page.context.close()


def test_a_page_prints(council: Council, browser: Browser) -> None:
    """On paper the mark and the acts stay, and what can be clicked goes."""
    found = look(browser, council.url("ru") + "/acts")
    page = found.page
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Show")).to_be_hidden()
    expect(page.get_by_role("navigation", name="Pages")).to_be_hidden()
    expect(page.get_by_text("Rehearsal", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name="NATO/LINE/2").first).to_be_visible()
    assert found.complaints == []
    found.page.context.close()
