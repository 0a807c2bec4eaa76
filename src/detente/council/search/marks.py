"""Where the words that were asked for stand in a text: the piece of it that a list shows, and what is marked."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from msgspec import Struct

from detente.council.search.asked import Asked, Term
from detente.council.search.tokens import Token, tokens

BEFORE_CHARACTERS: Final = 80
"""Of a text before the first word found: a line."""
SHOWN_CHARACTERS: Final = 280
"""Of a text in a list of what was found: three lines."""


class Piece(Struct, frozen=True):
    """A part of a text, and whether it is what was asked for."""

    text: str
    found: bool = False


def marked(text: str, asked: Asked, at_most: int = SHOWN_CHARACTERS) -> tuple[Piece, ...]:
    """Return the part of a text around the first word asked for, with each such word apart; empty where none stands."""
    spans = _spans(text, asked.wanted)
    if not spans:
        return ()
    start = _word_start(text, max(0, spans[0][0] - BEFORE_CHARACTERS))
    end = _word_end(text, min(len(text), max(start + at_most, spans[0][1])))
    edges = [start, *(edge for one in spans if one[1] <= end for edge in one), end]
    pieces = [Piece(text[a:b], bool(number % 2)) for number, (a, b) in enumerate(pairwise(edges)) if b > a]
    before, after = "… " if start else "", " …" if end < len(text) else ""
    return tuple(one for one in (Piece(before), *pieces, Piece(after)) if one.text)


def opening(text: str, at_most: int = SHOWN_CHARACTERS) -> tuple[Piece, ...]:
    """Return how a text begins, with nothing marked."""
    if len(text) <= at_most:
        return (Piece(text),) if text else ()
    return (Piece(text[: _word_end(text, at_most)] + " …"),)


def has(texts: Iterable[str], asked: Asked) -> bool:
    """Say if texts together have what is asked for: what the index has to find, said the slow way."""
    read = [[one.word for one in tokens(text)] for text in texts]

    def stands(term: Term) -> bool:
        return any(_runs(found, term) for found in read)

    return all(map(stands, asked.wanted)) and not any(map(stands, asked.unwanted))


def _spans(text: str, terms: Sequence[Term]) -> list[tuple[int, int]]:
    """Return where terms stand, in order, none over another."""
    found: list[Token] = list(tokens(text)) if terms else []
    compared = [one.word for one in found]
    raw = sorted(
        (found[at].start, found[at + len(term.words) - 1].end) for term in terms for at in _runs(compared, term)
    )
    joined: list[tuple[int, int]] = []
    for start, end in raw:
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _runs(found: Sequence[str], term: Term) -> list[int]:
    """Return at which words a term begins."""
    *first, last = term.words
    size = len(term.words)
    return [
        at for at in range(len(found) - size + 1)
        if list(found[at : at + size - 1]) == first
        and (found[at + size - 1].startswith(last) if term.prefix else found[at + size - 1] == last)
    ]  # fmt: skip


def _word_start(text: str, at: int) -> int:
    if at == 0:
        return 0
    space = text.find(" ", at, at + BEFORE_CHARACTERS // 2)
    return at if space < 0 else space + 1


def _word_end(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    space = text.rfind(" ", max(0, at - BEFORE_CHARACTERS // 2), at)
    return at if space < 0 else space
