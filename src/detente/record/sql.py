"""The store on an SQL database, and how a record is opened: at once, made anew, or brought up to this version."""

from pathlib import Path

import sqlalchemy as sa

from detente.errors import Fault, Refused
from detente.record.backend import Backend, SqliteBackend
from detente.record.parties import Parties
from detente.record.schema import HEAD, REVISIONS, commits, creation, metadata, version
from detente.record.shelves import Shelves
from detente.record.store import Store
from detente.record.streams import Streams

_VERSION = sa.select(version.c.version_num)

MEMORY = ":memory:"

_CREATION: dict[str, list[str]] = {}
"""How an empty record is made, by dialect: a simulator makes thousands."""


class SqlStore(Streams, Parties, Shelves, Store):
    """The durable replica of one party on one connection; any thread may use it, one at a time."""

    def counts(self) -> dict[str, int]:
        """Return the rows per table, how many commits there were, and `bytes` on disk, for `record stats`."""
        rows = {table.name: self.rows(table) for table in metadata.sorted_tables if table is not version}
        rows[commits.name] = self.changes()
        return {**dict(sorted(rows.items())), "bytes": self._backend.bytes_on_disk(self._connection)}

    def rows(self, table: sa.Table) -> int:
        """Return how many rows a table has."""
        row = self.one(sa.select(sa.func.count()).select_from(table), ("rows", table.name))
        return int(row[0])

    def page_faults(self) -> list[str]:
        """Return what the database finds wrong with its own pages and indexes; empty where all is well.

        Raises:
            Fault: `store-failed`.
        """
        try:
            with self.driver_errors():
                return self._backend.page_faults(self._connection)
        except Fault as fault:
            if fault.code == "record-damaged":
                return [fault.got]
            raise

    def reference_faults(self) -> list[str]:
        """Return rows that refer to a row that is not there, in words."""
        with self.driver_errors():
            return self._backend.reference_faults(self._connection)

    def version_number(self) -> str | None:
        """Return the version of the schema in the database; None where the database is empty.

        Raises:
            Fault: `record-damaged`, where it holds something else.
        """
        with self.driver_errors():
            names = self._backend.table_names(self._connection)
        if not names:
            return None
        row = self.one(_VERSION) if version.name in names else None
        if row is None:
            got = f"a database with the tables {', '.join(sorted(names)[:5])}"
            raise Fault(
                "record-damaged", expected="a record of Détente", got=got, remedy="give the path of a record.db"
            )
        return str(row[0])

    def _creation(self) -> list[str]:
        name = self._backend.dialect.name
        if name not in _CREATION:
            _CREATION[name] = creation(self._backend.dialect)
        return _CREATION[name]

    def create(self) -> None:
        """Make the tables of an empty record, all or none."""
        with self.transaction():
            for statement in self._creation():
                self.execute_text(statement)
            self._wrote = False


def open_store(path_or_url: Path | str, *, durable: bool = True) -> SqlStore:
    """Open a record, making it where there is none and bringing an older one up to this version.

    Args:
        path_or_url: a file, `sqlite:///` with a path, or `:memory:`.
        durable: each commit reaches the disk before it returns; False is for the simulator.

    Raises:
        Refused: `record-version`, `record-url`.
        Fault: `record-damaged`, `store-failed`, `disk-full`.
    """
    store = SqlStore(_backend_of(path_or_url, durable=durable))
    try:
        _bring_up(store)
    except BaseException:
        store.close()
        raise
    return store


def _backend_of(path_or_url: Path | str, *, durable: bool) -> Backend:
    text = str(path_or_url)
    if text in (MEMORY, "sqlite://", "sqlite:///:memory:"):
        return SqliteBackend(None, durable=False)
    scheme, separator, rest = text.partition("://")
    if not separator or isinstance(path_or_url, Path):
        return SqliteBackend(Path(path_or_url), durable=durable)
    if scheme == "sqlite" and rest.startswith("/"):
        return SqliteBackend(Path(rest[1:]), durable=durable)
    raise Refused(
        "record-url",
        expected="a path, or sqlite:///PATH",
        got=scheme + separator + "…",
        remedy="keep the record in a file: this version knows SQLite only",
    )


def _bring_up(store: SqlStore) -> None:
    found = store.version_number()
    if found == HEAD:
        return
    if found is None:
        store.create()
        return
    if found not in REVISIONS:
        raise Refused(
            "record-version",
            expected=f"a record of version {HEAD} or older",
            got=f"version {found[:32]}",
            remedy="open it with the version of Détente that wrote it, or a newer one",
        )
    # Alembic takes longer to import than a record takes to open, so only an older record pays for it.
    from detente.record.migrations import upgrade

    upgrade(store)
