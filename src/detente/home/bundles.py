"""The bundle of a dossier: all its acts with their proofs, the files that are here, written for strangers."""

import asyncio
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from detente.clock import rfc3339
from detente.council.desks import own
from detente.errors import Refused
from detente.home import two_person
from detente.home.acts import locate, officer_of
from detente.home.calls import ExportDossier
from detente.home.files import check_new, fresh_beside, put_new, unwritable
from detente.home.host import Host
from detente.home.proofs import material_of
from detente.home.replies import BundleView
from detente.node.attachment_files import AttachmentFiles
from detente.node.core import Core
from detente.node.directory import OWN
from detente.node.events import Draft
from detente.node.reader import open_at
from detente.node.references import find
from detente.node.sayings import channel_of
from detente.protocol.acts import NODE_KINDS, Act
from detente.protocol.attachments import PART_TYPE, erasable_key
from detente.protocol.evidence import FileHeld, build_bundle, build_evidence, held_file, named_in
from detente.protocol.evidence.pages import attachment_json
from detente.protocol.seal import SALT_BYTES
from detente.record.store import ActRow

OPENED_AT_A_TIME = 50
"""Acts that are opened in one read of the record: some 50 ms."""
NAMED_MAX = 100
"""Acts and files that the sentence on what becomes readable still names one by one."""


async def export(host: Host, call: ExportDossier) -> BundleView:
    """Return what a bundle makes readable; where it has a path, it is written, and noted in `own` before it is there.

    Raises:
        Refused: `reference-unknown`, `bundle-incomplete`, `bundle-too-large`, `evidence-unsound`, `file-exists`,
            `file-unwritable`, `two-person-policy`.
    """
    council, dossier, rows, own_entries = await host.read(lambda core: _acts(core, call))
    files = AttachmentFiles(host.folder.attachments)
    acts = await _opened(host, council, rows)
    evidence: list[bytes] = []
    if call.path is not None:
        for row in rows:
            # One act at a time, so that what is urgent waits for one proof at most.
            given = await host.read(partial(_material, council, row.ref))
            evidence.append(await asyncio.to_thread(_built, given))
    named = [list(map(attachment_json, act.attachments)) for act in acts]
    found = await asyncio.to_thread(_Contents, named, files, call.files)
    discloses = tuple(_discloses(dossier, rows, found, sorted({act.marking for act in acts} - {""})))
    view = BundleView(
        as_of=rfc3339(host.clock.now()),
        ref=dossier,
        acts=tuple(row.ref for row in rows),
        files=tuple(one["name"] for name, one in found.named.items() if name in found.held),
        absent=tuple(one["name"] for name, one in found.named.items() if name not in found.held),
        discloses=discloses,
        officers=_officers(rows),
        aside=tuple(row.ref for row in rows if row.channel != channel_of(dossier)),
        own=own_entries,
    )
    if call.path is None:
        return view
    fresh = fresh_beside(Path(call.path))
    try:
        size, digest = await asyncio.to_thread(_write, fresh, build_bundle(evidence, found.held))
        text = f"{' '.join(discloses)} The bundle's SHA-256 is {digest}."
        draft = Draft(
            council, OWN, own.DISCLOSURE, {"ref": dossier, "text": text}, officer=officer_of(host, call.officer)
        )
        written = await two_person.submit(host, draft)
        put_new(fresh, Path(call.path))
    finally:
        fresh.unlink(missing_ok=True)
    return replace(view, path=call.path, size_bytes=size, sha256=digest, noted_as=written.ref)


def _acts(core: Core, call: ExportDossier) -> tuple[str, str, list[ActRow], int]:
    """Return council, dossier, its acts in the order of storing, and how many entries in `own` are none of them."""
    if call.path is not None:
        check_new(Path(call.path))
    store = core.context.store
    council, ref = locate(core, call.council, call.ref)
    dossier = core.folding.dossier_of(council, ref)
    every = [one for _sequence, one in store.acts(council, dossier=dossier) if one.kind not in NODE_KINDS]
    rows = [one for one in every if one.channel != OWN]
    if dossier not in {one.ref for one in rows}:
        raise Refused(
            "bundle-incomplete",
            expected="a dossier whose first act is here and can be read",
            got=f"{dossier}, of which {len(rows)} acts are",
            remedy="wait until it is here, or export single acts: detente evidence export REF -o FILE",
        )
    return council, dossier, rows, len(every) - len(rows)


