"""Key files: one private key each, in a text that says what it is, closed under a passphrase or plainly marked as open.

A file is read whole and printed back; what does not come back byte for byte is damaged. Files are replaced, never
written over, so that a crash leaves the old one or the new one. The format is in docs/spec/identity-and-charter.md.
"""

import os
import re
import tempfile
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Final

from msgspec import Struct

from detente.errors import Fault, Malformed, Refused
from detente.limits import KDF_ITERATIONS_MAX, KDF_LANES_MAX, KDF_MEMORY_KIB_MAX, KEY_FILE_BYTES_MAX
from detente.protocol.seal import passphrase_key, store_open, store_seal
from detente.tlog import base64

SALT_BYTES: Final = 16
OPEN: Final = "none, unencrypted"

_LINES: Final = ("detente-key", "party", "key", "serial", "public", "protection", "secret")
_KDF: Final = re.compile(
    r"passphrase, argon2id iterations=([1-9][0-9]{0,3}) lanes=([1-9][0-9]{0,3}) memory=([1-9][0-9]{0,9})KiB salt=(\S+)"
)


class Protection(Struct, frozen=True):
    """How a passphrase becomes a key. Source: RFC 9106 section 4, the second recommended option."""

    salt: bytes
    iterations: int = 3
    lanes: int = 4
    memory_kib: int = 65_536

    def text(self) -> str:
        """Return the parameters as they stand in a key file."""
        cost = f"iterations={self.iterations} lanes={self.lanes} memory={self.memory_kib}KiB"
        return f"passphrase, argon2id {cost} salt={base64.encode(self.salt)}"


class KeyFile(Struct, frozen=True):
    """One key file, claimed.

    Args:
        party: whose key it is.
        key: what it is for: `root`, `log`, `mirror`, `witness`, `hpke`, `store`, or `officer/<id>`.
        serial: 1 for the first key of this use, then one more with each rotation.
        public: the public key; empty for `store`, which has none.
        protection: None where the secret stands there for anyone to read.
        secret: 32 bytes, or the 48 bytes of a box that the passphrase opens.
    """

    party: str
    key: str
    serial: int
    public: bytes
    protection: Protection | None
    secret: bytes

    def heading(self) -> str:
        """Return all lines but the last: what the box is bound to."""
        values = (
            "1",
            self.party,
            self.key,
            str(self.serial),
            base64.encode(self.public) or "-",
            OPEN if self.protection is None else self.protection.text(),
        )
        return "".join(f"{name}: {value}\n" for name, value in zip(_LINES, values, strict=False))

    def text(self) -> str:
        """Return the file's text."""
        return f"{self.heading()}{_LINES[-1]}: {base64.encode(self.secret)}\n"


class Passphrase:
    """A passphrase, with the keys already derived from it: six files of one salt cost one derivation."""

    def __init__(self, typed: bytes) -> None:
        try:
            # The same letters typed on another machine may come as other code points.
            self._bytes = unicodedata.normalize("NFC", typed.decode()).encode()
        except UnicodeDecodeError:
            self._bytes = typed
        self._keys: dict[Protection, bytes] = {}

    def __repr__(self) -> str:
        return "Passphrase(…)"

    def key(self, protection: Protection) -> bytes:
        """Return the key, 32 bytes, that closes and opens files of this protection."""
        if protection not in self._keys:
            self._keys[protection] = passphrase_key(
                self._bytes,
                protection.salt,
                iterations=protection.iterations,
                lanes=protection.lanes,
                memory_kib=protection.memory_kib,
            )
        return self._keys[protection]


def close_key(file: KeyFile, passphrase: Passphrase | None) -> KeyFile:
    """Return the key file with its secret closed, where there is a protection and hence a passphrase."""
    if file.protection is None:
        return file
    assert passphrase is not None, "a protection needs a passphrase"
    box = store_seal(passphrase.key(file.protection), file.heading().encode(), file.secret)
    return KeyFile(file.party, file.key, file.serial, file.public, file.protection, box)


def open_key(file: KeyFile, passphrase: Passphrase | None, path: Path) -> bytes:
    """Return the secret in a key file, 32 bytes.

    Raises:
        Refused: `passphrase-needed`, `passphrase-wrong`; a damaged box and a wrong passphrase look the same.
    """
    if file.protection is None:
        return file.secret
    if passphrase is None:
        raise Refused(
            "passphrase-needed",
            expected=f"the passphrase of {path}",
            got="none",
            remedy="give it with --passphrase-file",
        )
    try:
        return store_open(passphrase.key(file.protection), file.heading().encode(), file.secret)
    except Malformed:
        raise Refused(
            "passphrase-wrong",
            expected=f"the passphrase that closed {path}",
            got="one that does not open it",
            remedy="try again; if it is surely right, the file is damaged: restore it from the backup of the keys",
        ) from None


