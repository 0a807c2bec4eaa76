"""What a node has read of files of positions: one file at a time, each once, kept as long as there is room.

A file is known by the SHA-256 of its bytes and by what its act says of it, so that map, paper, track and compare read
it once. A small one is read in a thread; a larger one in a process of its own (`apart.py`), and this process holds no
more of it than a block. What could not be read is kept too.
"""

import asyncio
from collections.abc import Callable, Iterator
from hashlib import sha256
from weakref import WeakKeyDictionary

import msgspec
from msgspec import Struct

from detente.council.incident.evidence import EvidenceFile
from detente.council.incident.fields import ZONE
from detente.council.incident.geometry import Geometry
from detente.errors import Malformed
from detente.home.apart import Answer, Bounds, answer_of, read_apart
from detente.home.host import Host
from detente.home.once import Once
from detente.home.replies.maps import DrawnView
from detente.limits import (
    DRAWINGS_KEPT_BYTES_MAX,
    READ_HERE_BYTES_MAX,
    READINGS_KEPT_BYTES_MAX,
    TRACK_BYTES_MAX,
)
from detente.node.attachment_files import AttachmentFiles
from detente.protocol.acts import Attachment
from detente.protocol.content.signatures import HEAD_BYTES

POINT_BYTES = 256
"""Of a position in memory, with its numbers: measured, rounded up."""
_FIXED_BYTES = 4_096


class Piece(Struct, frozen=True):
    """An attachment that is here whole, with the part of its key that is apart, and the act's words for it."""

    files: AttachmentFiles
    attachment: Attachment
    part: Attachment | None

    def blocks(self) -> Iterator[bytes]:
        """Yield its bytes.

        Raises:
            Refused: `attachment-unfinished`. Malformed: `cannot-open`, `track-size`.
        """
        size = 0
        for block in self.files.read(self.attachment.hash, self.files.opening_key(self.attachment, self.part)):
            size += len(block)
            if size > TRACK_BYTES_MAX:
                raise Malformed("track-size", expected=f"1 to {TRACK_BYTES_MAX:,} bytes", got="more")
            yield block


class Opened(Struct, frozen=True):
    """What a file is before anybody reads it: SHA-256 of its bytes in hex, their number, and the first ones."""

    sha256: str
    size: int
    head: bytes


class Readings:
    """What one node read and computed.

    Args:
        bounds: of reading one file.
        here_bytes_max: files up to this size are read in this process.
    """

    def __init__(self, bounds: Bounds = Bounds(), here_bytes_max: int = READ_HERE_BYTES_MAX) -> None:  # noqa: B008  frozen
        self.bounds = bounds
        self.here_bytes_max = here_bytes_max
        self.done = 0
        self.geometries: Once[Geometry] = Once(READINGS_KEPT_BYTES_MAX)
        self.drawings: Once[DrawnView] = Once(DRAWINGS_KEPT_BYTES_MAX)
        self._opened: Once[Opened] = Once(READINGS_KEPT_BYTES_MAX >> 6)
        self._answers: Once[Answer] = Once(READINGS_KEPT_BYTES_MAX)
        self._one = asyncio.Lock()

    async def open(self, piece: Piece) -> Opened:
        """Return what a file is.

        Raises:
            As `Piece.blocks`. FileNotFoundError: members agreed meanwhile to erase it.
        """

        async def make() -> tuple[Opened, int]:
            async with self._one:
                return await asyncio.to_thread(_opened, piece), HEAD_BYTES + _FIXED_BYTES

        part = b"" if piece.part is None else piece.part.hash
        return await self._opened.get((piece.attachment.hash, piece.attachment.key, part), make)

    def has(self, said: EvidenceFile, opened: Opened) -> bool:
        """Say if it was read already, and is kept."""
        return _key(said, opened) in self._answers

    async def read(self, piece: Piece, said: EvidenceFile, opened: Opened) -> Answer:
        """Return what stands in a file, or why it cannot be read.

        Raises:
            As `open`. Fault: `track-reader`.
        """

        async def make() -> tuple[Answer, int]:
            answer = await self.look(said, opened.size, piece.blocks)
            return answer, _size(answer)

        return await self._answers.get(_key(said, opened), make)

    async def look(self, said: EvidenceFile, size: int, blocks: Callable[[], Iterator[bytes]]) -> Answer:
        """Return what stands in a file of `size` bytes, or why it cannot be read; nothing of it is kept.

        Args:
            blocks: gives its bytes; called in the turn of this file.

        Raises:
            Fault: `track-reader`. What `blocks` raises.
        """
        async with self._one:
            self.done += 1
            if size <= self.here_bytes_max:
                return await asyncio.to_thread(lambda: answer_of(said, b"".join(blocks())))
            return await read_apart(said, blocks(), self.bounds)


def _opened(piece: Piece) -> Opened:
    digest, size, head = sha256(), 0, b""
    for block in piece.blocks():
        digest.update(block)
        size += len(block)
        head = head if len(head) >= HEAD_BYTES else (head + block)[:HEAD_BYTES]
    return Opened(digest.hexdigest(), size, head)


def _key(said: EvidenceFile, opened: Opened) -> bytes:
    """Return what a reading follows from: the bytes, and those words of the act on which it depends."""
    name = "" if said.format else said.attachment
    words = (said.sort, said.format, name, said.columns, said.datum, said.craft, said.starts_at, said.of)
    return msgspec.msgpack.encode((opened.sha256, words, (said.source, said.voice) if said.sort == ZONE else ()))


def _size(answer: Answer) -> int:
    corners = sum(len(ring.corners) for zone in answer.zones for ring in zone.rings)
    tracks, flags = ((), ()) if answer.reading is None else (answer.reading.tracks, answer.reading.flags)
    points = sum(len(one.points) for one in tracks)
    return POINT_BYTES * (points + corners) + _FIXED_BYTES // 8 * (len(tracks) + len(flags)) + _FIXED_BYTES


_OF: WeakKeyDictionary[Host, Readings] = WeakKeyDictionary()


def readings_of(host: Host) -> Readings:
    """Return what a node has read, which goes with it."""
    found = _OF.get(host)
    if found is None:
        found = _OF[host] = Readings()
    return found
