"""The desk of explanations: a request, every answer that may be given, meetings as each side tells them, reports."""

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.agreed import agreed
from tests.matter import NOON, Matter, charter_of

from detente.clock import DAY, HOUR
from detente.council.duty import DutyState
from detente.council.points import parse_point
from detente.council.said import Said
from detente.errors import Refused
from detente.protocol.charter import Charter

CLOCKS = {"clocks": {"reply": {"explanation-request": 48, "explanation-meeting": 48}}}


def council() -> Charter:
    """Return a charter by which requests and meetings have 48 hours, and nothing else has a clock."""
    return charter_of(tables=CLOCKS)


def asked(matter: Matter | None = None, **body: Any) -> tuple[Matter, Said]:
    """Return a matter in which NATO has asked RU, and the request; everybody holds it at noon."""
    made = matter or Matter(council())
    request = made.say("nato", "explanation-request", to=("ru",), cause="Columns move by night.", **body)
    made.everybody_holds(request, NOON)
    return made, request


def status(matter: Matter, **how: Any) -> str:
    return matter.folded(**how).sheet(matter.journal(**how)).status


def meet(matter: Matter, request: Said, party: str = "nato", with_: str = "bilateral", **more: Any) -> Said:
    return matter.say(party, "explanation-meeting", request, **{"with": with_}, **more)


def sit(matter: Matter, meeting: Said, party: str, *, held: bool = True, **body: Any) -> Said:
    return matter.say(party, "explanation-sitting", meeting, held=held, **body)


# --- the reply --------------------------------------------------------------------------------------------------------


def test_a_request_starts_the_clock_of_who_is_asked_and_of_nobody_else() -> None:
    matter, request = asked()
    (duty,) = matter.duties()
    assert (duty.who, duty.to_whom, duty.act, duty.due_at) == ("ru", ("nato",), request.ref, NOON + 48 * HOUR)
    assert matter.turn() == {"ru"}
    assert status(matter) == "requested"


def test_silence_is_due_then_not_heard_where_entries_are_missing_then_overdue() -> None:
    """The same heads say *overdue* to whom all is there, and *due, not heard* to whom something below them lacks."""
    matter, _request = asked()
    matter.now = NOON + 49 * HOUR
    other = matter.say("ru", "message")
    matter.heads(NOON + 49 * HOUR)
    assert status(matter) == "overdue"
    assert status(matter, missing=[other]) == "due, not heard"


def test_the_second_of_the_due_time_still_counts() -> None:
    for seconds, late in ((0, False), (1, True)):
        matter, request = asked()
        reply = matter.say("ru", "explanation-answer", request, answer="explained", text="A drill.")
        matter.receipt("nato", reply, NOON + 48 * HOUR + seconds)
        matter.heads(NOON + 49 * HOUR)
        (duty,) = matter.duties("explain")
        assert (duty.state, duty.late) == (DutyState.MET, late)


@pytest.mark.parametrize("answer", ["rule not applicable", "quota used up", "force majeure"])
def test_what_the_rule_allows_stands_as_its_author_says_and_is_never_overdue(answer: str) -> None:
    matter, request = asked()
    reply = matter.say("ru", "explanation-answer", request, answer=answer, text="Within its own bases.")
    matter.heads(NOON + HOUR)
    matter.heads(NOON + 60 * HOUR)
    (duty,) = matter.duties()
    assert (duty.state.value, duty.reason, duty.answer) == (answer, "Within its own bases.", reply.ref)
    assert status(matter) == answer
    assert matter.turn() == frozenset()


def test_a_later_answer_replaces_the_earlier_one_and_both_are_shown() -> None:
    matter, request = asked()
    first = matter.say("ru", "explanation-answer", request, answer="rule not applicable", text="No.")
    second = matter.say("ru", "explanation-answer", request, answer="explained", text="It ends on Friday.")
    sheet = matter.same_in_every_order().sheet(matter.journal())
    assert sheet.status == "replied"
    assert [(one["ref"], one["stands"]) for one in sheet.data["answers"]] == [(first.ref, False), (second.ref, True)]
    (duty,) = matter.duties("explain")
    assert (duty.state, duty.answer, duty.unanswered) == (DutyState.DUE, second.ref, False)
    matter.heads(NOON + HOUR)
    assert matter.duties("explain")[0].state is DutyState.MET


