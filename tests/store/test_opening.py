"""Is it the same store, next year? Opening: new, old, newer, damaged, and the migrations that lead to this version."""

import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from tests.store.world import START, Writer, origin, said

from detente.errors import Fault, Refused
from detente.record.backend import SqliteBackend
from detente.record.migrations import configuration, upgrade
from detente.record.schema import HEAD, REVISIONS
from detente.record.sql import SqlStore, open_store


def shape(store: SqlStore) -> dict[str, str]:
    """Return how each table and index was made, however the statement was laid out."""
    rows = store.connection.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL")
    return {name: re.sub(r"\s+", " ", text) for name, text in rows}


def test_a_new_record_is_what_the_migrations_make() -> None:
    """There are two ways to an empty record, quick and by every step; they lead to the same place."""
    made, migrated = open_store(":memory:"), SqlStore(SqliteBackend(None, durable=False))
    upgrade(migrated)
    assert shape(made) == shape(migrated)
    assert migrated.version_number() == made.version_number() == HEAD
    assert made.changes() == 0
    assert Writer(migrated).say(said("one")).size == 1
    made.close()
    migrated.close()


def test_the_program_knows_every_migration() -> None:
    """`REVISIONS` is read without Alembic, so it must say what Alembic would."""
    scripts = ScriptDirectory.from_config(configuration())
    assert tuple(one.revision for one in reversed(list(scripts.walk_revisions()))) == REVISIONS
    assert scripts.get_current_head() == HEAD


def test_a_migration_that_fails_leaves_the_record_as_it_was(opening: Callable[[], SqlStore]) -> None:
    store = opening()
    before = shape(store)
    store.connection.execute("UPDATE alembic_version SET version_num = 'none'")
    with pytest.raises(Exception, match="none"):
        upgrade(store)
    assert shape(store) == before
    assert store.changes() == 0


def test_what_stands_at_this_version_is_opened_without_alembic(path: Path) -> None:
    """Opening is quick: neither a new record nor an existing one imports what only an old one needs."""
    code = f"""
import sys
from detente.record.sql import open_store
open_store({str(path)!r}).close()
open_store({str(path)!r}).close()
assert not [name for name in sys.modules if name.startswith("alembic")], "alembic was imported"
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_newer_record_is_refused(path: Path) -> None:
    store = open_store(path)
    store.put_setting("a", b"1")
    store.connection.execute("UPDATE alembic_version SET version_num = '0999'")
    store.close()
    before = path.read_bytes()
    with pytest.raises(Refused, match="record-version") as refused:
        open_store(path)
    assert "0999" in refused.value.got
    assert refused.value.remedy
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "content", [b"this is no database, only a text of some length" * 40, b"SQLite format 3\x00" + bytes(4080)]
)
def test_a_file_that_is_no_database(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(Fault, match="record-damaged") as fault:
        open_store(path)
    assert str(path) in fault.value.expected
    assert path.read_bytes() == content


def test_a_database_of_another_program(path: Path) -> None:
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE recipes (name TEXT)")
    other.commit()
    other.close()
    with pytest.raises(Fault, match="record-damaged") as fault:
        open_store(path)
    assert "recipes" in fault.value.got


def test_a_folder_that_is_not_there(path: Path) -> None:
    with pytest.raises(Fault, match="store-failed"):
        open_store(path / "nowhere" / "record.db")


def test_a_row_that_nobody_wrote_is_a_fault(opening: Callable[[], SqlStore]) -> None:
    """Damage that the database does not see is named where it is read, and is no crash."""
    store = opening()
    feed = Writer(store).say(said("one"))
    store.connection.execute("UPDATE acts SET cites = '[1'")
    with pytest.raises(Fault, match="record-damaged"):
        store.act_at(feed, 0)
    store.connection.execute("UPDATE acts SET cites = '[]', reading = 'guessed'")
    with pytest.raises(Fault, match="record-damaged"):
        store.act_at(feed, 0)
    store.connection.execute("UPDATE feeds SET range = x'00'")
    with pytest.raises(Fault, match="record-damaged"):
        store.feed(origin())


def test_urls(path: Path) -> None:
    open_store(f"sqlite:///{path}").close()
    assert path.exists()
    open_store("sqlite:///:memory:").close()
    with pytest.raises(Refused, match="record-url") as refused:
        open_store("postgresql://user:secret@host/record")
    assert "secret" not in str(refused.value)


def test_a_durable_record_syncs_each_commit(path: Path) -> None:
    durable = open_store(path)
    pragmas = {
        name: durable.connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")
    }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2}
    assert durable.connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
    durable.close()


def test_another_process_that_holds_the_record_is_a_fault(opening: Callable[[], SqlStore]) -> None:
    one, two = opening(), opening()
    two.connection.execute("PRAGMA busy_timeout=1")
    with one.transaction():
        one.open_feed(origin(), START)
        with pytest.raises(Fault, match="store-failed") as fault:
            two.put_setting("a", b"1")
    assert "other process" in fault.value.remedy
    two.put_setting("a", b"1")
    assert two.setting("a") == b"1"
