"""What this node shows of logs to those who read them as files: heads with cosignatures, tiles, bundles of entries.

Source: C2SP tlog-tiles; tlog-witness and tlog-mirror for the heads under their monitoring prefixes.
"""

from hashlib import sha256

from detente import limits
from detente.errors import Malformed
from detente.node.context import Context
from detente.node.standard import Standard
from detente.record.store import Feed
from detente.tlog.merkle import HASH_BYTES
from detente.tlog.notes import Note
from detente.tlog.tiles import Bundle, Tile, encode_bundle, parse_path, tile_width

LOG, MIRROR, WITNESS = "log", "mirror", "witness"
"""Where a log is shown: by its author, by who holds a copy, by who has seen its heads."""

CHECKPOINT = "checkpoint"


class Display:
    """Answers readers of logs; it changes nothing."""

    def __init__(self, context: Context, standard: Standard) -> None:
        self._context = context
        self._standard = standard
        self._origins: dict[str, str] = {}
        self._read_at = -1

    def get(self, peer: str, prefix: str, origin_hash: str, path: str) -> bytes | None:
        """Return what stands at a path of a log under a prefix, or None where nothing does that the peer may hold.

        Args:
            peer: whose root stands behind the request.
            prefix: `log`, `mirror` or `witness`.
            origin_hash: SHA-256 of the origin, lower-case hex.
            path: below it, like `checkpoint` or `tile/0/x001/234.p/5`.
        """
        feed = self._feed(origin_hash)
        if feed is None or not self._may(peer, feed) or (prefix == LOG) != (feed.party == self._context.party):
            return None
        if path == CHECKPOINT:
            head = self._checkpoint(prefix, feed)
            return None if head is None else head.to_bytes()
        return None if prefix == WITNESS else self._tile(feed, path)

    def _checkpoint(self, prefix: str, feed: Feed) -> Note | None:
        if prefix == LOG:
            return self._own(feed)
        receipt = self._standard.mirrored(feed) if prefix == MIRROR else self._standard.sighting(feed.origin)
        return None if receipt is None else receipt.head.note().with_signatures([receipt.line()])

    def _own(self, feed: Feed) -> Note | None:
        """Return our newest head with the cosignatures that came for it, at most as many as every reader must take."""
        head = self._context.store.head(feed, at_most=feed.size)
        if head is None:
            return None
        receipts = [one for one in self._context.held.newest_receipts(feed).values() if one.head == head]
        lines = [one.line() for one in sorted(receipts, key=lambda one: (one.role, one.party))]
        return head.note().with_signatures(lines[: limits.PROOF_COSIGNATURES_MAX])

    def _tile(self, feed: Feed, path: str) -> bytes | None:
        try:
            found = parse_path(path)
        except Malformed:
            return None
        level = found.level if isinstance(found, Tile) else 0
        if found.width > tile_width(level, found.index, feed.size):
            return None
        match found:
            case Tile(level, index, width):
                hashes = self._context.store.tile(feed, level, index, width)
                assert hashes is None or len(hashes) == width * HASH_BYTES, f"a tile of another width at {path}"
                return hashes
            case Bundle(index, width):
                start = index * limits.TILE_WIDTH
                return encode_bundle(self._context.store.entries(feed, start, start + width))

    def _feed(self, origin_hash: str) -> Feed | None:
        """Return the feed whose origin has that hash; after a commit the feeds are looked through anew, once."""
        if origin_hash not in self._origins and self._read_at != self._context.store.changes():
            self._read_at = self._context.store.changes()
            self._origins = {hash_of(feed.origin): feed.origin for feed in self._context.held.all()}
        origin = self._origins.get(origin_hash)
        return None if origin is None else self._context.held.feed(origin)

    def _may(self, peer: str, feed: Feed) -> bool:
        try:
            self._context.directory.admissible(feed.origin, peer)
        except Malformed:
            return False
        return True


def hash_of(origin: str) -> str:
    """Return the name of a log in URLs: SHA-256 of its origin, lower-case hex."""
    return sha256(origin.encode()).hexdigest()
