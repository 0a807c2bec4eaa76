"""Does a check see what is wrong? One byte is changed in each table in turn, and the first wrong thing is named."""

import random
import sqlite3
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from tests.store.world import COUNCIL, KEYS, START, Writer, derive, origin, said, signed_head, signed_receipt, texts

from detente.errors import DetenteError, Fault
from detente.protocol.acts import Act
from detente.protocol.contradiction import Branch, contradiction
from detente.protocol.entries import plain_entry
from detente.protocol.heads import Role
from detente.record.fsck import fsck
from detente.record.report import FINDINGS_MAX, Report
from detente.record.schema import place_of, tile_place
from detente.record.sql import SqlStore, open_store
from detente.record.store import StoredContradiction
from detente.tlog.merkle import Range, inclusion_proof, leaf_hash, root_of


def checked(store: SqlStore, *, all_signatures: bool = False) -> Report:
    return fsck(store, KEYS, derive, all_signatures=all_signatures)


def filled(store: SqlStore) -> SqlStore:
    """Fill a record: 520 entries and a dossier in one feed, a second feed, receipts by two parties in two roles."""
    russia, nato = Writer(store), Writer(store, origin("nato"))
    russia.say(*texts(300))
    russia.receipted("nato")
    russia.receipted("us", Role.WITNESS)
    nato.say(said("an answer", cites=["RU/LINE/0", "RU/LINE/1"], dossier="RU/LINE/0"))
    russia.say(*texts(219, 300))
    russia.receipted("nato")
    russia.say(said("and again", cites=["NATO/LINE/0"], dossier="RU/LINE/0"))
    russia.receipted("nato")
    feed = russia.feed()
    newest = store.newest_receipts(feed)["nato", Role.MIRROR]
    store.put_receipt(feed, signed_receipt(newest.head, "nato", newest.at + 60), START)
    return store


@pytest.fixture
def record(store: SqlStore) -> SqlStore:
    return filled(store)


def flip(store: SqlStore, table: str, column: str, where: str, at: int = 0) -> None:
    """Change the lowest bit of one byte of one value."""
    store.connection.execute("PRAGMA foreign_keys=OFF")
    (value,) = store.connection.execute(f"SELECT {column} FROM {table} WHERE {where}").fetchone()
    data = bytearray(value if isinstance(value, bytes) else value.encode())
    data[at] ^= 1
    changed = bytes(data) if isinstance(value, bytes) else data.decode()
    store.connection.execute(f"UPDATE {table} SET {column} = ? WHERE {where}", (changed,))


def test_a_record_as_it_should_be(record: SqlStore) -> None:
    for all_signatures in (False, True):
        report = checked(record, all_signatures=all_signatures)
        assert report.ok, report.findings
        assert report.checked["entries"] == report.checked["acts"] == 521
        assert report.checked["feeds"] == 2
        assert report.checked["tiles"] == 3
        assert report.checked["heads"] == 4
        assert report.checked["receipts"] == 4
    assert checked(record).checked["signatures"] < report.checked["signatures"]


def test_an_empty_record(store: SqlStore) -> None:
    assert checked(store) == Report({"pages": 1}, 0, ())


LAST, OF_NATO = "size = 520", "party = 'nato'"


@pytest.mark.parametrize(
    ("table", "column", "where", "at", "index", "says"),
    [
        ("entries", "entry", f"place = {place_of(1, 77)}", 12, 77, "hash of the entry"),
        ("entries", "leaf", f"place = {place_of(1, 519)}", 31, 519, "hash of the entry"),
        ("tiles", "hashes", f"place = {tile_place(1, 0, 0)}", 5 * 32 + 7, 5, "hash 5 of tile 0/0"),
        ("tiles", "hashes", "length(hashes) = 64", 40, 256, "hash 1 of tile 1/0"),
        ("heads", "root", "feed = 1 AND size = 300", 0, 300, "root"),
        ("heads", "signature", f"feed = 1 AND {LAST}", 67, 520, "not signed"),
        ("heads", "signature", f"feed = 1 AND {LAST}", 0, 520, "head-unsigned"),
        ("receipts", "first_signature", f"{OF_NATO} AND {LAST}", 75, 520, "not cosigned by nato"),
        ("receipts", "last_signature", f"{OF_NATO} AND {LAST}", 30, 520, "not cosigned by nato"),
        ("receipts", "first_signature", f"{OF_NATO} AND {LAST}", 2, 520, "receipt-unsigned"),
        ("receipts", "first_signature", f"{OF_NATO} AND size = 300", 11, 300, "signed at"),
        ("feeds", "range", "id = 1", 9, 520, "compact range"),
        ("acts", "kind", f"place = {place_of(1, 3)}", 0, 3, "kind"),
        ("acts", "dossier", f"place = {place_of(2, 0)}", 0, 0, "dossier"),
        ("citations", "cited", "cited = 'RU/LINE/1'", 0, 0, "cites RU/LINE/1"),
    ],
)
def test_one_byte_changed_anywhere_is_named(
    record: SqlStore, table: str, column: str, where: str, at: int, index: int, says: str
) -> None:
    flip(record, table, column, where, at)
    report = checked(record)
    assert not report.ok
    first = report.findings[0]
    assert (first.table, first.index) == (table, index)
    assert says in first.text
    assert str(index) in first.where
    assert first.origin in (origin(), origin("nato"))


