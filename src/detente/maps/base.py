"""Which coastline a frame gets: 1:10 million round Europe where it can be told from 1:50 million, else the latter.

Source: Natural Earth, in the public domain; see data/README.md and `detente.tracks.coast`.
"""

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from detente.maps.frame import Frame, edge_of
from detente.maps.ground import Seams, seams_of
from detente.tracks.coast import Coast, coast, unpack

EUROPE: Final = (30.5, -11.5, 72.5, 49.5)
"""South, west, north, east of what the finer file covers, half a degree inside its cut."""
FINE_METRES: Final = 1_200.0
"""Metres a pixel from which on nobody sees the finer line."""
_WORDS: Final = "Coastline 1:{scale} million (Natural Earth, public domain): true to {doubt}. Not for navigation."
EUROPE_WORDS: Final = _WORDS.format(scale=10, doubt="some hundred metres")
WORLD_WORDS: Final = _WORDS.format(scale=50, doubt="some kilometres")


@dataclass(frozen=True, slots=True)
class Base:
    """A coastline, what is to be said of it, and which of its lines are no shore."""

    coast: Coast
    words: str
    seams: Seams = frozenset()


BaseOf = Callable[[Frame], Base]


def base_of(frame: Frame) -> Base:
    """Return the coastline that comes with the package for a frame."""
    if frame.metres < FINE_METRES and all(map(_in_europe, map(frame.position, edge_of(frame.box)))):
        return europe()
    return world()


def _in_europe(place: tuple[float, float]) -> bool:
    south, west, north, east = EUROPE
    return south <= place[0] <= north and west <= place[1] <= east


@cache
def europe() -> Base:
    """Return the coast round Europe, 1:10 million."""
    found = unpack(zlib.decompress((files("detente.maps") / "data/europe.bin").read_bytes()))
    return Base(found, EUROPE_WORDS, seams_of(found))


@cache
def world() -> Base:
    """Return the coast of the whole earth, 1:50 million."""
    return Base(coast(), WORLD_WORDS, seams_of(coast()))
