"""Small councils for tests: keys from a seed, identity notes, a signed charter, logs with heads and receipts."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from msgspec.structs import replace

from detente.protocol.charter import Channel, Charter, Member, sign_charter, verify_charter
from detente.protocol.drafting import draft_charter
from detente.protocol.evidence import HeadProof
from detente.protocol.heads import Head
from detente.protocol.identity import (
    Identity,
    Retired,
    RetiredHead,
    make_identity_note,
    note_digest,
    parse_identity,
)
from detente.protocol.keys import Keyring
from detente.tlog.checkpoint import Checkpoint, sign_head
from detente.tlog.cosignature import cosign
from detente.tlog.merkle import Range, inclusion_proof, leaf_hash
from detente.tlog.notes import Note, parse_note

FOUNDED_AT = 1_396_310_400
NAMES = {"dep": "Depositary", "nato": "NATO", "ru": "Russian Federation", "us": "United States"}


def identity_of(ring: Keyring, name: str = "A party", **changes: object) -> Identity:
    """Return a first identity with the keys of a ring."""
    first = Identity(
        party=ring.party,
        name=name,
        serial=1,
        previous="",
        valid_from=FOUNDED_AT,
        url="",
        root=ring.root,
        log=ring.public("log"),
        mirror=ring.public("mirror"),
        witness=ring.public("witness"),
        hpke=ring.hpke_public,
        root_certificate=ring.root_certificate,
    )
    return replace(first, **changes)  # type: ignore[arg-type]


def next_note(ring: Keyring, notes: Sequence[bytes], heads: Sequence[RetiredHead] = (), **changes: object) -> bytes:
    """Return the note after these, with the keys of a ring; what it exchanges is retired."""
    last = parse_identity(parse_note(notes[-1]).text)
    following = identity_of(ring, last.name, serial=last.serial + 1, previous=note_digest(notes[-1]).hex())
    retired = tuple(
        Retired(key, last.public(key), tuple(heads) if key == "log" else ())
        for key in ("root", "log", "mirror", "witness", "hpke")
        if last.public(key) != following.public(key)
    )
    following = replace(following, retired=retired)
    return make_identity_note(replace(following, **changes), [ring.root_signer()])  # type: ignore[arg-type]


@dataclass(frozen=True)
class Log:
    """A log of these entries, signed by its author."""

    ring: Keyring
    origin: str
    entries: tuple[bytes, ...]

    def checkpoint(self, size: int) -> Checkpoint:
        return Checkpoint(self.origin, size, Range.of(self._leaves(size)).root())

    def head(self, size: int) -> Note:
        return sign_head(self.checkpoint(size), self.ring.log_signer(self.origin))

    def wire_head(self, size: int) -> Head:
        line = self.head(size).signatures[0]
        checkpoint = self.checkpoint(size)
        return Head(checkpoint.origin, checkpoint.size, checkpoint.root, line.key_id + line.value)

    def path(self, index: int, size: int) -> tuple[bytes, ...]:
        leaves = self._leaves(size)
        return tuple(inclusion_proof(index, size, lambda start, stop: Range.of(leaves[start:stop]).root()))

    def proof(self, index: int, size: int, receipts: Sequence[tuple[Keyring, str, int]] = ()) -> HeadProof:
        """Return the proof of an entry under a head with receipts: (whose, `mirror` or `witness`, when)."""
        checkpoint = self.checkpoint(size)
        signers = [
            (ring.mirror_signer() if role == "mirror" else ring.witness_signer(), at) for ring, role, at in receipts
        ]
        lines = [cosign(signer, checkpoint, at) for signer, at in signers]
        return HeadProof(self.head(size).with_signatures(lines), self.path(index, size))

    def _leaves(self, size: int) -> list[bytes]:
        return [leaf_hash(entry) for entry in self.entries[:size]]


@dataclass(frozen=True)
class Council:
    """Parties with keys from one seed, and the charter that all of them signed."""

    rings: dict[str, Keyring]
    notes: dict[str, list[bytes]]
    note: bytes
    charter: Charter

    def log(self, party: str, entries: Sequence[bytes], channel: str = "line", generation: str = "1") -> Log:
        origin = f"{self.charter.council_id}/{channel}/{party}/{generation}"
        return Log(self.rings[party], origin, tuple(entries))

    def members(self, channel: str) -> dict[int, bytes]:
        """Return the HPKE keys that a grant in a channel is boxed for."""
        parties = self.charter.members_of(channel)
        return {self.charter.number_of(party): self.rings[party].hpke_public for party in parties}


@cache
def ring_of(party: str, seed: int = 0) -> Keyring:
    """Return the keys that a seed makes for a party."""
    return Keyring.new(party, NAMES.get(party, ""), draw=random.Random(f"{party}/{seed}").randbytes)


@cache
def council_of(parties: tuple[str, ...] = ("dep", "nato", "ru", "us"), depositary: str | None = "dep") -> Council:
    """Return a rehearsal's council of these parties."""
    rings = {party: ring_of(party) for party in parties}
    note = draft_charter(
        name="nrc-rehearsal",
        title="Council for tests",
        founded_at=FOUNDED_AT,
        depositary=depositary,
        rehearsal=True,
        parties={
            party: Member(number, NAMES.get(party, party), ring.root)
            for number, (party, ring) in enumerate(rings.items(), start=1)
        },
        channels={"plenary": Channel(("*",), "ambassadors"), "public": Channel(("*",), public=True)},
    ).encode()
    for ring in rings.values():
        note = sign_charter(note, ring.root_signer())
    notes = {
        party: [make_identity_note(identity_of(ring, NAMES.get(party, party)), [ring.root_signer()])]
        for party, ring in rings.items()
    }
    return Council(rings, notes, note, verify_charter(note))
