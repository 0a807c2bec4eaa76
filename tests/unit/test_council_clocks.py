"""The clocks' desk: more time, questions that stop a clock, grounds on which nothing is owed, and disputes."""

import pytest
from tests.matter import NOON, Matter, charter_of

from detente.clock import DAY, HOUR, rfc3339
from detente.council.desk import NextAct
from detente.council.duty import Duty, DutyState
from detente.council.ledger import WORDS, word_of
from detente.council.registry import check_charter
from detente.council.said import Said
from detente.errors import Malformed

TWO_DAYS = 48 * HOUR


def asked(clarifications: int | None = None, hours: int | None = None, **more: object) -> tuple[Matter, Said]:
    """Return a matter in which NATO asks RU for a clarification, due two days after RU's receipt at noon."""
    said = {"clarifications": clarifications, "clarification_hours": hours}
    clocks = {"reply_hours": 48, **{name: value for name, value in said.items() if value is not None}}
    matter = Matter(charter_of(tables={"clocks": clocks}))
    request = matter.say("nato", "clarification-request", to=("ru",), **more)
    matter.receipt("ru", request, NOON)
    matter.heads(NOON)
    return matter, request


def owed(matter: Matter) -> Duty:
    """Return the one duty to reply."""
    (duty,) = matter.duties("reply")
    return duty


def there(matter: Matter, act: Said, at: int) -> None:
    """Let the other sides' receipts of an act be recorded at a second."""
    matter.everybody_holds(act, at)


def test_what_is_said_of_a_duty_answers_nothing() -> None:
    """To ask for time, or what is unclear, leaves the reply owed and its debtor's turn."""
    matter, request = asked()
    matter.say("ru", "extension-request", request, until_at=NOON + 4 * DAY, reason="Staff talks.")
    matter.say("ru", "clarification-asked", request)
    matter.say("ru", "duty-dispute", request, reason="Not our forces.")
    assert (owed(matter).answer, matter.turn()) == (None, {"ru", "nato"})


def test_a_creditor_extends_and_nothing_shortens() -> None:
    """The due second moves when the extension is proven to be there; an earlier one changes nothing."""
    matter, request = asked()
    wanted = matter.say("ru", "extension-request", request, until_at=NOON + 4 * DAY, reason="Staff talks.")
    assert NextAct("extension", wanted.ref, {"until_at": NOON + 4 * DAY}) in matter.folded().next_acts("nato")
    granted = matter.say("nato", "extension", wanted, until_at=NOON + 4 * DAY)
    assert owed(matter).due_at == NOON + TWO_DAYS, "the creditor's word alone moves no clock"
    there(matter, granted, NOON + HOUR)
    assert owed(matter).due_at == NOON + 4 * DAY
    shorter = matter.say("nato", "extension", request, until_at=NOON + DAY)
    there(matter, shorter, NOON + 2 * HOUR)
    duty = owed(matter)
    assert (duty.due_at, duty.state) == (NOON + 4 * DAY, DutyState.DUE)
    assert [step.split(":")[0] for step in duty.steps][-1].startswith("NATO extended it to")
    assert duty.steps[-1].endswith("so nothing moves")
    matter.heads(NOON + 3 * DAY)
    assert owed(matter).state is DutyState.DUE
    matter.heads(NOON + 4 * DAY + 1)
    assert owed(matter).state is DutyState.OVERDUE


def test_an_extension_after_the_due_time_counts_too() -> None:
    """It is the creditor's to grant."""
    matter, request = asked()
    matter.heads(NOON + 3 * DAY)
    assert owed(matter).state is DutyState.OVERDUE
    there(matter, matter.say("nato", "extension", request, until_at=NOON + 5 * DAY), NOON + 3 * DAY + 60)
    assert (owed(matter).due_at, owed(matter).state) == (NOON + 5 * DAY, DutyState.DUE)


