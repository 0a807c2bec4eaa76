"""What is true of every value, text, place and key that the protocol meets."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.councils import council_of, identity_of, ring_of

from detente.errors import Malformed
from detente.limits import NAME_CHARACTERS_MAX
from detente.protocol import cbor, seal
from detente.protocol.evidence.archive import pack, unpack
from detente.protocol.identity import Retired, RetiredHead, parse_identity, render_identity
from detente.protocol.keys.file import KeyFile, Protection, parse_key
from detente.protocol.toml import is_shown, parse_toml, quote
from detente.protocol.words import word, words_match

INTEGERS = st.integers(-(2**64), 2**64 - 1)
TEXTS = st.text(max_size=20)
KEYS = st.one_of(INTEGERS, TEXTS, st.binary(max_size=20))
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), INTEGERS, TEXTS, st.binary(max_size=40)),
    lambda inner: st.one_of(st.lists(inner, max_size=5), st.dictionaries(KEYS, inner, max_size=5)),
    max_leaves=25,
)
SECRETS = st.binary(min_size=32, max_size=32)
PLACES = st.tuples(st.text(string.ascii_lowercase + "/-", min_size=1, max_size=40), st.integers(0, 2**63 - 1))
FIRST = identity_of(ring_of("ru"))


# --- CBOR -------------------------------------------------------------------------------------------------------------


def same(one: object, other: object) -> bool:
    """Return whether two values are the same, `True` and 1 being two."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other


@given(VALUES)
def test_every_value_comes_back(value: object) -> None:
    """What is encoded decodes to the same value, and encodes to the same bytes again."""
    data = cbor.encode(value)
    assert same(cbor.decode(data), value)
    assert cbor.encode(cbor.decode(data)) == data


@given(st.dictionaries(KEYS, st.none(), max_size=12))
def test_the_order_of_making_a_map_is_not_seen(mapping: dict[object, None]) -> None:
    """Keys stand in the bytewise order of their encodings, whatever came first."""
    assert cbor.encode(dict(reversed(mapping.items()))) == cbor.encode(mapping)
    keys = list(cbor.decode(cbor.encode(mapping)))
    assert keys == sorted(keys, key=cbor.encode)


@given(VALUES, st.data())
def test_no_other_bytes_are_the_same_value(value: object, data: st.DataObject) -> None:
    """A changed, missing or further byte gives another value or none, never the same one."""
    encoded = cbor.encode(value)
    at = data.draw(st.integers(0, len(encoded) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda one: one != encoded[at]))
    for other in (encoded[:at] + bytes([byte]) + encoded[at + 1 :], encoded[:at], encoded + bytes([byte])):
        found = read(other)
        assert found.startswith("cbor-") if isinstance(found, str) else not same(found[0], value)
        assert found != "cbor-refused"


def read(data: bytes) -> str | tuple[object]:
    """Return the value in a tuple, or the code of the refusal."""
    try:
        return (cbor.decode(data),)
    except Malformed as fault:
        return fault.code


# --- sealing ----------------------------------------------------------------------------------------------------------


@given(SECRETS, PLACES, st.binary(max_size=2_000))
def test_what_is_sealed_opens(secret: bytes, place: tuple[str, int], text: bytes) -> None:
    """For every secret, place and text: it opens with both secrets, and the length is that of the padding."""
    entry = seal.seal(seal.new_epoch(secret), *place, text)
    assert seal.open_sealed(secret, *place, entry) == text
    assert seal.open_with_entry_secret(seal.entry_secret(secret, *place), *place, entry) == text
    assert len(entry) == 1 + 32 + 32 + len(seal.pad(text)) + 16


@given(SECRETS, PLACES, SECRETS, PLACES)
def test_it_opens_with_nothing_else(
    secret: bytes, place: tuple[str, int], other: bytes, elsewhere: tuple[str, int]
) -> None:
    """Another secret or another place opens nothing."""
    entry = seal.seal(seal.new_epoch(secret), *place, b"text")
    for key, where in ((other, place), (secret, elsewhere), (other, elsewhere)):
        if (key, where) != (secret, place):
            with pytest.raises(Malformed, match="cannot-open"):
                seal.open_sealed(key, *where, entry)


@given(st.binary(max_size=5_000))
def test_padding_is_one_to_one(text: bytes) -> None:
    """The text can be read off its padded form, and only one text can."""
    padded = seal.pad(text)
    assert padded.rstrip(b"\0")[:-1] == text
    assert len(padded) % 32 == 0


@given(SECRETS, st.binary(max_size=40), st.binary(max_size=40), st.binary(max_size=200))
def test_rest_is_bound_to_its_context(key: bytes, context: bytes, other: bytes, data: bytes) -> None:
    """What is closed for one context opens for it, and for no other."""
    closed = seal.store_seal(key, context, data)
    assert seal.store_open(key, context, closed) == data
    if context != other:
        with pytest.raises(Malformed, match="cannot-open"):
            seal.store_open(key, other, closed)


