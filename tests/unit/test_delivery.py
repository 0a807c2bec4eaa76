"""Judging bundles and waiting for peers: the steps of docs/spec/delivery.md section 3, and the courier's patience."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from detente.protocol.delivery import (
    RETRY_SECONDS_MAX,
    RETRY_SECONDS_MIN,
    Courier,
    Differs,
    Fresh,
    Gap,
    Stale,
    Verdict,
    judge,
)
from detente.protocol.heads import Head
from detente.protocol.messages import Bundle
from detente.tlog.merkle import Range, consistency_proof, leaf_hash

ORIGIN = "nrc-0123456789abcdef/line/ru/1"
ENTRIES = [f"entry {number}".encode() for number in range(12)]


def root(entries: list[bytes]) -> bytes:
    return Range.of(map(leaf_hash, entries)).root()


def bundle(start: int, stop: int, size: int, entries: list[bytes] = ENTRIES) -> Bundle:
    """Return entries [start, stop) of a log under its head of `size`."""
    leaves = [leaf_hash(entry) for entry in entries]
    proof: list[bytes] = []
    if 0 < stop < size:
        proof = consistency_proof(stop, size, lambda first, last: Range.of(leaves[first:last]).root())
    head = Head(ORIGIN, size, root(entries[:size]), bytes(68))
    return Bundle(start, tuple(entries[start:stop]), head, tuple(proof))


def judged(offered: Bundle, held: list[bytes]) -> Verdict:
    """Return the verdict of one who holds these entries."""
    leaves = [leaf_hash(entry) for entry in held]
    return judge(
        offered, Range.of(leaves), lambda first, last: leaves[first:last], lambda size: Range.of(leaves[:size]).root()
    )


@given(data=st.data(), held=st.integers(0, 12), size=st.integers(1, 12))
@settings(max_examples=200, deadline=None)
def test_a_true_run_never_contradicts(data: st.DataObject, held: int, size: int) -> None:
    """Any run of the author's own log is a gap, stale or fresh to whoever holds any part of it, and never differs."""
    start = data.draw(st.integers(0, size))
    stop = data.draw(st.integers(start, size))
    match judged(bundle(start, stop, size), ENTRIES[:held]):
        case Gap():
            assert start > held
        case Stale():
            assert start <= held
            assert min(size, stop) <= held
        case Fresh(entries, leaves, after, complete):
            assert list(entries) == ENTRIES[held:stop]
            assert list(leaves) == [leaf_hash(entry) for entry in entries]
            assert after.root() == root(ENTRIES[: max(held, stop)])
            assert complete is (after.size == size)
        case Differs():
            pytest.fail("a true run differs")


@given(held=st.integers(1, 12), size=st.integers(1, 12), at=st.integers(0, 11), start=st.integers(0, 12))
@settings(max_examples=200, deadline=None)
def test_another_history_is_never_stored(held: int, size: int, at: int, start: int) -> None:
    """Where a log has another entry at an index that is held, no run of it that reaches so far joins what is held."""
    at, start = at % min(held, size), min(start, size)
    forged = [*ENTRIES[:at], b"another", *ENTRIES[at + 1 :]]
    verdict = judged(bundle(start, size, size, forged), ENTRIES[:held])
    assert isinstance(verdict, Gap if start > held else Differs)


def test_a_run_that_leads_to_no_head_differs() -> None:
    """Step 6: a proof that does not lead from the run to the head, or none at all."""
    good = bundle(2, 4, 9)
    assert isinstance(judged(good, ENTRIES[:3]), Fresh)
    assert isinstance(judged(replace(good, proof=()), ENTRIES[:3]), Differs)
    assert isinstance(judged(replace(good, proof=good.proof[::-1]), ENTRIES[:3]), Differs)


def test_a_head_that_is_not_the_runs_differs() -> None:
    """Step 6: entries that end at the head must have its root."""
    wrong = replace(bundle(0, 4, 4), head=Head(ORIGIN, 4, bytes(32), bytes(68)))
    assert isinstance(judged(wrong, []), Differs)
    assert isinstance(judged(wrong, ENTRIES[:4]), Differs)
    assert isinstance(judged(wrong, ENTRIES[:6]), Differs)


def test_a_head_alone_tells_a_newcomer_nothing() -> None:
    assert isinstance(judged(bundle(0, 0, 5), []), Stale)


# --- the courier ------------------------------------------------------------------------------------------------------


def test_one_request_at_a_time() -> None:
    courier = Courier("us", 30)
    assert courier.ready(0)
    courier.left()
    assert not courier.ready(0)
    courier.answered(5)
    assert courier.ready(5)


@given(dice=st.lists(st.floats(0, 1, exclude_max=True), min_size=1, max_size=20))
def test_patience_grows_and_stays_within_bounds(dice: list[float]) -> None:
    """After n failures the wait is about 2^n seconds, a quarter more or less; at least 1 s, at most 375 s."""
    courier = Courier("us", 30)
    for failures, die in enumerate(dice):
        courier.left()
        courier.failed(1_000, die)
        wait = courier.next_try_at - 1_000
        about = min(RETRY_SECONDS_MAX, RETRY_SECONDS_MIN << failures)
        assert max(RETRY_SECONDS_MIN, int(about * 0.75)) <= wait <= about * 1.25 + 1
        assert not courier.ready(1_000 + wait - 1)
        assert courier.ready(1_000 + wait)
    assert courier.level_due_at == 0


def test_any_contact_resets_patience() -> None:
    """Who calls us can be called: the next try is now, and the waiting starts again from a second."""
    courier = Courier("us", 30)
    for _ in range(9):
        courier.failed(0, 0.5)
    assert courier.next_try_at > 60
    courier.heard(10)
    assert courier.ready(10)
    courier.failed(10, 0.5)
    assert courier.next_try_at == 11


def test_what_a_peer_holds_only_grows() -> None:
    courier = Courier("us", 30)
    courier.holds(ORIGIN, 7)
    courier.holds(ORIGIN, 3)
    assert courier.held == {ORIGIN: 7}
