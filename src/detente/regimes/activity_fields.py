"""The fields of an activity, in whatever form the file is: a text, a figure, a date, a flag; or what was expected."""

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

from detente.limits import ACTIVITY_FIGURE_MAX, ACTIVITY_TEXT_CHARACTERS_MAX
from detente.regimes.activity import Figure, Precision, When

_NUMBER: Final = r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)"
_FIGURE: Final = re.compile(rf"{_NUMBER}(?:\s*(?:-|–|to)\s*{_NUMBER})?(?:\s+(.*))?", re.DOTALL)
_HALVES: Final = re.compile("[\ud800-\udfff]")
"""Halves of a character, which JSON can write and nobody can show."""
_TRUE: Final = frozenset({"true", "yes", "1", "inside"})
_FALSE: Final = frozenset({"false", "no", "0", "outside"})


class Unfit(Exception):  # noqa: N818  caught where the place is known, and worded there
    """A field that is not what it should be."""

    def __init__(self, field: str, expected: str, got: object) -> None:
        self.field = field
        self.expected = expected
        self.got = repr(got)[:80]
        super().__init__(f"{field}: expected {expected}; got {self.got}")


def text_of(fields: Mapping[str, Any], name: str) -> str:
    """Return a text; empty where nothing stands there.

    Raises:
        Unfit: where something else stands there.
    """
    value = fields.get(name)
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        value = "; ".join(value)
    if isinstance(value, date):
        value = value.isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or len(value) > ACTIVITY_TEXT_CHARACTERS_MAX or _HALVES.search(value):
        raise Unfit(name, f"a text of at most {ACTIVITY_TEXT_CHARACTERS_MAX:,} characters", value)
    return value.strip()


def precision_of(fields: Mapping[str, Any]) -> Precision | None:
    """Return the precision that a file states for its dates, or None.

    Raises:
        Unfit: where something else stands there.
    """
    text = text_of(fields, "date_precision")
    if not text:
        return None
    if text not in set(Precision):
        raise Unfit("date_precision", f"one of {', '.join(Precision)}", text)
    return Precision(text)


def when_of(fields: Mapping[str, Any], name: str, coarser: Precision | None = None) -> When | None:
    """Return a time as exactly as it is stated, or None where it is blank.

    Raises:
        Unfit: where something else stands there.
    """
    value = fields.get(name)
    if isinstance(value, datetime):
        return _second(name, value)
    if isinstance(value, date):
        value = value.isoformat()
    if isinstance(value, int) and not isinstance(value, bool):
        value = f"{value:04d}"
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if not isinstance(value, str):
        raise Unfit(name, _DATES, value)
    try:
        return _parsed(name, value.strip(), coarser)
    except ValueError:
        raise Unfit(name, _DATES, value) from None


_DATES: Final = "a date like 2017-09-14, 2017-09 or 2017, or a time of RFC 3339 with its zone"
_PARTS: Final = {1: Precision.YEAR, 2: Precision.MONTH, 3: Precision.DAY}
_SHAPES: Final = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")


def _parsed(name: str, text: str, coarser: Precision | None) -> When:
    if not _SHAPES.fullmatch(text):
        return _second(name, datetime.fromisoformat(text))
    numbers = [int(part) for part in text.split("-")]
    own = _PARTS[len(numbers)]
    precision = own if coarser is None or coarser is Precision.SECOND else coarser
    order = (Precision.SECOND, Precision.DAY, Precision.MONTH, Precision.YEAR)
    if order.index(precision) < order.index(own):
        raise Unfit(name, f"a date to the {precision}, as date_precision says", text)
    year, month, day = (*numbers, 1, 1)[:3]
    known = date(year, month, day)
    match precision:
        case Precision.YEAR:
            return When(date(year, 1, 1), date(year, 12, 31), precision)
        case Precision.MONTH:
            return When(known.replace(day=1), known.replace(day=monthrange(year, month)[1]), precision)
        case _:
            return When(known, known, precision)


def _second(name: str, value: datetime) -> When:
    if value.tzinfo is None:
        raise Unfit(name, "a time with its zone, like 2015-05-25T10:00:00Z", value.isoformat())
    try:
        at = value.astimezone(UTC).replace(microsecond=0)
    except OverflowError:
        raise Unfit(name, "a time of the years 1 to 9999 in UTC", value.isoformat()) from None
    return When(at.date(), at.date(), Precision.SECOND, at)


def check_order(start: When | None, end: When | None) -> None:
    """Be silent unless something ends before it can have begun."""
    if start is None or end is None:
        return
    late = end.last < start.first
    if start.at is not None and end.at is not None:
        late = end.at < start.at
    if late:
        raise Unfit("end", f"a time not before the start, {start}", str(end))


def figure_of(fields: Mapping[str, Any], name: str) -> Figure | None:
    """Return a number or range with the words beside it, or None where it is blank.

    Raises:
        Unfit: where something else stands there.
    """
    value = fields.get(name)
    expected = f"a number from 0 to {ACTIVITY_FIGURE_MAX:,}, or a range like 60000-90000"
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        return Figure(value, value) if 0 <= value <= ACTIVITY_FIGURE_MAX else _unfit(name, expected, value)
    if not isinstance(value, str) or len(value) > ACTIVITY_TEXT_CHARACTERS_MAX:
        raise Unfit(name, expected, value)
    found = _FIGURE.fullmatch(value.strip())
    if found is None or any(len(digits or "") > len(str(ACTIVITY_FIGURE_MAX)) + 3 for digits in found.group(1, 2)):
        raise Unfit(name, expected, value)
    least = int(found[1].replace(",", ""))
    most = int(found[2].replace(",", "")) if found[2] else least
    if not least <= most <= ACTIVITY_FIGURE_MAX:
        raise Unfit(name, expected, value)
    return Figure(least, most, " ".join((found[3] or "").split()))


def _unfit(name: str, expected: str, got: object) -> Any:
    raise Unfit(name, expected, got)


def flag_of(fields: Mapping[str, Any], name: str) -> bool | None:
    """Return yes or no, or None where it is blank.

    Raises:
        Unfit: where something else stands there.
    """
    value = fields.get(name)
    if value is None or isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    return None if not word else _unfit(name, "yes or no, or nothing", value)
