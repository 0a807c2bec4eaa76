"""The depositary's journal: what it holds of each feed, and who receipted it; the council's time (design section 3).

A `heads` entry lists size and root of the feeds that grew since the last; `receipts` entries before it, in the same
commit, record what others receipted by then. One `heads` is entered in each hour whatever happened, so that what rests
on absence can be said; more while anything changes. Format: docs/spec/journal.md.
"""

from detente.clock import HOUR, Instant
from detente.node.context import Context
from detente.node.directory import OWN
from detente.node.scribe import Scribe
from detente.protocol import cbor
from detente.protocol.acts import HEADS, RECEIPTS, Act
from detente.protocol.heads import Head, Receipt, Role

JOURNAL = "journal"
HEADS_PER_ENTRY = 400
"""Heads in one entry: 400 of about 110 bytes stay below the limit of an entry; more take further entries."""
RECEIPTS_PER_ENTRY = 200
"""Receipts in one entry: 200 of about 230 bytes."""


class Journal:
    """Keeps the journals of those councils whose depositary this party is."""

    def __init__(self, context: Context, scribe: Scribe) -> None:
        self._context = context
        self._scribe = scribe

    def due_at(self) -> Instant | None:
        """Return when the next entry is due, or None where this node keeps no journal by the clock."""
        every = self._context.settings.journal_every
        if every is None or not self._councils():
            return None
        last = self._last_at()
        return min(last + every, (last // HOUR + 1) * HOUR)

    def keep(self, now: Instant, *, always: bool = False) -> None:
        """Enter what changed since the last entry; where nothing did, once an hour only, or `always`."""
        councils = self._councils()
        always = always or now // HOUR > self._last_at() // HOUR
        for council in councils:
            self._keep(council, now, always=always)
        if councils:
            self._context.store.put_setting("journal-at", str(now).encode())

    def _last_at(self) -> Instant:
        return int(self._context.store.setting("journal-at") or b"0")

    def _councils(self) -> list[str]:
        charters = self._context.directory.councils.items()
        return [council for council, charter in charters if charter.depositary == self._context.party]

    def _keep(self, council: str, now: Instant, *, always: bool) -> None:
        heads, receipts = self._changed_heads(council), self._changed_receipts(council)
        for start in range(0, len(receipts), RECEIPTS_PER_ENTRY):
            run = receipts[start : start + RECEIPTS_PER_ENTRY]
            body = [[*_head(one.head), one.party, one.at, one.signature] for one in run]
            self._enter(council, Act(kind=RECEIPTS, claimed_at=now, body={"receipts": body}), now)
        for start in range(0, len(heads), HEADS_PER_ENTRY) or ((0,) if always else ()):
            body = [_head(head) for head in heads[start : start + HEADS_PER_ENTRY]]
            self._enter(council, Act(kind=HEADS, claimed_at=now, body={"heads": body}), now)

    def _enter(self, council: str, act: Act, now: Instant) -> None:
        self._scribe.append(council, JOURNAL, act, now, plain=True)

    def _changed_heads(self, council: str) -> list[Head]:
        """Return the newest head of each feed that grew since it was entered, and note it as entered."""
        context, key = self._context, f"journal/{council}"
        stored = context.store.setting(key)
        entered: dict[str, int] = cbor.decode(stored) if stored else {}
        changed = []
        for feed in context.held.feeds(council):
            head = None if feed.channel in (JOURNAL, OWN) else context.store.head(feed, at_most=feed.size)
            if head is not None and head.size > entered.get(feed.origin, 0):
                changed.append(head)
                entered[feed.origin] = head.size
        if changed:
            context.store.put_setting(key, cbor.encode(entered))
        return changed

    def _changed_receipts(self, council: str) -> list[Receipt]:
        """Return each party's newest receipt of each feed where it covers more than the one entered, and note it."""
        context, key = self._context, f"journal-receipts/{council}"
        stored = context.store.setting(key)
        entered: dict[str, dict[str, int]] = cbor.decode(stored) if stored else {}
        changed = []
        for feed in context.held.feeds(council):
            if feed.channel in (JOURNAL, OWN):
                continue
            known = entered.setdefault(feed.origin, {})
            for (party, role), receipt in sorted(context.held.newest_receipts(feed).items()):
                if role is Role.MIRROR and party != context.party and receipt.head.size > known.get(party, 0):
                    changed.append(receipt)
                    known[party] = receipt.head.size
        if changed:
            context.store.put_setting(key, cbor.encode(entered))
        return changed


def _head(head: Head) -> list[object]:
    return [head.origin, head.size, head.root]
