"""The bundle of a dossier: each act as an evidence file of its own, the files that came with them, and an index.

Everything but acts and files follows from them, so a bundle has one form. docs/spec/evidence-bundle.md.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from heapq import heapify, heappop, heappush
from itertools import pairwise
from typing import Any, Final

from msgspec import Struct

from detente.clock import rfc3339
from detente.errors import Malformed
from detente.protocol.attachments import PART_TYPE
from detente.protocol.evidence.archive import unpack
from detente.protocol.evidence.checks import parse_json
from detente.protocol.evidence.layout import LEAF, MANIFEST
from detente.protocol.evidence.pages import TYPE, VERSION, to_json
from detente.protocol.evidence.report import Report
from detente.protocol.evidence.verify import verify_evidence
from detente.protocol.heads import Origin, parse_origin
from detente.tlog.merkle import leaf_hash

SUBJECT: Final = "dossier"
INDEX, INDEX_TEXT = "index.json", "index.txt"
SUFFIXES: Final = (
    *("csv", "geojson", "gpx", "jpeg", "jpg", "json", "m4a", "mov", "mp3", "mp4", "nmea", "pdf", "png", "svg"),
    *("tif", "tiff", "txt", "wav", "webp", "xml"),
)
"""Endings that a file keeps in a bundle, so that it can be looked at; others are `bin`. They are a sender's word."""


class Item(Struct, frozen=True):
    """One act of a bundle, whose evidence verifies.

    Args:
        evidence: the file of docs/spec/evidence-file.md.
        said: the act as its `act.json` says it.
        leaf: RFC 6962 hash of its entry, 32 bytes.
        rehearsal: whether its council is one.
    """

    evidence: bytes
    report: Report
    said: Mapping[str, Any]
    leaf: bytes
    rehearsal: bool

    @property
    def origin(self) -> Origin:
        """Return the log in which it stands."""
        return parse_origin(self.report.origin)

    @property
    def ref(self) -> str:
        """Return its reference as people say it."""
        return self.origin.reference(self.report.index)

    def names(self, reference: Mapping[str, Any] | None) -> bool:
        """Say if a reference of an `act.json` is this act's."""
        return reference is not None and reference["leaf"] == self.leaf[:16].hex()


class FileHeld(Struct, frozen=True):
    """An attached file that the bundle holds.

    Args:
        salt: the first 24 bytes of its ciphertext.
        part: the content of its key part, 32 bytes; empty where it has none.
        size: bytes of its content; `check` its CRC-32, `sha256` in hex.
    """

    salt: bytes
    size: int
    check: int
    sha256: str
    blocks: Callable[[], Iterator[bytes]]
    part: bytes = b""


def read_item(evidence: bytes, name: str) -> Item:
    """Return an act of a bundle from its evidence file.

    Raises:
        Malformed: `bundle-act`, with the step that does not hold; what is sealed still has no place in a bundle.
    """
    report = verify_evidence(evidence)
    if not report.verified:
        last = report.steps[-1]
        raise Malformed("bundle-act", expected="evidence that verifies", got=f"{name}: ({last.number}) {last.detail}")
    if report.act is None:
        raise Malformed("bundle-act", expected="an act that can be read", got=f"{name}: {report.sort or 'sealed'}")
    parts = unpack(evidence)
    rehearsal = parse_json(parts[MANIFEST]).get("rehearsal") is True
    return Item(evidence, report, report.act, leaf_hash(parts[LEAF]), rehearsal)


def in_order(items: Sequence[Item]) -> tuple[Item, ...]:
    """Return acts in the order of proof: feeds by generation and index, and what an act names first.

    Of several that may come next the one with the earliest claim, then reference, does; in a circle, which only a lie
    can make, likewise.
    """
    before = _before(items)
    after: dict[int, list[int]] = {number: [] for number in before}
    for number, earlier in before.items():
        for one in earlier:
            after[one].append(number)
    missing = {number: len(earlier) for number, earlier in before.items()}
    ready = [(_claim(items[number]), number) for number, count in missing.items() if not count]
    heapify(ready)
    found: list[int] = []
    while missing:
        number = heappop(ready)[1] if ready else min(missing, key=lambda one: _claim(items[one]))
        if missing.pop(number, None) is None:
            continue
        found.append(number)
        for other in after[number]:
            if other in missing:
                missing[other] -= 1
                if not missing[other]:
                    heappush(ready, (_claim(items[other]), other))
    return tuple(items[number] for number in found)


def _claim(item: Item) -> tuple[str, str]:
    return item.said["claimed_at"], item.ref


