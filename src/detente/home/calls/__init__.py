"""Calls of the home face: what the party's own people and programs can ask of it.

A call travels as `{"id": n, "call": "inbox", "args": {…}}`, its reply as `{"id": n, "ok": …}` or
`{"id": n, "error": {"code", "expected", "got", "remedy"}, "exit": 2}`.
"""

from detente.home.calls.access import EndSessions, EnrolOfficer, ListPasskeys, ListSessions, WithdrawPasskey
from detente.home.calls.acts import (
    CheckAttachment,
    EraseAttachments,
    Inbox,
    ListAttachments,
    PackBag,
    PrintAct,
    PrintForm,
    SaveAttachment,
    Send,
    Show,
    UnpackBag,
)
from detente.home.calls.calendar import CheckCalendar, ExportCalendar
from detente.home.calls.call import LISTING_MAX, Call
from detente.home.calls.clearances import AskClearance, ListClearances
from detente.home.calls.concerns import ListConcerns
from detente.home.calls.councils import (
    AnswerAmendment,
    Brief,
    DraftAmendment,
    JoinCouncil,
    LeaveCouncil,
    OpenPast,
    ProposeAmendment,
    ShowCouncil,
    ShowStanding,
)
from detente.home.calls.duties import ExplainDuty, ShowLedger, SpeakOfDuty
from detente.home.calls.incidents import AttachEvidence, ReadTracks
from detente.home.calls.line import CheckContacts, ListContacts, ListLineTests, SendLineTest, ShowLine
from detente.home.calls.mandates import (
    AskMandate,
    CheckMandate,
    ExportMandate,
    GrantMandate,
    PresentMandate,
    RevokeMandate,
)
from detente.home.calls.maps import DrawIncident, LayerFile, PrintIncident
from detente.home.calls.matters import ListDossiers, ListDuties, ListKinds, ListMatters, ShowDossier
from detente.home.calls.meetings import DraftMinutes, ExportMeeting, ProposeAgenda, SignOutcome, SignPaper
from detente.home.calls.notifications import AmendNotice, ImportCalendar, PreviewNotice, SendNotice, ShowForm
from detente.home.calls.parties import ConfirmParty, ListDrafts, ListOfficers, ReleaseDraft, ShowHistory, ShowParty
from detente.home.calls.public import (
    CommitList,
    ConsentCommunique,
    PublishCommunique,
    RevealList,
    ShowTimeline,
    WriteCommuniques,
)
from detente.home.calls.record import (
    CheckRecord,
    Contradictions,
    CountRecord,
    ExportDossier,
    ExportEvidence,
    MeasureRecord,
    ShowCheck,
    ShowHealth,
    ShowLogs,
    Status,
)
from detente.home.calls.regimes import CheckThresholds, ListRegimes
from detente.home.calls.search import (
    ListChoices,
    ListSearches,
    LookAtSearch,
    Query,
    RemoveSearch,
    RenameSearch,
    SaveSearch,
    Search,
    Sought,
)
from detente.home.calls.sharing import ListShared, Share, ShowBalance
from detente.home.calls.visits import ShowQuotas
from detente.home.calls.watch import (
    NoteAlarm,
    NoteOutcome,
    OfferWatch,
    PassOn,
    PushAlarm,
    ShowAlarms,
    ShowBoard,
    ShowRinging,
    ShowWatch,
    TakeWatch,
)

