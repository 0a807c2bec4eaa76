"""Does an act go over paper? Two real nodes with no wire between them, browsers, and pictures of the printed sheets."""

import base64
import io
import os
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.council import Council
from tests.browser.eyes import SCHEMES, Scheme, flaws, look, violations

from detente.home.calls import Inbox, PrintAct, Send
from detente.home.replies import ActView

OFFICERS = {"nato": "A. Smith", "ru": "M. Zakharova"}
SIGHTS: tuple[tuple[int, Scheme], ...] = ((320, "dark"), (768, "light"), (1600, "light"))


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Council]:
    """The four nodes, each with an officer as whom one click signs in; then Russia is cut from everybody."""
    os.environ["XDG_STATE_HOME"] = str(tmp_path_factory.mktemp("state"))
    with Council(tmp_path_factory.mktemp("council")) as found:
        for party, officer in OFFICERS.items():
            node = found.nodes[party]
            node.config = {**node.config, "one_click_sign_in": True}
            body = {"name": officer, "rank": "ambassador"}
            found.do(found.service(party).run(Send(channel="line", kind="credentials", body=body)))
        found.say("2015-11-24T09:00:00Z", "nato", "The line is checked.", held_by="ru")
        for other in ("nato", "tr", "depositary"):
            found.cut("ru", other)
        yield found


