"""Clocks of rules: from events to the second, with the steps, in both readings."""

from datetime import date
from typing import Any

import pytest
from tests.regimes import bay

from detente.clock import parse_rfc3339, rfc3339
from detente.limits import INSTANT_MAX
from detente.regimes.clocks import DueTime, due, event_of, events_in, said
from detente.regimes.part import Part
from detente.regimes.reading_rules import parse_due

PACK = bay()


def at(text: str) -> int:
    return parse_rfc3339(text)


def found(when: dict[str, Any], **events: int | date) -> tuple[str, str]:
    """Return the strict and the lenient second in words."""
    time = timed(when, **events)
    return rfc3339(time.strict_at), rfc3339(time.due_at)


def timed(when: dict[str, Any], **events: int | date) -> DueTime:
    time = due(parse_due(Part(when), PACK.words, PACK.calendars), events, PACK)
    assert time is not None
    return time


def test_hours_are_exact_seconds() -> None:
    """Through the night of the new year, a leap day and a change of the clock alike."""
    for start, end in [
        ("2026-12-31T22:15:01Z", "2027-01-02T22:15:01Z"),
        ("2028-02-28T12:00:00Z", "2028-03-01T12:00:00Z"),
        ("2027-03-27T12:00:00Z", "2027-03-29T12:00:00Z"),
    ]:
        assert found({"hours": 48, "after": "received"}, received=at(start)) == (end, end)
    assert found({"minutes": 90, "before": "call"}, call=at("2027-01-01T00:30:00Z"))[0] == "2026-12-31T23:00:00Z"


@pytest.mark.parametrize(
    ("side", "saturday", "sunday"),
    [
        ("after", "2027-01-11T23:59:59Z", "2027-01-11T23:59:59Z"),
        ("before", "2027-01-08T00:00:00Z", "2027-01-08T00:00:00Z"),
    ],
)
def test_the_hour_of_a_day_off_says_nothing(side: str, saturday: str, sunday: str) -> None:
    """One working day from Saturday's evening and from Sunday's morning: the later event is never due sooner."""
    when = {"working_days": 1, side: "asked", "calendar": "working"}
    assert found(when, asked=at("2027-01-09T22:00:00Z"))[0] == saturday
    assert found(when, asked=at("2027-01-10T06:00:00Z"))[0] == sunday


def test_hours_of_a_day_have_two_readings() -> None:
    strict, lenient = found({"hours": 36, "before": "entry"}, entry=date(2027, 1, 10))
    assert (strict, lenient) == ("2027-01-08T12:00:00Z", "2027-01-09T11:59:59Z")


@pytest.mark.parametrize(
    ("start", "day"),
    [
        (date(2017, 9, 14), "2017-08-03"),
        (date(2018, 10, 25), "2018-09-13"),
        (date(2016, 3, 1), "2016-01-19"),
        (date(2015, 3, 1), "2015-01-18"),
        (date(2016, 4, 11), "2016-02-29"),
        (date(2017, 1, 5), "2016-11-24"),
        (date(2000, 4, 11), "2000-02-29"),
        (date(2100, 4, 11), "2100-02-28"),
    ],
)
def test_42_days_before(start: date, day: str) -> None:
    """Over leap days, year ends, and the century that has none; until the end of that day, or its beginning."""
    assert found({"days": 42, "before": "start"}, start=start) == (f"{day}T00:00:00Z", f"{day}T23:59:59Z")


def test_days_after_a_second_are_strict_to_the_time_of_day() -> None:
    strict, lenient = found({"days": 21, "after": "issued"}, issued=at("2027-02-10T10:00:00Z"))
    assert (strict, lenient) == ("2027-03-03T10:00:00Z", "2027-03-03T23:59:59Z")


@pytest.mark.parametrize(
    ("months", "start", "day"),
    [
        (3, date(2026, 11, 30), "2027-02-28"),
        (3, date(2027, 11, 30), "2028-02-29"),
        (3, date(2027, 12, 31), "2028-03-31"),
        (1, date(2027, 12, 15), "2028-01-15"),
        (12, date(2028, 2, 29), "2029-02-28"),
    ],
)
def test_months_end_on_the_same_day_or_the_months_last(months: int, start: date, day: str) -> None:
    assert found({"months": months, "after": "approved"}, approved=start)[1] == f"{day}T23:59:59Z"


def test_years_and_months_go_back_too() -> None:
    assert found({"years": 1, "before": "start"}, start=date(2028, 2, 29))[0] == "2027-02-28T00:00:00Z"
    assert found({"months": 1, "before": "start"}, start=date(2027, 1, 31))[0] == "2026-12-31T00:00:00Z"


@pytest.mark.parametrize(
    ("received", "count", "day"),
    [
        (date(2026, 12, 30), 1, "2026-12-31"),
        (date(2026, 12, 30), 2, "2027-01-04"),
        (date(2026, 12, 31), 3, "2027-01-07"),
        (date(2027, 1, 8), 5, "2027-01-15"),
        (date(2027, 1, 9), 1, "2027-01-11"),
        (date(2027, 1, 9), 0, "2027-01-09"),
    ],
)
def test_working_days_leave_out_weekends_and_holidays(received: date, count: int, day: str) -> None:
    """1 and 6 January are holidays of this calendar; the day of the event is not counted."""
    when = {"working_days": count, "after": "received", "calendar": "working"}
    assert found(when, received=received)[1] == f"{day}T23:59:59Z"


