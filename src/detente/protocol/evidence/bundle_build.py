"""Making the bundle of a dossier, part by part."""

import hashlib
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence

from detente.errors import Malformed, Refused
from detente.limits import BUNDLE_BYTES_MAX, BUNDLE_PARTS_MAX
from detente.protocol.evidence.bundle import (
    INDEX,
    INDEX_TEXT,
    FileHeld,
    Item,
    act_name,
    in_order,
    index_of,
    manifest_of,
    read_item,
)
from detente.protocol.evidence.bundle_pages import README as README_TEXT
from detente.protocol.evidence.bundle_pages import index_text
from detente.protocol.evidence.layout import MANIFEST, README
from detente.protocol.evidence.pages import to_json
from detente.protocol.evidence.stream import Piece, piece_of, size_of, write_zip


def build_bundle(evidence: Sequence[bytes], files: Mapping[str, FileHeld]) -> Iterator[bytes]:
    """Return the blocks of a bundle.

    Args:
        evidence: the evidence file of each act of one dossier, in any order.
        files: those held of `attachments_of`, by name.

    Raises:
        Refused: `bundle-too-large`, `evidence-unsound`. What else is wrong shows when the bundle is checked.
    """
    try:
        items = in_order([read_item(data, f"act {number}") for number, data in enumerate(evidence, start=1)])
    except Malformed as fault:
        raise Refused("evidence-unsound", expected="acts whose evidence verifies", got=str(fault)) from None
    made = {act_name(number): item.evidence for number, item in enumerate(items, start=1)} | pages_of(items, files)
    listed = {name: (len(data), hashlib.sha256(data).hexdigest()) for name, data in made.items()}
    listed |= {name: (held.size, held.sha256) for name, held in files.items()}
    made[MANIFEST] = manifest_of(items, listed)
    pieces = [piece_of(name, data) for name, data in made.items()]
    pieces += [Piece(name, held.size, held.check, held.blocks) for name, held in files.items()]
    if len(pieces) > BUNDLE_PARTS_MAX or size_of(pieces) > BUNDLE_BYTES_MAX:
        raise Refused(
            "bundle-too-large",
            expected=f"at most {BUNDLE_BYTES_MAX} bytes in {BUNDLE_PARTS_MAX} parts",
            got=f"{size_of(pieces)} bytes in {len(pieces)}",
            remedy="leave the files out with --no-files, and save them one by one: detente attachment save",
        )
    return write_zip(pieces)


def held_file(salt: bytes, blocks: Callable[[], Iterator[bytes]], part: bytes = b"") -> FileHeld:
    """Return a file that a bundle is to hold, read once for its size and hashes.

    Raises:
        Malformed: `cannot-open`, where what it is read from is not whole.
    """
    size, check, digest = 0, 0, hashlib.sha256()
    for block in blocks():
        size, check = size + len(block), zlib.crc32(block, check)
        digest.update(block)
    return FileHeld(salt, size, check, digest.hexdigest(), blocks, part)


def pages_of(items: Sequence[Item], files: Mapping[str, FileHeld]) -> dict[str, bytes]:
    """Return the parts for eyes that follow from acts in order and files, by name, but for the manifest."""
    index = index_of(items, files)
    text = index_text(index, items[0].report.council, rehearsal=items[0].rehearsal)
    return {README: README_TEXT, INDEX: to_json(index), INDEX_TEXT: text}
