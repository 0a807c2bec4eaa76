"""The map that moves, without a browser: its page, its coast, its measure; what it cannot show is said."""

import json
import re
from typing import Any

import pytest
from console_page import EVIL, page
from console_world import NOW, World, act, matter

from detente.home.replies import DossierShown
from detente.maps.base import Base, europe, world
from detente.maps.geojson import render_geojson
from detente.maps.picture import Area, Basis, Nearest, Path, Picture, Position
from detente.maps.shores import render_base
from detente.tracks.area import inside, ring_of

REF = "US/TABLE/7"
PICTURE = Picture(
    title="Flights near a ship",
    sides=("US", "RU"),
    positions=(Position("RU", EVIL, (55.0, 18.9), 2000, "about noon", EVIL, REF),),
    paths=(Path("US", EVIL, ((0.0, (55.1, 18.9)), (60.0, (55.2, 18.9))), Basis.RECONSTRUCTED, uncertainty_m=80_000),),
    nearest=(Nearest((55.1, 18.9), (55.0, 18.9), ("ship", EVIL), 60.0, 9, 172_247, least_m=0),),
    areas=(Area(EVIL, "RU", (((55.0, 18.0), (56.0, 18.0), (56.0, 19.0)),)),),
)


def place(drawn: str) -> World:
    """Return pages with one incident."""
    view = matter(REF, desk="incidents", status="2 accounts", title=EVIL)
    data: dict[str, Any] = {"mapped": True, "differences": [], "accounts": []}
    shown = DossierShown(NOW, {}, NOW, view, (), (), data, [], [], [act(REF)], [])
    return World(dossiers=[view], shown={REF: shown}, drawn=drawn)


def test_the_page_says_in_words_what_the_map_shows() -> None:
    """Each side with its sign and what it rests on; what others wrote is text; the picture is there without scripts."""
    found = page(place(render_geojson(PICTURE)), "/maps/us/table/7")
    assert "reconstructed, ± 80.0 km (43 nmi)" in found.text.replace("\u00a0", " ")
    assert "as drawn 9 m, ± 172 km" in found.text.replace("\u00a0", " ")
    assert "about noon, ± 2.00 km (1.08 nmi)" in found.text.replace("\u00a0", " ")
    assert "/incidents/us/table/7/map.svg" in found.links


def test_what_only_a_script_can_do_is_not_there_without_one() -> None:
    """A box that is ticked and does nothing would say that something is chosen."""
    boxes = re.findall(r"<input[^>]*data-layer[^>]*>", place(render_geojson(PICTURE)).get("/maps/us/table/7").text)
    assert boxes
    assert all(" hidden" in one for one in boxes)


def test_where_nobody_states_a_place_the_page_says_so() -> None:
    assert "Nobody states a position that is here" in page(place(""), "/maps/us/table/7").text


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        ({"from": "54.71N 19.92E", "to": "54.71N 19.92E"}, "0 m"),
        ({"from": "0N 0E", "to": "0, 1"}, "111 km (60 nmi), 90° true"),
        ({"from": "0N 0E", "to": ""}, "got nothing"),
        ({"from": "91N 0E", "to": "0, 1"}, "Expected latitude"),
        ({"from": EVIL[:60], "to": "0, 1"}, "Expected latitude"),
    ],
)
def test_the_measure_is_the_same_with_and_without_a_script(ends: dict[str, str], said: str) -> None:
    from urllib.parse import urlencode

    asked = urlencode(ends)
    one = place(render_geojson(PICTURE))
    answer = one.get(f"/maps/measure?{asked}").json()
    assert said in (answer["words"] or answer["refused"]).replace("\u00a0", " ")
    assert bool(answer["points"]) == bool(answer["words"])
    assert said in page(one, f"/maps/us/table/7?{asked}").text.replace("\u00a0", " ")


def test_a_coast_comes_from_this_node_and_may_be_kept() -> None:
    one = place("")
    answer = one.get("/maps/coast/world")
    assert answer.headers["cache-control"] == "private, max-age=86400"
    assert [feature["properties"]["what"] for feature in answer.json()["features"]] == ["land", "lakes", "shores"]
    assert one.get("/maps/coast/../world").status_code == 404
    assert one.get("/maps/coast/moon").status_code in (400, 404)


@pytest.mark.parametrize(
    ("base", "where", "land"),
    [
        (world(), (42.0, 51.0), False),  # the Caspian Sea, a hole in the land
        (world(), (48.85, 2.35), True),
        (world(), (61.0, 31.5), False),  # Lake Ladoga
        (world(), (55.0, 18.0), False),
        (europe(), (57.5, 18.5), True),  # Gotland
        (europe(), (54.55, 19.95), False),  # a lagoon behind a spit
    ],
)
def test_land_and_lakes_are_areas_with_holes(base: Base, where: tuple[float, float], land: bool) -> None:
    """A program that fills areas finds the same as the package's own question."""
    features = {one["properties"]["what"]: one["geometry"] for one in json.loads(render_base(base))["features"]}
    dry = held(features["land"]["coordinates"], where) and not held(features["lakes"]["coordinates"], where)
    assert dry == base.coast.within(*where) == land


def held(areas: Any, where: tuple[float, float]) -> bool:
    """Say if a position lies in the outline of an area and in none of its holes."""
    for outline, *holes in areas:
        rings = [ring_of([(lat, lon) for lon, lat in ring[:-1]]) for ring in (outline, *holes) if near(ring, where)]
        if near(outline, where) and inside(rings[0], *where) and not any(inside(one, *where) for one in rings[1:]):
            return True
    return False


def near(ring: Any, where: tuple[float, float]) -> bool:
    lats = [lat for _, lat in ring]
    return min(lats) <= where[0] <= max(lats)
