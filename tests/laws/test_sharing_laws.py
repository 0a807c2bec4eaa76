"""What is true of all that is asked and given: the order of proof decides, and never the order of arrival."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.matter import NOON, Matter, charter_of

from detente.clock import DAY
from detente.council.sharing.balance import COLUMNS, balance
from detente.council.sharing.labels import Label, check_reach, handling_of
from detente.protocol.charter import Channel

CHARTER = charter_of(
    tables={"topics": {"rescue": {"title": "Rescue", "reply_hours": 24}}, "clocks": {"reply_hours": 48}},
    military=Channel(("*",), "military"),
)
KINDS = (
    "share-request", "share-answer", "share-decline", "share-withdrawal", "share-item", "share-correction",
    "share-recall", "onward-request", "onward-consent", "onward-decline", "share-version", "decline",
)  # fmt: skip
bodies = st.fixed_dictionaries(
    {
        "extent": st.sampled_from(["answered", "answered in part"]),
        "answer": st.sampled_from(["declined", "cannot confirm or deny"]),
        "tlp": st.sampled_from(list(Label)),
        "parties": st.sampled_from([["us"], ["us", "police"], ["ru"]]),
        "valid_until_at": st.integers(NOON, NOON + 2 * DAY),
        "originator": st.sampled_from(["", "ru", "US", "a friend"]),
    }
)
steps = st.tuples(
    st.sampled_from(["nato", "ru"]),
    st.sampled_from(KINDS),
    bodies,
    st.sampled_from(["plenary", "military"]),
    st.integers(0, 8),
    st.sets(st.integers(0, 8), max_size=3),
)
ALWAYS = {
    "topic": "rescue", "reason": "r", "content": "c", "only": ["ru", "us", "nato"], "version": "RU/PAIR/3",
    "how": "passed on",
}  # fmt: skip


def body_of(party: str, drawn: dict[str, object]) -> dict[str, object]:
    """Return a body in which RED names all others who read."""
    only = [one for one in ALWAYS["only"] if one != party]
    return {**ALWAYS, **drawn, "only": only if drawn["tlp"] is Label.RED else []}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(["share-request", "share-item"]), st.lists(steps, min_size=1, max_size=9))
def test_every_order_gives_the_same_state_and_the_same_irregularities(opening: str, drawn: list[tuple]) -> None:  # type: ignore[type-arg]
    """Whoever speaks, wherever, and whatever they know; and the sheet and the balance can be read in each of them."""
    matter = Matter(CHARTER)
    first = matter.say("nato", opening, topic="rescue", reason="r", content="c", tlp="AMBER")
    for party, kind, body, channel, answered, known in drawn:
        said = list(matter.acts.values())
        knows = [first, *(said[number] for number in known if number < len(said))]
        matter.say(party, kind, said[answered % len(said)], channel=channel, knows=knows, **body_of(party, body))
    folded = matter.same_in_every_order(orders=6)
    matter.heads(NOON + 3 * DAY)
    assert folded.sheet(matter.journal()).status
    assert folded.turn(matter.journal()) <= {"nato", "ru", "us"}
    counted = balance([folded.state_of("sharing")])
    assert all(set(counts) <= set(COLUMNS) for parties in counted.values() for counts in parties.values())


@given(
    st.sampled_from(list(Label)),
    st.sets(st.sampled_from(["nato", "ru", "us"])),
    st.sampled_from(list(CHARTER.channels)),
    st.sets(st.sampled_from(["nato", "ru", "us"]), min_size=1),
)
def test_what_passes_is_read_by_nobody_whom_its_label_shuts_out(
    label: Label, only: set[str], channel: str, parties: set[str]
) -> None:
    """The law that all checks of labels serve, stated from the readers' side."""
    handling = handling_of({"tlp": label.value, "only": sorted(only)})
    if check_reach(handling, CHARTER, "nato", channel, tuple(sorted(parties))) is not None:
        return
    said = CHARTER.channels[channel]
    readers, others = set(said.members) - {"nato", "dep"}, only - {"nato"}
    assert label is Label.CLEAR or not said.public
    assert label is not Label.RED or readers == others
    assert not others or readers == others
    assert not label.narrow or readers <= parties
    assert readers or said.public
