"""Calls of the home face: what the party's own people and programs can ask of it.

A call travels as `{"id": n, "call": "inbox", "args": {…}}`, its reply as `{"id": n, "ok": …}` or
`{"id": n, "error": {"code", "expected", "got", "remedy"}, "exit": 2}`.
"""

from typing import Any, Generic, Literal, TypeVar

from msgspec import Struct

from detente.home.mandate_replies import MandateChecked, MandateFile
from detente.home.meeting_replies import AgendaView, MeetingPaper, MinutesDraft
from detente.home.officer_replies import DraftsView, HistoryView, OfficersView
from detente.home.public_replies import TimelineView, WrittenCommuniques
from detente.home.replies import (
    AttachmentsView,
    CheckView,
    ConfirmedView,
    ContradictionsView,
    CouncilsView,
    CountView,
    DossierShown,
    DossiersView,
    Drafted,
    DutiesView,
    EvidenceView,
    JoinedView,
    KindsView,
    Listing,
    PackedView,
    PartyView,
    SavedAttachment,
    Sent,
    Shown,
    StatusView,
    UnpackedView,
)
from detente.home.standing_replies import BriefView, StandingView

Reply = TypeVar("Reply")

LISTING_MAX = 1_000
"""Items in one listing: fifty screens, and below a second to make."""


class Call(Struct, Generic[Reply], frozen=True, tag_field="call", forbid_unknown_fields=True):
    """What is asked of a party's node or folder; each call names the type of its reply."""


class Status(Call[StatusView], frozen=True, tag="status"):
    """How the party stands: heads, peers, last contact, queue."""

    council: str | None = None


class Send(Call[Sent], frozen=True, tag="send"):
    """Say something.

    Args:
        council: id or name; None where there is only one.
        to: action addressees; all other members are informed.
        attach: absolute paths of files to go with it.
        wait: `stored` to return only when every addressee (or, without one, any other party) holds it.
        timeout_seconds: how long to wait.
    """

    channel: str
    body: dict[str, Any]
    kind: str = "message"
    council: str | None = None
    to: tuple[str, ...] = ()
    precedence: Literal["routine", "priority", "immediate", "flash"] = "routine"
    re: str | None = None
    dossier: str | None = None
    cites: tuple[str, ...] = ()
    officer: str | None = None
    language: str = ""
    marking: str = ""
    attach: tuple[str, ...] = ()
    wait: Literal["stored"] | None = None
    timeout_seconds: float = 30.0


class Inbox(Call[Listing], frozen=True, tag="inbox"):
    """Acts in the order in which they were stored.

    Args:
        all: every readable act; otherwise others' acts that nobody here has answered or acknowledged.
        after: sequence number of the last item that is known already; a listing's `next`.
    """

    council: str | None = None
    channel: str | None = None
    all: bool = False
    after: int = 0
    limit: int = 200


class Show(Call[Shown], frozen=True, tag="show"):
    """One act, its receipts, and its dossier.

    Args:
        wait: as in `Send`.
    """

    ref: str
    council: str | None = None
    wait: Literal["stored"] | None = None
    timeout_seconds: float = 30.0


class ListDossiers(Call[DossiersView], frozen=True, tag="dossiers"):
    """Dossiers, those with the newest acts first.

    Args:
        turn: only those in which it is this party's turn; `me` is the party itself.
        search: only those in whose title or acts this text stands, in any case.
        before: only those whose newest act has a smaller sequence; a listing's `next`.
    """

    council: str | None = None
    desk: str | None = None
    channel: str | None = None
    turn: str | None = None
    conflict: bool = False
    search: str = ""
    before: int | None = None
    limit: int = 200


class ShowDossier(Call[DossierShown], frozen=True, tag="dossier"):
    """What one dossier adds up to.

    Args:
        ref: of any act of it.
        language: BCP 47 in which the reader would like it, where somebody gave a text in it.
    """

    ref: str
    council: str | None = None
    language: str = "en"


class SignOutcome(Call[Sent], frozen=True, tag="sign-outcome"):
    """Sign how a decision ended, where no depositary keeps the council's time.

    Args:
        ref: of any act of its dossier.
    """

    ref: str
    council: str | None = None
    officer: str | None = None


