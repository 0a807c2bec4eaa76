"""The map on the pages: where there may be one, by addresses of its own, under the same policy as everything else."""

from typing import Any
from xml.etree import ElementTree as ET

import pytest
from console_page import EVIL, page
from console_world import NOW, World, act, matter

from detente.home.calls import DrawIncident
from detente.home.replies import DossierShown

REF = "US/TABLE/7"


def world(*, mapped: bool = True, drawn: str = "<svg/>") -> World:
    """Return pages with one incident."""
    data: dict[str, Any] = {
        "mapped": mapped, "differences": [], "occurred": {"text": EVIL}, "reported_by": [EVIL], "concerning": ["ru"],
        "questions_open": [], "compiled": "", "files": [],
    }  # fmt: skip
    view = matter(REF, desk="incidents", status="2 accounts", title=EVIL)
    shown = DossierShown(NOW, {}, NOW, view, (), (), data, [], [], [act(REF)], [])
    return World(dossiers=[view], shown={REF: shown}, drawn=drawn)


@pytest.mark.parametrize("mapped", [True, False])
def test_an_incident_with_a_place_has_a_map_on_its_page_and_a_small_one_on_the_first(mapped: bool) -> None:
    """An image of our own with words instead of it; nothing is drawn for the page itself."""
    one = world(mapped=mapped)
    dossier, first = page(one, "/dossiers/us/table/7"), page(one, "/state")
    large, small = "/incidents/us/table/7/map.svg", "/incidents/us/table/7/map.small.svg"
    assert (large in dossier.links) is mapped
    assert (small in dossier.links) is mapped
    assert (small in first.links) is mapped
    assert not [call for call in one.asked if isinstance(call, DrawIncident)]


@pytest.mark.parametrize(
    ("name", "form", "media"),
    [("map.svg", "wide", "image/svg+xml"), ("map.narrow.svg", "narrow", "image/svg+xml"),
     ("map.small.svg", "small", "image/svg+xml"), ("map.bare.svg", "bare", "image/svg+xml"),
     ("map.bare-narrow.svg", "bare-narrow", "image/svg+xml"), ("map.png", "wide", "image/png"),
     ("map.geojson", "wide", "application/geo+json")],
)  # fmt: skip
def test_a_picture_comes_under_the_policy_of_all_pages(name: str, form: str, media: str) -> None:
    one = world()
    answer = one.get(f"/incidents/us/table/7/{name}")
    assert (answer.status_code, answer.content) == (200, b"<svg/>")
    assert answer.headers["content-type"].split(";")[0] == media
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert ("attachment" in answer.headers.get("content-disposition", "")) == (media != "image/svg+xml")
    (call,) = [call for call in one.asked if isinstance(call, DrawIncident)]
    assert (call.ref, call.form, call.layers) == (REF, form, ())


@pytest.mark.parametrize("mapped", [True, False])
def test_every_incident_can_be_had_as_a_paper(mapped: bool) -> None:
    """With a map or without one; a dossier of another desk has no such link."""
    one = world(mapped=mapped)
    assert "/incidents/us/table/7/incident.pdf" in page(one, "/dossiers/us/table/7").links
    answer = one.get("/incidents/us/table/7/incident.pdf")
    assert (answer.status_code, answer.content) == (200, b"%PDF")
    assert "attachment" in answer.headers["content-disposition"]


def test_where_there_is_no_place_the_picture_says_so() -> None:
    answer = world(drawn="").get("/incidents/us/table/7/map.small.svg")
    assert answer.status_code == 200
    assert "No map" in "".join(one.text or "" for one in ET.fromstring(answer.text).iter())
    assert world(drawn="").get("/incidents/us/table/7/map.png").status_code == 409


@pytest.mark.parametrize("name", ["map.gif", "map.huge.svg", "map", "..", "map.svg.exe"])
def test_other_names_are_no_pictures(name: str) -> None:
    assert world().get(f"/incidents/us/table/7/{name}").status_code == 404


def test_another_sites_page_does_not_have_maps_drawn() -> None:
    answer = world().get("/incidents/us/table/7/map.svg", sec_fetch_site="cross-site", sec_fetch_mode="no-cors")
    assert answer.status_code == 403
