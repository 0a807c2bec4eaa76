"""The concerns' desk: what worries, what is said about it, what is assured until when, and what is never said of it."""

from typing import Any

import pytest
from tests.matter import NOON, Matter, charter_of

from detente.council.desk import NextAct
from detente.council.duty import DutyState
from detente.council.registry import check_charter
from detente.council.said import Said
from detente.errors import Malformed
from detente.protocol.charter import Channel, Charter

DAY = 86_400
CLOCKS = {"clocks": {"reply": {"concern": 72}}}


def council(**tables: Any) -> Charter:
    """Return a charter in which a concern is to be answered within three days."""
    return charter_of(tables={**CLOCKS, **tables}, military=Channel(("*",), "military"))


def concern(matter: Matter, party: str = "nato", **more: Any) -> Said:
    return matter.say(party, "concern", **{"to": ("ru",), "about": "activity", "text": "Snap exercises"} | more)


def assurance(matter: Matter, party: str = "ru", re: Said | None = None, **more: Any) -> Said:
    return matter.say(party, "assurance", re, **{"will": "not do", "text": "No snap exercise"} | more)


def shown(matter: Matter, what: str = "assurances") -> Any:
    """Return what the sheet says of the first one, for programs."""
    return matter.folded().sheet(matter.journal()).data[what][0]


def status(matter: Matter) -> str:
    return matter.folded().sheet(matter.journal()).status


# --- concerns ---------------------------------------------------------------------------------------------------------


def test_a_concern_waits_for_whom_it_asks_then_for_whom_it_worries() -> None:
    """Raised, answered, not reassured, answered again, reassured: each time it is somebody's turn, at last nobody's."""
    matter = Matter(council())
    raised = concern(matter)
    assert (status(matter), matter.turn()) == ("open", {"ru"})
    explained = matter.say("ru", "concern-explanation", raised)
    assert (status(matter), matter.turn()) == ("answered", {"nato"})
    matter.say("nato", "concern-answer", explained, answer="not reassured", reason="No dates were named.")
    assert (status(matter), matter.turn()) == ("not reassured", {"ru"})
    given = assurance(matter, re=raised, until_at=NOON + 90 * DAY)
    assert matter.turn() == {"nato"}
    matter.say("nato", "concern-answer", given, answer="reassured")
    assert (status(matter), matter.turn()) == ("reassured", frozenset())
    matter.same_in_every_order()


def test_where_nobody_is_addressed_all_readers_are_asked() -> None:
    matter = Matter(council())
    raised = concern(matter, to=())
    assert matter.turn() == {"ru", "us"}
    matter.say("us", "decline", raised)
    assert matter.turn() == {"ru"}, "who declined has answered, and nobody has to say if that reassures"
    assert status(matter) == "declined"


@pytest.mark.parametrize("kind", ["reply", "explanation", "decline", "concern-explanation"])
def test_a_concern_is_answered_by_the_plain_words_of_the_line_too(kind: str) -> None:
    """The clock asks for an answer, not for a form."""
    matter = Matter(council())
    raised = concern(matter)
    matter.everybody_holds(raised, NOON + 60)
    (duty,) = matter.duties("answer to a concern")
    assert (duty.who, duty.state, duty.due_at) == ("ru", DutyState.DUE, NOON + 60 + 3 * DAY)
    answer = matter.say("ru", kind, raised)
    matter.everybody_holds(answer, NOON + DAY)
    (duty,) = matter.duties("answer to a concern")
    assert (duty.state, duty.answer, duty.met_at) == (DutyState.MET, answer.ref, NOON + DAY)


def test_to_have_read_a_concern_is_not_to_have_answered_it() -> None:
    matter = Matter(council())
    raised = concern(matter)
    matter.say("ru", "acknowledge", raised)
    matter.everybody_holds(raised, NOON)
    matter.heads(NOON + 4 * DAY)
    assert status(matter) == "open"
    assert [duty.state for duty in matter.duties("answer")] == [DutyState.OVERDUE]


