"""The desk of incidents: accounts beside each other, what differs as questions, and what only all concerned end."""

from typing import Any

import pytest
from tests.matter import NOON, Matter, charter_of

from detente.clock import DAY, HOUR, parse_rfc3339
from detente.council.agreements import named_by
from detente.council.desks.incidents import KINDS, begin, may_draft
from detente.council.duty import DutyState
from detente.council.incident.listed import read_list
from detente.council.incident.occurred import occurred_of
from detente.council.incident.review import agenda
from detente.council.said import Said
from detente.regimes.library import find

CLOCKS = {"clocks": {"reply": {"incident-question": 48}}}
DAY_11, DAY_12, DAY_13 = (parse_rfc3339(f"2016-04-{day}T00:00:00Z") for day in (11, 12, 13))
US = {
    "occurred": {"from_at": DAY_11, "until_at": DAY_12, "precision": "day"},
    "distances": [{"what": "from land", "from": "Kaliningrad", "value": "70", "unit": "nmi"}],
    "closest_distance": {"value": "30", "unit": "ft"},
    "conduct": "A simulated attack profile.",
    "signals": [{"channel": "radio", "language": "en, ru", "answered": "no"}],
}
RU = {
    "occurred": {"from_at": DAY_13, "precision": "day"},
    "distances": [{"what": "from land", "from": "a Russian naval base", "value": "70", "unit": "km"}],
    "conduct": "The crews turned away with all safety measures.",
}


def reported(**tables: Any) -> tuple[Matter, Said]:
    """Return a matter in which NATO reported an incident that concerns the US and Russia, and the report."""
    matter = Matter(charter_of(tables={**CLOCKS, **tables}))
    return matter, matter.say("nato", "incident-report", title="Flights near a ship", to=("us", "ru"))


def told() -> tuple[Matter, Said, Said, Said]:
    """Return the same with the accounts of both."""
    matter, report = reported()
    return matter, report, matter.say("us", "incident-account", report, **US), matter.say(
        "ru", "incident-account", report, **RU
    )  # fmt: skip


def data(matter: Matter) -> dict[str, Any]:
    return dict(matter.folded().sheet(matter.journal()).data)


def row(matter: Matter, what: str) -> dict[str, Any]:
    return next(one for one in data(matter)["differences"] if one["what"] == what)


def test_date_unit_and_conduct_of_two_accounts_become_questions_to_both() -> None:
    matter, _report, _us, _ru = told()
    for what in ("date", "from land", "conduct"):
        found = row(matter, what)
        assert found["status"] == "differs"
        assert found["questions"]
        assert {one["voice"] for one in found["stated"]} == {"US", "RU"}
    swap = row(matter, "from land")
    assert {one["derived"] for one in swap["stated"]} == {"129 640 m", "70 000 m"}
    assert any("nmi and km" in question for question in swap["questions"])
    assert "How did each side find “from land”, and between which points?" in swap["questions"]
    assert {one["what"] for one in data(matter)["differences"] if one["named"]} == {"from land"}, "in a party's word"
    assert any("From which point" in question for question in swap["questions"])


def test_what_one_alone_states_is_blank_at_the_other_and_no_question() -> None:
    matter, _report, _us, _ru = told()
    found = row(matter, "closest distance")
    assert (found["status"], found["questions"]) == ("stated by one only", [])
    assert [one["stated"] for one in found["stated"]] == ["", "30 ft"]
    assert len(data(matter)["unanswered"]) == 1
    ours = {one["what"] for one in data(matter)["differences"] if any(each["ours"] for each in one["stated"])}
    assert ours == {"date", "signals and calls"}, "all else are its author's words"


def test_a_correction_takes_the_place_of_its_authors_own_account_which_stays_readable() -> None:
    matter, report, us, ru = told()
    later = matter.say("ru", "incident-account", report, **{**RU, "occurred": US["occurred"]}, corrects=ru.ref.lower())
    accounts = {one["ref"]: one for one in data(matter)["accounts"]}
    assert (accounts[ru.ref]["in_force"], accounts[ru.ref]["corrected_by"]) == (False, [later.ref])
    assert row(matter, "date")["status"] == "alike"
    assert matter.refused("ru", "incident-account", report, corrects=us.ref) == "account-of-other"
    assert matter.refused("ru", "incident-account", report, corrects="US/PLENARY/99") == "account-unknown"


