"""What is true of every request for explanation: the order of arrival leaves no trace, whoever says what of it."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.matter import NOON, Matter, charter_of

from detente.clock import HOUR
from detente.council.duty import DutyState
from detente.council.explanation.state import ON_MEETING, ON_REQUEST
from detente.council.points import parse_point
from detente.errors import Refused

CHARTER = charter_of(tables={"clocks": {"reply_hours": 48}})
parties = st.sampled_from(["nato", "ru", "us"])
some = st.lists(parties, max_size=2, unique=True)
bodies = {
    "explanation-answer": st.fixed_dictionaries(
        {"answer": st.sampled_from([*ON_REQUEST, *ON_MEETING]), "text": st.just("As said.")}
    ),
    "explanation-meeting": st.fixed_dictionaries({"with": st.sampled_from(["bilateral", "all"])}),
    "explanation-sitting": st.fixed_dictionaries(
        {"held": st.booleans(), "attended": some, "not_attended": some, "at": st.sampled_from([NOON, NOON + 240])}
    ),
    "explanation-report": st.fixed_dictionaries(
        {"text": st.sampled_from(["", "Stated."]), "joint": st.booleans(), "closes": st.booleans()}
    ),
}
steps = st.sampled_from(sorted(bodies)).flatmap(
    lambda kind: st.tuples(
        parties, st.just(kind), bodies[kind], st.integers(0, 9), st.sets(st.integers(0, 9), max_size=3)
    )
)


def played(drawn: list[Any]) -> Matter:
    """Return a matter in which these steps followed a request, each known to whoever the draw says."""
    matter = Matter(CHARTER)
    first = matter.say("nato", "explanation-request", to=("ru",), cause="Columns.")
    for party, kind, body, answered, known in drawn:
        said = list(matter.acts.values())
        knows = [said[number] for number in known if number < len(said)]
        matter.say(party, kind, said[answered % len(said)], knows=[first, *knows], **body)
    return matter


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(steps, min_size=1, max_size=8))
def test_every_order_gives_the_same_state_and_the_same_sheet(drawn: list[Any]) -> None:
    matter = played(drawn)
    folded = matter.same_in_every_order(orders=6)
    matter.heads(NOON + 50 * HOUR)
    journal = matter.journal()
    sheet = folded.sheet(journal)
    for seed in range(3):
        assert matter.folded(seed=seed).sheet(journal) == sheet
    assert sheet.status


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(steps, min_size=1, max_size=8))
def test_nobody_but_who_is_asked_ends_a_clock_and_nobody_owes_an_answer_to_itself(drawn: list[Any]) -> None:
    matter = played(drawn)
    matter.heads(NOON + 50 * HOUR)
    state = matter.state("explanations")
    answered = {act.re for act in state.said("explanation-answer") if act.party == "ru"}
    for duty in matter.duties():
        assert duty.who not in duty.to_whom
        if duty.what == "explain":
            assert (duty.state is DutyState.DUE) <= (duty.answer is None)
            assert (duty.answer is not None) == (duty.act in answered)


near = st.from_regex(r"[+-]?[0-9]{1,4}([.][0-9]{0,7})? ?, ?[+-]?[0-9]{1,4}", fullmatch=True)


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(max_size=40), near))
def test_any_text_is_a_position_on_earth_or_refused(text: str) -> None:
    """Nothing else comes out, and what does is printed and read as the same position."""
    try:
        latitude, longitude = parse_point(text)
    except Refused:
        return
    assert -90 <= latitude <= 90
    assert -180 <= longitude <= 180
    assert parse_point(f"{latitude:.6f}, {longitude:.6f}") == (latitude, longitude)
