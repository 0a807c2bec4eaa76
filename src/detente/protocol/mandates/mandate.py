"""The texts of mandates and of their revocations: TOML of one fixed shape each, as documents of purpose `mandate`.

The two cannot be confused: a mandate has a `serial`, a revocation `revokes` one.
"""

import hashlib
from typing import Final

from msgspec import Struct

from detente.clock import Instant
from detente.errors import Malformed
from detente.protocol.documents import Document, Purpose, check_printed, compose, content_table
from detente.protocol.toml import quote, quote_lines, timestamp

_SERIAL_MAX: Final = 1_000_000


class Mandate(Struct, frozen=True):
    """What one mandate says.

    Args:
        council: id of the alliance's council, in which it was given.
        alliance: id of the alliance in the charter of the other council.
        for_council: id of the council in which it is to be used.
        serial: 1 for the first that the alliance gives for that council, then one more each.
        holder: id of the party there that may speak.
        title: for people.
        dossier: reference there, within which it holds; empty where it holds in all.
        valid_from: the first second at which it holds.
        valid_until: the last one.
        limits: lines for people.
        text_hash: SHA-256 in hex of the only text that may be said; empty where there is none.
        agreed: that text, where the mandate shows it; else empty.
    """

    council: str
    alliance: str
    for_council: str
    serial: int
    holder: str
    title: str
    dossier: str
    valid_from: Instant
    valid_until: Instant
    limits: str = ""
    text_hash: str = ""
    agreed: str = ""


class Revocation(Struct, frozen=True):
    """Members of an alliance take back a mandate.

    Args:
        council: id of the alliance's council.
        alliance: id of the alliance in the charter of the other council.
        for_council: id of the council in which it was to be used.
        revokes: the serial of the mandate, whatever else that says.
        at: on the word of those who sign.
        reason: lines for people.
    """

    council: str
    alliance: str
    for_council: str
    revokes: int
    at: Instant
    reason: str = ""


def text_hash(text: str) -> str:
    """Return SHA-256 in hex of an agreed text in UTF-8, as a mandate names it."""
    return hashlib.sha256(text.encode()).hexdigest()


def render_mandate(mandate: Mandate) -> str:
    """Return the one text that says this mandate, ready to be read and signed."""
    lines = [
        f"alliance = {quote(mandate.alliance)}",
        f"for_council = {quote(mandate.for_council)}",
        f"serial = {mandate.serial}",
        f"holder = {quote(mandate.holder)}",
        f"title = {quote(mandate.title)}",
        f"dossier = {quote(mandate.dossier)}",
        f"valid_from = {timestamp(mandate.valid_from)}",
        f"valid_until = {timestamp(mandate.valid_until)}",
        f"limits = {quote_lines(mandate.limits)}",
        f"text_hash = {quote(mandate.text_hash)}",
    ]
    lines += [f"text = {quote_lines(mandate.agreed)}"] if mandate.agreed else []
    return compose(Purpose.MANDATE, mandate.council, "\n".join(lines))


def parse_mandate(document: Document) -> Mandate:
    """Return the mandate that a document is, claimed.

    Raises:
        Malformed: `mandate-malformed`.
    """
    table = content_table(document, Purpose.MANDATE, "mandate-malformed")
    mandate = Mandate(
        council=document.council,
        alliance=table.id("alliance"),
        for_council=table.council("for_council"),
        serial=table.number("serial", 1, _SERIAL_MAX),
        holder=table.id("holder"),
        title=table.shown("title"),
        dossier=table.reference("dossier"),
        valid_from=table.instant("valid_from"),
        valid_until=table.instant("valid_until"),
        limits=table.prose("limits"),
        text_hash=table.digest("text_hash"),
        agreed=table.prose("text", ""),
    )
    check_printed(document, render_mandate(mandate), "mandate-malformed")
    if mandate.valid_until < mandate.valid_from:
        table.refuse("a time not before valid_from as valid_until", timestamp(mandate.valid_until))
    if mandate.agreed and text_hash(mandate.agreed) != mandate.text_hash:
        raise Malformed(
            "mandate-malformed", expected=text_hash(mandate.agreed), got=mandate.text_hash or "no text_hash"
        )
    return mandate


def render_revocation(revocation: Revocation) -> str:
    """Return the one text that says this revocation, ready to be read and signed."""
    lines = [
        f"alliance = {quote(revocation.alliance)}",
        f"for_council = {quote(revocation.for_council)}",
        f"revokes = {revocation.revokes}",
        f"at = {timestamp(revocation.at)}",
        f"reason = {quote_lines(revocation.reason)}",
    ]
    return compose(Purpose.MANDATE, revocation.council, "\n".join(lines))


def parse_revocation(document: Document) -> Revocation:
    """Return the revocation that a document is, claimed.

    Raises:
        Malformed: `mandate-malformed`.
    """
    table = content_table(document, Purpose.MANDATE, "mandate-malformed")
    revocation = Revocation(
        council=document.council,
        alliance=table.id("alliance"),
        for_council=table.council("for_council"),
        revokes=table.number("revokes", 1, _SERIAL_MAX),
        at=table.instant("at"),
        reason=table.prose("reason"),
    )
    check_printed(document, render_revocation(revocation), "mandate-malformed")
    return revocation
