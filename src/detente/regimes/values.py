"""Values of forms and situations: numbers, days and times read from whatever JSON, CBOR, TOML or a table gives."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Final

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DECIMAL: Final = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,9})?")


def number_of(value: object) -> Decimal | None:
    """Return a number: of an integer, a float, a decimal text, or a quantity with its unit; None of all else."""
    if isinstance(value, Mapping):
        value = value.get("value")
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        value = Decimal(repr(value)) if abs(value) < 1e15 else None
    if isinstance(value, int) and abs(value) < 10**15:
        return Decimal(value)
    if isinstance(value, Decimal):
        return value if value.is_finite() else None
    if isinstance(value, str) and _DECIMAL.fullmatch(value.strip()):
        return Decimal(value.strip())
    return None


def moment_of(value: object) -> date | datetime | None:
    """Return a date, or a time in UTC, of a value or its text; None of all else, a time without a zone among it."""
    if isinstance(value, Mapping):
        value = value.get("at")
    if isinstance(value, str):
        value = _parsed(value.strip())
    if isinstance(value, datetime):
        try:
            return None if value.tzinfo is None else value.astimezone(UTC)
        except OverflowError:
            return None
    return value if isinstance(value, date) else None


def stated(value: object) -> bool:
    """Say if something stands there: neither nothing, nor blank, nor an empty list."""
    if isinstance(value, str):
        return bool(value.strip())
    return value is not None and value not in ([], (), {})


def shown(value: object) -> str:
    """Return a value as reasons show it: numbers with commas, flags as yes and no."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(map(shown, value))
    number = number_of(value) if not isinstance(value, str) else None
    return f"{number:,f}" if number is not None else str(value)


def period(start: date | datetime | None, end: date | datetime | None) -> timedelta | None:
    """Return how long something lasts: from the beginning of its first day to the end of its last, or by the second."""
    if start is None or end is None:
        return None
    ends_on_day = not isinstance(end, datetime)
    try:
        return _second(end) - _second(start) + (timedelta(days=1) if ends_on_day else timedelta())
    except OverflowError:
        return None


def _parsed(text: str) -> object:
    if not _DAY.match(text):
        return None
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else datetime.fromisoformat(text)
    except ValueError:
        return None


def _second(moment: date | datetime) -> datetime:
    return moment if isinstance(moment, datetime) else datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
