"""Bytes in from a peer: a value that prints as it came, or `Malformed`; nothing else comes out."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import Malformed
from detente.protocol import cbor, messages
from detente.protocol.acts import parse_act
from detente.protocol.contradiction import check_contradiction, parse_contradiction
from detente.protocol.entries import epoch_of, parse_plain, plain_entry
from detente.protocol.heads import parse_origin

ORIGIN = "nrc-0123456789abcdef/line/ru/1"
HEAD = [ORIGIN, 2, bytes(32), bytes(68)]
RECEIPT = [HEAD, "no", 0, bytes(76)]
PIECES: list[Any] = [
    *(None, True, False, 0, 1, 2, 5, 7, -1, 2**63, 2**64 - 1, "", "line", ORIGIN, b"", bytes(8), bytes(16), bytes(32)),
    *(
        bytes(68),
        bytes(76),
        HEAD,
        RECEIPT,
        [0, [b"entry"], HEAD, [bytes(32)]],
        [ORIGIN, 0, 2, RECEIPT],
        [ORIGIN, 2, bytes(8), []],
    ),
    *(
        [1, 1, 0, bytes(16)],
        [bytes(32), 1, "a.jpg", "image/jpeg", bytes(32)],
        {"text": "word"},
        [b"entry", 0, [], HEAD],
    ),
]
values = st.recursive(
    st.sampled_from(PIECES),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.integers(-1, 12), inner, max_size=6),
    max_leaves=12,
)
lists = st.tuples(st.integers(0, 8), st.lists(values, max_size=4)).map(lambda pair: [pair[0], *pair[1]])
acts = st.dictionaries(st.integers(-1, 13), values, max_size=6).map(lambda fields: {0: "message", 1: 0} | fields)
foreign = st.binary(max_size=200) | (values | lists | acts).map(cbor.encode)

PARSERS: dict[str, Callable[[bytes], bytes]] = {
    "message": lambda data: messages.encode(messages.parse(data)),
    "act": lambda data: parse_act(data).to_bytes(),
    "plain": lambda data: plain_entry(parse_plain(b"\x01" + data))[1:],
    "sealed": lambda data: epoch_of(b"\x02" + data) + data[32:],
    "contradiction": lambda data: parse_contradiction(data).to_bytes(),
    "origin": lambda data: str(parse_origin(data.decode(errors="surrogateescape"))).encode(),
}


def outcome(parser: Callable[[bytes], bytes], data: bytes) -> bytes | Malformed:
    """Return what came out; anything but these two passes through and fails the test."""
    try:
        return parser(data)
    except Malformed as refused:
        return refused


def holds(parser: str, data: bytes) -> bool:
    """Say if the bytes were refused in words that can be printed, or print as they came."""
    match outcome(PARSERS[parser], data):
        case Malformed() as refused:
            return refused.code in str(refused).encode().decode()
        case printed:
            return printed == data


@pytest.mark.parametrize("parser", PARSERS)
@given(data=foreign)
@settings(max_examples=300, deadline=None)
def test_bytes_are_a_value_or_malformed(parser: str, data: bytes) -> None:
    """Whatever bytes come: an honest value or `Malformed`."""
    assert holds(parser, data)


GOOD = cbor.encode([0, [[0, [b"\x01entry"], [ORIGIN, 1, bytes(32), bytes(68)], []]], [RECEIPT], [b"proof"]])


@given(flips=st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(1, 255)), min_size=1, max_size=3))
@settings(max_examples=300, deadline=None)
def test_a_message_damaged_on_the_way_is_another_or_malformed(flips: list[tuple[int, int]]) -> None:
    """Damage is refused, or makes a message that prints as the damaged bytes: never a silent repair."""
    data = bytearray(GOOD)
    for at, mask in flips:
        data[at] ^= mask
    assert holds("message", bytes(data))


@given(data=(values | lists).map(cbor.encode))
@settings(max_examples=300, deadline=None)
def test_a_claimed_contradiction_is_checked_without_trust(data: bytes) -> None:
    """Checking foreign branches ends in a verdict, whatever their entries say."""
    assert claim(data) in {"malformed", "unproven", "proven"}


def claim(data: bytes) -> str:
    """Return what becomes of a claimed contradiction; anything but `Malformed` passes through and fails the test."""
    try:
        found = parse_contradiction(data)
    except Malformed:
        return "malformed"
    try:
        check_contradiction(found)
    except Malformed:
        return "unproven"
    return "proven"
