"""Where a file ends by its own form, and how large a picture says that it is: headers are read, nothing is decoded."""

import re
import struct
from typing import Final

from msgspec import Struct

from detente.limits import CONTENT_SEGMENTS_MAX
from detente.protocol.content.remarks import Read

BLOCK_BYTES: Final = 1_048_576
_MARKER: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_PDF_TAIL_BYTES: Final = 2_048


class FormError(Exception):
    """The file does not keep to its own form; the text says where."""


class Form(Struct, frozen=True):
    """What headers say of a file.

    Args:
        end: where it ends by its own form; None where that cannot be told.
        pixels: width and height, of a picture whose header is read here.
    """

    end: int | None = None
    pixels: tuple[int, int] | None = None


def form_of(kind: str, read: Read, size: int) -> Form:
    """Return what the headers of a file of that kind say.

    Raises:
        FormError: it is cut, or not of that form.
    """
    match kind:
        case "PNG":
            return _png(read, size)
        case "JPEG":
            return _jpeg(read, size)
        case "MP4":
            return Form(_boxes(read, size))
        case "WAV" | "WebP" | "RIFF":
            return Form(8 + int.from_bytes(read(4, 4), "little"))
        case "PDF":
            return Form(_pdf(read, size))
        case _:
            return Form()


def _png(read: Read, size: int) -> Form:
    """W3C PNG, section 5.3: chunks of length, type, data and CRC, IHDR first and IEND last."""
    at, found = 8, (0, 0)
    for number in range(CONTENT_SEGMENTS_MAX):
        header = read(at, 16)
        if len(header) < 8 or (number == 0 and header[4:8] != b"IHDR"):
            break
        length, kind = int.from_bytes(header[:4], "big"), header[4:8]
        if kind == b"IHDR":
            found = int.from_bytes(header[8:12], "big"), int.from_bytes(read(at + 12, 4), "big")
        at += 12 + length
        if kind == b"IEND" and at <= size:
            return Form(at, found)
    raise FormError(f"a PNG that does not come to its end, at byte {min(at, size)}")


def _jpeg(read: Read, size: int) -> Form:
    """ITU-T T.81, annex B: segments with a length, and after SOS coded data up to the next marker."""
    at, found = 2, None
    for _ in range(CONTENT_SEGMENTS_MAX):
        header = read(at, 9)
        if len(header) < 2 or header[0] != 0xFF:
            break
        marker = header[1]
        if marker == 0xD9:
            return Form(at + 2, found)
        if marker in (0x01, 0xFF):
            at += 1 if marker == 0xFF else 2
            continue
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC) and len(header) == 9 and found is None:
            found = int.from_bytes(header[7:9], "big"), int.from_bytes(header[5:7], "big")
        at += 2 + max(int.from_bytes(header[2:4], "big"), 2)
        if marker == 0xDA:
            at = _next_marker(read, at, size)
    raise FormError(f"a JPEG that does not come to its end, at byte {min(at, size)}")


def _next_marker(read: Read, at: int, size: int) -> int:
    # Small pieces first: many short scans cost no more than their own size.
    count = 4_096
    while at < size:
        block = read(at, count)
        count = min(count * 16, BLOCK_BYTES)
        if match := _MARKER.search(block):
            return at + match.start()
        if len(block) < 2:
            break
        at += len(block) - 1
    return size


def _boxes(read: Read, size: int) -> int:
    """ISO/IEC 14496-12, 4.2: boxes of size and type; size 0 goes to the end, 1 has 64 bits more."""
    at = 0
    for _ in range(CONTENT_SEGMENTS_MAX):
        header = read(at, 16)
        if len(header) < 8 or not re.fullmatch(rb"[ -~\xa9]{4}", header[4:8]):
            return at
        length: int = struct.unpack(">I", header[:4])[0]
        if length == 0:
            return size
        if length == 1:
            length = int.from_bytes(header[8:16], "big")
        if length < 8 or at + length > size:
            raise FormError(f"an MP4 box that is cut, at byte {at}")
        at += length
    raise FormError(f"an MP4 of more than {CONTENT_SEGMENTS_MAX} boxes")


def _pdf(read: Read, size: int) -> int:
    """ISO 32000-1, 7.5.5: the last line is %%EOF; readers search the last kilobyte for it."""
    start = max(0, size - _PDF_TAIL_BYTES)
    tail = read(start, _PDF_TAIL_BYTES)
    mark = tail.rfind(b"%%EOF")
    if mark < 0:
        raise FormError("a PDF without %%EOF near its end")
    behind = tail[mark + 5 :]
    return size if not behind.strip(b"\r\n \0") else start + mark + 5
