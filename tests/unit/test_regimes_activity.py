"""Activities out of files: what was stated and nothing else, or the field that is to be mended."""

import json
from datetime import date, timedelta

import pytest

from detente.errors import Malformed
from detente.limits import ACTIVITIES_MAX, ACTIVITY_BYTES_MAX, ACTIVITY_FIGURE_MAX
from detente.regimes.activity import Activity, Basis, Figure, Precision
from detente.regimes.activity_files import Media, read_activities
from detente.regimes.exercises import FILE, exercises

TOML = """
[[activities]]
id = "A1"
name = "Autumn"
start = 2026-09-01
end = 2026-09-12
host = ["Norway", "North Sea"]
lead = "Norway"
public = 30000
notifiable = "12,500"
estimate = "60000-90000"
kind = "planned"
single_command = true
phases = [{ name = "active", start = 2026-09-05, end = 2026-09-10, troops = 12500, tanks = 40 }]
parts = [{ state = "Sweden", troops = 9500 }]

[[activities]]
id = "A2"
name = "Autumn at sea"
parent = "A1"
start = 2026-09-02T06:00:00+02:00
"""


def one(**fields: object) -> Activity:
    return read_activities(json.dumps({"name": "A", **fields}).encode(), Media.JSON)[0]


def refused(data: bytes | str, media: Media = Media.CSV) -> Malformed:
    with pytest.raises(Malformed) as raised:
        read_activities(data if isinstance(data, bytes) else data.encode(), media)
    assert raised.value.code == "activity-malformed"
    return raised.value


def test_toml_has_phases_parts_and_three_totals() -> None:
    """The three totals stay apart, and a time in a local zone is kept in UTC."""
    first, second = read_activities(TOML.encode(), Media.TOML)
    assert (first.announced, first.counted, first.estimate) == (
        Figure(30_000, 30_000),
        Figure(12_500, 12_500),
        Figure(60_000, 90_000),
    )
    assert first.basis is Basis.COUNTED
    assert first.host == ("Norway", "North Sea")
    assert first.flags == {"single_command": True}
    assert first.phases[0].figures == {"troops": Figure(12_500, 12_500), "tanks": Figure(40, 40)}
    assert first.parts[0].troops.most == 9_500
    assert (second.parent, str(second.start)) == ("A1", "2026-09-02T04:00:00Z")


def test_every_form_says_the_same() -> None:
    """An activity is the same activity as TOML, as JSON and as CSV."""
    as_csv = b"id,name,start,vd_notified_troops,kind\nA,Autumn,2026-09-01,9000,planned\n"
    as_json = b'[{"id": "A", "name": "Autumn", "start": "2026-09-01", "troops": 9000, "kind": "planned"}]'
    as_toml = b'id = "A"\nname = "Autumn"\nstart = 2026-09-01\ntroops = 9000\nkind = "planned"\n'
    found = [
        read_activities(as_csv, Media.CSV),
        read_activities(as_json, Media.JSON),
        read_activities(as_toml, Media.TOML),
    ]
    assert found[0] == found[1] == found[2]


def test_a_blank_stays_blank() -> None:
    """A blank is no number, no date, no flag and no text."""
    blank = read_activities(b"id,name,start,end,vd_notified_troops,tanks,no_notice,host\n,A, ,,  ,,,\n", Media.CSV)[0]
    assert (blank.start, blank.end, blank.counted, blank.host) == (None, None, None, ())
    assert not blank.figures
    assert not blank.flags
    assert (blank.no_notice, blank.basis, blank.id) == (None, Basis.NONE, "row-2")


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("9000", Figure(9_000, 9_000)),
        ("1,100", Figure(1_100, 1_100)),
        ("60000-90000", Figure(60_000, 90_000)),
        ("60,000 – 90,000", Figure(60_000, 90_000)),
        ("60000 to 90000", Figure(60_000, 90_000)),
        ("13000 then about halved (May 2025)", Figure(13_000, 13_000, "then about halved (May 2025)")),
        (0, Figure(0, 0)),
    ],
)
def test_figures(text: object, figure: Figure) -> None:
    """A number, a range, or a number with words beside it, which are kept and never read."""
    assert one(troops=text).counted == figure


