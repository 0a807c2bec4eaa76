"""The legend: sides with what each states, sources, how the map was made; measured before it is put."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from detente.maps.frame import Frame
from detente.maps.keys import Keys, keys_of
from detente.maps.lettering import wrapped
from detente.maps.marks import (
    APPROACH,
    DASHES,
    INK,
    LAYER,
    LAYER_DASHES,
    SOFT,
    ZONE,
    put_mark,
    side_of,
)
from detente.maps.picture import Area, Layer, Path, Picture, Position
from detente.maps.svg import Drawing, Value
from detente.maps.wording import about, between, both, clock, day, position, span
from detente.tracks.wording import short_hash

Swatch = Callable[[Drawing, float, float], None]
"""Puts a sample beside a row: at a left edge, on a middle."""
SWATCH: Final = 34.0
_DOT: Final = " · "
_ROWS_MAX: Final = 14
_LEADING: Final = 1.32


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph of the legend.

    Args:
        indented: whether it begins behind the samples though it has none.
        space: above it, in parts of its size.
    """

    text: str
    size: float
    weight: str = "normal"
    fill: str = INK
    swatch: Swatch | None = None
    indented: bool = False
    space: float = 0.35


def rows_of(picture: Picture, size: float) -> list[Row]:
    """Return what the legend says of sides, nearest approaches, zones and layers."""
    rows: list[Row] = []
    keys = keys_of(picture)
    for side in picture.all_sides:
        look = side_of(side, picture.all_sides)
        rows.append(Row(side, size * 1.08, "bold", look.colour, _marked(picture, side), space=1.0))
        rows += _shown([*_positions(picture, keys, side, size), *_paths(picture, keys, side, size)], size)
    if picture.nearest:
        rows += [Row("Nearest approach, computed", size * 1.08, "bold", space=1.0)]
        rows += _shown(list(_nearest(picture, keys, size)), size)
    if picture.areas:
        rows += [Row("Zones, as given", size * 1.08, "bold", space=1.0)]
        rows += _shown([_area(one, size) for one in picture.areas], size)
    if picture.layers:
        rows += [Row("Layers that a party chose", size * 1.08, "bold", space=1.0)]
        rows += _shown([_layer(one, number, size) for number, one in enumerate(picture.layers)], size)
    return rows


def _shown(rows: list[Row], size: float) -> list[Row]:
    if len(rows) <= _ROWS_MAX:
        return rows
    more = len(rows) - _ROWS_MAX
    return [*rows[:_ROWS_MAX], Row(f"and {more} more: the GeoJSON has them all", size, fill=SOFT)]


def _marked(picture: Picture, side: str) -> Swatch:
    look = side_of(side, picture.all_sides)
    return lambda drawing, left, middle: put_mark(drawing, (left + SWATCH / 2 - 4, middle), look, 5.5)


def _positions(picture: Picture, keys: Keys, side: str, size: float) -> Iterator[Row]:
    for one, key in zip(picture.positions, keys.positions, strict=True):
        if one.side == side:
            named = f"{key} " if key != side else ""
            yield Row(named + _DOT.join(_of_position(one)), size, indented=True)


def _of_position(one: Position) -> Iterator[str]:
    yield one.what
    yield position(one.at)
    yield about(one.uncertainty_m)
    yield from (part for part in (one.time, one.source, one.ref) if part)


def _paths(picture: Picture, keys: Keys, side: str, size: float) -> Iterator[Row]:
    """Return tracks, those of one file together, and then what is to be known of the file."""
    look = side_of(side, picture.all_sides)
    own = [(one, key) for one, key in zip(picture.paths, keys.paths, strict=True) if one.side == side and one.points]
    for file in dict.fromkeys((one.source, one.ref, one.sha256) for one, _ in own):
        for one, key in own:
            if (one.source, one.ref, one.sha256) == file:
                named = f"{key} " if key != side else ""
                text = named + _DOT.join(_of_path(one))
                yield Row(text, size, swatch=_lined(look.colour, DASHES[one.basis], 2.2))
        source, ref, sha256 = file
        told = _DOT.join(part for part in (source, ref, hashed(sha256)) if part)
        if told:
            yield Row(told, size * 0.92, fill=SOFT, indented=True, space=0.1)


def _of_path(one: Path) -> Iterator[str]:
    yield one.name
    yield str(one.basis)
    yield span(one.points[0][0], one.points[-1][0])
    yield about(one.uncertainty_m)


