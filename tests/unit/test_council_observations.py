"""The desk of observations: invited, answered with names and ranks, silence as an answer; the voluntary told apart."""

from typing import Any

import pytest
from tests.agreed import agreed
from tests.matter import NOON, Matter, charter_of

from detente.clock import DAY
from detente.council.desks import observations
from detente.council.said import Said

BAY = agreed()
STARTS = NOON + 42 * DAY
OBSERVERS = [{"name": "A. Name", "rank": "colonel"}, {"name": "B. Name", "rank": "major"}]
BODY = {
    "sort": "observation", "activity": "Northern Wind", "assembly_at": STARTS, "assembly_place": "Port",
    "starts_at": STARTS, "ends_at": STARTS + 3 * DAY, "observers": 2, "regime": "bay",
}  # fmt: skip


def invited(matter: Matter | None = None, to: tuple[str, ...] = (), **body: Any) -> tuple[Matter, Said]:
    """Return a matter in which RU invites, and the invitation, which the depositary has entered at noon."""
    made = matter or Matter(BAY)
    act = made.say("ru", "observation-invitation", to=to, **{**BODY, **body})
    made.heads(NOON)
    return made, act


def stands(matter: Matter, **how: Any) -> dict[str, str]:
    data = matter.folded(**how).sheet(matter.journal(**how)).data
    return {one["party"]: one["answer"] for one in data["invited"]}


def test_answers_are_awaited_for_the_rules_days_from_issue_and_then_silence_means_nobody() -> None:
    """As of heads: where an entry below them is missing, it is not heard; nobody is ever overdue."""
    matter, act = invited()
    assert stands(matter) == {"nato": "awaited", "us": "awaited"}
    assert matter.turn() == {"nato", "us"}
    matter.say("us", "observation-answer", act, answer="accepted", persons=OBSERVERS)
    matter.now = NOON + 20 * DAY
    other = matter.say("nato", "message")
    data = matter.folded().sheet(matter.journal()).data
    assert data["reply_by_at"] == "2016-05-11T23:59:59Z"
    matter.heads(NOON + 22 * DAY)
    assert stands(matter) == {"nato": "no observers: nothing was said in time", "us": "accepted"}
    assert stands(matter, missing=[other])["nato"] == "not heard"
    assert matter.turn() == frozenset()
    assert matter.duties() == []


def test_a_rule_that_is_named_sets_the_time_and_else_the_invitation_does() -> None:
    matter, _act = invited(rule="E-1")
    assert matter.folded().sheet(matter.journal()).data["reply_by_at"] == "2016-04-21T12:00:00Z"
    matter, _act = invited(Matter(charter_of()), regime="", reply_by_at=NOON + 10 * DAY)
    assert matter.folded().sheet(matter.journal()).data["reply_by_at"] == "2016-04-30T12:00:00Z"


def test_a_later_answer_replaces_and_names_stand_with_it() -> None:
    matter, act = invited()
    matter.say("us", "observation-answer", act, answer="declined")
    matter.say("us", "observation-answer", act, answer="accepted", persons=OBSERVERS[:1])
    sheet = matter.same_in_every_order().sheet(matter.journal())
    (line,) = [one for one in sheet.sections[0].lines if one.cells[0] == "US"]
    assert line.cells[:3] == ("US", "accepted", "A. Name, colonel")
    assert {one.mark for one in sheet.sections[0].lines if one is not line} == {"waiting"}
    assert line.mark == ""
    assert sheet.data["invited"][1]["observers"] == 1


