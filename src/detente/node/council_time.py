"""The council's time, read from the depositary's journal into rows, and from there as the `Journal` that desks ask."""

from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from detente.clock import Instant
from detente.council.journal import Heads, Journal, Recorded
from detente.errors import Malformed
from detente.node.context import Context
from detente.node.directory import OWN
from detente.node.reader import open_at
from detente.protocol import cbor
from detente.protocol.acts import HEADS, OPEN, RECEIPTS, Act
from detente.protocol.counts import is_count
from detente.protocol.entries import parse_plain
from detente.protocol.heads import COSIGNATURE_BYTES, Role, parse_origin
from detente.record.store import ActRow, Feed
from detente.tlog.checkpoint import Checkpoint, parse_checkpoint
from detente.tlog.cosignature import verify_cosignature
from detente.tlog.notes import Signature

ROWS_AT_A_TIME = 500
GENERATION_BITS = 33
"""A position joins the journal's generation and the index in it: 2^30 generations of 2^33 entries fit 63 bits."""


class Course(Struct, frozen=True):
    """Which entries of a journal tell the time, by what its later generations say of the earlier ones.

    Args:
        ends: generation to the size that a later one continued; what lies beyond it counts for nothing.
        told: the last generation whose predecessors are held here that far, and that has no rival; later ones tell
            no time.
    """

    ends: Mapping[int, int] = field(default_factory=dict)
    told: int | None = None

    def counts(self, position: int) -> bool:
        """Say if the entry at a position tells the time."""
        number, index = position >> GENERATION_BITS, position & ((1 << GENERATION_BITS) - 1)
        return (self.told is None or number <= self.told) and index < self.ends.get(number, index + 1)


