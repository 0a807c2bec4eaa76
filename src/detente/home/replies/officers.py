"""Replies of the home face about officers, drafts that two of them handle, and a party's keys over time."""

from typing import Any

from msgspec import Struct


class OfficerView(Struct, frozen=True):
    """An officer or a desk whom a party presented.

    Args:
        ref: of the credentials that stand.
        channels: in which they speak; empty for all.
        valid: at the second of the reply.
        key: vkey of the officer's own key, or empty; `fingerprint` is SHA-256 of the public half, hex.
        noted_by: parties that noted these credentials; noting is not recognising.
    """

    ref: str
    council: str
    party: str
    name: str
    rank: str
    channels: tuple[str, ...]
    valid_from_at: str | None
    valid_until_at: str | None
    valid: bool
    desk: bool
    key: str
    fingerprint: str
    noted_by: tuple[str, ...]


class OfficersView(Struct, frozen=True):
    """Officers whose credentials stand, by party and name."""

    as_of: str
    items: list[OfficerView]
    next: None = None


class DraftView(Struct, frozen=True):
    """What one officer drafted and another may release.

    Args:
        digest: what a signed release names it by, hex.
        kind: of the act that it becomes; so `channel`, `body`, `to`, `re`, `dossier`.
        act: reference of the act that was sent, once it was released.
        precedence: of the act that it becomes; so `language` and `marking`.
    """

    ref: str
    council: str
    status: str
    drafted_by: str
    drafted_at: str
    digest: str
    kind: str
    channel: str
    body: dict[str, Any]
    to: tuple[str, ...]
    re: str | None
    dossier: str | None
    released_by: str | None
    act: str | None
    precedence: str = "routine"
    language: str = ""
    marking: str = ""


class DraftsView(Struct, frozen=True):
    """Drafts in the order in which they were written.

    Args:
        next: sequence before which further ones stand, or None.
    """

    as_of: str
    items: list[DraftView]
    next: int | None = None


class RetiredView(Struct, frozen=True):
    """A key that an identity note put out of use.

    Args:
        key: its use, like `log`.
        public: in hex.
        sizes: for a log key, the last size of each feed by origin, up to which the key speaks.
    """

    key: str
    public: str
    sizes: dict[str, int]


class NoteView(Struct, frozen=True):
    """One identity note of a party's chain.

    Args:
        digest: SHA-256 of its text, hex; the next note names it.
        keys: public keys in hex, by use.
        published: references of the entries in which it stands, as far as they are held here.
    """

    serial: int
    valid_from_at: str
    name: str
    url: str
    digest: str
    keys: dict[str, str]
    retired: tuple[RetiredView, ...]
    published: tuple[str, ...]


class HistoryView(Struct, frozen=True):
    """A party's identity notes, the first first."""

    as_of: str
    party: str
    items: list[NoteView]
    next: None = None
