"""The desk of inspections: asked in time, answered or refused on a ground, reported; what the quota has left."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest
from msgspec.structs import replace
from tests.agreed import agreed
from tests.matter import NOON, Matter, charter_of

from detente.clock import DAY, HOUR
from detente.council.desks import inspections
from detente.council.duty import DutyState
from detente.council.inspection.state import InspectionState
from detente.council.papers.appointment import Appointment, Standing
from detente.council.points import in_words
from detente.council.quotas import Account, check_room, ledger
from detente.council.said import Said

BAY = agreed("nato", "ru", "us", "de", "fr")
ENTRY = NOON + 2 * DAY
NUMBERS = count(1, 10)
"""Where each matter's acts begin in their feeds: no two matters share a reference."""


def request_of(sort: str = "inspection", **body: Any) -> dict[str, Any]:
    """Return the body of a request that keeps to the rules, without what is given as None."""
    of = {"unit": "1st Brigade", "team": 3} if sort == "evaluation" else {"area": "Round Second Light", "team": 4}
    at = ENTRY if sort == "inspection" else NOON + 6 * DAY
    usual = {"sort": sort, "regime": "bay", "enters_at": at, "entry_point": "Port", "hours": 48, **of}
    return {name: value for name, value in {**usual, **body}.items() if value is not None}


def asked(
    sort: str = "inspection", asker: str = "nato", matter: Matter | None = None, **body: Any
) -> tuple[Matter, Said]:
    """Return a matter in which RU is asked for a visit, and the request; everybody holds it at noon."""
    made = matter or Matter(BAY)
    request = made.say(asker, "inspection-request", to=("ru",), **request_of(sort, **body))
    made.everybody_holds(request, NOON)
    return made, request


def status(matter: Matter) -> str:
    return matter.folded().sheet(matter.journal()).status


def answer(matter: Matter, request: Said, word: str = "accepted", **body: Any) -> Said:
    return matter.say("ru", "inspection-answer", request, answer=word, **body)


def report(matter: Matter, request: Said, **body: Any) -> Said:
    told = {"carried_out": True, "starts_at": ENTRY, "ends_at": ENTRY + 40 * HOUR, "text": "Seen as declared.", **body}
    return matter.say("nato", "inspection-report", request, **told)


