"""Can two parties deal with each other by their pages alone? Real nodes, a real agreement, an officer on each side."""

import os
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.council import Council
from tests.browser.eyes import SIGHTS, Look, flaws, look, violations

from detente.clock import HOUR, rfc3339
from detente.home.calls import AmendNotice, Inbox
from detente.home.replies import ActView
from detente.regimes.library import find

ENVOYS = {"nato": "J. Stoltenberg", "ru": "A. Grushko"}
AREA = (("54", "28"), ("55", "28"), ("55", "29"))


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Council]:
    """A council under the Vienna Document, with an envoy on each side, in which nothing else was said."""
    os.environ["XDG_STATE_HOME"] = str(tmp_path_factory.mktemp("state"))
    with Council(tmp_path_factory.mktemp("council"), (find("vienna-2011"),)) as council:
        for party, name in ENVOYS.items():
            node = council.nodes[party]
            node.config = {**node.config, "one_click_sign_in": True}
            body = {"name": name, "rank": "minister"}
            council.say("2015-11-02T08:00:00Z", party, "", kind="credentials", body=body)
        yield council


class Side:
    """A party's officer at a browser."""

    def __init__(self, council: Council, browser: Browser, party: str) -> None:
        self.council, self.party, self.officer = council, party, ENVOYS[party]
        self.base = council.named_url(party)
        self.found: Look = look(browser, f"{self.base}/sign-in")
        self.page.get_by_role("button", name=self.officer).click()
        expect(self.page.get_by_role("banner")).to_contain_text(self.officer)

    @property
    def page(self) -> Page:
        return self.found.page

    def begin(self, name: str, channel: str = "plenary", to: str = "") -> None:
        """Begin an act from the page of all that can be said, in a channel, to a party."""
        self.page.goto(f"{self.base}/say")
        self.page.get_by_role("link", name=name, exact=True).click()
        self.page.get_by_label("Channel", exact=True).select_option(channel)
        if to:
            self.page.get_by_role("checkbox", name=f"{to.upper()}, ").check()

    def answer(self, ref: str, name: str) -> None:
        """Begin an answer from the page of an act."""
        self.page.goto(f"{self.base}/acts/{ref.lower()}")
        self.page.get_by_role("region", name="Answer").get_by_role("link", name=name, exact=True).click()

    def go_on(self, matter: str, name: str, pages: str = "dossiers") -> None:
        """Begin one of the acts that can be said next in a matter, from its story or the page of its own."""
        self.page.goto(f"{self.base}/{pages}/{matter.lower()}")
        self.page.get_by_role("main").get_by_role("link", name=name).first.click()

    def sign(self, kind: str) -> ActView:
        """Look at what will be signed, sign it, and return the act once all who read it hold it."""
        self.page.get_by_role("button", name="Preview what will be signed").click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("This is what will be signed")
        self.page.get_by_role("button", name=f"Sign and send as {self.officer}").click()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text("is signed and on its way")
        act = self.last(kind)
        self.council.wait_for_receipts(self.party, act, {*act.to, *act.info})
        return act

    def last(self, kind: str) -> ActView:
        """Return the newest act of a kind that this party said."""
        listing = self.council.do(self.council.service(self.party).run(Inbox(all=True, limit=500)))
        return max(
            (one for one in listing.items if (one.kind, one.party) == (kind, self.party)), key=lambda one: one.ref
        )

    def shows(self, path: str) -> None:
        """Open a page of one's own node."""
        self.page.goto(self.base + path)


@pytest.fixture
def sides(council: Council, browser: Browser) -> Iterator[tuple[Side, Side]]:
    """NATO's officer and Russia's; neither browser complains or asks anybody else."""
    both = Side(council, browser, "nato"), Side(council, browser, "ru")
    yield both
    for side in both:
        assert side.found.foreign_requests() == []
        assert side.found.complaints == []
        side.page.context.close()


def fill_activity(page: Page) -> None:
    for label, text in (
        ("Designation", "Zapad"), ("General purpose", "Training of staffs."), ("States involved", "Belarus\nRussia"),
        ("Level of command organising and commanding", "General staff"), ("Start date", "2016-07-01"),
        ("End date", "2016-07-06"), ("Total number of troops", "12700"), ("Area", "Western part"),
    ):  # fmt: skip
        page.get_by_label(label, exact=True).first.fill(text)
    corners = page.get_by_role("group", name="Corners of the area")
    for number, (lat, lon) in enumerate(AREA):
        if number:
            corners.get_by_role("button", name="Add another").click()
        corners.get_by_label("Latitude").nth(number).fill(lat)
        corners.get_by_label("Longitude").nth(number).fill(lon)


