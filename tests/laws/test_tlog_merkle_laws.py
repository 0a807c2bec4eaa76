"""The tree's laws: one root, found in several ways; proofs that always verify; and no other proof that does."""

from collections.abc import Sequence
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import Malformed
from detente.tlog.merkle import (
    Range,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from detente.tlog.tiles import subtree_of, tile_bytes, tiles_between

SIZE_MAX = 70
LEAVES = [leaf_hash(bytes([number])) for number in range(SIZE_MAX)]


def naive(leaves: Sequence[bytes]) -> bytes:
    """Return MTH as RFC 6962 section 2.1 writes it down, with nothing kept and nothing shared."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\x01" + naive(leaves[:split]) + naive(leaves[split:])).digest()


ROOTS = [naive(LEAVES[:size]) for size in range(SIZE_MAX + 1)]


def subtree(start: int, end: int) -> bytes:
    """Answer for complete aligned subtrees, and for nothing else."""
    width = end - start
    assert width > 0
    assert width & (width - 1) == 0
    assert start % width == 0
    return naive(LEAVES[start:end])


def includes(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    try:
        verify_inclusion(leaf, index, size, proof, root)
    except Malformed:
        return False
    return True


def continues(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    try:
        verify_consistency(old, old_root, new, new_root, proof)
    except Malformed:
        return False
    return True


def flipped(proof: Sequence[bytes]) -> list[list[bytes]]:
    """Return the proof with each single bit of each hash turned over."""
    return [
        [*proof[:at], (int.from_bytes(proof[at], "big") ^ 1 << bit).to_bytes(32, "big"), *proof[at + 1 :]]
        for at in range(len(proof))
        for bit in range(256)
    ]


def test_the_range_is_the_tree() -> None:
    """Appended one by one, all at once, in two parts, or read from storage: one root, that of the definition."""
    grown = Range()
    for size in range(SIZE_MAX + 1):
        assert grown == Range.of(LEAVES[:size]) == Range.read(size, subtree)
        assert grown == Range.of(LEAVES[: size // 3]).extend(LEAVES[size // 3 : size])
        assert grown.root() == root_of(size, subtree) == ROOTS[size]
        assert Range.parse(grown.to_bytes()) == grown
        if size < SIZE_MAX:
            grown = grown.append(LEAVES[size])


def test_every_inclusion_verifies() -> None:
    """Each entry of each tree has a proof, no longer than the tree is high."""
    for size in range(1, SIZE_MAX + 1):
        for index in range(size):
            proof = inclusion_proof(index, size, subtree)
            verify_inclusion(LEAVES[index], index, size, proof, ROOTS[size])
            assert len(proof) <= (size - 1).bit_length()


def test_every_consistency_verifies() -> None:
    """Each tree is proven to begin each later one, and itself."""
    for new in range(SIZE_MAX + 1):
        for old in range(new + 1):
            verify_consistency(old, ROOTS[old], new, ROOTS[new], consistency_proof(old, new, subtree))


@pytest.mark.parametrize("size", range(1, 18))
def test_every_bit_of_an_inclusion_counts(size: int) -> None:
    """Any bit of any hash turned over, in the proof, the leaf or the root, and the proof proves nothing."""
    for index in range(size):
        proof = inclusion_proof(index, size, subtree)
        assert not any(includes(LEAVES[index], index, size, wrong, ROOTS[size]) for wrong in flipped(proof))
        for leaf, root in zip(flipped([LEAVES[index]]), flipped([ROOTS[size]]), strict=True):
            assert not includes(leaf[0], index, size, proof, ROOTS[size])
            assert not includes(LEAVES[index], index, size, proof, root[0])


@pytest.mark.parametrize("new", range(1, 18))
def test_every_bit_of_a_consistency_counts(new: int) -> None:
    """Any bit of any hash turned over, in the proof or in either root, and the proof proves nothing."""
    for old in range(1, new + 1):
        proof = consistency_proof(old, new, subtree)
        assert not any(continues(old, ROOTS[old], new, ROOTS[new], wrong) for wrong in flipped(proof))
        for wrong in flipped([ROOTS[old], ROOTS[new]]):
            assert not continues(old, wrong[0], new, wrong[1], proof)


@settings(max_examples=15, deadline=None)
@given(st.integers(18, SIZE_MAX), st.data())
def test_every_bit_counts_in_taller_trees(size: int, data: st.DataObject) -> None:
    """The same of trees drawn up to the tallest here."""
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(index, size, subtree)
    assert not any(includes(LEAVES[index], index, size, wrong, ROOTS[size]) for wrong in flipped(proof))
    old = data.draw(st.integers(1, size))
    path = consistency_proof(old, size, subtree)
    assert not any(continues(old, ROOTS[old], size, ROOTS[size], wrong) for wrong in flipped(path))


def test_a_proof_has_one_place() -> None:
    """An entry's proof verifies at no other index, and under no other tree's root."""
    for size in range(1, 36):
        for index in range(size):
            proof = inclusion_proof(index, size, subtree)
            others = (other for other in range(-1, size + 2) if other != index)
            assert not any(includes(LEAVES[index], other, size, proof, ROOTS[size]) for other in others)
            assert not any(
                includes(LEAVES[index], index, size, proof, ROOTS[other]) for other in range(36) if other != size
            )


def test_a_proof_has_one_length() -> None:
    """Cut, doubled, lengthened or turned round, a proof verifies no more."""
    for size in range(2, 36):
        for index in range(size):
            proof = inclusion_proof(index, size, subtree)
            for wrong in (proof[:-1], proof[1:], [*proof, proof[-1]], [proof[0], *proof], [*proof, bytes(32)]):
                assert not includes(LEAVES[index], index, size, wrong, ROOTS[size])
            assert proof[::-1] == proof or not includes(LEAVES[index], index, size, proof[::-1], ROOTS[size])


def test_no_other_size_of_another_shape_is_accepted() -> None:
    """A size at which the same path would have another length or other sides is refused.

    Sizes with one and the same path cannot be told apart by it: what ties root to size is the signed head.
    """
    for size in range(1, 36):
        for index in range(size):
            proof = inclusion_proof(index, size, subtree)
            for other in range(index + 1, 36):
                if len(inclusion_proof(index, other, subtree)) != len(proof):
                    assert not includes(LEAVES[index], index, other, proof, ROOTS[size])


def test_history_is_not_rewritten() -> None:
    """A tree with one early leaf changed is consistent with no later tree, whatever part of a true proof is offered."""
    for new in range(2, 36):
        for old in range(1, new):
            rewritten = naive([bytes(32), *LEAVES[1:old]])
            proof = consistency_proof(old, new, subtree)
            for wrong in (proof, proof[:-1], proof[1:], [*proof, bytes(32)], [rewritten, *proof]):
                assert not continues(old, rewritten, new, ROOTS[new], wrong)
            others = (other for other in range(1, new + 1) if other != old)
            assert not any(continues(other, ROOTS[old], new, ROOTS[new], proof) for other in others)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 66_000), st.data())
def test_tiles_prove_what_the_tree_proves(size: int, data: st.DataObject) -> None:
    """Proofs read from tiles alone verify under the root, in trees of up to three tile levels."""
    whole = Range.of(leaf_hash(number.to_bytes(3, "big")) for number in range(size)).root()
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size))
    part = Range.of(leaf_hash(number.to_bytes(3, "big")) for number in range(old)).root()
    read = subtree_of(size, _tile)
    leaf = leaf_hash(index.to_bytes(3, "big"))
    verify_inclusion(leaf, index, size, inclusion_proof(index, size, read), whole)
    verify_consistency(old, part, size, whole, consistency_proof(old, size, read))


@given(st.integers(0, 10**7), st.integers(0, 10**5))
@settings(max_examples=50)
def test_growing_names_every_tile_once(old: int, more: int) -> None:
    """The tiles that change between two sizes are those whose width differs, each named once, none empty."""
    named = list(tiles_between(old, old + more))
    assert len({(tile.level, tile.index) for tile in named}) == len(named)
    assert all(0 < tile.width <= 256 for tile in named)
    before = sum((old >> 8 * level) for level in range(8))
    after = sum((old + more >> 8 * level) for level in range(8))
    kept = sum((old >> 8 * tile.level) - tile.index * 256 for tile in named if tile.index * 256 < old >> 8 * tile.level)
    assert sum(tile.width for tile in named) == after - before + kept


_TILES: dict[tuple[int, int], bytes] = {}


def _tile(level: int, index: int, width: int) -> bytes:
    """Serve a tile of the numbers' tree; level 1 and 2 are computed from the level below, as the specification says."""
    full = _TILES.get((level, index), b"")
    if len(full) < width * 32:
        if level == 0:
            leaves = [leaf_hash(number.to_bytes(3, "big")) for number in range(index * 256, index * 256 + width)]
            full = b"".join(leaves)
        else:
            below = [_tile(level - 1, index * 256 + at, 256) for at in range(width)]
            full = b"".join(naive([one[at : at + 32] for at in range(0, 8192, 32)]) for one in below)
        _TILES[level, index] = full
    return full[: width * 32]


def test_tiles_of_the_tree_are_those_of_the_definition() -> None:
    """A tile written from subtrees equals the one computed level by level."""
    leaves = [leaf_hash(number.to_bytes(3, "big")) for number in range(600)]
    for tile in tiles_between(0, 600):
        written = tile_bytes(tile, lambda start, end: Range.of(leaves[start:end]).root())
        assert written == _tile(tile.level, tile.index, tile.width)
