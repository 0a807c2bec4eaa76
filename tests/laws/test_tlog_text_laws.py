"""The laws of everything that is text: what is printed parses to the same; what parses prints the same bytes."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import Malformed
from detente.tlog.checkpoint import Checkpoint, parse_checkpoint, sign_head, verify_head
from detente.tlog.cosignature import claimed_at, cosign, verify_cosignature
from detente.tlog.merkle import EMPTY_ROOT, Range, inclusion_proof, leaf_hash
from detente.tlog.notes import (
    Algorithm,
    Note,
    Signature,
    Signer,
    VerifierKey,
    parse_note,
    parse_vkey,
    sign_note,
    verify_note,
)
from detente.tlog.policy import Group, Log, Policy, Witness, is_met, met_at, parse_policy, render_policy
from detente.tlog.proof import TlogProof, parse_proof, verify_proof
from detente.tlog.tiles import Bundle, Tile, encode_bundle, parse_bundle, parse_path

LOG = Signer("c-0123456789abcdef/line/ru/1", Algorithm.ED25519, bytes(32))
MIRROR = Signer("no/mirror", Algorithm.COSIGNATURE, bytes([1]) * 32)
LEAVES = [leaf_hash(bytes([number])) for number in range(6)]
HEAD = Checkpoint(LOG.key.name, 6, Range.of(LEAVES).root())
AT = 1_461_153_600
NOTE = sign_head(HEAD, LOG).with_signatures([cosign(MIRROR, HEAD, AT)])
HASHES = tuple(inclusion_proof(3, 6, lambda start, end: Range.of(LEAVES[start:end]).root()))
PROOF = TlogProof(3, HASHES, NOTE, b"extra")
CHARTER = sign_note("title = 'Two'\n\n[parties.ru]\nnumber = 1\n", [LOG])
WITNESSES = [
    Witness(f"w{number}", Signer(f"p{number}/mirror", Algorithm.COSIGNATURE, bytes([number]) * 32).key)
    for number in range(1, 8)
]
POLICY = parse_policy(
    f"# two of three\nlog {LOG.key.text()} https://ru.example\n"
    f"{WITNESSES[0].text()}\n  {WITNESSES[1].text()}\n{WITNESSES[2].text()}\n\n"
    "group time 2 w1 w2 w3\nquorum time\n".encode()
)

characters = st.characters(exclude_categories=["Cs", "Cc"])
names = st.text(characters, min_size=1, max_size=40).filter(
    lambda name: "+" not in name and not any(map(str.isspace, name))
)
texts = st.text(st.one_of(characters, st.just("\n")), max_size=200).map(lambda text: text + "\n")
hashes = st.binary(min_size=32, max_size=32)
signatures = st.builds(Signature, names, st.binary(min_size=4, max_size=4), st.binary(min_size=1, max_size=100))
notes = st.builds(Note, texts, st.lists(signatures, min_size=1, max_size=5).map(tuple))
origins = st.text(characters, min_size=1, max_size=60)
checkpoints = st.builds(Checkpoint, origins, st.integers(1, 2**63 - 1), hashes) | st.builds(
    Checkpoint, origins, st.just(0), st.just(EMPTY_ROOT)
)
proofs = st.builds(
    TlogProof,
    st.integers(0, 2**63 - 1),
    st.lists(hashes, max_size=63).map(tuple),
    st.builds(
        lambda head, lines: Note(head.text(), tuple(lines)), checkpoints, st.lists(signatures, min_size=1, max_size=17)
    ),
    st.binary(max_size=50),
)


@given(notes)
def test_a_note_comes_back(note: Note) -> None:
    """Printing then parsing is the identity on notes."""
    assert parse_note(note.to_bytes()) == note


@given(checkpoints)
def test_a_checkpoint_comes_back(checkpoint: Checkpoint) -> None:
    """Printing then parsing is the identity on checkpoints."""
    assert parse_checkpoint(checkpoint.text()) == checkpoint


@given(proofs)
def test_a_proof_comes_back(proof: TlogProof) -> None:
    """Printing then parsing is the identity on proofs."""
    assert parse_proof(proof.to_bytes()) == proof


@given(names, st.sampled_from(Algorithm), st.integers(0, 255))
def test_a_key_comes_back(name: str, algorithm: Algorithm, seed: int) -> None:
    """Printing then parsing is the identity on keys, and the algorithm changes the id."""
    key = Signer(name, algorithm, bytes([seed]) * 32).key
    assert parse_vkey(key.text()) == key
    assert len({VerifierKey(name, one, key.public).key_id for one in Algorithm}) == 2


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=256))
@settings(max_examples=30)
def test_a_bundle_comes_back(entries: list[bytes]) -> None:
    """Writing then reading is the identity on bundles, and no other width reads them."""
    data = encode_bundle(entries)
    assert list(parse_bundle(data, len(entries))) == entries
    for width in (len(entries) - 1, len(entries) + 1):
        with pytest.raises(Malformed):
            parse_bundle(data, width)


@given(st.integers(0, 5), st.integers(0, 10**4), st.integers(1, 256))
def test_a_path_comes_back(level: int, index: int, width: int) -> None:
    """Printing then parsing is the identity on paths."""
    for named in (Tile(level, index, width), Bundle(index, width)):
        assert parse_path(named.path()) == named


@given(texts, st.lists(st.integers(0, 5), min_size=1, max_size=4, unique=True))
@settings(max_examples=50)
def test_what_is_signed_verifies_and_nothing_else(text: str, seeds: list[int]) -> None:
    """Each signer is found; with the text changed by one character none is."""
    signers = [Signer(f"s{seed}", Algorithm.ED25519, bytes([seed]) * 32) for seed in seeds]
    keys = [signer.key for signer in signers]
    note = parse_note(sign_note(text, signers).to_bytes())
    assert list(verify_note(note, keys)) == keys
    with pytest.raises(Malformed):
        verify_note(Note("x" + note.text, note.signatures), keys)


@given(checkpoints, checkpoints, st.integers(1, 253_402_300_799))
@settings(max_examples=50)
def test_a_cosignature_covers_its_head(one: Checkpoint, other: Checkpoint, at: int) -> None:
    """A cosignature verifies over its own head, with its own time, and over no other head."""
    line = cosign(MIRROR, one, at)
    assert verify_cosignature(one, line, MIRROR.key) == claimed_at(line) == at
    if one != other:
        with pytest.raises(Malformed):
            verify_cosignature(other, line, MIRROR.key)


def mutations(data: bytes) -> list[bytes]:
    """Return the bytes with one byte replaced (by telling values), doubled, or left out, at each place."""
    values = [*b"\n 0A+=/\t\r#", 0x00, 0x7F, 0x80, 0xE2, 0xFF]
    found = set()
    for at, byte in enumerate(data):
        found |= {
            data[:at] + bytes([value]) + data[at + 1 :] for value in {*values, byte ^ 1, byte ^ 0x20, byte ^ 0x80}
        }
        found |= {data[:at] + data[at + 1 :], data[: at + 1] + data[at:]}
    return sorted(found - {data})


def survivors(data: bytes, read: Callable[[bytes], bytes]) -> list[bytes]:
    """Return the mutations that are read, after holding each to the law that it prints as it came."""
    kept = []
    for wrong in mutations(data):
        try:
            printed = read(wrong)
        except Malformed:
            continue
        assert printed == wrong
        kept.append(wrong)
    return kept


def test_a_changed_note_never_verifies() -> None:
    """Whatever one byte does to a note, it is refused or prints as it came; and none of its readings is signed."""
    for wrong in survivors(CHARTER.to_bytes(), lambda data: parse_note(data).to_bytes()):
        with pytest.raises(Malformed):
            verify_note(parse_note(wrong), [LOG.key])


def test_a_changed_head_never_verifies() -> None:
    """The same of a head under its log's key, but for lines of others."""
    for wrong in survivors(sign_head(HEAD, LOG).to_bytes(), lambda data: parse_note(data).to_bytes()):
        with pytest.raises(Malformed):
            verify_head(parse_note(wrong), LOG.key)


