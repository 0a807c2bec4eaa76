"""An assessment as a PDF: findings, pictures and tables, evidence and judgement marked on every section."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime

from detente.assessment.report.document import EVIDENCE, JUDGEMENT, Document
from detente.assessment.words import gettext as worded
from detente.clock import Instant
from detente.council.papers.legible import one_line
from detente.home.papers.pdf import typeset
from detente.languages import current
from detente.languages import gettext as _


def render_assessment(made: Document, engine: str, hashes: Mapping[str, str]) -> bytes:
    """Return a document as a PDF, in the language spoken now; the same document gives the same bytes in each.

    Args:
        engine: by which version it was made.
        hashes: name of each input to its SHA-256 in hex.
    """
    rows = [[one_line(name), hash_] for name, hash_ in hashes.items()]
    data = {
        **asdict(made), "method": [*map(worded, made.method)], "rests_on": made.rests_on, "hashes": rows,
        "language": current(), "words": _words(engine),
    }  # fmt: skip
    return typeset("assessment", json.dumps(data, ensure_ascii=False), _day(made.as_of))


def _words(engine: str) -> dict[str, str]:
    """Return what stands on every such paper, by names that its template knows."""
    return {
        "assessment": _("Assessment"),
        "foot": _("Evidence and judgement stand apart. Nothing here measures trust."),
        "parted": _("Each section says whether it is evidence, from a record, or judgement, from stated inputs."),
        "short": _("In short"),
        "method": _("Method"),
        "made": _("Made by {engine}, from:").format(engine=engine),
        EVIDENCE: _("evidence"),
        JUDGEMENT: _("judgement"),
    }


def _day(text: str) -> Instant:
    """Return the first second of the day of the inputs, of 1970 where they name none: a paper reads no clock."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) if text else 0