class ListDuties(Call[DutiesView], frozen=True, tag="duties"):
    """What parties owe, the earliest due first.

    Args:
        who: the debtor; `me` is the party itself.
        all: those that are met, excused or otherwise settled too.
    """

    council: str | None = None
    who: str | None = None
    all: bool = False


class ListKinds(Call[KindsView], frozen=True, tag="kinds"):
    """What can be said, and what each kind asks for; with a council by its charter's ranks.

    Args:
        kind: only this one.
    """

    council: str | None = None
    kind: str | None = None


class ShowStanding(Call[StandingView], frozen=True, tag="standing"):
    """What each party suspends, and what is open for it."""

    council: str | None = None


class Brief(Call[BriefView], frozen=True, tag="brief"):
    """What happened during an absence, what falls due, what is unanswered.

    Args:
        ref: of a suspension, by anybody; with neither ref nor time it is our newest, or since we last said something.
        since_at: RFC 3339, instead.
    """

    ref: str | None = None
    since_at: str | None = None
    council: str | None = None


class ListOfficers(Call[OfficersView], frozen=True, tag="officers"):
    """Officers whose credentials stand.

    Args:
        party: only of this one.
    """

    council: str | None = None
    party: str | None = None


class ListDrafts(Call[DraftsView], frozen=True, tag="drafts"):
    """What waits for a second officer.

    Args:
        all: those that were released or dropped too.
    """

    council: str | None = None
    all: bool = False


class ReleaseDraft(Call[Sent], frozen=True, tag="release"):
    """Let a draft go, exactly as it was drafted.

    Args:
        officer: who releases it.
        note: the release, signed by both officers, or None where their names are enough.
    """

    ref: str
    officer: str
    council: str | None = None
    note: str | None = None


class ShowHistory(Call[HistoryView], frozen=True, tag="party-history"):
    """A party's identity notes: since when it has which keys, and up to where the old ones speak.

    Args:
        party: None for this one.
    """

    party: str | None = None


class DraftMinutes(Call[MinutesDraft], frozen=True, tag="draft-minutes"):
    """Minutes of a meeting as the record gives them.

    Args:
        ref: of any act of the meeting.
        symbol: None for the next one in this language.
        language: of the headings; what parties said stays in theirs.
    """

    ref: str
    council: str | None = None
    symbol: str | None = None
    language: str = "en"


class SignPaper(Call[Sent], frozen=True, tag="sign-paper"):
    """Sign minutes or a joint text.

    Args:
        ref: of the paper, or of its meeting where only one waits for this party.
    """

    ref: str
    council: str | None = None
    officer: str | None = None


class ExportMeeting(Call[MeetingPaper], frozen=True, tag="export-meeting"):
    """A meeting as a file: minutes as PDF, text or JSON, an entry for calendars, or a paper as a signed note.

    Args:
        ref: of any act of the meeting; for a note of the paper.
        language: of headings.
    """

    ref: str
    format: Literal["pdf", "text", "ics", "json", "note"] = "text"
    council: str | None = None
    language: str = "en"


class ProposeAgenda(Call[AgendaView], frozen=True, tag="propose-agenda"):
    """What the next agenda could have.

    Args:
        follows: only what this meeting left open, beside what falls due.
    """

    follows: str | None = None
    council: str | None = None


class ShowParty(Call[PartyView], frozen=True, tag="party"):
    """Who this party is and whom it knows; with `note` also the six words against that identity note.

    Args:
        note: another party's signed identity note, or None.
    """

    note: str | None = None


class ConfirmParty(Call[ConfirmedView], frozen=True, tag="confirm"):
    """First contact is confirmed: both sides read the same six words.

    Args:
        party: id of a party known here, or None where the note is given.
        note: signed identity note.
        words: as read out by the other side; None only asks for them and confirms nothing.
    """

    party: str | None = None
    note: str | None = None
    words: str | None = None


class JoinCouncil(Call[JoinedView], frozen=True, tag="join"):
    """Take part in a council.

    Args:
        charter: signed note with the signatures of all founders.
        identities: signed identity notes of other parties.
        amendments: signed notes of what changed the charter since, any number in one text.
    """

    charter: str
    identities: tuple[str, ...] = ()
    amendments: tuple[str, ...] = ()


