"""Signed notes: what is read, what is refused and by which code, and whom a verifier believes."""

import pytest

from detente.errors import Malformed, Refused
from detente.tlog import base64
from detente.tlog.notes import (
    Algorithm,
    Note,
    Signature,
    Signer,
    VerifierKey,
    parse_note,
    parse_vkey,
    sign_note,
    verify_note,
)

ALICE = Signer("example.org/alice", Algorithm.ED25519, bytes(32))
BOB = Signer("example.org/bob", Algorithm.ED25519, bytes([1]) * 32)
TEXT = "Article 1\n\nThe line stays open.\n"
LINE = sign_note(TEXT, [ALICE]).to_bytes().decode().removeprefix(TEXT + "\n")


def test_a_signed_note_comes_back() -> None:
    """What was signed parses to the same note and verifies under the signers' keys, in the order asked for."""
    note = parse_note(sign_note(TEXT, [ALICE, BOB]).to_bytes())
    assert note.text == TEXT
    assert [one.name for one in note.signatures] == ["example.org/alice", "example.org/bob"]
    assert verify_note(note, [BOB.key, ALICE.key]) == (BOB.key, ALICE.key)


def test_unknown_keys_are_ignored() -> None:
    """A line that no known key claims says nothing, even when it shares the name or the id with a known key."""
    note = sign_note(TEXT, [ALICE, BOB])
    assert verify_note(note, [ALICE.key]) == (ALICE.key,)
    namesake = Signature(ALICE.key.name, b"\x00\x00\x00\x00", bytes(64))
    twin = Signature("example.org/carol", ALICE.key.key_id, bytes(64))
    assert verify_note(note.with_signatures([namesake, twin]), [ALICE.key]) == (ALICE.key,)


def test_a_failing_known_key_spoils_the_note() -> None:
    """One false line of a known key is enough, beside a true line of the same key or of another."""
    false = Signature(ALICE.key.name, ALICE.key.key_id, bytes(64))
    for signer in (ALICE, BOB):
        with pytest.raises(Malformed) as refused:
            verify_note(sign_note(TEXT, [signer]).with_signatures([false]), [ALICE.key, BOB.key])
        assert refused.value.code == "note-signature"


def test_a_note_by_strangers_is_refused() -> None:
    """No known key, no note; nor with no keys at all."""
    for keys in ([BOB.key], []):
        with pytest.raises(Malformed) as refused:
            verify_note(sign_note(TEXT, [ALICE]), keys)
        assert refused.value.code == "note-unsigned"


def test_the_last_blank_line_ends_the_text() -> None:
    """A text may end in blank lines, and may look like a note itself."""
    for text in ("a\n\n", "\n", "\n\n\n", "inner\n\n" + LINE):
        assert parse_note(sign_note(text, [ALICE]).to_bytes()).text == text


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "note-syntax"),
        (TEXT.encode(), "note-signature-line"),
        (TEXT.encode() + LINE.encode(), "note-signature-line"),
        ((TEXT + "\n" + LINE).encode()[:-1], "note-syntax"),
        ((TEXT + "\n" + LINE + "\n").encode(), "note-syntax"),
        ((TEXT + "\n" + LINE.replace("—", "-")).encode(), "note-signature-line"),
        ((TEXT + "\n" + LINE.replace("— ", "—")).encode(), "note-signature-line"),
        ((TEXT + "\n" + LINE.replace(" example", "  example")).encode(), "note-signature-line"),
        ((TEXT + "\n" + LINE.replace("=", "")).encode(), "note-signature-line"),
        ((TEXT + "\n— name AAAAAA==\n").encode(), "note-signature-line"),
        ((TEXT + "\n— name AAAAAAB=\n").encode(), "note-signature-line"),
        ((TEXT + "\n— name\n").encode(), "note-signature-line"),
        ((TEXT + "\n— na+me AAAAAAA=\n").encode(), "key-name"),
        ((TEXT + "\n— na\u2003me AAAAAAA=\n").encode(), "key-name"),
        ((TEXT + "\n— " + "n" * 256 + " AAAAAAA=\n").encode(), "key-name"),
        ((TEXT + "\n" + LINE).encode().replace(b"open", b"op\tn"), "note-encoding"),
        ((TEXT + "\n" + LINE).replace("\n", "\r\n").encode(), "note-encoding"),
        (b"\xff" + (TEXT + "\n" + LINE).encode(), "note-encoding"),
        ((TEXT + "\n" + LINE * 101).encode(), "note-signatures"),
        (b"a" * 1_000_001, "note-too-long"),
    ],
)
def test_what_is_no_note_is_refused(data: bytes, code: str) -> None:
    """Each way of not being a note has its code."""
    with pytest.raises(Malformed) as refused:
        parse_note(data)
    assert refused.value.code == code


