"""Lists of a desk lead to what can be begun there, and go out as files like any other list."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from console_page import words
from console_world import World, duty
from council_of_two import NOW, Two
from entrance_world import Pages, pages_of_smith

from detente.clock import DAY, rfc3339
from detente.home.calls import Send
from detente.home.service import Service


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pages]:
    """RU's pages, with A. Smith signed in; RU has convened a meeting and asked NATO something."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with pages_of_smith(Two(tmp_path, "plenary").joined()) as found:
        body = {"title": "=On the incident", "level": "ambassadors", "begins_at": rfc3339(NOW + DAY), "items": ["It"]}
        found.run(Service(found.still).run(Send(channel="plenary", kind="meeting-convene", body=body)))
        asked = {"cause": "Columns move by night."}
        found.run(Service(found.still).run(Send("plenary", asked, "explanation-request", to=("nato",))))
        yield found


@pytest.mark.parametrize(
    ("path", "kind", "told"),
    [
        ("/sharing", "share-request", "Ask for information"),
        ("/sharing", "share-item", "Share something unasked"),
        ("/lists", "lists-open", "Open an exchange"),
        ("/meetings", "meeting-convene", "Invite to a meeting"),
    ],
)
def test_a_list_leads_to_what_can_be_begun_there(pages: Pages, path: str, kind: str, told: str) -> None:
    """For who is signed in and may; a stranger to the pages sees no button that leads to a sign-in."""
    assert f'href="/act?kind={kind}">{told}</a>' in pages.get(path).text
    pages.cookies = {}
    stranger = pages.get(path)
    assert stranger.status_code == 200
    assert f"kind={kind}" not in stranger.text


def test_duties_are_filtered_and_go_out_as_files(pages: Pages) -> None:
    page = pages.get("/duties").text
    assert 'href="/duties/duties.csv" download' in page
    assert "explain" in page
    none = pages.get("/duties?party=ru").text
    assert "Nothing here is what the filter asks for." in none
    assert "explain" in words(pages.get("/duties?party=nato&status=due").text)
    rows = list(csv.DictReader(io.StringIO(pages.get("/duties/duties.csv?party=nato").text)))
    assert {(one["who"], one["to"]) for one in rows} == {("nato", "ru")}
    assert {one["what"] for one in rows} == {"explain", "answer an invitation to a meeting"}
    assert list(csv.DictReader(io.StringIO(pages.get("/duties/duties.csv?status=met").text))) == []
    found = pages.get("/duties/duties.json")
    assert found.headers["content-disposition"].endswith('.json"')
    assert "explain" in [one["what"] for one in found.json()["items"]]
    assert found.json()["next"] is None
    for name in ("duties.xml", "acts.csv"):
        assert pages.get(f"/duties/{name}").status_code == 404


@pytest.mark.parametrize(
    ("stands", "told"),
    [(False, "neither agreement nor charter sets a time"), (True, "the clock stands")],
)
def test_a_duty_without_a_time_says_which_of_two_reasons_it_is(*, stands: bool, told: str) -> None:
    world = World(duties=[duty(due_at=None, state="due", steps=("it is received",), stands=stands)])
    shown = words(world.get("/duties").text)
    assert f'<span class="none">{told}</span>' in shown


def test_the_calendar_goes_out_as_files_of_what_the_filter_asks_for(pages: Pages) -> None:
    assert 'href="/calendar/calendar.csv?sort=meeting" download' in pages.get("/calendar?sort=meeting").text
    rows = list(csv.DictReader(io.StringIO(pages.get("/calendar/calendar.csv?sort=meeting").text)))
    assert [(one["sort"], one["title"]) for one in rows] == [("meeting", "'=On the incident")]
    assert pages.get("/calendar/calendar.json?sort=inspection").json()["items"] == []
    assert pages.get("/calendar/calendar.xml").status_code == 404
