"""A rehearsal's checks of what acts add up to, asked of real records: those of two parties at rest."""

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.unit.council_of_two import NOW, Two, ask

from detente.home.calls import Call, PackBag, Send, UnpackBag
from detente.node.folder import Folder
from detente.node.folding import Folding
from detente.protocol.charter import verify_charter
from detente.rehearsal import scenario as s
from detente.rehearsal.inspection import Inspection
from detente.rehearsal.play import Finding, Record, Said
from detente.rehearsal.prompter import Prompter
from detente.rehearsal.setting import MAIN


class AtRest:
    """A stage whose parties are folders: each answers the home face's calls, and nothing travels."""

    def __init__(self, two: Two) -> None:
        self.folders = {"nato": two.nato, "ru": two.ru}
        self.cast = SimpleNamespace(charters={MAIN: verify_charter(two.charter().encode())})

    def running(self) -> set[str]:
        return set(self.folders)

    def home(self, party: str) -> "Desk":
        return Desk(self.folders[party])


class Desk:
    def __init__(self, folder: Folder) -> None:
        self.folder = folder

    async def call(self, call: Call[Any]) -> Any:
        return await asyncio.to_thread(ask, self.folder, call)


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[AtRest, Record]:
    """NATO's node, with other software, signed an act on a topic that the charter does not name; a bag brought it."""
    two = Two(tmp_path).joined()
    record = Record()
    with monkeypatch.context() as other_software:
        other_software.setattr(Folding, "check_draft", lambda *_args: None)
        for name, body in (("good", {"text": "Good day."}), ("odd", {"text": "Whales?", "topic": "whales"})):
            act = ask(two.nato, Send("line", body, officer="watch officer")).act
            event = s.Event(
                1, NOW, s.Basis.INJECT, (), None, "", s.Act(name, "nato", "line", "message", "watch officer")
            )
            said = record.said[name] = Said(name, act.ref, "nato", "line", NOW, ("ru",), event)
            said.council, said.dossier = act.council, act.ref
    bag = tmp_path / "bag"
    ask(two.nato, PackBag("ru", str(bag)))
    ask(two.ru, UnpackBag(str(bag)))
    return AtRest(two), record


def found(told: tuple[Any, Record], check: s.Check) -> Finding:
    stage, record = told
    event = s.Event(2, NOW, s.Basis.INJECT, (), None, "", check)
    inspection = Inspection(stage, record, Prompter(stage, record))
    return asyncio.run(inspection.decide(event, check))


def test_an_act_that_counts_for_nothing_is_kept_and_its_reason_shown(told: tuple[AtRest, Record]) -> None:
    finding = found(told, s.Check(s.Expect.IRREGULAR, "odd", "ru", code="topic-unknown"))
    assert finding.holds
    assert finding.facts[0].text == "RU keeps NATO/LINE/3; marked: topic-unknown"
    assert not found(told, s.Check(s.Expect.IRREGULAR, "odd", "ru", code="rank-too-low")).holds
    assert not found(told, s.Check(s.Expect.IRREGULAR, "good", "ru", code="topic-unknown")).holds


def test_every_reader_is_asked_what_a_matter_adds_up_to(told: tuple[AtRest, Record]) -> None:
    finding = found(told, s.Check(s.Expect.STATE, "good", status="waiting"))
    assert [fact.text for fact in finding.facts] == ["NATO: dossier.status is said", "RU: dossier.status is said"]
    assert not finding.holds
    assert found(told, s.Check(s.Expect.STATE, "good", status="said")).holds
    assert len(found(told, s.Check(s.Expect.STATE, "good", "ru", status="said")).facts) == 1
    assert found(told, s.Check(s.Expect.STATE, "good", data={"acts": 1})).facts[0].text.startswith("NATO: data.acts is")


def test_a_matter_that_a_reader_does_not_hold_is_said_to_be_so(told: tuple[AtRest, Record]) -> None:
    stage, record = told
    late = ask(stage.folders["nato"], Send("line", {"text": "Too late for the bag."})).act
    record.said["good"].ref = late.ref
    finding = found(told, s.Check(s.Expect.STATE, "good", "ru", status="said"))
    assert not finding.holds
    assert "reference-unknown" in finding.facts[0].text


def test_what_was_not_said_has_no_state(told: tuple[AtRest, Record]) -> None:
    assert found(told, s.Check(s.Expect.STATE, "never", status="said")).facts[0].text == "it was not said"
