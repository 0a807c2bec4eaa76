"""Figures in the marks of a language: what stands before decimals, and between thousands.

Below the pages a number is written in English, `12,700` or `1.5 km`; here it is found again in a text that is ours.

Source: Unicode CLDR, through Babel.
"""

import re
from functools import cache
from typing import Final

from detente.languages.reading import ENGLISH

UNITS: Final = r"(?:km|m|nmi|nm|NM|yd|ft|kn|kt|m/s|km/h|°|%|h|s|min|days|[kMG]B)(?!\w)"
FIGURE: Final = re.compile(
    r"(?<![\w.,/:-])[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+\.[0-9]+(?=[ \u00a0]?" + UNITS + r"))"
    r"(?![\w/]|[.,:][0-9])"
)
"""Thousands apart, or decimals of a unit; what else has a dot is a number of an item, a rule or a version."""


def marked(language: str, figure: str) -> str:
    """Return an English figure, like `1,234.5`, with the marks of a language."""
    return figure if language == ENGLISH else figure.translate(_marks(language))


def remarked(language: str, words: str) -> str:
    """Return words of ours with the figures in them in the marks of a language."""
    return FIGURE.sub(lambda found: marked(language, found[0]), words)


def is_figure(words: str) -> bool:
    """Say if words are figures and units, and nothing else."""
    left, found = FIGURE.subn("", words)
    return bool(found) and not re.search(r"[^\W\d_]", re.sub(UNITS, "", left))


@cache
def _marks(language: str) -> dict[int, str]:
    # Only those who speak another language than English wait for this.
    from babel.numbers import get_decimal_symbol, get_group_symbol

    return {ord(","): get_group_symbol(language), ord("."): get_decimal_symbol(language)}
