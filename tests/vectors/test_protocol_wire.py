"""Can our own bytes drift? What fixed seeds make, written down once; a change here is a change of the wire format.

`PYTHONPATH=. python tests/vectors/test_protocol_wire.py` prints the values anew; grants are random and stay.
"""

import json
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))

import pytest
from tests.councils import council_of, ring_of

from detente.protocol import seal
from detente.protocol.acts import Act
from detente.protocol.entries import plain_entry
from detente.protocol.evidence import build_evidence
from detente.protocol.identity import note_digest
from detente.protocol.words import contact_words

FILE = Path(__file__).parent / "wire.json"
WIRE: dict[str, Any] = json.loads(FILE.read_text(encoding="ascii")) if FILE.exists() else {}
ORIGIN = "nrc-rehearsal-0123456789abcdef/line/ru/1"
SECRET = bytes(range(32))
TEXTS = {"empty": b"", "short": b"detente", "257 bytes": b"\x80" * 257, "5000 bytes": b"d" * 5_000}


def values() -> dict[str, Any]:
    """Return everything that is determined by the seeds."""
    council, epoch = council_of(), seal.new_epoch(SECRET)
    log = council.log("ru", [plain_entry(Act(kind="statement", claimed_at=1, body={"text": "x"}))])
    evidence = build_evidence(
        charter=council.note,
        identities=council.notes,
        index=0,
        leaf=log.entries[0],
        proofs=[log.proof(0, 1, [(council.rings["us"], "mirror", 1_460_000_000)])],
    )
    return {
        "epoch id": epoch.id.hex(),
        "entry secret": seal.entry_secret(SECRET, ORIGIN, 42).hex(),
        "sealed": {
            name: sha256(entry).hexdigest() if len(entry) > 400 else entry.hex()
            for name, text in TEXTS.items()
            for entry in [seal.seal(epoch, ORIGIN, 42, text)]
        },
        "padded sizes": {
            str(size): len(seal.pad(bytes(size))) for size in (0, 31, 32, 255, 256, 927, 928, 5_000, 63_487)
        },
        "at rest": seal.store_seal(SECRET, b"epoch" + epoch.id, SECRET).hex(),
        "passphrase key": seal.passphrase_key(b"x", bytes(16), iterations=1, lanes=1, memory_kib=8).hex(),
        "hpke public": sha256(ring_of("ru").hpke_public).hexdigest(),
        "root certificate": sha256(ring_of("ru").root_certificate).hexdigest(),
        "identity note": note_digest(council.notes["ru"][0]).hex(),
        "words": " ".join(contact_words(council.notes["ru"][0], council.notes["us"][0])),
        "council": council.charter.council_id,
        "evidence": sha256(evidence).hexdigest(),
    }


def grant() -> dict[str, str]:
    """Return a fresh grant for two members; its boxes are random."""
    keys = {number: ring_of(party).hpke_public for number, party in ((2, "nato"), (3, "ru"))}
    entry = seal.make_grant(seal.new_epoch(SECRET), ORIGIN, 7, bytes(32), keys)
    return {"entry": entry.hex()}


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    return values()


@pytest.mark.parametrize("name", [name for name in WIRE if name != "grant"])
def test_bytes_do_not_drift(name: str, made: dict[str, Any]) -> None:
    """The same seeds make the same bytes as when they were written down."""
    assert made[name] == WIRE[name]


def test_everything_is_written_down(made: dict[str, Any]) -> None:
    """No value is left out of the file."""
    assert made.keys() | {"grant"} == WIRE.keys()


def test_an_old_grant_still_opens() -> None:
    """A grant that was written down opens for both members, at its place and at no other."""
    entry = bytes.fromhex(WIRE["grant"]["entry"])
    assert len(entry) == 2_385
    for number, party in ((2, "nato"), (3, "ru")):
        (private,) = ring_of(party).hpke_privates()
        assert seal.open_grant(entry, ORIGIN, 7, bytes(32), number, private) == seal.new_epoch(SECRET)


if __name__ == "__main__":
    FILE.write_text(json.dumps({**values(), "grant": WIRE.get("grant") or grant()}, indent=1) + "\n", encoding="ascii")
