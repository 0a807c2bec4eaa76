"""Does the map move? Both sides' statements on one node's own coast, in a real browser; and nobody else is asked."""

import json
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FloatRect, Locator, Page, expect
from tests.browser.council import Council
from tests.browser.eyes import SCHEMES, Look, flaws, look, violations

from detente.home.calls import AttachEvidence
from detente.home.replies import ActView

WIDTHS = (320, 1280)
DRAWN = 30_000
"""Milliseconds that a browser without a graphics card may take to draw the first map."""
SHIFTS = """() => new Promise(done => {
  const found = [], seen = list => found.push(...list.getEntries().map(one => one.value));
  new PerformanceObserver(seen).observe({type: 'layout-shift', buffered: true});
  requestAnimationFrame(() => requestAnimationFrame(() => done(found)));
})"""
"""How far the page moved by itself since it was opened, each time that it did."""
LINES = {
    "type": "FeatureCollection",
    "features": [
        {"type": "Feature", "properties": {"name": "A name"}, "geometry": {"type": "Point", "coordinates": [19, 55]}},
        {"type": "Feature", "properties": {}, "geometry": {"type": "LineString", "coordinates": [[18, 55], [20, 56]]}},
    ],
}


@pytest.fixture(scope="module")
def incident(council: Council, tmp_path_factory: pytest.TempPathFactory) -> ActView:
    """NATO's report, both sides' accounts with positions, and a file of NATO's with a ship's track."""
    at = "2015-11-26T10:00:00Z"
    body = {"title": "Flights near a ship", "occurred": {"from": "2015-11-26T08:00:00Z"}, "concerning": ["nato", "ru"]}
    report = council.say(at, "nato", "", kind="incident-report", channel="plenary", body=body)
    for party, text, lat, lon in (
        ("nato", "It came near.", "55.1", "18.9"),
        ("ru", "Оно было далеко.", "55.4", "19.2"),
    ):
        place = {"lat": lat, "lon": lon, "uncertainty_metres": 2000, "source": "GPS"}
        told = {"place": place, "closest_distance": {"value": "70", "unit": "nmi" if party == "nato" else "km"}}
        council.say(at, party, text, kind="incident-account", channel="plenary", re=report.ref, body=told)
    track = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"track": "the ship", "at": f"2015-11-26T08:{10 * minute:02}:00Z"},
             "geometry": {"type": "Point", "coordinates": [18.9 + minute / 20, 55.1]}}
            for minute in range(6)
        ],
    }  # fmt: skip
    file = tmp_path_factory.mktemp("files") / "ship.geojson"
    file.write_text(json.dumps(track), "utf-8")
    about = {"what": "The ship's log", "sort": "track", "of": "the ship"}
    council.do(council.service("nato").run(AttachEvidence(report.ref, (str(file),), about)))
    return report


@pytest.fixture
def shown(council: Council, browser: Browser, incident: ActView) -> Iterator[Look]:
    """The map's page at NATO, once it is drawn."""
    found = look(browser, f"{council.url('nato')}/maps/{incident.ref.lower()}")
    expect(found.page.locator("#chart[data-state=shown]")).to_be_visible(timeout=DRAWN)
    yield found
    assert found.foreign_requests() == []
    assert [text for text in found.complaints if "GL Driver Message" not in text] == []
    found.page.context.close()


def cover(one: FloatRect, other: FloatRect) -> bool:
    return all(
        one[at] < other[at] + other[size] and other[at] < one[at] + one[size]
        for at, size in (("x", "width"), ("y", "height"))
    )


def test_both_sides_are_on_the_map_and_each_can_be_taken_off(shown: Look) -> None:
    """Marks, a line of time that fills nothing in, layers of each side; and the table of differences beside."""
    page = shown.page
    assert page.evaluate(SHIFTS) == [], "the map takes the place of its picture, and nothing else moves"
    signs = page.locator(".ground .pin:not(.net)")
    expect(signs.filter(has_text="RU")).to_have_count(1)
    expect(signs.filter(has_text="NATO")).to_have_count(2)
    boxes = [box for box in map(Locator.bounding_box, signs.locator("span").all()) if box]
    assert len(boxes) >= 3
    assert not [pair for pair in combinations(boxes, 2) if cover(*pair)]
    page.get_by_role("checkbox", name="RU").uncheck()
    expect(signs.filter(has_text="RU")).to_have_count(0)
    page.get_by_role("checkbox", name="RU").check()
    expect(page.get_by_role("region", name="Differences, as questions to both")).to_contain_text("70")
    for width in WIDTHS:
        for scheme in SCHEMES:
            assert flaws(page, width, scheme) == [], (width, scheme)
    assert violations(page) == []


