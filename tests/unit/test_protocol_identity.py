"""Identity notes: one text an identity, a chain from its root on, and keys that end where the note says."""

import random
from collections.abc import Sequence

import pytest
from msgspec.structs import replace
from tests.councils import FOUNDED_AT, identity_of, next_note, ring_of

from detente.errors import Malformed
from detente.protocol.identity import (
    Identity,
    Retired,
    RetiredHead,
    make_identity_note,
    note_digest,
    parse_identity,
    render_identity,
    verify_chain,
)
from detente.protocol.keys import Keyring
from detente.tlog.notes import Algorithm, Signer, VerifierKey, parse_note, sign_note

RING = ring_of("ru")
FIRST = identity_of(RING, "Российская Федерация", url="https://ru.example:8446")
NOTE = make_identity_note(FIRST, [RING.root_signer()])
HEADS = (
    RetiredHead("nrc-rehearsal-0123456789abcdef/line/ru/1", 42, bytes(range(32))),
    RetiredHead("nrc-rehearsal-0123456789abcdef/plenary/ru/1", 0, bytes(32)),
)


def rotated(*keys: str, seed: int = 1) -> Keyring:
    return RING.rotate(keys, draw=random.Random(seed).randbytes)


def signed(identity: Identity, *rings: Keyring) -> bytes:
    """Return the note of an identity that is only well-formed, signed by these roots."""
    return sign_note(render_identity(identity), [ring.root_signer() for ring in rings or (RING,)]).to_bytes()


def refused(notes: Sequence[bytes], match: str, code: str = "identity-chain") -> None:
    with pytest.raises(Malformed, match=match) as caught:
        verify_chain(notes)
    assert caught.value.code == code


# --- one note ---------------------------------------------------------------------------------------------------------


def test_an_identity_has_one_text() -> None:
    """What is printed reads back as the same identity, and nothing else prints it."""
    assert parse_identity(render_identity(FIRST)) == FIRST
    second = replace(
        FIRST, serial=2, previous="00" * 32, retired=(Retired("log", bytes(32), HEADS), Retired("hpke", b"x"))
    )
    assert parse_identity(render_identity(second)) == second
    assert "valid_from = 2014-04-01T00:00:00Z" in render_identity(FIRST)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("detente-identity = 1", "detente-identity = 2"),
        ("detente-identity = 1\n", ""),
        ("detente-identity = 1", "detente-identity = true"),
        ("serial = 1", "serial = 0"),
        ("serial = 1", "serial = 0x1"),
        ("serial = 1", "serial = 1 # first"),
        ("serial = 1\n", "serial = 1\nmore = 1\n"),
        ("serial = 1\n", ""),
        ("serial = 1\n", "serial = 1\nserial = 1\n"),
        ('party = "ru"', "party = 'ru'"),
        ('party = "ru"', 'party = "us"'),
        ('party = "ru"', 'party = "RU"'),
        ('party = "ru"', 'party = "-ru"'),
        ("2014-04-01T00:00:00Z", "2014-04-01T02:00:00+02:00"),
        ("2014-04-01T00:00:00Z", "2014-04-01T00:00:00.5Z"),
        ("2014-04-01T00:00:00Z", "2014-04-01T00:00:00"),
        ("2014-04-01T00:00:00Z", "2014-04-01"),
        ("2014-04-01T00:00:00Z", "1900-04-01T00:00:00Z"),
        ("2014-04-01T00:00:00Z", "2014-13-01T00:00:00Z"),
        ("https://", "http://"),
        ("https://ru.example", "https://ru example"),
        ("https://ru.example", "https://" + "r" * 300),
        ("Российская", "Российская\u202e"),
        ("Российская", "Российская\\n"),
        ("Российская", " Российская"),
        ("Российская", "Р" * 201),
        ("log = ", "Log = "),
        ("mirror = ", "witness = "),
        ("party", "[party]\nparty"),
        ("party = ", "party = {" + "{" * 20),
        ("party = ", "party = " + "[" * 3_000),
    ],
)
def test_another_text_is_refused(old: str, new: str) -> None:
    """Another spelling, order, field, time or name is another text, and no identity."""
    text = render_identity(FIRST)
    assert old in text
    with pytest.raises(Malformed) as caught:
        parse_identity(text.replace(old, new, 1))
    assert caught.value.code == "identity-malformed"