def test_a_question_stops_the_clock_until_its_answer_is_there() -> None:
    """From the creditor's evidence to the debtor's, to the second; meanwhile no due second is stated."""
    matter, request = asked()
    question = matter.say("ru", "clarification-asked", request)
    assert owed(matter).due_at == NOON + TWO_DAYS, "nothing proves yet that NATO has it"
    matter.receipt("nato", question, NOON + 10 * HOUR)
    matter.heads(NOON + 11 * HOUR)
    duty = owed(matter)
    assert (duty.due_at, duty.state) == (None, DutyState.DUE)
    assert rfc3339(NOON + 10 * HOUR) in duty.reason
    matter.heads(NOON + 5 * DAY)
    assert owed(matter).state is DutyState.DUE, "while the clock stands nothing is overdue"
    assert owed(matter).stands
    answer = matter.say("nato", "clarification-given", question)
    matter.receipt("ru", answer, NOON + 5 * DAY + 15 * HOUR)
    matter.heads(NOON + 5 * DAY + 16 * HOUR)
    duty = owed(matter)
    assert duty.due_at == NOON + TWO_DAYS + (5 * DAY + 5 * HOUR)
    assert "the clock stood 5 days 5 h" in duty.steps[-1]
    matter.heads(NOON + TWO_DAYS + 5 * DAY + 5 * HOUR + 1)
    assert owed(matter).state is DutyState.OVERDUE


def test_a_debtor_who_hides_the_answer_is_deemed_to_have_it() -> None:
    """The clock goes on by the charter's deeming hours, whatever the debtor receipts."""
    matter, request = asked()
    question = matter.say("ru", "clarification-asked", request)
    there(matter, question, NOON + HOUR)
    matter.say("nato", "clarification-given", question)
    matter.heads(NOON + 2 * HOUR)
    assert owed(matter).due_at == NOON + TWO_DAYS + HOUR + 24 * HOUR


@pytest.mark.parametrize(("most", "shifts"), [(None, 1), (0, 0), (2, 2)])
def test_questions_stop_a_clock_only_as_often_as_the_charter_says(most: int | None, shifts: int) -> None:
    """Once where it says nothing: no debtor stops it for ever."""
    matter, request = asked(most)
    at = NOON + HOUR
    for _ in range(3):
        question = matter.say("ru", "clarification-asked", request)
        there(matter, question, at)
        there(matter, matter.say("nato", "clarification-given", question), at + HOUR)
        at += 2 * HOUR
    assert owed(matter).due_at == NOON + TWO_DAYS + shifts * HOUR


def test_a_question_after_the_due_second_stops_nothing() -> None:
    matter, request = asked()
    question = matter.say("ru", "clarification-asked", request)
    there(matter, question, NOON + TWO_DAYS + 1)
    duty = owed(matter)
    assert (duty.due_at, duty.state) == (NOON + TWO_DAYS, DutyState.OVERDUE)
    assert duty.steps[-1].endswith("the clock had run out, so nothing stops")


def test_who_lacks_the_extension_says_not_heard_and_never_overdue() -> None:
    """What rests on absence needs every entry below the heads; the extension is among them."""
    matter, request = asked()
    granted = matter.say("nato", "extension", request, until_at=NOON + 5 * DAY)
    there(matter, granted, NOON + HOUR)
    matter.heads(NOON + 3 * DAY)
    lacking = matter.folded(missing=[granted]).duties(matter.journal(missing=[granted]), matter.standing, matter.now)
    assert [duty.state for duty in lacking] == [DutyState.NOT_HEARD]
    assert owed(matter).state is DutyState.DUE


def test_what_met_the_duty_before_the_new_due_second_is_not_after_it() -> None:
    matter, request = asked()
    there(matter, matter.say("nato", "extension", request, until_at=NOON + 4 * DAY), NOON + HOUR)
    there(matter, matter.say("ru", "reply", request), NOON + 3 * DAY)
    duty = owed(matter)
    assert (duty.state, duty.late, duty.met_at) == (DutyState.MET, False, NOON + 3 * DAY)


@pytest.mark.parametrize("ground", ["rule not applicable", "quota used up", "force majeure"])
def test_a_debtor_says_why_nothing_is_owed_and_may_answer_all_the_same(ground: str) -> None:
    """The state is the ground's word with the reason; an answer later meets the duty."""
    matter, request = asked()
    exemption = matter.say("ru", "exemption", request, ground=ground, reason="Below the threshold.")
    there(matter, exemption, NOON + HOUR)
    duty = owed(matter)
    assert (duty.state, duty.reason, duty.answer, duty.met_at) == (ground, "Below the threshold.", exemption.ref,
                                                                   NOON + HOUR)  # fmt: skip
    assert matter.turn() == frozenset()
    there(matter, matter.say("ru", "reply", request), NOON + 2 * HOUR)
    assert owed(matter).state is DutyState.MET


