"""The check of one feed's entries: leaves, tiles, range and heads' roots computed again, derived rows read again."""

from collections.abc import Callable, Iterator

from msgspec.structs import fields

from detente.clock import Instant
from detente.errors import DetenteError, Fault
from detente.limits import TILE_WIDTH
from detente.protocol.heads import Head
from detente.record.report import Derive, Notes
from detente.record.sql import SqlStore
from detente.record.store import ActRow, Feed
from detente.tlog.merkle import HASH_BYTES, Range, leaf_hash

PROGRESS_ENTRIES = 1_024
"""Entries between two words on how far the check is."""


class FeedCheck:
    """One walk through a feed, from its first entry to its last, with the tables that follow from them beside it."""

    def __init__(
        self, store: SqlStore, feed: Feed, notes: Notes, derive: Derive | None, progress: Callable[[int], None]
    ) -> None:
        self._store = store
        self._feed = feed
        self._notes = notes
        self._derive = derive
        self._progress = progress
        self._tree = Range()
        self._levels: list[list[bytes]] = [[]]
        self._tiles = 0
        self._diverged = False
        self._heads = store.stream_heads(feed)
        self._head = next(self._heads, None)
        self._acts = store.stream_acts(feed)
        self._act = next(self._acts, None)

    def run(self) -> None:
        """Check the feed, noting what is wrong."""
        self._check_heads()
        for index, entry, leaf, stored_at in self._store.stream_entries(self._feed):
            if index != self._tree.size:
                text = f"not there; the next entry held is {index}"
                self._notes.note("entries", self._feed.origin, self._tree.size, text)
                return
            self._entry(index, entry, leaf)
            self._check_act(index, entry, stored_at)
            self._check_heads()
            if index % PROGRESS_ENTRIES == 0:
                self._progress(index)
        self._end()
        self._progress(self._tree.size)

    def _wrong(self, table: str, index: int | None, text: str) -> None:
        self._notes.note(table, self._feed.origin, index, text)

    # --- (2) entries and range, (3) tiles ----------------------------------------------------------------------------

    def _entry(self, index: int, entry: bytes, leaf: bytes) -> None:
        self._notes.saw("entries")
        if leaf_hash(entry) != leaf:
            self._wrong("entries", index, "the leaf hash is not the hash of the entry")
        # The tree goes on with the stored leaf: a changed entry is then one finding, a changed leaf shows in the root.
        self._tree = self._tree.append(leaf)
        self._grow(0, leaf)

    def _grow(self, level: int, hash_: bytes) -> None:
        if level == len(self._levels):
            self._levels.append([])
        self._levels[level].append(hash_)
        if len(self._levels[level]) == TILE_WIDTH:
            full, self._levels[level] = self._levels[level], []
            number = (self._tree.size >> 8 * (level + 1)) - 1
            self._check_tile(level, number, full)
            self._grow(level + 1, Range.of(full).root())

    def _check_tile(self, level: int, number: int, hashes: list[bytes]) -> None:
        self._notes.saw("tiles")
        self._tiles += 1
        stored = self._store.stored_tile(self._feed, level, number)
        if stored == b"".join(hashes):
            return
        index = _first_difference(stored, hashes)
        first = (number * TILE_WIDTH + index) << 8 * level
        self._wrong("tiles", first, f"hash {index} of tile {level}/{number} is not that of the entries below it")

    def _end(self) -> None:
        """Compare what the last entry leaves: the range, unfinished tiles, and that there is nothing beyond."""
        feed = self._feed
        for level, hashes in enumerate(self._levels):
            if level and hashes:
                self._check_tile(level, self._tree.size >> 8 * (level + 1), hashes)
        found = sum(1 for _ in self._store.stream_tiles(feed))
        if found != self._tiles:
            self._wrong("tiles", None, f"{found} tiles where {feed.size} entries make {self._tiles}")
        if self._tree.size != feed.size:
            self._wrong("feeds", feed.size, f"{self._tree.size} entries are there, not {feed.size}")
        elif self._tree != feed.range:
            self._wrong("feeds", feed.size, "the compact range is not that of the entries")
        self._check_heads(to_the_end=True)
        newest = self._store.head(feed)
        if feed.head_size != (0 if newest is None else newest.size):
            self._wrong("feeds", feed.head_size, "head_size is not the size of the newest head")
        while self._act is not None:
            self._stray_act(self._act)

    # --- (4) the roots of heads --------------------------------------------------------------------------------------

    def _check_heads(self, *, to_the_end: bool = False) -> None:
        """Compare the root of each head of the present size; at the end, see to those that are ahead of the entries."""
        while self._head is not None and (to_the_end or self._head[0].size == self._tree.size):
            head, held = self._head
            self._notes.saw("heads")
            self._check_root(head, held=held)
            self._head = next(self._heads, None)

    def _check_root(self, head: Head, *, held: bool) -> None:
        if head.size > self._tree.size:
            if held:
                self._wrong("heads", head.size, f"says {head.size} entries are held, and {self._tree.size} are")
        elif head.root == self._tree.root():
            self._diverged = False
        elif not self._diverged and (held or self._feed.closed_index is None):
            # A head of another branch may come inside a receipt; then a contradiction is proven, and the feed closed.
            self._wrong("heads", head.size, "the root is not that of the entries")
            # What makes one root wrong makes all after it wrong: that is one finding.
            self._diverged = held

    # --- (6) derived rows --------------------------------------------------------------------------------------------

    def _check_act(self, index: int, entry: bytes, stored_at: Instant) -> None:
        while self._act is not None and self._act.index < index:
            self._stray_act(self._act)
        row = self._act if self._act is not None and self._act.index == index else None
        if row is not None:
            self._act = next(self._acts, None)
            self._notes.saw("acts")
        self._check_reading(index, entry, stored_at, row)
        if row is not None:
            self._check_citations(row)

    def _check_reading(self, index: int, entry: bytes, stored_at: Instant, row: ActRow | None) -> None:
        if self._derive is None:
            return
        try:
            expected = self._derive(self._feed, index, entry, stored_at)
        except Fault:
            raise
        except DetenteError as error:
            self._wrong("acts", index, f"the entry cannot be read again: {error}")
            return
        if row is None:
            self._wrong("acts", index, "the entry has no derived row")
        elif expected != row:
            self._wrong("acts", index, f"derived anew it differs in {', '.join(_differing(expected, row))}")

    def _check_citations(self, row: ActRow) -> None:
        for cited in row.cites:
            if not self._store.has_citation(row, cited):
                self._wrong("citations", row.index, f"that {row.ref} cites {cited} is not there")

    def _stray_act(self, row: ActRow) -> None:
        self._wrong("acts", row.index, f"{row.ref} is the row of no entry")
        self._act = next(self._acts, None)


def _first_difference(stored: bytes, hashes: list[bytes]) -> int:
    pairs = enumerate(hashes)
    return next((at for at, one in pairs if stored[at * HASH_BYTES : (at + 1) * HASH_BYTES] != one), len(hashes))


def _differing(expected: ActRow, row: ActRow) -> Iterator[str]:
    for one in fields(ActRow):
        if getattr(expected, one.name) != getattr(row, one.name):
            yield one.name
