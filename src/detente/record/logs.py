"""Feeds as they are kept: entries, their leaf hashes, tiles, heads. The part of a store that proves."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam

from detente.clock import Instant
from detente.errors import Malformed, Refused
from detente.limits import TILE_WIDTH
from detente.protocol.heads import Head, parse_origin
from detente.record.database import FETCH_ROWS, Database, damaged
from detente.record.schema import entries, feeds, heads, place_of, tile_place, tiles
from detente.record.store import Feed
from detente.tlog.merkle import HASH_BYTES, Range, Subtree
from detente.tlog.tiles import subtree_of, tile_width

_LEVEL_BITS = 8

_COLUMNS = (
    feeds.c.id,
    feeds.c.origin,
    feeds.c.council,
    feeds.c.channel,
    feeds.c.party,
    feeds.c.generation,
    feeds.c.number,
    feeds.c.size,
    feeds.c.range,
    feeds.c.head_size,
    feeds.c.closed_index,
)
_FEED = sa.select(*_COLUMNS).where(feeds.c.origin == bindparam("origin"))
_FEED_BY_ID = sa.select(*_COLUMNS).where(feeds.c.id == bindparam("feed"))
_NEXT_FEED = sa.select(sa.func.coalesce(sa.func.max(feeds.c.id), 0) + 1)
_OPEN = sa.insert(feeds)
_GROW = (
    sa.update(feeds)
    .where(feeds.c.id == bindparam("feed"), feeds.c.size == bindparam("old"))
    .values(size=bindparam("new"), range=bindparam("after"))
    .returning(*_COLUMNS)
)
_CLOSE = (
    sa.update(feeds)
    .where(feeds.c.id == bindparam("feed"))
    .where(sa.or_(feeds.c.closed_index.is_(None), feeds.c.closed_index > bindparam("first")))
    .values(closed_index=bindparam("first"))
)
_RAISE_HEAD = (
    sa.update(feeds)
    .where(feeds.c.id == bindparam("feed"), feeds.c.head_size < bindparam("new"))
    .values(head_size=bindparam("new"))
    .returning(*_COLUMNS)
)

_ADD_ENTRIES = sa.insert(entries)
_WITHIN = sa.and_(entries.c.place >= bindparam("first"), entries.c.place < bindparam("last"))
_LEAVES = sa.select(entries.c.leaf).where(_WITHIN).order_by(entries.c.place)
_ENTRIES = sa.select(entries.c.entry).where(_WITHIN).order_by(entries.c.place)

_TILE = sa.select(tiles.c.hashes).where(tiles.c.place == bindparam("place"))
_FIT_HEAD = sa.and_(
    heads.c.feed == bindparam("feed"), heads.c.size >= bindparam("at_least"), heads.c.size <= bindparam("at_most")
)
_HEAD_COLUMNS = sa.select(heads.c.size, heads.c.root, heads.c.signature).where(_FIT_HEAD)
_NEWEST_HEAD = _HEAD_COLUMNS.order_by(heads.c.size.desc(), heads.c.held.desc(), heads.c.root.desc()).limit(1)
_SMALLEST_HEAD = _HEAD_COLUMNS.order_by(heads.c.size, heads.c.held.desc(), heads.c.root).limit(1)

_SIZE_MAX = 2**63 - 1


def _put_tile(insert: Any) -> Any:
    new = insert(tiles)
    return new.on_conflict_do_update(index_elements=["place"], set_={"hashes": new.excluded.hashes})


def _put_head(insert: Any) -> Any:
    new = insert(heads)
    return new.on_conflict_do_update(
        index_elements=["feed", "size", "root"],
        set_={"held": new.excluded.held, "signature": new.excluded.signature},
        where=heads.c.held < new.excluded.held,
    )


class Logs(Database):
    """The feeds of a record."""

    # --- feeds -------------------------------------------------------------------------------------------------------

    def feed(self, origin: str) -> Feed | None:
        """Return the feed of that origin, or None."""
        row = self.one(_FEED, origin=origin)
        return None if row is None else _feed_of(row)

    def feed_by_id(self, feed: int) -> Feed:
        """Return the feed of that number as it is now."""
        row = self.one(_FEED_BY_ID, feed=feed)
        assert row is not None, f"feed {feed} was never opened in this record"
        return _feed_of(row)

    def feeds(self, council: str | None = None, *, channel: str | None = None, party: str | None = None) -> list[Feed]:
        """Return the feeds held, by origin."""
        wanted = {"council": council, "channel": channel, "party": party}
        given = {name: value for name, value in wanted.items() if value is not None}
        query = sa.select(*_COLUMNS).order_by(feeds.c.origin)
        for name in given:
            query = query.where(feeds.c[name] == bindparam(name))
        return [_feed_of(row) for row in self.all(query, ("feeds", *given), **given)]

    def open_feed(self, origin: str, at: Instant) -> Feed:
        """Create an empty feed; return the one that is there where it exists.

        Raises:
            Malformed: `origin-malformed`.
        """
        with self.together():
            found = self.feed(origin)
            if found is not None:
                return found
            parts = parse_origin(origin)
            (number,) = self.one(_NEXT_FEED)
            fresh = Feed(
                number,
                origin,
                parts.council,
                parts.channel,
                parts.party,
                parts.generation,
                parts.number,
                Range(),
                0,
                None,
            )
            self.write(
                _OPEN,
                id=fresh.id,
                origin=origin,
                council=fresh.council,
                channel=fresh.channel,
                party=fresh.party,
                generation=fresh.generation,
                number=fresh.number,
                size=0,
                range=fresh.range.to_bytes(),
                head_size=0,
                closed_index=None,
                opened_at=at,
            )
            return fresh

    def close_feed(self, feed: Feed, index: int) -> Feed:
        """Mark the generation as closed from that index on; the smallest index stays."""
        self.write(_CLOSE, feed=feed.id, first=index)
        return self.feed_by_id(feed.id)

    # --- entries and tiles -------------------------------------------------------------------------------------------

    def append(self, feed: Feed, entries: Sequence[bytes], leaves: Sequence[bytes], after: Range, at: Instant) -> Feed:
        """Append entries at `feed.size` and return the feed as it then is; full tiles are written on the way.

        Raises:
            Refused: `size-moved`, when the stored size is no longer `feed.size` (compare and set).
        """
        assert len(entries) == len(leaves), f"{len(entries)} entries with {len(leaves)} leaf hashes"
        assert after.size == feed.size + len(entries), (
            f"{len(entries)} entries after {feed.size} do not make {after.size}"
        )
        with self.together():
            row = self.change(_GROW, feed=feed.id, old=feed.size, new=after.size, after=after.to_bytes())
            if row is None:
                raise Refused(
                    "size-moved",
                    expected=f"{feed.size} entries in {feed.origin}",
                    got=f"{self.feed_by_id(feed.id).size}",
                    remedy="read the feed again, then append",
                )
            first = place_of(feed.id, feed.size)
            place_of(feed.id, after.size)
            self.write_rows(
                _ADD_ENTRIES,
                [
                    {"place": first + offset, "leaf": leaf, "stored_at": at, "entry": entry}
                    for offset, (entry, leaf) in enumerate(zip(entries, leaves, strict=True))
                ],
            )
            self._complete_tiles(feed, leaves)
            return _feed_of(row)

    def _complete_tiles(self, feed: Feed, leaves: Sequence[bytes]) -> None:
        """Write each level-0 tile that the new leaves complete, and its root into the levels above."""
        start = feed.size - feed.size % TILE_WIDTH
        end = feed.size + len(leaves)
        if end - start < TILE_WIDTH:
            return
        all_leaves = [*self.leaves(feed, start, feed.size), *leaves]
        full = (end - start) // TILE_WIDTH
        parts = [all_leaves[at * TILE_WIDTH : (at + 1) * TILE_WIDTH] for at in range(full)]
        first = start // TILE_WIDTH
        self._put_tiles(feed, 0, {first + at: b"".join(part) for at, part in enumerate(parts)})
        self._grow_level(feed, 1, first, [Range.of(part).root() for part in parts])

    def _grow_level(self, feed: Feed, level: int, first: int, roots: Sequence[bytes]) -> None:
        """Add the roots of tiles from number `first` of the level below; what fills up goes on to the next level."""
        grown: dict[int, bytes] = {}
        for number, root in enumerate(roots, start=first):
            n, offset = divmod(number, TILE_WIDTH)
            if n not in grown:
                grown[n] = self.stored_tile(feed, level, n) if offset else b""
                assert len(grown[n]) == offset * HASH_BYTES, (
                    f"tile {level}/{n} of {feed.origin} does not end at {offset}"
                )
            grown[n] += root
        self._put_tiles(feed, level, grown)
        full = {n: hashes for n, hashes in grown.items() if len(hashes) == TILE_WIDTH * HASH_BYTES}
        if full:
            self._grow_level(feed, level + 1, min(full), [Range.of(split(full[n])).root() for n in sorted(full)])

    def _put_tiles(self, feed: Feed, level: int, found: dict[int, bytes]) -> None:
        rows = [{"place": tile_place(feed.id, level, n), "hashes": hashes} for n, hashes in found.items()]
        self.write_rows(_put_tile, rows)

    def stored_tile(self, feed: Feed, level: int, n: int) -> bytes:
        """Return the row of a tile as it is, empty where there is none: full ones of level 0, all from level 1 on."""
        row = self.one(_TILE, place=tile_place(feed.id, level, n))
        return b"" if row is None else bytes(row[0])

    def entries(self, feed: Feed, start: int, stop: int, bytes_max: int | None = None) -> list[bytes]:
        """Return entries from `start` up to `stop`, at least one where there is one, at most `bytes_max` in all."""
        found: list[bytes] = []
        room = bytes_max
        while start < stop:
            last = min(stop, start + FETCH_ROWS)
            rows = self.all(_ENTRIES, first=place_of(feed.id, start), last=place_of(feed.id, last))
            for (entry,) in rows:
                if room is not None:
                    room -= len(entry)
                    if room < 0 and found:
                        return found
                found.append(entry)
            if len(rows) < last - start:
                return found
            start = last
        return found

    def leaves(self, feed: Feed, start: int, stop: int) -> list[bytes]:
        """Return leaf hashes, 32 bytes each."""
        if start >= stop:
            return []
        rows = self.all(_LEAVES, first=place_of(feed.id, start), last=place_of(feed.id, stop))
        return [leaf for (leaf,) in rows]

    def subtree(self, feed: Feed) -> Subtree:
        """Return the function that gives the hash of an aligned complete subtree of the feed, from tiles and leaves.

        It keeps what it has read, so it is for one piece of work and not for longer.
        """

        def read(level: int, n: int, width: int) -> bytes:
            found = self.tile(feed, level, n, width)
            assert found is not None, f"{feed.origin} has no tile {level}/{n} of {width} hashes"
            return found

        return subtree_of(feed.size, read)

    def tile(self, feed: Feed, level: int, n: int, width: int) -> bytes | None:
        """Return `width` hashes of a tlog-tiles tile, or None where the feed is too small."""
        assert 0 < width <= TILE_WIDTH, f"no width of a tile: {width}"
        if level * _LEVEL_BITS >= 64 or width > tile_width(level, n, feed.size):
            return None
        if level == 0 and tile_width(0, n, feed.size) < TILE_WIDTH:
            return b"".join(self.leaves(feed, n * TILE_WIDTH, n * TILE_WIDTH + width))
        return self.stored_tile(feed, level, n)[: width * HASH_BYTES]

    # --- heads -------------------------------------------------------------------------------------------------------

    def put_head(self, feed: Feed, head: Head) -> Feed:
        """Store a head that was verified against the entries held, and return the feed as it then is."""
        with self.together():
            self.write(_put_head, feed=feed.id, size=head.size, root=head.root, held=1, signature=head.signature)
            row = self.change(_RAISE_HEAD, feed=feed.id, new=head.size)
        return self.feed_by_id(feed.id) if row is None else _feed_of(row)

    def know_head(self, feed: Feed, head: Head) -> None:
        """Store the head inside a receipt where it was unknown; the feed may hold less, or another branch."""
        self.write(_put_head, feed=feed.id, size=head.size, root=head.root, held=0, signature=head.signature)
        self.change(_RAISE_HEAD, feed=feed.id, new=head.size)

    def head(self, feed: Feed, *, at_least: int = 0, at_most: int | None = None, newest: bool = True) -> Head | None:
        """Return the newest (or the smallest) stored head whose size lies within the bounds, or None.

        Of two heads of one size (then a contradiction is proven, or about to be) it is the one of the entries held.
        """
        query = _NEWEST_HEAD if newest else _SMALLEST_HEAD
        row = self.one(query, feed=feed.id, at_least=at_least, at_most=_SIZE_MAX if at_most is None else at_most)
        return None if row is None else Head(feed.origin, *row)


def split(hashes: bytes) -> list[bytes]:
    """Return the hashes of a tile one by one."""
    return [hashes[at : at + HASH_BYTES] for at in range(0, len(hashes), HASH_BYTES)]


def _feed_of(row: tuple[Any, ...]) -> Feed:
    number, origin, council, channel, party, generation, count, size, compact, head_size, closed_index = row
    try:
        parsed = Range.parse(compact)
    except Malformed as error:
        raise damaged(f"feed {origin}", str(error)) from error
    if parsed.size != size:
        raise damaged(f"feed {origin}", f"size {size} with the compact range of {parsed.size}")
    return Feed(number, origin, council, channel, party, generation, count, parsed, head_size, closed_index)
