"""How the pages write a time: for the eye in UTC, as a date-time group, and on this machine's own clock."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from detente.clock import date_time_group, parse_rfc3339
from detente.languages import gettext as _
from detente.languages import ngettext, noted
from detente.languages.dates import day_of, short_day_of, short_month_day_of, weekday_of

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
        brief: the day, like `20 Apr 2016`.
        offset: how far this machine's clock is ahead of UTC, in seconds.
    """

    iso: str
    day: str
    clock: str
    group: str
    local: str
    brief: str
    offset: int

    @property
    def here(self) -> str:
        """Return the time on this machine's clock, like `Wed 20 Apr 14:00:03 CEST here`; empty where that has UTC."""
        return "" if self.local.endswith(" UTC") else _("{time} here").format(time=self.local)

    @property
    def utc(self) -> str:
        """Return day and second, like `20 April 2016, 12:00:03 UTC`."""
        return f"{self.day}, {self.clock} UTC"

    @property
    def short(self) -> str:
        """Return day and minute, like `20 Apr 2016 12:00`."""
        return f"{self.brief} {self.clock[:5]}"


def moment(text: str) -> Moment:
    """Return the moment of an RFC 3339 time, as replies carry it."""
    at = parse_rfc3339(text)
    there = datetime.fromtimestamp(at, UTC)
    here = there.astimezone()
    return Moment(
        iso=text,
        day=day_of(there),
        clock=f"{there:%H:%M:%S}",
        group=date_time_group(at),
        local=f"{weekday_of(here)} {short_month_day_of(here)} {here:%H:%M:%S %Z}",
        brief=short_day_of(there),
        offset=int((here.utcoffset() or timedelta()).total_seconds()),
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
    within_year, _space, year = at.brief.rpartition(" ")
    same_year = reference is not None and reference[:4] == text[:4]
    return within_year if same_year else f"{within_year} {year[-2:]}"


def ago(text: str, now: str) -> str:
    """Return how long a time is past, in its largest unit, like `3 min ago`; `now` within a minute."""
    seconds = parse_rfc3339(now) - parse_rfc3339(text)
    if seconds < 60:
        return _("now")
    for size, words in ((86_400, _("{n} d ago")), (3_600, _("{n} h ago"))):
        if seconds >= size:
            return words.format(n=seconds // size)
    return _("{n} min ago").format(n=seconds // 60)


def left(until: str, now: str) -> str:
    """Return how long it is from now to a time, in the two largest units that are not nothing; `over` once it is past.

    The last second belongs to what is left: at the expiry itself an objection is in time.
    """
    seconds = parse_rfc3339(until) - parse_rfc3339(now)
    if seconds < 0:
        return _("over")
    return _(LEFT).format(_span(seconds)) if seconds else _("the last second left")


LEFT, OVERDUE, PAST = noted("{} left"), noted("overdue by {}"), noted("{} past")
"""What a running clock says, with a span in its place: until a time, after a due one, after one that nobody owes."""


def running(until: str, now: str, *, owed: bool) -> str:
    """Return what a running clock says: the time left, or by how much a time is past, in its two largest units.

    Args:
        owed: a duty's or a matter's time; else the watch's own objective.
    """
    seconds = parse_rfc3339(until) - parse_rfc3339(now)
    span = _span(max(1, abs(seconds)))
    return _(LEFT if seconds >= 0 else OVERDUE if owed else PAST).format(span)


def _span(seconds: int) -> str:
    found = []
    for size in (86_400, 3_600, 60, 1):
        number, seconds = divmod(seconds, size)
        if number:
            found.append(_counted(size, number))
    return " ".join(found[:2])


def _counted(size: int, number: int) -> str:
    match size:
        case 86_400:
            words = ngettext("{n} day", "{n} days", number)
        case 3_600:
            words = ngettext("{n} hour", "{n} hours", number)
        case 60:
            words = ngettext("{n} minute", "{n} minutes", number)
        case _:
            words = ngettext("{n} second", "{n} seconds", number)
    return words.format(n=number)
