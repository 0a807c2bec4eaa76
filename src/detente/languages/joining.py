"""Figures as each language writes them, and what stands between the things that a sentence lists."""

from collections.abc import Iterable

from detente.languages import current, pgettext
from detente.languages.figures import marked


def figure(value: float, form: str = "") -> str:
    """Return a number in a form, like `.2f`, with the marks of the language spoken now."""
    return marked(current(), format(value, form))


def grouped(value: int) -> str:
    """Return a whole number with its thousands apart, as the language spoken now writes them."""
    return figure(value, ",")


def colon() -> str:
    """Return what stands between a name and what is said of it."""
    return pgettext("between a name and what is said of it", ": ")


def semicolon() -> str:
    """Return what stands between two parts of one sentence."""
    return pgettext("between clauses", "; ")


def figures(each: Iterable[str]) -> str:
    """Return several with a figure each in a row: a comma between them would be read as one of a decimal."""
    return pgettext("between figures", ", ").join(each)


def clauses(each: Iterable[str]) -> str:
    """Return several parts of one sentence in a row."""
    return semicolon().join(each)


def both(each: Iterable[str]) -> str:
    """Return several names or figures that hold together."""
    return pgettext("between names", " and ").join(each)


def either(each: Iterable[str]) -> str:
    """Return several of which one holds."""
    return pgettext("between names", " or ").join(each)
