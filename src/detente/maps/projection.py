"""The map's projection: oblique stereographic on the ellipsoid WGS 84. It is conformal, so a circle stays a circle.

Source: J. P. Snyder, Map Projections: A Working Manual, USGS Professional Paper 1395 (1987), pages 160 to 163.
"""

import math
from dataclasses import dataclass
from typing import Final

_A: Final = 6_378_137.0
_E: Final = math.sqrt((2 - 1 / 298.257223563) / 298.257223563)
_POLE: Final = 89.999_999
"""At the pole itself two factors are nought over nought; a tenth of a metre beside it nothing is."""
_FAR: Final = 1e-9
"""The other end of the earth lies infinitely far away; it is put very far."""
_ROUNDS: Final = 8

Plane = tuple[float, float]
"""Metres to the right and up from the centre, on the map."""


@dataclass(frozen=True, slots=True)
class Ellipsoid:
    """A figure of the earth.

    Args:
        a: half of the greater axis, metres.
        e: eccentricity.
    """

    a: float = _A
    e: float = _E


WGS84: Final = Ellipsoid()


class Stereographic:
    """A projection with its centre, whose scale there is 1 and grows outwards.

    Args:
        lat, lon: of the centre, in degrees.
        scale: at the centre.
    """

    def __init__(self, lat: float, lon: float, earth: Ellipsoid = WGS84, scale: float = 1.0) -> None:
        self.lat, self.lon = max(-_POLE, min(_POLE, lat)), lon
        self._e = earth.e
        self._a = earth.a
        phi = math.radians(self.lat)
        isometric = self._isometric(phi)
        self._sin, self._cos = math.tanh(isometric), 1 / math.cosh(isometric)
        self._factor = 2 * scale * self._radius(phi) / self._cos

    def _isometric(self, phi: float) -> float:
        return math.asinh(math.tan(phi)) - self._e * math.atanh(self._e * math.sin(phi))

    def _radius(self, phi: float) -> float:
        """Return the radius of a parallel."""
        return self._a * math.cos(phi) / math.sqrt(1 - (self._e * math.sin(phi)) ** 2)

    def place(self, lat: float, lon: float) -> Plane:
        """Return where a position lies on the map."""
        isometric = self._isometric(math.radians(max(-_POLE, min(_POLE, lat))))
        sine, cosine = math.tanh(isometric), 1 / math.cosh(isometric)
        lam = math.radians(lon - self.lon)
        turned = cosine * math.cos(lam)
        size = self._factor / max(_FAR, 1 + self._sin * sine + self._cos * turned)
        return size * cosine * math.sin(lam), size * (self._cos * sine - self._sin * turned)

    def scale(self, lat: float, lon: float) -> float:
        """Return by how much the map is larger there than at its centre."""
        phi = math.radians(max(-_POLE, min(_POLE, lat)))
        isometric = self._isometric(phi)
        sine, cosine = math.tanh(isometric), 1 / math.cosh(isometric)
        around = 1 + self._sin * sine + self._cos * cosine * math.cos(math.radians(lon - self.lon))
        return self._factor / max(_FAR, around) * cosine / self._radius(phi)

    def position(self, x: float, y: float) -> tuple[float, float]:
        """Return latitude and longitude, from -180 to 180 degrees, of a place on the map."""
        away = math.hypot(x, y)
        if away == 0:
            return self.lat, _turned(self.lon)
        angle = 2 * math.atan2(away, self._factor)
        sine = math.cos(angle) * self._sin + y * math.sin(angle) * self._cos / away
        lam = math.atan2(
            x * math.sin(angle), away * self._cos * math.cos(angle) - y * self._sin * math.sin(angle)
        )  # fmt: skip
        return self._geodetic(max(-1.0, min(1.0, sine))), _turned(self.lon + math.degrees(lam))

    def _geodetic(self, sine: float) -> float:
        """Return the latitude whose conformal one has this sine."""
        if abs(sine) >= 1 - 1e-15:
            return math.copysign(90.0, sine)
        isometric = math.atanh(sine)
        phi = math.asin(sine)
        for _ in range(_ROUNDS):
            phi = math.atan(math.sinh(isometric + self._e * math.atanh(self._e * math.sin(phi))))
        return math.degrees(phi)


def _turned(lon: float) -> float:
    return (lon + 180) % 360 - 180
