"""What is owed in a council as a record has it: from acts, matter by matter, and by days of the calendar from none."""

from collections.abc import Collection, Iterator

from msgspec import Struct

from detente.clock import Instant
from detente.council.duty import OPEN, Duty, DutyState
from detente.node.core import Core


class Owed(Struct, frozen=True):
    """A duty and the reference of its matter, empty for a return that nobody has made yet."""

    dossier: str
    duty: Duty


def owed(
    core: Core, council: str, now: Instant, *, who: str | None = None, states: Collection[str] | None = OPEN
) -> Iterator[Owed]:
    """Yield what is owed, that of acts first.

    Args:
        who: the debtor, or None for everybody.
        states: None for all.
    """
    for row in core.context.store.duties(council, who=who, states=states):
        yield Owed(row.dossier, core.folding.duty_of(row))
    for duty in core.returns.owed(council, now):
        if who in (None, duty.who) and (states is None or duty.state in states):
            yield Owed(duty.act, duty)


def settled(core: Core, council: str, who: str | None, most: int) -> list[Owed]:
    """Return what is owed no more, of acts, at most so many: those due last."""
    states = [state for state in DutyState if state not in OPEN]
    rows = core.context.store.duties(council, who=who, states=states, last=most)
    return [Owed(row.dossier, core.folding.duty_of(row)) for row in rows]


def unanswered(core: Core, council: str, now: Instant, *, who: str | None = None) -> Iterator[Owed]:
    """Yield that for which its debtor still has to do something."""
    return (one for one in owed(core, council, now, who=who) if one.duty.unanswered)
