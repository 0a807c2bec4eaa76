"""Calls about pictures of incidents: the map, and the paper with both accounts."""

from typing import Literal

from msgspec import Struct

from detente.home.calls.call import Call
from detente.home.replies.maps import DrawnView

Form = Literal["wide", "narrow", "small", "bare", "bare-narrow"]


class LayerFile(Struct, frozen=True):
    """A file of lines and names that a party lays over the base map.

    Args:
        path: absolute, of a GeoJSON file on the node's machine.
        source: whence it is; empty where the file says it.
    """

    path: str
    name: str
    source: str = ""


class DrawIncident(Call[DrawnView], frozen=True, tag="incident-map"):
    """The map of an incident: what each side states, by its accounts and files, as far as they are here.

    Args:
        ref: any act of the incident.
        form: of a picture: wide, narrow or small; bare and bare-narrow are the map alone.
        pixels: width of a PNG; 0 for twice the form's own.
    """

    ref: str
    format: Literal["svg", "png", "geojson"] = "svg"
    form: Form = "wide"
    pixels: int = 0
    layers: tuple[LayerFile, ...] = ()
    council: str | None = None


class PrintIncident(Call[DrawnView], frozen=True, tag="incident-paper"):
    """An incident as a PDF: accounts beside each other, map, line of time, what differs, files, receipts.

    Args:
        ref: any act of the incident.
    """

    ref: str
    layers: tuple[LayerFile, ...] = ()
    council: str | None = None
