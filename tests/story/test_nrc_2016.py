"""The NATO-Russia Council of 2014 to 2016 for real: eight processes, TLS between them, every number from the nodes.

The story is played once; its one page is walked while it is up, what it left is read when it has ended.
"""

import json
import signal
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from tests.browser.tour import take_all
from tests.story.playing import SECONDS, Home, home_in, is_gone, told

from detente.protocol.charter import verify_charter
from detente.record.sql import open_store
from detente.rehearsal.library import load_scenario

PATIENCE = 40_000
"""Milliseconds: eight nodes, a browser and the other tests share two cores."""


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Home, subprocess.Popen[str], dict[str, Any]]]:
    """The whole story, and the demo that stays up after it."""
    home = home_in(tmp_path_factory.mktemp("n"))
    process = home.start("--instant", "--json")
    try:
        yield home, process, told(process)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=SECONDS)


@pytest.fixture(scope="module")
def council(played: tuple[Home, subprocess.Popen[str], dict[str, Any]]) -> tuple[Home, dict[str, Any]]:
    """What it brought about, and the folder that it left behind."""
    home, process, outcome = played
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=SECONDS)
    assert process.returncode == 0
    return home, outcome


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_five_minutes(played: tuple[Home, subprocess.Popen[str], dict[str, Any]], browser: Browser) -> None:
    """All cards in their order, in one go, as somebody opens the page who has never been here."""
    _home, _process, outcome = played
    with browser.new_context(viewport={"width": 1600, "height": 1200}, reduced_motion="reduce") as context:
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        expect.set_options(timeout=PATIENCE)
        page.goto(outcome["tour"])
        take_all(page)
        expect.set_options(timeout=20_000)
        assert [url for url in asked if not url.startswith("http://localhost:")] == []


@pytest.mark.slow
def test_every_holder_receipts_every_act(council: tuple[Home, dict[str, Any]]) -> None:
    home, outcome = council
    charter = verify_charter((home.demo / "charter.note").read_bytes())
    assert outcome["acts"] == len(outcome["items"]) == 102, "84 of the story, and 18 officers presented before it"
    for item in outcome["items"]:
        others = charter.holders_of(item["channel"]) - {item["party"]}
        assert {one["party"] for one in item["received"]} == others, item["ref"]
        assert {one["rung"] for one in item["received"]} == {"stored"}
        assert all(one["at"] >= item["claimed_at"] for one in item["received"])
    assert outcome["receipts"] == sum(len(item["received"]) for item in outcome["items"])


@pytest.mark.slow
def test_every_check_holds_and_every_record_is_sound(council: tuple[Home, dict[str, Any]]) -> None:
    _, outcome = council
    assert outcome["passed"]
    assert outcome["troubles"] == []
    assert [check for check in outcome["checks"] if not check["holds"]] == []
    assert {party["party"]: party["fsck"] for party in outcome["parties"]} == outcome["fsck"]
    assert set(outcome["fsck"].values()) == {"ok"}
    assert len(outcome["parties"]) == 8


@pytest.mark.slow
def test_with_the_wire_cut_an_act_and_its_receipt_go_by_the_depositary(council: tuple[Home, dict[str, Any]]) -> None:
    _, outcome = council
    assert outcome["detour"] is True
    assert [cut["between"] for cut in outcome["cut"]] == [["us", "ru"]]
    assert outcome["cut"][0]["mended_at"] is not None
    detours = [check for check in outcome["checks"] if check["via"] == "depositary"]
    assert len(detours) == 2
    assert all(len(check["facts"]) >= 6 for check in detours)


@pytest.mark.slow
def test_the_word_rehearsal_stands_in_every_checkpoint(council: tuple[Home, dict[str, Any]]) -> None:
    home, outcome = council
    seen = 0
    for party in outcome["parties"]:
        with closing(open_store(Path(party["folder"]) / "record.db")) as store:
            for feed in store.feeds():
                head = store.head(feed)
                assert head is not None
                assert b"-rehearsal-" in head.note().to_bytes().splitlines()[0]
                seen += 1
    assert seen > 8
    assert b"rehearsal = true" in (home.demo / "charter.note").read_bytes()


