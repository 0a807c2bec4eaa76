"""Land and lakes of the whole earth at 1:50 million, small enough to come along; no boundary and no name is in it.

Source: Natural Earth, 1:50m physical vectors, land and lakes, in the public domain; see data/README.md.
"""

import zlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from detente.tracks.area import Ring, box_of, inside, to_edge

_UNIT: Final = 0.001
"""Degrees in which the package keeps positions: 110 m of latitude, a tenth of what the map's scale can show."""
SURE_METRES: Final = 5_000.0
"""So far from its shore a position is on land by this map: some kilometres are what 1:50 million can tell."""
SOURCE: Final = "Natural Earth 1:50m land and lakes, public domain"


@dataclass(frozen=True, slots=True)
class Coast:
    """Rings of land and of lakes, each with its box."""

    land: tuple[Ring, ...]
    lakes: tuple[Ring, ...]

    def on_land(self, lat: float, lon: float) -> bool:
        """Say if a position lies on land and so far from any shore that the map's scale leaves no doubt."""
        if not self.within(lat, lon):
            return False
        return self.to_shore(lat, lon, SURE_METRES) >= SURE_METRES

    def within(self, lat: float, lon: float) -> bool:
        """Say if a position lies on land by the map, and in none of its lakes."""
        return _odd(self.land, lat, lon) and not _odd(self.lakes, lat, lon)

    def to_shore(self, lat: float, lon: float, most_m: float = 500_000.0) -> float:
        """Return metres to the nearest shore of land or lake, `most_m` where it is no nearer than that."""
        return min((to_edge(ring, lat, lon, most_m) for ring in (*self.land, *self.lakes)), default=most_m)


def _odd(rings: tuple[Ring, ...], lat: float, lon: float) -> bool:
    """Rings within rings are holes: an odd number of rings around a position means inside."""
    return sum(inside(ring, lat, lon) for ring in rings) % 2 == 1


@cache
def coast() -> Coast:
    """Return the coast that comes with the package."""
    packed = (files("detente.tracks") / "data/coast.bin").read_bytes()
    return unpack(zlib.decompress(packed))


def unpack(data: bytes) -> Coast:
    """Return the coast of a package: two lists of rings, their corners as differences in thousandths of a degree.

    All numbers are LEB128; signed ones zigzag. A list is its length and its rings; a ring its length and pairs of
    longitude and latitude.
    """
    numbers = _Numbers(data)
    land, lakes = (tuple(_ring(numbers) for _ in range(numbers.unsigned())) for _ in range(2))
    return Coast(land, lakes)


def _ring(numbers: "_Numbers") -> Ring:
    lon = lat = 0
    corners = []
    for _ in range(numbers.unsigned()):
        lon += numbers.signed()
        lat += numbers.signed()
        corners.append((lat * _UNIT, lon * _UNIT))
    return Ring(tuple(corners), box_of(corners))


class _Numbers:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def unsigned(self) -> int:
        value = shift = 0
        while True:
            byte = self._data[self._at]
            self._at += 1
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7

    def signed(self) -> int:
        value = self.unsigned()
        return (value >> 1) ^ -(value & 1)
