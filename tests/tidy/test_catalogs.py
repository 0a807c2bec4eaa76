"""The catalogs say what the pages say: no text too few, none too many, each with what has to stand in it."""

import ast
import re
from collections.abc import Iterator
from functools import cache

import jinja2
import pytest
from babel.messages.catalog import Catalog
from tests.tidy import catalogs
from tests.tidy.house import SOURCE, dotted, modules

LETTERS = re.compile(r"[^\W\d_]{2,}")
CODE = re.compile(r'<(code|script|style)\b.*?</\1>|<[^<>]*lang="en".*?</p>|<[^<>]*>|&\w+;|[\w-]+="[^"]*"', re.DOTALL)
SHOWN = re.compile(r'\b(?:title|alt|placeholder|aria-label|data-label)="([^"]*)"')
SAME = {"CSV", "Détente", "Enter", "GeoJSON", "JSON", "PDF", "PNG", "SHA-256", "UTC"}
"""Names of formats, of a key, of the project, and of a zone of time."""
TEMPLATES = ("console", "tour")
"""Pages; papers have languages of their own."""

each = pytest.mark.parametrize("tag", catalogs.languages())


@cache
def texts() -> Catalog:
    return catalogs.template()


@each
def test_a_catalog_has_a_line_for_each_text_and_for_no_other(tag: str) -> None:
    """Its file is what `make languages` writes."""
    data = catalogs.read(tag)
    assert data == catalogs.written(tag, catalogs.merged(tag, texts(), data)), "make languages"


@each
def test_nothing_that_a_page_says_is_left_in_english(tag: str) -> None:
    """Whoever adds a text translates it, or finds somebody who does: docs/languages.md section 3."""
    assert catalogs.missing(catalogs.read_catalog(tag, catalogs.read(tag))) == []


@each
def test_a_translation_has_the_placeholders_the_tags_and_the_forms_of_its_text(tag: str) -> None:
    assert catalogs.faults(catalogs.read_catalog(tag, catalogs.read(tag))) == []


def test_a_wrong_translation_is_seen() -> None:
    """The rule bites: a placeholder lost, a tag that is left open, a plural form that nobody wrote."""
    made = Catalog(locale="uk")
    made.add("%(party)s said", "сказано")
    made.add("kept in <i>own</i>", "у каналі <i>own")
    made.add(("{n} act", "{n} acts"), ("{n} акт", "{n} акти", ""))
    made.add("as it is", "як є")
    made.add("in quotes", 'у "лапках"')
    found = catalogs.faults(made)
    assert [one.partition(":")[0] for one in found] == [
        "'%(party)s said'",
        "'kept in <i>own</i>'",
        "'{n} act'",
        "'in quotes'",
    ]


def test_what_was_translated_stays_and_what_is_gone_goes() -> None:
    before = catalogs.written("fr", _catalog(("kept", "gardé"), ("gone", "parti")))
    after = catalogs.merged("fr", _catalog(("kept", ""), ("new", "")), before)
    assert {one.id: one.string for one in after if one.id} == {"kept": "gardé", "new": None}
    assert catalogs.missing(after) == ["new"]


def _catalog(*texts: tuple[str, str]) -> Catalog:
    made = Catalog(locale="fr")
    for text, said in texts:
        made.add(text, said)
    return made


def test_no_words_stand_in_a_template_outside_a_text() -> None:
    """What stands there in letters is shown in every language as it is."""
    found = {}
    for path in (one for part in TEMPLATES for one in sorted((SOURCE / "detente" / part / "templates").glob("*.html"))):
        plain = " ".join(_plain(path.read_text("utf-8")))
        texts = [*SHOWN.findall(plain), CODE.sub(" ", plain)]
        words = {word for text in texts for word in re.findall(r"[^\W_][\w-]+", text) if LETTERS.search(word)}
        if left := words - SAME:
            found[path.name] = left
    assert found == {}


def _plain(source: str) -> Iterator[str]:
    """Yield what a template holds outside comments, commands and texts that are translated."""
    within = False
    for _line, kind, token in jinja2.Environment().lex(source):
        if kind == "name" and token in ("trans", "endtrans"):
            within = token == "trans"
        if kind == "data":
            yield "" if within else token
        elif kind == "variable_end":
            yield "\0"


def test_the_rule_for_templates_bites() -> None:
    """A word beside a text is seen, one within it, in code and in a comment is not."""
    source = "{# a note #}<p>{{ _('ours') }} stray {% trans %}told{% endtrans %} <code>detente status</code></p>"
    assert LETTERS.findall(CODE.sub(" ", "".join(_plain(source)))) == ["stray"]


def test_no_text_is_marked_within_a_string_that_is_put_together() -> None:
    """There the extractor of Python 3.11 sees no call, and the text would stay English unseen."""
    marks = {"_", "gettext", "ngettext", "pgettext", "npgettext", "noted"}
    found = [
        f"{module.name}: {ast.unparse(call)}"
        for module in modules()
        for string in ast.walk(module.tree)
        if isinstance(string, ast.JoinedStr)
        for call in ast.walk(string)
        if isinstance(call, ast.Call) and dotted(call.func) in marks
    ]
    assert found == []
