"""A scenario of two councils over the same nodes: acts of several kinds, what is refused, what matters add up to."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.story.playing import SECONDS, Home, home_in

SCENARIO = """
detente-scenario = 1
id = "two"
title = "Two councils"
summary = ["what", "not", "keys", "sources"]

[council]
name = "outer-rehearsal"
title = "All of them"
founded_at = 2020-01-01T00:00:00Z
depositary = "dep"
parties = ["aa", "bb", "cc", "dep"]
[council.alliances.two]
name = "The Two"
council = "inner"
[council.extra.topics.fish]
title = "Fish"
[council.extra.clocks]
reply_hours = 6

[councils.inner]
name = "inner-rehearsal"
title = "Two of them"
founded_at = 2020-01-01T00:00:00Z
depositary = "sec"
parties = ["aa", "bb", "sec"]
[councils.inner.channels.line]
title = "Line"
members = ["*"]
level = "watch"

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
[parties.sec]
name = "Secretariat"
short = "SEC"
run_by = "this test"

[channels.line]
title = "Line"
members = ["*"]
level = "watch"

[[events]]
at = 2020-01-01T01:00:00Z
basis = "inject"
headline = "A talks to its ally alone"
act = "inside"
council = "inner"
party = "aa"
channel = "line"
officer = "watch officer"
language = "en"
text = "What shall we say?"

[[events]]
at = 2020-01-01T01:10:00Z
basis = "inject"
headline = "A asks everybody, by a kind that asks"
act = "request"
party = "aa"
channel = "line"
kind = "clarification-request"
officer = "watch officer"
to = ["cc"]
body = { topic = "fish" }
language = "en"
text = "A asks what C's boats did."

[[events]]
at = 2020-01-01T01:11:00Z
basis = "inject"
headline = "It waits"
check = "state"
of = "request"
status = "waiting"

[[events]]
at = 2020-01-01T01:12:00Z
basis = "inject"
headline = "A topic that the charter does not name is refused"
act = "whales"
party = "cc"
channel = "line"
officer = "watch officer"
body = { topic = "whales" }
language = "en"
text = "C would rather talk of whales."
refused = "topic-unknown"

[[events]]
at = 2020-01-01T01:20:00Z
basis = "inject"
headline = "C explains"
act = "answer"
party = "cc"
channel = "line"
kind = "explanation"
officer = "watch officer"
re = "request"
language = "en"
text = "They fished."

[[events]]
at = 2020-01-01T01:21:00Z
basis = "inject"
headline = "Everybody's node says that it is answered"
check = "state"
of = "request"
status = "answered"

[[events]]
at = 2020-01-01T08:00:00Z
basis = "inject"
headline = "Six hours have passed"
tick = true

[[events]]
at = 2020-01-01T08:00:00Z
basis = "inject"
headline = "C's node lists it with both acts"
ask = "dossiers"
party = "cc"
call = "dossiers"
expect = { "items.0.dossier" = "@request", "items.0.acts" = 2 }

[[events]]
at = 2020-01-01T08:01:00Z
basis = "inject"
headline = "B's node shows the inner dossier, by its reference from outside"
ask = "inner"
party = "bb"
call = "dossier"
args = { ref = "@inside" }
expect = { "dossier.title" = "What shall we say?" }

[[events]]
at = 2020-01-01T08:01:30Z
basis = "inject"
headline = "C's node has no such council"
ask = "not-seen"
party = "cc"
call = "dossier"
args = { ref = "@inside" }
refused = "council-unknown"

[[events]]
at = 2020-01-01T08:02:00Z
basis = "inject"
headline = "Every record checks itself"
check = "fsck"
"""

FALSE = """
[[events]]
at = 2020-01-01T09:00:00Z
basis = "inject"
headline = "It counts"
check = "irregular"
of = "answer"
by = "aa"
code = "rank-too-low"

[[events]]
at = 2020-01-01T09:01:00Z
basis = "inject"
headline = "It is not adopted"
check = "state"
of = "request"
status = "adopted"
by = "bb"

[[events]]
at = 2020-01-01T09:02:00Z
basis = "inject"
headline = "Nothing is wrong with it"
act = "regular"
party = "aa"
channel = "line"
officer = "watch officer"
language = "en"
text = "Good morning."
refused = "topic-unknown"

[[events]]
at = 2020-01-01T09:03:00Z
basis = "inject"
headline = "B's node has it, and answers"
ask = "seen"
party = "bb"
call = "dossier"
args = { ref = "@inside" }
refused = "council-unknown"
"""


def played(home: Home, text: str) -> dict[str, Any]:
    """Return the outcome of a scenario, whether it passed or not."""
    path = home.place / "two.toml"
    path.write_text(text, "utf-8")
    process = home.start(path, "--instant", "--exit", "--json")
    output, errors = process.communicate(timeout=SECONDS)
    assert output, errors
    outcome: dict[str, Any] = json.loads(output)
    return outcome


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The story, and what is not so below it, played to the end."""
    return played(home_in(tmp_path_factory.mktemp("two")), SCENARIO + FALSE)


@pytest.mark.slow
def test_all_that_the_story_says_is_so(outcome: dict[str, Any]) -> None:
    assert outcome["troubles"] == []
    assert [check for check in outcome["checks"][:7] if not check["holds"]] == []
    states = [check for check in outcome["checks"] if "waiting" in check["check"] or "answered" in check["check"]]
    assert [[fact["text"][:2] for fact in check["facts"]] for check in states] == [["AA", "BB", "CC"]] * 2


@pytest.mark.slow
def test_what_is_not_so_is_found_out_and_named(outcome: dict[str, Any]) -> None:
    *_, irregular, state, refused, asked = outcome["checks"]
    assert [irregular["holds"], state["holds"], refused["holds"], asked["holds"]] == [False] * 4
    assert irregular["facts"][0]["text"].endswith("marked: regular")
    assert state["facts"][0]["text"] == "BB: dossier.status is answered"
    assert "said it" in refused["facts"][0]["text"]
    assert asked["facts"][0]["text"] == "BB's node answers it"
    assert not outcome["passed"]


@pytest.mark.slow
def test_what_allies_say_among_themselves_is_held_by_nobody_else(outcome: dict[str, Any]) -> None:
    inside = next(item for item in outcome["items"] if item["act"] == "inside")
    assert inside["council"].startswith("inner-rehearsal-")
    assert {one["party"] for one in inside["received"]} == {"bb", "sec"}
    charter = (Path(outcome["folder"]) / "charter.note").read_text("utf-8")
    assert f'"council" = "{inside["council"]}"' in charter
