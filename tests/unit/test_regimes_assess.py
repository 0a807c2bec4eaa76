"""What must be notified: the rules of vienna-2011 over the shipped exercises and over made-up activities."""

import json

import pytest

from detente.regimes.activity_files import Media, read_activities
from detente.regimes.assess import assess, summarise
from detente.regimes.assessed import Assessed
from detente.regimes.exercises import exercises
from detente.regimes.library import find
from detente.regimes.reading import parse_pack
from detente.regimes.report import report, within

PACK = find("vienna-2011")
SHIPPED = {one.id: one for one in assess(exercises(), PACK)}

EXPECTED = {
    "EX001": ("no duty", ()),
    "EX002": ("no duty", ()),
    "EX003": ("no duty", ()),
    "EX005": ("no duty", ()),
    "EX006": ("cannot say", ()),
    "EX007": ("no duty", ()),
    "EX008": ("duty", ("VD-40.1 2013-08-09",)),
    "EX009": ("no duty", ()),
    "EX010": ("duty", ("VD-41 2014-02-26", "VD-60 2014-02-26")),
    "EX012": ("no duty", ()),
    "EX013": ("duty", ("VD-40.1 2014-08-13", "VD-47.4 2014-08-13")),
    "EX014": ("no duty", ()),
    "EX015": ("no duty", ()),
    "EX016": ("duty", ("VD-41 2014-12-05",)),
    "EX017": ("no duty", ()),
    "EX019": ("duty", ("VD-40.1 2015-02-28", "VD-47.4 2015-02-28")),
    "EX020": ("duty", ("VD-40.1 2015-03-23", "VD-47.4 2015-03-23")),
    "EX021": ("duty", ("VD-41 2015-05-25",)),
    "EX022": ("no duty", ()),
    "EX023": ("cannot say", ()),
    "EX024": ("duty", ("VD-40.1 2015-08-17", "VD-47.4 2015-08-17")),
    "EX026": ("duty", ("VD-40.1 2016-04-26", "VD-47.4 2016-04-26")),
    "EX027": ("duty", ("VD-40.1 2016-04-15",)),
    "EX028": ("duty", ("VD-40.1 2016-07-25",)),
    "EX029": ("duty", ("VD-40.1 2017-04-16",)),
    "EX030": ("duty", ("VD-40.1 2017-07-31",)),
    "EX031": ("duty", ("VD-40.1 2017-08-03",)),
    "EX033": ("no duty", ()),
    "EX034": ("duty", ("VD-40.1 2018-09-13", "VD-47.4 2018-09-13")),
    "EX035": ("duty", ("VD-40.1 2019-08-05", "VD-47.4 2019-08-05")),
    "EX036": ("duty", ("VD-40.1 2020-02-19", "VD-47.4 2020-02-19")),
    "EX037": ("duty", ("VD-40.1 2020-08-10",)),
    "EX038": ("duty", ("VD-40.1 2021-03-20",)),
    "EX040": ("duty", ("VD-40.1 2021-07-30",)),
    "EX041": ("cannot say", ()),
    "EX042": ("duty", ("VD-40.1 2022-01-31", "VD-47.4 2022-01-31")),
    "EX043": ("no duty", ()),
    "EX044": ("duty", ("VD-40.1 2023-12-13", "VD-47.4 2023-12-13")),
    "EX045": ("duty", ("VD-40.1 2024-01-14", "VD-47.4 2024-01-14")),
    "EX047": ("duty", ("VD-40.1 2025-08-01", "VD-47.4 2025-08-01")),
    "EX048": ("no duty", ()),
    "EX049": ("no duty", ()),
    "EX050": ("cannot say", ()),
}


def one(**fields: object) -> Assessed:
    sound = {"name": "A", "start": "2026-09-01", "end": "2026-09-12", "host": "Norway", "kind": "planned"}
    return assess(read_activities(json.dumps({**sound, **fields}).encode(), Media.JSON), PACK)[0]


def rules(found: Assessed) -> list[str]:
    return [duty.rule for duty in found.duties]


@pytest.mark.parametrize("id_", EXPECTED)
def test_every_shipped_exercise(id_: str) -> None:
    """Rule and due date, or no duty with its reason, or what is missing."""
    found = SHIPPED[id_]
    verdict, duties = EXPECTED[id_]
    assert (str(found.verdict), tuple(f"{duty.rule} {duty.due}" for duty in found.duties)) == (verdict, duties)
    assert found.reason
    assert bool(found.missing) == (verdict == "cannot say")
    assert all(duty.reason and duty.source and duty.to for duty in found.duties)


def test_the_table_above_has_every_row() -> None:
    assert EXPECTED.keys() == SHIPPED.keys()


