"""Coast and zones: inside or not, and how far from the edge."""

import json
import math
import zlib
from importlib.resources import files

import pytest
from tests.vincenty import direct, inverse

from detente.errors import Malformed
from detente.limits import DRAWN_CORNERS_MAX, ZONE_CORNERS_MAX
from detente.maps.frame import Box, framed
from detente.tracks.area import inside, ring_of, to_edge
from detente.tracks.coast import SURE_METRES, coast, unpack
from detente.tracks.flat import drawn
from detente.tracks.geodesy import in_space
from detente.tracks.shore import REACH_M, STEP_M, Shore, coast_nearness, shore
from detente.tracks.track import Point, Track
from detente.tracks.zones import nearness, parse_zones


@pytest.mark.parametrize(
    ("place", "lat", "lon", "land"),
    [("Baltic", 55.5, 19.0, False), ("Warsaw", 52.2, 21.0, True), ("Caspian", 42.0, 50.5, False),
     ("Lake Ladoga", 60.9, 31.5, False), ("Lake Michigan", 43.5, -87.0, False), ("Antarctica", -85.0, 0.0, True),
     ("Fiji's antimeridian sea", -18.0, 180.0, False), ("Chukotka beyond the antimeridian", 66.5, -179.0, True),
     ("North Pole", 90.0, 0.0, False), ("South Pole", -89.99, 0.0, True)],
)  # fmt: skip
def test_land_and_water_are_told_apart(place: str, lat: float, lon: float, land: bool) -> None:
    assert coast().within(lat, lon) is land, place


def test_near_a_shore_nothing_is_sure() -> None:
    """A harbour town lies on land by no map of this scale; a place far inland does."""
    assert not coast().on_land(54.7, 19.9)
    assert coast().on_land(52.2, 21.0)


def test_the_shipped_coast_is_the_one_that_its_page_names() -> None:
    folder = files("detente.tracks") / "data"
    package = unpack(zlib.decompress((folder / "coast.bin").read_bytes()))
    assert (len(package.land), len(package.lakes)) == (1_422, 457)
    assert "1,422 rings" in (folder / "README.md").read_text("utf-8")


SQUARE = ring_of([(55.0, 19.0), (55.0, 20.0), (56.0, 20.0), (56.0, 19.0)])
ACROSS = ring_of([(52.0, 179.0), (52.0, -179.0), (53.0, -179.0), (53.0, 179.0)])


@pytest.mark.parametrize(
    ("lat", "lon", "within"), [(55.5, 19.5, True), (54.9, 19.5, False), (55.5, 20.5, False), (55.5, 379.5, True)]
)
def test_inside_is_told(lat: float, lon: float, within: bool) -> None:
    assert inside(SQUARE, lat, lon) is within


@pytest.mark.parametrize(
    ("lon", "within"), [(179.5, True), (-179.5, True), (178.9, False), (-178.9, False), (0.0, False)]
)
def test_a_zone_may_lie_across_the_antimeridian(lon: float, within: bool) -> None:
    assert inside(ACROSS, 52.5, lon) is within


def test_distances_to_an_edge_are_those_of_another_formula() -> None:
    """To a corner, and to a side along a meridian, where the shortest way is known."""
    assert to_edge(SQUARE, 54.5, 18.5) == pytest.approx(inverse(54.5, 18.5, 55.0, 19.0)[0], abs=0.5)
    side = min(inverse(55.5, 19.2, 55.4 + number / 1_000, 19.0)[0] for number in range(200))
    assert to_edge(SQUARE, 55.5, 19.2) == pytest.approx(side, abs=0.5)
    assert to_edge(SQUARE, 50.0, 10.0, 1_000.0) == 1_000.0


def flat(start: tuple[float, float], end: tuple[float, float], count: int) -> list[tuple[float, float]]:
    """Return places along a straight line of the flat map."""
    return [
        (start[0] + (end[0] - start[0]) * part / count, start[1] + (end[1] - start[1]) * part / count)
        for part in range(count + 1)
    ]


