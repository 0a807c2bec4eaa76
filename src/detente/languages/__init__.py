"""The languages in which the pages speak: English, and what catalogs say in its place.

A text's id is its English words. Which language is meant is known to whoever answers a request (`using`); everything
below asks for a text and is given it (`gettext`). What is signed, stored or said by a party is never translated, so
nothing below `home` asks: desks, kinds and packs hold English words, and whoever shows them translates (`said`).

Source: GNU gettext, "The Format of PO Files"; RFC 9110 section 12.5.4 for what browsers ask for (`choosing.py`).
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final, Protocol

from detente.languages.figures import is_figure, remarked
from detente.languages.filling import HOLE, Span, fill
from detente.languages.reading import AVAILABLE, ENGLISH, catalog
from detente.languages.saying import say
from detente.languages.sentences import LETTERS_MIN, SURELY_LETTERS_MIN

__all__ = [
    "AVAILABLE",
    "ENGLISH",
    "called",
    "current",
    "gettext",
    "ngettext",
    "noted",
    "npgettext",
    "ours",
    "pgettext",
    "said",
    "told",
    "using",
]

SENTENCES: Final = frozenset(("scope",))
"""Names under which a sentence of ours stands in another; under any other stands a word, a name or a figure."""
STANDS_IN: Final = tuple(map(chr, range(0xFDD0, 0xFDF0)))
"""What stands for a party's words while a sentence round them is said: characters that Unicode keeps for such use, and
that stand in no text. Source: The Unicode Standard, section 23.7, Noncharacters."""


class Framed(Protocol):
    """Of what a sentence is made, as `council/told.py` has it."""

    @property
    def text(self) -> str: ...
    @property
    def holes(self) -> tuple[Span, ...]: ...
    @property
    def theirs(self) -> tuple[Span, ...]: ...
    @property
    def worded(self) -> Mapping[str, Mapping[str, str]]: ...


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
    return catalog(current()).texts.gettext(message) if message else ""


def ngettext(one: str, many: str, number: int) -> str:
    """Return the form of a text that goes with a number; what stands in braces is for the caller to fill in."""
    return catalog(current()).texts.ngettext(one, many, number)


def pgettext(context: str, message: str) -> str:
    """Return a text whose English words mean several things.

    Args:
        context: tells them apart, like `channel`.
    """
    return catalog(current()).texts.pgettext(context, message)


def npgettext(context: str, one: str, many: str, number: int) -> str:
    """Return the form that goes with a number of a text whose English words mean several things."""
    return catalog(current()).texts.npgettext(context, one, many, number)


def noted(message: str) -> str:
    """Return an English text as it stands, which the catalogs take down, and which is translated where it is shown."""
    return message


def said(words: str) -> str:
    """Return words that may be ours, like a desk's title or a cell of a table, in the language spoken now.

    Where they may be a party's, only a text is laid on them that nobody writes by chance.
    """
    return words if current() == ENGLISH else say(current(), words, SURELY_LETTERS_MIN)


def ours(words: str) -> str:
    """Return a sentence of ours that comes from elsewhere, as of a refusal or a check, in the language spoken now.

    What it names of a party stays as it is. Words that no catalog knows stay English.
    """
    return words if current() == ENGLISH else say(current(), words, LETTERS_MIN)


def called(words: str, theirs: Sequence[tuple[int, int]]) -> str:
    """Return what a thing is called in the language spoken now: what is a party's in it stays as the party said it.

    Args:
        theirs: where a party's own words stand in it: from which character, and behind which, in their order.
    """
    if current() == ENGLISH or list(theirs) == [(0, len(words))]:
        return words
    ends = [0, *(end for _begin, end in theirs)]
    begins = [*(begin for begin, _end in theirs), len(words)]
    fixed = [words[end:begin] for end, begin in zip(ends, begins, strict=True)]
    if len(theirs) > len(STANDS_IN) or any(mark in part for part in fixed for mark in STANDS_IN):
        return words
    marks = STANDS_IN[: len(theirs)]
    told = ours("".join(part for pair in zip(fixed, (*marks, ""), strict=True) for part in pair))
    kept = {ord(mark): words[begin:end] for mark, (begin, end) in zip(marks, theirs, strict=True)}
    return told.translate(kept)


def told(words: str, frame: Framed) -> str:
    """Return a sentence of ours in the language spoken now, with what was put into it as it is called there.

    What is a party's stays as the party said it; what is ours is looked up whole, and stays where no catalog has it.
    """
    if current() == ENGLISH or not frame.text:
        return words
    text = gettext(frame.text)
    if text == frame.text:
        return called(words, frame.theirs)
    names = HOLE.findall(frame.text)
    each = zip(names, frame.holes, strict=True)
    return fill(text, {name: _put_in(words, name, hole, frame) for name, hole in each})[0]


def _put_in(words: str, name: str, hole: Span, frame: Framed) -> str:
    begin, end = hole
    theirs = [(at - begin, until - begin) for at, until in frame.theirs if begin <= at and until <= end]
    value = words[begin:end]
    if theirs:
        return called(value, theirs)
    if name in SENTENCES:
        return ours(value)
    if (by_pack := frame.worded.get(name, {}).get(current())) and end > begin:
        return by_pack
    return remarked(current(), value) if is_figure(value) else gettext(value)
