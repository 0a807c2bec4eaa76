"""Replies of the home face: what `--json` prints is these structs (design section 8).

Times are RFC 3339 in UTC, named `…_at`; units stand in names. A listing is `{"as_of", "heads", "items", "next"}`.
"""

from typing import Any

from msgspec import Struct, field

# --- acts -------------------------------------------------------------------------------------------------------------

Heads = dict[str, tuple[int, str]]
"""Origin to size and root in base 64: what a listing was read from."""


class ReceiptView(Struct, frozen=True):
    """Who had an act, since when at the latest.

    Args:
        rung: `seen`, `stored`, `acknowledged`.
        at: None where no receipt proves the time yet.
    """

    party: str
    at: str | None
    rung: str


class Irregularity(Struct, frozen=True):
    """One thing that is wrong with an act, which therefore counts for nothing."""

    code: str
    text: str


class Bounds(Struct, frozen=True):
    """When an act was made, by evidence and not by its claim; None where nothing bounds it on that side."""

    not_before: str | None
    not_after: str | None


class AttachmentView(Struct, frozen=True):
    """A file that came with an act.

    Args:
        hash: SHA-256 of its ciphertext, hex: its name on the wire.
        size_bytes: of the ciphertext.
        held_bytes: of it that are here; equal to `size_bytes` when it can be saved.
        name: the sender's word, as is the media type; empty where no act was asked for.
    """

    hash: str
    size_bytes: int
    held_bytes: int
    name: str = ""
    media_type: str = ""
    council: str = ""
    channel: str = ""


class AttachmentsView(Struct, frozen=True):
    """Attachments."""

    as_of: str
    items: list[AttachmentView]
    next: None = None


class SavedAttachment(Struct, frozen=True):
    """An attachment as a file.

    Args:
        name: the sender's word, as is the media type.
        size_bytes: of the content.
        hash: SHA-256 of its ciphertext, hex.
    """

    path: str
    name: str
    media_type: str
    size_bytes: int
    hash: str


class ActView(Struct, frozen=True):
    """One act.

    Args:
        ref: human reference, unique within the council.
        id: hex of the entry's RFC 6962 leaf hash.
        to: action addressees; `info`: all other readers.
        basis: in rehearsals `sourced`, `reconstructed` or `inject`; else None.
        reading: how far it could be read here; where it could not, kind and body are empty.
        sequence: place in this record's order of storing, in listings; a listing continues after it. Else 0.
    """

    ref: str
    id: str
    kind: str
    council: str
    channel: str
    party: str
    officer: str
    claimed_at: str | None
    received: tuple[ReceiptView, ...]
    dossier: str
    re: str | None
    to: tuple[str, ...]
    info: tuple[str, ...]
    precedence: str
    marking: str
    irregular: tuple[Irregularity, ...]
    body: dict[str, Any]
    basis: str | None
    language: str
    reading: str
    bounds: Bounds
    stored_at: str
    sequence: int = 0
    attachments: tuple[AttachmentView, ...] = ()


class Listing(Struct, frozen=True):
    """Acts, with what they were read from.

    Args:
        next: give it as `after` to go on; None at the end.
    """

    as_of: str
    heads: Heads
    items: list[ActView]
    next: int | None = None


class Shown(Struct, frozen=True):
    """One act and all acts of its dossier, in the order of storing."""

    as_of: str
    heads: Heads
    act: ActView
    items: list[ActView]
    next: int | None = None


class Sent(Struct, frozen=True):
    """What was said, and who holds it by now."""

    as_of: str
    act: ActView


# --- dossiers ---------------------------------------------------------------------------------------------------------


class DossierView(Struct, frozen=True):
    """One dossier in a list.

    Args:
        dossier: reference of its first act.
        desk: to which the matter belongs, and `status` in that desk's word.
        turn: parties whose turn it is.
        conflicts: what concurrent acts left open, one sentence each.
        due_at: the next due second of an open duty in it, or None.
        sequence: of its newest act in this record's order of storing; a listing continues below it.
    """

    dossier: str
    council: str
    desk: str
    channel: str
    kind: str
    title: str
    topic: str
    status: str
    opened_by: str
    opened_at: str | None
    acts: int
    turn: tuple[str, ...]
    conflicts: tuple[str, ...]
    irregular: int
    due_at: str | None
    sequence: int


class DossiersView(Struct, frozen=True):
    """Dossiers, those with the newest acts first; `next` is given as `before` to go on."""

    as_of: str
    heads: Heads
    items: list[DossierView]
    next: int | None = None


class DutyView(Struct, frozen=True):
    """What a party owes.

    Args:
        act: from which it comes.
        started_at: since when its clock runs, and by which evidence: `receipt`, `cited`, `deemed`.
        answer: the act that meets it; `met_at` None while no evidence bounds its time.
        late: it was met after the due second.
        rule: where the due time comes from.
    """

    council: str
    dossier: str
    who: str
    to_whom: tuple[str, ...]
    what: str
    act: str
    state: str
    started_at: str | None
    evidence: str | None
    due_at: str | None
    answer: str | None
    met_at: str | None
    late: bool
    rule: str
    reason: str


