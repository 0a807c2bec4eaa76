"""What is true of every exchange of lists, whoever says what knowing what."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.matter import NOON, Matter

from detente.clock import HOUR
from detente.council.desks import lists
from detente.council.said import Said
from detente.protocol.commitment import Committed, commitment_of

PARTIES = ("nato", "ru", "us")


def salt_of(party: str, item: int) -> bytes:
    return f"{party}{item}".encode().ljust(32, b".")


def body_of(
    matter: Matter, opening: Said, party: str, kind: str, dice: random.Random, item: int = 0
) -> dict[str, object]:
    """Return a body that often fits: another's commitment, an early reveal or another content come up too."""
    item = item or dice.randint(1, 2)
    owner = party if dice.random() < 0.95 else dice.choice(PARTIES)
    text = f"list {item}" if dice.random() < 0.95 else "another list"
    salt = salt_of(owner, item)
    if kind == lists.COMMIT:
        content = Committed(matter.charter.council_id, opening.ref, owner, salt, f"list {item}".encode())
        return {"item": item, "commitment": commitment_of(content)}
    return {"item": item, "text": text} | ({"salt": salt} if kind == lists.REVEAL else {})


def drawn(seed: int, *, staged: bool) -> tuple[Matter, Said]:
    """Return an exchange of random acts, each of whose authors knew some of those before it."""
    dice = random.Random(seed)
    matter = Matter()
    times = {"commit_by_at": NOON + HOUR, "reveal_by_at": NOON + 2 * HOUR}
    opening = matter.say("nato", lists.OPEN, title="t", items=["one", "two"], staged=staged, **times)
    bound = [(party, item) for party in PARTIES for item in (1, 2)]
    dice.shuffle(bound)
    for party, item in bound:
        known = [act for act in matter.acts.values() if dice.random() < 0.5]
        matter.say(
            party, lists.COMMIT, opening, knows=known, **body_of(matter, opening, party, lists.COMMIT, dice, item)
        )
    for _ in range(dice.randint(2, 14)):
        party, kind = dice.choice(PARTIES), dice.choice((lists.COMMIT, *[lists.REVEAL] * 4, lists.DECLINE))
        known = [act for act in matter.acts.values() if dice.random() < 0.8]
        matter.say(party, kind, opening, knows=known, **body_of(matter, opening, party, kind, dice))
    return matter, opening


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.booleans())
def test_every_order_of_proof_gives_the_same_exchange(seed: int, staged: bool) -> None:
    """The same state, and the same acts that count for nothing."""
    matter, _opening = drawn(seed, staged=staged)
    assert matter.same_in_every_order(8).states == matter.folded().states


@settings(max_examples=120, deadline=None)
@given(st.integers(0, 2**32), st.booleans())
def test_nothing_shown_counts_that_was_not_bound_before_by_everybody(seed: int, staged: bool) -> None:
    """Each reveal that counts follows a commitment of every party to every item, and opens its author's own."""
    matter, opening = drawn(seed, staged=staged)
    exchange = matter.state().exchanges[opening.ref]
    given_by = {act.ref: place for place, acts in exchange.commitments.items() for act in acts}
    for (party, number), acts in exchange.reveals.items():
        for act in acts:
            assert {given_by[ref] for ref in act.past & given_by.keys()} == {
                (one, item) for one in PARTIES for item in (1, 2)
            }
            assert lists.opened(matter.charter, act) in [
                one.body["commitment"] for one in exchange.commitments[party, number]
            ]
            if staged and number == 2:
                shown = {place for place, others in exchange.reveals.items() if any(act.follows(o.ref) for o in others)}
                assert {(other, 1) for other in PARTIES if other != party} <= shown


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.integers(0, 2**32))
def test_what_counted_counts_whatever_comes_later(seed: int, later: int) -> None:
    """Acts that come later, or were concurrent and late, take no commitment and no reveal away."""
    matter, opening = drawn(seed, staged=False)
    before = matter.state().exchanges[opening.ref]
    dice = random.Random(later)
    for _ in range(6):
        party, kind = dice.choice(PARTIES), dice.choice((lists.COMMIT, lists.REVEAL, lists.DECLINE))
        known = [act for act in matter.acts.values() if dice.random() < 0.5]
        matter.say(party, kind, opening, knows=known, **body_of(matter, opening, party, kind, dice))
    after = matter.state().exchanges[opening.ref]
    for held, now in ((before.commitments, after.commitments), (before.reveals, after.reveals)):
        assert all(set(map(ref_of, acts)) <= set(map(ref_of, now[place])) for place, acts in held.items())


def ref_of(act: Said) -> str:
    return act.ref
