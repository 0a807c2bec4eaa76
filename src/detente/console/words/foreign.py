"""Texts of others for the eye: escaped, with nothing hidden in them, and not longer than a page can bear.

Acts are kept whatever they say. So a text may turn the direction of writing round, hide letters, or be a book; a page
shows that it does. The bytes themselves stay as they are in the evidence.
"""

import json
import re
import unicodedata
from collections.abc import Collection, Iterable
from typing import Any

from markupsafe import Markup, escape

from detente.console.words.times import is_moment, moment
from detente.council.kinds import Field, Sort
from detente.council.papers.legible import MARKS_IN_A_ROW, is_hidden
from detente.council.told import opening_of
from detente.languages import gettext as _
from detente.languages import ngettext, said
from detente.languages.joining import grouped

TEXT_CHARACTERS_MAX = 60_000
"""A text on the page of its act: what a desk lets anybody draft."""
TEXT_CHARACTERS_LISTED = 1_200
"""A text in a list: about fifteen lines, so that one act cannot bury the others."""
OPENING_CHARACTERS_MAX = 240
"""A text where only its opening stands: three lines."""
LABEL_CHARACTERS_MAX = 120
"""An officer, a kind, a marking: one line or two."""

WHOLE = 1_000_000
"""More characters than an act can have, written out as JSON: nothing is cut on a page that signs."""

IN_A_ROW_MAX = 40
"""Characters of a text that stands in a row with others, with commas between them; longer ones stand in lines."""
SPELLED_DEPTH_MAX = 5
"""Tables within tables that are spelled out: no kind has more."""

_PIECES = re.compile(
    r"([A-Z0-9][A-Z0-9-]{0,31}/[A-Z0-9][A-Z0-9-]{0,31}/(?:[1-9][0-9]{0,18}-[0-9a-f]{16}\.)?[0-9]{1,19}"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z)"
)
_DIGEST = re.compile(r"[0-9a-f]{64}")
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
        words = ngettext("… {n} more character", "… {n} more characters", more).format(n=grouped(more))
        parts.append(Markup(' <span class="cut">{}</span>').format(words))
    return Markup("").join(parts)


def opening(text: str) -> Markup:
    """Return a text's first two or three lines as HTML, cut between words, and marked where it is cut."""
    return shown(opening_of(text, OPENING_CHARACTERS_MAX))


def pieces(text: str) -> list[str]:
    """Return a sentence in parts, so that each reference and each time in it stands alone, as a page may show them."""
    return [one for one in _PIECES.split(text) if one]


def label(text: str, at_most: int = LABEL_CHARACTERS_MAX) -> Markup:
    """Return a short foreign text as HTML, its direction kept to itself."""
    return Markup("<bdi>{}</bdi>").format(shown(text.replace("\n", " "), at_most))


def names(parties: Iterable[str]) -> Markup:
    """Return party ids as references write them; a lying entry may address what is no party."""
    return Markup(", ").join(label(party.upper()) for party in parties)


def language(text: object) -> str:
    """Return a language tag that may stand in HTML, or nothing."""
    return text if isinstance(text, str) and len(text) <= 35 and _LANGUAGE.fullmatch(text) else ""


def is_digest(text: str) -> bool:
    """Say if a text is a hash of 32 bytes in hexadecimal digits, and nothing else."""
    return _DIGEST.fullmatch(text) is not None


def spelled(
    item: Any,
    field: Field | None = None,
    at_most: int = TEXT_CHARACTERS_MAX,
    depth: int = 0,
    *,
    parties: Collection[str] = (),
) -> Markup:
    """Return any value of a body as HTML for people: tables with the names of their fields, lists one below the other.

    Args:
        field: what the kind says of the value; names that it does not know stand as they came.
        depth: within how many tables and lists it stands; what is deeper than `SPELLED_DEPTH_MAX` is JSON.
        parties: ids of the council's; where the kind names parties, these stand in capitals and all else as it was
            said. None where a page shows what will be signed.
    """
    if depth >= SPELLED_DEPTH_MAX and isinstance(item, dict | list):
        return value(item, at_most)
    if isinstance(item, bool):
        return escape(_("yes") if item else _("no"))
    if field is not None and field.sort is Sort.INSTANT and isinstance(item, str) and is_moment(item):
        at = moment(item)
        return Markup('<time datetime="{}">{}</time>').format(at.iso, f"{at.utc}, {at.here}" if at.here else at.utc)
    if isinstance(item, dict) and item:
        inner = field.fields if field is not None else {}
        parts = [
            Markup('<span class="pair"><span class="soft">{}</span> {}</span>').format(
                label(said(inner[name].label) if name in inner else name, at_most),
                spelled(one, inner.get(name), at_most, depth + 1, parties=parties),
            )
            for name, one in item.items()
        ]
        return Markup(" ").join(parts)
    if isinstance(item, list) and any(not isinstance(one, str) or _own_line(one, field) for one in item):
        parts = [Markup("<li>{}</li>").format(spelled(one, field, at_most, depth + 1, parties=parties)) for one in item]
        return Markup('<ul class="spelled">{}</ul>').format(Markup("").join(parts))
    return value(item, at_most, field, parties)


def _own_line(text: str, field: Field | None) -> bool:
    """Say if a text of a list stands in a line of its own: what is no name or word, like an item of an agenda."""
    return len(text) > IN_A_ROW_MAX or (field is not None and not field.choices and " " in text)


def value(
    item: Any, at_most: int = TEXT_CHARACTERS_MAX, field: Field | None = None, parties: Collection[str] = ()
) -> Markup:
    """Return any value of a body as HTML: a text as it is, a list of texts in a row, anything else as JSON.

    Args:
        field: what the kind says of the value; of its choices one is our word, and is translated.
        parties: ids that stand in capitals, as references write them, where the kind names parties.
    """
    if isinstance(item, str) and field is not None and item in field.choices:
        return shown(said(item), at_most)
    ids = parties if field is not None and field.parties else ()
    if isinstance(item, str) and is_digest(item):
        return Markup('<code class="hash">{}</code>').format(item)
    if isinstance(item, str):
        return shown(item.upper() if item in ids else item, at_most)
    if isinstance(item, list) and item and all(isinstance(one, str) for one in item):
        return shown(", ".join(one.upper() if one in ids else one for one in item), at_most)
    return Markup("<code>{}</code>").format(shown(json.dumps(item, ensure_ascii=False, indent=1), at_most))
