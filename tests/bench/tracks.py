"""Two tracks of one incident with 100,000 positions in all, which are near each other nearly all the time."""

import math
import time

from detente.tracks.approach import Approach, closest
from detente.tracks.track import Point, Track

POSITIONS = 50_000


def circling(name: str, seconds: float, metres: float) -> Track:
    """Return the track of a craft that goes round the same place, one position a second."""
    around = ((2 * math.pi * number / seconds, number) for number in range(POSITIONS))
    points = (
        Point(1e9 + number, 55 + metres * math.cos(turn) / 111_000, 19 + metres * math.sin(turn) / 64_000, number)
        for turn, number in around
    )
    return Track(name, tuple(points))


def approach_seconds() -> float:
    """Return the seconds for the nearest approach."""
    ship, aircraft = circling("ship", 7_200.0, 5_000.0), circling("aircraft", 301.7, 5_400.0)
    began = time.perf_counter()
    found = closest(ship, aircraft)
    seconds = time.perf_counter() - began
    assert isinstance(found, Approach)
    assert found.distance_m < 500
    return seconds
