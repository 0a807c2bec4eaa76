"""The council's page: the charter as it stands, and what each amendment puts in place of what."""

from pathlib import Path

import pytest
from console_page import Structure
from council_of_two import ask, at_rest
from entrance_world import Pages
from test_home_amendments import CLOCKS, Three

from detente.home.calls import AnswerAmendment, LeaveCouncil, ProposeAmendment, ShowCouncil
from detente.home.founding import sign_amendment
from detente.home.replies.councils import CourseView, DifferenceView
from detente.node.folder import Folder


@pytest.fixture
def three(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Three:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return Three(tmp_path)


def told(folder: Folder, path: str = "/council") -> str:
    """Return the text of a page of a folder at rest as one line."""
    with at_rest(folder) as still:
        answer = Pages(still).get(path)
    assert answer.status_code == 200, answer.text
    return " ".join(Structure(answer.text).text.split())


def course_of(folder: Folder) -> CourseView:
    found = ask(folder, ShowCouncil("nrc")).items[0].course
    assert found is not None
    return found


def test_a_charter_is_read_out(three: Three) -> None:
    """Parties, channels, times, the rule, and the text itself; nothing was proposed."""
    terms = course_of(three.ru).terms
    assert [one.channel for one in terms.channels] == ["line"]
    assert (terms.rule, terms.deeming_hours, terms.flash_deeming_hours) == ("all", 24, 1)
    assert terms.settings["levels.kinds.amendment"] == "watch officer"
    text = told(three.ru)
    for wanted in (terms.charter_sha256, "founding", "takes part", "None was proposed.", "detente-charter = 1"):
        assert wanted in text
    assert "the signature of every party but the depositary" in text


def test_an_amendment_is_shown_as_what_it_changes(three: Three) -> None:
    """Proposed, with the commands to sign it; then in force, with the same differences; a table goes as a whole."""
    wanted = (
        DifferenceView("clocks.deeming_hours", "24", "48"),
        DifferenceView("clocks.flash_deeming_hours", "1", None),
    )
    ref = ask(three.nato, ProposeAmendment(three.draft(tables=CLOCKS, title="Longer nights"))).act.ref
    three.carry(three.nato, three.ru)
    assert course_of(three.ru).proposals[0].differences == wanted
    text = told(three.ru)
    assert "1. Longer nights proposed" in text
    assert f"detente council consent {ref}" in text
    assert f"detente council consent {ref}" not in told(three.nato)
    ask(three.ru, AnswerAmendment(ref, consent=True))
    course = course_of(three.ru)
    assert (course.amendments[0].differences, course.terms.deeming_hours) == (wanted, 48)
    text = told(three.ru)
    assert "1. Longer nights in force" in text
    assert "after 48 h with the depositary" in text


def test_what_a_party_that_comes_changes_is_said(three: Three) -> None:
    three.agree(sign_amendment(three.draft(admit=three.notes["fi"]), three.fi).note, three.notes["fi"])
    assert course_of(three.nato).amendments[0].differences == (
        DifferenceView("channels.line.members", "nato, ru", "nato, ru, fi"),
        DifferenceView("parties.fi", None, "Finland"),
    )
    assert "amendment 1" in told(three.nato)


def test_an_overtaken_proposal_has_no_differences(three: Three) -> None:
    first, second = three.draft(tables=CLOCKS), three.draft(tables=CLOCKS, title="Another title")
    ref = ask(three.nato, ProposeAmendment(first)).act.ref
    three.carry(three.nato, three.ru)
    ask(three.ru, AnswerAmendment(ref, consent=False))
    three.carry(three.ru, three.nato)
    three.agree(second)
    assert [(one.state, one.differences) for one in course_of(three.nato).proposals] == [("overtaken", ())]
    assert "it can have no more signatures" in told(three.nato)


def test_who_has_withdrawn_is_shown_so_on_both_pages(three: Three) -> None:
    ask(three.ru, LeaveCouncil("For now."))
    assert "withdrew" in told(three.ru)
    assert "withdrawn" in told(three.ru, "/standing")
