"""Looking for codes in a file: a picture of a page, a PDF of scanned pages, or what a scanner typed.

Whatever a picture's or a PDF's reader cannot cope with ends the process that looks, `python -m
detente.home.papers.seeing`, which the system holds to bounds of time and memory; it opens no file and is given no key.
"""

import asyncio
import io
import os
import resource
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final

import msgspec
from msgspec import Struct

from detente.errors import Fault
from detente.limits import (
    PAPER_CODES_SEEN_MAX,
    PAPER_PAGES_MAX,
    PAPER_PICTURE_BYTES_MAX,
    PAPER_PICTURE_PIXELS_MAX,
    PAPER_SEEN_MEMORY_BYTES_MAX,
    PAPER_SEEN_SECONDS_MAX,
)

COMMAND: Final = (sys.executable, "-m", "detente.home.papers.seeing")
ANSWER_BYTES_MAX: Final = 1 << 20
DOTS_AN_INCH: Final = 200
"""At which a page of a PDF is drawn: a code of 78 mm then has five dots a module."""
_NICE: Final = 5


class Seen(Struct, frozen=True):
    """What was seen in a file.

    Args:
        texts: of its codes, ours or not.
        problem: why it could not be looked at, in words; empty where it could.
    """

    texts: tuple[str, ...] = ()
    problem: str = ""


def seen(data: bytes) -> Seen:
    """Return what can be seen in a file, looked at in this very process."""
    if len(data) > PAPER_PICTURE_BYTES_MAX:
        return Seen(problem=f"more than {PAPER_PICTURE_BYTES_MAX:,} bytes")
    if data.lstrip()[:9] == b"DETENTE1:":
        return Seen(tuple(data.decode("ascii", "replace").split()[:PAPER_CODES_SEEN_MAX]))
    try:
        pages = _pages_of_pdf(data) if data[:5] == b"%PDF-" else _pages_of_picture(data)
        return Seen(tuple(_codes_in(pages)))
    except (OSError, ValueError, SyntaxError, RuntimeError, ArithmeticError) as fault:
        return Seen(problem=str(fault)[:120] or type(fault).__name__)


async def seen_apart(data: bytes) -> Seen:
    """Return what can be seen in a file, looked at in a process of its own.

    Raises:
        Fault: `paper-reader`.
    """
    if len(data) > PAPER_PICTURE_BYTES_MAX or data.lstrip()[:9] == b"DETENTE1:":
        return seen(data)
    try:
        process = await asyncio.create_subprocess_exec(
            *COMMAND, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
    except OSError as fault:
        raise Fault(
            "paper-reader", expected="a process of its own to look at a picture", got=str(fault.strerror),
            remedy="try again",
        ) from None  # fmt: skip
    try:
        async with asyncio.timeout(PAPER_SEEN_SECONDS_MAX):
            answer, _none = await process.communicate(data)
    except TimeoutError:
        return Seen(problem=f"it takes more than {PAPER_SEEN_SECONDS_MAX} s to look at")
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if process.returncode == 0 and len(answer) <= ANSWER_BYTES_MAX:
        with suppress(msgspec.DecodeError):
            return msgspec.msgpack.decode(answer, type=Seen)
    return Seen(problem="it takes more than a picture of a page does, or is none that its reader can cope with")


def _codes_in(pages: Iterator[Any]) -> Iterator[str]:
    import zxingcpp

    wanted = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    left = PAPER_CODES_SEEN_MAX
    for page in pages:
        for one in zxingcpp.read_barcodes(page, formats=wanted)[:left]:
            left -= 1
            yield one.text[:8_000]


def _pages_of_picture(data: bytes) -> Iterator[Any]:
    """Yield a picture in grey; of a TIFF, each of its pages."""
    import warnings

    from PIL import Image, ImageSequence, UnidentifiedImageError

    # A picture with many pixels is measured below, before it is opened; Pillow's own warning is no error of ours.
    warnings.simplefilter("ignore", Image.DecompressionBombWarning)
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "TIFF")) as picture:
            for number, page in enumerate(ImageSequence.Iterator(picture)):
                _check_size(page.width, page.height)
                if number < PAPER_PAGES_MAX:
                    yield page.convert("L")
    except UnidentifiedImageError:
        raise ValueError("no PNG, JPEG, TIFF or PDF that can be read") from None
    except Image.DecompressionBombError:
        raise ValueError(f"many more than {PAPER_PICTURE_PIXELS_MAX:,} pixels") from None


def _pages_of_pdf(data: bytes) -> Iterator[Any]:
    """Yield the pages of a PDF, drawn in grey."""
    import pypdfium2  # type: ignore[import-untyped]

    try:
        paper = pypdfium2.PdfDocument(data)
        for number in range(min(len(paper), PAPER_PAGES_MAX)):
            page = paper[number]
            scale = DOTS_AN_INCH / 72
            width, height = page.get_size()
            _check_size(int(width * scale), int(height * scale))
            yield page.render(scale=scale, grayscale=True).to_pil().convert("L")
    except pypdfium2.PdfiumError:
        raise ValueError("no PDF that can be read") from None


def _check_size(width: int, height: int) -> None:
    if width * height > PAPER_PICTURE_PIXELS_MAX:
        raise ValueError(f"{width:,} by {height:,} pixels")


# --- in the process ---------------------------------------------------------------------------------------------------


def main() -> None:
    """Look at one file on standard input, and write what was seen."""
    os.nice(_NICE)
    for what, most in (
        (resource.RLIMIT_AS, PAPER_SEEN_MEMORY_BYTES_MAX), (resource.RLIMIT_CPU, PAPER_SEEN_SECONDS_MAX),
        (resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0),
    ):  # fmt: skip
        with suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))
    try:
        found = seen(sys.stdin.buffer.read(PAPER_PICTURE_BYTES_MAX + 1))
    except MemoryError:
        found = Seen(problem="it takes more memory than a picture of a page")
    sys.stdout.buffer.write(msgspec.msgpack.encode(found))


if __name__ == "__main__":
    main()
