"""Time as the record knows it: whole seconds UTC, given to the pure parts as an argument, read at the edges only."""

import time
from datetime import UTC, datetime
from typing import Protocol

Instant = int
"""Seconds since 1970-01-01T00:00:00Z, as in a tlog-cosignature; never a local time."""

HOUR = 3_600
DAY = 86_400


class Clock(Protocol):
    """Where a node reads the time: the system's, or a scenario's."""

    def now(self) -> Instant:
        """Return the present second."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> Instant:
        """Return the present second."""
        return int(time.time())


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


def rfc3339(at: Instant) -> str:
    """Return the instant as RFC 3339 in UTC, like `2016-04-20T12:00:00Z`."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_rfc3339(text: str) -> Instant:
    """Return the instant of an RFC 3339 time with its zone; raise ValueError where the zone is missing."""
    parsed = datetime.fromisoformat(text)
    if parsed.tzinfo is None:
        raise ValueError(f"a time needs its zone, like 2016-04-20T12:00:00Z; got {text!r}")
    return int(parsed.timestamp())


def date_time_group(at: Instant) -> str:
    """Return the military date-time group, like `201200Z APR 16`."""
    return datetime.fromtimestamp(at, UTC).strftime("%d%H%MZ %b %y").upper()