def test_an_exemption_after_the_due_second_says_so() -> None:
    """The word is its author's; when it was there is evidence, and stays to be seen."""
    for at, more in ((NOON + 48 * HOUR, ""), (NOON + 48 * HOUR + 1, " (said after the due time)")):
        matter, request = asked()
        reply = matter.say("ru", "explanation-answer", request, answer="force majeure", text="Storm.")
        matter.receipt("nato", reply, at)
        matter.heads(NOON + 60 * HOUR)
        (duty,) = matter.duties("explain")
        assert (duty.state, duty.reason, duty.late) == (DutyState.FORCE_MAJEURE, f"Storm.{more}", more != "")
    matter, request = overdue()
    meeting = meet(matter, request)
    matter.everybody_holds(meeting, NOON + 50 * HOUR)
    matter.say("ru", "explanation-answer", meeting, answer="force majeure", text="Storm.")
    matter.heads(NOON + 99 * HOUR)
    (duty,) = matter.duties("meet")
    assert (duty.state, duty.reason) == (DutyState.FORCE_MAJEURE, "Storm. (said after the due time)")


def test_what_was_explained_stays_met_whatever_is_said_later() -> None:
    matter, request = asked()
    reply = matter.say("ru", "explanation-answer", request, answer="explained", text="A drill.")
    matter.everybody_holds(reply, NOON + 50 * HOUR)
    later = matter.say("ru", "explanation-answer", request, answer="force majeure", text="Storm.")
    (duty,) = matter.duties("explain")
    assert (duty.state, duty.answer, duty.late) == (DutyState.MET, reply.ref, True)
    assert duty.reason == f"later said in {later.ref}: force majeure. Storm."


def test_questions_are_answered_by_number() -> None:
    matter, request = asked(questions=["Which formations?", "Until when?"])
    matter.say("ru", "explanation-answer", request, answer="explained", text="As follows.",
               answers=[{"number": 2, "text": "Friday."}])  # fmt: skip
    sheet = matter.folded().sheet(matter.journal())
    answered = [one["answered_in"] for one in sheet.data["questions"]]
    assert sheet.sections[0].lines[1].cells == ("2", "Until when?", "Friday.", "RU/PLENARY/1")
    assert answered == [[], ["RU/PLENARY/1"]]
    assert [one.mark for one in sheet.sections[0].lines] == ["waiting", ""]


def test_questions_that_an_explanation_leaves_open_stand_in_the_head_and_go_back_to_who_is_asked_once() -> None:
    """That is no finding: the duty is met, and who leaves them blank again hands the matter to who asked."""
    matter, request = asked(questions=["Until when?", "Where to?"])
    assert status(matter) == "requested"
    reply = matter.say("ru", "explanation-answer", request, answer="explained", text="A drill.")
    matter.everybody_holds(reply, NOON + HOUR)
    assert status(matter) == "replied; open questions: 1, 2"
    assert matter.turn() == {"ru"}
    (duty,) = matter.duties()
    assert duty.state is DutyState.MET
    matter.say("ru", "explanation-answer", request, answer="explained", text="As said.",
               answers=[{"number": 2, "text": "Within its own bases."}])  # fmt: skip
    sheet = matter.folded().sheet(matter.journal())
    assert sheet.status == "replied; open questions: 1"
    assert dict(sheet.facts)["open questions"] == "1"
    assert sheet.data["open_questions"] == [1]
    assert matter.turn() == {"nato"}
    meeting = meet(matter, request)
    assert matter.turn() == {"ru"}, "it is asked to meet"
    sit(matter, meeting, "nato", attended=["nato", "ru"])
    assert "nato" not in matter.turn()


