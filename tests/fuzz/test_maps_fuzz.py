"""Layers that a party gives, and words that anybody writes, become a sound map or an error of ours."""

import json
from xml.etree import ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import Malformed, Refused
from detente.limits import LAYER_CORNERS_MAX, LAYER_NAMES_MAX
from detente.maps.base import Base
from detente.maps.geojson import render_geojson
from detente.maps.layers import parse_layer
from detente.maps.picture import Basis, Layer, Path, Picture, Position
from detente.maps.render import NARROW, SMALL, WIDE, render_svg
from detente.tracks.coast import Coast

SEA = Base(Coast((), ()), "No land: the words are what is looked at.")
NAMESPACE = "{http://www.w3.org/2000/svg}"
ELEMENTS = {"circle", "clipPath", "defs", "desc", "g", "line", "path", "rect", "svg", "text", "title"}

lats, lons = st.floats(-90, 90), st.floats(-180, 180)
places = st.tuples(lats, lons)
hostile = st.text(max_size=60) | st.sampled_from(
    ["</text><script>alert(1)</script>", "<image href='http://example.org/x.png'/>", "&xxe;", "]]>", "<!--",
     "\x00\x1b[2J", '" onload="x', "\u202egnp.exe", "a\ufffe\ud7ff", "<!DOCTYPE svg [<!ENTITY a 'b'>]>", "{{7*7}}",
     "\ufeff", "W" * 400]
)  # fmt: skip
pictures = st.builds(
    Picture,
    title=hostile, subtitle=hostile,
    positions=st.lists(
        st.builds(
            Position, side=hostile, what=hostile, at=places,
            uncertainty_m=st.none() | st.floats(0, 2e6), time=hostile, source=hostile, ref=hostile,
        ),
        min_size=1, max_size=4,
    ).map(tuple),
    paths=st.lists(
        st.builds(
            Path, side=hostile, name=hostile, basis=st.sampled_from(Basis), source=hostile,
            points=st.lists(places, min_size=1, max_size=6).map(
                lambda found: tuple((1_460_000_000.0 + 60 * number, one) for number, one in enumerate(found))
            ),
        ),
        max_size=3,
    ).map(tuple),
    rehearsal=st.booleans(), as_of=hostile, heads=hostile, remarks=st.lists(hostile, max_size=2).map(tuple),
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(pictures, st.sampled_from([WIDE, NARROW, SMALL]))
def test_no_word_becomes_markup(picture: Picture, form: object) -> None:
    """Whatever is written, the drawing is well formed, has our elements only, runs nothing and asks for nothing."""
    svg = render_svg(picture, form, base=lambda _: SEA)
    root = ET.fromstring(svg)
    for one in root.iter():
        assert one.tag.removeprefix(NAMESPACE) in ELEMENTS
        assert not [name for name in one.attrib if name.startswith("on") or "href" in name or name == "style"]
        assert all("url(" not in value or value in ("url(#window)", "url(#locator)") for value in one.attrib.values())
    assert "<!" not in svg
    assert "nan" not in "".join(one.get("d", "") for one in root.iter()).lower()


@settings(max_examples=40, deadline=None)
@given(pictures)
def test_geojson_is_json_whatever_is_written(picture: Picture) -> None:
    document = json.loads(render_geojson(picture))
    assert document["detente"]["title"] == picture.title
    assert len(document["features"]) == len(picture.positions) + len(picture.paths)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.tuples(lons, lats).map(list),
    lambda inner: st.lists(inner, max_size=5)
    | st.dictionaries(
        st.sampled_from(["type", "features", "geometry", "geometries", "coordinates", "properties", "name", "source"]),
        inner | st.sampled_from(
            ["FeatureCollection", "Feature", "LineString", "MultiLineString", "Point", "MultiPoint", "Polygon",
             "MultiPolygon", "GeometryCollection"]
        ),
        max_size=6,
    ),
    max_leaves=25,
)  # fmt: skip


def outcome(data: bytes) -> Layer | str:
    try:
        return parse_layer(data, "a layer", "somebody")
    except (Malformed, Refused) as error:
        return error.code


def check_layer(data: bytes) -> None:
    layer = outcome(data)
    if isinstance(layer, str):
        assert layer.startswith("layer-")
        return
    assert layer.source == "somebody"
    assert sum(map(len, layer.lines)) <= LAYER_CORNERS_MAX
    assert len(layer.names) <= LAYER_NAMES_MAX
    assert all(-90 <= lat <= 90 and -180 <= lon <= 180 for line in layer.lines for lat, lon in line)
    picture = Picture("T", positions=(Position("A", "here", (54.0, 19.0)),), layers=(layer,))
    ET.fromstring(render_svg(picture, SMALL, base=lambda _: SEA))
    json.loads(render_geojson(picture))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_as_a_layer(data: bytes) -> None:
    check_layer(data)


@settings(max_examples=200, deadline=None)
@given(json_values)
def test_any_json_as_a_layer(value: object) -> None:
    check_layer(json.dumps(value).encode())