@settings(max_examples=20, deadline=None)
@given(st.sets(st.integers(0, 255), min_size=1, max_size=6), SECRETS, PLACES)
def test_every_member_gets_the_secret(numbers: set[int], secret: bytes, place: tuple[str, int]) -> None:
    """Whatever the numbers of the members, each opens its box, and the boxes ascend."""
    private = ring_of("ru").hpke_privates()[0]
    epoch = seal.new_epoch(secret)
    entry = seal.make_grant(epoch, *place, bytes(32), dict.fromkeys(numbers, private.public))
    assert list(seal.parse_grant(entry).boxes) == sorted(numbers)
    assert all(seal.open_grant(entry, *place, bytes(32), number, private) == epoch for number in numbers)


# --- documents --------------------------------------------------------------------------------------------------------


@given(st.text(max_size=60))
def test_every_text_survives_toml(text: str) -> None:
    """What is quoted is read as it was."""
    assert parse_toml("x-y", f"a = {quote(text)}\n") == {"a": text}


NAMES = st.text(min_size=1, max_size=NAME_CHARACTERS_MAX).map(str.strip).filter(is_shown)
HEADS = st.lists(
    st.builds(RetiredHead, st.text(string.ascii_lowercase, min_size=1, max_size=9), st.integers(0, 2**63 - 1), SECRETS),
    max_size=4,
    unique_by=lambda head: head.origin,
).map(lambda heads: tuple(sorted(heads, key=lambda head: head.origin)))


@settings(deadline=None)
@given(NAMES, st.integers(1, 10**6), st.integers(0, 253_402_300_799), HEADS)
def test_every_identity_has_one_text(name: str, serial: int, valid_from: int, heads: tuple[RetiredHead, ...]) -> None:
    """An identity prints, and what is printed is that identity again."""
    retired = (Retired("log", bytes(32), heads), Retired("hpke", b"old"))
    identity = replace(FIRST, name=name, serial=serial, previous="x", valid_from=valid_from, retired=retired)
    assert parse_identity(render_identity(identity)) == identity


PROTECTIONS = st.one_of(
    st.none(),
    st.builds(
        Protection, st.binary(min_size=16, max_size=16), st.integers(1, 64), st.integers(1, 64), st.integers(512, 2**22)
    ),
)


@given(st.sampled_from(["log", "hpke"]), st.integers(1, 10**8), st.binary(max_size=40), PROTECTIONS, st.data())
def test_every_key_file_comes_back(
    key: str, serial: int, public: bytes, protection: Protection | None, data: st.DataObject
) -> None:
    """A key file prints and reads back as the same."""
    size = 32 if protection is None else 48
    file = KeyFile("ru", key, serial, public, protection, data.draw(st.binary(min_size=size, max_size=size)))
    assert parse_key(file.text()) == file


@given(st.lists(st.integers(0, 65_535), min_size=6, max_size=6), st.sampled_from(" -,"))
def test_words_are_heard_as_they_are_said(numbers: list[int], between: str) -> None:
    """Six words match themselves in capitals and with anything between, and no six others."""
    words = tuple(map(word, numbers))
    assert words_match(between.join(words).upper(), words)
    other = (word(numbers[0] ^ 1), *words[1:])
    assert not words_match(between.join(other), words)


# --- evidence ---------------------------------------------------------------------------------------------------------

PARTS = st.dictionaries(
    st.from_regex(r"[a-z][a-z0-9.-]{0,8}(/[a-z0-9.-]{0,8}[a-z])?", fullmatch=True).filter(
        lambda name: "/." not in name and "/-" not in name
    ),
    st.binary(max_size=60),
    min_size=1,
    max_size=6,
)


@given(PARTS)
def test_every_archive_comes_back(parts: dict[str, bytes]) -> None:
    """Parts go into the one zip that they make, and come out of it."""
    assert unpack(pack(parts)) == parts
    assert pack(dict(reversed(parts.items()))) == pack(parts)


@given(PARTS, st.data())
def test_no_bit_of_an_archive_can_be_another(parts: dict[str, bytes], data: st.DataObject) -> None:
    """A changed bit gives other parts or none: nothing in a zip is without meaning."""
    packed = bytearray(pack(parts))
    packed[data.draw(st.integers(0, len(packed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(Malformed, match="evidence-archive"):
        unpack(bytes(packed))


@settings(max_examples=15, deadline=None)
@given(st.permutations(["dep", "nato", "ru", "us"]))
def test_the_order_of_signing_makes_no_difference(order: list[str]) -> None:
    """A charter is founded when all have signed, whoever came first; its id is that of the text."""
    from detente.protocol.charter import sign_charter, verify_charter

    council = council_of()
    data = council.charter.text.encode()
    for party in order:
        data = sign_charter(data, council.rings[party].root_signer())
    assert verify_charter(data) == council.charter
