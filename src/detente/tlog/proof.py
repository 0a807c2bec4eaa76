"""The proof of one entry in one file: where it stands, the hashes up to the head, the head, and who cosigned it.

Whoever has the entry, the log's key and the cosigners' keys can check it without us, without a network, for ever.

Source: C2SP tlog-proof, v1.
"""

from collections.abc import Iterable

from msgspec import Struct

from detente.clock import Instant
from detente.errors import Malformed
from detente.limits import PROOF_BYTES_MAX, PROOF_COSIGNATURES_MAX, PROOF_EXTRA_BYTES_MAX, PROOF_HASHES_MAX
from detente.tlog import base64
from detente.tlog.checkpoint import Checkpoint, parse_checkpoint, parse_number, verify_head
from detente.tlog.cosignature import verify_cosignatures
from detente.tlog.merkle import HASH_BYTES, verify_inclusion
from detente.tlog.notes import Note, VerifierKey, parse_note

MAGIC = "c2sp.org/tlog-proof@v1"

_SIGNATURES_MAX = 1 + PROOF_COSIGNATURES_MAX


class TlogProof(Struct, frozen=True):
    """A proof, claimed.

    Args:
        index: the entry's place in the log, from 0.
        hashes: 32 bytes each, from the leaf's sibling up to the root's child.
        head: the log's signed checkpoint with at most 16 cosignatures.
        extra: opaque and never authenticated; empty where there is none.
    """

    index: int
    hashes: tuple[bytes, ...]
    head: Note
    extra: bytes = b""

    def to_bytes(self) -> bytes:
        """Return the proof as a file."""
        assert len(self.head.signatures) <= _SIGNATURES_MAX, "further cosignatures go in a file beside the proof"
        lines = [MAGIC]
        if self.extra:
            lines.append(f"extra {base64.encode(self.extra)}")
        lines.append(f"index {self.index}")
        lines.extend(map(base64.encode, self.hashes))
        return "\n".join([*lines, "", ""]).encode() + self.head.to_bytes()


class Inclusion(Struct, frozen=True):
    """Verified: the entry stands at `index` below `checkpoint`, and these keys' holders saw it, each at its time."""

    index: int
    checkpoint: Checkpoint
    cosignatures: tuple[tuple[VerifierKey, Instant], ...]


def parse_proof(data: bytes) -> TlogProof:
    """Return the proof of these bytes, claimed; its `to_bytes` gives the same bytes back.

    Raises:
        Malformed: `proof-too-long`, `proof-syntax`, `proof-extra`, `proof-index`, `proof-hash`, `proof-hashes`,
            `proof-cosignatures`, and the codes of `parse_note` and `parse_checkpoint` for the head.
    """
    if len(data) > PROOF_BYTES_MAX:
        raise Malformed("proof-too-long", expected=f"at most {PROOF_BYTES_MAX} bytes", got=f"{len(data)} bytes")
    above, _, below = data.partition(b"\n\n")
    magic, *lines = above.decode("ascii", errors="replace").split("\n")
    if magic != MAGIC:
        raise Malformed("proof-syntax", expected=MAGIC, got=repr(magic[:100]))
    extra = _parse_extra(lines.pop(0)) if lines and lines[0].startswith("extra ") else b""
    if not lines or not lines[0].startswith("index "):
        raise Malformed("proof-syntax", expected="a line that starts with `index `", got=repr(lines[:1])[:100])
    if len(lines) > 1 + PROOF_HASHES_MAX:
        raise Malformed("proof-hashes", expected=f"at most {PROOF_HASHES_MAX} hashes", got=str(len(lines) - 1))
    index = parse_number("proof-index", lines[0].removeprefix("index "))
    hashes = tuple(base64.decode("proof-hash", line, size=HASH_BYTES) for line in lines[1:])
    return TlogProof(index, hashes, _parse_head(below), extra)


def verify_proof(
    proof: TlogProof, leaf_hash: bytes, log_key: VerifierKey, cosigners: Iterable[VerifierKey]
) -> Inclusion:
    """Return what the proof proves of the entry whose leaf hash this is; a policy judges whether that is enough.

    Args:
        proof: claimed.
        leaf_hash: 32 bytes, computed by the caller from the entry: step 1 of the specification.
        log_key: trusted, type 0x01; its name is the only origin accepted.
        cosigners: trusted, type 0x04; lines of others are ignored.

    Raises:
        Malformed: the codes of `verify_head` (step 2), `verify_cosignatures` (step 3), `verify_inclusion` (step 4).

    Source: C2SP tlog-proof, section Verifying a tlog proof, whose steps are numbered here.
    """
    # Step 2: the head is signed by the log of this origin.
    checkpoint = verify_head(proof.head, log_key)
    # Step 3: every cosignature by a known key verifies.
    cosignatures = verify_cosignatures(proof.head, cosigners)
    # Step 4: the leaf stands below the head's root.
    verify_inclusion(leaf_hash, proof.index, checkpoint.size, proof.hashes, checkpoint.root)
    return Inclusion(proof.index, checkpoint, cosignatures)


def _parse_extra(line: str) -> bytes:
    extra = base64.decode("proof-extra", line.removeprefix("extra "))
    if not 0 < len(extra) <= PROOF_EXTRA_BYTES_MAX:
        raise Malformed(
            "proof-extra", expected=f"1 to {PROOF_EXTRA_BYTES_MAX} bytes, or no line", got=f"{len(extra)} bytes"
        )
    return extra


def _parse_head(data: bytes) -> Note:
    head = parse_note(data)
    parse_checkpoint(head.text)
    if len(head.signatures) > _SIGNATURES_MAX:
        raise Malformed(
            "proof-cosignatures",
            expected=f"the log's signature and at most {PROOF_COSIGNATURES_MAX} cosignatures",
            got=f"{len(head.signatures)} lines",
            remedy="put further cosignatures in a file beside the proof",
        )
    return head