@pytest.mark.parametrize(("kind", "body"), [("concern-withdrawal", {}), ("concern-answer", {"answer": "reassured"})])
def test_nobody_owes_an_answer_to_a_concern_that_is_settled(kind: str, body: dict[str, str]) -> None:
    """Withdrawn, or reassured by what another said: the rest is excused, with the words by which it is."""
    matter = Matter(council())
    raised = concern(matter)
    ended = matter.say("nato", kind, raised, **body)
    (duty,) = matter.duties("answer")
    assert duty.state is DutyState.EXCUSED
    assert ended.ref in duty.reason
    assert matter.turn() == frozenset()


def test_only_who_raised_a_concern_says_what_became_of_it() -> None:
    matter = Matter(council())
    raised = concern(matter)
    explained = matter.say("ru", "concern-explanation", raised)
    for party in ("ru", "us"):
        wrong = matter.say(party, "concern-answer", explained, answer="reassured", knows=(raised,))
        assert matter.why(wrong) == "concern-of-other"
        assert matter.refused(party, "concern-withdrawal", raised) == "concern-of-other"
    assert status(matter) == "answered"


def test_nobody_answers_a_concern_of_ones_own() -> None:
    matter = Matter(council())
    raised = concern(matter)
    assert matter.refused("nato", "concern-explanation", raised) == "concern-own"
    assert matter.refused("nato", "assurance", raised, will="do") == "concern-own"
    wrong = matter.say("nato", "concern-explanation", raised)
    assert matter.why(wrong) == "concern-own"
    assert status(matter) == "open"


def test_who_is_not_reassured_says_why() -> None:
    """Without a reason nobody could do better; to be reassured needs none."""
    matter = Matter(council())
    raised = concern(matter)
    assert matter.refused("nato", "concern-answer", raised, answer="not reassured") == "reason-missing"
    assert matter.refused("nato", "concern-answer", raised, answer="reassured") == ""
    assert matter.refused("nato", "concern-answer", raised, answer="perhaps") == "body-field-choice"


def test_a_later_answer_takes_the_place_of_the_earlier_and_concurrent_ones_are_a_conflict() -> None:
    """By proof, not by claimed time: two offices of one party may speak without knowing of each other."""
    matter = Matter(council())
    raised = concern(matter)
    first = matter.say("nato", "concern-answer", raised, answer="reassured")
    second = matter.say(
        "nato", "concern-answer", raised, answer="not reassured", reason="More are moving.", channel="military",
        knows=(raised,),
    )  # fmt: skip
    assert (status(matter), matter.turn()) == ("conflict", {"nato"})
    (words,) = matter.folded().conflicts
    assert words == f"{raised.ref}: {second.ref} says not reassured, {first.ref} says reassured"
    matter.say("nato", "concern-answer", second, answer="reassured")
    assert (status(matter), matter.folded().conflicts) == ("reassured", ())
    matter.same_in_every_order()


def test_what_was_withdrawn_is_answered_no_more() -> None:
    matter = Matter(council())
    raised = concern(matter)
    matter.say("nato", "concern-withdrawal", raised, reason="It is over.")
    assert matter.refused("ru", "concern-explanation", raised) == "concern-withdrawn"
    assert matter.refused("nato", "concern-answer", raised, answer="reassured") == "concern-withdrawn"
    assert matter.refused("nato", "concern-withdrawal", raised) == "concern-withdrawn"


def test_an_answer_needs_a_concern_that_counts() -> None:
    matter = Matter(council())
    raised = concern(matter, from_at=NOON, until_at=NOON - DAY)
    assert matter.why(raised) == "period-reversed"
    assert matter.refused("ru", "concern-explanation", raised) == "concern-unknown"


def test_a_concern_may_be_raised_in_a_matter_of_any_desk() -> None:
    """It asks there what it asks elsewhere; the matter stays that of its first act."""
    matter = Matter(council())
    said = matter.say("ru", "statement")
    raised = concern(matter, re=said)
    folded = matter.folded()
    assert folded.desk == "line"
    assert folded.turn(matter.journal()) == {"ru"}
    assert NextAct("concern-explanation", raised.ref) in folded.next_acts("ru")


