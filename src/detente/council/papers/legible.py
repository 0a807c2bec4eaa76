"""Texts of others for the eye: what hides in them is spelled out, so that a paper reads as it was written.

Acts are kept whatever they say. A text may turn the direction of writing round, hide letters, or pile marks over the
lines above; whoever shows it says so. The bytes themselves stay as they are in the evidence.
"""

import unicodedata
from typing import Final

MARKS_IN_A_ROW: Final = 4
"""Combining marks on one letter: no written language stacks more; a hundred of them paint over the lines above."""

_JOINERS: Final = {"\u200c", "\u200d", "\u200e", "\u200f"}
"""Invisible and honest: Persian, Indic scripts and emoji need the joiners, Hebrew and Arabic the direction marks."""
_SPACES: Final = {"\n", "\t"}
_HIDDEN: Final = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}
"""Unicode's general categories without a glyph that everybody sees alike."""


def is_hidden(character: str) -> bool:
    """Say if a character shows nothing, or not what everybody else sees."""
    if character in _JOINERS or character in _SPACES:
        return False
    return unicodedata.category(character) in _HIDDEN


def legible(text: str) -> str:
    """Return a text with hidden characters spelled out, like ⟨U+202E⟩, and towers of marks cut down."""
    parts: list[str] = []
    marks = 0
    for character in text.replace("\r\n", "\n"):
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks > MARKS_IN_A_ROW:
            continue
        parts.append(f"⟨U+{ord(character):04X}⟩" if is_hidden(character) else character)
    return "".join(parts)


def one_line(text: str) -> str:
    """Return a text that stands in a heading or a column: legible, in one line."""
    return " ".join(legible(text).split())
