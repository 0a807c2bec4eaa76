"""What accounts state, against each other's positions and against what files say: ranges, and questions to both."""

from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from msgspec.structs import replace as replaced
from tests.matter import NOON
from tests.vincenty import inverse, sailed

from detente.clock import DAY
from detente.council.incident.against import against, computed_of, derived
from detente.council.incident.chronology import moments
from detente.council.incident.differences import differences
from detente.council.incident.geometry import MANY, Source, geometry
from detente.council.said import Said
from detente.limits import TRACK_COMPARED_POINTS_MAX, ZONE_WORK_MAX
from detente.tracks.area import Ring, box_of
from detente.tracks.track import Craft, Track
from detente.tracks.wording import HASH_SHOWN
from detente.tracks.zones import Zone

TIMES = [float(NOON + 10 * number) for number in range(61)]


def account(party: str, **body: Any) -> Said:
    return Said(f"{party}/PLENARY/1".upper(), party, "incident-account", NOON, body={"text": "As seen.", **body})


def source(voice: str, *tracks: Track, of: str = "", basis: str = "recorded", name: str = "a.csv") -> Source:
    digest = sha256(f"{voice} {name}".encode()).hexdigest()
    return Source(voice, name, digest, of, basis, tuple(tracks))


SHIP = replace(sailed("Cook", (54.8, 19.0), 0.0, 5.0, TIMES), craft=Craft.SHIP)
PASSING = replace(sailed("Su-24", (54.8, 18.9), 84.0, 60.0, TIMES), craft=Craft.AIRCRAFT)
"""Passes the ship some hundred metres off."""


def approach(basis: str = "recorded") -> tuple[Source, Source]:
    return source("US", SHIP, of="Cook"), source("RU", PASSING, of="Su-24", basis=basis, name="b.csv")


# --- stated and computed ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "unit", "asked"), [("30", "ft", 1), ("9000", "ft", 1), ("9", "km", 1), ("0.1", "nmi", 0)]
)
def test_a_stated_distance_beyond_what_files_say_is_a_question_to_both_and_else_none(
    value: str, unit: str, asked: int
) -> None:
    """What is stated reaches as far as its last digit, what is computed as its uncertainty; both ends are looked at."""
    found, us = computed_of(geometry(approach()).met), account("us", closest_distance={"value": value, "unit": unit})
    ((one,),) = found.values()
    assert one.least_m < 0.1 * 1_852 < one.most_m
    (row,) = against([us, account("ru")], found)
    assert len(row.questions) == asked
    assert row.status == ("differs" if asked else "ranges meet")
    assert [said.voice for said in row.stated] == ["RU", "US", "computed from files of RU and US"]
    assert "recorded, sha256" in row.stated[2].derived
    for question in row.questions:
        assert "which" in question.casefold()
        assert "wrong" not in question


def test_what_may_have_happened_between_positions_is_no_question() -> None:
    """Ten minutes without a position at 250 m/s: thirty feet and the time between are possible, and neither asks."""
    still = replace(sailed("Cook", (54.8, 19.0), 0.0, 0.0, TIMES), craft=Craft.SHIP)
    far = sailed("Su-24", (54.8, 19.156), 90.0, 3.3, [TIMES[0], TIMES[-1]])
    points = tuple(replaced(point, speed_mps=250.0) for point in far.points)
    rare = replace(far, points=points, craft=Craft.AIRCRAFT)
    met = geometry((source("US", still, of="Cook"), source("RU", rare, of="Su-24", name="b.csv"))).met
    told = account("us", closest_distance={"value": "30", "unit": "ft"}, occurred={"from_at": NOON + 300})
    rows = against([told], computed_of(met))
    assert [(row.status, row.questions) for row in rows] == [("ranges meet", ())] * 2
    assert "may have been as near as 0 m" in rows[0].stated[1].text


def test_what_was_reconstructed_from_accounts_is_shown_and_asks_nothing() -> None:
    """It is no record of its own: what it says, an account had said before."""
    found = computed_of(geometry(approach("reconstructed")).met)
    told = [account("us", closest_distance={"value": "9", "unit": "km"}, occurred={"from_at": NOON + 9 * DAY})]
    rows = against(told, found)
    assert [(row.status, row.questions) for row in rows] == [("reconstructed only, asks nothing", ())] * 2
    assert "reconstructed, sha256" in rows[0].stated[1].derived


def test_neither_side_is_first() -> None:
    """The same is computed and asked whoever gave a file or an account before the other."""
    us, ru = approach()
    found = computed_of(geometry([us, ru]).met)
    assert found == computed_of(geometry([ru, us]).met)
    told = [account("us", closest_distance={"value": "9", "unit": "km"}), account("ru", occurred={"from_at": 0})]
    assert against(told, found) == against(told[::-1], found)


