"""The Merkle tree of RFC 6962: hashes, the compact range that grows it, proofs made and proofs checked.

A tree of `size` entries is known by its root. The *compact range* is the list of roots of the complete subtrees that
the binary digits of `size` name, the largest first; it is all that must be kept to append and to state the next root.

Making a proof needs a `Subtree`: whoever stores the hashes answers for aligned complete subtrees, and the functions
here ask for nothing else. Checking a proof needs no storage. A proof is checked to its exact length: one hash too many
or too few is refused, and no hash goes unused.

Source: RFC 6962 section 2.1; RFC 9162 section 2.1 for the checking algorithms.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Self

from msgspec import Struct

from detente.errors import Malformed
from detente.limits import TREE_SIZE_MAX

HASH_BYTES = 32

EMPTY_ROOT = sha256(b"").digest()
"""The root of a tree without entries. Source: RFC 6962 section 2.1."""

Subtree = Callable[[int, int], bytes]
"""Returns the hash, 32 bytes, of the subtree over [start, end): end - start is a power of two, start its multiple."""


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of one entry as a leaf, 32 bytes."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node over its two children, 32 bytes each."""
    return sha256(b"\x01" + left + right).digest()


class Range(Struct, frozen=True):
    """The compact range of the first `size` leaves: one hash for each 1 in the size's binary digits."""

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    @classmethod
    def of(cls, leaves: Iterable[bytes]) -> Self:
        """Return the range over these leaf hashes, from index 0."""
        return cls().extend(leaves)

    @classmethod
    def read(cls, size: int, subtree: Subtree) -> Self:
        """Return the range of a stored tree's first `size` leaves."""
        return cls(size, tuple(subtree(start, end) for start, end in _complete(0, size)))

    def append(self, leaf: bytes) -> Self:
        """Return the range with one more leaf hash; over many appends each costs one hash."""
        size, hashes, carry = self.size, self.hashes, leaf
        while size & 1:
            carry = sha256(b"\x01" + hashes[-1] + carry).digest()
            hashes = hashes[:-1]
            size >>= 1
        return self.__class__(self.size + 1, (*hashes, carry))

    def extend(self, leaves: Iterable[bytes]) -> Self:
        """Return the range with these leaf hashes appended in order."""
        size, stack = self.size, list(self.hashes)
        for leaf in leaves:
            carry, ones = leaf, size
            while ones & 1:
                carry = sha256(b"\x01" + stack.pop() + carry).digest()
                ones >>= 1
            stack.append(carry)
            size += 1
        return self.__class__(size, tuple(stack))

    def root(self) -> bytes:
        """Return the root of the tree of `size` leaves, 32 bytes."""
        return _fold(self.hashes)

    def to_bytes(self) -> bytes:
        """Return the size in 8 bytes, the most significant first, then the hashes."""
        return self.size.to_bytes(8, "big") + b"".join(self.hashes)

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Return the range that `to_bytes` wrote.

        Raises:
            Malformed: `range-length`, `range-size`.
        """
        size, body = int.from_bytes(data[:8], "big"), data[8:]
        if len(data) < 8 or len(body) != size.bit_count() * HASH_BYTES:
            raise Malformed(
                "range-length", expected="8 bytes and one hash for each 1 in the size", got=f"{len(data)} bytes"
            )
        if size > TREE_SIZE_MAX:
            raise Malformed("range-size", expected=f"at most {TREE_SIZE_MAX} leaves", got=str(size))
        return cls(size, tuple(body[at : at + HASH_BYTES] for at in range(0, len(body), HASH_BYTES)))


def root_of(size: int, subtree: Subtree) -> bytes:
    """Return the root of a stored tree's first `size` entries, 32 bytes."""
    return _hash_of(0, size, subtree)


def inclusion_proof(index: int, size: int, subtree: Subtree) -> list[bytes]:
    """Return the hashes from the leaf's sibling up to the root's child that tie entry `index` to the tree of `size`.

    Source: RFC 6962 section 2.1.1, PATH(m, D[n]).
    """
    assert 0 <= index < size, f"entry {index} is not in a tree of {size}"
    start, end, proof = 0, size, []
    while end - start > 1:
        split = start + _split(end - start)
        if index < split:
            proof.append(_hash_of(split, end, subtree))
            end = split
        else:
            proof.append(_hash_of(start, split, subtree))
            start = split
    return proof[::-1]