def test_only_an_act_of_every_party_concerned_agrees_facts_and_an_objection_is_a_result() -> None:
    matter, report, _us, _ru = told()
    facts = matter.say("nato", "incident-facts", report, agreed=["An encounter took place."], disputed=["The day."])
    assert matter.turn() == {"us", "ru"}
    matter.say("us", "incident-consent", facts)
    refusal = matter.say("ru", "incident-objection", facts, text="Not so.")
    assert data(matter)["facts"][0]["outcome"] == "not agreed"
    assert matter.folded().sheet(matter.journal()).status == "facts not agreed"
    matter.say("ru", "incident-consent", facts, knows=[refusal])
    assert data(matter)["facts"][0]["outcome"] == "agreed"
    assert matter.turn() == frozenset()


def test_it_is_closed_by_all_concerned_and_by_nothing_less_and_accounts_still_count() -> None:
    matter, report, _us, _ru = told()
    closure = matter.say("us", "incident-closure", report, text="Both accounts stand.")
    matter.say("ru", "incident-consent", closure)
    assert data(matter)["closed_by"] is None
    matter.say("nato", "incident-consent", closure)
    assert data(matter)["closed_by"] == closure.ref
    assert matter.refused("ru", "incident-objection", closure) == "incident-closed"
    assert matter.refused("ru", "incident-question", report) == "incident-closed"
    assert matter.refused("ru", "incident-account", report) == ""


def test_an_account_given_later_does_not_undo_what_was_agreed_before() -> None:
    matter = Matter()
    report = matter.say("us", "incident-report", title="Flights near a ship", to=("ru",))
    closure = matter.say("us", "incident-closure", report, text="Settled by both.")
    matter.say("ru", "incident-consent", closure)
    matter.say("nato", "incident-account", report)
    assert data(matter)["closed_by"] == closure.ref


def test_a_question_starts_the_clock_of_who_is_asked_and_a_declined_reply_stops_it() -> None:
    matter, report, _us, ru = told()
    question = matter.say("us", "incident-question", ru, to=("ru",), about="date")
    matter.everybody_holds(question, NOON)
    (duty,) = matter.duties()
    assert (duty.who, duty.due_at, duty.state) == ("ru", NOON + 48 * HOUR, DutyState.DUE)
    assert matter.refused("nato", "incident-reply", question, answer="answered") == "incident-not-asked"
    reply = matter.say("ru", "incident-reply", question, answer="declined", text="Not before the review.")
    matter.receipt("us", reply, NOON + HOUR)
    matter.heads(NOON + 2 * DAY)
    assert [one.state for one in matter.duties()] == [DutyState.MET]
    assert matter.refused("us", "incident-question", report, to=("us",)) == "incident-not-asked"


HASH = "a3" * 32
TRACK: dict[str, Any] = {"what": "Deck log", "sort": "track", "attachment": "deck.csv", "sha256": HASH}