@pytest.mark.parametrize("sort", ["visitors' day", "visit to dispel concern"])
def test_what_is_voluntary_may_be_for_some_and_says_that_it_is_no_observation(sort: str) -> None:
    matter, _act = invited(to=("us",), sort=sort)
    sheet = matter.folded().sheet(matter.journal())
    assert sheet.data["mandatory"] is False
    assert "voluntary, and no observation under a rule" in dict(sheet.facts)["what it is"]
    assert list(stands(matter)) == ["us"]
    assert "inspection is another thing" in sheet.sections[0].note
    assert Matter(BAY).refused("ru", "observation-invitation", to=("us",), **BODY) == "observation-all"
    assert Matter(BAY, channel="pair").refused("ru", "observation-invitation", **BODY) == "observation-all"
    unnamed = {name: value for name, value in BODY.items() if name not in ("regime", "rule")}
    assert Matter(BAY).refused("ru", "observation-invitation", to=("us",), **unnamed) == "observation-all"
    assert Matter(BAY).refused("ru", "observation-invitation", to=("us",), **unnamed, regime="none") == ""


def test_host_and_visitors_report_side_by_side() -> None:
    matter, act = invited()
    matter.say("us", "observation-answer", act, answer="accepted", persons=OBSERVERS)
    matter.say("ru", "observation-report", act, text="The programme was kept.")
    matter.say("us", "observation-report", act, text="Two hours were left out.")
    sheet = matter.same_in_every_order().sheet(matter.journal())
    assert sheet.status == "reported"
    assert [one.cells[1] for one in sheet.sections[1].lines] == ["host", "visitor"]
    assert matter.refused("nato", "observation-report", act, text="From afar.") == "observation-not-visitor"


@pytest.mark.parametrize(
    ("party", "kind", "body", "code"),
    [
        ("ru", "observation-answer", {"answer": "accepted", "persons": OBSERVERS}, "observation-not-invited"),
        ("us", "observation-answer", {"answer": "accepted"}, "observers-number"),
        ("us", "observation-answer", {"answer": "accepted", "persons": [*OBSERVERS, *OBSERVERS]}, "observers-number"),
        ("us", "observation-answer", {"answer": "accepted", "persons": [{"name": "A"}]}, "body-incomplete"),
        ("nato", "observation-report", {"text": "Seen."}, "observation-not-visitor"),
    ],
)
def test_what_nobody_may_say_is_refused_at_the_desk_and_irregular_from_peers(
    party: str, kind: str, body: dict[str, Any], code: str
) -> None:
    matter, act = invited()
    assert matter.refused(party, kind, act, **body) == code
    assert matter.why(matter.say(party, kind, act, **body)) == code


@pytest.mark.parametrize(
    "times",
    [
        {"assembly_at": NOON - 1},
        {"assembly_at": STARTS + 4 * DAY},
        {"ends_at": STARTS - 1},
        {"reply_by_at": NOON - DAY},
        {"reply_by_at": STARTS + 4 * DAY},
    ],
)
def test_times_that_cannot_be_are_refused(times: dict[str, int]) -> None:
    matter = Matter(BAY)
    assert matter.refused("ru", "observation-invitation", **{**BODY, **times}) == "observation-time"
    wrong = matter.say("ru", "observation-invitation", **{**BODY, **times})
    assert matter.why(wrong) == "observation-time"
    assert matter.why(matter.say("us", "observation-answer", wrong, answer="declined")) == "observation-unknown"


def test_two_words_at_once_are_a_conflict() -> None:
    matter, act = invited()
    matter.say("us", "observation-answer", act, answer="accepted", persons=OBSERVERS, knows=())
    matter.say("us", "observation-answer", act, answer="declined", knows=(), channel="line")
    folded = matter.same_in_every_order()
    assert folded.sheet(matter.journal()).status == "conflict"
    assert stands(matter)["us"] == "conflict"


def test_it_stands_in_the_calendar_with_its_assembly() -> None:
    matter, act = invited(to=("us", "nato"), drill="First Light")
    (entry,) = observations.appointments(matter.state("observations"))
    assert (entry.reference, entry.begins_at, entry.place, entry.sort) == (act.ref, STARTS, "Port", "activity")
    assert "First Light" in entry.title.words
    assert observations.appointments(observations.begin(BAY)) == ()