def _named(item: Item) -> list[Mapping[str, Any]]:
    dossier = item.said["dossier"]
    return [*item.said["cites"], *([] if dossier is None else [dossier])]


def _before(items: Sequence[Item]) -> dict[int, set[int]]:
    by_leaf = {item.leaf[:16].hex(): number for number, item in enumerate(items)}
    before: dict[int, set[int]] = {
        number: {by_leaf[one["leaf"]] for one in _named(item) if one["leaf"] in by_leaf} - {number}
        for number, item in enumerate(items)
    }
    feeds: dict[tuple[str, str], list[int]] = {}
    for number, item in enumerate(items):
        feeds.setdefault((item.origin.party, item.origin.channel), []).append(number)
    for numbers in feeds.values():
        numbers.sort(key=lambda one: (items[one].origin.number, items[one].origin.generation, items[one].report.index))
        for earlier, later in pairwise(numbers):
            before[later].add(earlier)
    return before


# --- what follows from acts and files ---------------------------------------------------------------------------------


def act_name(number: int) -> str:
    """Return what the evidence of an act is called, by its number in the order of proof, from 1."""
    return f"acts/{number:05}.zip"


def file_name(attachment: Mapping[str, Any]) -> str:
    """Return what an attached file is called: by its hash, so that no name of a sender becomes a path."""
    ending = re.fullmatch(r".*\.([A-Za-z0-9]{1,8})", attachment["name"], re.DOTALL)
    suffix = ending[1].lower() if ending and ending[1].lower() in SUFFIXES else "bin"
    return f"files/{attachment['hash']}.{suffix}"


def attachments_of(items: Sequence[Item]) -> dict[str, Mapping[str, Any]]:
    """Return the files that acts name, by the name that each has in a bundle, in the order in which they are named."""
    return named_in(item.said["attachments"] for item in items)


def named_in(acts: Iterable[Iterable[Mapping[str, Any]]]) -> dict[str, Mapping[str, Any]]:
    """Return the files that acts name, as `attachments_of`, where only what each act names is at hand."""
    found: dict[str, Mapping[str, Any]] = {}
    for attachments in acts:
        for one in attachments:
            if one["media_type"] != PART_TYPE:
                found.setdefault(file_name(one), one)
    return found


def index_of(items: Sequence[Item], files: Mapping[str, FileHeld]) -> dict[str, Any]:
    """Return the index of acts in the order of proof, and of the files that they name."""
    numbers = {item.leaf[:16].hex(): number for number, item in enumerate(items, start=1)}
    return {
        "dossier": items[0].ref,
        "acts": [_act(number, item, numbers) for number, item in enumerate(items, start=1)],
        "files": [_file(name, one, items, files.get(name)) for name, one in attachments_of(items).items()],
    }


def _act(number: int, item: Item, numbers: Mapping[str, int]) -> dict[str, Any]:
    said, text = item.said, item.said["body"].get("text")
    return {
        "number": number,
        "file": act_name(number),
        "ref": item.ref,
        "kind": said["kind"],
        "party": item.origin.party,
        "officer": said["officer"],
        "claimed_at": said["claimed_at"],
        "builds_on": sorted(numbers[one["leaf"]] for one in said["cites"] if one["leaf"] in numbers),
        "builds_on_others": sum(one["leaf"] not in numbers for one in said["cites"]),
        "text": text if isinstance(text, str) else "",
        "received": [
            {"party": one.party, "rung": one.role.rung, "at": rfc3339(one.at)} for one in item.report.receipts
        ],
    }


def _file(name: str, one: Mapping[str, Any], items: Sequence[Item], held: FileHeld | None) -> dict[str, Any]:
    named = [
        number
        for number, item in enumerate(items, start=1)
        if any(other["hash"] == one["hash"] for other in item.said["attachments"])
    ]
    found = {
        "attachment": one["hash"],
        "name": one["name"],
        "media_type": one["media_type"],
        "named_by": named,
        "file": None if held is None else name,
    }
    if held is not None:
        found |= {"bytes": held.size, "sha256": held.sha256, "salt": held.salt.hex()}
        if held.part:
            found["key_part"] = held.part.hex()
    return found


def manifest_of(items: Sequence[Item], parts: Mapping[str, tuple[int, str]]) -> bytes:
    """Return `manifest.json`: what the bundle is about, and bytes and SHA-256 of each other part, by name."""
    return to_json(
        {
            "type": TYPE,
            "version": VERSION,
            "subject": SUBJECT,
            "council": items[0].report.council,
            "rehearsal": items[0].rehearsal,
            "dossier": items[0].ref,
            "parts": {name: {"bytes": size, "sha256": digest} for name, (size, digest) in sorted(parts.items())},
        }
    )
