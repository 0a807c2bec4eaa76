"""Forms of agreements on pages: what is typed becomes what the agreement's check reads, and stands again as it was."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.test_council_notifications import FORM

from detente.console.forms import agreed, amending, making
from detente.console.forms.agreed_form import AMENDS, PREFIX, AgreedForm
from detente.console.forms.agreed_values import typed_of
from detente.console.forms.bounds import HIDDEN_FIELDS, _fields_in
from detente.console.forms.controls import Control, Shape, Typed
from detente.console.say.beginning import May, beginnings, first_kinds
from detente.council.kinds import Rank
from detente.council.registry import KINDS
from detente.home.making import by_form
from detente.limits import FORM_FIELDS_MAX, FORM_ROWS_MAX
from detente.regimes.form import FormField, Sort, worded
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
    typed = typed_of(FORMAT, ALL)
    fields, errors = first(typed)
    assert check(FORMAT, ALL, PACK) == check(FORMAT, fields, PACK) == []
    assert errors == {}
    assert fields.keys() == ALL.keys()
    assert fields["phases"] == ALL["phases"]
    assert typed_of(FORMAT, fields) == typed


def test_every_form_of_every_agreement_has_a_control_for_each_field() -> None:
    for name in ("vienna-2011", "incsea-1972", "dma-1989", "minimal"):
        for form in find(name).formats.values():
            found = agreed.agreed_of(AgreedForm(find(name), form), {}, {}, "ru")
            names = {one.name for one in (*found.asked, *found.folded)}
            assert names == {f"{PREFIX}.{field.name}" for field in form.fields}
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
    _fields, errors = first(typed_of(FORMAT, wrong))
    assert set(errors) == {f"body.fields.{path}" for path in paths}
    for name in errors:
        controls = agreed.agreed_of(AgreedForm(PACK, FORMAT), typed_of(FORMAT, wrong), errors, "en").asked
        assert any(name in [one.name, *[part.name for row in one.parts for part in row.parts]] for one in controls)


@given(st.lists(st.booleans(), min_size=1, max_size=6), st.data())
def test_blank_rows_move_no_finding(filled: list[bool], data: st.DataObject) -> None:
    """A row that nobody filled in is no value; what is wrong stands at the row in which it was typed."""
    wrong = {number for number, one in enumerate(filled) if one and data.draw(st.booleans())}
    typed = {
        **typed_of(FORMAT, {**FORM, "from_calendar": True}),
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


def test_a_long_table_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each row has its findings at its own controls, and no finding has all rows read anew."""
    typed = {**typed_of(FORMAT, {**FORM, "from_calendar": True}), f"rows:{PREFIX}.phases": "100"}
    typed |= {f"{PREFIX}.phases.{number}.phase": "active" for number in range(1, 100)}
    reads: list[str] = []
    read = agreed.row_of

    def count(field: FormField, name: str, given: Typed) -> tuple[dict[str, Any], dict[str, str]]:
        reads.append(name)
        return read(field, name, given)

    monkeypatch.setattr(agreed, "row_of", count)
    _fields, errors = first(typed)
    assert set(errors) == {f"{PREFIX}.phases.{number}.{name}" for number in range(1, 100) for name in ("start", "end")}
    assert len(reads) == 100


def amending_of(*versions: dict[str, Any], base: int = 0) -> AgreedForm:
    """Return the form of an amendment that was begun as a version stood; others came since."""
    refs = [f"RU/PLENARY/{number}" for number in range(2, len(versions) + 2)]
    return AgreedForm(PACK, FORMAT, tuple(zip(refs, versions, strict=True)), base)


