"""Signed notes: a text, and under it the lines of those who signed it.

What is signed is the text to its last newline. The text may hold blank lines; the last blank line ends it. A line of an
unknown key says nothing, and is carried; a line of a known key that does not verify spoils the whole note.

Source: C2SP signed-note, v1.0.0. Limits as in golang.org/x/mod/sumdb/note.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from hashlib import sha256
from typing import Self

from msgspec import Struct

from detente.errors import Malformed, Refused
from detente.limits import KEY_NAME_BYTES_MAX, NOTE_BYTES_MAX, NOTE_SIGNATURES_MAX
from detente.tlog import base64, ed25519

KEY_ID_BYTES = 4

_LINE_BYTES_MAX = 512
"""More than one of our own lines takes: a name of KEY_NAME_BYTES_MAX and 96 characters of base 64."""

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_VKEY = re.compile(r"(?P<name>[^+]+)\+(?P<key_id>[0-9a-f]{8})\+(?P<material>.+)", re.DOTALL)


class Algorithm(IntEnum):
    """What a key may sign, by the type byte of signed-note: a key has one use."""

    ED25519 = 0x01
    """The text of a note."""
    COSIGNATURE = 0x04
    """The text of a checkpoint with a time before it, see `detente.tlog.cosignature`."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key, its name, and what it may sign: all that a verifier trusts."""

    name: str
    algorithm: Algorithm
    public: bytes
    key_id: bytes = field(init=False, compare=False)
    """4 bytes that point to the key on a signature line; no proof of anything."""

    def __post_init__(self) -> None:
        check_key_name(self.name)
        ed25519.check_public(self.public)
        object.__setattr__(self, "algorithm", Algorithm(self.algorithm))
        hashed = self.name.encode() + b"\n" + bytes([self.algorithm]) + self.public
        object.__setattr__(self, "key_id", sha256(hashed).digest()[:KEY_ID_BYTES])

    def text(self) -> str:
        """Return the key as a vkey: name, key id in hex, type and public key in base 64."""
        return f"{self.name}+{self.key_id.hex()}+{base64.encode(bytes([self.algorithm]) + self.public)}"


class Signature(Struct, frozen=True):
    """One signature line, claimed: nothing is known of it until a key has verified it."""

    name: str
    key_id: bytes
    value: bytes
    """What follows the key id: 64 bytes of Ed25519, or a cosignature's 72; other types have other lengths."""

    def text(self) -> str:
        """Return the line, with its newline."""
        return f"— {self.name} {base64.encode(self.key_id + self.value)}\n"

    def is_by(self, key: VerifierKey) -> bool:
        """Return whether the line claims to be this key's: name and id, both."""
        return self.key_id == key.key_id and self.name == key.name


class Note(Struct, frozen=True):
    """A text that ends in a newline, and its signature lines in the order in which they stand."""

    text: str
    signatures: tuple[Signature, ...]

    def to_bytes(self) -> bytes:
        """Return the note as it is sent and stored."""
        return (self.text + "\n" + "".join([one.text() for one in self.signatures])).encode()

    def with_signatures(self, more: Iterable[Signature]) -> Self:
        """Return the note with further lines below, each line once."""
        return self.__class__(self.text, tuple(dict.fromkeys((*self.signatures, *more))))


class Signer:
    """A private key with its name and its use; the seed is not kept, and shows in no traceback."""

    __slots__ = ("_key", "key")

    def __init__(self, name: str, algorithm: Algorithm, seed: bytes) -> None:
        self._key = ed25519.load(seed)
        self.key = VerifierKey(name, algorithm, self._key.public_key().public_bytes_raw())

    def __repr__(self) -> str:
        return f"Signer({self.key.text()})"

    def sign(self, message: bytes) -> bytes:
        """Return the signature, 64 bytes, over exactly this message."""
        return self._key.sign(message)


def check_key_name(name: str) -> None:
    """Be silent where the name may stand on a signature line: not empty, no space of any script, no plus.

    Raises:
        Malformed: `key-name`.
    """
    try:
        size = len(name.encode())
    except UnicodeEncodeError:
        size = 0
    if not 0 < size <= KEY_NAME_BYTES_MAX or "+" in name or _CONTROL.search(name) or any(map(str.isspace, name)):
        raise Malformed(
            "key-name", expected=f"1 to {KEY_NAME_BYTES_MAX} bytes of UTF-8 without space or plus", got=repr(name[:100])
        )


def parse_vkey(text: str) -> VerifierKey:
    """Return the key of a vkey, refused where it would print as another text.

    Raises:
        Malformed: `vkey-syntax`, `vkey-algorithm`, `vkey-key-id`, `key-name`, or the public key's own code.
    """
    if (match := _VKEY.fullmatch(text)) is None:
        raise Malformed("vkey-syntax", expected="<name>+<8 hex digits>+<base 64>", got=repr(text[:200]))
    material = base64.decode("vkey-syntax", match["material"])
    if not material or material[0] not in frozenset(Algorithm):
        raise Malformed("vkey-algorithm", expected="type 0x01 or 0x04", got=f"0x{material[:1].hex()}")
    key = VerifierKey(match["name"], Algorithm(material[0]), material[1:])
    if key.key_id.hex() != match["key_id"]:
        raise Malformed("vkey-key-id", expected=key.key_id.hex(), got=match["key_id"])
    return key


