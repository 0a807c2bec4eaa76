"""A dossier of three acts and two files, as the protocol sees it, and the bundle of it."""

from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256

from tests.councils import council_of

from detente.protocol.acts import Act, Attachment, Reference
from detente.protocol.attachments import seal_file
from detente.protocol.entries import plain_entry
from detente.protocol.evidence import (
    FileHeld,
    Report,
    attachments_of,
    build_bundle,
    build_evidence,
    held_file,
    in_order,
    read_item,
    verify_bundle,
)
from detente.protocol.evidence.stream import ZipFile
from detente.tlog.merkle import leaf_hash

AT = 1_460_000_000
FILES = {"photo.jpg": b"\xff\xd8\xff\xe0 not much of a picture", "track": bytes(range(256)) * 150}


@cache
def sealed_files() -> dict[str, tuple[Attachment, bytes]]:
    """Return the files as attachments, by name, with their ciphertext."""
    found = {}
    for number, (name, content) in enumerate(FILES.items()):
        key = bytes([number]) * 32
        sealed = b"".join(seal_file(key, [content]))
        found[name] = Attachment(sha256(sealed).digest(), len(sealed), name, "image/jpeg", key), sealed
    return found


@cache
def evidence() -> tuple[bytes, ...]:
    """Return the evidence of the acts: RU opens with a photograph, the US answer it, RU adds a track."""
    council = council_of()
    photo, track = (sealed_files()[name][0] for name in FILES)
    first = Act("account", AT, officer="duty officer", body={"text": "First\nand\u202esecond"}, attachments=(photo,))
    opened = Reference(council.charter.number_of("ru"), 1, 0, leaf_hash(plain_entry(first))[:16])
    answer = Act("account", AT - 60, dossier=opened, cites=(opened,), answers=True, body={"text": "Other"})
    cited = Reference(council.charter.number_of("us"), 1, 0, leaf_hash(plain_entry(answer))[:16])
    last = Act("account", AT + 9, dossier=opened, cites=(cited, opened), attachments=(photo, track))
    ru = council.log("ru", [plain_entry(first), plain_entry(last)])
    us = council.log("us", [plain_entry(answer)])
    rings = council.rings
    return tuple(
        build_evidence(
            charter=council.note,
            identities=council.notes,
            index=index,
            leaf=log.entries[index],
            proofs=[log.proof(*of)],
        )
        for log, index, of in (
            (ru, 0, (0, 1, [(rings["us"], "mirror", AT + 4)])),
            (ru, 1, (1, 2, [])),
            (us, 0, (0, 1, [(rings["ru"], "mirror", AT + 5), (rings["dep"], "mirror", AT + 3)])),
        )
    )


def held(*names: str) -> dict[str, FileHeld]:
    """Return files as a bundle holds them."""
    items = [read_item(data, "act") for data in evidence()]
    return {
        place: held_file(sealed_files()[one["name"]][1][:24], lambda name=one["name"]: iter([FILES[name]]))  # type: ignore[misc]
        for place, one in attachments_of(in_order(items)).items()
        if one["name"] in names
    }


def bundle(acts: Sequence[bytes] | None = None, files: Mapping[str, FileHeld] | None = None) -> bytes:
    """Return the bundle of the dossier, with the photograph alone."""
    given = held("photo.jpg") if files is None else files
    return b"".join(build_bundle(evidence() if acts is None else acts, given))


def report_on(data: bytes) -> Report:
    """Return what a bundle in memory shows."""
    return verify_bundle(lambda start, count: data[start : start + count], len(data))


def parts_of(data: bytes) -> dict[str, bytes]:
    """Return the parts of a bundle."""
    zipped = ZipFile(lambda start, count: data[start : start + count], len(data))
    return {name: b"".join(zipped.blocks(name)) for name in zipped.places}
