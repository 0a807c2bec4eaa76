"""An activity as people describe it: what it is called, when, where, who leads, and three totals that stay apart.

Organisers announce one figure, count another under the agreement, and others estimate a third. All three were true in
their own sense for every large exercise that we know of, so none is ever put in another's place, and a blank stays
blank. Files are read in `activity_files.py`; what follows from an activity is in `assess.py`.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Final

from msgspec import Struct, field

from detente.clock import rfc3339

DAY: Final = timedelta(days=1)


class Precision(StrEnum):
    """How exactly a time is known."""

    SECOND = "second"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class When(Struct, frozen=True):
    """A time as exactly as it is known.

    Args:
        first: the earliest day that it can be.
        last: the latest one.
        at: the second in UTC, where it is known to the second.
    """

    first: date
    last: date
    precision: Precision
    at: datetime | None = None

    def earliest(self) -> date | datetime:
        """Return the earliest day, or the second itself."""
        return self.first if self.at is None else self.at

    def latest(self) -> date | datetime:
        """Return the latest day, or the second itself."""
        return self.last if self.at is None else self.at

    def __str__(self) -> str:
        match self.precision:
            case Precision.SECOND if self.at is not None:
                return rfc3339(int(self.at.timestamp()))
            case Precision.YEAR:
                return f"{self.first:%Y}"
            case Precision.MONTH:
                return f"{self.first:%Y-%m}"
            case _:
                return self.first.isoformat()


class Figure(Struct, frozen=True):
    """A number as it was stated, with whatever was said along with it.

    Args:
        least: and `most`: the same number, or the ends of a range.
        remark: words beside the number, such as "then about halved"; empty where there are none.
    """

    least: int
    most: int
    remark: str = ""

    def __str__(self) -> str:
        number = f"{self.least:,}" if self.least == self.most else f"{self.least:,} to {self.most:,}"
        return f"{number} ({self.remark})" if self.remark else number


class Basis(StrEnum):
    """On which of the totals something rests."""

    COUNTED = "counted"
    ANNOUNCED = "announced only"
    NONE = "none"


COUNTS: Final = (
    *("troops", "tanks", "acv", "artillery", "sorties"),
    *("amphibious_troops", "heliborne_troops", "parachute_troops"),
)
"""Figures that rules read; `troops` is the one counted under the agreement."""

FLAGS: Final = (
    *("in_zone", "single_command", "no_notice", "transfer", "from_calendar", "forecast", "changed", "cancelled"),
    "reduced_below_threshold",
)
"""What is so or is not, or is not stated."""


class Phase(Struct, frozen=True):
    """A part of an activity in time, with the figures that hold in it."""

    name: str
    start: When | None = None
    end: When | None = None
    figures: Mapping[str, Figure] = field(default_factory=dict)


class Part(Struct, frozen=True):
    """What one participant brings of its own."""

    state: str
    troops: Figure


class Activity(Struct, frozen=True):
    """An activity, with only what was stated.

    Args:
        announced: the total that the organiser gave in public.
        estimate: the total that others gave, or somebody later.
        figures: by names of `COUNTS`; `troops` is the total counted under the agreement.
        flags: by names of `FLAGS`; what is not stated is absent.
        host: on whose territory, one text each.
        parent: the id of the activity of which this one is part.
        parts: own parts of participants.
        other: columns that no rule reads, as they stand: aircraft, ships, vehicles, countries.
    """

    id: str
    name: str
    start: When | None = None
    end: When | None = None
    announced: Figure | None = None
    estimate: Figure | None = None
    figures: Mapping[str, Figure] = field(default_factory=dict)
    flags: Mapping[str, bool] = field(default_factory=dict)
    kind: str = ""
    host: tuple[str, ...] = ()
    lead: str = ""
    parent: str = ""
    handling: str = ""
    notes: str = ""
    phases: tuple[Phase, ...] = ()
    parts: tuple[Part, ...] = ()
    source: str = ""
    source_url: str = ""
    from_memory: str = ""
    other: Mapping[str, str] = field(default_factory=dict)

    @property
    def counted(self) -> Figure | None:
        """Return the total counted under the agreement, where it is stated."""
        return self.figures.get("troops")

    @property
    def basis(self) -> Basis:
        """Return on which total a rule about troops rests here."""
        if self.counted is not None:
            return Basis.COUNTED
        return Basis.NONE if self.announced is None else Basis.ANNOUNCED

    @property
    def no_notice(self) -> bool | None:
        """Say if the troops had no notice, as the flag says it, else the kind: `snap` or `planned`."""
        if "no_notice" in self.flags:
            return self.flags["no_notice"]
        return {"snap": True, "planned": False}.get(self.kind)

    def longest(self) -> timedelta | None:
        """Return how long it lasts at most, or None where an end is not known."""
        if self.start is None or self.end is None:
            return None
        return _between(self.start.earliest(), self.end.latest(), whole=True)

    def shortest(self) -> timedelta | None:
        """Return how long it lasts at least: between the end of its first day and the beginning of its last."""
        if self.start is None or self.end is None:
            return None
        return _between(self.start.latest(), self.end.earliest(), whole=False)


def _between(start: date | datetime, end: date | datetime, *, whole: bool) -> timedelta:
    """Return the time between two days or seconds, with both days or without them."""
    begins = start if isinstance(start, datetime) else _midnight(start) + (timedelta() if whole else DAY)
    ends = end if isinstance(end, datetime) else _midnight(end) + (DAY if whole else timedelta())
    return max(ends - begins, timedelta())


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
