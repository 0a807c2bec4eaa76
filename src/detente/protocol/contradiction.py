"""A contradiction: proof that statements signed with one party's key exclude each other.

The cause is not ours to state. There are two sorts: two entries at one index of one generation, and two generations
that each say they are the one successor of the same generation. Either is two branches, each a leaf with its inclusion
proof under a signed head; anybody can check it with the log's key alone. Bytes: docs/spec/evidence-file.md, the section
on contradictions.
"""

import hashlib

from msgspec import Struct

from detente.errors import Malformed
from detente.protocol import cbor
from detente.protocol.acts import OPEN
from detente.protocol.counts import is_count
from detente.protocol.entries import parse_plain
from detente.protocol.heads import Head, parse_origin
from detente.protocol.messages import head_from_wire, head_to_wire
from detente.tlog.checkpoint import parse_checkpoint
from detente.tlog.merkle import leaf_hash, verify_inclusion


class Branch(Struct, frozen=True):
    """One of the two: an entry at an index under a signed head."""

    entry: bytes
    index: int
    proof: tuple[bytes, ...]
    head: Head


class Contradiction(Struct, frozen=True):
    """Two branches, in the order of their bytes, so that every finder makes the same proof."""

    branches: tuple[Branch, Branch]

    @property
    def origin(self) -> str:
        """Return the generation that it closes: the one with two branches, or the one with two successors."""
        one, two = self.branches
        if one.head.origin == two.head.origin:
            return one.head.origin
        return _predecessor(one)[0]

    @property
    def index(self) -> int:
        """Return the first index from which entries of that generation count for nothing."""
        one, two = self.branches
        if one.head.origin == two.head.origin:
            return one.index
        return max(_predecessor(one)[1], _predecessor(two)[1])

    def to_bytes(self) -> bytes:
        """Return the proof as it travels and is stored."""
        return cbor.encode([[b.entry, b.index, list(b.proof), head_to_wire(b.head)] for b in self.branches])

    @property
    def id(self) -> str:
        """Return what it is called: SHA-256 hex of its bytes."""
        return hashlib.sha256(self.to_bytes()).hexdigest()


def contradiction(one: Branch, two: Branch) -> Contradiction:
    """Return the proof made of two branches, whichever came first."""
    return Contradiction((one, two) if (one.entry, one.head.origin) <= (two.entry, two.head.origin) else (two, one))


def parse_contradiction(data: bytes) -> Contradiction:
    """Return the claimed contradiction in the bytes; `check_contradiction` says if it is one.

    Raises:
        Malformed: `contradiction-malformed`.
    """
    match cbor.decode(data):
        case [list(one), list(two)]:
            found = Contradiction((_branch(one), _branch(two)))
            if found == contradiction(*found.branches):
                return found
        case _:
            pass
    raise Malformed("contradiction-malformed", expected="two branches in the order of their bytes", got="another list")


def check_contradiction(found: Contradiction) -> None:
    """Raise unless both entries lie under their heads and exclude each other. Signatures are the caller's to verify.

    Raises:
        Malformed: `contradiction-unproven`, or that of an inclusion proof.
    """
    one, two = found.branches
    for branch in found.branches:
        verify_inclusion(leaf_hash(branch.entry), branch.index, branch.head.size, list(branch.proof), branch.head.root)
    if one.head.origin == two.head.origin:
        if one.index == two.index and one.entry != two.entry:
            return
        raise Malformed(
            "contradiction-unproven", expected="two different entries at one index", got="the same entry or two indices"
        )
    successors = [parse_origin(branch.head.origin) for branch in found.branches]
    predecessors = [parse_origin(_predecessor(branch)[0]) for branch in found.branches]
    # All four are of one feed: nobody closes a generation of another party by naming it as his own predecessor.
    feeds = {(origin.council, origin.channel, origin.party) for origin in (*successors, *predecessors)}
    earlier = predecessors[0].number < min(origin.number for origin in successors)
    if len(feeds) > 1 or one.index or two.index or predecessors[0] != predecessors[1] or not earlier:
        raise Malformed(
            "contradiction-unproven",
            expected="two generations that name one predecessor",
            got=f"{successors[0]} and {successors[1]}",
        )


def _predecessor(branch: Branch) -> tuple[str, int]:
    """Return origin and size of the head that a generation's first entry says it continues."""
    act = parse_plain(branch.entry)
    previous = act.body.get("previous")
    if act.kind != OPEN or not isinstance(previous, str):
        raise Malformed("contradiction-unproven", expected="an `open` entry that names its predecessor", got=act.kind)
    checkpoint = parse_checkpoint(previous)
    return checkpoint.origin, checkpoint.size


def _branch(wire: list[object]) -> Branch:
    match wire:
        case [bytes(entry), int(index), list(proof), list(head)] if is_count(index) and all(
            isinstance(h, bytes) and len(h) == 32 for h in proof
        ):
            return Branch(entry, index, tuple(proof), head_from_wire(head))
        case _:
            pass
    raise Malformed("contradiction-malformed", expected="[entry, index, proof, head]", got=repr(wire)[:80])
