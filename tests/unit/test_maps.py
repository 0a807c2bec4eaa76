"""Maps of encounters: what stands on every one, where things fall, and how each side is told apart."""

import json
import math
import re
import zlib
from dataclasses import replace
from importlib.resources import files
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from tests.vincenty import inverse

from detente.errors import Refused
from detente.maps.base import base_of
from detente.maps.frame import Box, Frame, framed
from detente.maps.geojson import render_geojson
from detente.maps.graticule import degrees_of, graticule
from detente.maps.ground import Seams, ground, seams_of
from detente.maps.keys import keys_of
from detente.maps.lettering import Room, width_of, wrapped
from detente.maps.picture import RECOGNITION, Area, Basis, Layer, Name, Nearest, Path, Picture, Place, Position
from detente.maps.plot import circle
from detente.maps.projection import Stereographic
from detente.maps.render import FORMS as ALL_FORMS
from detente.maps.render import SMALL, Form, render_note, render_svg
from detente.tracks.area import Ring, ring_of
from detente.tracks.coast import Coast, coast, unpack

NAMESPACE = "{http://www.w3.org/2000/svg}"
FORMS = pytest.mark.parametrize("form", ALL_FORMS.values(), ids=list(ALL_FORMS))


def way(start: Place, end: Place, count: int, at: float, every: float) -> tuple[tuple[float, Place], ...]:
    """Return a track that goes straight on the map of degrees."""
    parts = [one / (count - 1) for one in range(count)]
    return tuple(
        (at + number * every, (start[0] + part * (end[0] - start[0]), start[1] + part * (end[1] - start[1])))
        for number, part in enumerate(parts)
    )


BALTIC = Picture(
    "A ship and an aircraft, Baltic Sea",
    "US/MILITARY/3",
    ("US", "RU"),
    positions=(
        Position("US", "the ship", (55.05, 18.35), 2_000, "12 April", "GPS", "US/MILITARY/4"),
        Position("RU", "where it was seen", (54.9, 18.8), 15_000),
    ),
    paths=(
        Path("US", "the ship", way((55.0, 18.2), (55.06, 18.4), 12, 1_460_473_200, 120), Basis.RECORDED,
             "AIS", "ab" * 32),
        Path("RU", "Су-24", way((54.9, 19.6), (55.1, 17.9), 30, 1_460_473_500, 25), Basis.RECONSTRUCTED,
             "from published facts", "cd" * 32),
    ),
    nearest=(Nearest((55.03, 18.33), (55.045, 18.36), ("the ship", "Су-24"), 1_460_473_900, 2_400, 900),),
    areas=(Area("Area D", "PL", (((54.7, 18.6), (55.0, 18.6), (55.0, 19.2), (54.7, 19.2)),)),),
    as_of="2016-04-20T12:00:00Z",
    rehearsal=True,
)  # fmt: skip


def words_of(svg: str) -> list[str]:
    """Return the texts of a drawing, in their order."""
    return [(one.text or "").replace("\u00a0", " ") for one in ET.fromstring(svg).iter(f"{NAMESPACE}text")]


@FORMS
def test_every_map_says_what_it_is(form: Form) -> None:
    """The sentence on recognition and the mark of a rehearsal stand on every form of every map."""
    words = " ".join(words_of(render_svg(BALTIC, form)))
    assert RECOGNITION in words
    assert "REHEARSAL" in words
    assert "km" in words
    assert "nmi" in words
    assert "REHEARSAL" not in " ".join(words_of(render_svg(replace(BALTIC, rehearsal=False), form)))


@FORMS
def test_the_sentence_on_recognition_is_not_cut_off(form: Form) -> None:
    """Bold words are wider than others, and are wrapped as such."""
    drawn = ET.fromstring(render_svg(BALTIC, form))
    lines = [one for one in drawn.iter(f"{NAMESPACE}text") if one.text and one.text in RECOGNITION and " " in one.text]
    assert " ".join(str(one.text) for one in lines) == RECOGNITION
    for line in lines:
        wide = width_of(str(line.text), float(line.attrib["font-size"]), bold=True)
        assert float(line.attrib["x"]) + wide <= form.width, line.text


