"""What comes from peers: bundles of entries, receipts, contradictions. Verified first, stored second, receipted third.

The order of checks is that of docs/spec/delivery.md section 3. Entries that verify are stored, whatever they say.
"""

from detente import limits
from detente.clock import Instant
from detente.errors import Malformed
from detente.node.amendments import Amendments
from detente.node.context import Context
from detente.node.directory import OWN
from detente.node.events import Alarm, Changed
from detente.node.history import take_any_grant
from detente.node.reader import read_citing_again, read_entry
from detente.node.scribe import Scribe
from detente.protocol.acts import CANNOT_OPEN, CHARTER_KINDS, IDENTITY, OPEN, Act, Reference
from detente.protocol.contradiction import (
    Branch,
    Contradiction,
    check_contradiction,
    contradiction,
    parse_contradiction,
)
from detente.protocol.delivery import Differs, Fresh, Gap, Stale, judge
from detente.protocol.entries import EntryType, entry_type, parse_plain
from detente.protocol.heads import Head, Origin, Receipt, Role, parse_origin
from detente.protocol.messages import Bundle, Fetch, Outcome, Push, PushReply, Standing
from detente.record.store import Feed, Reading, StoredContradiction
from detente.tlog.checkpoint import parse_checkpoint
from detente.tlog.merkle import inclusion_proof

CONTRADICTIONS_MAX = 64
"""Contradictions of one party in one channel that are kept and told: one is enough to know with whom one has to do."""

GENERATIONS_MAX = 1_000
"""Generations of one party in one channel that are kept: a node restored daily needs three years to get there."""


