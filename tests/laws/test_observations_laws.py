"""What is true of every invitation: the order of arrival leaves no trace, and silence is never more than heads say."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.agreed import agreed
from tests.matter import NOON, Matter
from tests.unit.test_council_observations import BODY, OBSERVERS

from detente.clock import DAY
from detente.council.observation.state import ACCEPTED, AWAITED, DECLINED, NOBODY

BAY = agreed()
parties = st.sampled_from(["nato", "ru", "us"])
bodies = {
    "observation-answer": st.fixed_dictionaries(
        {"answer": st.sampled_from([ACCEPTED, DECLINED]), "persons": st.sampled_from([[], OBSERVERS])}
    ),
    "observation-report": st.fixed_dictionaries({"text": st.just("As said.")}),
}
steps = st.sampled_from(sorted(bodies)).flatmap(
    lambda kind: st.tuples(parties, st.just(kind), bodies[kind], st.sets(st.integers(0, 9), max_size=3))
)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(steps, max_size=8), st.integers(0, 40))
def test_every_order_gives_the_same_and_silence_is_said_after_its_time_only(drawn: list[Any], days: int) -> None:
    matter = Matter(BAY)
    first = matter.say("ru", "observation-invitation", **BODY)
    matter.heads(NOON)
    for party, kind, body, known in drawn:
        said = list(matter.acts.values())
        knows = [said[number] for number in known if number < len(said)]
        matter.say(party, kind, first, knows=[first, *knows], **body)
    matter.heads(NOON + days * DAY)
    folded = matter.same_in_every_order(orders=4)
    journal = matter.journal()
    state = folded.states["observations"]
    for party in state.invited:
        word = state.stands(party, journal)
        assert (word == AWAITED) == (not state.answer(party).values and days <= 21)
        assert (word == NOBODY) == (not state.answer(party).values and days > 21)
    assert matter.folded(seed=1).sheet(journal) == folded.sheet(journal)
