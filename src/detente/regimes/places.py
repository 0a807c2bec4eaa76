"""Which places that people name lie in the Vienna Document's zone: enough to sort a list, and no legal line.

The zone is Europe with adjoining sea and air, and Central Asia; Russia only west of the Urals; forces of the United
States and Canada only where they stand inside. Sea alone says nothing, since it counts only with an activity on land.
What is not known here is unclear, and a file that states `in_zone` itself is not asked.

Source: the zone as summarised by the US State Department (2009-2017.state.gov/t/avc/cca/c43837.htm); the districts are
recalled: the Central one lies astride the Urals, the Eastern one beyond them.
"""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from msgspec import Struct

ZONE: Final = "Europe with adjoining sea and air, and Central Asia; Russia west of the Urals"
"""The zone of which this speaks, as a pack names it."""


class Lies(StrEnum):
    """Where a place lies."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    ASTRIDE = "astride its edge"
    SEA = "at sea"
    UNCLEAR = "not known here"


STATES: Final = frozenset(
    {
        *("albania", "andorra", "armenia", "austria", "azerbaijan", "belarus", "belgium", "bosnia", "bulgaria"),
        *("croatia", "cyprus", "czechia", "denmark", "estonia", "finland", "france", "frg", "georgia", "germany"),
        *("greece", "hungary", "iceland", "ireland", "italy", "kazakhstan", "kyrgyzstan", "latvia", "liechtenstein"),
        *("lithuania", "luxembourg", "malta", "moldova", "monaco", "montenegro", "netherlands", "norway", "poland"),
        *("portugal", "romania", "serbia", "slovakia", "slovenia", "spain", "sweden", "switzerland", "tajikistan"),
        *("turkey", "türkiye", "turkmenistan", "ukraine", "uzbekistan", "bosnia and herzegovina", "czech republic"),
        *("north macedonia", "san marino", "holy see", "united kingdom", "uk", "central asia", "nato states"),
        *("multiple nato states", "baltic states", "kaliningrad", "crimea"),
    }
)
"""Inside, as they are commonly written."""

_BEYOND: Final = frozenset(
    {"usa", "united states", "canada", "china", "mongolia", "india", "japan", "siberia", "far east"}
)
_SEA: Final = re.compile(r"\b(sea|ocean|atlantic|baltic|caspian|mediterranean|arctic)\b")
_RUSSIA: Final = frozenset({"russia", "russian federation"})
_DISTRICTS: Final = (
    (re.compile(r"\b(western|west|southern|north caucasus|kaliningrad|leningrad|moscow|european part)\b"), Lies.INSIDE),
    (re.compile(r"\b(central|urals)\b"), Lies.ASTRIDE),
    (re.compile(r"\b(eastern|east|siberia|far east)\b"), Lies.OUTSIDE),
)
_AND: Final = re.compile(r"\s+and\s+(?![^()]*\))")
_DETAIL: Final = re.compile(r"([^()]*?)\s*\(([^()]*)\)")


class Whereabouts(Struct, frozen=True):
    """Where the places of an activity lie, each with its name, in the order given."""

    places: tuple[tuple[str, Lies], ...]

    def any(self, lies: Lies) -> bool:
        """Say if a place lies so."""
        return any(one is lies for _, one in self.places)

    def words(self) -> str:
        """Return the places with where they lie, like `Belarus inside, Russia astride its edge`."""
        return ", ".join(f"{name} {lies}" for name, lies in self.places) or "no place is stated"


def whereabouts(host: Iterable[str]) -> Whereabouts:
    """Return where the places lie on whose territory something happens."""
    return Whereabouts(tuple(found for place in host for found in _of(place.strip())))


def _of(place: str) -> list[tuple[str, Lies]]:
    if place.lower() in STATES:
        return [(place, Lies.INSIDE)]
    return [found for segment in _AND.split(place) for found in _segment(segment.strip())]


def _segment(segment: str) -> list[tuple[str, Lies]]:
    detailed = _DETAIL.fullmatch(segment)
    name, detail = (detailed[1], detailed[2]) if detailed else (segment, "")
    known = name.lower()
    if known in _RUSSIA:
        districts = [(word[0], lies) for pattern, lies in _DISTRICTS if (word := pattern.search(detail.lower()))]
        if len(districts) < 2:
            return [(segment, districts[0][1] if districts else Lies.ASTRIDE)]
        return [(f"{name} ({word})", lies) for word, lies in districts]
    if known in STATES:
        return [(segment, Lies.INSIDE)]
    if known in _BEYOND:
        return [(segment, Lies.OUTSIDE)]
    return [(segment, Lies.SEA if _SEA.search(known) else Lies.UNCLEAR)]


def state_names(host: Iterable[str]) -> tuple[str, ...]:
    """Return the places on land without their details, each once: `Russia` for `Russia (Southern MD)`.

    What is not known here is named only where nothing else is.
    """
    land = [(name.partition(" (")[0], lies) for name, lies in whereabouts(host).places if lies is not Lies.SEA]
    known = [name for name, lies in land if lies is not Lies.UNCLEAR]
    return tuple(dict.fromkeys(known or [name for name, _ in land]))
