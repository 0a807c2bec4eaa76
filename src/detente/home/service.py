"""Executes calls: the same code for a running node and for a folder at rest."""

from msgspec import Struct

from detente.errors import Refused
from detente.home import acts, amendments, attachments, bags, parties, proofs, upkeep
from detente.home.calls import (
    AnswerAmendment,
    AnyCall,
    CheckRecord,
    ConfirmParty,
    Contradictions,
    CountRecord,
    DraftAmendment,
    ExportEvidence,
    Inbox,
    JoinCouncil,
    LeaveCouncil,
    ListAttachments,
    OpenPast,
    PackBag,
    ProposeAmendment,
    SaveAttachment,
    Send,
    Show,
    ShowCouncil,
    ShowParty,
    Status,
    UnpackBag,
)
from detente.home.host import Host


class Service:
    """What the party's own people can ask of it.

    Args:
        host: a running node, or a folder at rest.
    """

    def __init__(self, host: Host) -> None:
        self.host = host

    async def run(self, call: AnyCall) -> Struct:
        """Return the reply to a call.

        Raises:
            Refused, Malformed, Fault: as the function of the call says.
        """
        host = self.host
        match call:
            case Status():
                return await upkeep.status(host, call)
            case Send():
                return await _send(host, call)
            case Inbox():
                return await acts.inbox(host, call)
            case Show():
                return await acts.show(host, call)
            case ShowParty():
                return await parties.show_party(host, call)
            case ConfirmParty():
                return await parties.confirm(host, call)
            case JoinCouncil():
                return await parties.join(host, call)
            case ShowCouncil():
                return await parties.show_council(host, call)
            case DraftAmendment() | ProposeAmendment() | AnswerAmendment() | LeaveCouncil() | OpenPast():
                return await amendments.answer(host, call)
            case ExportEvidence():
                return await proofs.export(host, call)
            case Contradictions():
                return await proofs.contradictions(host, call)
            case CheckRecord():
                return await upkeep.check(host, call)
            case CountRecord():
                return await upkeep.count(host, call)
            case PackBag() | UnpackBag():
                return await bags.answer(host, call)
            case ListAttachments() | SaveAttachment():
                return await attachments.answer(host, call)


async def _send(host: Host, call: Send) -> Struct:
    """Say something with the files that go with it; where it is refused, their ciphertext does not stay."""
    sealed = await attachments.seal_files(host, call.attach)
    try:
        return await acts.send(host, call, sealed)
    except Refused:
        attachments.withdraw(host, sealed)
        raise
