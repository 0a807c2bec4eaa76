"""How the pages write a time: for the eye in UTC, as a date-time group, and on this machine's own clock."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from detente.clock import date_time_group, parse_rfc3339

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")


@dataclass(frozen=True, slots=True)
class Moment:
    """One second, in each way that a page writes it.

    Args:
        iso: RFC 3339, as `datetime` of a time element.
        day: like `20 April 2016`.
        clock: like `12:00:03`.
        group: the date-time group, like `201200Z APR 16`.
        local: on this machine's clock, like `Wed 20 Apr 14:00:03 CEST`.
    """

    iso: str
    day: str
    clock: str
    group: str
    local: str

    @property
    def here(self) -> str:
        """Return the time on this machine's clock, like `Wed 20 Apr 14:00:03 CEST here`; empty where that has UTC."""
        return "" if self.local.endswith(" UTC") else f"{self.local} here"

    @property
    def utc(self) -> str:
        """Return day and second, like `20 April 2016, 12:00:03 UTC`."""
        return f"{self.day}, {self.clock} UTC"

    @property
    def short(self) -> str:
        """Return day and minute, like `20 Apr 2016 12:00`."""
        number, month, year = self.day.split()
        return f"{number} {month[:3]} {year} {self.clock[:5]}"


def moment(text: str) -> Moment:
    """Return the moment of an RFC 3339 time, as replies carry it."""
    at = parse_rfc3339(text)
    there = datetime.fromtimestamp(at, UTC)
    here = there.astimezone()
    return Moment(
        iso=text,
        day=f"{there.day} {MONTHS[there.month - 1]} {there.year}",
        clock=f"{there:%H:%M:%S}",
        group=date_time_group(at),
        local=f"{here:%a} {here.day} {MONTHS[here.month - 1][:3]} {here:%H:%M:%S %Z}",
    )


def read_back(typed: str) -> str:
    """Return a time typed in UTC so that nobody takes its day for its month, and on this machine's clock."""
    text = f"{typed}{'' if typed.count(':') == 2 else ':00'}Z"
    if not typed or not is_moment(text):
        return ""
    at = moment(text)
    return f"= {at.short} UTC" + (f", {at.here}" if at.here else "")


def is_moment(text: str) -> bool:
    """Say if a text is a time as replies carry it, and nothing else."""
    if _MOMENT.fullmatch(text) is None:
        return False
    try:
        parse_rfc3339(text)
    except ValueError:
        return False
    return True


def beside(text: str, reference: str | None) -> str:
    """Return a time as short as it can be read beside another: the second on its day, the day in its year.

    A year has two digits, as in a date-time group.
    """
    at = moment(text)
    if reference is not None and moment(reference).day == at.day:
        return at.clock
    number, month, year = at.day.split()
    same_year = reference is not None and reference[:4] == text[:4]
    return f"{number} {month[:3]}" if same_year else f"{number} {month[:3]} {year[-2:]}"


def ago(text: str, now: str) -> str:
    """Return how long a time is past, in its largest unit, like `3 min ago`; `now` within a minute."""
    seconds = parse_rfc3339(now) - parse_rfc3339(text)
    if seconds < 60:
        return "now"
    for size, name in ((86_400, "d"), (3_600, "h")):
        if seconds >= size:
            return f"{seconds // size} {name} ago"
    return f"{seconds // 60} min ago"


def left(until: str, now: str) -> str:
    """Return how long it is from now to a time, in the two largest units that are not nothing; `over` once it is past.

    The last second belongs to what is left: at the expiry itself an objection is in time.
    """
    seconds = parse_rfc3339(until) - parse_rfc3339(now)
    return "over" if seconds < 0 else f"{_span(seconds) or 'the last second'} left"


LEFT, OVERDUE, PAST = "{} left", "overdue by {}", "{} past"
"""What a running clock says, with a span in its place: until a time, after a due one, after one that nobody owes."""


def running(until: str, now: str, *, owed: bool) -> str:
    """Return what a running clock says: the time left, or by how much a time is past, in its two largest units.

    Args:
        owed: a duty's or a matter's time; else the watch's own objective.
    """
    seconds = parse_rfc3339(until) - parse_rfc3339(now)
    span = _span(abs(seconds)) or "1 second"
    return (LEFT if seconds >= 0 else OVERDUE if owed else PAST).format(span)


def _span(seconds: int) -> str:
    found = []
    for size, name in ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")):
        number, seconds = divmod(seconds, size)
        if number:
            found.append(f"{number} {name}{'' if number == 1 else 's'}")
    return " ".join(found[:2])
