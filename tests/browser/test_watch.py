"""Can an officer stand a watch? Two real nodes, a browser: what rings until when, two keystrokes, passing on."""

import os
import re
from collections.abc import Iterator
from itertools import product

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.council import Council
from tests.browser.eyes import SCHEMES, Scheme, flaws, look, violations
from tests.chromium import launch

from detente.clock import HOUR, rfc3339
from detente.home.calls import Inbox, Send
from detente.home.replies import ActView

OFFICER, SECOND = "M. Zakharova", "S. Lavrov"
SIGHTS: tuple[tuple[int, Scheme], ...] = ((320, "dark"), (768, "light"), (1600, "light"))
ARRIVES_MS = 5_000
"""So long an assertion waits at most; how soon a ring comes is measured by the bench."""


@pytest.fixture(scope="module", autouse=True)
def officers(council: Council) -> None:
    """Two officers of Russia, as whom one click signs in."""
    council.clock.set(council.clock.now() + 60)
    for name, rank in ((OFFICER, "ambassador"), (SECOND, "minister")):
        body = {"name": name, "rank": rank}
        council.do(council.service("ru").run(Send(channel="line", kind="credentials", body=body)))
    node = council.nodes["ru"]
    node.config = {**node.config, "one_click_sign_in": True}


@pytest.fixture
def page(council: Council, browser: Browser) -> Iterator[Page]:
    """A browser in which the first officer is signed in, and looks at the board."""
    found = look(browser, council.named_url("ru") + "/sign-in")
    found.page.get_by_role("button", name=OFFICER).click()
    expect(found.page.get_by_role("banner")).to_contain_text(OFFICER)
    expect(found.page.locator("html[data-listens]")).to_have_count(1)
    yield found.page
    assert found.foreign_requests() == []
    assert found.complaints == []
    found.page.context.close()


def flash(council: Council, text: str, *, kind: str = "clarification-request") -> ActView:
    """Let Turkey say a flash act to Russia; the wire between them may be cut, so another brings it."""
    council.clock.set(council.clock.now() + 60)
    call = Send(channel="line", kind=kind, body={"text": text}, to=("ru",), precedence="flash")
    return council.do(council.service("nato").run(call)).act


def picture(page: Page, name: str) -> None:
    """Keep pictures of a page where somebody wants to look at them."""
    if folder := os.environ.get("DETENTE_SCREENSHOTS"):
        for width, scheme in product((375, 1280, 1920), SCHEMES):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=f"{folder}/{name}-{width}-{scheme}.png", full_page=True)


def said(council: Council, kind: str) -> list[ActView]:
    listing = council.do(council.service("ru").run(Inbox(all=True, limit=500)))
    return [one for one in listing.items if one.kind == kind and one.party == "ru"]


SPOKEN = """() => {
  const live = '[aria-live], [role=status], [role=alert], [role=log]';
  window.spoken = [];
  new MutationObserver(changes => {
    for (const change of changes) {
      const region = (change.target.closest ? change.target : change.target.parentElement)?.closest(live);
      const brought = [...change.addedNodes].filter(one => one.matches?.(live) && one.textContent.trim());
      if (region && region.checkVisibility()) window.spoken.push(region.textContent.trim());
      for (const one of brought) window.spoken.push(one.textContent.trim());
    }
  }).observe(document.body, {childList: true, characterData: true, subtree: true});
}"""
"""Remember what a screen reader would say by itself: what changes in a live region, and regions that come filled."""


def test_a_page_that_renews_itself_speaks_only_of_what_is_new(council: Council, page: Page) -> None:
    """Five renewals without anything new say nothing; a flash act is said once, however often the page renews after."""
    for address in ("/", "/state", "/acts", "/dossiers/ru/tr-ru/2"):
        page.goto(council.named_url("ru") + address)
        expect(page.locator("html[data-listens]")).to_have_count(1)
        page.evaluate(SPOKEN)
        for _ in range(5):
            renew(page)
        assert page.evaluate("window.spoken") == [], address
    page.goto(council.named_url("ru") + "/")
    expect(page.locator("html[data-listens]")).to_have_count(1)
    page.evaluate(SPOKEN)
    sent = flash(council, "Is the exercise area clear?")
    expect(page.get_by_role("alert")).to_contain_text(f"{sent.ref}: flash act of NATO", timeout=ARRIVES_MS)
    for _ in range(3):
        renew(page)
    assert len([one for one in page.evaluate("window.spoken") if sent.ref in one]) == 1
    council.do(council.service("ru").run(Send(kind="reply", channel="line", re=sent.ref, body={"text": "It is."})))
    expect(page.locator("html")).to_have_attribute("data-ring", "none", timeout=ARRIVES_MS)


def renew(page: Page) -> None:
    """Let a page hear that something came, and wait until it has renewed itself."""
    page.evaluate("""() => new Promise(done => {
      document.body.addEventListener('htmx:after:swap', done, {once: true});
      document.body.dispatchEvent(new Event('record')); document.body.dispatchEvent(new Event('acts'));
    })""")


