"""Documents that parties and officers sign beside the feeds: amendments, mandates, communiqués, minutes, handovers.

Each is a signed note over plain text: what is signed is what is shown. Its first two lines name purpose and council, so
that no signature under one can pass for a head of a feed, for another purpose, or for another council. A party signs
with its log key under the name `<council>/<purpose>/<party>`; what officers sign with keys of their own is in
`detente.protocol.officers`. The normative page is docs/spec/documents.md.
"""

import hashlib
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from msgspec import Struct

from detente.errors import Malformed
from detente.protocol.toml import Table, parse_toml
from detente.tlog.notes import (
    Algorithm,
    Note,
    Signature,
    Signer,
    VerifierKey,
    check_text_characters,
    parse_note,
    sign_text,
    verify_note,
)

VERSION = 1


class Purpose(StrEnum):
    """What a document is for."""

    AMENDMENT = "amendment"
    """Changes a charter."""
    WITHDRAWAL = "withdrawal"
    """Says that a party leaves the council."""
    MANDATE = "mandate"
    """Lets a party speak for an alliance."""
    COMMUNIQUE = "communique"
    """Says something to everybody, jointly or alone."""
    MINUTES = "minutes"
    """Says how a meeting went."""
    OUTCOME = "outcome"
    """Says how a decision ended, where no depositary keeps the time."""
    HANDOVER = "handover"
    """Gives a watch from one officer to another."""
    RELEASE = "release"
    """Lets a draft go, on the word of two officers."""


OF_OFFICERS: Final = frozenset({Purpose.HANDOVER, Purpose.RELEASE})
"""What officers sign, each with a key of their own; a party's log key never does."""


class Document(Struct, frozen=True):
    """What a document says, with the signature lines that it has.

    Args:
        council: id.
        content: everything below the two lines that name purpose and council.
    """

    purpose: Purpose
    council: str
    content: str
    note: Note

    @property
    def digest(self) -> bytes:
        """Return SHA-256 of the whole text, 32 bytes: which document this is, whoever has signed it by now."""
        return text_digest(self.note.text)


def compose(purpose: Purpose, council: str, content: str) -> str:
    """Return the text of a document, ready to be read and signed."""
    text = f'detente-{purpose} = {VERSION}\ncouncil = "{council}"\n{content}'
    return text if text.endswith("\n") else f"{text}\n"


def text_digest(text: str) -> bytes:
    """Return SHA-256 of a document's text, 32 bytes."""
    return hashlib.sha256(text.encode()).digest()


def parse_document(data: bytes) -> Document:
    """Return the document of a signed note, claimed.

    Raises:
        Malformed: `document-malformed`, and the codes of `parse_note`.
    """
    return _document(parse_note(data))


def draft_document(text: str) -> Document:
    """Return the document of a text that nobody has signed yet.

    Raises:
        Malformed: `document-malformed`, `note-encoding`.
    """
    check_text_characters(text)
    return _document(Note(text, ()))


def signer_name(council: str, purpose: Purpose, party: str) -> str:
    """Return the name under which a party signs documents of a purpose in a council."""
    return f"{council}/{purpose}/{party}"


def sign_document(text: str, signer: Signer) -> Signature:
    """Return the signature line of one party under a document.

    Args:
        signer: as `Keyring.document_signer` gives it for this purpose and council.

    Raises:
        Malformed: `document-malformed`, where the text is none, or the signer is another purpose's or council's.
    """
    document = draft_document(text)
    name = signer_name(document.council, document.purpose, signer.key.name.rpartition("/")[2])
    if document.purpose in OF_OFFICERS or signer.key.name != name:
        raise Malformed(
            "document-malformed", expected=f"a {document.purpose} of {document.council}", got=f"for {signer.key.name}"
        )
    return sign_text(text, signer)


def verify_document(document: Document, log_keys: Mapping[str, Iterable[bytes]]) -> frozenset[str]:
    """Return the parties whose signature under the document verifies.

    Args:
        log_keys: public keys by party, 32 bytes each: every log key that its verified identities ever named may have
            signed. Lines of others are carried and count for nothing.

    Raises:
        Malformed: `document-signature`, where a line claims a party's key and is not its signature.
    """
    signed = set()
    for party, publics in log_keys.items():
        name = signer_name(document.council, document.purpose, party)
        keys = [VerifierKey(name, Algorithm.ED25519, public) for public in publics]
        for line in document.note.signatures:
            key = next((key for key in keys if line.is_by(key)), None)
            if key is None:
                continue
            try:
                verify_note(Note(document.note.text, (line,)), [key])
            except Malformed as fault:
                raise Malformed(
                    "document-signature", expected=f"a signature of {party} over this text", got=fault.got
                ) from None
            signed.add(party)
    return frozenset(signed)


def content_table(document: Document, purpose: Purpose, code: str) -> Table:
    """Return the content of a document of this purpose, where it is TOML.

    Raises:
        Malformed: with `code`.
    """
    if document.purpose is not purpose:
        raise Malformed(code, expected=f"a document of purpose {purpose}", got=document.purpose)
    return Table(code, parse_toml(code, document.content))


def check_printed(document: Document, printed: str, code: str) -> None:
    """Be silent where a document's text is the one that says what was read from it.

    Raises:
        Malformed: with `code`.
    """
    if document.note.text != printed:
        raise Malformed(code, expected="the one text that says this", got="another order, spelling, field or comment")


def _document(note: Note) -> Document:
    first, _, rest = note.text.partition("\n")
    second, _, content = rest.partition("\n")
    for purpose in Purpose:
        if first == f"detente-{purpose} = {VERSION}" and second[:11] == 'council = "' and second[-1:] == '"':
            council = second[11:-1]
            if note.text == compose(purpose, council, content) and _is_council(council):
                return Document(purpose, council, content, note)
    raise Malformed(
        "document-malformed",
        expected=f"a first line like `detente-{Purpose.AMENDMENT} = {VERSION}`, for {', '.join(Purpose)}; then "
        '`council = "<id>"`',
        got=repr(note.text[:80]),
    )


def _is_council(text: str) -> bool:
    return 0 < len(text) <= 64 and all(one.isascii() and (one.isalnum() or one == "-") for one in text)
