"""When a rule wants something done, as a pack says it: a length before or after an event, a fixed date, a window.

These are values only; `clocks.py` finds the second. The normative page is docs/spec/regimes.md section 5.
"""

from enum import StrEnum

from msgspec import Struct


class Unit(StrEnum):
    """Units of length; minutes and hours are exact seconds, the others calendar days in UTC."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"
    YEARS = "years"


class Side(StrEnum):
    """On which side of its event a time lies."""

    BEFORE = "before"
    AFTER = "after"


class Length(Struct, frozen=True):
    """A length of time.

    Args:
        amount: in `unit`, from 0.
        calendar: name of the pack's calendar that says which days are working days, where the unit is those.
        word: the pack's word of which this length is the declared reading; empty where the text gives the number.
    """

    amount: int
    unit: Unit
    calendar: str = ""
    word: str = ""


class Span(Struct, frozen=True):
    """A length before or after an event: at the latest then."""

    length: Length
    side: Side
    event: str


class Fixed(Struct, frozen=True):
    """A day of the year, in the year of the event `period` plus `year`."""

    month: int
    day: int
    year: int = 0


class At(Struct, frozen=True):
    """At an event."""

    event: str


class Window(Struct, frozen=True):
    """Not sooner than one length and not later than another; one of the two may be open.

    Args:
        at_least: the shorter length.
        at_most: the longer one.
    """

    at_least: Length | None
    at_most: Length | None
    side: Side
    event: str


class Readings(Struct, frozen=True):
    """Two readings of a text that is silent, side by side, and why there are two."""

    strict: "Span | Fixed | At | Window"
    lenient: "Span | Fixed | At | Window"
    why: str


Due = Span | Fixed | At | Window | Readings


def events_of(due: Due) -> frozenset[str]:
    """Return the names of the events from which a time is counted."""
    match due:
        case Fixed():
            return frozenset({PERIOD})
        case Readings(strict, lenient):
            return events_of(strict) | events_of(lenient)
        case _:
            return frozenset({due.event})


PERIOD = "period"
"""The event of a fixed date: the year for which something is due, as a date in it or as its number."""
