"""The five minutes: one page, two parties' own pages in it, and five cards, each by one click, each undone."""

import os
import re
import signal
import subprocess
import time
from typing import Final

from playwright.sync_api import ConsoleMessage, FrameLocator, Locator, Page, expect
from tests.browser.eyes import flaws, violations

AUTOFOCUS: Final = "Blocked autofocusing"
"""What Chromium says of a form in a window of another port; the form's own page is read by other tests."""
LETTERS_MIN_PX: Final = 10.0
"""What can be read on a map at arm's length."""
MINUTES: Final = 5
"""What README and page promise for all five cards; an officer who reads takes longer than a test."""


def window(page: Page, side: str) -> FrameLocator:
    return page.frame_locator(f"iframe[name={side}]")


def take(page: Page, name: str) -> Locator:
    """Take a card by one click, and return where it tells what came of it."""
    page.get_by_role("button", name=name).click()
    told = page.locator("#told")
    expect(told.get_by_role("heading")).to_have_text(name)
    return told


def undo(told: Locator, says: str) -> None:
    told.get_by_role("button", name="Undo").click()
    expect(told).to_contain_text(says)
    expect(told.get_by_role("button", name="Undo")).to_have_count(0)


def both_are_signed_in_and_the_standing_is_above(page: Page) -> None:
    standing = page.get_by_role("banner").get_by_text(
        "topics Practical civilian and military cooperation, 3 more, since 1 April 2014; RU, channel Turkey and Russia"
    )
    expect(standing).to_be_visible()
    for side in ("left", "right"):
        expect(window(page, side).get_by_role("button", name="Sign out")).to_be_visible()
        expect(window(page, side).locator("html[data-ringing*='/']")).to_have_count(0)
        frame = page.frame(name=side)
        assert frame is not None
        assert frame.evaluate("scrollY") == 0, side
    closing = page.get_by_role("region", name="What this rehearsal came to")
    expect(closing).to_contain_text("31 of 31 hold")
    assert "sourced" in closing.inner_text()
    for width in (375, 1280):
        assert flaws(page, width) == [], width
        assert flaws(page, width, "dark") == [], width
    assert violations(page) == []
    page.set_viewport_size({"width": 1600, "height": 1200})


