"""From a file of evidence to its tracks or zones, by what its author says of it: format, columns, datum, craft."""

from detente.council.incident.evidence import EvidenceFile
from detente.errors import Refused
from detente.tracks.coast import coast
from detente.tracks.reading import Format, Stated, format_of, read
from detente.tracks.table import parse_columns
from detente.tracks.track import Craft, Reading
from detente.tracks.zones import Zone, parse_zones


def tracks_in(one: EvidenceFile, data: bytes) -> Reading:
    """Return the tracks of a file, with remarks on what is odd in it.

    Raises:
        Refused: `track-format`, `track-columns`. Malformed: as `tracks/reading.py::read`.
    """
    shore = coast()
    return read(data, format_in(one, data), _stated(one), shore.on_land)


def zones_in(one: EvidenceFile, data: bytes) -> tuple[Zone, ...]:
    """Return the zones of a file; where it does not say who says so, its side does.

    Raises:
        Malformed: `zone-malformed`, `track-malformed`.
    """
    return parse_zones(data, one.source or one.voice)


def format_in(one: EvidenceFile, data: bytes) -> Format:
    """Return the format that is stated, else what name and bytes tell.

    Raises:
        Refused: `track-format`.
    """
    if one.format and one.format not in set(Format):
        raise Refused("track-format", expected=f"one of {', '.join(Format)}", got=one.format)
    return Format(one.format) if one.format else format_of(one.attachment, data)


def _stated(one: EvidenceFile) -> Stated:
    return Stated(
        of=one.of,
        craft=Craft(one.craft) if one.craft in set(Craft) else None,
        columns=parse_columns(one.columns) if one.columns else None,
        datum=one.datum,
        starts_at=None if one.starts_at is None else float(one.starts_at),
    )
