"""One connection, its transactions, and statements that are compiled once.

Statements are written with SQLAlchemy, so that the dialect is its concern; they run on the driver's own cursor, because
between them stands the fsync that everybody waits for. Nothing read is kept from one transaction to the next.
"""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.sql.dml import UpdateBase

from detente.errors import Fault
from detente.record import schema
from detente.record.backend import Backend, Cursor

FETCH_ROWS = 256
"""Rows taken from the driver at a time where a result may be long."""

Parameters = Mapping[str, Any]
Statement = sa.Select[Any] | UpdateBase
Build = Callable[[Any], Statement]
"""Makes a statement from the dialect's own INSERT, for the few that say ON CONFLICT."""

T = TypeVar("T")

_COUNT = sa.update(schema.commits).values(count=schema.commits.c.count + 1)
_CHANGES = sa.select(schema.commits.c.count)


def damaged(what: str, got: str) -> Fault:
    """Return the Fault of a row that this program cannot have written."""
    return Fault(
        "record-damaged",
        expected=f"{what} as it was written",
        got=got,
        remedy="detente record fsck; restore the folder from a backup: peers give back what is missing",
    )


class _Compiled:
    """A statement's text, with the order or the names in which its parameters go."""

    __slots__ = ("_defaults", "_names", "text")

    def __init__(self, statement: Statement, dialect: sa.Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        self.text = str(compiled)
        self._names: Sequence[str] | None = compiled.positiontup if compiled.positional else None
        self._defaults = {name: value for name, value in compiled.params.items() if value is not None}

    def arguments(self, values: Parameters) -> Any:
        """Return the parameters as the driver wants them."""
        if self._defaults:
            values = {**self._defaults, **values}
        return values if self._names is None else [values[name] for name in self._names]


_COMPILED: dict[str, dict[Any, _Compiled]] = {}
"""Statements by dialect, then by themselves or by the shape that names them: a process compiles each one once."""


class Database:
    """Runs statements, and keeps transactions: all or nothing, one commit at the outermost end."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._connection = backend.connect()
        self._cursor: Any = self._connection.cursor()
        self._compiled = _COMPILED.setdefault(backend.dialect.name, {})
        self._turn = threading.RLock()
        """One thread at a time: a reading beside a transaction waits for its end, and never sees half of it."""
        self._depth = 0
        self._wrote = False
        self._broken: Fault | None = None
        self._next_sequence: int | None = None

    @property
    def dialect(self) -> sa.Dialect:
        """Return how the database speaks."""
        return self._backend.dialect

    @property
    def connection(self) -> Any:
        """Return the driver's connection, to be lent to a migration inside a transaction of ours."""
        return self._connection

    @contextmanager
    def driver_errors(self) -> Iterator[None]:
        """Turn the driver's errors, also those that SQLAlchemy has wrapped, into faults.

        Raises:
            Fault: `disk-full`, `store-failed`, `record-damaged`.
        """
        try:
            yield
        except sa.exc.DBAPIError as error:
            raise self._failed(error.orig if isinstance(error.orig, Exception) else error) from error
        except self._backend.errors as error:
            raise self._failed(error) from error

    # --- transactions ------------------------------------------------------------------------------------------------

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit once at the end, or leave no trace; inside another transaction it is a savepoint.

        After a Fault nothing of the outermost transaction can be kept, also where it was caught on the way.

        Raises:
            Fault: `disk-full`, `store-failed`, `record-damaged`.
        """
        with self._turn:
            wrote = self._enter()
            try:
                yield
                if self._broken is not None:
                    raise self._broken
                self._leave()
            except BaseException:
                self._undo(wrote=wrote)
                raise
            finally:
                self._depth -= 1

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read one state of the record, whatever another process commits meanwhile; nothing can be written.

        Raises:
            Fault: `store-failed`, `record-damaged`.
        """
        assert self._depth == 0, "a snapshot is taken outside transactions"
        self._control(self._backend.begin_snapshot)
        try:
            yield
        finally:
            self._control("ROLLBACK")

    def together(self) -> AbstractContextManager[None]:
        """Return a transaction for several writes, or nothing where one is open already."""
        return nullcontext() if self._depth else self.transaction()

    def _enter(self) -> bool:
        """Open the transaction or savepoint and return if anything was written before it."""
        if self._depth == 0:
            self._wrote, self._broken, self._next_sequence = False, None, None
            self._control(self._backend.begin)
        else:
            self._control(f"SAVEPOINT level_{self._depth}")
        self._depth += 1
        return self._wrote

    def _leave(self) -> None:
        if self._depth > 1:
            self._control(f"RELEASE SAVEPOINT level_{self._depth - 1}")
            return
        if self._wrote:
            self.write(_COUNT)
        self._control("COMMIT")

    def _undo(self, *, wrote: bool) -> None:
        self._wrote, self._next_sequence = wrote, None
        if not self._backend.in_transaction(self._connection):
            return
        try:
            if self._depth > 1:
                self._control(f"ROLLBACK TO SAVEPOINT level_{self._depth - 1}")
                self._control(f"RELEASE SAVEPOINT level_{self._depth - 1}")
            else:
                self._control("ROLLBACK")
        except Fault as fault:
            # The first failure is what the caller sees; this one only makes sure that nothing is committed.
            self._broken = fault

    def _control(self, text: str) -> None:
        try:
            self._cursor.execute(text)
        except self._backend.errors as error:
            raise self._failed(error) from error

    def _failed(self, error: Exception) -> Fault:
        """Return the Fault of a driver's error, after which the running transaction can only be undone."""
        assert not isinstance(error, self._backend.integrity_errors), f"a row breaks a rule of the record: {error}"
        fault = self._backend.fault(error)
        if self._depth:
            self._broken = fault
        return fault

    def close(self) -> None:
        """Close the connection; what was committed stays."""
        assert self._depth == 0, "a store is not closed inside a transaction"
        self._cursor.close()
        self._connection.close()

    def changes(self) -> int:
        """Return the number of transactions ever committed that wrote anything."""
        row = self.one(_CHANGES)
        assert row is not None
        return int(row[0])

    # --- statements --------------------------------------------------------------------------------------------------

    def _of(self, statement: Statement | Build, key: Any = None) -> _Compiled:
        key = statement if key is None else key
        found = self._compiled.get(key)
        if found is None:
            built = statement if isinstance(statement, sa.Executable) else statement(self._backend.insert)
            found = self._compiled[key] = _Compiled(built, self._backend.dialect)
        return found

    def one(self, statement: Statement | Build, key: Any = None, /, **values: Any) -> Any:
        """Return the first row, or None."""
        compiled = self._of(statement, key)
        try:
            with self._turn:
                cursor = self._cursor.execute(compiled.text, compiled.arguments(values))
                return next(iter(cursor.fetchall()), None)
        except self._backend.errors as error:
            raise self._failed(error) from error

    def all(self, statement: Statement | Build, key: Any = None, /, **values: Any) -> list[Any]:
        """Return all rows.

        Args:
            statement: where it is built anew for each call, `key` names its shape, so that it is compiled once.
            key: hashable.
            values: its parameters.
        """
        compiled = self._of(statement, key)
        try:
            with self._turn:
                rows: list[Any] = self._cursor.execute(compiled.text, compiled.arguments(values)).fetchall()
        except self._backend.errors as error:
            raise self._failed(error) from error
        return rows

    def stream(self, statement: Statement, **values: Any) -> Iterator[Any]:
        """Yield the rows, few of them in memory at a time."""
        compiled = self._of(statement)
        cursor: Cursor = self._connection.cursor()
        try:
            cursor.execute(compiled.text, compiled.arguments(values))  # type: ignore[attr-defined]
            while rows := cursor.fetchmany(FETCH_ROWS):
                yield from rows
        except self._backend.errors as error:
            raise self._failed(error) from error
        finally:
            cursor.close()

    def write(self, statement: Statement | Build, key: Any = None, /, **values: Any) -> int:
        """Run a statement that changes rows and return how many it changed; alone it is a transaction of its own."""
        if self._depth == 0:
            with self.transaction():
                return self.write(statement, key, **values)
        # Inside a transaction the turn is ours already.
        compiled = self._of(statement, key)
        try:
            changed: int = self._cursor.execute(compiled.text, compiled.arguments(values)).rowcount
        except self._backend.errors as error:
            raise self._failed(error) from error
        self._wrote = self._wrote or changed > 0
        return changed

    def change(self, statement: Statement | Build, **values: Any) -> Any:
        """Run a statement that changes one row at most and return that row, or None where it found none."""
        assert self._depth, "a row is changed and returned in a transaction"
        row = self.one(statement, **values)
        self._wrote = self._wrote or row is not None
        return row

    def write_rows(self, statement: Statement | Build, rows: Sequence[Parameters]) -> None:
        """Run a statement once for each row; inside a transaction only."""
        assert self._depth, "many rows are written in a transaction"
        if not rows:
            return
        compiled = self._of(statement)
        try:
            self._cursor.executemany(compiled.text, [compiled.arguments(row) for row in rows])
        except self._backend.errors as error:
            raise self._failed(error) from error
        self._wrote = True

    def execute_text(self, text: str) -> None:
        """Run a statement given as text, such as the making of a table; inside a transaction only."""
        assert self._depth, "tables are made in a transaction"
        self._control(text)
        self._wrote = True