def _material(council: str, ref: str, core: Core) -> dict[str, Any]:
    feed, index = find(core.context, council, ref)
    return material_of(core.context, feed, index)


def _built(given: Mapping[str, Any]) -> bytes:
    return build_evidence(**given)


async def _opened(host: Host, council: str, rows: Sequence[ActRow]) -> list[Act]:
    """Return the acts of rows, opened some at a time, so that what is urgent need not wait for all."""

    def some(of: Sequence[ActRow], core: Core) -> list[Act]:
        found = (open_at(core.context, *find(core.context, council, row.ref)) for row in of)
        return [act for act in found if isinstance(act, Act)]

    parts = [rows[start : start + OPENED_AT_A_TIME] for start in range(0, len(rows), OPENED_AT_A_TIME)]
    return [act for part in parts for act in await host.read(partial(some, part))]


def _officers(rows: Iterable[ActRow]) -> tuple[str, ...]:
    return tuple(sorted({f"{row.officer} ({row.party.upper()})" for row in rows if row.officer}))


class _Contents:
    """The files that acts name, and those of them that are here and open whole.

    Args:
        acts: what each act names, as JSON says it.
    """

    def __init__(self, acts: Sequence[Sequence[Mapping[str, Any]]], files: AttachmentFiles, wanted: bool) -> None:
        self.named = named_in(acts)
        parts = {one["name"]: one for attachments in acts for one in attachments if one["media_type"] == PART_TYPE}
        self.held: dict[str, FileHeld] = {}
        for name, one in self.named.items() if wanted else ():
            attachment = bytes.fromhex(one["hash"])
            sealed = parts.get(one["hash"])
            if files.is_whole(attachment) and (sealed is None or files.is_whole(bytes.fromhex(sealed["hash"]))):
                part, key = b"", bytes.fromhex(one["key"])
                if sealed is not None:
                    part = b"".join(files.read(bytes.fromhex(sealed["hash"]), bytes.fromhex(sealed["key"])))
                    key = erasable_key(key, part)
                blocks: Callable[[], Iterator[bytes]] = partial(files.read, attachment, key)
                self.held[name] = held_file(files.chunk(attachment, 0, SALT_BYTES), blocks, part)


def _discloses(dossier: str, rows: Sequence[ActRow], found: _Contents, markings: Sequence[str]) -> Iterator[str]:
    yield f"All of the {len(rows)} acts of {dossier}: {_some([f'{row.ref} ({row.kind})' for row in rows])}."
    if found.held:
        sizes = [(found.named[name], held.size) for name, held in found.held.items()]
        named = [f"{file['name']} ({n:,} bytes)" for file, n in sizes]
        yield f"The content of {len(named)} files: {_some(named, '; ')}."
    if found.named.keys() - found.held.keys():
        keys = len(found.named.keys() - found.held.keys())
        yield f"The keys of {keys} further files, whose bytes do not go with it."
    if markings:
        yield f"What is marked: {_some(markings)}."
    if officers := _officers(rows):
        yield f"The names of {len(officers)} officers: {_some(officers)}."
    yield "Where each of these acts stands in its log, and who receipted it when."
    yield "The charter of the council and the identity notes of the authors and of those who receipted."
    yield "Nothing that this party noted for itself."


def _some(names: Sequence[str], between: str = ", ") -> str:
    more = f" and {len(names) - NAMED_MAX} more" if len(names) > NAMED_MAX else ""
    return between.join(names[:NAMED_MAX]) + more


def _write(path: Path, blocks: Iterator[bytes]) -> tuple[int, str]:
    """Write a new file, and return its bytes and SHA-256."""
    size, digest = 0, hashlib.sha256()
    try:
        with path.open("xb") as out:
            for block in blocks:
                size += out.write(block)
                digest.update(block)
            out.flush()
            os.fsync(out.fileno())
    except OSError as fault:
        raise unwritable(path, fault) from None
    return size, digest.hexdigest()
