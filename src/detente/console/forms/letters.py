"""If a text stands in the language that its officer named, as far as its letters tell."""

from collections.abc import Mapping
from typing import Any, Final

from detente.council.kinds import Field, Sort, unofficial_of
from detente.limits import NAME_CHARACTERS_MAX

CYRILLIC: Final = frozenset(("be", "bg", "mk", "ru", "uk"))
LATIN: Final = frozenset(
    ("cs", "da", "de", "en", "es", "et", "fi", "fr", "hu", "is", "it", "lt", "lv", "nl", "no", "pl", "pt", "ro", "sk",
     "sl", "sq", "sv", "tr")
)  # fmt: skip
"""Languages that are written in one script alone; of others nothing is said."""
LETTERS_MIN: Final = 12
"""Fewer letters may be a name."""
PLAINLY: Final = 0.7
"""Part of a text's letters that tells its script; names in another one leave that much."""


def unlike(body: Mapping[str, Any], fields: Mapping[str, Field], language: str) -> str:
    """Return the language, as it was named, of a text in an act's body whose letters are plainly not its own, or ""."""
    names = [name for name, one in fields.items() if one.sort is Sort.TEXT and one.characters_max > NAME_CHARACTERS_MAX]
    own = [(language, body[name]) for name in names if not fields[name].choices and isinstance(body.get(name), str)]
    return next((tag for tag, text in (*own, *unofficial_of(body).items()) if _unlike(tag, text)), "")


def _unlike(tag: str, text: str) -> bool:
    letters = [one for one in text if one.isalpha()]
    primary = tag.partition("-")[0].lower()
    other = _is_latin if primary in CYRILLIC else _is_cyrillic if primary in LATIN else None
    return len(letters) >= LETTERS_MIN and other is not None and sum(map(other, letters)) >= PLAINLY * len(letters)


def _is_latin(letter: str) -> bool:
    return letter <= "\u024f"


def _is_cyrillic(letter: str) -> bool:
    return "\u0400" <= letter <= "\u04ff"
