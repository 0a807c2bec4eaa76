"""What may come out of a communiqué's bytes? A text that prints back, a report that says no, and nothing else."""

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.consents import VERSIONS, identity_note
from tests.councils import council_of
from tests.fuzz.test_protocol_fuzz import mutations

from detente.errors import Malformed
from detente.home.publications import verify_communique
from detente.protocol.communique import JointText, Version, parse_text, render_text
from detente.protocol.documents import draft_document
from detente.protocol.signatories import log_keys_of

CHARTER = council_of().charter
TEXT = render_text(
    JointText(CHARTER.council_id, "NATO/PLENARY/3", ("nato", "ru"), True, tuple(Version(**one) for one in VERSIONS))
)


@settings(max_examples=300, deadline=None)
@given(mutations(TEXT.encode()))
def test_a_text_that_prints_back_or_malformed(data: bytes) -> None:
    """Whatever is read says exactly what its bytes say."""
    try:
        found = parse_text(draft_document(data.decode()))
    except (Malformed, UnicodeDecodeError):
        return
    assert render_text(found).encode() == data


@settings(max_examples=100, deadline=None)
@given(mutations(identity_note("ru").encode()))
def test_keys_of_the_charter_s_root_or_malformed(data: bytes) -> None:
    try:
        found = log_keys_of([data.decode(errors="replace")], CHARTER)
    except Malformed:
        return
    assert found.keys() == {"ru"}


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
def test_a_file_of_anything_is_not_verified(data: bytes) -> None:
    assert not verify_communique(data).verified
