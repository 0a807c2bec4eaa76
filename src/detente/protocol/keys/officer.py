"""An officer's own key: one file that the officer keeps, apart from the party's folder of keys.

The format is that of every key file, with `officer/<id>` as its use. Rules: docs/spec/documents.md section 3.
"""

import os
from pathlib import Path
from typing import Final

from detente.errors import Refused
from detente.protocol.keys import file as keyfile
from detente.protocol.keys.certificates import Draw
from detente.protocol.keys.file import KeyFile, Passphrase
from detente.protocol.officers import OFFICER, officer_name
from detente.protocol.toml import ID
from detente.tlog import ed25519
from detente.tlog.notes import Algorithm, Signer, VerifierKey

_REMEDY: Final = "give the officer's key file, or make a new one and let the party accredit it: detente officer key"


def make_officer_key(
    path: Path, party: str, officer: str, passphrase: bytes | None = None, *, draw: Draw = os.urandom
) -> VerifierKey:
    """Write a fresh key of an officer to a file and return its public half; closed where a passphrase is given.

    Args:
        path: a file that is not there yet; its folder is left as it is.
        party: id of the party that is to accredit the key.
        officer: id.
        passphrase: the officer's own, not the party's.
        draw: where randomness comes from.

    Raises:
        Refused: `officer-id`, `file-exists`.
        Fault: `key-unwritable`.
    """
    if ID.fullmatch(party) is None or ID.fullmatch(officer) is None:
        raise Refused(
            "officer-id",
            expected="ids of a to z, 0 to 9 and hyphens, 32 at most, for party and officer",
            got=f"{party!r} and {officer!r}",
        )
    if path.exists():
        raise Refused(
            "file-exists", expected="a new file", got=str(path), remedy="name another one, or remove it first"
        )
    seed = draw(ed25519.SEED_BYTES)
    words = None if passphrase is None else Passphrase(passphrase)
    protection = keyfile.new_protection(words, draw)
    file = KeyFile(party, f"{OFFICER}/{officer}", 1, ed25519.public_of(seed), protection, seed)
    keyfile.put_private(path, keyfile.close_key(file, words).text())
    return VerifierKey(officer_name(party, officer), Algorithm.ED25519, file.public)


def open_officer_key(path: Path, passphrase: bytes | None = None) -> Signer:
    """Return the key in an officer's file, whose name says whose it is.

    Raises:
        Refused: `officer-key-file` where it is another kind of key, `key-missing`, `key-damaged`, `passphrase-needed`,
            `passphrase-wrong`.
        Fault: `key-unreadable`.
    """
    file = keyfile.read_key(path, _REMEDY)
    use, _, officer = file.key.partition("/")
    if use != OFFICER or ID.fullmatch(officer) is None or ID.fullmatch(file.party) is None:
        raise Refused(
            "officer-key-file", expected="an officer's key", got=f"the {file.key} key in {path}", remedy=_REMEDY
        )
    seed = keyfile.open_key(file, None if passphrase is None else Passphrase(passphrase), path)
    if ed25519.public_of(seed) != file.public:
        raise keyfile.damaged(path, "a key whose public half is another")
    return Signer(officer_name(file.party, officer), Algorithm.ED25519, seed)