def test_the_legend_names_side_basis_file_uncertainty_and_projection() -> None:
    words = " ".join(words_of(render_svg(BALTIC)))
    for said in ("recorded", "reconstructed", "file abababababab…", "± 15.0 km", "Area D: as given by PL", "Су-24",
                 "Stereographic projection (conformal) on WGS 84", "Natural Earth", "As of 2016-04-20T12:00:00Z",
                 "uncertainty", "2.40 km (1.30 nmi) ± 900 m"):  # fmt: skip
        assert said in words or said == "uncertainty", said


def test_the_base_has_no_words_of_its_own() -> None:
    """Without layers nothing on the map is a name: each text is the picture's, a degree, a scale, or the legend's."""
    alone = Picture("T", positions=(Position("A", "here", (54.7, 19.9)),))
    inside = [one for one in words_of(render_svg(alone, SMALL)) if one != "T" and one not in RECOGNITION]
    assert inside[0] == "A: here"
    assert all(re.fullmatch(r"0|N|[\d,.]+ (km|nmi)", one) for one in inside[1:])


def test_a_picture_without_a_place_makes_no_map() -> None:
    with pytest.raises(Refused, match="map-empty"):
        render_svg(Picture("T"))


def test_recorded_is_solid_and_reconstructed_dashed() -> None:
    """Each side has a colour and a mark of its own, each basis its dashes: one of them is enough to tell."""
    lines = [one for one in ET.fromstring(render_svg(BALTIC)).iter(f"{NAMESPACE}path")
             if one.get("stroke-width") == "2.2"]  # fmt: skip
    assert [one.get("stroke-dasharray") for one in lines] == [None, "8 5"]
    assert len({one.get("stroke") for one in lines}) == 2


@pytest.mark.parametrize(
    ("name", "places"),
    [("antimeridian", [(-17.0, 179.9), (-16.5, -179.6)]), ("north pole", [(89.5, 0.0), (89.5, 180.0), (89.7, 90.0)]),
     ("south pole", [(-88.0, 10.0), (-88.0, -170.0)]), ("one place", [(55.0, 19.0)]),
     ("both ends of the earth", [(10.0, 10.0), (-10.0, -170.0)])],
)  # fmt: skip
def test_a_frame_has_room_for_all_places(name: str, places: list[Place]) -> None:
    """What is shown falls into the frame, also across the antimeridian and round a pole; at most a hemisphere does."""
    frame = framed(Box(0, 0, 800, 600), places)
    seen = [frame.box.holds(frame.dot(*one)) for one in places]
    assert all(seen) or name == "both ends of the earth"
    assert frame.metres * 800 <= 18_000_000 * 800 / 600 + 1


@pytest.mark.parametrize(
    ("lat", "lon", "land"),
    [(66.5, 179.9, True), (66.5, -179.9, True), (-85.0, 180.0, True), (-17.0, -179.5, False), (-89.9, 20.0, True),
     (90.0, 0.0, False), (54.0, 17.0, True), (60.9, 31.5, False)],
)  # fmt: skip
def test_land_is_drawn_where_land_is(lat: float, lon: float, land: bool) -> None:
    """The outlines in a frame, by the even-odd rule, are land where the coast says so, at seams and poles too."""
    frame = Frame(Box(0, 0, 400, 400), Stereographic(lat, lon), 2_000)
    outlines = ground(coast(), frozenset(), frame).land
    crossed = sum(_crossings(list(outline), (200.13, 200.29)) for outline in outlines)
    assert (crossed % 2 == 1) is coast().within(*frame.position((200.13, 200.29))) is land


