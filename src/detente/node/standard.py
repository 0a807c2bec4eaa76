"""What this node is by the specifications of others: a witness and a mirror (C2SP tlog-witness, tlog-mirror).

A witness keeps the latest head that it cosigned, and cosigns only what continues it. A mirror keeps heads up to which
others may upload, and cosigns when it holds all below. Both compare what comes with the copy held here: an author that
signed two histories is found out at the first of them that does not fit. docs/spec/standard-endpoints.md has the steps.
"""

from typing import Any

from detente import limits
from detente.clock import Instant
from detente.errors import Malformed, Refused
from detente.node.context import Context
from detente.node.events import Alarm, Uploading
from detente.node.intake import Intake
from detente.protocol import cbor
from detente.protocol.delivery import Fresh
from detente.protocol.heads import Head, Origin, Receipt, Role
from detente.record.store import Feed
from detente.tlog.merkle import leaf_hash
from detente.tlog.mirror import MirrorInfo, Package, Upload, verify_package
from detente.tlog.witness import AddCheckpoint, Cosigned, OtherSize, verify_continues


class Standard:
    """Answers submissions to the witness and to the mirror; everything that it signs is stored in the same step."""

    def __init__(self, context: Context, intake: Intake) -> None:
        self._context = context
        self._intake = intake

    # --- heads submitted --------------------------------------------------------------------------

    def add_checkpoint(self, peer: str, role: Role, asked: AddCheckpoint, now: Instant) -> Cosigned | OtherSize:
        """Take a submitted head: the witness cosigns it, the mirror keeps it as one to upload to.

        Raises:
            Malformed: `log-unknown`, `log-unsigned`, `log-closed`, `log-differs`, and the `consistency-…` codes.
            Refused: `record-set-back`.

        Source: docs/spec/standard-endpoints.md section 3, whose steps are numbered here.
        """
        context = self._context
        # (1) A log of a council, by another party, that the peer may hold. (2) A head that the log signed.
        origin = self._known(asked.checkpoint.origin, peer)
        head = self._signed(origin, asked)
        # (3) From the size that was last: compare and set, since one step runs after the other.
        feed = context.held.feed(head.origin)
        pending = self.pending(feed) if feed is not None and role is Role.MIRROR else []
        latest = self.witnessed(head.origin) if role is Role.WITNESS else (pending[-1] if pending else None)
        # (4) It continues what was last there, and (5) neither it nor that speaks against the copy held here.
        if not verify_continues(asked, None if latest is None else latest.checkpoint):
            return OtherSize(0 if latest is None else latest.size)
        for one in (latest, head):
            if feed is not None and one is not None:
                self._compare(peer, feed, one)
        # (6) It is kept, and only then cosigned.
        if (feed := self._intake.open(origin, now)) is None:
            raise Malformed("log-unknown", expected="fewer generations of one party's feed", got=head.origin)
        if role is Role.MIRROR:
            if latest is None or head.size > latest.size:
                self._keep_pending(feed, [*pending, head])
            return Cosigned(())
        self._check_settled(feed, head)
        receipt = context.cosign(head, Role.WITNESS, now)
        kept = [head.size, head.root, head.signature, receipt.signature]
        context.store.put_setting(_witnessed_key(head.origin), cbor.encode(kept))
        return Cosigned((receipt.line(),))

    def witnessed(self, origin: str) -> Head | None:
        """Return the head of a log that was cosigned last as a witness."""
        receipt = self.sighting(origin)
        return None if receipt is None else receipt.head

    def sighting(self, origin: str) -> Receipt | None:
        """Return our latest cosignature as a witness of a log, with its head."""
        stored = self._context.store.setting(_witnessed_key(origin))
        if stored is None:
            return None
        size, root, signature, cosignature = cbor.decode(stored)
        at = int.from_bytes(cosignature[4:12], "big")
        return Receipt(Head(origin, size, root, signature), self._context.party, Role.WITNESS, at, cosignature)

    # --- entries uploaded -------------------------------------------------------------------------

    def begin(self, peer: str, upload: Upload) -> Uploading:
        """Say from where and to which head an upload may go on; `conflict` where that is not what it wants.

        Raises:
            Malformed: `log-unknown`, `mirror-no-head`.
        """
        feed, head, state = self._target(peer, upload)
        again = min(upload.end, feed.size) - upload.start
        return Uploading(state.info, head is None or again > limits.UPLOAD_ENTRIES_AGAIN_MAX)

    def take(self, peer: str, upload: Upload, package: Package | None, now: Instant) -> Cosigned | Uploading:
        """Take in a package of an upload, or, without one, the end of the upload."""
        return self.finish(peer, upload, now) if package is None else self.take_package(peer, upload, package, now)

    def take_package(self, peer: str, upload: Upload, package: Package, now: Instant) -> Uploading:
        """Store the entries of a package that are not held yet, once it is proven with all that is held before it.

        Raises:
            Malformed: as `begin`; `log-closed`, `log-differs`, and the `subtree-…` codes.

        Source: docs/spec/standard-endpoints.md section 4.3, whose steps are numbered here.
        """
        context = self._context
        feed, head, state = self._target(peer, upload)
        if head is None:
            return state
        assert package.start <= feed.size, "an upload's packages come in order"
        # (1) With the entries held before them, those of the package lie below the head.
        before = context.store.leaves(feed, package.subtree_start, package.start)
        parts = verify_package(package, head.size, head.root, before)
        # (2) What the proof says of everything before is what is held here. (3) So is what comes again.
        subtree = context.store.subtree(feed)
        leaves = [leaf_hash(entry) for entry in package.entries]
        held = max(0, min(feed.size, package.end) - package.start)
        again = context.store.leaves(feed, package.start, package.start + held)
        if any(subtree(start, end) != one for start, end, one in parts) or list(again) != leaves[:held]:
            raise self._differs(peer, head)
        # (4) So the copy with the new entries is a beginning of the head's tree, and may be stored.
        after = feed.range.extend(leaves[held:])
        if after.size > feed.size:
            complete = after.size == head.size
            fresh = Fresh(package.entries[held:], leaves[held:], after, complete)
            assert not complete or after.root() == head.root, "proven, and another root"
            feed = self._intake.store(feed, head, fresh, now)
        return Uploading(MirrorInfo(head.size, feed.size), conflict=False)

    def finish(self, peer: str, upload: Upload, now: Instant) -> Cosigned | Uploading:
        """Cosign the upload's head as a mirror, where all below it is held and no greater one is cosigned.

        Raises:
            Malformed: as `begin`; `log-closed`, `log-differs`. Refused: `record-set-back`.
        """
        context = self._context
        feed, head, state = self._target(peer, upload)
        if head is None or feed.size < head.size:
            return Uploading(state.info, conflict=True)
        self._compare(peer, feed, head)
        self._check_settled(feed, head)
        feed = context.held.put(context.store.put_head(feed, head))
        receipt = context.cosign(head, Role.MIRROR, now)
        if context.held.put_receipt(feed, receipt, now):
            context.owe_receipt(receipt, feed.council, feed.party)
        self._keep_pending(feed, self.pending(feed))
        return Cosigned((receipt.line(),))

    def mirrored(self, feed: Feed) -> Receipt | None:
        """Return our newest cosignature as a mirror of a feed, with its head: the mirror checkpoint."""
        return self._context.held.newest_receipts(feed).get((self._context.party, Role.MIRROR))

    def pending(self, feed: Feed) -> list[Head]:
        """Return the heads up to which uploads may prove, the smallest first: the mirror checkpoint and beyond."""
        context = self._context
        mirrored = self.mirrored(feed)
        floor = mirrored.head.size if mirrored is not None else 0
        stored = context.store.setting(_pending_key(feed.origin))
        heads = [Head(feed.origin, *parts) for parts in cbor.decode(stored)] if stored is not None else []
        sound = [head for head in heads if head.size > feed.size or context.root_at(feed, head.size) == head.root]
        newest = context.store.head(feed, at_most=feed.size)
        known = [None if mirrored is None else mirrored.head, newest, *sound]
        by_size = {head.size: head for head in known if head is not None and head.size >= floor}
        return [by_size[size] for size in sorted(by_size)]

    # --- checks -----------------------------------------------------------------------------------

    def _known(self, text: str, peer: str) -> Origin:
        """Return the parts of the origin of a log that this node may witness and mirror, and that the peer may hold."""
        try:
            origin = self._context.directory.admissible(text, peer)
        except Malformed as fault:
            raise Malformed("log-unknown", expected="a log that is held here and at the peer", got=fault.got) from None
        if origin.party == self._context.party:
            raise Malformed("log-unknown", expected="a log of another party: nobody witnesses himself", got=text)
        return origin

    def _signed(self, origin: Origin, asked: AddCheckpoint) -> Head:
        """Return the submitted head; every line of a key known for its log must verify, and one must be there."""
        directory, claimed = self._context.directory, asked.checkpoint
        keys = directory.log_keys(origin)
        lines = [line for line in asked.head.signatures if any(line.is_by(key) for key in keys)]
        heads = [Head(claimed.origin, claimed.size, claimed.root, line.key_id + line.value) for line in lines]
        try:
            for head in heads:
                directory.verify_head(head)
        except Malformed as fault:
            raise _unsigned(claimed.origin, f"{fault.code}: {fault.got}") from None
        if not heads:
            raise _unsigned(claimed.origin, ", ".join(line.name for line in asked.head.signatures[:4]))
        return heads[0]

    def _compare(self, peer: str, feed: Feed, head: Head) -> None:
        """Raise where the author signed a head that is not one of the copy held here; the hunt for the entry begins."""
        if feed.closed_index is not None and head.size > feed.closed_index:
            raise Malformed(
                "log-closed",
                expected=f"at most {feed.closed_index} entries: two are proven to stand at the next index",
                got=str(head.size),
                remedy="the party goes on in its next generation",
            )
        if head.size <= feed.size and self._context.root_at(feed, head.size) != head.root:
            raise self._differs(peer, head)

    def _check_settled(self, feed: Feed, head: Head) -> None:
        """Raise where this record was set back and may have signed more: less at a later time would contradict it."""
        if not self._context.may_cosign(feed, head.size):
            raise Refused(
                "record-set-back",
                expected="a record that others have told what it signed",
                got=f"{head.size} entries of {feed.origin}, after a restore",
                remedy="ask again when this node has compared its record with its peers",
            )

    def look_again(self) -> None:
        """Compare the heads that were cosigned beyond what was held with what has come since.

        A witness says what it saw; when the entries come and are others, the author signed two histories.
        """
        for origin, before in self._intake.grown.items():
            feed, seen = self._context.held.feed(origin), self.sighting(origin)
            if feed is None or seen is None or feed.closed_index is not None:
                continue
            if not before < seen.head.size <= feed.size:
                continue
            if self._context.root_at(feed, seen.head.size) != seen.head.root:
                self._intake.differing.append((feed.party, seen.head))
                self._context.effects.append(
                    Alarm("log-differs", f"{origin} at {seen.head.size}: another root than the author signed before")
                )
        self._intake.grown.clear()

    def _differs(self, peer: str, head: Head) -> Malformed:
        self._intake.differing.append((peer, head))
        return Malformed(
            "log-differs",
            expected="a head of the log that is held here",
            got=f"another root at {head.size}, signed by the log; where they part is being found out",
        )

    def _target(self, peer: str, upload: Upload) -> tuple[Feed, Head | None, Uploading]:
        """Return the feed, the head that is uploaded to (None where that is not one), and what to tell the client."""
        self._known(upload.origin, peer)
        feed = self._context.held.feed(upload.origin)
        heads = self.pending(feed) if feed is not None else []
        if feed is None or not heads:
            raise Malformed(
                "mirror-no-head", expected="a head of that log, submitted with add-checkpoint", got=upload.origin
            )
        head = next((head for head in heads if head.size == upload.end), None)
        if head is None or upload.start > feed.size:
            return feed, None, Uploading(MirrorInfo((head or heads[-1]).size, feed.size), conflict=True)
        self._compare(peer, feed, head)
        return feed, head, Uploading(MirrorInfo(head.size, feed.size), conflict=False)

    def _keep_pending(self, feed: Feed, heads: list[Head]) -> None:
        mirrored = self.mirrored(feed)
        beyond = [head for head in heads if mirrored is None or head.size > mirrored.head.size]
        kept: list[Any] = [[head.size, head.root, head.signature] for head in beyond[-limits.PENDING_HEADS_MAX :]]
        self._context.store.put_setting(_pending_key(feed.origin), cbor.encode(kept))


def _unsigned(origin: str, got: str) -> Malformed:
    return Malformed("log-unsigned", expected=f"a signature by a log key of {origin[:200]}", got=got[:200])


def _witnessed_key(origin: str) -> str:
    return f"witnessed/{origin}"


def _pending_key(origin: str) -> str:
    return f"pending/{origin}"
