"""The map of an incident that moves: layers for each side, a line of time, a measure; the base is this node's own.

Without scripts, and where a browser draws no maps, the picture stands there instead, and the measure is a form.
"""

import asyncio
import base64
import json
from functools import cache
from typing import Annotated, Any, Final, Literal

from litestar import Response, get
from litestar.params import PathParameter, QueryParameter
from litestar.types import ControllerRouterHandler
from markupsafe import Markup
from msgspec import Struct

from detente.console.answers import html, reference_of
from detente.console.asked import CouncilName, Named, Part
from detente.council.points import parse_position
from detente.errors import Refused
from detente.home.calls import DrawIncident, ShowDossier
from detente.languages import gettext as _
from detente.languages import ours
from detente.maps import wording
from detente.maps.base import EUROPE, EUROPE_WORDS, FINE_METRES, WORLD_WORDS, europe, world
from detente.maps.marks import put_mark, side_of
from detente.maps.shores import render_base
from detente.maps.svg import Drawing
from detente.tracks.geodesy import leg

COASTS: Final = {"world": world, "europe": europe}
GEOJSON: Final = "application/geo+json"
MARK: Final = 20
"""Pixels of a side's mark in the legend."""
From = Annotated[str | None, QueryParameter(name="from", max_length=60)]
To = Annotated[str | None, QueryParameter(name="to", max_length=60)]


class Measured(Struct, frozen=True):
    """How far one place is from another, or why that cannot be said.

    Args:
        points: latitude and longitude of both ends, degrees.
        words: distance and bearing, as people read them; `refused` what was expected where there is none.
    """

    words: str = ""
    metres: float | None = None
    bearing_deg: float | None = None
    points: tuple[tuple[float, float], ...] = ()
    refused: str = ""


class Shown(Struct, frozen=True):
    """What a side has on the map.

    Args:
        mark: its sign as a picture; `colour` that of its lines.
        rows: sign and words of each position and track.
    """

    side: str
    colour: str
    mark: Markup
    rows: tuple[tuple[str, str], ...]


@get("/maps/{party:str}/{channel:str}/{entry:str}")
async def show_map(
    console: Named, party: Part, channel: Part, entry: Part, council: CouncilName = None, one: From = None,
    other: To = None,
) -> Response[str]:  # fmt: skip
    """Return the page of an incident's map: what the sides state, beside what differs."""
    frame = await console.frame(council)
    ref = reference_of(party, channel, entry)
    named = frame.named
    shown = await console.reader.ask(ShowDossier(ref, council=named, most=1))
    try:
        drawn = await console.reader.ask(DrawIncident(ref, format="geojson", council=named))
    except Refused as refusal:
        if refusal.code != "map-empty":
            raise
        found: dict[str, Any] = {"features": [], "detente": {"sides": []}}
    else:
        found = await asyncio.to_thread(json.loads, base64.b64decode(drawn.file))
    page = console.render(
        "map.html",
        frame,
        title=_("Map of {ref}").format(ref=ref),
        ref=ref,
        shown=shown,
        sides=sides_of(found),
        areas=_named(found, "outline of a zone"),
        nearest=_named(found, "nearest approach"),
        how_near=wording.how_near,
        timed=any(one["properties"]["what"] == "track" for one in found["features"]),
        places=[one for one in found["features"] if one["properties"]["what"] == "position"],
        wanted={"from": one or "", "to": other or ""},
        measured=measure(one, other) if one or other else None,
        coasts={"europe": EUROPE, "fine": FINE_METRES, "words": {"europe": EUROPE_WORDS, "world": WORLD_WORDS}},
        json_command=console.command("incident", "map", ref, "--format", "geojson"),
    )
    return html(page)


@get("/maps/measure")
async def show_measure(one: From = None, other: To = None) -> Response[Measured]:
    """Return how far one place is from another."""
    return Response(measure(one, other), media_type="application/json")


@get("/maps/coast/{name:str}")
async def show_coast(name: Annotated[Literal["world", "europe"], PathParameter()]) -> Response[bytes]:
    """Return a coastline, which is the same for as long as this version of the software is."""
    data = await asyncio.to_thread(_coast, name)
    return Response(data, media_type=GEOJSON, headers={"cache-control": "private, max-age=86400"})


@cache
def _coast(name: str) -> bytes:
    return render_base(COASTS[name]())


def measure(one: str | None, other: str | None) -> Measured:
    """Return how far one place is from another on the ellipsoid, and in which direction."""
    try:
        ends = [tuple(map(float, parse_position(text or ""))) for text in (one, other)]
    except Refused as refusal:
        return Measured(
            refused=_("Expected {expected}; got {got}.").format(
                expected=ours(refusal.expected), got=ours(refusal.got) or _("nothing")
            )
        )
    (lat, lon), (to_lat, to_lon) = ends
    found = leg(lat, lon, to_lat, to_lon)
    words = _("{distance}, {degrees}° true, on the ellipsoid WGS 84").format(
        distance=ours(wording.both(found.metres)), degrees=f"{found.bearing_deg:.0f}"
    )
    return Measured(words, round(found.metres, 1), round(found.bearing_deg, 1), ((lat, lon), (to_lat, to_lon)))


def sides_of(found: dict[str, Any]) -> list[Shown]:
    """Return what each side has on the map, by its GeoJSON."""
    sides = tuple(found["detente"]["sides"])
    rows: dict[str, list[tuple[str, str]]] = {side: [] for side in sides}
    for one in found["features"]:
        said = one["properties"]
        if said["what"] in ("position", "track"):
            rows[said["side"]].append((said["sign"], _row(said)))
    return [Shown(side, side_of(side, sides).colour, _mark(side, sides), tuple(rows[side])) for side in sides]


def _row(said: dict[str, Any]) -> str:
    doubt = ours(wording.about(said["uncertainty_m"])) if said["uncertainty_m"] else _("uncertainty not stated")
    told: tuple[str, ...]
    if said["what"] == "track":
        told = (_("track {name}").format(name=said["name"]), ours(said["basis"]), doubt)
    else:
        told = (_("stated {name}").format(name=said["name"]), ours(said["time"]), doubt, said["source"])
    return ", ".join(part for part in told if part)


def _named(found: dict[str, Any], what: str) -> list[dict[str, Any]]:
    return [one["properties"] for one in found["features"] if one["properties"]["what"] == what]


def _mark(side: str, sides: tuple[str, ...]) -> Markup:
    """Return a side's mark as a picture in a line; it is made of numbers and of colours of ours alone."""
    drawing = Drawing()
    drawing.open("svg", viewBox=f"0 0 {MARK} {MARK}", width=MARK, height=MARK, **{"class": "key"})
    put_mark(drawing, (MARK / 2, MARK / 2), side_of(side, sides), MARK / 3.2)
    drawing.close()
    return Markup(drawing.text)  # noqa: S704  see above


HANDLERS: tuple[ControllerRouterHandler, ...] = (show_map, show_measure, show_coast)
