"""Acts: one thing that a party says or does, as bytes and as a value. Format: docs/spec/acts.md."""

from collections.abc import Mapping
from enum import IntEnum
from typing import Any, Final

from msgspec import Struct, field

from detente import limits
from detente.clock import Instant
from detente.errors import Malformed
from detente.protocol import cbor
from detente.protocol.counts import is_count

KIND, CLAIMED_AT, OFFICER, DOSSIER, CITES, BODY, PRECEDENCE, TO, LANGUAGE, MARKING, ATTACHMENTS, ANSWERS = range(12)
FIELDS: Final = frozenset(range(12))

OPEN: Final = "open"
"""First entry of every generation: names the charter, the author's identity and the head that it continues."""
IDENTITY: Final = "identity"
"""The next note of the author's identity chain."""
HEADS: Final = "heads"
"""The depositary's journal: size and root of each feed that changed, hence the council's time."""
RECEIPTS: Final = "receipts"
"""The depositary's journal: receipts that it holds, so that what law depends on stands in entries."""
CANNOT_OPEN: Final = "cannot-open"
"""The author was given no box, or a box or entry that does not open; the cited acts are the ones concerned."""
NODE_KINDS: Final = frozenset({OPEN, IDENTITY, HEADS, RECEIPTS, CANNOT_OPEN})
"""The kinds that the node itself reads and writes; all others belong to desks."""

AMENDMENT: Final = "amendment"
"""Proposes an amendment of the charter, with its author's signature under it."""
AMENDMENT_CONSENT: Final = "amendment-consent"
"""Its author signs an amendment that somebody proposed."""
AMENDMENT_DECLINE: Final = "amendment-decline"
"""Its author will not sign an amendment that somebody proposed."""
WITHDRAWAL: Final = "withdrawal"
"""Its author leaves the council."""
CHARTER_KINDS: Final = frozenset({AMENDMENT, AMENDMENT_CONSENT, AMENDMENT_DECLINE, WITHDRAWAL})
"""The kinds by which a charter changes: on the line, in clear, so that everybody present and to come can check them."""


class Precedence(IntEnum):
    """How quickly an act is to be handled; it says nothing of importance or secrecy."""

    ROUTINE = 0
    PRIORITY = 1
    IMMEDIATE = 2
    FLASH = 3


class Reference(Struct, frozen=True):
    """One entry, named so that it cannot be mistaken for another.

    Args:
        party: the author's number in the charter.
        generation: the number of the generation, from 1.
        index: of the entry in that generation, from 0.
        leaf: first 16 bytes of its RFC 6962 leaf hash; it tells two branches apart.
        channel: only where it is another channel than that of the citing act.
    """

    party: int
    generation: int
    index: int
    leaf: bytes
    channel: str | None = None

    def to_wire(self) -> list[Any]:
        """Return the reference as it stands in CBOR."""
        wire: list[Any] = [self.party, self.generation, self.index, self.leaf]
        return wire if self.channel is None else [*wire, self.channel]


class Attachment(Struct, frozen=True):
    """A file that travels apart from the feed, named by the hash of its ciphertext.

    Args:
        hash: SHA-256 of the ciphertext, 32 bytes.
        size: bytes of ciphertext.
        name: file name for people, without folders.
        media_type: like `image/jpeg`.
        key: 32 bytes that open it; of its own, so that bytes and key can be erased.
    """

    hash: bytes
    size: int
    name: str
    media_type: str
    key: bytes


class Act(Struct, frozen=True):
    """What one entry says, once it is open.

    Args:
        kind: a desk's kind or one of `NODE_KINDS`.
        claimed_at: the author's own word for when; it orders the display and proves nothing.
        officer: who speaks for the party.
        dossier: the first act of the matter; None where this act opens one.
        cites: acts known to the author that this one builds on; the first is what it answers where `answers`.
        body: fields of the kind, text keys.
        to: numbers of the action addressees, ascending; all other readers are informed.
        language: BCP 47 of the body's text.
        marking: handling words, shown and not interpreted.
        extra: fields of a newer format, carried as they came.
    """

    kind: str
    claimed_at: Instant
    officer: str = ""
    dossier: Reference | None = None
    cites: tuple[Reference, ...] = ()
    body: Mapping[str, Any] = field(default_factory=dict)
    precedence: Precedence = Precedence.ROUTINE
    to: tuple[int, ...] = ()
    language: str = ""
    marking: str = ""
    attachments: tuple[Attachment, ...] = ()
    answers: bool = False
    extra: Mapping[int, Any] = field(default_factory=dict)

    @property
    def re(self) -> Reference | None:
        """Return what this act answers, or None."""
        return self.cites[0] if self.answers and self.cites else None

    def to_bytes(self) -> bytes:
        """Return the deterministic CBOR of the act; absent means empty."""
        wire: dict[int, Any] = {KIND: self.kind, CLAIMED_AT: self.claimed_at}
        optional: dict[int, Any] = {
            OFFICER: self.officer,
            DOSSIER: self.dossier and self.dossier.to_wire(),
            CITES: [cited.to_wire() for cited in self.cites],
            BODY: dict(self.body),
            PRECEDENCE: int(self.precedence),
            TO: list(self.to),
            LANGUAGE: self.language,
            MARKING: self.marking,
            ATTACHMENTS: [[a.hash, a.size, a.name, a.media_type, a.key] for a in self.attachments],
            ANSWERS: self.answers,
        }
        wire |= {key: value for key, value in optional.items() if value}
        return cbor.encode(wire | dict(self.extra))