def test_a_counted_figure_decides_over_an_announced_one() -> None:
    """80,000 announced and 12,900 counted: the count asks for notice, and for no observers."""
    found = SHIPPED["EX037"]
    assert (rules(found), str(found.figure)) == (["VD-40.1"], "counted")
    assert found.duties[0].confidence == "high"
    assert rules(one(announced_troops=80_000, troops=8_999)) == []


def test_an_announced_figure_is_said_to_be_announced_only() -> None:
    """It decides where there is no count, with less confidence."""
    found = one(announced_troops=13_000)
    assert [str(duty.figure) for duty in found.duties] == ["announced only", "announced only"]
    assert {str(duty.confidence) for duty in found.duties} == {"medium"}
    assert "(announced only)" in found.reason


def test_an_estimate_never_makes_a_duty() -> None:
    """However large, it is a remark."""
    found = one(estimate=500_000)
    assert (str(found.verdict), found.duties) == ("cannot say", ())
    assert "troops" in found.missing
    assert any("500,000" in hint for hint in found.hints)


@pytest.mark.parametrize(
    ("troops", "words"),
    [
        (12_700, "stands 300 (2.3 %) below the mark of 13,000"),
        (13_000, "stands exactly at the mark of 13,000"),
        (13_500, "stands 500 (3.8 %) above the mark of 13,000"),
        (8_550, "stands 450 (5.0 %) below the mark of 9,000"),
    ],
)
def test_nearness_is_said_on_both_sides(troops: int, words: str) -> None:
    """Of a counted figure, just under and just over alike, and in the same words."""
    assert any(words in hint for hint in one(troops=troops).hints)
    assert not any("stands" in hint for hint in one(announced_troops=troops).hints)


@pytest.mark.parametrize("troops", [8_549, 9_451, 12_349, 13_651])
def test_what_is_not_near_is_not_said_to_be(troops: int) -> None:
    assert not any("stands" in hint for hint in one(troops=troops).hints)


def test_no_notice_is_due_when_the_troops_commence() -> None:
    """To the second where it is known, else on the day; observers only where it lasts more than 72 hours."""
    snap = {"kind": "snap", "troops": 13_000, "start": "2015-05-25T10:00:00Z"}
    long = one(**snap, end="2015-05-28T10:00:01Z")
    assert [(duty.rule, duty.due) for duty in long.duties] == [
        ("VD-41", "2015-05-25T10:00:00Z"),
        ("VD-60", "2015-05-25T10:00:00Z"),
    ]
    assert rules(one(**snap, end="2015-05-28T10:00:00Z")) == ["VD-41"]


def test_a_duration_known_by_days_may_leave_observation_open() -> None:
    """Four calendar days last from two days to four: whether more than 72 hours is not known, and said so."""
    found = one(kind="snap", troops=13_000, start="2015-05-25", end="2015-05-28")
    assert rules(found) == ["VD-41"]
    assert any("VD-60" in hint and "duration" in hint for hint in found.hints)


@pytest.mark.parametrize(
    ("fields", "verdict"),
    [
        ({"host": "Russia (east)"}, "no duty"),
        ({"host": "Mongolia"}, "no duty"),
        ({"host": "Russia"}, "cannot say"),
        ({"host": "Russia (Central MD)"}, "cannot say"),
        ({"host": "Russia (Kaliningrad)"}, "duty"),
        ({"host": "North Atlantic"}, "cannot say"),
        ({"host": "Ruritania"}, "cannot say"),
        ({"host": ""}, "cannot say"),
        ({"host": "", "in_zone": True}, "duty"),
        ({"host": "Norway", "in_zone": False}, "no duty"),
        ({"host": "Russia", "vd_handling": "outside VD zone"}, "no duty"),
        ({"host": "Russia", "vd_handling": "not notified"}, "cannot say"),
    ],
)
def test_the_zone(fields: dict[str, object], verdict: str) -> None:
    """Inside, outside, or not to be told from what is stated."""
    found = one(announced_troops=20_000, **fields)
    assert str(found.verdict) == verdict
    assert found.zone
    assert ("in_zone" in found.missing) == (verdict == "cannot say")


def test_any_one_count_is_enough() -> None:
    """Tanks, armoured vehicles and artillery make a duty without a word on troops; phases count too."""
    assert rules(one(tanks=250)) == ["VD-40.1"]
    assert rules(one(acv=500)) == ["VD-40.1", "VD-47.4"]
    assert rules(one(troops=4_000, phases=[{"name": "active", "troops": 9_000}])) == ["VD-40.1"]


def test_what_is_assumed_is_said() -> None:
    """Blank equipment beside a total is taken as below its thresholds, and the answer says so."""
    said = one(troops=8_000).assumed
    assert any("tanks, armoured combat vehicles, artillery" in line for line in said)
    assert not any("troops" in line for line in one(troops=2_999).assumed if "thresholds" in line)
    assert rules(one(troops=20_000, single_command=False)) == []


