"""Forms: what is wrong is named with field, expected and got; what is sound is read by people and programs alike."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from tests.regimes import bay

from detente.limits import FORM_ROWS_MAX, FORM_TEXT_CHARACTERS_MAX
from detente.regimes.forms import check, json_schema, render, written
from detente.regimes.library import shipped

PACK = bay()
NOTICE = PACK.format("notice")
RETURN = PACK.format("return")
SOUND: dict[str, Any] = {
    "designation": "Bay 27",
    "kind": "land",
    "start": "2027-06-15",
    "end": "2027-06-17",
    "assembly": {"at": "2027-06-15T10:00:00+02:00", "zone": "CEST"},
    "troops": 3000,
    "by_state": [{"state": "PL", "troops": 1000}, {"state": "RU", "troops": 2000}],
    "width": {"value": "2.5", "unit": "km"},
    "change": {"value": -3, "unit": "km"},
    "headquarters": {"lat": "54.71", "lon": 20.5, "datum": "WGS 84", "name": "Town"},
    "origin": {"lat": -33, "lon": 151},
    "area": [{"lat": 55, "lon": 19}, {"lat": 55, "lon": 20}],
    "alert": False,
    "questions": ["Where?", "Until when?"],
    "days_off": ["2027-06-16", date(2027, 6, 17)],
}


def codes(**changes: Any) -> list[str]:
    return [one.code for one in check(NOTICE, {**SOUND, **changes}, PACK)]


def test_a_sound_form_has_nothing_wrong() -> None:
    assert check(NOTICE, SOUND, PACK) == []


@pytest.mark.parametrize(
    ("field", "value", "code", "expected", "got"),
    [
        ("designation", "", "form-missing", "Designation (designation): to be stated", "nothing"),
        ("designation", 7, "form-type", "text", "7"),
        ("designation", "x" * (FORM_TEXT_CHARACTERS_MAX + 1), "form-too-long", "at most 10,000", "10,001 characters"),
        ("ships", 3, "form-field-unknown", "one of designation", "ships"),
        ("kind", "air", "form-choice", "one of land, sea", "air"),
        ("troops", None, "form-missing", "to be stated, as kind land", "nothing"),
        ("troops", 2999, "form-sum", "the sum of by_state, 3,000 persons", "2,999"),
        ("troops", -3000, "form-negative", "no negative number", "-3,000"),
        ("troops", "-3000", "form-negative", "no negative number", "-3,000"),
        ("troops", "many", "form-type", "a whole number of persons", "many"),
        ("troops", 2.5, "form-type", "a whole number of persons", "2.5"),
        ("troops", True, "form-type", "a whole number", "True"),
        ("troops", {"value": 3000, "unit": "tanks"}, "form-unit", "the unit persons", "3,000 tanks"),
        ("troops", {"value": 3000, "unit": "persons", "by": "us"}, "form-field-unknown", "value and unit", "by"),
        ("width", 2.5, "form-unit", "the unit km stated", "2.5 without a unit"),
        ("width", {"value": 2.5, "unit": "miles"}, "form-unit", "the unit km", "2.5 miles"),
        ("width", {"value": -2.5, "unit": "km"}, "form-negative", "no negative number", "-2.5"),
        ("width", {"value": "wide", "unit": "km"}, "form-type", "a number with its unit, km", "wide"),
        ("start", "2027-02-29", "form-date", "a day of the calendar", "2027-02-29"),
        ("start", "2027-13-01", "form-date", "a day of the calendar", "2027-13-01"),
        ("start", "15.6.2027", "form-date", "a day of the calendar", "15.6.2027"),
        ("start", "2027-06-15T10:00:00Z", "form-date", "a day of the calendar", "T10"),
        ("end", "2027-06-14", "form-order", "End (end): not before start, 2027-06-15", "2027-06-14"),
        ("assembly", "2027-06-15T10:00:00", "form-time-naive", "with its zone", "2027-06-15T10:00:00"),
        ("assembly", datetime(2027, 6, 15, 10), "form-time-naive", "with its zone", "datetime"),  # noqa: DTZ001
        ("assembly", "2027-06-15T25:00:00Z", "form-time", "a time like", "T25"),
        ("assembly", "2027-06-15", "form-time", "a time like", "2027-06-15"),
        ("assembly", {"at": "2027-06-15T10:00:00Z", "zone": 2}, "form-type", "the zone's name", "2"),
        ("assembly", {"at": "2027-06-15T10:00:00Z", "place": "x"}, "form-field-unknown", "at and zone", "place"),
        ("headquarters", {"lat": 20.5, "lon": 54.7}, "form-place-swapped", "lat before lon", "lat 20.5, lon 54.7"),
        ("headquarters", {"lat": 154.7, "lon": 20.5}, "form-place-range", "from -90 to 90", "lat 154.7"),
        ("headquarters", {"lat": -54.7, "lon": 20.5}, "form-place-outside", "a place in Bay", "lat -54.7"),
        ("headquarters", {"lat": "54.7 N", "lon": 20.5}, "form-type", "in degrees", "54.7 N"),
        ("headquarters", "Town", "form-type", "in degrees", "Town"),
        ("headquarters", {"lat": 54.7, "lon": 20.5, "alt": 3}, "form-field-unknown", "lat, lon", "alt"),
        ("headquarters", {"lat": 54.7, "lon": 20.5, "datum": 84}, "form-type", "datum as text", "84"),
        ("origin", {"lat": 151, "lon": -33}, "form-place-swapped", "lat before lon", "lat 151"),
        ("area", {"lat": 55, "lon": 19}, "form-type", "a list", "lat"),
        ("area", [{"lat": 55, "lon": 19}, {"lat": 55, "lon": 30}], "form-place-outside", "no. 2", "lon 30"),
        ("alert", "yes", "form-type", "yes or no", "yes"),
        ("questions", "Where?", "form-type", "a list", "Where?"),
        ("questions", ["Where?", 3], "form-type", "no. 2", "3"),
        ("questions", ["Where?"] * (FORM_ROWS_MAX + 1), "form-type", "at most 500", "Where?"),
        ("days_off", ["2027-06-31"], "form-date", "no. 1", "2027-06-31"),
        ("by_state", "PL", "form-type", "rows", "PL"),
    ],
)
def test_what_is_wrong_is_named(field: str, value: Any, code: str, expected: str, got: str) -> None:
    """Each kind of slip has its code, names its field, and says what was expected and what came."""
    (found,) = check(NOTICE, {**SOUND, field: value}, PACK)
    assert found.code == code
    assert expected in found.expected
    assert got in found.got


def test_a_row_is_checked_as_a_form_is() -> None:
    rows = [{"state": "PL", "troops": 1000}, {"troops": -1, "tanks": 2}]
    found = check(NOTICE, {**SOUND, "by_state": rows}, PACK)
    assert [one.code for one in found] == ["form-field-unknown", "form-missing", "form-negative"]
    assert all("Troops per state (by_state), row 2: " in one.expected for one in found)


def test_only_what_is_stated_is_added_up() -> None:
    """A total without parts is no wrong sum, and parts that cannot be read are named themselves."""
    assert codes(by_state=None) == []
    assert codes(kind="sea", troops=None) == []
    assert codes(by_state=[{"state": "PL", "troops": "x"}]) == ["form-type"]


def test_an_end_on_the_day_of_its_start_is_sound() -> None:
    assert codes(end="2027-06-15") == []


def test_fields_are_named_in_the_readers_language() -> None:
    (found,) = check(NOTICE, {**SOUND, "designation": None}, PACK, "fr")
    assert found.expected == "Désignation (designation): to be stated"


def test_a_nil_return_states_its_year_and_nothing_else() -> None:
    assert check(RETURN, {"year": 2027}, PACK, nil=True) == []
    assert [one.code for one in check(RETURN, {}, PACK, nil=True)] == ["form-missing"]
    assert [one.code for one in check(RETURN, {"year": 2027, "strength": 5}, PACK, nil=True)] == ["form-nil"]
    request = shipped()["minimal", "1"].format("explanation-request")
    assert [one.code for one in check(request, {}, PACK, nil=True)] == ["form-nil"]


def test_a_form_is_read_line_by_line() -> None:
    """Headings in the reader's language; UTC and the stated local time; numbers with commas and units."""
    first, second, *_, last = render(NOTICE, {**SOUND, "ships": 3}, "fr")
    assert (first, second, last) == ("Désignation: Bay 27", "Nature: terre", "ships: 3"), "its own, else the catalog's"
    assert render(NOTICE, {**SOUND, "ships": 3}, "it") == (
        "Designation: Bay 27",
        "Kind: land",
        "Start: 2027-06-15",
        "End: 2027-06-17",
        "Assembly: 2027-06-15 08:00:00Z (10:00:00 +02:00 CEST)",
        "Troops: 3,000 persons",
        "Troops per state:",
        "  1. State: PL; Troops: 1,000 persons",
        "  2. State: RU; Troops: 2,000 persons",
        "Width: 2.5 km",
        "Change: -3 km",
        "Headquarters: 54.71° N, 20.5° E, Town, WGS 84",
        "From where: 33° S, 151° E",
        "Area:",
        "  1. 55° N, 19° E",
        "  2. 55° N, 20° E",
        "Without notice: no",
        "Questions:",
        "  1. Where?",
        "  2. Until when?",
        "Days off: 2027-06-16, 2027-06-17",
        "ships: 3",
    )
    assert render(RETURN, {"year": 2027, "strength": 5}) == ("Year: 2027", "Strength: 5 persons")


