"""Conditions are true, false or unknown, with facts as reasons and the names of what is missing."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from detente.regimes.conditions import All, AnyOf, Compare, During, Finding, Not, Operator, Truth, evaluate, fields_of
from detente.regimes.values import moment_of, number_of

TROOPS = Compare("troops", Operator.AT_LEAST, 9000)
TANKS = Compare("tanks", Operator.AT_LEAST, 250)


def truth(operator: Operator, wanted: Any, value: Any) -> str:
    return evaluate(Compare("field", operator, wanted), {"field": value}).truth.value


@pytest.mark.parametrize(
    ("operator", "below", "at", "above"),
    [
        (Operator.AT_LEAST, "false", "true", "true"),
        (Operator.MORE_THAN, "false", "false", "true"),
        (Operator.AT_MOST, "true", "true", "false"),
        (Operator.LESS_THAN, "true", "false", "false"),
    ],
)
def test_below_at_and_above_a_threshold(operator: Operator, below: str, at: str, above: str) -> None:
    assert [truth(operator, 9000, value) for value in (8999, 9000, 9001)] == [below, at, above]
    day = date(2028, 2, 29)
    assert [truth(operator, day, f"2028-{rest}") for rest in ("02-28", "02-29", "03-01")] == [below, at, above]


def test_reasons_are_facts() -> None:
    assert evaluate(TROOPS, {"troops": 12700}) == Finding(Truth.TRUE, (), "troops 12,700 ≥ 9,000")
    assert evaluate(TROOPS, {"troops": 8000}) == Finding(Truth.FALSE, (), "troops 8,000 < 9,000")
    assert evaluate(Not(TROOPS), {"troops": 8000}) == Finding(Truth.TRUE, (), "troops 8,000 < 9,000")
    assert evaluate(TROOPS, {}) == Finding(Truth.UNKNOWN, ("troops",), "troops not stated")


@pytest.mark.parametrize("blank", [None, "", "  ", [], {}, "many", "1e9999", float("nan"), True, 10**20])
def test_a_blank_or_unreadable_field_is_missing_and_never_crashes(blank: object) -> None:
    for condition in (TROOPS, Compare("troops", Operator.MORE_THAN_DAYS, 21)):
        assert evaluate(condition, {"troops": blank}).truth is Truth.UNKNOWN


def test_any_and_all_name_what_is_missing_only_where_it_matters() -> None:
    either, both = AnyOf((TROOPS, TANKS)), All((TROOPS, TANKS))
    assert evaluate(either, {"troops": 12700}) == Finding(Truth.TRUE, (), "troops 12,700 ≥ 9,000")
    assert evaluate(either, {"troops": 1}) == Finding(Truth.UNKNOWN, ("tanks",), "tanks not stated")
    assert evaluate(both, {"troops": 1}) == Finding(Truth.FALSE, (), "troops 1 < 9,000")
    assert evaluate(both, {}).missing == ("troops", "tanks")
    assert evaluate(either, {"troops": 1, "tanks": 2}).reason == "troops 1 < 9,000; tanks 2 < 250"


def test_equality_keeps_sorts_apart() -> None:
    assert truth(Operator.EQUALS, True, True) == "true"
    assert truth(Operator.EQUALS, True, 1) == "false"
    assert truth(Operator.EQUALS, 1, True) == "false"
    assert truth(Operator.EQUALS, 1, "1.0") == "true"
    assert truth(Operator.EQUALS, "land", " land ") == "true"
    assert truth(Operator.EQUALS, "land", 7) == "false"
    assert truth(Operator.EQUALS, "land", ["sea", "land"]) == "true"
    assert truth(Operator.ONE_OF, ("land", "sea"), "air") == "false"
    assert truth(Operator.EQUALS, date(2028, 2, 29), "2028-02-29T23:00:00Z") == "true"
    found = evaluate(Compare("kind", Operator.ONE_OF, ("land", "sea")), {"kind": "air"})
    assert found.reason == "kind air, not land or sea"


def test_presence_is_never_unknown() -> None:
    assert truth(Operator.PRESENT, True, "") == "false"
    assert truth(Operator.PRESENT, False, None) == "true"
    assert truth(Operator.PRESENT, True, False) == "true"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"start": date(2017, 9, 1), "end": date(2017, 9, 21)}, "false"),
        ({"start": date(2017, 9, 1), "end": date(2017, 9, 22)}, "true"),
        ({"start": "2016-02-20", "end": "2016-03-12"}, "true"),
        ({"start": "2015-02-20", "end": "2015-03-12"}, "false"),
        ({"start": "2017-09-01T12:00:00Z", "end": "2017-09-22T12:00:00Z"}, "false"),
        ({"start": "2017-09-01T12:00:00Z", "end": "2017-09-22T12:00:01Z"}, "true"),
        ({"period": {"start": "2017-09-01", "end": "2017-09-22"}}, "true"),
        ({"period": 21}, "false"),
        ({"period": "22"}, "true"),
        ({"period": {"value": 505, "unit": "hours"}}, "true"),
        ({"period": {"value": 4, "unit": "weeks"}}, "unknown"),
        ({"period": "long"}, "unknown"),
        ({"start": date(2017, 9, 22), "end": date(2017, 9, 1)}, "unknown"),
        ({"start": date(2017, 9, 1)}, "unknown"),
        ({"start": "2017-09-01T12:00:00", "end": "2017-09-22"}, "unknown"),
        ({"period": 10**14}, "unknown"),
    ],
)
def test_a_period_lasts_from_its_first_day_through_its_last(values: dict[str, Any], expected: str) -> None:
    """21 days from 1 to 21 September; leap days count; a time without a zone is not read."""
    assert evaluate(Compare("period", Operator.MORE_THAN_DAYS, 21), values).truth == expected


def test_what_is_missing_of_a_period_is_named() -> None:
    found = evaluate(Compare("duration", Operator.MORE_THAN_HOURS, 72), {"start": "2017-09-01"})
    assert (found.missing, found.reason) == (("end",), "end not stated")
    three_days = {"start": "2017-09-01", "end": "2017-09-03"}
    assert evaluate(Compare("duration", Operator.MORE_THAN_HOURS, 72), three_days).reason == "lasts 72 hours ≤ 72"


def test_during_is_at_any_time() -> None:
    """The whole, or any phase; a phase that is silent is read as the whole, and gaps that matter are named."""
    during = During("phases", TROOPS)
    phases = [{"troops": 100}, {"troops": 9000}]
    assert evaluate(during, {"phases": phases}) == Finding(Truth.TRUE, (), "phase 2: troops 9,000 ≥ 9,000")
    assert evaluate(during, {"phases": [{"troops": 100}]}).truth is Truth.FALSE
    assert evaluate(during, {"phases": [{"troops": 100}, {"troops": ""}]}).missing == ("troops",)
    assert evaluate(during, {"troops": 12700, "phases": [{}]}).reason == "troops 12,700 ≥ 9,000"
    assert evaluate(during, {"phases": "none", "troops": 1}).truth is Truth.FALSE


def test_the_fields_of_a_condition_are_known() -> None:
    assert fields_of(During("phases", All((TROOPS, Not(AnyOf((TANKS,))))))) == {"troops", "tanks"}


def test_numbers_and_moments_are_read_or_not_at_all() -> None:
    assert number_of(" 54.71 ") == Decimal("54.71")
    assert number_of({"value": 2.5, "unit": "km"}) == Decimal("2.5")
    assert number_of(Decimal("NaN")) is None
    assert moment_of(datetime(2017, 9, 14)) is None  # noqa: DTZ001  a naive time is the point
    assert moment_of({"at": "2017-09-14"}) == date(2017, 9, 14)
    assert moment_of("0001-01-01T00:00:00+14:00") is None
