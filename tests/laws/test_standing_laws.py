"""What is true of every suspension and resumption: the order of proof decides, and never the order of arrival."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.matter import Matter, charter_of

from detente.council.scope import SORTS, Scope, channels_of, covers, open_for, scope_of, whole, without
from detente.protocol.charter import Channel

CHARTER = charter_of(
    tables={"levels": {"kinds": {"suspend": "watch officer"}}, "topics": {"terrorism": "", "incidents": ""}},
    airspace=Channel(("*",), "experts"),
)
NATO = whole(CHARTER, "nato")
names = {sort: st.lists(st.sampled_from(sorted(NATO.named(sort))), max_size=2) for sort in SORTS}
scopes = st.builds(lambda **found: Scope(**{sort: frozenset(one) for sort, one in found.items()}), **names)
bodies = st.fixed_dictionaries(names)
steps = st.tuples(
    st.sampled_from(["nato", "ru"]),
    st.sampled_from(["suspend", "resume", "resume", "statement"]),
    bodies,
    st.sampled_from(["plenary", "experts", "airspace"]),
    st.integers(0, 7),
    st.sets(st.integers(0, 7), max_size=3),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(steps, min_size=1, max_size=8))
def test_every_order_gives_the_same_state_and_the_same_irregularities(drawn: list[tuple]) -> None:  # type: ignore[type-arg]
    """Whoever speaks, wherever, and whatever they know."""
    matter = Matter(CHARTER)
    first = matter.say("nato", "suspend", channels=["plenary"], reason="Events.", ground="None stated")
    for party, kind, body, channel, answered, known in drawn:
        said = list(matter.acts.values())
        more = {"reason": "Events.", "ground": "None stated"} if kind == "suspend" else {}
        re = said[answered % len(said)] if kind != "suspend" else None
        knows = [said[number] for number in known if number < len(said)]
        matter.say(party, kind, re, channel=channel, knows=[first, *knows], **body, **more)
    folded = matter.same_in_every_order(orders=6)
    state = folded.states["standing"]
    for ref in state.suspended:
        assert covers(CHARTER, state.suspended[ref].party, scope_of(state.suspended[ref].body), state.scope_left(ref))


@settings(deadline=None)
@given(scopes, st.lists(scopes, max_size=4), st.permutations(range(4)))
def test_resumptions_take_away_what_they_name_and_nothing_else(
    scope: Scope, resumed: list[Scope], order: list[int]
) -> None:
    """In any order and however often; the line is never within."""
    left = without(CHARTER, "nato", scope, resumed)
    shuffled = [resumed[at] for at in order if at < len(resumed)]
    assert left == without(CHARTER, "nato", scope, shuffled + shuffled)
    taken = frozenset().union(*(channels_of(CHARTER, "nato", one) for one in resumed))
    assert channels_of(CHARTER, "nato", left) == channels_of(CHARTER, "nato", scope) - taken
    assert left.topics == scope.topics - frozenset().union(*(one.topics for one in resumed))
    assert not without(CHARTER, "nato", scope, [scope])
    assert covers(CHARTER, "nato", scope, left)


@settings(deadline=None)
@given(st.lists(bodies, max_size=3))
def test_the_line_stays_open_whatever_is_suspended(suspended: list[dict[str, list[str]]]) -> None:
    matter = Matter(CHARTER)
    for body in suspended:
        matter.say("nato", "suspend", **body, reason="Events.", ground="None stated")
    found = open_for(CHARTER, "nato", matter.standing("nato").suspensions, matter.now)
    assert "line" in found.channels
    assert matter.refused("nato", "message", channel="line") == ""
    for channel in NATO.channels:
        assert (matter.refused("nato", "message", channel=channel) == "") == (channel in found.channels)
