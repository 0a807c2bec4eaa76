"""Forms of agreements on pages: what is typed becomes what the agreement's check reads, and stands again as it was."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.test_council_notifications import FORM

from detente.console.beginning import May, beginnings, first_kinds
from detente.console.forms import agreed
from detente.console.forms.agreed import AgreedForm
from detente.council.kinds import Rank
from detente.council.registry import KINDS
from detente.regimes.forms import check, placed
from detente.regimes.library import find

PACK = find("vienna-2011")
FORMAT = PACK.format("prior-notification", None)
ALL = {
    **FORM,
    "from_calendar": True,
    "heliborne_troops": 40,
    "embarkation": [{"lat": "54.7", "lon": "20.5", "name": "A port"}],
    "phases": [{"phase": "active", "start": "2016-07-02", "end": "2016-07-04", "troops": 12_000, "tanks": 30}],
}


def first(typed: dict[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    body, errors = agreed.body_of(AgreedForm(PACK, FORMAT), typed, nil=False, language="en")
    return body.get("fields", {}), errors


def test_what_is_typed_is_read_as_the_agreement_reads_it_and_back() -> None:
    typed = agreed.typed_of(FORMAT, ALL)
    fields, errors = first(typed)
    assert check(FORMAT, ALL, PACK) == check(FORMAT, fields, PACK) == []
    assert errors == {}
    assert fields.keys() == ALL.keys()
    assert fields["phases"] == ALL["phases"]
    assert agreed.typed_of(FORMAT, fields) == typed


def test_every_form_of_every_agreement_has_a_control_for_each_field() -> None:
    for name in ("vienna-2011", "incsea-1972", "dma-1989", "minimal"):
        for form in find(name).formats.values():
            found = agreed.agreed_of(AgreedForm(find(name), form), {}, {}, "ru")
            names = {one.name for one in (*found.asked, *found.folded)}
            assert names == {f"{agreed.PREFIX}.{field.name}" for field in form.fields}
            assert all(one.label for one in (*found.asked, *found.folded))
            must = {field.name for field in form.fields if field.required}
            assert must <= {one.name.rpartition(".")[2] for one in found.asked}


def test_a_finding_stands_at_its_field_in_its_row() -> None:
    wrong = {**ALL, "troops": -4, "end": "2016-06-01"}
    wrong["phases"] = [{"phase": "active", "start": "2016-07-02", "end": "2016-07-01"}, {"phase": "nothing"}]
    paths = [path for path, _found in placed(FORMAT, wrong, PACK)]
    assert paths == ["troops", "phases.0.end", "phases.1.phase", "phases.1.start", "phases.1.end", "end"]
    assert [str(found) for _path, found in placed(FORMAT, wrong, PACK)] == [
        str(one) for one in check(FORMAT, wrong, PACK)
    ]
    _fields, errors = first(agreed.typed_of(FORMAT, wrong))
    assert set(errors) == {f"body.fields.{path}" for path in paths}
    for name in errors:
        controls = agreed.agreed_of(AgreedForm(PACK, FORMAT), agreed.typed_of(FORMAT, wrong), errors, "en").asked
        assert any(name in [one.name, *[part.name for row in one.parts for part in row.parts]] for one in controls)


@given(st.lists(st.booleans(), min_size=1, max_size=6), st.data())
def test_blank_rows_move_no_finding(filled: list[bool], data: st.DataObject) -> None:
    """A row that nobody filled in is no value; what is wrong stands at the row in which it was typed."""
    wrong = {number for number, one in enumerate(filled) if one and data.draw(st.booleans())}
    typed = {
        **agreed.typed_of(FORMAT, {**FORM, "from_calendar": True}),
        "rows:body.fields.phases": str(len(filled)),
        **{
            f"body.fields.phases.{number}.{name}": text
            for number, one in enumerate(filled)
            if one
            for name, text in {"phase": "active", "start": "2016-07-02", "end": "2016-07-03"}.items()
        },
        **{f"body.fields.phases.{number}.end": "2016-07-01" for number in wrong},
    }
    assert set(first(typed)[1]) == {f"body.fields.phases.{number}.end" for number in wrong}


def test_an_amendment_says_only_what_changes_and_keeps_what_no_control_shows() -> None:
    before = {**ALL, "embarkation": [{"lat": 54.7, "lon": 20.5, "name": "A port", "datum": "WGS84"}]}
    form = AgreedForm(PACK, FORMAT, before)
    typed = agreed.typed_of(FORMAT, before)
    same, errors = agreed.body_of(form, typed, nil=False, language="en")
    assert (same, list(errors)) == ({}, ["body.fields"])
    typed = {**typed, "body.fields.troops": "13000", "body.fields.from_calendar": ""}
    changed, errors = agreed.body_of(form, typed, nil=False, language="en")
    assert errors == {}
    assert changed == {"fields": {"troops": 13_000}, "removed": ["from_calendar"]}


@pytest.mark.parametrize("text", ["twelve", "１２", "-1", "1e9", "9" * 16])
def test_what_is_no_number_is_said_at_its_field(text: str) -> None:
    typed = {**agreed.typed_of(FORMAT, ALL), "body.fields.troops": text}
    assert "body.fields.troops" in first(typed)[1]


def test_every_kind_that_can_be_said_first_has_its_purpose_at_its_desk() -> None:
    may = {one.name: May() for one in first_kinds()}
    offered = {one.kind.name for _desk, kinds in beginnings(frozenset(), may) for one in kinds}
    first = {one.name for one in KINDS.values() if one.opens and not one.needs_re and not one.made}
    assert offered == first - {"notification"}
    assert {one.name for one in KINDS.values() if one.purpose} == first


def test_what_takes_two_officers_says_so() -> None:
    may = {one.name: May() for one in first_kinds()}
    listed = [one for _desk, kinds in beginnings(frozenset({"suspend"}), may) for one in kinds]
    assert [one.kind.name for one in listed if one.two] == ["suspend"]


def test_an_officer_may_not_begin_with_what_a_higher_rank_says() -> None:
    assert May(("line",), Rank.MINISTER, Rank.AMBASSADOR).too_low
    assert not May(("line",), Rank.MINISTER, Rank.HEAD).too_low
    assert not May((), Rank.MINISTER, Rank.WATCH_OFFICER).too_low, "where no channel takes it, no rank helps"
