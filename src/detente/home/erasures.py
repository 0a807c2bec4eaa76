"""Proposing to erase files that came with an act; consent and refusal are said like any other act."""

from detente.council.desks import erasures as desk
from detente.errors import Refused
from detente.home import two_person
from detente.home.acts import officer_of, sent
from detente.home.attachments import numbered, offered
from detente.home.calls import EraseAttachments
from detente.home.host import Host
from detente.home.replies import Sent
from detente.node.core import Core
from detente.node.events import Draft
from detente.protocol.attachments import parts_of


async def propose(host: Host, call: EraseAttachments) -> Sent:
    """Propose that bytes and key of files are removed at every member.

    Raises:
        Refused: `reference-unknown`, `act-unreadable`, `attachment-unknown`, `attachment-not-erasable`, or by the desk.
    """
    officer = officer_of(host, call.officer)
    draft = await host.read(lambda core: _draft(core, call, officer))
    return await sent(host, await two_person.submit(host, draft))


def _draft(core: Core, call: EraseAttachments, officer: str) -> Draft:
    council, channel, found = offered(core, call.council, call.ref)
    parts = parts_of(found)
    hashes: list[bytes] = []
    for number in dict.fromkeys(call.numbers):
        one = numbered(found, call.ref, number)
        if one.hash not in parts:
            raise Refused(
                "attachment-not-erasable",
                expected="a file that was sent as erasable: the key of any other stands in its act, which stays",
                got=f"{one.name} of {call.ref}",
                remedy="send what may have to be erased with --erasable",
            )
        hashes.append(one.hash)
    re = call.ref.rpartition(":")[2]
    return Draft(council, channel, desk.ERASURE, {"files": hashes, "text": call.text}, officer=officer, re=re)
