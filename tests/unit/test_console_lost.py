"""What an officer typed when something went wrong meanwhile: another officer, another session, too many forms."""

import json
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from council_of_two import Two
from entrance_world import JONES, SMITH, Pages, pages_of, proof
from test_console_acting import EVIL, MESSAGE, action, hidden, opened, write
from test_console_entrance import code
from tests.authenticator import Authenticator

from detente.console.forms import keeping
from detente.limits import SESSION_IDLE_SECONDS_MAX


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pages]:
    """RU's pages, with A. Smith signed in; C. Jones can sign in in the same browser."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with pages_of(Two(tmp_path, "plenary").joined()) as found:
        found.smith, found.jones = Authenticator(), Authenticator()  # type: ignore[attr-defined]
        found.enrol(found.smith)  # type: ignore[attr-defined]
        found.enrol(found.jones, JONES)  # type: ignore[attr-defined]
        found.sign_in(found.smith)  # type: ignore[attr-defined]
        yield found


def test_what_was_typed_stands_on_the_page_that_refuses_it(pages: Pages) -> None:
    """A form from before this browser signed in anew is not taken, and its text is there to be copied, as letters."""
    page = opened(pages, MESSAGE)
    typed = {**hidden(page), "body.text": EVIL, "marking": "Restricted", "channel": "line"}
    pages.sign_in(pages.smith)  # type: ignore[attr-defined]
    for answer in (
        pages.post(action(page), typed),
        pages.upload(f"{action(page)}/files", typed, [("a.txt", b"x")]),
    ):
        assert (answer.status_code, code(answer)) == (403, "form-foreign")
        assert unescape(answer.text).count(EVIL) == 1
        assert "<script>alert" not in answer.text
        assert "Restricted" in answer.text
    assert pages.run(keeping.listed(pages.access, SMITH)) == []
    note = pages.post("/notes", {"proof": "0" * 64, "about": "RU/LINE/2", "text": "Ask the navy."})
    assert "Ask the navy." in note.text
    assert "What you typed" not in pages.post("/sign-out", {"proof": "0" * 64}).text


def test_nobody_goes_on_with_a_form_that_another_officer_began_in_this_browser(pages: Pages) -> None:
    """Neither by its button nor while typing, also where it was not kept yet: nobody says what they typed."""
    page = opened(pages, MESSAGE)
    pages.sign_in(pages.jones)  # type: ignore[attr-defined]
    typed = {**hidden(page), "proof": proof(pages.get("/sessions")), "body.text": "By Smith.", "channel": "line"}
    answer = pages.post(action(page), typed)
    assert (answer.status_code, code(answer)) == (409, "form-other-officer")
    assert "By Smith." in answer.text
    told = pages.post(f"{action(page)}/typing", typed)
    assert told.status_code == 409
    assert SMITH in json.loads(told.text)["lost"]
    for officer in (SMITH, JONES):
        assert pages.run(keeping.listed(pages.access, officer)) == []


def test_who_types_hears_why_a_form_of_somebody_else_is_not_kept(pages: Pages) -> None:
    """In words, beside the form; the browser does not try again and again."""
    page = write(pages, MESSAGE, do="keep", body__text="Mine.", channel="line")
    pages.sign_in(pages.jones)  # type: ignore[attr-defined]
    typed = {**hidden(page), "proof": proof(pages.get("/sessions")), "as": JONES, "body.text": "His."}
    told = pages.post(f"{action(page)}/typing", typed)
    assert told.status_code == 409
    assert "Not kept" in json.loads(told.text)["lost"]


def test_one_officer_s_forms_keep_nobody_else_from_writing(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "FORMS_OF_OFFICER_MAX", 2)
    for text in ("One.", "Two."):
        write(pages, MESSAGE, do="keep", body__text=text, channel="line")
    page = opened(pages, MESSAGE)
    answer = pages.post(action(page), {**hidden(page), "body.text": "Three.", "do": "keep"})
    assert code(answer) == "forms-full"
    assert "Three." in answer.text
    pages.sign_in(pages.jones)  # type: ignore[attr-defined]
    assert "His." in write(pages, MESSAGE, do="keep", body__text="His.", channel="line").text


def test_clearance_asked_after_a_session_ended_leads_to_signing_in_and_back(pages: Pages) -> None:
    preview = write(pages, MESSAGE, body__text="Radio check.", channel="line")
    place = action(preview).removesuffix("/send")
    pages.time += SESSION_IDLE_SECONDS_MAX + 1
    answer = pages.post(f"{place}/clear", {"proof": proof(preview), "officer": JONES, "question": "Is it right?"})
    assert code(answer) == "signed-out"
    assert "Is it right?" in answer.text
    answer = pages.post(f"{place}/clear", {"proof": proof(preview), "officer": JONES})
    assert answer.headers["location"].startswith("/sign-in?next=%2Fact%2F")
    assert pages.own("clearance-request") == []