def test_an_activity_is_notified_amended_and_stored_at_the_other_side(
    council: Council, sides: tuple[Side, Side]
) -> None:
    """In the agreement's own form; what is wrong stands at its field; an amendment says only what changes.

    A colleague amends meanwhile, by command: their words stand beside what was typed, and neither is lost.
    """
    nato, ru = sides
    ru.begin("Prior notification of certain military activities")
    page = ru.page
    fill_activity(page)
    page.get_by_label("End date").fill("2016-06-01")
    page.get_by_role("button", name="Preview what will be signed").click()
    expect(page.locator("#errors")).to_contain_text("Write under “End date” what is not before “Start date”.")
    expect(page.locator("#f-body-fields-end-error")).to_be_visible()
    assert [flaws(page, width) for width in (320, 1280)] == [[], []]
    assert violations(page) == []
    page.get_by_label("End date").fill("2016-07-06")
    act = ru.sign("notification")
    assert act.body["fields"]["troops"] == 12_700
    assert act.body["fields"]["area_outline"][2] == {"lat": "55", "lon": "29"}
    nato.shows(f"/acts/{act.ref.lower()}")
    expect(nato.page.get_by_role("main")).to_contain_text("Zapad")
    ru.shows(f"/acts/{act.ref.lower()}")
    receipts = page.get_by_role("region", name="Receipts").get_by_role("row").filter(has_text="NATO")
    expect(receipts).to_contain_text("stored not later than")
    ru.shows(f"/dossiers/{act.ref.lower()}")
    page.get_by_role("link", name="Amend the notification").first.click()
    expect(page.get_by_label("Total number of troops")).to_have_value("12700")
    page.get_by_label("Total number of troops").fill("13000")
    page.get_by_label("Reason").fill("A second brigade takes part.")
    colleague = AmendNotice(act.ref, {"command": "Western district"}, "By command.", officer=ru.officer)
    newer = council.do(council.service("ru").run(colleague)).act.ref
    page.get_by_role("button", name="Preview what will be signed").click()
    row = page.get_by_role("row").filter(has_text="Western district")
    expect(row).to_contain_text("General staff")
    assert [flaws(page, *sight) for sight in SIGHTS] == [[], [], []]
    assert violations(page) == []
    page.get_by_role("button", name="Go on from what stands now").click()
    expect(page.get_by_label("Level of command organising")).to_have_value("Western district")
    expect(page.get_by_label("Total number of troops")).to_have_value("13000")
    amended = ru.sign("notification-amendment")
    assert amended.ref != newer
    assert (amended.body["fields"], amended.body["number"]) == ({"troops": 13_000}, 2)
    assert "removed" not in amended.body


def test_a_concern_is_answered_by_an_assurance(sides: tuple[Side, Side]) -> None:
    nato, ru = sides
    nato.begin("Concern", to="ru")
    nato.page.get_by_label("What worries", exact=True).fill("Flights near our ships.")
    about = nato.page.get_by_label("What it is")
    about.select_option(index=1)
    concern = nato.sign("concern")
    ru.answer(concern.ref, "Assurance")
    ru.page.get_by_label("What is assured", exact=True).fill("No flight will come nearer than 500 m.")
    ru.page.get_by_label("Whether it will be done or not").select_option(index=1)
    assurance = ru.sign("assurance")
    assert assurance.re == concern.ref
    nato.shows(f"/dossiers/{concern.ref.lower()}")
    expect(nato.page.get_by_role("main")).to_contain_text("No flight will come nearer than 500 m.")