class CouncilTime:
    """Reads journals, and says which time it is by them."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._built: dict[tuple[str, frozenset[str]], Journal] = {}
        self._kept: dict[tuple[str, frozenset[str]], Journal] = {}
        """Journals as they were built last: while no journal says more, only what is held of feeds changes in them."""
        self._said: object = None
        """What journals said by then."""

    def forget(self) -> None:
        """Drop what was read in work that left no trace."""
        self._built.clear()
        self._kept.clear()

    def read(self) -> bool:
        """Read what journals hold since the last time, and say if there were new heads.

        After a contradiction everything is read anew: what lies beyond it counts for nothing.
        """
        store = self._context.store
        self._built.clear()
        known = str(len(store.contradictions())).encode()
        if store.setting("journal-contradictions") != known:
            store.put_setting("journal-contradictions", known)
            store.drop_journal()
            for council in self._context.directory.councils:
                store.put_setting(f"journal-read/{council}", b"0")
        new = [council for council in self._context.directory.councils if self._read(council)]
        said = {council: (known, self._said_in(council)) for council in self._context.directory.councils}
        if said != self._said:
            self._said = said
            self._kept.clear()
        return bool(new)

    def _said_in(self, council: str) -> object:
        """Return what changes with each word of a journal, and with what closes one of its generations."""
        directory = self._context.directory
        feeds = self._context.held.feeds(council, channel="journal", party=directory.charter(council).depositary)
        read = self._context.store.setting(f"journal-read/{council}")
        return read, tuple((feed.origin, feed.size, feed.closed_index) for feed in feeds)

    def journal(self, council: str, channels: frozenset[str]) -> Journal:
        """Return the journal as far as it is held here, for the feeds of some channels."""
        key = (council, channels)
        if key not in self._built:
            self._built[key] = self._build(council, channels)
        return self._built[key]

    # --- building ---------------------------------------------------------------------------------

    def _build(self, council: str, channels: frozenset[str]) -> Journal:
        kept = self._context.directory.charter(council).depositary is not None
        shared = sorted(channels - {OWN})
        feeds = {feed.origin: feed for name in shared for feed in self._context.held.feeds(council, channel=name)}
        if not kept:
            return Journal(receipts={origin: self._receipted(feed) for origin, feed in feeds.items()}, kept=False)
        held = {origin: self._open_here(feed) for origin, feed in feeds.items()}
        known = self._kept.get((council, channels))
        if known is None or not feeds.keys() <= known.listed.keys():
            known = self._kept[council, channels] = self._build_anew(council, shared, feeds)
        return known.holding(held)

    def _build_anew(self, council: str, shared: Iterable[str], feeds: Mapping[str, Feed]) -> Journal:
        """Return all that a journal says of the feeds of these channels; what is held of them is for others to say."""
        store = self._context.store
        # A feed of which nothing has arrived here is listed all the same: what it holds is missing.
        origins = feeds.keys() | {origin for name in shared for origin in store.journal_origins(council, name)}
        counts = self._course(council).counts
        return Journal(
            heads=tuple(Heads(position, at) for position, at in store.journal_heads(council) if counts(position)),
            listed={origin: tuple(one for one in store.journal_sizes(origin) if counts(one[0])) for origin in origins},
            receipts={
                origin: tuple(Recorded(*row) for row in store.journal_receipts(origin) if counts(row[0]))
                for origin in origins
            },
        )

    def _course(self, council: str) -> Course:
        """Return which entries of a journal tell the time.

        A depositary that was set back to a backup goes on in a new generation. Whoever holds what it had said since
        could otherwise show it late, and move the end of a decision that is final everywhere.
        """
        depositary = self._context.directory.charter(council).depositary
        feeds = self._context.held.feeds(council, channel="journal", party=depositary)
        ends: dict[int, int] = {}
        for feed in feeds:
            for number, size in self._continued(feed).items():
                if number < feed.number:
                    ends[number] = min(size, ends.get(number, size))
        held: dict[int, int] = {}
        for feed in feeds:
            held[feed.number] = max(feed.size, held.get(feed.number, 0))
        lacking = [number for number, size in ends.items() if held.get(number, 0) < size]
        # Of two generations of one number neither tells the time: which came first would be the reader's chance.
        numbers = [feed.number for feed in feeds if feed.size]
        rivals = [number - 1 for number in numbers if numbers.count(number) > 1]
        return Course(ends, min((*lacking, *rivals), default=None))

    def _continued(self, feed: Feed) -> dict[int, int]:
        """Return the sizes of the earlier generations that a generation's first entry names."""
        if feed.number == 1 or feed.size == 0 or feed.closed_index == 0:
            return {}
        found = {}
        try:
            body = parse_plain(self._context.store.entries(feed, 0, 1)[0]).body
            for text in (body.get("previous"), *_list(body, "branches")):
                if isinstance(text, str):
                    head = parse_checkpoint(text)
                    origin = parse_origin(head.origin)
                    if (origin.council, origin.channel, origin.party) == (feed.council, feed.channel, feed.party):
                        found[origin.number] = head.size
        except Malformed:
            return {}
        return found

    def _open_here(self, feed: Feed) -> int:
        """Return how many entries of a feed are held, up to the first for this party that does not open here."""
        closed = self._context.store.first_closed(feed)
        return feed.size if closed is None else min(feed.size, closed)

    def _receipted(self, feed: Feed) -> tuple[Recorded, ...]:
        """Without a depositary, receipts count as they are held here."""
        receipts = self._context.store.receipts(feed)
        return tuple(Recorded(0, one.party, one.head.size, one.at) for one in receipts if one.role is Role.MIRROR)

    # --- reading ----------------------------------------------------------------------------------

    def _read(self, council: str) -> bool:
        context, key = self._context, f"journal-read/{council}"
        depositary = context.directory.charter(council).depositary
        after, new = int(context.store.setting(key) or b"0"), False
        while rows := context.store.acts(council, channel="journal", after=after, limit=ROWS_AT_A_TIME):
            for _sequence, row in rows:
                if row.party == depositary and row.kind in (OPEN, HEADS, RECEIPTS):
                    new = self._take(council, row) or new
            after = rows[-1][0]
            context.store.put_setting(key, str(after).encode())
        return new

    def _take(self, council: str, row: ActRow) -> bool:
        """Take in one entry of the journal and say if it was heads."""
        feed = next(feed for feed in self._context.held.feeds(council, channel=row.channel) if feed.id == row.feed)
        if feed.closed_index is not None and row.index >= feed.closed_index:
            return False
        if row.kind == OPEN:
            # It may say where the generations before it end; whatever rested on what lies beyond is looked at again.
            self._context.store.touch_dossiers(council)
            return False
        act = open_at(self._context, feed, row.index)
        if not isinstance(act, Act):
            return False
        position = feed.number << GENERATION_BITS | row.index
        if act.kind == HEADS:
            self._context.store.put_heads(council, position, act.claimed_at, _sizes(act, council))
            return True
        for item in _list(act.body, "receipts"):
            self._take_receipt(council, position, item)
        return False

    def _take_receipt(self, council: str, position: int, item: object) -> None:
        """Store a receipt whose cosignature verifies for its second; the depositary's word alone makes none."""
        match item:
            case [str(origin), int(size), bytes(root), str(party), int(at), bytes(signature)] if (
                is_count(size, at) and len(root) == 32 and len(signature) == COSIGNATURE_BYTES
            ):
                if _is_of(origin, council) and at == self._signed_at(origin, size, root, party, signature):
                    self._context.store.put_recorded(origin, position, party, size, at)
            case _:
                pass

    def _signed_at(self, origin: str, size: int, root: bytes, party: str, signature: bytes) -> Instant | None:
        """Return the second that a party's cosignature signs, or None where it does not verify."""
        for key in self._context.directory.cosigner_keys(party, Role.MIRROR):
            if key.key_id == signature[:4]:
                try:
                    return verify_cosignature(
                        Checkpoint(origin, size, root), Signature(key.name, signature[:4], signature[4:]), key
                    )
                except Malformed:
                    return None
        return None


def _sizes(act: Act, council: str) -> dict[str, int]:
    """Return the sizes that a `heads` entry lists; what is not of the form says nothing."""
    found = {}
    for item in _list(act.body, "heads"):
        match item:
            case [str(origin), int(size), bytes()] if is_count(size) and _is_of(origin, council):
                found[origin] = size
            case _:
                pass
    return found


def _list(body: Mapping[str, cbor.Value], name: str) -> list[cbor.Value]:
    value = body.get(name)
    return value if isinstance(value, list) else []


def _is_of(origin: str, council: str) -> bool:
    try:
        return parse_origin(origin).council == council
    except Malformed:
        return False
