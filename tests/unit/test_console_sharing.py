"""Sharing from pages: how far something may go stands wherever it is shown, and forms ask for what the desk asks."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from console_page import hidden
from council_of_two import Two, ask
from entrance_world import Pages, pages_of_smith
from test_console_acting import action, opened, said, write

from detente.errors import Refused
from detente.home.calls import PackBag, Send, UnpackBag
from detente.home.service import Service

TOPICS = """
[topics.rescue]
title = "Rescue at sea"
graded = true
"""
GIVEN = {
    "body.topic": "rescue", "body.content": "Two boats.", "body.tlp": "AMBER", "body.only": "nato",
    "body.originator_control": "yes", "body.source_grade": "B", "body.information_grade": "2",
    "channel": "plenary", "to": "nato",
}  # fmt: skip
HANDLING = "TLP:AMBER, for NATO only, originator control"


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Two:
    """A council that shares on a topic."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return Two(tmp_path, "plenary", more=TOPICS).joined()


@pytest.fixture
def pages(two: Two) -> Iterator[Pages]:
    """RU's pages, with A. Smith signed in."""
    with pages_of_smith(two) as found:
        yield found


def words_of(page: str) -> str:
    """Return what a person reads on a page, in one line."""
    return " ".join(unescape(re.sub("<[^>]*>", "", page.partition("<main")[2])).split())


def wrong_in(page: str) -> dict[str, str]:
    """Return what a form says is wrong, by name of control."""
    found = re.findall(r'<p class="error" [^>]*data-of="([^"]+)">(.*?)</p>', page)
    return {name: unescape(re.sub("<[^>]*>", "", text)).removeprefix("Error: ") for name, text in found}


def test_a_label_is_the_marking_and_stands_at_the_head_of_preview_act_and_matter(pages: Pages) -> None:
    """As it does by the command; what an officer types besides goes along with it."""
    preview = write(pages, "/act?kind=share-item", **GIVEN, marking="OFFICIAL")
    assert f"{HANDLING}, OFFICIAL" in words_of(preview.text)
    pages.post(action(preview), hidden(preview))
    (item,) = said(pages, "share-item")
    assert (item.marking, item.handling) == ("TLP:AMBER; OFFICIAL", (*HANDLING.split(", "), "OFFICIAL"))
    act = words_of(pages.get(f"/acts/{item.ref.lower()}").text)
    assert act.count(f"{HANDLING}, OFFICIAL") == 2, "above its title and in its formal head"
    correction = write(pages, f"/act?kind=share-correction&re={item.ref}", **{
        "body.content": "Three boats.", "body.source_grade": "B", "body.information_grade": "2"
    })  # fmt: skip
    assert HANDLING in words_of(correction.text), "what corrects goes as far as what it corrects"
    for place in (f"/dossiers/{item.ref.lower()}", "/acts"):
        assert HANDLING in words_of(pages.get(place).text), place


def asked(two: Two, pages: Pages) -> str:
    """Return NATO's request to RU, once RU holds it."""
    body = {"topic": "rescue", "text": "What was seen?", "reason": "A search."}
    request = ask(two.nato, Send("plenary", body, "share-request", to=("ru",))).act.ref
    bag = str(two.path / "request.bag")
    ask(two.nato, PackBag("ru", bag))
    pages.run(Service(pages.still).run(UnpackBag(bag)))
    return str(request)


def test_an_answer_begins_with_what_is_given_and_is_refused_without_it(two: Two, pages: Pages) -> None:
    """Graded where the topic asks for it; the remark comes last, and each label says what it means between states."""
    request = asked(two, pages)
    begin = f"/act?kind=share-answer&re={request}"
    page = opened(pages, begin).text
    names = re.findall(r'<(?:textarea|select)[^>]* name="(body\.[a-z_]+)"', page)
    assert names[:5] == [f"body.{one}" for one in ("extent", "content", "tlp", "source_grade", "information_grade")]
    assert names[-1] == "body.text"
    assert re.search(r'<textarea id="f-body-content"[^>]*autofocus', page)
    assert "AMBER+STRICT: the delegation or authority of each party that reads it" in page
    typed = {"body.extent": "answered", "body.tlp": "AMBER", "body.text": "Two boats."}
    refused = write(pages, begin, **typed)
    assert wrong_in(refused.text) == {"body.content": "Fill in “What is given”."}
    typed |= {"body.content": "Two boats.", "body.only": "nato\nru"}
    assert wrong_in(write(pages, begin, **typed).text) == {
        "body.source_grade": "Choose under “Reliability of the source”."
    }
    assert "body.information_grade" in wrong_in(write(pages, begin, **typed, **{"body.source_grade": "B"}).text)
    graded = {"body.source_grade": "B", "body.information_grade": "2"}
    preview = write(pages, begin, **typed, **graded)
    assert "This is what will be signed" in preview.text, "who names itself among the readers is a reader"
    assert "TLP:AMBER, for NATO, RU only" in words_of(preview.text)
    with pytest.raises(Refused) as caught:
        pages.run(
            Service(pages.still).run(
                Send("plenary", {"extent": "answered", "tlp": "AMBER"}, "share-answer", re=request)
            )
        )
    assert caught.value.code == "answer-empty"


def test_consent_to_passing_on_begins_with_those_of_whom_it_is_asked(two: Two, pages: Pages) -> None:
    preview = write(pages, "/act?kind=share-item", **GIVEN)
    pages.post(action(preview), hidden(preview))
    (item,) = said(pages, "share-item")
    bag = str(two.path / "item.bag")
    pages.run(Service(pages.still).run(PackBag("nato", bag)))
    ask(two.nato, UnpackBag(bag))
    body = {"parties": ["Harbour police"], "reason": "They search."}
    question = ask(two.nato, Send("plenary", body, "onward-request", re=item.ref)).act.ref
    back = str(two.path / "question.bag")
    ask(two.nato, PackBag("ru", back))
    pages.run(Service(pages.still).run(UnpackBag(back)))
    begin = f"/act?kind=onward-consent&re={question}"
    assert re.search(
        r'<textarea id="f-body-parties-others"[^>]*>\s*Harbour police</textarea>', opened(pages, begin).text
    )
    typed = {"body.parties": "Harbour police", "body.text": "Without the names.", "body.until_at": "2016-04-22T12:00"}
    preview = write(pages, begin, **typed)
    pages.post(action(preview), hidden(preview))
    (consent,) = said(pages, "onward-consent")
    assert consent.body["parties"] == ["Harbour police"]
    story = words_of(pages.get(f"/dossiers/{item.ref.lower()}").text)
    assert "Without the names." in story
    assert "Harbour police until 2016-04-22T" not in story, "a time within a sentence is shown as everywhere"