def test_an_explanation_is_asked_with_a_clock_that_ends_with_the_answer(
    council: Council, sides: tuple[Side, Side]
) -> None:
    nato, ru = sides
    nato.begin("Request for explanation")
    nato.page.get_by_role("combobox", name="For action").select_option("ru")
    nato.page.get_by_label("Cause of concern").fill("Troops near the border, not notified.")
    asked = nato.sign("explanation-request")
    council.keep_journal(rfc3339(council.clock.now() + HOUR))
    ru.shows("/")
    row = ru.page.locator(".watch-row").filter(has_text=asked.ref)
    expect(row.locator("time[data-until]").first).to_contain_text("left")
    ru.answer(asked.ref, "Answer the request")
    ru.page.get_by_label("Answer", exact=True).select_option(index=1)
    ru.page.get_by_label("Explanation, or reason").fill("They train, and go home on Friday.")
    reply = ru.sign("explanation-answer")
    assert reply.re == asked.ref
    council.keep_journal(rfc3339(council.clock.now() + HOUR))
    nato.shows(f"/dossiers/{asked.ref.lower()}")
    expect(nato.page.get_by_role("region", name="What is owed")).to_contain_text("met")
    ru.shows("/")
    expect(ru.page.locator(".watch-row").filter(has_text=asked.ref)).to_have_count(0)


def test_a_meeting_ends_without_agreement_and_says_so(council: Council, sides: tuple[Side, Side]) -> None:
    """Each side's words stand in its own language, and come to the other's open page; nothing agreed is a result."""
    nato, ru = sides
    begins = council.clock.now() + HOUR
    nato.begin("Invitation to a meeting", channel="table", to="ru")
    nato.page.get_by_label("Title", exact=True).fill("Meeting of ambassadors")
    nato.page.get_by_label("Level", exact=True).fill("ambassadors")
    nato.page.get_by_label("When it begins", exact=True).fill(rfc3339(begins)[:16])
    nato.page.get_by_label("Proposed items, 1", exact=True).fill("The crisis in and around Ukraine")
    meeting = nato.sign("meeting-convene")
    ru.answer(meeting.ref, "Accept the invitation")
    ru.page.get_by_label("Name").fill(ru.officer)
    ru.page.get_by_label("Rank").first.fill("ambassador")
    ru.sign("meeting-accept")
    council.clock.set(begins)
    nato.go_on(meeting.ref, "Open the meeting")
    nato.sign("meeting-open")
    for side, words in ((nato, "Our position has not changed."), (ru, "Наша позиция прежняя.")):
        side.go_on(meeting.ref, "Make a statement", "meetings")
        side.page.get_by_label("Item: its number").fill("1")
        side.page.get_by_label("Text", exact=True).fill(words)
        side.sign("item-statement")
        if side is nato:
            nato.shows(f"/meetings/{meeting.ref.lower()}")
            nato.page.evaluate("window.loadedOnce = true")
    expect(nato.page.locator("#item-1").get_by_text("Наша позиция прежняя.")).to_be_visible()
    assert nato.page.evaluate("window.loadedOnce"), "the page was not loaded anew"
    nato.go_on(meeting.ref, "Record the result", "meetings")
    nato.page.get_by_label("Item: its number").fill("1")
    nato.page.get_by_label("Result", exact=True).select_option("not agreed")
    result = nato.sign("item-result")
    assert result.body["result"] == "not agreed"
    ru.shows(f"/dossiers/{meeting.ref.lower()}")
    main = ru.page.get_by_role("main")
    expect(main).to_contain_text("not agreed")
    for words in ("Our position has not changed.", "Наша позиция прежняя."):
        expect(main).to_contain_text(words)


def test_what_is_suspended_refuses_and_says_by_whom_and_that_the_line_is_open(sides: tuple[Side, Side]) -> None:
    nato, ru = sides
    nato.begin("Suspension", channel="plenary")
    nato.page.get_by_label("Reason").fill("For the time being.")
    nato.page.get_by_label("Legal ground").fill("Statement of ministers, paragraph 6")
    nato.page.get_by_role("group", name=re.compile("^Channels")).get_by_label("experts").check()
    suspended = nato.sign("suspend")
    assert suspended.body["channels"] == ["experts"]
    nato.begin("Message", channel="experts")
    nato.page.get_by_label("Text", exact=True).fill("A word to the experts.")
    nato.page.get_by_role("button", name="Preview what will be signed").click()
    alert = nato.page.locator("#errors")
    expect(alert).to_contain_text("suspended")
    expect(alert).to_contain_text(suspended.ref)
    expect(nato.page.get_by_label("Text", exact=True)).to_have_value("A word to the experts.")
    ru.shows("/standing")
    expect(ru.page.locator("#strip")).to_contain_text("the line is open")