class ShowCouncil(Call[CouncilsView], frozen=True, tag="council"):
    """The councils joined here, with their charters."""

    council: str | None = None


class DraftAmendment(Call[Drafted], frozen=True, tag="draft-amendment"):
    """The text of an amendment to the charter as it stands; nothing is said. One of the last three is given.

    Args:
        channels: that the party joins beside those of all.
        tables: TOML: whole tables of the charter, as they are to read.
        admit: signed identity notes of a new party.
        readmit: id of a party that has withdrawn.
    """

    title: str
    council: str | None = None
    channels: tuple[str, ...] = ()
    tables: str | None = None
    admit: str | None = None
    readmit: str | None = None


class ProposeAmendment(Call[Sent], frozen=True, tag="propose-amendment"):
    """Propose an amendment on the line.

    Args:
        amendment: its text, or a note with the root signature of the party that comes.
        identities: signed identity notes of that party.
    """

    amendment: str
    council: str | None = None
    identities: tuple[str, ...] = ()
    officer: str | None = None


class AnswerAmendment(Call[Sent], frozen=True, tag="answer-amendment"):
    """Sign an amendment that was proposed, or say that this party will not.

    Args:
        ref: of the act that proposes it.
    """

    ref: str
    consent: bool
    text: str = ""
    council: str | None = None
    officer: str | None = None


class LeaveCouncil(Call[Sent], frozen=True, tag="leave-council"):
    """Withdraw this party from a council, from now on."""

    reason: str = ""
    council: str | None = None
    officer: str | None = None


class OpenPast(Call[Sent], frozen=True, tag="open-history"):
    """Open to a party that came later what this party said in a channel before.

    Args:
        to: id of a member of the channel.
    """

    channel: str
    to: str
    council: str | None = None


class ExportEvidence(Call[EvidenceView], frozen=True, tag="evidence"):
    """The evidence of one act as a file that strangers can read.

    Args:
        disclose: it leaves the house, which is noted in `own`; False to look at one's own evidence.
    """

    ref: str
    council: str | None = None
    disclose: bool = False
    officer: str | None = None


class Contradictions(Call[ContradictionsView], frozen=True, tag="contradictions"):
    """The contradictions known here, each with its file."""

    council: str | None = None


class CheckRecord(Call[CheckView], frozen=True, tag="fsck"):
    """Check the record; with `all` every signature."""

    all: bool = False


class CountRecord(Call[CountView], frozen=True, tag="stats"):
    """Count what the record holds."""


class ListAttachments(Call[AttachmentsView], frozen=True, tag="attachments"):
    """The attachments of one act, or all that this record wants or holds."""

    ref: str | None = None
    council: str | None = None


class SaveAttachment(Call[SavedAttachment], frozen=True, tag="save-attachment"):
    """Write an attachment's content to a new file.

    Args:
        number: which of the act's attachments, from 1.
        path: absolute, where nothing is yet; the node's user writes it.
    """

    ref: str
    path: str
    number: int = 1
    council: str | None = None


class PackBag(Call[PackedView], frozen=True, tag="pack"):
    """Pack what a party lacks into a file.

    Args:
        party: to whom the bag goes.
        file: absolute path of a file that is not there yet.
    """

    party: str
    file: str
    council: str | None = None


class UnpackBag(Call[UnpackedView], frozen=True, tag="unpack"):
    """Take in a bag.

    Args:
        file: absolute path.
    """

    file: str


class CommitList(Call[Sent], frozen=True, tag="commit-list"):
    """Bind this party to a list: its salt and content are kept in `own` first.

    Args:
        ref: of the act that opened the exchange.
        item: from 1.
        file: absolute path of the list.
    """

    ref: str
    item: int
    file: str
    council: str | None = None
    officer: str | None = None


class RevealList(Call[Sent], frozen=True, tag="reveal-list"):
    """Show the list to which this party bound itself, as it was kept.

    Args:
        ref: of the act that opened the exchange.
        item: from 1.
    """

    ref: str
    item: int
    council: str | None = None
    officer: str | None = None


class ConsentCommunique(Call[Sent], frozen=True, tag="consent-communique"):
    """Sign a proposed joint text.

    Args:
        ref: of the act that proposed it.
        digest: SHA-256 in hex of the text that was read, or None for whatever stands there.
    """

    ref: str
    digest: str | None = None
    council: str | None = None
    officer: str | None = None


