"""A zip of which every bit is determined by the names and bytes of its parts: stored, ordered, one fixed date.

It is read by rebuilding it: what does not come back byte for byte is refused, so nothing can hide between the parts.

Source: PKWARE APPNOTE 6.3.10, sections 4.3.7 (local header), 4.3.12 (central directory), 4.3.16 (end of it).
"""

import re
import struct
import zlib
from collections.abc import Mapping
from typing import Final

from detente.errors import Malformed
from detente.limits import EVIDENCE_BYTES_MAX, EVIDENCE_PARTS_MAX

NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*(/[A-Za-z0-9][A-Za-z0-9.-]*)?")

_LOCAL: Final = struct.Struct("<4sHHHHHIIIHH")
LOCAL_BYTES: Final = _LOCAL.size
_CENTRAL: Final = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END: Final = struct.Struct("<4sHHHHIIH")
_VERSION: Final = 20
_BY_UNIX: Final = 3 << 8
_FILE_MODE: Final = 0o100644 << 16
_MIDNIGHT: Final = 0
_FIRST_DAY: Final = 0x0021
"""1 January 1980, the first date that a zip can state: it says nothing, and always the same."""


def pack(parts: Mapping[str, bytes]) -> bytes:
    """Return the one zip of these parts, which stand in it in the order of their names."""
    body: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for name, data in sorted(parts.items()):
        check = zlib.crc32(data)
        local = local_header(name, len(data), check)
        body += [local, data]
        directory.append(directory_entry(name, len(data), check, offset))
        offset += len(local) + len(data)
    return b"".join([*body, *directory, end_record(len(parts), sum(map(len, directory)), offset)])


def local_header(name: str, size: int, check: int) -> bytes:
    """Return what stands before a part of that name, size in bytes and CRC-32."""
    return _LOCAL.pack(b"PK\x03\x04", _VERSION, *_shared(name, size, check)) + name.encode("ascii")


def directory_entry(name: str, size: int, check: int, offset: int) -> bytes:
    """Return what the central directory says of a part whose local header stands at an offset."""
    made = _CENTRAL.pack(
        b"PK\x01\x02", _BY_UNIX | _VERSION, _VERSION, *_shared(name, size, check), 0, 0, 0, _FILE_MODE, offset
    )
    return made + name.encode("ascii")


def end_record(count: int, directory_bytes: int, offset: int) -> bytes:
    """Return the end of a zip of so many parts, whose central directory stands at an offset."""
    return _END.pack(b"PK\x05\x06", 0, 0, count, count, directory_bytes, offset, 0)


def _shared(name: str, size: int, check: int) -> tuple[int, ...]:
    assert NAME.fullmatch(name), f"no name for a part: {name}"
    return (0, 0, _MIDNIGHT, _FIRST_DAY, check, size, size, len(name), 0)


def parse_local_header(data: bytes) -> tuple[int, int, int] | None:
    """Return CRC-32, size in bytes, and how long the name behind it is; None where there is no local header."""
    if len(data) != LOCAL_BYTES or data[:4] != b"PK\x03\x04":
        return None
    fields = _LOCAL.unpack(data)
    return fields[6], fields[7], fields[9]


def unpack(data: bytes) -> dict[str, bytes]:
    """Return the parts of a zip that `pack` makes of them, in its order.

    Raises:
        Malformed: `evidence-archive`.
    """
    if len(data) > EVIDENCE_BYTES_MAX:
        raise _malformed(f"at most {EVIDENCE_BYTES_MAX} bytes", f"{len(data)} bytes")
    parts: dict[str, bytes] = {}
    at = 0
    while data[at : at + 4] == b"PK\x03\x04" and len(parts) < EVIDENCE_PARTS_MAX:
        if len(data) < at + _LOCAL.size:
            raise _malformed("a whole file", f"one cut short at byte {len(data)}")
        fields = _LOCAL.unpack_from(data, at)
        size, name_size = fields[7], fields[9]
        start = at + _LOCAL.size + name_size
        name = data[at + _LOCAL.size : start].decode("ascii", errors="replace")
        if NAME.fullmatch(name) is None or name in parts or start + size > len(data):
            raise _malformed("parts with plain names, each once and whole", f"{name[:80]!r} at byte {at}")
        parts[name] = data[start : start + size]
        at = start + size
    rebuilt = pack(parts)
    if not parts or rebuilt != data:
        raise _malformed("the one zip of its parts", _difference(rebuilt, data, parts))
    return parts


def _difference(rebuilt: bytes, data: bytes, parts: Mapping[str, bytes]) -> str:
    """Name the first byte that is another, and the part before or in which it stands."""
    both = min(len(rebuilt), len(data))
    first = next((at for at in range(both) if rebuilt[at] != data[at]), both)
    end = 0
    for name, part in sorted(parts.items()):
        end += _LOCAL.size + len(name) + len(part)
        if first < end:
            return f"another byte {first}, in {name} or its header"
    return f"another byte {first}, behind the parts"


def _malformed(expected: str, got: str) -> Malformed:
    return Malformed("evidence-archive", expected=expected, got=got)
