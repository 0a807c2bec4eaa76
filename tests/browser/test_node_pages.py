"""Record, administration, council: what a node and its council are, in a real browser, without and with scripts."""

from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.council import Council
from tests.browser.eyes import SCHEMES, flaws, look, violations

from detente.home.calls import ExportEvidence

PAGES = ("/record",)
WIDTHS = (320, 1280, 1920)


@pytest.fixture(scope="module")
def act_file(council: Council, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The evidence of an act of NATO, as somebody was given it."""
    from base64 import b64decode

    made = council.do(council.service("nato").run(ExportEvidence("NATO/LINE/2")))
    path = tmp_path_factory.mktemp("given") / "act.zip"
    path.write_bytes(b64decode(made.file))
    return path


def drop(page: Page, path: Path, selector: str) -> None:
    """Let a file fall on a part of the page, as a hand does."""
    page.locator(selector).scroll_into_view_if_needed()
    box = page.locator(selector).bounding_box()
    assert box is not None
    at = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    hand = page.context.new_cdp_session(page)
    carried = {"items": [], "files": [str(path)], "dragOperationsMask": 1}
    for event in ("dragEnter", "dragOver", "drop"):
        hand.send("Input.dispatchDragEvent", {"type": event, **at, "data": carried})


@pytest.mark.parametrize("path", PAGES)
def test_a_page_of_the_node_is_whole_in_every_window(council: Council, browser: Browser, path: str) -> None:
    """Nothing too wide, too faint or too small; axe finds nothing; nothing is asked of another place."""
    found = look(browser, council.url("ru") + path)
    for width, scheme in product(WIDTHS, SCHEMES):
        assert flaws(found.page, width, scheme) == [], (path, width, scheme)
    assert violations(found.page) == []
    assert found.foreign_requests() == []
    assert found.complaints == []
    found.page.context.close()


def test_evidence_is_checked_by_dropping_a_file(council: Council, browser: Browser, act_file: Path) -> None:
    """Dropped on the field and sent: each step with what it shows. Then a file that does not hold, by its step."""
    found = look(browser, council.url("tr") + "/record")
    page = found.page
    drop(page, act_file, "#file")
    page.get_by_role("button", name="Check the file").click()
    section = page.get_by_role("region", name="Check evidence")
    expect(section).to_contain_text("Verified in 9 steps: the evidence of one act.")
    expect(section.locator(".steps > li")).to_have_count(9)
    expect(section).to_contain_text("It does not show that what is said is true")
    assert violations(page) == []
    act_file.with_name("cut.zip").write_bytes(act_file.read_bytes()[:-30])
    page.get_by_label("Another evidence file").set_input_files(act_file.with_name("cut.zip"))
    page.get_by_role("button", name="Check the file").click()
    expect(section).to_contain_text("step 1, The file is exactly what its parts make")
    assert found.complaints == []
    found.page.context.close()


def test_the_record_is_checked_by_a_button_without_scripts(council: Council, browser: Browser) -> None:
    """The page comes back at once, asks again by itself, and keeps what was found."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(council.url("ru") + "/record")
    page.get_by_role("button", name="Check the record").click()
    section = page.get_by_role("region", name="Check of this record")
    expect(section).to_contain_text("Everything that can be computed again came out as it stands here.")
    expect(section.get_by_role("button", name="Check again")).to_be_visible()
    assert "attachments" in section.inner_text()
    context.close()
