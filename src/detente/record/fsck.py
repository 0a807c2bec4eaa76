"""The check of a whole record: everything that can be computed again is, and compared; signatures are verified.

The steps, as in docs/spec/record.md section 5:

(1) the database's own pages;
(2) of each feed: its name, entries without a gap, each leaf the hash of its entry, range and root;
(3) each tile;
(4) each head's root, and the signature of the newest (with `all_signatures`: of each);
(5) receipts: order and times, and of each cosigner's newest both signatures (or of each);
(6) derived rows, against the node's reading of the same entries;
(7) contradictions: that each one proves what it says, and that its generation is closed;
(8) rows that belong to nothing, marks that nothing explains.

It writes nothing and holds few rows in memory. What it cannot see: an entry that is missing with everything that names
it, which only others' receipts can show; and what is sealed under the store key.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from detente.errors import Fault, Malformed
from detente.protocol.contradiction import check_contradiction, parse_contradiction
from detente.protocol.heads import parse_origin
from detente.record.check_feed import FeedCheck
from detente.record.check_signatures import SignatureCheck, verify_signed
from detente.record.report import Derive, Keys, Notes, Progress, Report
from detente.record.sql import SqlStore
from detente.record.store import Feed, StoredContradiction


def fsck(
    store: SqlStore,
    keys: Keys,
    derive: Derive | None = None,
    *,
    all_signatures: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Check a record and return what was looked at and what is wrong.

    Args:
        store: not inside a transaction; one state of it is checked, whatever is committed meanwhile.
        keys: whose signatures are trusted.
        derive: the node's reading of an entry; without it the derived rows are compared with each other only.
        all_signatures: each signature, not only the newest ones and those that newest receipts rely on.
        progress: told now and then how far it is.

    Raises:
        Fault: `store-failed`, where the disk does not answer.
    """
    notes = Notes()
    with store.snapshot():
        # (1) The database's own pages.
        for text in store.page_faults():
            notes.note("pages", "", None, text)
        notes.saw("pages")
        # (2) to (6), feed by feed.
        _check_feeds(store, notes, SignatureCheck(keys, notes, all_signatures=all_signatures), derive, progress)
        # (7) and (8).
        with _pages_of(notes, "contradictions", ""):
            _check_contradictions(store, keys, notes)
        with _pages_of(notes, "acts", ""):
            _check_strays(store, notes)
    return notes.report()


@contextmanager
def _pages_of(notes: Notes, table: str, origin: str) -> Iterator[None]:
    """Note what cannot even be read, and go on with the next part."""
    try:
        yield
    except Fault as fault:
        if fault.code != "record-damaged":
            raise
        notes.note(table, origin, None, f"cannot be read: {fault.got} instead of {fault.expected}")


def _check_feeds(
    store: SqlStore, notes: Notes, signatures: SignatureCheck, derive: Derive | None, progress: Progress | None
) -> None:
    numbers: list[int] = []
    with _pages_of(notes, "feeds", ""):
        numbers = store.feed_numbers()
    for number in numbers:
        with _pages_of(notes, "feeds", f"number {number}"):
            notes.feeds.append(store.feed_by_id(number))
    total, done = sum(feed.size for feed in notes.feeds), 0
    for feed in notes.feeds:
        with _pages_of(notes, "feeds", feed.origin):
            _check_name(feed, notes)
            FeedCheck(store, feed, notes, derive, partial(_tell, progress, done, total)).run()
            signatures.heads(feed, store.stream_heads(feed))
            signatures.receipts(feed, store.stream_receipts(feed))
        done += feed.size


def _tell(progress: Progress | None, done: int, total: int, index: int) -> None:
    if progress is not None:
        progress(done + index, total)


def _check_name(feed: Feed, notes: Notes) -> None:
    notes.saw("feeds")
    try:
        parts = parse_origin(feed.origin)
    except Malformed as error:
        notes.note("feeds", feed.origin, None, str(error))
        return
    held = (feed.council, feed.channel, feed.party, feed.generation, feed.number)
    if held != (parts.council, parts.channel, parts.party, parts.generation, parts.number):
        notes.note("feeds", feed.origin, None, f"is kept under other names than its own: {'/'.join(map(str, held))}")


def _check_contradictions(store: SqlStore, keys: Keys, notes: Notes) -> None:
    first: dict[str, int] = {}
    for item in store.contradictions():
        notes.saw("contradictions")
        fault = _contradiction_fault(item, keys)
        if fault:
            notes.note("contradictions", item.origin, item.index, fault)
        elif item.index is not None:
            first[item.origin] = min(item.index, first.get(item.origin, item.index))
    for feed in store.feeds():
        proven = first.pop(feed.origin, None)
        if proven != feed.closed_index:
            text = f"closed from {feed.closed_index} on; the contradictions held prove {proven}"
            notes.note("feeds", feed.origin, feed.closed_index, text)
    for origin, index in first.items():
        notes.note("feeds", origin, index, "a contradiction is held, and the feed that it closes is not")


def _contradiction_fault(item: StoredContradiction, keys: Keys) -> str:
    """Return why the proof is not what its row says; empty where it is."""
    if hashlib.sha256(item.proof).hexdigest() != item.id:
        return "the proof is not the one that its id names"
    try:
        found = parse_contradiction(item.proof)
        check_contradiction(found)
        for branch in found.branches:
            verify_signed(branch.head, keys)
    except Malformed as error:
        return str(error)
    if (found.origin, found.index) != (item.origin, item.index):
        return f"proves {found.origin} {found.index}"
    return ""


def _check_strays(store: SqlStore, notes: Notes) -> None:
    for table, count in store.strays().items():
        if count:
            notes.note(table, "", None, f"{count} rows belong to no feed")
    for text in store.reference_faults():
        notes.note("pages", "", None, text)