def entered(council: Council, browser: Browser, party: str, *, scripts: bool = True) -> Page:
    """Return a browser in which a party's officer is signed in."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, java_script_enabled=scripts)
    page = context.new_page()
    page.goto(council.named_url(party) + "/sign-in")
    page.get_by_role("button", name=OFFICERS[party]).click()
    expect(page.get_by_role("banner")).to_contain_text(OFFICERS[party])
    return page


def printed(page: Page, act: ActView, council: Council, party: str) -> bytes:
    """Return what the page of an act gives for its paper."""
    page.goto(f"{council.named_url(party)}/acts/{act.ref.lower()}")
    page.locator("summary", has_text="On paper").click()
    page.get_by_label("Who is to take it in").select_option("ru")
    keep_picture(page, "act-on-paper")
    with page.expect_download() as download:
        page.get_by_role("button", name="Print with codes (PDF)").click()
    return Path(download.value.path()).read_bytes()


def pictures_of(paper: bytes, folder: Path) -> list[Path]:
    """Return pictures of the sheets as a camera that is held a little askew takes them."""
    found = []
    with pypdfium2.PdfDocument(paper) as sheets:
        for number in range(len(sheets)):
            picture = sheets[number].render(scale=150 / 72).to_pil().convert("L").rotate(3, expand=True, fillcolor=240)
            picture.save(path := folder / f"sheet-{number + 1}.jpg", quality=70)
            found.append(path)
    return found


def keep_picture(page: Page, name: str) -> None:
    """Keep pictures of a page where somebody wants to look at them."""
    if folder := os.environ.get("DETENTE_SCREENSHOTS"):
        for width, scheme in product((375, 1280, 1920), SCHEMES):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=f"{folder}/{name}-{width}-{scheme}.png", full_page=True)


def texts(council: Council, party: str) -> list[str]:
    listing = council.do(council.service(party).run(Inbox(all=True, limit=500)))
    return [str(one.body.get("text", "")) for one in listing.items]


def test_an_act_goes_over_paper_and_its_receipt_comes_back(council: Council, browser: Browser, tmp_path: Path) -> None:
    """Printed at NATO, photographed, given in two goes at Russia, without scripts; the receipt goes back as a file."""
    for minute in (50, 51, 52):
        council.say(f"2015-11-24T09:{minute}:00Z", "nato", "What it rests on. " * 40, held_by="depositary")
    said = council.say("2015-11-24T10:00:00Z", "nato", "All wires are cut.", to=("ru",), held_by="depositary")
    nato = entered(council, browser, "nato")
    sheets = pictures_of(printed(nato, said, council, "nato"), tmp_path)
    assert len(sheets) > 1
    assert "All wires are cut." not in texts(council, "ru")

    ru = entered(council, browser, "ru", scripts=False)
    ru.get_by_role("navigation", name="Pages").get_by_role("link", name="Acts").click()
    ru.get_by_role("navigation", name="Acts").get_by_role("link", name="Paper").click()
    ru.get_by_label("Pictures or scans of the pages").set_input_files(sheets[1:])
    ru.get_by_role("button", name="Read them").click()
    expect(ru.get_by_role("main")).to_contain_text("parts are here. Missing: 1, 2")
    ru.get_by_label("Pictures or scans of the pages").set_input_files(sheets[:1])
    ru.get_by_role("button", name="Read them").click()
    expect(ru.get_by_role("main")).to_contain_text("It was whole, and is taken in. Printed by NATO")
    row = ru.get_by_role("row").filter(has_text=said.ref)
    expect(row).to_contain_text("new: verified, and held here from now on")
    assert "All wires are cut." in texts(council, "ru")
    with ru.expect_download() as download:
        row.get_by_role("link", name="Print it").click()
    receipt = tmp_path / "receipt.pdf"
    receipt.write_bytes(Path(download.value.path()).read_bytes())
    row.get_by_role("link", name=said.ref, exact=True).click()
    expect(ru.get_by_role("region", name="What it says")).to_contain_text("All wires are cut.")

    nato.goto(council.named_url("nato") + "/paper")
    nato.get_by_label("Pictures or scans of the pages").set_input_files(receipt)
    nato.get_by_role("button", name="Read them").click()
    expect(nato.get_by_role("main")).to_contain_text(f"RU holds all up to {said.ref}")
    nato.goto(f"{council.named_url('nato')}/acts/{said.ref.lower()}")
    held = nato.get_by_role("region", name="Receipts").get_by_role("row").filter(has_text="RU")
    expect(held).to_contain_text("stored")
    ru.context.close()
    nato.context.close()


def test_a_form_goes_to_another_console_and_the_page_reads_well(
    council: Council, browser: Browser, tmp_path: Path
) -> None:
    """Typed, printed, given to the page: a form with the same text; whatever is given, the page has no flaw."""
    found = look(browser, council.named_url("ru") + "/sign-in")
    page = found.page
    with page.expect_navigation():
        page.get_by_role("button", name=OFFICERS["ru"]).click()
    page.goto(council.named_url("ru") + "/act?kind=message")
    page.get_by_label("Text", exact=True).fill("To be said elsewhere.")
    page.get_by_label("Channel").select_option("plenary")
    # The page has the same link before it is kept: its paper would be blank.
    with page.expect_navigation():
        page.get_by_role("button", name="Keep for later").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Print with codes (PDF)").click()
    bad = tmp_path / "no-picture.png"
    bad.write_bytes(io.BytesIO(b"no picture").getvalue())
    form = tmp_path / "form.pdf"
    form.write_bytes(Path(download.value.path()).read_bytes())
    page.goto(council.named_url("ru") + "/paper")
    page.get_by_label("Pictures or scans of the pages").set_input_files([bad, form])
    page.get_by_label("What a scanner typed").fill("DETENTE1:AAAAAAAAAAAA:1/3:AA")
    page.get_by_role("button", name="Read them").click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("no-picture.png: it could not be looked at")
    expect(main).to_contain_text("1 of 3 parts are here. Missing: 2, 3.")
    for width, scheme in SIGHTS:
        assert flaws(page, width, scheme) == [], (width, scheme)
    assert violations(page) == []
    keep_picture(page, "paper")
    main.get_by_role("link", name="message", exact=True).click()
    expect(page.get_by_label("Text", exact=True)).to_have_value("To be said elsewhere.")
    page.get_by_role("button", name="Preview what will be signed").click()
    page.get_by_role("button", name=f"Sign and send as {OFFICERS['ru']}").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("is signed and waits for a wire")
    main.get_by_role("link", name="print it with codes").click()
    expect(page.get_by_label("Who is to take it in")).to_be_visible()
    assert found.foreign_requests() == []
    assert found.complaints == []
    page.context.close()


def test_any_holder_prints_what_another_said(council: Council, browser: Browser, tmp_path: Path) -> None:
    """Turkey prints NATO's act; Russia takes it in from the file, with Turkey's receipt, and hears what was held."""
    said = council.say("2015-11-24T11:00:00Z", "nato", "Said by one, carried by another.", held_by="tr")
    made = council.do(council.service("tr").run(PrintAct(said.ref, addressee="ru")))
    paper = tmp_path / "act.pdf"
    paper.write_bytes(base64.b64decode(made.file))
    page = entered(council, browser, "ru", scripts=False)
    page.goto(council.named_url("ru") + "/paper")
    page.get_by_label("Pictures or scans of the pages").set_input_files(paper)
    page.get_by_role("button", name="Read them").click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("It was whole, and is taken in. Printed by TR")
    expect(main.get_by_role("row").filter(has_text=said.ref)).to_contain_text(
        "new: verified, and held here from now on"
    )
    expect(main).to_contain_text(f"TR holds all up to {said.ref}")
    assert "Said by one, carried by another." in texts(council, "ru")
    page.context.close()
