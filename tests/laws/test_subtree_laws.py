"""What is true of every subtree and of every proof that it lies in a tree."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import Malformed
from detente.tlog.merkle import Range, consistency_proof, inclusion_proof, leaf_hash, root_of
from detente.tlog.subtree import hash_of, is_subtree, proof_intervals, subtree_proof, verify_subtree

LEAVES = [leaf_hash(bytes([number])) for number in range(70)]


def subtree(start: int, end: int) -> bytes:
    """Answer for complete subtrees of a log of 70 entries."""
    return Range.of(LEAVES[start:end]).root()


@st.composite
def places(draw: st.DrawFn) -> tuple[int, int, int]:
    """Return start and end of a subtree and the size of a tree that holds it."""
    size = draw(st.integers(1, len(LEAVES)))
    end = draw(st.integers(0, size))
    return draw(st.sampled_from([start for start in range(end + 1) if is_subtree(start, end)])), end, size


def naive(start: int, end: int, low: int, high: int, known: bool) -> list[tuple[int, int]]:
    """SUBTREE_SUBPROOF of the draft's section 4.4.1, as a recursion over intervals: an oracle."""
    if (start, end) == (low, high):
        return [] if known else [(low, high)]
    split = low + (1 << (high - low - 1).bit_length() - 1)
    if end <= split:
        return [*naive(start, end, low, split, known), (split, high)]
    if split <= start:
        return [*naive(start, end, split, high, known), (low, split)]
    return [*naive(split, end, split, high, False), (low, split)]


@given(places())
def test_a_proof_made_is_accepted(place: tuple[int, int, int]) -> None:
    """What `subtree_proof` makes, `verify_subtree` accepts."""
    start, end, size = place
    proof = subtree_proof(start, end, size, subtree)
    verify_subtree(start, end, hash_of(start, end, subtree), size, root_of(size, subtree), proof)


@given(places())
def test_the_intervals_are_those_of_the_draft(place: tuple[int, int, int]) -> None:
    """The walk from the root and the draft's recursion name the same intervals in the same order."""
    start, end, size = place
    assert proof_intervals(start, end, size) == (naive(start, end, 0, size, True) if end > start else [])


@given(places())
def test_a_subtree_from_the_first_entry_is_proven_like_consistency(place: tuple[int, int, int]) -> None:
    """SUBTREE_PROOF(0, end, D_n) = PROOF(end, D_n), and of one entry it is PATH(start, D_n)."""
    _start, end, size = place
    assert subtree_proof(0, end, size, subtree) == consistency_proof(end, size, subtree)
    if end:
        assert subtree_proof(end - 1, end, size, subtree) == inclusion_proof(end - 1, size, subtree)


@given(places(), st.data())
@settings(max_examples=300)
def test_a_proof_with_any_bit_changed_is_refused(place: tuple[int, int, int], data: st.DataObject) -> None:
    """A changed bit in a hash of the proof, in the subtree's root or in the tree's root is refused."""
    start, end, size = place
    hashes = [hash_of(start, end, subtree), root_of(size, subtree), *subtree_proof(start, end, size, subtree)]
    # Of the empty subtree nothing is said but that it is empty, so the tree's root does not matter there.
    which = data.draw(st.sampled_from([0] if start == end else range(len(hashes))))
    bit = data.draw(st.integers(0, 255))
    hashes[which] = (int.from_bytes(hashes[which], "big") ^ 1 << bit).to_bytes(32, "big")
    with pytest.raises(Malformed) as refused:
        verify_subtree(start, end, hashes[0], size, hashes[1], hashes[2:])
    assert refused.value.code in ("subtree-root", "subtree-tree-root")


@given(places(), st.integers(0, 70), st.booleans())
def test_a_proof_has_one_length(place: tuple[int, int, int], where: int, longer: bool) -> None:
    """A hash too many, too few or too short is refused."""
    start, end, size = place
    proof = subtree_proof(start, end, size, subtree)
    at = where % (len(proof) + 1)
    if longer or not proof:
        changed = [*proof[:at], LEAVES[0], *proof[at:]]
    else:
        changed = [*proof[: at % len(proof)], *proof[at % len(proof) + 1 :]]
    with pytest.raises(Malformed):
        verify_subtree(start, end, hash_of(start, end, subtree), size, root_of(size, subtree), changed)
    if proof:
        with pytest.raises(Malformed, match="subtree-length"):
            verify_subtree(start, end, hash_of(start, end, subtree), size, root_of(size, subtree), [b"", *proof[1:]])


@given(st.integers(-2, 80), st.integers(-2, 80))
def test_what_is_no_subtree_is_proven_by_nothing(start: int, end: int) -> None:
    """An interval that is not aligned, runs backwards or leaves the tree is refused before any hash is read."""
    if is_subtree(start, end) and end <= len(LEAVES):
        return
    with pytest.raises(Malformed, match="subtree-interval"):
        verify_subtree(start, end, LEAVES[0], len(LEAVES), root_of(len(LEAVES), subtree), [])


def test_the_examples_of_the_draft() -> None:
    """Section 4.4.2: [4, 8) and [8, 13) in a tree of 14; sections 4.1 and 4.2: which intervals are subtrees."""
    assert proof_intervals(4, 8, 14) == [(0, 4), (8, 14)]
    assert proof_intervals(8, 13, 14) == [(12, 13), (13, 14), (8, 12), (0, 8)]
    assert [(start, 13) for start in range(14) if is_subtree(start, 13)] == [(0, 13), (8, 13), (12, 13), (13, 13)]
