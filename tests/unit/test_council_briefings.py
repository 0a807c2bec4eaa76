"""The briefings' desk: asked, offered, given, declined; questions, and who owes them an answer."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.matter import NOON, Matter, charter_of

from detente.clock import HOUR
from detente.council.desk import NextAct
from detente.council.duty import DutyState
from detente.protocol.charter import Channel, Charter

DAY = 86_400
KAVKAZ = {"on": "past exercise", "subject": "Kavkaz-2016"}


def council() -> Charter:
    """Return a charter in which requests and questions are to be answered within a week."""
    reply = {"briefing-request": 168, "briefing-question": 48}
    return charter_of(tables={"clocks": {"reply": reply}}, military=Channel(("*",), "military"))


def status(matter: Matter) -> str:
    return matter.folded().sheet(matter.journal()).status


def test_a_briefing_asked_offered_given_with_a_question_and_its_answer() -> None:
    """Each time it is the turn of who has to speak, at last of nobody."""
    matter = Matter(council())
    asked = matter.say("nato", "briefing-request", to=("ru",), **KAVKAZ)
    assert (status(matter), matter.turn()) == ("asked", {"ru"})
    offered = matter.say("ru", "briefing-offer", asked, planned_at=NOON + DAY, **KAVKAZ)
    assert (status(matter), matter.turn()) == ("offered", {"ru"})
    briefed = matter.say("ru", "briefing", offered, **KAVKAZ)
    assert (status(matter), matter.turn()) == ("given", frozenset())
    question = matter.say("us", "briefing-question", briefed)
    assert (status(matter), matter.turn()) == ("given, questions open", {"ru"})
    answer = matter.say("ru", "briefing-answer", question)
    assert (status(matter), matter.turn()) == ("given", frozenset())
    matter.say("us", "briefing-question", answer, text="And the ships?")
    assert matter.turn() == {"ru"}
    matter.same_in_every_order()


def test_who_is_asked_owes_an_answer_and_declining_is_one() -> None:
    matter = Matter(council())
    asked = matter.say("nato", "briefing-request", to=("ru",), **KAVKAZ)
    matter.everybody_holds(asked, NOON)
    (duty,) = matter.duties("answer to a request for a briefing")
    assert (duty.who, duty.state, duty.due_at) == ("ru", DutyState.DUE, NOON + 7 * DAY)
    declined = matter.say("ru", "decline", asked)
    (duty,) = matter.duties("answer to a request for a briefing")
    assert (duty.state, duty.answer) == (DutyState.DUE, declined.ref), "nothing proves yet that the answer is there"
    matter.heads(NOON + HOUR)
    (duty,) = matter.duties("answer to a request for a briefing")
    assert (duty.state, duty.answer, duty.met_at) == (DutyState.MET, declined.ref, NOON + HOUR)
    assert (status(matter), matter.turn()) == ("declined", frozenset())


def test_a_question_is_for_who_briefed_and_its_clock_runs() -> None:
    matter = Matter(council())
    briefed = matter.say("ru", "briefing", **KAVKAZ)
    question = matter.say("us", "briefing-question", briefed)
    matter.everybody_holds(question, NOON)
    (duty,) = matter.duties("answer to a question")
    assert (duty.who, duty.to_whom, duty.due_at) == ("ru", ("us",), NOON + 2 * DAY)
    assert matter.refused("nato", "briefing-answer", question) == "briefing-of-other"
    assert NextAct("briefing-answer", question.ref) in matter.folded().next_acts("ru")
    assert NextAct("briefing-answer", question.ref) not in matter.folded().next_acts("nato")
    matter.say("ru", "decline", question)
    assert (status(matter), matter.turn()) == ("given", frozenset())


def test_an_offer_that_all_decline_waits_for_nobody() -> None:
    matter = Matter(council())
    offered = matter.say("nato", "briefing-offer", to=("ru",), on="coming exercise", subject="Trident Javelin 2017")
    assert (status(matter), matter.turn()) == ("offered", {"nato"})
    matter.say("ru", "decline", offered)
    assert (status(matter), matter.turn()) == ("declined", frozenset())


@pytest.mark.parametrize(
    ("kind", "body", "code"),
    [
        ("briefing-offer", {"planned_at": NOON - DAY}, "briefing-times"),
        ("briefing", {"given_at": NOON + DAY}, "briefing-times"),
        ("briefing", {"on": "the weather"}, "body-field-choice"),
        ("briefing-request", {"subject": ""}, "body-incomplete"),
    ],
)
def test_what_makes_no_sense_is_refused_and_irregular_from_others(kind: str, body: dict[str, Any], code: str) -> None:
    matter = Matter(council())
    assert matter.refused("ru", kind, **{**KAVKAZ, **body}) == code
    assert matter.why(matter.say("ru", kind, **{**KAVKAZ, **body})) == code


def test_nobody_briefs_on_ones_own_request_or_anothers_offer() -> None:
    matter = Matter(council())
    asked = matter.say("nato", "briefing-request", to=("ru",), **KAVKAZ)
    assert matter.refused("nato", "briefing", asked, **KAVKAZ) == "briefing-own"
    offered = matter.say("ru", "briefing-offer", asked, **KAVKAZ)
    assert matter.refused("us", "briefing", offered, **KAVKAZ) == "briefing-of-other"
    briefed = matter.say("ru", "briefing", offered, **KAVKAZ)
    assert matter.refused("ru", "briefing-question", briefed) == "briefing-own"
    wrong = matter.say("us", "briefing", asked, given_at=NOON + 90 * DAY, **KAVKAZ)
    assert matter.refused("nato", "briefing-question", wrong) == "briefing-unknown"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["nato", "ru", "us"]),
            st.sampled_from(
                ["briefing-request", "briefing-offer", "briefing", "briefing-question", "briefing-answer", "decline"]
            ),
            st.sampled_from(["plenary", "military"]),
            st.integers(0, 6),
            st.sets(st.integers(0, 6), max_size=3),
        ),
        max_size=7,
    )
)
def test_every_order_gives_the_same_state(drawn: list[tuple[str, str, str, int, set[int]]]) -> None:
    """Whoever speaks, wherever, and whatever they know."""
    matter = Matter(council())
    matter.say("nato", "briefing-request", **KAVKAZ)
    for party, kind, channel, answered, known in drawn:
        said = list(matter.acts.values())
        knows = [said[number] for number in known if number < len(said)]
        matter.say(party, kind, said[answered % len(said)], channel=channel, knows=knows, **KAVKAZ)
    folded = matter.same_in_every_order(orders=5)
    assert folded.sheet(matter.journal()).status
