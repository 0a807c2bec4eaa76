"""The languages in which the pages speak: English, and what catalogs say in its place.

A text's id is its English words. Which language is meant is known to whoever answers a request (`using`); everything
below asks for a text and is given it (`gettext`). What is signed, stored or said by a party is never translated, so
nothing below `home` asks: desks, kinds and packs hold English words, and whoever shows them translates (`said`).

Source: GNU gettext, "The Format of PO Files"; RFC 9110 section 12.5.4 for what browsers ask for (`choosing.py`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from detente.languages.reading import AVAILABLE, ENGLISH, catalog

__all__ = ["AVAILABLE", "ENGLISH", "current", "gettext", "ngettext", "noted", "npgettext", "pgettext", "said", "using"]

_CURRENT: Final[ContextVar[str]] = ContextVar("language", default=ENGLISH)


def current() -> str:
    """Return the language that is spoken now, one of `AVAILABLE`."""
    return _CURRENT.get()


@contextmanager
def using(language: str) -> Iterator[None]:
    """Speak a language in what is called from here on, and the one before again afterwards.

    Args:
        language: one of `AVAILABLE`.
    """
    assert language in AVAILABLE, f"{language} is chosen among those there are"
    before = _CURRENT.set(language)
    try:
        yield
    finally:
        _CURRENT.reset(before)


def gettext(message: str) -> str:
    """Return a text in the language spoken now; the English one where the catalog has none."""
    # The empty id is the catalog's own head.
    return catalog(current()).gettext(message) if message else ""


def ngettext(one: str, many: str, number: int) -> str:
    """Return the form of a text that goes with a number; what stands in braces is for the caller to fill in."""
    return catalog(current()).ngettext(one, many, number)


def pgettext(context: str, message: str) -> str:
    """Return a text whose English words mean several things.

    Args:
        context: tells them apart, like `channel`.
    """
    return catalog(current()).pgettext(context, message)


def npgettext(context: str, one: str, many: str, number: int) -> str:
    """Return the form that goes with a number of a text whose English words mean several things."""
    return catalog(current()).npgettext(context, one, many, number)


def noted(message: str) -> str:
    """Return an English text as it stands, which the catalogs take down, and which is translated where it is shown."""
    return message


def said(words: str) -> str:
    """Return words of ours that come from elsewhere, like a desk's title, in the language spoken now."""
    return gettext(words)