def test_a_flash_act_rings_until_it_is_answered_in_every_window(council: Council, page: Page) -> None:
    """It rings without a reload, goes on as a reminder when acknowledged, and stops in both windows when answered."""
    other = page.context.new_page()
    other.goto(f"{council.named_url('ru')}/acts")
    page.bring_to_front()
    page.get_by_role("button", name="Test the sound").click()
    expect(page.locator("html")).to_have_attribute("data-sound", "ready")
    expect(page.locator("html")).to_have_attribute("data-ring", "none")
    sent = flash(council, "Do you see our aircraft?")
    for window in (page, other):
        expect(window.locator("html")).to_have_attribute("data-ring", "call", timeout=ARRIVES_MS)
        expect(window).to_have_title(re.compile(f"^▲ FLASH {sent.ref} · "))
        expect(window.get_by_role("list", name="Flash acts that wait")).to_contain_text("nobody here has read it")
    expect(page.locator("html")).to_have_attribute("data-sound", "ringing")
    expect(other.locator("html")).to_have_attribute("data-sound", "elsewhere")
    expect(page.get_by_role("alert")).to_contain_text(f"{sent.ref}: flash act of NATO")
    row = page.locator(".watch-row.call")
    expect(row).to_contain_text("Do you see our aircraft?")
    picture(page, "ringing")
    for width, scheme in SIGHTS:
        assert flaws(page, width, scheme) == [], (width, scheme)
    assert violations(page) == []

    page.keyboard.press("j")
    expect(row).to_be_focused()
    page.keyboard.press("a")
    expect(page.get_by_role("status").filter(has_text="has read")).to_contain_text(OFFICER)
    assert said(council, "acknowledge")[-1].re == sent.ref
    for window in (page, other):
        expect(window.locator("html")).to_have_attribute("data-ring", "reminder", timeout=ARRIVES_MS)
    expect(page.locator("html")).to_have_attribute("data-sound", "ringing")
    expect(page.locator(".watch-row.reminder")).to_be_focused()

    page.keyboard.press("r")
    page.get_by_label("Text", exact=True).fill("We see it.")
    page.get_by_role("button", name="Preview what will be signed").click()
    page.get_by_role("button", name=f"Sign and send as {OFFICER}").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("is signed and on its way")
    for window in (page, other):
        expect(window.locator("html")).to_have_attribute("data-ring", "none", timeout=ARRIVES_MS)
        assert "FLASH" not in window.title()


def enter(council: Council, page: Page, officer: str) -> None:
    page.goto(council.named_url("ru") + "/sign-in")
    page.get_by_role("button", name=officer).click()
    expect(page.get_by_role("banner")).to_contain_text(officer)


def test_a_window_left_on_a_page_that_says_what_went_wrong_rings_too(council: Council, browser: Browser) -> None:
    """It hears the node, shows the act in its strip, and stops with the answer, like every other page."""
    found = look(browser, council.named_url("ru") + "/nowhere")
    page = found.page
    expect(page.get_by_role("heading", level=1)).to_have_text("This cannot be shown")
    expect(page.locator("html[data-listens]")).to_have_count(1)
    sent = flash(council, "Are these your aircraft?")
    expect(page.locator("html")).to_have_attribute("data-ring", "call", timeout=ARRIVES_MS)
    expect(page.locator("#strip .rings")).to_contain_text(sent.ref, timeout=ARRIVES_MS)
    council.do(council.service("ru").run(Send(kind="reply", channel="line", re=sent.ref, body={"text": "They are."})))
    expect(page.locator("html")).to_have_attribute("data-ring", "none", timeout=ARRIVES_MS)
    picture(page, "watch-nowhere")
    assert [one for one in found.complaints if "404" not in one] == []
    assert found.foreign_requests() == []
    page.context.close()


def test_the_frame_of_a_chosen_row_is_round_its_buttons(council: Council, page: Page) -> None:
    """Outside of the row, which ends with its last button; and what has hours left is calm."""
    sent = flash(council, "Radio check.", kind="message")
    row = page.locator(".watch-row.call").first
    expect(row).to_be_visible(timeout=ARRIVES_MS)
    page.keyboard.press("j")
    expect(row).to_be_focused()
    assert row.evaluate("one => parseFloat(getComputedStyle(one).outlineOffset)") >= 0
    picture(page, "watch-chosen")
    council.do(council.service("ru").run(Send(kind="acknowledge", channel="line", re=sent.ref, body={})))
    expect(page.locator("html")).to_have_attribute("data-ring", "none", timeout=ARRIVES_MS)


