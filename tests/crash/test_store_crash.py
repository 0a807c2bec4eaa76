"""Is the disk ever wrong? A process that writes is killed at any moment, or its disk is full, or does not answer."""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from tests.disk import files_of_at_most
from tests.store.world import KEYS, Writer, derive, origin, said, texts

from detente.errors import Fault
from detente.record.fsck import fsck
from detente.record.sql import SqlStore, open_store

ROOT = Path(__file__).parents[2]
WRITER = Path(__file__).with_name("store_writer.py")


def start(path: Path, seed: int) -> "subprocess.Popen[str]":
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(WRITER), str(path), str(seed)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)


def run_and_kill(path: Path, seed: int, dice: random.Random) -> tuple[int, int, int]:
    """Let the writer do some transactions, kill it in the next, and return what it last said to have kept."""
    process = start(path, seed)
    assert process.stdin is not None
    assert process.stdout is not None
    kept = (0, 0, 0)
    for _ in range(dice.randrange(1, 6)):
        process.stdin.write("on\n")
        process.stdin.flush()
        assert process.stdout.readline().startswith("begun")
        word, *numbers = process.stdout.readline().split()
        assert word == "kept"
        kept = (int(numbers[0]), int(numbers[1]), int(numbers[2]))
    process.stdin.write("on\n" * 3)
    process.stdin.flush()
    assert process.stdout.readline().startswith("begun")
    # Not a pause: work of a length drawn from the seed, so that the signal falls now here, now there in a transaction.
    for _ in range(dice.randrange(40_000)):
        pass
    process.send_signal(signal.SIGKILL)
    rest, _ = process.communicate()
    for line in rest.splitlines():
        if line.startswith("kept") and line.count(" ") == 3:
            kept = tuple(map(int, line.split()[1:]))  # type: ignore[assignment]
    return kept


def check(store: SqlStore) -> None:
    report = fsck(store, KEYS, derive, all_signatures=True)
    assert report.ok, [str(one) for one in report.findings]


@pytest.mark.parametrize("seed", range(6))
def test_killed_at_any_moment_nothing_that_was_kept_is_missing(tmp_path: Path, seed: int) -> None:
    """The record is whole after each kill, holds all that was reported, and at most one transaction more."""
    path, dice = tmp_path / "record.db", random.Random(seed)
    for life in range(5):
        number, size, receipts = run_and_kill(path, seed * 100 + life, dice)
        store = open_store(path)
        check(store)
        feed = store.feed(origin())
        assert feed is not None
        assert feed.size >= size
        assert len(store.receipts(feed)) >= receipts
        assert number <= store.changes() <= number + 3
        assert store.setting("number") == str(store.changes()).encode()
        head = store.head(feed)
        assert head is not None
        assert head.size == feed.size == feed.head_size
        store.close()


# --- a full disk ------------------------------------------------------------------------------------------------------


def fill(store: SqlStore) -> int:
    """Say until the disk refuses, and return how many entries were kept before that."""
    writer, kept = Writer(store), 0
    while True:
        try:
            writer.say(*(said("x" * 2_000 + str(kept + at)) for at in range(20)))
        except Fault as fault:
            refused = fault
            break
        kept += 20
    assert refused.code in ("disk-full", "store-failed")
    assert refused.remedy
    return kept


def test_a_full_database_leaves_no_trace_and_goes_on(tmp_path: Path) -> None:
    """`disk-full` is told, nothing of that transaction is there, and with room again the store goes on."""
    store = open_store(tmp_path / "record.db")
    Writer(store).say(*texts(5))
    (pages,) = store.connection.execute("PRAGMA page_count").fetchone()
    store.connection.execute(f"PRAGMA max_page_count={pages + 100}")
    kept, changes = fill(store), store.changes()
    assert fill(store) == 0
    assert Writer(store).feed().size == kept + 5
    assert store.changes() == changes
    check(store)
    store.connection.execute("PRAGMA max_page_count=1000000")
    assert Writer(store).say(*texts(300)).size == kept + 305
    check(store)
    store.close()


def test_a_fault_inside_a_savepoint_ends_the_whole_transaction(tmp_path: Path) -> None:
    """SQLite may end the outer transaction by itself when the disk is full; then nothing more may be committed."""
    store = open_store(tmp_path / "record.db")
    (pages,) = store.connection.execute("PRAGMA page_count").fetchone()
    store.connection.execute(f"PRAGMA max_page_count={pages + 20}")
    outer = store.transaction()
    outer.__enter__()
    store.put_setting("before", b"1")
    with pytest.raises(Fault, match="disk-full"), store.transaction():
        Writer(store).say(*(said("x" * 9_000) for _ in range(50)))
    with pytest.raises(Fault, match="disk-full"):
        outer.__exit__(None, None, None)
    assert store.setting("before") is None
    assert store.changes() == 0
    store.put_setting("after", b"1")
    assert store.setting("after") == b"1"
    check(store)
    store.close()


@pytest.mark.parametrize("durable", [True, False])
def test_a_file_that_may_not_grow(tmp_path: Path, durable: bool) -> None:
    """The log of a record cannot be written on: a Fault, no trace, and all goes on when it can."""
    path = tmp_path / "record.db"
    store = open_store(path, durable=durable)
    Writer(store).say(*texts(5))
    with files_of_at_most(path.with_name("record.db-wal").stat().st_size + 300_000):
        kept, changes = fill(store), store.changes()
        assert fill(store) == 0
        check(store)
    assert store.changes() == changes
    assert Writer(store).say(*texts(300)).size == kept + 305
    check(store)
    store.close()
    again = open_store(path)
    check(again)
    assert Writer(again).feed().size == kept + 305
    again.close()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 2 MiB of its own, where the machine lets us have one."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("this machine does not let us mount a small disk")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_real_disk_that_is_full(small_disk: Path) -> None:
    """Whatever else took the room: a Fault, no trace, and with room again all goes on."""
    store = open_store(small_disk / "record.db")
    Writer(store).say(*texts(5))
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(1_000_000))
    kept = fill(store)
    assert fill(store) == 0
    check(store)
    ballast.unlink()
    assert Writer(store).say(*texts(300)).size == kept + 305
    check(store)
    store.close()
    again = open_store(small_disk / "record.db")
    check(again)
    assert Writer(again).feed().size == kept + 305
    again.close()


def test_a_disk_with_no_room_at_all(small_disk: Path) -> None:
    """A record that cannot even be made says so, and can be made later in the same place."""
    ballast = small_disk / "ballast"
    with ballast.open("wb", buffering=0) as handle, suppress(OSError):
        while True:
            handle.write(bytes(4_096))
    with pytest.raises(Fault) as fault:
        open_store(small_disk / "record.db")
    assert fault.value.code in ("disk-full", "store-failed")
    ballast.unlink()
    store = open_store(small_disk / "record.db")
    assert Writer(store).say(*texts(5)).size == 5
    check(store)
    store.close()
