"""Tiles: a tree's hashes and entries as files of 256, whose bytes never change once they are full.

A tile of level l holds, in its `width` hashes, the roots of complete subtrees of 256**l entries each. Which tiles a
tree has, and which of them a proof needs, follows from its size alone; so whoever holds files can serve a log.

Source: C2SP tlog-tiles.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from detente.errors import Malformed
from detente.limits import ENTRY_BYTES_MAX, TILE_WIDTH, TREE_SIZE_MAX
from detente.tlog.merkle import HASH_BYTES, Range, Subtree

_HEIGHT = 8
"""Levels of the tree inside one tile: 2**8 hashes."""

_LEVELS = 8
"""Tile levels of the largest tree: TREE_SIZE_MAX has 63 binary digits."""

_LENGTH_BYTES = 2

_PATH = re.compile(
    r"tile/(?P<level>entries|0|[1-9][0-9]?)/(?P<index>(?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/(?P<width>[1-9][0-9]{0,2}))?"
)

ReadTile = Callable[[int, int, int], bytes]
"""Returns the tile of (level, index, width): width times 32 bytes."""


class Tile(Struct, frozen=True, order=True):
    """One file of hashes: `width` of them from hash number `index` * 256 of the level."""

    level: int
    index: int
    width: int = TILE_WIDTH

    def path(self) -> str:
        """Return the path below the log's prefix, like `tile/0/x001/234.p/5`."""
        return f"tile/{self.level}/{_number(self.index)}{_partial(self.width)}"


class Bundle(Struct, frozen=True, order=True):
    """One file of entries: `width` of them from entry `index` * 256."""

    index: int
    width: int = TILE_WIDTH

    def path(self) -> str:
        """Return the path below the log's prefix, like `tile/entries/x001/234.p/5`."""
        return f"tile/entries/{_number(self.index)}{_partial(self.width)}"


def parse_path(path: str) -> Tile | Bundle:
    """Return what a path below the log's prefix names; its `path()` gives the same path back.

    Raises:
        Malformed: `tile-path`.
    """
    match = _PATH.fullmatch(path)
    if match is not None:
        index = int(match["index"].replace("x", "").replace("/", ""))
        width = int(match["width"] or TILE_WIDTH)
        level = 0 if match["level"] == "entries" else int(match["level"])
        found = Bundle(index, width) if match["level"] == "entries" else Tile(level, index, width)
        if found.path() == path and width <= TILE_WIDTH and _entries_below(level, index, width) <= TREE_SIZE_MAX:
            return found
    raise Malformed("tile-path", expected="tile/<L>/<N>[.p/<W>] or tile/entries/<N>[.p/<W>]", got=repr(path[:100]))


def tile_width(level: int, index: int, size: int) -> int:
    """Return how many hashes the tile has in a tree of `size`, from 0 (it is not there) to 256 (it is full)."""
    return max(0, min(TILE_WIDTH, (size >> _HEIGHT * level) - index * TILE_WIDTH))


def tiles_between(old: int, new: int) -> Iterator[Tile]:
    """Yield the tiles of a tree of `new` entries that a tree of `old` had not, or had narrower; level by level."""
    for level in range(_LEVELS):
        before, after = old >> _HEIGHT * level, new >> _HEIGHT * level
        if before == after:
            return
        for index in range(before // TILE_WIDTH, -(-after // TILE_WIDTH)):
            yield Tile(level, index, tile_width(level, index, new))


def bundles_between(old: int, new: int) -> Iterator[Bundle]:
    """Yield the bundles of a tree of `new` entries that a tree of `old` had not, or had narrower."""
    for index in range(old // TILE_WIDTH, -(-new // TILE_WIDTH) if new > old else 0):
        yield Bundle(index, tile_width(0, index, new))


def tile_bytes(tile: Tile, subtree: Subtree) -> bytes:
    """Return the tile's hashes, read from whoever answers for complete subtrees."""
    first, step = tile.index * TILE_WIDTH, 1 << _HEIGHT * tile.level
    return b"".join([subtree(at * step, (at + 1) * step) for at in range(first, first + tile.width)])


def subtree_of(size: int, read_tile: ReadTile) -> Subtree:
    """Return the answerer for complete subtrees of a tree of `size` whose hashes stand in tiles.

    Each tile is read once. The hashes are as trustworthy as their source: what is built from them must be compared with
    a signed root.

    Raises:
        Malformed: `tile-length`, when the answerer is used.
    """
    known: dict[tuple[int, int], bytes] = {}

    def hashes_of(level: int, index: int) -> bytes:
        if (level, index) not in known:
            width = tile_width(level, index, size)
            data = read_tile(level, index, width)
            if len(data) != width * HASH_BYTES:
                raise Malformed(
                    "tile-length",
                    expected=f"{width} hashes in {Tile(level, index, width).path()}",
                    got=f"{len(data)} bytes",
                )
            known[level, index] = data
        return known[level, index]

    def subtree(start: int, end: int) -> bytes:
        level, rest = divmod((end - start).bit_length() - 1, _HEIGHT)
        index, offset = divmod(start >> _HEIGHT * level, TILE_WIDTH)
        data, count = hashes_of(level, index), 1 << rest
        leaves = (data[at * HASH_BYTES : (at + 1) * HASH_BYTES] for at in range(offset, offset + count))
        return Range.of(leaves).root()

    return subtree


def encode_bundle(entries: Sequence[bytes]) -> bytes:
    """Return the entries, each after its length in 2 bytes, the most significant first."""
    assert 0 < len(entries) <= TILE_WIDTH, f"a bundle has 1 to {TILE_WIDTH} entries, not {len(entries)}"
    assert max(map(len, entries)) <= ENTRY_BYTES_MAX, "an entry is longer than its length can say"
    return b"".join([len(entry).to_bytes(_LENGTH_BYTES, "big") + entry for entry in entries])


def parse_bundle(data: bytes, width: int) -> tuple[bytes, ...]:
    """Return the `width` entries of a bundle, claimed; `encode_bundle` gives the same bytes back.

    Raises:
        Malformed: `bundle-length`.
    """
    entries: list[bytes] = []
    at = 0
    for _ in range(width):
        start = at + _LENGTH_BYTES
        end = start + int.from_bytes(data[at:start], "big")
        if start > len(data) or end > len(data):
            raise Malformed(
                "bundle-length", expected=f"{width} entries", got=f"{len(data)} bytes, cut in entry {len(entries)}"
            )
        entries.append(data[start:end])
        at = end
    if at != len(data):
        raise Malformed("bundle-length", expected=f"{width} entries in {at} bytes", got=f"{len(data)} bytes")
    return tuple(entries)


def _number(index: int) -> str:
    """Return the index in groups of three digits, all but the last behind an `x`."""
    last = f"{index % 1000:03d}"
    while index := index // 1000:
        last = f"x{index % 1000:03d}/{last}"
    return last


def _partial(width: int) -> str:
    return "" if width == TILE_WIDTH else f".p/{width}"


def _entries_below(level: int, index: int, width: int) -> int:
    """Return the size of the smallest tree that has such a tile."""
    return index * TILE_WIDTH + width << _HEIGHT * level
