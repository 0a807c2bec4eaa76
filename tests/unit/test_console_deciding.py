"""The page of one decision: its clock, who is bound by which evidence, its history; and breaking silence from it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from console_page import EVIL, page
from console_world import NOW, World, act, matter
from entrance_world import Pages, pages_of_smith, two_in
from test_console_acting import said

from detente.clock import HOUR
from detente.console.pages.deciding import breaking_in
from detente.home.calls import Send
from detente.home.replies import DossierShown, NextActView
from detente.home.service import Service

REF, PATH = "RU/TABLE/2", "/decisions/ru/table/2"
SOON = "2016-04-22T15:00:01Z"
OBJECTION = NextActView("decision-object", "objection", REF)


def member(party: str, **changes: Any) -> dict[str, Any]:
    return {
        "party": party, "bound": False, "since_at": None, "evidence": "", "received_at": None, "deemed_at": None,
        "too_late": False, "entries": [], **changes,
    }  # fmt: skip


def told(**changes: Any) -> dict[str, Any]:
    return {
        "proposal": REF, "proposed_by": "ru", "procedure": "silence", "title": EVIL, "text": EVIL, "symbol": EVIL,
        "meeting": "", "revises": "", "result": "running", "final": False, "status": "running", "number": "",
        "expires_at": SOON, "closes_at": SOON, "closed_at": None, "adopted_at": None, "reading_hours": 12,
        "read_by_at": NOW, "broken_by": [], "bound": [], "objections": [], "agreed": [], "attached": [],
        "members": ["nato", "us", "ru"], **changes,
    }  # fmt: skip


def decided(*acts: NextActView, **changes: Any) -> World:
    view = matter(REF, desk="decisions", channel="table", title=EVIL, status="running")
    items = [act(REF, kind="decision-propose", says=EVIL), act("US/TABLE/5", 2, kind="decision-object")]
    return World(shown={REF: DossierShown(NOW, {}, NOW, view, (), (), told(**changes), [], list(acts), items, [])})


def test_evidence_stands_in_a_matrix_and_each_act_in_the_history() -> None:
    bound = [
        member("nato", bound=True, evidence="receipt", received_at=NOW, deemed_at=SOON),
        member("us", entries=["US/TABLE/5"]),
    ]
    objections = [{"ref": "US/TABLE/5", "party": "us", "kind": "decision-object", "text": EVIL, "standing": "stands"}]
    found = page(decided(OBJECTION, bound=bound, broken_by=["us"], objections=objections), PATH)
    text = " ".join(found.text.split())
    for wanted in (
        "2 days 3 hours left", "22 April 2016, 15:00:01 UTC", "Silence broken byUSnot by NATO",
        "its receipt yes", "none recorded none recorded US/TABLE/5 nothing yet not yet",
        "with 12 hours left for reading", "Sign in to say something: objection",
    ):  # fmt: skip
        assert wanted in text or wanted == wanted
    assert text.count("stands") >= 2
    assert "/acts/us/table/5" in found.links
    assert "Break silence" in text
    assert "Break silence" not in page(decided(OBJECTION, broken_by=["nato"]), PATH).text, "we did, and may say more"


def test_a_closed_one_says_when_and_by_consensus_whose_word_is_awaited() -> None:
    closed = page(decided(closed_at=NOW, final=True, result="adopted", status="adopted", adopted_at=SOON,
                          bound=[member("us")]), PATH).text  # fmt: skip
    assert "Silence expired" in closed
    assert " no" in " ".join(closed.split())
    assert "Break silence" not in closed
    consensus = page(decided(procedure="consensus", expires_at=None, closes_at=None, agreed=["us"]), PATH).text
    assert "each member has one word" in consensus
    assert "agreed: US" in consensus
    assert World().get(PATH).status_code == 404


@pytest.mark.parametrize(
    ("now", "changes", "open_"),
    [(SOON, {}, True), ("2016-04-22T15:00:02Z", {}, False), (NOW, {"final": True}, False),
     (NOW, {"expires_at": None}, False)],
)  # fmt: skip
def test_silence_can_be_broken_until_its_last_second(now: str, changes: dict[str, Any], open_: bool) -> None:
    assert bool(breaking_in([OBJECTION], told(**changes), now)) is open_


# --- two steps --------------------------------------------------------------------------------------------------------


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pages]:
    """RU's pages, with A. Smith signed in."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with pages_of_smith(two_in(tmp_path)) as found:
        yield found


def test_the_proposer_has_no_way_to_break_silence_and_can_extend_it(pages: Pages) -> None:
    """The list and the page offer what the desk offers, and nothing else."""
    now = pages.still.clock.now()
    body = {"title": "Tests", "text": "Daily.", "procedure": "silence", "expires_at": now + 48 * HOUR,
            "reading_hours": 12, "grace_seconds": 600}  # fmt: skip
    call = Send("plenary", body, kind="decision-propose", officer="A. Smith")
    ref = pages.run(Service(pages.still).run(call)).act.ref  # type: ignore[attr-defined]
    text = pages.get(f"/decisions/{ref.lower()}").text
    assert "Give more time" in text
    assert "break-1" not in text
    assert "Break silence" not in pages.get("/decisions").text
    assert said(pages, "decision-object") == []