def hashed(sha256: str) -> str:
    """Return a file's hash, short; empty where there is none."""
    return f"file {short_hash(sha256)}" if sha256 else ""


def _nearest(picture: Picture, keys: Keys, size: float) -> Iterator[Row]:
    for one, key, (first, second) in zip(picture.nearest, keys.nearest, keys.between, strict=True):
        when = f"{day(one.at)} {clock(one.at)}"
        if one.uncertainty_m > one.distance_m:
            near = f"{both(one.distance_m)} as drawn, known to {about(one.uncertainty_m)} only"
        else:
            near = f"{both(one.distance_m)} {about(one.uncertainty_m)}" if one.uncertainty_m else both(one.distance_m)
        parts = (
            f"{key} {first} and {second}: {near}",
            between(one.distance_m, one.uncertainty_m, one.least_m),
            when,
            one.derived,
        )
        yield Row(_DOT.join(part for part in parts if part), size, swatch=_lined(APPROACH, "", 1.8))


def _area(one: Area, size: float) -> Row:
    text = _DOT.join(part for part in (f"{one.name}: as given by {one.given_by}", hashed(one.sha256)) if part)
    return Row(text, size, swatch=_lined(ZONE, "1 3", 1.4))


def _layer(one: Layer, number: int, size: float) -> Row:
    by = f"chosen by {one.chosen_by}" if one.chosen_by else ""
    text = _DOT.join(part for part in (f"{one.name}: source {one.source}", by, hashed(one.sha256)) if part)
    dashes = LAYER_DASHES[number % len(LAYER_DASHES)]
    return Row(text, size, swatch=_lined(LAYER, dashes, 1.3))


def _lined(colour: str, dashes: str, width: float) -> Swatch:
    def put(drawing: Drawing, left: float, middle: float) -> None:
        attributes: dict[str, Value] = {"stroke": colour, "stroke_width": width}
        if dashes:
            attributes["stroke_dasharray"] = dashes
        drawing.add("line", x1=left, y1=middle, x2=left + SWATCH - 8, y2=middle, **attributes)

    return put


def made_of(picture: Picture, frame: Frame, base: str, size: float, *, unplaced: int = 0) -> Iterator[Row]:
    """Return how the map was made, and from which record.

    Args:
        base: what is to be said of the coastline.
        unplaced: words that had no room on the map.
    """
    small = size * 0.92
    yield Row("How this map was made", size * 1.08, "bold", space=1.0)
    yield Row(projection_in_words(frame), small, fill=SOFT)
    yield Row(base, small, fill=SOFT)
    if unplaced:
        yield Row(f"Words without room on the map: {unplaced}.", small, fill=SOFT)
    for remark in picture.remarks:
        yield Row(remark, small, fill=SOFT)
    record = _DOT.join(part for part in (picture.as_of and f"As of {picture.as_of}", picture.heads) if part)
    if record:
        yield Row(record, small, fill=SOFT)


def projection_in_words(frame: Frame) -> str:
    """Return what is to be known of the projection."""
    centre = position((frame.projection.lat, frame.projection.lon))
    box = frame.box
    corners = ((x, y) for x in (box.left, box.right) for y in (box.top, box.bottom))
    larger = max(frame.projection.scale(*frame.position(dot)) - 1 for dot in corners)
    wide = "less than 0.01 %" if larger < 1e-4 else f"{100 * larger:.2g} %"
    return (
        f"Stereographic projection (conformal) on WGS 84, centre {centre}; the scale is true there and grows "
        f"by {wide} to the corners. Positions are plotted as WGS 84 unless another datum is named."
    )


def put_rows(drawing: Drawing, rows: list[Row], left: float, top: float, width: float) -> float:
    """Put rows below each other, and return where they end."""
    y = top
    for row in rows:
        y += row.size * row.space
        if row.swatch is not None:
            row.swatch(drawing, left, y + row.size * _LEADING * 0.5)
        for line in _lines(row, width):
            y += row.size * _LEADING
            drawing.words(
                left + _indent(row), y - row.size * 0.32, line, row.size, fill=row.fill, font_weight=row.weight
            )
    return y


def _indent(row: Row) -> float:
    return SWATCH if row.swatch is not None or row.indented else 0.0


def _lines(row: Row, width: float) -> list[str]:
    return wrapped(row.text, row.size, width - _indent(row))
