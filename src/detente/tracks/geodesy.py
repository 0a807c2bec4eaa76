"""Distances, bearings and places on the ellipsoid WGS 84, by geographiclib; and the same places in space.

Source: C. F. F. Karney, Algorithms for geodesics, J. Geodesy 87 (2013); NGA.STND.0036 for the ellipsoid.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from geographiclib.geodesic import Geodesic  # type: ignore[import-untyped]

_EARTH: Final = Geodesic.WGS84
_A: Final = 6_378_137.0
_F: Final = 1 / 298.257223563
_E2: Final = _F * (2 - _F)

CURVATURE_RADIUS_MIN_M: Final = _A * (1 - _E2)
"""Along the meridian at the equator: no line on the ellipsoid bends more."""
CURVATURE_RADIUS_MAX_M: Final = _A / math.sqrt(1 - _E2)
"""At the poles: no line on the ellipsoid bends less."""

Vector = tuple[float, float, float]
"""Metres from the centre of the earth: to longitude 0, to 90 east, to the north pole."""


@dataclass(frozen=True, slots=True)
class Leg:
    """The shortest line between two positions.

    Args:
        metres: its length.
        bearing_deg: at its start, clockwise from true north, from 0 up to 360.
    """

    metres: float
    bearing_deg: float


def leg(lat: float, lon: float, to_lat: float, to_lon: float) -> Leg:
    """Return the shortest line from one position to another."""
    found = _EARTH.Inverse(lat, lon, to_lat, to_lon, Geodesic.DISTANCE | Geodesic.AZIMUTH)
    return Leg(float(found["s12"]), float(found["azi1"]) % 360)


def onwards(lat: float, lon: float, bearing_deg: float, metres: float) -> tuple[float, float]:
    """Return latitude and longitude of the place so far in a direction."""
    found = _EARTH.Direct(lat, lon, bearing_deg, metres, Geodesic.LATITUDE | Geodesic.LONGITUDE)
    return float(found["lat2"]), float(found["lon2"])


def between(lat: float, lon: float, to_lat: float, to_lon: float) -> Callable[[float], tuple[float, float]]:
    """Return what gives latitude and longitude of any part of the shortest line, from 0 to 1."""
    line = _EARTH.InverseLine(lat, lon, to_lat, to_lon)
    length = line.s13

    def place(part: float) -> tuple[float, float]:
        found = line.Position(part * length, Geodesic.LATITUDE | Geodesic.LONGITUDE)
        return float(found["lat2"]), float(found["lon2"])

    return place


def in_space(lat: float, lon: float) -> Vector:
    """Return where a position on the ellipsoid lies in space."""
    phi, lam = math.radians(lat), math.radians(lon)
    sine, cosine = math.sin(phi), math.cos(phi)
    normal = _A / math.sqrt(1 - _E2 * sine * sine)
    return (
        normal * cosine * math.cos(lam),
        normal * cosine * math.sin(lam),
        normal * (1 - _E2) * sine,
    )


def shortest_over(chord_m: float) -> float:
    """Return the least length of a line on the ellipsoid whose ends are so far apart in space.

    A line that bends at least as much as a circle is at least as long as that circle's arc over the same chord (Schur).
    """
    return 2 * CURVATURE_RADIUS_MAX_M * math.asin(min(1.0, chord_m / (2 * CURVATURE_RADIUS_MAX_M)))


def sagitta(chord_m: float) -> float:
    """Return by how much a line on the ellipsoid may leave the straight line between its ends, at most."""
    if chord_m >= CURVATURE_RADIUS_MIN_M:
        return 2 * CURVATURE_RADIUS_MIN_M
    half = chord_m / 2
    return CURVATURE_RADIUS_MIN_M - math.sqrt(CURVATURE_RADIUS_MIN_M**2 - half**2) + half**3 / CURVATURE_RADIUS_MIN_M**2


def apart(one: Vector, other: Vector) -> float:
    """Return the distance of two places in space, in metres."""
    return math.dist(one, other)
