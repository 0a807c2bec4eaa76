"""A scenario reads strictly: every slip is refused with its file, event and field, and a remedy where there is one."""

import pytest

from detente.clock import parse_rfc3339
from detente.errors import Malformed, Refused
from detente.rehearsal import bodies
from detente.rehearsal import scenario as s
from detente.rehearsal.charter_of import charter_plan
from detente.rehearsal.library import load_scenario, scenario_names
from detente.rehearsal.parsing import parse_scenario

HEAD = """
detente-scenario = 1
id = "small"
title = "A small one"
titles = { ru = "Малый" }
summary = ["what", "not", "keys", "sources"]

[council]
name = "small-rehearsal"
title = "Small council"
founded_at = 2020-01-01T00:00:00Z
depositary = "dep"
languages = ["en"]

[council.extra.topics.fish]
title = "Fish"
[council.extra.clocks]
reply_hours = 6

[parties.aa]
name = "A"
short = "AA"
run_by = "us"
[parties.bb]
name = "B"
short = "BB"
run_by = "us"
[parties.cc]
name = "C"
short = "CC"
run_by = "us"
[parties.dep]
name = "Depositary"
short = "DEP"
run_by = "us"
fictional = true
[concerned.dd]
name = "D"
note = "no party"

[channels.line]
title = "Line"
members = ["*"]
level = "watch"
[channels.pair]
title = "Two"
members = ["aa", "bb"]
level = "watch"

[sources.paper]
title = "A paper"
where = "example.org/paper"
seen = "excerpt"
confidence = "high"
"""

ACT = """
[[events]]
at = 2020-01-02T00:00:00Z
basis = "inject"
headline = "A speaks"
act = "first"
party = "aa"
channel = "line"
officer = "watch"
language = "en"
text = "A says that it is there."
"""

SECOND = ACT.replace('"first"', '"second"').replace('"aa"', '"bb"').replace("2020-01-02", "2020-01-03")
PAIR = ACT.replace('"line"', '"pair"')


def event(thing: str, day: int = 3) -> str:
    return f'\n[[events]]\nat = 2020-01-{day:02}T00:00:00Z\nbasis = "inject"\nheadline = "It happens"\n{thing}\n'


def refused(text: str) -> Malformed:
    with pytest.raises(Malformed) as caught:
        parse_scenario(text, "small.toml")
    return caught.value


def test_a_small_scenario_reads_whole():
    found = parse_scenario(HEAD + ACT + SECOND + event('check = "received"\nof = "first"\nby = "bb"\nvia = "cc"'), "f")
    assert [event.number for event in found.events] == [1, 2, 3]
    assert found.acts()["first"].at == parse_rfc3339("2020-01-02T00:00:00Z")
    assert found.council.channels["line"].members == ("aa", "bb", "cc")
    assert found.events[2].what == s.Check(s.Expect.RECEIVED, "first", "bb", via="cc")
    assert found.name_of("dd") == "D"