@pytest.mark.parametrize(("table", "column"), [("receipts", "first_signature"), ("heads", "signature")])
def test_old_signatures_are_checked_where_all_are_asked_for(record: SqlStore, table: str, column: str) -> None:
    """What newer signatures stand on is not verified each time; with all signatures it is."""
    flip(record, table, column, "feed = 1 AND size = 519" + (f" AND {OF_NATO}" if table == "receipts" else ""), 60)
    assert checked(record).ok
    report = checked(record, all_signatures=True)
    assert [(one.table, one.index) for one in report.findings] == [(table, 519)]


@pytest.mark.parametrize(
    ("change", "table", "index", "says"),
    [
        (f"DELETE FROM entries WHERE place = {place_of(1, 40)}", "entries", 40, "the next entry held is 41"),
        (f"DELETE FROM entries WHERE place = {place_of(1, 519)}", "heads", 520, "says 520 entries are held"),
        ("DELETE FROM tiles WHERE length(hashes) = 64", "tiles", 0, "tile 1/0"),
        (f"INSERT INTO tiles VALUES ({tile_place(1, 0, 7)}, x'00')", "tiles", None, "4 tiles where"),
        ("UPDATE feeds SET size = 519 WHERE id = 1", "feeds", None, "cannot be read"),
        ("UPDATE feeds SET head_size = 9 WHERE id = 1", "feeds", 9, "newest head"),
        ("UPDATE feeds SET party = 'us' WHERE id = 1", "feeds", None, "other names"),
        ("UPDATE feeds SET closed_index = 4 WHERE id = 1", "feeds", 4, "contradictions held prove None"),
        ("UPDATE receipts SET first_at = first_at - 1", "receipts", 520, "kept under the time"),
        ("UPDATE receipts SET overtaken = 1 WHERE size = 300", "receipts", 300, "overtaken"),
        ("UPDATE receipts SET first_at = last_at + 1 WHERE size = 519", "receipts", 519, "after its last"),
        (f"DELETE FROM acts WHERE place = {place_of(1, 7)}", "acts", 7, "no derived row"),
        (f"UPDATE acts SET place = {place_of(1, 900)} WHERE place = {place_of(1, 519)}", "acts", 519, "no derived row"),
        ("DELETE FROM citations WHERE cited = 'RU/LINE/1'", "citations", 0, "cites RU/LINE/1"),
        (
            "INSERT INTO entries SELECT place + (9 << 40), leaf, stored_at, entry FROM entries",
            "entries",
            None,
            "no feed",
        ),
        ("DELETE FROM heads WHERE feed = 1 AND size = 519", "receipts", None, "without"),
    ],
)
def test_a_row_too_few_too_many_or_moved(
    record: SqlStore, change: str, table: str, index: int | None, says: str
) -> None:
    record.connection.execute("PRAGMA foreign_keys=OFF")
    record.connection.execute(change)
    report = checked(record)
    assert not report.ok
    assert any(one.index == index and says in str(one) for one in report.findings), list(map(str, report.findings))
    assert report.findings[0].table in (table, "feeds", "pages")


def test_one_wrong_leaf_is_not_a_thousand_findings(record: SqlStore) -> None:
    """What follows from the first wrong thing is one finding in each table, so that the count says something."""
    flip(record, "entries", "leaf", f"place = {place_of(1, 2)}")
    assert checked(record).wrong < 6


def test_findings_are_counted_beyond_those_in_words(record: SqlStore) -> None:
    record.connection.execute("UPDATE acts SET officer = 'nobody'")
    report = checked(record)
    assert report.wrong == 521
    assert len(report.findings) == FINDINGS_MAX


def test_an_entry_that_cannot_be_read_again_is_a_finding(record: SqlStore) -> None:
    """The node's own reading may fail on what is stored; the check goes on."""

    def failing(*_given: object) -> None:
        raise DetenteError("unreadable", expected="an entry that can be read", got="another")

    report = fsck(record, KEYS, failing)
    assert report.wrong == 521
    assert "unreadable" in report.findings[0].text


def test_without_a_reading_the_rows_are_compared_with_each_other(record: SqlStore) -> None:
    record.connection.execute("UPDATE acts SET officer = 'nobody'")
    assert fsck(record, KEYS).ok
    record.connection.execute("DELETE FROM citations")
    assert fsck(record, KEYS).wrong == 3


