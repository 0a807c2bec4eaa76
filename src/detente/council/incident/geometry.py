"""How near craft came by the files of an incident: within a side's tracks, between sides, to zones and to the coast.

Pure, and of files it knows only what stands in them. Two records of one unit are no approach, and neither are the same
bytes given twice, nor tracks of two sides that may be of one craft. Where a file holds many craft and nobody says which
is meant, or none of two is another side's, its distances are told and lead to no question.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, product
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from detente.limits import TRACK_COMPARED_POINTS_MAX, TRACK_PAIRS_MAX, ZONE_WORK_MAX
from detente.tracks.approach import Apart, Approach, closest
from detente.tracks.shore import CoastNear, coast_nearness
from detente.tracks.track import Craft, Track
from detente.tracks.zones import Nearness, Zone, nearness

MANY: Final = 4
"""A file of more craft than these, of which none was named, records an area and not an encounter: our reading."""
_NAMED: Final = 4
"""Pairs of one sentence that stand by name."""
UNNAMED: Final = "track"
"""What readers call the only track of a table without names."""


class Source(Struct, frozen=True):
    """A file of positions that was read.

    Args:
        voice: whose it is, in capitals.
        name: of the file, and `sha256` of its bytes.
        of: the unit that is named, or empty.
        basis: recorded, reconstructed, inject, or empty.
        own: names of the side's own units, by its accounts.
    """

    voice: str
    name: str
    sha256: str
    of: str = ""
    basis: str = ""
    tracks: tuple[Track, ...] = ()
    zones: tuple[Zone, ...] = ()
    own: tuple[str, ...] = ()

    @property
    def clear(self) -> bool:
        """Say if it is clear which craft are meant."""
        return len(self.tracks) <= MANY

    @property
    def units(self) -> tuple[str, ...]:
        """Return the units that are named, of which there may be several in one file."""
        return tuple(unit for part in self.of.split(",") if (unit := part.strip()))

    def unit(self, track: str) -> str:
        """Return the unit of a track: the only one of its file, else the one in its name; empty where none is."""
        if len(self.tracks) == 1 and len(self.units) == 1:
            return self.units[0]
        return next((unit for unit in self.units if unit.casefold() in track.casefold()), "")

    def named(self, track: str) -> str:
        """Return a track's name for eyes, with the unit where that is not in it."""
        unit = self.unit(track)
        if not unit or unit.casefold() in track.casefold():
            return track
        return f"{unit} ({track})" if track not in ("", UNNAMED) else unit

    def owns(self, unit: str) -> bool:
        """Say if a unit is one of its side's own, by its side's accounts."""
        return any(_alike(unit, name) for name in self.own)

    def chosen(self, only: Sequence[str]) -> "Source":
        """Return it with the tracks that are meant: those in `only`; of many, those that bear a unit's name."""
        if only:
            kept = [one for one in self.tracks if any(text.casefold() in one.name.casefold() for text in only)]
            return replace(self, tracks=tuple(kept))
        named = [one for one in self.tracks if any(unit.casefold() in one.name.casefold() for unit in self.units)]
        return replace(self, tracks=tuple(named)) if named and not self.clear else self


class Met(Struct, frozen=True):
    """Two tracks, the files from which they come, and how near they were.

    Args:
        encounter: they are of two craft, by names and kinds, and not both of one side.
    """

    first: Source
    second: Source
    found: Approach | Apart
    encounter: bool = True

    @property
    def scope(self) -> str:
        """Return whose files it comes from."""
        return " and ".join(sorted({self.first.voice, self.second.voice}))

    @property
    def clear(self) -> bool:
        """Say if it is clear which craft are meant, and that they met."""
        return self.encounter and self.first.clear and self.second.clear

    @property
    def reconstructed(self) -> bool:
        """Say if one of the files is no recording."""
        return any(one.basis not in ("", "recorded") for one in (self.first, self.second))


class ByZone(Struct, frozen=True):
    """How a track lay to a zone: from which file each comes."""

    track: Source
    zone: Source
    found: Nearness


class ByCoast(Struct, frozen=True):
    """How near a track came to the coast, and from which file it comes."""

    track: Source
    found: CoastNear


class Geometry(Struct, frozen=True):
    """What the files of an incident say of distances.

    Args:
        met: the nearest first, those without a common time last.
        left_out: what was not compared, and why.
    """

    met: tuple[Met, ...] = ()
    zones: tuple[ByZone, ...] = ()
    coasts: tuple[ByCoast, ...] = ()
    left_out: tuple[str, ...] = ()


