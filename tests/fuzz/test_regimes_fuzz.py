"""What may come out of a pack's text? A pack or `Malformed`. Of values in its forms? A ruling, whatever they are."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fuzz.test_protocol_fuzz import mutations
from tests.regimes import TEXT, bay

from detente.errors import Malformed, Refused
from detente.regimes.forms import check, render, written
from detente.regimes.library import find
from detente.regimes.reading import first_wrong, parse_pack
from detente.regimes.ruling import Ruling, rule_on

scalars = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12), st.dates(), st.datetimes()
)
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["at", "value", "unit", "x"]), inner),
    max_leaves=6,
)
names = st.sampled_from(["troops", "tanks", "start", "end", "period", "phases", "alert", "received", "entry", "year"])


@settings(max_examples=300, deadline=None)
@given(mutations(TEXT.encode()))
def test_a_pack_or_malformed(data: bytes) -> None:
    """Near sound text: a pack whose text is that text, or `regime-malformed` with a place."""
    text = data.decode(errors="replace")
    wrong = first_wrong(text)
    if wrong is None:
        assert parse_pack(text).text == text
        return
    with pytest.raises(Malformed, match="regime-malformed") as caught:
        parse_pack(text)
    assert wrong.where in caught.value.expected


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_a_pack_or_wrong_somewhere(text: str) -> None:
    wrong = first_wrong(text)
    assert wrong is not None
    assert wrong.where


@settings(max_examples=400, deadline=None)
@given(st.dictionaries(names, anything, max_size=6))
def test_a_ruling_comes_of_whatever_is_stated(values: dict[str, Any]) -> None:
    """A form may hold anything: every rule says duty, no duty or cannot say, and never crashes."""
    for pack in (bay(), find("minimal")):
        for rule in pack.rules.values():
            assert isinstance(rule_on(rule, values, pack), Ruling)


@settings(max_examples=400, deadline=None)
@given(st.dictionaries(st.sampled_from([one.name for one in bay().format("notice").fields]), anything, max_size=6))
def test_findings_and_lines_come_of_whatever_a_form_holds(values: dict[str, Any]) -> None:
    """Foreign values are checked and shown, never trusted and never a crash."""
    form = bay().format("notice")
    assert all(isinstance(one, Refused) for one in check(form, values, bay()))
    assert all(isinstance(line, str) for line in render(form, values))
    assert isinstance(written(values), dict)
