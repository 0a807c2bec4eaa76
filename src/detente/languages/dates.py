"""Names of months and days as each language writes them in a date.

Source: Unicode CLDR, through Babel: months in the form that stands in a date, weekdays shortened.
"""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Final

from detente.languages import current
from detente.languages.reading import ENGLISH

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
FIRSTS: Final = {"fr": "1er"}
"""How a language writes the first of a month, where it does not count it like the others."""
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def day_of(day: date) -> str:
    """Return a date in the language spoken now, like `20 April 2016`."""
    return f"{_number(day)} {_names(current())[0][day.month - 1]} {day.year}"


def short_day_of(day: date) -> str:
    """Return a date with its month shortened, like `20 Apr 2016`."""
    return f"{short_month_day_of(day)} {day.year}"


def short_month_day_of(day: date) -> str:
    """Return a date within its year, like `20 Apr`."""
    return f"{_number(day)} {_names(current())[1][day.month - 1]}"


def weekday_of(day: date) -> str:
    """Return the day of the week, like `Wed`."""
    return _names(current())[2][day.weekday()]


def _number(day: date) -> str:
    return FIRSTS.get(current(), "1") if day.day == 1 else str(day.day)


@cache
def _names(language: str) -> tuple[Sequence[str], Sequence[str], Sequence[str]]:
    """Return months, months shortened, and weekdays from Monday."""
    if language == ENGLISH:
        return _MONTHS, [name[:3] for name in _MONTHS], _DAYS
    # Only those who speak another language than English wait for this.
    from babel.core import Locale

    locale = Locale.parse(language)
    months = locale.months["format"]
    named = [months["wide"][number] for number in range(1, 13)]
    shortened = [months["abbreviated"][number] for number in range(1, 13)]
    return named, shortened, [locale.days["format"]["abbreviated"][number] for number in range(7)]
