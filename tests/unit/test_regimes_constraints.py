"""Constraining provisions over lists of activities: counts beside limits, what is left open, and overlaps."""

import json
from typing import Any

import pytest

from detente.limits import OVERLAPS_MAX
from detente.regimes.activity import Activity
from detente.regimes.activity_files import Media, read_activities
from detente.regimes.bearing import Bearing
from detente.regimes.constraints import NO_HOST, constraints, overlaps
from detente.regimes.exercises import exercises
from detente.regimes.library import find

PACK = find("vienna-2011")


def activities(*rows: dict[str, Any]) -> tuple[Activity, ...]:
    """Return activities in Norway, counted, each with an id by its place in the list."""
    sound = {"host": "Norway", "kind": "planned", "forecast": True, "from_calendar": True}
    named = [{"id": f"A{number}", "name": "A", **sound, **row} for number, row in enumerate(rows, 1)]
    return read_activities(json.dumps(named).encode(), Media.JSON)


def year(number: int, troops: int, day: str = "03-01", **more: Any) -> dict[str, Any]:
    return {"start": f"{number}-{day}", "end": f"{number}-{day}", "troops": troops, **more}


def of(rule: str, *rows: dict[str, Any]) -> list[Bearing]:
    return [one for one in constraints(activities(*rows), PACK) if one.rule == rule]


def told(found: list[Bearing]) -> list[tuple[str, str, int, int]]:
    return [(one.period, str(one.standing), one.count, one.most) for one in found]


def test_one_in_three_calendar_years() -> None:
    """Two within three years stand above the limit; the fourth year begins anew."""
    assert told(of("VD-67.1", year(2020, 41_000), year(2023, 41_000))) == [
        ("2020 to 2022", "at the limit", 1, 1),
        ("2023 to 2025", "at the limit", 1, 1),
    ]
    assert told(of("VD-67.1", year(2020, 41_000), year(2022, 41_000)))[0] == ("2020 to 2022", "above the limit", 2, 1)


@pytest.mark.parametrize(("count", "standing"), [(5, "within the limit"), (6, "at the limit"), (7, "above the limit")])
def test_six_in_a_calendar_year(count: int, standing: str) -> None:
    rows = [year(2026, 13_001, f"0{month}-01") for month in range(1, count + 1)]
    assert told(of("VD-67.2", *rows)) == [("2026", standing, count, 6)]


@pytest.mark.parametrize(("count", "standing"), [(2, "within the limit"), (3, "at the limit"), (4, "above the limit")])
def test_three_of_the_larger_ones_in_a_year_and_three_at_once(count: int, standing: str) -> None:
    """The same activities stand under both provisions, each with its own count."""
    rows = [year(2026, 25_001) for _ in range(count)]
    assert told(of("VD-67.2.1", *rows)) == [("2026", standing, count, 3)]
    assert told(of("VD-67.3", *rows)) == [("2026-03-01 to 2026-03-01", standing, count, 3)]


def test_at_the_number_a_band_has_not_begun() -> None:
    """40,000, 25,000 and 13,000 belong to the band below; what follows each other is not at once."""
    assert of("VD-67.1", year(2026, 40_000)) == []
    assert of("VD-67.2.1", year(2026, 25_000)) == []
    assert of("VD-67.2", year(2026, 13_000)) == []
    apart = [year(2026, 13_001, f"03-0{day}") for day in range(1, 5)]
    assert of("VD-67.3", *apart)[0].count == 1


def test_large_ones_must_stand_in_forecast_and_calendar() -> None:
    """In both nothing is said; outside one it is named; where a file is silent it cannot be said."""
    assert of("VD-70", year(2026, 41_000)) == []
    assert str(of("VD-70", year(2026, 41_000, from_calendar=False))[0].standing) == "above the limit"
    (silent,) = of("VD-70", year(2026, 41_000, forecast=None, from_calendar=None))
    assert (str(silent.standing), silent.missing) == ("cannot say", ("forecast", "from_calendar"))


def test_each_state_is_counted_for_itself() -> None:
    """Two hosts count an activity each; another state's count is no business of theirs."""
    found = of("VD-67.1", year(2026, 41_000, host="Norway; Sweden"), year(2026, 41_000, host="Sweden"))
    assert [(one.state, one.count, str(one.standing)) for one in found] == [
        ("Norway", 1, "at the limit"),
        ("Sweden", 2, "above the limit"),
    ]
    assert of("VD-67.1", year(2026, 41_000, host="", in_zone=True))[0].state == NO_HOST


def test_what_cannot_be_decided_is_left_open() -> None:
    """A figure that was never stated may make the count larger; it is named, and never counted."""
    blank = year(2026, 0)
    del blank["troops"]
    (found,) = of("VD-67.1", year(2026, 41_000), blank)
    assert (str(found.standing), found.activities, found.left_open) == ("cannot say", ("A1",), ("A2",))
    assert "troops" in found.missing


def test_parts_count_once_and_what_lies_outside_does_not() -> None:
    """A part in the list counts with its whole; beyond the zone nothing counts; earlier ones are not asked."""
    assert of("VD-67.1", year(2026, 41_000), year(2026, 41_000, parent="A1"))[0].count == 1
    assert of("VD-67.1", year(2026, 41_000, in_zone=False)) == []
    assert of("VD-67.1", year(2010, 41_000)) == []


def test_announced_figures_are_named() -> None:
    (found,) = of("VD-67.1", {"start": "2026-03-01", "announced_troops": 41_000})
    assert found.basis == ("announced only",)


def test_overlaps_are_of_one_host() -> None:
    """From the first common day to the last; a part does not overlap its whole; other hosts are apart."""
    rows = activities(
        {"start": "2026-03-01", "end": "2026-03-10", "troops": 1},
        {"start": "2026-03-10", "end": "2026-03-12", "troops": 1},
        {"start": "2026-03-13", "troops": 1},
        {"start": "2026-03-02", "end": "2026-03-03", "troops": 1, "parent": "A1"},
        {"start": "2026-03-02", "end": "2026-03-03", "troops": 1, "host": "Spain"},
    )
    assert [(one.first, one.second, one.starts, one.ends) for one in overlaps(rows)] == [
        ("A1", "A2", "2026-03-10", "2026-03-10")
    ]


def test_overlaps_are_bounded() -> None:
    """A list in which everything takes place at once is answered all the same."""
    many = overlaps(activities(*[year(2026, 1) for _ in range(200)], year(2030, 1), year(2030, 1)))
    assert len(many) == OVERLAPS_MAX
    assert (many[-1].first, many[-1].second) == ("A201", "A202"), "of more than are listed the latest are"
    assert [one.starts for one in many] == sorted(one.starts for one in many)


def test_the_shipped_list_is_weighed() -> None:
    """No provision is exceeded by what is counted there, and no word says more than a count."""
    found = constraints(exercises(), PACK)
    assert {one.rule for one in found} == {"VD-67.1", "VD-67.2", "VD-67.2.1", "VD-67.3", "VD-70"}
    assert "above the limit" not in {str(one.standing) for one in found}
    assert [(one.first, one.second) for one in overlaps(exercises())] == [("EX022", "EX049"), ("EX050", "EX026")]
