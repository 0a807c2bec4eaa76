"""Is every page fit for eyes and for ears? Each one of them, at three windows, light and dark, and through axe."""

import json
import os
import re
import tomllib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote

import httpx
import msgspec
import pytest
from playwright.sync_api import Browser, Page, expect
from tests.bench.addresses import paths
from tests.browser.council import FOUNDED_AT, NAMES, Council
from tests.browser.eyes import SIGHTS, UNNAMED, Look, flaws, look, violations
from tests.browser.looks import LOOKS, NO_PAGE, SIGNED_IN, STEPS, addresses, leads
from tests.browser.marked import OPENED, TAG, catalog, texts_of, unmarked
from tests.browser.matters import CHOICES, prepare
from tests.browser.story import TOLD_AT, tell
from tests.browser.test_map import DRAWN

from detente.assessment.inputs.library import find as inputs_of
from detente.console.app import create_app
from detente.console.door.server import PageServer
from detente.home.calls import AttachEvidence, EnrolOfficer, Inbox, Send
from detente.home.founding import found_party
from detente.home.service import Service
from detente.languages import reading
from detente.node.folder import Folder
from detente.node.node import Node
from detente.regimes.library import find

OFFICER, SECOND = "M. Zakharova", "S. Lavrov"
INBOX_MAX = 400
CHARTERED = (
    *NAMES.values(),
    *("A rehearsal of a council with a line of its own", "Cooperation against terrorism"),
    *("The line that no act can suspend", "The council's time"),
)
"""Words of the charter: they were signed as they stand."""
NAMES_SAID = (
    *("line", "plenary", "table", "experts", "public", "own", "journal", "watch", "ambassador", "ambassadors"),
    *("terrorism", "charter", "Charter", "Identity", "open", "English", "of no people", "Détente"),
    *(
        "root",
        "log",
        "mirror",
        "witness",
        "hpke",
        "tls",
        "nato",
        "depositary",
        "message",
        "hid",
        "den",
        "Belarus",
        "français",
    ),
)
"""Channels, levels, topics, keys and languages by their names, which commands take: docs/languages.md section 5."""
STAYS = re.compile(
    r"Client\w*Error|the wire is cut|^REHEARSAL|^: channels$|15 (?:Nov|Dec)ember"
    r"|^tanks, |rferl|Sputnik|^S24"
)
"""What a library says of a wire, a published text, titles of sources, and sentences of figures of an agreement."""


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Council]:
    """The council of the other tests, under the Vienna Document; one click signs in two officers of Russia."""
    os.environ["XDG_STATE_HOME"] = str(tmp_path_factory.mktemp("state"))
    with Council(tmp_path_factory.mktemp("council"), (find("vienna-2011"),)) as council:
        prepare(council)
        tell(council)
        council.keep_journal(TOLD_AT)
        node = council.nodes["ru"]
        node.config = {**node.config, "one_click_sign_in": True, "two_person": ["protest"]}
        for name, rank in ((OFFICER, "ambassador"), (SECOND, "minister")):
            body = {"name": name, "rank": rank}
            council.do(council.service("ru").run(Send(channel="line", kind="credentials", body=body)))
        yield council


@pytest.fixture(scope="module")
def inside(council: Council, browser: Browser) -> Iterator[Look]:
    """A browser in which an officer of Russia is signed in, for all looks of this file."""
    found = look(browser, council.named_url("ru") + "/sign-in")
    found.page.get_by_role("button", name=OFFICER).click()
    expect(found.page.get_by_role("banner")).to_contain_text(OFFICER)
    yield found
    assert found.foreign_requests() == []
    assert [text for text in found.complaints if "404" not in text and "GL Driver Message" not in text] == []
    found.page.context.close()


def check(page: Page, name: str, address: str = "") -> None:
    """Nothing is too wide, too faint or too small; headings are in order; tables have heads; axe finds nothing.

    Args:
        address: of a page that is opened here, first in the narrow window, where its script folds what is folded there.
    """
    if address:
        page.set_viewport_size({"width": SIGHTS[0][0], "height": 900})
        page.goto(address)
    for number, (width, scheme) in enumerate(SIGHTS):
        if number == 1 and address and page.locator("details[data-slim]").count():
            assert violations(page, contrast=False) == [], "folded"
            page.set_viewport_size({"width": width, "height": 900})
            page.reload()
        # Each scheme once: what is too faint in one window is so in the next.
        seen = scheme in (before for _width, before in SIGHTS[:number])
        assert flaws(page, width, scheme, contrast=not seen) == [], (width, scheme)
        if folder := os.environ.get("DETENTE_SCREENSHOTS"):
            page.screenshot(path=f"{folder}/{quote(name, safe='')}-{width}-{scheme}.png", full_page=True)
    levels = Look(page).headings()
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels)), levels
    expect(page.get_by_role("main")).to_have_count(1)
    assert page.evaluate(UNNAMED) == []
    assert violations(page, contrast=False) == []


