"""The depositary's journal: size and root of each feed that changed. It is the council's time (design section 3)."""

from detente.clock import HOUR, Instant
from detente.node.context import Context
from detente.node.directory import OWN
from detente.node.scribe import Scribe
from detente.protocol import cbor
from detente.protocol.acts import HEADS, Act
from detente.protocol.heads import Head

JOURNAL = "journal"
HEADS_PER_ENTRY = 400
"""Heads in one entry: 400 of about 110 bytes stay below the limit of an entry; more take further entries."""


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
        last = int(self._context.store.setting("journal-at") or b"0")
        return min(last + every, (last // HOUR + 1) * HOUR)

    def keep(self, now: Instant) -> None:
        """Enter what changed since the last entry; without a change nothing is entered."""
        for council in self._councils():
            self._keep(council, now)
        if self._councils():
            self._context.store.put_setting("journal-at", str(now).encode())

    def _councils(self) -> list[str]:
        charters = self._context.directory.councils.items()
        return [council for council, charter in charters if charter.depositary == self._context.party]

    def _keep(self, council: str, now: Instant) -> None:
        context = self._context
        key = f"journal/{council}"
        stored = context.store.setting(key)
        entered: dict[str, int] = cbor.decode(stored) if stored else {}
        changed: list[Head] = []
        for feed in context.held.feeds(council):
            if feed.channel in (JOURNAL, OWN):
                continue
            head = context.store.head(feed, at_most=feed.size)
            if head is not None and head.size > entered.get(feed.origin, 0):
                changed.append(head)
                entered[feed.origin] = head.size
        for start in range(0, len(changed), HEADS_PER_ENTRY):
            heads = [[head.origin, head.size, head.root] for head in changed[start : start + HEADS_PER_ENTRY]]
            self._scribe.append(
                council, JOURNAL, Act(kind=HEADS, claimed_at=now, body={"heads": heads}), now, plain=True
            )
        if changed:
            context.store.put_setting(key, cbor.encode(entered))