@pytest.mark.parametrize(
    ("answer", "body"),
    [
        ("explained", {"answers": [{"number": 1, "text": "Until Friday."}]}),
        ("rule not applicable", {}),
        ("force majeure", {}),
    ],
)
def test_no_question_is_open_where_each_is_answered_or_another_word_stands(answer: str, body: dict[str, Any]) -> None:
    matter, request = asked(questions=["Until when?"])
    matter.say("ru", "explanation-answer", request, answer=answer, text="A drill.", **body)
    assert "open questions" not in status(matter)
    assert matter.turn() == frozenset()


def test_who_asked_closes_a_matter_with_open_questions() -> None:
    matter, request = asked(questions=["Until when?"])
    matter.say("ru", "explanation-answer", request, answer="explained", text="A drill.")
    matter.say("nato", "explanation-report", request, text="That is enough.", closes=True)
    assert matter.turn() == frozenset()
    assert status(matter) == "closed"


def test_what_is_seen_and_not_notified_opens_a_request_and_says_what_was_seen() -> None:
    matter, _request = asked(observed_not_notified=True, seen="About 40 vehicles.", area=["54.71, 19.92", "54.5,20"])
    sheet = matter.folded().sheet(matter.journal())
    assert ("observed, not notified", "as NATO says: About 40 vehicles.") in sheet.facts
    assert sheet.data["area"] == [[54.71, 19.92], [54.5, 20.0]]
    body = {"cause": "Columns.", "observed_not_notified": True}
    assert Matter(council()).refused("nato", "explanation-request", to=("ru",), **body) == "observation-unsaid"


def test_where_more_time_was_granted_the_matter_is_not_overdue_and_where_it_is_disputed_it_says_so() -> None:
    """What is said of the duty itself moves the status too: the sheet and the list of duties never part."""
    matter, request = asked()
    matter.now = NOON + 47 * HOUR
    matter.say("nato", "extension", request, until_at=NOON + 72 * HOUR, reason="As asked.")
    matter.heads(NOON + 47 * HOUR)
    matter.now = NOON + 49 * HOUR
    matter.say("us", "message")
    matter.heads(NOON + 49 * HOUR)
    assert status(matter) == "requested"
    matter.heads(NOON + 73 * HOUR)
    assert status(matter) == "overdue"
    matter.say("ru", "duty-dispute", request, reason="The rule speaks of other forces.")
    assert status(matter) == "disputed"
    assert matter.duties("explain")[0].state is DutyState.DISPUTED


# --- meetings ---------------------------------------------------------------------------------------------------------


def overdue() -> tuple[Matter, Said]:
    """Return a matter in which no reply came, and the request."""
    matter, request = asked()
    matter.now = NOON + 49 * HOUR
    return matter, request


def test_a_bilateral_meeting_is_asked_for_after_the_reply_or_its_lack() -> None:
    """The author's desk waits; what comes from others counts, since no record knows when they received what."""
    matter, request = asked()
    assert matter.refused("nato", "explanation-meeting", request, **{"with": "bilateral"}) == "explanation-too-early"
    assert matter.refused("nato", "explanation-meeting", request, **{"with": "all"}) == ""
    matter.now = NOON + 49 * HOUR
    assert matter.refused("nato", "explanation-meeting", request, **{"with": "bilateral"}) == ""
    early, request = asked()
    assert early.why(meet(early, request)) == ""
    replied, request = asked()
    replied.say("ru", "explanation-answer", request, answer="explained", text="A drill.")
    assert replied.refused("nato", "explanation-meeting", request, **{"with": "bilateral"}) == ""


def test_only_who_asks_may_ask_for_a_bilateral_meeting_and_either_side_for_one_of_all() -> None:
    matter, request = overdue()
    for party, with_, code in (
        ("ru", "bilateral", "explanation-not-side"),
        ("us", "all", "explanation-not-side"),
        ("ru", "all", ""),
    ):
        assert matter.refused(party, "explanation-meeting", request, **{"with": with_}) == code
    assert matter.why(meet(matter, request, "us", "all")) == "explanation-not-side"


