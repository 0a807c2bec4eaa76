"""What a file's bytes say against its name: each kind as it should be, and what is refused with its reason."""

import io
import struct
import wave
import zipfile
import zlib

import pytest

from detente.protocol.content import Remark, check_content


def remarks(data: bytes, name: str, media_type: str = "application/octet-stream") -> tuple[Remark, ...]:
    return check_content(lambda start, count: data[start : start + count], len(data), name, media_type)


def codes(data: bytes, name: str, media_type: str = "application/octet-stream") -> set[str]:
    return {one.code for one in remarks(data, name, media_type)}


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int = 2, height: int = 2) -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(b"\0\0\0" * 2))
    return b"\x89PNG\r\n\x1a\n" + header + body + chunk(b"IEND", b"")


def jpeg(width: int = 2, height: int = 2) -> bytes:
    """Two scans, a thumbnail with an end of its own in a segment, and stuffed bytes in the coded data."""
    thumbnail = b"\xff\xe1" + struct.pack(">H", 10) + b"Exif\0\0\xff\xd9"
    frame = b"\xff\xc2\x00\x0b\x08" + struct.pack(">HH", height, width) + b"\x01\x01\x11\x00"
    scan = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + b"\x12\xff\x00\x34\xff\xd0\x56"
    return b"\xff\xd8" + thumbnail + frame + scan + scan + b"\xff\xd9"


def box(kind: bytes, data: bytes = b"") -> bytes:
    return struct.pack(">I", 8 + len(data)) + kind + data


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(name.replace("__", "/").replace("_", "."), data)
    return out.getvalue()


def sound() -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(2)
        made.setframerate(8000)
        made.writeframes(bytes(200))
    return out.getvalue()


PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"
MP4 = box(b"ftyp", b"isom\0\0\0\0") + box(b"moov", bytes(60)) + box(b"mdat", bytes(300))
GPX = b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- a track -->\n<gpx version="1.1"><trk/></gpx>\n'
GOOD = {
    "photo.jpg": (jpeg(), "image/jpeg"),
    "photo.JPEG": (jpeg(6000, 4000), "image/jpeg"),
    "plot.png": (png(), "image/png"),
    "note.pdf": (PDF, "application/pdf"),
    "film.mp4": (MP4, "video/mp4"),
    "radio.wav": (sound(), "audio/x-wav"),
    "radio.mp3": (b"ID3\x04\0\0\0\0\0\0\xff\xfb\x90\0" + bytes(400), "audio/mpeg"),
    "bare.mp3": (b"\xff\xfb\x90\x64" + bytes(400), "audio/mpeg"),
    "track.gpx": (GPX, "application/gpx+xml"),
    "zone.geojson": (b'{"type": "Polygon", "coordinates": []}', "application/geo+json"),
    "track.csv": ("когда;где\n10:00;54.8,19.4\n".encode("cp1251"), "text/csv"),
    "odd.csv": (b"MZ,ID3,II*\n1,2,3\n", "text/csv"),
    "ais.nmea": (b"!AIVDM,1,1,,A,13HOI:0P0000VOHLCnHQKwvL05Ip,0*23\n", "text/plain"),
    "tagged.nmea": (b"\\s:rx,c:1241544035*57\\$GPGGA,1\n", "text/plain"),
    "files.zip": (zipped(a_txt=b"text " * 40, sub__b_csv=b"1,2"), "application/zip"),
    "letter.docx": (zipped(word__document_xml=b"<w/>"), "application/octet-stream"),
    "log.txt": (b"10:00 seen\n", "text/plain"),
    "raw.bin": (bytes(range(256)) * 9, "application/octet-stream"),
    "no ending": (b"\x00\x01", "x/y"),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_file_that_is_what_it_says_has_no_remark(name: str) -> None:
    assert remarks(GOOD[name][0], name, GOOD[name][1]) == ()


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY a "&b;">]><gpx/>'
TEXT = zipped(a_txt=b"text")
EMPTY_ZIP = b"PK\x05\x06" + bytes(18)
DOUBTFUL = {
    "a program as a picture": (b"\x7fELF\x02\x01" + bytes(90), "photo.jpg", {"content-program", "content-differs"}),
    "a script as a log": (b"#!/bin/sh\nrm -r x\n", "log.txt", {"content-program", "content-differs"}),
    "a Windows program": (b"MZ\x90\0" + bytes(90), "setup.bin", {"content-program"}),
    "a PDF as a picture": (PDF, "photo.jpg", {"content-differs"}),
    "a page as a table": (b"<!DOCTYPE html>\n<html><script>1</script></html>", "track.csv", {"content-differs"}),
    "XML as a track": (b"<kml/>", "track.gpx", {"content-differs"}),
    "a picture as a track": (png(), "track.csv", {"content-differs"}),
    "an empty picture": (b"", "photo.png", {"content-differs"}),
    "a picture with a zip behind it": (png() + zipped(a_txt=b"text"), "photo.png", {"content-double"}),
    "a photograph with a film behind it": (jpeg() + MP4, "photo.jpg", {"content-double"}),
    "a film with more behind it": (MP4 + bytes(5), "film.mp4", {"content-double"}),
    "a PDF with a zip behind it": (PDF + zipped(a_txt=b"text"), "note.pdf", {"content-double"}),
    "a PDF within which a zip ends": (PDF[:-6] + EMPTY_ZIP + b"%%EOF\n", "note.pdf", {"content-double"}),
    "a PDF that begins later": (b"a,b\n" + PDF, "track.csv", {"content-double"}),
    "a table with a zip behind it": (
        b"a,b\n1,2\n" + zipped(a_txt=b"text"),
        "t.csv",
        {"content-differs", "content-double"},
    ),
    "a zip with a program before it": (
        b"\x7fELF" + zipped(a_txt=b"x"),
        "x.zip",
        {"content-program", "content-differs", "content-double"},
    ),
    "a zip with more behind it": (zipped(a_txt=b"text") + b"more", "x.zip", {"content-double"}),
    "a sound that is cut": (sound()[:-50], "radio.wav", {"content-broken"}),
    "a picture that is cut": (png()[:-5], "plot.png", {"content-broken"}),
    "a photograph that is cut": (jpeg()[:-2], "photo.jpg", {"content-broken"}),
    "a film that is cut": (MP4[:-2], "film.mp4", {"content-broken"}),
    "a PDF without its end": (PDF[:-7], "note.pdf", {"content-broken"}),
    "a zip without its end": (zipped(a_txt=b"text")[:-22], "x.zip", {"content-broken"}),
    "a zip that lists less": (zipped(a_txt=b"x").replace(b"\1\0\1\0", b"\2\0\2\0"), "x.zip", {"content-broken"}),
    "a zip of the 64-bit form": (zipped(a_txt=b"x")[:-10] + b"\xff" * 4 + bytes(6), "x.zip", {"content-broken"}),
    "a zip that grows": (zipped(a_txt=bytes(5_000_000)), "x.zip", {"content-bomb"}),
    "a zip within a zip": (zipped(a_zip=zipped(b_txt=b"text")), "x.zip", {"content-bomb"}),
    "a picture without measure": (png(100_000, 100_000), "plot.png", {"content-bomb"}),
    "a photograph without measure": (jpeg(65_535, 65_535), "photo.jpg", {"content-bomb"}),
    "entities that grow": (
        b'<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY a "&b;">]><gpx/>',
        "t.gpx",
        {"content-bomb", "content-differs"},
    ),
    "a zip that leads out": (zipped(__etc__passwd=b"x"), "x.zip", {"content-paths"}),
}


