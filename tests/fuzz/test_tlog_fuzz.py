"""Bytes in: a value that prints as it came, or `Malformed`; nothing else comes out."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import Malformed
from detente.tlog.checkpoint import parse_checkpoint
from detente.tlog.cosignature import claimed_at
from detente.tlog.merkle import Range
from detente.tlog.notes import Algorithm, Signature, Signer, parse_note, parse_vkey
from detente.tlog.policy import parse_policy
from detente.tlog.proof import parse_proof
from detente.tlog.tiles import encode_bundle, parse_bundle, parse_path

KEYS = [Signer("a/mirror", algorithm, bytes([number]) * 32).key.text() for number, algorithm in enumerate(Algorithm)]
PIECES = [
    *("\n", "\n\n", " ", "\t", "+", "#", "—", "— ", "0", "1", "x", "a", "é", "\u2003", "\x00", "\x85", "\ud800"),
    *("c2sp.org/tlog-proof@v1\n", "extra ", "index ", "index 0\n", "origin\n", "9223372036854775808\n"),
    *("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", "— a/mirror AAAAAAAA\n", "AAAAAAA=", "=", "=="),
    *("log ", "witness ", "group ", "quorum ", "none", "any ", "all ", "2 ", *KEYS),
    *("tile/", "entries/", "x001/", "000", ".p/", "255"),
]
pieces = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
foreign = st.binary(max_size=300) | pieces.map(lambda text: text.encode(errors="surrogatepass"))

PARSERS: dict[str, Callable[[bytes], bytes]] = {
    "note": lambda data: parse_note(data).to_bytes(),
    "proof": lambda data: parse_proof(data).to_bytes(),
    "policy": lambda data: parse_policy(data).to_bytes(),
    "range": lambda data: Range.parse(data).to_bytes(),
    "bundle": lambda data: encode_bundle(parse_bundle(data, 3)),
    "cosignature": lambda data: claimed_at(Signature("a", b"\0\0\0\0", data)).to_bytes(8, "big") + data[8:],
    "checkpoint": lambda data: parse_checkpoint(_text(data)).text().encode(errors="surrogateescape"),
    "vkey": lambda data: parse_vkey(_text(data)).text().encode(errors="surrogateescape"),
    "path": lambda data: parse_path(_text(data)).path().encode(errors="surrogateescape"),
}


def outcome(parser: Callable[[bytes], bytes], data: bytes) -> bytes | Malformed:
    """Return what came out; anything but these two passes through and fails the test."""
    try:
        return parser(data)
    except Malformed as refused:
        return refused


def _text(data: bytes) -> str:
    return data.decode(errors="surrogateescape")


@pytest.mark.parametrize("parser", PARSERS)
@given(data=foreign)
@settings(max_examples=300, deadline=None)
def test_bytes_are_a_value_or_malformed(parser: str, data: bytes) -> None:
    """Any bytes are refused as `Malformed`, in words that can be printed, or print as they came."""
    match outcome(PARSERS[parser], data):
        case Malformed() as refused:
            assert refused.code in str(refused).encode().decode()
        case printed:
            assert printed == data
