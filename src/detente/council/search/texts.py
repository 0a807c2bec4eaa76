"""What of an act is searched: its texts in all languages, references, officer, names of files."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from detente.council.kinds import IDENTITIES
from detente.council.registry import KINDS
from detente.council.search.tokens import words

GAP: Final = "\ue000"
"""Stands between two texts, so that no phrase goes from one to the other; nobody can ask for it."""
_NUMBER_BITS_MAX: Final = 64
_SIGNED: Final = "\n\n— "
"""Where the text of a signed note ends and its signatures begin."""


def texts_of(kind: str, body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the texts of a body with the names of the fields in which they stand: `text`, `unofficial ru`.

    Times are as RFC 3339 writes them. Bytes that are no note, and identity notes that travel with signatures, are
    evidence and not said.
    """
    known = KINDS.get(kind)
    shown = body if known is None else known.show(body)
    for name, value in shown.items():
        if known is None or known.fields.get(name) is not IDENTITIES:
            yield from _texts(str(name), value)


def _texts(name: str, value: Any) -> Iterator[tuple[str, str]]:
    match value:
        case str():
            yield name, value.partition(_SIGNED)[0]
        case bytes():
            yield from _note(name, value)
        case int() if not isinstance(value, bool) and value.bit_length() <= _NUMBER_BITS_MAX:
            yield name, str(value)
        case Mapping():
            for key, item in value.items():
                yield from _texts(f"{name} {key}", item)
        case list() | tuple():
            for item in value:
                yield from _texts(name, item)
        case _:
            return


def _note(name: str, value: bytes) -> Iterator[tuple[str, str]]:
    try:
        text = value.decode()
    except UnicodeDecodeError:
        return
    if _SIGNED in text:
        yield name, text.partition(_SIGNED)[0]


def written_words(texts: Iterable[str]) -> str:
    """Return the words of texts as the index is given them, in their order, with gaps between texts."""
    return f" {GAP} ".join(" ".join(found) for found in map(words, texts) if found)
