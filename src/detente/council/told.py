"""What an act says in one sentence of ours: the sentence, and what was put into it, each thing for itself.

A page translates the sentence, and looks up whole what of ours stands in it. What a party wrote, what a charter calls
something, and the name of an agreement that does not come along stand in every language as they are, whatever they are
built of: nobody looks for a sentence in them.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct

from detente.council.titles import Frame, Title, titled
from detente.languages.filling import HOLE, Span, fill

LEFT_OUT: Final = " […]"
"""Stands where words of a quotation are left out."""


class Told(Struct, frozen=True):
    """A sentence in English, as commands print it, and of what it is made."""

    words: str = ""
    frame: Frame = Frame()

    def opening(self, characters: int) -> "Told":
        """Return its first whole words, with a mark where more was left out."""
        words = opening_of(self.words, characters)
        return self if words == self.words else Told(words, self.frame.cut(len(words) - len(LEFT_OUT), len(words)))


def told(text: str, given: Mapping[str, str]) -> Told:
    """Return a sentence with what is given for its names, in which what was `quoted` is a party's."""
    titles = {name: titled(" ".join(words.split())) for name, words in given.items()}
    words, holes = fill(text, {name: one.words for name, one in titles.items()})
    each = zip(holes, HOLE.findall(text), strict=True)
    theirs = (span for hole, name in each for span in _within(hole, titles.get(name, Title())))
    return Told(words, Frame(text, holes, tuple(theirs)))


def _within(hole: Span, title: Title) -> Iterator[Span]:
    for begin, end in title.theirs:
        yield hole[0] + begin, hole[0] + end


def opening_of(text: str, characters: int) -> str:
    """Return a text, or its first whole words with the mark of what is left out: half a sentence may mean another."""
    if len(text) <= characters:
        return text
    cut = text[: characters - len(LEFT_OUT) + 1]
    return (cut.rpartition(" ")[0] or cut[:-1]).rstrip() + LEFT_OUT
