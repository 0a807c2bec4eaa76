"""The catalogs say what the pages say: no text too few, none too many, each with what has to stand in it."""

from functools import cache

import pytest
from babel.messages.catalog import Catalog
from tests.tidy import catalogs

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
