"""Can an officer write at three in the morning? Files, languages, checks, a lost window, a colleague's word."""

from collections.abc import Iterator
from hashlib import sha256

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.council import Council
from tests.browser.eyes import Scheme, flaws, look
from tests.browser.test_acting import enrol_and_enter
from tests.browser.test_sign_in import with_authenticator

from detente.home.calls import CheckAttachment, Inbox, ListAttachments, Send
from detente.home.replies import ActView
from detente.node.attachment_files import AttachmentFiles

SOON = 20_000
"""Milliseconds within which a page says what it heard: a machine with other work is slow."""
OFFICER, COLLEAGUE = "M. Zakharova", "S. Lavrov"
CHART = b"area 54.70N 019.90E radius 12 nmi\n" * 1_700
SIGHTS: tuple[tuple[int, Scheme], ...] = ((375, "light"), (1280, "dark"), (1920, "light"))


WATCH = """() => {
  const line = document.getElementById('coming');
  window.seen = [];
  new MutationObserver(() => window.seen.push(line.textContent)).observe(line, {childList: true, subtree: true});
}"""
"""Remember what the line beside the bar says."""


@pytest.fixture(scope="module")
def officers(council: Council) -> tuple[str, str]:
    """Two officers of Russia, presented to all; the wire that the story cuts is mended: files go behind all else."""
    for node in council.nodes.values():
        node.cut.clear()
    council.clock.set(council.clock.now() + 60)
    for name, rank in ((OFFICER, "ambassador"), (COLLEAGUE, "minister")):
        body = {"name": name, "rank": rank}
        council.do(council.service("ru").run(Send(channel="line", kind="credentials", body=body)))
    return OFFICER, COLLEAGUE


@pytest.fixture
def page(council: Council, browser: Browser, officers: tuple[str, str]) -> Iterator[Page]:
    """A browser in which the first officer is signed in."""
    found = look(browser, council.named_url("ru") + "/sign-in")
    with_authenticator(found.page)
    enrol_and_enter(council, found.page, OFFICER)
    yield found.page
    assert found.foreign_requests() == []
    assert [text for text in found.complaints if "404" not in text] == []
    found.page.context.close()


def said(council: Council, kind: str) -> list[ActView]:
    listing = council.do(council.service("ru").run(Inbox(all=True, limit=500)))
    return [one for one in listing.items if one.kind == kind and one.party == "ru"]


def fine(page: Page) -> None:
    """Nothing on the page is too wide, too faint or too small, at any width, light and dark."""
    for width, scheme in SIGHTS:
        assert flaws(page, width, scheme) == [], (width, scheme)


def test_an_act_is_written_checked_kept_cleared_and_sent(council: Council, browser: Browser, page: Page) -> None:
    """With a file and in two languages: the other party's node has both, with the SHA-256 that the preview showed."""
    base = council.named_url("ru")
    page.goto(f"{base}/act?kind=note-verbale")
    write(page)
    place = attach(page)
    page.close()
    page = page.context.new_page()
    page.goto(f"{base}/forms")
    page.get_by_role("link", name="note verbale").first.click()
    expect(page.get_by_label("Text", exact=True)).to_have_value("The area is closed until Friday.", timeout=SOON)
    expect(page.locator("#files")).to_contain_text(sha256(CHART).hexdigest(), timeout=SOON)
    assert page.url.startswith(f"{base}{place}")
    fine(page)
    page.get_by_role("button", name="Preview what will be signed").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This is what will be signed", timeout=SOON)
    fine(page)
    ref = ask(page)
    clear(council, browser, ref)
    page.reload()
    clearance = page.get_by_role("region", name="Clearance inside the party")
    expect(clearance).to_contain_text("exactly this", timeout=SOON)
    expect(clearance).to_contain_text("The date is right.", timeout=SOON)
    expect(page.get_by_role("main")).to_contain_text(sha256(CHART).hexdigest(), timeout=SOON)
    fine(page)
    page.get_by_role("button", name=f"Sign and send as {OFFICER}").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("is signed and on its way", timeout=SOON)
    (act,) = said(council, "note-verbale")
    assert (act.language, act.body["unofficial"]) == ("en", {"ru": "Район закрыт до пятницы."})
    check_there(council, act)


def write(page: Page) -> None:
    """Type a text in two languages; what is wrong is said at its field while the focus is elsewhere."""
    page.get_by_label("Text", exact=True).fill("The area is closed until Friday.")
    page.get_by_role("button", name="Add a language").click()
    page.get_by_label("Unofficial translation 1").fill("Район закрыт до пятницы.")
    page.get_by_label("or another tag: Language of translation 1").fill("Russian")
    page.get_by_label("Channel").select_option("plenary")
    page.get_by_label("NATO").check()
    status = page.locator("#kept")
    expect(status).to_contain_text("Kept at", timeout=SOON)
    expect(page.locator("#f-tongues-0-language-error")).to_contain_text("as a tag of BCP 47", timeout=SOON)
    expect(page.locator("#unasked")).to_contain_text("TR, Turkey", timeout=SOON)
    assert page.locator("[data-channel]:visible").count() == 1
    page.get_by_label("or another tag: Language of translation 1").fill("")
    page.get_by_role("combobox", name="Language of translation 1").select_option("ru")
    page.get_by_role("combobox", name="Language of this text").select_option("en")
    page.get_by_label("Marking").focus()
    expect(page.locator("#f-tongues-0-language-error")).to_have_count(0, timeout=SOON)
    expect(status).to_contain_text("It is complete.", timeout=SOON)