def test_every_handler_has_a_look_or_a_reason_why_it_needs_none() -> None:
    """A new handler cannot be left unseen; an address in the lists leads to the handler that it stands for."""
    seen = LOOKS.keys() | SIGNED_IN.keys() | STEPS.keys()
    assert paths() == seen | NO_PAGE.keys()
    assert not seen & NO_PAGE.keys()
    assert STEPS.keys().isdisjoint(LOOKS.keys() | SIGNED_IN.keys())
    assert all(test in globals() for test in STEPS.values())
    for template, shown in (*LOOKS.items(), *SIGNED_IN.items()):
        assert all(leads(template, address) for address in shown), template


@pytest.mark.parametrize("address", addresses(LOOKS))
def test_a_page_is_fit_for_whoever_is_not_signed_in(council: Council, browser: Browser, address: str) -> None:
    """Nothing is asked of anybody but the node, nothing runs that the page did not bring."""
    found = look(browser, "about:blank")
    check(found.page, address, council.url("ru") + address)
    assert found.page.locator("html").get_attribute("lang") == "en"
    assert found.foreign_requests() == []
    assert [text for text in found.complaints if "404" not in text] == []
    found.page.context.close()


@pytest.mark.parametrize("address", addresses(SIGNED_IN))
def test_a_page_is_fit_for_an_officer(council: Council, inside: Look, address: str) -> None:
    check(inside.page, f"in-{address}", council.named_url("ru") + address)


def test_nothing_that_a_page_says_is_left_without_a_translation(
    council: Council, inside: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a language of no people each text of ours stands in marks; no page is drawn for it."""
    marked, real = catalog(), reading.source
    monkeypatch.setitem(reading.AVAILABLE, TAG, "of no people")
    monkeypatch.setattr(reading, "source", lambda language: marked if language == TAG else real(language))
    inputs = [tomllib.loads(inputs_of(name).decode()) for name in ("april-2016", "april-2016-graph")]
    theirs = [
        *CHARTERED,
        *CHOICES,
        *texts_of(inputs),
        *(one["name"].partition(";")[0].partition(" (")[0] for one in inputs[0]["issues"]),
    ]
    for party in council.nodes:
        for act in council.do(council.service(party).run(Inbox(all=True, limit=INBOX_MAX))).items:
            theirs += texts_of(msgspec.to_builtins(act))
    found = {}
    for url, pages in ((council.url("ru"), LOOKS), (council.named_url("ru"), SIGNED_IN)):
        with httpx.Client(base_url=url, headers={"accept-language": TAG}, follow_redirects=True, timeout=60) as asking:
            if pages is SIGNED_IN:
                asking.cookies.update({one["name"]: one["value"] for one in inside.page.context.cookies()})
            for address in sorted({*addresses(pages)}):
                text = asking.get(address).text
                assert OPENED in text, address
                if left := [one for one in unmarked(text, theirs, NAMES_SAID) if not STAYS.search(one)]:
                    found[address] = left
    assert not found, "\n".join(f"{address}: {left}" for address, left in found.items())


def test_what_is_said_is_looked_at_from_form_to_receipt(council: Council, inside: Look) -> None:
    """The form filled in and with a second language, the preview, and what came of it."""
    page = inside.page
    page.goto(council.named_url("ru") + "/act?kind=message")
    page.get_by_label("Text", exact=True).fill("The exercise begins on Monday.")
    page.get_by_label("Channel", exact=True).select_option("plenary")
    page.get_by_role("combobox", name="Language of this text").select_option("en")
    page.get_by_role("button", name="Add a language").click()
    page.locator("#f-tongues-0 textarea").fill("Учение начинается в понедельник.")
    page.locator("#f-tongues-0 input[type=text]").fill("ru")
    check(page, "form")
    page.get_by_role("button", name="Preview what will be signed").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This is what will be signed")
    page.get_by_text("Ask for clearance inside the party first").click()
    check(page, "preview")
    page.get_by_role("button", name="Sign and send").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("is signed and on its way")
    check(page, "sent")


def test_a_draft_is_looked_at_where_it_waits(council: Council, inside: Look) -> None:
    page = inside.page
    page.goto(council.named_url("ru") + "/act?kind=protest")
    page.get_by_label("Text", exact=True).fill("We protest.")
    page.get_by_label("Channel", exact=True).select_option("plenary")
    page.get_by_role("button", name="Preview what will be signed").click()
    page.get_by_role("button", name="Sign as a draft").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kept for a second officer")
    page.goto(council.named_url("ru") + "/releases")
    check(page, "releases")
    page.get_by_role("row").filter(has_text="held for release").get_by_role("link").first.click()
    expect(page.get_by_text("You cannot release it.")).to_be_visible()
    check(page, "release")


def test_the_pages_of_enrolment_and_of_the_end_of_a_session_are_looked_at(
    council: Council, browser: Browser, inside: Look
) -> None:
    """A colleague's session is ended after a second look alone; here it is left open."""
    found = look(browser, council.do(council.service("ru").run(EnrolOfficer(SECOND))).link)
    page = found.page
    expect(page.get_by_role("button", name="Make the passkey")).to_be_visible()
    check(page, "enrol")
    page.goto(council.named_url("ru") + "/sign-in")
    page.get_by_role("button", name=SECOND).click()
    expect(page.get_by_role("banner")).to_contain_text(SECOND)
    page.goto(council.named_url("ru") + "/sessions")
    page.get_by_role("link", name=f"End the session of {OFFICER}").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"End the session of {OFFICER}?")
    check(page, "session-end")
    page.context.close()