class DutiesView(Struct, frozen=True):
    """Duties, the earliest due first.

    Args:
        time_at: the second of the newest heads in the depositary's journal held here: what rests on absence is said as
            of it; None where there are none.
    """

    as_of: str
    time_at: str | None
    items: list[DutyView]
    next: None = None


class NextActView(Struct, frozen=True):
    """What an officer of this party could do now."""

    kind: str
    title: str
    re: str | None
    body: dict[str, Any] = {}


class LineView(Struct, frozen=True):
    """One line of a sheet: cells, the act from which it comes, the language of its text, and a mark."""

    cells: tuple[str, ...]
    ref: str | None = None
    language: str = ""
    mark: str = ""


class SectionView(Struct, frozen=True):
    """One part of a sheet: a table where it has columns, else texts."""

    heading: str
    lines: tuple[LineView, ...]
    columns: tuple[str, ...] = ()
    note: str = ""


class DossierShown(Struct, frozen=True):
    """What one dossier adds up to, for eyes and for programs.

    Args:
        facts: names and values, for eyes.
        data: the same for programs, in the desk's own words.
        time_at: as in `DutiesView`.
        items: its acts, in an order that proof allows; those of other channels that do not count stand in `aside`.
    """

    as_of: str
    heads: Heads
    time_at: str | None
    dossier: DossierView
    facts: tuple[tuple[str, str], ...]
    sections: tuple[SectionView, ...]
    data: dict[str, Any]
    duties: list[DutyView]
    next_acts: list[NextActView]
    items: list[ActView]
    aside: list[ActView]
    next: None = None


class FieldView(Struct, frozen=True):
    """One field of a kind's body."""

    name: str
    label: str
    sort: str
    required: bool
    many: bool
    choices: tuple[str, ...]


class KindView(Struct, frozen=True):
    """One kind of act.

    Args:
        place: in which channels it may be said.
        least_rank: from whom it is accepted, by the charter where a council was named.
        made: by a command of its own, not by `detente send`.
    """

    kind: str
    title: str
    desk: str
    speech: str
    place: str
    least_rank: str
    needs_re: bool
    answers: tuple[str, ...]
    opens: bool
    made: bool
    fields: tuple[FieldView, ...]


class KindsView(Struct, frozen=True):
    """Kinds of act, desk by desk."""

    as_of: str
    items: list[KindView]
    next: None = None


# --- parties and councils ---------------------------------------------------------------------------------------------


class Queue(Struct, frozen=True):
    """What a peer is not known to hold yet."""

    entries: int
    feeds: int


class PeerView(Struct, frozen=True):
    """One other party, as it stands to this one.

    Args:
        confirmed_at: when first contact was confirmed by words, or None.
        contact_at: when it last answered us, or None.
        sign_of_life_at: the latest time in any of its signatures that is held here, or None.
    """

    party: str
    name: str
    url: str
    confirmed_at: str | None
    contact_at: str | None
    sign_of_life_at: str | None
    queue: Queue


class AlarmView(Struct, frozen=True):
    """Something that a human should know."""

    at: str
    code: str
    text: str


class MemberView(Struct, frozen=True):
    """A party of a council.

    Args:
        since: the number of the amendment by which it came or came back; 0 for a founder.
    """

    party: str
    number: int
    name: str
    since: int
    withdrawn_at: str | None


class AmendmentView(Struct, frozen=True):
    """An amendment of a charter.

    Args:
        digest: hex of the SHA-256 of its text.
        state: `in force`, `conflict` (complete, like another one that it excludes), `proposed`, or `overtaken`.
        signed: parties, in alphabetical order.
        needed: how many must sign; None where it is in force.
        missing: who may still sign, and whose root must.
        ref: the act that proposed it, where that is held here.
    """

    number: int
    kind: str
    title: str
    digest: str
    state: str
    text: str
    signed: tuple[str, ...]
    needed: int | None = None
    missing: tuple[str, ...] = ()
    declined: tuple[str, ...] = ()
    ref: str | None = None


class CourseView(Struct, frozen=True):
    """How a council's charter came to be as it is.

    Args:
        amended: how many amendments are in force.
        members: parties, by number.
        papers: signed notes of all that changed the charter, one after the other: what a newcomer is given.
    """

    amended: int
    members: tuple[MemberView, ...]
    amendments: tuple[AmendmentView, ...]
    proposals: tuple[AmendmentView, ...]
    papers: str


class Drafted(Struct, frozen=True):
    """The text of an amendment, which nobody has signed."""

    council: str
    number: int
    text: str


class SignedAmendment(Struct, frozen=True):
    """An amendment with the root signature of the party that comes."""

    council: str
    number: int
    party: str
    note: str


