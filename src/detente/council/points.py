"""Positions: as acts hold them, decimal degrees with latitude first, like `54.71, 19.92`; and as people write them.

Charts, ships and notices to airmen write degrees, minutes and seconds with N, S, E or W: one reader makes degrees of
them for every form, command and map, so that an act is read in one way.
"""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from enum import StrEnum
from typing import Final

from detente.errors import Refused
from detente.regimes.pack import Zone

_HALF: Final = r"([+-]?\d{1,3}(?:\.\d{1,6})?)"
_DEGREES: Final = re.compile(_HALF, re.ASCII)
_POINT: Final = re.compile(f"{_HALF} ?, ?{_HALF}", re.ASCII)
LATITUDE_MAX, LONGITUDE_MAX = 90.0, 180.0
_DIGITS: Final = Decimal("0.000001")
"""A tenth of a metre: finer than anybody's position."""
_PLAIN: Final = re.compile(r"[+-]?\d{1,3}(?:\.\d{1,9})?", re.ASCII)
_PART: Final = re.compile(
    r"(?P<sign>[+-]?)(?P<degrees>\d{1,3}(?:\.\d{1,9})?)(?:\s*[°º]\s*|\s+(?=\d)|-(?=\d[^NSEW]*[NSEW])|\s*(?=[NSEW]|$))"
    r"(?:(?P<minutes>\d{1,2}(?:\.\d{1,6})?)(?:\s*['′’]\s*|\s+(?=\d)|-(?=\d)|\s*(?=[NSEW]|$)))?"
    r"(?:(?P<seconds>\d{1,2}(?:\.\d{1,6})?)\s*(?:[\"″”]|'')?\s*)?(?P<letter>[NSEW]?)",
    re.IGNORECASE | re.ASCII,
)
_CLOSE: Final = re.compile(r"(\d{2,3})(\d{2}(?:\.\d{1,6})?)([NSEW])", re.IGNORECASE | re.ASCII)
_CLOSER: Final = re.compile(r"(\d{2,3})(\d{2})(\d{2}(?:\.\d{1,6})?)([NSEW])", re.IGNORECASE | re.ASCII)
"""As notices to airmen write it: two digits of degrees of latitude, three of longitude.

Source: ICAO Doc 8126, item Q of a notice."""
_EXPECTED: Final = "latitude, then longitude, like 55.44N 18.94E, 55.44, -18.94 or 55°26'24\"N, 018°56.4'E"


class Degrees(StrEnum):
    """What a text holds that says where something is; an act has it in decimal degrees, north and east positive."""

    LATITUDE = "latitude"
    LONGITUDE = "longitude"
    POSITION = "position"


def parse_point(text: str, field: str = "area") -> tuple[float, float]:
    """Return latitude and longitude, in degrees, of `54.71, 19.92`.

    Raises:
        Refused: `point-unreadable`.
    """
    found = _POINT.fullmatch(text.strip())
    latitude, longitude = (float(found[1]), float(found[2])) if found else (0.0, 0.0)
    inside = abs(latitude) <= LATITUDE_MAX and abs(longitude) <= LONGITUDE_MAX
    if found is None or not inside:
        swapped = found is not None and abs(longitude) <= LATITUDE_MAX and abs(latitude) <= LONGITUDE_MAX
        raise Refused(
            "point-unreadable",
            expected=f"a latitude from -90 to 90 and a longitude from -180 to 180 in {field}, like 54.71, 19.92",
            got=text[:80],
            remedy="latitude stands first: are the two swapped?" if swapped else "write decimal degrees, like 54.71",
        )
    return latitude, longitude


def wrong_degrees(latitude: str, longitude: str, field: str) -> Iterator[Refused]:
    """Yield what is wrong with each half of a position that stands in two fields, in decimal degrees."""
    swapped = _is_degrees(latitude, LONGITUDE_MAX) and _is_degrees(longitude, LATITUDE_MAX)
    remedy = "latitude stands first: are the two swapped?" if swapped else "write decimal degrees, like 54.71"
    if not _is_degrees(latitude, LATITUDE_MAX):
        yield Refused(
            "latitude-unreadable", expected=f"a latitude from -90 to 90 in {field}, like 54.71",
            got=latitude[:80] or "nothing", remedy=remedy,
        )  # fmt: skip
    if not _is_degrees(longitude, LONGITUDE_MAX):
        yield Refused(
            "longitude-unreadable", expected=f"a longitude from -180 to 180 in {field}, like 19.92",
            got=longitude[:80] or "nothing", remedy=remedy,
        )  # fmt: skip


def _is_degrees(text: str, most: float) -> bool:
    return _DEGREES.fullmatch(text.strip()) is not None and abs(float(text)) <= most


def in_words(point: tuple[float, float]) -> str:
    """Return a position for eyes, like `54.71° N, 19.92° E`: so that a swap is seen."""
    latitude, longitude = point
    return f"{_half_in_words(latitude, 'NS')}, {_half_in_words(longitude, 'EW')}"


def _half_in_words(degrees: float, letters: str) -> str:
    return f"{abs(degrees):.6f}".rstrip("0").rstrip(".") + f"° {letters[1] if degrees < 0 else letters[0]}"


def area_in_words(points: Iterable[str]) -> str:
    """Return positions for eyes, one after the other; empty where there is none.

    Raises:
        Refused: `point-unreadable`.
    """
    return "; ".join(in_words(one) for one in parse_area(points))


