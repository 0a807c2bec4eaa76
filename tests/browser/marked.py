"""A language of no people, in which every text of ours stands in marks: what a page shows outside is not translated.

A text is marked piece by piece around what stands open in it, so that English words put into a sentence are found too.
"""

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from typing import Any, Final

from babel.messages.catalog import Catalog
from tests.tidy import catalogs

from detente.languages.reading import AVAILABLE

TAG: Final = "eo"
"""Of a language in which neither a pack nor a catalog of ours speaks, and that has names of months."""
OPENED, CLOSED = "⟦", "⟧"
PIECE: Final = re.compile(r"(%\(\w+\)s|\{\w*\}|</?[a-z][^>]*>|%%|&\w+;)")
LETTER: Final = re.compile(r"[^\W\d_]")
MONTHS: Final = r"(?:jan|feb|mar|apr|maj|jun|jul|aŭg|sep|okt|nov|dec)\w*"
CODES: Final = re.compile(
    rf"(?i:\d+ {MONTHS}(?: \d{{4}})?)"
    r"|[A-Za-z0-9.-]*(?:/[A-Za-z0-9.:-]*)+|https?://\S+|\b(?:[a-z0-9]+|VD)(?:[-_]\w+)+\b|[0-9a-f]{16,}|\.[a-z]{2,4}\b|\bdetente\b"
)
"""Days, references and addresses, names for programs, hashes, endings of files: the same in every language."""
HIDDEN: Final = re.compile("[\u200b\u202a-\u202e\x00-\x08\x0b-\x1f]")
"""Characters that a page spells out."""
WORD: Final = re.compile(r"[a-z]{3,}")
"""Three small letters: what is shorter or in capitals is an id, a unit or a zone of time."""
SHOWN: Final = ("title", "alt", "placeholder", "aria-label", "aria-description")
APART: Final = frozenset(("code", "datalist", "kbd", "mark", "pre", "script", "style", "time"))
"""What is typed or run, a party's words that were looked for, and names of languages by themselves."""
BEGINNING: Final = 24
"""Characters by which a party's text is known of which a page shows the first part."""
PART: Final = 5
"""Characters of a part of a party's text that stands alone."""
VOID: Final = frozenset(("meta", "link", "input", "br", "img", "source", "hr", "path", "circle", "rect", "line", "wbr"))


def catalog() -> bytes:
    """Return the catalog of that language, made of a real one's texts."""
    made = Catalog(locale=TAG)
    made.mime_headers = [("Plural-Forms", "nplurals=2; plural=(n != 1);")]
    like = next(tag for tag in AVAILABLE if (catalogs.CATALOGS / f"{tag}.po").exists())
    for one in catalogs.read_catalog(like, catalogs.read(like)):
        if one.id:
            ids = (one.id,) if isinstance(one.id, str) else one.id
            said = tuple(map(_marked, ids))
            made.add(one.id, said[0] if isinstance(one.id, str) else said, context=one.context)
    return catalogs.written(TAG, made)


def _marked(text: str) -> str:
    pieces = PIECE.split(text)
    return "".join(
        f"{OPENED}{one}{CLOSED}" if number % 2 == 0 and LETTER.search(one) else one for number, one in enumerate(pieces)
    )


def texts_of(item: Any) -> Iterator[str]:
    """Yield every text within an act, of which some are a party's words."""
    match item:
        case str():
            yield item
        case dict():
            for name, value in item.items():
                yield name
                yield from texts_of(value)
        case list() | tuple():
            for one in item:
                yield from texts_of(one)


def unmarked(html: str, theirs: Iterable[str], names: Iterable[str]) -> list[str]:
    """Return what a page says in words that are neither in marks, nor a party's, nor a name.

    Args:
        theirs: texts of the record; those of one small word are names of ours, and are not taken out.
        names: single words that stay, like those of channels.
    """
    parts = (part for one in theirs for part in HIDDEN.split(one))
    told = sorted({_spaced(one) for one in parts if not (one.isalpha() and one.islower())}, key=len, reverse=True)
    stay = re.compile("|".join(rf"\b{re.escape(one)}\b" for one in sorted(names, key=len, reverse=True)))
    found = []
    for text in _Seen(html).texts:
        left = _spaced(_outside(text))
        if not WORD.search(stay.sub("", CODES.sub("", left))):
            continue
        if any((len(left) > PART and left in one) or left.startswith(one[:BEGINNING]) for one in told if " " in one):
            continue
        for one in told:
            if len(one) > 3 and one in left:
                left = left.replace(one, " ")
        left = _spaced(stay.sub("", CODES.sub("", left)))
        if WORD.search(left):
            found.append(left)
    return list(dict.fromkeys(found))


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _outside(text: str) -> str:
    deep, left = 0, []
    for character in text:
        deep += (character == OPENED) - (character == CLOSED)
        if deep == 0 and character != CLOSED:
            left.append(character)
    return "".join(left)


class _Seen(HTMLParser):
    """Reads what people see or hear of a page, but for texts that say of themselves in which language they are."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        apart = tag in APART or ("lang" in given and tag != "html") or given.get("class") in ("hidden", "ref")
        if not (apart or self._apart()):
            self.texts += [given[name] or "" for name in SHOWN if name in given]
            self.texts += [value or "" for name, value in attrs if name.startswith("data-") and " " in (value or "")]
        if tag not in VOID:
            self._open.append((tag, apart))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._apart() or not data.strip():
            return
        # A picture has a long text on two lines: the second is the one that closes before it opens.
        if self.texts and CLOSED in data and OPENED not in data.partition(CLOSED)[0]:
            self.texts[-1] += f" {data}"
        else:
            self.texts.append(data)

    def _apart(self) -> bool:
        return any(apart for _tag, apart in self._open)