def test_a_meeting_that_one_side_does_not_attend_leaves_it_owed_and_says_so() -> None:
    matter, request = overdue()
    meeting = meet(matter, request, venue="Vienna")
    matter.everybody_holds(meeting, NOON + 50 * HOUR)
    assert status(matter) == "bilateral meeting: asked"
    matter.now = NOON + 90 * HOUR
    account = sit(matter, meeting, "nato", held=False, attended=["nato"], not_attended=["ru"])
    matter.heads(NOON + 99 * HOUR)
    duty = next(one for one in matter.duties("meet"))
    assert (duty.who, duty.due_at, duty.state) == ("ru", NOON + 98 * HOUR, DutyState.OVERDUE)
    assert status(matter) == "bilateral meeting: not attended by RU"
    owed = matter.duties("report")
    assert [(one.who, one.act, one.due_at, one.rule) for one in owed] == [
        ("nato", account.ref, None, "without delay; no number of hours is set"),
        ("ru", account.ref, None, "without delay; no number of hours is set"),
    ]


def test_that_it_was_held_counts_on_the_word_of_who_asked_with_the_time_it_names() -> None:
    matter, request = overdue()
    meeting = meet(matter, request)
    matter.everybody_holds(meeting, NOON + 50 * HOUR)
    matter.now = NOON + 120 * HOUR
    sit(matter, meeting, "nato", at=NOON + 80 * HOUR, attended=["nato", "ru"])
    matter.heads(NOON + 121 * HOUR)
    duty = next(one for one in matter.duties("meet"))
    assert (duty.state, duty.met_at, duty.late) == (DutyState.MET, NOON + 80 * HOUR, False)
    assert status(matter) == "bilateral meeting: held"


def test_on_the_debtors_word_alone_it_counts_from_when_that_was_heard() -> None:
    matter, request = overdue()
    meeting = meet(matter, request)
    matter.everybody_holds(meeting, NOON + 50 * HOUR)
    matter.now = NOON + 120 * HOUR
    sit(matter, meeting, "ru", at=NOON + 80 * HOUR, attended=["nato", "ru"])
    matter.heads(NOON + 121 * HOUR)
    duty = next(one for one in matter.duties("meet"))
    assert (duty.state, duty.met_at, duty.late) == (DutyState.MET, NOON + 121 * HOUR, True)


def test_two_accounts_that_differ_stand_beside_each_other_and_nobody_is_judged() -> None:
    matter, request = overdue()
    meeting = meet(matter, request)
    theirs = sit(matter, meeting, "nato", held=False, not_attended=["ru"], knows=())
    mine = sit(matter, meeting, "ru", attended=["nato", "ru"], knows=())
    folded = matter.same_in_every_order()
    sheet = folded.sheet(matter.journal())
    assert sheet.status == "bilateral meeting: told differently"
    assert folded.conflicts == ()
    assert [one["ref"] for one in sheet.data["meetings"][0]["accounts"]] == [theirs.ref, mine.ref]
    assert next(one for one in matter.duties("meet")).state is DutyState.DISPUTED


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ("rule not applicable", DutyState.NOT_APPLICABLE),
        ("force majeure", DutyState.FORCE_MAJEURE),
        ("declined", DutyState.DUE),
        ("accepted", DutyState.DUE),
    ],
)
def test_a_meeting_may_be_answered_and_declining_alone_settles_nothing(answer: str, state: DutyState) -> None:
    matter, request = overdue()
    meeting = meet(matter, request)
    reply = matter.say("ru", "explanation-answer", meeting, answer=answer, text="As said.")
    duty = next(one for one in matter.duties("meet"))
    assert duty.state is state
    assert reply.ref in duty.reason or duty.reason == "As said."
    assert matter.turn() == {"ru"}, "the request itself is not answered"


