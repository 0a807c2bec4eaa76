"""What is true of every concern and assurance: the order of proof decides, and never the order of arrival."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.matter import NOON, Matter, charter_of

from detente.clock import DAY
from detente.council.concern.standing import standing_of_assurance
from detente.protocol.charter import Channel

CHARTER = charter_of(tables={"clocks": {"reply": {"concern": 48}}}, military=Channel(("*",), "military"))
KINDS = (
    "concern", "concern-explanation", "assurance", "concern-answer", "assurance-renewal", "assurance-withdrawal",
    "concern-withdrawal", "decline", "reply",
)  # fmt: skip
bodies = st.fixed_dictionaries(
    {
        "until_at": st.integers(NOON + DAY, NOON + 9 * DAY),
        "answer": st.sampled_from(["reassured", "not reassured"]),
        "will": st.sampled_from(["do", "not do"]),
    }
)
steps = st.tuples(
    st.sampled_from(["nato", "ru"]),
    st.sampled_from(KINDS),
    bodies,
    st.sampled_from(["plenary", "military"]),
    st.integers(0, 7),
    st.sets(st.integers(0, 7), max_size=3),
)
WANTED = {
    "concern": {"about": "activity"},
    "concern-answer": {"reason": "r"},
    "assurance-withdrawal": {"reason": "r"},
}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(["concern", "assurance"]), st.lists(steps, min_size=1, max_size=8))
def test_every_order_gives_the_same_state_and_the_same_irregularities(opening: str, drawn: list[tuple]) -> None:  # type: ignore[type-arg]
    """Whoever speaks, wherever, and whatever they know; and the sheet can be read in each of them."""
    matter = Matter(CHARTER)
    first = matter.say("nato", opening, about="plan", will="do", until_at=NOON + 2 * DAY)
    for party, kind, body, channel, answered, known in drawn:
        said = list(matter.acts.values())
        knows = [first, *(said[number] for number in known if number < len(said))]
        more = {**body, **WANTED.get(kind, {})}
        matter.say(party, kind, said[answered % len(said)], channel=channel, knows=knows, **more)
    folded = matter.same_in_every_order(orders=6)
    matter.heads(NOON + 3 * DAY)
    sheet = folded.sheet(matter.journal())
    assert sheet.status
    state = folded.states["concerns"]
    for ref in state.terms:
        assert state.said[ref].kind == "assurance"
        assert standing_of_assurance(state, state.said[ref], matter.journal())
    assert all(state.concern_of(ref) is not None for ref in state.outcomes)
