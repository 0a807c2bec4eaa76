"""What commands do with officers' own keys: open the files, and let their owners sign a text."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from detente.cli.options import read_passphrase
from detente.errors import Refused

if TYPE_CHECKING:
    from detente.home.client import Client
    from detente.home.replies.officers import OfficerView
    from detente.tlog.notes import Note, Signer


def open_keys(files: Sequence[Path], passphrase_files: Sequence[Path]) -> list["Signer"]:
    """Return the officers' keys in these files.

    Args:
        passphrase_files: none, or one for each key in the same order.

    Raises:
        Refused: `officer-passphrases`, `passphrase-file`, and the codes of `open_officer_key`.
    """
    from detente.protocol.keys.officer import open_officer_key

    if passphrase_files and len(passphrase_files) != len(files):
        raise Refused(
            "officer-passphrases",
            expected=f"a passphrase file for each of {len(files)} keys, or for none",
            got=str(len(passphrase_files)),
            remedy="give --key-passphrase-file once for each --key, in the same order",
        )
    words = [read_passphrase(path) for path in passphrase_files] or [None] * len(files)
    return [open_officer_key(file, word) for file, word in zip(files, words, strict=True)]


def sign_all(note: "Note", signers: Sequence["Signer"]) -> "Note":
    """Return the note of a handover or a release with the lines of these officers.

    Raises:
        Refused: `officer-not-named`.
    """
    from detente.protocol.officers import sign_statement

    for signer in signers:
        note = sign_statement(note, signer)
    return note


def accredited(client: "Client", council: str | None, party: str, name: str) -> "OfficerView":
    """Return an officer of this party whose key it accredits.

    Raises:
        Refused: `officer-keyless`.
    """
    from detente.home import calls

    listing = client.call(calls.ListOfficers(council=council, party=party))
    found = next((one for one in listing.items if one.name == name and one.key), None)
    if found is None:
        known_as = next((f" --replaces {one.ref}" for one in listing.items if one.name == name), "")
        known = ", ".join(one.name for one in listing.items if one.key) or "none"
        raise Refused(
            "officer-keyless",
            expected=f"an officer of {party.upper()} with an accredited key ({known})",
            got=name,
            remedy=f"detente officer key, then detente officer present '{name}'{known_as} --key VKEY",
        )
    return found
