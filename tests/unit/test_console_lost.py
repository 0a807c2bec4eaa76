"""What an officer typed when something went wrong meanwhile: another officer, another session, too many forms."""

import json
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from council_of_two import Two
from entrance_world import JONES, SMITH, Pages, pages_of_both, proof
from msgspec.structs import replace
from test_console_acting import EVIL, MESSAGE, action, hidden, opened, said, write
from test_console_entrance import code

from detente.console.forms import keeping
from detente.home import two_person
from detente.home.acting import handing
from detente.home.host import Host
from detente.limits import SESSION_IDLE_SECONDS_MAX
from detente.node.events import Draft, Written


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pages]:
    """RU's pages, with A. Smith signed in; C. Jones can sign in in the same browser."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with pages_of_both(Two(tmp_path, "plenary").joined()) as found:
        yield found


def test_what_was_typed_stands_on_the_page_that_refuses_it(pages: Pages) -> None:
    """A form from before this browser signed in anew is not taken, and its text is there to be copied, as letters."""
    page = opened(pages, MESSAGE)
    typed = {**hidden(page), "body.text": EVIL, "marking": "Restricted", "channel": "line"}
    pages.sign_in(pages.smith)
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
    pages.sign_in(pages.jones)
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
    pages.sign_in(pages.jones)
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
    pages.sign_in(pages.jones)
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


def test_what_another_window_typed_while_a_form_was_sent_stays_as_a_form_of_its_own(
    pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page of what was sent leads to it; what was signed is what its preview showed."""
    preview = write(pages, MESSAGE, body__text="Radio check.", channel="line")
    form = action(preview).split("/")[2]
    submit = two_person.submit

    async def while_it_is_typed_in(host: Host, draft: Draft) -> Written:
        known = await keeping.find(pages.access, form, SMITH)
        assert known is not None
        newer = replace(known, typed={**known.typed, "body.text": "An hour's work."}, window="b", turn=1)
        await keeping.keep(pages.access, newer, known.number)
        return await submit(host, draft)

    monkeypatch.setattr(two_person, "submit", while_it_is_typed_in)
    sent = pages.get(pages.post(action(preview), hidden(preview)).headers["location"])
    assert "in another window while it was sent" in sent.text
    assert [one.body["text"] for one in said(pages, "message")] == ["Radio check."]
    (apart,) = pages.run(keeping.listed(pages.access, SMITH))  # type: ignore[misc]
    assert f"/act/{apart.id}" in sent.text
    assert "An hour" in pages.get(f"/act/{apart.id}").text


def test_what_another_window_typed_after_a_form_was_sent_is_kept_apart(pages: Pages) -> None:
    """By a button as while typing; older words of the window that sent it, and the same words, are nothing new."""
    page = write(pages, MESSAGE, do="keep", body__text="Radio check.", channel="line")
    typed = {**hidden(page), "body.text": "Radio check.", "channel": "line", "window": "a", "turn": "5"}
    preview = pages.get(pages.post(action(page), {**typed, "do": "preview"}).headers["location"])
    pages.post(action(preview), hidden(preview))
    late = {**typed, "body.text": "Radio ch", "turn": "4"}
    assert pages.post(f"{action(page)}/typing", late).status_code == 409
    assert code(pages.post(action(page), {**typed, "window": "b"})) == "form-sent"
    assert pages.run(keeping.listed(pages.access, SMITH)) == []
    other = {**typed, "body.text": "Something else.", "window": "b"}
    told = json.loads(pages.post(f"{action(page)}/typing", other).text)
    assert f"/act/{told['apart']}" == action(page)
    assert "Something else." in pages.get(f"/act/{told['id']}").text
    by_button = pages.post(action(page), {**other, "body.text": "By a button.", "window": "", "do": "keep"})
    assert "By a button." in pages.get(by_button.headers["location"]).text
    assert len(said(pages, "message")) == 1


def test_a_list_of_forms_opens_no_text(pages: Pages) -> None:
    """However long what is typed is: a form whose words cannot be read stands in the list, and a new one begins."""
    page = write(pages, MESSAGE, do="keep", body__text="Radio check.", channel="line")
    store = pages.still.store
    ((key, _words),) = store.shelf(keeping.WORDS).items()
    store.put_on_shelf(keeping.WORDS, key, b"not what was put there", pages.time + 60)
    assert "Radio check." in pages.get("/forms").text
    assert write(pages, "/act?kind=concern", do="keep", body__text="Another.", channel="plenary").status_code == 200
    assert code(pages.get(action(page))) == "cannot-open"


def test_shelves_take_no_more_than_their_bounds(pages: Pages) -> None:
    """Neither a row for each council that a browser names, nor one for each watch, nor texts of any length."""
    page = opened(pages, MESSAGE)
    for number in range(12):
        named = {**hidden(page), "council": f"c{number}", "language": "fr", "number": str(number)}
        pages.post(f"{action(page)}/typing", {**named, "body.text": "a"})
    pages.post(f"{action(page)}/typing", {**hidden(page), "language": "x" * 5_000, "number": "12", "body.text": "b"})
    assert pages.still.store.shelf(keeping.SPOKEN) == {}
    offer = {"proof": proof(pages.get("/watch/handover")), "to": JONES, "text": "Calm."}
    for number in range(12):
        assert pages.post("/watch/handover/preview", {**offer, "watch": f"w{number}"}).status_code == 303
    assert len(pages.still.store.shelf(handing.SHELF)) == 1
    assert "Calm." in pages.get("/watch/handover?watch=w11").text
    assert "Calm." not in pages.get("/watch/handover?watch=w0").text
    for longer in ({"watch": "w" * 33}, {"to": "x" * 201}, {"text": "x" * 60_001}):
        assert code(pages.post("/watch/handover/preview", {**offer, **longer})) == "body-field-too-long"
