"""The words of a text, one rule for what is stored, what is asked and what is marked.

A word is a run of letters, digits and the marks that belong to them, in any script; an ideograph is a word by itself,
since its script has no spaces. Words are compared without case and without accents: *Čížek* is found by *cizek*, *ёлка*
by *елка*. Letters of their own stay: Russian й, Ukrainian ї, Belarusian ў. Because the index is given words and not
texts, every word of a text finds it, whichever version of Unicode the database knows.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from msgspec import Struct

_OWN_LETTERS: Final = frozenset("йїў")
_IDEOGRAPHS: Final = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
_WORD: Final = re.compile(rf"[{_IDEOGRAPHS}]|[^\s{_IDEOGRAPHS}]+")
_ASCII_WORD: Final = re.compile(r"[0-9a-z]+")
_IN_WORDS: Final = frozenset({"Mn", "Mc", "Cf"})
"""Categories of characters that are no letters and divide no word: marks, and what the eye does not see."""
_MARKS: Final = range(0x300, 0x370)
"""Combining diacritical marks of Latin, Greek and Cyrillic; marks of other scripts belong to their words."""
_VARIANTS: Final = range(0xFE00, 0xFE10)
"""Which picture of a character is meant."""


class Token(Struct, frozen=True):
    """One word of a text: where it stands, and how it is compared."""

    start: int
    end: int
    word: str


class _Separators(dict[int, str]):
    """Each character as it is where it belongs to a word, else a space; filled as texts come."""

    def __missing__(self, point: int) -> str:
        character = chr(point)
        found = character if character.isalnum() or unicodedata.category(character) in _IN_WORDS else " "
        self[point] = found
        return found


class _Accents(dict[int, str | None]):
    """Each character of a word without its accents, nothing for what is no part of one; filled as texts come."""

    def __missing__(self, point: int) -> str | None:
        character = chr(point)
        found: str | None = character
        if point in _MARKS or point in _VARIANTS or not _is_written(character):
            found = None
        elif point > 127 and character not in _OWN_LETTERS:
            parts = unicodedata.normalize("NFD", character)
            if len(parts) > 1 and all(ord(one) in _MARKS for one in parts[1:]):
                found = parts[0]
        self[point] = found
        return found


def _is_written(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character) in ("Mn", "Mc")


_separators, _accents = _Separators(), _Accents()


def tokens(text: str) -> Iterator[Token]:
    """Yield the words of a text, in their order."""
    for found in _WORD.finditer(text.translate(_separators)):
        word = folded(found[0])
        if word:
            yield Token(found.start(), found.end(), word)


def words(text: str) -> list[str]:
    """Return the words of a text as they are compared."""
    if text.isascii():
        return _ASCII_WORD.findall(text.lower())
    return [word for word in map(folded, _WORD.findall(text.translate(_separators))) if word]


@lru_cache(maxsize=50_000)
def folded(word: str) -> str:
    """Return a word as it is compared; empty where nothing of it is left."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", word).casefold())
    return plain.translate(_accents)
