"""Levelling out: two nodes compare what they hold of a council, and each then knows what to push and what to fetch.

It needs no new act: after an outage the first contact brings everything (features row 8).
"""

from collections.abc import Iterable

from detente import limits
from detente.clock import Instant
from detente.errors import Malformed
from detente.node.context import Context
from detente.node.directory import LINE, OWN
from detente.node.events import Alarm
from detente.node.intake import Intake
from detente.protocol.charter import JOURNAL
from detente.protocol.heads import Head, Receipt, Role
from detente.protocol.messages import Bundle, Fetch, FetchReply, Known, Level, LevelReply
from detente.record.store import Feed
from detente.tlog.merkle import EMPTY_ROOT, consistency_proof

ALIVE_ON = (LINE, JOURNAL)
"""Channels of all on whose heads signs of life are given."""

ASKED_CLOSELY_SECONDS = 120
"""How long after a peer fell silent each comparison asks the others of it: a sign of life given since comes within."""
ASKED_AGAIN_SECONDS = 240
"""How often they are asked from then on: twice within the time for which a sign of life is fresh."""

FETCHES_MAX = 1_000
"""Feeds waiting to be fetched from one peer beyond which unknown ones are left to the next comparison."""


class Levelling:
    """Compares with peers, serves runs of entries, and takes them in."""

    def __init__(self, context: Context, intake: Intake) -> None:
        self._context = context
        self._intake = intake
        self._ask_again: dict[tuple[str, str], int] = {}

    # --- comparing --------------------------------------------------------------------------------

    def question(self, council: str, peer: str) -> Level:
        """Return the comparison to send: what this node holds of all that the peer may hold too, and knows of.

        Receipts on lines and journals by parties that are not heard here are left out: whoever hears them answers with
        their newest sign of life, and so it can be told whether the wire is down or the party is silent for all.
        """
        silent = self._to_ask_about(peer)
        known = tuple(self._known(feed, silent) for feed in self._shared(council, peer))
        return Level(council, known, tuple(sorted(item.origin for item in self._context.store.contradictions(council))))

    def _to_ask_about(self, peer: str) -> frozenset[str]:
        """Return the silent parties of which a peer is asked now: closely at first, then now and again."""
        uptime, found = self._context.uptime, set()
        for party in self._context.directory.peers():
            post = self._context.post(party)
            closely = uptime - post.silent_since <= ASKED_CLOSELY_SECONDS
            if post.silent and (closely or uptime >= self._ask_again.get((peer, party), 0)):
                self._ask_again[peer, party] = uptime + ASKED_AGAIN_SECONDS
                found.add(party)
        return frozenset(found)

    def answer(self, peer: str, asked: Level, now: Instant) -> LevelReply:
        """Answer a comparison: what differs here, receipts that the asker lacks, and a sign of life."""
        if peer not in self._context.directory.charter(asked.council).parties:
            raise Malformed("council-foreign", expected=f"a party of {asked.council}", got=peer)
        theirs = {known.origin: known for known in asked.known}
        self._learn(peer, asked.council, asked.known)
        self._tell_contradictions(peer, asked)
        mine = self._shared(asked.council, peer)
        known = tuple(self._known(feed) for feed in mine if self._differs(feed, theirs.get(feed.origin)))
        # A feed that is not here at all is named as empty: what is not named is held as the asker said.
        absent = theirs.keys() - {feed.origin for feed in mine}
        known += tuple(Known(origin, 0, EMPTY_ROOT[:8]) for origin in sorted(absent))
        receipts = [receipt for feed in mine for receipt in self._newer(feed, theirs.get(feed.origin))]
        return LevelReply(known, (*self._sign_of_life(asked.council, peer, now), *receipts))

    def answered(self, peer: str, asked: Level, reply: LevelReply, now: Instant) -> None:
        """Take in a comparison's answer; a feed not named in it is held there exactly as we said."""
        context = self._context
        named = {known.origin for known in reply.known}
        courier = context.post(peer).courier
        for known in asked.known:
            if known.origin not in named:
                courier.holds(known.origin, known.size)
        self._learn(peer, asked.council, reply.known)
        # Our own receipts come first: they say what we had signed, should this record have been set back.
        for receipt in sorted(reply.receipts, key=lambda receipt: receipt.party != context.party):
            self._intake.take_receipt(peer, receipt, now)
        context.settle(asked.council, peer)

    def _tell_contradictions(self, peer: str, asked: Level) -> None:
        """A peer that was set back forgot what it had been told: it is told again."""
        owed = self._context.post(peer).contradictions
        for item in self._context.store.contradictions(asked.council):
            if item.origin not in asked.contradicted and item.proof not in owed:
                owed.append(item.proof)

    def _learn(self, peer: str, council: str, theirs: Iterable[Known]) -> None:
        context = self._context
        post = context.post(peer)
        for known in theirs:
            try:
                context.directory.admissible(known.origin, peer)
            except Malformed as fault:
                context.effects.append(
                    Alarm(fault.code, f"{peer} names a feed that is none of ours: {known.origin[:100]}")
                )
                continue
            feed = context.held.feed(known.origin)
            size = feed.size if feed else 0
            if feed is not None and feed.closed_index is not None:
                continue
            if known.size <= size and feed is not None and context.root_at(feed, known.size)[:8] != known.root:
                # Another branch, as it seems: its head is asked for, and the hunt begins when that is signed.
                post.fetches[known.origin] = Fetch(known.origin, known.size)
                continue
            if feed is None and len(post.fetches) >= FETCHES_MAX:
                # The next comparison names it again; memory does not grow with what a peer invents.
                continue
            if feed is not None:
                # The peer's own word on what it holds: less than before means that it was set back.
                post.courier.held[known.origin] = known.size
            if known.size > size:
                post.fetches[known.origin] = Fetch(known.origin, size)
        for feed in self._shared(council, peer):
            if feed.party != peer and feed.size > post.courier.held.get(feed.origin, 0):
                post.entries.setdefault(feed.origin, context.uptime)

    def _shared(self, council: str, peer: str) -> list[Feed]:
        directory = self._context.directory
        return [
            feed
            for feed in self._context.held.feeds(council)
            if feed.channel != OWN and directory.may_hold(peer, feed) and directory.may_hold(directory.party, feed)
        ]

    def _known(self, feed: Feed, without: frozenset[str] = frozenset()) -> Known:
        newest = self._context.held.newest_receipts(feed)
        receipted = tuple(
            (party, int(role), receipt.head.size)
            for (party, role), receipt in sorted(newest.items())
            if party not in without or feed.channel not in ALIVE_ON
        )
        return Known(feed.origin, feed.size, feed.range.root()[:8], receipted)

    def _differs(self, feed: Feed, theirs: Known | None) -> bool:
        return theirs is None or theirs.size != feed.size or theirs.root != feed.range.root()[:8]

    def _newer(self, feed: Feed, theirs: Known | None) -> list[Receipt]:
        has = {(party, Role(role)): size for party, role, size in theirs.receipted} if theirs else {}
        newest = self._context.held.newest_receipts(feed)
        first = [
            receipt
            for key, receipt in sorted(newest.items())
            if receipt.head.size > has.get(key, 0) and receipt.party != feed.party
        ]
        if feed.channel not in ALIVE_ON or not first:
            return first
        # The first bounds the act's time, the last is the sign of life.
        last = self._context.held.signs_of_life(feed)
        return first + [sign for one in first if (sign := last[one.party, one.role]).at > one.at]

    def _sign_of_life(self, council: str, peer: str, now: Instant) -> list[Receipt]:
        """A fresh cosignature on a head that we hold whole: of the peer's line, its journal, or else another's line."""
        context = self._context
        feeds = [feed for name in ALIVE_ON for feed in context.held.feeds(council, channel=name)]
        feeds = [feed for feed in feeds if feed.party != context.party and context.directory.may_hold(peer, feed)]
        for feed in sorted(feeds, key=lambda one: (one.party != peer, one.channel != LINE, -one.number, one.origin)):
            head = context.store.head(feed, at_least=feed.size, at_most=feed.size)
            if head is not None and feed.closed_index is None and context.may_cosign(feed, feed.size):
                receipt = context.cosign(head, Role.MIRROR, now)
                context.held.put_receipt(feed, receipt, now)
                return [receipt]
        return []

    # --- fetching ---------------------------------------------------------------------------------

    def serve(self, peer: str, asked: Fetch) -> FetchReply:
        """Return the next run of a feed under the newest head held whole; an empty run where there is only the head."""
        context = self._context
        origin = context.directory.admissible(asked.origin, peer)
        feed = context.held.feed(str(origin))
        return FetchReply(None if feed is None else self.bundle(feed, asked.start))

    def bundle(self, feed: Feed, start: int) -> Bundle | None:
        """Return a run of entries from `start` that fits one bundle, with the proof that joins it to the head."""
        store = self._context.store
        head = store.head(feed, at_most=feed.size)
        if head is None:
            return None
        start = min(start, head.size)
        entries = store.entries(feed, start, head.size, limits.BUNDLE_BYTES_MAX) if start < head.size else []
        stop = start + len(entries)
        proof = consistency_proof(stop, head.size, store.subtree(feed)) if 0 < stop < head.size else []
        return Bundle(start, tuple(entries), head, tuple(proof))

    def fetched(self, peer: str, asked: Fetch, reply: FetchReply, now: Instant) -> None:
        """Take in a run and ask for the next until the head is reached."""
        if reply.bundle is None:
            return
        head: Head = reply.bundle.head
        if head.origin != asked.origin:
            raise Malformed("fetch-other", expected=asked.origin, got=head.origin[:100])
        self._intake.take_bundle(peer, reply.bundle, now)
        feed = self._context.held.feed(asked.origin)
        if feed is not None and feed.closed_index is None and asked.start < feed.size < head.size:
            self._context.post(peer).fetches[asked.origin] = Fetch(asked.origin, feed.size)
