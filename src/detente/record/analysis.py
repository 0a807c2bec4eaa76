"""Runs an analyst's query over tables that it is given, in a process of its own, in memory, reading only.

`python -m detente.record.analysis` takes on standard input the question, then rows; it answers on standard output. It
opens no file and no record and is given no key. The system holds it to bounds of time and memory, SQLite to reading: an
authorizer that allows SELECT alone, `query_only`, no ATTACH, no PRAGMA, no extension. What ends it ends nothing else.
"""

import os
import re
import resource
import sqlite3
import struct
import sys
import time
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, BinaryIO, Final

import msgspec
from msgspec import Struct

from detente.errors import Malformed, Refused
from detente.limits import QUERY_ANSWER_BYTES_MAX, QUERY_CELL_BYTES_MAX, QUERY_CHARACTERS_MAX

COMMAND: Final = (sys.executable, "-m", "detente.record.analysis")
LENGTH: Final = struct.Struct(">I")
_BEGINS: Final = re.compile(r"(?:\s|--[^\n]*(?:\n|$)|/\*.*?\*/)*(SELECT|WITH|VALUES)\b", re.IGNORECASE | re.DOTALL)
_COMMON: Final = re.compile(r"\b(USING|NATURAL)\b", re.IGNORECASE)
Cell = str | int | float | None
_NICE: Final = 5
_STEPS: Final = 10_000
"""Instructions of SQLite between two looks at the clock: some 0.1 ms."""
_ALLOWED: Final = frozenset(
    {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
)
_NO_FUNCTIONS: Final = frozenset({"load_extension", "fts3_tokenizer", "writefile", "readfile", "edit"})
_NAMES: Final = {
    getattr(sqlite3, f"SQLITE_{name}"): name.replace("_", " ")
    for name in ("ATTACH", "DETACH", "PRAGMA", "INSERT", "UPDATE", "DELETE", "CREATE_TABLE", "CREATE_TEMP_TABLE",
                 "CREATE_VIEW", "CREATE_INDEX", "CREATE_TRIGGER", "CREATE_VTABLE", "DROP_TABLE", "DROP_VIEW",
                 "ALTER_TABLE", "TRANSACTION", "SAVEPOINT", "ANALYZE", "REINDEX")
}  # fmt: skip


class Asked(Struct, frozen=True):
    """What the process is asked.

    Args:
        schema: all tables with their columns; those that are not read stay empty.
        tables: columns by table, in which the rows come.
        rows: at most so many are answered.
    """

    sql: str
    schema: dict[str, tuple[str, ...]]
    tables: dict[str, tuple[str, ...]]
    rows: int
    seconds: float
    memory_bytes: int


class Answer(Struct, frozen=True):
    """What came of it, or why nothing did, as the error that says it.

    Args:
        more: there were more rows than were asked for.
    """

    columns: tuple[str, ...] = ()
    rows: list[tuple[Cell, ...]] = []
    more: bool = False
    code: str = ""
    expected: str = ""
    got: str = ""
    remedy: str = ""


def columns_read(
    sql: str, tables: Mapping[str, Sequence[str]], costly: Container[str] = ()
) -> dict[str, tuple[str, ...]]:
    """Return which columns of which tables a query reads; it is compiled on empty tables and not run.

    Args:
        costly: columns that are read only where SQLite names them. Of columns that a JOIN has in common it names those
            of one side alone; so where a query has such a JOIN all others are read.

    Raises:
        Refused: `query-sql`, `query-not-allowed`, `query-too-long`.
    """
    if len(sql) > QUERY_CHARACTERS_MAX:
        raise Refused(
            "query-too-long", expected=f"at most {QUERY_CHARACTERS_MAX:,} characters", got=f"{len(sql):,}",
            remedy="ask in several queries",
        )  # fmt: skip
    guard = _Guard()
    if _BEGINS.match(sql) is None and sql.strip():
        guard.denied = " ".join(sql.split())[:40]
        raise guard.refusal(ValueError())
    with_tables = _made(tables)
    try:
        _bound(with_tables, guard)
        with_tables.execute(f"EXPLAIN {sql}").close()
    except (sqlite3.Error, sqlite3.Warning, ValueError) as error:
        raise guard.refusal(error) from None
    finally:
        with_tables.close()
    common = _COMMON.search(sql) is not None
    return {
        table: tuple(one for one in columns if (table, one) in guard.read or (common and one not in costly))
        or tuple(columns[:1])
        for table, columns in tables.items()
        if any(found == table for found, _column in guard.read)
    }


class _Guard:
    """What SQLite asks before it compiles a step: only reading is allowed, and what is read is remembered."""

    def __init__(self) -> None:
        self.read: set[tuple[str, str]] = set()
        self.denied = ""

    def __call__(self, action: int, one: str | None, other: str | None, *_: str | None) -> int:
        """Return what SQLite is to do."""
        if action not in _ALLOWED:
            self.denied = _NAMES.get(action, "something else than reading") + (f" {one}" if one else "")
            return sqlite3.SQLITE_DENY
        if action == sqlite3.SQLITE_FUNCTION and (other or "").lower() in _NO_FUNCTIONS:
            self.denied = f"{other}()"
            return sqlite3.SQLITE_DENY
        if action == sqlite3.SQLITE_READ:
            self.read.add((one or "", other or ""))
        return sqlite3.SQLITE_OK

    def refusal(self, error: Exception) -> Refused:
        """Return why a query is not run."""
        if self.denied:
            return Refused(
                "query-not-allowed", expected="one SELECT: this database is for reading", got=self.denied[:200],
                remedy="docs/query.md has the tables",
            )  # fmt: skip
        return Refused(
            "query-sql", expected="one SELECT, as SQLite reads it, over the tables of docs/query.md",
            got=str(error)[:400], remedy="detente query --tables lists tables and columns",
        )  # fmt: skip


def _made(tables: Mapping[str, Sequence[str]]) -> sqlite3.Connection:
    found = sqlite3.connect(":memory:", isolation_level=None)
    found.execute("PRAGMA temp_store = MEMORY")
    for table, columns in tables.items():
        found.execute(f"CREATE TABLE {table} ({', '.join(columns)})")
    return found


def _bound(database: sqlite3.Connection, guard: _Guard) -> None:
    """Hold a database to reading."""
    database.execute("PRAGMA query_only = ON")
    database.execute("PRAGMA trusted_schema = OFF")
    for limit, most in (
        (sqlite3.SQLITE_LIMIT_ATTACHED, 0), (sqlite3.SQLITE_LIMIT_LENGTH, QUERY_CELL_BYTES_MAX),
        (sqlite3.SQLITE_LIMIT_SQL_LENGTH, QUERY_CHARACTERS_MAX * 4 + 16), (sqlite3.SQLITE_LIMIT_EXPR_DEPTH, 200),
        (sqlite3.SQLITE_LIMIT_COMPOUND_SELECT, 50), (sqlite3.SQLITE_LIMIT_COLUMN, 200),
    ):  # fmt: skip
        database.setlimit(limit, most)
    database.set_authorizer(guard)


def run(asked: Asked, rows: Iterable[tuple[str, Sequence[Sequence[Cell]]]]) -> Answer:
    """Return what a query answers over rows.

    Args:
        rows: table and rows of it, of the columns that were asked for.
    """
    database = _made(asked.schema)
    try:
        for table, some in rows:
            columns = asked.tables[table]
            into = f"{table} ({', '.join(columns)})"
            database.executemany(f"INSERT INTO {into} VALUES ({','.join('?' * len(columns))})", some)  # noqa: S608  our own names
        return _asked(database, asked)
    finally:
        database.close()


def _asked(database: sqlite3.Connection, asked: Asked) -> Answer:
    guard, until = _Guard(), time.monotonic() + asked.seconds
    _bound(database, guard)
    database.text_factory = lambda data: data.decode("utf-8", "replace")
    database.set_progress_handler(lambda: int(time.monotonic() > until), _STEPS)
    try:
        cursor = database.execute(asked.sql)
        columns = tuple(one[0] for one in cursor.description or ())
        found: list[tuple[Cell, ...]] = []
        size = 0
        for row in cursor:
            if len(found) >= asked.rows:
                return Answer(columns, found, more=True)
            size += sum(len(cell) if isinstance(cell, str | bytes) else 8 for cell in row)
            if size > QUERY_ANSWER_BYTES_MAX:
                return _costly(f"at most {QUERY_ANSWER_BYTES_MAX >> 20} MiB of answer", "more")
            found.append(tuple(cell.hex() if isinstance(cell, bytes) else cell for cell in row))
    except sqlite3.OperationalError as error:
        if time.monotonic() > until:
            return _costly(f"an answer within {asked.seconds:g} s", "a query that takes longer")
        return _unrun(guard.refusal(error))
    except (sqlite3.Error, sqlite3.Warning, ValueError) as error:
        return _unrun(guard.refusal(error))
    return Answer(columns, found)


def _unrun(error: Refused | Malformed) -> Answer:
    return Answer(code=error.code, expected=error.expected, got=error.got, remedy=error.remedy)


def _costly(expected: str, got: str) -> Answer:
    remedy = "ask for less: a WHERE, a LIMIT, a condition for each JOIN"
    return Answer(code="query-costly", expected=expected, got=got, remedy=remedy)


def costly(memory_bytes: int, got: str) -> Answer:
    """Return the answer of a process that could not give one."""
    return _costly(f"a query within {memory_bytes >> 20} MiB of memory", got)


# --- in the process ---------------------------------------------------------------------------------------------------


def main() -> None:
    """Answer one query."""
    pipe = sys.stdin.buffer
    asked = msgspec.msgpack.decode(_message(pipe), type=Asked)
    _hold(asked)
    answer = b""
    with suppress(MemoryError, sqlite3.DatabaseError):
        answer = msgspec.msgpack.encode(run(asked, _rows(pipe)))
    # What it held is free again here, so that there is room to say so.
    sys.stdout.buffer.write(answer or msgspec.msgpack.encode(costly(asked.memory_bytes, "more memory")))


def _rows(pipe: BinaryIO) -> Iterator[tuple[str, list[list[Cell]]]]:
    while message := _message(pipe):
        yield msgspec.msgpack.decode(message, type=tuple[str, list[list[Any]]])


def _message(pipe: BinaryIO) -> bytes:
    head = pipe.read(LENGTH.size)
    return pipe.read(LENGTH.unpack(head)[0]) if len(head) == LENGTH.size else b""


def _hold(asked: Asked) -> None:
    os.nice(_NICE)
    for what, most in (
        (resource.RLIMIT_AS, asked.memory_bytes), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0),
    ):  # fmt: skip
        with suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    main()
