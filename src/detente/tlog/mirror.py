"""What is said to a mirror and by it: an upload of entries in packages of 256, and the answer that says how to go on.

An upload names a signed head of the log. Each package brings its own proof up to that head, so that a mirror can check
and keep it without waiting for the rest; what was kept need not be sent again.

Source: C2SP tlog-mirror, section add-entries.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct, field

from detente.errors import Malformed
from detente.limits import (
    ENTRY_BYTES_MAX,
    KEY_NAME_BYTES_MAX,
    MIRROR_TICKET_BYTES_MAX,
    PROOF_HASHES_MAX,
    TILE_WIDTH,
    TREE_SIZE_MAX,
)
from detente.tlog import base64
from detente.tlog.checkpoint import parse_number
from detente.tlog.merkle import HASH_BYTES, Range, leaf_hash
from detente.tlog.subtree import proof_intervals, verify_subtree

INFO_TYPE = "text/x.tlog.mirror-info"
"""Media type of the answer that says from where and up to which head to go on."""

UPLOAD_TYPE = "application/octet-stream"


class Upload(Struct, frozen=True):
    """What stands before the packages, claimed.

    Args:
        start: index of the first entry uploaded.
        end: size of the head up to which the packages prove.
        ticket: what a mirror gave with its last answer; ours gives none.
    """

    origin: str
    start: int
    end: int
    ticket: bytes = b""

    def to_bytes(self) -> bytes:
        """Return the beginning of the request's body."""
        origin = self.origin.encode()
        numbers = self.start.to_bytes(8, "big") + self.end.to_bytes(8, "big")
        return _counted(origin) + numbers + _counted(self.ticket)

    def intervals(self) -> Iterator[tuple[int, int, int]]:
        """Yield for each package where its subtree starts, and the entries [start, end) that it brings."""
        first = self.start - self.start % TILE_WIDTH if self.start < self.end else self.end
        for rounded in range(first, self.end, TILE_WIDTH):
            yield rounded, max(self.start, rounded), min(self.end, rounded + TILE_WIDTH)


class Package(Struct, frozen=True):
    """Entries with the proof that they lie below the upload's head, claimed.

    Args:
        subtree_start: multiple of 256 at which the subtree begins that the proof is about.
        start: index of the first entry brought.
        entries: from there on, at most up to `subtree_start` + 256.
        proof: subtree consistency proof from [subtree_start, end) to the head, 32 bytes each.
    """

    subtree_start: int
    start: int
    entries: tuple[bytes, ...]
    proof: tuple[bytes, ...]

    @property
    def end(self) -> int:
        """Return the index after the last entry brought."""
        return self.start + len(self.entries)

    def to_bytes(self) -> bytes:
        """Return the package as it stands in the request's body."""
        assert len(self.proof) <= PROOF_HASHES_MAX, "no tree that fits a size has so long a proof"
        return b"".join([*map(_counted, self.entries), bytes([len(self.proof)]), *self.proof])


class UploadReader:
    """Reads the body of an upload piece by piece; what it returns is claimed, and prints back as it came."""

    def __init__(self) -> None:
        self.upload: Upload | None = None
        self._buffer = bytearray()
        self._intervals: Iterator[tuple[int, int, int]] = iter(())
        self._next: tuple[int, int, int] | None = None

    @property
    def pending(self) -> bool:
        """Say if packages of the upload are still to come."""
        return self.upload is None or self._next is not None

    def feed(self, data: bytes) -> list[Package]:
        """Take the next bytes of the body and return the packages that are complete by them.

        Raises:
            Malformed: `upload-header`, `upload-hashes`, `upload-trailing`.
        """
        self._buffer += data
        if self.upload is None:
            if (upload := _parse_upload(self._buffer)) is None:
                return []
            self.upload = upload
            del self._buffer[: len(upload.to_bytes())]
            self._intervals = upload.intervals()
            self._next = next(self._intervals, None)
        packages = []
        while self._next is not None and (package := _parse_package(self._buffer, *self._next)) is not None:
            del self._buffer[: len(package.to_bytes())]
            packages.append(package)
            self._next = next(self._intervals, None)
        if self._next is None and self._buffer:
            raise Malformed("upload-trailing", expected="the end of the upload", got=f"{len(self._buffer)} bytes more")
        return packages


