"""A mandate, or a revocation, with the identity notes of its signers: in the body of an act, or as a file.

The file is an archive of the same making as an evidence file, so every bit of it follows from its parts.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from msgspec import Struct

from detente.errors import Malformed
from detente.limits import MANDATE_BYTES_MAX, MANDATE_CHAINS_KEPT
from detente.protocol.evidence.archive import pack, unpack
from detente.protocol.evidence.layout import note_parts
from detente.protocol.identity import parse_identity
from detente.tlog.notes import parse_note

NOTE: Final = "mandate.note"
MANDATE, IDENTITIES = "mandate", "identities"


class Bundle(Struct, frozen=True):
    """What travels, claimed.

    Args:
        note: the signed note.
        identities: identity notes of members, in any order; those of parties of the council may be left out there.
    """

    note: bytes
    identities: tuple[bytes, ...] = ()

    def chains(self) -> dict[str, tuple[bytes, ...]]:
        """Return the identity notes by party, each party's from serial 1 on.

        Raises:
            Malformed: `mandate-bundle`, and the codes of `parse_note` and `parse_identity`.
        """
        found: dict[str, dict[int, bytes]] = {}
        for note in self.identities:
            party, serial = _claimed(note)
            found.setdefault(party, {})[serial] = note
        if any(sorted(notes) != list(range(1, len(notes) + 1)) for notes in found.values()):
            raise _malformed("each party's identity notes from serial 1 on", "a gap in them")
        if sum(map(len, found.values())) != len(self.identities):
            raise _malformed("each identity note once", "one serial twice")
        return {party: tuple(note for _, note in sorted(notes.items())) for party, notes in sorted(found.items())}

    def to_body(self) -> dict[str, Any]:
        """Return the fields that carry it in the body of an act."""
        return {MANDATE: self.note, IDENTITIES: list(self.identities)}

    def to_file(self) -> bytes:
        """Return the file that carries it, to be called `….mandate`.

        Raises:
            Malformed: `mandate-bundle`, and as `chains`.
        """
        data = pack({NOTE: self.note, **note_parts(self.chains())})
        if len(data) > MANDATE_BYTES_MAX:
            raise _malformed(f"at most {MANDATE_BYTES_MAX} bytes", f"{len(data)} bytes")
        return data


def parse_body(body: Mapping[str, Any]) -> Bundle:
    """Return the bundle in the body of an act, claimed; other fields are for the desk.

    Raises:
        Malformed: `mandate-bundle`.
    """
    note, identities = body.get(MANDATE), body.get(IDENTITIES, [])
    if not isinstance(note, bytes) or not isinstance(identities, list):
        raise _malformed(f"bytes as {MANDATE}, and a list as {IDENTITIES}", type(note).__name__)
    if not all(isinstance(one, bytes) for one in identities):
        raise _malformed(f"a list of bytes as {IDENTITIES}", "another value in it")
    if (size := len(note) + sum(map(len, identities))) > MANDATE_BYTES_MAX:
        raise _malformed(f"at most {MANDATE_BYTES_MAX} bytes", f"{size} bytes")
    return Bundle(note, tuple(identities))


def parse_file(data: bytes) -> Bundle:
    """Return the bundle in a file, claimed; its `to_file` gives the same bytes back.

    Raises:
        Malformed: `mandate-bundle`, `evidence-archive`, and the codes of identity notes.
    """
    if len(data) > MANDATE_BYTES_MAX:
        raise _malformed(f"at most {MANDATE_BYTES_MAX} bytes", f"{len(data)} bytes")
    parts = unpack(data)
    note = parts.pop(NOTE, None)
    if note is None:
        raise _malformed(f"a part named {NOTE}", ", ".join(parts)[:80])
    bundle = Bundle(note, tuple(parts.values()))
    if bundle.to_file() != data:
        raise _malformed("identity notes under their names, and nothing else", ", ".join(parts)[:80])
    return bundle


@lru_cache(MANDATE_CHAINS_KEPT)
def _claimed(note: bytes) -> tuple[str, int]:
    """Return whose identity note it claims to be, and its serial; the same notes come with every mandate."""
    identity = parse_identity(parse_note(note).text)
    return identity.party, identity.serial


def _malformed(expected: str, got: str) -> Malformed:
    return Malformed("mandate-bundle", expected=expected, got=got)
