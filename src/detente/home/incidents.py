"""The files of an incident as far as they are here: which were attached, and the tracks and zones that stand in them.

Bytes are opened, hashed and read in a thread of their own, one file after the other, within bounds. What is not read
says why: it is held elsewhere, on its way, erased, or cannot be read. Nothing is stored: the bytes are what they were.
"""

import asyncio
from collections.abc import Sequence
from hashlib import sha256

from msgspec import Struct
from msgspec.structs import replace

from detente.council.desks.incidents import NAME
from detente.council.incident.evidence import EvidenceFile, evidence_of
from detente.council.incident.fields import TRACK, ZONE
from detente.council.incident.positions import tracks_in, zones_in
from detente.council.incident.state import IncidentState
from detente.council.kinds import text_of
from detente.errors import DetenteError, Malformed, Refused
from detente.home.acts import locate
from detente.home.attachments import offered
from detente.home.host import Host
from detente.home.replies import Heads
from detente.home.views import heads_of
from detente.limits import INCIDENT_FILES_READ_MAX, INCIDENT_POINTS_READ_MAX, TRACK_BYTES_MAX
from detente.node.attachment_files import AttachmentFiles
from detente.node.core import Core
from detente.protocol.acts import Attachment
from detente.protocol.attachments import files_of, parts_of
from detente.tracks.track import Reading
from detente.tracks.zones import Zone


class FileRead(Struct, frozen=True):
    """One file of an incident, as far as it is here.

    Args:
        said: what its act says of it.
        sha256: of the bytes that are here, in hex; empty where they are not.
        code: why nothing was read: elsewhere, absent, partial, erased, corrected, other, bound, or the code of the
            error; empty where it was read. `why` says it in words.
    """

    said: EvidenceFile
    sha256: str = ""
    reading: Reading | None = None
    zones: tuple[Zone, ...] = ()
    code: str = ""
    why: str = ""

    @property
    def differs(self) -> bool:
        """Say if its bytes have another hash than its act states."""
        return bool(self.sha256 and self.said.sha256) and self.sha256 != self.said.sha256


class Encounter(Struct, frozen=True):
    """An incident with the files that came with it, those of one side together.

    Args:
        ref: of the dossier.
        state: the acts that count; accounts in force are `state.accounts`.
    """

    council: str
    ref: str
    title: str
    state: IncidentState
    files: tuple[FileRead, ...]
    heads: Heads


async def encounter(host: Host, ref: str, council: str | None = None) -> Encounter:
    """Return the incident of an act with its files, read as far as they are here.

    Raises:
        Refused: `reference-unknown`, `council-unknown`, `incident-unknown`.
    """
    found, known = await _known_of(host, ref, council)
    files = await asyncio.to_thread(_read_all, AttachmentFiles(host.folder.attachments), known)
    return replace(found, files=files)


async def unread(host: Host, ref: str, council: str | None = None) -> tuple[Encounter, tuple[object, ...]]:
    """Return the incident of an act without its files, and what changes where reading them would bring something else.

    Raises:
        Refused: as `encounter`.
    """
    found, known = await _known_of(host, ref, council)
    files = AttachmentFiles(host.folder.attachments)
    pieces = ((one, each) for one in known for each in (one.attachment, one.part) if each is not None)
    here = tuple((each.hash, files.held(each.hash), one.erased_by) for one, each in pieces)
    return found, (tuple(sorted(found.heads.items())), here)


async def _known_of(host: Host, ref: str, council: str | None) -> "tuple[Encounter, list[_Known]]":
    await host.fold()
    return await host.read(lambda core: _gather(core, council, ref))


class _Known(Struct, frozen=True):
    """What the record knows of a file: its attachment with the key part, and which act erased it."""

    said: EvidenceFile
    attachment: Attachment | None = None
    part: Attachment | None = None
    erased_by: str = ""


