"""Sentences that modules below the pages have built, known again by the text they were built from.

What is stored, sent and printed by commands is one English sentence, `at most 3 files`; the catalogs hold its text,
`at most {n} files`, as `tests/tidy/sentences.py` reads it from where it is built. Here the one is laid on the other:
what stands open is cut out, said in its turn where it is words of ours, and put into the translation.

Of texts that fit the one of most letters is taken. To look for one costs no more than the sentence's length: each fixed
part is taken where it first stands. Source: docs/decisions/0029-sentences.md.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Final

from msgspec import Struct

SENTENCE_CHARACTERS_MAX: Final = 4000
"""Longer ones are texts of parties."""
OPEN: Final = re.compile(r"\{(\w+)\}")
COUNTS: Final = re.compile(r"n\d*|count\d*")
"""What stands open under such a name is a number."""
TIMES: Final = re.compile(r"[a-z]+_time\d*")
"""What stands open under such a name begins with a digit, as times of the record do."""
ROWS: Final = ("channels", "levels", "topics")
"""What stands open under such a name has commas between its parts, and is one of several that stand side by side."""
NUMBER: Final = re.compile(r"\d[\d,]*")
LETTERS: Final = re.compile(r"[^\W\d_]")
LETTERS_MIN: Final = 2
"""Fewer fixed letters would fit anything."""
SURELY_LETTERS_MIN: Final = 8
"""Fewer fixed letters may stand in what a party writes; so may a single word, with a sentence beside it."""
ENOUGH_WORDS: Final = 2


class Text(Struct, frozen=True, dict=True):
    """An English text with something left open.

    Args:
        one: its id, and the form that is said of one.
        many: the form that is said of several, empty where it is not counted.
        form: which of the two is laid on sentences.
    """

    one: str
    many: str
    form: str

    @cached_property
    def fixed(self) -> list[str]:
        """Return what stands before, between and behind what is open."""
        return OPEN.split(self.form)[::2]

    @cached_property
    def names(self) -> list[str]:
        """Return the names of what is open, in their order."""
        return OPEN.findall(self.form)

    @cached_property
    def letters(self) -> int:
        """Return how many letters are fixed."""
        return len(LETTERS.findall("".join(self.fixed)))

    @cached_property
    def words(self) -> list[str]:
        """Return the words that stand whole in every sentence built from it, with spaces or nothing round them."""
        first, *others = (part.split(" ") for part in self.fixed)
        return [*first[:-1], *(word for part in others[:-1] for word in part[1:-1]), *others[-1][1:]]

    @cached_property
    def rank(self) -> tuple[int, int]:
        """Return what is compared where two texts fit: more letters, then a word that begins or ends the sentence."""
        return self.letters, 2 if " " in self.fixed[0] else 1 if " " in self.fixed[-1] else 0

    @cached_property
    def lone(self) -> bool:
        """Return whether a single word is fixed."""
        return len(LETTERS.sub("a", "".join(self.fixed)).split()) < ENOUGH_WORDS

    @cached_property
    def timed(self) -> bool:
        """Return whether times alone stand open in it."""
        return all(TIMES.fullmatch(name) for name in self.names)

    def read(self, sentence: str) -> dict[str, str] | None:
        """Return what stands open in a sentence, or None where it is another sentence."""
        first, *between = self.fixed
        last = between.pop()
        if not sentence.startswith(first) or len(sentence) < len(first) + len(last) or not sentence.endswith(last):
            return None
        at, end, found = len(first), len(sentence) - len(last), []
        for part in between:
            where = sentence.find(part, at, end)
            if where < 0:
                return None
            found.append(sentence[at:where])
            at = where + len(part)
        return self._fitting([*found, sentence[at:end]])

    def _fitting(self, values: list[str]) -> dict[str, str] | None:
        read: dict[str, str] = {}
        for name, value in zip(self.names, values, strict=True):
            if read.setdefault(name, value) != value or (COUNTS.fullmatch(name) and not NUMBER.fullmatch(value)):
                return None
            if TIMES.fullmatch(name) and not value[:1].isdigit():
                return None
            # What stands behind another part, or beside one, is a sentence of its own.
            if value.startswith("; ") or (name in ROWS and "; " in value):
                return None
        return read


class Sentences:
    """The texts of a catalog that have something open.

    Args:
        texts: each with its form for several, or nothing.
    """

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        self._worded: dict[str, list[Text]] = {}
        self._others: list[Text] = []
        for one, many in texts:
            for form in {one, many} - {""}:
                text = Text(one, many, form)
                if text.names and text.letters >= LETTERS_MIN:
                    self._place(text).append(text)

    def _place(self, text: Text) -> list[Text]:
        """Return the list in which a text is looked for: by its longest word, or among those that have none whole."""
        longest = max(text.words, key=len, default="")
        return self._worded.setdefault(longest, []) if longest else self._others

    def find(self, sentence: str, letters: int = LETTERS_MIN) -> tuple[Text, Mapping[str, str]] | None:
        """Return the text of most letters from which a sentence may have been built, and what stands open in it.

        Args:
            letters: the least that are fixed in it, where it is not counted.
        """
        if len(sentence) > SENTENCE_CHARACTERS_MAX:
            return None
        best: tuple[Text, Mapping[str, str]] | None = None
        for text in self._candidates(sentence):
            enough = text.letters >= letters or text.many or text.timed
            if enough and (best is None or text.rank > best[0].rank):
                read = text.read(sentence)
                if read is not None and not (letters > LETTERS_MIN and text.lone and " " in "".join(read.values())):
                    best = text, read
        return best

    def _candidates(self, sentence: str) -> Iterator[Text]:
        for word in dict.fromkeys(sentence.split(" ")):
            yield from self._worded.get(word, ())
        yield from self._others


def number_in(values: Mapping[str, str]) -> int:
    """Return the number by which a sentence is counted: the first that stands open in it, else how many it names."""
    named = max((one.count(", ") + 1 for one in values.values()), default=1)
    return next((int(one.replace(",", "")) for one in values.values() if NUMBER.fullmatch(one)), named)
