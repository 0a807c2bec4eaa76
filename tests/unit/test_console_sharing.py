"""Sharing from pages: how far something may go stands wherever it is shown, and forms ask for what the desk asks."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from console_page import hidden
from council_of_two import Two
from entrance_world import Pages, pages_of
from test_console_acting import action, said, write
from tests.authenticator import Authenticator

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
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pages]:
    """RU's pages, with A. Smith signed in, in a council that shares on a topic."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with pages_of(Two(tmp_path, "plenary", more=TOPICS).joined()) as found:
        passkey = Authenticator()
        found.enrol(passkey)
        found.sign_in(passkey)
        yield found


def words_of(page: str) -> str:
    """Return what a person reads on a page, in one line."""
    return " ".join(unescape(re.sub("<[^>]*>", "", page.partition("<main")[2])).split())


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