# --- assurances -------------------------------------------------------------------------------------------------------


def test_an_assurance_may_be_given_unasked_and_waits_for_nobody() -> None:
    matter = Matter(council())
    assurance(matter)
    assert (status(matter), matter.turn()) == ("stands", frozenset())
    assert shown(matter)["until_at"] is None
    matter.heads(NOON + 1_000 * DAY)
    assert status(matter) == "stands", "what has no end is given until it is withdrawn"


def test_an_assurance_lapses_by_the_councils_time_alone() -> None:
    """Due for renewal in its last week, lapsed at the first heads after its end; nobody says so."""
    matter = Matter(council())
    given = assurance(matter, until_at=NOON + 90 * DAY)
    matter.heads(NOON + 82 * DAY)
    assert (status(matter), matter.turn()) == ("stands", frozenset())
    matter.heads(NOON + 84 * DAY)
    assert (status(matter), matter.turn()) == ("due for renewal", {"ru"})
    matter.heads(NOON + 90 * DAY)
    assert status(matter) == "due for renewal", "the last second belongs to it"
    matter.heads(NOON + 90 * DAY + 1)
    assert (status(matter), matter.turn()) == ("lapsed", frozenset())
    assert matter.duties() == [], "nobody owes a renewal"
    assert given.ref not in matter.folded().irregular


def test_where_something_is_missing_the_end_has_passed_and_no_more_is_said() -> None:
    """What a record lacks may be the renewal."""
    matter = Matter(council())
    given = assurance(matter, until_at=NOON + 30 * DAY)
    renewed = matter.say("ru", "assurance-renewal", given, until_at=NOON + 60 * DAY)
    matter.heads(NOON + 31 * DAY)
    lacking = matter.folded(missing=[renewed]).sheet(matter.journal(missing=[renewed]))
    assert lacking.status == "end passed, not heard"
    assert lacking.timed
    assert status(matter) == "renewed"


def test_without_a_depositary_nothing_lapses() -> None:
    """Nobody keeps a time then by which it could."""
    matter = Matter(charter_of(depositary=None))
    assurance(matter, until_at=NOON + DAY)
    assert status(matter) == "stands"


def test_a_renewal_goes_on_and_only_its_author_gives_it() -> None:
    matter = Matter(council())
    given = assurance(matter, until_at=NOON + 30 * DAY)
    assert matter.refused("nato", "assurance-renewal", given, until_at=NOON + 60 * DAY) == "assurance-of-other"
    assert matter.refused("ru", "assurance-renewal", given, until_at=NOON + 20 * DAY) == "renewal-shortens"
    assert matter.refused("ru", "assurance-renewal", given, until_at=NOON - DAY) == "until-past"
    first = matter.say("ru", "assurance-renewal", given, until_at=NOON + 60 * DAY)
    matter.say("ru", "assurance-renewal", first, until_at=NOON + 90 * DAY)
    matter.heads(NOON + 61 * DAY)
    assert (status(matter), shown(matter)["gaps"]) == ("renewed", [])


def test_a_renewal_that_is_proven_to_have_come_late_leaves_a_gap() -> None:
    """Whatever time its author claims: the first heads that cover it say by when it was there."""
    matter = Matter(council())
    given = assurance(matter, until_at=NOON + 30 * DAY)
    matter.heads(NOON + 32 * DAY)
    assert status(matter) == "lapsed"
    matter.say("ru", "assurance-renewal", given, until_at=NOON + 60 * DAY, claimed_at=NOON + 29 * DAY)
    matter.heads(NOON + 33 * DAY)
    one = shown(matter)
    assert one["standing"] == "renewed"
    (gap,) = one["gaps"]
    assert (gap["from_at"], gap["until_at"]) == ("2016-05-20T12:00:00Z", "2016-05-23T12:00:00Z")


