"""Languages in which papers have their headings: one module each; a new one is a module and a line here.

What people said is never translated here. The words are the OSCE's six and Ukrainian.
"""

import re
from collections.abc import Mapping
from typing import Final

from detente.council.papers.languages import de, en, es, fr, it, ru, uk
from detente.council.papers.languages.labels import Labels
from detente.errors import Refused

LABELS: Final[Mapping[str, Labels]] = {one.LABELS.language: one.LABELS for one in (en, fr, ru, de, es, it, uk)}

NAMES: Final[Mapping[str, str]] = {
    "ar": "العربية",
    "be": "беларуская",
    "cs": "čeština",
    "de": "Deutsch",
    "el": "ελληνικά",
    "en": "English",
    "es": "español",
    "et": "eesti",
    "fr": "français",
    "it": "italiano",
    "lt": "lietuvių",
    "lv": "latviešu",
    "nl": "Nederlands",
    "pl": "polski",
    "pt": "português",
    "ro": "română",
    "ru": "русский",
    "tr": "Türkçe",
    "uk": "українська",
}
"""Languages by their own names; others are shown by their tag."""

RIGHT_TO_LEFT: Final = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
"""Languages written from right to left in their usual script. Source: CLDR, character order."""

_PRIMARY: Final = re.compile(r"[a-z]{2,3}")


def labels_of(language: str) -> Labels:
    """Return the headings of a language.

    Raises:
        Refused: `paper-language`.
    """
    if language not in LABELS:
        raise Refused("paper-language", expected=f"headings in one of {', '.join(LABELS)}", got=repr(language[:40]))
    return LABELS[language]


def name_of(language: str) -> str:
    """Return a language's own name, or its tag, or nothing."""
    return NAMES.get(primary(language), language)


def direction(language: str) -> str:
    """Return `rtl`, `ltr`, or `auto` where no language is named."""
    spoken = primary(language)
    if not spoken:
        return "auto"
    return "rtl" if spoken in RIGHT_TO_LEFT else "ltr"


def primary(language: str) -> str:
    """Return the language of a BCP 47 tag without script and region, in small letters; nothing where it is no tag."""
    first = language.partition("-")[0].lower()
    return first if _PRIMARY.fullmatch(first) else ""


def in_language(titles: Mapping[str, str], language: str) -> tuple[str, str]:
    """Return a title with its language: the one asked for where there is such a version, else English, else any."""
    for wanted in (language, "en", *titles):
        if wanted in titles:
            return titles[wanted], wanted
    return "", ""
