"""Silence for real: every node a process, and each state read at one of them by command, with its evidence."""

import json
import signal
import time
from collections.abc import Iterator
from typing import Any

import pytest
from tests.story.playing import SECONDS, Home, home_in, told

SCENARIO = """
detente-scenario = 1
id = "silent"
title = "Three that may fall silent"
summary = ["what", "not", "keys", "sources"]

[council]
name = "silent-rehearsal"
title = "A council that may fall silent"
founded_at = 2020-01-01T00:00:00Z
depositary = "dep"

[council.extra.levels.kinds]
suspend = "watch officer"

[parties.aa]
name = "A"
short = "AA"
run_by = "this test"
[parties.bb]
name = "B"
short = "BB"
run_by = "this test"
[parties.cc]
name = "C"
short = "CC"
run_by = "this test"
[parties.dep]
name = "Depositary"
short = "DEP"
run_by = "this test"

[channels.line]
title = "Line"
members = ["*"]
level = "watch"
[channels.plenary]
title = "Council"
members = ["*"]
level = "ambassadors"
[channels.experts]
title = "Experts"
members = ["*"]
level = "experts"

[sources]

[[events]]
at = 2020-01-01T01:00:00Z
basis = "inject"
headline = "A speaks"
act = "hello"
party = "aa"
channel = "line"
officer = "watch officer"
language = "en"
text = "Good morning."
"""


@pytest.fixture(scope="module")
def silent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A demo that stays up."""
    home = home_in(tmp_path_factory.mktemp("s"))
    (home.place / "silent.toml").write_text(SCENARIO, encoding="utf-8")
    assert told(home.start("silent.toml", "--instant", "--json"))["passed"]
    yield home
    for process in home.started:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=SECONDS)


def seen(home: Home, peer: str, state: str) -> dict[str, Any]:
    """Return how a counterpart stands for AA, as soon as its state is the one that is waited for."""
    until = time.monotonic() + SECONDS
    while True:
        shown = home.run("line", "status", peer, "--dir", home.demo / "AA", "--json")
        assert shown.returncode == 0, shown.stderr
        found: dict[str, Any] = json.loads(shown.stdout)["items"][0]
        if found["state"] == state:
            return found
        assert time.monotonic() < until, f"{peer} is {found['state']}, never {state}: {found}"


def said(home: Home, party: str, *words: str) -> str:
    """Return the reference of what a party says by command."""
    done = home.run(*words, "--dir", home.demo / party, "--json")
    assert done.returncode == 0, done.stderr
    return str(json.loads(done.stdout)["act"]["ref"])


def evidence(fact: dict[str, Any]) -> dict[str, Any]:
    return {one["what"]: one["ref"] or one["at"] for one in fact["evidence"]}


@pytest.mark.slow
def test_a_wire_that_is_cut_and_a_node_that_is_stopped(silent: Home) -> None:
    """Reachable, link down, not heard, and back: by demo cut, demo mend, demo stop and demo start."""
    until = evidence(seen(silent, "cc", "reachable")["link"])
    assert set(until) == {"contact"}

    # The wire between two is cut, and others hold the newer sign of life.
    before = silent.control("cut", "AA", "BB")["as_of"]
    cut = seen(silent, "bb", "link_down")
    sign = next(one for one in cut["link"]["evidence"] if one["what"] == "sign_of_life")
    assert sign["by"] == "bb"
    assert sign["at"] > before
    assert cut["retry_seconds"] is not None
    silent.control("mend", "AA", "BB")
    seen(silent, "bb", "reachable")

    # A node that is stopped is heard by nobody.
    silent.control("stop", "CC")
    gone = seen(silent, "cc", "not_heard")
    assert "unanswered_requests" in evidence(gone["link"])
    silent.control("start", "CC")
    seen(silent, "cc", "reachable")
    for words in (("line", "status"), ("line", "status", "cc"), ("status",)):
        shown = silent.run(*words, "--dir", silent.demo / "AA")
        assert shown.returncode == 0, shown.stderr
        assert "reachable" in shown.stdout


@pytest.mark.slow
def test_an_officer_who_does_not_read_or_answer_and_what_a_party_says_of_its_silence(silent: Home) -> None:
    """Unread, read and unanswered, declined, suspended, announced, each with the act or receipt that shows it."""
    # The officer is absent: the node has it, nobody read it; then read, then declined.
    ask = said(silent, "AA", "send", "--kind", "clarification-request", "--to", "bb", "--wait", "stored", "What is it?")
    unread = seen(silent, "bb", "unread")
    assert [(fact["about"], set(evidence(fact))) for fact in unread["facts"]] == [(ask, {"receipt"})]
    read = said(silent, "BB", "acknowledge", ask)
    fact = seen(silent, "bb", "read_unanswered")["facts"][0]
    assert (fact["about"], evidence(fact)["acknowledgement"]) == (ask, read)
    declined = said(silent, "BB", "send", "--kind", "decline", "--re", ask, "Not now.")
    fact = seen(silent, "bb", "declined")["facts"][0]
    assert (fact["about"], evidence(fact)) == (ask, {"act": declined})

    # What a party says of its own silence.
    suspended = said(silent, "BB", "suspend", "--channel", "experts", "--reason", "Events.", "--ground", "None stated")
    fact = seen(silent, "bb", "suspended")["facts"][0]
    assert evidence(fact)["act"] == suspended
    later = f"{int(silent.control('state')['as_of'][:4]) + 1}-01-01T00:00:00Z"
    refused = silent.run("line", "announce-silence", "--until", later, "--reason", "Painting.", "--dir",
                         silent.demo / "CC", "--json")  # fmt: skip
    assert json.loads(refused.stderr)["error"]["code"] == "silence-end"
    end = f"{silent.control('state')['as_of'][:10]}T23:59:59Z"
    announced = said(silent, "CC", "line", "announce-silence", "--until", end, "--reason", "Painting.")
    fact = seen(silent, "cc", "silence_announced")["facts"][0]
    assert (evidence(fact)["act"], fact["until_at"], fact["reason"]) == (announced, end, "Painting.")