def parse_key(text: str) -> KeyFile:
    """Return the key file that a text is; it prints back as the same text.

    Raises:
        Malformed: `key-file`.
    """
    lines = text.split("\n")
    pairs = [line.partition(": ") for line in lines[:-1]]
    if [name for name, _, _ in pairs] != list(_LINES) or lines[-1] or pairs[0][2] != "1" or not pairs[3][2].isdecimal():
        raise _malformed("the seven lines of a key file, version 1", pairs[0][0][:40] if pairs else "nothing")
    party, key, serial, public, protection, secret = (value for _, _, value in pairs[1:])
    file = KeyFile(
        party,
        key,
        int(serial[:9]),
        b"" if public == "-" else base64.decode("key-file", public),
        _parse_protection(protection),
        base64.decode("key-file", secret),
    )
    if file.text() != text or len(file.secret) != (32 if file.protection is None else 48):
        raise _malformed("a secret of 32 bytes, or its box of 48, in the one spelling", f"{len(file.secret)} bytes")
    return file


def read_private(path: Path, remedy: str) -> str:
    """Return the text of a file in the folder of keys.

    Raises:
        Refused: `key-missing`, `key-damaged`.
        Fault: `key-unreadable`.
    """
    try:
        with path.open("rb") as handle:
            data = handle.read(KEY_FILE_BYTES_MAX + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise Refused("key-missing", expected=str(path), got="no such file", remedy=remedy) from None
    except OSError as fault:
        raise Fault(
            "key-unreadable", expected=f"to read {path}", got=str(fault), remedy="let the node's user own the file"
        ) from None
    if len(data) > KEY_FILE_BYTES_MAX or not data.isascii():
        raise damaged(path, f"{len(data)} bytes, or not ASCII")
    return data.decode("ascii")


def load_key(path: Path, key: str) -> KeyFile:
    """Return the key file at a path, claimed, made for this use.

    Raises:
        Refused: `key-missing`, `key-damaged`.
        Fault: `key-unreadable`.
    """
    remedy = "restore it from the backup of the keys, which is kept apart from that of the record"
    file = read_key(path, remedy)
    if file.key != key:
        raise damaged(path, f"the {file.key} key")
    return file


def read_key(path: Path, remedy: str) -> KeyFile:
    """Return the key file at a path, claimed, whatever it was made for.

    Raises:
        Refused: `key-missing`, `key-damaged`.
        Fault: `key-unreadable`.
    """
    text = read_private(path, remedy)
    try:
        return parse_key(text)
    except Malformed as fault:
        raise damaged(path, fault.got) from None


def write_private(path: Path, text: str) -> None:
    """Put a file into the folder of keys, which is made and closed to others.

    Raises:
        Fault: `key-unwritable`.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.parent.chmod(0o700)
    except OSError as fault:
        raise _unwritable(path, fault) from None
    put_private(path, text)


def put_private(path: Path, text: str) -> None:
    """Put a file in place, whole or not at all, for its owner's eyes only; its folder is left as it is.

    Raises:
        Fault: `key-unwritable`.
    """
    try:
        # mkstemp makes the file with mode 0600.
        handle, fresh = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="ascii", newline="") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            Path(fresh).replace(path)
        except BaseException:
            Path(fresh).unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)
    except OSError as fault:
        raise _unwritable(path, fault) from None


def damaged(path: Path, got: str) -> Refused:
    """Return the refusal of a file of our own that is not what we wrote."""
    return Refused(
        "key-damaged", expected=f"{path} as it was written", got=got, remedy="restore it from the backup of the keys"
    )


def new_protection(passphrase: Passphrase | None, draw: Callable[[int], bytes]) -> Protection | None:
    """Return a protection with a fresh salt where there is a passphrase."""
    return None if passphrase is None else Protection(draw(SALT_BYTES))


def _parse_protection(text: str) -> Protection | None:
    if text == OPEN:
        return None
    if (match := _KDF.fullmatch(text)) is None:
        raise _malformed(f"`{OPEN}` or the parameters of argon2id", repr(text[:80]))
    iterations, lanes, memory = (int(number) for number in match.groups()[:3])
    salt = base64.decode("key-file", match[4], size=SALT_BYTES)
    cheap = iterations <= KDF_ITERATIONS_MAX and lanes <= KDF_LANES_MAX and memory <= KDF_MEMORY_KIB_MAX
    if not cheap or memory < 8 * lanes:
        raise _malformed("parameters of argon2id within the limits", text[:120])
    return Protection(salt, iterations, lanes, memory)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _unwritable(path: Path, fault: OSError) -> Fault:
    return Fault(
        "key-unwritable", expected=f"to write {path}", got=str(fault), remedy="check space and permissions there"
    )


def _malformed(expected: str, got: str) -> Malformed:
    return Malformed("key-file", expected=expected, got=got)
