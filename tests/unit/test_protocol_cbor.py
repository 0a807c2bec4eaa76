"""CBOR with one encoding: what it takes, what it refuses, and what it says of it."""

import pytest

from detente.errors import Malformed, Refused
from detente.limits import CBOR_DEPTH_MAX
from detente.protocol import cbor

BAD = {
    "": "cbor-truncated",
    "18": "cbor-truncated",
    "8200": "cbor-truncated",
    "a10a": "cbor-truncated",
    "9bffffffffffffffff": "cbor-truncated",
    "5b7fffffffffffffff": "cbor-truncated",
    "0000": "cbor-trailing",
    "a10102ff": "cbor-trailing",
    "c100": "cbor-tag",
    "c24100": "cbor-tag",
    "c249010000000000000000": "cbor-tag",
    "c349010000000000000000": "cbor-tag",
    "d9d9f700": "cbor-tag",
    "d81c80": "cbor-tag",
    "f93c00": "cbor-float",
    "fa47c35000": "cbor-float",
    "fb3ff199999999999a": "cbor-float",
    "f7": "cbor-simple",
    "e0": "cbor-simple",
    "f820": "cbor-simple",
    "9fff": "cbor-indefinite",
    "bfff": "cbor-indefinite",
    "5f4101ff": "cbor-indefinite",
    "7f6161ff": "cbor-indefinite",
    "ff": "cbor-indefinite",
    "1c": "cbor-reserved",
    "5e": "cbor-reserved",
    "1817": "cbor-not-shortest",
    "1900ff": "cbor-not-shortest",
    "1a0000ffff": "cbor-not-shortest",
    "1b00000000ffffffff": "cbor-not-shortest",
    "3817": "cbor-not-shortest",
    "580100": "cbor-not-shortest",
    "780161": "cbor-not-shortest",
    "980100": "cbor-not-shortest",
    "b8010000": "cbor-not-shortest",
    "61ff": "cbor-text",
    "62c328": "cbor-text",
    "63eda080": "cbor-text",
    "a18000": "cbor-key",
    "a1f500": "cbor-key",
    "a1a000": "cbor-key",
    "a201000100": "cbor-duplicate-key",
    "a2616100616100": "cbor-duplicate-key",
    "a202000100": "cbor-key-order",
    "a26161000100": "cbor-key-order",
    "a220001864" + "00": "cbor-key-order",
    "81" * (CBOR_DEPTH_MAX + 1) + "00": "cbor-depth",
    "a100" * (CBOR_DEPTH_MAX + 1) + "00": "cbor-depth",
}


@pytest.mark.parametrize("data", BAD)
def test_what_is_not_the_one_encoding_is_refused(data: str) -> None:
    """Each flaw has its code and its place."""
    with pytest.raises(Malformed, match="at byte") as caught:
        cbor.decode(bytes.fromhex(data))
    assert caught.value.code == BAD[data]


@pytest.mark.parametrize("data", [data for data, code in BAD.items() if code not in ("cbor-trailing", "cbor-depth")])
def test_a_flaw_is_found_wherever_it_stands(data: str) -> None:
    """A flaw inside of something sound is the same flaw."""
    with pytest.raises(Malformed) as caught:
        cbor.decode(bytes.fromhex(f"a26161006162{data}"))
    assert caught.value.code == BAD[data]


def test_depth_is_allowed_up_to_the_limit() -> None:
    """The deepest value goes there and back; one level more is refused on both ways."""
    value: object = 0
    for _ in range(CBOR_DEPTH_MAX):
        value = [value]
    assert cbor.decode(cbor.encode(value)) == value
    with pytest.raises(Refused, match="cbor-value"):
        cbor.encode([value])


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        2**64,
        -(2**64) - 1,
        [2**64],
        {2**64: 0},
        {"a": {1}},
        object(),
        bytearray(b"x"),
        {(1,): 0},
        {None: 0},
        {True: 0},
        "\ud800",
    ],
)
def test_what_the_format_lacks_cannot_be_written(value: object) -> None:
    """Floats, big integers, sets, odd keys and broken text are refused before anything is signed."""
    with pytest.raises(Refused, match="cbor-value"):
        cbor.encode(value)


def test_a_list_that_holds_itself_is_refused() -> None:
    """A circle ends at the depth limit."""
    circle: list[object] = []
    circle.append(circle)
    with pytest.raises(Refused, match="cbor-value"):
        cbor.encode(circle)


def test_a_tuple_is_a_list() -> None:
    """Tuples are written as lists, and come back as lists."""
    assert cbor.decode(cbor.encode((1, ("a", b"b")))) == [1, ["a", b"b"]]


def test_true_is_not_one() -> None:
    """What Python takes for equal stays apart: `true` comes back as a bool, 1 as an integer."""
    assert [type(one) for one in cbor.decode(cbor.encode([True, 1, False, 0]))] == [bool, int, bool, int]
