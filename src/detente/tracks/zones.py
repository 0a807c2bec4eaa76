"""Zones that a party gives, and how near a craft came to them. No zone and no distance of ours is built in."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from detente.errors import Malformed
from detente.limits import ZONE_CORNERS_MAX
from detente.tracks.adsb import parsed, text_of
from detente.tracks.area import Ring, inside, rings_of, to_edge
from detente.tracks.flat import Corner
from detente.tracks.geojson import features
from detente.tracks.track import Track
from detente.tracks.values import number

_CORNERS_MIN = 3


@dataclass(frozen=True, slots=True)
class Zone:
    """An area as a party gives it.

    Args:
        rings: those of all its polygons; a ring within a ring is a hole.
        source: who says that it is there.
    """

    name: str
    rings: tuple[Ring, ...]
    source: str

    def holds(self, lat: float, lon: float) -> bool:
        """Say if a position lies in it."""
        return sum(inside(ring, lat, lon) for ring in self.rings) % 2 == 1

    def edge(self, lat: float, lon: float) -> float:
        """Return metres from a position to its edge."""
        least = float("inf")
        for ring in self.rings:
            least = min(least, to_edge(ring, lat, lon, least))
        return least


@dataclass(frozen=True, slots=True)
class Nearness:
    """How a track lay to a zone, at the positions that it states.

    Args:
        inside: positions within.
        first_at: of the first of them.
        least_m: metres to the edge from the position that was nearest to it, whether within or not.
        least_at: when that was.
    """

    zone: str
    source: str
    track: str
    inside: int
    first_at: float | None
    least_m: float
    least_at: float


def parse_zones(data: bytes, source: str) -> tuple[Zone, ...]:
    """Return the polygons of a GeoJSON file as zones.

    Raises:
        Malformed: `zone-malformed`, `track-malformed`.
    """
    named, outlines, corners = [], [], 0
    for index, feature in enumerate(features(parsed(text_of(data))), 1):
        rings = list(_rings(feature.get("geometry")))
        outlines += rings
        corners += sum(map(len, rings))
        if corners > ZONE_CORNERS_MAX:
            raise Malformed("zone-malformed", expected=f"at most {ZONE_CORNERS_MAX:,} corners", got="more")
        said = feature.get("properties")
        name = said.get("name") if isinstance(said, dict) else None
        stated = said.get("source") if isinstance(said, dict) else None
        if rings:
            named.append((_text(name, f"zone {index}"), len(rings), _text(stated, source)))
    if not named:
        raise Malformed("zone-malformed", expected="GeoJSON with polygons", got="none")
    found = iter(rings_of(outlines))
    return tuple(Zone(name, tuple(islice(found, count)), given_by) for name, count, given_by in named)


def _text(value: Any, default: str) -> str:
    return value.strip()[:100] if isinstance(value, str) and value.strip() else default


def _rings(geometry: Any) -> Iterable[list[Corner]]:
    if not isinstance(geometry, dict) or not isinstance(coordinates := geometry.get("coordinates"), list):
        return
    match geometry.get("type"):
        case "Polygon":
            polygons = [coordinates]
        case "MultiPolygon":
            polygons = [one for one in coordinates if isinstance(one, list)]
        case _:
            return
    for polygon in polygons:
        for ring in polygon:
            yield _corners(ring)


def _corners(ring: Any) -> list[Corner]:
    found = []
    for place in ring if isinstance(ring, list) else ():
        lon, lat = (number(place[0]), number(place[1])) if isinstance(place, list) and len(place) > 1 else (None, None)
        if lat is None or lon is None or not (-90 <= lat <= 90 and -360 <= lon <= 360):
            raise Malformed("zone-malformed", expected="corners as longitude and latitude", got=str(place)[:60])
        found.append((lat, lon))
    if len(found) > 1 and found[0] == found[-1]:
        found.pop()
    if len(found) < _CORNERS_MIN:
        raise Malformed("zone-malformed", expected=f"rings of {_CORNERS_MIN} corners or more", got=str(len(found)))
    return found


def nearness(track: Track, zone: Zone) -> Nearness:
    """Return how near a track's positions lay to a zone."""
    count, first, least, least_at = 0, None, float("inf"), track.from_at
    for one in track.points:
        if zone.holds(one.lat, one.lon):
            count += 1
            first = one.at if first is None else first
        for ring in zone.rings:
            distance = to_edge(ring, one.lat, one.lon, least)
            if distance < least:
                least, least_at = distance, one.at
    return Nearness(zone.name, zone.source, track.name, count, first, least, least_at)
