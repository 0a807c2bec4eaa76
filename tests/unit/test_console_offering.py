"""What a form offers of what is there, and a list of matters without what keeps house."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from console_page import words
from council_of_two import Two
from entrance_world import Pages, pages_of_smith
from test_console_acting import action, hidden, opened
from tests.agreed import agreed
from tests.matter import charter_of

from detente.console.forms.controls import Shape, controls_of
from detente.console.forms.offering import _regimes, offered
from detente.council.registry import KINDS
from detente.home.calls import Send
from detente.home.service import Service

POLICY = '\n[levels.kinds]\nsuspend = "watch officer"\n[topics.piracy]\ntitle = "Cooperation against piracy"\n'


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pages]:
    """RU's pages, with A. Smith signed in; a meeting was convened, and the charter has a topic with a title."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with pages_of_smith(Two(tmp_path, "plenary", more=POLICY).joined()) as found:
        body = {"title": "On the incident", "level": "ambassadors", "begins_at": "2016-04-27T12:00:00Z",
                "items": ["The incident"]}  # fmt: skip
        said = found.run(Service(found.still).run(Send(channel="plenary", kind="meeting-convene", body=body)))
        found.meeting = said.act.ref  # type: ignore[attr-defined]
        yield found


def test_a_form_offers_what_the_charter_has_and_what_is_held(pages: Pages) -> None:
    """Meetings by reference and title, topics by title, a scope to be ticked; the language is the page's."""
    inviting = opened(pages, "/act?kind=meeting-convene").text
    assert f'<option value="{pages.meeting}">On the incident</option>' in inviting  # type: ignore[attr-defined]
    assert '<option value="en" lang="en" selected>' in inviting
    asking = opened(pages, "/act?kind=share-request").text
    assert '<option value="piracy">Cooperation against piracy (piracy)</option>' in asking
    suspending = opened(pages, "/act?kind=suspend").text
    assert 'name="body.topics" value="piracy"' in suspending
    assert 'name="body.channels" value="plenary"' in suspending
    assert 'name="body.channels" value="line"' not in suspending
    assert suspending.index('name="body.topics"') < suspending.index("How it travels")
    assert ">all<" in pages.get("/standing").text


def test_a_party_or_a_reference_that_is_not_known_here_is_remarked_and_not_refused(pages: Pages) -> None:
    """At the field while one types as in the preview, with what there is; what is known has no remark."""
    form, fields = "/act?kind=incident-report", {"body.title": "Overflight", "channel": "line"}
    page = opened(pages, form)
    assert 'name="body.concerning" value="ru"> <span>RU, Russian Federation</span>' in page.text
    typed = {**hidden(page), **fields, "body.concerning": "NATO\nMars"}
    found = pages.post(f"{action(page)}/typing", typed).json()
    remark = found["remarks"]["body.concerning"]
    assert remark == (
        "Under “Concerning”, not known as a party of this council: Mars. Its parties are NATO; RU, Russian Federation."
    )
    assert found["errors"] == {}
    preview = pages.get(f"{action(page)}/preview").text
    assert f'<p class="notice">{remark}</p>' in preview
    assert remark in pages.get(action(page)).text
    for level, told in (("ambasadors", "no level of this charter: ambasadors."), ("ambassadors", "")):
        page = opened(pages, "/act?kind=meeting-convene")
        found = pages.post(f"{action(page)}/typing", {**hidden(page), "body.level": level}).json()
        assert told in found["remarks"].get("body.level", ""), level
        assert told or "body.level" not in found["remarks"]
    page = opened(pages, f"/act?kind=item-statement&re={pages.meeting}")  # type: ignore[attr-defined]
    found = pages.post(f"{action(page)}/typing", {**hidden(page), "body.item": "1"}).json()
    assert found["remarks"]["body.item"] == "Item 1: The incident"
    press = "/act?kind=press-statement"
    for ref, told in (
        ("NATO/LINE/999", "not held here: NATO/LINE/999. Others may hold it."),
        ("FOO/BAR/9", "no reference of a party of this council: FOO/BAR/9. One is like RU/LINE/42."),
        (pages.meeting, ""),  # type: ignore[attr-defined]
    ):
        page = opened(pages, press)
        found = pages.post(f"{action(page)}/typing", {**hidden(page), "body.about": ref}).json()
        assert told in found["remarks"].get("body.about", ""), ref
        assert told or not found["remarks"]


