"""What holds of every track and of every two of them."""

import math
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.vincenty import inverse, position

from detente.tracks.approach import Approach, closest
from detente.tracks.geodesy import apart, between, in_space, leg, sagitta, shortest_over
from detente.tracks.reading import Format, Stated, read
from detente.tracks.table import parse_columns
from detente.tracks.track import Point, Track

latitudes = st.floats(-89.5, 89.5)
longitudes = st.floats(-180, 180)
offsets = st.tuples(st.floats(-0.3, 0.3), st.floats(-0.3, 0.3))


def _tracks(name: str) -> st.SearchStrategy[Track]:
    times = st.lists(st.integers(0, 600), min_size=1, max_size=8, unique=True).map(sorted)
    return times.flatmap(
        lambda at: st.lists(offsets, min_size=len(at), max_size=len(at)).map(
            lambda places: Track(
                name, tuple(Point(float(when), 55 + y, 19 + x, 1) for when, (x, y) in zip(at, places, strict=True))
            )
        )
    )


@given(_tracks("a"), _tracks("b"))
@settings(max_examples=60, deadline=None)
def test_no_common_moment_is_nearer(first: Track, second: Track) -> None:
    """Whenever one looks, the two are no nearer than was said, by another formula."""
    found = closest(first, second)
    if not isinstance(found, Approach):
        return
    for number in range(21):
        at = found.common_from_at + (found.common_until_at - found.common_from_at) * number / 20
        assert inverse(*position(first, at), *position(second, at))[0] >= found.distance_m - 1.0


@given(_tracks("a"), _tracks("b"), st.data())
@settings(max_examples=60, deadline=None)
def test_no_way_that_a_craft_can_have_gone_is_nearer_than_the_range(
    first: Track, second: Track, data: st.DataObject
) -> None:
    """Leave out positions of a craft whose speed is stated: with them the two are no nearer than was said without."""
    fastest = max(
        (apart(in_space(a.lat, a.lon), in_space(b.lat, b.lon)) / (b.at - a.at) for a, b in pairwise(first.points)),
        default=0.0,
    )
    # A line on the ellipsoid is a little longer than the straight one through it.
    whole = [replace(one, speed_mps=fastest * 1.001) for one in first.points]
    kept = data.draw(st.lists(st.booleans(), min_size=len(whole), max_size=len(whole)))
    some = [one for one, keep in zip(whole, kept, strict=True) if keep] or whole[:1]
    less, more = closest(Track("a", tuple(some)), second), closest(Track("a", tuple(whole)), second)
    if isinstance(less, Approach) and isinstance(more, Approach):
        inside = [one for one in whole if less.common_from_at <= one.at <= less.common_until_at]
        nearest = min((inverse(one.lat, one.lon, *position(second, one.at))[0] for one in inside), default=math.inf)
        assert nearest >= less.least_m - 5.0
        assert less.least_m <= less.distance_m <= less.most_m


@given(_tracks("a"), _tracks("b"))
@settings(max_examples=60, deadline=None)
def test_nearness_is_mutual(first: Track, second: Track) -> None:
    one, other = closest(first, second), closest(second, first)
    assert isinstance(one, Approach) == isinstance(other, Approach)
    if isinstance(one, Approach) and isinstance(other, Approach):
        assert math.isclose(one.distance_m, other.distance_m, abs_tol=1.0)


@given(_tracks("a"), _tracks("b"))
@settings(max_examples=40, deadline=None)
def test_a_position_that_says_nothing_new_changes_nothing(first: Track, second: Track) -> None:
    """Another recorder, which notes the same way twice as often, has the same nearest approach."""
    points = list(first.points)
    for one, other in zip(first.points, first.points[1:], strict=False):
        lat, lon = between(one.lat, one.lon, other.lat, other.lon)(0.5)
        points.append(Point((one.at + other.at) / 2, lat, lon, 1))
    often = Track("a", tuple(sorted(points, key=lambda point: point.at)))
    found, again = closest(first, second), closest(often, second)
    if isinstance(found, Approach) and isinstance(again, Approach):
        assert math.isclose(found.distance_m, again.distance_m, abs_tol=1.0)


@given(latitudes, longitudes, latitudes, longitudes)
@settings(deadline=None)
def test_bounds_in_space_hold_on_the_ellipsoid(lat: float, lon: float, to_lat: float, to_lon: float) -> None:
    """No line is shorter than its bound, and none leaves the straight one by more than the sagitta."""
    here, there = in_space(lat, lon), in_space(to_lat, to_lon)
    chord = apart(here, there)
    assert leg(lat, lon, to_lat, to_lon).metres >= shortest_over(chord) - 1e-3
    middle = tuple((one + other) / 2 for one, other in zip(here, there, strict=True))
    on_earth = in_space(*between(lat, lon, to_lat, to_lon)(0.5))
    assert apart(on_earth, (middle[0], middle[1], middle[2])) <= sagitta(chord) + 1e-3


@given(st.permutations(range(8)))
@settings(deadline=None)
def test_the_order_of_rows_makes_no_other_track(order: list[int]) -> None:
    """Rows in any order give the same positions; that they were out of order is a remark."""
    rows = [f"2016-04-12T15:0{number}:00Z,{54.9 + number / 1000},19.2" for number in order]
    columns = parse_columns("time=t,lat=a,lon=b")
    reading = read(("t,a,b\n" + "\n".join(rows)).encode(), Format.CSV, Stated(columns=columns, datum="WGS 84"))
    assert [one.lat for one in reading.tracks[0].points] == [54.9 + number / 1000 for number in range(8)]
    told = any(flag.code == "time-reversed" for flag in reading.flags)
    assert told == (list(order) != sorted(order))
