"""Checkpoints: the head of a log at one size, as three lines of a signed note.

Détente writes no extension lines and reads none: what only the author can read in a head, no witness could audit.

Source: C2SP tlog-checkpoint, v1.0.0.
"""

import re

from msgspec import Struct

from detente.errors import Malformed
from detente.limits import KEY_NAME_BYTES_MAX, TREE_SIZE_MAX
from detente.tlog import base64
from detente.tlog.merkle import EMPTY_ROOT, HASH_BYTES
from detente.tlog.notes import Note, Signer, VerifierKey, sign_text, verify_note

_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")


class Checkpoint(Struct, frozen=True):
    """The first `size` entries of the log `origin` have this root, 32 bytes."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """Return the three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{base64.encode(self.root)}\n"


def parse_checkpoint(text: str) -> Checkpoint:
    """Return the checkpoint of a note's text, claimed; its `text()` gives the same text back.

    Raises:
        Malformed: `checkpoint-syntax`, `checkpoint-extension`, `checkpoint-origin`, `checkpoint-size`,
            `checkpoint-root`.
    """
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1]:
        raise Malformed("checkpoint-syntax", expected="the lines origin, size and root", got=repr(text[:300]))
    if len(lines) > 4:
        raise Malformed("checkpoint-extension", expected="no line after the root", got=repr(lines[3][:100]))
    origin, size, root = lines[:3]
    if not 0 < len(origin.encode(errors="replace")) <= KEY_NAME_BYTES_MAX:
        raise Malformed("checkpoint-origin", expected=f"1 to {KEY_NAME_BYTES_MAX} bytes", got=repr(origin[:300]))
    checkpoint = Checkpoint(
        origin, parse_number("checkpoint-size", size), base64.decode("checkpoint-root", root, size=HASH_BYTES)
    )
    if checkpoint.size == 0 and checkpoint.root != EMPTY_ROOT:
        raise Malformed("checkpoint-root", expected="the root of no entries", got=checkpoint.root.hex())
    return checkpoint


def parse_number(code: str, text: str) -> int:
    """Return a size or an index: decimal digits, no leading zero, at most TREE_SIZE_MAX.

    Raises:
        Malformed: with `code`.
    """
    if _DECIMAL.fullmatch(text) is None or int(text) > TREE_SIZE_MAX:
        raise Malformed(code, expected=f"a decimal number from 0 to {TREE_SIZE_MAX}", got=repr(text[:100]))
    return int(text)


def sign_head(checkpoint: Checkpoint, signer: Signer) -> Note:
    """Return the head: the checkpoint as a note with the log key's line, whose name is the origin."""
    assert signer.key.name == checkpoint.origin, f"{signer} does not sign for {checkpoint.origin}"
    text = checkpoint.text()
    return Note(text, (sign_text(text, signer),))


def verify_head(note: Note, log_key: VerifierKey) -> Checkpoint:
    """Return the checkpoint that the log key signed, its origin being the key's name.

    Args:
        note: claimed; lines of other keys are ignored.
        log_key: trusted for this origin.

    Raises:
        Malformed: `head-origin`, the codes of `verify_note` and of `parse_checkpoint`.
    """
    verify_note(note, (log_key,))
    checkpoint = parse_checkpoint(note.text)
    if checkpoint.origin != log_key.name:
        raise Malformed("head-origin", expected=repr(log_key.name), got=repr(checkpoint.origin))
    return checkpoint
