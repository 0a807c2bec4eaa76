"""Can an officer work with a keyboard alone? Five main tasks without a pointer; the focus is seen at every stop."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from tests.browser.council import Council
from tests.browser.eyes import look
from tests.browser.keys import Keys
from tests.browser.test_sign_in import with_authenticator

from detente.home.calls import EnrolOfficer, Inbox, Send
from detente.home.replies import ActView

OFFICER, SECOND = "M. Zakharova", "S. Lavrov"


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Council]:
    """The four nodes, and two officers of Russia; a protest takes both of them."""
    os.environ["XDG_STATE_HOME"] = str(tmp_path_factory.mktemp("state"))
    with Council(tmp_path_factory.mktemp("council")) as found:
        for name, rank in ((OFFICER, "ambassador"), (SECOND, "minister")):
            body = {"name": name, "rank": rank}
            found.do(found.service("ru").run(Send(channel="line", kind="credentials", body=body)))
        node = found.nodes["ru"]
        node.config = {**node.config, "two_person": ["protest"]}
        yield found


@pytest.fixture(scope="module")
def first(council: Council, browser: Browser) -> Iterator[Keys]:
    """The first officer's browser, in which they signed in by keys alone."""
    yield from entered(council, browser, OFFICER)


def entered(council: Council, browser: Browser, officer: str) -> Iterator[Keys]:
    """Let an officer make a passkey and sign in, by keys alone; at the end no pointer was used."""
    made = council.do(council.service("ru").run(EnrolOfficer(officer)))
    found = look(browser, "about:blank")
    with_authenticator(found.page)
    keys = Keys(found.page)
    keys.page.goto(made.link)
    keys.skip()
    keys.to(keys.page.get_by_role("button", name="Make the passkey"), most=4)
    keys.press("Enter")
    expect(keys.page.get_by_role("heading", level=1)).to_have_text("Sign in")
    keys.skip()
    keys.to(keys.page.get_by_role("button", name="Sign in with a passkey"), most=4)
    keys.press("Enter")
    expect(keys.page.get_by_role("banner")).to_contain_text(officer)
    yield keys
    assert keys.no_pointer()
    assert [text for text in found.complaints if "404" not in text] == []
    found.page.context.close()


@pytest.fixture
def keys(council: Council, first: Keys) -> Keys:
    """The first officer at the watch board, whose pages renew themselves."""
    first.page.goto(council.named_url("ru") + "/")
    expect(first.page.locator("html[data-listens]")).to_have_count(1)
    return first


def say(council: Council, text: str, *, kind: str = "message", precedence: str = "routine") -> ActView:
    council.clock.set(council.clock.now() + 60)
    call = Send(channel="line", kind=kind, body={"text": text}, to=("ru",), precedence=precedence)  # type: ignore[arg-type]
    return council.do(council.service("nato").run(call)).act


def said(council: Council, kind: str) -> list[ActView]:
    listing = council.do(council.service("ru").run(Inbox(all=True, limit=500)))
    return [one for one in listing.items if one.kind == kind and one.party == "ru"]


def test_an_officer_signs_in_and_finds_the_way_about(keys: Keys) -> None:
    """The link made a passkey and the passkey opened a session; the dialog of keys gives the focus back."""
    button = keys.page.get_by_role("button", name="Which keys")
    keys.to(button)
    keys.press("Enter")
    dialog = keys.page.get_by_role("dialog", name="Keys on the watch board")
    expect(dialog.get_by_role("button", name="Close")).to_be_focused()
    keys.check_seen()
    keys.press("Escape")
    expect(dialog).to_have_count(0)
    expect(button).to_be_focused()
    keys.check_seen()


