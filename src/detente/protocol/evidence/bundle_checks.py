"""Checking a bundle in six numbered steps, to the first that fails. Numbers: docs/spec/evidence-bundle.md section 3."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from detente.errors import Malformed
from detente.limits import EVIDENCE_BYTES_MAX
from detente.protocol.attachments import erasable_key, seal_file_again
from detente.protocol.evidence.bundle import (
    INDEX,
    INDEX_TEXT,
    SUBJECT,
    FileHeld,
    Item,
    act_name,
    attachments_of,
    in_order,
    manifest_of,
    read_item,
)
from detente.protocol.evidence.bundle_build import pages_of
from detente.protocol.evidence.checks import EXACT, parse_json
from detente.protocol.evidence.layout import MANIFEST, README
from detente.protocol.evidence.pages import TYPE, VERSION
from detente.protocol.evidence.report import Report, Step
from detente.protocol.evidence.stream import Read, ZipFile


def is_bundle(zipped: ZipFile) -> bool:
    """Say if a zip says of itself that it is the bundle of a dossier.

    Raises:
        Malformed: `evidence-archive`.
    """
    place = zipped.places.get(MANIFEST)
    if place is None or place.size > EVIDENCE_BYTES_MAX:
        return False
    claimed = parse_json(b"".join(zipped.blocks(MANIFEST)))
    return (claimed.get("type"), claimed.get("version"), claimed.get("subject")) == (TYPE, VERSION, SUBJECT)


def verify_bundle(read: Read, size: int) -> Report:
    """Return what a bundle shows, step by step; it never raises for what came from outside.

    Args:
        read: of the file.
        size: bytes of the file.
    """
    checks, done = BundleChecks(), list[Step]()
    steps = checks.steps(read, size)
    for number, (title, check) in enumerate(steps, start=1):
        try:
            done.append(Step(number, title, ok=True, detail=check()))
        except Malformed as fault:
            why = f"{fault.code}: expected {fault.expected}; got {fault.got}"
            done.append(Step(number, title, ok=False, detail=why))
            break
    council = checks.items[0].report.council if checks.items else ""
    return Report(tuple(done), SUBJECT, council)


_SALT: Final = re.compile("[0-9a-f]{48}")
_PART: Final = re.compile("(?:[0-9a-f]{64})?")
_SMALL: Final = frozenset({README, INDEX, INDEX_TEXT, MANIFEST})


@dataclass(slots=True)
class BundleChecks:
    """What is known of a bundle so far; each step adds to it."""

    zipped: ZipFile | None = None
    items: tuple[Item, ...] = ()
    files: dict[str, FileHeld] = field(default_factory=dict)
    listed: dict[str, tuple[int, str]] = field(default_factory=dict)

    def steps(self, read: Read, size: int) -> Iterator[tuple[str, Callable[[], str]]]:
        """Yield title and check of each step, in order; a check returns what it found."""
        yield EXACT, lambda: self.check_exact(read, size)
        yield "Each act is evidence that verifies", self.check_acts
        yield "All acts belong to one dossier", self.check_dossier
        yield "The acts stand in the order of proof", self.check_order
        yield "Each file is the one that an act names", self.check_files
        yield "The index says what follows from acts and files", self.check_index

    def check_exact(self, read: Read, size: int) -> str:
        """Step 1."""
        self.zipped = zipped = ZipFile(read, size)
        if strange := [name for name in zipped.places if name not in _SMALL and name[:5] not in ("acts/", "files")]:
            raise _refused("no part but those of docs/spec/evidence-bundle.md", strange[0])
        for name, place in zipped.places.items():
            if not name.startswith("files/") and place.size > EVIDENCE_BYTES_MAX:
                raise _refused(f"at most {EVIDENCE_BYTES_MAX} bytes in {name}", str(place.size))
        if missing := _SMALL - zipped.places.keys():
            raise _refused(f"a part named {min(missing)}", "none")
        self.listed = {name: self._measured(name) for name in zipped.places if name != MANIFEST}
        claimed = parse_json(self._part(MANIFEST)).get("parts")
        listed = {name: {"bytes": size, "sha256": digest} for name, (size, digest) in self.listed.items()}
        if claimed != listed:
            raise _refused("bytes and SHA-256 of each part in the manifest", _first_other(claimed, listed))
        return f"{len(zipped.places)} parts, {size} bytes"

    def _measured(self, name: str) -> tuple[int, str]:
        assert self.zipped is not None, "step 1 opens the zip"
        digest = hashlib.sha256()
        for block in self.zipped.blocks(name):
            digest.update(block)
        return self.zipped.places[name].size, digest.hexdigest()

    def _part(self, name: str) -> bytes:
        assert self.zipped is not None, "step 1 opens the zip"
        return b"".join(self.zipped.blocks(name))

    def check_acts(self) -> str:
        """Step 2."""
        names = [name for name in self.listed if name.startswith("acts/")]
        if not names or names != [act_name(number) for number in range(1, len(names) + 1)]:
            raise _refused("acts under their numbers, from 1", ", ".join(names[:3]) or "none")
        self.items = tuple(read_item(self._part(name), name) for name in names)
        for name, item in zip(names, self.items, strict=True):
            if (item.report.council, item.rehearsal) != (self.items[0].report.council, self.items[0].rehearsal):
                raise _refused(f"acts of {self.items[0].report.council} alone", f"{name} of {item.report.council}")
        return f"{len(names)} acts of {self.items[0].report.council}"

    def check_dossier(self) -> str:
        """Step 3."""
        first = self.items[0]
        if first.said["dossier"] is not None:
            raise _refused("an act that opens a dossier as the first", first.ref)
        for number, item in enumerate(self.items[1:], start=2):
            if not first.names(item.said["dossier"]):
                raise _refused(f"acts of dossier {first.ref}", f"{act_name(number)}, {item.ref}")
        if len({item.leaf for item in self.items}) != len(self.items):
            raise _refused("each act once", "one twice")
        return first.ref

    def check_order(self) -> str:
        """Step 4."""
        for number, (item, other) in enumerate(zip(self.items, in_order(self.items), strict=True), start=1):
            if item.leaf != other.leaf:
                raise _refused(f"{other.ref} as number {number}", item.ref)
        return ", ".join(item.ref for item in self.items)

    def check_files(self) -> str:
        """Step 5."""
        named, index = attachments_of(self.items), parse_json(self._part(INDEX))
        salts = _salts(index)
        for name in [name for name in self.listed if name.startswith("files/")]:
            if name not in named:
                raise _refused("files that an act names", name)
            if name not in salts:
                raise _refused(f"the salt of {name} in {INDEX}", "none")
            self.files[name] = self._resealed(name, named[name], *salts[name])
        return f"{len(self.files)} of {len(named)} files that the acts name are here"

    def _resealed(self, name: str, one: Mapping[str, Any], salt: bytes, part: bytes) -> FileHeld:
        assert self.zipped is not None, "step 1 opens the zip"
        zipped, digest, size = self.zipped, hashlib.sha256(), 0
        key = bytes.fromhex(one["key"])
        key = erasable_key(key, part) if part else key
        for block in seal_file_again(key, salt, zipped.blocks(name)):
            digest.update(block)
            size += len(block)
        if (digest.hexdigest(), size) != (one["hash"], one["bytes"]):
            raise _refused(f"{name} to be, sealed again, attachment {one['hash']}", digest.hexdigest())
        place = zipped.places[name]
        return FileHeld(salt, place.size, place.check, self.listed[name][1], lambda: zipped.blocks(name), part)

    def check_index(self) -> str:
        """Step 6."""
        for name, made in (pages_of(self.items, self.files) | {MANIFEST: manifest_of(self.items, self.listed)}).items():
            if self._part(name) != made:
                raise _refused(f"the {name} that follows from acts and files", "another")
        return "held by whom since when, by receipts: index.txt"


def _salts(index: Mapping[str, Any]) -> dict[str, tuple[bytes, bytes]]:
    """Return salt and key part, empty where there is none, of each file that an index states."""
    found: dict[str, tuple[bytes, bytes]] = {}
    files = index.get("files")
    for one in files if isinstance(files, list) else []:
        if not isinstance(one, dict):
            continue
        match one.get("file"), one.get("salt"), one.get("key_part", ""):
            case str(name), str(salt), str(part) if _SALT.fullmatch(salt) and _PART.fullmatch(part):
                found[name] = bytes.fromhex(salt), bytes.fromhex(part)
            case _:
                continue
    return found


def _first_other(claimed: object, listed: Mapping[str, Any]) -> str:
    if not isinstance(claimed, dict):
        return "no list of parts"
    return next((name for name in sorted({*claimed, *listed}) if claimed.get(name) != listed.get(name)), "another")[:80]


def _refused(expected: str, got: str) -> Malformed:
    return Malformed("bundle-part", expected=expected, got=got)
