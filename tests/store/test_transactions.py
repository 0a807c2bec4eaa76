"""Is it the same store? Transactions: all or nothing, and the count of commits, on every backend."""

import threading
from pathlib import Path

import pytest
from tests.store.world import START, Writer, origin, said, texts, undone

from detente.errors import Fault, Refused
from detente.record.sql import SqlStore, open_store
from detente.record.store import Store


def snapshot(store: SqlStore) -> list[str]:
    """Return every row of every table, as text."""
    names = sorted(name for name in store.counts() if name != "bytes")
    return [f"{name}: {row}" for name in names for row in store.connection.execute(f"SELECT * FROM {name}")]


def test_what_fails_leaves_no_trace(store: SqlStore) -> None:
    Writer(store).say(*texts(3))
    before = snapshot(store)
    with undone(store):
        Writer(store).say(*texts(300, 3))
        Writer(store).receipted("nato")
        store.put_setting("key", b"value")
        store.drop_derived()
    assert snapshot(store) == before


def test_a_savepoint_fails_alone(store: SqlStore) -> None:
    """What is refused inside leaves no trace of itself; what went before and after it stays."""
    writer = Writer(store)
    with store.transaction():
        writer.say(said("before"))
        between = snapshot(store)
        with undone(store):
            writer.say(*texts(300))
            with store.transaction():
                store.put_setting("deep", b"1")
        assert snapshot(store) == between
        writer.say(said("after"))
    assert store.entries(writer.feed(), 0, 9) == [said("before"), said("after")]
    assert store.setting("deep") is None
    assert [sequence for sequence, _row in store.acts()] == [1, 2]


def test_commits_are_counted_and_only_those_that_wrote(store: Store) -> None:
    assert store.changes() == 0
    with store.transaction():
        store.put_setting("a", b"1")
        with store.transaction():
            store.put_setting("b", b"2")
    assert store.changes() == 1
    with store.transaction():
        assert store.setting("a") == b"1"
    with undone(store):
        store.put_setting("a", b"3")
    with store.transaction(), undone(store):
        store.put_setting("a", b"3")
    store.put_setting("a", b"1")
    assert store.changes() == 1
    store.put_setting("a", b"4")
    assert store.changes() == 2


def test_a_write_alone_is_a_transaction(store: Store) -> None:
    writer = Writer(store)
    writer.feed()
    writer.receipted("nato")
    assert store.changes() == 2


def test_a_commit_that_wrote_nothing_touches_no_disk(path: Path) -> None:
    store = open_store(path)
    store.put_setting("a", b"1")
    log = path.with_name("record.db-wal")
    before = log.read_bytes()
    with store.transaction():
        store.put_setting("a", b"1")
        assert store.feed(origin()) is None
    assert log.read_bytes() == before
    store.close()


def test_a_fault_that_is_caught_on_the_way_still_undoes_everything(store: SqlStore) -> None:
    """Nobody may commit the rest of a transaction of which the disk refused a part."""
    before = snapshot(store)
    outer = store.transaction()
    outer.__enter__()
    store.put_setting("a", b"1")
    with pytest.raises(Fault, match="store-failed"), store.transaction():
        store.execute_text("INSERT INTO nowhere VALUES (1)")
    store.put_setting("b", b"1")
    with pytest.raises(Fault, match="store-failed"):
        outer.__exit__(None, None, None)
    assert snapshot(store) == before
    store.put_setting("a", b"2")
    assert store.setting("a") == b"2"


def test_a_refusal_does_not_end_the_transaction(store: Store) -> None:
    writer = Writer(store)
    with store.transaction():
        stale = writer.feed()
        writer.say(said("one"))
        with pytest.raises(Refused, match="size-moved"):
            store.append(stale, [], [], stale.range, START)
        writer.say(said("two"))
    assert writer.feed().size == 2


def test_any_thread_may_use_a_store(store: Store) -> None:
    """A node opens its record and hands it to the thread that works with it."""
    done: list[int] = []
    thread = threading.Thread(target=lambda: done.append(Writer(store).say(said("elsewhere")).size))
    thread.start()
    thread.join()
    assert done == [1]
    assert store.changes() == 1


def test_what_was_committed_is_there_after_opening_again(path: Path) -> None:
    store = open_store(path)
    feed = Writer(store).say(*texts(300))
    before = snapshot(store)
    store.close()
    again = open_store(path)
    assert snapshot(again) == before
    assert again.feed(origin()) == feed
    again.close()


def test_another_process_may_read_meanwhile(path: Path) -> None:
    """A reader sees whole commits only, and a snapshot of it stays what it is."""
    writing, reading = open_store(path, durable=False), open_store(path, durable=False)
    writer = Writer(writing)
    writer.say(said("one"))
    with reading.snapshot():
        assert [feed.size for feed in reading.feeds()] == [1]
        with writing.transaction():
            writer.say(said("two"))
            assert [feed.size for feed in reading.feeds()] == [1]
        assert [feed.size for feed in reading.feeds()] == [1]
    assert [feed.size for feed in reading.feeds()] == [2]
    writing.close()
    reading.close()