# --- the request and its notice ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sort", "before", "code"),
    [
        ("inspection", 36 * HOUR, ""),
        ("inspection", 36 * HOUR - 1, "inspection-notice"),
        ("inspection", 5 * DAY, ""),
        ("inspection", 5 * DAY + 13 * HOUR, "inspection-notice"),
        ("evaluation", 4 * DAY, "inspection-notice"),
        ("evaluation", 5 * DAY, ""),
        ("evaluation", 7 * DAY, ""),
        ("evaluation", 8 * DAY, "inspection-notice"),
    ],
)
def test_the_window_before_entry_is_the_regimes(sort: str, before: int, code: str) -> None:
    """Refused at the author's desk; from others it counts, and shows the notice that it gave."""
    body = request_of(sort, enters_at=NOON + before)
    assert Matter(BAY).refused("nato", "inspection-request", to=("ru",), claimed_at=NOON, **body) == code
    matter = Matter(BAY)
    said = matter.say("nato", "inspection-request", to=("ru",), claimed_at=NOON, **body)
    assert matter.why(said) == ""
    matter.receipt("ru", said, NOON)
    data = matter.folded().sheet(matter.journal()).data
    assert (data["notice_hours"], data["notice_kept"]) == (before // HOUR, code == "")
    assert data["notice_proven_hours"] == before // HOUR


def test_what_is_said_of_the_notice_rests_on_proof_and_not_on_the_claim() -> None:
    """A request that is dated back claims 48 hours; it was there one hour before the entry."""
    matter = Matter(BAY)
    request = matter.say("nato", "inspection-request", to=("ru",), claimed_at=NOON, **request_of())
    data = matter.folded().sheet(matter.journal()).data
    assert (data["notice_hours"], data["notice_proven_hours"], data["notice_kept"]) == (48, None, None)
    matter.heads(ENTRY - HOUR)
    sheet = matter.folded().sheet(matter.journal())
    assert sheet.data["notice_kept"] is False
    assert (
        "asked for",
        "48 hours before entry, as claimed; 1 as proof has it: outside bay I-1: Rule I-1",
    ) in sheet.facts
    matter.receipt("ru", request, NOON + HOUR)
    assert matter.folded().sheet(matter.journal()).data["notice_kept"] is True


def test_without_a_regime_there_is_no_window_and_the_charters_clock_holds() -> None:
    matter = Matter(charter_of(tables={"clocks": {"reply": {"inspection-request": 24}}}))
    body = request_of(enters_at=NOON + HOUR, team=40)
    del body["regime"]
    assert matter.refused("nato", "inspection-request", to=("ru",), **body) == ""
    request = matter.say("nato", "inspection-request", to=("ru",), **body)
    matter.everybody_holds(request, NOON)
    assert matter.duties()[0].due_at == NOON + DAY


def test_who_names_no_regime_stands_under_the_only_one_of_the_charter_and_none_goes_without() -> None:
    """Leaving a field empty leaves no rule."""
    for regime, code in ((None, "inspection-notice"), ("none", "")):
        body = request_of(enters_at=NOON + HOUR, regime=regime)
        assert Matter(BAY).refused("nato", "inspection-request", to=("ru",), claimed_at=NOON, **body) == code
    matter, _request = asked(regime=None)
    assert matter.state("inspections").regime == "bay"
    assert matter.duties()[0].regime == "bay"
    matter, _request = asked(regime="none")
    assert matter.state("inspections").regime == ""
    assert room(state("nato", body={"regime": None})) == "quota-used-up"


@pytest.mark.parametrize(
    ("to", "body", "code"),
    [
        ((), {}, "inspection-addressee"),
        (("ru", "us"), {}, "inspection-addressee"),
        (("ru",), {"enters_at": NOON - 1}, "inspection-entry-past"),
        (("ru",), {"area": ""}, "inspection-object"),
        (("ru",), {"sort": "evaluation", "unit": ""}, "inspection-object"),
        (("ru",), {"outline": ["99, 10"]}, "point-unreadable"),
        (("ru",), {"location": "here"}, "point-unreadable"),
        (("ru",), {"location": "19.9, 54.7"}, "point-outside-zone"),
        (("ru",), {"outline": ["54.7, 19.9", "19.9, 54.7"]}, "point-outside-zone"),
        (("ru",), {"outline": ["54.7, 19.9"], "location": "54.7, 19.9"}, ""),
        (("ru",), {"regime": "sea"}, "regime-not-in-charter"),
        (("ru",), {"hours": None}, "inspection-hours"),
    ],
)
def test_what_cannot_be_asked_is_refused_at_the_desk_and_irregular_from_peers(
    to: tuple[str, ...], body: dict[str, Any], code: str
) -> None:
    matter = Matter(BAY)
    assert matter.refused("nato", "inspection-request", to=to, **request_of(**body)) == code
    assert matter.why(matter.say("nato", "inspection-request", to=to, **request_of(**body))) == code


def test_positions_are_shown_in_words_so_that_eyes_see_a_swap() -> None:
    matter, _request = asked(outline=["54.71, 19.92", "54.5, 20"], location="54.71, 19.92")
    facts = dict(matter.folded().sheet(matter.journal()).facts)
    assert facts["bounded by"] == "54.71° N, 19.92° E; 54.5° N, 20° E"
    assert facts["at"] == "54.71° N, 19.92° E"
    assert in_words((-0.000001, -170.5)) == "0.000001° S, 170.5° W"


def test_a_team_beyond_the_rule_is_refused_at_the_desk_and_shown_from_peers() -> None:
    matter = Matter(BAY)
    assert matter.refused("nato", "inspection-request", to=("ru",), **request_of(team=5)) == "inspection-team"
    matter, _request = asked(team=5)
    sheet = matter.folded().sheet(matter.journal())
    assert ("team", "5 persons: rule i-4 (bay I-4)") in sheet.facts
    assert sheet.data["team_kept"] is False


# --- answer and report ------------------------------------------------------------------------------------------------


def test_the_answer_is_due_by_the_regimes_hours_and_the_report_from_departure() -> None:
    matter, request = asked()
    (duty,) = matter.duties()
    assert (duty.who, duty.due_at, duty.rule) == ("ru", NOON + DAY, "bay I-2: Rule I-2")
    accepted = answer(matter, request, contact="Duty officer")
    matter.receipt("nato", accepted, NOON + HOUR)
    matter.heads(NOON + HOUR)
    reply, owed = matter.duties()
    assert (reply.state, owed.who, owed.state) == (DutyState.MET, "nato", DutyState.DUE)
    leaves = datetime.fromtimestamp(ENTRY + 48 * HOUR + 14 * DAY, UTC)
    assert datetime.fromtimestamp(owed.due_at or 0, UTC).date() == leaves.date()
    assert status(matter) == "accepted"
    matter.now = ENTRY + 3 * DAY
    report(matter, request)
    assert status(matter) == "reported"
    matter.heads(ENTRY + 3 * DAY)
    assert matter.duties("report")[0].state is DutyState.MET


def test_who_asked_does_not_put_off_its_own_report_by_the_end_that_it_names() -> None:
    """It is due from when they were to leave; later only where the host has them leave later too."""
    for reported, hosted, departure in (
        (40, None, 40), (48 * 20, None, 48), (48 * 20, 60, 60), (60, 48 * 20, 60), (48 * 20, 40, 40),
    ):  # fmt: skip
        matter, request = asked()
        answer(matter, request)
        matter.now = ENTRY + 60 * DAY
        told = report(matter, request, ends_at=ENTRY + reported * HOUR)
        if hosted is not None:
            matter.say("ru", "inspection-report", told, text="They left then.", ends_at=ENTRY + hosted * HOUR)
        assert matter.state("inspections").leaves_at == ENTRY + departure * HOUR
    matter.say("us", "inspection-report", told, text="Sooner.", ends_at=ENTRY)
    assert matter.state("inspections").leaves_at == ENTRY + 40 * HOUR, "nobody else's word moves it"


def test_a_comment_names_no_end_that_is_to_come() -> None:
    matter, request = asked()
    answer(matter, request)
    matter.now = ENTRY + 3 * DAY
    told = report(matter, request)
    later = {"text": "They are still here.", "ends_at": ENTRY + 90 * DAY}
    assert matter.refused("ru", "inspection-report", told, **later) == "inspection-time"
    assert matter.why(matter.say("ru", "inspection-report", told, **later)) == "inspection-time"


@pytest.mark.parametrize("ground", ["quota used up", "force majeure"])
def test_a_refusal_on_a_ground_that_the_rule_knows_stands_as_its_author_says(ground: str) -> None:
    matter, request = asked()
    answer(matter, request, "refused", ground=ground, text="As said.")
    (duty,) = matter.duties()
    assert (duty.state.value, duty.reason) == (ground, "As said.")
    assert status(matter) == f"refused: {ground}"


def test_a_ground_after_the_due_second_says_so_and_leaves_what_was_met_before() -> None:
    matter, request = asked()
    late = answer(matter, request, "refused", ground="force majeure", text="Storm.")
    matter.everybody_holds(late, NOON + 25 * HOUR)
    (duty,) = matter.duties()
    assert (duty.state, duty.reason) == (DutyState.FORCE_MAJEURE, "Storm. (said after the due time)")
    matter, request = asked()
    accepted = answer(matter, request)
    matter.everybody_holds(accepted, NOON + 25 * HOUR)
    later = answer(matter, request, "refused", ground="force majeure", text="Storm.")
    (duty,) = matter.duties("answer")
    assert (duty.state, duty.answer, duty.late) == (DutyState.MET, accepted.ref, True)
    assert duty.reason == f"later refused in {later.ref}: force majeure. Storm."


def test_a_refusal_on_another_ground_is_kept_as_said_and_judged_by_nobody() -> None:
    matter, request = asked()
    answer(matter, request, "refused", ground="holidays", text="The office is closed.")
    matter.heads(NOON + HOUR)
    (duty,) = matter.duties()
    assert duty.state is DutyState.MET
    assert duty.reason == "refused on another ground, as RU says: holidays. The office is closed."
    assert status(matter) == "refused: holidays"


def test_comments_are_anybodys_and_reports_are_who_asked() -> None:
    matter, request = asked()
    answer(matter, request, "other site", site="Third Light")
    matter.now = ENTRY + 3 * DAY
    told = report(matter, request)
    remark = matter.say("ru", "inspection-report", told, text="Two vehicles were not ours.")
    matter.say("us", "inspection-report", told, text="Noted.", knows=())
    sheet = matter.same_in_every_order().sheet(matter.journal())
    assert [one["by"] for one in sheet.data["comments"]] == ["ru", "us"]
    assert matter.why(remark) == ""
    assert sheet.data["reports"] == [told.ref]


def test_concurrent_answers_that_differ_are_a_conflict_and_grant_nothing() -> None:
    matter, request = asked()
    answer(matter, request, knows=())
    answer(matter, request, "refused", ground="force majeure", text="Storm.", knows=(), channel="line")
    folded = matter.same_in_every_order()
    assert folded.conflicts == ("answers of RU: RU/LINE/1, RU/PLENARY/1 differ",)
    assert folded.states["inspections"].granted is False


def acts_that_do_not_count() -> list[Any]:
    done = {"carried_out": True, "starts_at": NOON, "ends_at": NOON + 60, "text": "Seen."}
    return [
        ("us", "inspection-answer", False, {"answer": "accepted"}, "inspection-not-asked"),
        ("ru", "inspection-answer", False, {"answer": "refused"}, "ground-missing"),
        ("ru", "inspection-answer", False, {"answer": "refused", "ground": "force majeure"}, "ground-missing"),
        ("ru", "inspection-answer", False, {"answer": "other site"}, "site-missing"),
        ("nato", "inspection-report", False, done, "inspection-not-accepted"),
        ("us", "inspection-report", True, done, "inspection-not-asker"),
        ("nato", "inspection-report", True, {"carried_out": False}, "ground-missing"),
        ("nato", "inspection-report", True, {**done, "ends_at": ENTRY + 90 * DAY}, "inspection-time"),
        ("nato", "inspection-report", True, {**done, "text": ""}, "report-empty"),
    ]


@pytest.mark.parametrize(("party", "kind", "accepted", "body", "code"), acts_that_do_not_count())
def test_what_nobody_may_say_is_refused_at_the_desk_and_irregular_from_peers(
    party: str, kind: str, accepted: bool, body: dict[str, Any], code: str
) -> None:
    matter, request = asked()
    if accepted:
        answer(matter, request)
    matter.now = NOON + DAY
    assert matter.refused(party, kind, request, **body) == code
    assert matter.why(matter.say(party, kind, request, **body)) == code


def test_what_answers_an_irregular_request_counts_for_nothing() -> None:
    matter = Matter(BAY)
    wrong = matter.say("nato", "inspection-request", to=(), **request_of())
    assert matter.why(matter.say("ru", "inspection-answer", wrong, answer="accepted")) == "inspection-unknown"


# --- quotas -----------------------------------------------------------------------------------------------------------


def state(
    asker: str, at: int = ENTRY, word: str = "accepted", sort: str = "inspection", **more: Any
) -> InspectionState:
    """Return the state of a visit of its own matter, answered so; `told` may be a report."""
    told, body = more.pop("told", None), more.pop("body", {})
    matter = Matter(BAY, now=NOON)
    matter._sizes = {f"{BAY.council_id}/plenary/{party}/1": next(NUMBERS) for party in ("ru", asker)}
    request = matter.say(asker, "inspection-request", to=("ru",), **request_of(sort, enters_at=at, **body))
    if word:
        matter.say("ru", "inspection-answer", request, answer=word, **more)
    if told is not None:
        matter.now = at + 10 * DAY
        matter.say(asker, "inspection-report", request, **told)
    found: InspectionState = matter.state("inspections")
    return found


def notice(year: int = 2016, says: str = "quota used up", sort: str = "inspection", **body: Any) -> InspectionState:
    matter = Matter(BAY)
    matter._sizes = {f"{BAY.council_id}/plenary/ru/1": next(NUMBERS)}
    matter.say("ru", "quota-notice", sort=sort, year=year, says=says, regime="bay", **body)
    found: InspectionState = matter.state("inspections")
    return found


def room(*states: InspectionState, asker: str = "nato", at: int = ENTRY, sort: str = "inspection", **body: Any) -> str:
    """Return the code with which an asker's next request of RU is refused, or nothing."""
    reason = check_room(states, state(asker, at, "", sort, body=body))
    return "" if reason is None else reason.code


def account(*states: InspectionState) -> Account:
    (found,) = ledger(states)
    return found


def test_three_a_year_are_accepted_and_one_of_the_same_party() -> None:
    assert room() == ""
    assert room(state("nato")) == "quota-used-up"
    assert room(state("nato"), asker="us") == ""
    full = (state("us"), state("de"), state("fr"))
    assert room(*full) == "quota-used-up"
    assert account(*full).left == 0
    assert room(*full, at=ENTRY + 300 * DAY) == "", "the next year's"


def test_what_waits_for_an_answer_counts_for_its_author_alone() -> None:
    waiting = state("nato", word="")
    assert room(waiting) == "quota-used-up"
    assert room(waiting, asker="us") == ""
    assert account(waiting).counted == ()


@pytest.mark.parametrize(
    ("how", "counts"),
    [
        ({"word": "refused", "ground": "quota used up", "text": "Full."}, "no"),
        ({"told": {"carried_out": False, "ground": "force majeure"}}, "yes"),
        ({"told": {"carried_out": False, "ground": "no transport"}}, "yes"),
        ({"told": {"carried_out": True, "ends_at": ENTRY + DAY, "text": "Seen."}}, "yes"),
        ({"word": "other site", "site": "Third Light"}, "yes"),
    ],
)
def test_only_refusals_leave_the_quota_as_it_was_on_one_sides_word(how: dict[str, Any], counts: str) -> None:
    (visit,) = account(state("nato", **how)).visits
    assert visit.counts == counts


@pytest.mark.parametrize(
    ("comment", "counts", "why"),
    [
        (None, "yes", "not carried out: force majeure, by NATO's word alone"),
        ({}, "yes", "not carried out: force majeure, by NATO's word alone"),
        ({"carried_out": False, "ground": "force majeure"}, "no", "not carried out: force majeure, as both say"),
        (
            {"carried_out": False, "ground": "no transport"},
            "yes",
            "not carried out: force majeure; RU says differently",
        ),
        ({"carried_out": True}, "yes", "not carried out: force majeure; RU says differently"),
    ],
)
def test_force_majeure_frees_the_quota_where_both_sides_say_so(
    comment: dict[str, Any] | None, counts: str, why: str
) -> None:
    """Else who asked could give itself another visit by one word."""
    matter, request = asked()
    answer(matter, request)
    told = matter.say("nato", "inspection-report", request, carried_out=False, ground="force majeure", text="")
    matter.say("us", "inspection-report", told, carried_out=False, ground="force majeure", text="So we heard.")
    if comment is not None:
        matter.say("ru", "inspection-report", told, text="As we saw it.", **comment)
    (visit,) = account(matter.state("inspections")).visits
    assert (visit.counts, visit.why) == (counts, why)


def test_more_visits_than_the_quota_has_are_shown_as_beyond_it() -> None:
    full = account(state("us"), state("de"), state("fr"), state("nato"))
    assert (full.left, full.beyond) == (0, 1)
    assert account(state("us")).beyond == 0


def declared(
    units: int, index: int, channel: str = "plenary", generation: str = "1", cites: tuple[str, ...] = ()
) -> InspectionState:
    """Return the matter of a notice that RU put at that place of that feed."""
    matter = Matter(BAY)
    act = matter.make("ru", "quota-notice", sort="evaluation", year=2016, says="declared", regime="bay", units=units)
    origin = f"{BAY.council_id}/{channel}/ru/{generation}"
    ref = f"RU/{channel.upper()}/{index}.{generation}"
    return inspections.fold(inspections.begin(BAY), replace(act, ref=ref, origin=origin, index=index, cites=cites))


def test_the_units_are_those_declared_last_by_proof_and_differ_where_nothing_proves_which() -> None:
    first = declared(60, 9)
    assert account(first, declared(120, 1, generation="2-0123456789abcdef")).units == 120, "the next generation"
    assert account(first, declared(120, 10)).units == 120
    said = first.notice
    assert said is not None
    assert account(first, declared(120, 1, "experts", cites=(said.ref,))).units == 120, "it cites what it replaces"
    apart = account(first, declared(120, 1, "experts"))
    assert (apart.units, apart.allowed, apart.units_differ) == (None, None, ("RU/EXPERTS/1.1", "RU/PLENARY/9.1"))
    assert account(first, declared(60, 1, "experts")).units == 60


def test_what_a_party_says_of_its_own_quota_is_shown_and_refuses_nobodys_request() -> None:
    """Only counts do: else one bare word would close a party to everybody. Who is asked still answers as it sees it."""
    assert room(notice()) == ""
    assert room(notice(says="declared", sort="evaluation", units=0), sort="evaluation") == ""
    said = account(notice())
    assert (len(said.used_up), said.counted, said.left) == (1, (), 3)


@pytest.mark.parametrize(
    ("year", "code"), [(1, "quota-year"), (2015, "quota-year"), (2016, ""), (2017, ""), (2018, "quota-year")]
)
def test_a_party_speaks_of_its_quota_of_this_year_and_of_the_next(year: int, code: str) -> None:
    """So that the years to come are not closed by one word each; what a peer says of others is kept, and shown."""
    for says in ("quota used up", "declared"):
        body = {"sort": "inspection", "year": year, "says": says, "units": 60}
        assert Matter(BAY).refused("ru", "quota-notice", **body) == code
    matter = Matter(BAY)
    assert matter.why(matter.say("ru", "quota-notice", sort="inspection", year=2018, says="quota used up")) == ""


def test_who_asks_may_ask_beyond_what_it_counts_and_all_see_that_it_did() -> None:
    assert room(state("nato")) == "quota-used-up"
    assert room(state("nato"), beyond_quota=True) == ""
    matter, _request = asked(beyond_quota=True)
    sheet = matter.folded().sheet(matter.journal())
    assert ("quota", "asked all the same: its author counts it as used up") in sheet.facts
    assert sheet.data["beyond_quota"] is True


@pytest.mark.parametrize(
    ("units", "passive", "per_party"),
    [
        (0, 0, 0),
        (60, 1, 1),
        (61, 2, 1),
        (240, 4, 1),
        (300, 5, 1),
        (301, 6, 1),
        (600, 10, 2),
        (900, 15, 3),
        (1200, 15, 3),
    ],
)
def test_evaluations_follow_from_the_units_that_were_declared(units: int, passive: int, per_party: int) -> None:
    found = ledger([notice(says="declared", sort="evaluation", units=units), state("nato", sort="evaluation", word="")])
    (of_visits,) = [one for one in found if one.visits]
    assert of_visits.allowed is not None
    assert (of_visits.allowed.passive, of_visits.allowed.per_party) == (passive, per_party)


def test_a_unit_is_visited_twice_a_year_once_by_the_same_party_and_one_visit_is_at_a_time() -> None:
    declared = notice(says="declared", sort="evaluation", units=900)
    later = ENTRY + 30 * DAY
    first = state("nato", sort="evaluation", body={"hours": 12})
    assert room(declared, first, asker="us", sort="evaluation", hours=12, unit="2nd") == "quota-used-up", "at once"
    assert room(declared, first, at=later, sort="evaluation", hours=12) == "quota-used-up", "this unit, the same party"
    assert room(declared, first, at=later, sort="evaluation", hours=12, unit="2nd") == ""
    second = state("us", at=later, sort="evaluation", body={"hours": 12})
    last = later + 30 * DAY
    assert room(declared, first, second, asker="de", at=last, sort="evaluation", hours=12) == "quota-used-up", "twice"
    assert room(declared, first, second, asker="de", at=last, sort="evaluation", hours=12, unit="2nd") == ""


def test_where_no_units_were_declared_the_rule_alone_limits() -> None:
    """Twice a unit and once by the same party it says itself; how many in all, only at most."""
    visited, later = state("nato", sort="evaluation"), ENTRY + 30 * DAY
    assert account(visited).left is None
    assert room(visited, sort="evaluation", at=later, unit="2nd") == ""
    assert room(visited, sort="evaluation", at=later) == "quota-used-up"


def test_what_is_practised_in_a_drill_counts_in_no_quota_but_the_drills_own() -> None:
    practised = state("nato", body={"drill": "First Light"})
    assert ledger([practised]) == ()
    assert room(practised) == ""
    assert room(practised, drill="First Light") == "quota-used-up"
    assert room(practised, drill="Other") == ""


def test_the_desks_own_draft_looks_at_its_other_matters() -> None:
    matter = Matter(BAY)
    act = matter.make("nato", "inspection-request", to=("ru",), **request_of())
    reason = inspections.may_draft_among([state("nato")], inspections.begin(BAY), act)
    assert reason is not None
    assert "1 of NATO in the year already" in reason.got
    assert inspections.may_draft_among([], inspections.begin(BAY), act) is None


# --- the calendar -----------------------------------------------------------------------------------------------------


def entry(matter: Matter) -> Appointment:
    (found,) = inspections.appointments(matter.folded().states["inspections"])
    return found


def test_a_visit_stands_in_the_calendar_as_far_as_it_is_agreed() -> None:
    """Tentative when asked for, confirmed when accepted, cancelled when declined; from entry to departure."""
    matter, request = asked()
    first = entry(matter)
    assert (first.sort, first.standing, first.revision) == ("inspection", Standing.TENTATIVE, 0)
    assert (first.begins_at, first.ends_at) == (ENTRY, ENTRY + 48 * HOUR)
    answer(matter, request)
    accepted = entry(matter)
    assert (accepted.standing, accepted.revision, accepted.reference) == (Standing.CONFIRMED, 1, first.reference)
    other, asked_again = asked()
    answer(other, asked_again, "refused", ground="force majeure", text="Floods.")
    assert entry(other).standing is Standing.CANCELLED


def test_a_notice_about_a_quota_is_no_appointment() -> None:
    matter = Matter(BAY)
    matter.say("ru", "quota-notice", sort="inspection", year=2026, says="quota used up")
    assert inspections.appointments(matter.folded().states["inspections"]) == ()
