"""Nearest approaches against a reference computed another way (tests/vincenty.py): to 1 m and 1 s."""

import math

import pytest
from tests.vincenty import inverse, nearest, sailed

from detente.tracks.approach import Apart, Approach, closest
from detente.tracks.geodesy import leg, onwards
from detente.tracks.track import Point, Track
from detente.tracks.wording import how_near

NOON = 1_460_462_400.0


def every(seconds: float, count: int, after: float = 0.0) -> list[float]:
    return [NOON + after + seconds * number for number in range(count)]


CASES = {
    "crossing": (
        sailed("a", (54.9, 19.2), 45.0, 8.0, every(60, 61)),
        sailed("b", (54.98, 19.5), 300.0, 9.5, every(60, 61)),
    ),
    "overtaking": (
        sailed("a", (54.9, 19.2), 80.0, 6.0, every(30, 121)),
        sailed("b", (54.895, 19.17), 79.0, 9.0, every(30, 121)),
    ),
    "aircraft over a ship": (
        sailed("a", (54.9, 19.2), 80.0, 8.0, every(10, 60)),
        sailed("b", (55.4, 19.9), 221.0, 240.0, every(1, 590)),
    ),
    "stationary": (
        sailed("a", (54.9, 19.2), 0.0, 0.0, every(600, 7)),
        sailed("b", (54.95, 19.0), 112.0, 7.0, every(10, 300)),
    ),
    "different sampling": (
        sailed("a", (36.9, 20.7), 156.0, 7.6, every(7, 400)),
        sailed("b", (36.8, 20.6), 70.0, 11.0, every(180, 16, after=3.5)),
    ),
    "two positions each, far apart": (
        sailed("a", (60.0, -30.0), 90.0, 230.0, every(7_200, 2)),
        sailed("b", (55.0, -20.0), 0.0, 200.0, every(7_200, 2)),
    ),
    "antimeridian": (
        sailed("a", (52.0, 179.9), 90.0, 10.0, every(60, 61)),
        sailed("b", (52.1, -179.85), 225.0, 9.0, every(45, 80)),
    ),
    "pole": (
        sailed("a", (89.8, 10.0), 3.0, 12.0, every(60, 121)),
        sailed("b", (89.7, -120.0), 5.0, 15.0, every(60, 121)),
    ),
    "south pole": (
        sailed("a", (-89.5, 100.0), 178.0, 200.0, every(20, 40)),
        sailed("b", (-89.6, -60.0), 160.0, 210.0, every(15, 50)),
    ),
    "at the edge of common time": (
        sailed("a", (54.9, 19.2), 0.0, 8.0, every(60, 20)),
        sailed("b", (54.7, 19.2), 0.0, 4.0, every(60, 20, after=300)),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_the_nearest_approach_is_found_to_a_metre_and_a_second(name: str) -> None:
    """Time and distance agree with another formula, looked for by brute force."""
    first, second = CASES[name]
    at, metres = nearest(first, second)
    found = closest(first, second)
    assert isinstance(found, Approach)
    assert found.distance_m == pytest.approx(metres, abs=1.0)
    assert found.at == pytest.approx(at, abs=1.0)


@pytest.mark.parametrize("name", CASES)
def test_bearing_is_the_one_of_another_formula(name: str) -> None:
    first, second = CASES[name]
    found = closest(first, second)
    assert isinstance(found, Approach)
    assert found.bearing_deg is not None
    _, bearing = inverse(found.first.lat, found.first.lon, found.second.lat, found.second.lon)
    assert math.cos(math.radians(found.bearing_deg) - bearing) == pytest.approx(1.0, abs=1e-6)


def test_speed_and_course_are_those_sailed() -> None:
    found = closest(*CASES["crossing"])
    assert isinstance(found, Approach)
    assert found.first.speed_mps == pytest.approx(8.0, abs=0.001)
    assert found.second.course_deg == pytest.approx(300.0, abs=0.5)
    both = math.sqrt(8.0**2 + 9.5**2 - 2 * 8.0 * 9.5 * math.cos(math.radians(255.0)))
    assert found.relative_mps == pytest.approx(both, abs=0.05)


def test_two_that_stay_put_are_nearest_from_the_beginning() -> None:
    """Of moments that are alike the earliest is told, and thousands of them cost no more than one."""
    first = sailed("a", (54.9, 19.2), 0.0, 0.0, every(10, 3_000))
    second = sailed("b", (54.9, 19.3), 0.0, 0.0, every(10, 3_000))
    found = closest(first, second)
    assert isinstance(found, Approach)
    assert found.at == NOON
    assert found.first.course_deg is None
    assert found.distance_m == pytest.approx(inverse(54.9, 19.2, 54.9, 19.3)[0], abs=0.001)


def test_craft_that_meet_have_no_bearing() -> None:
    track = sailed("a", (54.9, 19.2), 45.0, 8.0, every(60, 5))
    found = closest(track, track)
    assert isinstance(found, Approach)
    assert (found.distance_m, found.bearing_deg) == (0.0, None)


def test_of_tracks_without_a_common_time_nothing_is_said() -> None:
    first = sailed("a", (54.9, 19.2), 45.0, 8.0, every(60, 5))
    second = sailed("b", (54.9, 19.2), 45.0, 8.0, every(60, 5, after=3_600))
    assert isinstance(closest(first, second), Apart)


def test_one_position_alone_counts_for_its_moment() -> None:
    first = sailed("a", (54.9, 19.2), 45.0, 8.0, every(60, 5))
    second = Track("b", (Point(NOON + 90, 54.9, 19.21, 1),))
    found = closest(first, second)
    assert isinstance(found, Approach)
    assert found.at == NOON + 90
    assert found.second.speed_mps == 0.0


def flown(height_m: float, datum: str) -> Track:
    places = [onwards(54.9, 19.2, 90.0, 100.0 * number) for number in range(-10, 11)]
    points = (
        Point(NOON + number, *place, number, height_m=height_m, height_datum=datum)
        for number, place in enumerate(places)
    )
    return Track("a", tuple(points))


def test_heights_are_compared_where_they_are_above_the_same() -> None:
    """A height by pressure and one above the ellipsoid are no difference; two of a kind are."""
    low, high = flown(100.0, "WGS 84 ellipsoid"), flown(180.0, "WGS 84 ellipsoid")
    found = closest(low, high)
    assert isinstance(found, Approach)
    assert found.height_difference_m == pytest.approx(80.0)
    assert found.slant_m == pytest.approx(80.0)
    other = closest(low, flown(180.0, "standard pressure"))
    assert isinstance(other, Approach)
    assert other.height_difference_m is None
    unnamed = closest(flown(1.0, "not stated"), flown(2.0, "not stated"))
    assert isinstance(unnamed, Approach)
    assert unnamed.slant_m is None


def test_uncertainty_counts_what_is_stated_and_names_what_is_not() -> None:
    """Its parts are told; clocks against each other never are known from two files."""
    points = tuple(
        Point(one.at, one.lat, one.lon, one.line, speed_mps=12.0, uncertainty_m=10.0)
        for one in sailed("a", (54.9, 19.2), 45.0, 8.0, every(60, 61)).points
    )
    found = closest(Track("a", points, datum="ED50"), CASES["crossing"][1])
    assert isinstance(found, Approach)
    shares = {one.what: one.metres for one in found.shares}
    assert shares["position of a, as stated"] == 10.0
    assert shares["position of b, as stated"] is None
    assert shares["clocks of the two against each other"] is None
    assert shares["datum of a"] == 200.0
    part = (found.at - NOON) / 60 % 1
    room = math.sqrt(part * (1 - part) * (720**2 - 480**2))
    assert shares["way of a between its positions"] == pytest.approx(room, abs=1)
    assert found.uncertainty_m == pytest.approx(sum(value for value in shares.values() if value is not None))


def straight_out(*kilometres: float, every_s: float, speed_mps: float | None) -> Track:
    """Return the track of an aircraft that goes east of (54.9, 19.2), as far from it as said."""
    places = [onwards(54.9, 19.2, 90.0, 1_000 * one) for one in kilometres]
    points = (
        Point(NOON + every_s * number, *place, number, speed_mps=speed_mps) for number, place in enumerate(places)
    )
    return Track("aircraft", tuple(points))


def test_between_positions_a_fast_craft_may_have_come_nearer_than_at_any_of_them() -> None:
    """Ten minutes at 250 m/s without a position: it may have flown over the ship, and it is said so."""
    ship = sailed("ship", (54.9, 19.2), 0.0, 0.0, every(60, 21))
    found = closest(ship, straight_out(10, 12, 14, every_s=600, speed_mps=250.0))
    assert isinstance(found, Approach)
    assert (found.at, found.distance_m) == (NOON, pytest.approx(10_000, abs=1))
    assert found.least_m == 0.0
    assert found.most_m == found.distance_m + found.uncertainty_m < 10_010
    assert (found.earliest_at, found.latest_at) == (NOON, NOON + 1_200)
    assert how_near(found.distance_m, found.uncertainty_m, found.least_m) == (
        "10.0 km ± 3.3 m as given; between positions it may have been as near as 0 m"
    )


def test_a_gap_far_from_the_nearest_position_counts_too() -> None:
    """Dense and near at first, farther off and not seen for five minutes later: the nearest may lie in the gap."""
    ship = sailed("ship", (54.9, 19.2), 0.0, 0.0, every(60, 21))
    seen = straight_out(*(10 + 0.25 * number for number in range(20)), every_s=1, speed_mps=250.0).points
    later = Point(NOON + 319, *onwards(54.9, 19.2, 90.0, 16_000.0), 21, speed_mps=250.0)
    narrow, wide = (closest(ship, Track("aircraft", points)) for points in (seen, (*seen, later)))
    assert isinstance(narrow, Approach)
    assert isinstance(wide, Approach)
    assert narrow.distance_m == wide.distance_m
    assert narrow.least_m > 9_600
    assert wide.least_m == 0.0


def test_dense_positions_leave_the_range_narrow() -> None:
    """A position a second: the range is that of rounded times, and nothing is said of what is between."""
    ship = sailed("ship", (54.9, 19.2), 80.0, 8.0, every(1, 120))
    aircraft = sailed("aircraft", (54.95, 19.2), 180.0, 60.0, every(1, 120))
    found = closest(ship, aircraft)
    assert isinstance(found, Approach)
    assert found.most_m - found.least_m <= 2 * found.uncertainty_m + 5
    assert "between" not in how_near(found.distance_m, found.uncertainty_m, found.least_m)


def test_geodesics_agree_with_known_ones() -> None:
    """A degree of longitude on the equator, a quarter of a meridian, and a line that Vincenty published."""
    assert leg(0, 0, 0, 1).metres == pytest.approx(6_378_137.0 * math.pi / 180, abs=0.001)
    assert leg(0, 0, 90, 0).metres == pytest.approx(10_001_965.729, abs=0.001)
    flinders = leg(-(37 + 57 / 60 + 3.72030 / 3_600), 144 + 25 / 60 + 29.52440 / 3_600,
                   -(37 + 39 / 60 + 10.15610 / 3_600), 143 + 55 / 60 + 35.38390 / 3_600)  # fmt: skip
    assert flinders.metres == pytest.approx(54_972.271, abs=0.01)
    assert flinders.bearing_deg == pytest.approx(306 + 52 / 60 + 5.37 / 3_600, abs=0.001)
