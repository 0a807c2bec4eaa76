"""The record read from end to end, few rows in memory at a time: what a check of everything needs."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam

from detente.clock import Instant
from detente.errors import Fault
from detente.protocol.heads import Head, Receipt
from detente.record.acts import ACT_ROW, Acts, act_of
from detente.record.receipts import RECEIPT_ROW, Receipts, first_of, last_of
from detente.record.schema import (
    INDEX_BITS,
    acts,
    citations,
    entries,
    feed_and_index,
    feeds,
    heads,
    receipts,
    tile_of,
    tiles,
)
from detente.record.store import ActRow, Feed

_FEED_NUMBERS = sa.select(feeds.c.id).order_by(feeds.c.origin)
_HEADS = (
    sa.select(heads.c.size, heads.c.root, heads.c.signature, heads.c.held)
    .where(heads.c.feed == bindparam("feed"))
    .order_by(heads.c.size, heads.c.held.desc(), heads.c.root)
)
_RECEIPTS = (
    RECEIPT_ROW.add_columns(receipts.c.overtaken)
    .where(receipts.c.feed == bindparam("feed"))
    .order_by(receipts.c.party, receipts.c.role, receipts.c.size.desc())
)


def _of_feed(query: Any, place: Any) -> Any:
    return query.where(place >= bindparam("first"), place < bindparam("last")).order_by(place)


_ENTRIES = _of_feed(sa.select(entries.c.place, entries.c.entry, entries.c.leaf, entries.c.stored_at), entries.c.place)
_TILES = _of_feed(sa.select(tiles.c.place), tiles.c.place)
_ACTS = _of_feed(ACT_ROW, acts.c.place)

_HAS_CITATION = (
    sa.select(citations.c.place)
    .where(citations.c.council == bindparam("council"), citations.c.cited == bindparam("cited"))
    .where(citations.c.place == bindparam("place"))
)


def _strays(place: Any) -> Any:
    known = sa.select(feeds.c.id).where(feeds.c.id == place.bitwise_rshift(INDEX_BITS)).exists()
    return sa.select(sa.func.count()).select_from(place.table).where(~known)


_STRAYS = {table.name: _strays(table.c.place) for table in (entries, tiles, acts, citations)}


class Streams(Receipts, Acts):
    """Everything that a record holds of each feed, in order."""

    def feed_numbers(self) -> list[int]:
        """Return the numbers of the feeds, by origin."""
        return [number for (number,) in self.all(_FEED_NUMBERS)]

    def stream_entries(self, feed: Feed) -> Iterator[tuple[int, bytes, bytes, Instant]]:
        """Yield (index, entry, leaf hash, stored at) of all entries there are, beyond the feed's size too.

        Raises:
            Fault: `record-damaged`, `store-failed`.
        """
        for place, entry, leaf, stored_at in self.stream(_ENTRIES, **_bounds(feed)):
            # A page that changed can read as nothing where nothing may stand.
            if not (isinstance(entry, bytes) and isinstance(leaf, bytes)):
                raise Fault("record-damaged", expected="an entry with its leaf hash", got=f"place {place} without")
            yield feed_and_index(place)[1], entry, leaf, stored_at

    def stream_tiles(self, feed: Feed) -> Iterator[tuple[int, int]]:
        """Yield (level, number) of all tiles there are."""
        for (place,) in self.stream(_TILES, **_bounds(feed)):
            yield tile_of(place)[1:]

    def stream_acts(self, feed: Feed) -> Iterator[ActRow]:
        """Yield the derived rows by index."""
        for row in self.stream(_ACTS, **_bounds(feed)):
            yield act_of(row)

    def stream_heads(self, feed: Feed) -> Iterator[tuple[Head, bool]]:
        """Yield each head by size, and if it was stored for the entries held here."""
        for *head, held in self.stream(_HEADS, feed=feed.id):
            yield Head(feed.origin, *head), held == 1

    def stream_receipts(self, feed: Feed) -> Iterator[tuple[Receipt, Receipt, bool]]:
        """Yield first receipt, last receipt and the mark `overtaken` of each row: by cosigner, largest size first."""
        for *row, overtaken in self.stream(_RECEIPTS, feed=feed.id):
            yield first_of(feed, row), last_of(feed, row), overtaken == 1

    def has_citation(self, row: ActRow, cited: str) -> bool:
        """Say if it stands in the table of citations that the act cites that reference."""
        place = row.feed << INDEX_BITS | row.index
        return self.one(_HAS_CITATION, council=row.council, cited=cited, place=place) is not None

    def strays(self) -> dict[str, int]:
        """Return how many rows belong to no feed, by table."""
        return {name: int(self.one(query)[0]) for name, query in _STRAYS.items()}


def _bounds(feed: Feed) -> dict[str, int]:
    return {"first": feed.id << INDEX_BITS, "last": feed.id + 1 << INDEX_BITS}
