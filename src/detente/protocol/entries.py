"""Entries: the bytes of one leaf. The first byte says how to read the rest; what nobody knows yet is carried."""

from enum import IntEnum

from detente import limits
from detente.errors import Malformed, Refused
from detente.protocol.acts import Act, parse_act


class EntryType(IntEnum):
    """The first byte of an entry."""

    PLAIN = 0x01
    SEALED = 0x02
    GRANT = 0x03


EPOCH_ID_BYTES = 32


def entry_type(entry: bytes) -> EntryType | None:
    """Return how the entry is to be read, or None for a type that this version does not know."""
    return EntryType(entry[0]) if entry and entry[0] in (1, 2, 3) else None


def plain_entry(act: Act) -> bytes:
    """Return the entry that says an act in clear.

    Raises:
        Refused: `entry-too-large`.
    """
    entry = bytes([EntryType.PLAIN]) + act.to_bytes()
    if len(entry) > limits.ENTRY_BYTES_MAX:
        raise Refused(
            "entry-too-large",
            expected=f"at most {limits.ENTRY_BYTES_MAX} bytes",
            got=f"{len(entry)} bytes",
            remedy="send the long part as an attachment",
        )
    return entry


def parse_plain(entry: bytes, *, sure: bool = False) -> Act:
    """Return the act of a plain entry.

    Args:
        sure: as in `parse_act`.

    Raises:
        Malformed: `entry-not-plain`, and what `parse_act` raises.
    """
    if entry_type(entry) is not EntryType.PLAIN:
        raise Malformed("entry-not-plain", expected="an entry that begins with 0x01", got=entry[:1].hex() or "no bytes")
    return parse_act(entry[1:], sure=sure)


def epoch_of(entry: bytes) -> bytes:
    """Return the epoch id in a sealed entry, 32 bytes.

    Raises:
        Malformed: `entry-not-sealed`.
    """
    if entry_type(entry) is not EntryType.SEALED or len(entry) < 1 + EPOCH_ID_BYTES:
        raise Malformed(
            "entry-not-sealed",
            expected="0x02, epoch id, commitment, ciphertext",
            got=f"{len(entry)} bytes, first {entry[:1].hex()}",
        )
    return entry[1 : 1 + EPOCH_ID_BYTES]