def test_scripts_that_need_joiners_have_their_names() -> None:
    """A name in Persian, with the joiner that its spelling needs, is a name like any other."""
    name = "جمهوری اسلامی ایران می\u200cخواهد"
    assert parse_identity(render_identity(replace(FIRST, name=name))).name == name


def test_each_key_is_its_own_and_usable() -> None:
    """One key for two uses, a key of small order, a box key of no use, a root of another name: refused."""
    other = identity_of(ring_of("us"))
    cases = [
        (replace(FIRST, mirror=FIRST.log), "identity-malformed"),
        (replace(FIRST, witness=FIRST.root.public), "identity-malformed"),
        (replace(FIRST, log=bytes(31) + b"\x80"), "key-small-order"),
        (replace(FIRST, hpke=bytes(1_216)), "hpke-key"),
        (replace(FIRST, hpke=FIRST.hpke[:-1]), "identity-malformed"),
        (replace(FIRST, root=other.root), "identity-malformed"),
        (replace(FIRST, root=VerifierKey("ru", Algorithm.COSIGNATURE, FIRST.root.public)), "identity-malformed"),
        (replace(FIRST, root_certificate=other.root_certificate), "root-certificate"),
        (replace(FIRST, root_certificate=b""), "root-certificate"),
    ]
    for identity, code in cases:
        with pytest.raises(Malformed) as caught:
            parse_identity(render_identity(identity))
        assert caught.value.code == code


def test_retired_tables_are_bounded_and_in_order() -> None:
    """Heads stand for log keys only, each feed once and in order, with a root and a name that fits."""
    for retired in (
        Retired("hpke", b"x", HEADS),
        Retired("tls", b"x"),
        Retired("log", b"x", tuple(reversed(HEADS))),
        Retired("log", b"x", (HEADS[0], HEADS[0])),
        Retired("log", b"x", (replace(HEADS[0], root=b""),)),
        Retired("log", b"x", (replace(HEADS[0], size=-1),)),
        Retired("log", b"x", (replace(HEADS[0], origin="x" * 256),)),
    ):
        with pytest.raises(Malformed) as caught:
            parse_identity(render_identity(replace(FIRST, retired=(retired,))))
        assert caught.value.code == "identity-malformed"
    with pytest.raises(Malformed, match="at most 8"):
        parse_identity(render_identity(replace(FIRST, retired=(Retired("hpke", b"x"),) * 9)))


def test_a_note_is_called_by_its_text() -> None:
    """More signatures below do not make it another note; another text does."""
    more = parse_note(NOTE).with_signatures(parse_note(signed(FIRST, ring_of("us"))).signatures).to_bytes()
    assert note_digest(more) == note_digest(NOTE)
    assert note_digest(signed(replace(FIRST, name="x"))) != note_digest(NOTE)


def test_keys_carry_their_names() -> None:
    """Receipts and heads verify under names that follow from the party and the feed."""
    names = [FIRST.mirror_key.name, FIRST.witness_key.name, FIRST.log_key("a/b/c/1").name]
    assert names == ["ru/mirror", "ru/witness", "a/b/c/1"]
    assert FIRST.mirror_key == RING.mirror_signer().key
    assert FIRST.log_key("a/b/c/1") == RING.log_signer("a/b/c/1").key


# --- the chain --------------------------------------------------------------------------------------------------------


def test_a_chain_of_rotations_verifies() -> None:
    """Each note follows the one before, and states what the retired log key had signed."""
    ring = rotated("log", "hpke")
    second = next_note(ring, [NOTE], HEADS)
    third = next_note(ring.rotate(["mirror", "witness"], draw=random.Random(2).randbytes), [NOTE, second])
    chain = verify_chain([NOTE, second, third])
    assert [link.serial for link in chain] == [1, 2, 3]
    old = chain[0].log
    assert chain[1].retired_size("log", old, HEADS[0].origin) == 42
    assert chain[1].retired_size("log", old, HEADS[1].origin) == 0
    assert chain[1].retired_size("log", old, "a feed that it does not name") == 0
    assert chain[1].retired_size("log", chain[1].log, HEADS[0].origin) is None
    assert chain[0].retired_size("log", old, HEADS[0].origin) is None
    assert [one.key for one in chain[2].retired] == ["mirror", "witness"]