def test_a_flash_act_is_acknowledged_and_answered(council: Council, keys: Keys) -> None:
    """Two strokes acknowledge, one opens the form; the row keeps the focus while the board renews itself."""
    sent = say(council, "Do you see our aircraft?", kind="clarification-request", precedence="flash")
    row = keys.page.locator(".watch-row.call")
    expect(row).to_contain_text("Do you see our aircraft?")
    keys.press("j")
    expect(row).to_be_focused()
    keys.check_seen()
    say(council, "Something else comes meanwhile.")
    expect(keys.page.get_by_role("main")).to_contain_text("Something else comes meanwhile.")
    expect(row).to_be_focused()
    keys.press("a")
    expect(keys.page.get_by_role("status").filter(has_text="has read")).to_contain_text(OFFICER)
    expect(keys.page.locator(".watch-row.reminder")).to_be_focused()
    keys.check_seen()
    keys.press("r")
    expect(keys.page.get_by_role("region", name="What it answers")).to_contain_text("Do you see our aircraft?")
    # Who answers types at once: the form that a key opened has the focus in its text.
    expect(keys.page.get_by_label("Text", exact=True)).to_be_focused()
    keys.check_seen()
    keys.type("We see it.")
    sign(keys, f"Sign and send as {OFFICER}")
    assert [(one.re, one.body["text"]) for one in said(council, "reply")] == [(sent.ref, "We see it.")]
    assert sent.ref in [one.re for one in said(council, "acknowledge")]


def sign(keys: Keys, button: str) -> None:
    """Go from a form to its preview, and sign there."""
    keys.to(keys.page.get_by_role("button", name="Preview what will be signed"))
    keys.press("Enter")
    expect(keys.page.get_by_role("heading", level=1)).to_have_text("This is what will be signed")
    keys.skip()
    keys.to(keys.page.get_by_role("button", name=button))
    keys.press("Enter")
    expect(keys.page.get_by_role("heading", level=1)).not_to_have_text("This is what will be signed")


def test_an_act_in_free_text_is_composed_and_released(council: Council, browser: Browser, keys: Keys) -> None:
    """Errors take the keyboard to their fields; a second officer releases with their own passkey."""
    keys.page.goto(council.named_url("ru") + "/act?kind=protest")
    keys.skip()
    preview = keys.page.get_by_role("button", name="Preview what will be signed")
    keys.to(preview)
    keys.press("Enter")
    alert = keys.page.get_by_role("alert").filter(has_text="Something is missing")
    expect(alert).to_be_visible()
    keys.skip()
    keys.to(alert.get_by_role("link", name="Text"), most=5)
    keys.press("Enter")
    expect(keys.page.get_by_label("Text", exact=True)).to_be_focused()
    keys.check_seen()
    keys.type("We protest.")
    channel = keys.page.get_by_label("Channel")
    keys.to(channel)
    keys.choose("plenary")
    expect(channel).to_have_value("plenary")
    sign(keys, "Sign as a draft")
    assert said(council, "protest") == []
    for other in entered(council, browser, SECOND):
        other.page.goto(council.named_url("ru") + "/releases")
        other.skip()
        other.to(other.page.get_by_role("row").filter(has_text="held for release").get_by_role("link").first)
        other.press("Enter")
        expect(other.page.get_by_role("heading", level=1)).to_contain_text("protest")
        other.skip()
        other.to(other.page.get_by_role("button", name="Release with your passkey"))
        other.press("Enter")
        expect(other.page.get_by_role("main")).to_contain_text("RU/PLENARY/")
    (act,) = said(council, "protest")
    assert (act.officer, act.body["text"], act.channel) == (OFFICER, "We protest.", "plenary")


def test_an_act_is_found_by_its_words_and_its_proof_is_opened(council: Council, keys: Keys) -> None:
    """A key goes to the search, its first result opens, the proof is checked there; the evidence comes as a file."""
    sent = say(council, "The buoy off Kaliningrad is adrift.")
    expect(keys.page.get_by_role("main")).to_contain_text("The buoy off Kaliningrad")
    keys.press("/")
    keys.check_seen()
    keys.type("buoy")
    keys.press("Enter")
    expect(keys.page).to_have_url(f"{council.named_url('ru')}/search?words=buoy")
    found = keys.page.get_by_role("main").get_by_role("link", name=sent.ref, exact=True).first
    keys.skip()
    keys.to(found)
    # What comes while one reads renews the page, and takes the focus from nobody.
    say(council, "The buoy is marked.")
    expect(keys.page.get_by_role("main")).to_contain_text("is marked.")
    expect(found).to_be_focused()
    keys.press("Enter")
    expect(keys.page.get_by_role("heading", level=1)).to_contain_text(sent.ref)
    expect(keys.page.get_by_role("region", name="Check this proof")).to_contain_text("Verified just now")
    keys.skip()
    evidence = keys.page.get_by_role("button", name="Download the evidence")
    keys.to(evidence)
    with keys.page.expect_download() as download:
        keys.press("Enter")
    assert download.value.suggested_filename.endswith(".zip")
    expect(evidence).to_be_focused()


