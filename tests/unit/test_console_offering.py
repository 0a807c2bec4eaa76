"""What a form offers of what is there, and a list of matters without what keeps house."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from console_page import words
from council_of_two import Two
from entrance_world import Pages, pages_of_smith
from test_console_acting import action, hidden, opened

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
    for ref, told in (("US/LINE/999", "not held here: US/LINE/999. Others may hold it."), (pages.meeting, "")):  # type: ignore[attr-defined]
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
