"""Acts: what stands in the bytes, what is left out, and what is not an act."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente import limits
from detente.errors import Malformed, Refused
from detente.protocol import cbor
from detente.protocol.acts import Act, Attachment, Precedence, Reference, parse_act, parse_reference
from detente.protocol.entries import EntryType, entry_type, epoch_of, parse_plain, plain_entry

LEAF = bytes(range(16))
AT = 1_461_153_600

references = st.builds(
    Reference,
    party=st.integers(1, 255),
    generation=st.integers(1, 9),
    index=st.integers(0, 2**40),
    leaf=st.binary(min_size=16, max_size=16),
    channel=st.none() | st.sampled_from(["line", "su-24", "plenary"]),
)
attachments = st.builds(
    Attachment,
    hash=st.binary(min_size=32, max_size=32),
    size=st.integers(0, 2**40),
    name=st.text(max_size=20),
    media_type=st.just("image/jpeg"),
    key=st.binary(min_size=32, max_size=32),
)
scalars = st.integers(-(2**63), 2**63) | st.text(max_size=20) | st.binary(max_size=20) | st.booleans() | st.none()
bodies = st.dictionaries(st.text(max_size=8), scalars | st.lists(scalars, max_size=4), max_size=4)
acts = st.builds(
    Act,
    kind=st.sampled_from(["message", "open", "kind-of-tomorrow"]),
    claimed_at=st.integers(0, limits.INSTANT_MAX),
    officer=st.text(max_size=10),
    dossier=st.none() | references,
    cites=st.lists(references, max_size=4).map(tuple),
    body=bodies,
    precedence=st.sampled_from(Precedence),
    to=st.sets(st.integers(0, 255), max_size=4).map(lambda numbers: tuple(sorted(numbers))),
    language=st.sampled_from(["", "ru", "en-GB"]),
    marking=st.text(max_size=8),
    attachments=st.lists(attachments, max_size=2).map(tuple),
    answers=st.booleans(),
    extra=st.dictionaries(st.integers(12, 99) | st.integers(-99, -1), scalars, max_size=2),
)


@given(act=acts)
@settings(max_examples=150, deadline=None)
def test_an_act_comes_back_from_its_bytes(act: Act) -> None:
    """Parsing what was printed gives the same act, unknown fields included."""
    assert parse_act(act.to_bytes()) == act


@given(act=acts)
@settings(max_examples=100, deadline=None)
def test_an_act_stands_in_a_plain_entry(act: Act) -> None:
    """A plain entry is 0x01 and the act."""
    entry = plain_entry(act)
    assert entry_type(entry) is EntryType.PLAIN
    assert parse_plain(entry) == act


def test_absent_means_empty() -> None:
    """A field that is empty is not written, so that an act has one encoding."""
    assert cbor.decode(Act("message", AT).to_bytes()) == {0: "message", 1: AT}


def test_an_answer_names_first_what_it_answers() -> None:
    first, second = Reference(2, 1, 7, LEAF), Reference(3, 1, 1, LEAF)
    assert Act("message", AT, cites=(first, second), answers=True).re == first
    assert Act("message", AT, cites=(first, second)).re is None
    assert Act("message", AT, answers=True).re is None


GOOD: dict[int, Any] = {0: "message", 1: AT}
REFERENCE = [2, 1, 7, LEAF]


@pytest.mark.parametrize(
    "wire",
    [
        [],
        {"0": "message"},
        {1: AT},
        {0: "", 1: AT},
        {0: 7, 1: AT},
        {0: "message"},
        {0: "message", 1: True},
        {0: "message", 1: -1},
        {0: "message", 1: limits.INSTANT_MAX + 1},
        GOOD | {2: ""},
        GOOD | {4: [REFERENCE] * (limits.CITES_MAX + 1)},
        GOOD | {4: {}},
        GOOD | {5: {1: "text"}},
        GOOD | {5: {}},
        GOOD | {6: 0},
        GOOD | {6: 4},
        GOOD | {6: True},
        GOOD | {7: [2, 1]},
        GOOD | {7: [1, 1]},
        GOOD | {7: [True]},
        GOOD | {7: [-1]},
        GOOD | {8: b"ru"},
        GOOD | {10: [[bytes(31), 1, "a", "b", bytes(32)]]},
        GOOD | {10: [[bytes(32), True, "a", "b", bytes(32)]]},
        GOOD | {11: False},
        GOOD | {11: 1},
    ],
    ids=repr,
)
def test_what_is_no_act_is_malformed(wire: object) -> None:
    """One spelling each: an empty field written out is as wrong as a wrong type."""
    with pytest.raises(Malformed) as refused:
        parse_act(cbor.encode(wire))
    assert refused.value.code == "act-malformed"


@pytest.mark.parametrize(
    "wire",
    [
        None,
        REFERENCE[:3],
        [*REFERENCE, 1],
        [*REFERENCE, "line", 1],
        [-1, *REFERENCE[1:]],
        [True, *REFERENCE[1:]],
        [2, 0, 7, LEAF],
        [2, True, 7, LEAF],
        [2, 1, -1, LEAF],
        [2, 1, 2**63, LEAF],
        [2, 1, 7, LEAF[:15]],
    ],
    ids=repr,
)
def test_what_is_no_reference_is_malformed(wire: object) -> None:
    with pytest.raises(Malformed) as refused:
        parse_reference(wire)
    assert refused.value.code == "reference-malformed"


def test_an_entry_that_no_bundle_can_carry_is_refused_before_it_is_written() -> None:
    with pytest.raises(Refused) as refused:
        plain_entry(Act("message", AT, body={"text": "x" * limits.ENTRY_BYTES_MAX}))
    assert refused.value.code == "entry-too-large"
    assert "attachment" in refused.value.remedy


def test_entries_say_how_they_are_read() -> None:
    """An unknown first byte is no error: the entry is carried."""
    sealed = bytes([EntryType.SEALED]) + bytes(32) + b"rest"
    assert epoch_of(sealed) == bytes(32)
    assert entry_type(b"\x7f...") is None
    assert entry_type(b"") is None
    with pytest.raises(Malformed) as refused:
        parse_plain(sealed)
    assert refused.value.code == "entry-not-plain"
    for entry in (sealed[:32], b"\x01" + sealed[1:], b""):
        with pytest.raises(Malformed) as refused:
            epoch_of(entry)
        assert refused.value.code == "entry-not-sealed"
