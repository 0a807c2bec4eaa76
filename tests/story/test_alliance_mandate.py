"""The alliance's story over real nodes: what the members said among themselves is in no record of the other side."""

import json
from contextlib import closing
from typing import Any

import pytest
from tests.story.playing import SECONDS, Home, home_in

from detente.record.sql import open_store

BORDER, LEAGUE = "border-rehearsal-", "league-rehearsal-"
COUNCILS = {
    "ALDER": {BORDER, LEAGUE}, "BIRCH": {LEAGUE}, "CEDAR": {LEAGUE}, "REGISTRY": {LEAGUE},
    "SOUTH": {BORDER}, "DEPOSITARY": {BORDER},
}  # fmt: skip


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, dict[str, Any]]:
    """The place of the story played to its end, its nodes at rest, and the outcome."""
    home = home_in(tmp_path_factory.mktemp("alliance"))
    process = home.start("alliance-mandate", "--instant", "--exit", "--json")
    output, errors = process.communicate(timeout=SECONDS)
    assert output, errors
    return home, json.loads(output)


@pytest.mark.slow
def test_the_story_passes_as_written(played: tuple[Home, dict[str, Any]]) -> None:
    _home, outcome = played
    assert outcome["troubles"] == []
    assert [check for check in outcome["checks"] if not check["holds"]] == []
    assert [act["act"] for act in outcome["items"] if not act["complete"]] == []
    assert outcome["fsck"] == dict.fromkeys((party.lower() for party in COUNCILS), "ok")
    assert outcome["passed"]
    assert {act["basis"] for act in outcome["items"]} == {"inject"}


@pytest.mark.slow
def test_each_record_holds_feeds_of_its_own_councils_alone(played: tuple[Home, dict[str, Any]]) -> None:
    home, _outcome = played
    for party, councils in COUNCILS.items():
        with closing(open_store(home.demo / party / "record.db")) as store:
            origins = [feed.origin for feed in store.feeds()]
        assert {name for name in (BORDER, LEAGUE) for origin in origins if origin.startswith(name)} == councils


@pytest.mark.slow
def test_a_stranger_checks_the_mandate_and_the_other_side_knows_that_it_was_taken_back(
    played: tuple[Home, dict[str, Any]],
) -> None:
    """By the commands of docs/demo.md, on folders at rest."""
    home, outcome = played
    refs = {act["act"]: act["ref"] for act in outcome["items"]}
    file = home.place / "league.mandate"
    within = ("--council", "league-rehearsal", "--dir", home.demo / "ALDER")
    exported = home.run("mandate", "export", refs["mandate"], "-o", file, *within)
    assert exported.returncode == 0, exported.stderr
    charter = ("--charter", home.demo / "charter.note", "--at", "2031-03-10T12:00:00Z")
    stranger = home.run("mandate", "verify", file, *charter)
    assert (stranger.returncode, stranger.stdout.splitlines()[-1]) == (0, "verified")
    south = home.run("mandate", "verify", file, "--dir", home.demo / "SOUTH")
    assert (south.returncode, "taken back by birch" in south.stdout) == (65, True)
    shown = home.run("show", refs["request"], "--dir", home.demo / "SOUTH")
    assert "for LEAGUE:" in shown.stdout
