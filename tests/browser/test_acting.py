"""Can an officer act from a page? Real nodes of two parties, a browser with an authenticator, also without scripts."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.council import Council
from tests.browser.eyes import Scheme, flaws, look, violations
from tests.browser.test_sign_in import with_authenticator

from detente.home.calls import EnrolOfficer, Inbox, Send
from detente.home.replies import ActView

OFFICER, SECOND = "M. Zakharova", "S. Lavrov"
WIDTHS = (320, 768, 1600)
SIGHTS: tuple[tuple[int, Scheme], ...] = ((320, "dark"), (1600, "light"))


@pytest.fixture(scope="module")
def asked(council: Council) -> ActView:
    """A question of Turkey's to Russia, whose two officers are presented; a protest takes both of them."""
    council.clock.set(council.clock.now() + 60)
    for name, rank in ((OFFICER, "ambassador"), (SECOND, "minister")):
        body = {"name": name, "rank": rank}
        council.do(council.service("ru").run(Send(channel="line", kind="credentials", body=body)))
    node = council.nodes["ru"]
    node.config = {**node.config, "two_person": ["protest"]}
    return council.say(
        "2015-11-26T10:00:00Z", "nato", "Do you hear us?", kind="clarification-request", to=("ru",), held_by="ru"
    )


@pytest.fixture
def page(council: Council, browser: Browser, asked: ActView) -> Iterator[Page]:
    """A browser in which the first officer is signed in."""
    found = look(browser, council.named_url("ru") + "/sign-in")
    with_authenticator(found.page)
    enrol_and_enter(council, found.page, OFFICER)
    yield found.page
    assert found.foreign_requests() == []
    assert [text for text in found.complaints if "404" not in text] == []
    found.page.context.close()


def enrol_and_enter(council: Council, page: Page, officer: str) -> None:
    page.goto(council.do(council.service("ru").run(EnrolOfficer(officer))).link)
    page.get_by_role("button", name="Make the passkey").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("banner")).to_contain_text(officer)


def said(council: Council, kind: str) -> list[ActView]:
    listing = council.do(council.service("ru").run(Inbox(all=True, limit=500)))
    return [one for one in listing.items if one.kind == kind and one.party == "ru"]


def answer(council: Council, page: Page, ref: str, text: str) -> None:
    """Answer an act from its page, and stop at the preview."""
    page.goto(f"{council.named_url('ru')}/acts/{ref.lower()}")
    page.get_by_role("region", name="Answer").get_by_role("link", name="Reply", exact=True).click()
    expect(page.get_by_role("region", name="What it answers")).to_contain_text("Do you hear us?")
    page.get_by_label("Text", exact=True).fill(text)
    page.get_by_role("button", name="Preview what will be signed").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This is what will be signed")


def test_a_question_is_answered_from_its_page(council: Council, page: Page, asked: ActView) -> None:
    """Form, preview, act: the other party's node has it, in the name of who is signed in, and once only."""
    answer(council, page, asked.ref, "We hear you.")
    expect(page.get_by_role("main")).to_contain_text(f"{OFFICER}, who speaks in line as ambassador")
    for width in WIDTHS:
        assert flaws(page, width) == [], width
    assert violations(page) == []
    before = len(said(council, "reply"))
    page.get_by_role("button", name=f"Sign and send as {OFFICER}").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("is signed and on its way")
    (act,) = said(council, "reply")[before:]
    assert (act.officer, act.re, act.body["text"]) == (OFFICER, asked.ref, "We hear you.")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_contain_text("is signed and on its way")
    assert len(said(council, "reply")) == before + 1
    council.wait_for_receipts("ru", act, {"nato"})
    expect(page.get_by_label(f"Receipts of {act.ref}").get_by_role("listitem").filter(has_text="NATO")).to_contain_text(
        "stored"
    )


