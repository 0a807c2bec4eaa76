"""A page that says what went wrong stands in the frame: clock, counterparts and what rings stay in sight."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from console_page import Structure, hidden
from console_world import ID, NOW, World, council
from council_of_two import Two
from entrance_world import SMITH, Pages, pages_of_both
from test_console_acting import MESSAGE, action, write
from test_console_entrance import code

from detente.errors import Fault
from detente.home.acting import saying
from detente.home.replies.watch import RingView
from detente.languages import AVAILABLE


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pages]:
    """RU's pages, with A. Smith signed in."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with pages_of_both(Two(tmp_path, "plenary").joined()) as found:
        yield found


def in_frame(text: str) -> bool:
    """Say if clock, counterparts and the scripts that hear and ring are there, in a page that is whole."""
    Structure(text)
    return all(part in text for part in ('id="strip"', "data-now=", 'src="/heard.js"', 'src="/ring.js"'))


def test_what_cannot_be_shown_and_what_was_not_done_stand_in_the_frame(pages: Pages) -> None:
    """With who is signed in, in every language; the choice of a language leads to no address that only takes forms."""
    for language in AVAILABLE:
        for path, status in (("/acts/nato/line/99", 404), ("/nowhere", 404), ("/?council=other-0", 404)):
            answer = pages.get(path, accept_language=language)
            assert answer.status_code == status
            assert in_frame(answer.text), (language, path)
            assert SMITH in answer.text
    answer = pages.post("/notes", {"proof": "0" * 64, "about": "RU/LINE/2", "text": "Ask the navy."})
    assert (answer.status_code, code(answer)) == (403, "form-foreign")
    assert in_frame(answer.text)
    assert "Ask the navy." in answer.text
    assert '<input type="hidden" name="next" value="/">' in answer.text


def test_what_fails_at_sending_leads_back_to_the_form(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    preview = write(pages, MESSAGE, body__text="Radio check.", channel="line")

    async def fail(*_given: object, **_more: object) -> None:
        raise Fault("disk-room", expected="room", got="none")

    with monkeypatch.context() as now:
        now.setattr(saying, "say", fail)
        answer = pages.post(action(preview), hidden(preview))
    assert code(answer) == "disk-room"
    place = action(preview).removesuffix("/send")
    assert f'<a href="{place}">Back to the form</a>' in answer.text
    assert f'<input type="hidden" name="next" value="{place}">' in answer.text
    assert in_frame(answer.text)
    assert "Radio check." in pages.get(place).text
    assert "Back to the form" not in pages.get(f"/act/{'x' * 43}/preview").text


def test_a_script_s_answer_needs_no_frame(pages: Pages) -> None:
    """What a page asks for by itself is looked at by nobody."""
    for headers in ({"hx_request": "true"}, {"sec_fetch_dest": "empty"}):
        answer = pages.get("/acts/nato/line/99", **headers)
        assert code(answer) == "reference-unknown"
        assert 'id="strip"' not in answer.text


def test_a_flash_act_rings_on_the_page_of_a_refusal() -> None:
    """Also where nobody is signed in; what is missing in a frame takes nothing from what went wrong."""
    world = World(ringing=(RingView("RU/LINE/2", "ru", "call", NOW),))
    answer = world.get("/acts/ru/line/99")
    assert answer.status_code == 404
    assert in_frame(answer.text)
    assert "flash act of RU" in answer.text
    assert in_frame(World(councils=(council(), council(council="two-1"))).get(f"/acts/ru/line/99?council={ID}").text)


def test_the_bare_page_stands_in_where_no_frame_can_be_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """With its mark where that is known."""
    world = World()

    async def broken(*_given: object) -> None:
        raise Fault("store-failed", expected="a frame", got="none")

    monkeypatch.setattr("detente.console.view.Console.frame", broken)
    answer = world.get("/acts")
    assert (answer.status_code, code(answer)) == (503, "store-failed")
    assert 'id="strip"' not in answer.text
    assert 'class="rehearsal"' in answer.text
    Structure(answer.text)