def said_of(form: AgreedForm, typed: dict[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    return agreed.body_of(form, typed, nil=False, language="en")


def test_an_amendment_says_only_what_changes_and_keeps_what_no_control_shows() -> None:
    before = {**ALL, "embarkation": [{"lat": 54.7, "lon": 20.5, "name": "A port", "datum": "WGS84"}]}
    form = amending_of(before)
    typed = amending.begun(form)
    assert typed[AMENDS] == "RU/PLENARY/2"
    same, errors = said_of(form, typed)
    assert (same, list(errors)) == ({"number": 1}, ["body.fields"])
    typed = {**typed, "body.fields.troops": "13000", "body.fields.from_calendar": ""}
    changed, errors = said_of(form, typed)
    assert errors == {}
    assert changed == {"fields": {"troops": 13_000}, "removed": ["from_calendar"], "number": 1}


INCIDENT = find("incsea-1972").format("incident-information", None)
TRACK = {
    "unit": "A ship", "at": {"at": "2016-04-12T17:00:00+02:00", "zone": "Kaliningrad"},
    "position": {"lat": 54.71, "lon": 19.92, "datum": "SK-42", "source": "radar", "accuracy": "50 m"},
    "recorder": "VDR of a later version of the form",
}  # fmt: skip


def test_who_edits_one_row_loses_nothing_of_any_row_that_no_control_shows() -> None:
    """Datum, source, zone and columns of a later version go with their row, also when rows before it are taken out."""
    other = {**TRACK, "unit": "An aircraft"}
    before = {"tracks": [{"unit": "Left out"}, TRACK, other], "unheard": {"of": [1, 2]}}
    form = AgreedForm(find("incsea-1972"), INCIDENT, (("RU/LINE/3", before),), 0)
    typed = amending.begun(form)
    column = next(one.name for one in INCIDENT.field("tracks").fields if one.name not in TRACK)  # type: ignore[union-attr]
    typed = making.changed(typed, f"drop:{PREFIX}.tracks.0")
    typed = {**typed, f"{PREFIX}.tracks.1.position.lat": "54.72", f"{PREFIX}.tracks.1.{column}": "x"}
    fields = said_of(form, typed)[0]["fields"]
    assert fields.keys() == {"tracks"}
    first, second = fields["tracks"]
    assert first == TRACK
    assert second == {**other, column: "x", "position": {**other["position"], "lat": "54.72"}}  # type: ignore[dict-item]
    shown = agreed.agreed_of(form, typed, {}, "en")
    assert shown.unknown == (("unheard", ("of 1; 2",)),)
    rows = next(one for one in shown.asked if one.name == f"{PREFIX}.tracks").parts
    places = [part for row in rows for part in row.parts if part.name.endswith(".position")]
    assert [[part.name.rpartition(".")[2] for part in place.parts] for place in places] == [
        ["lat", "lon", "name", "datum", "source"]
    ] * 2


def test_a_time_is_typed_in_utc_and_stands_as_it_was_stated_until_it_is_changed() -> None:
    """Seconds that a browser leaves out change nothing; what no browser's control takes is a line."""
    form = AgreedForm(find("incsea-1972"), INCIDENT, (("RU/LINE/3", {"start": "2016-04-12T17:00:00+02:00"}),), 0)
    typed = amending.begun(form)
    name = f"{PREFIX}.start"
    assert typed[name] == "2016-04-12T15:00:00"
    assert "fields" not in said_of(form, {**typed, name: "2016-04-12T15:00"})[0]
    assert said_of(form, {**typed, name: "2016-04-12T15:30"})[0]["fields"] == {"start": "2016-04-12T15:30:00Z"}
    for text, shape in (("", Shape.TIME), ("2016-04-12T15:00", Shape.TIME), ("at noon", Shape.LINE)):
        shown = agreed.agreed_of(form, {name: text}, {}, "en")
        (control,) = [one for one in (*shown.asked, *shown.folded) if one.name == name]
        assert (control.shape, control.value) == (shape, text)
        assert "UTC" in control.help
    assert name in said_of(form, {**typed, name: "at noon"})[1]


def test_a_position_is_checked_part_by_part() -> None:
    name = f"{PREFIX}.embarkation.0"
    typed = {**typed_of(FORMAT, ALL), f"{name}.lat": "54 north"}
    errors = first(typed)[1]
    assert list(errors) == [f"{name}.lat"]
    assert "in degrees, from -90 to 90, like 54.71 or 54°42.6'N" in errors[f"{name}.lat"]
    beyond = first({**typed, f"{name}.lat": "154.7"})[1]
    assert beyond == {f"{name}.lat": "Write “Latitude” in degrees, from -90 to 90, like 54.71 or 54°42.6'N."}
    assert first({**typed, f"{name}.lat": ""})[1] == {f"{name}.lat": "Fill in “Latitude”."}


def test_what_a_colleague_amended_meanwhile_is_shown_beside_what_was_typed_and_nothing_is_lost() -> None:
    """Until its officer goes on from there nothing is signed; what they did not touch then follows the newer state."""
    newer = {**ALL, "troops": 12_900, "command": "Western district", "phases": [{**ALL["phases"][0], "tanks": 31}]}
    typed = {**amending.begun(amending_of(ALL)), f"{PREFIX}.troops": "13000", f"{PREFIX}.purpose": "Another."}
    form = amending_of(ALL, newer)
    _body, errors = said_of(form, typed)
    assert "RU/PLENARY/3 amended it since" in errors[PREFIX]
    shown = agreed.agreed_of(form, typed, errors, "en")
    assert shown.moved_by == ("RU/PLENARY/3",)
    by_field = {one.heading: (one.began, one.now, one.typed) for one in shown.moved}
    command = worded(FORMAT.field("command").heading, "en")  # type: ignore[union-attr]
    assert by_field["Total number of troops"] == (("12,700 persons",), ("12,900 persons",), ("13,000 persons",))
    assert by_field[command][1:] == (("Western district",), ("General staff",))
    assert len(by_field) == 3
    assert amending.gone_on(form, typed, "RU/PLENARY/9") == typed
    typed = amending.gone_on(form, typed, "RU/PLENARY/3")
    body, errors = said_of(amending_of(ALL, newer, base=1), typed)
    assert errors == {}
    assert body == {"fields": {"purpose": "Another.", "troops": 13_000}, "number": 2}


# --- how large a form may become --------------------------------------------------------------------------------------


def widest(control: Control) -> int:
    """Return how many fields of a form a control takes once each table in it has as many rows as it may have."""
    return _fields_in(control) + (FORM_ROWS_MAX - 1) * sum(map(_fields_in, control.parts[:1]))


@pytest.mark.parametrize("name", ["vienna-2011", "incsea-1972", "dma-1989", "minimal"])
def test_the_longest_form_of_each_agreement_comes_back_whole(name: str) -> None:
    """All rows that its check takes of its widest tables; a row is counted with one row of what stands in it."""
    for form in find(name).formats.values():
        tables = [field for field in form.fields if field.sort is Sort.TABLE]
        typed = {f"rows:{PREFIX}.{field.name}": "1" for field in tables}
        typed |= {f"rows:{PREFIX}.{field.name}.0.{one.name}": "1" for field in tables for one in field.fields}
        shown = agreed.agreed_of(AgreedForm(find(name), form), typed, {}, "en")
        controls = (*shown.asked, *shown.folded)
        tabled = {f"{PREFIX}.{field.name}" for field in tables}
        fields = sum(widest(one) if one.name in tabled else _fields_in(one) for one in controls)
        assert HIDDEN_FIELDS + fields <= FORM_FIELDS_MAX, (form.name, fields)


@pytest.mark.parametrize("text", ["twelve", "１２", "-1", "1e9", "9" * 16])
def test_what_is_no_number_is_said_at_its_field(text: str) -> None:
    typed = {**typed_of(FORMAT, ALL), "body.fields.troops": text}
    assert "body.fields.troops" in first(typed)[1]


def test_every_kind_that_can_be_said_first_has_its_purpose_at_its_desk() -> None:
    may = {one.name: May() for one in first_kinds()}
    offered = {one.kind.name for _desk, kinds in beginnings(frozenset(), may) for one in kinds}
    first = {one.name for one in KINDS.values() if one.opens and not one.needs_re and by_form(one)}
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