def _crossings(dots: list[tuple[float, float]], at: tuple[float, float]) -> int:
    count = 0
    for (x, y), (u, v) in zip(dots, [*dots[1:], dots[0]], strict=True):
        if (y > at[1]) != (v > at[1]) and at[0] < x + (at[1] - y) / (v - y) * (u - x):
            count += 1
    return count


def test_a_hemisphere_shows_land_of_the_far_side_of_no_ring() -> None:
    """Seen from the Pacific, the land round the other end of the earth does not cover the sea."""
    frame = Frame(Box(0, 0, 900, 600), Stereographic(-30.0, -140.0), 30_000)
    outlines = ground(coast(), frozenset(), frame).land
    for dot in ((450.3, 300.7), (300.1, 250.9)):
        assert sum(_crossings(list(one), dot) for one in outlines) % 2 == coast().within(*frame.position(dot))


def test_a_seam_is_no_shore() -> None:
    """Where the data are cut, at the antimeridian and at the South Pole, no line is drawn."""
    for lat, lon in ((67.0, 180.0), (-89.0, 0.0), (-80.0, 180.0)):
        frame = Frame(Box(0, 0, 300, 300), Stereographic(lat, lon), 100)
        assert ground(coast(), frozenset(), frame).shores == ()


@pytest.mark.parametrize(("metres", "lat", "lon"), [(50, 54.507, 19.8165), (2_000, 54.458, 19.7405)])
def test_a_border_in_the_data_is_no_shore(metres: float, lat: float, lon: float) -> None:
    """The data cut the Vistula Lagoon in two along the border of two states; the base map shows no such line."""
    box = Box(0, 0, 60, 60)
    base, frame = base_of(Frame(box, Stereographic(lat, lon), metres)), Frame(box, Stereographic(lat, lon), 20)

    def nearest(seams: Seams) -> float:
        lines = ground(base.coast, seams, frame).shores
        return min(
            (math.dist(dot, (30, 30)) for line in lines for pair in pairwise(line) for dot in between(*pair)),
            default=99,
        )

    assert nearest(frozenset()) < 5
    assert nearest(base.seams) > 20


def between(one: tuple[float, float], other: tuple[float, float]) -> list[tuple[float, float]]:
    return [(one[0] + part / 50 * (other[0] - one[0]), one[1] + part / 50 * (other[1] - one[1])) for part in range(51)]


def test_what_two_rings_share_is_a_seam() -> None:
    def square(west: float) -> Ring:
        return ring_of([(0.0, west), (0.0, west + 1), (1.0, west + 1), (1.0, west)])

    assert seams_of(Coast((), (square(0.0), square(1.0)))) == {frozenset({(0.0, 1.0), (1.0, 1.0)})}
    assert seams_of(Coast((square(0.0), square(2.0)), ())) == frozenset()


def test_the_finer_coast_is_taken_where_a_frame_lies_within_it() -> None:
    """1:10 million near Europe, 1:50 million elsewhere, near its cut, and where nobody sees the difference."""

    def words(lat: float, lon: float, metres: float) -> str:
        return base_of(Frame(Box(0, 0, 800, 700), Stereographic(lat, lon), metres)).words

    assert "1:10 million" in words(55, 19, 200)
    for elsewhere in ((55, 19, 1_500), (55, 49, 200), (-17, 179.9, 200), (90, 0, 200)):
        assert "1:50 million" in words(*elsewhere)
    package = unpack(zlib.decompress((files("detente.maps") / "data/europe.bin").read_bytes()))
    assert (len(package.land), len(package.lakes)) == (1_161, 296)


def test_uncertainty_is_a_circle_of_that_radius() -> None:
    for at in ((55.0, 19.0), (-17.0, 179.9), (89.9, 0.0)):
        assert all(inverse(*at, *one)[0] == pytest.approx(25_000, abs=0.1) for one in circle(at, 25_000))


