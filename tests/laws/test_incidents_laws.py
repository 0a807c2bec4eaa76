"""What is true of every incident: the order of arrival leaves no trace, and differences know no side."""

from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.matter import NOON, Matter

from detente.clock import DAY
from detente.council.incident.differences import differences
from detente.council.incident.lengths import UNITS, Length, alike, likely_swap
from detente.council.said import Said

parties = st.sampled_from(["nato", "ru", "us"])
lengths = st.builds(Length, st.from_regex(r"[1-9][0-9]{0,3}(\.[0-9])?", fullmatch=True), st.sampled_from(sorted(UNITS)))
stated = st.fixed_dictionaries({"value": st.sampled_from(["70", "9.1", "30"]), "unit": st.sampled_from(sorted(UNITS))})
when = st.fixed_dictionaries(
    {"from_at": st.sampled_from([NOON, NOON + DAY, NOON + 3 * DAY]), "precision": st.sampled_from(["day", "minute"])}
)
account = st.fixed_dictionaries(
    {"text": st.just("As seen.")},
    optional={"closest_distance": stated, "occurred": when, "conduct": st.sampled_from("ab")},
)
bodies = {
    "incident-account": account,
    "incident-evidence": st.fixed_dictionaries(
        {"files": st.just([{"what": "A log", "sort": "track", "attachment": "log.gpx"}])},
        optional={"corrects": st.sampled_from(["US/PLENARY/1", "RU/PLENARY/1", "NATO/PLENARY/2"])},
    ),
    "incident-question": st.just({"text": "When?"}),
    "incident-reply": st.fixed_dictionaries(
        {"answer": st.sampled_from(["answered", "declined"]), "text": st.just("So.")}
    ),
    "incident-facts": st.just({"agreed": ["A flight."]}),
    "incident-closure": st.just({"text": "Settled."}),
    "incident-consent": st.just({}),
    "incident-objection": st.just({"text": "No."}),
}
steps = st.sampled_from(sorted(bodies)).flatmap(
    lambda kind: st.tuples(
        parties, st.just(kind), bodies[kind], st.integers(0, 9), st.sets(st.integers(0, 9), max_size=3)
    )
)


def played(drawn: list[Any]) -> Matter:
    """Return a matter in which these steps followed a report, each known to whoever the draw says."""
    matter = Matter()
    first = matter.say("nato", "incident-report", title="An encounter", to=("ru",))
    for party, kind, body, answered, known in drawn:
        said = list(matter.acts.values())
        knows = [said[number] for number in known if number < len(said)]
        matter.say(party, kind, said[answered % len(said)], knows=[first, *knows], **body)
    return matter


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(steps, min_size=1, max_size=9))
def test_every_order_gives_the_same_state_and_the_same_sheet(drawn: list[Any]) -> None:
    matter = played(drawn)
    folded = matter.same_in_every_order(orders=6)
    journal = matter.journal()
    sheet = folded.sheet(journal)
    assert matter.folded(seed=1).sheet(journal) == sheet
    if sheet.data["closed_by"] is not None:
        closure = next(one for one in sheet.data["closures"] if one["ref"] == sheet.data["closed_by"])
        assert set(closure["words"].values()) == {"consents"}, "all concerned, or it is open"


@settings(max_examples=60, deadline=None)
@given(account, account)
def test_differences_are_the_same_whoever_speaks_first(one: dict[str, Any], other: dict[str, Any]) -> None:
    first = Said("US/PLENARY/1", "us", "incident-account", NOON, body=one)
    second = Said("RU/PLENARY/1", "ru", "incident-account", NOON, body=other)
    assert differences([first, second]) == differences([second, first])
    same = Said("RU/PLENARY/1", "ru", "incident-account", NOON, body=one)
    assert not any(row.questions for row in differences([first, same])), "what says the same raises no question"
    own = Said("US/PLENARY/2", "us", "incident-account", NOON, body=other)
    assert not any(row.questions for row in differences([first, own])), "no side is asked against itself"


@settings(max_examples=100, deadline=None)
@given(lengths, lengths)
def test_lengths_compare_alike_both_ways_and_metres_are_exact(one: Length, other: Length) -> None:
    assert alike(one, one)
    assert alike(one, other) == alike(other, one)
    assert likely_swap(one, other) == likely_swap(other, one)
    assert one.metres == Fraction(one.number) * UNITS[one.unit]
