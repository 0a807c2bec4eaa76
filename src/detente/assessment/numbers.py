"""Exact numbers of an assessment: read from decimals or fractions as they were written, rounded only to be shown."""

from decimal import Decimal
from fractions import Fraction
from typing import Final

from detente.assessment.words import gettext as _
from detente.languages.joining import figure as said_figure

PLACES: Final = 6
"""Decimals that JSON shows beside the exact fraction."""

_EXPONENT_MAX: Final = 40
_FRACTION_CHARACTERS_MAX: Final = 200


def exact(value: object) -> Fraction | None:
    """Return an integer, a decimal or a text like `3/7` as a fraction; None for anything else.

    A decimal of more than 40 digits before or behind the point is none: nobody measured it, and it would fill memory.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int | Decimal):
        number = Decimal(value) if isinstance(value, int) else value
        if not number.is_finite() or (number and abs(number.adjusted()) > _EXPONENT_MAX):
            return None
        _, digits, _ = number.as_tuple()
        return Fraction(number) if len(digits) <= _EXPONENT_MAX else None
    return _of_text(value) if isinstance(value, str) else None


def _of_text(text: str) -> Fraction | None:
    above, slash, below = text.partition("/")
    digits = (above.removeprefix("-"), below if slash else "1")
    if len(text) > _FRACTION_CHARACTERS_MAX or not all(one.isascii() and one.isdigit() for one in digits):
        return None
    return Fraction(int(above), int(digits[1])) if int(digits[1]) else None


def shown(value: Fraction, places: int = PLACES) -> float:
    """Return a number for eyes and programs, rounded half to even."""
    return float(round(value, places))


def figure(value: Fraction | None) -> dict[str, object] | None:
    """Return a number for JSON: rounded, and the fraction that it is."""
    return None if value is None else {"value": shown(value), "exact": str(value)}


def plain(value: Fraction | None, places: int = 3) -> str:
    """Return a number for people."""
    return _("cannot say") if value is None else said_figure(float(round(value, places)), f".{places}f")


def typed_as(value: Fraction) -> str:
    """Return a number as whoever reads here types it: with the mark of decimals of the language spoken now."""
    return written(value).replace(".", said_figure(0.5, ".1f")[1])


def written(value: Fraction) -> str:
    """Return a number as people type it: a decimal of up to six digits, which is exact where that is enough."""
    return f"{float(round(value, PLACES)):.{PLACES}f}".rstrip("0").rstrip(".")
