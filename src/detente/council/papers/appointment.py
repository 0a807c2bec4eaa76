"""An entry of a calendar: a meeting, an activity, an inspection, or the second at which something falls due."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from detente.clock import DAY, Instant
from detente.council.titles import Title

MEETING = "meeting"
ACTIVITY = "activity"
INSPECTION = "inspection"
DEADLINE = "deadline"
OPENED, CLOSED = "open", "closed"
"""Phases of a meeting that was opened."""


class Phase(StrEnum):
    """Where a time is that was said: still to come, running, past."""

    AHEAD = "ahead"
    UNDER_WAY = "under way"
    OVER = "over"


class Standing(StrEnum):
    """How far an appointment can be counted on. Source: RFC 5545 section 3.8.1.11."""

    TENTATIVE = "tentative"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Appointment:
    """One entry of a calendar.

    Args:
        council: id; together with `reference` it says for ever which appointment this is.
        revision: 0 at first, higher with each change.
        stamped_at: when this revision was made.
        ends_at: None for a point in time.
        place: empty for a meeting over the line.
        organiser: id of the party that convenes, notifies or owes, with `organiser_name`.
        text: below the title, in its author's language.
        sort: what it is: `meeting`, `activity`, `inspection`, `deadline`.
        all_day: it takes whole days in UTC: from that of `begins_at` through that of `ends_at`.
        phase: of a meeting that was opened `open` or `closed`; its times are then those at which it was. Else empty.
    """

    council: str
    rehearsal: bool
    reference: str
    title: Title
    standing: Standing
    revision: int
    stamped_at: Instant
    begins_at: Instant
    ends_at: Instant | None
    place: str
    organiser: str
    organiser_name: str
    text: str = ""
    sort: str = MEETING
    all_day: bool = False
    phase: str = ""

    @property
    def last_at(self) -> Instant:
        """Return the last second that belongs to it; of whole days that of the last one."""
        end = self.begins_at if self.ends_at is None else self.ends_at
        return end + DAY - 1 if self.all_day else end

    def phase_at(self, now: Instant) -> Phase:
        """Return whether it is ahead, under way or over; a meeting goes by its opening and closing."""
        if self.phase:
            return Phase.OVER if self.phase == CLOSED else Phase.UNDER_WAY
        return Phase.AHEAD if now < self.begins_at else Phase.UNDER_WAY if now <= self.last_at else Phase.OVER


def phase_of(entries: Iterable[Appointment], now: Instant) -> Phase | None:
    """Return whether what these stand for together is ahead, under way or over; None where nothing of it stands."""
    found = {one.phase_at(now) for one in entries if one.standing is not Standing.CANCELLED}
    return None if not found else next(iter(found)) if len(found) == 1 else Phase.UNDER_WAY
