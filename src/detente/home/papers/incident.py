"""An incident as a PDF: accounts beside each other, the map, what differs, files, receipts, how it was made."""

import json
from collections.abc import Mapping
from typing import Any

from detente.clock import Instant
from detente.council.papers.languages import direction, primary
from detente.council.papers.legible import legible
from detente.home.papers.pdf import typeset


def render_incident(sheet: Mapping[str, Any], at: Instant) -> bytes:
    """Return a paper as the template `incident.typ` has it; the same sheet gives the same bytes.

    Args:
        at: the second that the file names as its own.
    """
    return typeset("incident", json.dumps(sheet, ensure_ascii=False), at)


def passage(text: str, language: str = "", note: str = "") -> dict[str, str]:
    """Return a text in its language, with what is to be known of it below."""
    return {
        "text": legible(text).strip(),
        "language": primary(language),
        "direction": direction(language),
        "note": note,
    }
