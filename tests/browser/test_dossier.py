"""Can an officer read a matter as a story, keep a note that nobody else has, take the proof away, and print it?"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.council import Council
from tests.browser.eyes import SIGHTS, flaws, look

from detente.home.calls import Inbox, Send
from detente.home.proofs import verify_path
from detente.home.replies import ActView

OFFICER = "M. Zakharova"
HOSTILE_NAME = "</b><script>alert(7)</script>\u202egnp.svg"
HOSTILE_FILE = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(8)</script></svg>'
SECRET = "Before we answer, ask the legal adviser."


@dataclass(frozen=True)
class Matter:
    """A question of Russia's in its own language, NATO's translation of it, and NATO's answer with a file."""

    question: str
    answer: str

    @property
    def path(self) -> str:
        return f"/dossiers/{self.question.lower()}"


@pytest.fixture(scope="module")
def matter(council: Council, tmp_path_factory: pytest.TempPathFactory) -> Matter:
    council.clock.set(council.clock.now() + 60)
    node = council.nodes["ru"]
    node.config = {**node.config, "one_click_sign_in": True}
    body = {"name": OFFICER, "rank": "ambassador"}
    council.do(council.service("ru").run(Send(channel="line", kind="credentials", body=body)))
    asked = council.say(
        "2015-11-26T10:00:00Z", "ru", "Где проходил полёт, и кто его видел?", channel="plenary", to=("nato",),
        kind="clarification-request", officer=OFFICER, language="ru", precedence="priority", held_by="nato",
        body={"unofficial": {"fr": "Où le vol a-t-il eu lieu, et qui l'a vu ?"}},
    )  # fmt: skip
    council.say(
        "2015-11-26T10:10:00Z", "nato", "Where did the flight pass, and who saw it?", channel="plenary", re=asked.ref,
        kind="translation", body={"into": "en"}, held_by="ru",
    )  # fmt: skip
    file = tmp_path_factory.mktemp("files") / HOSTILE_NAME.replace("/", "_")
    file.write_text(HOSTILE_FILE, "utf-8")
    answer = council.say(
        "2015-11-26T10:20:00Z", "nato", "Over the sea; the radar picture goes with it.", channel="plenary",
        kind="reply", re=asked.ref, to=("ru",), attach=(str(file),), as_evidence=True, held_by="ru",
    )  # fmt: skip
    sealed = answer.attachments[0].hash
    arrived = council.nodes["ru"].until(
        lambda core: any(one.held == one.size for one in core.context.attachments.of(bytes.fromhex(sealed))) or None, 30
    )
    assert council.do(arrived), "the file comes behind everything else"
    return Matter(asked.ref, answer.ref)


@pytest.fixture
def page(council: Council, browser: Browser, matter: Matter) -> Iterator[Page]:
    """A browser in which an officer of Russia is signed in."""
    found = look(browser, council.named_url("ru") + "/sign-in")
    found.page.get_by_role("button", name=OFFICER).click()
    expect(found.page.get_by_role("banner")).to_contain_text(OFFICER)
    yield found.page
    assert found.foreign_requests() == []
    assert found.complaints == []
    found.page.context.close()


def keep(page: Page, name: str, text: str) -> None:
    """Write a note at the act of that entry, and keep it."""
    entry = page.get_by_role("article", name=name)
    entry.get_by_text("Note for yourself").click()
    entry.get_by_label("Note", exact=True).fill(text)
    with page.expect_navigation():
        entry.get_by_role("button", name="Keep the note").click()


def test_the_pages_of_a_matter_can_be_read_at_every_width(council: Council, page: Page, matter: Matter) -> None:
    """The story, all of it for paper, its evidence, a file, one act: signed in, folded and unfolded."""
    base, act = council.named_url("ru"), f"/acts/{matter.answer.lower()}"
    paths = {"story": matter.path, "whole": f"{matter.path}?whole=1", "evidence": f"{matter.path}/evidence",
             "file": f"{act}/files/1", "act": act}  # fmt: skip
    for name, path in paths.items():
        page.goto(base + path)
        page.locator("main details").evaluate_all("all => all.forEach(one => { one.open = true })")
        for width, scheme in SIGHTS:
            assert flaws(page, width, scheme) == [], (name, width, scheme)
            if folder := os.environ.get("DETENTE_SCREENSHOTS"):
                page.screenshot(path=f"{folder}/dossier-{name}-{width}-{scheme}.png", full_page=True)


def test_first_glance_and_the_story_say_what_a_reader_needs(council: Council, page: Page, matter: Matter) -> None:
    """Original and translations stand beside each other, each with its language; stored and answered differ."""
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(council.named_url("ru") + matter.path)
    expect(page.get_by_label("At first glance")).to_contain_text("Whose turn")
    entry = page.get_by_role("article", name=re.compile("request for clarification"))
    original = entry.locator('.said-of [lang="ru"]').first
    english = entry.locator('.said-of [lang="en"]').first
    expect(english).to_have_text("Where did the flight pass, and who saw it?")
    expect(entry.locator('[lang="fr"]')).to_have_count(1)
    one, other = original.bounding_box(), english.bounding_box()
    assert one is not None
    assert other is not None
    assert other["x"] > one["x"] + one["width"] or other["y"] > one["y"], "beside, or below where there is no room"
    assert len({round(box["y"]) for box in (one, entry.locator('[lang="fr"]').bounding_box()) if box}) == 1, "in a row"
    expect(entry).to_contain_text("by NATO in")
    expect(entry).to_contain_text("answered by NATO")
    entry.locator("details.rungs > summary").click()
    expect(entry.get_by_role("row", name=re.compile("NATO"))).to_contain_text(matter.answer)


