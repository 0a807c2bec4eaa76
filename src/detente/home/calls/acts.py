"""Calls about acts, their files, and bags."""

from typing import Any, Literal

from msgspec import field

from detente.home.calls.call import Call
from detente.home.replies import (
    AttachmentsView,
    CheckedAttachment,
    Listing,
    PackedView,
    PrintedView,
    SavedAttachment,
    Sent,
    Shown,
    UnpackedView,
)


class Send(Call[Sent], frozen=True, tag="send"):
    """Say something.

    Args:
        channel: None for the first in which this party can say it: the line, and a depositary's journal.
        council: id or name; None where there is only one.
        to: action addressees; all other members are informed.
        attach: absolute paths of files to go with it.
        as_evidence: files go as they are, also where name, type and bytes do not agree.
        erasable: bytes and key of the files can be removed later at every member, by an act to which all consent; they
            go under names that say nothing.
        wait: `stored` to return only when every addressee (or, without one, any other party) holds it.
        timeout_seconds: how long to wait.
    """

    channel: str | None
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
    as_evidence: bool = False
    erasable: bool = False
    wait: Literal["stored"] | None = None
    timeout_seconds: float = 30.0


class Inbox(Call[Listing], frozen=True, tag="inbox"):
    """Acts in the order in which they were stored.

    Args:
        all: every readable act; otherwise others' acts that nobody here has answered or acknowledged.
        after: sequence number of the last item that is known already; a listing's `next`.
        party: only what this party said.
        kinds: only these; none for all.
        newest: from the newest down; `after` is then the item below which to begin, 0 for the newest.
        nodes: with what nodes write by themselves, as `all` has it.
    """

    council: str | None = None
    channel: str | None = None
    all: bool = False
    after: int = 0
    limit: int = 200
    party: str | None = None
    kinds: tuple[str, ...] = ()
    newest: bool = False
    nodes: bool = True


class Show(Call[Shown], frozen=True, tag="show"):
    """One act, its receipts, and its dossier.

    Args:
        wait: as in `Send`.
        alone: without the other acts of its dossier.
    """

    ref: str
    council: str | None = None
    alone: bool = False
    wait: Literal["stored"] | None = None
    timeout_seconds: float = 30.0


class ListAttachments(Call[AttachmentsView], frozen=True, tag="attachments"):
    """The attachments of one act, or all that this record wants or holds."""

    ref: str | None = None
    council: str | None = None


class CheckAttachment(Call[CheckedAttachment], frozen=True, tag="check-attachment"):
    """What to know of an attachment before opening it, by its bytes alone.

    Args:
        number: which of the act's attachments, from 1.
    """

    ref: str
    number: int = 1
    council: str | None = None


class EraseAttachments(Call[Sent], frozen=True, tag="erase-attachments"):
    """Propose to erase erasable files that came with an act, bytes and key, at every member of its channel.

    Args:
        numbers: which of the act's attachments, from 1.
        text: why.
    """

    ref: str
    text: str
    numbers: tuple[int, ...] = (1,)
    council: str | None = None
    officer: str | None = None


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
        paper: a PDF with the bag in codes, to be printed.
    """

    party: str
    file: str
    council: str | None = None
    paper: bool = False


class UnpackBag(Call[UnpackedView], frozen=True, tag="unpack"):
    """Take in a bag.

    Args:
        file: absolute path.
    """

    file: str


class PrintAct(Call[PrintedView], frozen=True, tag="print-act"):
    """One act as a paper: what it says, and codes with its entry, what it rests on, and who holds it.

    Args:
        addressee: a party; empty for every other one that holds the channel.
        start: index in the act's feed from which entries go along; None to leave that to what was receipted.
        sealed: codes only, for a courier who may not read it.
    """

    ref: str
    council: str | None = None
    addressee: str = ""
    start: int | None = None
    sealed: bool = False


class PrintForm(Call[PrintedView], frozen=True, tag="print-form"):
    """A form as a paper: its fields, and, where something stands in them, codes from which it is opened again.

    Args:
        typed: by name of control, as the pages have it.
        carried: fields of the body that a desk filled in, as JSON.
    """

    kind: str
    council: str | None = None
    channel: str = ""
    re: str = ""
    dossier: str = ""
    typed: dict[str, str] = field(default_factory=dict)
    carried: str = ""
