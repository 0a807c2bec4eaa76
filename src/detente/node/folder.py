"""A party's folder: `party.toml`, `keys/`, `record.db` and what stands beside it, and the mark that it is the one.

The instance mark stands outside the folder and outside every backup of it. It holds the record's instance and the
number of commits it had: a folder that was restored, copied or rolled back does not match, and the node then opens the
next generation of its feeds instead of continuing them (design section 3).
"""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from detente.errors import Malformed, Refused
from detente.protocol.toml import parse_toml

if TYPE_CHECKING:
    from detente.record.store import Store

FORMAT = 1
INSTANCE = "instance"
"""Setting that names a record's life in this folder; the mark outside the folder holds the same."""


class Folder(Struct, frozen=True):
    """Where one party's node keeps everything; the paths of design section 8."""

    path: Path

    @property
    def config(self) -> Path:
        """Return the path of the settings: party id, name, listening addresses."""
        return self.path / "party.toml"

    @property
    def keys(self) -> Path:
        """Return the folder of the keys, which is backed up apart from the record."""
        return self.path / "keys"

    @property
    def record(self) -> Path:
        """Return the path of the record."""
        return self.path / "record.db"

    @property
    def attachments(self) -> Path:
        """Return the folder of attachments' ciphertext."""
        return self.path / "attachments"

    @property
    def last_check(self) -> Path:
        """Return the path of what the last check of the record found, sealed; it may be removed at any time."""
        return self.path / "last-check"

    @property
    def socket(self) -> Path:
        """Return the path of the home face's socket, which exists while a node runs."""
        return self.path / "home.sock"

    def read_config(self) -> dict[str, Any]:
        """Return the settings of the folder.

        Raises:
            Refused: `folder-empty`, `folder-version`, `folder-damaged`.
        """
        try:
            config = parse_toml("toml-malformed", self.config.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise Refused(
                "folder-empty",
                expected="a party's folder with party.toml",
                got=str(self.path),
                remedy="detente party new ID --name TEXT --dir DIR, or give the right --dir",
            ) from None
        except (Malformed, UnicodeDecodeError) as fault:
            raise Refused(
                "folder-damaged",
                expected="party.toml as TOML",
                got=str(fault),
                remedy="restore party.toml from a backup",
            ) from None
        version = config.get("detente-party")
        if version != FORMAT:
            raise Refused(
                "folder-version",
                expected=f"a folder of version {FORMAT}",
                got=f"version {version!r}",
                remedy="use the version of Détente that made this folder",
            )
        return config

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the folder for this process alone; the file `lock` names its process id.

        Raises:
            Refused: `folder-in-use`.
        """
        handle = os.open(self.path / "lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Refused(
                    "folder-in-use",
                    expected="a folder that no other process holds",
                    got=f"{self.path}, held by process {os.read(handle, 20).decode(errors='replace').strip() or '?'}",
                    remedy="use the node that runs on it, or stop that one first",
                ) from None
            os.ftruncate(handle, 0)
            os.write(handle, f"{os.getpid()}\n".encode())
            yield
        finally:
            os.close(handle)


def bring_back_identity(folder: Folder, store: "Store", party: str) -> None:
    """Keep the party's own identity notes beside its keys, and put them into a record that was lost or begun anew.

    Keys are backed up apart from the record; with the notes beside them, `council join` and the peers bring back all
    else.
    """
    kept = sorted(folder.keys.glob("identity.*.note"), key=lambda path: int(path.name.split(".")[1]))
    known = store.identities().get(party, [])
    if not known and kept:
        with store.transaction():
            for serial, path in enumerate(kept, 1):
                store.put_identity(party, serial, path.read_bytes(), None)
    for serial, note in enumerate(known, 1):
        path = folder.keys / f"identity.{serial}.note"
        if not path.exists():
            path.write_bytes(note)


class Mark:
    """The instance mark of a folder, kept in the user's state folder under the hash of the folder's real path."""

    def __init__(self, folder: Folder, store: "Store") -> None:
        root = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "detente" / "instances"
        status = folder.path.stat()
        place = f"{folder.path.resolve()}\n{status.st_dev}\n{status.st_ino}"
        self._path = root / hashlib.sha256(place.encode()).hexdigest()[:32]
        self._store = store
        self._written = -1

    def found(self) -> bool:
        """Say if this record is surely the newest of this folder: same instance, and no commit missing."""
        try:
            instance, commits = self._path.read_text(encoding="ascii").split()
        except (FileNotFoundError, ValueError):
            return False
        return instance.encode() == self._store.setting(INSTANCE) and int(commits) <= self._store.changes()

    def begin(self) -> None:
        """Mark a record just made as the one of this folder."""
        with self._store.transaction():
            self._store.put_setting(INSTANCE, os.urandom(16).hex().encode())
        self.write()

    def write(self) -> None:
        """Note the number of commits; after a power cut it may be older than the record, which does no harm."""
        commits = self._store.changes()
        if commits == self._written:
            return
        instance = (self._store.setting(INSTANCE) or b"").decode()
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._path.with_suffix(".new")
        fresh.write_text(f"{instance} {commits}\n", encoding="ascii")
        fresh.replace(self._path)
        self._written = commits
