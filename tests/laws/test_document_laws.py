"""What is true of every document: it has one text, and no other text stands under its signatures."""

from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.alliance import AT, INNER, bundle_of, mandate_of, outer
from tests.councils import FOUNDED_AT, council_of

from detente.errors import Malformed
from detente.protocol.documents import Purpose, compose, draft_document
from detente.protocol.mandates import (
    Bundle,
    Mandate,
    Revocation,
    Use,
    examine_mandate,
    parse_mandate,
    parse_revocation,
    render_mandate,
    render_revocation,
    verify_mandate_file,
)
from detente.protocol.mandates.mandate import text_hash
from detente.protocol.officers import officer_name, sign_statement, verify_handover
from detente.protocol.statements import Handover, parse_handover, render_handover
from detente.protocol.toml import parse_toml, quote_lines
from detente.tlog.notes import Algorithm, Note, Signer

COUNCIL = council_of().charter.council_id
IDS = st.from_regex(r"[a-z0-9][a-z0-9-]{0,31}", fullmatch=True)
REFERENCES = st.builds(
    "{}/{}/{}{}".format,
    IDS.map(str.upper),
    IDS.map(str.upper),
    st.sampled_from(["", "2-0123456789abcdef."]),
    st.integers(0, 2**60),
)
SHOWN = st.characters(exclude_categories=("Cc", "Cf", "Zl", "Zp", "Cs", "Cn"), include_characters="\n")
PROSE = st.text(SHOWN, max_size=60)
INSTANTS = st.integers(0, 253_402_300_799)

MANDATE = mandate_of(outer(2))
BUNDLE = bundle_of(MANDATE)
USE = Use(AT, party="nato", dossier="RU/LINE/42")
FILE = BUNDLE.to_file()

SMITH, JONES = (
    Signer(officer_name("ru", officer), Algorithm.ED25519, bytes([byte]) * 32)
    for officer, byte in (("smith", 1), ("jones", 2))
)
HANDOVER = Handover(COUNCIL, "ru", "line", "smith", "jones", FOUNDED_AT, "Quiet.", ("US/LINE/7",))
HANDED = sign_statement(sign_statement(Note(render_handover(HANDOVER), ()), SMITH), JONES).to_bytes()


@given(st.text(max_size=60))
@example("\n")
@example('"""\n')
def test_every_text_of_lines_survives_toml(text: str) -> None:
    """What is quoted, on one line or several, is read as it was."""
    assert parse_toml("x-y", f"a = {quote_lines(text)}\n") == {"a": text}


@given(IDS, st.integers(1, 10**6), REFERENCES | st.just(""), INSTANTS, PROSE, PROSE)
def test_every_mandate_has_one_text(
    holder: str, serial: int, dossier: str, until: int, limits: str, agreed: str
) -> None:
    """A mandate prints, and what is printed is that mandate again."""
    mandate = Mandate(
        INNER,
        "nato",
        COUNCIL,
        serial,
        holder,
        "A title",
        dossier,
        0,
        until,
        limits,
        text_hash(agreed) if agreed else "",
        agreed,
    )
    assert parse_mandate(draft_document(render_mandate(mandate))) == mandate


@given(st.integers(1, 10**6), INSTANTS, PROSE)
def test_every_revocation_has_one_text(serial: int, at: int, reason: str) -> None:
    revocation = Revocation(INNER, "nato", COUNCIL, serial, at, reason)
    assert parse_revocation(draft_document(render_revocation(revocation))) == revocation


@given(IDS, INSTANTS, PROSE, st.lists(REFERENCES, max_size=4, unique=True).map(tuple))
def test_every_handover_has_one_text(watch: str, at: int, remarks: str, left: tuple[str, ...]) -> None:
    handover = replace(HANDOVER, watch=watch, at=at, remarks=remarks, open=left)
    assert parse_handover(draft_document(render_handover(handover))) == handover


@given(st.sampled_from(list(Purpose)), st.sampled_from(list(Purpose)), PROSE, PROSE)
def test_no_two_documents_are_one_text(one: Purpose, other: Purpose, first: str, second: str) -> None:
    """Purpose, council and content can be read off the text, so a signature under one stands under no other."""
    texts = compose(one, COUNCIL, first), compose(other, COUNCIL, second)
    documents = [draft_document(text) for text in texts]
    assert [document.purpose for document in documents] == [one, other]
    assert (texts[0] == texts[1]) == (one == other and documents[0].content == documents[1].content)


def changed(data: st.DataObject, sound: bytes) -> bytes:
    """Return the bytes with one of them changed, taken away, or put in."""
    at = data.draw(st.integers(0, len(sound) - 1))
    put = data.draw(st.binary(max_size=2))
    return sound[:at] + put + sound[at + data.draw(st.integers(0, 1)) :]


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_no_change_of_any_byte_of_the_note_verifies_as_another_mandate(data: st.DataObject) -> None:
    """Two of three signatures are enough here, and all three are there: what still verifies says the same."""
    note = changed(data, BUNDLE.note)
    report = examine_mandate(Bundle(note, BUNDLE.identities), outer(2), USE)
    assert report.mandate == MANDATE or not report.verified
    assert report.verified <= (len(report.signed) >= 2)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_no_change_of_any_byte_of_the_file_is_taken(data: st.DataObject) -> None:
    """Every bit of a file follows from its parts, so a changed one gives another note or no bundle."""
    report = verify_mandate_file(changed(data, FILE), outer(2), USE)
    assert report.mandate == MANDATE or not report.verified


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_no_change_of_any_byte_verifies_as_another_handover(data: st.DataObject) -> None:
    found: Any
    try:
        found = verify_handover(changed(data, HANDED), COUNCIL, [SMITH.key, JONES.key])
    except Malformed:
        found = HANDOVER
    assert found == HANDOVER
