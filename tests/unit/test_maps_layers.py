"""Layers of lines and names that a party gives: what is taken, what is refused, and that a source is asked for."""

import json

import pytest

from detente.errors import Malformed, Refused
from detente.limits import LAYER_BYTES_MAX, LAYER_CORNERS_MAX, LAYER_NAMES_MAX
from detente.maps.layers import parse_layer


def collection(*geometries: object, **members: object) -> bytes:
    """Return a file of features, each called by its number."""
    features = [
        {"type": "Feature", "geometry": one, "properties": {"name": f"Place {number}"}}
        for number, one in enumerate(geometries, 1)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features, **members}).encode()


def test_lines_outlines_and_named_points_are_taken() -> None:
    layer = parse_layer(
        collection(
            {"type": "LineString", "coordinates": [[18, 54], [19, 55]]},
            {"type": "MultiPolygon", "coordinates": [[[[1, 2], [3, 4], [5, 6], [1, 2]], [[2, 3], [3, 3], [2, 3]]]]},
            {"type": "Point", "coordinates": [20, 54.5, 12]},
            {"type": "GeometryCollection",
             "geometries": [{"type": "Polygon", "coordinates": [[[7, 8], [9, 9], [7, 8]]]}]},
        ),
        "Boundaries", "Survey of X", "US",
    )  # fmt: skip
    assert [len(line) for line in layer.lines] == [2, 4, 3, 3]
    assert layer.lines[0] == ((54.0, 18.0), (55.0, 19.0))
    assert [(one.text, one.at) for one in layer.names] == [("Place 3", (54.5, 20.0))]
    assert (layer.name, layer.source, layer.chosen_by, len(layer.sha256)) == ("Boundaries", "Survey of X", "US", 64)


def test_a_layer_has_a_source_or_is_refused() -> None:
    """A line on a map is somebody's line: whose, must be said, by the file or by whoever lays it over."""
    line = {"type": "LineString", "coordinates": [[18, 54], [19, 55]]}
    assert parse_layer(collection(line, source="Treaty of X,\n article 3"), "b").source == "Treaty of X, article 3"
    with pytest.raises(Refused, match="layer-source"):
        parse_layer(collection(line), "b")


@pytest.mark.parametrize(
    "data",
    [b"{", b"[1]", b"\xff\xfe", b"[" * 100_000, collection(), collection({"type": "Point", "coordinates": [200, 0]}),
     collection({"type": "LineString", "coordinates": [[18, 95], [1, 2]]}),
     collection({"type": "LineString", "coordinates": 7}), collection({"type": "LineString", "coordinates": ["x"]}),
     collection({"type": "MultiPoint", "coordinates": [[1, 1]] * (LAYER_NAMES_MAX + 1)})],
)  # fmt: skip
def test_what_is_no_layer_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed, match="layer-malformed"):
        parse_layer(data, "b", "s")


def test_layers_have_bounds() -> None:
    with pytest.raises(Malformed, match="layer-size"):
        parse_layer(b" " * (LAYER_BYTES_MAX + 1), "b", "s")
    many = {"type": "LineString", "coordinates": [[1, 1]] * (LAYER_CORNERS_MAX + 1)}
    with pytest.raises(Malformed, match="layer-malformed"):
        parse_layer(collection(many), "b", "s")
