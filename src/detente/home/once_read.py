"""What matters add up to together, read of each once and again only when an act came to it.

It rests on the acts of a matter alone, and on no time. A record of many years has a thousand such matters: after the
start of a node they are read in slices between its steps, and who asks before that is done is told how many are left.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from typing import Any, Final, Generic, Self, TypeVar
from weakref import WeakKeyDictionary

from detente.home.host import Host
from detente.node.core import Core
from detente.record.store import DossierRow

MATTERS_AT_A_TIME: Final = 8
"""Matters that are folded between two of the node's steps: some thirty milliseconds."""

T = TypeVar("T")
_Row = tuple[int, bytes | None]
"""Of a matter as it was read: its last act, and what its desk made of it."""


class OnceRead(ABC, Generic[T]):
    """What was read of the matters of one council."""

    @classmethod
    def of(cls, core: Core, council: str) -> Self:
        """Return what was read of a council by now; it may be read anew at any time."""
        found: Self = _READ.setdefault(core, {}).setdefault((cls, council), cls())
        return found

    def __init__(self) -> None:
        self.waiting: list[DossierRow] = []
        self._found: dict[str, tuple[_Row, T]] = {}
        self._order: list[str] = []
        self._looked = -1
        """How often the record had been written when it was looked at last."""

    @abstractmethod
    def matters(self, core: Core, council: str) -> Iterable[DossierRow]:
        """Return the matters that are read, in the order in which what is read is told."""

    @abstractmethod
    def read(self, core: Core, row: DossierRow) -> T:
        """Return what one matter adds."""

    def look(self, core: Core, council: str) -> int:
        """See which matters there are, and return how many are to be read."""
        changes = core.context.store.changes()
        if changes == self._looked:
            return len(self.waiting)
        rows = list(self.matters(core, council))
        self._order = [row.dossier for row in rows]
        self._found = {ref: self._found[ref] for ref in self._order if ref in self._found}
        self.waiting = [row for row in rows if self._row_of(row.dossier) != (row.last_sequence, row.sealed)]
        self._looked = changes
        return len(self.waiting)

    def _row_of(self, dossier: str) -> _Row | None:
        found = self._found.get(dossier)
        return None if found is None else found[0]

    def read_some(self, core: Core) -> int:
        """Read some of the matters that wait, in their order, and return how many are left."""
        for row in self.waiting[:MATTERS_AT_A_TIME]:
            self._found[row.dossier] = (row.last_sequence, row.sealed), self.read(core, row)
        del self.waiting[:MATTERS_AT_A_TIME]
        return len(self.waiting)

    def found(self, dossier: str) -> T | None:
        """Return what was read of one matter, or None while nothing was."""
        known = self._found.get(dossier)
        return None if known is None else known[1]

    def all(self) -> Iterator[T]:
        """Yield what is read by now, in the order of the matters."""
        return (self._found[ref][1] for ref in self._order if ref in self._found)


_READ: WeakKeyDictionary[Core, dict[tuple[type, str], Any]] = WeakKeyDictionary()
_TASKS: WeakKeyDictionary[Any, "dict[tuple[str, Any], asyncio.Task[None]]"] = WeakKeyDictionary()
"""Who reads a council's matters just now, by host; all who ask wait for the same."""


async def read_on(host: Host, council: str, what: type[OnceRead[Any]], patience_seconds: float | None) -> int:
    """Read what matters add, and return how many are left when patience ends; reading goes on."""
    left = await host.read(lambda core: what.of(core, council).look(core, council))
    if not left:
        return 0
    tasks, key = _TASKS.setdefault(host, {}), (council, what)
    if key not in tasks or tasks[key].done():
        tasks[key] = asyncio.create_task(_read_all(host, council, what))
    done, _ = await asyncio.wait({tasks[key]}, timeout=patience_seconds)
    if not done:
        return await host.read(lambda core: len(what.of(core, council).waiting))
    tasks[key].result()
    return 0


async def _read_all(host: Host, council: str, what: type[OnceRead[Any]]) -> None:
    while await host.read(lambda core: what.of(core, council).read_some(core)):
        await host.calm()
