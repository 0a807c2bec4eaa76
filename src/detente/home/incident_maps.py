"""Calls about pictures of incidents: the map as a file. What was drawn is kept for as long as nothing new has come."""

import asyncio
import base64
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from detente.clock import Instant, rfc3339
from detente.council.incident.geometry import Geometry
from detente.council.papers.legible import one_line
from detente.errors import Refused
from detente.home.calls.maps import DrawIncident, LayerFile
from detente.home.evidence import geometry_of
from detente.home.host import Host
from detente.home.incident_pictures import picture_of
from detente.home.incidents import LATER, Encounter, encounter, unread
from detente.home.readings import readings_of
from detente.home.replies.maps import DrawnView
from detente.limits import LAYER_BYTES_MAX, LAYERS_MAX, MAP_PIXELS_MAX, MAP_PIXELS_MIN
from detente.maps.geojson import render_geojson
from detente.maps.layers import parse_layer
from detente.maps.picture import Layer, Picture
from detente.maps.render import FORMS, SCREEN, render_svg
from detente.node.core import Core

MEDIA: Final = {"svg": "image/svg+xml", "png": "image/png", "geojson": "application/geo+json"}


async def draw(host: Host, call: DrawIncident) -> DrawnView:
    """Return the map of an incident.

    Raises:
        Refused: `reference-unknown`, `council-unknown`, `incident-unknown`, `map-empty`, `map-size`, `layers-many`,
            `layer-source`, `file-unreadable`. Malformed: `layer-malformed`, `layer-size`.
    """
    if call.pixels and not MAP_PIXELS_MIN <= call.pixels <= MAP_PIXELS_MAX:
        raise Refused("map-size", expected=f"{MAP_PIXELS_MIN} to {MAP_PIXELS_MAX:,} pixels", got=str(call.pixels))
    if call.layers:
        return (await _draw(host, call))[0]
    found, state = await unread(host, call.ref, call.council)
    as_of = (await host.read(lambda core: _known(core, found)))[0]
    key = (found.council, found.ref, state, as_of, call.format, call.form, call.pixels)

    async def make() -> tuple[DrawnView, int | None]:
        drawn, whole = await _draw(host, call)
        return drawn, len(drawn.file) if whole else None

    return await readings_of(host).drawings.get(key, make)


async def _draw(host: Host, call: DrawIncident) -> tuple[DrawnView, bool]:
    """Return a map, and whether every file was read that can be."""
    found, picture, _computed, as_of = await pictured(host, call.ref, call.council, call.layers)
    data = await asyncio.to_thread(_rendered, picture, call)
    drawn = DrawnView(
        as_of=rfc3339(as_of), heads=found.heads, incident=found.ref, name=f"{file_name(found.ref)}.{call.format}",
        media_type=MEDIA[call.format], file=base64.b64encode(data).decode(), positions=len(picture.positions),
        tracks=len(picture.paths), layers=len(picture.layers), remark=picture.remarks,
    )  # fmt: skip
    return drawn, all(one.code != LATER for one in found.files)


async def pictured(
    host: Host, ref: str, council: str | None, layers: Sequence[LayerFile]
) -> tuple[Encounter, Picture, Geometry, Instant]:
    """Return an incident, what a map of it shows, what was computed, and up to when the record was read."""
    if len(layers) > LAYERS_MAX:
        raise Refused("layers-many", expected=f"at most {LAYERS_MAX} layers", got=str(len(layers)))
    found = await encounter(host, ref, council)
    as_of, rehearsal, drill, party = await host.read(lambda core: _known(core, found))
    chosen = tuple([await asyncio.to_thread(_layer, one, party) for one in layers])
    computed = await geometry_of(host, found)
    picture = picture_of(found, computed, as_of=rfc3339(as_of), rehearsal=rehearsal, drill=drill, layers=chosen)
    return found, picture, computed, as_of


def _known(core: Core, found: Encounter) -> tuple[Instant, bool, str, str]:
    """Return the council's time, else that of the newest act; whether it is a rehearsal or a drill; and who we are."""
    folded = core.folding.folded(found.council, found.ref)
    journal = core.folding.journal_of(folded)
    newest = max(act.claimed_at for act in folded.acts)
    rehearsal = core.context.directory.charter(found.council).rehearsal
    return journal.as_of if journal.as_of is not None else newest, rehearsal, folded.drill, core.context.party.upper()


def _layer(one: LayerFile, party: str) -> Layer:
    path = Path(one.path)
    try:
        with path.open("rb") as file:
            data = file.read(LAYER_BYTES_MAX + 1)
    except OSError as fault:
        raise Refused("file-unreadable", expected="a GeoJSON file", got=f"{path.name}: {fault.strerror}") from None
    return parse_layer(data, one_line(one.name) or path.stem, one_line(one.source), party)


def _rendered(picture: Picture, call: DrawIncident) -> bytes:
    match call.format:
        case "geojson":
            return render_geojson(picture).encode()
        case "svg":
            return render_svg(picture, FORMS[call.form], SCREEN).encode()
        case "png":
            from detente.home.papers.picture import PAPER_FACES, render_png

            pixels = call.pixels or round(2 * FORMS[call.form].width)
            return render_png(render_svg(picture, FORMS[call.form], PAPER_FACES), pixels)


def file_name(ref: str) -> str:
    """Return what a file of an incident could be called, without its ending."""
    return ref.lower().replace("/", "_")
