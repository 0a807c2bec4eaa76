"""From an incident to what a map of it shows: accounts that state a place, tracks and zones of the files that are here.

Words of others are made legible before they are drawn. What is not on the map, and why, stands among the remarks.
"""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any, Final

from detente.council.incident.differences import position_of, stated_metres, table_of, tables, unit_in_words
from detente.council.incident.geometry import Geometry, Source
from detente.council.incident.occurred import occurred_of
from detente.council.incident.sheet import compiled_note
from detente.council.incident.state import published, voice_of
from detente.council.kinds import text_of, texts_of
from detente.council.papers.legible import one_line
from detente.council.said import Said
from detente.home.incidents import Encounter, FileRead
from detente.home.replies import Heads
from detente.maps.picture import Area, Basis, Layer, Nearest, Path, Picture, Position
from detente.tracks.approach import Approach
from detente.tracks.track import WGS84, Track

NEAREST_DRAWN: Final = 4
"""Nearest approaches on one map; the command `incident compare` tells them all."""
REMARKS_MAX: Final = 6
DIGEST_SHOWN: Final = 16


def picture_of(
    found: Encounter,
    computed: Geometry,
    *,
    as_of: str,
    rehearsal: bool,
    drill: str = "",
    layers: tuple[Layer, ...] = (),
) -> Picture:
    """Return what a map of an incident shows.

    Args:
        as_of: of the record, as it is to be read.
        layers: that the party of this node chose.
    """
    report = found.state.report
    assert report is not None, "an incident has a report"
    positions = tuple(_positions(found))
    paths = tuple(path for one in found.files if one.reading is not None for path in _paths(one))
    return Picture(
        title=one_line(found.title) or found.ref,
        subtitle=one_line(_subtitle(found, report)),
        sides=tuple(dict.fromkeys(voice_of(act) for act in found.state.accounts)),
        positions=positions,
        paths=paths,
        nearest=tuple(_nearest(computed)),
        areas=tuple(_areas(found)),
        layers=layers,
        as_of=as_of,
        heads=heads_in_words(found.heads),
        rehearsal=rehearsal,
        drill=one_line(drill),
        remarks=tuple(map(one_line, _remarks(found, report, positions, paths))),
    )


def _subtitle(found: Encounter, report: Said) -> str:
    concerning = ", ".join(texts_of(report.body, "concerning")).upper()
    when = str(occurred_of(report.body))
    parts = (found.ref, when, text_of(report.body, "area"), f"concerning {concerning}" if concerning else "")
    return " · ".join(part for part in parts if part)


# --- what accounts state ----------------------------------------------------------------------------------------------


def _positions(found: Encounter) -> Iterator[Position]:
    report = found.state.report
    for act in (*((report,) if report is not None else ()), *found.state.accounts):
        place = table_of(act, "place")
        at = position_of(place)
        if at is None:
            continue
        datum = text_of(place, "datum")
        on = f"datum {datum}, not converted" if datum and datum.upper().replace(" ", "") != "WGS84" else ""
        yield Position(
            side=one_line(voice_of(act)),
            what=one_line(_what(act, place)),
            at=at,
            uncertainty_m=stated_metres(place),
            time=one_line(str(occurred_of(act.body))),
            source=one_line("; ".join(part for part in (text_of(place, "source"), on, _published(act)) if part)),
            ref=act.ref,
        )


def _what(act: Said, place: Any) -> str:
    units = ", ".join(unit_in_words(one) for one in tables(act, "own_units"))
    return text_of(place, "text") or units or "position stated"


def _published(act: Said) -> str:
    return text_of(published(act.body), "source")


# --- what stands in files ---------------------------------------------------------------------------------------------


def _paths(one: FileRead) -> Iterator[Path]:
    assert one.reading is not None, "a file that was read"
    source = Source(one.said.voice, one.said.attachment, one.sha256, one.said.of, tracks=one.reading.tracks)
    for track in one.reading.tracks:
        yield Path(
            side=one_line(one.said.voice),
            name=one_line(source.named(track.name) or one.said.what),
            points=tuple((point.at, (point.lat, point.lon)) for point in track.points),
            basis=Basis(one.said.basis) if one.said.basis in set(Basis) else Basis.NOT_STATED,
            source=one_line(_source(one, track)),
            sha256=one.sha256,
            ref=one.said.ref,
            uncertainty_m=max((point.uncertainty_m or 0.0 for point in track.points), default=0.0) or None,
        )


def _source(one: FileRead, track: Track) -> str:
    derived = f"from {one.said.derived_from}" if one.said.derived_from else ""
    datum = "" if track.datum == WGS84 else f"datum {track.datum or 'not stated'}, not converted"
    differs = "the bytes have another hash than the act states" if one.differs else ""
    return "; ".join(part for part in (derived or one.said.source, datum, differs) if part)


def _nearest(computed: Geometry) -> Iterator[Nearest]:
    met = [one for one in computed.met if isinstance(one.found, Approach) and one.clear]
    for one in met[:NEAREST_DRAWN]:
        near = one.found
        assert isinstance(near, Approach), "those without a common time were left out"
        yield Nearest(
            first=(near.first.lat, near.first.lon),
            second=(near.second.lat, near.second.lon),
            names=(one_line(one.first.named(near.first.name)), one_line(one.second.named(near.second.name))),
            at=near.at,
            distance_m=near.distance_m,
            uncertainty_m=near.uncertainty_m,
            least_m=near.least_m,
            derived=f"computed from files of {one.scope}" + (", reconstructed" if one.reconstructed else ""),
        )


def _areas(found: Encounter) -> Iterator[Area]:
    for one in found.files:
        for zone in one.zones:
            rings = tuple(tuple(ring.corners) for ring in zone.rings)
            yield Area(one_line(zone.name), one_line(zone.source or one.said.voice), rings, one.sha256)


# --- what is to be known beside ---------------------------------------------------------------------------------------


def _remarks(found: Encounter, report: Said, positions: tuple[Position, ...], paths: tuple[Path, ...]) -> Iterator[str]:
    shown = {one.side for one in positions} | {one.side for one in paths}
    silent = sorted({one_line(voice_of(act)) for act in found.state.accounts} - shown)
    if silent:
        yield f"{', '.join(silent)}: no position is stated, or none is here."
    unread = [one for one in found.files if one.said.sort in ("track", "zone") and one.code]
    for one in unread[:REMARKS_MAX]:
        yield f"{one.said.attachment or one.said.what} of {one.said.voice} is not on the map: {one.why}."
    if len(unread) > REMARKS_MAX:
        yield f"{len(unread) - REMARKS_MAX} more files are not on the map."
    if note := compiled_note(report):
        yield note


def heads_in_words(heads: Heads) -> str:
    """Return which record it was, in one word that two readers can compare, with the entries of each feed."""
    said = sorted((origin, size, root) for origin, (size, root) in heads.items())
    digest = sha256("\n".join(f"{origin} {size} {root}" for origin, size, root in said).encode()).hexdigest()
    sizes = ", ".join(f"{origin.split('/')[2].upper()} {size}" for origin, size, _ in said if size)
    return f"record {digest[:DIGEST_SHOWN]} ({sizes})" if said else ""
