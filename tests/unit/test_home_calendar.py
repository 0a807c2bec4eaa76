"""The calendar of a council, as commands give it out: meetings and deadlines, the earliest first, and as one file."""

import asyncio
import base64
import json
from pathlib import Path
from typing import Any

import icalendar
import pytest
from council_of_two import ask, at_rest
from tests.unit.test_cli import Shell
from tests.unit.test_meeting_commands import BEGINS, NOW, Table

from detente.clock import DAY, HOUR, ScenarioClock, parse_rfc3339, rfc3339
from detente.council.papers.appointment import Appointment, Standing
from detente.council.titles import titled
from detente.home import ahead, once_read
from detente.home.calendar import nearest
from detente.home.calls import CheckCalendar, ExportCalendar, Send
from detente.home.service import Service


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Table:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr("detente.cli.options._clock_of", lambda _folder: ScenarioClock(NOW))
    for name in ("DETENTE_DIR", "DETENTE_OFFICER", "DETENTE_PASSPHRASE_FILE"):
        monkeypatch.delenv(name, raising=False)
    return Table(tmp_path)


@pytest.fixture
def detente(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(monkeypatch, capsys)


def done(detente: Shell, *words: str) -> str:
    code, out, err = detente(*words)
    assert code == 0, err
    return out


def data(detente: Shell, *words: str) -> Any:
    return json.loads(done(detente, *words, "--json"))


def events(file: bytes) -> list[icalendar.cal.Component]:
    return icalendar.Calendar.from_ical(file).walk("VEVENT")


def test_meetings_and_deadlines_stand_on_one_line(table: Table, detente: Shell, tmp_path: Path) -> None:
    """A meeting that was convened, and the answer that it asks for once it was received; both in the file."""
    by = rfc3339(parse_rfc3339(BEGINS) - 24 * HOUR)
    meeting = table("nato", "convene", "April", "--level", "ambassadors", "--begins", BEGINS, "--answer-by", by)
    table.bring("ru")
    found = data(detente, "calendar", "export", "--dir", str(tmp_path / "RU"))
    assert {"as_of", "heads", "items", "next"} <= found.keys()
    entries = [(one["sort"], one["begins_at"], one["party"], one["ref"]) for one in found["items"]]
    assert ("meeting", rfc3339(parse_rfc3339(BEGINS)), "nato", meeting) in entries
    assert [one for one in entries if one[0] == "deadline"] == [("deadline", by, "ru", meeting)]
    assert entries == sorted(entries, key=lambda one: one[1])
    file = tmp_path / "all.ics"
    assert f"{len(entries)} entries" in done(
        detente, "calendar", "export", "-o", str(file), "--dir", str(tmp_path / "RU")
    )
    assert len(events(file.read_bytes())) == len(entries)
    assert base64.b64decode(found["file"]) == file.read_bytes()


def test_a_meeting_is_the_same_event_alone_and_in_the_calendar(table: Table, tmp_path: Path) -> None:
    """A calendar that has the meeting already moves it, and does not show it twice."""
    meeting = table.convene("April", "Afghanistan")
    alone = events(base64.b64decode(table.export("nato", meeting, format="ics").file))
    whole = events(base64.b64decode(ask(table.two.nato, ExportCalendar(sort="meeting")).file))
    assert [one["UID"] for one in alone] == [one["UID"] for one in whole]


@pytest.mark.parametrize(("most", "kept"), [(1, [0]), (2, [0, 1]), (3, [-1, 0, 1]), (9, [-9, -1, 0, 1])])
def test_a_full_calendar_has_what_comes_next(monkeypatch: pytest.MonkeyPatch, most: int, kept: list[int]) -> None:
    """What somebody enters for a far year pushes nothing out that is near, and what has long been goes first."""
    entries = [
        Appointment(
            "bay", True, str(day), titled("x"), Standing.CONFIRMED, 0, NOW, NOW + day * DAY, None, "", "no", "Norway"
        )
        for day in (-9, -1, 0, 1)
    ]
    monkeypatch.setattr("detente.home.calendar.CALENDAR_ENTRIES_MAX", most)
    assert [int(one.reference) for one in nearest(entries, NOW)] == kept


def test_a_matter_is_read_once_and_again_when_an_act_came_to_it(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not read yet is counted, and missing until then."""
    monkeypatch.setattr(once_read, "MATTERS_AT_A_TIME", 1)
    first, second = table.convene("April", "Risks"), table.convene("May", "Risks")
    with at_rest(table.two.nato) as still:
        council = next(iter(still.core.context.directory.councils))
        asyncio.run(still.fold())
        read = ahead.Ahead.of(still.core, council)

        def entered() -> list[str]:
            return [one.reference.partition(" ")[0] for matter in read.all() for one in matter.appointments]

        assert (read.look(still.core, council), entered()) == (2, [])
        assert (read.read_some(still.core), entered()) == (1, [second])
        assert (read.read_some(still.core), entered()) == (0, [second, first])
        assert read.look(still.core, council) == 0
        call = Send(channel="plenary", kind="item-table", body={"title": "Late"}, dossier=first)
        asyncio.run(Service(still).run(call))
        asyncio.run(still.fold())
        assert read.look(still.core, council) == 1


def test_one_sort_alone_and_as_a_list(table: Table, detente: Shell, tmp_path: Path) -> None:
    table.convene("April", "Afghanistan")
    where = ("--dir", str(tmp_path / "NATO"))
    assert data(detente, "calendar", "export", "--only", "deadline", *where)["items"] == []
    assert "April" in done(detente, "calendar", "export", *where)


def test_a_council_without_notified_activities_has_nothing_to_weigh(
    table: Table, detente: Shell, tmp_path: Path
) -> None:
    found = data(detente, "calendar", "check", "--dir", str(tmp_path / "NATO"))
    assert (found["activities"], found["items"], found["overlaps"]) == (0, [], [])
    assert ask(table.two.nato, CheckCalendar()).regime == "", "nothing is limited that nobody agreed to limit"
    assert ask(table.two.nato, CheckCalendar(regime="vienna-2011")).regime == "vienna-2011"
    assert "no agreement of the charter" in done(detente, "calendar", "check", "--dir", str(tmp_path / "NATO"))


def test_a_file_is_weighed_without_a_folder(detente: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counts beside limits and overlaps, as text and as JSON; no folder is asked for."""
    monkeypatch.chdir(tmp_path)
    found = data(detente, "calendar", "check", "exercises", "--from", "2014", "--until", "2018")
    assert {"as_of", "heads", "items", "next", "overlaps"} <= found.keys()
    anakonda = next(one for one in found["items"] if (one["rule"], one["state"]) == ("VD-67.2.1", "Poland"))
    assert (anakonda["count"], anakonda["most"], anakonda["standing"]) == (1, 3, "within the limit")
    text = done(detente, "calendar", "check", "exercises", "--from", "2014", "--until", "2018")
    assert "at the same time in Poland: EX022 and EX049, 2015-06-09 to 2015-06-20" in text