def _gather(core: Core, council: str | None, text: str) -> tuple[Encounter, list[_Known]]:
    council, ref = locate(core, council, text)
    store = core.context.store
    act = store.act(council, ref)
    dossier = (act.dossier if act is not None else "") or ref
    state = core.folding.folded(council, dossier).states.get(NAME)
    if not isinstance(state, IncidentState) or state.report is None:
        raise Refused("incident-unknown", expected="an act of an incident", got=text, remedy="detente incident list")
    report = state.report
    known = [_known(core, council, one) for one in evidence_of(state)]
    heads = heads_of(store.feeds(council, channel=report.channel or None))
    return Encounter(council, dossier, text_of(report.body, "title"), state, (), heads), known


def _known(core: Core, council: str, one: EvidenceFile) -> _Known:
    if not one.attachment:
        return _Known(one)
    _council, channel, attachments = offered(core, council, one.ref)
    named = next((each for each in files_of(attachments) if each.name == one.attachment), None)
    if named is None:
        return _Known(one)
    rows = core.context.attachments.of(named.hash)
    erased = next((row.erased_by for row in rows if (row.council, row.channel) == (council, channel)), "")
    return _Known(one, named, parts_of(attachments).get(named.hash), erased)


# --- reading, in a thread ---------------------------------------------------------------------------------------------


def _read_all(files: AttachmentFiles, known: Sequence[_Known]) -> tuple[FileRead, ...]:
    found: list[FileRead] = []
    read = points = 0
    for one in known:
        if (why := _not_read(files, one)) is not None:
            found.append(why)
        elif read >= INCIDENT_FILES_READ_MAX or points >= INCIDENT_POINTS_READ_MAX:
            bound = f"{INCIDENT_FILES_READ_MAX} files or {INCIDENT_POINTS_READ_MAX:,} positions were read before it"
            found.append(FileRead(one.said, code="bound", why=bound))
        else:
            made = _read(files, one)
            read += 1
            points += sum(len(track.points) for track in made.reading.tracks) if made.reading is not None else 0
            found.append(made)
    return tuple(found)


def _not_read(files: AttachmentFiles, one: _Known) -> FileRead | None:
    """Return a file that is not to be read, with the reason, or None."""
    said, held = one.said, one.attachment
    if not said.in_force:
        return FileRead(said, code="corrected", why="its author corrected what it said of it")
    if held is None:
        where = "named by the act, which has no such attachment" if said.attachment else "held elsewhere"
        return FileRead(said, code="absent" if said.attachment else "elsewhere", why=where)
    if one.erased_by:
        return FileRead(said, code="erased", why=f"erased by {one.erased_by}")
    for piece in (held, *([one.part] if one.part is not None else [])):
        if not files.is_whole(piece.hash):
            here = f"not here yet: {files.held(piece.hash):,} of {piece.size:,} bytes"
            return FileRead(said, code="partial", why=here)
    if said.sort not in (TRACK, ZONE):
        return FileRead(said, code="other", why=f"a {said.sort} is not read here: detente attachment save")
    return None


def _read(files: AttachmentFiles, one: _Known) -> FileRead:
    assert one.attachment is not None
    digest = ""
    try:
        data = content(files, one.attachment, one.part)
        digest = sha256(data).hexdigest()
        if one.said.sort == ZONE:
            return FileRead(one.said, digest, zones=zones_in(one.said, data))
        return FileRead(one.said, digest, tracks_in(one.said, data))
    except DetenteError as fault:
        return FileRead(one.said, digest, code=fault.code, why=f"expected {fault.expected}, got {fault.got}")
    except FileNotFoundError:
        # Members may agree to erase it while it is read.
        return FileRead(one.said, code="partial", why="it went while it was read; ask again")


def content(files: AttachmentFiles, one: Attachment, part: Attachment | None) -> bytes:
    """Return the bytes of an attachment of positions, which is here whole.

    Raises:
        Refused: `attachment-unfinished`. Malformed: `cannot-open`, `track-size`.
    """
    blocks, size = [], 0
    for block in files.read(one.hash, files.opening_key(one, part)):
        size += len(block)
        if size > TRACK_BYTES_MAX:
            raise Malformed("track-size", expected=f"1 to {TRACK_BYTES_MAX:,} bytes", got="more")
        blocks.append(block)
    return b"".join(blocks)
