"""Texts of others: nothing in them acts on the page, hides, or turns the reader's eye."""

import html
import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.console.links import is_reference
from detente.console.words import foreign
from detente.console.words.times import is_moment
from detente.council.papers.legible import MARKS_IN_A_ROW
from detente.council.registry import KINDS


@given(st.text(max_size=300))
@settings(max_examples=200, deadline=None)
def test_nothing_acts_and_nothing_hides(text: str) -> None:
    """Whatever a text holds, it becomes letters; what is left of it without our own marks has no control characters."""
    shown = str(foreign.shown(text))
    bare = re.sub(r'<span class="(hidden|cut)"[^<>]*>[^<>]*</span>', "", shown)
    assert "<" not in bare
    assert ">" not in bare
    plain = html.unescape(bare)
    kept = {"\n", "\t", "\u200c", "\u200d", "\u200e", "\u200f"}
    assert all(one in kept or unicodedata.category(one) not in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} for one in plain)


@pytest.mark.parametrize("character", ["\u202e", "\u2066", "\u200b", "\x1b", "\x00", "\ufeff", "\u2028", "\U000e0041"])
def test_what_hides_is_spelled_out(character: str) -> None:
    assert f"U+{ord(character):04X}" in foreign.shown(f"a{character}b")


def test_scripts_that_need_joiners_keep_them() -> None:
    assert str(foreign.shown("می‌خواهم")) == "می‌خواهم"


def test_a_tower_of_marks_is_cut_down() -> None:
    assert len(foreign.shown("Z" + "\u0351" * 500)) <= 1 + MARKS_IN_A_ROW


def test_a_long_text_says_how_much_is_left() -> None:
    shown = foreign.shown("a" * 5_000, 1_000)
    assert "4,000 more characters" in shown
    assert "a" * 1_001 not in shown


def test_an_opening_is_cut_between_words() -> None:
    opening = foreign.opening("<b> " + "word " * 100)
    assert opening.startswith("&lt;b&gt; word word")
    assert opening.endswith("word […]")
    assert foreign.opening("short") == "short"
    assert len(foreign.opening("a" * 10_000)) < 400


def test_a_label_keeps_its_direction_to_itself_and_one_line() -> None:
    assert foreign.label("a\nb") == "<bdi>a b</bdi>"
    assert len(foreign.label("a" * 10_000)) < 300


@pytest.mark.parametrize("tag", ["ru", "zh-Hant-TW"])
def test_a_language_stays_one(tag: str) -> None:
    assert foreign.language(tag) == tag


@pytest.mark.parametrize("tag", ['en" x="', "", 7, "a" * 36, "en_US"])
def test_what_is_no_language_is_left_out(tag: object) -> None:
    assert foreign.language(tag) == ""


def test_values_of_any_shape_are_text() -> None:
    assert foreign.value(["a", "<b>"]) == "a, &lt;b&gt;"
    assert "&lt;b&gt;" in foreign.value({"<b>": [1, None, {"c": 2.5}]})


def test_a_sentence_comes_apart_at_its_references_and_times() -> None:
    """What is put together again is the sentence; what only looks like a reference or a time stays in its words."""
    text = "RU/LINE/11: unread (receipt 2016-04-20T18:10:00Z), and/or 2016-04-20; see NATO/TR-RU/2-00112233445566aa.7."
    found = foreign.pieces(text)
    assert "".join(found) == text
    assert [one for one in found if is_reference(one) or is_moment(one)] == [
        "RU/LINE/11",
        "2016-04-20T18:10:00Z",
        "NATO/TR-RU/2-00112233445566aa.7",
    ]
    assert foreign.pieces("") == []


def test_parties_stand_in_capitals_and_other_names_as_they_are() -> None:
    concerning = KINDS["incident-report"].fields["concerning"]
    here = ("ru", "us")
    assert str(foreign.spelled(["us", "Lithuanian navy", "ru"], concerning, parties=here)) == (
        '<ul class="spelled"><li>US</li><li>Lithuanian navy</li><li>RU</li></ul>'
    )
    assert str(foreign.spelled(["us", "fisheries", "ru"], concerning, parties=here)) == "US, fisheries, RU"
    assert str(foreign.spelled(["us", "ru"], concerning)) == "us, ru", "what will be signed stands as it will be signed"
    assert str(foreign.spelled("us", KINDS["message"].fields["text"], parties=here)) == "us"
