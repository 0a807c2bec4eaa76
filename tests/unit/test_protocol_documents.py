"""Documents that parties sign: one text, one purpose, one council, and lines that anybody can check."""

import pytest
from tests.councils import council_of, ring_of

from detente.errors import Malformed
from detente.protocol.documents import (
    Purpose,
    compose,
    draft_document,
    parse_document,
    sign_document,
    verify_document,
)
from detente.tlog.notes import Note

COUNCIL = council_of().charter.council_id
KEYS = {party: [ring.public("log")] for party, ring in council_of().rings.items()}
TEXT = compose(Purpose.COMMUNIQUE, COUNCIL, "The parties met.\n\n— and went.")


def signed(*parties: str, text: str = TEXT) -> Note:
    lines = tuple(sign_document(text, ring_of(party).document_signer(COUNCIL, Purpose.COMMUNIQUE)) for party in parties)
    return Note(text, lines)


def test_what_is_signed_is_read_back_with_its_signers() -> None:
    """A document prints back byte for byte, and says who signed; a paragraph may begin with a dash."""
    document = parse_document(signed("ru", "us").to_bytes())
    assert (document.purpose, document.council) == (Purpose.COMMUNIQUE, COUNCIL)
    assert document.content == "The parties met.\n\n— and went.\n"
    assert verify_document(document, KEYS) == {"ru", "us"}
    assert draft_document(TEXT).digest == document.digest


def test_a_line_that_claims_a_party_and_is_not_its_own_is_refused() -> None:
    """One changed letter, and the signature stands for nothing."""
    note = Note(TEXT.replace("met", "bet"), signed("ru").signatures)
    with pytest.raises(Malformed, match="document-signature"):
        verify_document(parse_document(note.to_bytes()), KEYS)


def test_lines_of_strangers_are_carried_and_do_not_count() -> None:
    document = parse_document(signed("ru", "us").to_bytes())
    assert verify_document(document, {"ru": KEYS["ru"]}) == {"ru"}


@pytest.mark.parametrize(
    "text",
    [
        f"{COUNCIL}/line/us/1\n5\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        TEXT.replace("detente-communique", "detente-minutes").replace(COUNCIL, "no council"),
        TEXT.replace("= 1", "= 2", 1),
        "",
    ],
)
def test_no_head_and_no_other_text_is_signed_as_a_document(text: str) -> None:
    """A signature under a document can never be one under a feed's head: such a text is no document."""
    with pytest.raises(Malformed, match="document-malformed"):
        sign_document(text, ring_of("us").document_signer(COUNCIL, Purpose.COMMUNIQUE))


def test_a_signer_of_one_purpose_does_not_sign_another() -> None:
    with pytest.raises(Malformed, match="document-malformed"):
        sign_document(TEXT, ring_of("us").document_signer(COUNCIL, Purpose.MINUTES))
