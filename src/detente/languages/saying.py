"""How words that were built elsewhere are said: as one text, or as several that stand beside, behind or within another.

What stands open in a text is said in its turn, unless it is a party's.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final

from detente.languages.figures import is_figure, remarked
from detente.languages.reading import catalog
from detente.languages.sentences import LETTERS_MIN, OPEN, SENTENCE_CHARACTERS_MAX, SURELY_LETTERS_MIN, number_in

SENTENCES_KEPT_MAX: Final = 8192
"""What was said once is found again without looking for its text."""
PARTED: Final = ("; ", ": ", " (")
BEHIND: Final = ("; ", ": ", ", ")
PARTS_MAX: Final = 60
"""Of how many parts a sentence of ours may be, each of which is said in its turn; what has more is a party's text."""
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


def say(language: str, words: str, letters: int) -> str:
    """Return words in a language, as they are where no catalog knows them.

    Args:
        letters: fixed ones that a text has at least which is laid on them.
    """
    parts = sum(map(words.count, PARTED))
    return words if len(words) > SENTENCE_CHARACTERS_MAX or parts > PARTS_MAX else _say(language, words, letters)


@lru_cache(maxsize=SENTENCES_KEPT_MAX)
def _say(language: str, words: str, letters: int) -> str:
    return next((found for way in WAYS if (found := way(language, words, letters))), words)


def _whole(language: str, words: str, letters: int) -> str:
    """Return the translation of one text, or nothing where no catalog has it."""
    spoken = catalog(language)
    found = spoken.texts.gettext(words) if words else ""
    # A text that is not there is handed back as it was given.
    if found is not words:
        return found
    read = spoken.sentences.find(words, letters)
    if read is None:
        return ""
    text, values = read
    many = text.many and spoken.texts.ngettext(text.one, text.many, number_in(values))
    told = many or spoken.texts.gettext(text.form)
    return OPEN.sub(lambda name: _open(language, name[1], values.get(name[1], name[0])), told)


def _open(language: str, name: str, value: str) -> str:
    """Return what stands open in a sentence: words of a party stay as they are, and a name for programs does."""
    plain = name.rstrip("0123456789")
    if plain in THEIRS:
        return remarked(language, value) if is_figure(value) else value
    if plain in LISTED:
        return ", ".join(catalog(language).texts.pgettext(LISTED[plain], one) for one in value.split(", "))
    if plain in WORDS:
        # Exactly one of ours, several, or ours with a text of ours behind it: what else has several parts is a party's.
        found = _each(language, value)
        longer = (way(language, value, SURELY_LETTERS_MIN) for way in (_bracketed, _ended)) if found == value else ()
        return next(filter(None, longer), found)
    return say(language, value, LETTERS_MIN) if " " in value.strip() else remarked(language, value)


def _each(language: str, value: str) -> str:
    """Return a word of ours, or several with commas between them; as they came where one of them is none of ours."""
    say_one, parts = catalog(language).texts.gettext, value.split(", ")
    if not all(parts):
        return value
    if (whole := say_one(value)) is not value:
        return whole
    found = [say_one(one) for one in parts]
    # What is not there is handed back as it was given.
    return value if any(one is part for one, part in zip(found, parts, strict=True)) else ", ".join(found)


def _capital(language: str, words: str, letters: int) -> str:
    """Return a sentence that begins one, and was written to stand within one."""
    found = _whole(language, words[:1].lower() + words[1:], letters) if words[:1].isupper() else ""
    return found[:1].upper() + found[1:]


def _listed(language: str, words: str, letters: int) -> str:
    """Return sentences that stand side by side, each for itself."""
    first, parted, rest = words.partition("; ")
    if not parted:
        return ""
    between = catalog(language).texts.pgettext("between clauses", "; ")
    return f"{say(language, first, letters)}{between}{say(language, rest, letters)}"


def _bracketed(language: str, words: str, letters: int) -> str:
    """Return a sentence behind which its evidence stands in brackets."""
    first, opened, rest = words.partition(" (")
    if not opened or not words.endswith(")"):
        return ""
    # Some brackets are a text of their own, like ` (objection by NATO)`.
    if tail := _whole(language, words[len(first) :], max(letters, TAIL_LETTERS_MIN)):
        return say(language, first, letters) + tail
    outer, inner = say(language, first, letters), say(language, rest[:-1], letters)
    return f"{outer} ({inner})" if (outer, inner) != (first, rest[:-1]) else ""


def _ended(language: str, words: str, letters: int) -> str:
    """Return a name, a figure or a sentence behind which another text was put, like `, until noon`."""
    for at in _breaks(words):
        if tail := _whole(language, words[at:], max(letters, TAIL_LETTERS_MIN)):
            return say(language, words[:at], letters) + tail
    return ""


def _breaks(words: str) -> Iterator[int]:
    return (at for at in range(1, min(len(words), TAILS_WITHIN)) if words[at] in " ,;:")


def _led(language: str, words: str, letters: int) -> str:
    """Return what is said of a thing that is named before it, like `RU/LINE/42: unread`."""
    first, parted, rest = words.partition(": ")
    if not parted or (letters > LETTERS_MIN and not REFERENCE.fullmatch(first)):
        return ""
    found = say(language, rest, letters)
    return f"{say(language, first, letters)}{_colon(language)}{found}" if found != rest else ""


def _figured(language: str, words: str, letters: int) -> str:
    """Return a fact by which a rule was found, like `troops 12,700 ≥ 9,000` or `in zone yes`."""
    found = FIGURED.fullmatch(words)
    name = _whole(language, found[1], letters) if found is not None else ""
    if found is None or not name:
        return ""
    value = remarked(language, found[3]) if found[3] else _whole(language, found[2], letters)
    return f"{name}{_colon(language)}{value}"


def _colon(language: str) -> str:
    return catalog(language).texts.pgettext(NAMED, ": ")


def _behind(language: str, words: str, letters: int) -> str:
    """Return what stands behind a time or a name that was taken off before it."""
    return f"{words[:2]}{say(language, words[2:], letters)}" if words.startswith(BEHIND) else ""


def _figure(language: str, words: str, _letters: int) -> str:
    """Return a figure that stands alone, with its unit or with what an agreement counts in."""
    if is_figure(words):
        return remarked(language, words)
    number, _space, unit = words.partition(" ")
    found = catalog(language).texts.pgettext(UNIT, unit) if number[-1:].isdigit() else unit
    # What is not there is handed back as it was given.
    return "" if found is unit else f"{remarked(language, number)} {found}"


WAYS: Final[tuple[Callable[[str, str, int], str], ...]] = (
    _whole,
    _capital,
    _figure,
    _behind,
    _listed,
    _figured,
    _bracketed,
    _ended,
    _led,
)
"""In this order; each takes a shorter text to `say` than it was given."""