def test_a_handover_is_looked_at_before_it_is_signed(council: Council, inside: Look) -> None:
    page = inside.page
    page.goto(council.named_url("ru") + "/watch/handover")
    page.get_by_role("button", name="Take the watch").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{OFFICER} has the watch")
    check(page, "handover")
    page.get_by_label("Who takes the watch").select_option(SECOND)
    with page.expect_navigation():
        page.get_by_role("button", name="Look at what you will sign").click()
    check(page, "handover-preview")


def test_what_is_missing_in_a_form_is_looked_at(council: Council, inside: Look) -> None:
    page = inside.page
    page.goto(council.named_url("ru") + "/act?kind=notification&regime=vienna-2011&format=prior-notification")
    page.get_by_role("button", name="Preview what will be signed").click()
    expect(page.get_by_role("alert").filter(has_text="Something is missing")).to_be_visible()
    page.locator("details.more").evaluate_all("all => all.forEach(one => { one.open = true; })")
    check(page, "form-of-an-agreement")


def test_a_map_and_the_file_of_a_track_are_looked_at(council: Council, inside: Look, tmp_path: Path) -> None:
    body = {"title": "Flights near a ship", "occurred": {"from": "2015-11-26T08:00:00Z"}, "concerning": ["nato", "ru"]}
    said = council.say("2015-11-26T10:00:00Z", "ru", "", kind="incident-report", channel="plenary", body=body)
    place = {"lat": "55.1", "lon": "18.9", "uncertainty_metres": 2000, "source": "GPS"}
    words = {"re": said.ref, "body": {"place": place}}
    council.say("2015-11-26T10:00:00Z", "ru", "It came near.", kind="incident-account", channel="plenary", **words)
    point = {"type": "Point", "coordinates": [18.9, 55.1]}
    stop = {"type": "Feature", "properties": {"track": "a ship", "at": "2015-11-26T08:00:00Z"}, "geometry": point}
    file = tmp_path / "ship.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [stop]}), "utf-8")
    about: dict[str, object] = {"what": "The ship's log", "sort": "track", "of": "the ship"}
    shown = council.do(council.service("ru").run(AttachEvidence(said.ref, (str(file),), about))).sent.act
    page = inside.page
    page.goto(f"{council.named_url('ru')}/acts/{shown.ref.lower()}/files/1")
    check(page, "file")
    page.goto(f"{council.named_url('ru')}/dossiers/{said.ref.lower()}")
    check(page, "incident")
    page.goto(f"{council.named_url('ru')}/maps/{said.ref.lower()}")
    expect(page.locator("#chart[data-state=shown]")).to_be_visible(timeout=DRAWN)
    check(page, "map")


def test_a_node_without_a_council_says_how_to_join_one(council: Council, browser: Browser, tmp_path: Path) -> None:
    folder = Folder(tmp_path / "de")
    found_party(folder, "de", "Germany", now=FOUNDED_AT, url="https://127.0.0.1:1", officer="Watch officer")
    node = Node(folder, clock=council.clock)
    pages = PageServer(create_app(Service(node)), node=node)
    council.do(node.start("127.0.0.1", 0))
    council.do(pages.start())
    try:
        found = look(browser, f"http://localhost:{pages.port}/")
        expect(found.page.get_by_role("heading", level=1)).to_contain_text("No council has been joined here yet.")
        check(found.page, "no-council")
        found.page.context.close()
    finally:
        council.do(pages.stop())
        council.do(node.stop())