class Intake:
    """Takes in what other parties say."""

    def __init__(self, context: Context, scribe: Scribe, amendments: Amendments) -> None:
        self._context = context
        self._scribe = scribe
        self._amendments = amendments
        self.differing: list[tuple[str, Head]] = []
        """(peer, head) of branches that differ from ours and whose point of divergence is to be found."""
        self.grown: dict[str, int] = {}
        """Origins of feeds that grew in this step, with their size before."""

    # --- pushes -----------------------------------------------------------------------------------

    def take_push(self, peer: str, push: Push, now: Instant) -> PushReply:
        """Take in a push and return one outcome a bundle."""
        for proof in push.contradictions:
            self.take_contradiction(proof, now)
        outcomes = tuple(self.take_bundle(peer, bundle, now) for bundle in push.bundles)
        for receipt in push.receipts:
            self.take_receipt(peer, receipt, now)
        return PushReply(outcomes)

    def take_bundle(self, peer: str, bundle: Bundle, now: Instant) -> Outcome:
        """Take in a run of entries and say what became of it."""
        context = self._context
        text = bundle.head.origin
        try:
            # (1) A feed that this node holds, and the peer may hold. (2) A head that its author signed.
            origin = self._admissible(text, peer, now)
            context.directory.verify_head(bundle.head, bundle.entries)
        except Malformed as fault:
            context.effects.append(Alarm(fault.code, f"{peer} sent a bundle of {text[:100]}: {fault}"))
            return Outcome(text, Standing.REFUSED, 0, None)
        feed = self.open(origin, now)
        if feed is None:
            return Outcome(text, Standing.REFUSED, 0, None)
        if feed.closed_index is not None:
            return Outcome(text, Standing.CONTRADICTS, feed.size, None)
        if self._scribe.pends(text):
            # Our own entries come back while we append to that very feed: first the step ends, then they are taken in.
            return Outcome(text, Standing.GAP, feed.size, None)
        held = feed
        verdict = judge(
            bundle,
            held.range,
            lambda start, stop: context.store.leaves(held, start, stop),
            lambda size: context.root_at(held, size),
        )
        match verdict:
            case Gap():
                return Outcome(text, Standing.GAP, feed.size, None)
            case Differs():
                self.differing.append((peer, bundle.head))
                return Outcome(text, Standing.CONTRADICTS, feed.size, None)
            case Stale():
                context.post(peer).courier.holds(text, bundle.head.size)
                return Outcome(text, Standing.STORED, feed.size, self._receipt(feed, now))
            case Fresh():
                feed = self.store(feed, bundle.head, verdict, now)
                if peer != feed.party or verdict.complete:
                    context.post(peer).courier.holds(text, feed.size)
                return Outcome(text, Standing.STORED, feed.size, self._receipt(feed, now) if verdict.complete else None)

    def _admissible(self, text: str, peer: str, now: Instant) -> Origin:
        """Return the origin of a feed that is held here, also by what this very push says of the charter."""
        try:
            return self._context.directory.admissible(text, peer)
        except Malformed:
            if not self._amendments.pending:
                raise
        self._amendments.settle(now)
        return self._context.directory.admissible(text, peer)

    def open(self, origin: Origin, now: Instant) -> Feed | None:
        """Return the feed of an admissible origin, made where it is new; None where there are too many generations."""
        held = self._context.held
        feed = held.feed(str(origin))
        if feed is not None:
            return feed
        if len(held.feeds(origin.council, channel=origin.channel, party=origin.party)) >= GENERATIONS_MAX:
            self._context.effects.append(
                Alarm("too-many-generations", f"{origin.party} in {origin.channel}: {GENERATIONS_MAX}")
            )
            return None
        return held.open(str(origin), now)

    def store(self, feed: Feed, head: Head, fresh: Fresh, now: Instant) -> Feed:
        """Store entries that are proven to lie below a verified head, read them, and owe them to other holders."""
        context = self._context
        first = feed.size
        feed = context.held.put(context.store.append(feed, fresh.entries, fresh.leaves, fresh.after, now))
        if fresh.complete:
            feed = context.held.put(context.store.put_head(feed, head))
        self.grown.setdefault(feed.origin, first)
        self._read(feed, first, fresh, now)
        if feed.party == context.party and self._scribe.writes(feed):
            # A peer held more of the feed in which we write than we do: we never continue what we were not sure of.
            context.effects.append(Alarm("own-entries-came-back", f"{feed.size - first} of {feed.origin} from a peer"))
            self._scribe.doubt(feed.council, feed.channel, now)
        elif feed.party == context.party and first == 0 and self._scribe.outran(feed):
            text = f"{feed.origin} is written by another node with this party's keys"
            context.effects.append(Alarm("own-generation-elsewhere", f"{text}: two nodes speak for one party"))
        context.owe_entries(feed)
        return feed

    def _read(self, feed: Feed, first: int, fresh: Fresh, now: Instant) -> None:
        """Open what is for us, write the derived rows, and file what cannot be opened."""
        context = self._context
        unopened: list[Reference] = []
        charter = context.directory.charter(feed.council)
        for offset, entry in enumerate(fresh.entries):
            index = first + offset
            sort = entry_type(entry)
            if sort is EntryType.GRANT:
                take_any_grant(context, feed, index, entry)
            elif sort is EntryType.PLAIN:
                self._learn(feed, index, entry, now)
            row, act = read_entry(context, feed, index, entry, now)
            context.put_act(row)
            if act is not None:
                context.want(feed, act.attachments)
            context.effects.append(Changed(feed.council, "act", row.ref))
            if act is not None and act.kind in CHARTER_KINDS:
                self._amendments.pending.add(feed.council)
            if row.reading is Reading.CANNOT_OPEN:
                unopened.append(Reference(charter.number_of(feed.party), feed.number, index, fresh.leaves[offset][:16]))
        read_citing_again(context, feed, first)
        if unopened and feed.party != context.party and feed.channel != OWN:
            self._file_unopened(feed, unopened, now)

    def _file_unopened(self, feed: Feed, unopened: list[Reference], now: Instant) -> None:
        """Say on the record what does not open, in the channel itself; where we only read, a human is told instead."""
        context = self._context
        if not context.directory.charter(feed.council).may_write(context.party, feed.channel):
            context.effects.append(Alarm("cannot-open", f"{len(unopened)} of {feed.origin}; we do not write there"))
            return
        for start in range(0, len(unopened), limits.CITES_MAX):
            cites = tuple(unopened[start : start + limits.CITES_MAX])
            filed = Act(kind=CANNOT_OPEN, claimed_at=now, cites=cites)
            self._scribe.append(feed.council, feed.channel, filed, now, plain=True)

    def _learn(self, feed: Feed, index: int, entry: bytes, now: Instant) -> None:
        """Identities stand in feeds; a generation's first entry may show that there are two successors of one."""
        try:
            act = parse_plain(entry)
        except Malformed:
            return
        if act.kind in (OPEN, IDENTITY):
            self._context.directory.learn_from_entries(feed.party, [entry])
        if act.kind == OPEN and index == 0 and feed.number > 1:
            self._check_successors(feed, act, now)

    def _receipt(self, feed: Feed, now: Instant) -> Receipt | None:
        """Sign and store our receipt on what we hold, where another party's head covers exactly that."""
        context = self._context
        if feed.party == context.party or feed.size == 0:
            return None
        if not context.may_cosign(feed, feed.size):
            # Set back, and not yet told what we had signed before: a smaller size at a later time would contradict it.
            return None
        head = context.store.head(feed, at_least=feed.size, at_most=feed.size)
        if head is None:
            return None
        receipt = context.cosign(head, Role.MIRROR, now)
        if context.held.put_receipt(feed, receipt, now):
            context.owe_receipt(receipt, feed.council, feed.party)
        return receipt

    # --- receipts ---------------------------------------------------------------------------------

    def take_receipt(self, peer: str, receipt: Receipt, now: Instant) -> None:
        """Store a receipt that verifies; one that does not is the peer's fault and costs it nothing more."""
        context = self._context
        try:
            origin = context.directory.admissible(receipt.head.origin, None if receipt.party == context.party else peer)
            if not context.directory.may_cosign(receipt.party, origin):
                raise Malformed("receipt-foreign", expected="a receipt by a holder of the channel", got=receipt.party)
            held = context.held.feed(receipt.head.origin)
            if held is not None and context.held.holds(held, receipt):
                # It was verified when it was stored; levelling brings the same ones again and again.
                self._covers(receipt)
                return
            context.directory.verify_receipt(receipt, now)
        except Malformed as fault:
            context.effects.append(Alarm(fault.code, f"{peer} sent a receipt by {receipt.party[:40]}: {fault}"))
            return
        feed = self.open(origin, now)
        if feed is None:
            return
        if receipt.party == context.party:
            context.raise_floor(feed, receipt.head.size)
        if receipt.head.size > feed.size:
            # It covers more than is here, so that nobody can say yet whether it covers this branch. Levelling brings it
            # again when the entries are here; the peer that has it is asked for them.
            post = context.post(peer)
            if feed.closed_index is None:
                post.fetches.setdefault(feed.origin, Fetch(feed.origin, feed.size))
            return
        if context.root_at(feed, receipt.head.size) != receipt.head.root:
            # Somebody holds another branch: the author signed a head that is not one of ours.
            self.differing.append((peer, receipt.head))
            return
        known = context.held.newest_receipts(feed).get((receipt.party, receipt.role))
        newer = known is not None and known.head.size >= receipt.head.size and known.at < receipt.at
        retold = newer and peer != receipt.party
        new = context.held.put_receipt(feed, receipt, now)
        self._covers(receipt)
        if new:
            if not retold:
                # A sign of life that came by way of another was asked for by us alone, and goes no further.
                context.owe_receipt(receipt, origin.council, origin.party, told_by=peer)
            context.effects.append(Changed(origin.council, "receipt", receipt.head.origin))

    def _covers(self, receipt: Receipt) -> None:
        """Take note that its party holds so much."""
        if receipt.role is Role.MIRROR:
            self._context.post(receipt.party).courier.holds(receipt.head.origin, receipt.head.size)

    # --- contradictions ---------------------------------------------------------------------------

    def take_contradiction(self, proof: bytes, now: Instant) -> None:
        """Check a proof that a peer tells us, keep it, close the generation and tell everybody."""
        context = self._context
        try:
            found = parse_contradiction(proof)
            check_contradiction(found)
            # Everybody in the council is told, also those who do not hold the channel.
            origin = context.directory.member_feed(found.origin)
            for branch in found.branches:
                context.directory.verify_head(branch.head)
        except Malformed as fault:
            context.effects.append(Alarm(fault.code, f"a contradiction that proves nothing: {fault}"))
            return
        self.keep_contradiction(found, origin.council, now)

    def keep_contradiction(self, found: Contradiction, council: str, now: Instant) -> None:
        """Store a checked proof, close that generation from its index on, go on in the next if it is our own."""
        context = self._context
        stored = StoredContradiction(found.id, council, found.origin, found.index, found.to_bytes(), now)
        if any(
            item.origin == found.origin and (item.index or 0) <= found.index
            for item in context.store.contradictions(council)
        ):
            # Known already, by this proof or by another finder's, which may rest on other heads.
            return
        origin = parse_origin(found.origin)
        place = f"{council}/{origin.channel}/{origin.party}/"
        if sum(item.origin.startswith(place) for item in context.store.contradictions(council)) >= CONTRADICTIONS_MAX:
            context.effects.append(Alarm("too-many-contradictions", f"{place}: {CONTRADICTIONS_MAX} are kept"))
            return
        context.store.put_contradiction(stored)
        if context.party in context.directory.holders(council, origin.channel):
            feed = self.open(origin, now)
            if feed is not None:
                context.held.put(context.store.close_feed(feed, found.index))
        context.owe_contradiction(stored.proof, council)
        context.effects.append(Changed(council, "contradiction", stored.id))
        context.effects.append(
            Alarm("contradiction", f"two entries at one index of {found.origin}, index {found.index}; cause not stated")
        )
        if origin.party == context.party:
            self._scribe.doubt(origin.council, origin.channel, now)

    def branch_of(self, feed: Feed, index: int) -> Branch | None:
        """Return our own branch at an index: entry, inclusion proof and signed head; None where no head covers it."""
        store = self._context.store
        head = store.head(feed, at_least=index + 1, at_most=feed.size, newest=False)
        if head is None:
            return None
        proof = inclusion_proof(index, head.size, store.subtree(feed))
        return Branch(store.entries(feed, index, index + 1)[0], index, tuple(proof), head)

    def _check_successors(self, feed: Feed, act: Act, now: Instant) -> None:
        previous = act.body.get("previous")
        if not isinstance(previous, str):
            return
        store = self._context.store
        for other in self._context.held.feeds(feed.council, channel=feed.channel, party=feed.party):
            if other.number < 2 or other.origin == feed.origin or other.size == 0:
                continue
            try:
                rival = parse_plain(store.entries(other, 0, 1)[0]).body.get("previous")
                same = isinstance(rival, str) and parse_checkpoint(rival).origin == parse_checkpoint(previous).origin
            except Malformed:
                continue
            if not same:
                continue
            one, two = self.branch_of(feed, 0), self.branch_of(other, 0)
            if one is None or two is None:
                continue
            found = contradiction(one, two)
            try:
                check_contradiction(found)
            except Malformed:
                # Both name a predecessor that is none of theirs: it proves nothing, and no other feed pays for it.
                continue
            self.keep_contradiction(found, feed.council, now)
