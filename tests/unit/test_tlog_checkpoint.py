"""Heads and cosignatures: what is signed, what is refused, whose time is believed."""

import pytest

from detente.errors import Malformed
from detente.limits import INSTANT_MAX
from detente.tlog import base64
from detente.tlog.checkpoint import Checkpoint, parse_checkpoint, sign_head, verify_head
from detente.tlog.cosignature import claimed_at, cosign, verify_cosignature, verify_cosignatures
from detente.tlog.merkle import EMPTY_ROOT
from detente.tlog.notes import Algorithm, Signature, Signer, sign_note

ORIGIN = "council-0123456789abcdef/line/ru/1"
LOG = Signer(ORIGIN, Algorithm.ED25519, bytes(32))
MIRROR = Signer("no/mirror", Algorithm.COSIGNATURE, bytes([1]) * 32)
WITNESS = Signer("no/witness", Algorithm.COSIGNATURE, bytes([2]) * 32)
HEAD = Checkpoint(ORIGIN, 42, bytes(range(32)))
ROOT = base64.encode(HEAD.root)
AT = 1_461_153_600


def test_a_head_comes_back() -> None:
    """A signed head verifies under its log key and gives the checkpoint back."""
    assert HEAD.text() == f"{ORIGIN}\n42\n{ROOT}\n"
    assert verify_head(sign_head(HEAD, LOG), LOG.key) == HEAD


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "checkpoint-syntax"),
        (f"{ORIGIN}\n42\n", "checkpoint-syntax"),
        (f"{ORIGIN}\n42\n{ROOT}", "checkpoint-syntax"),
        (f"{ORIGIN}\n42\n{ROOT}\nmore\n", "checkpoint-extension"),
        (f"\n42\n{ROOT}\n", "checkpoint-origin"),
        (f"{'o' * 256}\n42\n{ROOT}\n", "checkpoint-origin"),
        (f"{ORIGIN}\n042\n{ROOT}\n", "checkpoint-size"),
        (f"{ORIGIN}\n+42\n{ROOT}\n", "checkpoint-size"),
        (f"{ORIGIN}\n４２\n{ROOT}\n", "checkpoint-size"),
        (f"{ORIGIN}\n{2**63}\n{ROOT}\n", "checkpoint-size"),
        (f"{ORIGIN}\n42\n{ROOT[:-1]}\n", "checkpoint-root"),
        (f"{ORIGIN}\n42\n{base64.encode(bytes(31))}\n", "checkpoint-root"),
        (f"{ORIGIN}\n42\n{ROOT[:-2]}9=\n", "checkpoint-root"),
        (f"{ORIGIN}\n0\n{ROOT}\n", "checkpoint-root"),
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str, code: str) -> None:
    """Each way of not being a checkpoint has its code."""
    with pytest.raises(Malformed) as refused:
        parse_checkpoint(text)
    assert refused.value.code == code


def test_the_empty_and_the_largest_log_have_heads() -> None:
    """Size 0 has the root of nothing; size 2^63 - 1 is the last."""
    for checkpoint in (Checkpoint(ORIGIN, 0, EMPTY_ROOT), Checkpoint(ORIGIN, 2**63 - 1, HEAD.root)):
        assert parse_checkpoint(checkpoint.text()) == checkpoint


def test_a_head_of_another_origin_is_refused() -> None:
    """The log key's name is the only origin that it speaks for."""
    other = sign_note(Checkpoint("other", 42, HEAD.root).text(), [LOG])
    with pytest.raises(Malformed) as refused:
        verify_head(other, LOG.key)
    assert refused.value.code == "head-origin"
    with pytest.raises(AssertionError):
        sign_head(Checkpoint("other", 42, HEAD.root), LOG)


def test_a_cosignature_carries_its_time() -> None:
    """The cosigner's second comes back once its line verifies; what it claims can be read before."""
    line = cosign(MIRROR, HEAD, AT)
    assert len(line.value) == 72
    assert claimed_at(line) == AT
    assert verify_cosignature(HEAD, line, MIRROR.key) == AT


def test_cosignatures_of_a_head_are_found() -> None:
    """Lines of known cosigners are verified in their order; others, the log's own too, are ignored."""
    note = sign_head(HEAD, LOG).with_signatures([cosign(WITNESS, HEAD, AT + 1), cosign(MIRROR, HEAD, AT)])
    assert verify_cosignatures(note, [MIRROR.key, WITNESS.key]) == ((WITNESS.key, AT + 1), (MIRROR.key, AT))
    assert verify_cosignatures(note, [MIRROR.key]) == ((MIRROR.key, AT),)
    assert verify_cosignatures(note, []) == ()


def test_another_time_or_head_is_refused() -> None:
    """The signature covers the time and every line of the head."""
    line = cosign(MIRROR, HEAD, AT)
    later = Signature(line.name, line.key_id, (AT + 1).to_bytes(8, "big") + line.value[8:])
    for head, one in ((HEAD, later), (Checkpoint(ORIGIN, 43, HEAD.root), line)):
        with pytest.raises(Malformed) as refused:
            verify_cosignature(head, one, MIRROR.key)
        assert refused.value.code == "cosignature-signature"
    with pytest.raises(Malformed):
        verify_cosignatures(sign_head(HEAD, LOG).with_signatures([later]), [MIRROR.key])


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (bytes(71), "cosignature-length"),
        (bytes(73), "cosignature-length"),
        (bytes(72), "cosignature-time"),
        ((INSTANT_MAX + 1).to_bytes(8, "big") + bytes(64), "cosignature-time"),
        (b"\xff" * 72, "cosignature-time"),
    ],
)
def test_what_is_no_cosignature_is_refused(value: bytes, code: str) -> None:
    """A cosignature is 72 bytes, with a time that a calendar knows."""
    with pytest.raises(Malformed) as refused:
        verify_cosignature(HEAD, Signature(MIRROR.key.name, MIRROR.key.key_id, value), MIRROR.key)
    assert refused.value.code == code


def test_a_line_of_another_key_is_refused() -> None:
    """Asked for one key's word, another's line is no answer."""
    with pytest.raises(Malformed) as refused:
        verify_cosignature(HEAD, cosign(WITNESS, HEAD, AT), MIRROR.key)
    assert refused.value.code == "cosignature-key"


def test_a_log_key_cosigns_nothing() -> None:
    """A key has one use; nor is there a time 0."""
    with pytest.raises(AssertionError):
        cosign(LOG, HEAD, AT)
    with pytest.raises(AssertionError):
        cosign(MIRROR, HEAD, 0)