def attach(page: Page) -> str:
    """Choose a file, see it come, and return the path of the form."""
    page.evaluate(WATCH)
    page.set_input_files("#f-file", {"name": "../chart.txt", "mimeType": "text/plain", "buffer": CHART})
    expect(page.locator("#files")).to_contain_text("chart.txt", timeout=SOON)
    assert any("%" in text for text in page.evaluate("window.seen"))
    return page.evaluate("location.pathname")  # type: ignore[no-any-return]


def ask(page: Page) -> str:
    """Ask a colleague for clearance from the preview, and return the request's reference."""
    page.locator("summary").filter(has_text="Ask for clearance").click()
    page.get_by_label(COLLEAGUE).check()
    page.get_by_label("What is asked").fill("Is the date right?")
    page.get_by_role("button", name="Ask for clearance").click()
    asked = page.get_by_role("region", name="Clearance inside the party")
    expect(asked).to_contain_text("not answered yet", timeout=SOON)
    return asked.get_by_role("link").first.inner_text()


def clear(council: Council, browser: Browser, ref: str) -> None:
    """Let the colleague read what would be signed and clear it, in a browser of their own."""
    other = look(browser, council.named_url("ru") + "/sign-in")
    with_authenticator(other.page)
    enrol_and_enter(council, other.page, COLLEAGUE)
    other.page.goto(f"{council.named_url('ru')}/forms")
    expect(other.page.get_by_role("region", name="Clearance that is asked of you")).to_contain_text(
        "Is the date right?"
    )
    other.page.get_by_role("link", name=ref, exact=True).click()
    expect(other.page.get_by_role("main")).to_contain_text("Район закрыт до пятницы.", timeout=SOON)
    expect(other.page.get_by_role("main")).to_contain_text(sha256(CHART).hexdigest(), timeout=SOON)
    other.page.get_by_role("link", name="Say a word on the clearance").first.click()
    other.page.get_by_label("Clearance", exact=True).select_option("given")
    other.page.get_by_label("Word").fill("The date is right.")
    other.page.get_by_role("button", name="Preview what will be signed").click()
    other.page.get_by_role("button", name=f"as {COLLEAGUE}").click()
    expect(other.page.get_by_role("heading", level=1)).to_contain_text("is signed", timeout=SOON)
    assert [text for text in other.complaints if "404" not in text] == []
    other.page.context.close()


def check_there(council: Council, act: ActView) -> None:
    """NATO's node has the act and the file, byte for byte."""
    council.wait_for_receipts("ru", act, {"nato"})
    service, node = council.service("nato"), council.nodes["nato"]
    (listed,) = council.do(service.run(ListAttachments(act.ref))).items
    files = AttachmentFiles(node.folder.attachments)
    # Nodes try peers again by the scenario's clock; a file waits until nothing else waits for the same peer.
    council.clock.set(council.clock.now() + 600)
    assert council.do(node.until(lambda _core: files.is_whole(bytes.fromhex(listed.hash)) or None, 55))
    checked = council.do(service.run(CheckAttachment(act.ref)))
    assert (checked.name, checked.sha256, checked.items) == ("chart.txt", sha256(CHART).hexdigest(), [])


def test_nothing_typed_is_lost_by_going_back_or_by_a_second_tab(council: Council, page: Page) -> None:
    """Back leads to the form as it was; the tab that comes second goes on with a form of its own, and says so."""
    base = council.named_url("ru")
    page.goto(f"{base}/act?kind=message")
    page.get_by_label("Text", exact=True).fill("First thought.")
    expect(page.locator("#kept")).to_contain_text("Kept at", timeout=SOON)
    place = page.evaluate("location.pathname")
    page.goto(f"{base}/acts")
    page.go_back()
    expect(page.get_by_label("Text", exact=True)).to_have_value("First thought.", timeout=SOON)
    other = page.context.new_page()
    other.goto(base + place)
    other.get_by_label("Text", exact=True).fill("Second thought.")
    expect(other.locator("#kept")).to_contain_text("Kept at", timeout=SOON)
    other.get_by_label("Marking").fill("Restricted")
    other.close()
    page.get_by_label("Text", exact=True).fill("Third thought.")
    expect(page.locator("#apart")).to_be_visible(timeout=SOON)
    assert page.evaluate("location.pathname") != place
    page.goto(f"{base}/forms")
    for text in ("Second thought.", "Third thought."):
        expect(page.get_by_role("main")).to_contain_text(text, timeout=SOON)


