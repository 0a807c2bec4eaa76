"""Minutes as a PDF for archives and for screen readers: PDF/A-2a and PDF/UA-1, the same bytes for the same minutes.

What people said reaches the typesetter as data, never as markup (docs/decisions/0008-papers.md).

Source: ISO 19005-2, level A; ISO 14289-1.
"""

import json
import unicodedata
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Final

import typst

from detente.clock import Instant
from detente.council.papers.layout import lay_out
from detente.council.papers.legible import spelled_out
from detente.council.papers.minutes import Minutes

_TRIAL: Final = b"""
#for one in json(bytes(sys.inputs.data)) {
  for weight in ("regular", "semibold", "bold") { par(text(font: "Libertinus Serif", weight: weight, one)) }
}
"""
"""Sets each character by itself, in each weight that a paper has: a font may show it in one and not in another."""


def render_pdf(minutes: Minutes, language: str = "en") -> bytes:
    """Return minutes as a PDF with its headings in a language.

    The typesetter's own fonts have Latin, Cyrillic, Greek and some Arabic; with them alone the bytes are the same on
    every machine. This machine's fonts are asked only where a text has other characters, and a character that no font
    here has is spelled out, like ⟨U+13000⟩: nobody can keep a paper from being made by what he writes.

    Raises:
        Refused: `paper-language`.
    """
    return typeset("minutes", json.dumps(asdict(lay_out(minutes, language)), ensure_ascii=False), minutes.as_of)


def typeset(template: str, data: str, at: Instant) -> bytes:
    """Return a paper as a PDF: a template of this package, JSON that it reads, and the second that the file names."""
    for own_fonts in (True, False):
        try:
            return _compile(_template(template), data, at, own_fonts=own_fonts)
        except typst.TypstError as fault:
            if not _lacks_a_character(fault):
                raise
    missing = _missing("".join(sorted(one for one in set(data) if not one.isascii())))
    data = data.translate({ord(one): spelled_out(one) for one in missing})
    return _compile(_template(template), data, at, own_fonts=False)


def _compile(template: bytes, data: str, at: Instant, *, own_fonts: bool) -> bytes:
    return typst.compile(
        template,
        format="pdf",
        sys_inputs={"data": data},
        ignore_system_fonts=own_fonts,
        timestamp=datetime.fromtimestamp(at, UTC),
        pdf_standards=["a-2a", "ua-1"],
    )


def _missing(characters: str) -> str:
    """Return those of the characters that no font on this machine has, found by halves."""
    if not characters or _shows(characters):
        return ""
    if len(characters) == 1:
        return characters
    half = len(characters) // 2
    return _missing(characters[:half]) + _missing(characters[half:])


def _shows(characters: str) -> bool:
    data = json.dumps([f"a{one}" if unicodedata.combining(one) else one for one in characters])
    try:
        typst.compile(_TRIAL, format="pdf", sys_inputs={"data": data}, pdf_standards=["a-2u"])
    except typst.TypstError as fault:
        if not _lacks_a_character(fault):
            raise
        return False
    return True


def _lacks_a_character(fault: typst.TypstError) -> bool:
    """Say if the fault is a text's; any other one is our template's."""
    return "could not be displayed" in fault.message


@cache
def _template(name: str) -> bytes:
    return (files("detente.home.papers") / f"templates/{name}.typ").read_bytes()