def test_progress_rises_to_the_end(record: SqlStore) -> None:
    told: list[tuple[int, int]] = []
    fsck(record, KEYS, derive, progress=lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    assert told[-1] == (521, 521)


# --- contradictions ---------------------------------------------------------------------------------------------------


def two_branches(store: SqlStore, index: int = 0) -> StoredContradiction:
    """Return the proof that Russia signed two different entries at one index."""
    found = []
    for text in ("one", "two"):
        entries = [plain_entry(Act(kind=f"k{at}", claimed_at=START, officer=text)) for at in range(index + 1)]
        leaves = [leaf_hash(entry) for entry in entries]
        tree = Range.of(leaves)
        proof = inclusion_proof(index, tree.size, lambda start, end, leaves=leaves: Range.of(leaves[start:end]).root())
        assert root_of(tree.size, lambda start, end, leaves=leaves: Range.of(leaves[start:end]).root()) == tree.root()
        found.append(Branch(entries[index], index, tuple(proof), signed_head(origin(), tree)))
    whole = contradiction(*found)
    return StoredContradiction(whole.id, COUNCIL, origin(), index, whole.to_bytes(), START)


def test_a_closed_feed_with_its_proof(record: SqlStore) -> None:
    for index in (3, 1):
        record.put_contradiction(two_branches(record, index))
        feed = record.feed(origin())
        assert feed is not None
        record.close_feed(feed, index)
    assert checked(record).ok
    assert checked(record).checked["contradictions"] == 2


def test_a_proof_that_does_not_fit_its_row(record: SqlStore) -> None:
    item = two_branches(record, 2)
    record.put_contradiction(item)
    assert "prove 2" in str(checked(record).findings[0])
    feed = record.feed(origin())
    assert feed is not None
    record.close_feed(feed, 2)
    assert checked(record).ok
    flip(record, "contradictions", "proof", "position = 1", 90)
    assert checked(record).findings[0].table == "contradictions"
    data = record.connection.execute("SELECT proof FROM contradictions").fetchone()[0]
    record.connection.execute("UPDATE contradictions SET id = ?", (sha256(data).hexdigest(),))
    first = checked(record).findings[0]
    assert (first.table, first.index) == ("contradictions", 2)


def test_a_proof_without_the_feed_that_it_closes(store: SqlStore) -> None:
    store.put_contradiction(two_branches(store))
    assert "closes is not" in str(checked(store).findings[0])


def test_a_head_of_another_branch_is_wrong_until_a_contradiction_explains_it(record: SqlStore) -> None:
    feed = record.feed(origin())
    assert feed is not None
    other = signed_head(origin(), Range.of([leaf_hash(said(f"other {at}")) for at in range(3)]))
    record.put_receipt(feed, signed_receipt(other, "us", START), START)
    assert (checked(record).findings[0].table, checked(record).findings[0].index) == ("heads", 3)
    record.put_contradiction(two_branches(record))
    record.close_feed(feed, 0)
    assert checked(record).ok


# --- damaged files ----------------------------------------------------------------------------------------------------


def test_a_damaged_file_is_reported_and_never_a_crash(path: Path) -> None:
    """Bytes of the file changed at seeded places: the check ends with a report, or opening with a Fault."""
    filled(open_store(path, durable=False)).close()
    whole, dice, wrong = path.read_bytes(), random.Random(7), 0
    for _ in range(40):
        data = bytearray(whole)
        for _ in range(4):
            data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
        path.write_bytes(data)
        for leftover in path.parent.glob("record.db-*"):
            leftover.unlink()
        wrong += not survives(path)
    assert wrong > 20


def survives(path: Path) -> bool:
    try:
        store = open_store(path, durable=False)
    except Fault as fault:
        if fault.code == "record-damaged":
            return False
        raise
    try:
        return checked(store).ok
    finally:
        store.close()


def test_a_check_reads_one_state_while_another_process_writes(path: Path, opening: Callable[[], SqlStore]) -> None:
    """A node goes on while its record is checked; the check sees whole commits only."""
    writing, reading = filled(opening()), opening()
    writer = Writer(writing, at=START + 1_000)
    told: list[int] = []

    def write_on(done: int, _total: int) -> None:
        told.append(done)
        writer.say(said(f"meanwhile {done}"))

    assert fsck(reading, KEYS, derive, progress=write_on).ok
    assert told
    assert writer.feed().size == 520 + len(told)


def test_what_the_disk_does_not_give_is_a_fault(record: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that does not answer is no finding about the record."""

    def refuse(_connection: object) -> list[str]:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(record._backend, "page_faults", refuse)
    with pytest.raises(Fault, match="store-failed"):
        checked(record)
    monkeypatch.undo()
    assert checked(record).ok
