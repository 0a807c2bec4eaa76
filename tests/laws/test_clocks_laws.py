"""What is true of every clock: evidence decides, and never the order in which a record came to hold it."""

import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.matter import NOON, Matter, charter_of

from detente.clock import HOUR
from detente.council.reckoning import Grant, Standstill, reckon, together

CHARTER = charter_of(tables={"clocks": {"reply_hours": 48, "clarifications": 2}})
hours = st.integers(0, 120)
grants = st.lists(st.builds(lambda number, at, until: Grant(at, f"N/{number}", "nato", until), st.integers(0, 9), hours,
                            hours), max_size=4, unique_by=lambda one: one.ref)  # fmt: skip
standstills = st.lists(
    st.builds(
        lambda number, at, length: Standstill(
            at, f"R/{number}", "ru", "" if length is None else f"A/{number}", None if length is None else at + length
        ),
        st.integers(0, 9), hours, st.none() | st.integers(0, 60),
    ),
    max_size=4, unique_by=lambda one: one.ref,
)  # fmt: skip
steps = st.lists(
    st.tuples(
        st.sampled_from(["nato", "ru", "us"]),
        st.sampled_from(["extension-request", "extension", "clarification-asked", "clarification-given", "exemption",
                         "duty-dispute", "reply", "acknowledge"]),
        st.integers(0, 6),
        st.integers(1, 90),
        st.booleans(),
    ),
    max_size=7,
)  # fmt: skip


def said(drawn: list[tuple[str, str, int, int, bool]]) -> Matter:
    """Return a matter in which parties say whatever was drawn of a request that RU has since noon."""
    matter = Matter(CHARTER)
    request = matter.say("nato", "clarification-request", to=("ru",))
    matter.receipt("ru", request, NOON)
    matter.heads(NOON)
    at = NOON
    for party, kind, answered, gap, shown in drawn:
        acts = list(matter.acts.values())
        body = {
            "extension-request": {"until_at": at + gap * HOUR, "reason": "Time."},
            "extension": {"until_at": at + gap * HOUR},
            "exemption": {"ground": "force majeure", "reason": "Storm."},
            "duty-dispute": {"reason": "Not so.", "withdrawn": bool(gap % 2)},
        }.get(kind, {})
        act = matter.say(party, kind, acts[answered % len(acts)], knows=acts[: gap % 3], **body)
        at += gap * HOUR // 4
        if shown:
            matter.everybody_holds(act, at)
    return matter


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps)
def test_every_order_gives_the_same_duties_to_the_second(drawn: list[tuple[str, str, int, int, bool]]) -> None:
    matter = said(drawn)
    wanted = matter.same_in_every_order(orders=4).duties(matter.journal(), matter.standing, matter.now)
    for seed in range(4):
        found = matter.folded(seed=seed).duties(matter.journal(), matter.standing, matter.now)
        assert found == wanted, "another order, another duty"


@given(hours, grants, standstills, st.integers(0, 4), st.integers(0, 1_000))
def test_the_order_in_which_events_are_told_moves_nothing(
    due_at: int, granted: list[Grant], stood: list[Standstill], most: int, seed: int
) -> None:
    shuffled = list(granted), list(stood)
    for one in shuffled:
        random.Random(seed).shuffle(one)
    assert reckon(due_at, *shuffled, most) == reckon(due_at, granted, stood, most)


@given(hours, grants, standstills, st.integers(0, 4), hours)
def test_nothing_takes_time_away(
    due_at: int, granted: list[Grant], stood: list[Standstill], most: int, strict: int
) -> None:
    """Whatever is said, no due second comes earlier, and the stricter reading never comes later than the other."""
    strict_at = max(0, due_at - strict)
    found = reckon(due_at, granted, stood, most, strict_at)
    assert (found.due_at is None) == (found.standing is not None)
    if found.due_at is not None and found.strict_at is not None:
        assert due_at <= found.due_at
        assert strict_at <= found.strict_at <= found.due_at
    without = reckon(due_at, granted, stood, 0, strict_at)
    assert without.due_at == max([due_at, *(one.until for one in granted)]), "with no questions, the latest grant"
    assert without.standing is None


@given(hours, standstills, st.integers(0, 4))
def test_the_clock_stands_exactly_while_a_counted_question_is_open(
    due_at: int, stood: list[Standstill], most: int
) -> None:
    """Its shift is the length of the time in which a question that counts stood without an answer, counted once."""
    shift, covered, left = 0, set[int](), most
    for one in sorted(stood, key=lambda one: (one.at, one.ref)):
        if one.at > due_at + shift or left == 0:
            continue
        left -= 1
        if one.until is None:
            assert reckon(due_at, [], stood, most).due_at is None
            return
        covered |= set(range(one.at, one.until))
        shift = len(covered)
    assert reckon(due_at, [], stood, most).due_at == due_at + shift


@given(grants, grants, grants)
def test_several_creditors_extend_only_together(ours: list[Grant], theirs: list[Grant], more: list[Grant]) -> None:
    """To the earliest of what each granted at the latest; twice is once, and who grants nothing keeps the time."""
    other = [Grant(one.at, f"U/{one.ref}", "us", one.until) for one in theirs]
    both = together([*ours, *other], ("nato", "us"))
    assert both == together([*other, *ours, *other], ("us", "nato"))
    if ours and other:
        assert both[0].until == min(max(one.until for one in ours), max(one.until for one in other))
    else:
        assert both == ()
    stranger = [Grant(one.at, one.ref, "de", one.until) for one in more]
    assert together([*ours, *stranger], ("nato",)) == tuple(ours)