def test_landings_have_their_own_threshold() -> None:
    """3,000 that land or jump; where the notes speak of them and no number is given, it cannot be said."""
    assert rules(one(troops=5_000, parachute_troops=3_000)) == ["VD-40.2"]
    assert rules(one(troops=5_000, amphibious_troops=3_500)) == ["VD-40.2", "VD-47.4.l"]
    assert one(troops=5_000, notes="Airborne exercise").missing == ("parachute_troops",)
    assert str(one(troops=2_999, notes="Airborne exercise").verdict) == "no duty"


def test_a_range_across_a_threshold_cannot_be_said() -> None:
    """Both ends must agree."""
    found = one(troops="8000-10000")
    assert (str(found.verdict), found.missing) == ("cannot say", ("troops",))
    assert rules(one(troops="9000-12000")) == ["VD-40.1"]


def test_a_start_known_by_month_takes_the_earliest_day() -> None:
    found = one(troops=9_000, start="2026-09", end="2026-10")
    assert found.duties[0].due == "2026-07-21"
    assert "earliest day" in found.duties[0].reason


def test_a_duty_without_a_start_has_no_date() -> None:
    """What is due is known, by when is not; the missing start is named."""
    found = one(troops=9_000, start="", end="")
    assert (found.duties[0].due, found.missing) == (None, ("start",))


def test_participants_owe_notice_of_their_own_large_parts() -> None:
    found = one(troops=20_000, parts=[{"state": "Sweden", "troops": 9_000}, {"state": "Finland", "troops": 8_999}])
    assert [(duty.rule, duty.who) for duty in found.duties if duty.rule == "VD-39"] == [
        ("VD-39", "the participant: Sweden")
    ]


def test_families_are_linked() -> None:
    rows = [
        {"id": "P", "name": "Whole"},
        {"id": "C", "name": "Half", "parent": "P"},
        {"id": "D", "name": "X", "notes": "Part of Whole"},
    ]
    parent, child, told = assess(read_activities(json.dumps(rows).encode(), Media.JSON), PACK)
    assert "has parts in this list: C" in parent.hints
    assert any(hint.startswith("part of P (Whole)") for hint in child.hints)
    assert any("part of P (Whole)" in hint for hint in told.hints)


def test_the_summary_counts_figures_of_every_lead_alike() -> None:
    """Each lead's activities, how many of them counted, announced only or without a figure; and all add up."""
    found = tuple(SHIPPED.values())
    summary = summarise(found, PACK)
    assert (summary.activities, summary.counted, summary.announced_only, summary.no_figure) == (43, 5, 37, 1)
    assert summary.duty + summary.no_duty + summary.cannot_say == summary.activities
    assert sum(one.activities for one in summary.leads) == summary.activities
    assert {one.lead: one.counted for one in summary.leads if one.counted} == {
        "Russia": 1,
        "Russia/Belarus": 3,
        "Sweden": 1,
    }


def test_a_pack_that_speaks_of_no_activity_makes_no_duty() -> None:
    """Rules about returns and replies are not asked of activities, and nothing is guessed."""
    quiet = parse_pack(
        '[pack]\nid = "quiet"\nversion = "1"\ninstrument = "Q"\nnature = "legal"\nlanguages = ["en"]\n'
        '[sources]\nus = "we"\n[[rules]]\nid = "Q1"\ntitle = "Return"\ndoes = "return"\nwho = "each"\n'
        'due = { fixed = "12-15", year = -1 }\nconfidence = "high"\nsource = "us"\n'
    )
    found = assess(exercises(), quiet)
    assert {str(one.verdict) for one in found} == {"no duty"}
    assert {one.reason for one in found} == {"no rule of this pack speaks of it"}


def test_the_report_is_in_the_order_of_time() -> None:
    """2014 to 2018: which rule, by what date, observers or not, counted or only announced."""
    chosen = within(exercises(), 2014, 2018)
    rows = report(chosen, assess(chosen, PACK))
    assert [row.start for row in rows] == sorted(row.start for row in rows)
    zapad = next(row for row in rows if row.name == "Zapad-2017")
    assert (zapad.rule, zapad.due, zapad.observers, str(zapad.basis)) == (
        "VD-40.1",
        "2017-08-03",
        "not asked for",
        "counted",
    )
    assert {row.start[:4] for row in rows} == {"2014", "2015", "2016", "2017", "2018"}


def test_no_word_here_accuses() -> None:
    """Neither reasons nor remarks say what somebody failed to do."""
    words = " ".join(f"{one.reason} {' '.join(one.hints)} {' '.join(one.assumed)}" for one in SHIPPED.values()).lower()
    assert not [
        word for word in ("violat", "breach", "fail", "evad", "conceal", "suspicio", "loophole") if word in words
    ]
