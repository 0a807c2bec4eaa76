"""Statements in the media out of RSS 2.0, Atom and CSV files. Nothing is fetched: the bytes are given.

Foreign XML has no document type here: where none is declared no entity can be, neither one that reads a file nor one
that grows (docs/decisions/0008-papers.md). Rules: docs/council/papers.md section 5.

Source: RSS 2.0 (rssboard.org/rss-specification); RFC 4287; RFC 4180.
"""

from typing import Final

from detente.council.papers.press import Clippings
from detente.errors import Malformed, Refused
from detente.home.papers.press_csv import read_csv
from detente.home.papers.press_xml import read_xml
from detente.limits import PRESS_BYTES_MAX

XML_MEDIA: Final = frozenset({"application/rss+xml", "application/atom+xml", "application/xml", "text/xml"})
CSV_MEDIA: Final = "text/csv"


def read_feed(data: bytes, media: str) -> Clippings:
    """Return the statements of a file.

    Args:
        media: its media type, parameters allowed and ignored; XML says itself whether it is RSS or Atom.

    Raises:
        Refused: `press-media`.
        Malformed: `press-too-large`, `press-encoding`, `press-document-type`, `press-xml`, `press-kind`, `press-csv`.
    """
    kind = media.partition(";")[0].strip().lower()
    if kind not in XML_MEDIA and kind != CSV_MEDIA:
        raise Refused(
            "press-media", expected=f"one of {', '.join(sorted({*XML_MEDIA, CSV_MEDIA}))}", got=repr(media[:80])
        )
    if len(data) > PRESS_BYTES_MAX:
        raise Malformed("press-too-large", expected=f"at most {PRESS_BYTES_MAX:,} bytes", got=f"{len(data):,}")
    return read_csv(data) if kind == CSV_MEDIA else read_xml(data)
