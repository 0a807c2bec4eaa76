"""Paper at the console: printed from the page of an act or a form, taken in from pictures in several goes, in words."""

import asyncio
import base64
import io
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pypdf
import pypdfium2
import pytest
from council_of_two import Two, ask
from entrance_world import Pages, pages_of_smith, proof
from test_console_acting import MESSAGE, action, hidden, opened
from test_console_entrance import code

from detente.home.calls import Inbox, PrintAct, PrintForm, Send
from detente.home.papers.codes import joined, texts_of
from detente.home.papers.drafts import parse_draft
from detente.home.papers.seeing import seen
from detente.home.replies import PrintedView
from detente.home.service import Service
from detente.limits import FORM_BYTES_MAX, PAPER_PICTURE_BYTES_MAX


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Two:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return Two(tmp_path, "plenary").joined()


@pytest.fixture
def printed(two: Two) -> PrintedView:
    """An act of NATO's on paper, for RU."""
    ref = ask(two.nato, Send(channel="line", body={"text": "Carried on paper."}, to=("ru",))).act.ref
    return ask(two.nato, PrintAct(ref))


@pytest.fixture
def pages(two: Two, printed: PrintedView) -> Iterator[Pages]:
    """RU's pages, with A. Smith signed in."""
    with pages_of_smith(two) as found:
        yield found


def pictures_of(made: PrintedView) -> list[bytes]:
    """Return a picture of each sheet."""
    found = []
    with pypdfium2.PdfDocument(base64.b64decode(made.file)) as paper:
        for number in range(len(paper)):
            out = io.BytesIO()
            paper[number].render(scale=150 / 72).to_pil().save(out, "PNG")
            found.append(out.getvalue())
    return found


def give(pages: Pages, *files: tuple[str, bytes], typed: str = "") -> str:
    """Give files at the page, and return its words as it then stands."""
    page = pages.get("/paper")
    answer = pages.upload("/paper/read", {"proof": proof(page), "typed": typed}, list(files) or [("", b"")])
    assert answer.headers["location"] == "/paper#read", answer.text[:600]
    return words(pages.get("/paper"))


def words(page: httpx.Response) -> str:
    main = page.text.partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def texts_in(pages: Pages) -> list[str]:
    listing = asyncio.run(Service(pages.still).run(Inbox(all=True)))
    return [one.body.get("text", "") for one in listing.items]  # type: ignore[attr-defined]


def test_pages_come_in_any_order_in_several_goes(pages: Pages, printed: PrintedView) -> None:
    """What is missing is named; with the last page the act is here, said to be new, and its receipt can be printed."""
    sheets = pictures_of(printed)
    first = give(pages, ("page-2.png", sheets[1]), ("again.png", sheets[1]))
    assert f"of {printed.codes} parts are here." in first
    assert "Missing: 1, 2" in first
    assert "Carried on paper." not in texts_in(pages)
    last = give(pages, ("page-1.png", sheets[0]), *((f"{n}.png", one) for n, one in enumerate(sheets[2:])))
    assert "It was whole, and is taken in. Printed by NATO" in last
    assert f"{printed.ref} message new : verified, and held here from now on" in last
    assert "Carried on paper." in texts_in(pages)
    receipt = pages.get(f"/acts/{printed.ref.lower()}/paper.pdf?reader=nato")
    assert receipt.headers["content-type"] == "application/pdf"
    assert f"Receipt on {printed.ref}" in pypdf.PdfReader(io.BytesIO(receipt.content)).pages[0].extract_text()


def test_a_paper_whose_acts_are_here_says_so(pages: Pages, printed: PrintedView) -> None:
    """Forgotten and given again, as the printed file itself: nothing changes, and it is no error."""
    paper = ("act.pdf", base64.b64decode(printed.file))
    give(pages, paper)
    name = re.search(r"Paper ([A-Z2-7]{12})", words(pages.get("/paper")))
    assert name is not None
    pages.post("/paper/forget", {"proof": proof(pages.get("/paper")), "name": name[1]})
    assert name[1] not in words(pages.get("/paper")).partition("Give pages")[0].partition("found just now")[0]
    again = give(pages, paper)
    assert "all of it was held here already" in again
    assert f"{printed.ref} message held already" in again
    assert "Nothing of it was taken in" not in again


def test_a_scanner_s_words_are_taken_as_well(pages: Pages, printed: PrintedView) -> None:
    texts = seen(base64.b64decode(printed.file)).texts
    assert "is taken in" in give(pages, typed="\r\n".join([*texts[::-1], "https://example.org/x"]))
    assert "1 code that is none of ours" in words(pages.get("/paper"))


def test_what_is_no_page_of_ours_is_said_and_changes_nothing(pages: Pages, printed: PrintedView) -> None:
    """Foreign codes, no picture, too many bytes, parts of two papers, a part that was altered."""
    texts = seen(base64.b64decode(printed.file)).texts
    other = texts_of(bytes(2_000))
    altered = texts[0][:-1] + ("A" if texts[0][-1] != "A" else "B")
    said = give(
        pages,
        ("none.jpg", b"no picture"),
        ("large.png", bytes(PAPER_PICTURE_BYTES_MAX + 1)),
        ("mixed.txt", "\n".join([texts[0], other[0], altered]).encode()),
        typed="https://example.org/",
    )
    assert "none.jpg : it could not be looked at" in said
    assert f"large.png : it could not be looked at: more than {PAPER_PICTURE_BYTES_MAX:,} bytes" in said
    assert "here already with another text" in said
    assert "What was typed : 1 code that is none of ours" in said
    assert f"1 of {printed.codes} parts are here." in said
    assert "1 of 3 parts are here." in said
    assert "Carried on paper." not in texts_in(pages)