def test_an_exemption_needs_its_ground_and_its_reason() -> None:
    matter, request = asked()
    assert matter.refused("ru", "exemption", request, ground="force majeure") == "body-incomplete"
    assert matter.refused("ru", "exemption", request, reason="Why not.") == "body-incomplete"
    assert matter.refused("ru", "exemption", request, ground="weather", reason="Rain.") == "body-field-choice"
    assert matter.refused("ru", "extension-request", request, reason="Rain.") == "body-incomplete"


def test_either_side_disputes_a_duty_and_takes_it_back() -> None:
    """While a dispute stands that is the duty's state, also where something met it."""
    matter, request = asked()
    there(matter, matter.say("ru", "reply", request), NOON + HOUR)
    dispute = matter.say("nato", "duty-dispute", request, reason="The reply answers something else.")
    duty = owed(matter)
    assert (duty.state, duty.reason) == (
        DutyState.DISPUTED, f"NATO in {dispute.ref}: The reply answers something else."
    )  # fmt: skip
    assert matter.refused("ru", "duty-dispute", dispute, reason="No.", withdrawn=True) == "dispute-of-other"
    matter.say("nato", "duty-dispute", dispute, reason="Explained.", withdrawn=True)
    assert owed(matter).state is DutyState.MET


def test_a_dispute_is_not_disputed_in_its_turn() -> None:
    """Who sees it otherwise disputes the duty itself: nobody makes others read a chain of disputes."""
    matter, request = asked()
    dispute = matter.say("nato", "duty-dispute", request, reason="One.")
    assert matter.refused("ru", "duty-dispute", dispute, reason="Two.") == "duty-act-unknown"


def test_an_exemption_can_be_disputed() -> None:
    matter, request = asked()
    exemption = matter.say("ru", "exemption", request, ground="rule not applicable", reason="An alert.")
    matter.say("nato", "duty-dispute", exemption, reason="It was planned.")
    assert owed(matter).state is DutyState.DISPUTED


def test_nobody_speaks_for_the_other_side() -> None:
    """Whoever owes grants itself nothing; whoever is owed nothing grants nothing."""
    matter, request = asked()
    wanted = matter.say("ru", "extension-request", request, until_at=NOON + 4 * DAY, reason="Staff talks.")
    question = matter.say("ru", "clarification-asked", request)
    assert matter.refused("ru", "extension", wanted, until_at=NOON + 9 * DAY) == "duty-of-own"
    assert matter.refused("us", "extension", wanted, until_at=NOON + 9 * DAY) == "duty-of-own"
    assert matter.refused("us", "extension", request, until_at=NOON + 9 * DAY) == "duty-of-own"
    assert matter.refused("ru", "clarification-given", question) == "duty-of-own"
    assert matter.refused("nato", "clarification-given", request) == "re-of-other-kind"
    assert matter.refused("nato", "extension", question, until_at=NOON + 9 * DAY) == "duty-act-unknown"
    assert matter.refused("ru", "exemption", wanted, ground="force majeure", reason="Storm.") == "duty-act-unknown"


def test_what_concerns_no_duty_moves_nothing() -> None:
    """From a peer it stands as it was said; no key that no duty has."""
    matter, request = asked()
    matter.say("us", "exemption", request, ground="force majeure", reason="Storm.")
    there(matter, matter.say("nato", "extension", request, until_at=NOON + 4 * DAY, duty="acknowledge"), NOON + HOUR)
    there(matter, matter.say("nato", "extension", request, until_at=NOON + 5 * DAY, debtor="us"), NOON + HOUR)
    assert (owed(matter).state, owed(matter).due_at) == (DutyState.DUE, NOON + TWO_DAYS)
    there(matter, matter.say("nato", "extension", request, until_at=NOON + 6 * DAY), NOON + HOUR)
    assert owed(matter).due_at == NOON + 6 * DAY


def test_the_steps_say_how_the_due_second_was_found() -> None:
    matter, request = asked()
    request_title = "request for clarification"
    assert owed(matter).steps == (
        f"the clock runs since {rfc3339(NOON)}: RU's own receipt of {request.ref}, as the journal recorded it",
        f"2 days after that, due {rfc3339(NOON + TWO_DAYS)} (charter, reply clock: 48 hours for a {request_title})",
    )


