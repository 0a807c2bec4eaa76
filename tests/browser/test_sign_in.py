"""Can a person sign in? A real browser with an authenticator of its own, and a link from the command."""

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.council import Council
from tests.browser.eyes import look

from detente.home.access.answers import PATH
from detente.home.access.state import machine_now
from detente.home.calls import EnrolOfficer
from detente.limits import CHALLENGE_SECONDS_MAX, SESSION_IDLE_SECONDS_MAX


@pytest.fixture(scope="module")
def accredited(council: Council) -> str:
    """An officer of Russia, presented to all."""
    name = "A. Grushko"
    council.say("2015-11-26T09:00:00Z", "ru", "", kind="credentials", body={"name": name, "rank": "ambassador"})
    return name


def with_authenticator(page: Page) -> None:
    """Give the browser an authenticator that knows its person."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_an_officer_enrols_and_signs_in(council: Council, browser: Browser, accredited: str) -> None:
    """The link makes a passkey, the passkey opens a session, the frame says whose; once is enough for each.

    However long the page stood there: what the passkey is asked is asked when the button is pressed.
    """
    access = council.pages["ru"]._app._app.state["console"].access  # type: ignore[attr-defined]
    made = council.do(council.service("ru").run(EnrolOfficer(accredited)))
    assert f"/{PATH}" in made.link
    found = look(browser, made.link)
    page = found.page
    with_authenticator(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Enrol a passkey for {accredited}")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    access.now = lambda: machine_now() + CHALLENGE_SECONDS_MAX + 1
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("banner")).to_contain_text(accredited)
    page.goto(f"data:text/html,<a href='{council.named_url('ru')}/sign-in'>A link elsewhere</a>")
    page.get_by_role("link", name="A link elsewhere").click()
    expect(page.get_by_role("banner")).to_contain_text(accredited)
    page.goto(made.link)
    expect(page.get_by_text("enrolment-unknown")).to_be_visible()
    page.goto(f"{council.named_url('ru')}/sessions")
    expect(page.get_by_role("row").filter(has_text="this browser")).to_contain_text(accredited)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("banner")).to_contain_text("Nobody is signed in")
    access.now = machine_now
    assert found.foreign_requests() == []
    assert [text for text in found.complaints if "404" not in text] == []
    page.context.close()


def test_an_officer_of_the_depositary_signs_in(council: Council, browser: Browser) -> None:
    """Presented where it speaks, in the journal, which it needs not name; it is offered what it can say there."""
    body = {"name": "D. Posit", "rank": "expert"}
    said = council.say("2015-11-26T09:30:00Z", "depositary", "", kind="credentials", body=body, channel=None)
    assert said.channel == "journal"
    made = council.do(council.service("depositary").run(EnrolOfficer("D. Posit")))
    page = look(browser, made.link).page
    with_authenticator(page)
    page.get_by_role("button", name="Make the passkey").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("banner")).to_contain_text("D. Posit")
    page.goto(f"{council.named_url('depositary')}/say")
    page.get_by_role("link", name="credentials").click()
    expect(page.get_by_label("Channel", exact=True)).to_have_value("journal")
    page.context.close()


def test_a_page_left_open_renews_itself_and_keeps_no_session(
    council: Council, browser: Browser, accredited: str
) -> None:
    """Live renewal, strip and ringing go on and the hour runs; a page that is opened begins it anew."""
    access = council.pages["ru"]._app._app.state["console"].access  # type: ignore[attr-defined]
    moved = [0]
    access.now = lambda: machine_now() + moved[0]
    found = look(browser, council.do(council.service("ru").run(EnrolOfficer(accredited))).link)
    page = found.page
    with_authenticator(page)
    page.get_by_role("button", name="Make the passkey").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("banner")).to_contain_text(accredited)
    moved[0] += SESSION_IDLE_SECONDS_MAX - 60
    page.goto(f"{council.named_url('ru')}/state")
    moved[0] += SESSION_IDLE_SECONDS_MAX - 60
    with (
        page.expect_response(lambda answer: "/frame" in answer.url),
        page.expect_response(
            lambda answer: answer.url.endswith("/state") and answer.request.resource_type != "document"
        ),
    ):
        said = council.say("2015-11-26T21:00:00Z", "nato", "Is anybody there?")
    expect(page.get_by_role("main")).to_contain_text(said.ref)
    assert accredited in page.get_by_role("banner").inner_text()
    moved[0] += 120
    page.goto(f"{council.named_url('ru')}/sign-in")
    expect(page.get_by_text("Your session has ended.")).to_be_visible()
    access.now = machine_now
    page.context.close()
