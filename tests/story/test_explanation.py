"""A request for explanation with real nodes: as a scenario, and as the commands that people type with a wire cut."""

import json
import signal
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from tests.story.playing import SECONDS, Home, home_in, told

from detente.rehearsal.library import load_scenario

ASKED_MAX = 60
"""How often a node is asked for a fact that is on its way to it; each time takes a command's start."""
CAUSE = "Exercise: boats gather by night."
SMALL = """
[[events]]
at = 2031-05-05T08:00:00Z
basis = "inject"
headline = "A council with a clock for explanations"
note = "The rest is typed."
"""


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, dict[str, Any]]:
    """The whole story, played to its end."""
    home = home_in(tmp_path_factory.mktemp("x"))
    process = home.start("explanation", "--instant", "--exit", "--json")
    output, errors = process.communicate(timeout=SECONDS)
    assert process.returncode == 0, errors
    return home, json.loads(output)


@pytest.mark.slow
def test_every_check_holds_on_every_node_and_every_record_is_sound(played: tuple[Home, dict[str, Any]]) -> None:
    _, outcome = played
    assert outcome["passed"]
    assert outcome["troubles"] == []
    assert [check for check in outcome["checks"] if not check["holds"]] == []
    assert set(outcome["fsck"].values()) == {"ok"}
    told_of = " ".join(check["check"] for check in outcome["checks"])
    for word in ("overdue", "due, not heard", "not attended by ALD", "reported jointly", "closed"):
        assert word in told_of
    officers = len(load_scenario("explanation").council.officers)
    assert outcome["acts"] == len(outcome["items"]) > officers


@pytest.mark.slow
def test_folders_at_rest_list_it_alike(played: tuple[Home, dict[str, Any]]) -> None:
    """With the nodes gone, each reader's folder answers by itself, and all say the same."""
    home, _ = played
    found = []
    for party in ("ALD", "COM", "LIR"):
        done = home.run("explain", "list", "--dir", home.demo / party, "--json")
        assert done.returncode == 0, done.stderr
        (item,) = json.loads(done.stdout)["items"]
        found.append((item["dossier"]["status"], item["data"], item["duties"]))
    assert found[0] == found[1] == found[2]
    status, data, duties = found[0]
    assert status == "closed"
    assert [one["outcome"] for one in data["meetings"]] == ["not attended by ALD", "held"]
    assert [duty["state"] for duty in duties if duty["what"] == "explain"] == ["met"]


# --- by commands ------------------------------------------------------------------------------------------------------


class Typed:
    """The council of the scenario with nothing said in it, and its parties at their shells."""

    def __init__(self, home: Home) -> None:
        self.home = home

    def say(self, party: str, *words: str) -> str:
        """Return the reference of the act that `detente explain …` of a party says."""
        return str(self.json(party, "explain", *words)["act"]["ref"])

    def json(self, party: str, *words: str) -> Any:
        done = self.home.run(*words, "--json", "--dir", self.home.demo / party)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def status(self, party: str, ref: str) -> str:
        return str(self.json(party, "explain", "show", ref)["dossier"]["status"])

    def until(self, fact: Callable[[], bool], what: str) -> None:
        """Return when a fact is there, which travels between the nodes."""
        assert any(fact() for _ in range(ASKED_MAX)), what

    def held(self, party: str, ref: str) -> None:
        """Return when a party holds an act."""
        folder = self.home.demo / party
        self.until(
            lambda: self.home.run("show", ref, "--json", "--dir", folder).returncode == 0, f"{party} holds {ref}"
        )


@pytest.fixture
def typed(tmp_path: Path) -> Iterator[Typed]:
    home = home_in(tmp_path)
    text = (files("detente.rehearsal") / "scenarios" / "explanation.toml").read_text("utf-8")
    (tmp_path / "typed.toml").write_text(text.partition("# ---- 1.")[0] + SMALL, encoding="utf-8")
    process = home.start("typed.toml", "--instant", "--json")
    assert told(process)["passed"]
    yield Typed(home)
    for one in home.started:
        if one.poll() is None:
            one.send_signal(signal.SIGINT)
            one.communicate(timeout=SECONDS)


@pytest.mark.slow
def test_by_commands_it_is_overdue_where_the_evidence_is_and_alike_once_healed(typed: Typed) -> None:
    """Asked, unanswered, due without being heard on the cut node, a meeting not attended, reports to all."""
    ref = typed.say("LIR", "ask", CAUSE, "--to", "ald", "--seen", "Twelve launches.", "--question", "Until when?")
    for party in ("ALD", "COM"):
        typed.held(party, ref)
    typed.home.control("clock", "+1h")
    assert {typed.status(party, ref) for party in ("ALD", "COM", "LIR")} == {"requested"}
    early = typed.home.run("explain", "meet", ref, "--json", "--dir", typed.home.demo / "LIR")
    assert json.loads(early.stderr)["error"]["code"] == "explanation-too-early"
    for other in ("ald", "lir", "dep"):
        typed.home.control("cut", "com", other)
    other_matter = typed.json("ALD", "send", "--channel", "plenary", "Exercise: First Light is out.")["act"]["ref"]
    typed.held("LIR", other_matter)
    typed.home.control("clock", "+49h")
    typed.until(lambda: typed.status("LIR", ref) == "overdue", "overdue at Lirande")
    typed.until(lambda: typed.status("ALD", ref) == "overdue", "overdue at Aldoria itself")
    typed.until(lambda: typed.status("COM", ref) == "due, not heard", "due, not heard on the cut node")
    meeting = typed.say("LIR", "meet", ref, "--venue", "Second Light", "--third-state", "com")
    typed.held("ALD", meeting)
    typed.home.control("clock", "+50h")
    typed.say("LIR", "sitting", meeting, "Two hours.", "--not-held", "--attended", "lir", "--not-attended", "ald")
    typed.say("ALD", "sitting", meeting, "At sea.", "--not-held", "--not-attended", "ald")
    for one in ("ald", "lir", "dep"):
        typed.home.control("mend", "com", one)
    wanted = "bilateral meeting: not attended by ALD"
    for party in ("ALD", "COM", "LIR"):
        typed.until(lambda party=party: typed.status(party, ref) == wanted, f"healed at {party}")  # type: ignore[misc]
    report = typed.say("LIR", "report", meeting, "Both accounts stand.", "--joint")
    typed.held("ALD", report)
    typed.say("ALD", "report", report)
    typed.home.control("clock", "+1h")
    for party in ("ALD", "COM", "LIR"):
        typed.until(
            lambda party=party: typed.status(party, ref) == "bilateral meeting: reported jointly",
            party,  # type: ignore[misc]
        )
    shown = [typed.json(party, "explain", "show", ref)["data"] for party in ("ALD", "COM", "LIR")]
    assert shown[0]["reports"] == shown[1]["reports"] == shown[2]["reports"]
    typed.home.control("end")