def test_who_closes_a_window_with_words_that_are_not_kept_is_asked_first(council: Council, page: Page) -> None:
    """Whoever signed out in another window: this one says that nothing is kept, and its words are in it alone."""
    base, asked = council.named_url("ru"), []
    mine = page.context.new_page()
    mine.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    mine.goto(f"{base}/act?kind=message")
    text = mine.get_by_label("Text", exact=True)
    text.fill("Radio check.")
    expect(mine.locator("#kept")).to_contain_text("Kept at", timeout=SOON)
    page.goto(f"{base}/sessions")
    page.locator("form[action='/sign-out'] button").click()
    expect(page.get_by_role("banner")).not_to_contain_text(OFFICER, timeout=SOON)
    text.fill("An hour's work.")
    expect(mine.locator("#kept")).to_contain_text("nobody is signed in", timeout=SOON)
    with mine.expect_event("dialog"):
        mine.close(run_before_unload=True)
    expect(text).to_have_value("An hour's work.")
    assert asked == ["beforeunload"]
    mine.close()


def test_files_come_and_go_without_scripts(council: Council, browser: Browser, officers: tuple[str, str]) -> None:
    """Plain forms do the same: what is not what its name says is told, and a file is removed again."""
    node = council.nodes["ru"]
    node.config = {**node.config, "one_click_sign_in": True}
    context = browser.new_context(java_script_enabled=False, viewport={"width": 375, "height": 800})
    page = context.new_page()
    page.goto(council.named_url("ru") + "/sign-in")
    with page.expect_navigation():
        page.get_by_role("button", name=OFFICER).click()
    page.goto(f"{council.named_url('ru')}/act?kind=message")
    page.get_by_label("Text", exact=True).fill("By hand.")
    files = [("photo.jpg", b"no picture at all\n"), ("notes.txt", b"07:30 UTC\n")]
    page.set_input_files("#f-file", [{"name": name, "mimeType": "x/y", "buffer": data} for name, data in files])
    page.get_by_role("button", name="Attach what is chosen").click()
    expect(page.locator("#files")).to_contain_text("content-differs", timeout=SOON)
    expect(page.get_by_label("Text", exact=True)).to_have_value("By hand.", timeout=SOON)
    page.get_by_role("button", name="Remove photo.jpg").click()
    expect(page.locator("#files")).not_to_contain_text("photo.jpg", timeout=SOON)
    expect(page.locator("#files")).to_contain_text("notes.txt", timeout=SOON)
    page.get_by_label("Channel").select_option("line")
    page.get_by_role("button", name="Preview what will be signed").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This is what will be signed", timeout=SOON)
    assert sha256(files[1][1]).hexdigest() in page.get_by_role("main").inner_text()
    context.close()


def test_what_was_put_right_leaves_the_list_above_the_form_and_a_position_says_how_it_was_read(
    council: Council, page: Page
) -> None:
    """While one types, without a reload: the list goes with the last of what it says."""
    page.goto(f"{council.named_url('ru')}/act?kind=incident-report")
    page.get_by_label("Latitude").fill("north of here")
    page.get_by_label("Longitude").fill("019-20E")
    page.get_by_role("button", name="Preview what will be signed").last.click()
    box = page.locator("#errors")
    expect(box).to_contain_text("Write “Latitude” in degrees", timeout=SOON)
    page.get_by_label("Latitude").fill("54°42'N")
    expect(page.locator("[data-read='body.place.lat']")).to_have_text("Read as 54.7° N", timeout=SOON)
    expect(box.get_by_text("Write “Latitude” in degrees")).to_be_hidden(timeout=SOON)
    page.get_by_label("Title", exact=True).fill("Pass")
    page.get_by_label("Channel").select_option("plenary")
    expect(box).to_be_hidden(timeout=SOON)
    assert page.get_by_label("Latitude").input_value() == "54°42'N"


def test_a_text_that_the_line_cannot_take_is_told_while_it_is_typed(council: Council, page: Page) -> None:
    """How much is left, then how much is too much, in words with what to do; shortened, it is previewed."""
    page.goto(council.named_url("ru") + "/act?kind=message")
    text, remark = page.get_by_label("Text", exact=True), page.locator("[data-remark='body.text']")
    page.get_by_label("Channel").select_option("line")
    text.fill("Район закрыт для судоходства. " * 12)
    expect(remark).to_contain_text("Room for about", timeout=SOON)
    text.fill("Район закрыт для судоходства. " * 20)
    expect(remark).to_contain_text("characters too many", timeout=SOON)
    page.get_by_label("Channel").focus()
    expect(page.locator("#f-body-text-error")).to_contain_text("The line takes at most", timeout=SOON)
    fine(page)
    page.get_by_role("button", name="Preview what will be signed").click()
    expect(page.locator("#errors")).to_contain_text("shorten it by about", timeout=SOON)
    expect(text).to_have_value("Район закрыт для судоходства. " * 20)
    text.fill("Район закрыт.")
    page.get_by_role("button", name="Preview what will be signed").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This is what will be signed", timeout=SOON)
