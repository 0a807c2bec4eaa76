"""One window, one form; and nobody answers twice what the own party has answered meanwhile without saying so."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from council_of_two import Two
from entrance_world import Pages, pages_of_smith, two_in
from test_console_acting import MESSAGE, action, code, hidden, said, write
from test_console_composing import typing

from detente.home.calls import Send
from detente.home.service import Service

TWO = '\n[two_person]\nkinds = ["reply"]\n'


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pages]:
    """RU's pages, with A. Smith signed in."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with pages_of_smith(two_in(tmp_path)) as found:
        yield found


def fresh(pages: Pages, path: str = MESSAGE) -> object:
    return pages.get(pages.get(path).headers["location"])


def test_what_a_closing_window_sends_twice_is_one_form(pages: Pages) -> None:
    """The same number comes twice, and an older change after a newer one: the newest words of that window stand."""
    page = fresh(pages)
    for turn, text in (("2", "The area is closed."), ("3", "The area is closed today."), ("1", "The")):
        typing(pages, page, body__text=text, channel="line", window="w", turn=turn)  # type: ignore[arg-type]
    assert [one.typed["body.text"] for one in pages.forms()] == ["The area is closed today."]
    heard = typing(pages, page, body__text="No.", channel="line", window="other", turn="9")  # type: ignore[arg-type]
    assert heard["apart"]
    assert sorted(one.typed["body.text"] for one in pages.forms()) == ["No.", "The area is closed today."]


def test_a_second_answer_is_said_on_purpose(pages: Pages) -> None:
    """Form and preview name the answer that stands, who gave it and when; without a tick nothing is sent."""
    asked = pages.run(Service(pages.still).run(Send(channel="line", kind="message", body={"text": "Why?"}))).act  # type: ignore[attr-defined]
    answer = f"/act?kind=reply&re={asked.ref}"
    first, second = (write(pages, answer, body__text=text) for text in ("Because.", "Because, again."))
    assert "has answered" not in second.text
    pages.post(action(first), hidden(first))
    (reply,) = said(pages, "reply")
    preview = pages.get(action(second).replace("/send", "/preview"))
    assert "RU has answered" in preview.text
    assert reply.ref in preview.text
    assert f"Say this as well, beside {reply.ref}" in preview.text
    back = pages.post(action(second), hidden(second))
    assert back.headers["location"].endswith("/preview")
    assert len(said(pages, "reply")) == 1
    assert "RU has answered" in pages.get(action(second).removesuffix("/send")).text
    pages.post(action(preview), {**hidden(preview), "beside": reply.ref})
    assert len(said(pages, "reply")) == 2
    assert code(pages.get("/act/no-such-form")) == "form-unknown"


def test_an_answer_that_is_held_for_release_is_named_before_another_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever begins an answer meanwhile reads who drafted one, and comes to it by its link."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with pages_of_smith(Two(tmp_path, "plenary", more=TWO).joined()) as found:
        asked = found.run(Service(found.still).run(Send(channel="line", kind="message", body={"text": "Why?"}))).act  # type: ignore[attr-defined]
        first, second = (write(found, f"/act?kind=reply&re={asked.ref}", body__text="Because.") for _ in range(2))
        assert "held for release" not in second.text
        found.post(action(first), hidden(first))
        for page in (action(second).replace("/send", "/preview"), action(second).removesuffix("/send")):
            text = found.get(page).text
            assert "A draft of <bdi>A. Smith</bdi> that answers" in text
            assert 'href="/releases/ru/own/' in text
