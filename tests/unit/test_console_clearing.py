"""The colleague whose word is asked: finds it on the board and in the head of each page, and sees the text whole."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from entrance_world import Pages, pages_of_both, two_in
from test_console_acting import MESSAGE, action, hidden, write
from test_console_composing import ask_jones

TEXT = "The area is closed from 20 April, and nobody has been told."


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pages]:
    """RU's pages, with A. Smith signed in."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with pages_of_both(two_in(tmp_path)) as found:
        yield found


def test_who_is_asked_finds_it_first_and_sees_the_text_whole(pages: Pages) -> None:
    """The board, the head of each page and *Forms* have it for who is asked alone, until the word is said."""
    ask_jones(pages, write(pages, MESSAGE, body__text=TEXT, channel="line", to="nato"))
    assert "to be cleared by you" not in pages.get("/").text
    (asked,) = pages.own("clearance-request")
    pages.sign_in(pages.jones)
    board = pages.get("/").text
    assert "1 to be cleared by you" in board
    assert f"kind=clearance&amp;re={asked.ref.replace('/', '%2F')}" in board
    assert 'class="count">1<' in pages.get("/acts").text
    forms = pages.get("/forms").text
    assert forms.index("Clearance that is asked of you") < forms.index("Forms that you began")
    form = pages.get(f"/act?kind=clearance&re={asked.ref}")
    form = pages.get(form.headers["location"])
    whole, _, below = form.text.partition("<form method")
    assert TEXT in form.text.partition('class="fill"')[0]
    assert str(asked.body["digest"]) in form.text
    assert whole
    assert below
    word = write(pages, f"/act?kind=clearance&re={asked.ref}", **{"body.given": "given"})
    assert TEXT in word.text
    pages.post(action(word), hidden(word))
    assert "to be cleared by you" not in pages.get("/").text


def test_what_stands_in_own_says_that_it_was_not_sent(pages: Pages) -> None:
    """The page of a request shows the act as it would be signed, and frightens nobody with an address to all."""
    ask_jones(pages, write(pages, MESSAGE, body__text=TEXT, channel="line", to="nato"))
    (asked,) = pages.own("clearance-request")
    page = pages.get("/acts/" + asked.ref.lower()).text
    assert "ALL MEMBERS" not in page
    assert "KEPT IN OWN, NOT SENT" in page
    assert "What is to be cleared, whole, as it would be signed" in page
    assert "The act, whole" not in page
