"""How words that were built elsewhere are said: as one text, or as several that stand beside, behind or within another.

What stands open in a text is said in its turn, unless it is a party's. However words are built, they cost no more than
a sentence of ours can need: texts are looked for `FINDS_MAX` times in all, parts and parts of parts together.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from detente.languages.figures import is_figure, remarked
from detente.languages.reading import Catalog, catalog
from detente.languages.sentences import LETTERS_MIN, OPEN, SENTENCE_CHARACTERS_MAX, SURELY_LETTERS_MIN, number_in

SENTENCES_KEPT_MAX: Final = 8192
"""What was said once is found again without looking for its text."""
PARTED: Final = ("; ", ": ", " (")
BEHIND: Final = ("; ", ": ", ", ")
PARTS_MAX: Final = 60
"""Of how many parts a sentence of ours may be, each of which is said in its turn; what has more is a party's text."""
FINDS_MAX: Final = 250
"""How often a text is looked for while one sentence is said, with all that stands in it: two sentences of ours, one
behind the other, hardly take half of that. Words that take more are no sentence of ours, and stay as they are."""
WITHIN_MAX: Final = 64
"""How deep parts stand within parts: the last of a list of `PARTS_MAX` sentences is the deepest of ours."""
FIGURED: Final = re.compile(r"([a-z][a-z ]*) (yes|no|([0-9][0-9,.]* [<>≤≥] [0-9][0-9,.]*))")
REFERENCE: Final = re.compile(r"[A-Z0-9-]+/[A-Z0-9-]+/[0-9][0-9a-f.-]*|(DMA|INC|MIN|VD)-[A-Za-z0-9.]+")
"""What nobody writes before a sentence of ours but we: a reference like `RU/LINE/42`, or a rule of a pack that comes
along, like `VD-40.1`."""
TAILS_WITHIN: Final = 400
"""Characters in which the beginning of a tail is looked for."""
TAIL_LETTERS_MIN: Final = 5
THEIRS: Final = frozenset(
    ("body", "channels", "fact", "officer", "party", "quoted", "reason", "remark", "text", "topics")
)
"""Names under which words of a party or of a charter, or a name, stand open: they are never translated."""
WORDS: Final = frozenset(
    (
        *("answer", "basis", "confidence", "duties", "event", "extent", "ground", "how", "kind", "name", "outcome"),
        *("procedure", "rank", "readable", "sort", "standing", "state", "status", "title", "what"),
    )
)
"""Names under which one of our words may stand open, as it stands in a catalog; else it is a party's."""
LEVEL: Final = "level"
"""The context of names of levels that charters usually have."""
NAMED: Final = "between a name and what is said of it"
"""The context of the colon that stands there: `joining.colon`."""
UNIT: Final = "unit"
"""The context of what agreements count in: another case, in some languages, than in a list."""
LISTED: Final = {"level": LEVEL, "levels": LEVEL, "unit": UNIT}
"""Names under which one or several of our words stand open, and their context."""


class _Spent(Exception):  # noqa: N818  no error: the words stay as they are
    """More was looked for than a sentence of ours can need."""


def say(language: str, words: str, letters: int) -> str:
    """Return words in a language, as they are where no catalog knows them.

    Args:
        letters: fixed ones that a text has at least which is laid on them.
    """
    parts = sum(map(words.count, PARTED))
    return words if len(words) > SENTENCE_CHARACTERS_MAX or parts > PARTS_MAX else _say(language, words, letters)


@lru_cache(maxsize=SENTENCES_KEPT_MAX)
def _say(language: str, words: str, letters: int) -> str:
    try:
        return _Saying(language).say(words, letters)
    except _Spent:
        return words


