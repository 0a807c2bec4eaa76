"""The scenario of the bay with real nodes: every desk at work at once, and every record says the same."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.story.playing import SECONDS, Home, home_in

from detente.rehearsal import scenario as s
from detente.rehearsal.library import load_scenario


@pytest.fixture(scope="module")
def bay(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, dict[str, Any]]:
    """The whole story, played to its end."""
    home = home_in(tmp_path_factory.mktemp("b"))
    process = home.start("bay", "--instant", "--exit", "--json")
    output, errors = process.communicate(timeout=SECONDS)
    assert process.returncode == 0, errors
    return home, json.loads(output)


@pytest.mark.slow
def test_every_check_holds_every_act_is_receipted_every_record_is_sound(bay: tuple[Home, dict[str, Any]]) -> None:
    _, outcome = bay
    scenario = load_scenario("bay")
    assert outcome["passed"]
    assert outcome["troubles"] == []
    assert [check for check in outcome["checks"] if not check["holds"]] == []
    assert outcome["detour"] is True
    assert set(outcome["fsck"].values()) == {"ok"}
    assert all(item["complete"] for item in outcome["items"])
    officers = len(scenario.council.officers)
    said = [event for event in scenario.events if isinstance(event.what, s.Act) and not event.what.refused]
    assert outcome["acts"] == len(said) + officers


@pytest.mark.slow
def test_what_it_leaves_is_there_for_everybody_to_look_at(bay: tuple[Home, dict[str, Any]]) -> None:
    """With the nodes gone, each party's folder answers by itself, and the joint text verifies without any folder."""
    home, outcome = bay
    refs = {item["act"]: item["ref"] for item in outcome["items"]}
    register = json.loads(home.run("decision", "register", "--dir", home.demo / "COM", "--json").stdout)
    assert [row["number"] for row in register["items"] if row["number"]] == ["BAY.DEC/1"]
    duties = json.loads(home.run("duty", "list", "--all", "--dir", home.demo / "ALD", "--json").stdout)["items"]
    signed = [duty for duty in duties if duty["what"].startswith("sign minutes")]
    # Fourteen days from the minutes, which were put down on 11 April, and from nothing that was said before them.
    assert [duty["due_at"][:10] for duty in signed] == ["2031-04-25", "2031-04-25"]
    minutes = home.place / "minutes.txt"
    exported = home.run(
        *("meeting", "export", refs["meeting"], "--format", "text", "--language", "fr", "-o", minutes),
        *("--dir", home.demo / "ALD"),
    )
    assert exported.returncode == 0, exported.stderr
    text = minutes.read_text("utf-8")
    assert "BAY/M/2031/1" in text
    assert "RÉPÉTITION" in text
    assert "signé le 14 avril 2031" in text
    proof = home.place / "joint.zip"
    assert home.run("evidence", "export", refs["joint"], "-o", proof, "--dir", home.demo / "COM").returncode == 0
    verified = home.run("communique", "verify", proof, "--json")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert Path(outcome["proof"]).exists()