def test_what_states_no_length_or_has_no_files_is_held_against_nothing() -> None:
    found = computed_of(geometry(approach()).met)
    assert against([account("us", closest_distance={"stated": "very near"}), account("ru")], found) == ()
    assert against([account("us", closest_distance={"value": "30", "unit": "ft"})], {}) == ()


def test_a_stated_day_on_which_files_have_no_approach_is_a_question() -> None:
    found = computed_of(geometry(approach()).met)
    same, other = ({"from_at": NOON - NOON % DAY + days * DAY, "precision": "day"} for days in (0, 1))
    (row,) = against([account("us", occurred=same), account("ru", occurred=other)], found)
    assert row.what == "date, stated and computed"
    (question,) = row.questions
    assert question.startswith("RU says")


def test_a_computed_moment_stands_in_the_line_of_time_with_its_files() -> None:
    computed = computed_of(geometry(approach()).met)
    told = account("us", manoeuvres=[{"text": "Climbs.", "at": NOON + 3_600}], occurred={"from_at": NOON - 60})
    line = moments([told], derived(computed))
    assert [one.what for one in line] == ["beginning", "nearest approach", "manoeuvre"]
    assert len(line[1].derived_from) == 2
    assert all(digest[:HASH_SHOWN] in line[1].text for digest in line[1].derived_from)


# --- which tracks are compared ----------------------------------------------------------------------------------------


def test_records_of_one_unit_and_the_same_bytes_are_no_approach() -> None:
    us, ru = source("US", SHIP, of="Cook"), source("RU", SHIP, of="cook", name="b.csv")
    found = geometry([us, ru])
    assert found.met == ()
    assert found.left_out == ("b.csv of RU and a.csv of US: both have records of cook, which are no approach",)
    twice = geometry([us, source("US", SHIP, of="Cook")])
    assert (twice.met, twice.left_out) == ((), ())
    passed_on = Source("RU", us.name, us.sha256, "", "recorded", us.tracks)
    assert "the same bytes" in geometry([us, passed_on]).left_out[0]


def test_of_a_file_of_many_craft_the_one_named_is_meant_and_else_nothing_is_asked() -> None:
    crowd = [sailed(f"other {number}", (54.81, 19.0 + number / 100), 90.0, 5.0, TIMES) for number in range(MANY)]
    named = geometry([source("US", SHIP, *crowd, of="Cook"), approach()[1]])
    assert [(one.first.name, one.clear) for one in named.met] in ([("a.csv", True)], [("b.csv", True)])
    area = geometry([source("US", SHIP, *crowd), approach()[1]])
    assert computed_of(area.met) == {}
    assert len(area.met) == (MANY + 1) * MANY // 2 + 1
    (told,) = area.left_out
    assert told.startswith("b.csv of RU and a.csv of US: Su-24 and other 0; Su-24 and other 1; ")
    assert told.endswith("Su-24 and other 3 may be one craft in two accounts")
    corners = ((54.0, 19.0), (55.0, 19.0), (55.0, 20.0))
    zone = Source("RU", "z.geojson", "0" * 64, zones=(Zone("A", (Ring(corners, box_of(corners)),), "RU"),))
    assert "more craft than an encounter has" in geometry([source("US", SHIP, *crowd), zone]).left_out[0]
    assert len(geometry([source("US", SHIP, *crowd), approach()[1]], only=["Cook", "su-"]).met) == 1


def test_a_file_of_several_units_tells_each_track_by_its_name_and_one_pair_that_fits_is_enough() -> None:
    """The same unit in files of both sides is two records; what is stated need fit one pair of a scope."""
    far = sailed("Ka-27", (54.9, 19.0), 0.0, 5.0, TIMES)
    us = replaced(source("US", SHIP, PASSING, far, of="Cook, Su-24, Ka-27"), own=("USS Cook",))
    ru = source("RU", sailed("Cook by radar", (54.8, 19.01), 0.0, 5.0, TIMES), of="Cook", name="b.csv")
    found = geometry([us, ru])
    assert {scope: len(known) for scope, known in computed_of(found.met).items()} == {"US": 2}
    assert len(found.met) == 3, "of two aircraft of the other side the distance is told, and asks nothing"
    assert found.left_out == (
        "b.csv of RU and a.csv of US: both have records of Cook, which are no approach",
        (
            "b.csv of RU and a.csv of US: Cook by radar and Su-24; Cook by radar and Ka-27 may be one craft in "
            "two accounts"
        ),
    )
    told = account("us", closest_distance={"value": "11", "unit": "km"})
    (row,) = against([told], computed_of(found.met))
    assert (row.status, row.questions) == ("ranges meet", ())
    assert us.named("Su-24 number 2") == "Su-24 number 2"
    assert (ru.named("track"), ru.named("by radar")) == ("Cook", "Cook (by radar)")


TU = replace(PASSING, name="Tu-154")


