"""Calls about evidence: adding files to an incident, and what was computed from those that are here."""

import asyncio
from collections.abc import Sequence
from hashlib import sha256
from typing import Any, Final

import msgspec

from detente.clock import rfc3339
from detente.council.desks.incidents import KINDS
from detente.council.incident.against import against, computed_of, derived
from detente.council.incident.chronology import moments, unanswered
from detente.council.incident.differences import DIFFERS, differences, tables
from detente.council.incident.evidence import files_in
from detente.council.incident.fields import TRACK, ZONE
from detente.council.incident.geometry import Geometry, Source, geometry
from detente.council.incident.positions import format_in
from detente.council.incident.sheet import compiled_note, difference_data, moment_data
from detente.council.incident.state import EVIDENCE, voice_of
from detente.council.kinds import text_of
from detente.council.said import Said
from detente.errors import DetenteError, Refused
from detente.home import acts, attachments
from detente.home.apart import Answer
from detente.home.calls import AttachEvidence, ReadTracks, Send
from detente.home.host import Host
from detente.home.incidents import Encounter, FileRead, encounter
from detente.home.readings import POINT_BYTES, Piece, Readings, readings_of
from detente.home.replies.tracks import EncounterView, EvidenceSent
from detente.home.track_views import by_coast_view, by_zone_view, file_view, met_view
from detente.node.attachment_files import AttachmentFiles
from detente.node.sayings import channel_of
from detente.protocol.acts import Attachment
from detente.protocol.attachments import files_of, parts_of

_READ: Final = (TRACK, ZONE)


async def answer(host: Host, call: AttachEvidence | ReadTracks) -> EvidenceSent | EncounterView:
    """Return the reply to a call about evidence."""
    match call:
        case AttachEvidence():
            return await attach(host, call)
        case ReadTracks():
            return await read_tracks(host, call)


# --- adding -----------------------------------------------------------------------------------------------------------


async def attach(host: Host, call: AttachEvidence) -> EvidenceSent:
    """Add files to an incident; what is refused leaves nothing behind.

    The bytes that are hashed and read are those that were sealed, so that both sides read the same.

    Raises:
        Refused: `evidence-unreadable`, `evidence-twice`, and as `attachments.py::seal_files` and `acts.py::send`.
    """
    sealed = await attachments.seal_files(host, call.attach, as_evidence=call.as_evidence, erasable=call.erasable)
    try:
        files = await _looked_at(host, sealed, call)
        body = {**call.body, "files": [said for said, _ in files]}
        channel = await host.read(lambda core: channel_of(acts.locate(core, call.council, call.ref)[1]))
        sent = await acts.send(
            host,
            Send(
                channel=channel, body=body, kind=EVIDENCE, council=call.council, re=call.ref, officer=call.officer,
                language=call.language,
            ),
            sealed,
        )  # fmt: skip
    except DetenteError:
        attachments.withdraw(host, sealed)
        raise
    return EvidenceSent(rfc3339(host.clock.now()), sent, [file_view(one) for _, one in files])


async def _looked_at(
    host: Host, sealed: Sequence[Attachment], call: AttachEvidence
) -> list[tuple[dict[str, Any], FileRead]]:
    """Return what the act says of each file, and what was read of it."""
    named = files_of(sealed)
    names = [one.name for one in named]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise Refused(
            "evidence-twice", expected="files of different names in one act", got=twice[0],
            remedy="attach them one by one, or name them after what they are",
        )  # fmt: skip
    parts = parts_of(sealed)
    files = AttachmentFiles(host.folder.attachments)
    return [await _file(readings_of(host), Piece(files, one, parts.get(one.hash)), call) for one in named]