def test_parties_that_a_rule_takes_from_the_charter_are_ticked_alone(pages: Pages) -> None:
    page = opened(pages, "/act?kind=lists-open").text
    assert 'name="body.parties" value="nato"> <span>NATO</span>' in page
    assert 'id="f-body-parties-others"' not in page


def test_a_list_of_matters_leaves_out_what_keeps_house_and_says_so(pages: Pages) -> None:
    """Who asks for all, or for such a desk, has it."""
    listed = words(pages.get("/dossiers").text)
    assert "Credentials of A. Smith" not in listed
    assert "On the incident" in listed
    assert "dossiers of credentials, sign-ins, searches and watch notes are left out" in listed
    for address in ("/dossiers?whole=1", "/dossiers?desk=officers"):
        assert "Credentials of A. Smith" in words(pages.get(address).text), address


def test_no_link_leads_to_an_act_that_cannot_be_here(pages: Pages) -> None:
    """Of a party that is none of the council, or behind the last act of a feed that is held."""
    for ref in ("FOO/BAR/9", "NATO/LINE/999", "RU/PLENARY/99"):
        body = {"title": "After another", "level": "ambassadors", "begins_at": "2016-04-28T12:00:00Z",
                "items": ["It"], "follows": ref}  # fmt: skip
        said = pages.run(Service(pages.still).run(Send(channel="plenary", kind="meeting-convene", body=body)))
        page = pages.get(f"/meetings/{said.act.ref.lower()}").text
        assert ref in page
        assert f"/acts/{ref.lower()}" not in page
    known = {**body, "follows": pages.meeting}  # type: ignore[attr-defined]
    said = pages.run(Service(pages.still).run(Send(channel="plenary", kind="meeting-convene", body=known)))
    assert f'href="/acts/{pages.meeting.lower()}"' in pages.get(f"/meetings/{said.act.ref.lower()}").text  # type: ignore[attr-defined]


def test_a_search_for_a_reference_has_the_act_itself_first(pages: Pages) -> None:
    found = pages.get(f"/search?words={pages.meeting}").text  # type: ignore[attr-defined]
    assert "The act itself:" in found.partition('<ol class="found">')[0]
    assert "The act itself:" not in pages.get("/search?words=FOO/BAR/9").text
    assert "No act has all of these words." in pages.get('/search?words=a"b(').text


def test_a_proposal_begins_with_its_title_and_a_text_for_everybody_with_a_row_and_without_for_action(
    pages: Pages,
) -> None:
    form = opened(pages, "/act?kind=decision-propose").text
    assert form.index('name="body.title"') < form.index('name="body.text"')
    form = opened(pages, "/act?kind=communique-publish").text
    assert 'name="body.versions.0.text"' in form
    assert 'name="to"' not in form


def test_the_agreements_of_a_charter_are_chosen_from_a_list_with_none_among_them() -> None:
    """Whoever types another one in a command is told at its field."""
    named = [name for name, _title in _regimes(agreed())]
    assert named == ["bay", "none"]
    assert _regimes(charter_of()) == ()
    fields = KINDS["explanation-request"].fields
    (control,) = [one for one in controls_of(fields, {}, {}) if one.name == "body.regime"]
    (found,) = offered([control], fields, {"regime": _regimes(agreed())}, {})
    assert (found.shape, found.choices) == (Shape.CHOICE, ("", "bay", "none"))