def test_working_days_before() -> None:
    when = {"working_days": 2, "before": "entry", "calendar": "working"}
    assert found(when, entry=date(2027, 1, 7))[1] == "2027-01-04T23:59:59Z"


def test_a_fixed_date_is_of_the_year_of_the_period() -> None:
    """The year before, the year itself, and a leap day in a year that has none; the period as a date or a number."""
    assert found({"fixed": "12-15", "year": -1}, period=date(2018, 7, 1))[1] == "2017-12-15T23:59:59Z"
    assert found({"fixed": "11-15", "year": -2}, period=2028)[0] == "2026-11-15T00:00:00Z"
    assert found({"fixed": "02-29"}, period=2027)[1] == "2027-02-28T23:59:59Z"
    assert found({"fixed": "02-29"}, period=at("2028-05-05T00:00:00Z"))[1] == "2028-02-29T23:59:59Z"


def test_at_an_event() -> None:
    assert found({"at": "start"}, start=at("2015-05-25T06:00:00Z")) == ("2015-05-25T06:00:00Z",) * 2
    assert found({"at": "start"}, start=date(2015, 5, 25)) == ("2015-05-25T00:00:00Z", "2015-05-25T23:59:59Z")


def test_a_window_opens_and_closes() -> None:
    when = {"at_least": {"hours": 36}, "at_most": {"days": 5}, "before": "entry"}
    time = timed(when, entry=at("2027-01-10T08:00:00Z"))
    assert time.opens_at == at("2027-01-05T08:00:00Z")
    assert time.due_at == time.strict_at == at("2027-01-08T20:00:00Z")
    later = timed({"at_least": {"hours": 48}, "at_most": {"hours": 72}, "after": "asked"}, asked=0)
    assert (later.opens_at, later.due_at) == (48 * 3600, 72 * 3600)
    assert timed({"at_most": {"hours": 2}, "after": "asked"}, asked=0).opens_at is None


def test_a_word_says_that_it_is_a_reading() -> None:
    time = timed({"word": "prompt", "after": "received"}, received=at("2027-01-10T08:00:00Z"))
    assert (time.strict_at, time.due_at) == (at("2027-01-11T08:00:00Z"), at("2027-01-12T08:00:00Z"))
    assert "the text says “promptly”: this pack reads it as 48 hours (confidence low)" in time.steps


def test_two_readings_stand_side_by_side() -> None:
    rule = PACK.rule("BAY-5")
    assert rule.due is not None
    time = due(rule.due, {"received": at("2026-12-30T08:00:00Z")}, PACK)
    assert time is not None
    assert rfc3339(time.strict_at) == "2026-12-31T08:00:00Z"
    assert rfc3339(time.due_at) == "2027-01-05T23:59:59Z"
    assert time.steps[0] == "two readings: the text is silent"
    assert due(rule.due, {}, PACK) is None


def test_steps_lead_from_the_event_to_the_second() -> None:
    time = timed({"days": 42, "before": "start"}, start=date(2017, 9, 14))
    assert time.steps == (
        "counted from start, 2017-09-14",
        "42 days before it",
        "the day is 2017-08-03",
        "lenient until the end of that day, 2017-08-03T23:59:59Z; strict until 2017-08-03T00:00:00Z",
    )


@pytest.mark.parametrize("rule", ["BAY-1", "BAY-3", "BAY-4"])
def test_without_its_event_nothing_is_due(rule: str) -> None:
    when = PACK.rule(rule).due
    assert when is not None
    assert due(when, {}, PACK) is None


def test_times_beyond_all_calendars_stand_at_their_bounds() -> None:
    assert timed({"days": 100_000, "before": "start"}, start=date(1, 1, 1)).due_at == 0
    assert timed({"years": 1000, "after": "start"}, start=date(9999, 1, 1)).due_at == INSTANT_MAX
    assert timed({"hours": 1, "after": "start"}, start=INSTANT_MAX).due_at == INSTANT_MAX
    when = {"working_days": 5000, "after": "start", "calendar": "working"}
    assert timed(when, start=date(9999, 12, 30)).due_at == INSTANT_MAX


def test_events_are_read_from_what_a_form_states() -> None:
    assert event_of("2017-09-14") == date(2017, 9, 14)
    assert event_of({"at": "2017-09-14T10:00:00+02:00"}) == at("2017-09-14T08:00:00Z")
    assert event_of("soon") is event_of(None) is event_of("2017-09-14T10:00:00") is None
    assert events_in({"year": 2018, "start": ""}, frozenset({"period", "start"})) == {"period": date(2018, 1, 1)}
    assert events_in({"period": "2018-03-01"}, frozenset({"period"})) == {"period": date(2018, 3, 1)}


def test_due_times_can_be_said() -> None:
    lenient = "lenient: “prompt”, read as 48 hours after received"
    words = [said(PACK.rules[name].due) for name in PACK.rules]
    assert words == [
        "42 days before start",
        "by 15 December of the year before",
        "at least 36 hours and at most 5 days before entry",
        f"strict: 3 working days after received; {lenient} (the text is silent)",
        "at any time",
    ]
    assert said(PACK.rule("BAY-1").exceptions[0].due) == "at start"
