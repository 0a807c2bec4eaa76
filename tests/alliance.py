"""A small alliance for tests: three members, of whom one sits in the other council, and the mandate that they give."""

from functools import cache
from typing import Any

from msgspec.structs import replace
from tests.councils import FOUNDED_AT, NAMES, council_of, identity_of, ring_of

from detente.protocol.charter import Charter, Member, parse_charter
from detente.protocol.documents import Purpose, sign_document
from detente.protocol.drafting import draft_charter
from detente.protocol.identity import make_identity_note
from detente.protocol.keys import Keyring
from detente.protocol.mandates import Bundle, Mandate, Revocation, render_mandate, render_revocation
from detente.tlog.notes import Note

MEMBERS = ("us", "de", "fr")
INNER = council_of(MEMBERS, None).charter.council_id
AT = FOUNDED_AT + 1_000
NOTES = {
    member: make_identity_note(identity_of(ring_of(member), member.upper()), [ring_of(member).root_signer()])
    for member in (*MEMBERS, "ru")
}


def rule_of(**changes: Any) -> dict[str, Any]:
    """Return the table of the alliance in the charter of the other council."""
    members = [ring_of(member).root.text() for member in MEMBERS]
    return {"council": INNER, "name": "An alliance", "rule": "all", "members": members} | changes


@cache
def outer(rule: str | int = "all") -> Charter:
    """Return the charter of the council in which the alliance is spoken for."""
    return charter_with({"nato": rule_of(rule=rule)})


def charter_with(alliances: dict[str, Any]) -> Charter:
    parties = {
        party: Member(number, NAMES[party], ring_of(party).root)
        for number, party in enumerate(("nato", "ru", "us"), start=1)
    }
    text = draft_charter(
        name="nrc-rehearsal",
        title="Council for tests",
        founded_at=FOUNDED_AT,
        rehearsal=True,
        parties=parties,
        channels={},
        tables={"alliances": alliances},
    )
    return parse_charter(text)


def mandate_of(charter: Charter | None = None, **changes: Any) -> Mandate:
    """Return a mandate of the alliance for the council of a charter."""
    mandate = Mandate(
        council=INNER,
        alliance="nato",
        for_council=(charter or outer()).council_id,
        serial=1,
        holder="nato",
        title="Risk reduction",
        dossier="RU/LINE/42",
        valid_from=AT,
        valid_until=AT + 100,
        limits="Ask; promise nothing.\n\n— Nothing about numbers.",
    )
    return replace(mandate, **changes)


def signed(text: str, *rings: Keyring) -> Note:
    """Return the note of a text of the alliance with the lines of these members."""
    return Note(text, tuple(sign_document(text, ring.document_signer(INNER, Purpose.MANDATE)) for ring in rings))


def bundle_of(mandate: Mandate, *members: str) -> Bundle:
    """Return the mandate as these members sign it, with the identity notes of all."""
    note = signed(render_mandate(mandate), *(ring_of(member) for member in members or MEMBERS))
    return Bundle(note.to_bytes(), tuple(NOTES[member] for member in MEMBERS))


def line_of(text: str, ring: Keyring, council: str = INNER) -> str:
    """Return the signature line of one member under a text, as an act carries it."""
    return sign_document(text, ring.document_signer(council, Purpose.MANDATE)).text().rstrip("\n")


def revocation_by(mandate: Mandate, *members: str, at: int = AT) -> Bundle:
    """Return a revocation of a mandate as these members sign it, with their identity notes."""
    said = Revocation(mandate.council, mandate.alliance, mandate.for_council, mandate.serial, at, "The times changed.")
    note = signed(render_revocation(said), *(ring_of(member) for member in members))
    return Bundle(note.to_bytes(), tuple(NOTES[member] for member in members))
