"""What the first bytes of a file say that it is, and which of that a name or a media type allows.

Sources: the formats' own pages, named beside each; media types as in IANA's registry.
"""

import re
from collections.abc import Mapping
from typing import Final

HEAD_BYTES: Final = 65_536
"""How much of a file is looked at to say what it is."""

_MAGIC: Final = (
    (b"\xff\xd8\xff", "JPEG"),  # ITU-T T.81, SOI and the next marker
    (b"\x89PNG\r\n\x1a\n", "PNG"),  # W3C PNG, section 5.2
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"%PDF-", "PDF"),  # ISO 32000-1, 7.5.2
    (b"PK\x03\x04", "zip"),  # PKWARE APPNOTE 4.3.7
    (b"PK\x05\x06", "zip"),
    (b"\x1f\x8b\x08", "gzip"),
    (b"\xfd7zXZ\0", "xz"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"Rar!\x1a\x07", "RAR"),
    *((b"ID3" + bytes([version]), "MP3") for version in (2, 3, 4)),
    (b"\x7fELF", "program"),
    (b"\xfe\xed\xfa", "program"),
    (b"\xcf\xfa\xed\xfe", "program"),
    (b"\xca\xfe\xba\xbe", "program"),
    (b"#!", "program"),
)
_PROLOG: Final = (("<?", "?>"), ("<!--", "-->"), ("<!DOCTYPE", ">"))
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_TAG: Final = re.compile(r"<([A-Za-z][A-Za-z0-9:_.-]{0,40})")
_SENTENCE: Final = re.compile(r"(?:\\[^\\\n]{0,200}\\)?[$!][A-Z]{4,6},")
TEXTS: Final = frozenset({"text", "GPX", "XML", "JSON", "NMEA", "HTML", "SVG"})

_ALLOWED: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(("jpg", "jpeg", "image/jpeg"), frozenset({"JPEG"})),
    **dict.fromkeys(("png", "image/png"), frozenset({"PNG"})),
    **dict.fromkeys(("gif", "image/gif"), frozenset({"GIF"})),
    **dict.fromkeys(("tif", "tiff", "image/tiff"), frozenset({"TIFF"})),
    **dict.fromkeys(("webp", "image/webp"), frozenset({"WebP"})),
    **dict.fromkeys(("svg", "image/svg+xml"), frozenset({"SVG", "XML"})),
    **dict.fromkeys(("pdf", "application/pdf"), frozenset({"PDF"})),
    **dict.fromkeys(("mp4", "m4v", "m4a", "mov", "video/mp4", "video/quicktime", "audio/mp4"), frozenset({"MP4"})),
    **dict.fromkeys(("wav", "audio/wav", "audio/x-wav", "audio/vnd.wave"), frozenset({"WAV"})),
    **dict.fromkeys(("mp3", "audio/mpeg"), frozenset({"MP3"})),
    **dict.fromkeys(("gpx", "application/gpx+xml"), frozenset({"GPX"})),
    **dict.fromkeys(("geojson", "json", "application/geo+json", "application/json"), frozenset({"JSON"})),
    **dict.fromkeys(("csv", "text/csv", "tsv"), frozenset({"text"})),
    **dict.fromkeys(("nmea", "aivdm"), frozenset({"NMEA"})),
    **dict.fromkeys(("txt", "md", "log", "text/plain"), frozenset({"text", "NMEA", "JSON"})),
    **dict.fromkeys(("zip", "kmz", "docx", "xlsx", "pptx", "odt", "ods", "odp", "application/zip"), frozenset({"zip"})),
}


def kind_of(head: bytes) -> str:
    """Return what the first bytes say that a file is; `bytes` where that is nothing, `nothing` where there are none."""
    if not head:
        return "nothing"
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[4:8] == b"ftyp":  # ISO/IEC 14496-12, 4.3
        return "MP4"
    if head[:3] == b"BZh" and head[4:10] == b"1AY&SY":
        return "bzip2"
    if head[:4] == b"RIFF":
        return {b"WAVE": "WAV", b"WEBP": "WebP"}.get(head[8:12], "RIFF")
    if head[0] == 0xFF and len(head) > 1 and head[1] & 0xE6 == 0xE2:  # an MPEG audio frame of layer III
        return "MP3"
    if head[:2] == b"MZ" and b"\0" in head:
        return "program"
    # Old code pages count as text: what no text holds are control characters.
    return "bytes" if _CONTROL.search(head) else _text_of(head.removeprefix(b"\xef\xbb\xbf").decode("latin-1"))


def _text_of(text: str) -> str:
    start = _behind_prolog(text)
    if tag := _TAG.match(start):
        named = tag[1].lower().rpartition(":")[2]
        return {"gpx": "GPX", "html": "HTML", "body": "HTML", "script": "HTML", "svg": "SVG"}.get(named, "XML")
    if start[:1] in ("{", "["):
        return "JSON"
    return "NMEA" if _SENTENCE.match(start) else "text"


def _behind_prolog(text: str) -> str:
    """Return what follows declarations, comments and spaces; each is passed once, whatever stands in it."""
    at = 0
    while True:
        while at < len(text) and text[at] in " \t\r\n":
            at += 1
        ends = [end for start, end in _PROLOG if text[at : at + len(start)].upper() == start]
        if not ends or (found := text.find(ends[0], at)) < 0:
            return text[at : at + 1_000]
        at = found + len(ends[0])


def allowed_by(name: str, media_type: str) -> list[tuple[str, frozenset[str]]]:
    """Return what a name's ending and a media type each allow, with words for it; unknown ones allow all."""
    ending = name.lower().rpartition(".")[2] if "." in name else ""
    stated = [(f"named .{ending}", ending), (f"sent as {media_type}", media_type.lower().partition(";")[0].strip())]
    return [(words, _ALLOWED[key]) for words, key in stated if key in _ALLOWED]