@pytest.mark.parametrize(
    ("corners", "place", "within"),
    [
        ([(55.3, 10.0), (55.3, 30.0), (58.0, 30.0), (58.0, 10.0)], (55.4, 20.0), True),
        ([(55.3, 10.0), (55.3, 30.0), (58.0, 30.0), (58.0, 10.0)], (55.2, 20.0), False),
        ([(40.0, -60.0), (40.0, -10.0), (60.0, -35.0)], (45.0, -20.0), True),
        ([(66.0, 170.0), (66.0, -150.0), (70.0, -170.0)], (66.1, -170.0), True),
    ],
    ids=["within a long south edge", "outside it", "a triangle", "across the antimeridian"],
)
def test_long_edges_are_one_line_for_inside_for_distance_and_in_the_picture(
    corners: list[tuple[float, float]], place: tuple[float, float], within: bool
) -> None:
    """Against brute force along the straight lines of the flat map, by another formula."""
    ring = ring_of(corners)
    edges = zip(ring.corners, [*ring.corners[1:], ring.corners[0]], strict=True)
    along = [one for start, end in edges for one in flat(start, end, 4_000)]
    assert inside(ring, *place) is within
    brute = min(inverse(*place, *one)[0] for one in along)
    assert to_edge(ring, *place) == pytest.approx(brute, abs=5.0)
    frame = framed(Box(0, 0, 1_000, 1_000), [*corners, place])
    pixels = frame.ring(drawn([corners], closed=True)[0])
    dot, edge = frame.dot(*place), [frame.dot(*one) for one in along]
    assert inside(ring_of([(y / 100, x / 100) for x, y in pixels]), dot[1] / 100, dot[0] / 100) is within
    # What is drawn lies on the brute force line, to a pixel.
    assert max(min(math.dist(one, other) for other in edge[::4]) for one in pixels[::20]) < 1.0
    (piece,) = frame.lines(drawn([corners])[0])
    assert set(piece) <= set(pixels) | {frame.dot(*corners[-1])}


def test_corners_along_edges_are_bounded_and_those_given_stay() -> None:
    given = [(number % 80.0, number * 100 % 180.0) for number in range(2_000)]
    one, other = drawn([given, given[::-1]], closed=True)
    assert 2 * len(given) < len(one) + len(other) <= 2 * len(given) + DRAWN_CORNERS_MAX
    assert set(given) <= set(one)
    assert drawn([[], [(1.0, 2.0)]]) == [[], [(1.0, 2.0)]]


def zone(*features: dict[str, object]) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def square(**said: str) -> dict[str, object]:
    corners = [[19, 55], [20, 55], [20, 56], [19, 56], [19, 55]]
    hole = [[19.4, 55.4], [19.6, 55.4], [19.6, 55.6], [19.4, 55.6], [19.4, 55.4]]
    return {"type": "Feature", "properties": said, "geometry": {"type": "Polygon", "coordinates": [corners, hole]}}


def test_how_near_a_track_lay_to_a_zone() -> None:
    """Positions within are counted, a hole is outside, and the source is the one that was named."""
    (area,) = parse_zones(zone(square(name="Area 7", source="RU notice 12/16")), "file")
    points = [Point(float(number), 55.5, 18.55 + 0.1 * number, number) for number in range(12)]
    near = nearness(Track("a", tuple(points)), area)
    assert (near.zone, near.source, near.first_at) == ("Area 7", "RU notice 12/16", 5.0)
    assert near.inside == 5  # 19.05 to 19.35, and 19.65 behind the hole
    assert near.least_m == pytest.approx(3_160, abs=20)  # a twentieth of a degree of longitude
    assert parse_zones(zone(square()), "file")[0].source == "file"


