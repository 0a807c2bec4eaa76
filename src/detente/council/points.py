"""Positions as parties write them in acts: decimal degrees, latitude first, like `54.71, 19.92`."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from detente.errors import Refused
from detente.regimes.pack import Zone

_HALF: Final = r"([+-]?\d{1,3}(?:\.\d{1,6})?)"
_DEGREES: Final = re.compile(_HALF, re.ASCII)
_POINT: Final = re.compile(f"{_HALF} ?, ?{_HALF}", re.ASCII)
LATITUDE_MAX, LONGITUDE_MAX = 90.0, 180.0


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
            remedy="latitude stands first: are the two swapped?" if swapped else "write decimal degrees, no minutes",
        )
    return latitude, longitude


def wrong_degrees(latitude: str, longitude: str, field: str) -> Iterator[Refused]:
    """Yield what is wrong with each half of a position that stands in two fields, in decimal degrees."""
    swapped = _is_degrees(latitude, LONGITUDE_MAX) and _is_degrees(longitude, LATITUDE_MAX)
    remedy = "latitude stands first: are the two swapped?" if swapped else "write decimal degrees, no minutes"
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
    north, east = "S" if latitude < 0 else "N", "W" if longitude < 0 else "E"
    return (
        f"{abs(latitude):.6f}".rstrip("0").rstrip(".")
        + f"° {north}, "
        + (f"{abs(longitude):.6f}".rstrip("0").rstrip(".") + f"° {east}")
    )


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