@pytest.mark.parametrize(
    ("kind", "body", "code"),
    [
        ("incident-account", {"closest_distance": {"value": "about 60", "unit": "m"}}, "length-unreadable"),
        ("incident-account", {"closest_height": {"value": "60"}}, "length-unreadable"),
        ("incident-account", {"closest_distance": {"value": "-5", "unit": "yd"}}, "length-negative"),
        ("incident-account", {"closest_height": {"value": "-5", "unit": "m"}}, ""),
        ("incident-account", {"place": {"lat": "120", "lon": "20"}}, "latitude-unreadable"),
        ("incident-account", {"place": {"lat": "12"}}, "longitude-unreadable"),
        ("incident-account", {"occurred": {"from_at": DAY_12, "until_at": DAY_11}}, "period-reversed"),
        ("incident-facts", {}, "facts-empty"),
        ("incident-evidence", {}, "body-incomplete"),
        ("incident-evidence", {"files": [{"what": "A film", "sort": "video"}]}, "evidence-unnamed"),
        ("incident-evidence", {"files": [{**TRACK, "sha256": "A3" * 32}]}, "evidence-hash"),
        ("incident-account", {"files": [{**TRACK, "basis": "reconstructed"}]}, "evidence-derived"),
        ("incident-account", {"files": [{**TRACK, "sort": "hearsay"}]}, "body-field-choice"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(kind: str, body: dict[str, Any], code: str) -> None:
    matter, report = reported()
    assert matter.refused("us", kind, report, **body) == code


def test_files_stand_by_side_with_hash_and_basis_and_a_correction_leaves_the_earlier_one_readable() -> None:
    """Accounts and evidence share one table of files; evidence counts also once all have closed the incident."""
    matter, report = reported()
    matter.say("us", "incident-account", report, files=[{**TRACK, "basis": "recorded"}])
    closure = matter.say("us", "incident-closure", report, text="Both stand.")
    matter.say("ru", "incident-consent", closure)
    matter.say("nato", "incident-consent", closure)
    source = {"source": "A newspaper", "said_by": "Russia"}
    made = {**TRACK, "basis": "reconstructed", "side": "ru", "derived_from": HASH, "starts_at": NOON}
    first = matter.say("nato", "incident-evidence", report, files=[made, {**TRACK, "attachment": ""}], published=source)
    matter.say("nato", "incident-evidence", first, files=[made], published=source, corrects=first.ref.lower())
    found = [(one["voice"], one["basis"], one["in_force"], one["number"]) for one in data(matter)["files"]]
    assert found == [
        ("RU", "reconstructed", False, 1), ("RU", "reconstructed", True, 1), ("RUSSIA", None, False, 2),
        ("US", "recorded", True, 1),
    ]  # fmt: skip
    sheet = matter.folded().sheet(matter.journal())
    lines = next(one for one in sheet.sections if one.heading == "Files").lines
    assert lines[1].cells == (
        "RU, given by NATO", "file of the sort track: Deck log",
        f"reconstructed; derived from {HASH}; A newspaper", "deck.csv", HASH,
    )  # fmt: skip
    assert lines[2].cells[3] == "held elsewhere"
    assert {*data(matter)["sides"]} == {"nato", "ru", "us"}
    assert matter.refused("ru", "incident-evidence", report, files=[TRACK], corrects=first.ref) == "account-of-other"


def test_who_is_not_concerned_proposes_nothing_and_nobody_consents_to_its_own() -> None:
    matter = Matter()
    report = matter.say("us", "incident-report", title="Flights near a ship", to=("ru",))
    closure = matter.say("us", "incident-closure", report)
    assert matter.refused("nato", "incident-closure", report) == "incident-not-side"
    assert matter.refused("us", "incident-consent", closure) == "incident-own"
    other = matter.say("ru", "message", report)
    assert matter.why(matter.say("us", "incident-account", report, corrects=other.ref)) == "account-unknown"


def test_nothing_is_said_on_an_incident_in_another_matter() -> None:
    matter = Matter()
    request = matter.say("us", "clarification-request")
    assert matter.why(matter.say("ru", "incident-consent", request)) != ""
    report = Matter()
    first = report.say("us", "incident-report", title="Passes", to=("ru",), regime="no-such-pact")
    assert report.why(first) == "regime-not-in-charter"
    incsea = find("incsea-1972")
    tables = {"regimes": {incsea.id: {**named_by(incsea), "parties": ["nato", "ru"]}}}
    for party, code in (("us", "regime-not-bound"), ("nato", "")):
        matter = Matter(charter_of(tables=tables))
        said = matter.say(party, "incident-report", title="Passes", to=("ru",), regime=incsea.id)
        assert matter.why(said) == code
    assert report.why(report.say("ru", "incident-account", first)) == "incident-unknown"


def test_a_published_account_is_of_who_is_said_to_have_said_it_and_makes_nobody_concerned() -> None:
    matter = Matter()
    source = {"source": "A newspaper", "basis": "sourced"}
    report = matter.say("nato", "incident-report", title="Passes", concerning=["US", "ru"], published=source)
    for voice in ("United States", "Russia"):
        matter.say("nato", "incident-account", report, published={**source, "said_by": voice})
    found = data(matter)
    assert found["sides"] == ["ru", "us"]
    assert [one["voice"] for one in found["accounts"]] == ["UNITED STATES", "RUSSIA"]
    assert matter.turn() == frozenset()
    assert matter.why(matter.say("ru", "incident-reply", report, answer="answered")) != ""


def test_what_happened_after_it_is_said_is_refused_at_home_and_counts_from_others() -> None:
    matter, report = reported()
    for body in ({"occurred": {"from_at": NOON + 14 * 365 * DAY}}, {"signals": [{"at": NOON + DAY}]}):
        act = Said("RU/PLENARY/1", "ru", "incident-account", NOON, body=body)
        refused = may_draft(begin(matter.charter), act)
        assert refused is not None
        assert (refused.code, refused.remedy) == ("incident-later", "is the year right, and is the time in UTC?")
    assert may_draft(begin(matter.charter), Said("R", "ru", "incident-account", NOON, body=RU)) is None
    later = matter.say("ru", "incident-account", report, occurred={"from_at": NOON + 14 * 365 * DAY})
    assert later.ref in {one["ref"] for one in data(matter)["accounts"]}


def test_facts_stand_as_proposed_until_all_agree_and_an_objection_stands_with_its_reason() -> None:
    matter, report, _us, _ru = told()
    facts = matter.say("us", "incident-facts", report, agreed=["They met."])
    matter.say("ru", "incident-objection", facts, text="Not on that day.")
    (item,) = agenda([data(matter)])
    assert "statement of facts (not agreed), proposed as agreed: They met." in item["lines"]
    assert [one["text"] for one in data(matter)["facts"][0]["objections"]] == ["Not on that day."]
    sheet = matter.folded().sheet(matter.journal())
    cells = [line.cells for section in sheet.sections for line in section.lines]
    assert ("proposed as agreed", "They met.") in cells
    assert not any("T00:00:00Z" in cell for line in cells for cell in line), "a day is shown as a day"
    for party in ("ru", "nato"):
        matter.say(party, "incident-consent", facts)
    assert any(line.endswith("(agreed), agreed: They met.") for line in agenda([data(matter)])[0]["lines"])


def test_a_translation_stands_below_its_original_and_says_that_it_is_unofficial() -> None:
    matter, report = reported()
    matter.say(
        "ru", "incident-account", report, text="Они повернули.", language="ru", unofficial={"en": "They turned."}
    )
    for language, shown in (("en", True), ("ru", False)):
        sheet = matter.folded().sheet(matter.journal(), language)
        cells = [line.cells for section in sheet.sections for line in section.lines]
        assert (("RU", "", "en, unofficial translation", "They turned.") in cells) == shown


def test_of_a_row_without_who_reported_it_nobody_is_said_to_have() -> None:
    (row,) = read_list(b"id,date,type,source\nA1,2016-04-12,overflight,a list\n")
    body = row.report("a list")
    assert body["occurred"]["precision"] == "day"
    matter = Matter(charter_of())
    matter.say("us", "incident-report", **KINDS["incident-report"].read(body))
    assert data(matter)["reported_by"] == []
    assert ("reported by", "not stated") in matter.folded().sheet(matter.journal()).facts
    assert data(matter)["occurred"]["text"] == "2016-04-12"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"from_at": NOON + 17 * 60}, "2016-04-20 12:17 UTC"),
        ({"from_at": NOON, "until_at": NOON + 61}, "2016-04-20 12:00:00 UTC – 2016-04-20 12:01:01 UTC"),
        ({"from_at": DAY_12}, "2016-04-12"),
        ({"from_at": NOON, "precision": "unknown"}, "2016-04-20"),
    ],
)
def test_a_time_without_a_word_on_how_exact_it_is_is_as_exact_as_it_is_written(
    given: dict[str, Any], words: str
) -> None:
    assert str(occurred_of({"occurred": given})) == words