def check_zone(points: Iterable[tuple[float, float]], zone: Zone, regime: str) -> None:
    """Be silent where all positions lie in the zone of a regime.

    Raises:
        Refused: `point-outside-zone`.
    """
    for latitude, longitude in points:
        if not zone.holds(latitude, longitude):
            swapped = zone.holds(longitude, latitude)
            raise Refused(
                "point-outside-zone", expected=f"a position in the zone of {regime}: {zone.name}",
                got=in_words((latitude, longitude)),
                remedy="latitude stands first: are the two swapped?" if swapped else "ask without the regime",
            )  # fmt: skip


def parse_area(points: Iterable[str], field: str = "area") -> tuple[tuple[float, float], ...]:
    """Return the positions that bound an area, in their order.

    Raises:
        Refused: `point-unreadable`.
    """
    return tuple(parse_point(one, field) for one in points)


# --- as people write them ---------------------------------------------------------------------------------------------


def decimal_of(text: str, what: Degrees) -> str:
    """Return in decimal degrees what a person wrote, with the digits that were given; what is that already as it is.

    Raises:
        Refused: `latitude-unreadable`, `longitude-unreadable`, `position-malformed`.
    """
    if what is Degrees.POSITION:
        return text if _POINT.fullmatch(text) else ", ".join(parse_position(text))
    if _PLAIN.fullmatch(text):
        return text
    letters, most = _OF[what]
    if (found := _degrees(text, letters, most)) is None:
        raise _unreadable(text, what)
    return found


def parse_position(text: str) -> tuple[str, str]:
    """Return latitude and longitude as decimal degrees, north and east positive, with the digits that were given.

    Two numbers without letters need a comma, or stand alone: `55.44, 18.94` or `55.44 18.94`.

    Raises:
        Refused: `position-malformed`.
    """
    for one, other in _halves(text.strip()):
        latitude, longitude = (_degrees(half, *_OF[what]) for half, what in zip((one, other), _OF, strict=True))
        if latitude is not None and longitude is not None:
            return latitude, longitude
    raise Refused("position-malformed", expected=_EXPECTED, got=text[:60], remedy="write it in one of these ways")


def degrees_in_words(text: str, what: Degrees) -> str:
    """Return for eyes what stands in decimal degrees, like `54.71° N`; empty where it is not that, or no place."""
    try:
        if what is Degrees.POSITION:
            return in_words(parse_point(text))
        value = float(text) if _PLAIN.fullmatch(text) else None
    except Refused:
        return ""
    letters, most = _OF[what]
    return _half_in_words(value, letters) if value is not None and abs(value) <= most else ""


_OF: Final = {Degrees.LATITUDE: ("NS", 90), Degrees.LONGITUDE: ("EW", 180)}


def _unreadable(text: str, what: Degrees) -> Refused:
    if what is Degrees.LATITUDE:
        return Refused(
            "latitude-unreadable", expected="a latitude from -90 to 90, like 54.71 or 54°42.6'N", got=text[:60],
            remedy="write it in one of these ways",
        )  # fmt: skip
    return Refused(
        "longitude-unreadable", expected="a longitude from -180 to 180, like 19.92 or 019°55.2'E", got=text[:60],
        remedy="write it in one of these ways",
    )  # fmt: skip


def _halves(text: str) -> Iterator[tuple[str, str]]:
    """Yield the two halves: parted by a comma, after the letter of the first, or by the one space."""
    # A comma without a space behind it may be a decimal one, unless both numbers have their point or letter.
    comma = r"," if re.fullmatch(r"[^,]*[.NSns][^,]*,[^,]*[.EWew][^,]*", text) else r",\s+"
    for parted in (re.split(comma, text), re.split(r"(?<=[NSns])\s*(?=\d)", text), text.split()):
        if len(parted) == 2 and all(part.strip() for part in parted):
            yield parted[0].strip(), parted[1].strip()
            return


def _degrees(text: str, letters: str, most: int) -> str | None:
    """Return decimal degrees of one half, or None where it is none."""
    if (close := _of_close(text, letters)) is not None:
        sign, degrees, minutes, seconds, letter = close
    elif (found := _PART.fullmatch(text)) is not None:
        sign, degrees, letter = found["sign"], found["degrees"], found["letter"].upper()
        minutes, seconds = found["minutes"], found["seconds"]
    else:
        return None
    if letter and (letter not in letters or sign):
        return None
    value = _sum(degrees, minutes, seconds)
    if value is None or value > most:
        return None
    return f"{-value if letter in ('S', 'W') or sign == '-' else value:f}"


def _sum(degrees: str, minutes: str | None, seconds: str | None) -> Decimal | None:
    """Return degrees with their minutes and seconds, of which only the last may have a point and each is below 60."""
    if minutes is None:
        return None if seconds is not None else Decimal(degrees)
    whole = (degrees, minutes) if seconds is not None else (degrees,)
    if any("." in one for one in whole) or Decimal(minutes) >= 60 or Decimal(seconds or 0) >= 60:
        return None
    return (Decimal(degrees) + Decimal(minutes) / 60 + Decimal(seconds or 0) / 3600).quantize(_DIGITS)


def _of_close(text: str, letters: str) -> tuple[str, str, str, str | None, str] | None:
    """Return sign, degrees, minutes, seconds and letter of `5442N` or `0195512E`; None where it is not written so."""
    digits = 3 if "E" in letters else 2
    if (found := _CLOSER.fullmatch(text)) and len(found[1]) == digits:
        return "", found[1], found[2], found[3], found[4].upper()
    if (found := _CLOSE.fullmatch(text)) and len(found[1]) == digits:
        return "", found[1], found[2], None, found[3].upper()
    return None
