"""The ledger of duties: per agreement, party and year how many stand how. Counts only; nothing here is a score.

The year of a duty is that of its due second; where no clock runs, that of its start; where nothing has started, none.
Duties of drills are no duties of anybody and are left out.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Final

from msgspec import Struct, field

from detente.council.duty import Duty, DutyState

MET_AFTER: Final = "met after the due time"
SAID_AFTER: Final = "{} said after the due time"
DISPUTED_OVERDUE: Final = "disputed, overdue by evidence"
_GROUNDS: Final = (DutyState.NOT_APPLICABLE, DutyState.QUOTA_USED, DutyState.FORCE_MAJEURE)
WORDS: Final = (
    DutyState.DUE.value,
    DutyState.NOT_HEARD.value,
    DutyState.OVERDUE.value,
    DutyState.MET.value,
    MET_AFTER,
    DutyState.EXCUSED.value,
    DutyState.DISPUTED.value,
    DISPUTED_OVERDUE,
    *(word for ground in _GROUNDS for word in (ground.value, SAID_AFTER.format(ground.value))),
)
"""How duties are counted, in the order in which lists show it; each duty stands under one word."""


class Entry(Struct, frozen=True):
    """One line of the ledger.

    Args:
        regime: id of the agreement, empty for the charter itself.
        year: None where no clock has started.
        counts: by one of `WORDS`; what is not there is 0.
    """

    regime: str
    party: str
    year: int | None
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Return how many duties the line counts."""
        return sum(self.counts.values())


def ledger(duties: Iterable[Duty]) -> tuple[Entry, ...]:
    """Return one line for each agreement, party and year in which something was or is owed, in this order."""
    counted: dict[tuple[str, str, int | None], Counter[str]] = {}
    for duty in duties:
        if not duty.drill:
            counted.setdefault((duty.regime, duty.who, year_of(duty)), Counter())[word_of(duty)] += 1
    ordered = sorted(counted.items(), key=lambda pair: (pair[0][0], pair[0][1], pair[0][2] or 0))
    return tuple(Entry(*key, dict(found)) for key, found in ordered)


def year_of(duty: Duty) -> int | None:
    """Return the year under which a duty is counted, UTC."""
    at = duty.due_at if duty.due_at is not None else duty.start.at if duty.start is not None else None
    return None if at is None else datetime.fromtimestamp(at, UTC).year


def word_of(duty: Duty) -> str:
    """Return under which of `WORDS` a duty is counted."""
    if duty.state is DutyState.MET and duty.late:
        return MET_AFTER
    if duty.state in _GROUNDS and duty.late:
        return SAID_AFTER.format(duty.state.value)
    if duty.state is DutyState.DISPUTED and duty.by_evidence is DutyState.OVERDUE:
        return DISPUTED_OVERDUE
    return duty.state.value
