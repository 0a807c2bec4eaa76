"""What somebody who searches wants: words that all must stand in an act, and some that must not.

    words             each of them, in any order, with or without accents, in any case
    "two words"       one after the other
    mosk*             words that begin so
    -exercise         acts without it; also -"two words" and -mosk*

Whatever else is typed is taken as letters between words: nothing that a person types is an error but its length.
"""

import re
from typing import Final

from msgspec import Struct

from detente.council.search.tokens import words
from detente.errors import Refused
from detente.limits import SEARCH_CHARACTERS_MAX, SEARCH_TERMS_MAX

_TERM: Final = re.compile(r'(?P<without>-?)(?:"(?P<phrase>[^"]*)(?:"(?P<star>\*?)|$)|(?P<word>[^\s"]+))')
_QUOTES: Final = str.maketrans("“”„«»＂", '""""""')
"""What keyboards of other languages, and telephones, write for the same mark."""


class Term(Struct, frozen=True):
    """Words one after the other.

    Args:
        words: as texts are compared.
        prefix: the last of them is only how a word begins.
        without: the act must not have them.
    """

    words: tuple[str, ...]
    prefix: bool = False
    without: bool = False


class Asked(Struct, frozen=True):
    """All that somebody wants."""

    terms: tuple[Term, ...] = ()

    @property
    def wanted(self) -> tuple[Term, ...]:
        """Return what an act must have."""
        return tuple(one for one in self.terms if not one.without)

    @property
    def unwanted(self) -> tuple[Term, ...]:
        """Return what an act must not have."""
        return tuple(one for one in self.terms if one.without)


def parse_asked(text: str) -> Asked:
    """Return what a text asks for; nothing where it has no word.

    Raises:
        Refused: `search-too-long`.
    """
    if len(text) > SEARCH_CHARACTERS_MAX:
        raise _too_long(f"{SEARCH_CHARACTERS_MAX} characters", f"{len(text):,}")
    found: dict[Term, None] = {}
    for match in _TERM.finditer(text.translate(_QUOTES)):
        term = _term(match)
        if term is not None:
            found[term] = None
    if len(found) > SEARCH_TERMS_MAX:
        raise _too_long(f"{SEARCH_TERMS_MAX} words", str(len(found)))
    return Asked(tuple(found))


def _term(match: re.Match[str]) -> Term | None:
    phrase, word, without = match["phrase"], match["word"], bool(match["without"])
    if phrase is not None:
        prefix, said = bool(match["star"]), phrase
    else:
        prefix, said = word.endswith("*"), word
    parts = tuple(words(said))
    return Term(parts, prefix, without) if parts else None


def _too_long(most: str, got: str) -> Refused:
    return Refused(
        "search-too-long", expected=f"at most {most} to search for", got=got,
        remedy="leave out what is common, or search for a phrase of it",
    )  # fmt: skip
