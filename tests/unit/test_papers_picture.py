"""A map as pixels: as large as asked, the same each time, with ink where something is and none where nothing is."""

import struct
import zlib

from detente.home.papers.picture import PAPER_FACES, has_own_fonts, render_png
from detente.maps.base import Base
from detente.maps.picture import Picture, Position
from detente.maps.render import SMALL, render_svg
from detente.tracks.coast import Coast

SEA = Base(Coast((), ()), "")
ALONE = Picture("T", positions=(Position("A", "здесь", (55.0, 19.0)),))


def pixels_of(data: bytes) -> tuple[int, int, list[bytes]]:
    """Return width, height and rows of an RGBA PNG, 8 bits a channel. Source: W3C, PNG, section 9."""
    width, height, depth, colour = struct.unpack(">IIBB", data[16:26])
    assert (depth, colour) == (8, 6)
    packed, at = b"", 8
    while at < len(data):
        (size,) = struct.unpack(">I", data[at : at + 4])
        if data[at + 4 : at + 8] == b"IDAT":
            packed += data[at + 8 : at + 8 + size]
        at += 12 + size
    raw, wide, rows, before = zlib.decompress(packed), 4 * width, [], bytes(4 * width)
    for row in range(height):
        filtered = raw[row * (wide + 1) : (row + 1) * (wide + 1)]
        before = _unfiltered(filtered[0], filtered[1:], before)
        rows.append(before)
    return width, height, rows


def _unfiltered(kind: int, line: bytes, above: bytes) -> bytes:
    found = bytearray(line)
    for index, value in enumerate(line):
        left = found[index - 4] if index >= 4 else 0
        corner = above[index - 4] if index >= 4 else 0
        paeth = min((left, above[index], corner), key=lambda one: abs(left + above[index] - corner - one))
        found[index] = (value + (0, left, above[index], (left + above[index]) // 2, paeth)[kind]) & 0xFF
    return bytes(found)


def test_ink_is_where_the_position_is_and_water_where_nothing_is() -> None:
    """The one position is the middle of its map; a corner of the map is water; the edge of the sheet is paper."""
    drawing = render_svg(ALONE, SMALL, PAPER_FACES, base=lambda _: SEA)
    width, height, rows = pixels_of(render_png(drawing, 480))
    assert width == 480
    top = next(row for row in range(height) if rows[row][4 * 30 : 4 * 30 + 3] == b"\xe6\xef\xf4")
    middle = rows[top + 150][4 * 240 : 4 * 240 + 3]
    assert middle == bytes.fromhex("0072b2")
    assert rows[top + 40][4 * 60 : 4 * 60 + 3] == bytes.fromhex("e6eff4")
    assert rows[2][4 * 2 : 4 * 2 + 3] == b"\xff\xff\xff"


def test_the_same_drawing_gives_the_same_bytes() -> None:
    drawing = render_svg(ALONE, SMALL, PAPER_FACES, base=lambda _: SEA)
    assert render_png(drawing, 960) == render_png(drawing, 960)
    assert len(render_png(drawing, 960)) > len(render_png(drawing, 320))


def test_the_typesetters_own_fonts_are_enough_for_our_scripts() -> None:
    assert has_own_fonts("Привет, ± 5 km, 54°30′N → Ελλάδα")
    assert not has_own_fonts("日本海")
