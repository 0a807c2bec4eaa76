"""Figures as each language writes them, and what stands between the things that a sentence lists.

Source: Unicode CLDR, through Babel, for the mark of decimals.
"""

from collections.abc import Iterable
from functools import cache

from detente.languages import current, pgettext
from detente.languages.reading import ENGLISH


def figure(value: float, form: str = "") -> str:
    """Return a number in a form, like `.2f`, with the mark of decimals of the language spoken now."""
    text = format(value, form)
    return text if current() == ENGLISH else text.replace(".", _mark(current()))


@cache
def _mark(language: str) -> str:
    # Only those who speak another language than English wait for this.
    from babel.numbers import get_decimal_symbol

    return get_decimal_symbol(language)


def figures(each: Iterable[str]) -> str:
    """Return several with a figure each in a row: a comma between them would be read as one of a decimal."""
    return pgettext("between figures", ", ").join(each)


def clauses(each: Iterable[str]) -> str:
    """Return several parts of one sentence in a row."""
    return pgettext("between clauses", "; ").join(each)


def both(each: Iterable[str]) -> str:
    """Return several names or figures that hold together."""
    return pgettext("between names", " and ").join(each)


def either(each: Iterable[str]) -> str:
    """Return several of which one holds."""
    return pgettext("between names", " or ").join(each)
