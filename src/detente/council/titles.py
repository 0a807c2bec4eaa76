"""What a matter is called: words of ours, a party's own, or ours with a party's in them, and which is which.

A page translates what is ours. What a party said stands in every language as the party said it, even where it reads
like one of our texts; so who makes a title says what of it is a party's, and nobody guesses it afterwards.

    titled("Request for explanation")                     ours
    titled(quoted(text_of(act.body, "title")))            a party's
    titled(f"Inspection of {party}: {quoted(area)}")      ours, with a party's in it
"""

import re
from typing import Final

from msgspec import Struct

BEGINS: Final = "\ufdd0"
ENDS: Final = "\ufdd1"
"""Round a party's words until the sentence that they stand in is made; no text has these. Source: The Unicode Standard,
section 23.7, Noncharacters."""
_MARK: Final = re.compile(f"[{BEGINS}{ENDS}]")
_QUOTED: Final = re.compile(f"{BEGINS}([^{BEGINS}{ENDS}]+){ENDS}")


class Title(Struct, frozen=True):
    """What something is called.

    Args:
        words: all of it, as commands print it.
        theirs: where in it a party's own words stand: from which character, and behind which, in their order.
    """

    words: str = ""
    theirs: tuple[tuple[int, int], ...] = ()

    def cut(self, characters: int) -> "Title":
        """Return its first characters."""
        theirs = ((begin, min(end, characters)) for begin, end in self.theirs if begin < characters)
        return Title(self.words[:characters], tuple(theirs))

    @property
    def marked(self) -> str:
        """Return its words with a party's marked, to stand in a longer title."""
        found, at = "", 0
        for begin, end in self.theirs:
            found += self.words[at:begin] + quoted(self.words[begin:end])
            at = end
        return found + self.words[at:]


class Frame(Struct, frozen=True):
    """Of what a sentence is made.

    Args:
        text: the sentence with names in braces, in English; empty where there is none.
        holes: where in the words that which each name stands for stands, in the order of the names: from which
            character, and behind which.
        theirs: where in the words what is a party's stands, in its order.
        worded: what an agreement itself says for a name in other languages, by name and language.
    """

    text: str = ""
    holes: tuple[tuple[int, int], ...] = ()
    theirs: tuple[tuple[int, int], ...] = ()
    worded: dict[str, dict[str, str]] = {}

    def cut(self, kept: int, size: int) -> "Frame":
        """Return it for the first characters of the words, with a mark behind them of what is left out.

        Args:
            size: of both together.
        """
        whole = [span for span in self.holes if span[1] <= kept]
        rest = self.holes[len(whole) :]
        # What is cut has the mark behind it; so has the first thing of which nothing is left.
        first = [(min(begin, kept + 1), size) for begin, _end in rest[:1]]
        theirs = ((begin, end if end <= kept else size) for begin, end in self.theirs if begin < kept)
        return Frame(self.text, (*whole, *first, *[(size, size)] * len(rest[1:])), tuple(theirs), self.worded)


def quoted(words: str) -> str:
    """Return words of a party marked as such, to be put into what `titled` is given."""
    cleaned = _MARK.sub("", words)
    return f"{BEGINS}{cleaned}{ENDS}" if cleaned else ""


def titled(words: str) -> Title:
    """Return a title of ours, in which what was `quoted` is a party's."""
    found, theirs, at = "", [], 0
    for one in _QUOTED.finditer(words):
        found += _MARK.sub("", words[at : one.start()])
        theirs.append((len(found), len(found) + len(one[1])))
        found += one[1]
        at = one.end()
    return Title(found + _MARK.sub("", words[at:]), tuple(theirs))


def practised(drill: str, title: Title) -> Title:
    """Return a title with the mark of a drill before it, or as it is where there is none."""
    return titled(f"DRILL {quoted(drill)}: {title.marked}") if drill else title
