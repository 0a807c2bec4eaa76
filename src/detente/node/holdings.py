"""The feeds of a record as they stand in this step, and the newest receipts on them, read once.

Only the core writes the record, so what it read stays true until it writes, or until a step leaves no trace.
"""

from collections.abc import Iterator

from detente.clock import Instant
from detente.protocol.heads import Receipt, Role
from detente.record.store import Feed, Store

Newest = dict[tuple[str, Role], Receipt]


class Holdings:
    """Feeds and newest receipts, kept in memory beside the store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.forget()

    def forget(self) -> None:
        """Drop everything: the next look reads the store anew."""
        self._loaded = False
        self._feeds: dict[str, Feed] = {}
        self._places: dict[tuple[str, str, str], list[str]] = {}
        self._newest: dict[str, Newest] = {}
        self._signs: dict[str, Newest] = {}

    def feed(self, origin: str) -> Feed | None:
        """Return a feed, or None."""
        self._load()
        return self._feeds.get(origin)

    def feeds(self, council: str, *, channel: str | None = None, party: str | None = None) -> list[Feed]:
        """Return a council's feeds, by origin."""
        self._load()
        if channel is not None and party is not None:
            return [self._feeds[origin] for origin in self._places.get((council, channel, party), ())]
        return [
            self._feeds[origin]
            for (place, in_channel, by), origins in sorted(self._places.items())
            if place == council and channel in (None, in_channel) and party in (None, by)
            for origin in origins
        ]

    def all(self) -> Iterator[Feed]:
        """Return every feed, by origin."""
        self._load()
        return iter([feed for _origin, feed in sorted(self._feeds.items())])

    def open(self, origin: str, at: Instant) -> Feed:
        """Return the feed of that origin, made empty where there was none."""
        return self.feed(origin) or self.put(self._store.open_feed(origin, at))

    def put(self, feed: Feed) -> Feed:
        """Remember a feed's newest state."""
        self._load()
        if feed.origin not in self._feeds:
            origins = self._places.setdefault((feed.council, feed.channel, feed.party), [])
            origins.append(feed.origin)
            origins.sort()
        self._feeds[feed.origin] = feed
        return feed

    def newest_receipts(self, feed: Feed) -> Newest:
        """Return per party and role the receipt with the greatest size."""
        if feed.origin not in self._newest:
            self._newest[feed.origin] = self._store.newest_receipts(feed)
        return self._newest[feed.origin]

    def signs_of_life(self, feed: Feed) -> Newest:
        """Return per party and role the latest receipt on the greatest size."""
        if feed.origin not in self._signs:
            self._signs[feed.origin] = self._store.newest_receipts(feed, fresh=True)
        return self._signs[feed.origin]

    def holds(self, feed: Feed, receipt: Receipt) -> bool:
        """Say if it is, to the letter, the first or the last of the newest receipts; then it was verified before."""
        by = (receipt.party, receipt.role)
        return receipt in (self.newest_receipts(feed).get(by), self.signs_of_life(feed).get(by))

    def put_receipt(self, feed: Feed, receipt: Receipt, at: Instant) -> bool:
        """Store a verified receipt and say if it told anything new."""
        new = self._store.put_receipt(feed, receipt, at)
        by, size = (receipt.party, receipt.role), receipt.head.size
        newest, signs = self._newest.get(feed.origin), self._signs.get(feed.origin)
        if newest is not None and (by not in newest or newest[by].head.size < size):
            newest[by] = receipt
        if new and signs is not None and (by not in signs or _later(receipt, signs[by])):
            signs[by] = receipt
        return new

    def _load(self) -> None:
        if not self._loaded:
            self._loaded = True
            for feed in self._store.feeds():
                self.put(feed)


def _later(one: Receipt, other: Receipt) -> bool:
    return (one.head.size, one.at) > (other.head.size, other.at)
