"""What is wrong in a field is one sentence in people's words, whatever the form: it names the field and what to do."""

from collections.abc import Iterator
from typing import Any

import pytest

from detente.console.forms.bodies import body_of
from detente.console.forms.controls import Control, Shape
from detente.console.forms.letters import unlike
from detente.console.forms.wording import name_of, wrong_in_form
from detente.council.kinds import Field, Kind, Sort
from detente.council.registry import KINDS
from detente.languages import AVAILABLE, said, using
from detente.regimes.form import FormField
from detente.regimes.forms import placed
from detente.regimes.library import shipped

SAYABLE = [one for one in KINDS.values() if not one.made]
WRONG = {Sort.TEXT: "x" * 70_000, Sort.COUNT: "many", Sort.INSTANT: "soon", Sort.FLAG: "perhaps", Sort.BYTES: "zz"}


def wrongly(fields: dict[str, Field], prefix: str = "body") -> dict[str, str]:
    """Return a form in which each field holds what it cannot take."""
    typed: dict[str, str] = {}
    for name, one in fields.items():
        within = f"{prefix}.{name}.0" if one.many else f"{prefix}.{name}"
        table = one.sort is Sort.TABLE
        typed |= wrongly(dict(one.fields), within) if table else {f"{prefix}.{name}": WRONG[one.sort]}
    return typed


def field_of(kind: Kind, name: str) -> Field:
    parts = [part for part in name.split(".")[1:] if not part.isdigit()]
    found = kind.fields[parts[0]]
    for part in parts[1:]:
        found = found.fields[part]
    return found


@pytest.mark.parametrize("language", AVAILABLE)
def test_every_form_says_what_is_missing_and_wrong_by_the_names_of_its_fields(language: str) -> None:
    """No sentence is in the terms of a program: each names the label that stands at the field."""
    with using(language):
        for kind in SAYABLE:
            for typed in ({}, wrongly(dict(kind.fields))):
                _body, errors = body_of(kind.fields, typed)
                for name, sentence in errors.items():
                    wanted = field_of(kind, name)
                    assert name_of(said(wanted.label)) in sentence, (kind.name, name, sentence)


def junk(fields: tuple[FormField, ...]) -> dict[str, Any]:
    return {one.name: [junk(one.fields)] if one.fields else {"of": "another sort"} for one in fields}


def findings() -> Iterator[tuple[str, str]]:
    for pack in shipped().values():
        for form in pack.formats.values():
            for values in ({}, junk(form.fields)):
                for path, found in placed(form, values, pack):
                    yield f"{pack.id} {form.name} {path}", wrong_in_form(form.fields, path, found, "en")


def test_every_form_of_an_agreement_says_so_too() -> None:
    found = dict(findings())
    assert len(found) > 100
    assert not [(where, said_) for where, said_ in found.items() if said_.startswith("Expected")]


def test_a_list_of_errors_leads_to_the_control() -> None:
    named = Control("body.title", "Title; short", Shape.LINE, True)
    other = Control("to", "For action", Shape.CHECKS, False, choices=("ru",))
    assert (named.focus, other.focus) == ("f-body-title", "f-to-1")


def test_a_number_that_is_too_large_is_not_called_no_number() -> None:
    count = {"troops": Field("Troops", Sort.COUNT, most=9_000)}
    assert body_of(count, {"body.troops": "9" * 24})[1] == {
        "body.troops": "Write “Troops” as a whole number up to 9,000."
    }


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "Мы просим разъяснения о Gotland.", "en"), ("ru", "We ask what HMS Visby did there.", "ru"),
        ("ru-RU", "Мы просим разъяснения о Gotland.", ""), ("en", "HMS Visby met Сторожевой.", ""),
        ("en", "Да.", ""), ("", "Мы просим разъяснения.", ""), ("ka", "Мы просим разъяснения.", ""),
    ],
)  # fmt: skip
def test_a_text_in_other_letters_than_its_language_is_noticed(language: str, text: str, found: str) -> None:
    """Names in the other script are none, and of languages that this does not know nothing is said."""
    fields = KINDS["message"].fields
    assert unlike({"text": text}, fields, language) == found
    translated = {"text": "Plain English words.", "unofficial": {language: text}}
    assert unlike(translated, fields, "en") == found