def both_accounts_stand_on_one_map(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    told = take(page, "See both accounts")
    expect(told).to_contain_text("accounts of RU and US. 5 points differ, and are questions to both.")
    date = told.get_by_role("listitem").filter(has_text="Date")
    expect(date).to_contain_text("RU")
    expect(date).to_contain_text("as stated: 13 April")
    expect(date).to_contain_text("as stated: 11 April about 15:00")
    expect(told).to_contain_text("Both nodes computed the same table")
    for side in ("left", "right"):
        chart = window(page, side).locator("#chart[data-state=shown]")
        expect(chart).to_be_visible()
        # What the card is about is on the screen without anybody's scrolling.
        expect(chart).to_be_in_viewport(ratio=0.8)
        expect(page.locator(f"iframe[name={side}]")).to_be_in_viewport(ratio=0.9)
    undo(told, "Nothing was signed")
    expect(window(page, "left").locator("#chart")).to_have_count(0)
    page.set_viewport_size({"width": 1600, "height": 1200})
    assert page.locator("iframe").count() == 2


def the_map_can_be_read_before_it_moves(page: Page) -> None:
    """Until the moving map is there, the map alone fills its room; words in it are as large as other words nearly."""
    for wide, high in ((1280, 800), (1920, 1080), (375, 812)):
        page.set_viewport_size({"width": wide, "height": high})
        waits = "**/maplibre-gl*"
        page.route(waits, lambda _route: None)
        told = take(page, "See both accounts")
        for side in ("left", "right"):
            picture = window(page, side).locator("#chart img")
            expect(picture).to_be_visible()
            frame = page.frame(name=side)
            assert frame is not None
            expect(picture).to_have_js_property("complete", value=True)
            source, scale, filled = frame.evaluate(
                "(() => { const one = document.querySelector('#chart img'), room = one.getBoundingClientRect();"
                "const scale = Math.min(room.width / one.naturalWidth, room.height / one.naturalHeight);"
                "return [one.currentSrc, scale, scale * one.naturalWidth / room.width]; })()"
            )
            assert "/map.bare" in source
            assert scale * 12.5 >= LETTERS_MIN_PX, (wide, side, scale)
            assert filled >= 0.7, "no large white room beside it"
        undo(told, "Nothing was signed")
        for side in ("left", "right"):
            expect(window(page, side).locator("#chart")).to_have_count(0)
            expect(window(page, side).get_by_role("main")).to_be_visible()
        # Not sooner: what waits would come and begin a map that is being left.
        page.unroute(waits)
    page.set_viewport_size({"width": 1600, "height": 1200})


def who_needs_the_line_has_its_switches(page: Page) -> None:
    told = take(page, "Who needs the line?")
    expect(told).to_contain_text("how many can it get in this council only?")
    expect(told).to_contain_text("The article's own reading: NATO needs it more. NATO 26, Russia 3.")
    expect(told).to_contain_text("equal bypass: neither needs it clearly more. NATO 26, Russia 27.")
    assert "0.2" not in told.inner_text(), "an officer is told no decimals"
    for side, reading in (("left", "The article's reading"), ("right", "The agenda as announced")):
        expect(window(page, side).locator("#part-11")).to_be_in_viewport()
        expect(window(page, side).locator("#part-11")).to_contain_text(reading)
    told.get_by_role("link", name="A rival analyst's reading").click()
    expect(window(page, "right").get_by_role("main")).to_contain_text("A rival analyst's reading")
    assert told.get_by_role("link").count() >= 3
    undo(told, "Nothing was signed")


def a_flash_question_is_undone(page: Page) -> None:
    """It rings in the other window until the one who was asked declines, which is what undoing does.

    Taken once more it asks once more, when what it asked before is undone.
    """
    told = take(page, "Answer as either side")
    expect(told).to_contain_text("Answered: not yet")
    first = told.inner_text().partition(" is signed by ")[0]
    told = take(page, "Answer as either side")
    expect(told).not_to_contain_text(f"{first} is signed by")
    expect(told).to_contain_text("Answered: not yet")
    rings = window(page, "right").locator("html[data-ringing*='NATO/LINE/']")
    expect(rings).to_have_count(1)
    undo(told, "What is signed stays.")
    expect(rings).to_have_count(0)
    expect(page.get_by_role("region", name="What this rehearsal came to")).to_contain_text("4 by cards, injects")


def a_flash_question_is_stored_then_answered(page: Page) -> None:
    """What will be signed stands in the other window before it is; the card says which of the three has happened."""
    told = take(page, "Answer as either side")
    expect(told).to_contain_text("signed receipt was here")
    expect(told).to_contain_text("Answered: not yet")
    told.get_by_role("link", name="Open Russian Federation's form").click()
    right = window(page, "right")
    right.get_by_label("Text", exact=True).fill("Rehearsal inject: it is ours, and turns away.")
    right.get_by_role("button", name="Preview what will be signed").click()
    right.get_by_role("button", name="Sign and send as").click()
    expect(told).to_contain_text("it is ours, and turns away.")
    assert "Answered: not yet" not in told.inner_text()


def a_cut_wire_is_gone_round(page: Page, complaints: list[str]) -> None:
    """Also the node that somebody kills by the printed line is up again when the card is undone."""
    told = take(page, "Cut the wire")
    expect(told).to_contain_text("by way of a third holder")
    expect(told).to_contain_text("kill -9")
    for side in ("left", "right"):
        expect(window(page, side).locator("#strip")).to_contain_text("link down")
    assert "\n".join(complaints) == "", "nothing that a browser would complain of, until a node is killed"
    kill = re.search(r"kill -9 ([0-9]+)", told.inner_text())
    said = re.search(r"(NATO/LINE/[0-9]+) was stored by", told.inner_text())
    assert kill is not None
    assert said is not None
    os.kill(int(kill[1]), signal.SIGKILL)
    undo(told, "is mended")
    expect(told).to_contain_text(
        f"{said[1]} of NATO, “Rehearsal inject: the wire between us is cut. Do you read this?”"
    )
    expect(told).to_contain_text("it came by a third holder while the wire was cut")
    upto = re.search(r"Both nodes, asked just now, hold (NATO/LINE/[0-9]+) and (RU/LINE/[0-9]+)", told.inner_text())
    assert upto is not None, told.inner_text()
    assert upto[1] == said[1]
    expect(told).to_contain_text("Nothing is lost.")
    # Both windows go back to the watch board.
    for side in ("left", "right"):
        expect(window(page, side).get_by_role("button", name="Sign out")).to_be_visible()
        frame = page.frame(name=side)
        assert frame is not None
        frame.wait_for_url(re.compile(r":[0-9]+/$"))
    assert page.locator("iframe").count() == 2


def what_is_altered_is_named_and_refused(page: Page) -> None:
    told = take(page, "Test the record")
    expect(told).to_contain_text("As it was exported: all 9 steps hold.")
    expect(told).to_contain_text("both signed with NATO's key; the second is this card's")
    text = told.inner_text()
    assert text.count("refused at step") == 5, text
    assert "Proven by 7 steps" in text


def others_programs_answer_of_the_record(page: Page) -> None:
    """OpenSSL and Go's own packages, each by name and in its own words; the tests' machine has both."""
    told = page.locator("#told")
    expect(told).to_contain_text("“Signature Verified Successfully”")
    expect(told).to_contain_text("“Signature Verification Failure”")
    asked = r"crypto/ed25519 \(go[0-9.]+\), called by a program of ours in .*“origin .*/line/nato/1 · index "
    expect(told).to_contain_text(re.compile(asked))
    expect(told).to_contain_text("“refused: inclusion: ")
    for line in told.locator("code").filter(has_text=re.compile("^openssl |/go/verify ")).all_inner_texts():
        ran = subprocess.run(["bash", "-c", line], capture_output=True, text=True)
        assert ran.returncode == 0, ran.stdout + ran.stderr
    assert told.locator("code").filter(has_text=re.compile("^openssl |/go/verify ")).count() == 2


def take_all(page: Page) -> None:
    """All cards in their order, in one go: founding eight nodes and telling the story is done once."""
    complaints: list[str] = []

    def note(said: ConsoleMessage) -> None:
        if said.type == "error" and AUTOFOCUS not in said.text:
            complaints.append(said.text)

    page.on("console", note)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    began = time.monotonic()
    both_are_signed_in_and_the_standing_is_above(page)
    the_map_can_be_read_before_it_moves(page)
    both_accounts_stand_on_one_map(page)
    who_needs_the_line_has_its_switches(page)
    a_flash_question_is_undone(page)
    a_flash_question_is_stored_then_answered(page)
    a_cut_wire_is_gone_round(page, complaints)
    what_is_altered_is_named_and_refused(page)
    others_programs_answer_of_the_record(page)
    assert page.get_by_role("button", name="Test the record").get_attribute("aria-current") == "true"
    undo(page.locator("#told"), "No record was touched.")
    assert time.monotonic() - began < MINUTES * 60
