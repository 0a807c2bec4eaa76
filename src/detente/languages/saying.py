"""How words that were built elsewhere are said: as one text, or as several that stand beside, behind or within another.

What stands open in a text is said in its turn, unless it is a party's.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final

from detente.languages.reading import catalog
from detente.languages.sentences import LETTERS_MIN, OPEN, SENTENCE_CHARACTERS_MAX, SURELY_LETTERS_MIN, number_in

SENTENCES_KEPT_MAX: Final = 8192
"""What was said once is found again without looking for its text."""
PARTED: Final = ("; ", ": ", " (")
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
        *("answer", "basis", "duties", "event", "extent", "ground", "how", "kind", "name", "outcome", "procedure"),
        *("rank", "readable", "sort", "standing", "state", "status", "title", "unit", "what"),
    )
)
"""Names under which one of our words may stand open, as it stands in a catalog; else it is a party's."""


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
        return value
    if plain in WORDS:
        # Exactly one of ours, or ours with a text of ours behind it: what else has several parts is a party's.
        found = catalog(language).texts.gettext(value) if value else ""
        longer = (way(language, value, SURELY_LETTERS_MIN) for way in (_bracketed, _ended)) if found == value else ()
        return next(filter(None, longer), found)
    return say(language, value, LETTERS_MIN) if " " in value.strip() else value


def _capital(language: str, words: str, letters: int) -> str:
    """Return a sentence that begins one, and was written to stand within one."""
    found = _whole(language, words[:1].lower() + words[1:], letters) if words[:1].isupper() else ""
    return found[:1].upper() + found[1:]


def _listed(language: str, words: str, letters: int) -> str:
    """Return sentences that stand side by side, each for itself."""
    first, parted, rest = words.partition("; ")
    return f"{say(language, first, letters)}; {say(language, rest, letters)}" if parted else ""


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
    return f"{say(language, first, letters)}: {found}" if found != rest else ""


def _figured(language: str, words: str, letters: int) -> str:
    """Return a fact by which a rule was found, like `troops 12,700 ≥ 9,000` or `in zone yes`."""
    found = FIGURED.fullmatch(words)
    name = _whole(language, found[1], letters) if found is not None else ""
    return f"{name}: {found[3] or _whole(language, found[2], letters)}" if found is not None and name else ""


WAYS: Final[tuple[Callable[[str, str, int], str], ...]] = (
    _whole,
    _capital,
    _listed,
    _figured,
    _bracketed,
    _ended,
    _led,
)
"""In this order; each takes a shorter text to `say` than it was given."""