def test_every_matter_shows_what_was_said_of_its_duties() -> None:
    matter, request = asked()
    there(matter, matter.say("nato", "extension", request, until_at=NOON + 4 * DAY, text="As asked."), NOON + HOUR)
    sheet = matter.folded().sheet(matter.journal())
    (said,) = sheet.data["clocks"]["said"]
    assert (said["kind"], said["about"], said["there_at"]) == ("extension", request.ref, rfc3339(NOON + HOUR))
    assert sheet.sections[-1].heading == "Said of what is owed"


def test_a_question_that_nobody_answers_stops_no_clock_for_ever() -> None:
    """It stands as long as the charter says, by the heads; an answer that comes later changes nothing more."""
    matter, request = asked(hours=24)
    question = matter.say("ru", "clarification-asked", request)
    matter.receipt("nato", question, NOON + HOUR)
    matter.heads(NOON + 25 * HOUR)
    assert owed(matter).due_at is None, "until then it stands"
    matter.heads(NOON + 25 * HOUR + 1)
    assert owed(matter).due_at == NOON + TWO_DAYS + 24 * HOUR
    assert "no answer by" in owed(matter).steps[-1]
    answer = matter.say("nato", "clarification-given", question)
    matter.receipt("ru", answer, NOON + 60 * HOUR)
    matter.heads(NOON + 61 * HOUR)
    assert owed(matter).due_at == NOON + TWO_DAYS + 24 * HOUR


def test_a_ground_said_after_the_due_time_is_counted_apart() -> None:
    """What was overdue does not vanish from the ledger under a word that its debtor says later."""
    matter, request = asked()
    matter.heads(NOON + 3 * DAY)
    assert word_of(owed(matter)) == "overdue"
    there(matter, matter.say("ru", "exemption", request, ground="force majeure", reason="Storm."), NOON + 4 * DAY)
    assert word_of(owed(matter)) == "force majeure said after the due time"
    in_time, request = asked()
    there(in_time, in_time.say("ru", "exemption", request, ground="force majeure", reason="Storm."), NOON + HOUR)
    in_time.heads(NOON + 4 * DAY)
    assert word_of(owed(in_time)) == "force majeure"


def test_a_dispute_leaves_to_be_read_how_the_duty_stands_by_evidence() -> None:
    matter, request = asked()
    matter.heads(NOON + 3 * DAY)
    matter.say("ru", "duty-dispute", request, reason="Not our forces.")
    duty = owed(matter)
    assert (duty.state, duty.by_evidence) == (DutyState.DISPUTED, DutyState.OVERDUE)
    assert word_of(duty) == "disputed, overdue by evidence"
    assert word_of(duty) in WORDS


def test_concurrent_exemptions_on_different_grounds_decide_nothing() -> None:
    """No order of arrival decides between them: the matter is in conflict until a later one follows both."""
    matter, request = asked()
    one = matter.say("ru", "exemption", request, ground="force majeure", reason="Storm.")
    other = matter.say("ru", "exemption", request, ground="quota used up", reason="Three.", knows=(request,),
                       channel="experts")  # fmt: skip
    assert not other.follows(one.ref)
    assert owed(matter).state is DutyState.DUE
    (conflict,) = matter.folded().conflicts
    assert one.ref in conflict
    assert other.ref in conflict
    matter.say("ru", "exemption", request, ground="force majeure", reason="Storm.")
    assert owed(matter).state is DutyState.FORCE_MAJEURE
    assert not matter.folded().conflicts


def test_a_question_on_what_its_author_itself_said_waits_for_those_who_are_owed() -> None:
    """Nobody said the act but the debtor, so its addressees have the turn."""
    matter = Matter()
    own = matter.say("ru", "message", to=("nato",))
    question = matter.say("ru", "clarification-asked", own)
    assert matter.state("clocks").asked(question) == frozenset({"nato"})


def test_a_charter_with_another_number_of_questions_is_refused() -> None:
    with pytest.raises(Malformed, match="charter-setting"):
        check_charter(charter_of(tables={"clocks": {"clarifications": 99}}))
