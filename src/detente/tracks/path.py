"""A track that can be asked where the craft was at any time, and how far from there it can have been."""

import math
from bisect import bisect_right
from collections.abc import Callable
from functools import cached_property
from itertools import pairwise
from typing import Final

from detente.tracks.geodesy import Vector, apart, between, in_space
from detente.tracks.track import Track

NEAR_BY: Final = 3
"""Stretches before and after one whose speeds count as had near by."""

Place = Callable[[float], tuple[float, float]]


class Path:
    """A track that can be asked where it was at any time."""

    def __init__(self, track: Track) -> None:
        self.track = track
        self.points = track.points
        self.times = [one.at for one in track.points]
        self.space = [in_space(one.lat, one.lon) for one in track.points]
        self._lines: dict[int, Place] = {}

    def stretch(self, at: float) -> int:
        """Return the index of the position before which a time lies, the last stretch at the end."""
        return max(0, min(bisect_right(self.times, at) - 1, len(self.times) - 2))

    def part(self, index: int, at: float) -> float:
        """Return which part of a stretch had gone by."""
        if len(self.times) == 1:
            return 0.0
        start, end = self.times[index], self.times[index + 1]
        return (at - start) / (end - start)

    def place(self, at: float) -> tuple[float, float]:
        """Return latitude and longitude at a time, on the ellipsoid."""
        index = self.stretch(at)
        part = self.part(index, at)
        if part <= 0:
            return self.points[index].lat, self.points[index].lon
        if part >= 1:
            return self.points[index + 1].lat, self.points[index + 1].lon
        if index not in self._lines:
            one, other = self.points[index], self.points[index + 1]
            self._lines[index] = between(one.lat, one.lon, other.lat, other.lon)
        return self._lines[index](part)

    def straight(self, index: int, at: float) -> Vector:
        """Return where it was if it went straight through space: cheap, and off by no more than the sagitta."""
        if len(self.space) == 1:
            return self.space[0]
        part = self.part(index, at)
        (x, y, z), (u, v, w) = self.space[index], self.space[index + 1]
        return x + part * (u - x), y + part * (v - y), z + part * (w - z)

    def chord(self, index: int) -> float:
        """Return the straight way from one position to the next, in metres."""
        return apart(self.space[index], self.space[index + 1]) if len(self.space) > 1 else 0.0

    @cached_property
    def room(self) -> list[float]:
        """Return sqrt((vt)^2 - d^2) of each stretch at the highest speed v that it had near by, stated or travelled."""
        chords = [apart(here, there) for here, there in pairwise(self.space)]
        seconds = [after - before for before, after in pairwise(self.times)]
        travelled = [chord / time for chord, time in zip(chords, seconds, strict=True)]
        stated = [one.speed_mps or 0.0 for one in self.points]
        fastest = [max(three) for three in zip(travelled, stated, stated[1:], strict=False)]
        padded = [0.0] * NEAR_BY + fastest + [0.0] * NEAR_BY
        near = [max(padded[index : index + 2 * NEAR_BY + 1]) for index in range(len(fastest))]
        return [
            math.sqrt(max(0.0, (speed * time) ** 2 - chord**2))
            for speed, time, chord in zip(near, seconds, chords, strict=True)
        ]

    def strayed(self, index: int, at: float) -> float:
        """Return how far from where it is taken to have been it can have been, at most.

        At part f of a stretch of time t between positions d apart it lay within f v t of the one and (1 - f) v t of the
        other; by Stewart's theorem that is within sqrt(f (1 - f) ((v t)^2 - d^2)) of the place at part f of the line.
        """
        if len(self.times) == 1:
            return 0.0
        part = self.part(index, at)
        return self.room[index] * math.sqrt(max(0.0, part * (1 - part)))

    @cached_property
    def off(self) -> list[float]:
        """Return, for each stretch, how far off it can have been: half of its room, and what its positions state."""
        if len(self.times) == 1:
            return [self.points[0].uncertainty_m or 0.0]
        return [room / 2 + (self.stated(index) or 0.0) for index, room in enumerate(self.room)]

    def stated(self, index: int) -> float | None:
        """Return the uncertainty that the positions beside state, in metres; None where one of them states none."""
        beside = [one.uncertainty_m for one in self.points[index : index + 2]]
        return None if any(one is None for one in beside) else max(one for one in beside if one is not None)
