"""Contradictions: what two branches prove, and what they only seem to."""

import pytest

from detente.errors import Malformed
from detente.protocol import cbor
from detente.protocol.acts import OPEN, Act
from detente.protocol.contradiction import (
    Branch,
    Contradiction,
    check_contradiction,
    contradiction,
    parse_contradiction,
)
from detente.protocol.entries import plain_entry
from detente.protocol.heads import Head
from detente.tlog.checkpoint import Checkpoint
from detente.tlog.merkle import Range, inclusion_proof, leaf_hash

FEED = "nrc-0123456789abcdef/line/ru"
OTHER = "nrc-0123456789abcdef/line/us"
FIRST, SECOND, THIRD = f"{FEED}/1", f"{FEED}/2-00112233445566aa", f"{FEED}/2-00112233445566bb"


def branch(origin: str, entries: list[bytes], index: int) -> Branch:
    """Return the branch at an index of a log of these entries; its signature is not looked at here."""
    leaves = [leaf_hash(entry) for entry in entries]
    proof = inclusion_proof(index, len(leaves), lambda start, stop: Range.of(leaves[start:stop]).root())
    head = Head(origin, len(leaves), Range.of(leaves).root(), bytes(68))
    return Branch(entries[index], index, tuple(proof), head)


def opened(origin: str, previous: str, size: int, at: int = 0) -> Branch:
    """Return the first entry of a generation that says it continues that head."""
    text = Checkpoint(previous, size, bytes(32)).text()
    return branch(origin, [plain_entry(Act(OPEN, at, body={"previous": text})), b"\x01next"], 0)


COMMON = [b"zero", b"one", b"two"]
MINE = branch(FIRST, [*COMMON, b"three"], 3)
THEIRS = branch(FIRST, [*COMMON, b"drei", b"vier"], 3)


def test_two_entries_at_one_index_are_proof() -> None:
    """Each lies under its head at the same place, and they differ; nothing else is needed."""
    found = contradiction(MINE, THEIRS)
    check_contradiction(found)
    assert (found.origin, found.index) == (FIRST, 3)


def test_every_finder_of_two_branches_makes_the_same_proof() -> None:
    """Whoever has which branch first, bytes and name are the same."""
    one, two = contradiction(MINE, THEIRS), contradiction(THEIRS, MINE)
    assert one.to_bytes() == two.to_bytes()
    assert one.id == two.id
    assert parse_contradiction(one.to_bytes()) == one


def test_two_successors_of_one_generation_are_proof() -> None:
    """The generation closes behind the larger of the heads that they name: what is below counts."""
    found = contradiction(opened(SECOND, FIRST, 5), opened(THIRD, FIRST, 7))
    check_contradiction(found)
    assert (found.origin, found.index) == (FIRST, 7)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        pytest.param(MINE, MINE, id="the same entry"),
        pytest.param(MINE, branch(FIRST, COMMON, 1), id="two indices"),
        pytest.param(opened(SECOND, FIRST, 5), opened(f"{OTHER}/2-00112233445566bb", FIRST, 5), id="two authors"),
        pytest.param(
            opened(SECOND, f"{OTHER}/1", 5), opened(THIRD, f"{OTHER}/1", 5), id="another party's feed as predecessor"
        ),
        pytest.param(opened(SECOND, f"{FEED}/3-00112233445566cc", 5), opened(THIRD, FIRST, 5), id="two predecessors"),
        pytest.param(
            opened(SECOND, f"{FEED}/3-00112233445566cc", 5),
            opened(THIRD, f"{FEED}/3-00112233445566cc", 5),
            id="a later generation as predecessor",
        ),
        pytest.param(
            branch(SECOND, [plain_entry(Act("message", 0))], 0),
            opened(THIRD, FIRST, 5),
            id="an entry that opens nothing",
        ),
    ],
)
def test_what_only_seems_to_exclude_proves_nothing(one: Branch, two: Branch) -> None:
    """Nobody can close a generation of another party, or one that went on properly."""
    with pytest.raises(Malformed) as refused:
        check_contradiction(contradiction(one, two))
    assert refused.value.code == "contradiction-unproven"


def test_a_branch_that_is_not_under_its_head_proves_nothing() -> None:
    moved = Branch(b"other", MINE.index, MINE.proof, MINE.head)
    with pytest.raises(Malformed) as refused:
        check_contradiction(contradiction(moved, THEIRS))
    assert refused.value.code == "inclusion-root"


@pytest.mark.parametrize("at", range(0, len(contradiction(MINE, THEIRS).to_bytes()), 7))
def test_a_changed_byte_is_seen(at: int) -> None:
    """Whatever byte is changed: unreadable, unproven, or about other heads than those that were signed."""
    good = contradiction(MINE, THEIRS)
    data = bytearray(good.to_bytes())
    data[at] ^= 1
    assert heads_proven(bytes(data)) != heads_proven(good.to_bytes())


def heads_proven(data: bytes) -> set[Head]:
    """Return the two heads under which the bytes prove a contradiction, or none."""
    try:
        found = parse_contradiction(data)
        check_contradiction(found)
    except Malformed:
        return set()
    return {branch.head for branch in found.branches}


@pytest.mark.parametrize("wire", [None, [], [[], []], [[b"", True, [], []], [b"", 0, [], []]], [b"", b""]], ids=repr)
def test_what_is_no_contradiction_is_malformed(wire: object) -> None:
    with pytest.raises(Malformed) as refused:
        parse_contradiction(cbor.encode(wire))
    assert refused.value.code == "contradiction-malformed"


def test_branches_out_of_order_are_malformed() -> None:
    """One proof has one encoding."""
    turned = Contradiction(contradiction(MINE, THEIRS).branches[::-1])
    with pytest.raises(Malformed) as refused:
        parse_contradiction(turned.to_bytes())
    assert refused.value.code == "contradiction-malformed"
