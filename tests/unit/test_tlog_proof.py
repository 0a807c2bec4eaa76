"""Proofs in a file: what is proven, what is refused, and at which step."""

import pytest

from detente.errors import Malformed
from detente.tlog.checkpoint import Checkpoint, sign_head
from detente.tlog.cosignature import cosign
from detente.tlog.merkle import Range, inclusion_proof, leaf_hash
from detente.tlog.notes import Algorithm, Signer
from detente.tlog.proof import Inclusion, TlogProof, parse_proof, verify_proof

ORIGIN = "council-0123456789abcdef/line/ru/1"
LOG = Signer(ORIGIN, Algorithm.ED25519, bytes(32))
COSIGNERS = [Signer(f"party-{number}/mirror", Algorithm.COSIGNATURE, bytes([number]) * 32) for number in range(1, 18)]
LEAVES = [leaf_hash(bytes([number])) for number in range(5)]
HEAD = Checkpoint(ORIGIN, 5, Range.of(LEAVES).root())
AT = 1_461_153_600
NOTE = sign_head(HEAD, LOG).with_signatures(cosign(one, HEAD, AT) for one in COSIGNERS[:2])
HASHES = tuple(inclusion_proof(2, 5, lambda start, end: Range.of(LEAVES[start:end]).root()))
PROOF = TlogProof(2, HASHES, NOTE)
KEYS = [one.key for one in COSIGNERS]


def test_a_proof_proves() -> None:
    """Place, head and cosigners' times come back; the file parses to the proof."""
    assert parse_proof(PROOF.to_bytes()) == PROOF
    assert verify_proof(PROOF, LEAVES[2], LOG.key, KEYS) == Inclusion(2, HEAD, ((KEYS[0], AT), (KEYS[1], AT)))


def test_extra_is_carried_and_proves_nothing() -> None:
    """The `extra` line comes back, and changes no verdict."""
    proof = parse_proof(TlogProof(2, HASHES, NOTE, b"anything").to_bytes())
    assert proof.extra == b"anything"
    assert verify_proof(proof, LEAVES[2], LOG.key, []) == Inclusion(2, HEAD, ())


def test_a_single_entry_has_no_hashes() -> None:
    """The proof of the only entry goes from its index to the head at once."""
    head = Checkpoint(ORIGIN, 1, LEAVES[0])
    data = TlogProof(0, (), sign_head(head, LOG)).to_bytes()
    assert data.startswith(b"c2sp.org/tlog-proof@v1\nindex 0\n\n" + ORIGIN.encode())
    assert verify_proof(parse_proof(data), LEAVES[0], LOG.key, []).checkpoint == head


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"proof@v1", b"proof@v2", "proof-syntax"),
        (b"index 2", b"indices 2", "proof-syntax"),
        (b"index 2\n", b"", "proof-syntax"),
        (b"index 2", b"index 02", "proof-index"),
        (b"index 2", b"index -2", "proof-index"),
        (b"index 2", b"index  2", "proof-index"),
        (b"index 2", b"extra \nindex 2", "proof-extra"),
        (b"index 2", b"extra !\nindex 2", "proof-extra"),
        (b"index 2", b"extra YQ==\nextra YQ==\nindex 2", "proof-syntax"),
        (b"index 2\n", b"index 2\nindex 2\n", "proof-hash"),
        (b"index 2\n", b"index 2\nYQ==\n", "proof-hash"),
        (b"index 2\n", b"index 2\n" + b"A" * 43 + b"=\n", None),
        (b"index 2\n", b"index 2\n" + (b"A" * 43 + b"=\n") * 64, "proof-hashes"),
        (b"\n\n" + ORIGIN.encode(), b"\n" + ORIGIN.encode(), "proof-hash"),
        (b"\n\n" + ORIGIN.encode(), b"\n\n\n" + ORIGIN.encode(), "checkpoint-extension"),
        (b"\n5\n", b"\n05\n", "checkpoint-size"),
    ],
)
def test_what_is_no_proof_is_refused(old: bytes, new: bytes, code: str | None) -> None:
    """Each way of not being a proof has its code; one hash more is still a proof, of nothing."""
    data = PROOF.to_bytes().replace(old, new, 1)
    if code is None:
        with pytest.raises(Malformed):
            verify_proof(parse_proof(data), LEAVES[2], LOG.key, KEYS)
        return
    with pytest.raises(Malformed) as refused:
        parse_proof(data)
    assert refused.value.code == code


def test_too_long_is_refused_unread() -> None:
    """The limit comes first."""
    with pytest.raises(Malformed) as refused:
        parse_proof(bytes(1_100_001))
    assert refused.value.code == "proof-too-long"


def test_sixteen_cosignatures_are_the_limit() -> None:
    """16 cosignatures are read; a 17th belongs in a file beside, on our side and on theirs."""
    full = sign_head(HEAD, LOG).with_signatures(cosign(one, HEAD, AT) for one in COSIGNERS[:16])
    assert len(verify_proof(TlogProof(2, HASHES, full), LEAVES[2], LOG.key, KEYS).cosignatures) == 16
    over = TlogProof(2, HASHES, full.with_signatures([cosign(COSIGNERS[16], HEAD, AT)]))
    with pytest.raises(AssertionError):
        over.to_bytes()
    data = PROOF.to_bytes().removesuffix(NOTE.to_bytes()) + over.head.to_bytes()
    with pytest.raises(Malformed) as refused:
        parse_proof(data)
    assert refused.value.code == "proof-cosignatures"


def test_steps_are_named_by_their_codes() -> None:
    """A stranger's log (2), a false cosignature (3) and another leaf (4) are told apart."""
    stranger = Signer(ORIGIN, Algorithm.ED25519, bytes([9]) * 32)
    false = cosign(COSIGNERS[0], Checkpoint(ORIGIN, 6, HEAD.root), AT)
    cases = [
        (PROOF, LEAVES[2], stranger, "note-unsigned"),
        (TlogProof(2, HASHES, sign_head(HEAD, LOG).with_signatures([false])), LEAVES[2], LOG, "cosignature-signature"),
        (PROOF, LEAVES[3], LOG, "inclusion-root"),
        (TlogProof(5, HASHES, NOTE), LEAVES[2], LOG, "inclusion-index"),
    ]
    for proof, leaf, log, code in cases:
        with pytest.raises(Malformed) as refused:
            verify_proof(proof, leaf, log.key, KEYS)
        assert refused.value.code == code