AnyCall = (
    Send
    | AskClearance
    | ListClearances
    | DrawIncident
    | PrintIncident
    | Inbox
    | Show
    | ListAttachments
    | CheckAttachment
    | EraseAttachments
    | AttachEvidence
    | ReadTracks
    | SaveAttachment
    | PackBag
    | PrintAct
    | PrintForm
    | UnpackBag
    | ListDossiers
    | ShowDossier
    | ListDuties
    | ExplainDuty
    | SpeakOfDuty
    | ShowForm
    | ImportCalendar
    | PreviewNotice
    | SendNotice
    | AmendNotice
    | ShowLedger
    | ListKinds
    | ListRegimes
    | CheckThresholds
    | ListMatters
    | ShowQuotas
    | Status
    | ExportDossier
    | ExportEvidence
    | Contradictions
    | CheckRecord
    | ShowCheck
    | ShowHealth
    | ShowLogs
    | MeasureRecord
    | CountRecord
    | ShowParty
    | ConfirmParty
    | ShowHistory
    | ShowLine
    | SendLineTest
    | ListLineTests
    | CheckContacts
    | ListContacts
    | ListOfficers
    | ListDrafts
    | ReleaseDraft
    | JoinCouncil
    | ShowCouncil
    | DraftAmendment
    | ProposeAmendment
    | AnswerAmendment
    | LeaveCouncil
    | OpenPast
    | ShowStanding
    | Brief
    | DraftMinutes
    | SignPaper
    | ExportMeeting
    | ExportCalendar
    | CheckCalendar
    | ProposeAgenda
    | SignOutcome
    | CommitList
    | RevealList
    | ConsentCommunique
    | PublishCommunique
    | WriteCommuniques
    | ShowTimeline
    | AskMandate
    | GrantMandate
    | RevokeMandate
    | ExportMandate
    | PresentMandate
    | CheckMandate
    | ShowBoard
    | ShowRinging
    | ShowWatch
    | OfferWatch
    | TakeWatch
    | PassOn
    | ListConcerns
    | Share
    | ListShared
    | ShowBalance
    | ShowAlarms
    | NoteAlarm
    | NoteOutcome
    | PushAlarm
    | EnrolOfficer
    | ListPasskeys
    | WithdrawPasskey
    | ListSessions
    | EndSessions
    | Search
    | ListChoices
    | SaveSearch
    | RenameSearch
    | RemoveSearch
    | ListSearches
    | LookAtSearch
    | Query
)

__all__ = [
    "LISTING_MAX",
    "AmendNotice",
    "AnswerAmendment",
    "AnyCall",
    "AskClearance",
    "AskMandate",
    "AttachEvidence",
    "Brief",
    "Call",
    "CheckAttachment",
    "CheckCalendar",
    "CheckContacts",
    "CheckMandate",
    "CheckRecord",
    "CheckThresholds",
    "CommitList",
    "ConfirmParty",
    "ConsentCommunique",
    "Contradictions",
    "CountRecord",
    "DraftAmendment",
    "DraftMinutes",
    "DrawIncident",
    "EndSessions",
    "EnrolOfficer",
    "EraseAttachments",
    "ExplainDuty",
    "ExportCalendar",
    "ExportDossier",
    "ExportEvidence",
    "ExportMandate",
    "ExportMeeting",
    "GrantMandate",
    "ImportCalendar",
    "Inbox",
    "JoinCouncil",
    "LayerFile",
    "LeaveCouncil",
    "ListAttachments",
    "ListChoices",
    "ListClearances",
    "ListConcerns",
    "ListContacts",
    "ListDossiers",
    "ListDrafts",
    "ListDuties",
    "ListKinds",
    "ListLineTests",
    "ListMatters",
    "ListOfficers",
    "ListPasskeys",
    "ListRegimes",
    "ListSearches",
    "ListSessions",
    "ListShared",
    "LookAtSearch",
    "MeasureRecord",
    "NoteAlarm",
    "NoteOutcome",
    "OfferWatch",
    "OpenPast",
    "PackBag",
    "PassOn",
    "PresentMandate",
    "PreviewNotice",
    "PrintAct",
    "PrintForm",
    "PrintIncident",
    "ProposeAgenda",
    "ProposeAmendment",
    "PublishCommunique",
    "PushAlarm",
    "Query",
    "ReadTracks",
    "ReleaseDraft",
    "RemoveSearch",
    "RenameSearch",
    "RevealList",
    "RevokeMandate",
    "SaveAttachment",
    "SaveSearch",
    "Search",
    "Send",
    "SendLineTest",
    "SendNotice",
    "Share",
    "Show",
    "ShowAlarms",
    "ShowBalance",
    "ShowBoard",
    "ShowCheck",
    "ShowCouncil",
    "ShowDossier",
    "ShowForm",
    "ShowHealth",
    "ShowHistory",
    "ShowLedger",
    "ShowLine",
    "ShowLogs",
    "ShowParty",
    "ShowQuotas",
    "ShowRinging",
    "ShowStanding",
    "ShowTimeline",
    "ShowWatch",
    "SignOutcome",
    "SignPaper",
    "Sought",
    "SpeakOfDuty",
    "Status",
    "TakeWatch",
    "UnpackBag",
    "WithdrawPasskey",
    "WriteCommuniques",
]