def test_a_change_of_name_or_address_retires_nothing() -> None:
    """What is no key may change from note to note."""
    second = next_note(RING, [NOTE], url="", name="Russia")
    assert verify_chain([NOTE, second])[-1].name == "Russia"


def test_nothing_is_no_chain() -> None:
    """A party without a note has no identity."""
    refused([], "at least one")


def test_a_chain_starts_at_its_beginning() -> None:
    """The first note has serial 1, follows none and retires nothing."""
    refused([next_note(RING, [NOTE])], "first note")
    refused([signed(replace(FIRST, previous="00" * 32))], "first note")
    refused([signed(replace(FIRST, retired=(Retired("hpke", FIRST.hpke),)))], "first note")


def test_a_chain_has_no_gap_and_no_second_branch() -> None:
    """A note left out, repeated, put in another order or following another one is refused."""
    second = next_note(RING, [NOTE], name="two")
    third = next_note(RING, [NOTE, second], name="three")
    other = next_note(RING, [NOTE], name="another two")
    verify_chain([NOTE, second, third])
    for notes in ([NOTE, third], [NOTE, NOTE], [NOTE, third, second], [NOTE, other, third], [NOTE, second, other]):
        refused(notes, "note [23] of ru after")
    refused(
        [NOTE, signed(replace(FIRST, serial=2, previous=note_digest(NOTE).hex(), valid_from=FOUNDED_AT - 1))],
        "valid from",
    )
    us = ring_of("us")
    stranger = identity_of(us, serial=2, previous=note_digest(NOTE).hex())
    refused([NOTE, signed(stranger, us, RING)], "of ru after")


def test_every_note_is_signed_by_its_root() -> None:
    """A note without its root's line, or with one over another text, is refused."""
    refused([signed(FIRST, ring_of("us"))], "signature", "note-unsigned")
    forged = parse_note(signed(replace(FIRST, name="x")))
    note = replace(forged, text=render_identity(FIRST)).to_bytes()
    refused([note], "signature", "note-signature")


def test_a_new_root_is_introduced_by_the_old_one() -> None:
    """Both roots sign the note that exchanges them; the new one alone introduces nobody."""
    fresh = ring_of("ru", 1)
    retired = tuple(
        Retired(key, FIRST.public(key), HEADS if key == "log" else ())
        for key in ("root", "log", "mirror", "witness", "hpke")
    )
    second = identity_of(fresh, serial=2, previous=note_digest(NOTE).hex(), retired=retired)
    both = make_identity_note(second, [fresh.root_signer(), RING.root_signer()])
    assert verify_chain([NOTE, both])[-1].root == fresh.root
    refused([NOTE, signed(second, fresh)], "signature", "note-unsigned")
    refused([NOTE, signed(second, RING)], "signature", "note-unsigned")


def test_exactly_what_is_exchanged_is_retired() -> None:
    """A key exchanged in silence, or retired and still in use, is refused; so is a key that comes back."""
    ring = rotated("log")
    second = next_note(ring, [NOTE], HEADS)
    refused([NOTE, next_note(ring, [NOTE], retired=())], "exactly these keys retired: log")
    refused([NOTE, next_note(RING, [NOTE], retired=(Retired("hpke", FIRST.hpke),))], "none")
    back = next_note(RING, [NOTE, second], HEADS)
    refused([NOTE, second, back], "never retired")
    moved = replace(identity_of(ring), serial=2, previous=note_digest(NOTE).hex(), witness=FIRST.log)
    retired = (Retired("log", FIRST.log, HEADS), Retired("witness", FIRST.witness))
    refused([NOTE, signed(replace(moved, retired=retired))], "never retired")


def test_what_would_not_verify_is_not_made() -> None:
    """A note is read back before it is signed, and signed by its own root."""
    with pytest.raises(Malformed, match="identity-malformed"):
        make_identity_note(replace(FIRST, name=""), [RING.root_signer()])
    with pytest.raises(AssertionError, match="own root"):
        make_identity_note(FIRST, [Signer("ru", Algorithm.ED25519, bytes(32))])