@pytest.mark.parametrize(
    "value", [-1, "-1", "some", "1e4", 9.5, True, "90000-60000", ACTIVITY_FIGURE_MAX + 1, "9" * 30, [9000], "1,10"]
)
def test_what_is_no_figure_is_refused(value: object) -> None:
    """Negative, written out, upside down or too large: refused with the field."""
    assert "vd_notified_troops" in refused(json.dumps({"name": "A", "troops": value}), Media.JSON).got


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31), Precision.YEAR),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), Precision.MONTH),
        ("2024-02-29", date(2024, 2, 29), date(2024, 2, 29), Precision.DAY),
        ("2015-05-25T13:00:00+03:00", date(2015, 5, 25), date(2015, 5, 25), Precision.SECOND),
    ],
)
def test_dates_are_as_exact_as_they_are_stated(text: str, first: date, last: date, precision: Precision) -> None:
    start = one(start=text).start
    assert start is not None
    assert (start.first, start.last, start.precision) == (first, last, precision)


def test_a_coarser_precision_is_believed_and_a_finer_one_refused() -> None:
    """A day may stand for a month where the column says so; a month cannot stand for a day."""
    start = one(start="2020-04-15", date_precision="month").start
    assert start is not None
    assert str(start) == "2020-04"
    assert "date_precision" in refused(b"name,start,date_precision\nA,2020-04,day\n").expected


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("A,2023-02-29,", "start"),
        ("A,14.09.2017,", "start"),
        ("A,2017-13,", "start"),
        ("A,0000,", "start"),
        ("A,2015-05-25T13:00:00,", "start"),
        ("A,2017-09-14,2017-09-13", "end"),
        ("A,2017-09,2016", "end"),
        (",2017-09-14,", "name"),
    ],
)
def test_impossible_dates_name_row_and_column(row: str, field: str) -> None:
    """A leap day that is none, an end before its start, a time without its zone: refused where they stand."""
    assert f"row 2, {field}" in refused(f"name,start,end\n{row}\n").got


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"name,troop\nA,1\n",
        b"name,name\nA,B\n",
        b"id,start\nA,2017\n",
        b"name,start\nA\n",
        b'name\n"A\n',
        b"name,troops,vd_notified_troops\nA,1,1\n",
        b"name,kind\nA," + b"x" * 20_000 + b"\n",
        b"name,no_notice\nA,perhaps\n",
        b"name\n" + b"A\n" * (ACTIVITIES_MAX + 1),
        b"x" * (ACTIVITY_BYTES_MAX + 1),
    ],
)
def test_bad_tables_are_malformed(data: bytes) -> None:
    assert refused(data).expected


@pytest.mark.parametrize(
    "text",
    [
        "[",
        "3",
        "[3]",
        '{"activities": {}}',
        '{"name": "A", "name": "B"}',
        '{"name": NaN}',
        '{"name": "\\ud800"}',
        '{"name": "A", "phases": 3}',
        '{"name": "A", "phases": [{"troop": 3}]}',
        '{"name": "A", "phases": [{"start": "2017-02-02", "end": "2017-02-01"}]}',
        '{"name": "A", "parts": [{"state": "X"}]}',
        '[{"id": "A", "name": "A"}, {"id": "A", "name": "B"}]',
        '[{"id": "A", "name": "A", "parent": "B"}, {"id": "B", "name": "B", "parent": "A"}]',
        '{"id": "A", "name": "A", "parent": "A"}',
    ],
)
def test_bad_json_is_malformed(text: str) -> None:
    assert refused(text, Media.JSON).got


def test_how_long_it_lasts_has_two_ends() -> None:
    """Three calendar days last between one day and three; by the second there is nothing to spare."""
    days = one(start="2015-05-25", end="2015-05-27")
    assert (days.shortest(), days.longest()) == (timedelta(days=1), timedelta(days=3))
    exact = one(start="2015-05-25T10:00:00Z", end="2015-05-28T10:00:00Z")
    assert exact.shortest() == exact.longest() == timedelta(days=3)
    assert one(start="2015-05-25").longest() is None


def test_the_shipped_list_is_read_whole() -> None:
    """Every row of the shipped file is an activity with an id, a name and a start; every row has a source."""
    found = exercises()
    assert len(found) == FILE.read_text("utf-8").count("\nEX")
    assert all(one.start is not None and one.source for one in found)
    zapad = next(one for one in found if one.name == "Zapad-2017")
    assert (str(zapad.counted), str(zapad.estimate)) == ("12,700", "60,000 to 100,000")
    assert zapad.other == {}
