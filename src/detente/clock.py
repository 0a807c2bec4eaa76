"""Time as the record knows it: whole seconds UTC, given to the pure parts as an argument, read at the edges only."""

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final, Protocol

Instant = int
"""Seconds since 1970-01-01T00:00:00Z, as in a tlog-cosignature; never a local time."""

HOUR = 3_600
DAY = 86_400

LAST: Final = 253_402_300_799
"""The last second that RFC 3339 can write, as `limits.INSTANT_MAX`, which stands on the same step."""

_GROUP: Final = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{2})Z ([A-Z]{3}) ([0-9]{2}|[0-9]{4})")
_MONTHS: Final = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_CENTURY_TURNS: Final = 69
"""Two-digit years from here on are those of the 1900s, as POSIX has it for %y; those below are of the 2000s."""


class Clock(Protocol):
    """Where a node reads the time: the system's, or a scenario's."""

    def now(self) -> Instant:
        """Return the present second."""
        ...


class SystemClock:
    """The machine's own clock, which is not believed when it jumps while the node runs.

    A time once signed cannot be taken back: one minute with the clock a year ahead would make every later receipt
    worthless. So the clock may drift, but where it leaves the time since boot by more than `JUMP_SECONDS_MAX` the node
    stays with the latter and says so, until it is started anew.
    """

    JUMP_SECONDS_MAX = 300

    def __init__(
        self,
        wall: Callable[[], float] = time.time,
        steady: Callable[[], float] = lambda: time.clock_gettime(time.CLOCK_BOOTTIME),
    ) -> None:
        self._wall = wall
        self._steady = steady
        self._offset = wall() - steady()
        self.jumped_seconds = 0
        """How far the machine's clock stands from the time used, where it is not believed; else 0."""

    def now(self) -> Instant:
        """Return the present second."""
        offset = self._wall() - self._steady()
        if abs(offset - self._offset) <= self.JUMP_SECONDS_MAX:
            self._offset = offset
        self.jumped_seconds = round(offset - self._offset)
        return int(self._steady() + self._offset)


class ScenarioClock:
    """A clock that a rehearsal sets: it stands still, or runs at 1:1 from where it was set."""

    def __init__(self, start_at: Instant) -> None:
        self._base = start_at
        self._running_since: float | None = None

    def now(self) -> Instant:
        """Return the scenario's present second."""
        if self._running_since is None:
            return self._base
        return self._base + int(time.monotonic() - self._running_since)

    def set(self, at: Instant, *, running: bool = False) -> None:
        """Set the scenario's time; never backwards."""
        self._base = max(at, self.now())
        self._running_since = time.monotonic() if running else None


def held(at: int) -> Instant:
    """Return a sum of times as an instant that can be written: beyond 1970 and 9999 it stands at the bound.

    Whatever is added to an instant that others name goes through here, so that no act makes a time without words.
    """
    return min(max(at, 0), LAST)


def rfc3339(at: Instant) -> str:
    """Return the instant as RFC 3339 in UTC, like `2016-04-20T12:00:00Z`."""
    # Lists have thousands of times, and `strftime` takes twice as long.
    return datetime.fromtimestamp(at, UTC).isoformat().replace("+00:00", "Z")


def written(at: Instant | None) -> str | None:
    """Return the instant as `rfc3339` has it, or None where there is none."""
    return None if at is None else rfc3339(at)


def parse_rfc3339(text: str) -> Instant:
    """Return the instant of an RFC 3339 time with its zone; raise ValueError where the zone is missing."""
    parsed = datetime.fromisoformat(text)
    if parsed.tzinfo is None:
        raise ValueError(f"a time needs its zone, like 2016-04-20T12:00:00Z; got {text!r}")
    return int(parsed.timestamp())


def date_time_group(at: Instant) -> str:
    """Return the military date-time group, like `201200Z APR 16`: day, hour and minute UTC; seconds are cut."""
    there = datetime.fromtimestamp(at, UTC)
    return f"{there:%d%H%M}Z {_MONTHS[there.month - 1]} {there:%y}"


def parse_date_time_group(text: str) -> Instant:
    """Return the first second of a date-time group, like `151235Z FEB 74` or `201200Z APR 2016`.

    Raises:
        ValueError: it is none, its day is not in the calendar, or its zone is not Z.

    Source: headers of declassified cables as the US National Archives publish them; a year of two digits: POSIX, %y.
    """
    found = _GROUP.fullmatch(text)
    if found is None or found[4] not in _MONTHS:
        raise ValueError(f"a date-time group is like 201200Z APR 16, in UTC; got {text!r}")
    year = int(found[5])
    if len(found[5]) == 2:
        year += 1_900 if year >= _CENTURY_TURNS else 2_000
    day, hour, minute = int(found[1]), int(found[2]), int(found[3])
    return int(datetime(year, _MONTHS.index(found[4]) + 1, day, hour, minute, tzinfo=UTC).timestamp())
