"""Numbers and times as files state them; whatever cannot be read is None, and the reader remarks on it."""

import math
import re
from datetime import UTC, datetime, timedelta
from typing import Final

from detente.limits import INSTANT_MAX

KNOT: Final = 1_852 / 3_600
"""Metres a second. Source: BIPM, The International System of Units, 9th edition, table 8."""
FOOT: Final = 0.3048
"""Metres. Source: the international yard and pound agreement of 1959."""

_TIME: Final = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*([Zz]|UTC|[+-]\d\d:?\d\d)?", re.ASCII
)
_NUMBER: Final = re.compile(r"[+-]?(\d{1,16}(\.\d{0,16})?|\.\d{1,16})([eE][+-]?\d{1,2})?", re.ASCII)


def number(value: object) -> float | None:
    """Return a finite number that is stated as one, or as text that is nothing else."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, str):
        if not _NUMBER.fullmatch(value.strip()):
            return None
        return float(value)
    if isinstance(value, int):
        return float(value) if abs(value) < 10**16 else None
    return value if isinstance(value, float) and math.isfinite(value) else None


def positive(value: object, most: float) -> float | None:
    """Return a number from 0 to `most`."""
    found = number(value)
    return found if found is not None and 0 <= found <= most else None


def time_of(text: object) -> float | None:
    """Return seconds since 1970 of an RFC 3339 time; None without a zone: a local time says nothing."""
    parts = _TIME.fullmatch(text.strip()) if isinstance(text, str) else None
    if parts is None or not parts[8]:
        return None
    year, month, day, hour, minute = (int(parts[index]) for index in range(1, 6))
    second = min(int(parts[6] or 0), 60)
    try:
        # A leap second is counted as the first of the next minute.
        start = datetime(year, month, day, hour, minute, tzinfo=UTC) + timedelta(seconds=second)
    except (ValueError, OverflowError):
        return None
    at = start.timestamp() - _offset(parts[8])
    return _within(at + float(f"0.{parts[7] or 0}"))


def _offset(zone: str) -> int:
    if zone[0] not in "+-":
        return 0
    minutes = int(zone[1:3]) * 60 + int(zone[-2:])
    return 60 * (minutes if zone[0] == "+" else -minutes)


def unix_time(value: object, scale: float = 1.0) -> float | None:
    """Return seconds since 1970 of a count of them, or of a count of parts of them."""
    found = number(value)
    return None if found is None else _within(found * scale)


def _within(at: float) -> float | None:
    return at if 0 <= at <= INSTANT_MAX else None


def degrees(value: object) -> float | None:
    """Return a course from 0 up to 360."""
    found = number(value)
    return found % 360 if found is not None and 0 <= found <= 360 else None
