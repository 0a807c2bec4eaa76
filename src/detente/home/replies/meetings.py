"""Replies to calls about meetings."""

from msgspec import Struct


class MinutesDraft(Struct, frozen=True):
    """Minutes as the record gives them, to be put down by the chair.

    Args:
        meeting: reference of its dossier; `channel` is that in which it is held.
    """

    as_of: str
    meeting: str
    council: str
    channel: str
    symbol: str
    language: str
    text: str


class MeetingPaper(Struct, frozen=True):
    """A meeting or one of its papers as a file.

    Args:
        file: base 64.
        name: what the file could be called.
        signed: parties whose signature under the paper verifies; `missing` those at the table who have not signed.
        remark: what a reader of the file has to know, one sentence each.
    """

    as_of: str
    meeting: str
    name: str
    media_type: str
    file: str
    signed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    remark: tuple[str, ...] = ()


class ProposedView(Struct, frozen=True):
    """An item that the next agenda could have, why, and the act from which it comes."""

    title: str
    why: str
    ref: str
    due_at: str | None = None


class AgendaView(Struct, frozen=True):
    """A proposal for the next agenda: what meetings left open, what falls due, what is under way."""

    as_of: str
    items: list[ProposedView]
    next: None = None