def test_a_note_stays_with_its_party(council: Council, page: Page, matter: Matter) -> None:
    """It is kept beside its act, and is in nobody else's record; a renewal keeps what is typed and folded."""
    page.goto(council.named_url("ru") + matter.path)
    keep(page, "request for clarification", SECRET)
    expect(page.get_by_role("article", name=re.compile("request for clarification"))).to_contain_text(SECRET)
    assert page.url.endswith(f"#act-{matter.question.lower().replace('/', '-')}")
    for party in ("nato", "tr", "depositary"):
        held = council.do(council.service(party).run(Inbox(all=True, limit=1000))).items
        assert SECRET not in str([one.body for one in held]), party
    later = more(council, matter, "10:30", "One thing more.")
    expect(page.get_by_role("main")).to_contain_text("One thing more.", timeout=20_000)
    folds = page.locator("main .deed-fold")
    for number in (0, -1):
        folds.nth(number).locator("> summary").click()
    expect(page.locator("main .deed-fold:not([open])")).to_have_count(2)
    colleague = Send(channel="own", kind="note", re=later.ref, body={"text": "Who says so?"})
    council.do(council.service("ru").run(colleague))
    reply = page.get_by_role("article", name=re.compile("reply"))
    reply.get_by_text("Note for yourself").click()
    reply.get_by_label("Note", exact=True).fill("Half a thou")
    more(council, matter, "10:40", "And another.")
    expect(page.get_by_role("main")).to_contain_text("And another.", timeout=20_000)
    expect(reply.get_by_label("Note", exact=True)).to_have_value("Half a thou")
    unfolded = page.get_by_role("article", name=re.compile("message")).first
    expect(unfolded.locator(".deed-fold"), "a colleague noted something on it").to_have_attribute("open", "")
    expect(folds.first, "whoever reads has folded it").not_to_have_attribute("open", "")


def more(council: Council, matter: Matter, clock: str, text: str) -> ActView:
    """Let NATO say something more in the matter, and return when Russia's node has it."""
    return council.say(
        f"2015-11-26T{clock}:00Z", "nato", text, channel="plenary", dossier=matter.question, held_by="ru"
    )


def test_evidence_is_taken_away_and_holds_and_has_no_note(
    council: Council, page: Page, matter: Matter, tmp_path: Path
) -> None:
    """The page says what it opens; it is made, fetched once, verified by the command's code, and gone here."""
    page.goto(council.named_url("ru") + matter.path)
    keep(page, "request for clarification", SECRET)
    page.get_by_role("link", name="Evidence as a file").click()
    expect(page.get_by_role("main")).to_contain_text(f"{matter.answer} (reply)")
    expect(page.get_by_role("main")).to_contain_text("never in it, whoever makes it")
    page.get_by_role("button", name="Prepare the file").click()
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("^Download")).click(timeout=30_000)
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    report = verify_path(path)
    assert report.verified, [step for step in report.items if not step.ok]
    assert SECRET.encode() not in path.read_bytes()
    assert list((council.path / "ru" / "outgoing").iterdir()) == []
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("It was handed over.")


def test_a_hostile_file_is_saved_and_runs_nothing(council: Council, page: Page, matter: Matter, tmp_path: Path) -> None:
    """Its name is letters on the page and harmless on the disk; opened by its address it is a download too."""
    page.goto(f"{council.named_url('ru')}/acts/{matter.answer.lower()}/files/1")
    expect(page.get_by_role("heading", level=1)).to_contain_text("U+202E")
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("^Download")).click()
    assert re.fullmatch(r"[A-Za-z0-9._-]+", download.value.suggested_filename)
    download.value.save_as(tmp_path / "saved")
    assert (tmp_path / "saved").read_text("utf-8") == HOSTILE_FILE


def test_a_matter_prints_as_a_paper(council: Council, page: Page, matter: Matter, tmp_path: Path) -> None:
    """Mark, title and heads head and foot each sheet; folds are open; buttons and own notes are left out."""
    page.goto(council.named_url("ru") + matter.path)
    keep(page, "request for clarification", SECRET)
    page.goto(f"{council.named_url('ru')}{matter.path}?whole=1")
    page.emulate_media(media="print")
    shape = page.evaluate(
        "() => ['.running', 'body > footer'].map(name => getComputedStyle(document.querySelector(name)).display)"
    )
    assert shape == ["table-header-group", "table-footer-group"]
    for shown in (page.locator(".rehearsal"), page.locator(".running-line"), page.get_by_text("Heads: NATO")):
        expect(shown).to_be_visible()
    for note in page.get_by_text(SECRET).all():
        expect(note).to_be_hidden()
    expect(page.get_by_role("navigation")).to_have_count(0)
    expect(page.get_by_role("link", name="Evidence as a file")).to_have_count(0)
    data = page.pdf(format="A4", prefer_css_page_size=True)
    pages = len(re.findall(rb"/Type\s*/Page\b", data))
    assert 1 <= pages <= 6
    if folder := os.environ.get("DETENTE_SCREENSHOTS"):
        Path(folder, "dossier.pdf").write_bytes(data)