@pytest.mark.parametrize(
    "data",
    [zone(), b"[]", zone({"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [[[1, 2], [3, 4]]]}}),
     zone({"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [[["x", 2]]]}}),
     zone({"type": "Feature", "geometry": {"type": "Polygon",
           "coordinates": [[[number / 1e4, 2] for number in range(ZONE_CORNERS_MAX + 1)]]}})],
)  # fmt: skip
def test_zones_that_are_none_are_refused(data: bytes) -> None:
    with pytest.raises(Malformed, match="zone-malformed"):
        parse_zones(data, "file")


# --- distance to the coast --------------------------------------------------------------------------------------------


def by_looking_everywhere(rings: list[tuple[tuple[float, float], ...]], lat: float, lon: float) -> float:
    """Return the distance to the nearest edge by Vincenty's formula: every edge near by, ever closer along it."""
    least = math.inf
    for ring in rings:
        for start, end in zip(ring, (*ring[1:], ring[0]), strict=True):
            east = (start[1] - lon) % 360
            if abs(start[0] - lat) > 3 or min(east, 360 - east) > 3 / max(0.05, math.cos(math.radians(lat))):
                continue
            length, bearing = inverse(*start, *end)
            low, high = 0.0, length
            for _ in range(12):
                steps = [low + (high - low) * number / 8 for number in range(9)]
                best = min(steps, key=lambda way: inverse(lat, lon, *direct(*start, bearing, way))[0])
                low, high = max(0.0, best - (high - low) / 8), min(length, best + (high - low) / 8)
            least = min(least, inverse(lat, lon, *direct(*start, bearing, low))[0])
    return least


ISLANDS = [
    ((54.7, 19.0), (54.7, 20.0), (54.2, 19.5)),
    ((66.4, 179.5), (66.5, -179.5), (66.0, -179.9)),
    ((-77.0, 160.0), (-77.0, 165.0), (-78.0, 162.0)),
    ((84.0, -40.0), (83.5, -30.0), (83.0, -38.0)),
]


@pytest.mark.parametrize(
    ("lat", "lon"),
    [(54.95, 19.3), (54.5, 19.5), (54.6, 20.4), (66.9, 179.9), (66.2, -179.2), (-76.5, 163.0), (84.6, -36.0)],
)
def test_the_distance_to_a_coast_is_that_of_another_formula(lat: float, lon: float) -> None:
    """From sea and from land, across the antimeridian and near both poles, to a metre."""
    metres, there_lat, there_lon = Shore(iter(ISLANDS)).nearest(lat, lon)
    assert metres == pytest.approx(by_looking_everywhere(ISLANDS, lat, lon), abs=1.0)
    assert metres == pytest.approx(inverse(lat, lon, there_lat, there_lon)[0], abs=0.01)


@pytest.mark.parametrize(("lat", "lon"), [(54.85, 19.0), (36.9, 20.0)])
def test_the_shipped_coast_is_searched_whole(lat: float, lon: float) -> None:
    metres, there_lat, there_lon = shore().nearest(lat, lon)
    assert metres == pytest.approx(min(to_edge(ring, lat, lon, 300_000.0) for ring in coast().land), abs=1.0)
    assert metres == pytest.approx(inverse(lat, lon, there_lat, there_lon)[0], abs=0.01)


def test_a_track_is_told_where_it_was_nearest_to_the_coast_and_how_sure_that_is() -> None:
    """No position lies nearer than is told, less the step of the search; the map's own cuts are no coast."""
    points = tuple(Point(float(number), 55.2 - number / 500, 18.4 + number / 800, number) for number in range(150))
    found = coast_nearness(Track("ship", points))
    assert found.least_m <= min(shore().nearest(one.lat, one.lon)[0] for one in points[::15]) + STEP_M
    assert found.uncertainty_m == SURE_METRES + STEP_M
    assert not found.inland
    assert coast_nearness(Track("lorry", (Point(0.0, 52.2, 21.0, 1),))).inland
    ring = [(-80.0, float(lon)) for lon in range(180, -181, -45)]
    at_pole = Shore(iter([((-90.0, -180.0), (-90.0, 180.0), *ring)]))
    assert at_pole.nearest(-89.9, 179.0)[0] > 1_000_000


@pytest.mark.parametrize(("lat", "lon"), [(54.85, 19.0), (66.9, -179.95), (-70.0, 10.0), (0.0, -30.0)])
def test_what_was_left_out_around_one_place_is_nearest_to_no_place_near_by(lat: float, lon: float) -> None:
    around = shore().around(in_space(lat, lon))
    for turn in range(0, 360, 45):
        there = in_space(*direct(lat, lon, math.radians(turn), REACH_M - 1))
        assert around.holds(there)
        assert around.roughly(there) == shore().around(there).roughly(there)
    assert not around.holds(in_space(*direct(lat, lon, 0.0, REACH_M + 10)))


def test_a_track_that_goes_round_and_round_is_told_as_surely_as_one_that_does_so_once() -> None:
    """Places that were looked at before cost nothing, however long the way."""
    rounds = tuple(
        Point(float(number), 55.0 + math.cos(number / 8) / 20, 19.0 + math.sin(number / 8) / 20, number)
        for number in range(20_000)
    )
    assert coast_nearness(Track("aircraft", rounds)).uncertainty_m == SURE_METRES + STEP_M
