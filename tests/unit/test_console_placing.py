"""Places and zones of time in forms: read as charts write them, said as they were read, remarked and not refused."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from console_page import hidden
from council_of_two import Two
from entrance_world import Pages, pages_of_smith
from test_console_acting import action, opened
from tests.unit.test_council_notifications import FORM

from detente.console.forms.agreed_form import PREFIX, AgreedForm
from detente.console.forms.agreed_values import typed_of, values_of
from detente.console.forms.bodies import body_of
from detente.console.forms.placing import placing_of
from detente.council.registry import KINDS
from detente.regimes.library import find


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pages]:
    """RU's pages, with A. Smith signed in."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with pages_of_smith(Two(tmp_path, "plenary").joined()) as found:
        yield found


def test_a_position_typed_in_minutes_is_signed_in_decimal_degrees_and_stands_as_it_was_typed(pages: Pages) -> None:
    page = opened(pages, "/act?kind=incident-report")
    place = {"body.place.lat": "54°42'N", "body.place.lon": "19°20E", "body.place.datum": "🌍" * 90,
             "body.occurred.zone": "Mars/Olympus"}  # fmt: skip
    typed = {**hidden(page), "body.title": "Overflight", "channel": "line", **place}
    found = pages.post(f"{action(page)}/typing", typed).json()
    assert found["errors"] == {}
    assert found["read"] == {
        "body.place.lat": "Read as 54.7° N", "body.place.lon": "Read as 19.333333° E",
    }  # fmt: skip
    assert set(found["remarks"]) == {"body.place.datum", "body.occurred.zone"}
    again = pages.get(action(page)).text
    assert 'value="54°42&#39;N"' in again
    assert "Read as 54.7° N" in again
    preview = pages.get(f"{action(page)}/preview").text
    assert "54.700000" in preview
    assert "no datum known here" in preview
    assert "no zone of time known here: Mars/Olympus" in preview


@pytest.mark.parametrize("kind", ["incident-report", "incident-account", "explanation-request", "inspection-request"])
def test_every_form_reads_positions_alike_and_says_what_is_wrong_at_the_field(kind: str) -> None:
    fields = KINDS[kind].fields
    halves = {"body.place.lat": ("5442N", "54.700000"), "body.place.lon": ("019-20E", "19.333333")}
    points = dict.fromkeys(("body.area", "body.outline"), ("54°42'N 019°20'E", "54.700000, 19.333333"))
    places = halves if "place" in fields and fields["place"].fields else points
    asked = {name: one for name, one in places.items() if (top := name.split(".")[1]) in fields and (
        fields[top].fields or fields[top].degrees)}  # fmt: skip
    assert asked
    body, errors = body_of(fields, {name: text for name, (text, _read) in asked.items()})
    assert not set(errors) & set(asked)
    for name, (_text, read) in asked.items():
        value = body
        for part in name.split(".")[1:]:
            value = value[part]
        assert value in (read, [read])
    _body, errors = body_of(fields, dict.fromkeys(asked, "north of here"))
    assert set(asked) <= set(errors)


def test_fewer_than_three_corners_are_remarked_and_a_place_in_an_agreements_form_is_read_alike() -> None:
    fields = KINDS["explanation-request"].fields
    one = placing_of(fields, None, {"body.area": "54.7, 19.3"})
    assert "bound no area" in one.remarked["body.area"]
    three = placing_of(fields, None, {"body.area": "54.7, 19.3\n55N 20E\n56, 21"})
    assert three.remarked == {}
    assert three.read["body.area"] == "Read as 54.7° N, 19.3° E; 55° N, 20° E; 56° N, 21° E"
    pack = find("vienna-2011")
    form = AgreedForm(pack, pack.format("prior-notification", None))
    name = f"{PREFIX}.area_outline.0"
    typed = {f"{name}.lat": "54°30'S", f"{name}.lon": "19.3", f"{name}.datum": "nowhere"}
    placing = placing_of({}, form, typed)
    assert placing.read[f"{name}.lat"] == "Read as 54.5° S"
    assert set(placing.remarked) == {f"{name}.datum", f"{PREFIX}.area_outline"}
    values, errors = values_of(form.format.fields, typed)
    assert not errors
    assert values["area_outline"][0]["lat"] == "-54.500000"
    assert placing_of({}, form, typed_of(form.format, FORM)).remarked == {}


@pytest.mark.parametrize("datum", ["WGS 84", "wgs-84", "PZ-90.11", "ED50", "Pulkovo 1942", "SK-42", "ETRS89", "NAD 83"])
def test_datums_that_are_in_use_are_known(datum: str) -> None:
    assert placing_of(KINDS["incident-report"].fields, None, {"body.place.datum": datum}).remarked == {}


@pytest.mark.parametrize("zone", ["Z", "UTC", "UTC+3", "+02:00", "local", "MSK", "CEST", "Europe/Vilnius", "C", "GMT"])
def test_zones_of_time_that_are_in_use_are_known(zone: str) -> None:
    assert placing_of(KINDS["incident-report"].fields, None, {"body.occurred.zone": zone}).remarked == {}
