"""Looking for codes in whatever somebody calls a picture: codes, none, or why not in words; nothing else comes out."""

import asyncio
import io
import sys
import zlib

import pypdfium2
import pytest
from PIL import Image
from tests.unit.test_papers_codes import seen as photographed

from detente.errors import Fault
from detente.home.papers import seeing
from detente.home.papers.codes import texts_of
from detente.home.papers.seeing import Seen, seen_apart
from detente.limits import PAPER_PICTURE_BYTES_MAX


def look(data: bytes) -> Seen:
    return asyncio.run(seen_apart(data))


def png(width: int, height: int) -> bytes:
    """Return a picture of one bit a dot, all black, which a few kilobytes hold."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([1, 0, 0, 0, 0])
    lines = zlib.compress(bytes((width + 7) // 8 + 1) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


def pdf(width: float, height: float) -> bytes:
    paper, out = pypdfium2.PdfDocument.new(), io.BytesIO()
    paper.new_page(width, height)
    paper.save(out)
    return out.getvalue()


def test_codes_are_seen_in_a_picture_and_in_what_a_scanner_typed(tmp_path: object) -> None:
    (text,) = texts_of(b"a file")
    picture = photographed(tmp_path / "code.png", text)  # type: ignore[operator]
    assert look(picture.read_bytes()) == Seen((text,))
    assert look(f"{text}\n{text}\n".encode()) == Seen((text, text))


def test_a_tiff_of_several_pages_is_looked_at_page_by_page(tmp_path: object) -> None:
    texts = texts_of(bytes(1_000))
    first, second = (
        Image.open(photographed(tmp_path / f"{number}.png", one))  # type: ignore[operator]
        for number, one in enumerate(texts)
    )
    out = io.BytesIO()
    first.save(out, "TIFF", save_all=True, append_images=[second])
    assert set(look(out.getvalue()).texts) == set(texts)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (png(30_000, 30_000), "many more than 80,000,000 pixels"),
        (png(9_000, 9_000), "9,000 by 9,000 pixels"),
        (pdf(14_400, 14_400), "40,000 by 40,000 pixels"),
        (bytes(PAPER_PICTURE_BYTES_MAX + 1), "bytes"),
        (b"", "no PNG, JPEG, TIFF or PDF that can be read"),
        (b"GIF89a nothing", "no PNG, JPEG, TIFF or PDF that can be read"),
        (b"%PDF-1.7 nothing", "no PDF that can be read"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no PNG, JPEG, TIFF or PDF that can be read"),
    ],
    ids=(
        "very many dots",
        "many dots",
        "a large sheet",
        "many bytes",
        "nothing",
        "another kind",
        "no PDF",
        "a drawing",
    ),
)
def test_what_is_no_picture_of_a_page_is_said(data: bytes, said: str) -> None:
    found = look(data)
    assert found.texts == ()
    assert said in found.problem


def test_a_picture_that_unpacks_to_eighty_million_dots_is_looked_at() -> None:
    """It is within the bound, and so within the memory that the process has."""
    data = png(8_000, 10_000)
    assert len(data) < 20_000
    assert look(data) == Seen()


def test_whatever_ends_the_process_that_looks_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    ending = "import os, signal, sys; sys.stdin.buffer.read(); os.kill(os.getpid(), signal.SIGSEGV)"
    monkeypatch.setattr(seeing, "COMMAND", (sys.executable, "-c", ending))
    assert "its reader can cope with" in look(png(8, 8)).problem


def test_a_picture_that_takes_too_long_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seeing, "COMMAND", (sys.executable, "-c", "import signal; signal.pause()"))
    monkeypatch.setattr(seeing, "PAPER_SEEN_SECONDS_MAX", 0.05)
    assert "more than 0.05 s" in look(png(8, 8)).problem


def test_a_machine_that_starts_no_further_process_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seeing, "COMMAND", ("/nowhere/python",))
    with pytest.raises(Fault, match="paper-reader"):
        look(png(8, 8))
