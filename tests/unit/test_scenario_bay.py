"""The scenario of the bay shows every desk, in three languages, and nobody that there is."""

import pytest

from detente.council.registry import desk_of
from detente.rehearsal import scenario as s
from detente.rehearsal.library import load_scenario

BAY = load_scenario("bay")
ACTS = [event.what for event in BAY.events if isinstance(event.what, s.Act)]
SAID = [act for act in ACTS if not act.refused]
STATES = [event.what for event in BAY.events if isinstance(event.what, s.Check) and event.what.expect is s.Expect.STATE]
ASKED = [event.what for event in BAY.events if isinstance(event.what, s.Ask)]
PREFIXES = {"en": "Exercise: ", "fr": "Exercice : ", "es": "Ejercicio: "}
ELSEWHERE = [*load_scenario("nrc-2016").parties.values(), *load_scenario("nrc-2016").concerned.values()]


def test_every_event_is_an_inject_and_every_party_invented():
    assert {event.basis for event in BAY.events} == {s.Basis.INJECT}
    assert all(party.fictional and party.note.startswith("Invented.") for party in BAY.parties.values())
    assert not BAY.sources
    assert not BAY.concerned
    assert len(BAY.parties) == 4


def test_no_party_of_the_real_council_is_named():
    """Names of states, beside those of the narrator's own parties, would make it an account of somebody."""
    words = " ".join(
        [BAY.title, *BAY.summary, *(party.name + party.note for party in BAY.parties.values())]
        + [event.headline + event.remark for event in BAY.events]
        + [" ".join([act.text, *act.texts.values(), str(act.body), str(act.args)]) for act in ACTS]
    )
    assert [one.name for one in ELSEWHERE if one.name != "Depositary" and one.name in words] == []


def test_its_summary_says_what_it_is_and_is_not_whose_keys_and_which_sources():
    starts = ("What this is:", "What it is not:", "Whose keys:", "Which sources:")
    assert all(line.startswith(start) for line, start in zip(BAY.summary, starts, strict=True))


def test_each_party_speaks_its_own_language_and_every_text_has_an_english_version():
    assert {(act.party, act.language) for act in ACTS if act.text} == {("ald", "en"), ("lir", "fr"), ("com", "es")}
    for act in ACTS:
        if act.text and act.language != "en" and act.id != "minutes":
            assert set(act.texts) == {"en"}, act.id


def test_every_text_says_that_it_is_an_exercise():
    for act in ACTS:
        for language, text in {**({act.language: act.text} if act.text else {}), **act.texts}.items():
            # Minutes are what the chair's node drafted; of a rehearsal they say so in their own words.
            assert text.startswith(PREFIXES[language]) or act.id == "minutes", act.id


@pytest.mark.parametrize("desk", ["line", "officers", "standing", "meetings", "decisions", "lists", "publications"])
def test_every_desk_of_the_course_is_at_work(desk):
    by_call = {
        "sign-paper": "meetings",
        "commit-list": "lists",
        "reveal-list": "lists",
        "consent-communique": "publications",
        "publish-communique": "publications",
    }
    assert desk in {by_call[act.call] if act.call else desk_of(act.kind).NAME for act in SAID}


@pytest.mark.parametrize(
    ("of", "status"),
    [
        ("expert", "stands"),
        ("pause", "in force"),
        ("meeting", "closed"),
        ("meeting", "minutes signed"),
        ("frequency", "adopted"),
        ("marks", "not adopted (silence broken by ALD)"),
        ("lists", "declined"),
        ("joint", "published jointly"),
        ("alone", "published by ALD alone"),
    ],
)
def test_every_rung_is_checked_in_all_records(of, status):
    assert [check.by for check in STATES if (check.of, check.status) == (of, status)] == [""]


def test_a_reply_in_time_one_overdue_and_one_late_are_asked_for():
    found = {ask.id: {path.rpartition(".")[2]: value for path, value in ask.expect.items()} for ask in ASKED}
    assert [found["duty-met"]["state"], found["duty-met"]["late"]] == ["met", False]
    assert found["duty-overdue"]["state"] == "overdue"
    assert [found["duty-late"]["state"], found["duty-late"]["late"]] == ["met", True]
    assert found["brief"]["in_force"] is False


def test_one_statement_is_refused_at_its_own_desk_while_its_topic_is_suspended():
    assert [(act.id, act.refused) for act in ACTS if act.refused] == [("mesh", "scope-suspended")]
    order = [event.what.id for event in BAY.events if isinstance(event.what, s.Act)]
    assert order.index("pause") < order.index("mesh") < order.index("light") < order.index("resumed")


def test_while_the_wire_is_cut_rescue_goes_by_the_depositary():
    words = [type(event.what).__name__ for event in BAY.events]
    assert words[words.index("Cut") : words.index("Mend") + 1] == ["Cut", "Act", "Check", "Act", "Mend"]
    assert [event.what.via for event in BAY.events if isinstance(event.what, s.Check) and event.what.via] == ["dep"]


def test_the_three_results_of_the_meeting():
    assert [act.body["result"] for act in SAID if act.kind == "item-result"] == ["agreed", "not agreed", "deferred"]
    assert "meeting-decline" not in {act.kind for act in SAID}


@pytest.mark.parametrize("word", ["failed", "refused to", "withheld", "violat", "aggress", "lied", "fault", "blame"])
def test_the_narrator_reports_and_never_accuses(word):
    narrated = [event.headline + event.remark for event in BAY.events]
    narrated += [event.what.text for event in BAY.events if isinstance(event.what, s.Note)]
    assert [line for line in narrated if word in line.lower()] == []
