"""Replies about positions in files: what was read of each, how near craft came, and which files an incident has."""

from typing import Any

from msgspec import Struct

from detente.home.replies.acts import Heads, Sent


class TrackView(Struct, frozen=True):
    """One craft's positions: how many, from when to when, on which datum, and how they came out of the file."""

    name: str
    craft: str
    points: int
    from_at: str
    until_at: str
    datum: str | None
    derived: tuple[str, ...]


class FlagView(Struct, frozen=True):
    """A remark on a file of positions: a code of docs/tracks.md, and what was found where."""

    code: str
    text: str
    line: int | None
    track: str | None


class PositionsView(Struct, frozen=True):
    """What was read of one file.

    Args:
        file: its name.
        sha256: of its bytes, hex.
    """

    file: str
    format: str
    sha256: str
    bytes: int
    tracks: list[TrackView]
    flags: list[FlagView]


class SideView(Struct, frozen=True):
    """One craft at the nearest approach, by its track.

    Args:
        lines: of its file, on which the positions before and after stand.
        of: its unit, where its file's act or its name says it.
        file: name and `sha256` of the file, and `whose` it is; None for a file that came with no incident.
    """

    track: str
    lat: float
    lon: float
    speed_mps: float
    course_deg: float | None
    height_m: float | None
    height_above: str | None
    seconds_between_positions: float
    lines: tuple[int, int]
    of: str | None = None
    file: str | None = None
    sha256: str | None = None
    whose: str | None = None
    basis: str | None = None


class ShareView(Struct, frozen=True):
    """One part of an uncertainty; metres are None where nobody states it."""

    what: str
    metres: float | None


class ApproachView(Struct, frozen=True, tag_field="sort", tag="approach"):
    """The nearest approach of two tracks.

    Args:
        uncertainty_m: the sum of the stated parts in `uncertainty`, of the distance at that moment.
        least_m, most_m: the range of the nearest distance at any moment of the common time, between positions too.
        earliest_at, latest_at: from when to when they may have been nearest.
        scope: whose files it comes from; empty for files that came with no incident.
        clear: which craft are meant is clear, because neither file holds many that were not named.
        how: how it was computed, in words.
    """

    first: SideView
    second: SideView
    nearest_at: str
    distance_m: float
    uncertainty_m: float
    least_m: float
    most_m: float
    earliest_at: str
    latest_at: str
    uncertainty: tuple[ShareView, ...]
    bearing_deg: float | None
    relative_speed_mps: float
    height_difference_m: float | None
    slant_m: float | None
    common_from_at: str
    common_until_at: str
    how: str
    scope: str = ""
    clear: bool = True
    common_time: bool = True


class ApartSideView(Struct, frozen=True):
    """One track that shares no time with another."""

    track: str
    file: str | None = None
    sha256: str | None = None
    whose: str | None = None


class ApartView(Struct, frozen=True, tag_field="sort", tag="apart"):
    """Two tracks without a common time, of whose distance nothing is said."""

    first: ApartSideView
    second: ApartSideView
    first_from_at: str
    first_until_at: str
    second_from_at: str
    second_until_at: str
    scope: str = ""
    common_time: bool = False


class ZoneNearView(Struct, frozen=True):
    """How a track lay to a zone that a party gives, at the positions that it states."""

    zone: str
    source: str
    track: str
    positions_inside: int
    first_inside_at: str | None
    least_distance_to_edge_m: float
    least_at: str
    file: str | None = None
    zone_file: str | None = None
    whose: str | None = None


class CoastNearView(Struct, frozen=True):
    """How near a track came to the coast, by the land of a map of 1:50 million.

    Args:
        lat, lon: of the track's nearest position, of those that it states; `coast_lat`, `coast_lon` the coast there.
        inland: that position lies on land by the map.
        uncertainty_m: of the map and of the search; that of the track is not in it.
    """

    track: str
    distance_m: float
    uncertainty_m: float
    at: str
    lat: float
    lon: float
    coast_lat: float
    coast_lon: float
    inland: bool
    file: str
    sha256: str
    whose: str
    source: str


class IncidentFileView(Struct, frozen=True):
    """One file of an incident, as far as it is here.

    Args:
        said: what its act says of it: whose, what, sort, hash, basis, from what it was derived.
        state: read, or why not: elsewhere, absent, partial, erased, corrected, other, bound, or the code of the error.
        why: the same in words; empty where it was read.
        sha256: of the bytes here; `differs` where its act states another one.
        zones: names of those in a file of zones.
    """

    said: dict[str, Any]
    state: str
    why: str
    sha256: str | None
    differs: bool
    positions: PositionsView | None
    zones: list[str]


class EncounterView(Struct, frozen=True):
    """The files of an incident, and what was computed from those that could be read.

    Args:
        items: nearest approaches within each side's tracks and between the sides, the nearest first.
        left_out: what was not compared, and why.
        differences: what accounts state differently, and what they state against what was computed; rows as in the
            incident's own data, as are `timeline`, with the moments derived from files, and `unanswered`.
        open: all questions in `differences`.
        compiled: what is to be known of the public list from which it comes; empty where it comes from none.
    """

    as_of: str
    heads: Heads
    dossier: str
    title: str
    files: list[IncidentFileView]
    items: list[ApproachView | ApartView]
    zones: list[ZoneNearView]
    coasts: list[CoastNearView]
    differences: list[dict[str, Any]]
    open: list[str]
    timeline: list[dict[str, Any]]
    unanswered: list[dict[str, Any]]
    left_out: tuple[str, ...] = ()
    compiled: str = ""
    next: None = None


class EvidenceSent(Struct, frozen=True):
    """An act of evidence, and what the reader of its files remarks: they went as they are all the same."""

    as_of: str
    sent: Sent
    files: list[IncidentFileView]
