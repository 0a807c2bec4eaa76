"""What matters put into a calendar, read of each once."""

from collections.abc import Iterator
from typing import Any, Final

from msgspec import Struct

from detente.council.papers.appointment import Appointment
from detente.council.registry import DESKS
from detente.home.once_read import OnceRead
from detente.limits import CALENDAR_ENTRIES_MAX
from detente.node.core import Core
from detente.record.store import DossierRow
from detente.regimes.activity import Activity

_READING: Final = {
    name: desk for name, desk in DESKS.items() if hasattr(desk, "appointments") or hasattr(desk, "activities")
}


class Entered(Struct, frozen=True):
    """What one matter puts into a calendar."""

    appointments: tuple[Appointment, ...] = ()
    activities: tuple[Activity, ...] = ()


class Ahead(OnceRead[Entered]):
    """What was read of one council, desk by desk, the matters with the newest acts first."""

    def matters(self, core: Core, council: str) -> Iterator[DossierRow]:
        """Return the matters of desks that know of times to come."""
        for name in _READING:
            yield from core.context.store.dossiers(council, desk=name, limit=CALENDAR_ENTRIES_MAX)

    def read(self, core: Core, row: DossierRow) -> Entered:
        """Return what one matter enters."""
        state = core.folding.folded(row.council, row.dossier).states.get(row.desk)
        return Entered(
            entered_by(row.desk, state),
            tuple(_said(row.desk, "activities", state)),
        )


def entered_by(desk: str, state: Any) -> tuple[Appointment, ...]:
    """Return what a matter puts into a calendar as its desk has it; nothing of one that knows no times to come."""
    return tuple(_said(desk, "appointments", state))


def _said(desk: str, export: str, state: Any) -> Iterator[Any]:
    read = getattr(_READING.get(desk), export, None)
    return iter(()) if read is None or state is None else iter(read(state))