def test_at_a_meeting_of_all_the_other_side_and_who_is_to_convene_it_are_called() -> None:
    matter, request = asked()
    meeting = meet(matter, request, with_="all", to=("us",))
    assert [one.who for one in matter.duties("meet")] == ["ru", "us"]
    assert matter.why(sit(matter, meeting, "us", attended=["us", "nato"], not_attended=["ru"])) == ""
    sit(matter, meeting, "nato", attended=["nato", "us"], not_attended=["ru"])
    assert status(matter) == "meeting of all: held, not attended by RU"
    matter.heads(NOON + HOUR)
    assert {one.who: one.state for one in matter.duties("meet")} == {"ru": DutyState.DUE, "us": DutyState.MET}


def test_of_a_bilateral_meeting_only_who_is_to_meet_tells_third_states_too() -> None:
    matter, request = overdue()
    meeting = meet(matter, request)
    assert matter.refused("us", "explanation-sitting", meeting, held=True) == "explanation-not-side"
    other = meet(matter, request, third_states=["us"])
    assert matter.refused("us", "explanation-sitting", other, held=True) == ""


# --- reports ----------------------------------------------------------------------------------------------------------


def test_a_report_is_joint_once_the_other_side_has_joined_it() -> None:
    matter, request = overdue()
    meeting = meet(matter, request)
    sit(matter, meeting, "nato", attended=["nato", "ru"])
    report = matter.say("nato", "explanation-report", meeting, text="Positions were stated.", joint=True)
    assert status(matter) == "bilateral meeting: reported by NATO"
    assert "ru" in matter.turn()
    assert matter.refused("nato", "explanation-report", report, text="") == "report-of-own"
    matter.say("ru", "explanation-report", report, text="")
    sheet = matter.same_in_every_order().sheet(matter.journal())
    assert sheet.status == "bilateral meeting: reported jointly"
    assert sheet.data["reports"][0]["joined_by"] == ["ru"]
    matter.heads(NOON + 60 * HOUR)
    assert {one.state for one in matter.duties("report")} == {DutyState.MET}


def test_separate_reports_meet_the_duty_too() -> None:
    matter, request = overdue()
    meeting = meet(matter, request)
    sit(matter, meeting, "nato", attended=["nato", "ru"])
    for party in ("nato", "ru"):
        matter.say(party, "explanation-report", meeting, text=f"As {party} sees it.")
    assert status(matter) == "bilateral meeting: reported by both"
    matter.heads(NOON + 60 * HOUR)
    assert {one.state for one in matter.duties("report")} == {DutyState.MET}


def test_who_asked_closes_the_matter_and_then_no_meeting_is_asked_for() -> None:
    matter, request = asked()
    matter.say("ru", "explanation-answer", request, answer="explained", text="A drill.")
    closing = {"text": "Thank you; no further question.", "closes": True}
    assert matter.refused("ru", "explanation-report", request, **closing) == "explanation-not-asker"
    matter.say("nato", "explanation-report", request, **closing)
    assert status(matter) == "closed"
    assert matter.turn() == frozenset()
    assert not [one for one in matter.duties() if one.unanswered], "nobody owes what who asked regards as closed"
    assert matter.refused("nato", "explanation-meeting", request, **{"with": "all"}) == "explanation-closed"


# --- under a regime ---------------------------------------------------------------------------------------------------


def under(**body: Any) -> tuple[Matter, Said]:
    return asked(Matter(agreed()), regime="bay", **body)


def test_who_names_no_regime_asks_under_the_only_one_of_the_charter_and_none_goes_without() -> None:
    matter, _request = asked(Matter(agreed()))
    assert matter.duties()[0].due_at == NOON + 24 * HOUR
    body = {"to": ("ru",), "cause": "Columns.", "area": ["54.7, 25.0"]}
    assert Matter(agreed()).refused("nato", "explanation-request", **body) == "point-outside-zone"
    assert Matter(agreed()).refused("nato", "explanation-request", **body, regime="none") == ""
    matter, _request = asked(Matter(agreed()), regime="none")
    assert matter.duties()[0].due_at is None


