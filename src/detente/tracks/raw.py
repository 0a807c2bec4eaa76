"""What readers hand on: points as they stand in the file, and remarks that are counted where there are many."""

from dataclasses import dataclass, field

from msgspec.structs import replace

from detente.errors import Malformed
from detente.limits import TRACK_FLAGS_MAX, TRACK_POINTS_MAX, TRACKS_MAX
from detente.tracks.track import WGS84, Craft, Flag, Point


@dataclass(slots=True)
class RawTrack:
    """Points of one craft in the order of the file."""

    name: str
    craft: Craft = Craft.UNKNOWN
    datum: str = WGS84
    derived: tuple[str, ...] = ()
    points: list[Point] = field(default_factory=list)


class Found:
    """Gathers what one reader finds in one file."""

    def __init__(self) -> None:
        self.tracks: dict[str, RawTrack] = {}
        self._flags: list[Flag] = []
        self._count: dict[tuple[str, str], int] = {}
        self._points = 0

    def track(self, key: str, craft: Craft = Craft.UNKNOWN, datum: str = WGS84) -> RawTrack:
        """Return the track of a key, made if need be.

        Raises:
            Malformed: `track-too-many`.
        """
        found = self.tracks.get(key)
        if found is None:
            if len(self.tracks) >= TRACKS_MAX:
                raise Malformed("track-too-many", expected=f"at most {TRACKS_MAX:,} craft", got="more")
            found = self.tracks[key] = RawTrack(key, craft, datum)
        return found

    def add(self, track: RawTrack, point: Point) -> None:
        """Keep a point that lies on the earth; remark on another one.

        Raises:
            Malformed: `track-too-many`.
        """
        if not (-90 <= point.lat <= 90 and -180 <= point.lon <= 360):
            self._outside(track, point)
            return
        self._points += 1
        if self._points > TRACK_POINTS_MAX:
            raise Malformed("track-too-many", expected=f"at most {TRACK_POINTS_MAX:,} positions", got="more")
        track.points.append(point if point.lon <= 180 else replace(point, lon=point.lon - 360))

    def _outside(self, track: RawTrack, point: Point) -> None:
        where = f"latitude {point.lat:g}, longitude {point.lon:g}"
        if abs(point.lon) <= 90 and abs(point.lat) <= 180:
            words = f"{where}: no such latitude; exchanged, they would be a position. Were they exchanged? Left out"
            self.flag("swapped", words, point.line, track.name)
        else:
            self.flag("position", f"{where}: no position on the earth; left out", point.line, track.name)

    def flag(self, code: str, text: str, line: int | None = None, track: str = "") -> None:
        """Remark on something; of one kind in one track the first ones are told and the others counted."""
        seen = self._count[code, track] = self._count.get((code, track), 0) + 1
        if seen <= TRACK_FLAGS_MAX and len(self._flags) < TRACKS_MAX:
            self._flags.append(Flag(code, text, line, track))

    @property
    def flags(self) -> tuple[Flag, ...]:
        """Return all remarks, and after them how many more there are of each kind."""
        told: dict[tuple[str, str], int] = {}
        for one in self._flags:
            told[one.code, one.track] = told.get((one.code, one.track), 0) + 1
        more = [
            Flag(code, f"{count - told.get((code, track), 0)} more of this kind", None, track)
            for (code, track), count in self._count.items()
            if count > told.get((code, track), 0)
        ]
        return (*self._flags, *more[:TRACKS_MAX])