async def _file(readings: Readings, piece: Piece, call: AttachEvidence) -> tuple[dict[str, Any], FileRead]:
    said = {**call.about, "attachment": piece.attachment.name}
    if call.about.get("sort") not in _READ:
        said["sha256"] = digest = await asyncio.to_thread(_digest, piece)
        return said, _as_said(said, call, digest)
    read = _as_said(said, call)
    try:
        opened = await readings.open(piece)
        said["sha256"] = opened.sha256
        if said["sort"] == TRACK:
            said["format"] = str(format_in(read.said, opened.head))
        read = _as_said(said, call, opened.sha256)
        answer = await readings.read(piece, read.said, opened)
    except DetenteError as fault:
        answer = Answer(code=fault.code, expected=fault.expected, got=fault.got, remedy=fault.remedy)
    if not answer.code:
        return said, FileRead(read.said, read.sha256, answer.reading, answer.zones)
    if not call.as_evidence:
        raise Refused(
            "evidence-unreadable", expected=f"{piece.attachment.name} as a {said['sort']}: {answer.expected}",
            got=f"{answer.got} ({answer.code})",
            remedy=f"{answer.remedy or 'mend what is said of it'}; or send it as it is: --as-evidence",
        )  # fmt: skip
    said["sha256"] = digest = await asyncio.to_thread(_digest, piece)
    return said, FileRead(_as_said(said, call).said, digest, code=answer.code, why=f"{answer.expected}: {answer.got}")


def _as_said(said: dict[str, Any], call: AttachEvidence, digest: str = "") -> FileRead:
    """Return a file as its act will say it; what the fields cannot hold is refused here, before anything is signed."""
    body = KINDS[EVIDENCE].read({**call.body, "files": [said]})
    KINDS[EVIDENCE].check_body(body)
    (found,) = files_in(Said("", "", EVIDENCE, 0, body=body))
    return FileRead(found, digest, code="other", why=f"a {found.sort} is not read here")


def _digest(piece: Piece) -> str:
    digest, files = sha256(), piece.files
    for block in files.read(piece.attachment.hash, files.opening_key(piece.attachment, piece.part)):
        digest.update(block)
    return digest.hexdigest()


# --- reading ----------------------------------------------------------------------------------------------------------


async def read_tracks(host: Host, call: ReadTracks) -> EncounterView:
    """Return what stands in the files of an incident, and what was computed from them.

    Raises:
        Refused: `reference-unknown`, `council-unknown`, `incident-unknown`.
    """
    found = await encounter(host, call.ref, call.council)
    laid = await geometry_of(host, found, call.only)
    accounts, computed = found.state.accounts, computed_of(laid.met)
    rows = (*differences(accounts), *against(accounts, computed))
    return EncounterView(
        as_of=rfc3339(host.clock.now()), heads=found.heads, dossier=found.ref, title=found.title,
        files=[file_view(one) for one in found.files], items=[met_view(one) for one in laid.met],
        zones=[by_zone_view(one) for one in laid.zones], coasts=[by_coast_view(one) for one in laid.coasts],
        differences=[difference_data(one) for one in rows],
        open=[question for one in rows if one.status == DIFFERS for question in one.questions],
        timeline=[moment_data(one) for one in moments(accounts, derived(computed))],
        unanswered=[moment_data(one) for one in unanswered(accounts)], left_out=laid.left_out,
        compiled=compiled_note(found.state.report),
    )  # fmt: skip


async def geometry_of(host: Host, found: Encounter, only: Sequence[str] = ()) -> Geometry:
    """Return what the files of an incident that could be read say of distances, computed once for the same files."""
    own: dict[str, tuple[str, ...]] = {}
    for act in found.state.accounts:
        names = tuple(text_of(one, "name") for one in tables(act, "own_units"))
        own[voice_of(act)] = (*own.get(voice_of(act), ()), *names)
    read = [one for one in found.files if one.reading is not None or one.zones]
    sources = [_source(one, own.get(one.said.voice, ())) for one in read]

    async def make() -> tuple[Geometry, int]:
        points = sum(len(track.points) for one in sources for track in one.tracks)
        return await asyncio.to_thread(geometry, sources, only), POINT_BYTES * points

    key = msgspec.msgpack.encode(([(one.said, one.sha256) for one in read], own, only))
    return await readings_of(host).geometries.get(key, make)


def _source(one: FileRead, own: tuple[str, ...]) -> Source:
    said, tracks = one.said, () if one.reading is None else one.reading.tracks
    return Source(said.voice, said.attachment, one.sha256, said.of, said.basis, tracks, one.zones, own)
