"""Whether what was computed is what a case expects, field by field: exact where fractions or integers are given.

A decimal is compared to the digits that it gives; one of less than two decimals is meant exactly.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from detente.assessment.numbers import exact

NOTHING: Final = "nothing"
_CLOSE: Final = Fraction(1, 10**9)
_DOUBLE: Final = Fraction(1, 10**12)


@dataclass(frozen=True, slots=True)
class Compared:
    """One field of a case: what was expected, what came out, and whether they agree."""

    field: str
    expected: str
    got: str
    agrees: bool


def compare(expected: object, got: object, field: str = "") -> Iterator[Compared]:
    """Yield every field below `expected`, in its order, beside what was computed under the same name."""
    if isinstance(expected, dict):
        for name, one in expected.items():
            beside = got.get(name, NOTHING) if isinstance(got, Mapping) else NOTHING
            yield from compare(one, beside, f"{field}.{name}" if field else name)
    elif isinstance(expected, list) and isinstance(got, list | tuple) and len(expected) == len(got):
        for place, (one, other) in enumerate(zip(expected, got, strict=True), 1):
            yield from compare(one, other, f"{field}[{place}]")
    else:
        yield Compared(field, told(expected), told(got), same(expected, got))


def same(expected: object, got: object) -> bool:
    """Return whether one value is what was expected."""
    if expected is None or isinstance(expected, (bool, list)):
        return type(expected) is type(got) and expected == got
    computed = Fraction(got) if isinstance(got, float | int | Fraction) and not isinstance(got, bool) else exact(got)
    wanted = exact(expected)
    if wanted is None or computed is None:
        return expected == got
    if not isinstance(expected, Decimal):
        return wanted == computed
    return abs(wanted - computed) <= max(_tolerance(expected), _DOUBLE * abs(wanted))


def _tolerance(given: Decimal) -> Fraction:
    """Return half of the last digit given."""
    exponent = given.as_tuple().exponent
    if not isinstance(exponent, int) or exponent > -2:
        return _CLOSE
    return Fraction(1, 2 * 10**-exponent)


def told(value: Any) -> str:
    """Return a value as one line of text."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {told(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(told, value)) + "]"
    return NOTHING if value is None else str(value)
