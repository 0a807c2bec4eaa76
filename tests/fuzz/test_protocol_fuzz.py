"""What may come out? Bytes in: a value or `Malformed`, nothing else; evidence: a report."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.alliance import AT, bundle_of, mandate_of, outer
from tests.councils import council_of, ring_of

from detente.errors import Malformed, Refused
from detente.protocol import cbor, seal
from detente.protocol.acts import Act
from detente.protocol.amended import Course, amend, apply
from detente.protocol.amendment import LastWord, draft_accession, draft_of, draft_withdrawal, parse_paper
from detente.protocol.charter import Member, merge_charters, missing_signatures, parse_charter, verify_charter
from detente.protocol.documents import Purpose, parse_document, sign_document
from detente.protocol.entries import plain_entry
from detente.protocol.evidence import build_evidence, verify_evidence
from detente.protocol.evidence.archive import pack, unpack
from detente.protocol.evidence.pages import Subject, manifest, readme
from detente.protocol.identity import note_digest, parse_identity, verify_chain
from detente.protocol.keys import issuer_of, root_public
from detente.protocol.keys.file import parse_key
from detente.protocol.mandates import (
    Revocation,
    Use,
    alliances_of,
    parse_file,
    parse_mandate,
    parse_revocation,
    render_revocation,
    verify_mandate_file,
)
from detente.protocol.officers import parse_officer_key
from detente.protocol.outcomes import SignedOutcome, parse_outcome, render_outcome
from detente.protocol.statements import (
    Handover,
    Release,
    parse_handover,
    parse_release,
    render_handover,
    render_release,
)
from detente.tlog.notes import Note, Signature

COUNCIL = council_of()
ORIGIN = COUNCIL.log("ru", []).origin
EPOCH = seal.new_epoch(bytes(32))
PRIVATE = ring_of("ru").hpke_privates()[0]
SEALED = seal.seal(EPOCH, ORIGIN, 0, b"text")
GRANT = seal.make_grant(EPOCH, ORIGIN, 0, bytes(32), {3: PRIVATE.public})
NOTE = COUNCIL.notes["ru"][0]
ROOT = ring_of("ru").root_certificate
LOG = COUNCIL.log("ru", [plain_entry(Act(kind="statement", claimed_at=1))])
EVIDENCE = build_evidence(
    charter=COUNCIL.note,
    identities=COUNCIL.notes,
    index=0,
    leaf=LOG.entries[0],
    proofs=[LOG.proof(0, 1, [(COUNCIL.rings["us"], "mirror", 1_460_000_000)])],
)
LOG_KEYS = {party: [ring.public("log")] for party, ring in COUNCIL.rings.items()}


def signed_by_all(text: str, purpose: Purpose) -> bytes:
    council = COUNCIL.charter.council_id
    lines = [sign_document(text, ring.document_signer(council, purpose)) for ring in COUNCIL.rings.values()]
    return Note(text, tuple(lines)).to_bytes()


ACCESSION = signed_by_all(
    draft_accession(
        COUNCIL.charter.council_id,
        1,
        COUNCIL.charter.charter_hash.hex(),
        title="Finland comes",
        party="fi",
        member=Member(5, "Finland", ring_of("fi").root),
        channels=("plenary",),
    ),
    Purpose.AMENDMENT,
)
WITHDRAWAL = signed_by_all(
    draft_withdrawal(
        COUNCIL.charter.council_id,
        party="us",
        amended=0,
        withdrawn_at=1_460_000_000,
        reason="because",
        feeds=[LastWord("line", 1, 9)],
    ),
    Purpose.WITHDRAWAL,
)
MANDATE = bundle_of(mandate_of())
MANDATE_FILE = MANDATE.to_file()
COUNCIL_ID = COUNCIL.charter.council_id
HANDOVER = Handover(COUNCIL_ID, "ru", "line", "smith", "jones", 1_460_000_000, "Quiet.\nVery.", ("US/LINE/7",))
OUTCOME = SignedOutcome(COUNCIL_ID, "RU/LINE/7", "0" * 64, 1_460_000_000, "not adopted", ("us",), ("ru", "us"))
RELEASE = Release(COUNCIL_ID, "ru", "0" * 64, "message", "line", "smith", "jones", 1_460_000_000)
REVOCATION = Revocation("nato-0123456789abcdef", "nato", COUNCIL_ID, 1, 1_460_000_000)
ACT = cbor.encode({0: "statement", 1: 1_460_000_000, 5: {"text": ["x", {"y": b"z"}, None, True, -1]}})


def mutations(seed: bytes) -> st.SearchStrategy[bytes]:
    """Return bytes near to sound ones: changed here and there, cut, doubled, with something put in."""

    def mutate(changes: list[tuple[int, int, bytes]]) -> bytes:
        data = seed
        for at, gone, put in changes:
            place = at % (len(data) + 1)
            data = data[:place] + put + data[place + gone :]
        return data

    change = st.tuples(st.integers(0, len(seed)), st.integers(0, 40), st.binary(max_size=12))
    return st.one_of(st.binary(max_size=200), st.lists(change, min_size=1, max_size=4).map(mutate))


def text_of(data: bytes) -> str:
    return data.decode(errors="replace")


def noted(text: str) -> bytes:
    """Return a note of this text, with a line that nobody has checked."""
    return Note(text, (Signature("ru/officer/smith", bytes(4), bytes(64)),)).to_bytes()


READERS: dict[str, tuple[bytes, Callable[[bytes], object]]] = {
    "cbor": (ACT, cbor.decode),
    "sealed": (SEALED, lambda data: seal.open_sealed(EPOCH.secret, ORIGIN, 0, data)),
    "grant": (GRANT, lambda data: seal.open_grant(data, ORIGIN, 0, bytes(32), 3, PRIVATE)),
    "rest": (seal.store_seal(bytes(32), b"", b"x"), lambda data: seal.store_open(bytes(32), b"", data)),
    "hpke key": (PRIVATE.public, seal.check_hpke_public),
    "identity": (NOTE, lambda data: parse_identity(text_of(data))),
    "chain": (NOTE, lambda data: verify_chain([NOTE, data])),
    "digest": (NOTE, note_digest),
    "charter text": (COUNCIL.charter.text.encode(), lambda data: parse_charter(text_of(data))),
    "charter": (COUNCIL.note, verify_charter),
    "signatures": (COUNCIL.note, missing_signatures),
    "merge": (COUNCIL.note, lambda data: merge_charters(COUNCIL.note, data)),
    "root certificate": (ROOT, root_public),
    "leaf certificate": (ROOT, lambda data: issuer_of(data, {"ru": ROOT}, 1_460_000_000)),
    "key file": (b"detente-key: 1\nparty: ru\nkey: log\n", lambda data: parse_key(text_of(data))),
    "archive": (EVIDENCE, unpack),
    "paper": (ACCESSION, parse_paper),
    "amendment": (ACCESSION, lambda data: apply(Course(COUNCIL.charter), draft_of(data))),
    "withdrawal": (WITHDRAWAL, parse_paper),
    "course": (ACCESSION, lambda data: amend(COUNCIL.charter, [data, WITHDRAWAL], LOG_KEYS)),
    "document": (MANDATE.note, parse_document),
    "mandate": (MANDATE.note, lambda data: parse_mandate(parse_document(data))),
    "revocation": (noted(render_revocation(REVOCATION)), lambda data: parse_revocation(parse_document(data))),
    "outcome": (noted(render_outcome(OUTCOME)), lambda data: parse_outcome(parse_document(data))),
    "handover": (noted(render_handover(HANDOVER)), lambda data: parse_handover(parse_document(data))),
    "release": (noted(render_release(RELEASE)), lambda data: parse_release(parse_document(data))),
    "mandate file": (MANDATE_FILE, parse_file),
    "alliances": (outer().text.encode(), lambda data: alliances_of(parse_charter(text_of(data)))),
    "officer's key": (ring_of("ru").root.text().encode(), lambda data: parse_officer_key(text_of(data), "ru")),
}


@pytest.mark.parametrize("name", READERS)
def test_a_value_or_malformed(name: str) -> None:
    """Near and far from sound bytes: a reader returns, or raises `Malformed`; nothing else comes out."""
    seed, read = READERS[name]

    @settings(max_examples=120, deadline=None)
    @given(mutations(seed))
    def holds(data: bytes) -> None:
        assert outcome(read, data) in {"a value", "Malformed"}

    holds()


def outcome(read: Callable[[bytes], object], data: bytes) -> str:
    """Return what came out; anything but these two is raised, and fails the test."""
    try:
        read(data)
    except Malformed:
        return "Malformed"
    return "a value"


@settings(max_examples=60, deadline=None)
@given(mutations(EVIDENCE))
def test_evidence_always_gives_a_report(data: bytes) -> None:
    """Whatever the bytes, there is a report, and it holds only for the file itself."""
    assert verify_evidence(data).verified == (data == EVIDENCE)


@settings(max_examples=60, deadline=None)
@given(mutations(MANDATE_FILE))
def test_a_mandate_always_gives_a_report(data: bytes) -> None:
    """Whatever the bytes, there is a report, and it holds only for the file itself."""
    assert verify_mandate_file(data, outer(), Use(AT)).verified == (data == MANDATE_FILE)


NAMES = sorted(unpack(EVIDENCE))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_forged_part_never_raises(data: st.DataObject) -> None:
    """With zip, manifest and README made anew around a broken part there is a report too, and it does not hold."""
    parts = unpack(EVIDENCE)
    name = data.draw(st.sampled_from([name for name in NAMES if name not in ("manifest.json", "README.md")]))
    changed = data.draw(mutations(parts[name]))
    forged = {**parts, name: changed}
    report = verify_evidence(EVIDENCE)
    origin = forged["log.vkey"].decode(errors="replace").partition("+")[0]
    subject = Subject("act", report.council, origin, 0, rehearsal=True, disclosed=False)
    forged["README.md"] = readme(subject)
    found = verify_evidence(pack({**forged, "manifest.json": manifest(subject, forged)}))
    assert found.verified <= (
        _lines(changed) == _lines(parts[name]) or name == "charter.note" or name.startswith("identities/")
    )


def _lines(part: bytes) -> list[bytes]:
    return part.splitlines()


@settings(max_examples=100, deadline=None)
@given(
    st.recursive(
        st.one_of(st.none(), st.floats(), st.integers(), st.text(), st.binary()),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=8,
    )
)
def test_what_is_ours_is_encoded_or_refused(value: object) -> None:
    """Our own values: bytes that give them back, or `Refused`."""
    try:
        data = cbor.encode(value)
    except Refused:
        return
    assert cbor.decode(data) == value
