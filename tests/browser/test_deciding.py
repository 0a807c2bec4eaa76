"""Can silence be broken in its last minute? One officer's two steps, seen on both parties' pages, with real nodes."""

from playwright.sync_api import Browser, Page, expect
from tests.browser.council import Council
from tests.browser.eyes import flaws, look, violations
from tests.browser.matters import ENVOYS

from detente.clock import parse_rfc3339
from detente.home.calls import ListDossiers

TITLE = "A format for reports on incidents at sea and in the air"
LAST_MINUTE, EXPIRY, CLOSING = "2015-11-27T11:59:00Z", "27 November 2015, 12:00:00 UTC", "2015-11-27T12:10:00Z"


def running(council: Council) -> str:
    """Return the path of the page of Russia's proposal whose silence runs."""
    found = council.do(council.service("nato").run(ListDossiers(desk="decisions"))).items
    return f"/decisions/{next(one.dossier for one in found if one.title == TITLE).lower()}"


def entered(council: Council, browser: Browser, path: str) -> Page:
    """Return NATO's page with its envoy signed in."""
    node = council.nodes["nato"]
    node.config = {**node.config, "one_click_sign_in": True}
    page = look(browser, f"{council.named_url('nato')}/sign-in").page
    page.get_by_role("button", name=ENVOYS["nato"]).click()
    expect(page.get_by_role("banner")).to_contain_text("one click")
    page.goto(council.named_url("nato") + path)
    return page


def test_silence_is_broken_in_its_last_minute_and_both_parties_see_it(council: Council, browser: Browser) -> None:
    """Russia's page tells it without a key pressed; the first heads after expiry and grace make it final on both."""
    path = running(council)
    council.clock.set(parse_rfc3339(LAST_MINUTE))
    watched = look(browser, council.url("ru") + path)
    russian, ours = watched.page, entered(council, browser, path)
    for page in (russian, ours):
        glance = page.get_by_role("region", name="At first glance")
        expect(glance).to_contain_text(EXPIRY)
        expect(glance.locator(".countdown")).to_contain_text("left")
        expect(glance).to_contain_text("Has not broken it")
    row = ours.get_by_role("row").filter(has_text="NATO").first
    expect(row).to_contain_text("its receipt")
    expect(row).to_contain_text("yes")
    for width, scheme in ((320, "dark"), (1280, "light"), (3840, "dark")):
        assert flaws(ours, width, scheme) == [], (width, scheme)  # type: ignore[arg-type]
    assert violations(ours) == []

    ours.get_by_label("The objection, in writing").fill("Not as it stands: the annex names no units.")
    ours.get_by_role("button", name="Preview what will be signed").first.click()
    expect(ours.get_by_role("heading", level=1)).to_have_text("This is what will be signed")
    ours.get_by_role("button", name="Sign and send as").click()
    expect(ours.get_by_role("heading", level=1)).to_contain_text("is signed and on its way")

    expect(russian.get_by_role("main")).to_contain_text("not adopted (silence broken by NATO), provisional")
    expect(russian.get_by_role("region", name="Objections and amendments")).to_contain_text("names no units")
    ours.goto(council.named_url("nato") + path)
    council.keep_journal(CLOSING)
    for page in (russian, ours):
        expect(page.get_by_role("main")).to_contain_text("not adopted (silence broken by NATO), final")
        expect(page.get_by_role("region", name="History")).to_contain_text("closed: not adopted")
    assert watched.foreign_requests() == []
    assert watched.complaints == []
    ours.context.close()
    russian.context.close()
