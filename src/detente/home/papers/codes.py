"""Any file on paper: QR codes in numbered parts that say to which file they belong; and the file back from pictures.

    DETENTE1:<12 letters of the file's SHA-256>:<number>/<count>:<part, base 32 without padding>

All characters are of the codes' alphanumeric set, so that a scanner that types what it reads does as well as a picture.

Source: ISO/IEC 18004 (QR code), RFC 4648 section 6 (base 32).
"""

import asyncio
import base64
import hashlib
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from detente.errors import Malformed, Refused
from detente.limits import (
    PAPER_BYTES_MAX,
    PAPER_CODES_MAX,
    PAPER_PART_BYTES,
    PAPER_PICTURE_BYTES_MAX,
    PAPER_PICTURE_PIXELS_MAX,
    PAPER_PICTURES_MAX,
)

_NAMED: Final = 12
_PART_LETTERS_MAX: Final = -(-PAPER_PART_BYTES * 8 // 5)
_CODE: Final = re.compile(r"DETENTE1:([A-Z2-7]{12}):([1-9][0-9]{0,2})/([1-9][0-9]{0,2}):([A-Z2-7]+)")


def name_of(data: bytes) -> str:
    """Return what a file is called on its codes: the first letters of its SHA-256 in base 32."""
    return base64.b32encode(hashlib.sha256(data).digest()).decode()[:_NAMED]


def texts_of(data: bytes) -> list[str]:
    """Return the texts of the codes of a file.

    Raises:
        Refused: `paper-long`.
    """
    if not 0 < len(data) <= PAPER_BYTES_MAX:
        raise Refused(
            "paper-long",
            expected=f"at most {PAPER_BYTES_MAX:,} bytes to be carried on paper",
            got=f"{len(data):,}",
            remedy="carry it as a file, or take in what the other sent first: its receipts make the next one shorter",
        )
    parts = [data[at : at + PAPER_PART_BYTES] for at in range(0, len(data), PAPER_PART_BYTES)]
    name = name_of(data)
    return [
        f"DETENTE1:{name}:{number}/{len(parts)}:{base64.b32encode(part).decode().rstrip('=')}"
        for number, part in enumerate(parts, start=1)
    ]


def drawn(text: str) -> str:
    """Return a code as SVG, with the quiet zone that readers need."""
    import segno

    out = io.BytesIO()
    segno.make_qr(text, error="m", mode="alphanumeric").save(out, kind="svg", border=4, xmldecl=False, svgns=True)
    return out.getvalue().decode()


@dataclass(frozen=True, slots=True)
class Code:
    """What one code says: which part it is of which file; a claim until the whole file has the name."""

    name: str
    number: int
    count: int
    part: str


def parse_code(text: str) -> Code | None:
    """Return what a code says, or None where it is none of ours, or of more parts than a file on paper has."""
    found = _CODE.fullmatch(text.strip())
    if found is None:
        return None
    code = Code(found[1], int(found[2]), int(found[3]), found[4])
    return code if code.number <= code.count <= PAPER_CODES_MAX and len(code.part) <= _PART_LETTERS_MAX else None


def read_files(paths: Sequence[Path]) -> bytes:
    """Return the file whose codes stand in pictures of pages, or in texts that a scanner typed.

    Raises:
        Refused: `file-unreadable`, `paper-pictures`, `paper-absent`, `paper-lacking`, `paper-mixed`.
        Malformed: `paper-damaged`.
    """
    if len(paths) > PAPER_PICTURES_MAX:
        raise Refused("paper-pictures", expected=f"at most {PAPER_PICTURES_MAX} pictures", got=str(len(paths)))
    return joined(text for path in paths for text in _texts_in(path))


def joined(texts: Iterable[str]) -> bytes:
    """Return the file of which these are the codes, in whatever order and however often each was read.

    Raises:
        Refused: `paper-absent`, `paper-lacking`, `paper-mixed`. Malformed: `paper-damaged`.
    """
    files: dict[tuple[str, int], dict[int, str]] = {}
    for text in texts:
        if (code := parse_code(text)) is not None:
            files.setdefault((code.name, code.count), {})[code.number] = code.part
    if not files:
        raise Refused(
            "paper-absent", expected="pictures with codes of a bag, sharp and whole", got="none that can be read",
            remedy="take the picture again: flat, in good light, one page in each; scan at 300 dots an inch",
        )  # fmt: skip
    if len(files) > 1:
        names = ", ".join(sorted(name for name, _count in files))
        raise Refused("paper-mixed", expected="the pages of one bag", got=f"codes of {names}", remedy="one at a time")
    ((name, count), parts) = next(iter(files.items()))
    lacking = [str(number) for number in range(1, count + 1) if number not in parts]
    if lacking:
        raise Refused(
            "paper-lacking", expected=f"all {count} codes of {name}", got=f"without {', '.join(lacking[:20])}",
            remedy="take pictures of those again, and give all of them at once",
        )  # fmt: skip
    return whole(name, [parts[number] for number in range(1, count + 1)])


def whole(name: str, parts: Iterable[str]) -> bytes:
    """Return the file of a name from its parts, in their order.

    Raises:
        Malformed: `paper-damaged`.
    """
    data = b"".join(map(_part, parts))
    if name_of(data) != name:
        raise Malformed("paper-damaged", expected=f"what {name} names", got=f"what {name_of(data)} names")
    return data


def _part(text: str) -> bytes:
    try:
        return base64.b32decode(text + "=" * (-len(text) % 8))
    except ValueError as fault:
        raise Malformed("paper-damaged", expected="base 32", got=str(fault)) from None


def _texts_in(path: Path) -> list[str]:
    from detente.home.papers.seeing import seen_apart

    try:
        with path.open("rb") as file:
            data = file.read(PAPER_PICTURE_BYTES_MAX + 1)
    except OSError as fault:
        raise Refused("file-unreadable", expected="a picture of a page", got=f"{path}: {fault.strerror}") from None
    found = asyncio.run(seen_apart(data))
    if found.problem:
        raise unseen(str(path), found.problem)
    return list(found.texts)


def unseen(name: str, problem: str) -> Refused:
    """Return that a file is no picture in which codes can be looked for, in words."""
    return Refused(
        "file-unreadable",
        expected=f"a PNG, JPEG, TIFF or PDF of at most {PAPER_PICTURE_BYTES_MAX:,} bytes, {PAPER_PICTURE_PIXELS_MAX:,} "
        "pixels a page, or what a scanner typed",
        got=f"{name}: {problem}",
        remedy="scan it in grey, as JPEG, at 300 dots an inch",
    )
