"""Bytes in at the standard endpoints: a value that prints as it came, or `Malformed`; nothing else comes out."""

from collections.abc import Callable
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import Malformed
from detente.tlog.mirror import Upload, UploadReader, parse_mirror_info
from detente.tlog.witness import encode_cosignatures, encode_size, parse_add_checkpoint, parse_cosignatures, parse_size

T = TypeVar("T")

PIECES = [
    *("old ", "0", "1", "9223372036854775808", "\n", "\n\n", " ", "=", "-", "—", "— ", "é", "\ud800", "\x00", "+"),
    *("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", "— a/witness AAAAAAAA\n", "origin\n", "old 0\n\norigin\n0\n"),
]
foreign = st.binary(max_size=200) | st.lists(st.sampled_from(PIECES), max_size=12).map(
    lambda pieces: "".join(pieces).encode(errors="surrogatepass")
)

PARSERS = {
    "add-checkpoint": lambda data: parse_add_checkpoint(data).to_bytes(),
    "cosignatures": lambda data: encode_cosignatures(parse_cosignatures(data)),
    "size": lambda data: encode_size(parse_size(data)),
    "mirror-info": lambda data: parse_mirror_info(data).to_bytes(),
}


@pytest.mark.parametrize("parser", PARSERS)
@given(data=foreign)
@settings(max_examples=300, deadline=None)
def test_bytes_are_a_value_or_malformed(parser: str, data: bytes) -> None:
    """Any bytes are refused as `Malformed`, in words that can be printed, or print as they came."""
    match outcome(lambda: PARSERS[parser](data)):
        case Malformed() as refused:
            assert refused.code in str(refused).encode().decode()
        case printed:
            assert printed == data


@given(st.binary(max_size=40), st.integers(0, 300), st.integers(0, 300), st.binary(max_size=300))
@settings(max_examples=300, deadline=None)
def test_uploads_are_packages_or_malformed(origin: bytes, start: int, end: int, rest: bytes) -> None:
    """What was read of an upload is a beginning of its bytes; all else waits for more or is refused."""
    head = len(origin).to_bytes(2, "big") + origin + start.to_bytes(8, "big") + end.to_bytes(8, "big") + bytes(2)
    reader = UploadReader()
    match outcome(lambda: reader.feed(head + rest)):
        case Malformed() as refused:
            assert refused.code.startswith("upload-")
        case packages:
            assert reader.upload == Upload(origin.decode(), start, end)
            assert (head + rest).startswith(head + b"".join(package.to_bytes() for package in packages))


def outcome(work: Callable[[], T]) -> T | Malformed:
    """Return what came out; anything but these two passes through and fails the test."""
    try:
        return work()
    except Malformed as refused:
        return refused