@pytest.mark.parametrize(
    ("us", "ru", "told"),
    [
        (source("US", SHIP, of="Cook"), source("RU", PASSING, of="Su-24"), True),
        (source("US", SHIP), source("RU", PASSING), True),
        (source("US", TU, of="P-8"), source("RU", PASSING, of="Su-24"), False),
        (replaced(source("US", TU, of="P-8"), own=("P-8",)), source("RU", PASSING, of="Su-24"), False),
        (replaced(source("US", TU, of="P-8"), own=("P-8A", "P-8 Poseidon")),
         replaced(source("RU", PASSING, of="Su-24"), own=("Su-24",)), True),
        (source("US", TU), replaced(source("RU", PASSING, of="Su-24"), own=("Su-24",)), False),
        (source("US", TU, of="Russian Su-24"), replaced(source("RU", PASSING, of="Su-24"), own=("Su-24",)), False),
    ],
)  # fmt: skip
def test_tracks_of_two_sides_are_told_only_where_they_cannot_be_one_craft(us: Source, ru: Source, told: bool) -> None:
    """A ship is no aircraft, and what each side calls its own is two; all else may be one craft in two accounts."""
    for found in (geometry([us, ru]), geometry([ru, us])):
        assert (len(found.met), len(computed_of(found.met))) == (told, told)
        assert any("may be one craft in two accounts" in one for one in found.left_out) != told


@pytest.mark.parametrize(
    ("of", "own", "asks"),
    [("Su-24, Tu-154", ("Su-24", "Tu-154"), False), ("Su-24, Tu-154", (), False), ("", (), False),
     ("Su-24, Tu-154", ("Tu-154",), True)],
)  # fmt: skip
def test_wingmen_of_one_file_are_told_and_are_no_encounter(of: str, own: tuple[str, ...], asks: bool) -> None:
    found = geometry([replaced(source("RU", PASSING, TU, of=of), own=own)])
    assert (len(found.met), bool(computed_of(found.met))) == (1, asks)


def test_what_is_beyond_a_bound_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert TRACK_COMPARED_POINTS_MAX > 1_000_000
    monkeypatch.setattr("detente.council.incident.geometry.TRACK_COMPARED_POINTS_MAX", 10)
    assert "1 pairs of tracks beyond the bound" in geometry(approach()).left_out[0]
    corners = tuple((54 + number / 1e6, 19.0) for number in range(ZONE_WORK_MAX // len(TIMES) + 1))
    zone = Source("RU", "z.geojson", "0" * 64, zones=(Zone("A", (Ring(corners, box_of(corners)),), "RU"),))
    found = geometry([source("US", SHIP), zone])
    assert found.zones == ()
    assert "more than the bound" in found.left_out[0]


def test_every_track_of_an_encounter_is_held_against_the_coast() -> None:
    found = geometry(approach())
    assert {one.found.track for one in found.coasts} == {"Cook", "Su-24"}
    assert all(10_000 < one.found.least_m < 40_000 for one in found.coasts)


# --- stated positions -------------------------------------------------------------------------------------------------


def place(lat: str, lon: str, **more: Any) -> dict[str, Any]:
    return {"lat": lat, "lon": lon, **more}


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        (place("54.80", "19.00"), place("54.8", "19.0"), ()),
        (place("54.8000", "19.0000"), place("54.8090", "19.0000"), ("lie 1002 m apart",)),
        (place("54.8000", "19.0000", uncertainty_metres=600), place("54.8090", "19", uncertainty_metres=500), ()),
        (
            place("55.5", "19", uncertainty_metres=900),
            place("55.6", "19.2", uncertainty_metres=900),
            ("lie 16.8 km apart",),
        ),
        (place("54.8000", "19.0000"), place("19.0000", "54.8000"), ("exchanged", "apart")),
        (place("54.8000", "19.0000", datum="WGS 84"), place("54.8001", "19.0000", datum="wgs84"), ()),
        (place("54.8000", "19.0000", datum="WGS 84"), place("54.8010", "19.0000", datum="SK-42"), ("To which datum",)),
        (place("10.0000", "179.9990"), place("10.0000", "-179.9990"), ("lie 219 m apart",)),
        ({"text": "Off Kaliningrad"}, {"text": "off  the coast"}, ("Where was each unit",)),
    ],
)
def test_positions_differ_by_their_distance_and_not_by_their_spelling(
    first: dict[str, Any], second: dict[str, Any], words: tuple[str, ...]
) -> None:
    for pair in ((first, second), (second, first)):
        accounts = [account(party, place=one) for party, one in zip(("us", "ru"), pair, strict=True)]
        (row,) = [one for one in differences(accounts) if one.what == "place"]
        assert row.status == ("differs" if words else "alike"), row.questions
        assert len(row.questions) == len(words)
        assert all(any(word in question for question in row.questions) for word in words)


def test_the_distance_of_stated_positions_is_that_of_another_formula() -> None:
    metres, _ = inverse(54.8, 19.0, 54.809, 19.0)
    assert round(metres) == 1_002
