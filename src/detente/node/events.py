"""What can happen to a node, and what it then wants done: the two ends of its pure step."""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct, field

from detente.clock import Instant
from detente.errors import DetenteError
from detente.protocol.acts import Attachment, Precedence
from detente.protocol.heads import Role
from detente.protocol.messages import Push, Reply, Request
from detente.record.store import StoredAttachment
from detente.tlog.mirror import MirrorInfo, Package, Upload
from detente.tlog.witness import AddCheckpoint, Cosigned, OtherSize

Ticket = int
"""Names the one who waits for an answer; the process around the core hands it out."""


class Once(Struct, frozen=True):
    """A name under which an act is said once: whoever submits that name again gets what came of it the first time.

    Args:
        name: nobody else's; the record keeps it as it is.
        until: second of the machine's clock after which the name may be forgotten.
    """

    name: str
    until: Instant


class Draft(Struct, frozen=True):
    """What an officer wants said; the node adds index, citations, seal and signature.

    Args:
        to: party ids of the action addressees.
        re: human reference of the act that it answers.
        dossier: human reference of the dossier; by default that of `re`.
        cites: human references of further acts that it builds on; the dossier's open ends are added.
        claimed_at: by default the node's present second.
        beside: an act in one's own channel that is committed with it or not at all; its body gets the reference of
            this one as `act`.
        once: under which name it is said once.
    """

    council: str
    channel: str
    kind: str
    body: Mapping[str, Any] = field(default_factory=dict)
    officer: str = ""
    to: tuple[str, ...] = ()
    precedence: Precedence = Precedence.ROUTINE
    re: str | None = None
    dossier: str | None = None
    cites: tuple[str, ...] = ()
    language: str = ""
    marking: str = ""
    attachments: tuple[Attachment, ...] = ()
    claimed_at: Instant | None = None
    beside: "Draft | None" = None
    once: Once | None = None


class Submit(Struct, frozen=True):
    """An officer's act is to be appended."""

    ticket: Ticket
    draft: Draft


class Asked(Struct, frozen=True):
    """A peer sent a request over a connection behind which its root stands."""

    ticket: Ticket
    peer: str
    request: Request


class Answered(Struct, frozen=True):
    """A peer answered our request."""

    peer: str
    request: Request
    reply: Reply


class Unanswered(Struct, frozen=True):
    """Our request to a peer brought no answer: connection, time or an error of the peer's."""

    peer: str
    request: Request


class Reached(Struct, frozen=True):
    """There is reason to believe that a peer can be reached again."""

    peer: str


class Tick(Struct, frozen=True):
    """Time went by; what is due is looked at after every step in any case."""


class Fold(Struct, frozen=True):
    """Somebody wants to read what dossiers add up to: some are folded anew, and the answer says if others wait."""

    ticket: Ticket


class KeepJournal(Struct, frozen=True):
    """The depositary is to enter `heads` now; on a scenario's clock nothing else makes it do so.

    Args:
        always: where nothing changed too: what rests on absence needs an entry that says so.
    """

    always: bool = True


class Unpack(Struct, frozen=True):
    """A push came by hand, in a bag; it is taken in as if the peer had called, and nobody waits for the reply."""

    ticket: Ticket
    peer: str
    push: Push


class Submission(Struct, frozen=True):
    """A head was submitted to this node as a witness or as a mirror (C2SP tlog-witness, tlog-mirror)."""

    ticket: Ticket
    peer: str
    role: Role
    request: AddCheckpoint


class Uploaded(Struct, frozen=True):
    """A package of an upload to this node as a mirror came, or, without one, the upload is whole."""

    ticket: Ticket
    peer: str
    upload: Upload
    package: Package | None


class Offered(Struct, frozen=True):
    """A peer holds an attachment of a channel for this node, which cannot read there what is attached."""

    peer: str
    item: StoredAttachment


class Held(Struct, frozen=True):
    """So many bytes of an attachment are here."""

    attachment: bytes
    held: int


class Erased(Struct, frozen=True):
    """Bytes and keys of these attachments of a channel are no longer here, as that act agreed."""

    council: str
    channel: str
    ref: str
    attachments: tuple[bytes, ...]


class OpenHistory(Struct, frozen=True):
    """What this party said in a channel before a member came is to be opened to that member."""

    ticket: Ticket
    council: str
    channel: str
    party: str


class Amend(Struct, frozen=True):
    """Amendments and withdrawals came by hand; those that are not complete change nothing."""

    council: str
    papers: tuple[bytes, ...]


class Weave(Struct, frozen=True):
    """Acts, and what is kept beside the record, are to be written in one commit or not at all.

    Args:
        work: is given the core in this step and how an act is submitted in it, and returns what is answered. It may be
            done again where another event of the step fails, so it changes nothing but the record.
    """

    ticket: Ticket
    work: Callable[[Any, Callable[[Draft], "Written"]], Any]


Awaited = Submit | Weave | Asked | Unpack | Submission | Uploaded | Fold | OpenHistory
"""The events for whose answer somebody waits."""

Event = Awaited | Answered | Unanswered | Reached | Tick | KeepJournal | Offered | Held | Erased | Amend


class Written(Struct, frozen=True):
    """An act stands in the record: signed, stored, committed."""

    council: str
    ref: str
    origin: str
    index: int


class Woven(Struct, frozen=True):
    """What the work of `Weave` returned, committed."""

    value: Any


class Refolded(Struct, frozen=True):
    """Dossiers of so many acts were folded anew; `behind` says if others still wait."""

    acts: int
    behind: bool


class Uploading(Struct, frozen=True):
    """How an upload stands; `conflict` where it must begin anew from there."""

    info: MirrorInfo
    conflict: bool


Value = Reply | Written | Cosigned | OtherSize | Uploading | Woven | Refolded
"""What an awaited event brings."""


class Answer(Struct, frozen=True):
    """Give this to the one who waits."""

    ticket: Ticket
    value: Value | DetenteError


class Send(Struct, frozen=True):
    """Send a request to a peer, and come back with `Answered` or `Unanswered`."""

    peer: str
    request: Request


class Changed(Struct, frozen=True):
    """Something changed that watchers may care for: an act, a receipt, a contradiction, or whether a peer is heard.

    Args:
        council: empty for `link`, which is of the peer named in `ref`.
    """

    council: str
    what: str
    ref: str


class Alarm(Struct, frozen=True):
    """Tell a human."""

    code: str
    text: str


Effect = Answer | Send | Changed | Alarm
