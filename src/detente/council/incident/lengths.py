"""Lengths as parties state them: a decimal number and a unit, kept as said; metres are derived and never replace it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from detente.council.kinds import text_of
from detente.errors import Refused

UNITS: Final[Mapping[str, Fraction]] = {
    "m": Fraction(1),
    "km": Fraction(1_000),
    "nmi": Fraction(1_852),
    "yd": Fraction(9_144, 10_000),
    "ft": Fraction(3_048, 10_000),
    "mi": Fraction(1_609_344, 1_000),
}
"""Metres of each unit, exact. Source: BIPM, The International System of Units, 9th edition, table 8, for the nautical
mile; the international yard and pound agreement of 1959 for yard, foot and mile."""

LIKELY_SWAPS: Final = (("nmi", "km"), ("ft", "m"), ("mi", "km"), ("mi", "nmi"), ("yd", "m"))
"""Units that reports take for each other: either of a pair may have been meant."""
_NEAR: Final = Fraction(2, 100)
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,9}(\.[0-9]{1,6})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Length:
    """A length as somebody stated it.

    Args:
        number: the digits as written, empty where no plain number was stated.
        unit: one of `UNITS`, empty where none was stated.
        stated: in the words of the source.
        method: how it was found, in its author's words.
    """

    number: str = ""
    unit: str = ""
    stated: str = ""
    method: str = ""

    @property
    def metres(self) -> Fraction | None:
        """Return it in metres, or None where number or unit are not stated."""
        return Fraction(self.number) * UNITS[self.unit] if self.number and self.unit else None

    @property
    def rounding(self) -> Fraction:
        """Return half of the last digit that was written, in metres: so far off may it be by its spelling."""
        decimals = len(self.number.partition(".")[2])
        return UNITS.get(self.unit, Fraction(0)) / Fraction(2 * 10**decimals)

    def __str__(self) -> str:
        said = f"{self.number} {self.unit}".strip()
        return f"{self.stated} ({said})" if said and self.stated and said != self.stated else said or self.stated


def length_of(body: Mapping[str, Any], name: str) -> Length | None:
    """Return a length of a body as far as it can be read, or None where nothing is stated."""
    value = body.get(name)
    return read(value) if isinstance(value, Mapping) else None


def read(value: Mapping[str, Any]) -> Length | None:
    """Return what a table of value, unit, stated and method says, or None where it says nothing."""
    number, unit = text_of(value, "value").strip(), text_of(value, "unit")
    sound = _NUMBER.fullmatch(number) is not None
    stated = text_of(value, "stated") or ("" if sound else number)
    found = Length(number if sound else "", unit if unit in UNITS else "", stated, text_of(value, "method"))
    return found if found.number or found.stated else None


def check(name: str, value: object, *, signed: bool = False) -> None:
    """Be silent where a table states a length that can be read, or its words alone.

    Args:
        signed: whether it may lie below nought, like a height over the sea.

    Raises:
        Refused: `length-unreadable`, `length-negative`.
    """
    if not isinstance(value, Mapping):
        return
    number, unit = text_of(value, "value").strip(), text_of(value, "unit")
    if number and (_NUMBER.fullmatch(number) is None or not unit):
        raise Refused(
            "length-unreadable",
            expected=f"a decimal number with a unit ({', '.join(UNITS)}) in {name}",
            got=f"{number} {unit}".strip()[:80],
            remedy="what is no plain number goes into the words: stated",
        )
    if not signed and number.startswith("-"):
        raise Refused("length-negative", expected=f"a distance of 0 or more in {name}", got=f"{number} {unit}")


def alike(one: Length, other: Length) -> bool:
    """Say if two lengths may be the same, given how each was rounded when it was written."""
    if one.metres is None or other.metres is None:
        return (one.number, one.unit, one.stated.casefold()) == (other.number, other.unit, other.stated.casefold())
    return abs(one.metres - other.metres) <= one.rounding + other.rounding


def likely_swap(one: Length, other: Length) -> tuple[str, str] | None:
    """Return two units that may have been taken for each other, or None: the same number with both, or their ratio."""
    if one.metres is None or other.metres is None or one.metres <= 0 or other.metres <= 0:
        return None
    for first, second in LIKELY_SWAPS:
        if {one.unit, other.unit} == {first, second} and Fraction(one.number) == Fraction(other.number):
            return first, second
    long, short = max(one.metres, other.metres), min(one.metres, other.metres)
    for first, second in LIKELY_SWAPS:
        ratio = max(UNITS[first] / UNITS[second], UNITS[second] / UNITS[first])
        # Yard and metre, and the two miles, are too near to each other to be told from a difference in fact.
        if (
            ratio > Fraction(3, 2)
            and abs(long / short - ratio) <= ratio * _NEAR
            and _said_in(one, other, first, second)
        ):
            return first, second
    return None


def _said_in(one: Length, other: Length, first: str, second: str) -> bool:
    return one.unit == other.unit and one.unit in (first, second)


def in_metres(length: Length) -> str:
    """Return the length in metres for eyes, to the decimetre below ten metres; empty where unknown."""
    metres = length.metres
    if metres is None:
        return ""
    return f"{float(metres):.1f} m" if abs(metres) < 10 else f"{round(metres):,} m".replace(",", " ")
