"""What is true of every sealed file."""

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import Malformed
from detente.protocol.attachments import CONTEXT, open_file, seal_file, sealed_size
from detente.protocol.seal import pad

KEY = bytes(range(32))
contents = st.binary(max_size=600) | st.builds(
    lambda unit, times, end: unit * times + end,
    st.sampled_from([b"\0", b"\x80", b"\x80\0", b"text", b"\0\0\x80\0\0\0"]),
    st.sampled_from([1, 255, 256, 4_095, 8_191, 16_383, 16_384, 16_385, 33_000]),
    st.sampled_from([b"", b"\0", b"\x80", b"\x80\0", b"."]),
)


def in_blocks(data: bytes, size: int) -> list[bytes]:
    """Return the bytes in blocks of one size."""
    return [data[at : at + size] for at in range(0, len(data), size)]


@given(contents, st.sampled_from([1, 7, 16_384, 16_400, 65_536]), st.sampled_from([13, 16_384, 1_048_576]))
@settings(max_examples=60, deadline=None)
def test_what_is_sealed_opens(content: bytes, written: int, read: int) -> None:
    """In whatever blocks it is written and read, the same content comes out, of the length that was stated."""
    sealed = b"".join(seal_file(KEY, in_blocks(content, max(written, len(content) // 500))))
    assert len(sealed) == sealed_size(len(content))
    assert b"".join(open_file(KEY, in_blocks(sealed, max(read, len(sealed) // 500)))) == content


@given(contents)
@settings(max_examples=40, deadline=None)
def test_a_sealed_file_is_what_the_specification_says(content: bytes) -> None:
    """Another opening, written from C2SP chunked-encryption with HKDF and AES-GCM alone, finds the padded content."""
    sealed = b"".join(seal_file(KEY, [content]))
    salt, commitment, body = sealed[:24], sealed[24:56], sealed[56:]
    info = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0" + salt + CONTEXT
    derived = HKDFExpand(SHA512(), 76, info).derive(KEY)
    assert derived[44:] == commitment
    plain = b""
    for number, chunk in enumerate(in_blocks(body, 16_400)):
        nonce = (int.from_bytes(derived[32:44], "big") ^ number).to_bytes(12, "big")
        plain += AESGCM(derived[:32]).decrypt(nonce, chunk, None)
    assert plain == pad(content)
    assert len(body) % 16_400 < 16_400


@given(contents, st.integers(0), st.integers(0, 7))
@settings(max_examples=60, deadline=None)
def test_a_changed_bit_does_not_open(content: bytes, at: int, bit: int) -> None:
    """Whatever bit is changed, the file does not open whole."""
    sealed = bytearray(b"".join(seal_file(KEY, [content])))
    sealed[at % len(sealed)] ^= 1 << bit
    with pytest.raises(Malformed, match="cannot-open"):
        b"".join(open_file(KEY, [bytes(sealed)]))


@given(contents, st.integers(0))
@settings(max_examples=60, deadline=None)
def test_a_part_does_not_open(content: bytes, at: int) -> None:
    """A file cut short, also between two chunks, does not open whole; nor does one under another key."""
    sealed = b"".join(seal_file(KEY, [content]))
    cuts = [at % len(sealed), *range(56, len(sealed), 16_400)]
    for cut in cuts[:3]:
        with pytest.raises(Malformed, match="cannot-open"):
            b"".join(open_file(KEY, [sealed[:cut]]))
    with pytest.raises(Malformed, match="cannot-open"):
        b"".join(open_file(bytes(32), [sealed]))


def test_another_padding_does_not_open() -> None:
    """There is one padding for each length: a file filled up otherwise by somebody with the key is refused."""
    from detente.protocol.seal import seal_stream

    for filled in (b"", b"text", b"text\x80", b"text\x80" + bytes(59), bytes(32), b"\x80" + bytes(32)):
        with pytest.raises(Malformed, match="cannot-open"):
            b"".join(open_file(KEY, seal_stream(KEY, CONTEXT, [filled])))
    assert b"".join(open_file(KEY, seal_stream(KEY, CONTEXT, [b"text\x80" + bytes(27)]))) == b"text"


def test_two_seals_of_one_file_differ() -> None:
    """The salt is fresh: nobody without the key sees that a file was sent twice."""
    assert b"".join(seal_file(KEY, [b"same"])) != b"".join(seal_file(KEY, [b"same"]))
    with pytest.raises(InvalidTag):
        AESGCM(KEY).decrypt(bytes(12), b"".join(seal_file(KEY, [b"same"]))[56:], None)
