"""How the pages write a time: for the eye in UTC, as a date-time group, and on this machine's own clock."""

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