def verify_package(package: Package, size: int, root: bytes, before: Sequence[bytes]) -> list[tuple[int, int, bytes]]:
    """Return what else the package proves of the log: (start, end, hash) of each part that lies before its subtree.

    A mirror that holds these parts compares them: then its copy and the head agree up to the end of the package.

    Args:
        size: the head's.
        root: the head's, 32 bytes.
        before: leaf hashes from the subtree's start up to the package's first entry.

    Raises:
        Malformed: the `subtree-…` codes of `verify_subtree`.
    """
    leaves = [*before, *map(leaf_hash, package.entries)]
    verify_subtree(package.subtree_start, package.end, Range.of(leaves).root(), size, root, package.proof)
    intervals = proof_intervals(package.subtree_start, package.end, size)
    return [
        (start, end, one)
        for (start, end), one in zip(intervals, package.proof, strict=True)
        if end <= package.subtree_start
    ]


class MirrorInfo(Struct, frozen=True):
    """How to go on with an upload.

    Args:
        size: of a head up to which packages may prove.
        next_entry: index of the first entry that is wanted.
        ticket: to be given back with the next request.
    """

    size: int
    next_entry: int
    ticket: bytes = field(default=b"")

    def to_bytes(self) -> bytes:
        """Return the answer's body: three lines."""
        return f"{self.size}\n{self.next_entry}\n{base64.encode(self.ticket)}\n".encode()


def parse_mirror_info(data: bytes) -> MirrorInfo:
    """Return what an answer says; its `to_bytes` gives the same bytes back.

    Raises:
        Malformed: `mirror-info`.
    """
    lines = data[: 64 + 2 * MIRROR_TICKET_BYTES_MAX].decode("ascii", errors="replace").split("\n")
    if len(lines) != 4 or lines[3]:
        raise Malformed("mirror-info", expected="three lines: size, next entry, ticket", got=repr(data[:100]))
    size, following = parse_number("mirror-info", lines[0]), parse_number("mirror-info", lines[1])
    return MirrorInfo(size, following, base64.decode("mirror-info", lines[2]))


def _counted(data: bytes) -> bytes:
    return len(data).to_bytes(2, "big") + data


def _parse_upload(data: bytearray) -> Upload | None:
    """Return what stands before the packages, or None while bytes of it are missing."""
    origin_end = 2 + int.from_bytes(data[:2], "big")
    if len(data) >= 2 and not 0 < origin_end - 2 <= KEY_NAME_BYTES_MAX:
        raise _header(f"an origin of 1 to {KEY_NAME_BYTES_MAX} bytes", f"{origin_end - 2} bytes")
    ticket_at = origin_end + 16 + 2
    ticket_bytes = int.from_bytes(data[ticket_at - 2 : ticket_at], "big")
    if len(data) >= ticket_at and ticket_bytes > MIRROR_TICKET_BYTES_MAX:
        raise _header(f"a ticket of at most {MIRROR_TICKET_BYTES_MAX} bytes", f"{ticket_bytes} bytes")
    if len(data) < ticket_at + ticket_bytes:
        return None
    try:
        origin = data[2:origin_end].decode()
    except UnicodeDecodeError:
        raise _header("an origin in UTF-8", data[2:origin_end].hex()) from None
    start = int.from_bytes(data[origin_end : origin_end + 8], "big")
    end = int.from_bytes(data[origin_end + 8 : origin_end + 16], "big")
    if not start <= end <= TREE_SIZE_MAX:
        raise _header("a start of at most the end", f"{start} to {end}")
    return Upload(origin, start, end, bytes(data[ticket_at : ticket_at + ticket_bytes]))


def _parse_package(data: bytearray, subtree_start: int, start: int, end: int) -> Package | None:
    """Return the package at the beginning of the bytes, or None while bytes of it are missing."""
    at, places = 0, []
    for _ in range(start, end):
        if len(data) < at + 2:
            return None
        length = int.from_bytes(data[at : at + 2], "big")
        assert length <= ENTRY_BYTES_MAX, "two bytes say no more"
        places.append((at + 2, at + 2 + length))
        at += 2 + length
    if len(data) <= at:
        return None
    count = data[at]
    if count > PROOF_HASHES_MAX:
        raise Malformed("upload-hashes", expected=f"at most {PROOF_HASHES_MAX} hashes", got=str(count))
    at += 1
    if len(data) < at + count * HASH_BYTES:
        return None
    entries = tuple(bytes(data[low:high]) for low, high in places)
    proof = tuple(bytes(data[at + n * HASH_BYTES : at + (n + 1) * HASH_BYTES]) for n in range(count))
    return Package(subtree_start, start, entries, proof)


def _header(expected: str, got: str) -> Malformed:
    return Malformed("upload-header", expected=expected, got=got)
