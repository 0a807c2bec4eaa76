"""Replies about parties, councils and how they change."""

from msgspec import Struct, field

from detente.home.replies.acts import Heads
from detente.home.replies.facts import FactView
from detente.home.replies.processes import AlarmProcessView


class Queue(Struct, frozen=True):
    """What a peer is not known to hold yet."""

    entries: int
    feeds: int


class PeerErrorView(Struct, frozen=True):
    """The last request to a peer that came to nothing since the node runs; it may have answered since.

    Args:
        cause: what this end can tell of it, one of `node/wire_faults.py`: `connection-refused`, `time-out` and others.
    """

    at: str
    code: str
    expected: str
    got: str
    remedy: str = ""
    cause: str = "other"


class PeerView(Struct, frozen=True):
    """One other party, as it stands to this one.

    Args:
        confirmed_at: when first contact was confirmed by words, or None.
        contact_at: when it last answered us or called, or None.
        sign_of_life_at: the latest time in any of its signatures that is held here, or None.
        link: how the wire to it stands, with the evidence.
        success_at: when it last answered, or None.
        unanswered: requests in a row without answer.
        retry_seconds: real seconds until it is tried again; None where nothing waits for that.
        fingerprint: hex of the SHA-256 of its newest identity note's text; empty where none is trusted.
        certificate: hex of the SHA-256 of its root certificate, to which its TLS certificates chain.
    """

    party: str
    name: str
    url: str
    confirmed_at: str | None
    contact_at: str | None
    sign_of_life_at: str | None
    queue: Queue
    link: FactView | None = None
    success_at: str | None = None
    unanswered: int = 0
    retry_seconds: int | None = None
    error: PeerErrorView | None = None
    fingerprint: str = ""
    certificate: str = ""


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


class DifferenceView(Struct, frozen=True):
    """What an amendment puts in place of what, under a dotted name of the charter; None for nothing."""

    what: str
    before: str | None
    after: str | None


class AmendmentView(Struct, frozen=True):
    """An amendment of a charter.

    Args:
        digest: hex of the SHA-256 of its text.
        state: `in force`, `conflict` (complete, like another one that it excludes), `proposed`, or `overtaken`.
        signed: parties, in alphabetical order.
        needed: how many must sign; None where it is in force.
        missing: who may still sign, and whose root must.
        ref: the act that proposed it, where that is held here.
        differences: from the charter before it, by name; empty where it no longer fits what stands.
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
    differences: tuple[DifferenceView, ...] = ()


class ChannelTermsView(Struct, frozen=True):
    """A channel by the charter as it stands; level and title are empty where it says none."""

    channel: str
    title: str
    level: str
    public: bool
    members: tuple[str, ...]
    writers: tuple[str, ...]


class TermsView(Struct, frozen=True):
    """What a charter settles, as it stands.

    Args:
        charter_sha256: hex, of the founding text.
        topics: titles by id.
        rule: whose signatures an amendment needs: `all`, `most`, or how many.
        deeming_hours: after which an act with the depositary counts as received; `flash_deeming_hours` a flash act.
        quorum: group and quorum lines of a tlog-policy: who makes time.
        settings: every other value under its dotted name, as text.
    """

    charter_sha256: str
    channels: tuple[ChannelTermsView, ...]
    topics: dict[str, str]
    rule: str
    deeming_hours: int
    flash_deeming_hours: int
    quorum: str
    languages: tuple[str, ...]
    settings: dict[str, str]


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
    terms: TermsView


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
        channel_titles: of channels that the charter gives one, by name; `topic_titles` of all topics.
        levels: of channels, by name of the channel, where the charter says one.
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
    channel_titles: dict[str, str] = {}
    topic_titles: dict[str, str] = {}
    levels: dict[str, str] = {}


class StatusView(Struct, frozen=True):
    """How a party stands; `items` are its peers.

    Args:
        running: False where the answer was read from a folder on which no node runs.
        to_renew: matters that are still shown as another version of the software read them.
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
    alarm_process: AlarmProcessView | None = None
    to_renew: int = 0
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
