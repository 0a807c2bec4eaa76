"""What `make languages` does: takes down every text that the pages say, and gives each catalog a line for it.

A text's id is its English words; where it stands is not kept, so a line changes when its words do. What was translated
stays, what is new is empty and shown in English, what is gone goes.
"""

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Final, cast

from babel.core import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract
from tests.tidy.house import SOURCE
from tests.tidy.registries import words_in_context, words_of_registries
from tests.tidy.sentences import sentences

from detente.assessment.words import CONTEXT
from detente.languages import AVAILABLE, ENGLISH

APART: Final = SOURCE / "detente" / "assessment"
"""Whose texts have a context of their own."""
CATALOGS: Final = SOURCE / "detente" / "languages" / "catalogs"
KEYWORDS: Final = {
    "_": None,
    "gettext": None,
    "noted": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
HEAD: Final = """\
# The pages in {language}: docs/languages.md says how to translate. `make languages` brings the English texts.
msgid ""
msgstr ""
"Language: {tag}\\n"
"Plural-Forms: nplurals={forms}; plural={rule};\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
PLACEHOLDER: Final = re.compile(r"%\(\w+\)s|\{\w*\}")
TAG: Final = re.compile(r"</?[a-z][^>]*>")
MARK: Final = re.compile(r'[<>&"]')
"""Characters with a meaning in HTML: a text may stand in an attribute, where nothing escapes it."""

Id = str | tuple[str, str]
Key = tuple[str, str | None]
"""The English text, the singular where it has two forms, and its context."""


def languages() -> tuple[str, ...]:
    """Return the languages that have a catalog."""
    return tuple(tag for tag in AVAILABLE if tag != ENGLISH)


def template() -> Catalog:
    """Return every text that the pages say: marked ones, words of the registries, and sentences."""
    found = Catalog()
    unmarked = (*words_of_registries(), *sentences())
    for message, context in (*_marked(), *((word, None) for word in unmarked), *words_in_context()):
        before = found.get(message if isinstance(message, str) else message[0], context)
        # A text that is counted in one place and not in another is one text with both forms.
        if before is None or isinstance(before.id, str):
            found.add(message, context=context)
    return found


def _marked() -> Iterator[tuple[Id, str | None]]:
    for path in sorted((SOURCE / "detente").rglob("templates/*.html")):
        yield from _read("jinja2.ext:babel_extract", path)
    for path in sorted((SOURCE / "detente").rglob("*.py")):
        data = path.read_bytes()
        own = CONTEXT if APART in path.parents else None
        if b"detente.languages import" in data or (own and b"detente.assessment.words import" in data):
            yield from ((message, context or own) for message, context in _read("python", path))


def _read(method: str, path: Path) -> Iterator[tuple[Id, str | None]]:
    options = {"trimmed": "true", "trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
    how = babel_extract if path.suffix == ".html" else method
    with path.open("rb") as stream:
        for _line, message, _comments, context in extract(how, stream, KEYWORDS, (), options):
            yield cast("Id", message), context


def merged(tag: str, texts: Catalog, before: bytes) -> Catalog:
    """Return a catalog with a line for each text, translated where it was; it keeps its own rule of plurals."""
    kept = read_catalog(tag, before)
    after = Catalog(locale=tag)
    after.mime_headers = [("Plural-Forms", f"nplurals={kept.num_plurals}; plural={kept.plural_expr};")]
    for one in texts:
        if one.id:
            had = kept.get(_first(one), one.context)
            same = had is not None and not had.fuzzy and isinstance(had.id, str) == isinstance(one.id, str)
            after.add(one.id, had.string if had is not None and same else None, context=one.context)
    return after


def read_catalog(tag: str, data: bytes) -> Catalog:
    """Return what a catalog's file says."""
    return read_po(BytesIO(data), locale=tag, abort_invalid=True)


def written(tag: str, catalog: Catalog) -> bytes:
    """Return a catalog as it stands in its file: sorted, without places and dates."""
    language = Locale.parse(tag).english_name
    head = HEAD.format(tag=tag, language=language, forms=catalog.num_plurals, rule=catalog.plural_expr)
    stream = BytesIO()
    stream.write(head.encode())
    write_po(stream, catalog, width=120, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True)
    return stream.getvalue()


def missing(catalog: Catalog) -> list[str]:
    """Return the texts that a catalog does not say."""
    return [_first(one) for one in catalog if one.id and not all(_strings(one))]


def faults(catalog: Catalog) -> list[str]:
    """Return what is wrong with the translations there are: other placeholders, other tags, a form too few."""
    found = []
    for one in catalog:
        strings = _strings(one)
        if not one.id or not any(strings):
            continue
        ids = (one.id,) if isinstance(one.id, str) else one.id
        if isinstance(one.id, tuple) and len(strings) != catalog.num_plurals:
            found.append(f"{ids[0]!r}: {len(strings)} forms in place of {catalog.num_plurals}")
        for text in strings:
            if _held(PLACEHOLDER, [text]) not in [_held(PLACEHOLDER, [said]) for said in ids]:
                found.append(f"{ids[0]!r}: other placeholders in {text!r}")
            if any(_held(what, [text]) not in [_held(what, [said]) for said in ids] for what in (TAG, MARK)):
                found.append(f"{ids[0]!r}: other tags, or marks of HTML, in {text!r}")
        if one.fuzzy:
            found.append(f"{ids[0]!r} is marked as doubtful")
    return found


def _held(what: re.Pattern[str], texts: Iterable[str]) -> list[str]:
    return sorted(part for text in texts for part in what.findall(text))


def _first(one: Message) -> str:
    return one.id if isinstance(one.id, str) else one.id[0]


def _strings(one: Message) -> Sequence[str]:
    return (one.string or "",) if isinstance(one.string or "", str) else cast("Sequence[str]", one.string)


def read(tag: str) -> bytes:
    """Return a catalog's file, or an empty one where there is none yet."""
    path = CATALOGS / f"{tag}.po"
    return path.read_bytes() if path.exists() else b""


def main() -> int:
    """Write the catalogs anew and say how much of each is missing."""
    texts = template()
    for tag in languages():
        catalog = merged(tag, texts, read(tag))
        (CATALOGS / f"{tag}.po").write_bytes(written(tag, catalog))
        left = missing(catalog)
        sys.stdout.write(f"{tag}: {len(left)} of {len(texts)} texts are not translated\n")
        if "--missing" in sys.argv:
            sys.stdout.writelines(f"  {one!r}\n" for one in left)
    return 0


if __name__ == "__main__":
    sys.exit(main())