def test_what_does_not_join_is_said_with_the_number_to_ask_from(pages: Pages, two: Two, printed: PrintedView) -> None:
    """The paper of the act alone is refused in words; the one from that number on, as its page prints it, is taken."""
    alone = ask(two.nato, PrintAct(printed.ref, start=int(printed.ref.rpartition("/")[2])))
    said = give(pages, ("alone.pdf", base64.b64decode(alone.file)))
    assert "refused : it rests on NATO/LINE/0 to NATO/LINE/1, which is not here" in said
    assert f"detente paper act {printed.ref} --from 0" in said
    assert "Carried on paper." not in texts_in(pages)
    first = asyncio.run(Service(pages.still).run(Send(channel="line", body={"text": "Ours."}))).act.ref
    path = f"/acts/{first.lower()}/paper.pdf?reader=nato&sealed="
    counts = [len(seen(pages.get(f"{path}&start={start}").content).texts) for start in ("0", first.rpartition("/")[2])]
    assert counts[0] > counts[1]
    refused = pages.get(f"{path}&start=seven")
    assert (refused.status_code, "start-malformed" in refused.text) == (409, True), "not passed over in silence"


def test_an_altered_part_makes_no_other_paper(pages: Pages, printed: PrintedView) -> None:
    texts = list(seen(base64.b64decode(printed.file)).texts)
    texts[0] = texts[0][:-1] + ("A" if texts[0][-1] != "A" else "B")
    said = give(pages, typed="\n".join(texts))
    assert "Nothing of it was taken in" in said
    assert "paper-damaged" in said
    assert "Carried on paper." not in texts_in(pages)


def test_a_form_goes_to_another_officer_on_paper_and_is_not_signed(pages: Pages, two: Two) -> None:
    """Printed from its page as it is kept, opened from its codes as a form of one's own; another party's is refused."""
    page = opened(pages, MESSAGE)
    blank = pages.get(f"{action(page)}/paper.pdf?kind=message")
    assert seen(blank.content).texts == ()
    pages.post(action(page), {**hidden(page), "body.text": "Слышите?", "channel": "line", "to": "nato", "do": "keep"})
    paper = pages.get(f"{action(page)}/paper.pdf").content
    assert parse_draft(joined(seen(paper).texts)).typed["body.text"] == "Слышите?"
    before = len(texts_in(pages))
    said = give(pages, ("form.pdf", paper))
    assert "opened as a form: message" in said
    assert "Nothing of it is signed." in said
    assert len(texts_in(pages)) == before
    link = re.search(r'opened as a form: <a href="(/act/[A-Za-z0-9_-]{43})"', pages.get("/paper").text)
    assert link is not None
    assert "Слышите?" in pages.get(link[1]).text
    theirs = ask(two.nato, PrintForm("message", typed={"body.text": "Theirs."}))
    assert "draft-foreign" in give(pages, ("theirs.pdf", base64.b64decode(theirs.file)))


def test_pages_are_taken_from_who_is_signed_in_and_from_our_form_only(pages: Pages, printed: PrintedView) -> None:
    paper = ("act.pdf", base64.b64decode(printed.file))
    assert code(pages.upload("/paper/read", {"proof": "0" * 64}, [paper])) == "form-foreign"
    assert pages.post("/paper/read", {"proof": "x" * FORM_BYTES_MAX}).status_code == 413
    page = pages.get("/paper")
    # As a browser sends it: what a scanner typed comes behind the pictures.
    parts = [("proof", (None, proof(page))), ("file", paper), ("typed", (None, "DETENTE1:TYPED"))]
    made = httpx.Request("POST", pages.base, files=parts)
    pages.time += 100_000
    late = pages.ask("POST", "/paper/read", made.read(), content_type=made.headers["content-type"], origin=pages.base)
    assert code(late) == "signed-out"
    assert "DETENTE1:TYPED" in late.text, "what was typed is not lost"
    pages.post("/sign-out", {"proof": proof(page)})
    assert "Sign in" in words(pages.get("/paper"))
    assert "Carried on paper." not in texts_in(pages)


def test_an_act_s_page_offers_its_paper_and_ours_alone_does_not(pages: Pages, two: Two) -> None:
    note = asyncio.run(Service(pages.still).run(Send(channel="own", kind="note", body={"text": "x"}))).act.ref
    said = asyncio.run(Service(pages.still).run(Send(channel="line", body={"text": "y"}))).act.ref
    assert "Print with codes (PDF)" in pages.get(f"/acts/{said.lower()}").text
    assert "Print with codes (PDF)" not in pages.get(f"/acts/{note.lower()}").text
    assert code(pages.get(f"/acts/{note.lower()}/paper.pdf")) == "bag-own"