class CouncilView(Struct, frozen=True):
    """A council joined here.

    Args:
        channels: with their members as the charter stands.
        charter: as it was founded and signed.
        withdrawn: parties that are so no more.
        course: where only this council is shown.
    """

    council: str
    title: str
    rehearsal: bool
    depositary: str | None
    parties: tuple[str, ...]
    channels: dict[str, tuple[str, ...]]
    founded_at: str
    charter: str = ""
    amended: int = 0
    withdrawn: tuple[str, ...] = ()
    course: CourseView | None = None


class StatusView(Struct, frozen=True):
    """How a party stands; `items` are its peers.

    Args:
        running: False where the answer was read from a folder on which no node runs.
    """

    as_of: str
    heads: Heads
    party: str
    name: str
    running: bool
    port: int | None
    councils: tuple[CouncilView, ...]
    items: list[PeerView]
    contradictions: int
    alarms: list[AlarmView] = field(default_factory=list)
    next: None = None


class PartyView(Struct, frozen=True):
    """This party's identity, and the parties it knows.

    Args:
        note: the newest signed identity note: what others are given.
        fingerprint: hex of the SHA-256 of the note's text.
        words: the six words against the note that was asked about, or None.
        with_party: whose note that was.
    """

    as_of: str
    party: str
    name: str
    url: str
    serial: int
    fingerprint: str
    note: str
    items: list[PeerView]
    words: str | None = None
    with_party: str | None = None
    next: None = None


class ConfirmedView(Struct, frozen=True):
    """The six words, and since when first contact stands confirmed."""

    party: str
    name: str
    words: str
    confirmed_at: str | None


class JoinedView(Struct, frozen=True):
    """A council joined; the parties whose identity nobody has confirmed by words."""

    council: CouncilView
    unconfirmed: tuple[str, ...]
    again: bool


class CouncilsView(Struct, frozen=True):
    """All councils joined here."""

    as_of: str
    items: list[CouncilView]
    next: None = None


# --- evidence and record ----------------------------------------------------------------------------------------------


class EvidenceView(Struct, frozen=True):
    """An evidence file.

    Args:
        file: base 64 of the zip.
        discloses: what becomes readable to whoever has the file, one sentence each.
    """

    ref: str
    file: str
    discloses: tuple[str, ...]
    noted_as: str | None = None


class ContradictionView(Struct, frozen=True):
    """A contradiction; its file in base 64."""

    id: str
    council: str
    origin: str
    index: int | None
    text: str
    known_at: str
    file: str


class ContradictionsView(Struct, frozen=True):
    """All contradictions known here."""

    as_of: str
    items: list[ContradictionView]
    next: None = None


class Finding(Struct, frozen=True):
    """One thing wrong in a record."""

    where: str
    what: str


class CheckView(Struct, frozen=True):
    """What a check of the record found.

    Args:
        fsck: `ok`, or `failed`.
        items: the first wrong thing first; empty where all is well.
        checked: how many of each thing were looked at.
    """

    as_of: str
    fsck: str
    items: list[Finding]
    checked: dict[str, int]
    next: None = None


class CountView(Struct, frozen=True):
    """Rows by table, and `bytes` on disk."""

    as_of: str
    counts: dict[str, int]


class Step(Struct, frozen=True):
    """One numbered step of checking an evidence file (docs/spec/evidence-file.md)."""

    number: int
    title: str
    ok: bool
    text: str


class EvidenceReport(Struct, frozen=True):
    """What checking an evidence file found, step by step; it ends with the first step that fails.

    Args:
        sort: `act` or `contradiction`; empty where the manifest could not be read.
        act: as the file's `act.json` says it, once that is checked; None where the entry stays sealed.
        received: verified receipts, earliest first.
    """

    verified: bool
    items: list[Step]
    sort: str = ""
    council: str = ""
    origin: str = ""
    index: int = 0
    act: dict[str, Any] | None = None
    received: tuple[ReceiptView, ...] = ()


# --- bags -------------------------------------------------------------------------------------------------------------


class PackedView(Struct, frozen=True):
    """A bag just packed."""

    file: str
    council: str
    sender: str
    addressee: str
    made_at: str
    entries: int
    receipts: int
    bytes: int


class UnpackedView(Struct, frozen=True):
    """A bag just taken in.

    Args:
        entries: carried in the bag; `new_entries` of them were not held before.
    """

    council: str
    sender: str
    made_at: str
    entries: int
    new_entries: int
    receipts: int


# --- what needs no node -----------------------------------------------------------------------------------------------


class Founded(Struct, frozen=True):
    """A party just made."""

    party: str
    name: str
    url: str
    folder: str
    fingerprint: str
    note: str


class SignedCharter(Struct, frozen=True):
    """A charter with the signatures that it has by now."""

    council: str
    signed: tuple[str, ...]
    missing: tuple[str, ...]
    note: str


class Rotated(Struct, frozen=True):
    """Keys just exchanged; `published` says if the new note stands in feeds already."""

    party: str
    keys: tuple[str, ...]
    serial: int
    published: bool
    note: str
