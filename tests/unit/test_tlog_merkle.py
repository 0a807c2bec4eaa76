"""The tree's edges: the empty one, the single leaf, the lengths and numbers that are refused, and by which code."""

import pytest

from detente.errors import Malformed
from detente.tlog import merkle
from detente.tlog.merkle import EMPTY_ROOT, Range, leaf_hash, node_hash

LEAVES = [leaf_hash(bytes([number])) for number in range(8)]


def subtree(start: int, end: int) -> bytes:
    return Range.of(LEAVES[start:end]).root()


def code_of(refused: pytest.ExceptionInfo[Malformed]) -> str:
    return refused.value.code


def test_the_empty_tree_has_a_root() -> None:
    """No entries hash to SHA-256 of nothing, however they are asked for."""
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert Range().root() == Range.of([]).root() == merkle.root_of(0, subtree) == EMPTY_ROOT


def test_a_single_leaf_is_its_own_root() -> None:
    """A tree of one entry has that leaf's hash as its root, and an empty proof."""
    assert Range.of(LEAVES[:1]).root() == LEAVES[0]
    assert merkle.inclusion_proof(0, 1, subtree) == []
    merkle.verify_inclusion(LEAVES[0], 0, 1, [], LEAVES[0])


def test_leaf_and_node_are_kept_apart() -> None:
    """An inner node is no entry: the first byte under the hash differs."""
    assert node_hash(LEAVES[0], LEAVES[1]) != leaf_hash(LEAVES[0] + LEAVES[1])


def test_range_is_a_value() -> None:
    """Appending gives another range and leaves the first as it was."""
    before = Range.of(LEAVES[:3])
    after = before.append(LEAVES[3])
    assert (before.size, len(before.hashes)) == (3, 2)
    assert (after.size, len(after.hashes)) == (4, 1)
    assert after == Range.of(LEAVES[:4]) == Range.read(4, subtree)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "range-length"),
        (bytes(7), "range-length"),
        (bytes(8) + bytes(32), "range-length"),
        ((3).to_bytes(8, "big") + bytes(32), "range-length"),
        ((1).to_bytes(8, "big") + bytes(33), "range-length"),
        ((1 << 63).to_bytes(8, "big") + bytes(32), "range-size"),
    ],
)
def test_range_bytes_are_refused(data: bytes, code: str) -> None:
    """A stored range has exactly the hashes that its size asks for."""
    with pytest.raises(Malformed) as refused:
        Range.parse(data)
    assert code_of(refused) == code


@pytest.mark.parametrize(("index", "size"), [(8, 8), (-1, 8), (0, 0)])
def test_inclusion_outside_the_tree_is_refused(index: int, size: int) -> None:
    """An index that is not below the size has no proof."""
    with pytest.raises(Malformed) as refused:
        merkle.verify_inclusion(LEAVES[0], index, size, [], LEAVES[0])
    assert code_of(refused) == "inclusion-index"


def test_inclusion_lengths_are_exact() -> None:
    """One hash too few, one too many, or one of 31 bytes is refused by its length, before any root is compared."""
    root, proof = Range.of(LEAVES).root(), merkle.inclusion_proof(5, 8, subtree)
    for wrong in (proof[:-1], [*proof, bytes(32)], [proof[0][:31], *proof[1:]]):
        with pytest.raises(Malformed) as refused:
            merkle.verify_inclusion(LEAVES[5], 5, 8, wrong, root)
        assert code_of(refused) == "inclusion-length"


def test_inclusion_under_another_root_is_refused() -> None:
    """A proof ties its leaf to one root."""
    with pytest.raises(Malformed) as refused:
        merkle.verify_inclusion(LEAVES[5], 5, 8, merkle.inclusion_proof(5, 8, subtree), bytes(32))
    assert code_of(refused) == "inclusion-root"


@pytest.mark.parametrize(("old", "new"), [(9, 8), (-1, 8)])
def test_consistency_of_impossible_sizes_is_refused(old: int, new: int) -> None:
    """A log does not shrink."""
    with pytest.raises(Malformed) as refused:
        merkle.verify_consistency(old, bytes(32), new, bytes(32), [])
    assert code_of(refused) == "consistency-sizes"


def test_consistency_lengths_are_exact() -> None:
    """One hash too few, one too many, none at all, or one of 31 bytes is refused by its length."""
    old_root, new_root = Range.of(LEAVES[:6]).root(), Range.of(LEAVES).root()
    proof = merkle.consistency_proof(6, 8, subtree)
    for wrong in (proof[:-1], [*proof, bytes(32)], [], [proof[0][:31], *proof[1:]]):
        with pytest.raises(Malformed) as refused:
            merkle.verify_consistency(6, old_root, 8, new_root, wrong)
        assert code_of(refused) == "consistency-length"


def test_consistency_names_the_root_that_differs() -> None:
    """The old root and the new one are told apart."""
    old_root, new_root = Range.of(LEAVES[:6]).root(), Range.of(LEAVES).root()
    proof = merkle.consistency_proof(6, 8, subtree)
    with pytest.raises(Malformed) as refused:
        merkle.verify_consistency(6, bytes(32), 8, new_root, proof)
    assert code_of(refused) == "consistency-old-root"
    with pytest.raises(Malformed) as refused:
        merkle.verify_consistency(6, old_root, 8, bytes(32), proof)
    assert code_of(refused) == "consistency-new-root"


def test_the_same_size_has_one_root() -> None:
    """Two roots at one size are not consistent, and need no proof to be."""
    merkle.verify_consistency(3, LEAVES[0], 3, LEAVES[0], [])
    with pytest.raises(Malformed) as refused:
        merkle.verify_consistency(3, LEAVES[0], 3, LEAVES[1], [])
    assert code_of(refused) == "consistency-old-root"
    with pytest.raises(Malformed) as refused:
        merkle.verify_consistency(3, LEAVES[0], 3, LEAVES[0], [LEAVES[1]])
    assert code_of(refused) == "consistency-length"


def test_the_empty_tree_begins_every_tree() -> None:
    """Size 0 is consistent with any tree, without a hash, under its own root only."""
    assert merkle.consistency_proof(0, 8, subtree) == []
    merkle.verify_consistency(0, EMPTY_ROOT, 8, Range.of(LEAVES).root(), [])
    with pytest.raises(Malformed) as refused:
        merkle.verify_consistency(0, bytes(32), 8, Range.of(LEAVES).root(), [])
    assert code_of(refused) == "consistency-old-root"
