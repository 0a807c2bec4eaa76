"""Amending what was notified, on a page: beside a colleague, with rows that no page holds, and released too late."""

from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
from console_page import Structure
from council_of_two import Two
from entrance_world import JONES, SMITH, Pages, pages_of_smith
from test_console_acting import action, hidden, opened, said
from test_console_entrance import code
from test_console_signed import FORMAT, NAMED, PACK, signed_on
from tests.unit.test_council_notifications import FORM

from detente.console.forms import bounds
from detente.console.forms.agreed_form import PREFIX
from detente.console.forms.agreed_values import typed_of
from detente.console.links import page_of
from detente.home.calls import AmendNotice, Send, ShowDossier
from detente.home.service import Service
from detente.limits import FORM_FIELDS_MAX
from detente.regimes.form import worded

PLACED = {**FORM, "embarkation": [{"lat": "54.7", "lon": "20.5", "name": "A port", "datum": "SK-42"}]}


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pages]:
    """RU's pages under the Vienna Document, with A. Smith signed in."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with pages_of_smith(Two(tmp_path, "plenary", more=f"\n[regimes.{PACK.id}]\n{NAMED}").joined()) as found:
        yield found


def notified(pages: Pages) -> str:
    """Notify by command, and return the reference."""
    body = {"regime": PACK.id, "format": FORMAT.name, "single_command": True, "fields": PLACED}
    call = Send("plenary", body, kind="notification", officer=SMITH)
    return str(pages.run(Service(pages.still).run(call)).act.ref)  # type: ignore[attr-defined]


def amend(pages: Pages, ref: str, **fields: Any) -> str:
    """Let a colleague amend by command, and return the reference."""
    call = AmendNotice(ref, fields=fields, reason="By a colleague.", officer=JONES)
    return str(pages.run(Service(pages.still).run(call)).act.ref)  # type: ignore[attr-defined]


def press(pages: Pages, page: httpx.Response, do: str, **fields: str) -> httpx.Response:
    """Send a form with what stands in it, some of it changed, and follow where that leads."""
    typed = {**typed_of(FORMAT, PLACED), "body.reason": "More.", **hidden(page), **fields}
    answer = pages.post(action(page), {**typed, "do": do})
    while answer.status_code == 303:
        answer = pages.get(answer.headers["location"].partition("#")[0])
    return answer


def stated(pages: Pages, ref: str) -> dict[str, Any]:
    """Return what is notified now."""
    shown = pages.run(Service(pages.still).run(ShowDossier(ref)))
    return dict(shown.data["fields"])  # type: ignore[attr-defined]


TROOPS = {f"{PREFIX}.troops": "13000"}


def test_who_amends_beside_a_colleague_sees_both_and_loses_neither(pages: Pages) -> None:
    """The form kept which act it amends: before anything is signed it shows the newer state beside what was typed."""
    ref = notified(pages)
    page = press(pages, opened(pages, f"/act?kind=notification-amendment&re={ref}"), "keep", **TROOPS)
    assert "amended it since" not in page.text
    assert "SK-42" in page.text
    newer = amend(pages, ref, command="Western district")
    asked = press(pages, page, "preview", **TROOPS)
    Structure(asked.text)
    text = unescape(asked.text)
    assert f"{newer} amended it since this was begun" in text
    assert all(f'<span class="text">{one}</span>' in text for one in ("General staff", "Western district"))
    assert 'value="13000"' in asked.text
    assert said(pages, "notification-amendment")[1:] == []
    page = press(pages, asked, f"newer:{newer}", **TROOPS)
    assert "amended it since" not in page.text
    assert 'value="13000"' in page.text
    assert "Western district" in page.text
    preview = press(pages, page, "preview", **TROOPS, **{f"{PREFIX}.command": "Western district"})
    shown = signed_on(preview)
    assert "Western district" not in shown
    assert '<ins><span class="text">13,000 persons</span></ins>' in shown
    pages.post(action(preview), hidden(preview))
    act = said(pages, "notification-amendment")[-1]
    assert (act.body["number"], act.body["fields"]) == (2, {"troops": 13_000})
    assert stated(pages, ref) == {**PLACED, "troops": 13_000, "command": "Western district"}
    title = f"RU notifies: {worded(FORMAT.title, 'en')} "
    assert said(pages, "notification")[0].says.startswith(title), "not by the id of its form"
    first = unescape(pages.get(page_of(ref)).text)
    assert "Changed or taken back later by its author:" in first
    assert "→ <ins>Western district</ins>" in first
    assert "→ <ins>13,000</ins>" in first
    assert '<h2 id="sayable">What can be said now</h2>' in first, "nobody answers itself"
    assert "Changed or taken back" not in pages.get(page_of(act.ref)).text, "it is the newest"
    assert "changed later by" in pages.get(page_of(ref, "dossiers")).text


def test_a_form_that_was_begun_is_offered_again_though_its_notification_moved_on(pages: Pages) -> None:
    ref = notified(pages)
    begin = f"/act?kind=notification-amendment&re={ref}"
    page = press(pages, opened(pages, begin), "keep", **TROOPS)
    amend(pages, ref, command="Western district")
    assert f'href="{action(page)}"' in opened(pages, begin).text


def test_what_moved_on_after_the_preview_is_not_signed(pages: Pages) -> None:
    """The preview was of a change of something else: the form is shown again, and nothing is lost."""
    ref = notified(pages)
    preview = press(pages, opened(pages, f"/act?kind=notification-amendment&re={ref}"), "preview", **TROOPS)
    newer = amend(pages, ref, command="Western district")
    answer = pages.post(action(preview), hidden(preview))
    page = pages.get(answer.headers["location"])
    assert f"{newer} amended it since" in unescape(page.text)
    assert 'value="13000"' in page.text
    assert [one.ref for one in said(pages, "notification-amendment")] == [newer]


# --- large forms ------------------------------------------------------------------------------------------------------


def test_a_row_too_many_is_refused_with_both_figures_and_what_was_typed_stays(
    pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = f"/act?kind=notification&regime={PACK.id}&format={FORMAT.name}"
    page = press(pages, opened(pages, begin), f"add:{PREFIX}.phases", channel="plenary")
    assert f'name="{PREFIX}.phases.0.phase"' in page.text
    monkeypatch.setattr(bounds, "FORM_ROWS_MAX", 1)
    refused = press(pages, page, f"add:{PREFIX}.phases", **{f"{PREFIX}.phases.0.troops": "4321"})
    assert "form-large" in refused.text
    assert "at most 1 rows in one table of a form; got 2." in unescape(refused.text)
    assert f'name="{PREFIX}.phases.1.phase"' not in refused.text
    monkeypatch.setattr(bounds, "FORM_ROWS_MAX", 500)
    monkeypatch.setattr(bounds, "FORM_FIELDS_MAX", 130)
    refused = press(pages, refused, f"add:{PREFIX}.formations", **{f"{PREFIX}.phases.0.troops": "4321"})
    while "form-large" not in refused.text:
        refused = press(pages, refused, f"add:{PREFIX}.formations", **{f"{PREFIX}.phases.0.troops": "4321"})
    assert "at most 130 fields in one form on a page" in unescape(refused.text)
    assert 'value="4321"' in refused.text
    monkeypatch.setattr(bounds, "FORM_FIELDS_MAX", FORM_FIELDS_MAX)
    assert 'value="4321"' in pages.get(action(refused)).text


def test_what_no_page_could_hold_is_refused_before_anything_is_typed(
    pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An amendment that would not come back whole is not begun on a page; the command says it."""
    ref = notified(pages)
    monkeypatch.setattr(bounds, "FORM_FIELDS_MAX", 60)
    page = pages.get(pages.get(f"/act?kind=notification-amendment&re={ref}").headers["location"])
    assert (page.status_code, code(page)) == (409, "form-large")
    assert "detente notify --help" in page.text