def test_degrees_read_as_on_a_chart() -> None:
    assert degrees_of(54.5, "NS", 0.5) == "54°30′N"
    assert degrees_of(-17.0, "NS", 1.0) == "17°S"
    assert degrees_of(0.0, "NS", 10.0) == "0°"
    assert degrees_of(180.0, "EW", 10.0) == "180°"
    assert degrees_of(18 + 20.5 / 60, "EW", 1 / 120) == "18°20′30″E"


@pytest.mark.parametrize(
    ("lat", "lon", "metres"),
    [(55, 19, 200), (-17, 180, 100), (90, 0, 3_000), (-90, 0, 9_000), (0, 0, 40_000), (72, 30, 5)],
)
def test_a_few_lines_of_the_net_cross_every_map(lat: float, lon: float, metres: float) -> None:
    """Never none and never a grid that hides the map, from a harbour to a hemisphere; each line bears its degrees."""
    frame = Frame(Box(0, 0, 800, 700), Stereographic(lat, lon), metres)
    lines = [one for one in graticule(frame) if one.pieces]
    assert 5 <= len(lines) <= 32
    assert all(one.text for line in lines for one in line.marks)


def test_words_never_cover_each_other() -> None:
    """Placed words share no room, stay on the map, and are left out rather than put over others."""
    room = Room(Box(0, 0, 400, 300))
    found = [room.find((200 + 7 * (one % 3), 150), width_of("US: the ship, 12 April", 12), 14, 8) for one in range(60)]
    boxes = [one.box for one in found if one is not None]
    assert 5 < len(boxes) < 60
    assert all(not one.meets(other) for index, one in enumerate(boxes) for other in boxes[index + 1 :])
    assert all(one.within(Box(0, 0, 400, 300)) for one in boxes)


def test_long_words_are_broken_and_cut() -> None:
    assert all(width_of(line, 12) <= 100 for line in wrapped("W" * 200 + " ein Wort", 12, 100))
    assert wrapped("one two three four five six seven eight", 12, 60, 2)[-1].endswith("…")


def test_the_same_picture_gives_the_same_bytes() -> None:
    assert render_svg(BALTIC) == render_svg(BALTIC)


def test_a_track_shows_how_far_off_it_can_be() -> None:
    """As wide as is stated, both ways; what is known better than its line is wide is not drawn."""
    track = replace(BALTIC.paths[0], uncertainty_m=5_000.0)
    picture = replace(BALTIC, paths=(track,), nearest=(), positions=())
    wide = [float(one.get("stroke-width", "0")) for one in ET.fromstring(render_svg(picture)).iter(f"{NAMESPACE}path")]
    metres = framed(Box(0, 0, 804, 700), [place for _, place in track.points]).metres
    assert max(wide) == pytest.approx(10_000 / metres, rel=0.5)
    assert max(wide) > 30
    sure = replace(picture, paths=(replace(track, uncertainty_m=10.0),))
    thin = [float(one.get("stroke-width", "0")) for one in ET.fromstring(render_svg(sure)).iter(f"{NAMESPACE}path")]
    assert max(thin) <= 5
    assert "± 5.00 km (2.70 nmi)" in " ".join(words_of(render_svg(picture)))


def test_signs_are_each_sides_own_and_one_thing_has_no_number() -> None:
    """What the map calls US1 is US1 in the legend; a name that two tracks share stands for itself."""
    keys = keys_of(BALTIC)
    assert (keys.positions, keys.paths, keys.nearest) == (("US1", "RU1"), ("US2", "RU2"), ("N1",))
    assert keys.between == (("US2", "RU2"),)
    assert keys_of(replace(BALTIC, positions=())).paths == ("US", "RU")
    twins = replace(BALTIC, paths=(BALTIC.paths[0], replace(BALTIC.paths[1], name="the ship")))
    assert keys_of(twins).between == (("the ship", "Су-24"),)


