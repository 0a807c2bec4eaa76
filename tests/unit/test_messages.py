"""The eight messages, heads, receipts and origins: what prints back, and what does not."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente import limits
from detente.errors import Malformed
from detente.protocol import cbor, messages
from detente.protocol.heads import COSIGNATURE_BYTES, SIGNATURE_BYTES, Head, Origin, Receipt, Role, parse_origin
from detente.protocol.messages import (
    Bundle,
    Fetch,
    FetchReply,
    Known,
    Level,
    LevelReply,
    Outcome,
    Prove,
    ProveReply,
    Push,
    PushReply,
    Standing,
)

ORIGIN = "nrc-0123456789abcdef/line/ru/1"
hashes = st.binary(min_size=32, max_size=32)
sizes = st.integers(0, limits.TREE_SIZE_MAX)
origins = st.sampled_from([ORIGIN, "nrc-0123456789abcdef/journal/ch/2-0011223344556677"])
heads = st.builds(Head, origins, sizes, hashes, st.binary(min_size=SIGNATURE_BYTES, max_size=SIGNATURE_BYTES))


@st.composite
def receipts(draw: st.DrawFn) -> Receipt:
    """A receipt whose time is the one inside its cosignature, as on the wire."""
    signature = draw(st.binary(min_size=COSIGNATURE_BYTES, max_size=COSIGNATURE_BYTES))
    role = draw(st.sampled_from(Role))
    return Receipt(draw(heads), draw(st.text(max_size=5)), role, int.from_bytes(signature[4:12], "big"), signature)


@st.composite
def bundles(draw: st.DrawFn) -> Bundle:
    """A bundle whose entries lie below its head."""
    entries = tuple(draw(st.lists(st.binary(min_size=1, max_size=40), max_size=3)))
    start = draw(st.integers(0, 2**40))
    head = draw(heads.filter(lambda head: head.size > 2**40 + 3))
    proof = draw(st.lists(hashes, max_size=3)) if start + len(entries) else []
    return Bundle(start, entries, head, tuple(proof))


def tuples(items: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(items, max_size=2).map(tuple)


receipted = st.tuples(st.text(max_size=5), st.sampled_from([0, 1]), sizes)
known = st.builds(Known, origins, sizes, st.binary(min_size=8, max_size=8), tuples(receipted))
outcomes = st.builds(Outcome, origins, st.sampled_from(Standing), sizes, st.none() | receipts())
every_message = st.one_of(
    st.builds(Push, tuples(bundles()), tuples(receipts()), tuples(st.binary(max_size=20))),
    st.builds(PushReply, tuples(outcomes)),
    st.builds(Level, st.text(max_size=9), tuples(known), tuples(st.text(max_size=9))),
    st.builds(LevelReply, tuples(known), tuples(receipts())),
    st.builds(Fetch, origins, sizes),
    st.builds(FetchReply, st.none() | bundles()),
    st.builds(Prove, heads, tuples(sizes), st.none() | sizes),
    st.builds(ProveReply, tuples(hashes), st.none() | st.binary(max_size=40), tuples(hashes)),
)


@given(message=every_message)
@settings(max_examples=200, deadline=None)
def test_a_message_comes_back_from_its_bytes(message: messages.Request | messages.Reply) -> None:
    """Parsing what was printed gives the same message."""
    assert messages.parse(messages.encode(message)) == message


HEAD = [ORIGIN, 5, bytes(32), bytes(SIGNATURE_BYTES)]
COSIGNATURE = bytes(COSIGNATURE_BYTES)


def bundle(start: Any = 0, entries: Any = (b"e",), head: Any = HEAD, proof: Any = ()) -> list[Any]:
    return [0, [[start, list(entries), head, list(proof)]], [], []]


@pytest.mark.parametrize(
    "wire",
    [
        None,
        [],
        [8],
        [False, [], [], []],
        [0, [], []],
        bundle(start=-1),
        bundle(start=True),
        bundle(start=5),
        bundle(entries=[b""]),
        bundle(entries=[bytes(limits.ENTRY_BYTES_MAX + 1)]),
        bundle(entries=["text"]),
        bundle(proof=[bytes(31)]),
        bundle(entries=[], proof=[bytes(32)]),
        bundle(start=4, proof=[bytes(32)]),
        bundle(proof=[bytes(32)] * (limits.PROOF_HASHES_MAX + 1)),
        bundle(head=[ORIGIN, 2**63, bytes(32), bytes(68)]),
        bundle(head=[ORIGIN, True, bytes(32), bytes(68)]),
        bundle(head=[ORIGIN, 5, bytes(31), bytes(68)]),
        bundle(head=[ORIGIN, 5, bytes(32), bytes(64)]),
        [0, [], [[HEAD, "no", 2, COSIGNATURE]], []],
        [0, [], [[HEAD, "no", False, COSIGNATURE]], []],
        [0, [], [[HEAD, "no", 0, COSIGNATURE[1:]]], []],
        [0, [], [], ["text"]],
        [1, [[ORIGIN, 4, 0, None]]],
        [1, [[ORIGIN, True, 0, None]]],
        [1, [[ORIGIN, 0, -1, None]]],
        [2, "nrc", [[ORIGIN, 1, bytes(7), []]]],
        [2, "nrc", [[ORIGIN, 1, bytes(8), [["no", 0, -1]]]]],
        [4, ORIGIN, -1],
        [4, ORIGIN, True],
        [6, HEAD, [-1], None],
        [6, HEAD, [], -1],
        [6, HEAD, [], True],
        [7, [bytes(31)], None, []],
        [7, [], "text", []],
    ],
    ids=lambda wire: repr(wire)[:60],
)
def test_what_is_no_message_is_malformed(wire: object) -> None:
    with pytest.raises(Malformed) as refused:
        messages.parse(cbor.encode(wire))
    assert refused.value.code == "message-malformed"


def test_a_message_beyond_the_limit_is_not_read() -> None:
    with pytest.raises(Malformed) as refused:
        messages.parse(bytes(limits.REQUEST_BYTES_MAX + 1))
    assert refused.value.code == "message-malformed"


def test_a_head_becomes_the_note_that_was_signed() -> None:
    """The signature travels without the text; both ends build the same note from the rest."""
    head = Head(ORIGIN, 5, bytes(32), bytes(range(68)))
    note = head.note()
    assert note.text == f"{ORIGIN}\n5\n{'A' * 43}=\n"
    assert (note.signatures[0].name, note.signatures[0].key_id) == (ORIGIN, bytes(range(4)))


def test_a_receipt_becomes_a_line_under_its_role() -> None:
    """Mirror and witness have names of their own, so that neither word can pass for the other."""
    head = Head(ORIGIN, 5, bytes(32), bytes(68))
    lines = {role: Receipt(head, "no", role, 0, COSIGNATURE).line().name for role in Role}
    assert lines == {Role.MIRROR: "no/mirror", Role.WITNESS: "no/witness"}
    assert {role: role.rung for role in Role} == {Role.MIRROR: "stored", Role.WITNESS: "seen"}


@pytest.mark.parametrize("text", [ORIGIN, "a/own/b/2-0123456789abcdef", "a-1/b/c/999999999-0000000000000000"])
def test_an_origin_prints_as_it_came(text: str) -> None:
    origin = parse_origin(text)
    assert str(origin) == text
    assert Origin(origin.council, origin.channel, origin.party, origin.generation) == origin
    assert origin.number == int(text.rpartition("/")[2].partition("-")[0])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a/b/c",
        "a/b/c/1/d",
        "a//c/1",
        "a/b/c/0",
        "a/b/c/2",
        "a/b/c/1-0123456789abcdef",
        "a/b/c/02-0123456789abcdef",
        "a/b/c/2-0123456789ABCDEF",
        "a/b/c/2-0123456789abcde",
        "a/b/c/\u0662-0123456789abcdef",
        f"a/b/c/{'9' * 5000}-0123456789abcdef",
        "a/b/c/1\n",
        "a/B/c/1",
        f"a/b/{'c' * 33}/1",
    ],
    ids=lambda text: repr(text)[:40],
)
def test_a_name_has_one_spelling(text: str) -> None:
    """Other digits, other case, zeros in front and endless numbers are refused, not repaired."""
    with pytest.raises(Malformed) as refused:
        parse_origin(text)
    assert refused.value.code == "origin-malformed"
