"""All that is said of one file before it is attached, and again by whoever receives it.

A file is a claim: its name and media type say what it is. The claim is compared with the first bytes, with where the
form itself says that it ends, and with the directory of a zip that readers would find from the back. Nothing is opened.
"""

import re
from collections.abc import Iterator
from typing import Final

from detente.limits import CONTENT_PIXELS_MAX
from detente.protocol.content.archives import check_zip, find_end
from detente.protocol.content.remarks import Read, Remark
from detente.protocol.content.signatures import HEAD_BYTES, TEXTS, allowed_by, kind_of
from detente.protocol.content.walks import FormError, form_of

_LATE_PDF_BYTES: Final = 1_024
"""Readers of PDF accept its first line up to here: what stands before it is for somebody else."""


def check_content(read: Read, size: int, name: str, media_type: str) -> tuple[Remark, ...]:
    """Return what a file's reader should know before opening it; empty where name, type and bytes agree.

    Args:
        read: of the file.
        size: bytes of the file.
        name: the sender's word, as is the media type.
    """
    head = read(0, min(HEAD_BYTES, size))
    kind = kind_of(head)
    return (
        *_claimed(kind, name, media_type),
        *_form(kind, read, size),
        *_second(kind, head, read, size),
        *_entities(kind, head),
    )


def _claimed(kind: str, name: str, media_type: str) -> Iterator[Remark]:
    if kind == "program":
        yield Remark("content-program", "its first bytes are those of a program or script")
    for words, allowed in allowed_by(name, media_type):
        if kind not in allowed:
            yield Remark("content-differs", f"{words}, and its first bytes are those of {_of(kind)}")
            return


def _of(kind: str) -> str:
    return {"bytes": "no kind of file that is known here", "nothing": "an empty file"}.get(kind, kind)


def _form(kind: str, read: Read, size: int) -> Iterator[Remark]:
    try:
        form = form_of(kind, read, size)
    except FormError as fault:
        yield Remark("content-broken", str(fault))
        return
    pixels, end = form.pixels, form.end
    if pixels is not None and pixels[0] * pixels[1] > CONTENT_PIXELS_MAX:
        yield Remark("content-bomb", f"a picture that states {pixels[0]} x {pixels[1]} pixels")
    if end is not None and end > size:
        yield Remark("content-broken", f"a {kind} of {end} bytes by its header, of which {size} are there")
    if end is not None and end < size:
        behind = kind_of(read(end, min(HEAD_BYTES, size - end)))
        yield Remark("content-double", f"the {kind} ends at byte {end}; {size - end} bytes behind it: {_of(behind)}")


def _second(kind: str, head: bytes, read: Read, size: int) -> Iterator[Remark]:
    """What another program would find in the same bytes."""
    late = head[1:_LATE_PDF_BYTES].find(b"%PDF-")
    if kind != "PDF" and late >= 0:
        yield Remark("content-double", f"a PDF begins at byte {late + 1}, behind what looks like {_of(kind)}")
    end = find_end(read, size)
    if end is None:
        if kind == "zip":
            yield Remark("content-broken", "a zip without an end")
        return
    if kind != "zip":
        yield Remark("content-double", f"{_of(kind)} and a zip of {end.members} files at once")
    yield from check_zip(read, size, end)


def _entities(kind: str, head: bytes) -> Iterator[Remark]:
    if kind in TEXTS and re.search(rb"<!(?:ENTITY|DOCTYPE[^>]*\[)", head):
        yield Remark("content-bomb", "XML that declares entities of its own, which can grow without end")
