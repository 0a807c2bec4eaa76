"""An entry of a calendar: a meeting, an activity, an inspection, or the second at which something falls due."""

from dataclasses import dataclass
from enum import StrEnum

from detente.clock import Instant

MEETING = "meeting"
ACTIVITY = "activity"
INSPECTION = "inspection"
DEADLINE = "deadline"
UNDER_WAY, OVER = "open", "closed"


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
    title: str
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
