"""Officers' own keys, and the handovers and releases that two officers sign with them.

An officer's key is named `<party>/officer/<id>`, and signs nothing else. It counts while the party accredits it, which
is for a desk to say: here the accredited keys are given. The normative page is docs/spec/documents.md.
"""

from collections.abc import Collection, Iterable
from typing import Final

from detente.errors import Malformed, Refused
from detente.protocol.documents import Document, draft_document, parse_document
from detente.protocol.statements import (
    Handover,
    Release,
    Statement,
    parse_handover,
    parse_release,
    parse_statement,
)
from detente.protocol.toml import ID
from detente.tlog.notes import Algorithm, Note, Signer, VerifierKey, parse_vkey, sign_text, verify_note

OFFICER: Final = "officer"


# --- keys -------------------------------------------------------------------------------------------------------------


def officer_name(party: str, officer: str) -> str:
    """Return the name under which an officer signs."""
    return f"{party}/{OFFICER}/{officer}"


def parse_officer_key(text: str, party: str, *, taken: Collection[bytes] = ()) -> VerifierKey:
    """Return the key of a vkey that a party may accredit as an officer's.

    Args:
        text: the vkey.
        party: id.
        taken: public keys that have another use already: those of the party's identities and of its other officers.

    Raises:
        Malformed: `officer-key`, `officer-key-taken`, and the codes of `parse_vkey`.
    """
    key = parse_vkey(text)
    officer = officer_of(key)
    if not officer or key.algorithm is not Algorithm.ED25519 or key.name != officer_name(party, officer):
        raise Malformed(
            "officer-key", expected=f"a key of type 0x01 named {officer_name(party, '<officer>')}", got=key.text()
        )
    if key.public in taken:
        raise Malformed(
            "officer-key-taken",
            expected="a key that has no other use and no other owner",
            got=key.text(),
            remedy="let the officer make a new key: detente officer key",
        )
    return key


def officer_of(key: VerifierKey) -> str:
    """Return the id of the officer in the name of a key; empty where there is none."""
    officer = key.name.rpartition("/")[2]
    return officer if ID.fullmatch(officer) else ""


# --- signatures -------------------------------------------------------------------------------------------------------


def sign_statement(note: Note, signer: Signer) -> Note:
    """Return the note of a handover or a release with the line of one of its two officers below those that it has.

    Args:
        note: with the other officer's line, or with none yet.
        signer: the officer's key, whose name says who it is.

    Raises:
        Malformed: what the parser of its purpose says.
        Refused: `officer-not-named`.
    """
    statement = parse_statement(draft_document(note.text))
    names = [officer_name(statement.party, officer) for officer in statement.officers]
    if signer.key.name not in names:
        raise Refused(
            "officer-not-named",
            expected=f"the key of {' or '.join(names)}",
            got=signer.key.text(),
            remedy="let the officers sign who are named in the text",
        )
    return note.with_signatures([sign_text(note.text, signer)])


def verify_handover(data: bytes, council: str, accredited: Iterable[VerifierKey]) -> Handover:
    """Return the handover of a note that both officers signed.

    Args:
        data: claimed.
        council: id of the council in which it is to count.
        accredited: trusted: keys that the party accredits at that time, under their names.

    Raises:
        Malformed: `officer-other-council`, `officer-unsigned` with the names that are missing, `officer-signature`,
            `officer-key-shared`, those of `parse_handover` and of `parse_document`.
    """
    document = parse_document(data)
    handover = parse_handover(document)
    _check_signed(document, handover, council, accredited)
    return handover


def verify_release(data: bytes, council: str, accredited: Iterable[VerifierKey]) -> Release:
    """Return the release of a note that both officers signed; what it releases, `check_release` compares.

    Args:
        data: claimed.
        council: id of the council in which it is to count.
        accredited: trusted: keys that the party accredits at that time, under their names.

    Raises:
        Malformed: as `verify_handover`, with `parse_release`.
    """
    document = parse_document(data)
    release = parse_release(document)
    _check_signed(document, release, council, accredited)
    return release


def check_release(release: Release, *, draft: str, kind: str, channel: str) -> None:
    """Be silent where it is this draft that was released, for this kind and channel.

    Args:
        release: verified.
        draft: SHA-256 in hex.
        kind: of the act to be sent.
        channel: in which it is to stand.

    Raises:
        Refused: `release-other-draft`.
    """
    if (release.draft, release.kind, release.channel) != (draft, kind, channel):
        raise Refused(
            "release-other-draft",
            expected=f"the release of {kind} {draft} in {channel}",
            got=f"that of {release.kind} {release.draft} in {release.channel}",
            remedy="a draft that was changed is released anew",
        )


def _check_signed(document: Document, statement: Statement, council: str, accredited: Iterable[VerifierKey]) -> None:
    if document.council != council:
        raise Malformed("officer-other-council", expected=f"a {document.purpose} of {council}", got=document.council)
    keys = tuple(accredited)
    publics: dict[str, set[bytes]] = {}
    for officer in statement.officers:
        name = officer_name(statement.party, officer)
        own = [key for key in keys if key.name == name and any(line.is_by(key) for line in document.note.signatures)]
        publics[name] = {key.public for key in own}
        if own:
            _verify(document.note, name, own)
    if missing := [name for name, found in publics.items() if not found]:
        raise Malformed(
            "officer-unsigned",
            expected="the signature of both officers, each with an accredited key",
            got=f"none by {', '.join(missing)}",
            remedy="let them sign the same text, or let the party accredit the key",
        )
    if set.intersection(*publics.values()):
        raise Malformed("officer-key-shared", expected="two officers with a key each", got="one key under two names")


def _verify(note: Note, name: str, keys: Iterable[VerifierKey]) -> None:
    try:
        verify_note(note, keys)
    except Malformed as fault:
        raise Malformed("officer-signature", expected=f"a signature of {name} over this text", got=fault.got) from None