def test_several_are_acknowledged_and_one_is_passed_on_by_keys(council: Council, page: Page) -> None:
    """Two rows are chosen and acknowledged with one key; the next is passed on; keys can be switched off."""
    refs = {flash(council, text, kind="message").ref for text in ("First.", "Second.")}
    rows = page.locator(".watch-row.call")
    expect(rows).to_have_count(2, timeout=ARRIVES_MS)
    before = len(said(council, "acknowledge"))
    page.get_by_role("button", name="Keys on").click()
    page.keyboard.press("j")
    expect(rows.first).not_to_be_focused()
    page.get_by_role("button", name="Keys off").click()
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("x")
    expect(rows.nth(1).get_by_role("checkbox")).to_be_checked()
    page.keyboard.press("a")
    expect(page.get_by_role("status").get_by_role("listitem")).to_have_count(2)
    assert {one.re for one in said(council, "acknowledge")[before:]} == refs
    expect(page.locator("html")).to_have_attribute("data-ring", "none", timeout=ARRIVES_MS)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys on the watch board")).to_be_visible()
    picture(page, "keys")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("p")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Pass on")
    for width, scheme in SIGHTS:
        assert flaws(page, width, scheme) == [], (width, scheme)
    picture(page, "pass")
    page.get_by_label("Who takes it over").select_option(SECOND)
    page.get_by_label("Note").fill("I am with the minister.")
    page.get_by_role("button", name="Pass it on").click()
    expect(page.locator(".passed")).to_contain_text(f"with {SECOND}")
    expect(page.locator(".passed")).to_contain_text("I am with the minister.")


def test_the_watch_is_handed_over_and_taken(council: Council, page: Page) -> None:
    """Who leaves begins, writes notes and signs; who comes takes it; each sees what is open and what was done."""
    page.get_by_role("link", name="Handover").first.click()
    page.get_by_role("button", name="Take the watch").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{OFFICER} has the watch")
    page.get_by_label("Who takes the watch").select_option(SECOND)
    page.get_by_label("Notes").fill("Turkey is not heard. Try by telephone at six.")
    page.get_by_role("button", name="Look at what you will sign").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This is what you sign")
    picture(page, "handover-preview")
    page.get_by_role("button", name=f"Hand over to {SECOND}").click()
    expect(page.get_by_role("region", name=f"{OFFICER} hands the watch over to {SECOND}")).to_be_visible()
    enter(council, page, SECOND)
    page.goto(council.named_url("ru") + "/watch/handover")
    expect(page.get_by_role("main")).to_contain_text("Try by telephone at six.")
    for width, scheme in SIGHTS:
        assert flaws(page, width, scheme) == [], (width, scheme)
    picture(page, "handover")
    page.get_by_role("button", name="Take the watch").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{SECOND} has the watch")
    page.goto(council.named_url("ru") + "/")
    expect(page.get_by_role("main")).to_contain_text(f"{SECOND} has the watch since")


def test_the_board_works_without_scripts(council: Council, browser: Browser) -> None:
    """Forms and links alone: an act is acknowledged, the page says what rings, and by when an answer was asked for."""
    sent = flash(council, "Without a script.", kind="message")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    enter(council, page, OFFICER)
    expect(page.get_by_role("list", name="Flash acts that wait")).to_contain_text(sent.ref)
    page.get_by_role("button", name=f"Acknowledge {sent.ref}").click()
    expect(page.get_by_role("status")).to_contain_text(f"RU has read {sent.ref}")
    expect(page.get_by_role("list", name="Flash acts that wait")).to_have_count(0)
    assert said(council, "acknowledge")[-1].re == sent.ref
    asked = ask_by(council, page, rfc3339(council.clock.now() + 2 * HOUR))
    row = page.get_by_role("listitem").filter(has_text=f"Asked of others {asked}")
    expect(row).to_contain_text(re.compile(r"(2 hours|1 hour 5\d minutes) left\s+answer asked by then, as a wish"))
    context.close()


def ask_by(council: Council, page: Page, at: str) -> str:
    """Ask NATO for an answer by a time, on the form of a message, come back to the board, and return the reference."""
    page.goto(f"{council.named_url('ru')}/act?kind=message")
    page.get_by_label("Text", exact=True).fill("May our inspectors come on Monday?")
    page.get_by_label("Channel").select_option("line")
    page.get_by_label("NATO").check()
    page.get_by_label("Answer asked by").fill(at[:16])
    page.get_by_role("button", name="Preview what will be signed").click()
    expect(page.locator("dl.facts")).to_contain_text("Answer asked by")
    page.get_by_role("button", name=f"Sign and send as {OFFICER}").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("is signed and on its way")
    page.goto(council.named_url("ru") + "/")
    return said(council, "message")[-1].ref


def test_a_browser_that_keeps_the_sound_off_is_named_and_a_key_lets_it_sound(
    council: Council, browser: Browser
) -> None:
    """Nothing sounds by itself: where the browser waits for a key the page says so, and any key is enough."""
    strict = launch(browser.browser_type, "--autoplay-policy=document-user-activation-required")
    page = strict.new_page()
    page.goto(council.named_url("ru") + "/")
    expect(page.get_by_text("Sound is off in this browser.")).to_be_visible()
    assert page.locator("html").get_attribute("data-sound") == "off"
    page.evaluate("localStorage.setItem('detente-sound', 'on')")
    page.reload()
    expect(page.get_by_text("This browser keeps the sound off")).to_be_visible()
    page.keyboard.press("j")
    expect(page.get_by_text("Flash acts sound in this window.")).to_be_visible()
    page.get_by_role("button", name="Sound off").click()
    expect(page.locator("html")).to_have_attribute("data-sound", "off")
    strict.close()
