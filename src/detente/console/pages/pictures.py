"""Addresses of pictures: the map of an incident, for the pages themselves and to keep; and the incident as a PDF."""

import base64
from typing import Annotated, Final

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import PathParameter
from litestar.types import ControllerRouterHandler

from detente.console.answers import attached, reference_of
from detente.console.asked import CouncilName, Named, Part
from detente.errors import Refused
from detente.home.calls import DrawIncident, PrintIncident
from detente.languages import noted, said
from detente.maps.render import FORMS, render_note

PAPER: Final = "incident.pdf"
SVG: Final = "image/svg+xml"
Picture = Annotated[str, PathParameter(max_length=40)]
NOTHING: Final = noted(
    "No map: nobody states a position that is here, in words that are one or in a file that can be read."
)


@get("/incidents/{party:str}/{channel:str}/{entry:str}/{picture:str}")
async def show_picture(
    console: Named, party: Part, channel: Part, entry: Part, picture: Picture, council: CouncilName = None
) -> Response[bytes]:
    """Return an incident as `map.svg` or, in another form, `map.FORM.svg`; to keep as `map.png`, `incident.pdf`."""
    ref = reference_of(party, channel, entry)
    if picture == PAPER:
        paper = await console.reader.ask(PrintIncident(ref, council=council))
        return attached(base64.b64decode(paper.file), paper.name, paper.media_type)
    call = _call(ref, picture, council)
    try:
        found = await console.reader.ask(call)
    except Refused as refusal:
        if refusal.code != "map-empty" or call.format != "svg":
            raise
        return Response(render_note(said(NOTHING), FORMS[call.form]).encode(), media_type=SVG)
    data = base64.b64decode(found.file)
    return Response(data, media_type=SVG) if call.format == "svg" else attached(data, found.name, found.media_type)


def _call(ref: str, picture: str, council: str | None) -> DrawIncident:
    match picture.split("."):
        case ["map", "svg"]:
            return DrawIncident(ref, council=council)
        case ["map", ("narrow" | "small" | "bare" | "bare-narrow") as form, "svg"]:
            return DrawIncident(ref, form=form, council=council)
        case ["map", "png"]:
            return DrawIncident(ref, format="png", council=council)
        case ["map", "geojson"]:
            return DrawIncident(ref, format="geojson", council=council)
        case _:
            raise NotFoundException


HANDLERS: tuple[ControllerRouterHandler, ...] = (show_picture,)
