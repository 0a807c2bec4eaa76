"""Executes calls: the same code for a running node and for a folder at rest."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from msgspec import Struct

from detente.errors import Refused
from detente.home import (
    acts,
    amendments,
    attachments,
    bags,
    board,
    bundles,
    calendar,
    concerns,
    contacts,
    decisions,
    dossiers,
    duties,
    erasures,
    line_tests,
    lists,
    mandates,
    meetings,
    notifications,
    officers,
    parties,
    proofs,
    publications,
    quotas,
    regimes,
    releases,
    sharing,
    silence,
    standing,
    timeline,
    upkeep,
    voices,
    watchlog,
)
from detente.home.calls import (
    AmendNotice,
    AnswerAmendment,
    AnyCall,
    AskMandate,
    Brief,
    Call,
    CheckAttachment,
    CheckCalendar,
    CheckContacts,
    CheckMandate,
    CheckRecord,
    CommitList,
    ConfirmParty,
    ConsentCommunique,
    Contradictions,
    CountRecord,
    DraftAmendment,
    DraftMinutes,
    EraseAttachments,
    ExplainDuty,
    ExportCalendar,
    ExportDossier,
    ExportEvidence,
    ExportMandate,
    ExportMeeting,
    GrantMandate,
    ImportCalendar,
    Inbox,
    JoinCouncil,
    LeaveCouncil,
    ListAttachments,
    ListConcerns,
    ListContacts,
    ListDossiers,
    ListDrafts,
    ListDuties,
    ListKinds,
    ListLineTests,
    ListMatters,
    ListOfficers,
    ListRegimes,
    ListShared,
    NoteAlarm,
    NoteOutcome,
    OpenPast,
    PackBag,
    PresentMandate,
    PreviewNotice,
    ProposeAgenda,
    ProposeAmendment,
    PublishCommunique,
    PushAlarm,
    ReleaseDraft,
    RevealList,
    RevokeMandate,
    SaveAttachment,
    Send,
    SendLineTest,
    SendNotice,
    Share,
    Show,
    ShowAlarms,
    ShowBalance,
    ShowBoard,
    ShowCouncil,
    ShowDossier,
    ShowForm,
    ShowHistory,
    ShowLedger,
    ShowLine,
    ShowParty,
    ShowQuotas,
    ShowStanding,
    ShowTimeline,
    SignOutcome,
    SignPaper,
    SpeakOfDuty,
    Status,
    UnpackBag,
    WriteCommuniques,
)
from detente.home.host import Host


async def send(host: Host, call: Send) -> Struct:
    """Say something with the files that go with it; where it is refused, their ciphertext does not stay."""
    sealed = await attachments.seal_files(host, call.attach, as_evidence=call.as_evidence, erasable=call.erasable)
    try:
        return await acts.send(host, call, sealed)
    except Refused:
        attachments.withdraw(host, sealed)
        raise


ANSWERS: Mapping[type[Call[Any]], Callable[[Host, Any], Awaitable[Struct]]] = {
    Status: upkeep.status,
    Send: send,
    Inbox: acts.inbox,
    Show: acts.show,
    ShowParty: parties.show_party,
    ConfirmParty: parties.confirm,
    JoinCouncil: parties.join,
    ShowCouncil: parties.show_council,
    ExportEvidence: proofs.export,
    ExportDossier: bundles.export,
    Contradictions: proofs.contradictions,
    CheckRecord: upkeep.check,
    CountRecord: upkeep.count,
    PackBag: bags.answer,
    UnpackBag: bags.answer,
    ListAttachments: attachments.answer,
    SaveAttachment: attachments.answer,
    CheckAttachment: attachments.answer,
    EraseAttachments: erasures.propose,
    ListDossiers: dossiers.list_dossiers,
    ShowDossier: dossiers.show_dossier,
    ListDuties: dossiers.list_duties,
    ExplainDuty: duties.answer,
    SpeakOfDuty: duties.answer,
    ShowForm: notifications.answer,
    ImportCalendar: notifications.answer,
    PreviewNotice: notifications.answer,
    SendNotice: notifications.answer,
    AmendNotice: notifications.answer,
    ShowLedger: duties.answer,
    ListKinds: dossiers.list_kinds,
    ListRegimes: regimes.answer,
    ListMatters: dossiers.list_matters,
    ShowQuotas: quotas.show_quotas,
    DraftAmendment: amendments.draft,
    ProposeAmendment: amendments.propose,
    AnswerAmendment: amendments.answer,
    LeaveCouncil: amendments.leave,
    OpenPast: amendments.open_past,
    ShowLine: silence.show_line,
    SendLineTest: line_tests.send_test,
    ListLineTests: line_tests.list_tests,
    CheckContacts: contacts.check,
    ListContacts: contacts.list_checks,
    ShowStanding: standing.show_standing,
    Brief: standing.brief,
    ListOfficers: officers.answer,
    ShowHistory: officers.answer,
    ListDrafts: releases.answer,
    ReleaseDraft: releases.answer,
    DraftMinutes: meetings.answer,
    SignPaper: meetings.answer,
    ExportMeeting: meetings.answer,
    ExportCalendar: calendar.export,
    CheckCalendar: calendar.check,
    ProposeAgenda: meetings.answer,
    SignOutcome: decisions.sign,
    CommitList: lists.commit,
    RevealList: lists.reveal,
    ConsentCommunique: publications.consent,
    PublishCommunique: publications.publish,
    WriteCommuniques: publications.write,
    ShowTimeline: timeline.show_timeline,
    AskMandate: mandates.ask,
    GrantMandate: mandates.grant,
    RevokeMandate: mandates.revoke,
    ExportMandate: mandates.export,
    PresentMandate: voices.present,
    CheckMandate: voices.check,
    ShowBoard: board.show_board,
    ListConcerns: concerns.list_concerns,
    Share: sharing.share,
    ListShared: sharing.list_shared,
    ShowBalance: sharing.show_balance,
    ShowAlarms: watchlog.show_alarms,
    NoteAlarm: watchlog.note_alarm,
    NoteOutcome: watchlog.note_outcome,
    PushAlarm: watchlog.push_alarm,
}
"""Each call, and the function that answers it."""


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
        return await ANSWERS[type(call)](self.host, call)
