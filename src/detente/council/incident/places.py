"""A position as officers write it: decimal degrees, or degrees and minutes, with N, S, E, W or a sign."""

import re
from decimal import Decimal
from typing import Final

from detente.errors import Refused

_DIGITS: Final = Decimal("0.000001")
"""A tenth of a metre: finer than anybody's position."""
_PART: Final = re.compile(
    r"(?P<sign>[+-]?)(?P<degrees>\d{1,3}(?:\.\d{1,9})?)(?:\s*°\s*|\s+(?=\d)|\s*(?=[NSEW]|$))"
    r"(?:(?P<minutes>\d{1,2}(?:\.\d{1,6})?)\s*['′]?\s*)?(?P<letter>[NSEW]?)",
    re.IGNORECASE,
)
_EXPECTED: Final = "latitude, then longitude, like 55.44N 18.94E, 55.44, -18.94 or 55°26.4'N, 018°56.4'E"


def parse_position(text: str) -> tuple[str, str]:
    """Return latitude and longitude as decimal degrees, north and east positive, with the digits that were given.

    Two numbers without letters need a comma, or stand alone: `55.44, 18.94` or `55.44 18.94`.

    Raises:
        Refused: `position-malformed`.
    """
    halves = _halves(text.strip())
    if halves is None:
        raise _malformed(text)
    return _degrees(halves[0], "NS", 90, text), _degrees(halves[1], "EW", 180, text)


def _halves(text: str) -> tuple[str, str] | None:
    """Return the two halves: parted by a comma, after the letter of the first, or by the one space."""
    # A comma without a space behind it may be a decimal one, unless both numbers have their point or letter.
    comma = r"," if re.fullmatch(r"[^,]*[.NSns][^,]*,[^,]*[.EWew][^,]*", text) else r",\s+"
    for parted in (re.split(comma, text), re.split(r"(?<=[NSns])\s+", text), text.split()):
        if len(parted) == 2 and all(part.strip() for part in parted):
            return parted[0].strip(), parted[1].strip()
    return None


def _degrees(text: str, letters: str, most: int, whole: str) -> str:
    found = _PART.fullmatch(text)
    letter = found["letter"].upper() if found else ""
    if found is None or (letter and (letter not in letters or found["sign"])):
        raise _malformed(whole)
    degrees, minutes = Decimal(found["degrees"]), found["minutes"]
    if minutes is not None:
        if Decimal(minutes) >= 60 or "." in found["degrees"]:
            raise _malformed(whole)
        degrees = (degrees + Decimal(minutes) / 60).quantize(_DIGITS)
    if degrees > most:
        raise _malformed(whole)
    return f"{-degrees if letter in ('S', 'W') or found['sign'] == '-' else degrees:f}"


def _malformed(text: str) -> Refused:
    return Refused("position-malformed", expected=_EXPECTED, got=text[:60], remedy="write it in one of these ways")
