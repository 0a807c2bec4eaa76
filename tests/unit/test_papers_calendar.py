"""Appointments as iCalendar: what other people's calendars read back."""

from dataclasses import replace

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.papers import COUNCIL

from detente.clock import HOUR, parse_rfc3339
from detente.council.papers.appointment import Appointment, Standing
from detente.council.titles import titled
from detente.errors import Refused
from detente.home.papers.calendar import render_calendar

MEETING = Appointment(
    council=COUNCIL,
    rehearsal=True,
    reference="NATO/PLENARY/12",
    title=titled("NATO-Russia Council, ambassadors"),
    standing=Standing.CONFIRMED,
    revision=2,
    stamped_at=parse_rfc3339("2016-04-15T10:00:00Z"),
    begins_at=parse_rfc3339("2016-04-20T12:00:00Z"),
    ends_at=parse_rfc3339("2016-04-20T14:00:00Z"),
    place="NATO Headquarters, Brussels; room 1",
    organiser="nato",
    organiser_name='NATO, for the "council"',
)


def events(data: bytes) -> list[icalendar.cal.Component]:
    return icalendar.Calendar.from_ical(data).walk("VEVENT")


def test_a_meeting_reads_back_as_it_was() -> None:
    """Times, place, standing and revision come back; the party that convenes is named and has no mailbox."""
    (event,) = events(render_calendar([MEETING]))
    assert event["UID"].startswith("urn:uuid:")
    assert event["SEQUENCE"] == 2
    assert event["STATUS"] == "CONFIRMED"
    assert event.decoded("dtstart").timestamp() == MEETING.begins_at
    assert event.decoded("dtend").timestamp() == MEETING.ends_at
    assert event.decoded("dtstamp").timestamp() == MEETING.stamped_at
    assert event["LOCATION"] == MEETING.place
    assert event["ORGANIZER"].params["CN"] == "NATO, for the 'council'"
    assert event["SUMMARY"] == "REHEARSAL: NATO-Russia Council, ambassadors"
    assert f"{COUNCIL}:NATO/PLENARY/12" in event["DESCRIPTION"]
    assert "Receipt is not agreement." in event["DESCRIPTION"]


def test_a_change_keeps_the_uid_and_raises_the_sequence() -> None:
    """A calendar that holds the meeting moves or strikes it, and does not show it twice."""
    cancelled = replace(MEETING, revision=3, standing=Standing.CANCELLED)
    before, after = events(render_calendar([MEETING, cancelled]))
    assert before["UID"] == after["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["STATUS"] == "CANCELLED"
    elsewhere = replace(MEETING, council="bay-0000000000000000")
    assert events(render_calendar([elsewhere]))[0]["UID"] != before["UID"]


def test_over_the_line_and_without_an_end() -> None:
    (event,) = events(render_calendar([replace(MEETING, place="", ends_at=None, rehearsal=False)], "ru"))
    assert event["LOCATION"] == "по линии связи"
    assert "DTEND" not in event
    assert "REHEARSAL" not in event["SUMMARY"]


def test_headings_are_of_a_language_that_there_is() -> None:
    with pytest.raises(Refused) as caught:
        render_calendar([MEETING], "tlh")
    assert caught.value.code == "paper-language"


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=200), st.text(max_size=100), st.integers(0, 400_000))
def test_no_text_breaks_out_of_its_line(text: str, name: str, hours: int) -> None:
    """Whatever somebody wrote, the calendar has this one event, and the same bytes each time."""
    one = replace(MEETING, title=titled(text), text=text, organiser_name=name, begins_at=hours * HOUR, ends_at=None)
    data = render_calendar([one])
    assert data == render_calendar([one])
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    (event,) = events(data)
    assert event.decoded("dtstart").timestamp() == hours * HOUR


def test_whole_days_end_with_their_last_day() -> None:
    """An activity from 14 to 20 September ends before the 21st begins, and is no meeting over the line."""
    activity = replace(
        MEETING,
        sort="activity",
        all_day=True,
        place="",
        begins_at=parse_rfc3339("2017-09-14T00:00:00Z"),
        ends_at=parse_rfc3339("2017-09-20T00:00:00Z"),
    )
    (event,) = events(render_calendar([activity]))
    assert event.decoded("dtstart").isoformat() == "2017-09-14"
    assert event.decoded("dtend").isoformat() == "2017-09-21"
    assert "LOCATION" not in event
    assert "activity" in event.to_ical().decode()
