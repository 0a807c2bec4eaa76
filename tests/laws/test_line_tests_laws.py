"""What is true of every line test and check of contact points: the order of proof decides, not that of arrival."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.matter import Matter, charter_of

from detente.council.line_text import score, text_of_test

CHARTER = charter_of()
TEXT = text_of_test(("en", "ru"), 3)
SORTS: dict[str, tuple[dict[str, Any], str, list[dict[str, Any]]]] = {
    "line-tests": (
        {"kind": "line-test", "number": 3, "text": TEXT}, "line-test-reading",
        [{"text": TEXT}, {"text": "A"}, {"reason": "No paper."}, {}, {"text": "A", "drill": "x"}],
    ),
    "contacts": (
        {"kind": "contact-check", "role": "Duty officer"}, "contact-answer",
        [{"role": "Duty officer"}, {"role": "Deputy"}, {}, {"role": "Deputy", "drill": "x"}],
    ),
}  # fmt: skip
steps = st.tuples(
    st.sampled_from(["nato", "ru", "us"]),
    st.integers(0, 2),
    st.integers(0, 4),
    st.sampled_from(["line", "plenary"]),
    st.sets(st.integers(0, 7), max_size=3),
)


@pytest.mark.parametrize("desk", sorted(SORTS))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), st.lists(steps, min_size=1, max_size=8))
def test_every_order_gives_the_same_state(desk: str, data: st.DataObject, drawn: list[tuple]) -> None:  # type: ignore[type-arg]
    """Whoever answers, wherever, however often, and whatever they know: each party's first word counts alone."""
    opening, answering, bodies = SORTS[desk]
    matter = Matter(CHARTER, "line")
    drill = data.draw(st.sampled_from([{}, {"drill": "x"}]))
    first = matter.say("us", **opening, **drill, to=("ru", "nato"))
    for party, kind, body, channel, known in drawn:
        said = list(matter.acts.values())
        knows = [first, *(said[number] for number in known if number < len(said))]
        if kind == 2:
            matter.say(party, "statement", knows=knows, channel=channel, **drill)
        else:
            matter.say(party, answering, first, knows=knows, channel=channel, **bodies[body % len(bodies)])
    folded = matter.same_in_every_order(orders=5)
    for act in folded.acts:
        if act.ref not in folded.irregular and act.kind == answering:
            assert act.party in first.to
            assert act.body.get("drill", "") == first.body.get("drill", "")


@settings(deadline=None)
@given(st.lists(st.sampled_from(["en", "fr", "ru", "uk", "xx"]), max_size=4), st.integers(1, 10**9))
def test_a_text_comes_back_whole_however_its_spaces_came(languages: list[str], number: int) -> None:
    """And loses exactly what is taken out of it."""
    text = text_of_test(languages, number)
    assert score(text, text.replace(" ", "\n\n")).whole
    cut = score(text, text[: len(text) // 2])
    assert cut.same < cut.of
    assert not cut.added