def test_time_shows_the_last_position_before_it(shown: Look) -> None:
    """By keyboard alone: the slider goes back, the track's mark with it."""
    page = shown.page
    last = page.get_by_role("list", name="Last position of each track at that time")
    expect(last).to_contain_text("2015-11-26 08:50:00Z")
    slider = page.get_by_role("slider", name="Time on the map")
    slider.press("Home")
    expect(last).to_contain_text("2015-11-26 08:00:00Z")
    slider.press("ArrowRight")
    expect(last).to_contain_text("2015-11-26 08:00:00Z, 1 second before this time")
    assert slider.get_attribute("aria-valuetext") == "2015-11-26 08:00:01Z"
    page.get_by_role("button", name="Whole time").press("Enter")
    expect(last).to_contain_text("2015-11-26 08:50:00Z")


def test_what_is_measured_is_measured_by_the_node(shown: Look) -> None:
    page = shown.page
    page.get_by_label("From", exact=True).fill("55.1, 18.9")
    page.get_by_label("To", exact=True).fill("55.4, 19.2")
    page.get_by_role("button", name="Measure", exact=True).press("Enter")
    expect(page.get_by_role("region", name="Measure").get_by_role("status")).to_contain_text("38.5 km")
    page.get_by_role("button", name="Take two points on the map").click()
    canvas = page.locator(".ground canvas")
    canvas.click(position={"x": 100, "y": 100})
    canvas.click(position={"x": 100, "y": 200})
    expect(page.get_by_role("region", name="Measure").get_by_role("status")).to_contain_text("180° true")
    assert len([url for url in shown.requests if "/maps/measure?" in url]) == 2


def test_a_layer_of_one_s_own_stays_in_the_window(shown: Look, tmp_path: Path) -> None:
    """Its source is asked first; nothing of it is sent; what is no map is refused in words."""
    page, before = shown.page, len(shown.requests)
    good, bad = tmp_path / "own.geojson", tmp_path / "bad.geojson"
    good.write_text(json.dumps(LINES), "utf-8")
    bad.write_text('{"type": "Feature", "geometry": {"type": "Point", "coordinates": [19, 555]}}', "utf-8")
    said = page.get_by_role("group", name="A layer of your own").get_by_role("status")
    file = page.get_by_label("GeoJSON file, at most 5 MB")
    file.set_input_files(good)
    expect(said).to_have_text("First say whence it is.")
    page.get_by_label("Its source, for the legend").fill("A survey of 2015")
    file.set_input_files(good)
    expect(said).to_have_text("own.geojson: A survey of 2015")
    expect(page.locator(".ground .pin.own")).to_have_text("A name")
    file.set_input_files(bad)
    expect(said).to_contain_text("This is no GeoJSON")
    expect(page.locator(".ground .pin.own")).to_have_count(0)
    asked = [url for url in shown.requests[before:] if "/maps/coast/" not in url]
    # Whether the own node is still there, and what rings, is asked now and then, and says nothing.
    assert [url for url in asked if not url.endswith(("/heard", "/ringing"))] == []


def test_without_scripts_the_picture_and_the_measure_stand(
    council: Council, browser: Browser, incident: ActView
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page: Page = context.new_page()
    page.goto(f"{council.url('nato')}/maps/{incident.ref.lower()}")
    expect(page.get_by_role("figure").get_by_role("img")).to_be_visible()
    page.get_by_label("From", exact=True).fill("0N 0E")
    page.get_by_label("To", exact=True).fill("0, 1")
    page.get_by_role("button", name="Measure", exact=True).click()
    expect(page.get_by_role("region", name="Measure").get_by_role("status")).to_contain_text("90° true")
    assert page.url.endswith("?from=0N+0E&to=0%2C+1"), "the form's address is the question"
    context.close()
