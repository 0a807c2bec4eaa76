"""The shipped pack at work at three desks: its hours, windows, team sizes and quotas, found by forms of its rules."""

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.matter import NOON, Matter, charter_of

from detente.clock import DAY, HOUR
from detente.council.agreements import named_by
from detente.council.inspection.state import InspectionState
from detente.council.quotas import ledger
from detente.regimes.library import find

VIENNA = charter_of(tables={"regimes": {"vienna-2011": named_by(find("vienna-2011"))}})
UNDER = {"regime": "vienna-2011"}


def day(at: int | None) -> str:
    assert at is not None
    return datetime.fromtimestamp(at, UTC).date().isoformat()


def test_a_reply_and_a_meeting_have_48_hours_and_reports_go_without_delay() -> None:
    matter = Matter(VIENNA)
    request = matter.say("nato", "explanation-request", to=("ru",), cause="Columns.", rule="VD-16.1.1", **UNDER)
    matter.everybody_holds(request, NOON)
    (reply,) = matter.duties()
    assert (reply.due_at, reply.regime) == (NOON + 48 * HOUR, "vienna-2011")
    assert reply.rule.startswith("vienna-2011 VD-16.1.2")
    allowed = {"explained": "", "rule not applicable": "", "quota used up": "explanation-answer"}
    for answer, code in allowed.items():
        assert matter.refused("ru", "explanation-answer", request, answer=answer, text="As said.") == code
    matter.now = NOON + 49 * HOUR
    for with_ in ("bilateral", "all"):
        meeting = matter.say("nato", "explanation-meeting", request, **{"with": with_})
        matter.everybody_holds(meeting, NOON + 50 * HOUR)
        duty = next(one for one in matter.duties("meet") if one.act == meeting.ref)
        assert duty.due_at == NOON + 98 * HOUR
    matter.now = NOON + 99 * HOUR
    matter.say("nato", "explanation-sitting", meeting, held=True, at=NOON + 98 * HOUR, attended=["nato", "ru"])
    (owed, _other) = matter.duties("report")
    assert owed.due_at is not None
    assert any("without delay" in step for step in owed.steps)


@pytest.mark.parametrize(
    ("sort", "hours", "code"),
    [
        ("inspection", 35, "inspection-notice"),
        ("inspection", 36, ""),
        ("inspection", 5 * 24, ""),
        ("inspection", 6 * 24, "inspection-notice"),
        ("evaluation", 4 * 24, "inspection-notice"),
        ("evaluation", 5 * 24, ""),
        ("evaluation", 7 * 24, ""),
        ("evaluation", 8 * 24, "inspection-notice"),
    ],
)
def test_inspections_and_evaluations_are_asked_for_in_their_windows(sort: str, hours: int, code: str) -> None:
    body = _visit(sort, NOON + hours * HOUR)
    assert Matter(VIENNA).refused("nato", "inspection-request", to=("ru",), **body) == code


@pytest.mark.parametrize(
    ("sort", "team", "reply_hours", "report_days"), [("inspection", 4, 24, 14), ("evaluation", 3, 48, 14)]
)
def test_their_teams_answers_and_reports(sort: str, team: int, reply_hours: int, report_days: int) -> None:
    enters = NOON + (2 if sort == "inspection" else 6) * DAY
    body = _visit(sort, enters, team=team, hours=12)
    more = {**body, "team": team + 1}
    assert Matter(VIENNA).refused("nato", "inspection-request", to=("ru",), **more) == "inspection-team"
    matter = Matter(VIENNA)
    request = matter.say("nato", "inspection-request", to=("ru",), **body)
    matter.everybody_holds(request, NOON)
    assert matter.duties()[0].due_at == NOON + reply_hours * HOUR
    accepted = matter.say("ru", "inspection-answer", request, answer="accepted")
    matter.everybody_holds(accepted, NOON + HOUR)
    report = matter.duties("report")[0]
    assert day(report.due_at) == day(enters + 12 * HOUR + report_days * DAY)


def test_three_inspections_a_year_and_evaluations_by_the_units_declared() -> None:
    visit = Matter(VIENNA)
    visit.say("nato", "inspection-request", to=("ru",), **_visit("inspection", NOON + 2 * DAY))
    evaluation = Matter(VIENNA)
    evaluation.say("us", "inspection-request", to=("ru",), **_visit("evaluation", NOON + 6 * DAY))
    notice = Matter(VIENNA)
    notice.say("ru", "quota-notice", sort="evaluation", year=2016, says="declared", units=301, **UNDER)
    states: list[InspectionState] = [one.state("inspections") for one in (visit, evaluation, notice)]
    found = {one.sort: one.allowed for one in ledger(states)}
    inspections, evaluations = found["inspection"], found["evaluation"]
    assert inspections is not None
    assert (inspections.passive, inspections.per_party) == (3, 1)
    assert evaluations is not None
    assert (evaluations.passive, evaluations.per_party, evaluations.at_once) == (6, 1, 1)
    (alone,) = ledger([notice.state("inspections")])
    assert alone.left == 6, "a notice alone has its quota too"


def test_answers_to_an_invitation_to_observe_come_within_21_days_of_issue() -> None:
    matter = Matter(VIENNA)
    starts = NOON + 42 * DAY
    matter.say(
        "ru", "observation-invitation", sort="observation", activity="Northern Wind", assembly_at=starts,
        assembly_place="Port", starts_at=starts, ends_at=starts + DAY, **UNDER,
    )  # fmt: skip
    matter.heads(NOON)
    data = matter.folded().sheet(matter.journal()).data
    assert data["reply_by_at"] == "2016-05-11T23:59:59Z"


def _visit(sort: str, enters_at: int, **more: Any) -> dict[str, Any]:
    of = {"unit": "1st Brigade", "team": 3} if sort == "evaluation" else {"area": "Round the port", "team": 4}
    return {"sort": sort, "enters_at": enters_at, "entry_point": "Port", "hours": 48, **UNDER, **of, **more}
