"""Record, administration, council: what a node and its council are, in a real browser, without and with scripts."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.council import Council
from tests.browser.eyes import look, violations

from detente.home.calls import ExportEvidence, Status


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


def test_evidence_is_checked_by_dropping_a_file(council: Council, browser: Browser, act_file: Path) -> None:
    """Dropped on the field and sent: each step with what it shows. Then a file that does not hold, by its step."""
    found = look(browser, council.url("tr") + "/record")
    page = found.page
    drop(page, act_file, "#file")
    page.get_by_role("button", name="Check the file").click()
    section = page.get_by_role("region", name="Check evidence")
    expect(section).to_contain_text("Verified in 9 steps: the evidence of one act.")
    expect(section.locator(".steps > li")).to_have_count(9)
    expect(section.get_by_role("heading", name="act.zip")).to_be_focused()
    expect(section.get_by_text("Verified in 9 steps")).to_be_in_viewport()
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
    node = council.nodes["ru"]
    before, node.config = node.config, {**node.config, "one_click_sign_in": True}
    page.goto(council.named_url("ru") + "/record")
    page.get_by_role("link", name="Sign in", exact=True).last.click()
    page.locator(".choices button").first.click()
    page.get_by_role("button", name="Check the record").click()
    section = page.get_by_role("region", name="Check of this record")
    expect(section).to_contain_text("Everything that can be computed again came out as it stands here.")
    expect(section.get_by_role("button", name="Check again")).to_be_visible()
    assert "attachments" in section.inner_text()
    node.config = before
    context.close()


def test_a_wire_that_is_cut_is_told_with_its_next_try_and_what_can_be_done(council: Council, browser: Browser) -> None:
    found = look(browser, council.url("ru") + "/administration")
    page = found.page
    row = page.get_by_role("region", name="Wires to others").get_by_role("row").filter(has_text="Turkey").first
    expect(row).to_contain_text("The wire is cut in this rehearsal.")
    expect(row).to_contain_text("Mend it as the rehearsal cut it.")
    expect(row).to_contain_text("without answer")
    keys = page.get_by_role("region", name="Keys of this node").get_by_role("row")
    expect(keys).to_have_count(7)
    expect(page.get_by_text("detente party rotate mirror --dir")).to_be_visible()
    for peer in council.do(council.service("nato").run(Status())).items:
        if peer.party == "tr":
            expect(page.get_by_text(peer.certificate)).to_be_visible()
    assert found.foreign_requests() == []
    assert found.complaints == []
    found.page.context.close()


def test_the_charter_is_read_on_its_page(council: Council, browser: Browser) -> None:
    found = look(browser, council.url("tr") + "/standing")
    page = found.page
    page.get_by_role("link", name="Who is in the council, and by which charter").click()
    expect(page.get_by_role("region", name="Parties").get_by_role("row")).to_have_count(5)
    channel = page.get_by_role("region", name="Channels").get_by_role("row").filter(has_text="tr-ru")
    expect(channel).to_contain_text("TR, RU")
    expect(page.get_by_role("region", name="Topics")).to_contain_text("Cooperation against terrorism")
    page.get_by_text("The charter as it was founded").click()
    expect(page.get_by_text("[channels.tr-ru]")).to_be_visible()
    assert found.foreign_requests() == []
    assert found.complaints == []
    found.page.context.close()
