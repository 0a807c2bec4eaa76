"""Files of positions, looked into before the act that they go with is signed: what no map would draw is said then."""

from collections.abc import Sequence

from detente.council.incident.evidence import EvidenceFile, files_in
from detente.council.incident.fields import TRACK, ZONE
from detente.council.registry import kind_of
from detente.council.said import Said
from detente.errors import Refused
from detente.home.acting.uploads import Upload, content
from detente.home.apart import Answer
from detente.home.attachments import erasable_name
from detente.home.calls import Send
from detente.home.host import Host
from detente.home.readings import readings_of
from detente.limits import TRACK_BYTES_MAX


async def unread(host: Host, call: Send, files: Sequence[Upload]) -> list[tuple[EvidenceFile, Refused]]:
    """Return each file of a form that its act says to be a track or a zone and that cannot be read as one, with why.

    It can be sent all the same: what cannot be read today may be evidence.

    Raises:
        Fault: `upload-lost`, `track-reader`. Malformed: `cannot-open`.
    """
    numbered = enumerate(files, 1)
    given = {erasable_name(number, one.name) if call.erasable else one.name: one for number, one in numbered}
    act = Said("", "", call.kind, 0, body=kind_of(call.kind).read(call.body))
    found = []
    for said in files_in(act):
        if said.sort in (TRACK, ZONE) and said.attachment in given:
            answer = await _looked_into(host, said, given[said.attachment])
            if answer.code:
                why = Refused(answer.code, expected=answer.expected, got=answer.got, remedy=answer.remedy)
                found.append((said, why))
    return found


async def _looked_into(host: Host, said: EvidenceFile, file: Upload) -> Answer:
    if file.size > TRACK_BYTES_MAX:
        return Answer(code="track-size", expected=f"1 to {TRACK_BYTES_MAX:,} bytes", got=f"{file.size:,}")
    return await readings_of(host).look(said, file.size, lambda: content(host, file))