def test_what_cannot_be_read_is_shown_as_it_stands() -> None:
    odd = {"troops": "many", "assembly": "2027-06-15T10:00:00", "headquarters": "Town", "by_state": ["PL"]}
    assert render(NOTICE, odd) == (
        "Assembly: 2027-06-15T10:00:00",
        "Troops: many",
        "Troops per state:",
        "  1. PL",
        "Headquarters: Town",
    )


def test_a_day_of_its_own_is_shown_with_the_local_time() -> None:
    late = {"assembly": "2027-06-15T23:30:00-05:00"}
    assert render(NOTICE, late) == ("Assembly: 2027-06-16 04:30:00Z (2027-06-15 23:30:00 -05:00)",)


def test_what_is_signed_has_one_spelling() -> None:
    """Blanks left out, days and times as text with their zone, fractions as decimal text, whole numbers as such."""
    zone = timezone(timedelta(hours=2))
    values = {
        "a": " ", "b": None, "c": [], "d": date(2028, 2, 29), "e": datetime(2027, 6, 15, 10, tzinfo=zone),
        "f": {"lat": 54.71, "lon": 20.0, "datum": ""}, "g": [1.5, None, True], "h": datetime(2027, 6, 15, tzinfo=UTC),
    }  # fmt: skip
    assert written(values) == {
        "d": "2028-02-29",
        "e": "2027-06-15T10:00:00+02:00",
        "f": {"lat": "54.71", "lon": 20},
        "g": ["1.5", True],
        "h": "2027-06-15T00:00:00+00:00",
    }


def test_every_format_has_a_sound_schema() -> None:
    for pack in (PACK, *shipped().values()):
        for form in pack.formats.values():
            Draft202012Validator.check_schema(json_schema(form, "fr"))
    assert json_schema(NOTICE, "fr")["properties"]["designation"]["title"] == "Désignation"


@pytest.mark.parametrize(
    "change",
    [
        {"designation": 7},
        {"ships": 3},
        {"kind": "air"},
        {"troops": -1},
        {"width": 2.5},
        {"start": "June"},
        {"alert": 1},
    ],
)
def test_the_schema_refuses_what_a_schema_can(change: dict[str, Any]) -> None:
    validator = Draft202012Validator(json_schema(NOTICE))
    assert validator.is_valid(written(SOUND))
    assert not validator.is_valid(written({**SOUND, **change}))


def test_the_schema_asks_for_what_a_condition_requires() -> None:
    validator = Draft202012Validator(json_schema(NOTICE))
    without = {name: value for name, value in written(SOUND).items() if name != "troops"}
    assert not validator.is_valid(without)
    assert validator.is_valid({**without, "kind": "sea"})
