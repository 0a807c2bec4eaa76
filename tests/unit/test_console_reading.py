"""The timeline: pages that lose nothing and repeat nothing, and an order that proof rules and claims only fill."""

import asyncio
from itertools import pairwise

from console_world import ID, World, act
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.console.told import reading
from detente.console.told.reading import Reader, Wanted, in_order_of_proof, place_of
from detente.home.replies import ActView


def acts_of(kinds: list[int]) -> list[ActView]:
    """Return acts whose sequence numbers have gaps, one in some being a node's own entry."""
    found, sequence = [], 0
    for index, gap in enumerate(kinds):
        sequence += 1 + gap
        kind = "heads" if gap == 3 else "message"
        found.append(act(f"{('RU', 'US')[gap % 2]}/LINE/{index}", sequence, kind=kind))
    return found


async def walk(world: World, *, down: bool, **filters: object) -> list[ActView]:
    reader, found = Reader(world), []
    at: int | None = None if down else 0
    for _ in range(1_000):
        wanted = Wanted(ID, before=at if down else None, after=0 if down else at or 0, **filters)
        page = await (reading.read_downwards if down else reading.read_upwards)(reader, wanted)
        found = page.acts + found if down else found + page.acts
        at = page.older if down else page.newer
        if at is None:
            return found
    raise AssertionError("paging does not end")


@given(st.lists(st.integers(0, 5), max_size=90), st.booleans(), st.booleans(), st.integers(1, 9))
@settings(max_examples=40, deadline=None)
def test_the_pages_together_are_the_record(kinds: list[int], down: bool, nodes: bool, limit: int) -> None:
    """In either direction, with any filter and page size, every act that is wanted stands on exactly one page."""
    world = World(acts=acts_of(kinds))
    found = asyncio.run(walk(world, down=down, party="ru", nodes=nodes, limit=limit))
    assert found == [one for one in world.acts if one.party == "ru" and (nodes or one.kind != "heads")]


def test_the_newest_are_one_question_away() -> None:
    """However long a record is, and whoever is filtered for, its newest page asks once."""
    world = World(acts=[act(f"RU/LINE/{index}", index * 3 + 1) for index in range(40_000)])
    page = asyncio.run(reading.read_downwards(Reader(world), Wanted(ID, party="ru", limit=2)))
    assert [one.sequence for one in page.acts] == [119_995, 119_998]
    assert page.older == 119_995
    assert len(world.asked) == 1


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_proof_rules_the_order(data: st.DataObject) -> None:
    """Whatever authors claim, a feed's own order and an answer's stand; and the order is the same for every arrival."""
    number = data.draw(st.integers(1, 12))
    acts: list[ActView] = []
    sizes = {"RU": 0, "US": 0}
    for sequence in range(1, number + 1):
        party = data.draw(st.sampled_from(["RU", "US"]))
        answers = data.draw(st.sampled_from([None, *(one.ref for one in acts)]))
        claimed = f"2016-04-{data.draw(st.integers(10, 28))}T12:00:00Z"
        acts.append(act(f"{party}/LINE/{sizes[party]}", sequence, re=answers, claimed_at=claimed))
        sizes[party] += 1
    ordered = in_order_of_proof(data.draw(st.permutations(acts)))
    assert sorted(one.ref for one in ordered) == sorted(one.ref for one in acts)
    place = {one.ref: index for index, one in enumerate(ordered)}
    for one in acts:
        assert one.re is None or place[one.re] < place[one.ref]
        for other in acts:
            if place_of(other.ref).comes_before(place_of(one.ref)):
                assert place[other.ref] < place[one.ref]
    assert ordered == in_order_of_proof(acts)


def test_without_proof_the_claimed_time_orders() -> None:
    late = act("RU/LINE/1", 1, claimed_at="2016-04-20T12:00:00Z")
    early = act("US/LINE/1", 2, claimed_at="2016-04-20T11:00:00Z")
    assert in_order_of_proof([late, early]) == [early, late]


def test_references_in_a_circle_lose_no_act() -> None:
    """Two liars whose acts each answer the other's later one are shown all the same."""
    acts = [
        act("RU/LINE/1", 1, re="US/LINE/2"),
        act("RU/LINE/2", 2),
        act("US/LINE/1", 3, re="RU/LINE/2"),
        act("US/LINE/2", 4),
    ]
    assert {one.ref for one in in_order_of_proof(acts)} == {one.ref for one in acts}


def test_a_claim_that_proof_excludes_is_named() -> None:
    first = act("RU/LINE/1", 1, claimed_at="2016-04-20T12:00:00Z")
    answer = act("US/LINE/1", 2, claimed_at="2016-04-20T11:00:00Z", re="RU/LINE/1")
    assert reading.claims_too_early([first, answer]) == {"US/LINE/1"}


def test_generations_follow_each_other() -> None:
    """A later generation stands after the first; two of one number say nothing about each other."""
    places = [
        place_of(ref)
        for ref in ("RU/LINE/1", "RU/LINE/7", "RU/LINE/2-aaaaaaaaaaaaaaaa.0", "RU/LINE/10-aaaaaaaaaaaaaaaa.0")
    ]
    assert all(one.comes_before(other) for one, other in pairwise(places))
    twin = place_of("RU/LINE/2-bbbbbbbbbbbbbbbb.1")
    assert not places[2].comes_before(twin)
    assert not twin.comes_before(places[2])
