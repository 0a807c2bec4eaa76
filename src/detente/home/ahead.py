"""What matters put into a calendar, read of each once and again only when an act came to it.

It rests on the acts of a matter alone, and on no time. A record of many years has a thousand such matters: after the
start of a node they are read in slices between its steps, and who asks before that is done is told how many are left.
"""

import asyncio
from collections.abc import Iterator
from typing import Any, Final
from weakref import WeakKeyDictionary

from msgspec import Struct, field

from detente.council.papers.appointment import Appointment
from detente.council.registry import DESKS
from detente.home.host import Host
from detente.limits import CALENDAR_ENTRIES_MAX
from detente.node.core import Core
from detente.record.store import DossierRow
from detente.regimes.activity import Activity

MATTERS_AT_A_TIME: Final = 8
"""Matters that are folded between two of the node's steps: some thirty milliseconds."""
_READING: Final = {
    name: desk for name, desk in DESKS.items() if hasattr(desk, "appointments") or hasattr(desk, "activities")
}


class Entered(Struct, frozen=True):
    """What one matter puts into a calendar, as its row stood.

    Args:
        row: its last act, and what its desk made of it.
    """

    row: tuple[int, bytes | None]
    appointments: tuple[Appointment, ...] = ()
    activities: tuple[Activity, ...] = ()


class Ahead(Struct):
    """What was read of one council, by desk and matter, the matters with the newest acts first."""

    found: dict[tuple[str, str], Entered] = field(default_factory=dict)
    order: list[tuple[str, str]] = field(default_factory=list)
    waiting: list[DossierRow] = field(default_factory=list)

    def look(self, core: Core, council: str) -> int:
        """See which matters there are, and return how many are to be read."""
        rows = [
            row
            for name in _READING
            for row in core.context.store.dossiers(council, desk=name, limit=CALENDAR_ENTRIES_MAX)
        ]
        self.order = [(row.desk, row.dossier) for row in rows]
        known = set(self.order)
        self.found = {key: one for key, one in self.found.items() if key in known}
        self.waiting = [row for row in rows if self._row_of(row) != (row.last_sequence, row.sealed)]
        return len(self.waiting)

    def _row_of(self, row: DossierRow) -> tuple[int, bytes | None] | None:
        found = self.found.get((row.desk, row.dossier))
        return None if found is None else found.row

    def read_some(self, core: Core) -> int:
        """Read some of the matters that wait, those with the newest acts first, and return how many are left."""
        some, self.waiting = self.waiting[:MATTERS_AT_A_TIME], self.waiting[MATTERS_AT_A_TIME:]
        for row in some:
            state = core.folding.folded(row.council, row.dossier).states.get(row.desk)
            self.found[row.desk, row.dossier] = Entered(
                (row.last_sequence, row.sealed),
                tuple(_said(row.desk, "appointments", state)),
                tuple(_said(row.desk, "activities", state)),
            )
        return len(self.waiting)

    def entered(self) -> Iterator[Entered]:
        """Yield what is read by now, desk by desk."""
        return (self.found[key] for key in self.order if key in self.found)


def _said(desk: str, export: str, state: Any) -> Iterator[Any]:
    read = getattr(_READING[desk], export, None)
    return iter(()) if read is None or state is None else iter(read(state))


_AHEAD: WeakKeyDictionary[Core, dict[str, Ahead]] = WeakKeyDictionary()
_TASKS: WeakKeyDictionary[Any, dict[str, "asyncio.Task[None]"]] = WeakKeyDictionary()
"""Who reads a council's matters just now, by host; all who ask wait for the same."""


def ahead_of(core: Core, council: str) -> Ahead:
    """Return what is read of a council; it may be read anew at any time."""
    return _AHEAD.setdefault(core, {}).setdefault(council, Ahead())


async def read_ahead(host: Host, council: str, patience_seconds: float | None) -> int:
    """Read what matters put into a calendar, and return how many are left when patience ends; reading goes on."""
    left = await host.read(lambda core: ahead_of(core, council).look(core, council))
    if not left:
        return 0
    tasks = _TASKS.setdefault(host, {})
    if council not in tasks or tasks[council].done():
        tasks[council] = asyncio.create_task(_read_all(host, council))
    done, _ = await asyncio.wait({tasks[council]}, timeout=patience_seconds)
    if not done:
        return await host.read(lambda core: len(ahead_of(core, council).waiting))
    tasks[council].result()
    return 0


async def _read_all(host: Host, council: str) -> None:
    while await host.read(lambda core: ahead_of(core, council).read_some(core)):
        await host.calm()
