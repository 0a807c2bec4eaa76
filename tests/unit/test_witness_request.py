"""Requests to a witness and its answers: read, printed, compared."""

import pytest

from detente.errors import Malformed
from detente.limits import WITNESS_REQUEST_BYTES_MAX
from detente.tlog.checkpoint import Checkpoint, sign_head
from detente.tlog.cosignature import cosign
from detente.tlog.merkle import EMPTY_ROOT, Range, consistency_proof, leaf_hash
from detente.tlog.notes import Algorithm, Signer
from detente.tlog.witness import (
    AddCheckpoint,
    encode_cosignatures,
    encode_size,
    parse_add_checkpoint,
    parse_cosignatures,
    parse_size,
    verify_continues,
)

LOG = Signer("example.com/behind-the-sofa", Algorithm.ED25519, bytes(32))
LEAVES = [leaf_hash(bytes([number])) for number in range(9)]

PUBLISHED = """old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— example.com/behind-the-sofa opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=
"""  # noqa: E501  the example of C2SP tlog-witness, as it stands there


def head_of(size: int) -> Checkpoint:
    """Return the checkpoint over the first entries of a log of nine."""
    return Checkpoint(LOG.key.name, size, Range.of(LEAVES[:size]).root())


def request(old: int, new: int) -> AddCheckpoint:
    """Return the sound request that brings a witness from one size to another."""
    proof = consistency_proof(old, new, lambda start, end: Range.of(LEAVES[start:end]).root())
    return AddCheckpoint(old, tuple(proof), sign_head(head_of(new), LOG))


def test_the_published_example_prints_as_it_came() -> None:
    """C2SP's example is read, and is the same bytes when printed."""
    read = parse_add_checkpoint(PUBLISHED.encode())
    assert (read.old, len(read.proof), read.checkpoint.size, len(read.head.signatures)) == (20852014, 4, 20852163, 2)
    assert read.to_bytes() == PUBLISHED.encode()


@pytest.mark.parametrize(("old", "new"), [(0, 1), (0, 9), (1, 1), (3, 7), (4, 8), (8, 9)])
def test_what_continues_is_recognised(old: int, new: int) -> None:
    """A request with a sound proof continues the latest head, and one from another size asks for an answer."""
    asked = parse_add_checkpoint(request(old, new).to_bytes())
    assert verify_continues(asked, head_of(old) if old else None)
    assert not verify_continues(asked, head_of(old + 1))
    assert verify_continues(asked, None) == (old == 0)


def test_another_history_is_refused() -> None:
    """A head whose tree does not begin with the witnessed one is refused, equal sizes and empty old trees included."""
    other = Checkpoint(LOG.key.name, 3, bytes(32))
    with pytest.raises(Malformed, match="consistency-"):
        verify_continues(request(3, 7), other)
    with pytest.raises(Malformed, match="consistency-"):
        verify_continues(request(3, 3), other)
    with pytest.raises(Malformed, match="consistency-length"):
        verify_continues(AddCheckpoint(0, (bytes(32),), sign_head(head_of(2), LOG)), None)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda text: "new" + text[3:], "witness-syntax"),
        (lambda text: text.replace("\n\n", "\n"), "witness-syntax"),
        (lambda text: text.replace("old 3", "old 03"), "witness-old-size"),
        (lambda text: text.replace("old 3", "old -3"), "witness-old-size"),
        (lambda text: text.replace("old 3", "old 8"), "witness-old-size"),
        (lambda text: text.replace("old 3\n", "old 3\nAAAA\n"), "witness-hash"),
        (lambda text: text.replace("old 3\n", "old 3\n" + ("A" * 43 + "=\n") * 61), "witness-hashes"),
        (lambda text: text.replace("\n7\n", "\n07\n"), "checkpoint-size"),
        (lambda text: text.replace("\n7\n", "\n0\n").replace("old 3", "old 0"), "witness-empty-root"),
        (lambda text: text.replace("\n\n— ", "\nmore\n\n— "), "checkpoint-extension"),
        (lambda text: text + "x" * WITNESS_REQUEST_BYTES_MAX, "witness-too-long"),
    ],
)
def test_bad_requests_are_refused(change: object, code: str) -> None:
    """Each fault of form has its code."""
    text = request(3, 7).to_bytes().decode()
    with pytest.raises(Malformed) as refused:
        parse_add_checkpoint(change(text).encode())  # type: ignore[operator]
    assert refused.value.code == code


def test_an_empty_log_may_be_submitted() -> None:
    """A head of no entries has the root of no entries, and is continued by any."""
    asked = parse_add_checkpoint(AddCheckpoint(0, (), sign_head(Checkpoint("log", 0, EMPTY_ROOT), _named())).to_bytes())
    assert verify_continues(asked, None)
    assert verify_continues(request(0, 5), head_of(0))


def _named() -> Signer:
    return Signer("log", Algorithm.ED25519, bytes(32))


def test_answers_print_as_they_came() -> None:
    """Cosignature lines and sizes are read as they are printed."""
    lines = (cosign(Signer("w/witness", Algorithm.COSIGNATURE, bytes([1]) * 32), head_of(4), 1461144000),)
    assert parse_cosignatures(encode_cosignatures(lines)) == lines
    assert parse_size(encode_size(20852014)) == 20852014
    for bad in (b"", b"7", b"07\n", b"7\n\n", b"\xff\n", b" 7\n"):
        with pytest.raises(Malformed, match="witness-size"):
            parse_size(bad)
