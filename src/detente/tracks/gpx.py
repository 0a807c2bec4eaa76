"""GPX tracks: each `trk` is one, its segments in order.

Source: GPX 1.1 schema, topografix.com: WGS 84, decimal degrees, times in UTC, elevation in metres above a level that it
does not name.
"""

import re
from typing import Final
from xml.etree import ElementTree as ET

from detente.errors import Malformed
from detente.limits import TRACK_DEPTH_MAX
from detente.tracks.adsb import text_of
from detente.tracks.raw import Found, RawTrack
from detente.tracks.track import Point
from detente.tracks.values import number, time_of

_DECLARED: Final = re.compile(r"""^\s*<\?xml\b[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")


def read_gpx(data: bytes, found: Found) -> None:
    """Put the tracks of a GPX file into tracks; way points and routes have no course in time and are only counted.

    Raises:
        Malformed: `track-malformed`, `track-document-type`.
    """
    text = text_of(data)
    declared = _DECLARED.match(text)
    if declared and declared[1].lower() not in ("utf-8", "us-ascii"):
        raise Malformed("track-malformed", expected="GPX in UTF-8", got=declared[1])
    if "<!DOCTYPE" in text.upper():
        raise Malformed("track-document-type", expected="GPX without a document type", got="one with")
    target = _Target(found)
    parser = ET.XMLParser(target=target)  # noqa: S314  without a document type there are no entities
    try:
        parser.feed(_DECLARED.sub("<?xml version='1.0'", text) if declared else text)
        parser.close()
    except (ET.ParseError, ValueError) as fault:
        raise Malformed("track-malformed", expected="well-formed GPX", got=str(fault)[:120]) from None
    target.finish()


class _Target:
    """Takes points as they pass: a large file is never held as a tree."""

    def __init__(self, found: Found) -> None:
        self._found = found
        self._path: list[str] = []
        self._text = ""
        self._track: RawTrack | None = None
        self._tracks = self._count = self._untimed = self._others = 0
        self._now: dict[str, str] = {}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._path.append(tag.rpartition("}")[2])
        if len(self._path) > TRACK_DEPTH_MAX:
            raise Malformed("track-malformed", expected=f"at most {TRACK_DEPTH_MAX} elements deep", got="more")
        self._text = ""
        match self._path:
            case [other] if other != "gpx":
                raise Malformed("track-malformed", expected="a file that begins with gpx", got=repr(other[:40]))
            case ["gpx", "trk"]:
                self._tracks += 1
                self._track = self._found.track(f"track {self._tracks}")
            case ["gpx", "trk", "trkseg", "trkpt"]:
                self._count += 1
                self._now = {name: attributes.get(name, "") for name in ("lat", "lon")}
            case ["gpx", "wpt" | "rte"]:
                self._others += 1
            case _:
                pass

    def data(self, text: str) -> None:
        if len(self._text) < 1_000:
            self._text += text

    def end(self, tag: str) -> None:  # noqa: ARG002  the parser calls it so
        match self._path:
            case ["gpx", "trk", "name"] if self._track is not None and self._text.strip():
                self._track.name = self._text.strip()[:100]
            case ["gpx", "trk", "trkseg", "trkpt", "time" | "ele" as what]:
                self._now[what] = self._text
            case ["gpx", "trk", "trkseg", "trkpt"]:
                self._point()
            case _:
                pass
        self._path.pop()
        self._text = ""

    def _point(self) -> None:
        assert self._track is not None
        lat, lon, at = number(self._now["lat"]), number(self._now["lon"]), time_of(self._now.get("time"))
        if lat is None or lon is None:
            self._found.flag("unread", "a point without latitude and longitude", self._count, self._track.name)
        elif at is None:
            self._untimed += 1
        else:
            height = number(self._now.get("ele"))
            datum = "not stated" if height is not None else None
            self._found.add(self._track, Point(at, lat, lon, self._count, height_m=height, height_datum=datum))

    def finish(self) -> None:
        """Say what was passed over."""
        if self._untimed:
            self._found.flag("time", f"{self._untimed} points without a time with its zone; left out")
        if self._others:
            self._found.flag("other", f"{self._others} way points or routes: no course in time; left out")
