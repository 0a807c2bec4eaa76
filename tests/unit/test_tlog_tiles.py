"""Tiles: paths, widths and bundles, with the numbers that the specification gives."""

import pytest

from detente.errors import Malformed
from detente.tlog.merkle import Range, leaf_hash
from detente.tlog.tiles import (
    Bundle,
    Tile,
    bundles_between,
    encode_bundle,
    parse_bundle,
    parse_path,
    subtree_of,
    tile_bytes,
    tile_width,
    tiles_between,
)


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("tile/0/x001/x234/067", Tile(0, 1_234_067)),
        ("tile/0/000", Tile(0, 0)),
        ("tile/1/999.p/17", Tile(1, 999, 17)),
        ("tile/2/x001/000.p/255", Tile(2, 1000, 255)),
        ("tile/entries/x001/x234/067.p/1", Bundle(1_234_067, 1)),
        ("tile/entries/000", Bundle(0)),
    ],
)
def test_paths_come_back(path: str, named: Tile | Bundle) -> None:
    """A path names one file, and the file has one path."""
    assert parse_path(path) == named
    assert named.path() == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/tile/0/000",
        "tile/0/0",
        "tile/0/0000",
        "tile/0/x000/001",
        "tile/0/001/001",
        "tile/0/x001",
        "tile/00/001",
        "tile/-1/001",
        "tile/64/000",
        "tile/8/000.p/1",
        "tile/7/000.p/128",
        "tile/0/000.p/0",
        "tile/0/000.p/01",
        "tile/0/000.p/256",
        "tile/0/000.p/257",
        "tile/data/000",
        "tile/0/000\n",
        "tile/0/٠٠٠",
        "tile/0/x999/x999/x999/x999/x999/999",
    ],
)
def test_other_paths_are_refused(path: str) -> None:
    """No second spelling of a path, and no tile that the largest tree does not have."""
    with pytest.raises(Malformed) as refused:
        parse_path(path)
    assert refused.value.code == "tile-path"


def test_widths_are_those_of_the_specification() -> None:
    """A tree of 70,000 has 273 full tiles and widths 112, 17 and 1; a full tile begins the level above."""
    tiles = list(tiles_between(0, 70_000))
    assert sum(tile.level == 0 and tile.width == 256 for tile in tiles) == 273
    assert [tile.path() for tile in tiles if tile.width < 256] == [
        "tile/0/273.p/112",
        "tile/1/001.p/17",
        "tile/2/000.p/1",
    ]
    assert list(tiles_between(0, 256)) == [Tile(0, 0), Tile(1, 0, 1)]


def test_only_what_changed_is_written() -> None:
    """Between two sizes the grown tiles and bundles are named, and nothing between equal sizes."""
    assert list(tiles_between(255, 257)) == [Tile(0, 0), Tile(0, 1, 1), Tile(1, 0, 1)]
    assert list(bundles_between(255, 257)) == [Bundle(0), Bundle(1, 1)]
    assert list(bundles_between(256, 257)) == [Bundle(1, 1)]
    assert not list(tiles_between(300, 300))
    assert not list(bundles_between(300, 300))
    assert not list(bundles_between(0, 0))


def test_a_tile_beyond_the_tree_has_no_width() -> None:
    """Width is 0 where there is no tile and never above 256."""
    assert (tile_width(0, 1, 256), tile_width(1, 0, 255), tile_width(0, 0, 10_000)) == (0, 0, 256)


def test_tiles_answer_for_the_tree() -> None:
    """What is read from tiles is what the leaves hash to, also above the first tile level; each tile is read once."""
    leaves = [leaf_hash(number.to_bytes(2, "big")) for number in range(600)]
    files = {
        (tile.level, tile.index): tile_bytes(tile, lambda start, end: Range.of(leaves[start:end]).root())
        for tile in tiles_between(0, 600)
    }
    read: list[tuple[int, int]] = []

    def read_tile(level: int, index: int, width: int) -> bytes:
        read.append((level, index))
        assert len(files[level, index]) == width * 32
        return files[level, index]

    subtree = subtree_of(600, read_tile)
    for start, end in ((0, 512), (256, 512), (512, 576), (592, 600), (3, 4)):
        assert subtree(start, end) == Range.of(leaves[start:end]).root()
    assert read == [(1, 0), (0, 2), (0, 0)]


def test_a_tile_of_another_length_is_refused() -> None:
    """Whoever serves tiles serves whole ones."""
    with pytest.raises(Malformed) as refused:
        subtree_of(5, lambda _level, _index, width: bytes(width * 32 - 1))(0, 4)
    assert refused.value.code == "tile-length"


def test_bundles_come_back() -> None:
    """Entries of every permitted length, the empty one too, come back from a bundle."""
    entries = (b"", b"a", b"b" * 65_535)
    data = encode_bundle(entries)
    assert data[:5] == b"\x00\x00\x00\x01a"
    assert parse_bundle(data, 3) == entries


@pytest.mark.parametrize(
    ("data", "width"), [(b"", 1), (b"\x00", 1), (b"\x00\x02a", 1), (b"\x00\x01ab", 1), (b"\x00\x01a", 2)]
)
def test_other_bundles_are_refused(data: bytes, width: int) -> None:
    """A bundle holds exactly its entries."""
    with pytest.raises(Malformed) as refused:
        parse_bundle(data, width)
    assert refused.value.code == "bundle-length"


@pytest.mark.parametrize("entries", [[], [b""] * 257, [bytes(65_536)]])
def test_what_fits_no_bundle_is_our_mistake(entries: list[bytes]) -> None:
    """1 to 256 entries of at most 65,535 bytes."""
    with pytest.raises(AssertionError):
        encode_bundle(entries)
