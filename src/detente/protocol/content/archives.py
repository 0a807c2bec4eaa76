"""What a zip says that it holds: its directory is read, nothing is unpacked.

Source: PKWARE APPNOTE 6.3.10, 4.3.12 (central directory) and 4.3.16 (its end).
"""

import struct
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from detente.limits import (
    CONTENT_ZIP_BYTES_MAX,
    CONTENT_ZIP_DIRECTORY_BYTES_MAX,
    CONTENT_ZIP_MEMBERS_MAX,
    CONTENT_ZIP_RATIO_MAX,
)
from detente.protocol.content.remarks import Read, Remark

_END: Final = struct.Struct("<4sHHHHIIH")
_ENTRY: Final = struct.Struct("<4sHHHHHHIIIHHHHHII")
_COMMENT_BYTES_MAX: Final = 65_535
_NESTED: Final = (".zip", ".gz", ".bz2", ".xz", ".7z", ".rar", ".jar", ".tar", ".tgz")
_LOCAL_BYTES: Final = 30


class End(Struct, frozen=True):
    """The end of a zip: where it stands, and what it says of the directory before it."""

    at: int
    behind: int
    members: int
    directory_bytes: int
    directory_at: int


def find_end(read: Read, size: int) -> End | None:
    """Return the last end of a zip in a file, from the back, as readers of zips look for it."""
    start = max(0, size - _COMMENT_BYTES_MAX - _END.size)
    tail = read(start, size - start)
    at = tail.rfind(b"PK\x05\x06")
    while at >= 0:
        if at + _END.size <= len(tail):
            _sign, _disk, _first, _here, members, directory_bytes, directory_at, comment = _END.unpack_from(tail, at)
            behind = len(tail) - at - _END.size - comment
            found = End(start + at, behind, members, directory_bytes, directory_at)
            if _has_directory(read, found):
                return found
        at = tail.rfind(b"PK\x05\x06", 0, at)
    return None


def _has_directory(read: Read, end: End) -> bool:
    """Say if a directory stands where an end says; four bytes alone stand in any large file now and then."""
    if _is_64_bit(end) or (end.members == 0 and end.directory_bytes == 0):
        return True
    before = end.at - end.directory_bytes
    return before >= 0 and b"PK\x01\x02" in (read(before, 4), read(end.directory_at, 4))


def _is_64_bit(end: End) -> bool:
    return end.directory_bytes == 0xFFFF_FFFF or end.directory_at == 0xFFFF_FFFF or end.members == 0xFFFF


def check_zip(read: Read, size: int, end: End) -> Iterator[Remark]:
    """Yield what a zip's directory shows of bombs, of names that lead out of a folder, and of what stands before it."""
    if _is_64_bit(end):
        yield Remark("content-broken", "a zip of the 64-bit form, into whose directory nobody looks here")
        return
    before = end.at - end.directory_bytes - end.directory_at
    if before > 0:
        yield Remark("content-double", f"{before} bytes that belong to no archive stand before the zip in it")
    if end.behind > 0:
        yield Remark("content-double", f"{end.behind} bytes stand behind the zip in it")
    if end.directory_bytes > CONTENT_ZIP_DIRECTORY_BYTES_MAX or end.members > CONTENT_ZIP_MEMBERS_MAX:
        yield Remark("content-bomb", f"a zip of {end.members} files; {CONTENT_ZIP_MEMBERS_MAX} at most are looked at")
        return
    yield from _check_members(read(end.at - end.directory_bytes, end.directory_bytes), end, size)


def _check_members(directory: bytes, end: End, size: int) -> Iterator[Remark]:
    unpacked, at, spans, odd, nested = 0, 0, list[tuple[int, int]](), list[str](), list[str]()
    for _ in range(end.members):
        if len(directory) < at + _ENTRY.size or directory[at : at + 4] != b"PK\x01\x02":
            yield Remark("content-broken", f"a zip whose directory does not list the {end.members} files it states")
            return
        fields = _ENTRY.unpack_from(directory, at)
        packed, full, name_bytes = fields[8], fields[9], fields[10]
        name = directory[at + _ENTRY.size : at + _ENTRY.size + name_bytes].decode(errors="replace").replace("\\", "/")
        unpacked += full
        spans.append((fields[16], packed))
        if name.startswith("/") or ":" in name[:3] or ".." in name.split("/"):
            odd.append(name)
        if name.lower().endswith(_NESTED):
            nested.append(name)
        at += _ENTRY.size + name_bytes + fields[11] + fields[12]
    if unpacked > CONTENT_ZIP_BYTES_MAX or unpacked > CONTENT_ZIP_RATIO_MAX * size:
        yield Remark("content-bomb", f"a zip of {size} bytes that states {unpacked} bytes unpacked")
    if _overlap(spans):
        yield Remark("content-bomb", "a zip whose files share the same bytes")
    if nested:
        yield Remark("content-bomb", f"an archive in the archive, which is not looked into: {nested[0][:80]!r}")
    if odd:
        yield Remark("content-paths", f"a zip with a name that leads out of its folder: {odd[0][:80]!r}")


def _overlap(spans: list[tuple[int, int]]) -> bool:
    """Say if two files use the same bytes: the way in which a small zip states much without nesting."""
    reached = -1
    for start, packed in sorted(spans):
        if start < reached:
            return True
        reached = start + packed + _LOCAL_BYTES
    return False