class _Saying:
    """How one sentence is said, with all that stands in it: what was looked for is counted over all of it."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._catalog: Catalog = catalog(language)
        self._left = FINDS_MAX
        self._within = 0
        self._said: dict[tuple[str, int], str] = {}

    def say(self, words: str, letters: int) -> str:
        """Return words as they are said, or as they came.

        Raises:
            _Spent: too much was looked for.
        """
        found = self._said.get((words, letters))
        if found is None:
            if self._within >= WITHIN_MAX:
                raise _Spent
            self._within += 1
            found = next((told for way in WAYS if (told := way(self, words, letters))), words)
            self._within -= 1
            self._said[words, letters] = found
        return found

    def whole(self, words: str, letters: int) -> str:
        """Return the translation of one text, or nothing where no catalog has it."""
        texts = self._catalog.texts
        found = texts.gettext(words) if words else ""
        # A text that is not there is handed back as it was given.
        if found is not words:
            return found
        if not self._left:
            raise _Spent
        self._left -= 1
        read = self._catalog.sentences.find(words, letters)
        if read is None:
            return ""
        text, values = read
        many = text.many and texts.ngettext(text.one, text.many, number_in(values))
        told = many or texts.gettext(text.form)
        return OPEN.sub(lambda name: self._open(name[1], values.get(name[1], name[0])), told)

    def _open(self, name: str, value: str) -> str:
        """Return what stands open in a sentence: words of a party stay as they are, and a name for programs does."""
        plain = name.rstrip("0123456789")
        if plain in THEIRS:
            return remarked(self._language, value) if is_figure(value) else value
        if plain in LISTED:
            return ", ".join(self._catalog.texts.pgettext(LISTED[plain], one) for one in value.split(", "))
        if plain in WORDS:
            return self._word(value)
        return self.say(value, LETTERS_MIN) if " " in value.strip() else remarked(self._language, value)

    def _word(self, value: str) -> str:
        """Return one of our words, several, or one with a text of ours behind it: what else has parts is a party's."""
        if (found := self._each(value)) != value:
            return found
        return self.bracketed(value, SURELY_LETTERS_MIN) or self.ended(value, SURELY_LETTERS_MIN) or value

    def _each(self, value: str) -> str:
        """Return a word of ours, or several with commas between them; as they came where one of them is none."""
        say_one, parts = self._catalog.texts.gettext, value.split(", ")
        if not all(parts):
            return value
        if (whole := say_one(value)) is not value:
            return whole
        found = [say_one(one) for one in parts]
        # What is not there is handed back as it was given.
        return value if any(one is part for one, part in zip(found, parts, strict=True)) else ", ".join(found)

    def capital(self, words: str, letters: int) -> str:
        """Return a sentence that begins one, and was written to stand within one."""
        found = self.whole(words[:1].lower() + words[1:], letters) if words[:1].isupper() else ""
        return found[:1].upper() + found[1:]

    def listed(self, words: str, letters: int) -> str:
        """Return sentences that stand side by side, each for itself."""
        first, parted, rest = words.partition("; ")
        if not parted:
            return ""
        between = self._catalog.texts.pgettext("between clauses", "; ")
        return f"{self.say(first, letters)}{between}{self.say(rest, letters)}"

    def bracketed(self, words: str, letters: int) -> str:
        """Return a sentence behind which its evidence stands in brackets."""
        first, opened, rest = words.partition(" (")
        if not opened or not words.endswith(")"):
            return ""
        # Some brackets are a text of their own, like ` (objection by NATO)`.
        if tail := self.whole(words[len(first) :], max(letters, TAIL_LETTERS_MIN)):
            return self.say(first, letters) + tail
        outer, inner = self.say(first, letters), self.say(rest[:-1], letters)
        return f"{outer} ({inner})" if (outer, inner) != (first, rest[:-1]) else ""

    def ended(self, words: str, letters: int) -> str:
        """Return a name, a figure or a sentence behind which another text was put, like `, until noon`."""
        for at in (at for at in range(1, min(len(words), TAILS_WITHIN)) if words[at] in " ,;:"):
            if tail := self.whole(words[at:], max(letters, TAIL_LETTERS_MIN)):
                return self.say(words[:at], letters) + tail
        return ""

    def led(self, words: str, letters: int) -> str:
        """Return what is said of a thing that is named before it, like `RU/LINE/42: unread`."""
        first, parted, rest = words.partition(": ")
        if not parted or (letters > LETTERS_MIN and not REFERENCE.fullmatch(first)):
            return ""
        found = self.say(rest, letters)
        return f"{self.say(first, letters)}{self._colon()}{found}" if found != rest else ""

    def figured(self, words: str, letters: int) -> str:
        """Return a fact by which a rule was found, like `troops 12,700 ≥ 9,000` or `in zone yes`."""
        found = FIGURED.fullmatch(words)
        name = self.whole(found[1], letters) if found is not None else ""
        if found is None or not name:
            return ""
        value = remarked(self._language, found[3]) if found[3] else self.whole(found[2], letters)
        return f"{name}{self._colon()}{value}"

    def _colon(self) -> str:
        return self._catalog.texts.pgettext(NAMED, ": ")

    def behind(self, words: str, letters: int) -> str:
        """Return what stands behind a time or a name that was taken off before it."""
        return f"{words[:2]}{self.say(words[2:], letters)}" if words.startswith(BEHIND) else ""

    def figure(self, words: str, _letters: int) -> str:
        """Return a figure that stands alone, with its unit or with what an agreement counts in."""
        if is_figure(words):
            return remarked(self._language, words)
        number, _space, unit = words.partition(" ")
        found = self._catalog.texts.pgettext(UNIT, unit) if number[-1:].isdigit() else unit
        # What is not there is handed back as it was given.
        return "" if found is unit else f"{remarked(self._language, number)} {found}"


WAYS: Final[tuple[Callable[[_Saying, str, int], str], ...]] = (
    _Saying.whole,
    _Saying.capital,
    _Saying.figure,
    _Saying.behind,
    _Saying.listed,
    _Saying.figured,
    _Saying.bracketed,
    _Saying.ended,
    _Saying.led,
)
"""In this order; each takes a shorter text to `say` than it was given."""
