"""The files of an incident as far as they are here: which were attached, and the tracks and zones that stand in them.

Bytes are opened, hashed and read one file after the other, within bounds (`readings.py`). What is not read says why: it
is held elsewhere, on its way, erased, or cannot be read. Nothing is stored: the bytes are what they were.
"""

import asyncio
from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from detente.council.desks.incidents import NAME
from detente.council.incident.evidence import EvidenceFile, evidence_of
from detente.council.incident.fields import TRACK, ZONE
from detente.council.incident.state import IncidentState
from detente.council.kinds import text_of
from detente.errors import DetenteError, Refused
from detente.home.acts import locate
from detente.home.attachments import offered
from detente.home.host import Host
from detente.home.readings import Piece, Readings, readings_of
from detente.home.replies import Heads
from detente.home.views import heads_of
from detente.limits import INCIDENT_FILES_READ_MAX, INCIDENT_POINTS_READ_MAX, INCIDENT_READ_SECONDS_MAX
from detente.node.attachment_files import AttachmentFiles
from detente.node.core import Core
from detente.protocol.acts import Attachment
from detente.protocol.attachments import files_of, parts_of
from detente.tracks.track import Reading
from detente.tracks.zones import Zone

LATER: Final = "later"
"""Why a file was not read yet: others before it took the time of this call."""
_LATER: Final = f"others before it took {INCIDENT_READ_SECONDS_MAX} s to read; ask again"


class FileRead(Struct, frozen=True):
    """One file of an incident, as far as it is here.

    Args:
        said: what its act says of it.
        sha256: of the bytes that are here, in hex; empty where they are not.
        code: why nothing was read: elsewhere, absent, partial, erased, corrected, other, bound, later, or the code of
            the error; empty where it was read. `why` says it in words.
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
    return replace(found, files=await _read_all(host, known))


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


# --- reading ----------------------------------------------------------------------------------------------------------


async def _read_all(host: Host, known: Sequence[_Known]) -> tuple[FileRead, ...]:
    files, readings = AttachmentFiles(host.folder.attachments), readings_of(host)
    time = asyncio.get_running_loop().time
    until = time() + INCIDENT_READ_SECONDS_MAX
    found: list[FileRead] = []
    read = points = 0
    for one in known:
        if (why := await asyncio.to_thread(_not_read, files, one)) is not None:
            found.append(why)
        elif read >= INCIDENT_FILES_READ_MAX or points >= INCIDENT_POINTS_READ_MAX:
            bound = f"{INCIDENT_FILES_READ_MAX} files or {INCIDENT_POINTS_READ_MAX:,} positions were read before it"
            found.append(FileRead(one.said, code="bound", why=bound))
        else:
            assert one.attachment is not None
            made = await read_one(readings, Piece(files, one.attachment, one.part), one.said, late=time() > until)
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


async def read_one(readings: Readings, piece: Piece, said: EvidenceFile, *, late: bool = False) -> FileRead:
    """Return a file that is here, as far as it can be read.

    Args:
        late: what was not read before is left for the next call.
    """
    digest = ""
    try:
        opened = await readings.open(piece)
        digest = opened.sha256
        if late and not readings.has(said, opened):
            return FileRead(said, digest, code=LATER, why=_LATER)
        answer = await readings.read(piece, said, opened)
    except DetenteError as fault:
        return FileRead(said, digest, code=fault.code, why=f"expected {fault.expected}, got {fault.got}")
    except FileNotFoundError:
        # Members may agree to erase it while it is read.
        return FileRead(said, code="partial", why="it went while it was read; ask again")
    if answer.code:
        return FileRead(said, digest, code=answer.code, why=f"expected {answer.expected}, got {answer.got}")
    return FileRead(said, digest, answer.reading, answer.zones)