@pytest.mark.parametrize(("late", "code"), [(30 * DAY, ""), (30 * DAY + 1, "assurance-lapsed")])
def test_what_has_lapsed_for_long_is_given_anew_and_not_renewed(late: int, code: str) -> None:
    """A short gap can be stated; a long one would make of two assurances one."""
    matter = Matter(council())
    given = assurance(matter, until_at=NOON + 30 * DAY)
    end = NOON + 30 * DAY
    more = {"until_at": end + 90 * DAY, "claimed_at": end + late}
    assert matter.refused("ru", "assurance-renewal", given, **more) == code
    assert matter.refused("ru", "assurance-withdrawal", given, reason="r", claimed_at=end + 1) == "assurance-lapsed"


def test_what_has_no_end_is_not_renewed_but_may_be_withdrawn() -> None:
    matter = Matter(council())
    given = assurance(matter)
    assert matter.refused("ru", "assurance-renewal", given, until_at=NOON + DAY) == "assurance-endless"
    assert NextAct("assurance-renewal", given.ref) not in matter.folded().next_acts("ru")
    assert matter.refused("us", "assurance-withdrawal", given, reason="No.") == "assurance-of-other"
    assert matter.refused("ru", "assurance-withdrawal", given) == "body-incomplete"
    matter.say("ru", "assurance-withdrawal", given, reason="Circumstances changed.")
    assert status(matter) == "withdrawn"
    assert matter.refused("ru", "assurance-withdrawal", given, reason="Again.") == "assurance-withdrawn"
    assert matter.refused("ru", "assurance-renewal", given, until_at=NOON + DAY) == "assurance-withdrawn"


def test_a_renewal_and_a_withdrawal_that_do_not_know_of_each_other_are_a_conflict() -> None:
    """Both stand side by side until their author, knowing both, says which."""
    matter = Matter(council())
    given = assurance(matter, until_at=NOON + 30 * DAY)
    renewed = matter.say("ru", "assurance-renewal", given, until_at=NOON + 60 * DAY)
    matter.say("ru", "assurance-withdrawal", given, reason="Changed.", channel="military", knows=(given,))
    assert (status(matter), matter.turn()) == ("conflict", {"ru"})
    assert renewed.ref in matter.folded().conflicts[0]
    matter.say("ru", "assurance-renewal", renewed, until_at=NOON + 70 * DAY)
    assert (status(matter), matter.folded().conflicts) == ("renewed", ())
    matter.same_in_every_order()


def test_two_ends_are_settled_by_saying_either_again() -> None:
    matter = Matter(council())
    given = assurance(matter, until_at=NOON + 30 * DAY)
    matter.say("ru", "assurance-renewal", given, until_at=NOON + 60 * DAY)
    other = matter.say(
        "ru", "assurance-renewal", given, until_at=NOON + 50 * DAY, channel="military", knows=(given,)
    )  # fmt: skip
    assert status(matter) == "conflict"
    assert matter.refused("ru", "assurance-renewal", other, until_at=NOON + 50 * DAY) == "renewal-shortens"
    matter.say("ru", "assurance-renewal", other, until_at=NOON + 60 * DAY)
    assert status(matter) == "renewed"


def test_an_assurance_is_disputed_while_a_concern_of_another_bears_on_it() -> None:
    """Nobody finds whether it was kept; that somebody sees it otherwise is said by raising a concern."""
    matter = Matter(council())
    given = assurance(matter, until_at=NOON + 30 * DAY)
    worry = concern(matter, re=given)
    one = shown(matter)
    assert (one["status"], one["standing"], one["disputed_by"]) == ("disputed", "stands", [worry.ref])
    assert shown(matter, "concerns")["bears_on"] == [given.ref]
    matter.say("nato", "concern-answer", worry, answer="reassured")
    assert shown(matter)["status"] == "stands"
    own = concern(matter, party="ru", to=("nato",), bears_on=[given.ref.lower()])
    assert shown(matter)["status"] == "stands", "one does not dispute one's own"
    assert own.ref in shown(matter)["bearing"]