def test_every_kind_of_event_reads():
    things = [
        'cut = ["aa", "bb"]', 'mend = ["aa", "bb"]', 'stop = "aa"', 'start = "aa"', 'check = "fsck"',
        'published = "dd"\nlanguage = "en"\ntext = "D says so."\nabout = "first"', 'note = "So it was."',
        'check = "not-received"\nof = "first"\nby = "bb"\nrung = "seen"\nwithin_seconds = 5',
    ]  # fmt: skip
    found = parse_scenario(HEAD + ACT + "".join(event(thing) for thing in things), "f")
    assert [type(event.what) for event in found.events[1:]] == [
        s.Cut, s.Mend, s.Stop, s.Start, s.Check, s.Published, s.Note, s.Check,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("scenario-toml", HEAD + "["),
        ("scenario-version", HEAD.replace("detente-scenario = 1", "detente-scenario = 2") + ACT),
        ("scenario-missing", HEAD.replace('run_by = "us"', "", 1) + ACT),
        ("scenario-missing", HEAD),
        ("scenario-type", HEAD.replace('title = "A small one"', "title = 1") + ACT),
        ("scenario-type", HEAD.replace("detente-scenario = 1", "detente-scenario = true") + ACT),
        ("scenario-type", HEAD + ACT.replace("at = 2020-01-02T00:00:00Z", 'at = "2020-01-02T00:00:00Z"')),
        ("scenario-type", HEAD + ACT + 'to = ["bb", 1]'),
        ("scenario-type", HEAD.replace("[sources.paper]", "[sources]\nzz = 1\n[sources.paper]") + ACT),
        ("scenario-value", HEAD.replace('short = "AA"', 'short = "aa"') + ACT),
        ("scenario-value", HEAD.replace('"sources"]', '"sources", "more"]') + ACT),
        ("scenario-value", HEAD.replace('title = "A small one"', 'title = " "') + ACT),
        ("scenario-value", HEAD.replace('languages = ["en"]', 'languages = ["English!"]') + ACT),
        ("scenario-value", HEAD.replace("[channels.pair]", "[channels.own]") + ACT),
        ("scenario-value", HEAD.replace('members = ["aa", "bb"]', 'members = ["aa"]') + ACT),
        ("scenario-value", HEAD.replace('members = ["*"]', 'members = ["aa", "bb"]') + ACT),
        ("scenario-value", HEAD.replace("{ ru =", "{ RU_ =") + ACT),
        ("scenario-value", HEAD.replace("[sources.paper]", "[sources.Paper]") + ACT),
        ("scenario-value", HEAD + ACT.replace('"inject"', '"invented"')),
        ("scenario-value", HEAD + ACT.replace('"en"', '"English!"')),
        ("scenario-value", HEAD + ACT + 'to = ["aa"]'),
        ("scenario-value", HEAD + ACT + event('cut = ["aa"]')),
        ("scenario-value", HEAD + ACT + event('check = "received"\nof = "first"\nby = "bb"\nwithin_seconds = -1')),
        ("scenario-time", HEAD + ACT.replace("00:00:00Z", "00:00:00+03:00")),
        ("scenario-time", HEAD + ACT.replace("00:00:00Z", "00:00:00.5Z")),
        ("scenario-time", HEAD + ACT.replace("T00:00:00Z", "T00:00:00")),
        ("scenario-unknown-key", HEAD + ACT + 'adressee = "bb"'),
        ("scenario-unknown-key", HEAD + ACT + 'about = "first"'),
        ("scenario-unknown-key", HEAD.replace("fictional = true", "fictitious = true") + ACT),
        ("scenario-unknown-ref", HEAD + ACT.replace('"line"', '"lime"')),
        ("scenario-unknown-ref", HEAD + ACT.replace('"aa"', '"ab"')),
        ("scenario-unknown-ref", HEAD + ACT + 're = "secand"' + SECOND),
        ("scenario-unknown-ref", HEAD.replace('depositary = "dep"', 'depositary = "dap"') + ACT),
        ("scenario-unknown-ref", HEAD + ACT.replace('"inject"', '"sourced"\nsource = ["papers"]\nprecision = "day"')),
        ("scenario-unknown-ref", HEAD + ACT + 'reported_by = ["ee"]'),
        ("scenario-twice", HEAD + ACT + SECOND.replace('"second"', '"first"')),
        ("scenario-twice", HEAD.replace('members = ["aa", "bb"]', 'members = ["aa", "aa"]') + ACT),
        ("scenario-twice", HEAD.replace("[concerned.dd]", "[concerned.aa]") + ACT),
        ("scenario-twice", HEAD + ACT + 'texts = { en = "Again." }'),
        ("scenario-one-thing", HEAD + ACT + 'note = "and more"'),
        ("scenario-one-thing", HEAD + event("")),
        ("scenario-source", HEAD + ACT + 'source = ["paper"]'),
        ("scenario-source", HEAD + ACT + 'precision = "day"'),
        ("scenario-source", HEAD + ACT.replace('"inject"', '"sourced"\nsource = ["paper"]')),
        ("scenario-source", HEAD + ACT.replace('"inject"', '"reconstructed"\nprecision = "day"')),
        ("scenario-not-rehearsal", HEAD.replace('"small-rehearsal"', '"small-rehearsals"') + ACT),
        ("scenario-not-member", HEAD + ACT.replace('"line"', '"pair"').replace('"aa"', '"cc"')),
        ("scenario-not-member", HEAD + ACT.replace('"line"', '"pair"') + 'to = ["cc"]'),
        ("scenario-not-member", HEAD + ACT.replace('"aa"', '"dep"')),
        ("scenario-not-member", HEAD + ACT.replace('"line"', '"pair"') + SECOND + 're = "first"'),
        ("scenario-not-member", HEAD + PAIR + event('check = "received"\nof = "first"\nby = "cc"')),
        ("scenario-not-member", HEAD + ACT + event('check = "received"\nof = "first"\nby = "aa"')),
        ("scenario-quotation", HEAD + ACT.replace("it is there", "it is “there”")),
        ("scenario-quotation", HEAD + ACT + "remark = 'It is \"there\".'"),
        ("scenario-too-long", HEAD + ACT.replace("it is there", "x" * 600)),
        ("scenario-too-long", HEAD + ACT + f'texts = {{ ru = "{"ж" * 290}" }}'),
        ("scenario-too-long", HEAD + ACT.replace("A speaks", "A" * 73)),
        ("scenario-order", HEAD + SECOND + ACT),
        ("scenario-order", HEAD.replace("2020-01-01", "2020-01-04") + ACT),
        ("scenario-state", HEAD + event('mend = ["aa", "bb"]')),
        ("scenario-state", HEAD + event('cut = ["aa", "bb"]') + event('cut = ["bb", "aa"]')),
        ("scenario-state", HEAD + event('start = "aa"')),
        ("scenario-state", HEAD + event('stop = "aa"') + event('stop = "aa"')),
        ("scenario-state", HEAD + event('stop = "aa"', 1) + ACT),
    ],
)  # fmt: skip
def test_each_slip_is_refused_by_its_code(code, text):
    error = refused(text)
    assert error.code == code
    assert "small.toml" in error.got


