"""What is true of the order of proof, whatever liars cite: their own entries to come, each other in a circle."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.matter import Matter, charter_of

from detente.council.circles import circles
from detente.council.past import Past
from detente.council.said import Said, in_order, numbered

HONEST = ("de", "nato", "us")
LIAR = "ru"
CHARTER = charter_of(*HONEST, LIAR)

Drawn = list[tuple[str, str, set[int], set[int]]]
"""For each act its party, its channel, and how far back, and how far ahead, lie those that it cites."""


def acts_of(drawn: Drawn, liars: set[str], foreseen: set[str]) -> list[Said]:
    """Return acts in the order of their making: all cite what there was, liars also what is yet to come.

    Args:
        foreseen: whose entries to come a liar can know.
    """
    sizes: dict[str, int] = {}
    acts: list[Said] = []
    for party, channel, _back, _ahead in drawn:
        # An honest party speaks in one channel here, so that all of its own acts stand in one feed.
        origin = f"{CHARTER.council_id}/{channel if party in liars else 'plenary'}/{party}/1"
        index = sizes[origin] = sizes.get(origin, 0) + 1
        ref = f"{party}/{origin.split('/')[1]}/{index}".upper()
        acts.append(Said(ref, party, "message", len(acts), origin=origin, index=index, body={"text": ref}))
    for at, (act, (_party, _channel, back, ahead)) in enumerate(zip(acts, drawn, strict=True)):
        cites = [acts[at - one].ref for one in back if one <= at]
        if act.party in liars:
            to_come = [acts[at + one] for one in ahead if at + one < len(acts)]
            cites += [one.ref for one in to_come if one.party in foreseen]
        acts[at] = Said(
            act.ref, act.party, act.kind, act.claimed_at, origin=act.origin, index=act.index, cites=tuple(cites),
            body=act.body, dossier=acts[0].ref,
        )  # fmt: skip
    return acts


steps = st.tuples(
    st.sampled_from([*HONEST, LIAR, LIAR]), st.sampled_from(["plenary", "experts"]),
    st.sets(st.integers(1, 6), max_size=3), st.sets(st.integers(1, 6), max_size=2),
)  # fmt: skip
courses = st.lists(steps, min_size=1, max_size=14)


def direct(acts: list[Said]) -> dict[str, set[str]]:
    """Return what comes directly before each act, lies included."""
    before = {act.ref: set(act.cites) for act in acts}
    for act in acts:
        before[act.ref] |= {one.ref for one in acts if one.origin == act.origin and one.index < act.index}
    return before


def closure(before: dict[str, set[str]]) -> dict[str, set[str]]:
    """Return all that can be reached from each."""
    reached = {ref: set(earlier) for ref, earlier in before.items()}
    for one, earlier in reached.items():
        for known in reached.values():
            if one in known:
                known.update(earlier)
    return reached


@settings(deadline=None, max_examples=200)
@given(courses, st.sets(st.sampled_from([*HONEST, LIAR])), st.integers(0, 2**16))
def test_any_liars_leave_one_order_whatever_comes_first(drawn: Drawn, liars: set[str], seed: int) -> None:
    """It has no circle, keeps each feed, is the same for every arrival, and takes nothing from who is in no circle."""
    acts = acts_of(drawn, liars, liars)
    ordered = in_order(acts)
    past = {act.ref: act.past for act in ordered}
    places = {act.ref: at for at, act in enumerate(ordered)}
    assert past.keys() == {act.ref for act in acts}
    for act in ordered:
        assert all(places[one] < places[act.ref] for one in act.past)
        assert all(past[one] <= act.past for one in act.past)
        assert {one.ref for one in acts if one.origin == act.origin and one.index < act.index} <= act.past
    dice = random.Random(seed)
    shuffled = dice.sample(acts, len(acts))
    lots = {act.ref: dice.random() for act in acts}
    assert {act.ref: act.past for act in in_order(shuffled, lambda act: lots[act.ref])} == past
    before = direct(acts)
    reached = closure(before)
    found = circles(before)
    assert found.keys() == {ref for ref in reached if ref in reached[ref]}
    for act in ordered:
        if act.ref not in found:
            assert before[act.ref] <= act.past
            if not reached[act.ref] & found.keys():
                assert act.past == reached[act.ref]


@settings(deadline=None, max_examples=200)
@given(courses)
def test_one_liar_takes_nothing_from_anybody_else(drawn: Drawn) -> None:
    """It can foresee its own entries only: what an honest act truly follows, it follows."""
    acts = acts_of(drawn, {LIAR}, {LIAR})
    made = {act.ref: at for at, act in enumerate(acts)}
    true = direct(acts)
    for act in acts:
        # What the liar says of its own acts elsewhere is the liar's own loss.
        true[act.ref] = {
            one for one in true[act.ref]
            if made[one] < made[act.ref] and (act.party != LIAR or not one.startswith("RU/") or one not in act.cites)
        } | {one.ref for one in acts if one.origin == act.origin and one.index < act.index}  # fmt: skip
    reached = closure(true)
    for act in in_order(acts):
        assert reached[act.ref] <= act.past


@settings(deadline=None, max_examples=40)
@given(courses, st.sets(st.sampled_from([*HONEST, LIAR])))
def test_a_dossier_with_circles_comes_out_the_same_in_every_order(drawn: Drawn, liars: set[str]) -> None:
    matter = Matter(CHARTER)
    matter.acts.update({act.ref: act for act in acts_of(drawn, liars, liars)})
    assert len(matter.same_in_every_order(orders=6).acts) == len(drawn)


@given(courses, st.data())
def test_a_past_is_a_set(drawn: Drawn, data: st.DataObject) -> None:
    """It holds, counts, compares and joins as the frozen set of the same references does."""
    ordered = in_order(acts_of(drawn, set(), set()))
    one, two = (data.draw(st.sampled_from(ordered)).past for _ in range(2))
    assert isinstance(one, Past)
    same = frozenset(one)
    assert one == same
    assert same == one
    assert hash(one) == hash(same)
    assert (len(one), one <= two, one < two) == (len(same), same <= frozenset(two), same < frozenset(two))
    assert (one & two, one | two, one - two) == (same & frozenset(two), same | frozenset(two), same - frozenset(two))
    assert all(act.follows(other.ref) == (other.ref in set(act.past)) for act in ordered for other in ordered)


@given(courses, st.integers(1, 4))
def test_what_is_said_later_takes_no_place_from_what_was_said(drawn: Drawn, most: int) -> None:
    """The first of each party in each channel count, by its feed, however many come after; pasts name only those."""
    acts = acts_of(drawn, set(), set())
    numbers = numbered(acts)
    for size in range(len(acts)):
        assert numbered(acts[:size]).items() <= numbers.items()
    counted = {ref for ref, number in numbers.items() if number <= most}
    whole = {act.ref: act.past for act in in_order(acts)}
    for act in in_order(acts, counted=counted):
        assert act.past == whole[act.ref] & counted
