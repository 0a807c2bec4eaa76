"""An assessment as a PDF: findings, pictures and tables, evidence and judgement marked on every section."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime

from detente.assessment.report.document import Document
from detente.clock import Instant
from detente.council.papers.legible import one_line
from detente.home.papers.pdf import typeset


def render_assessment(made: Document, engine: str, hashes: Mapping[str, str]) -> bytes:
    """Return a document as a PDF; the same document gives the same bytes.

    Args:
        engine: by which version it was made.
        hashes: name of each input to its SHA-256 in hex.
    """
    rows = [[one_line(name), hash_] for name, hash_ in hashes.items()]
    data = {**asdict(made), "rests_on": made.rests_on, "engine": engine, "hashes": rows}
    return typeset("assessment", json.dumps(data, ensure_ascii=False), _day(made.as_of))


def _day(text: str) -> Instant:
    """Return the first second of the day of the inputs, of 1970 where they name none: a paper reads no clock."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) if text else 0