def geometry(sources: Sequence[Source], only: Sequence[str] = ()) -> Geometry:
    """Return distances between the tracks of files, to the zones among them, and to the coast.

    Args:
        only: parts of names; other tracks are left out.
    """
    laid = [one.chosen(only) for one in _once(sources)]
    met, left_out = _met(laid)
    near = _by_zone(laid, left_out)
    coasts = tuple(ByCoast(one, coast_nearness(track)) for one in laid if one.clear for track in one.tracks)
    return Geometry(tuple(sorted(met, key=_distance)), near, coasts, tuple(left_out))


def _once(sources: Sequence[Source]) -> list[Source]:
    """Return each file of a side once, though it was given with several acts."""
    return list({(one.voice, one.sha256, one.of.casefold()): one for one in sources}.values())


def _met(laid: Sequence[Source]) -> tuple[list[Met], list[str]]:
    found: list[Met] = []
    left_out: list[str] = []
    points = skipped = 0
    for one, first, other, second in _pairs(laid, left_out):
        points += len(first.points) + len(second.points)
        if len(found) >= TRACK_PAIRS_MAX or points > TRACK_COMPARED_POINTS_MAX:
            skipped += 1
            continue
        found.append(Met(one, other, closest(first, second), encounter(one, first, other, second)))
    if skipped:
        left_out.append(f"{skipped} pairs of tracks beyond the bound; name those that matter with --only")
    return found, left_out


def _pairs(laid: Sequence[Source], left_out: list[str]) -> Iterator[tuple[Source, Track, Source, Track]]:
    """Yield pairs of tracks: files with few craft first, so that a bound cuts off what says least."""
    ordered = sorted(laid, key=lambda one: (len(one.tracks), one.voice, one.name, one.sha256))
    for one, other in combinations(ordered, 2):
        if not one.tracks or not other.tracks:
            continue
        both = f"{one.name} of {one.voice} and {other.name} of {other.voice}"
        if one.sha256 == other.sha256:
            left_out.append(f"{both}: the same bytes")
            continue
        same, unsure = set(), list[str]()
        for first, second in product(one.tracks, other.tracks):
            unit = one.unit(first.name)
            if unit and unit.casefold() == other.unit(second.name).casefold():
                same.add(unit)
            elif one.voice != other.voice and not encounter(one, first, other, second):
                unsure.append(f"{one.named(first.name)} and {other.named(second.name)}")
            else:
                yield one, first, other, second
        left_out += [f"{both}: both have records of {unit}, which are no approach" for unit in sorted(same)]
        left_out += _unsure(both, unsure)
    for one in ordered:
        yield from ((one, first, one, second) for first, second in combinations(one.tracks, 2))


def _unsure(both: str, pairs: Sequence[str]) -> list[str]:
    if not pairs:
        return []
    more = f" (and {len(pairs) - _NAMED} more pairs)" if len(pairs) > _NAMED else ""
    return [f"{both}: {'; '.join(pairs[:_NAMED])}{more} may be one craft in two accounts"]


def encounter(one: Source, first: Track, other: Source, second: Track) -> bool:
    """Say if two tracks are surely of two craft that met.

    Two they are where one is a ship and the other an aircraft, or where names differ and accounts say whose they are:
    between sides each its own side's, of one side just one of them its own. Both of one side are no encounter.
    """
    unit, their_unit = one.unit(first.name), other.unit(second.name)
    owned = one.owns(unit), other.owns(their_unit)
    across = one.voice != other.voice
    if {first.craft, second.craft} == {Craft.SHIP, Craft.AIRCRAFT}:
        return across or not all(owned)
    named = bool(unit and their_unit) and not _alike(unit, their_unit)
    return named and (all(owned) if across else any(owned) and not all(owned))


def _alike(one: str, other: str) -> bool:
    """Say if two names may be one unit's: the words of one are among those of the other."""
    mine, theirs = (set(re.findall(r"[^\W_]+", name.casefold())) for name in (one, other))
    return bool(mine and theirs) and (mine <= theirs or theirs <= mine)


def _by_zone(laid: Sequence[Source], left_out: list[str]) -> tuple[ByZone, ...]:
    found, work = [], 0
    for one, other in ((one, other) for one in laid for other in laid if one.tracks and other.zones):
        corners = sum(len(ring.corners) for zone in other.zones for ring in zone.rings)
        work += corners * sum(len(track.points) for track in one.tracks)
        if work > ZONE_WORK_MAX or not one.clear:
            why = "more than the bound" if one.clear else "more craft than an encounter has; name them with --only"
            left_out.append(f"{one.name} of {one.voice} with the zones of {other.name}: {why}")
            continue
        found += [ByZone(one, other, nearness(track, zone)) for track in one.tracks for zone in other.zones]
    return tuple(found)


def _distance(one: Met) -> float:
    return one.found.distance_m if isinstance(one.found, Approach) else float("inf")