class PublishCommunique(Call[Sent], frozen=True, tag="publish-communique"):
    """Publish a text in a public channel: a proposed one with the consents that it has, or one of this party alone.

    Args:
        ref: of the act that proposed it; None for a text of one's own.
        versions: of a text of one's own, as in the body of a `communique-draft`.
        alone: as a statement of this party alone, though the text names others.
        channel: None for the only public one in which this party writes.
    """

    ref: str | None = None
    versions: tuple[dict[str, str], ...] = ()
    alone: bool = False
    channel: str | None = None
    council: str | None = None
    officer: str | None = None


class WriteCommuniques(Call[WrittenCommuniques], frozen=True, tag="write-communiques"):
    """Write what was published jointly and by this party into a folder, as pages and a feed with note and proof beside.

    Args:
        folder: absolute path; the node's user writes it.
        language: BCP 47 of the index's headings.
    """

    folder: str
    council: str | None = None
    language: str = "en"


class ShowTimeline(Call[TimelineView], frozen=True, tag="timeline"):
    """Acts and statements in the media on one line of time, and questions about what they put differently.

    Args:
        about: only what bears on the dossier of this act.
        before: only what was stored before; a listing's `next`.
    """

    council: str | None = None
    about: str | None = None
    before: int | None = None
    limit: int = 200


class AskMandate(Call[Sent], frozen=True, tag="ask-mandate"):
    """Ask an alliance's members for a mandate, in its own council.

    Args:
        for_council: id, or the name where it is joined here: where the mandate is to be used.
        holder: id of the party there that may speak.
        valid_until: RFC 3339, as `valid_from`, which is now where it is empty.
        alliance: id in the charter of the other council; may be left out where that council is joined here.
        dossier: reference there; empty for any.
        text: the only text that may be said; empty where words are free within the limits.
        amends: reference of a text that this one is to replace.
    """

    channel: str
    for_council: str
    holder: str
    title: str
    valid_until: str
    valid_from: str = ""
    alliance: str = ""
    dossier: str = ""
    limits: str = ""
    text: str = ""
    amends: str | None = None
    council: str | None = None
    officer: str | None = None


class GrantMandate(Call[Sent], frozen=True, tag="grant-mandate"):
    """Sign, as a member of the alliance, the text that an act asked for."""

    ref: str
    council: str | None = None
    officer: str | None = None


class RevokeMandate(Call[Sent], frozen=True, tag="revoke-mandate"):
    """Take back one's signature under a mandate."""

    ref: str
    reason: str
    council: str | None = None
    officer: str | None = None


class ExportMandate(Call[MandateFile], frozen=True, tag="export-mandate"):
    """A complete mandate, or a revocation, as a file for another council.

    Args:
        ref: of the act that asked for it, or of the revocation.
    """

    ref: str
    council: str | None = None
    officer: str | None = None


class PresentMandate(Call[Sent], frozen=True, tag="present-mandate"):
    """Present such a file in the other council.

    Args:
        file: base 64.
        channel: one that every party reads.
    """

    file: str
    channel: str
    council: str | None = None
    officer: str | None = None


class CheckMandate(Call[MandateChecked], frozen=True, tag="check-mandate"):
    """What such a file shows by the charter of a council, and by the revocations held here.

    Args:
        file: base 64.
        at: RFC 3339, the second at which it must hold; now where it is empty.
    """

    file: str
    council: str | None = None
    at: str = ""


AnyCall = (
    Status
    | Send
    | Inbox
    | Show
    | ShowDossier
    | ShowParty
    | ConfirmParty
    | JoinCouncil
    | ShowCouncil
    | DraftAmendment
    | ProposeAmendment
    | AnswerAmendment
    | LeaveCouncil
    | OpenPast
    | ExportEvidence
    | Contradictions
    | CheckRecord
    | CountRecord
    | PackBag
    | UnpackBag
    | ListAttachments
    | ListDossiers
    | ListDuties
    | ListKinds
    | ListOfficers
    | ListDrafts
    | ReleaseDraft
    | ShowHistory
    | SaveAttachment
    | ShowStanding
    | Brief
    | DraftMinutes
    | SignPaper
    | ExportMeeting
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
)
