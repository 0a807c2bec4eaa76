"""Cosignatures: another's word, with a time, that it has seen a head and that the head continues what it saw before.

A cosignature of type 0x04 is 8 bytes of time, the most significant first, and 64 bytes of Ed25519 over two lines and
the checkpoint's text. What the cosigner says beyond *seen* (a mirror: *I hold all of it*) follows from its key.

Source: C2SP tlog-cosignature, v1.0.0, Ed25519; C2SP tlog-mirror for the mirror's word.
"""

from collections.abc import Iterable

from detente.clock import Instant
from detente.errors import Malformed
from detente.limits import INSTANT_MAX
from detente.tlog import ed25519
from detente.tlog.checkpoint import Checkpoint
from detente.tlog.notes import Algorithm, Note, Signature, Signer, VerifierKey

TIMESTAMP_BYTES = 8
COSIGNATURE_BYTES = TIMESTAMP_BYTES + ed25519.SIGNATURE_BYTES


def cosign(signer: Signer, checkpoint: Checkpoint, at: Instant) -> Signature:
    """Return the signer's line for the checkpoint at this second; its truth and its order are the caller's."""
    assert signer.key.algorithm is Algorithm.COSIGNATURE, f"{signer} signs notes, not checkpoints with a time"
    assert 0 < at <= INSTANT_MAX, f"no time: {at}"
    value = at.to_bytes(TIMESTAMP_BYTES, "big") + signer.sign(_message(checkpoint.text(), at))
    return Signature(signer.key.name, signer.key.key_id, value)


def verify_cosignature(checkpoint: Checkpoint, signature: Signature, key: VerifierKey) -> Instant:
    """Return the second at which the key's holder says that it had seen the checkpoint.

    Args:
        checkpoint: what is cosigned; that it continues earlier ones is the cosigner's word, not checked here.
        signature: claimed to be the key's.
        key: trusted, of type 0x04.

    Raises:
        Malformed: `cosignature-key`, `cosignature-length`, `cosignature-time`, `cosignature-signature`.
    """
    return _verify(checkpoint.text(), signature, key)


def verify_cosignatures(note: Note, keys: Iterable[VerifierKey]) -> tuple[tuple[VerifierKey, Instant], ...]:
    """Return who among the keys cosigned the head and when, in the order of the lines; lines of other keys are ignored.

    Args:
        note: a head that `verify_head` has accepted.
        keys: trusted, of type 0x04.

    Raises:
        Malformed: where one known key's line does not verify, as `verify_cosignature`.
    """
    known = {(key.name, key.key_id): key for key in keys}
    found = ((one, known.get((one.name, one.key_id))) for one in note.signatures)
    return tuple((key, _verify(note.text, one, key)) for one, key in found if key is not None)


def claimed_at(signature: Signature) -> Instant:
    """Return the time that a cosignature claims, for choosing among lines; it proves nothing.

    Raises:
        Malformed: `cosignature-length`, `cosignature-time`.
    """
    if len(signature.value) != COSIGNATURE_BYTES:
        got = f"{len(signature.value)} bytes"
        raise Malformed("cosignature-length", expected=f"{COSIGNATURE_BYTES} bytes of time and signature", got=got)
    at = int.from_bytes(signature.value[:TIMESTAMP_BYTES], "big")
    if not 0 < at <= INSTANT_MAX:
        raise Malformed("cosignature-time", expected=f"1 to {INSTANT_MAX} seconds since 1970", got=str(at))
    return at


def _verify(text: str, signature: Signature, key: VerifierKey) -> Instant:
    assert key.algorithm is Algorithm.COSIGNATURE, f"{key.text()} signs notes, not checkpoints with a time"
    if not signature.is_by(key):
        raise Malformed(
            "cosignature-key", expected=key.text(), got=f"a line by {signature.name!r}+{signature.key_id.hex()}"
        )
    at = claimed_at(signature)
    if not ed25519.verify(key.public, _message(text, at), signature.value[TIMESTAMP_BYTES:]):
        raise Malformed(
            "cosignature-signature", expected=f"a cosignature by {key.text()}", got="one that does not verify"
        )
    return at


def _message(text: str, at: Instant) -> bytes:
    return f"cosignature/v1\ntime {at}\n{text}".encode()
