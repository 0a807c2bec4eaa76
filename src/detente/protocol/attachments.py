"""Attachments as bytes: a file filled up so that its length tells little, and sealed under a key of its own.

What travels and is named is the ciphertext. Its key stands in the act that offers it, so that destroying key and bytes
erases the file while the act stays. Format: docs/spec/attachments.md.

Source: C2SP chunked-encryption v1 (Cobblestone-256); Padmé as for acts.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from detente.errors import Malformed
from detente.protocol.acts import Attachment
from detente.protocol.seal import expand, open_stream, padded_size, seal_again, seal_stream

CONTEXT: Final = b"detente attachment"
KEY_BYTES: Final = 32

_HEADER_BYTES: Final = 56
_CHUNK_BYTES: Final = 16_384
_TAG_BYTES: Final = 16
_MARK: Final = 0x80


PART_TYPE: Final = "application/vnd.detente.key-part"
"""Media type of an attachment that is the key part of another one in the same act, whose hash in hex is its name."""
PART_BYTES: Final = 32


def parts_of(attachments: Iterable[Attachment]) -> dict[bytes, Attachment]:
    """Return the key parts of an act's erasable attachments, by the hash of the attachment that each belongs to."""
    listed = list(attachments)
    by_name = {one.name: one for one in listed if one.media_type == PART_TYPE}
    return {one.hash: by_name[one.hash.hex()] for one in files_of(listed) if one.hash.hex() in by_name}


def files_of(attachments: Iterable[Attachment]) -> list[Attachment]:
    """Return what an act's attachments are for people: all but key parts, in their order."""
    return [one for one in attachments if one.media_type != PART_TYPE]


def erasable_key(key: bytes, part: bytes) -> bytes:
    """Return the key under which an erasable file is sealed: without the part, which stands in no entry, nobody has it.

    Args:
        key: from the act, 32 bytes.
        part: the content of its key part, 32 bytes.

    Raises:
        Malformed: `cannot-open`.
    """
    if len(part) != PART_BYTES:
        raise Malformed("cannot-open", expected=f"a key part of {PART_BYTES} bytes", got=f"{len(part)} bytes")
    return expand(part, b"detente erasable" + key, KEY_BYTES)


def sealed_size(size: int) -> int:
    """Return how many bytes of ciphertext a file of that many bytes has."""
    padded = padded_size(size + 1)
    return _HEADER_BYTES + padded + (padded // _CHUNK_BYTES + 1) * _TAG_BYTES


def seal_file(key: bytes, blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the ciphertext of a file that is given in blocks.

    Args:
        key: 32 fresh random bytes; one file a key.
        blocks: the file's content.
    """
    return seal_stream(key, CONTEXT, _fill_up(blocks))


def seal_file_again(key: bytes, salt: bytes, blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the ciphertext that `seal_file` once made of this content, which began with that salt of 24 bytes."""
    return seal_again(key, CONTEXT, salt, _fill_up(blocks))


def open_file(key: bytes, blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the content of a sealed file; what was yielded counts only when the end is reached without an error.

    Raises:
        Malformed: `cannot-open`.
    """
    size, zeros = 0, -1
    for block in open_stream(key, CONTEXT, blocks):
        size += len(block)
        # What may be the end mark and its zeros is held back, as a number; it is content where something follows.
        body = block.rstrip(b"\0")
        if not body:
            if zeros >= 0:
                zeros += len(block)
            else:
                yield block
            continue
        if zeros >= 0:
            yield bytes([_MARK]) + bytes(zeros)
        zeros = len(block) - len(body) if body[-1] == _MARK else -1
        yield block if zeros < 0 else body[:-1]
    if zeros < 0 or padded_size(size - zeros) != size:
        raise Malformed(
            "cannot-open", expected="the padding of docs/spec/attachments.md", got=f"another, in {size} bytes"
        )


def _fill_up(blocks: Iterable[bytes]) -> Iterator[bytes]:
    size = 1
    for block in blocks:
        size += len(block)
        yield block
    yield bytes([_MARK]) + bytes(padded_size(size) - size)


PART_SEALED_BYTES: Final = sealed_size(PART_BYTES)
"""Bytes of a sealed key part."""
