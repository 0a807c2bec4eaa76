"""A scenario reads strictly: every slip is refused with its file, event and field, and a remedy where there is one."""

import pytest

from detente.clock import parse_rfc3339
from detente.errors import Malformed, Refused
from detente.home.calls import Call, ShowDossier
from detente.home.replies import CouncilsView, CouncilView, FieldView, Sent
from detente.home.wire import CALLS, REPLIES
from detente.rehearsal import bodies
from detente.rehearsal import scenario as s
from detente.rehearsal.charter_of import charter_plan
from detente.rehearsal.library import load_scenario, scenario_names
from detente.rehearsal.parsing import parse_scenario
from detente.rehearsal.prompter import credentials_of

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

OFFICER = """
[[officers]]
party = "aa"
name = "Ambassador of A"
rank = "ambassador"
channels = ["line"]
until = 2020-12-31T23:59:59Z
"""

INNER = """
[councils.inner]
name = "inner-rehearsal"
title = "Two of them"
founded_at = 2020-01-01T00:00:00Z
parties = ["aa", "bb"]
[councils.inner.channels.line]
title = "Line"
members = ["*"]
level = "watch"
[[councils.inner.officers]]
party = "bb"
name = "Envoy of B"
rank = "expert"
"""

ALLIED = HEAD.replace(
    "[council.extra.topics.fish]",
    """[council.alliances.two]
name = "The Two"
council = "inner"
rule = 1
[council.extra.topics.fish]""",
)

CALLED = """act = "first"
party = "aa"
channel = "line"
officer = "watch"
call = "dossiers"
"""

ASK = 'ask = "q"\nparty = "aa"\ncall = "dossiers"\n'
IRREGULAR = 'check = "irregular"\nof = "first"\nby = "dep"\ncode = "rank-too-low"'
INSIDE = ACT.replace('"first"', '"inside"') + 'council = "inner"\n'
CALL_NOTE = 'kind = "call-note"\nbody = { caller = "the “duty” desk", called = "bb", at = 1, answered = true }'

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


def test_a_body_holds_the_fields_of_its_kind_with_times_in_seconds_and_earlier_acts_by_name():
    note = 'kind = "call-note"\nbody = { caller = "bb", called = "@first", answered = true, at = 2020-01-02T00:00:00Z }'
    found = parse_scenario(HEAD + ACT + SECOND + note, "f").events[1]
    assert found.what.body["at"] == parse_rfc3339("2020-01-02T00:00:00Z")
    body = bodies.body_of(found, lambda name, path: f"AA/LINE/2 {name}{path}")
    assert body["called"] == "AA/LINE/2 first"
    assert (body["text"], body["basis"]) == ("A says that it is there.", "inject")


def test_an_act_whose_kind_asks_for_no_text_needs_none():
    seen = SECOND.replace('language = "en"\ntext = "A says that it is there."', 'kind = "acknowledge"\nre = "first"')
    act = parse_scenario(HEAD + ACT + seen, "f").events[1].what
    assert (act.text, act.language, act.kind) == ("", "", "acknowledge")


def test_a_whole_text_may_be_what_a_node_replied_and_nothing_else_of_a_text():
    ask = event('ask = "q"\nparty = "bb"\ncall = "dossier"\nargs = { ref = "@first" }')
    draft = SECOND.replace("A says that it is there.", "@q.as_of")
    told = "{}/{}".format
    found = parse_scenario(HEAD + ACT + ask + draft, "f")
    assert bodies.body_of(found.events[2], told)["text"] == "q/as_of"
    assert refused(HEAD + ACT + ask + draft.replace("as_of", "as_off")).code == "scenario-unknown-ref"
    plain = parse_scenario(HEAD + ACT + ask + draft.replace("@q.as_of", "See @q.as_of."), "f")
    assert bodies.body_of(plain.events[2], told)["text"] == "See @q.as_of."


