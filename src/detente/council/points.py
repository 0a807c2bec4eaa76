"""Positions as parties write them in acts: decimal degrees, latitude first, like `54.71, 19.92`."""

import re
from collections.abc import Iterable
from typing import Final

from detente.errors import Refused

_POINT: Final = re.compile(r"([+-]?\d{1,3}(?:\.\d{1,6})?) ?, ?([+-]?\d{1,3}(?:\.\d{1,6})?)", re.ASCII)
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


def parse_area(points: Iterable[str], field: str = "area") -> tuple[tuple[float, float], ...]:
    """Return the positions that bound an area, in their order.

    Raises:
        Refused: `point-unreadable`.
    """
    return tuple(parse_point(one, field) for one in points)
