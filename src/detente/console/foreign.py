"""Texts of others for the eye: escaped, with nothing hidden in them, and not longer than a page can bear.

Acts are kept whatever they say. So a text may turn the direction of writing round, hide letters, or be a book; a page
shows that it does. The bytes themselves stay as they are in the evidence.
"""

import json
import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from markupsafe import Markup, escape

from detente.council.papers.legible import MARKS_IN_A_ROW, is_hidden

TEXT_CHARACTERS_MAX = 60_000
"""A text on the page of its act: what a desk lets anybody draft."""
TEXT_CHARACTERS_LISTED = 1_200
"""A text in a list: about fifteen lines, so that one act cannot bury the others."""
OPENING_CHARACTERS_MAX = 240
"""A text where only its opening stands: three lines."""
LABEL_CHARACTERS_MAX = 120
"""An officer, a kind, a marking: one line or two."""

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}")


def shown(text: str, at_most: int = TEXT_CHARACTERS_MAX) -> Markup:
    """Return a text as HTML: escaped, hidden characters spelled out, cut where it is longer than `at_most`."""
    cut = text[:at_most].replace("\r\n", "\n")
    parts: list[Markup] = []
    plain: list[str] = []
    marks = 0
    for character in cut:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if not is_hidden(character) and marks <= MARKS_IN_A_ROW:
            plain.append(character)
            continue
        parts.append(escape("".join(plain)))
        plain.clear()
        if marks <= MARKS_IN_A_ROW:
            name = unicodedata.name(character, "CONTROL CHARACTER").lower()
            parts.append(Markup('<span class="hidden" title="{}">U+{:04X}</span>').format(name, ord(character)))
    parts.append(escape("".join(plain)))
    if len(text) > at_most:
        more = len(text) - at_most
        parts.append(Markup(' <span class="cut">… {} more characters</span>').format(f"{more:,}"))
    return Markup("").join(parts)


def opening(text: str) -> Markup:
    """Return a text's first two or three lines as HTML, cut between words."""
    if len(text) <= OPENING_CHARACTERS_MAX:
        return shown(text)
    cut = text[:OPENING_CHARACTERS_MAX]
    return shown(cut.rpartition(" ")[0] or cut) + Markup(' <span class="cut">…</span>')


def label(text: str) -> Markup:
    """Return a short foreign text as HTML, its direction kept to itself."""
    return Markup("<bdi>{}</bdi>").format(shown(text.replace("\n", " "), LABEL_CHARACTERS_MAX))


def names(parties: Iterable[str]) -> Markup:
    """Return party ids as references write them; a lying entry may address what is no party."""
    return Markup(", ").join(label(party.upper()) for party in parties)


def language(text: object) -> str:
    """Return a language tag that may stand in HTML, or nothing."""
    return text if isinstance(text, str) and len(text) <= 35 and _LANGUAGE.fullmatch(text) else ""


def value(item: Any, at_most: int = TEXT_CHARACTERS_MAX) -> Markup:
    """Return any value of a body as HTML: a text as it is, a list of texts in a row, anything else as JSON."""
    if isinstance(item, str):
        return shown(item, at_most)
    if isinstance(item, list) and item and all(isinstance(one, str) for one in item):
        return shown(", ".join(item), at_most)
    return Markup("<code>{}</code>").format(shown(json.dumps(item, ensure_ascii=False, indent=1), at_most))
