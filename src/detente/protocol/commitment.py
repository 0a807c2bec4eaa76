"""Commitments: a party binds itself to a content now and shows it later; nobody can guess it, nobody can change it.

    commitment = SHA-256( "detente commit" ‖ CBOR [council, dossier, party, salt, content] )

The fourteen bytes of the prefix are followed by one deterministic CBOR array of five (three texts, two byte strings).
CBOR is self-delimiting and of every value there is one encoding, so no two different quintuples have one preimage; the
party stands in it, so a commitment that is copied cannot be opened by whoever copied it. The normative page is
docs/council/lists.md.
"""

import hashlib
from typing import Final

from msgspec import Struct

from detente.errors import Malformed
from detente.protocol import cbor

PREFIX: Final = b"detente commit"
SALT_BYTES: Final = 32
COMMITMENT_BYTES: Final = 32


class Committed(Struct, frozen=True):
    """What a commitment is made of.

    Args:
        council: id.
        dossier: reference of the act that opened the exchange, in capitals, within the council.
        party: id of whoever commits itself.
        salt: 32 bytes, drawn for this commitment alone and kept secret until it is opened.
        content: at most what one act carries; a longer one is committed to by `file_words`.
    """

    council: str
    dossier: str
    party: str
    salt: bytes
    content: bytes


def commitment_of(committed: Committed) -> bytes:
    """Return the commitment, 32 bytes."""
    return hashlib.sha256(preimage_of(committed)).digest()


def preimage_of(committed: Committed) -> bytes:
    """Return the bytes whose hash the commitment is."""
    assert len(committed.salt) == SALT_BYTES, f"a salt of {len(committed.salt)} bytes"
    fields = [committed.council, committed.dossier, committed.party, committed.salt, committed.content]
    return PREFIX + cbor.encode(fields)


def parse_preimage(data: bytes) -> Committed:
    """Return what a preimage says: that it can be read back is why no two of them are one.

    Raises:
        Malformed: `commitment-preimage`, or a `cbor-…` code.
    """
    fields = cbor.decode(data.removeprefix(PREFIX))
    match fields:
        case [str(council), str(dossier), str(party), bytes(salt), bytes(content)] if len(
            salt
        ) == SALT_BYTES and data.startswith(PREFIX):
            return Committed(council, dossier, party, salt, content)
        case _:
            raise Malformed(
                "commitment-preimage",
                expected="`detente commit`, then CBOR of three texts, 32 bytes, and bytes",
                got=repr(data[:60]),
            )


def file_words(size: int, digest: bytes) -> str:
    """Return the words that stand for a file too long for an act: its SHA-256 and its size.

    Args:
        digest: of the file as it is, 32 bytes.
    """
    return f"file sha256 {digest.hex()} bytes {size}"
