"""Finding where two branches part: by asking the other holder for roots, then for the one entry that proves it.

Roots are hints and need not be trusted. What ends the hunt is an entry with its inclusion proof under a signed head.
"""

from detente.clock import Instant
from detente.errors import Malformed
from detente.node.context import Context
from detente.node.intake import Intake
from detente.protocol.contradiction import Branch, check_contradiction, contradiction
from detente.protocol.heads import Head
from detente.protocol.messages import Prove, ProveReply
from detente.record.store import Feed
from detente.tlog.merkle import inclusion_proof

PROBES = 16
"""Roots asked for at once: four rounds find one entry among 65,536."""


class Hunt:
    """Turns "these differ" into a contradiction that anybody can check."""

    def __init__(self, context: Context, intake: Intake) -> None:
        self._context = context
        self._intake = intake

    def begin(self, peer: str, head: Head) -> None:
        """Ask the peer where its branch under that signed head leaves ours."""
        feed = self._context.held.feed(head.origin)
        if feed is None or feed.closed_index is not None:
            return
        # The empty tree is common to both; at the smaller size they are known or suspected to differ.
        self._ask(peer, head, 0, min(feed.size, head.size))

    def answer(self, peer: str, asked: Prove) -> ProveReply:
        """Answer from our copy, if the head that was asked about is a head of our copy."""
        context = self._context
        origin = context.directory.admissible(asked.head.origin, peer)
        feed = context.held.feed(str(origin))
        if feed is None or asked.head.size > feed.size or context.root_at(feed, asked.head.size) != asked.head.root:
            return ProveReply((), None, ())
        roots = tuple(context.root_at(feed, size) for size in asked.sizes[: PROBES + 1] if size <= asked.head.size)
        if asked.index is None or asked.index >= asked.head.size:
            return ProveReply(roots, None, ())
        proof = inclusion_proof(asked.index, asked.head.size, context.store.subtree(feed))
        return ProveReply(roots, context.store.entries(feed, asked.index, asked.index + 1)[0], tuple(proof))

    def answered(self, peer: str, asked: Prove, reply: ProveReply, now: Instant) -> None:
        """Narrow down, or close: the branch is proven."""
        feed = self._context.held.feed(asked.head.origin)
        if feed is None or feed.closed_index is not None:
            return
        if asked.index is not None:
            self._close(feed, asked, reply, now)
            return
        low, high = 0, min(feed.size, asked.head.size)
        for size, root in zip(asked.sizes, reply.roots, strict=False):
            if size > feed.size:
                break
            if self._context.root_at(feed, size) == root:
                low = size
            else:
                high = size
                break
        if reply.roots:
            self._ask(peer, asked.head, low, high)

    def _ask(self, peer: str, head: Head, low: int, high: int) -> None:
        """The roots are equal at `low` and differ at `high`: with nothing between, the entry at `low` is the one."""
        hunts = self._context.post(peer).hunts
        if high <= low:
            return
        if high - low == 1:
            hunts[head.origin] = Prove(head, (), low)
            return
        step = max(1, (high - low) // PROBES)
        sizes = (*range(low + step, high, step), high)
        hunts[head.origin] = Prove(head, sizes[-PROBES - 1 :] if len(sizes) > PROBES + 1 else sizes, None)

    def _close(self, feed: Feed, asked: Prove, reply: ProveReply, now: Instant) -> None:
        ours = self._intake.branch_of(feed, asked.index or 0)
        if ours is None or reply.entry is None:
            return
        found = contradiction(ours, Branch(reply.entry, asked.index or 0, reply.proof, asked.head))
        try:
            check_contradiction(found)
            self._context.directory.verify_head(asked.head)
        except Malformed:
            # The peer's answer proves nothing; another holder of that branch will be asked when it shows it.
            return
        self._intake.keep_contradiction(found, feed.council, now)
