"""Layers that a party gives as GeoJSON: lines and names laid over the base. They are its own, and their source is told.

Source: RFC 7946.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from detente.errors import Malformed, Refused
from detente.limits import (
    LAYER_BYTES_MAX,
    LAYER_CORNERS_MAX,
    LAYER_NAMES_MAX,
    LAYER_SOURCE_CHARACTERS_MAX,
    LAYER_WORD_CHARACTERS_MAX,
)
from detente.maps.picture import Layer, Name, Place
from detente.tracks.values import number

_SPACE: Final = re.compile(r"\s+")
_DEPTH: Final = {"LineString": 0, "MultiLineString": 1, "Polygon": 1, "MultiPolygon": 2}
"""How many lists stand around a line."""


def parse_layer(data: bytes, name: str, source: str = "", chosen_by: str = "") -> Layer:
    """Return the lines and names of a file; the outlines of areas are lines.

    Args:
        source: whence the file is; else what it says itself in a member `source`.

    Raises:
        Malformed: `layer-malformed`, `layer-size`. Refused: `layer-source`.
    """
    if not 0 < len(data) <= LAYER_BYTES_MAX:
        raise Malformed("layer-size", expected=f"1 to {LAYER_BYTES_MAX:,} bytes", got=f"{len(data):,}")
    document = _parsed(data)
    found = _Found()
    for feature in _features(document):
        found.take(feature)
    if not found.lines and not found.names:
        raise Malformed("layer-malformed", expected="GeoJSON with lines, areas or named points", got="none")
    said = source or _word(document.get("source") if isinstance(document, dict) else None, LAYER_SOURCE_CHARACTERS_MAX)
    if not said.strip():
        raise Refused(
            "layer-source",
            expected="whence a layer is: it is printed on the map",
            got="no source",
            remedy="--source 'TEXT', or a member \"source\" in the file",
        )
    return Layer(
        _word(name, LAYER_WORD_CHARACTERS_MAX) or "layer", _word(said, LAYER_SOURCE_CHARACTERS_MAX), tuple(found.lines),
        tuple(found.names), chosen_by, hashlib.sha256(data).hexdigest(),
    )  # fmt: skip


def _parsed(data: bytes) -> Any:
    try:
        return json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as fault:
        raise Malformed("layer-malformed", expected="GeoJSON in UTF-8", got=str(fault)[:120]) from None


def _features(document: Any) -> Iterator[Mapping[str, Any]]:
    if not isinstance(document, dict):
        return
    members = document.get("features") if document.get("type") == "FeatureCollection" else [document]
    for one in members if isinstance(members, list) else ():
        if isinstance(one, dict):
            yield one


def _word(value: Any, most: int) -> str:
    return _SPACE.sub(" ", value).strip()[:most] if isinstance(value, str) else ""


class _Found:
    def __init__(self) -> None:
        self.lines: list[tuple[Place, ...]] = []
        self.names: list[Name] = []
        self._corners = 0

    def take(self, feature: Mapping[str, Any]) -> None:
        """Take what a feature, or a geometry alone, shows."""
        geometry = feature.get("geometry") if feature.get("type") == "Feature" else feature
        said = feature.get("properties")
        name = _word(said.get("name"), LAYER_WORD_CHARACTERS_MAX) if isinstance(said, dict) else ""
        if isinstance(geometry, dict):
            self._geometry(geometry, name)

    def _geometry(self, geometry: Mapping[str, Any], name: str) -> None:
        kind, coordinates = geometry.get("type"), geometry.get("coordinates")
        if kind == "GeometryCollection":
            members = geometry.get("geometries")
            for one in members if isinstance(members, list) else ():
                # A collection in a collection is what RFC 7946 section 3.1.8 advises against; it is left out.
                if isinstance(one, dict) and one.get("type") != "GeometryCollection":
                    self._geometry(one, name)
        elif kind in ("Point", "MultiPoint") and name:
            points = [coordinates] if kind == "Point" else coordinates
            for one in points if isinstance(points, list) else ():
                self._name(one, name)
        elif isinstance(kind, str) and kind in _DEPTH:
            self._nested(coordinates, _DEPTH[kind])

    def _nested(self, value: Any, depth: int) -> None:
        if not isinstance(value, list):
            raise Malformed("layer-malformed", expected="lists of positions", got=type(value).__name__)
        if depth:
            for one in value:
                self._nested(one, depth - 1)
        elif value:
            self._corners += len(value)
            if self._corners > LAYER_CORNERS_MAX:
                raise Malformed("layer-malformed", expected=f"at most {LAYER_CORNERS_MAX:,} corners", got="more")
            self.lines.append(tuple(map(_place, value)))

    def _name(self, value: Any, name: str) -> None:
        if len(self.names) >= LAYER_NAMES_MAX:
            raise Malformed("layer-malformed", expected=f"at most {LAYER_NAMES_MAX:,} names", got="more")
        self.names.append(Name(name, _place(value)))


def _place(value: Any) -> Place:
    if isinstance(value, list) and len(value) > 1:
        lon, lat = number(value[0]), number(value[1])
        if lon is not None and lat is not None and -90 <= lat <= 90 and -180 <= lon <= 180:
            return lat, lon
    raise Malformed(
        "layer-malformed", expected="longitude from -180 to 180, then latitude from -90 to 90", got=str(value)[:60]
    )