@pytest.mark.parametrize("path", ["/acts", "/dossiers"])
def test_what_had_the_focus_has_it_when_something_comes_before_it(council: Council, keys: Keys, path: str) -> None:
    """A list grows at its head while the focus is on one of its links; the key that opens it opens that one."""
    sent = say(council, f"Here before, on {path}.")
    council.wait_for_receipts("nato", sent, {"ru"})
    keys.page.goto(council.named_url("ru") + path)
    expect(keys.page.locator("html[data-listens]")).to_have_count(1)
    link = keys.page.get_by_role("main").get_by_role("link", name=sent.ref, exact=True).first
    keys.skip()
    keys.to(link)
    say(council, f"It comes after, on {path}.")
    expect(keys.page.get_by_role("main")).to_contain_text(f"It comes after, on {path}.")
    expect(link).to_be_focused()
    keys.check_seen()


def test_who_presses_a_button_that_goes_with_it_is_not_lost(council: Council, keys: Keys) -> None:
    """Two acts are chosen and acknowledged by their boxes and the button below; what took its place has the focus."""
    refs = [say(council, text, precedence="immediate").ref for text in ("The first of two.", "The second of two.")]
    boxes = [keys.page.get_by_role("checkbox", name=f"Choose {ref}") for ref in refs]
    for box in boxes:
        expect(box).to_be_visible()
    for ref in {one.ref for one in council.do(council.service("ru").run(Inbox())).items} - set(refs):
        council.do(council.service("ru").run(Send(channel="line", kind="acknowledge", body={}, re=ref)))
    keys.page.reload()
    expect(keys.page.locator("html[data-listens]")).to_have_count(1)
    keys.skip()
    for box in boxes:
        keys.to(box)
        keys.press("Space")
        expect(box).to_be_checked()
    button = keys.page.get_by_role("button", name="Acknowledge all that are chosen")
    keys.to(button)
    keys.press("Enter")
    expect(button).to_have_count(0)
    expect(keys.page.locator("main :focus, main:focus")).to_have_count(1)
    assert set(refs) <= {one.re for one in said(council, "acknowledge")}


def test_the_watch_is_taken_and_handed_over(council: Council, keys: Keys) -> None:
    keys.skip()
    keys.to(keys.page.get_by_role("main").get_by_role("link", name="Handover"))
    keys.press("Enter")
    expect(keys.page.get_by_role("heading", level=1)).to_contain_text("watch")
    keys.skip()
    keys.to(keys.page.get_by_role("button", name="Take the watch"))
    keys.press("Enter")
    expect(keys.page.get_by_role("heading", level=1)).to_have_text(f"{OFFICER} has the watch")
    keys.skip()
    keys.to(keys.page.get_by_label("Who takes the watch"))
    keys.choose(SECOND)
    keys.to(keys.page.get_by_label("Notes"))
    keys.type("Turkey is not heard.")
    keys.to(keys.page.get_by_role("button", name="Look at what you will sign"))
    keys.press("Enter")
    expect(keys.page.get_by_role("heading", level=1)).to_have_text("This is what you sign")
    keys.skip()
    keys.to(keys.page.get_by_role("button", name=f"Hand over to {SECOND}"))
    keys.press("Enter")
    offered = keys.page.get_by_role("region", name=f"{OFFICER} hands the watch over to {SECOND}")
    expect(offered).to_contain_text("Turkey is not heard.")
    assert len(said(council, "watch-offered")) == 1


def test_the_focus_is_seen_at_the_first_stops_of_each_page(council: Council, keys: Keys) -> None:
    """The link that skips stands first; at the narrowest window nothing that stays in sight covers the focus."""
    keys.page.set_viewport_size({"width": 320, "height": 700})
    for path in ("/acts", "/search", "/paper", "/dossiers", "/decisions", "/act?kind=message"):
        keys.page.goto(council.named_url("ru") + path)
        keys.skip()
        for _ in range(12):
            keys.press("Tab")
            # Behind the last stop there is nothing of the page.
            if keys.focus() is None:
                break
            keys.check_seen()