def test_errors_stand_at_their_fields_and_are_reached_by_key(council: Council, page: Page, asked: ActView) -> None:
    """What is missing is named above and at the field; the link above leads there; what was typed stays."""
    page.goto(f"{council.named_url('ru')}/act?kind=incident-report")
    page.get_by_label("Area").fill("Black Sea")
    page.get_by_role("button", name="Preview what will be signed").click()
    alert = page.get_by_role("alert").filter(has_text="Something is missing")
    alert.get_by_role("link", name="Fill in “Title”.").press("Enter")
    expect(page.get_by_label("Title", exact=True)).to_be_focused()
    expect(page.get_by_label("Area")).to_have_value("Black Sea")
    for width, scheme in SIGHTS:
        assert flaws(page, width, scheme) == [], (width, scheme)
    assert violations(page) == []
    for control in page.locator("main select, main textarea, main input:not([type=hidden])").all():
        assert page.locator(f"label[for='{control.get_attribute('id')}']").count() == 1


def test_a_protest_takes_the_second_officer_s_own_passkey(
    council: Council, browser: Browser, page: Page, asked: ActView
) -> None:
    """The drafter cannot release; another officer does, in another browser, with another authenticator."""
    page.goto(f"{council.named_url('ru')}/act?kind=protest")
    page.get_by_label("Text", exact=True).fill("We protest.")
    page.get_by_label("Channel").select_option("plenary")
    page.get_by_role("button", name="Preview what will be signed").click()
    expect(page.get_by_text("Two officers.")).to_be_visible()
    page.get_by_role("button", name="Sign as a draft").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kept for a second officer")
    page.get_by_role("link", name="its release").click()
    expect(page.get_by_text("You cannot release it.")).to_be_visible()
    expect(page.get_by_role("link", name="Withdraw it")).to_be_visible()
    place = page.url
    other = look(browser, place)
    with_authenticator(other.page)
    enrol_and_enter(council, other.page, SECOND)
    other.page.goto(place)
    assert said(council, "protest") == []
    other.page.get_by_role("button", name="Release with your passkey").click()
    expect(other.page.get_by_role("main")).to_contain_text("RU/PLENARY/")
    (act,) = said(council, "protest")
    assert act.officer == OFFICER
    assert [text for text in other.complaints if "404" not in text] == []
    other.page.context.close()


def test_a_page_renews_itself_when_something_comes(council: Council, page: Page, asked: ActView) -> None:
    """No key is pressed; what the reader has open and where the focus is stay."""
    page.goto(f"{council.named_url('ru')}/acts")
    page.get_by_label("Channel").focus()
    sent = council.say("2015-11-26T11:00:00Z", "nato", "Fresh from the wire.", held_by="ru")
    expect(page.get_by_role("main")).to_contain_text("Fresh from the wire.", timeout=20_000)
    assert page.get_by_role("link", name=sent.ref, exact=True).first.is_visible()
    expect(page.get_by_label("Channel")).to_be_focused()


def test_a_form_is_filled_in_and_sent_without_scripts(council: Council, browser: Browser, asked: ActView) -> None:
    """In a rehearsal that allows it one click signs in, and everything else is links and forms."""
    node = council.nodes["ru"]
    node.config = {**node.config, "one_click_sign_in": True}
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(council.named_url("ru") + "/sign-in")
    page.get_by_role("button", name=OFFICER).click()
    expect(page.get_by_role("banner")).to_contain_text("one click")
    page.goto(f"{council.named_url('ru')}/act?kind=roster")
    page.get_by_label("Role").fill("Duty officer")
    page.get_by_role("button", name="Add another").click()
    expect(page.get_by_label("Role").first).to_have_value("Duty officer")
    page.get_by_label("Role").last.fill("Deputy")
    page.get_by_label("Channel").select_option("plenary")
    page.get_by_role("button", name="Preview what will be signed").click()
    before = len(said(council, "roster"))
    page.get_by_role("button", name="Sign and send").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("is signed")
    assert [one["role"] for one in said(council, "roster")[before].body["contacts"]] == ["Duty officer", "Deputy"]
    context.close()