def test_a_changed_proof_proves_no_other_thing() -> None:
    """Whatever one byte does to a proof, it proves the same entry, or nothing.

    What may change without harm is outside every signature: the opaque `extra`, and the name or id of a cosigner's
    line, which makes it a stranger's: then that cosigner is not counted.
    """
    true = verify_proof(PROOF, LEAVES[3], LOG.key, [MIRROR.key])
    for wrong in survivors(PROOF.to_bytes(), lambda data: parse_proof(data).to_bytes()):
        try:
            proven = verify_proof(parse_proof(wrong), LEAVES[3], LOG.key, [MIRROR.key])
        except Malformed:
            continue
        assert (proven.index, proven.checkpoint) == (true.index, true.checkpoint)
        assert proven.cosignatures in ((), true.cosignatures)


def test_a_changed_policy_prints_as_it_came() -> None:
    """Whatever one byte does to a policy, it is refused or prints as it came; equal ones decide alike."""
    for wrong in survivors(POLICY.to_bytes(), lambda data: parse_policy(data).to_bytes()):
        changed = parse_policy(wrong)
        if changed == POLICY:
            assert is_met(changed, ["w1", "w3"])


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """Draw a policy of up to seven witnesses under groups of groups."""
    witnesses = WITNESSES[: draw(st.integers(1, 7))]
    free, groups = [one.name for one in witnesses], []
    for number in range(draw(st.integers(0, 4))):
        members = tuple(draw(st.lists(st.sampled_from(free), min_size=1, unique=True)))
        groups.append(Group(f"g{number}", draw(st.integers(1, len(members))), members))
        free = [name for name in free if name not in members] + [f"g{number}"]
    logs = [Log(LOG.key, url) for url in draw(st.sampled_from([[], [""], ["https://ru.example"]]))]
    quorum = draw(st.sampled_from(["none", *(one.name for one in witnesses), *(group.name for group in groups)]))
    return render_policy(logs, witnesses, groups, quorum)


@given(policies())
def test_a_policy_comes_back(policy: Policy) -> None:
    """Printing then parsing is the identity on policies, and printing from the values says the same."""
    assert parse_policy(policy.to_bytes()) == policy
    assert render_policy(policy.logs, policy.witnesses, policy.groups, policy.quorum) == policy


@given(policies(), st.dictionaries(st.sampled_from([one.name for one in WITNESSES]), st.integers(1, 9)))
def test_a_quorum_is_met_at_the_first_time_at_which_it_is(policy: Policy, witnessed: dict[str, int]) -> None:
    """`met_at` is the least T such that those who had seen by T are enough; more witnesses never make it later."""
    by = [at for at in range(1, 10) if is_met(policy, [name for name, seen in witnessed.items() if seen <= at])]
    at = met_at(policy, witnessed)
    if policy.quorum == "none":
        assert at is None
    else:
        assert at == (by[0] if by else None)
        earlier = met_at(policy, witnessed | {one.name: 1 for one in policy.witnesses[:1]})
        assert at is None or (earlier is not None and earlier <= at)
