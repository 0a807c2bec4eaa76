"""Subtrees that need not be complete, and the proof that one of them lies in a tree: what a mirror checks by.

A subtree [start, end) is the Merkle tree over those entries of a log, where `start` is a multiple of the smallest power
of two that is not below `end - start`. Its left part always stands in the log's tree; its right edge may not.

Source: draft-ietf-plants-merkle-tree-certs, sections 4.1 and 4.4.
"""

from collections.abc import Sequence

from detente.errors import Malformed
from detente.tlog.merkle import EMPTY_ROOT, HASH_BYTES, Subtree, node_hash


def is_subtree(start: int, end: int) -> bool:
    """Say if [start, end) is a subtree of every log that has `end` entries.

    Source: section 4.1.
    """
    if not 0 <= start <= end:
        return False
    return start == end or start % (1 << (end - start - 1).bit_length()) == 0


def hash_of(start: int, end: int, subtree: Subtree) -> bytes:
    """Return the root over [start, end) of a stored tree, 32 bytes; not only of aligned complete subtrees."""
    assert is_subtree(start, end), f"[{start}, {end}) is no subtree"
    if start == end:
        return EMPTY_ROOT
    width = end - start
    if width & (width - 1) == 0:
        return subtree(start, end)
    split = start + _split(width)
    return node_hash(subtree(start, split), hash_of(split, end, subtree))


def proof_intervals(start: int, end: int, size: int) -> list[tuple[int, int]]:
    """Return over which entries each hash of a subtree consistency proof goes, in the order of the proof.

    Source: section 4.4.1, SUBTREE_PROOF(start, end, D_n), from the root downwards.
    """
    assert is_subtree(start, end), f"[{start}, {end}) is no subtree"
    assert end <= size, f"[{start}, {end}) is not in a tree of {size}"
    if start == end:
        return []
    low, high, known, found = 0, size, True, []
    while (low, high) != (start, end):
        split = low + _split(high - low)
        if end <= split:
            found.append((split, high))
            high = split
        else:
            found.append((low, split))
            if start < split:
                # The subtree goes on beyond its complete left part, so that its root is no node of the tree.
                start, known = split, False
            low = split
    if not known:
        found.append((low, high))
    return found[::-1]


def subtree_proof(start: int, end: int, size: int, subtree: Subtree) -> list[bytes]:
    """Return the hashes that show [start, end) to be a part of the stored tree of `size` entries, 32 bytes each.

    Source: section 4.4.1.
    """
    return [hash_of(low, high, subtree) for low, high in proof_intervals(start, end, size)]


def verify_subtree(start: int, end: int, root: bytes, size: int, tree_root: bytes, proof: Sequence[bytes]) -> None:
    """Be silent where the proof shows that the entries below `root` are those of the tree from `start` to `end`.

    Raises:
        Malformed: `subtree-interval`, `subtree-length`, `subtree-root`, `subtree-tree-root`.

    Source: section 4.4.3, whose steps are numbered here.
    """
    # Step 1: a subtree, and inside the tree.
    if not is_subtree(start, end) or end > size:
        raise Malformed("subtree-interval", expected=f"a subtree of {size} entries", got=f"[{start}, {end})")
    if any(len(one) != HASH_BYTES for one in proof):
        raise _length("hashes of 32 bytes", proof)
    # Step 2: the empty subtree is in every tree.
    if start == end:
        if proof:
            raise _length("no hash", proof)
        _check("subtree-root", EMPTY_ROOT, root)
        return
    # Steps 3 to 5: fn, sn and tn climb to the lowest node that subtree and tree share.
    fn, sn, tn = start, end - 1, size - 1
    while fn != sn and (sn == tn or sn & 1):
        fn, sn, tn = fn >> 1, sn >> 1, tn >> 1
    # Steps 6 and 7: that node is the whole subtree, or the first hash.
    if fn != sn and not proof:
        raise _length("at least one hash", proof)
    fr = sr = root if fn == sn else proof[0]
    # Step 8: each further hash stands left (of the subtree's part too, where that goes on) or right.
    for one in proof if fn == sn else proof[1:]:
        if tn == 0:
            raise _length("no hash above the root", proof)
        if sn & 1 or sn == tn:
            if fn < sn:
                fr = node_hash(one, fr)
            sr = node_hash(one, sr)
            while not sn & 1:
                fn, sn, tn = fn >> 1, sn >> 1, tn >> 1
        else:
            sr = node_hash(sr, one)
        fn, sn, tn = fn >> 1, sn >> 1, tn >> 1
    # Step 9: the top is reached, and both roots are as claimed.
    if tn != 0:
        raise _length("hashes up to the root", proof)
    _check("subtree-root", root, fr)
    _check("subtree-tree-root", tree_root, sr)


def _split(width: int) -> int:
    """Return the largest power of two below `width`, which is at least 2."""
    return 1 << (width - 1).bit_length() - 1


def _length(expected: str, proof: Sequence[bytes]) -> Malformed:
    return Malformed("subtree-length", expected=expected, got=f"{len(proof)} hashes")


def _check(code: str, expected: bytes, got: bytes) -> None:
    if expected != got:
        raise Malformed(code, expected=f"root {expected.hex()}", got=got.hex())