def test_what_is_less_sure_than_it_is_near_says_so() -> None:
    near = replace(BALTIC.nearest[0], distance_m=9.1, uncertainty_m=160_000)
    words = " ".join(words_of(render_svg(replace(BALTIC, nearest=(near,)))))
    assert "9.1 m as drawn, known to ± 160 km (86 nmi) only" in words


def test_a_drill_bears_its_name_above_the_map() -> None:
    words = " ".join(words_of(render_svg(replace(BALTIC, rehearsal=False, drill="Baltic 1"), SMALL)))
    assert "DRILL: Baltic 1" in words


def test_a_sentence_can_stand_in_the_place_of_a_map() -> None:
    assert words_of(render_note("No map: <nobody> states a position.", SMALL))[0].startswith("No map: <nobody>")


# --- GeoJSON ----------------------------------------------------------------------------------------------------------


def test_geojson_says_of_everything_whose_it_is() -> None:
    document = json.loads(render_geojson(BALTIC))
    assert document["detente"]["note"] == RECOGNITION
    assert document["detente"]["rehearsal"] == "REHEARSAL"
    found = {(one["properties"]["what"], one["properties"].get("side")): one for one in document["features"]}
    track = found["track", "RU"]["properties"]
    assert (track["basis"], track["source_sha256"]) == ("reconstructed", "cd" * 32)
    assert len(track["coordTimes"]) == len(found["track", "RU"]["geometry"]["coordinates"]) == 30
    assert found["position", "RU"]["properties"]["uncertainty_m"] == 15_000
    assert found["position", "RU"]["geometry"] == {"type": "Point", "coordinates": [18.8, 54.9]}
    assert found["nearest approach", None]["properties"]["uncertainty_m"] == 900
    assert found["outline of a zone", None]["properties"]["given_by"] == "PL"


def test_geojson_is_cut_at_the_antimeridian() -> None:
    """RFC 7946 section 3.1.9: what crosses is in two parts, each with as many times as positions."""
    track = Path(
        "A", "t", ((0.0, (66.0, 179.0)), (10.0, (66.0, -179.0)), (20.0, (67.0, -178.0)), (30.0, (67.0, 179.0)))
    )
    feature = json.loads(render_geojson(Picture("T", paths=(track,))))["features"][0]
    parts, times = feature["geometry"]["coordinates"], feature["properties"]["coordTimes"]
    assert feature["geometry"]["type"] == "MultiLineString"
    assert [len(one) for one in parts] == [len(one) for one in times] == [2, 4, 2]
    assert parts[0] == [[179, 66], [180, 66]]
    assert parts[1][0] == [-180, 66]
    for part in parts:
        assert all(abs(one[0] - other[0]) <= 180 for one, other in pairwise(part))


def test_a_layer_keeps_its_source_on_the_map_and_in_the_file() -> None:
    layer = Layer(
        "Boundaries", "Survey of X, 2015", (((54.0, 18.0), (55.5, 19.5)),), (Name("Town", (54.8, 19.0)),), "US"
    )
    picture = replace(BALTIC, layers=(layer,))
    words = " ".join(words_of(render_svg(picture)))
    assert "Boundaries: source Survey of X, 2015 · chosen by US" in words
    assert "Town" in words
    said = [
        one["properties"] for one in json.loads(render_geojson(picture))["features"] if "layer" in one["properties"]
    ]
    assert [one["what"] for one in said] == ["line of a layer", "name of a layer"]
    assert {one["source"] for one in said} == {"Survey of X, 2015"}


def test_what_lies_outside_a_map_does_not_break_it() -> None:
    """Two sides that name opposite ends of the earth still get a map, and the file has both."""
    far = Picture("T", positions=(Position("A", "here", (10.0, 10.0)), Position("B", "there", (-10.0, -170.0))))
    assert ET.fromstring(render_svg(far)).tag == f"{NAMESPACE}svg"
    assert len(json.loads(render_geojson(far))["features"]) == 2
    assert math.isfinite(framed(Box(0, 0, 800, 600), [(10.0, 10.0), (-10.0, -170.0)]).metres)