@pytest.mark.parametrize(
    ("text", "place", "remedy"),
    [
        (HEAD + ACT.replace('"line"', '"lime"'), "event 1 (act first), field channel", "did you mean 'line'?"),
        (HEAD + ACT + 're = "firsst"' + SECOND, "event 1 (act first), field re", "none is declared"),
        (HEAD + ACT + SECOND + 're = "firsst"', "event 2 (act second), field re", "did you mean 'first'?"),
        (HEAD + ACT + 'precedense = "flash"', "event 1 (act first)", "did you mean 'precedence'?"),
        (HEAD + ACT + 'precedence = "flush"', "field precedence", "did you mean 'flash'?"),
        (HEAD.replace('"small-rehearsal"', '"small"') + ACT, "[council], field name", "'small-rehearsal'"),
        (HEAD.replace("fictional = true", "fictionel = true") + ACT, "[parties.dep]", "did you mean 'fictional'?"),
        (HEAD + event('stop = "xyzzy"'), "event 1, field stop", "known here: aa, bb, cc, dep"),
    ],
)
def test_an_error_names_file_event_and_field_and_the_nearest_word(text, place, remedy):
    error = refused(text)
    assert place in error.got
    assert remedy in error.remedy


QUOTING = ACT.replace('"inject"', '"sourced"\nsource = ["paper"]\nprecision = "day"')


@pytest.mark.parametrize(
    ("words", "allowed"),
    [
        ("“back to business as usual”", True),
        ("«лучше разговаривать»", True),
        ("“" + "word " * 12 + "”", True),
        ("“" + "word " * 13 + "”", False),
        ("“a mark without its pair", False),
        ("a mark without its pair”", False),
    ],
)
def test_quotation_marks_round_few_published_words_only(words, allowed):
    text = HEAD + QUOTING.replace("it is there", words)
    if allowed:
        assert parse_scenario(text, "f").events
    else:
        assert refused(text).code == "scenario-quotation"


def test_a_sourced_event_carries_its_basis_into_what_is_signed():
    texts = 'texts = { ru = "А говорит." }\nreported_by = ["aa"]'
    found = parse_scenario(HEAD + QUOTING + texts, "f").events[0]
    assert bodies.body_of(found, lambda name, _path: name) == {
        "text": "A says that it is there.", "basis": "sourced", "source": ["paper"], "reported_by": ["aa"],
        "unofficial": {"ru": "А говорит."},
    }  # fmt: skip
    assert isinstance(found.what, s.Act)
    assert (found.what.in_language("ru"), found.what.in_language("fr")) == ("А говорит.", "A says that it is there.")


def test_the_charters_plan_numbers_parties_in_the_files_order_and_implies_the_journal():
    scenario = parse_scenario(HEAD + ACT, "f")
    plan = charter_plan(scenario, scenario.council)
    assert [(party.number, party.id) for party in plan.parties] == [(1, "aa"), (2, "bb"), (3, "cc"), (4, "dep")]
    assert {channel.id: channel.members for channel in plan.channels} == {
        "line": ("*",), "pair": ("aa", "bb"), "journal": ("*",),
    }  # fmt: skip
    assert plan.channels[-1].writers == ("dep",)
    assert plan.rehearsal
    assert plan.tables == {
        "topics": {"fish": {"title": "Fish"}},
        "clocks": {"deeming_hours": 24, "flash_deeming_hours": 1, "reply_hours": 6},
    }


def test_a_scenario_is_found_by_name_or_by_file(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(HEAD + ACT, "utf-8")
    assert load_scenario(str(path)).file == "mine.toml"
    assert "nrc-2016" in scenario_names()
    with pytest.raises(Refused, match="scenario-absent") as caught:
        load_scenario("nrc-2015")
    assert "nrc-2016" in caught.value.remedy
    with pytest.raises(Refused, match="scenario-absent"):
        load_scenario(str(tmp_path / "other.toml"))
    path.write_bytes(b"\xff")
    with pytest.raises(Malformed, match="scenario-toml"):
        load_scenario(str(path))