def test_as_many_lines_as_the_limit_are_read() -> None:
    """100 lines are read, repeated ones too, and come back as they were."""
    data = (TEXT + "\n" + LINE * 100).encode()
    assert parse_note(data).to_bytes() == data


def test_a_line_is_added_once() -> None:
    """Adding the lines that are there changes nothing."""
    note = sign_note(TEXT, [ALICE])
    assert note.with_signatures(note.signatures) == note


@pytest.mark.parametrize("text", ["no newline", "", "tab\there\n", "\ud800\n"])
def test_what_could_not_be_read_back_is_not_signed(text: str) -> None:
    """Our own text is refused before it is sent, by our own rule."""
    with pytest.raises(Refused) as refused:
        sign_note(text, [ALICE])
    assert refused.value.code == "note-unsignable"


def test_nobody_signs_nothing() -> None:
    """A note has a signer."""
    with pytest.raises(Refused):
        sign_note(TEXT, [])


def test_a_seed_does_not_show() -> None:
    """A signer prints as its public key."""
    assert repr(ALICE) == f"Signer({ALICE.key.text()})"


def test_a_key_has_one_use() -> None:
    """A cosigner's key signs no note and verifies none: that is our mistake, not theirs."""
    cosigner = Signer("example.org/alice", Algorithm.COSIGNATURE, bytes(32))
    with pytest.raises(AssertionError):
        sign_note(TEXT, [cosigner])
    with pytest.raises(AssertionError):
        verify_note(sign_note(TEXT, [ALICE]), [cosigner.key])
    assert cosigner.key.key_id != ALICE.key.key_id


def test_vkeys_come_back() -> None:
    """A key prints as a vkey that parses to the key."""
    for algorithm in Algorithm:
        key = VerifierKey("примѣръ.example/key", algorithm, ALICE.key.public)
        assert parse_vkey(key.text()) == key


@pytest.mark.parametrize(
    ("vkey", "code"),
    [
        ("", "vkey-syntax"),
        ("name+00000000", "vkey-syntax"),
        (ALICE.key.text().replace("+", "+0", 1), "vkey-syntax"),
        (ALICE.key.text() + "=", "vkey-syntax"),
        (ALICE.key.text() + "\n", "vkey-syntax"),
        (ALICE.key.text().replace(ALICE.key.key_id.hex(), "00000000"), "vkey-key-id"),
        (ALICE.key.text().replace("alice", "al ce"), "key-name"),
        ("name+00000000+", "vkey-syntax"),
        ("name+00000000+" + base64.encode(b"\x06" + bytes(1312)), "vkey-algorithm"),
        ("name+00000000+" + base64.encode(b"\x01" + bytes(31)), "key-length"),
        ("name+00000000+" + base64.encode(b"\x01" + bytes(32)), "key-small-order"),
        ("name+00000000+" + base64.encode(b"\x01\x02" + bytes(31)), "key-not-a-point"),
    ],
)
def test_what_is_no_vkey_is_refused(vkey: str, code: str) -> None:
    """Each way of not being a vkey has its code."""
    with pytest.raises(Malformed) as refused:
        parse_vkey(vkey)
    assert refused.value.code == code


def test_a_note_is_a_value() -> None:
    """Two notes with the same text and lines are equal."""
    assert sign_note(TEXT, [ALICE]) == Note(TEXT, sign_note(TEXT, [ALICE]).signatures)
