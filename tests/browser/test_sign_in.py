"""Can a person sign in? A real browser with an authenticator of its own, and a link from the command."""

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.council import Council
from tests.browser.eyes import look

from detente.home.access.answers import PATH
from detente.home.calls import EnrolOfficer


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
    """The link makes a passkey, the passkey opens a session, the frame says whose; once is enough for each."""
    made = council.do(council.service("ru").run(EnrolOfficer(accredited)))
    assert f"/{PATH}" in made.link
    found = look(browser, made.link)
    page = found.page
    with_authenticator(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Enrol a passkey for {accredited}")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("banner")).to_contain_text(accredited)
    page.goto(made.link)
    expect(page.get_by_text("enrolment-unknown")).to_be_visible()
    page.goto(f"{council.named_url('ru')}/sessions")
    expect(page.get_by_role("row").filter(has_text="this browser")).to_contain_text(accredited)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("banner")).to_contain_text("Nobody is signed in")
    assert found.foreign_requests() == []
    assert [text for text in found.complaints if "404" not in text] == []
    page.context.close()
