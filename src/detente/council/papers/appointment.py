"""An entry of a calendar: a meeting that is convened, or the day on which something falls due."""

from dataclasses import dataclass
from enum import StrEnum

from detente.clock import Instant


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
        organiser: id of the party that convenes or owes, with `organiser_name`.
        text: below the title, in its author's language.
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
