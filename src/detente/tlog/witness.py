"""What is said to a witness and by it: the request that submits a head, and the two answers with a body.

A witness keeps one head a log, the latest that it cosigned, and cosigns only what continues it. Who keeps it, and that
keeping and comparing are one act, is the caller's; what is compared stands here.

Source: C2SP tlog-witness.
"""

from collections.abc import Iterable

from msgspec import Struct

from detente.errors import Malformed
from detente.limits import PROOF_HASHES_MAX, WITNESS_REQUEST_BYTES_MAX
from detente.tlog import base64
from detente.tlog.checkpoint import Checkpoint, parse_checkpoint, parse_number
from detente.tlog.merkle import EMPTY_ROOT, HASH_BYTES, verify_consistency
from detente.tlog.notes import Note, Signature, parse_note

SIZE_TYPE = "text/x.tlog.size"
"""Media type of the answer that names the size from which to prove."""


class AddCheckpoint(Struct, frozen=True):
    """A head submitted to a witness, claimed.

    Args:
        old: size of the head that the witness is believed to have cosigned last.
        proof: RFC 6962 consistency proof from there, 32 bytes each.
        head: the log's signed checkpoint; further lines are ignored.
    """

    old: int
    proof: tuple[bytes, ...]
    head: Note

    def to_bytes(self) -> bytes:
        """Return the request's body."""
        lines = [f"old {self.old}", *map(base64.encode, self.proof), "", ""]
        return "\n".join(lines).encode() + self.head.to_bytes()

    @property
    def checkpoint(self) -> Checkpoint:
        """Return the submitted checkpoint; `parse_add_checkpoint` has read it already."""
        return parse_checkpoint(self.head.text)


class Cosigned(Struct, frozen=True):
    """The answer that accepts a head, with the lines that cosign it; a mirror accepts without signing."""

    lines: tuple[Signature, ...]


class OtherSize(Struct, frozen=True):
    """The answer that a request must start from this size: that of the head cosigned last."""

    size: int


def parse_add_checkpoint(data: bytes) -> AddCheckpoint:
    """Return the request of a body, claimed; its `to_bytes` gives the same bytes back.

    Raises:
        Malformed: `witness-too-long`, `witness-syntax`, `witness-old-size`, `witness-hash`, `witness-hashes`,
            `witness-empty-root`, and the codes of `parse_note` and `parse_checkpoint`.
    """
    if len(data) > WITNESS_REQUEST_BYTES_MAX:
        raise Malformed(
            "witness-too-long", expected=f"at most {WITNESS_REQUEST_BYTES_MAX} bytes", got=f"{len(data)} bytes"
        )
    above, blank, below = data.partition(b"\n\n")
    first, *lines = above.decode("ascii", errors="replace").split("\n")
    if not blank or not first.startswith("old "):
        raise Malformed("witness-syntax", expected="`old <size>`, hashes, a blank line, a note", got=repr(first[:100]))
    if len(lines) > PROOF_HASHES_MAX:
        raise Malformed("witness-hashes", expected=f"at most {PROOF_HASHES_MAX} hashes", got=str(len(lines)))
    old = parse_number("witness-old-size", first.removeprefix("old "))
    proof = tuple(base64.decode("witness-hash", line, size=HASH_BYTES) for line in lines)
    head = parse_note(below)
    _check_empty(head.text)
    size = parse_checkpoint(head.text).size
    if old > size:
        raise Malformed("witness-old-size", expected=f"an old size of at most {size}", got=str(old))
    return AddCheckpoint(old, proof, head)


def verify_continues(request: AddCheckpoint, latest: Checkpoint | None) -> bool:
    """Return True where the submitted head continues the latest, False where the request starts from another size.

    Args:
        request: claimed; that its head is signed is checked elsewhere.
        latest: the head that was cosigned last for this origin, None where there was none.

    Raises:
        Malformed: the `consistency-…` codes of `verify_consistency`.
    """
    size, root = (latest.size, latest.root) if latest is not None else (0, EMPTY_ROOT)
    if request.old != size:
        return False
    submitted = request.checkpoint
    verify_consistency(size, root, submitted.size, submitted.root, request.proof)
    return True


def encode_cosignatures(lines: Iterable[Signature]) -> bytes:
    """Return the body of an answer that cosigns: signature lines."""
    return "".join([one.text() for one in lines]).encode()


def parse_cosignatures(data: bytes) -> tuple[Signature, ...]:
    """Return the lines of an answer that cosigns, claimed; `encode_cosignatures` gives the same bytes back.

    Raises:
        Malformed: the codes of `parse_note`.
    """
    lines = parse_note(b"\n\n" + data).signatures
    if encode_cosignatures(lines) != data:
        raise Malformed("note-syntax", expected="signature lines and nothing else", got=repr(data[:80]))
    return lines


def encode_size(size: int) -> bytes:
    """Return the body of the answer that names the latest size."""
    return f"{size}\n".encode()


def parse_size(data: bytes) -> int:
    """Return the size of an answer that names one.

    Raises:
        Malformed: `witness-size`.
    """
    text = data.decode("ascii", errors="replace")
    return parse_number("witness-size", text[:-1] if text.endswith("\n") else "")


def _check_empty(text: str) -> None:
    """A checkpoint of no entries with another root has an answer of its own in tlog-witness, so a code of its own."""
    _origin, size, root, *_rest = [*text.split("\n"), "", "", ""]
    if size == "0" and root != base64.encode(EMPTY_ROOT):
        raise Malformed("witness-empty-root", expected="the root of no entries", got=repr(root[:60]))
