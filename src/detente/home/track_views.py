"""Views of files of positions and of what was computed from them: of files at hand as of those of an incident."""

from datetime import UTC, datetime
from typing import Final

from msgspec.structs import replace

from detente.council.incident.geometry import ByCoast, ByZone, Met, Source
from detente.council.incident.sheet import file_data
from detente.home.incidents import FileRead
from detente.home.replies.tracks import (
    ApartSideView,
    ApartView,
    ApproachView,
    CoastNearView,
    FlagView,
    IncidentFileView,
    PositionsView,
    ShareView,
    SideView,
    TrackView,
    ZoneNearView,
)
from detente.tracks.approach import Apart, Approach, Side
from detente.tracks.coast import SOURCE
from detente.tracks.track import Reading
from detente.tracks.zones import Nearness

HOW: Final = "shortest way at one speed between positions, on the ellipsoid WGS 84"


def moment(at: float) -> str:
    """Return a time in UTC, with fractions where it has them."""
    whole = round(at, 3)
    text = datetime.fromtimestamp(whole, UTC).isoformat(timespec="seconds" if whole == int(whole) else "milliseconds")
    return text.replace("+00:00", "Z")


def positions_view(name: str, reading: Reading) -> PositionsView:
    """Return what was read of a file."""
    tracks = [
        TrackView(one.name, one.craft, len(one.points), moment(one.from_at), moment(one.until_at), one.datum or None,
                  one.derived)
        for one in reading.tracks
    ]  # fmt: skip
    flags = [FlagView(one.code, one.text, one.line, one.track or None) for one in reading.flags]
    return PositionsView(name, reading.format, reading.sha256, reading.size, tracks, flags)


def file_view(one: FileRead) -> IncidentFileView:
    """Return a file of an incident, as far as it is here."""
    name = one.said.attachment
    positions = None if one.reading is None else positions_view(name, one.reading)
    return IncidentFileView(
        said=file_data(one.said), state=one.code or "read", why=one.why, sha256=one.sha256 or None,
        differs=one.differs, positions=positions, zones=[zone.name for zone in one.zones],
    )  # fmt: skip


def approach_view(found: Approach | Apart) -> ApproachView | ApartView:
    """Return the nearest approach of two tracks, or that they share no time."""
    if isinstance(found, Apart):
        return ApartView(
            ApartSideView(found.first), ApartSideView(found.second), moment(found.first_from_at),
            moment(found.first_until_at), moment(found.second_from_at), moment(found.second_until_at),
        )  # fmt: skip
    return ApproachView(
        first=_side(found.first), second=_side(found.second), nearest_at=moment(found.at),
        distance_m=round(found.distance_m, 1), uncertainty_m=round(found.uncertainty_m, 1),
        least_m=round(found.least_m, 1), most_m=round(found.most_m, 1),
        earliest_at=moment(found.earliest_at), latest_at=moment(found.latest_at),
        uncertainty=tuple(ShareView(one.what, _rounded(one.metres, 1)) for one in found.shares),
        bearing_deg=_rounded(found.bearing_deg, 1), relative_speed_mps=round(found.relative_mps, 2),
        height_difference_m=_rounded(found.height_difference_m, 1), slant_m=_rounded(found.slant_m, 1),
        common_from_at=moment(found.common_from_at), common_until_at=moment(found.common_until_at), how=HOW,
    )  # fmt: skip


def met_view(met: Met) -> ApproachView | ApartView:
    """Return the same of two files of an incident, with whose they are."""
    view = approach_view(met.found)
    first, second = _from(met.first), _from(met.second)
    if isinstance(view, ApartView):
        return replace(view, first=replace(view.first, **first), second=replace(view.second, **second), scope=met.scope)
    return replace(
        view, scope=met.scope, clear=met.clear,
        first=replace(view.first, **first, of=met.first.unit(view.first.track) or None, basis=met.first.basis or None),
        second=replace(
            view.second, **second, of=met.second.unit(view.second.track) or None, basis=met.second.basis or None
        ),
    )  # fmt: skip


def near_view(one: Nearness) -> ZoneNearView:
    """Return how a track lay to a zone."""
    return ZoneNearView(
        one.zone, one.source, one.track, one.inside, None if one.first_at is None else moment(one.first_at),
        round(one.least_m, 1), moment(one.least_at),
    )  # fmt: skip


def by_zone_view(one: ByZone) -> ZoneNearView:
    """Return the same of two files of an incident."""
    return replace(near_view(one.found), file=one.track.name, zone_file=one.zone.name, whose=one.track.voice)


def by_coast_view(one: ByCoast) -> CoastNearView:
    """Return how near a track of an incident's file came to the coast."""
    found = one.found
    return CoastNearView(
        found.track, round(found.least_m, 1), round(found.uncertainty_m, 1), moment(found.least_at),
        round(found.lat, 6), round(found.lon, 6), round(found.coast_lat, 6), round(found.coast_lon, 6), found.inland,
        one.track.name, one.track.sha256, one.track.voice, SOURCE,
    )  # fmt: skip


def _from(source: Source) -> dict[str, str]:
    return {"file": source.name, "sha256": source.sha256, "whose": source.voice}


def _side(side: Side) -> SideView:
    return SideView(
        track=side.name, lat=round(side.lat, 6), lon=round(side.lon, 6), speed_mps=round(side.speed_mps, 2),
        course_deg=_rounded(side.course_deg, 1), height_m=_rounded(side.height_m, 1), height_above=side.height_datum,
        seconds_between_positions=round(side.gap_s, 3), lines=side.lines,
    )  # fmt: skip


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)