def parse_note(data: bytes) -> Note:
    """Return the note of these bytes, claimed; its `to_bytes` gives the same bytes back.

    Raises:
        Malformed: `note-too-long`, `note-encoding`, `note-syntax`, `note-signatures`, `note-signature-line`,
            `key-name`.
    """
    # Step 1: the limit, before anything is read.
    if len(data) > NOTE_BYTES_MAX:
        raise Malformed("note-too-long", expected=f"at most {NOTE_BYTES_MAX} bytes", got=f"{len(data)} bytes")
    # Step 2: UTF-8, and no control character but the newline.
    try:
        whole = data.decode()
    except UnicodeDecodeError as error:
        raise Malformed("note-encoding", expected="UTF-8", got=f"byte {data[error.start]} at {error.start}") from None
    check_text_characters(whole)
    # Step 3: the text ends before the last blank line.
    text, blank, below = whole.rpartition("\n\n")
    if not blank or not below.endswith("\n"):
        raise Malformed("note-syntax", expected="a text, a blank line, signature lines", got=repr(whole[-100:]))
    # Step 4: one signature a line, and no more lines than any reader must take.
    lines = below[:-1].split("\n")
    check_signature_count(len(lines))
    return Note(text + "\n", tuple(map(_parse_signature, lines)))


def sign_note(text: str, signers: Sequence[Signer]) -> Note:
    """Return the note of this text with one line of each signer.

    Raises:
        Refused: `note-unsignable` where the text could not be read back.
    """
    try:
        check_text_characters(text)
        check_signature_count(len(signers))
        readable = text.endswith("\n") and len(text.encode()) <= NOTE_BYTES_MAX - len(signers) * _LINE_BYTES_MAX
    except (Malformed, UnicodeEncodeError):
        readable = False
    if not readable:
        raise Refused(
            "note-unsignable",
            expected="UTF-8 that ends in a newline, without control characters, and 1 to 100 signers",
            got=f"{len(text)} characters, {len(signers)} signers",
        )
    return Note(text, tuple(sign_text(text, signer) for signer in signers))


def sign_text(text: str, signer: Signer) -> Signature:
    """Return the signer's line for a note of this text."""
    assert signer.key.algorithm is Algorithm.ED25519, f"{signer} signs checkpoints with a time, not notes"
    return Signature(signer.key.name, signer.key.key_id, signer.sign(text.encode()))


def verify_note(note: Note, keys: Iterable[VerifierKey]) -> tuple[VerifierKey, ...]:
    """Return those of the keys that signed the note, in the order of `keys`; at least one did.

    Args:
        note: claimed; lines of keys not among `keys` are ignored.
        keys: trusted, of type 0x01.

    Raises:
        Malformed: `note-signature` where a known key's line does not verify, `note-unsigned` where no known key signed.

    Source: C2SP signed-note, section Signatures.
    """
    message, signed, known = note.text.encode(), [], tuple(keys)
    for key in known:
        assert key.algorithm is Algorithm.ED25519, f"{key.text()} signs checkpoints with a time, not notes"
        lines = [one for one in note.signatures if one.is_by(key)]
        if not all(ed25519.verify(key.public, message, one.value) for one in lines):
            raise Malformed("note-signature", expected=f"a signature by {key.text()}", got="one that does not verify")
        if lines:
            signed.append(key)
    if not signed:
        raise Malformed(
            "note-unsigned",
            expected="a signature by " + (" or ".join([key.text() for key in known[:4]]) or "a known key"),
            got="lines by " + ", ".join([f"{one.name!r}+{one.key_id.hex()}" for one in note.signatures[:4]]),
        )
    return tuple(signed)


def check_text_characters(text: str) -> None:
    """Be silent where the text holds no control character below U+0020 but the newline.

    Raises:
        Malformed: `note-encoding`.
    """
    if (found := _CONTROL.search(text)) is not None:
        got = f"U+{ord(found[0]):04X} at character {found.start()}"
        raise Malformed("note-encoding", expected="no control character but the newline", got=got)


def check_signature_count(count: int) -> None:
    """Be silent where a note may have so many signature lines.

    Raises:
        Malformed: `note-signatures`.
    """
    if not 0 < count <= NOTE_SIGNATURES_MAX:
        raise Malformed("note-signatures", expected=f"1 to {NOTE_SIGNATURES_MAX} signature lines", got=str(count))


def _parse_signature(line: str) -> Signature:
    mark, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    if mark != "—" or not name or not encoded:
        raise Malformed("note-signature-line", expected="— <key name> <base 64>", got=repr(line[:200]))
    check_key_name(name)
    data = base64.decode("note-signature-line", encoded)
    if len(data) <= KEY_ID_BYTES:
        raise Malformed("note-signature-line", expected="a key id of 4 bytes and a signature", got=f"{len(data)} bytes")
    return Signature(name, data[:KEY_ID_BYTES], data[KEY_ID_BYTES:])
