"""What differs between databases, and nothing else: opening one, its failures in our words, a look at its own pages."""

import sqlite3
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any, ClassVar, Protocol

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from detente.errors import Fault

BUSY_MILLISECONDS = 10_000
"""How long a write waits for another process, such as a check; longer than any transaction here takes."""

CACHE_KIBIBYTES = 16_384
"""Pages kept in memory: the tops of all trees of a record of a million entries."""

WAL_BYTES_MAX = 16_777_216
"""What the write-ahead log is cut back to after a checkpoint; one large transaction may have made it longer."""


class Cursor(Protocol):
    """What is used of a DB-API cursor (PEP 249)."""

    rowcount: int

    def fetchone(self) -> Any: ...  # noqa: D102  PEP 249
    def fetchall(self) -> list[Any]: ...  # noqa: D102
    def fetchmany(self, size: int) -> list[Any]: ...  # noqa: D102
    def close(self) -> None: ...  # noqa: D102


class Connection(Protocol):
    """What is used of a DB-API connection (PEP 249); it commits only where it is told to."""

    def cursor(self) -> Any: ...  # noqa: D102
    def close(self) -> None: ...  # noqa: D102


class Backend(ABC):
    """One kind of database."""

    begin: ClassVar[str]
    begin_snapshot: ClassVar[str]
    errors: ClassVar[type[Exception]]
    integrity_errors: ClassVar[type[Exception]]
    dialect: sa.Dialect
    insert: Any
    """The dialect's own INSERT, the one that can say ON CONFLICT."""

    @abstractmethod
    def connect(self) -> Connection:
        """Open the one connection of a store, in autocommit: every BEGIN is ours.

        Raises:
            Fault: `record-damaged`, `store-failed`.
        """

    @abstractmethod
    def fault(self, error: Exception) -> Fault:
        """Return what a failure of the database means: `disk-full`, `record-damaged` or `store-failed`."""

    @abstractmethod
    def in_transaction(self, connection: Connection) -> bool:
        """Say if a transaction is open; some failures end it without being asked."""

    @abstractmethod
    def table_names(self, connection: Connection) -> set[str]:
        """Return the names of the tables there are."""

    @abstractmethod
    def page_faults(self, connection: Connection) -> list[str]:
        """Return what the database finds wrong with its own pages and indexes; it may take long."""

    @abstractmethod
    def reference_faults(self, connection: Connection) -> list[str]:
        """Return rows whose foreign key names no row; it may take long."""

    @abstractmethod
    def bytes_on_disk(self, connection: Connection) -> int:
        """Return how much room the record takes."""


class SqliteBackend(Backend):
    """SQLite, in a file with a write-ahead log, or in memory.

    Args:
        path: the file; None keeps everything in memory.
        durable: each commit reaches the disk before it returns. Without it a killed process still loses nothing, and
            a power cut may.
    """

    begin = "BEGIN IMMEDIATE"
    begin_snapshot = "BEGIN"
    errors = sqlite3.Error
    integrity_errors = sqlite3.IntegrityError

    def __init__(self, path: Path | None, *, durable: bool) -> None:
        self._path = path
        self._durable = durable
        self.dialect = sqlite.dialect()
        self.insert = sqlite.insert

    def connect(self) -> sqlite3.Connection:
        """Open the file, with the settings that make a commit durable."""
        place = ":memory:" if self._path is None else str(self._path)
        try:
            connection = sqlite3.connect(
                place,
                isolation_level=None,
                check_same_thread=False,
                cached_statements=256,
                timeout=BUSY_MILLISECONDS / 1000,
            )
        except sqlite3.Error as error:
            raise self.fault(error) from error
        try:
            for pragma in self._pragmas():
                connection.execute(f"PRAGMA {pragma}").fetchall()
        except sqlite3.Error as error:
            connection.close()
            raise self.fault(error) from error
        return connection

    def _pragmas(self) -> list[str]:
        return [
            f"busy_timeout={BUSY_MILLISECONDS}",
            "journal_mode=WAL",
            f"synchronous={'FULL' if self._durable else 'OFF'}",
            "foreign_keys=ON",
            "trusted_schema=OFF",
            f"cache_size=-{CACHE_KIBIBYTES}",
            f"journal_size_limit={WAL_BYTES_MAX}",
        ]

    def fault(self, error: Exception) -> Fault:
        """Return what an SQLite result code means. Source: sqlite.org/rescode.html."""
        code = getattr(error, "sqlite_errorcode", 0)
        place = "memory" if self._path is None else str(self._path)
        got = f"{error} ({getattr(error, 'sqlite_errorname', type(error).__name__)})"
        # The least byte is the kind of failure; text that is no UTF-8 is found by Python's driver, which gives no code.
        kind = sqlite3.SQLITE_CORRUPT if not code and "decode" in str(error) else code & 0xFF
        if kind == sqlite3.SQLITE_FULL or code == sqlite3.SQLITE_IOERR_SHMSIZE:
            return Fault(
                "disk-full",
                expected=f"room to write {place}",
                got=got,
                remedy="free some room; nothing of this step was stored",
            )
        if kind in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            return Fault(
                "record-damaged",
                expected=f"a record in {place}",
                got=got,
                remedy="detente record fsck; restore the folder from a backup: peers give back what is missing",
            )
        if kind in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return Fault(
                "store-failed",
                expected=f"a record in {place} that no other process is writing",
                got=got,
                remedy="end the other process that holds the record",
            )
        return Fault(
            "store-failed",
            expected=f"a record in {place} that can be read and written",
            got=got,
            remedy="look at the disk and at the rights on the folder; nothing of this step was stored",
        )

    def in_transaction(self, connection: Any) -> bool:
        """Say if a transaction is open; a full disk ends it without being asked."""
        return bool(connection.in_transaction)

    def table_names(self, connection: Any) -> set[str]:
        """Return the names of the tables there are."""
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}

    def page_faults(self, connection: Any) -> list[str]:
        """Return the findings of SQLite's own check; empty where it says ok."""
        rows = connection.execute("PRAGMA integrity_check(10)").fetchall()
        return [] if rows == [("ok",)] else [str(text) for (text,) in rows]

    def reference_faults(self, connection: Any) -> list[str]:
        """Return rows that refer to none, the first of them."""
        orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
        return [f"a row of {table} without its {parent}" for table, _row, parent, _key in orphans[:10]]

    def bytes_on_disk(self, connection: Any) -> int:
        """Return the size of the file and its log; in memory, of the pages."""
        if self._path is None:
            (pages,), (page_bytes,) = (
                connection.execute(f"PRAGMA {name}").fetchone() for name in ("page_count", "page_size")
            )
            return int(pages * page_bytes)
        parts = (self._path, self._path.with_name(self._path.name + "-wal"))
        return sum(part.stat().st_size for part in parts if part.exists())