def test_a_reply_is_compared_as_it_is_printed():
    """A tuple of a reply is a list in JSON, as it is in the scenario's own tables."""
    reply = FieldView("option", "Label", "text", required=True, many=False, choices=("a", "b"))
    assert bodies.at_path(bodies.as_json(reply), "choices") == ["a", "b"]


def test_an_act_that_is_to_be_refused_may_be_what_its_kind_does_not_take():
    wrong = 'kind = "call-note"\nbody = { caller = "bb", called = "aa", at = 1, answered = "yes" }\nrefused = '
    found = parse_scenario(HEAD + ACT + wrong + '"body-field-type"', "f")
    assert found.events[0].what.refused == "body-field-type"
    assert refused(HEAD + ACT + wrong + '"rank-too-low"').code == "scenario-body"


def test_a_question_is_a_call_with_what_its_reply_must_hold():
    ask = 'ask = "q"\nparty = "bb"\ncall = "dossier"\nargs = { ref = "@first" }\nexpect = { "dossier.acts" = 1 }'
    found = parse_scenario(
        HEAD + ACT + event(ask) + event(ask.replace('"q"', '"again"').replace("@first", "@q.as_of")), "f"
    )
    call = bodies.call_of(found.events[1], "c", lambda name, path: f"{name}/{path}")
    assert call == ShowDossier("first/", "c")
    assert bodies.call_of(found.events[2], "c", lambda name, path: f"{name}/{path}") == ShowDossier("q/as_of", "c")
    assert bodies.at_path({"items": [{"a": 1}]}, "items.0.a") == 1
    assert bodies.at_path({"items": []}, "items.0.a") is None


def test_a_question_that_is_to_be_refused_expects_no_reply_and_is_named_by_nothing():
    text = HEAD + ACT + event(ASK + 'refused = "council-unknown"')
    asked = parse_scenario(text, "f").events[1].what
    assert isinstance(asked, s.Ask)
    assert asked.refused == "council-unknown"
    again = event(ASK.replace('"q"', '"again"') + 'args = { ref = "@q.as_of" }')
    assert refused(text + again).code == "scenario-unknown-ref"
    assert refused(HEAD + ACT + event(ASK + 'refused = "a"\nexpect = { acts = 1 }')).code == "scenario-unknown-key"
    assert refused(text + event(ASK)).code == "scenario-twice"


def test_a_reply_is_compared_as_json_shows_it():
    found = bodies.as_json(CouncilsView("now", [CouncilView("c", "C", True, None, ("aa",), {"line": ("aa",)}, "then")]))
    assert bodies.at_path(found, "items.0.parties") == ["aa"]


def test_an_act_made_by_a_call_gives_it_what_the_event_says(monkeypatch):
    class Pledge(Call[Sent], frozen=True, tag="pledge"):
        ref: str
        until_at: int
        officer: str
        file: str
        council: str | None = None

    monkeypatch.setitem(CALLS, "pledge", Pledge)
    monkeypatch.setitem(REPLIES, Pledge, Sent)
    args = 'args = { ref = "@first", until_at = 2020-01-02T00:00:00Z }\nfile = "Three boats."\n'
    text = HEAD + ACT + event(CALLED.replace('"first"', '"second"').replace('"dossiers"', '"pledge"') + args)
    found = parse_scenario(text, "f").events[1]
    ours = bodies.call_of(found, "c", lambda name, _path: f"ref of {name}", "/papers")
    assert ours == Pledge("ref of first", 1_577_923_200, "watch", "/papers/second.txt", "c")
    assert bodies.marks_of(found) == {"basis": "inject"}
    assert refused(text.replace('"pledge"', '"show"')).code == "scenario-value"
    assert refused(text + 're = "first"').code == "scenario-unknown-key"
    assert refused(text.replace("until_at", "till_at")).code == "scenario-body"