def test_under_a_regime_its_own_hours_hold_and_its_rule_is_named() -> None:
    matter, request = under(rule="E-1")
    (duty,) = matter.duties()
    assert (duty.due_at, duty.rule) == (NOON + 24 * HOUR, "bay E-1: Rule E-1")
    matter.now = NOON + 25 * HOUR
    meeting = meet(matter, request)
    matter.everybody_holds(meeting, NOON + 26 * HOUR)
    assert matter.duties("meet")[0].due_at == NOON + 62 * HOUR
    matter.now = NOON + 50 * HOUR
    sit(matter, meeting, "nato", at=NOON + 40 * HOUR, attended=["nato", "ru"])
    sit(matter, meeting, "ru", at=NOON + 40 * HOUR, attended=["nato", "ru"])
    assert report_days(matter) == {"nato": "2016-04-24", "ru": "2016-04-24"}, "two days after, to the end of the day"


def report_days(matter: Matter) -> dict[str, str | None]:
    """Return by party the day on which its report is due, or None while no clock runs."""
    return {
        one.who: None if one.due_at is None else datetime.fromtimestamp(one.due_at, UTC).date().isoformat()
        for one in matter.duties("report")
    }


def test_a_time_that_one_side_names_starts_the_others_clock_from_proof_only() -> None:
    """Each debtor's own word binds it; another's word counts from when it is proven to have been there."""
    matter, request = under()
    matter.now = NOON + 25 * HOUR
    meeting = meet(matter, request)
    matter.now = NOON + 10 * DAY
    account = sit(matter, meeting, "nato", at=NOON + 40 * HOUR, attended=["nato", "ru"])
    assert report_days(matter) == {"nato": "2016-04-24", "ru": None}
    matter.receipt("ru", account, NOON + 11 * DAY)
    assert report_days(matter) == {"nato": "2016-04-24", "ru": "2016-05-03"}
    sit(matter, meeting, "ru", at=NOON + 41 * HOUR, attended=["nato", "ru"])
    assert report_days(matter)["ru"] == "2016-04-24", "its own word"


def test_no_account_names_a_time_before_the_meeting_was_asked_for() -> None:
    matter, request = under()
    matter.now = NOON + 25 * HOUR
    meeting = meet(matter, request)
    early = {"held": True, "attended": ["nato", "ru"], "at": meeting.claimed_at - 1}
    assert matter.refused("nato", "explanation-sitting", meeting, **early) == "explanation-time"
    assert matter.why(matter.say("nato", "explanation-sitting", meeting, **early)) == "explanation-time"
    assert matter.duties("report") == []


def test_under_a_regime_only_what_its_rule_takes_for_an_answer_may_be_answered() -> None:
    matter, request = under()
    for answer, code in (("explained", ""), ("rule not applicable", ""), ("force majeure", "explanation-answer")):
        assert matter.refused("ru", "explanation-answer", request, answer=answer, text="As said.") == code


@pytest.mark.parametrize(
    ("body", "channel", "code"),
    [
        ({"regime": "sea"}, "plenary", "regime-not-in-charter"),
        ({"regime": "bay", "rule": "E-9"}, "plenary", "regime-rule-unknown"),
        ({"regime": "bay", "area": ["54.7, 25.0"]}, "plenary", "point-outside-zone"),
        ({"regime": "bay", "area": ["19.9, 54.7"]}, "plenary", "point-outside-zone"),
        ({"regime": "bay", "area": ["54.7, 19.9"]}, "pair", "copies-to-all"),
        ({"regime": "bay", "area": ["54.7, 19.9"]}, "plenary", ""),
    ],
)
def test_regime_rule_zone_and_copies_are_those_of_the_charter(body: dict[str, Any], channel: str, code: str) -> None:
    matter = Matter(agreed(), channel=channel)
    assert matter.refused("nato", "explanation-request", to=("ru",), cause="Columns.", **body) == code
    assert matter.why(matter.say("nato", "explanation-request", to=("ru",), cause="Columns.", **body)) == code


