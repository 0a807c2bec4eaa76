"""The one zip of its parts, as `archive` makes it, for parts that are too large to be in memory together.

It is written part by part, and read by walking from header to header: each must be the one that its part's name, size
and CRC-32 make. What the parts hold is checked when they are read.
"""

import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from msgspec import Struct

from detente.errors import Malformed
from detente.limits import BUNDLE_BYTES_MAX, BUNDLE_PARTS_MAX
from detente.protocol.evidence.archive import (
    LOCAL_BYTES,
    NAME,
    directory_entry,
    end_record,
    local_header,
    parse_local_header,
)

Read = Callable[[int, int], bytes]
"""Returns so many bytes from an offset on; fewer only at the end."""

BLOCK_BYTES: Final = 1_048_576
_NAME_BYTES_MAX: Final = 200


class Piece(Struct, frozen=True):
    """One part to be written.

    Args:
        blocks: yields its bytes, the same each time.
    """

    name: str
    size: int
    check: int
    blocks: Callable[[], Iterator[bytes]]


def piece_of(name: str, data: bytes) -> Piece:
    """Return a part whose bytes are in memory."""
    return Piece(name, len(data), zlib.crc32(data), lambda: iter([data]))


def write_zip(pieces: Sequence[Piece]) -> Iterator[bytes]:
    """Yield the one zip of these parts."""
    directory: list[bytes] = []
    offset = 0
    for piece in sorted(pieces, key=lambda one: one.name):
        header = local_header(piece.name, piece.size, piece.check)
        yield header
        yield from piece.blocks()
        directory.append(directory_entry(piece.name, piece.size, piece.check, offset))
        offset += len(header) + piece.size
    yield from directory
    yield end_record(len(directory), sum(map(len, directory)), offset)


def size_of(pieces: Sequence[Piece]) -> int:
    """Return how many bytes the zip of these parts has."""
    entries = [
        len(local_header(one.name, one.size, 0)) + one.size + len(directory_entry(one.name, one.size, 0, 0))
        for one in pieces
    ]
    return sum(entries) + len(end_record(0, 0, 0))


class Place(Struct, frozen=True):
    """Where a part stands in the file."""

    start: int
    size: int
    check: int


class ZipFile:
    """The parts of a zip that is exactly what its parts make, but for their CRC-32, which reading them compares.

    Args:
        read: of the file.
        size: bytes of the file.

    Raises:
        Malformed: `evidence-archive`.
    """

    def __init__(self, read: Read, size: int) -> None:
        if size > BUNDLE_BYTES_MAX:
            raise _malformed(f"at most {BUNDLE_BYTES_MAX} bytes", f"{size} bytes")
        self._read = read
        self.places: dict[str, Place] = {}
        at, directory = 0, []
        while (found := parse_local_header(read(at, LOCAL_BYTES))) is not None:
            name, place = self._place(at, *found)
            if place.start + place.size > size or len(self.places) >= BUNDLE_PARTS_MAX:
                raise _malformed(f"at most {BUNDLE_PARTS_MAX} whole parts", f"{name} at byte {at}")
            directory.append(directory_entry(name, place.size, place.check, at))
            self.places[name] = place
            at = place.start + place.size
        end = b"".join([*directory, end_record(len(directory), sum(map(len, directory)), at)])
        if not directory or size != at + len(end) or read(at, len(end)) != end:
            raise _malformed("the one zip of its parts", f"another byte behind the parts, from {at} on")

    def _place(self, at: int, check: int, size: int, name_bytes: int) -> tuple[str, Place]:
        raw = self._read(at + LOCAL_BYTES, min(name_bytes, _NAME_BYTES_MAX))
        name = raw.decode("ascii", errors="replace")
        last = next(reversed(self.places), "")
        if NAME.fullmatch(name) is None or len(raw) != name_bytes or name <= last:
            raise _malformed("parts with plain names, each once and in order", f"{name[:80]!r} at byte {at}")
        header = local_header(name, size, check)
        if self._read(at, len(header)) != header:
            raise _malformed(f"the one header of {name}", f"another at byte {at}")
        return name, Place(at + len(header), size, check)

    def blocks(self, name: str) -> Iterator[bytes]:
        """Yield the bytes of a part; they count only when the end is reached without an error.

        Raises:
            Malformed: `evidence-archive`.
        """
        place, check = self.places[name], 0
        for at in range(0, place.size, BLOCK_BYTES):
            block = self._read(place.start + at, min(BLOCK_BYTES, place.size - at))
            check = zlib.crc32(block, check)
            yield block
        if check != place.check:
            raise _malformed(f"the CRC-32 of {name}", "another")


def _malformed(expected: str, got: str) -> Malformed:
    return Malformed("evidence-archive", expected=expected, got=got)
