"""A demo that stays up: what is done to it from another shell, and how it ends."""

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests.story.playing import DETENTE, SECONDS, Home, home_in, is_gone, told

from detente.record.sql import open_store

SMALL = """
detente-scenario = 1
id = "small"
title = "A small one"
summary = ["what", "not", "keys", "sources"]

[council]
name = "small-rehearsal"
title = "Small council"
founded_at = 2020-01-01T00:00:00Z
depositary = "dep"

[parties.aa]
name = "A"
short = "AA"
run_by = "this test"
[parties.bb]
name = "B"
short = "BB"
run_by = "this test"
[parties.dep]
name = "Depositary"
short = "DEP"
run_by = "this test"

[channels.line]
title = "Line"
members = ["*"]
level = "watch"

[sources]

[[events]]
at = 2020-01-01T01:00:00Z
basis = "inject"
headline = "B's node stops"
stop = "bb"

[[events]]
at = 2020-01-01T02:00:00Z
basis = "inject"
headline = "A speaks all the same"
act = "hello"
party = "aa"
channel = "line"
officer = "watch officer"
language = "en"
text = "Is anybody there?"

[[events]]
at = 2020-01-01T02:01:00Z
basis = "inject"
headline = "B has not received it"
check = "not-received"
of = "hello"
by = "bb"

[[events]]
at = 2020-01-01T03:00:00Z
basis = "inject"
headline = "B's node starts"
start = "bb"

[[events]]
at = 2020-01-01T03:01:00Z
basis = "inject"
headline = "B answers what it found when it came back"
act = "here"
party = "bb"
channel = "line"
officer = "watch officer"
re = "hello"
language = "en"
text = "Yes."
"""
FALSE = """
[[events]]
at = 2020-01-01T04:00:00Z
basis = "inject"
headline = "What is not so"
check = "not-received"
of = "here"
by = "aa"
"""


def entered(home: Home, ref: str) -> bool:
    """Say if the depositary's journal covers an act, as A reads it."""
    party, channel, index = ref.lower().split("/")
    with closing(open_store(home.demo / "AA" / "record.db")) as store:
        council = next(iter(store.councils()))
        sizes = [size for _position, size in store.journal_sizes(f"{council}/{channel}/{party}/1")]
    return int(index) < max(sizes, default=0)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Home]:
    home = home_in(tmp_path)
    (tmp_path / "small.toml").write_text(SMALL, encoding="utf-8")
    yield home
    for process in home.started:
        # Nothing is left of a demo in whose test something failed.
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=SECONDS)


@pytest.mark.slow
def test_from_another_shell_wires_are_cut_nodes_stopped_and_the_clock_turned(small: Home) -> None:
    process = small.start("small.toml", "--instant", "--json")
    outcome = told(process)
    pids = {party["party"]: party["pid"] for party in outcome["parties"]}
    assert outcome["passed"], outcome
    assert small.control("cut", "AA", "bb")["cut"] == [["aa", "bb"]]
    sent = small.run(
        *(
            "send",
            "--dir",
            small.demo / "AA",
            "--to",
            "bb",
            "--precedence",
            "flash",
            "--wait",
            "stored",
            "--json",
            "Hm?",
        )
    )
    assert sent.returncode == 0, sent.stderr
    assert {one["party"] for one in json.loads(sent.stdout)["act"]["received"]} == {"bb", "dep"}
    ref = json.loads(sent.stdout)["act"]["ref"]
    until = time.monotonic() + SECONDS
    while not entered(small, ref):
        assert time.monotonic() < until, "the council's time goes on once the story is over"
        small.control("state")
    assert small.control("mend", "aa", "bb")["cut"] == []
    before = small.control("state")["as_of"]
    assert small.control("clock", "+6h")["as_of"][:13] > before[:13]
    assert small.control("stop", "bb")["stopped"] == ["bb"]
    assert is_gone(pids["bb"])
    said = small.run("send", "--dir", small.demo / "AA", "--json", "Anybody?")
    assert said.returncode == 0, said.stderr
    assert small.control("start", "bb")["running"] == ["aa", "bb", "dep"]
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as stranger:
        stranger.connect(str(small.demo / "demo.sock"))
        stranger.sendall(b"{}{\n")
        assert b"demo-line-malformed" in stranger.recv(1_000)
    unknown = small.run("demo", "stop", "cc", "--dir", small.demo, "--json")
    assert json.loads(unknown.stderr)["error"]["code"] == "party-unknown"
    a_node_that_does_not_come_up_is_named_with_its_log(small)
    small.control("end")
    process.communicate(timeout=SECONDS)
    assert process.returncode == 0
    assert all(is_gone(party["pid"]) for party in outcome["parties"])
    assert not (small.demo / "AA" / "home.sock").exists()


def a_node_that_does_not_come_up_is_named_with_its_log(small: Home) -> None:
    """A folder that another process holds: the node says so, and the demo passes it on."""
    small.control("stop", "bb")
    words = [DETENTE, "up", "--json", "--dir", small.demo / "BB"]
    with subprocess.Popen(words, env=small.environment, stdout=subprocess.PIPE, text=True) as holding:
        assert holding.stdout is not None
        assert json.loads(holding.stdout.readline())["ready"]
        started = small.run("demo", "start", "bb", "--dir", small.demo, "--json")
        error = json.loads(started.stderr)["error"]
        assert error["code"] == "stage-node-down"
        assert "folder-in-use" in error["got"]
        holding.terminate()


@pytest.mark.slow
def test_a_check_that_does_not_hold_is_not_passed(tmp_path: Path) -> None:
    home = home_in(tmp_path)
    (tmp_path / "false.toml").write_text(SMALL + FALSE, encoding="utf-8")
    failed = home.run("demo", "false.toml", "--instant", "--exit", "--json", "--dir", home.demo)
    assert failed.returncode == 65
    assert json.loads(failed.stderr)["error"]["code"] == "rehearsal-not-passed"
    outcome: dict[str, Any] = json.loads(failed.stdout)
    assert not outcome["passed"]
    assert outcome["acts"] == 2
    assert [check["holds"] for check in outcome["checks"]] == [True, False]
    assert all(is_gone(party["pid"]) for party in outcome["parties"])


@pytest.mark.slow
def test_a_director_that_is_killed_leaves_no_node_behind(small: Home) -> None:
    process = small.start("small.toml", "--instant", "--json")
    pids = [party["pid"] for party in told(process)["parties"]]
    descriptors = [os.pidfd_open(pid) for pid in pids]
    process.kill()
    process.communicate(timeout=SECONDS)
    for descriptor in descriptors:
        # Readable as soon as the process has ended.
        os.set_blocking(descriptor, True)
        assert wait_readable(descriptor)
        os.close(descriptor)


def wait_readable(descriptor: int) -> bool:
    import select

    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(SECONDS * 1_000))
