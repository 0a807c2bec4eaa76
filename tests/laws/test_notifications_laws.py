"""What is true of every notification: the order of proof decides its versions, and never who heard first."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.matter import NOON
from tests.unit.test_council_notifications import council, notify

steps = st.lists(
    st.tuples(
        st.sampled_from(["ru", "ru", "nato"]),
        st.sampled_from(["notification-amendment", "notification-amendment", "notification-cancellation",
                         "activity-estimate", "duty-dispute"]),
        st.integers(1, 3),
        st.integers(-1, 20_000),
        st.integers(0, 5),
    ),
    max_size=6,
)  # fmt: skip


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps)
def test_every_order_gives_the_same_versions_and_the_same_duties(drawn: list[tuple[str, str, int, int, int]]) -> None:
    """Numbers follow each other, every version is a sound form, and others' figures change none of it."""
    matter = council()
    first = notify(matter)
    for party, kind, number, troops, known in drawn:
        said = list(matter.acts.values())
        body = {
            "notification-amendment": {"number": number, "fields": {"troops": troops}, "reason": "Why."},
            "activity-estimate": {"troops": max(troops, 0)},
        }.get(kind, {"reason": "Why."})
        act = matter.say(party, kind, first, knows=said[: known + 1], **body)
        matter.everybody_holds(act, NOON + len(matter.acts) * 60)
    folded = matter.same_in_every_order(orders=6)
    state = folded.states["notifications"]
    assert [one.number for one in state.versions] == list(range(len(state.amendments) + 1))
    assert all(act.party == "ru" for act in (*state.amendments, *state.cancellations))
    assert all(one.fields["troops"] >= 0 for one in state.versions)
    wanted = folded.duties(matter.journal(), matter.standing, matter.now)
    for seed in range(3):
        assert matter.folded(seed=seed).duties(matter.journal(), matter.standing, matter.now) == wanted
