"""Minutes as a PDF for archives and for screen readers: PDF/A-2a and PDF/UA-1, the same bytes for the same minutes.

What people said reaches the typesetter as data, never as markup (docs/decisions/0008-papers.md).

Source: ISO 19005-2, level A; ISO 14289-1.
"""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files

import typst

from detente.council.papers.layout import Sheet, lay_out
from detente.council.papers.minutes import Minutes
from detente.errors import Refused


def render_pdf(minutes: Minutes, language: str = "en") -> bytes:
    """Return minutes as a PDF with its headings in a language.

    The typesetter's own fonts have Latin, Cyrillic, Greek and some Arabic; with them alone the bytes are the same on
    every machine. This machine's fonts are asked only where a text has other characters.

    Raises:
        Refused: `paper-language`; `paper-font-missing`, where no font here has the characters of a text.
    """
    sheet = lay_out(minutes, language)
    at = datetime.fromtimestamp(minutes.as_of, UTC)
    try:
        return _compile(sheet, at, own_fonts=True)
    except typst.TypstError as fault:
        if not _lacks_a_character(fault):
            raise
    try:
        return _compile(sheet, at, own_fonts=False)
    except typst.TypstError as fault:
        if not _lacks_a_character(fault):
            raise
        raise Refused(
            "paper-font-missing",
            expected="a font for each character",
            got=fault.message,
            remedy="install a font that has it, or export as text",
        ) from None


def _compile(sheet: Sheet, at: datetime, *, own_fonts: bool) -> bytes:
    return typst.compile(
        _template(),
        format="pdf",
        sys_inputs={"sheet": json.dumps(asdict(sheet), ensure_ascii=False)},
        ignore_system_fonts=own_fonts,
        timestamp=at,
        pdf_standards=["a-2a", "ua-1"],
    )


def _lacks_a_character(fault: typst.TypstError) -> bool:
    """Say if the fault is a text's; any other one is our template's."""
    return "could not be displayed" in fault.message


@cache
def _template() -> bytes:
    return (files("detente.home.papers") / "templates/minutes.typ").read_bytes()