@pytest.mark.parametrize("name", DOUBTFUL)
def test_what_is_doubtful_is_named_with_its_reason(name: str) -> None:
    data, called, expected = DOUBTFUL[name]
    found = remarks(data, called)
    assert {one.code for one in found} == expected, found
    assert all(one.text for one in found)


def test_a_media_type_is_a_claim_too() -> None:
    """A name without an ending does not hide what the type says."""
    assert codes(PDF, "note", "image/png") == {"content-differs"}
    assert codes(PDF, "note.pdf", "image/png; x=1") == {"content-differs"}


def test_names_with_two_dots_and_other_slashes_lead_out() -> None:
    for name in ("../x.txt", "a/../../x", "C:/x", "a\\..\\x"):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as made:
            made.writestr(name, b"x")
        assert "content-paths" in codes(out.getvalue(), "x.zip"), name


def test_files_that_share_their_bytes_are_a_bomb() -> None:
    """The way in which a small zip states much without nesting: one body, listed again and again."""
    one = zipped(a_txt=b"text" * 100)
    at = one.index(b"PK\x01\x02")
    entry, end = one[at:-22], bytearray(one[-22:])
    struct.pack_into("<HHI", end, 8, 9, 9, 9 * len(entry))
    assert codes(one[:at] + entry * 9 + bytes(end), "x.zip") == {"content-bomb"}


def test_a_directory_beyond_the_limit_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detente.protocol.content.archives.CONTENT_ZIP_MEMBERS_MAX", 1)
    assert codes(zipped(a_txt=b"x", b_txt=b"y"), "x.zip") == {"content-bomb"}


def test_a_file_of_endless_segments_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detente.protocol.content.walks.CONTENT_SEGMENTS_MAX", 3)
    for data, name in ((jpeg(), "a.jpg"), (MP4, "a.mp4")):
        assert "content-broken" in codes(data, name)
