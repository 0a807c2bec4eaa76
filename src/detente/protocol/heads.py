"""Heads and receipts as they travel and rest: a checkpoint's signature without the text that both sides can rebuild."""

import re
from enum import IntEnum
from functools import lru_cache

from msgspec import Struct

from detente.clock import Instant
from detente.errors import Malformed
from detente.tlog.checkpoint import Checkpoint
from detente.tlog.notes import Note, Signature

_ORIGIN = re.compile(
    r"([a-z0-9-]{1,64})/([a-z0-9-]{1,32})/([a-z0-9-]{1,32})/(1|(?:[2-9]|[1-9][0-9]{1,8})-[0-9a-f]{16})", re.ASCII
)
"""A name has one spelling: ASCII, no zero in front, and short enough for any reader's key name."""

SIGNATURE_BYTES = 4 + 64
COSIGNATURE_BYTES = 4 + 8 + 64


class Role(IntEnum):
    """What a cosigner states: `MIRROR` holds all of it, `WITNESS` saw that it is consistent."""

    MIRROR = 0
    WITNESS = 1

    @property
    def rung(self) -> str:
        """Return the rung of receipt that this role proves: `stored` or `seen`."""
        return "stored" if self is Role.MIRROR else "seen"


class Head(Struct, frozen=True):
    """A feed's checkpoint with the log key's signature line, both without their names.

    Args:
        origin: `<council>/<channel>/<party>/<generation>`.
        size: entries below this head.
        root: 32 bytes, RFC 6962.
        signature: 68 bytes, key id and Ed25519 signature, as in the note's signature line.
    """

    origin: str
    size: int
    root: bytes
    signature: bytes

    @property
    def checkpoint(self) -> Checkpoint:
        """Return what is signed."""
        return Checkpoint(self.origin, self.size, self.root)

    def note(self) -> Note:
        """Return the signed note, byte for byte what the log key signed (docs/spec/evidence.md section 2)."""
        return Note(self.checkpoint.text(), (Signature(self.origin, self.signature[:4], self.signature[4:]),))


class Receipt(Struct, frozen=True):
    """A party's timestamped cosignature over a head of another party's feed.

    Args:
        head: what it covers.
        party: whose key cosigned.
        role: mirror or witness.
        at: the time inside the cosignature.
        signature: 76 bytes: key id, time, Ed25519 signature, as in the note's signature line.
    """

    head: Head
    party: str
    role: Role
    at: Instant
    signature: bytes

    def line(self) -> Signature:
        """Return the signature line as it stands under the head in a note."""
        return Signature(
            f"{self.party}/{'mirror' if self.role is Role.MIRROR else 'witness'}",
            self.signature[:4],
            self.signature[4:],
        )


class Origin(Struct, frozen=True):
    """The four parts of a feed's name.

    Args:
        generation: `1`, or `<number>-<16 hex>` for every later one.
    """

    council: str
    channel: str
    party: str
    generation: str

    @property
    def number(self) -> int:
        """Return the generation's number, from 1."""
        return int(self.generation.partition("-")[0])

    def reference(self, index: int) -> str:
        """Return the reference of an entry as people say it: generation 1 is not named, later ones are."""
        generation = "" if self.generation == "1" else f"{self.generation}."
        return f"{self.party.upper()}/{self.channel.upper()}/{generation}{index}"

    def __str__(self) -> str:
        return f"{self.council}/{self.channel}/{self.party}/{self.generation}"


@lru_cache(maxsize=1_024)
def parse_origin(text: str) -> Origin:
    """Return the parts of an origin.

    Raises:
        Malformed: `origin-malformed`.
    """
    if (parts := _ORIGIN.fullmatch(text)) is None:
        raise Malformed(
            "origin-malformed",
            expected="<council>/<channel>/<party>/<generation>, generation 1 or N-16hex",
            got=repr(text[:200]),
        )
    return Origin(*parts.groups())