@pytest.mark.slow
def test_the_journal_tells_the_council_time(council: tuple[Home, dict[str, Any]]) -> None:
    """The depositary entered the heads at each event, and every party holds its journal whole."""
    home, outcome = council
    sizes = set()
    for party in ("RU", "NATO", "DEPOSITARY"):
        with closing(open_store(home.demo / party / "record.db")) as store:
            journal = store.feed(f"{outcome['council']}/journal/depositary/1")
            assert journal is not None
            sizes.add(journal.size)
    assert len(sizes) == 1
    assert sizes.pop() > len(load_scenario("nrc-2016").events)


@pytest.mark.slow
def test_it_tells_a_suspension_a_meeting_without_agreement_two_communiques_and_the_brief(
    council: tuple[Home, dict[str, Any]],
) -> None:
    """What each adds up to is the same at every node that reads it, and the node itself refuses what is suspended."""
    _, outcome = council
    told = [check["check"] for check in outcome["checks"]]
    for part in (
        "refused at NATO: scope-suspended",
        ": in force, ['line', 'plenary', 'military', 'public']",
        ": closed, not agreed, not agreed, not agreed",
        ": published by NATO alone",
        "brief at NATO",
        "brief at RU",
    ):
        assert [one for one in told if part in one], part
    meeting = next(check for check in outcome["checks"] if "not agreed" in check["check"])
    assert {fact["text"].partition(":")[0] for fact in meeting["facts"]} == {"NATO", "US", "DE", "PL", "ES", "TR", "RU"}
    last = [item for item in outcome["items"] if item["channel"] == "line"][-1]
    assert last["act"] == "line-end"
    assert last["complete"], "the line is open at the end"


@pytest.mark.slow
def test_files_of_incidents_are_at_every_reader_and_nothing_is_agreed(council: tuple[Home, dict[str, Any]]) -> None:
    """Each side's reconstructed track went sealed like any file; what differs stays a question, and nobody consents."""
    home, outcome = council
    brought = {item["act"]: item for item in outcome["items"] if item["files"]}
    assert {name: len(item["files_at"]) for name, item in brought.items()} == {
        "su24-tr-track": 2, "su24-ru-track": 2, "cook-us-track": 7, "cook-ru-track": 7,
    }  # fmt: skip
    ref = brought["cook-us-track"]["ref"]
    saved = home.run("attachment", "save", ref, "-o", home.place / "track.geojson", "--dir", home.demo / "PL")
    assert saved.returncode == 0, saved.stderr
    track = home.run("incident", "track", home.place / "track.geojson", "--json")
    assert [one["points"] for one in json.loads(track.stdout)["files"][0]["tracks"]] == [5, 3, 1, 3]
    assert b'"basis": "reconstructed"' in (home.place / "track.geojson").read_bytes()
    compared = home.run("incident", "compare", ref, "--dir", home.demo / "DE", "--json")
    rows = {row["what"]: row["status"] for row in json.loads(compared.stdout)["items"]}
    assert {name for name, status in rows.items() if status == "differs"} >= {"date", "distance from land", "conduct"}
    review = home.run("incident", "review", "--year", "2016", "--dir", home.demo / "RU", "--json")
    assert [item["status"] for item in json.loads(review.stdout)["items"]] == ["facts not agreed", "2 accounts"]


@pytest.mark.slow
def test_the_folder_left_behind_still_answers(council: tuple[Home, dict[str, Any]]) -> None:
    """Standing and brief are read from a folder at rest as from a running node."""
    home, _outcome = council
    brief = home.run("brief", "--dir", home.demo / "RU", "--json")
    assert brief.returncode == 0, brief.stderr
    assert json.loads(brief.stdout)["suspension"]["channels"] == ["tr-ru"]
    standing = home.run("standing", "--dir", home.demo / "DE", "--json")
    assert json.loads(standing.stdout)["items"][0]["suspensions"][0]["levels"] == ["expert"]


@pytest.mark.slow
def test_the_proof_verifies_without_the_nodes_and_a_second_demo_needs_its_own_folder(
    council: tuple[Home, dict[str, Any]],
) -> None:
    home, outcome = council
    assert all(is_gone(party["pid"]) for party in outcome["parties"])
    verified = home.run("evidence", "verify", outcome["proof"])
    assert verified.returncode == 0, verified.stdout + verified.stderr
    again = home.run("demo", "--instant", "--exit", "--json", "--dir", home.demo)
    assert again.returncode == 2
    assert json.loads(again.stderr)["error"]["code"] == "demo-folder-not-empty"
