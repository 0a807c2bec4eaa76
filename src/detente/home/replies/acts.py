"""Replies about acts, their receipts and files."""

from typing import Any

from msgspec import Struct

from detente.council.titles import Frame

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
        erasable: whether bytes and key can be erased by agreement; `erased_by` the act by which they were here.
    """

    hash: str
    size_bytes: int
    held_bytes: int
    name: str = ""
    media_type: str = ""
    council: str = ""
    channel: str = ""
    erasable: bool = False
    erased_by: str | None = None


class AttachmentsView(Struct, frozen=True):
    """Attachments."""

    as_of: str
    items: list[AttachmentView]
    next: None = None


class RemarkView(Struct, frozen=True):
    """What to know of a file before opening it: a code of docs/attachments.md, and what was found."""

    code: str
    text: str


class SavedAttachment(Struct, frozen=True):
    """An attachment as a file.

    Args:
        name: the sender's word, as is the media type.
        size_bytes: of the content.
        hash: SHA-256 of its ciphertext, hex.
        remarks: what to know of it before opening it.
    """

    path: str
    name: str
    media_type: str
    size_bytes: int
    hash: str
    remarks: tuple[RemarkView, ...] = ()


class CheckedAttachment(Struct, frozen=True):
    """What the bytes of an attachment show.

    Args:
        items: remarks; empty where name, type and bytes agree.
        sha256: of the content, hex.
    """

    as_of: str
    name: str
    media_type: str
    size_bytes: int
    hash: str
    sha256: str
    items: list[RemarkView]
    next: None = None


class ActView(Struct, frozen=True):
    """One act.

    Args:
        ref: human reference, unique within the council.
        id: hex of the entry's RFC 6962 leaf hash.
        to: action addressees; `info`: all other readers.
        basis: in rehearsals `sourced`, `reconstructed` or `inject`; else None.
        drill: name of the drill that it is part of, else empty.
        says: one sentence that its kind makes of it, in English; empty where it could not be read. `frame` tells
            of what it is made.
        handling: how far it may go, as its desk reads it, and what else it is marked with; a part each, in English.
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
    says: str = ""
    frame: Frame = Frame()
    drill: str = ""
    handling: tuple[str, ...] = ()


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