# --- bad input --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("to", "body", "code"),
    [
        ((), {}, "explanation-addressee"),
        (("ru", "us"), {}, "explanation-addressee"),
        (("nato",), {}, "explanation-addressee"),
        (("ru",), {"area": ["129.5, 42.0"]}, "point-unreadable"),
        (("ru",), {"area": ["54°42'"]}, "point-unreadable"),
        (("ru",), {"since_at": -1}, "body-field-type"),
    ],
)
def test_a_request_that_cannot_be_is_refused_at_the_desk_and_irregular_from_peers(
    to: tuple[str, ...], body: dict[str, Any], code: str
) -> None:
    matter = Matter(council())
    assert matter.refused("nato", "explanation-request", to=to, cause="Columns.", **body) == code
    assert matter.why(matter.say("nato", "explanation-request", to=to, cause="Columns.", **body)) == code


def acts_that_do_not_count() -> list[Any]:
    day = NOON + DAY
    return [
        ("us", "explanation-answer", "request", {"answer": "explained", "text": "We know."}, "explanation-not-asked"),
        ("ru", "explanation-answer", "request", {"answer": "accepted", "text": "Yes."}, "explanation-answer"),
        ("ru", "explanation-answer", "request", {"answer": "no"}, "body-field-choice"),
        ("ru", "explanation-answer", "request", {"answer": "rule not applicable"}, "reason-missing"),
        ("ru", "explanation-answer", "meeting", {"answer": "explained", "text": "A drill."}, "explanation-answer"),
        ("nato", "explanation-meeting", "request", {"with": "all", "by_at": NOON - 1}, "explanation-time"),
        ("nato", "explanation-sitting", "meeting", {"held": True, "at": NOON + 10 * DAY}, "explanation-time"),
        ("nato", "explanation-sitting", "meeting", {"held": True, "attended": ["xx"]}, "explanation-parties"),
        ("nato", "explanation-sitting", "meeting", {"held": True, "at": day, "attended": ["ru"],
                                                    "not_attended": ["ru"]}, "explanation-parties"),
        ("nato", "explanation-sitting", "request", {"held": True}, "re-of-other-kind"),
        ("us", "explanation-report", "meeting", {"text": "Seen from aside."}, "explanation-not-side"),
        ("nato", "explanation-report", "meeting", {"text": ""}, "report-empty"),
    ]  # fmt: skip


@pytest.mark.parametrize(("party", "kind", "re", "body", "code"), acts_that_do_not_count())
def test_what_nobody_may_say_is_refused_at_the_desk_and_irregular_from_peers(
    party: str, kind: str, re: str, body: dict[str, Any], code: str
) -> None:
    matter, request = overdue()
    named = {"request": request, "meeting": meet(matter, request)}
    assert matter.refused(party, kind, named[re], **body) == code
    assert matter.why(matter.say(party, kind, named[re], **body)) == code


def test_in_another_matter_nothing_can_be_answered() -> None:
    matter = Matter(council())
    message = matter.say("nato", "message")
    assert matter.refused("ru", "explanation-answer", None, answer="explained", text="A drill.") == "re-missing"
    assert matter.refused("ru", "explanation-answer", message, answer="explained", text="A.") == "re-of-other-kind"
    matter = Matter(council())
    wrong = matter.say("nato", "explanation-request", to=(), cause="Columns.")
    reply = matter.say("ru", "explanation-answer", wrong, answer="explained", text="A drill.")
    assert matter.why(reply) == "explanation-unknown", "what it answers counts for nothing"


def test_a_point_says_whether_it_is_swapped() -> None:
    with pytest.raises(Refused) as refused:
        parse_point("119.9, 54.7")
    assert "swapped" in refused.value.remedy
    assert parse_point("-33.5,18.25") == (-33.5, 18.25)
