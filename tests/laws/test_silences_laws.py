"""What is true of every announced silence: the order of proof decides, and the line stays open."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.matter import NOON, Matter, charter_of

CHARTER = charter_of()
bodies = st.fixed_dictionaries(
    {
        "until_at": st.integers(NOON - 600, NOON + 3_600),
        "reason": st.just("Painting."),
        "meanwhile": st.sampled_from(["reads", "receives only"]),
    },
    optional={
        "from_at": st.integers(NOON - 60, NOON + 1_800),
        "channels": st.lists(st.sampled_from(["line", "plenary", "journal"]), max_size=2),
    },
)
steps = st.tuples(
    st.sampled_from(["nato", "ru"]),
    st.sampled_from(["silence-announcement", "silence-announcement", "statement", "acknowledge"]),
    bodies,
    st.sampled_from(["line", "plenary"]),
    st.none() | st.integers(0, 7),
    st.sets(st.integers(0, 7), max_size=3),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(steps, min_size=1, max_size=8))
def test_every_order_gives_the_same_state(drawn: list[tuple]) -> None:  # type: ignore[type-arg]
    """Whoever announces what to whom, wherever, and whatever they know: one state, and nothing that it stops."""
    matter = Matter(CHARTER, "line")
    first = matter.say("nato", "silence-announcement", until_at=NOON + 3_600, reason="Painting.", meanwhile="reads")
    for party, kind, body, channel, answered, known in drawn:
        said = list(matter.acts.values())
        announces = kind == "silence-announcement"
        re = None if answered is None and announces else said[(answered or 0) % len(said)]
        knows = [said[number] for number in known if number < len(said)]
        matter.say(party, kind, re, channel=channel, knows=[first, *knows], **(body if announces else {}))
    folded = matter.same_in_every_order(orders=6)
    state = folded.states["silences"]
    for party, register in state.announced.items():
        for ref, one in register.values.items():
            assert matter.acts[ref].party == party, "nobody announces another's silence"
            assert matter.acts[ref].claimed_at <= one.since <= one.until
    for party in ("nato", "ru", "us"):
        assert matter.refused(party, "message", channel="line") == ""
