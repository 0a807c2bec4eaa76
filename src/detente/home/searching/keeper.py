"""Keeps the index of words: fills it from the record after the start, and takes in what arrives.

It reads in slices between two steps of the node, the newest acts first, so that delivery never waits and the first
search finds today's; what is read is put into the index in a thread of its own.
"""

import asyncio
from time import monotonic
from typing import Final
from weakref import WeakKeyDictionary

from msgspec import Struct

from detente.clock import Instant, written
from detente.home.host import Host
from detente.home.replies.search import CoversView
from detente.home.searching.documents import documents, matters
from detente.limits import SEARCH_READ_AT_ONCE
from detente.log import log_of
from detente.node.context import Changes
from detente.node.core import Core
from detente.record.index import Document, Index, Matter
from detente.record.store import ActRow, DossierRow

WAIT_SECONDS: Final = 1.5
"""How long a search waits for what is not read yet, before it answers with what there is and says so."""
WAIT_BESIDE_SECONDS: Final = 0.1
"""The same while what is left of the record is read anyway and is so little that it may be read by then."""
LITTLE_LEFT: Final = 2_000
"""Acts that may be read by then; where more are left, waiting changes nothing that a search says."""
LOOK_SECONDS: Final = 3_600

log = log_of("search")


class Reached(Struct):
    """How far the record is read: everything stored above `low` and up to `top`.

    Args:
        low_at: when the lowest act read was stored.
        councils: those whose dossiers are still to be read, with the sequence below which.
    """

    low: int = 0
    top: int = 0
    low_at: Instant | None = None
    councils: dict[str, int | None] = {}


class Slice(Struct, frozen=True):
    """What was read of the record at once."""

    documents: list[Document]
    matters: list[Matter]
    more: bool


class Keeper:
    """The index of one node."""

    def __init__(self) -> None:
        self.index = Index()
        self._reached: Reached | None = None
        self._one = asyncio.Lock()
        self._fills = False
        self._reading: set[asyncio.Task[bool]] = set()

    @property
    def covers(self) -> CoversView:
        """Return what is read by now."""
        reached = self._reached
        if reached is None:
            return CoversView(0, complete=False)
        complete = reached.low == 0 and not reached.councils
        if complete:
            return CoversView(self.index.acts, complete=True)
        return CoversView(self.index.acts, complete=False, since_at=written(reached.low_at), left=reached.low)

    async def run(self, host: Host) -> None:
        """Read the record, then what arrives, until cancelled."""
        while True:
            try:
                self._fills = True
                while await self._read_on(host):
                    await host.calm()
                self._fills = False
                log.info("search-ready", acts=self.index.acts, bytes=self.index.bytes_held())
                while True:
                    await host.until(self._behind, LOOK_SECONDS)
                    await self.catch_up(host, None)
            except Exception:
                # Search is behind, and the node goes on.
                log.exception("search-behind")
                await asyncio.sleep(LOOK_SECONDS)

    @property
    def patience_seconds(self) -> float:
        """Return how long a search waits for what is not read yet."""
        if not self._fills:
            return WAIT_SECONDS
        little = self._reached is None or self._reached.low <= LITTLE_LEFT
        return WAIT_BESIDE_SECONDS if little else 0.0

    async def catch_up(self, host: Host, seconds: float | None = WAIT_SECONDS) -> None:
        """Take in what is new, and go on with what is not read yet until time is up.

        Args:
            seconds: None for all of it.
        """
        until = None if seconds is None else monotonic() + seconds
        more = True
        while more and (until is None or monotonic() < until):
            # Who asked may go away; what was read goes into the index all the same.
            task = asyncio.ensure_future(self._read_on(host))
            self._reading.add(task)
            task.add_done_callback(self._reading.discard)
            try:
                more = await asyncio.wait_for(asyncio.shield(task), None if until is None else until - monotonic())
            except TimeoutError:
                return

    async def _read_on(self, host: Host) -> bool:
        async with self._one:
            found = await host.read(self._slice, at_leisure=True)
            try:
                await asyncio.to_thread(self.index.add, found.documents, found.matters)
            except BaseException:
                self._reached = None
                raise
            return found.more

    # --- in the node's thread ---------------------------------------------------------------------------------------

    def _behind(self, core: Core) -> bool | None:
        changes = core.context.changes
        return changes is None or bool(changes.acts or changes.dossiers or changes.lost) or None

    def _slice(self, core: Core) -> Slice:
        """Return what is to be read next: what changed, what is new, matters, then older acts."""
        changes, store = core.context.changes, core.context.store
        if changes is None or changes.lost or self._reached is None:
            self._begin(core)
            return Slice([], [], more=True)
        reached = self._reached
        changed = self._changed(core, changes, reached)
        if changed is not None:
            return changed
        newest = newest_sequence(core)
        if newest > reached.top:
            rows = store.acts(after=reached.top, limit=SEARCH_READ_AT_ONCE)
            reached.top = rows[-1][0] if rows else newest
            return Slice(documents(core, rows), [], more=True)
        if reached.councils:
            return Slice([], self._matters(core, reached), more=True)
        if reached.low > 0:
            rows = store.acts(after=reached.low, limit=SEARCH_READ_AT_ONCE, newest=True)
            reached.low = rows[-1][0] if len(rows) == SEARCH_READ_AT_ONCE else 0
            reached.low_at = rows[-1][1].stored_at if rows else reached.low_at
            return Slice(documents(core, rows), [], more=True)
        return Slice([], [], more=False)

    def _begin(self, core: Core) -> None:
        core.context.changes = Changes()
        self.index.clear()
        newest = newest_sequence(core)
        self._reached = Reached(
            newest + 1 if newest else 0, newest, None, dict.fromkeys(core.context.directory.councils)
        )

    def _changed(self, core: Core, changes: Changes, reached: Reached) -> Slice | None:
        """Return rows that were written since, of those that are read already; None where there are none."""
        if not changes.acts and not changes.dossiers:
            return None
        store = core.context.store
        rows: list[tuple[int, ActRow]] = []
        for council, ref in _some(changes.acts):
            sequence, row = store.sequence(council, ref), store.act(council, ref)
            if sequence is not None and row is not None and reached.low <= sequence <= reached.top:
                rows.append((sequence, row))
        found = [store.dossier(council, dossier) for council, dossier in _some(changes.dossiers)]
        return Slice(documents(core, rows), matters(core, filter(None, found)), more=True)

    @staticmethod
    def _matters(core: Core, reached: Reached) -> list[Matter]:
        council, before = next(iter(reached.councils.items()))
        rows: list[DossierRow] = core.context.store.dossiers(council, before=before, limit=SEARCH_READ_AT_ONCE)
        if len(rows) == SEARCH_READ_AT_ONCE:
            reached.councils[council] = rows[-1].last_sequence
        else:
            del reached.councils[council]
        return matters(core, rows)


def newest_sequence(core: Core) -> int:
    """Return where the newest act stands in the order of storing; 0 where there is none."""
    found = core.context.store.acts(newest=True, limit=1)
    return found[0][0] if found else 0


def _some(kept: set[tuple[str, str]]) -> list[tuple[str, str]]:
    return [kept.pop() for _ in range(min(len(kept), SEARCH_READ_AT_ONCE))]


_OF: WeakKeyDictionary[Host, Keeper] = WeakKeyDictionary()


def keeper_of(host: Host) -> Keeper:
    """Return the keeper of a node's index, which goes with the node."""
    found = _OF.get(host)
    if found is None:
        found = _OF[host] = Keeper()
    return found