def consistency_proof(old: int, new: int, subtree: Subtree) -> list[bytes]:
    """Return the hashes that show the tree of `old` entries to be the beginning of the tree of `new`.

    Source: RFC 6962 section 2.1.2, PROOF(m, D[n]); nothing for an empty tree: C2SP tlog-witness.
    """
    assert 0 <= old <= new, f"a tree of {old} is not the beginning of a tree of {new}"
    if old in (0, new):
        return []
    start, end, proof = 0, new, []
    while end != old:
        split = start + _split(end - start)
        if old <= split:
            proof.append(_hash_of(split, end, subtree))
            end = split
        else:
            proof.append(_hash_of(start, split, subtree))
            start = split
    # The old tree's last complete subtree; the verifier knows it already where it is the whole old tree.
    if start > 0:
        proof.append(_hash_of(start, end, subtree))
    return proof[::-1]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Be silent where the proof ties the leaf hash at `index` to the root of the tree of `size`.

    Raises:
        Malformed: `inclusion-index`, `inclusion-length`, `inclusion-root`.
    """
    # Step 5: the top that is reached is the root.
    _check_root("inclusion-root", expected=root, got=root_by(leaf, index, size, proof))


def root_by(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes:
    """Return the root of the one tree of `size` in which the proof holds for the leaf hash at `index`.

    Raises:
        Malformed: `inclusion-index`, `inclusion-length`.

    Source: RFC 9162 section 2.1.3.2, whose steps are numbered here.
    """
    # Step 1: the index lies in the tree.
    if not 0 <= index < size:
        raise Malformed("inclusion-index", expected=f"an index from 0 to {size - 1}", got=str(index))
    _check_hashes("inclusion-length", proof)
    # Steps 2 and 3: fn is the node's number on its level, sn the last node's.
    fn, sn, carry = index, size - 1, leaf
    # Step 4: each hash is the sibling of the node reached so far.
    for sibling in proof:
        if sn == 0:
            raise Malformed("inclusion-length", expected="no hash above the root", got=f"{len(proof)} hashes")
        if fn & 1 or fn == sn:
            carry = node_hash(sibling, carry)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            carry = node_hash(carry, sibling)
        fn, sn = fn >> 1, sn >> 1
    # Step 5: the top is reached.
    if sn != 0:
        raise Malformed("inclusion-length", expected="hashes up to the root", got=f"{len(proof)} hashes")
    return carry


def verify_consistency(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Be silent where the proof shows the tree of `old` entries to be the beginning of the tree of `new`.

    Raises:
        Malformed: `consistency-sizes`, `consistency-length`, `consistency-old-root`, `consistency-new-root`.

    Source: RFC 9162 section 2.1.4.2, whose steps are numbered here.
    """
    if not 0 <= old <= new:
        raise Malformed("consistency-sizes", expected=f"an old size from 0 to {new}", got=str(old))
    _check_hashes("consistency-length", proof)
    # Before the steps: nothing to prove for the same tree, nor for the empty one.
    if old in (0, new):
        if proof:
            raise Malformed("consistency-length", expected="no hash", got=f"{len(proof)} hashes")
        _check_root("consistency-old-root", expected=old_root, got=new_root if old else EMPTY_ROOT)
        return
    # Step 1: an empty proof proves nothing.
    if not proof:
        raise Malformed("consistency-length", expected="at least one hash", got="none")
    # Step 2: where the old tree is complete, its root begins the path.
    path = proof if old & (old - 1) else [old_root, *proof]
    # Steps 3 and 4: fn and sn climb to the old tree's last complete subtree.
    fn, sn = old - 1, new - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    # Step 5: both roots grow from the first hash.
    fr = sr = path[0]
    # Step 6: each further hash stands left (in both trees) or right (in the new one only).
    for sibling in path[1:]:
        if sn == 0:
            raise Malformed("consistency-length", expected="no hash above the root", got=f"{len(proof)} hashes")
        if fn & 1 or fn == sn:
            fr, sr = node_hash(sibling, fr), node_hash(sibling, sr)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node_hash(sr, sibling)
        fn, sn = fn >> 1, sn >> 1
    # Step 7: the top is reached, and both roots are as claimed.
    if sn != 0:
        raise Malformed("consistency-length", expected="hashes up to the root", got=f"{len(proof)} hashes")
    _check_root("consistency-old-root", expected=old_root, got=fr)
    _check_root("consistency-new-root", expected=new_root, got=sr)


def _split(width: int) -> int:
    """Return the largest power of two below `width`, which is at least 2: where RFC 6962 divides a tree."""
    return 1 << (width - 1).bit_length() - 1


def _complete(start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the complete subtrees that make up [start, end), the largest first; `start` is aligned to the largest."""
    while start < end:
        width = 1 << (end - start).bit_length() - 1
        yield start, start + width
        start += width


def _hash_of(start: int, end: int, subtree: Subtree) -> bytes:
    return _fold([subtree(first, last) for first, last in _complete(start, end)])


def _fold(hashes: Sequence[bytes]) -> bytes:
    """Return the hash over subtrees in falling size: the smaller ones are joined first."""
    if not hashes:
        return EMPTY_ROOT
    carry = hashes[-1]
    for left in hashes[-2::-1]:
        carry = sha256(b"\x01" + left + carry).digest()
    return carry


def _check_hashes(code: str, proof: Sequence[bytes]) -> None:
    if any(len(one) != HASH_BYTES for one in proof):
        raise Malformed(code, expected="hashes of 32 bytes", got=f"lengths {sorted({len(one) for one in proof})}")


def _check_root(code: str, *, expected: bytes, got: bytes) -> None:
    if expected != got:
        raise Malformed(code, expected=f"root {expected.hex()}", got=got.hex())