def parse_act(data: bytes, *, sure: bool = False) -> Act:
    """Return the act that the bytes are.

    Args:
        sure: these very bytes were read before, as what is stored was; that they print back is not looked at again.

    Raises:
        Malformed: `act-malformed`, or a `cbor-…` code where they are no canonical CBOR.
    """
    wire = cbor.decode(data, sure=sure)
    if not isinstance(wire, dict) or not all(isinstance(key, int) for key in wire):
        raise _malformed("a map with integer keys", type(wire).__name__)
    act = Act(
        kind=_text(wire, KIND, required=True),
        claimed_at=_uint(wire, CLAIMED_AT),
        officer=_text(wire, OFFICER),
        dossier=parse_reference(wire[DOSSIER]) if DOSSIER in wire else None,
        cites=tuple(parse_reference(item) for item in _list(wire, CITES, limits.CITES_MAX)),
        body=_body(wire),
        precedence=_precedence(wire),
        to=_numbers(wire),
        language=_text(wire, LANGUAGE),
        marking=_text(wire, MARKING),
        attachments=tuple(_attachment(item) for item in _list(wire, ATTACHMENTS, limits.ATTACHMENTS_MAX)),
        answers=wire.get(ANSWERS, False) is True,
        extra={key: value for key, value in wire.items() if key not in FIELDS},
    )
    if not sure and act.to_bytes() != data:
        raise _malformed("an act that prints back byte for byte", "an empty field spelled out, or an order of its own")
    return act


def parse_reference(wire: object) -> Reference:
    """Return the reference that a CBOR list is.

    Raises:
        Malformed: `reference-malformed`.
    """
    match wire:
        case [int(party), int(generation), int(index), bytes(leaf)] if _sound(party, generation, index, leaf):
            return Reference(party, generation, index, leaf)
        case [int(party), int(generation), int(index), bytes(leaf), str(channel)] if _sound(
            party, generation, index, leaf
        ):
            return Reference(party, generation, index, leaf, channel)
        case _:
            pass
    raise Malformed(
        "reference-malformed",
        expected="[party, generation, index, 16 bytes] or one with a channel",
        got=repr(wire)[:120],
    )


def _sound(party: int, generation: int, index: int, leaf: bytes) -> bool:
    return is_count(party, generation - 1, index) and type(generation) is int and len(leaf) == 16


def _malformed(expected: str, got: str) -> Malformed:
    return Malformed("act-malformed", expected=expected, got=got)


def _text(wire: dict[int, Any], key: int, *, required: bool = False) -> str:
    value = wire.get(key, "")
    if not isinstance(value, str) or (required and not value):
        raise _malformed(f"text in field {key}", repr(value)[:80])
    return value


def _uint(wire: dict[int, Any], key: int) -> int:
    value = wire.get(key)
    # A time that RFC 3339 cannot write could not be shown to anybody.
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= limits.INSTANT_MAX:
        raise _malformed(f"seconds since 1970 in field {key}", repr(value)[:80])
    return value


def _list(wire: dict[int, Any], key: int, at_most: int) -> list[Any]:
    value = wire.get(key, [])
    if not isinstance(value, list) or len(value) > at_most:
        raise _malformed(
            f"a list of at most {at_most} in field {key}",
            f"{type(value).__name__} of {len(value) if isinstance(value, list) else 1}",
        )
    return value


def _body(wire: dict[int, Any]) -> dict[str, Any]:
    value = wire.get(BODY, {})
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise _malformed("a map with text keys as the body", repr(value)[:80])
    return value


def _precedence(wire: dict[int, Any]) -> Precedence:
    value = wire.get(PRECEDENCE, 0)
    if isinstance(value, bool) or value not in (0, 1, 2, 3):
        raise _malformed("a precedence from 0 to 3", repr(value)[:80])
    return Precedence(value)


def _numbers(wire: dict[int, Any]) -> tuple[int, ...]:
    value = _list(wire, TO, limits.PARTIES_MAX)
    if any(not isinstance(n, int) or isinstance(n, bool) or n < 0 for n in value) or value != sorted(set(value)):
        raise _malformed("ascending party numbers as addressees", repr(value)[:80])
    return tuple(value)


def _attachment(wire: object) -> Attachment:
    match wire:
        case [bytes(digest), int(size), str(name), str(media_type), bytes(key)] if (
            len(digest) == 32 and len(key) == 32 and is_count(size)
        ):
            return Attachment(digest, size, name, media_type, key)
        case _:
            pass
    raise _malformed("[hash, size, name, media type, key] for an attachment", repr(wire)[:80])