def test_what_was_reassured_by_what_has_ended_says_so() -> None:
    """The concern stays as its author left it; that the assurance is gone stands beside it."""
    matter = Matter(council())
    raised = concern(matter)
    given = assurance(matter, re=raised, until_at=NOON + 30 * DAY)
    matter.say("nato", "concern-answer", given, answer="reassured")
    matter.heads(NOON + 31 * DAY)
    found = shown(matter, "concerns")
    assert (found["status"], found["ended"]) == ("reassured", [given.ref])


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"until_at": NOON - DAY}, "until-past"),
        ({"from_at": NOON + 2 * DAY, "until_at": NOON + DAY}, "period-reversed"),
        ({"will": "try"}, "body-field-choice"),
        ({"text": ""}, "body-incomplete"),
        ({"bears_on": "RU/PLENARY/1"}, "body-field-type"),
    ],
)
def test_what_makes_no_sense_is_refused_and_irregular_from_others(body: dict[str, Any], code: str) -> None:
    matter = Matter(council())
    whole = {"will": "do", "text": "Word"} | body
    assert matter.refused("ru", "assurance", **whole) == code
    assert matter.why(matter.say("ru", "assurance", **whole)) == code


def test_a_renewal_of_what_is_no_assurance_counts_for_nothing() -> None:
    matter = Matter(council())
    given = assurance(matter, until_at=NOON - DAY)
    assert matter.refused("ru", "assurance-renewal", given, until_at=NOON + DAY) == "assurance-unknown"


def test_answers_in_a_circle_end_nowhere() -> None:
    """Only two who lie together can answer each other; whoever reads it comes to an end."""
    matter = Matter(council())
    assurance(matter)
    one = matter.make("ru", "assurance", will="do", text="One")
    other = matter.say("nato", "assurance", one, will="do", text="Other")
    matter.say("ru", "assurance", other, will="do", text="One")
    matter.same_in_every_order()
    assert len(matter.folded().sheet(matter.journal()).data["assurances"]) == 3


def test_the_charter_sets_how_long_before_and_after_its_end() -> None:
    matter = Matter(council(concerns={"late_days": 0, "remind_days": 1}))
    given = assurance(matter, until_at=NOON + 10 * DAY)
    matter.heads(NOON + 8 * DAY)
    assert status(matter) == "stands"
    matter.heads(NOON + 9 * DAY)
    assert status(matter) == "due for renewal"
    late = {"until_at": NOON + 90 * DAY, "claimed_at": NOON + 10 * DAY + 1}
    assert matter.refused("ru", "assurance-renewal", given, **late) == "assurance-lapsed"
    for wrong in ({"late_days": -1}, {"remind_days": "soon"}):
        with pytest.raises(Malformed) as info:
            check_charter(council(concerns=wrong))
        assert info.value.code == "charter-setting"


def test_the_sheet_tells_what_worries_and_what_would_reassure() -> None:
    matter = Matter(council())
    raised = concern(matter, place="Near the border", would_reassure="Notice of 42 days")
    explained = matter.say("ru", "concern-explanation", raised, text="A check of readiness")
    given = assurance(matter, re=raised, verification="Two observers of each party", until_at=NOON + 30 * DAY)
    matter.say("nato", "concern-answer", given, answer="not reassured", reason="No dates")
    sheet = matter.folded().sheet(matter.journal())
    assert dict(sheet.facts)["what would reassure"] == "Notice of 42 days"
    assert [section.heading for section in sheet.sections] == [
        "Concerns", "Said in answer", "Assurances", "Whether it reassured",
    ]  # fmt: skip
    assert [line.ref for line in sheet.sections[1].lines] == [explained.ref]
    assert sheet.title.words == "Snap exercises"
    assert shown(matter, "concerns")["reason"] == "No dates"
    words = repr(sheet).lower()
    assert not any(word in words for word in ("kept", "broken", "violat", "breach"))