def test_a_state_is_checked_at_every_reader_or_at_one():
    state = 'check = "state"\nof = "first"\nstatus = "said"\ndata = { "acts" = ["@first"] }'
    found = parse_scenario(HEAD + ACT + event(state) + event(state + '\nby = "cc"'), "f")
    assert [one.what.by for one in found.events[1:]] == ["", "cc"]
    assert found.events[1].what.data == {"acts": ["@first"]}


def test_several_councils_sit_beside_each_other_and_one_may_be_an_alliance_of_the_other():
    found = parse_scenario(ALLIED + OFFICER + INNER + ACT + INSIDE, "f")
    assert list(found.councils) == ["inner", "main"]
    assert found.councils["inner"].channels["line"].members == ("aa", "bb")
    assert [act.what.council for act in found.events] == ["main", "inner"]
    plan = charter_plan(found, found.council)
    assert [(one.id, one.council, one.members, one.rule) for one in plan.alliances] == [
        ("two", "inner", ("aa", "bb"), 1)
    ]
    assert [one.name for one in found.council.officers] == ["Ambassador of A"]
    assert [one.name for one in found.councils["inner"].officers] == ["Envoy of B"]


def test_credentials_say_who_speaks_where_and_until_when():
    found = parse_scenario(HEAD + OFFICER + ACT, "f")
    council = found.council
    presented = credentials_of(council, council.officers[0], council.founded_at)
    assert bodies.body_of(presented, lambda name, _path: name) == {
        "name": "Ambassador of A", "rank": "ambassador", "channels": ["line"], "valid_from_at": council.founded_at,
        "valid_until_at": parse_rfc3339("2020-12-31T23:59:59Z"), "basis": "inject",
    }  # fmt: skip
    assert (presented.what.kind, presented.what.channel, presented.what.party) == ("credentials", "line", "aa")


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
        ("scenario-missing", HEAD + ACT + event('check = "state"\nof = "first"')),
        ("scenario-value", HEAD + ACT + event("tick = false")),
        ("scenario-value", HEAD + ACT + 'kind = "massage"'),
        ("scenario-value", HEAD + ACT + event(ASK.replace("dossiers", "send"))),
        ("scenario-value", HEAD + ACT + event(ASK + 'file = "Three boats."')),
        ("scenario-value", HEAD + event(CALLED)),
        ("scenario-value", HEAD.replace("[council.extra.topics.fish]", "[council.extra.channels.fish]") + ACT),
        ("scenario-time", HEAD + ACT + "body = { topic = 2020-01-01 }"),
        ("scenario-body", HEAD + ACT.replace('text = "A says that it is there."', "")),
        ("scenario-body", HEAD + ACT + 'kind = "call-note"\nbody = { answered = "yes" }'),
        ("scenario-body", HEAD + ACT + event(ASK + 'args = { ref = "x" }')),
        ("scenario-unknown-key", HEAD + ACT + 'body = { topik = "fish" }'),
        ("scenario-unknown-key", HEAD + ACT + 'body = { text = "again" }'),
        ("scenario-unknown-ref", HEAD + ACT + 'body = { topic = "@second" }'),
        ("scenario-unknown-ref", HEAD + ACT + event(ASK + 'args = { desk = "@first.acts" }')),
        ("scenario-unknown-ref", HEAD + ACT + 'refused = "rank-too-low"' + SECOND + 're = "first"'),
        ("scenario-unknown-ref", HEAD + ACT + 'council = "inner"'),
        ("scenario-twice", HEAD + ACT + event(ASK.replace('"q"', '"first"'))),
        ("scenario-twice", HEAD + OFFICER + OFFICER + ACT),
        ("scenario-twice", HEAD + INNER.replace("inner", "main") + ACT),
        ("scenario-not-member", HEAD + ACT + event(IRREGULAR)),
        ("scenario-not-member", HEAD + INNER + ACT + INSIDE + 're = "first"'),
        ("scenario-not-member", HEAD.replace("[council]", '[council]\nparties = ["aa", "bb", "dep"]') + ACT),
        ("scenario-quotation", HEAD + ACT + CALL_NOTE),
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
