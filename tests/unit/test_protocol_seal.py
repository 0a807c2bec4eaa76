"""Sealing: an entry opens for its members, at its place, in one reading, or says why not."""

import random

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from tests.councils import council_of, ring_of

from detente.errors import Malformed, Refused
from detente.limits import ENTRY_BYTES_MAX, GRANT_BOXES_MAX, LINE_ACT_BYTES_MAX
from detente.protocol import cbor, seal

ORIGIN = "nrc-rehearsal-0123456789abcdef/line/ru/1"
EPOCH = seal.new_epoch(bytes(range(32)))
CHARTER = bytes(32)
PRIVATE = ring_of("ru").hpke_privates()[0]
OTHER = ring_of("us").hpke_privates()[0]


def cannot_open(match: str, **changes: object) -> None:
    """Open a sealed entry with something changed; it must not open, and say so."""
    given = {"secret": EPOCH.secret, "origin": ORIGIN, "index": 42, "entry": seal.seal(EPOCH, ORIGIN, 42, b"text")}
    with pytest.raises(Malformed, match=match) as caught:
        seal.open_sealed(**{**given, **changes})  # type: ignore[arg-type]
    assert caught.value.code == "cannot-open"


def test_an_entry_opens_with_its_epoch_or_its_own_secret() -> None:
    """Members open with the epoch's secret; a stranger with the one entry's, which opens that entry alone."""
    entry = seal.seal(EPOCH, ORIGIN, 42, b"text")
    assert seal.open_sealed(EPOCH.secret, ORIGIN, 42, entry) == b"text"
    disclosed = seal.entry_secret(EPOCH.secret, ORIGIN, 42)
    assert seal.open_with_entry_secret(disclosed, ORIGIN, 42, entry) == b"text"
    with pytest.raises(Malformed, match="cannot-open"):
        seal.open_with_entry_secret(disclosed, ORIGIN, 43, seal.seal(EPOCH, ORIGIN, 43, b"text"))


def test_an_entry_opens_at_its_place_only() -> None:
    """Another feed, another index, another epoch: the commitment does not fit."""
    cannot_open("commitment", origin=ORIGIN.replace("ru", "us"))
    cannot_open("commitment", index=43)
    cannot_open("of this secret's epoch", secret=bytes(32))


def test_every_changed_byte_keeps_it_shut() -> None:
    """No byte of a sealed entry can be another."""
    entry = seal.seal(EPOCH, ORIGIN, 42, b"text")
    for at in range(len(entry)):
        changed = bytearray(entry)
        changed[at] ^= 1
        cannot_open("cannot-open", entry=bytes(changed))


def test_an_entry_cut_short_is_shut() -> None:
    """Every length below that of the whole is refused, down to nothing."""
    entry = seal.seal(EPOCH, ORIGIN, 42, b"")
    for size in range(len(entry)):
        cannot_open("cannot-open", entry=entry[:size])


def test_there_is_one_padding() -> None:
    """A text under the right key, padded in another way, is refused: an entry has one reading and one length."""
    secret = seal.entry_secret(EPOCH.secret, ORIGIN, 42)
    both = seal.expand(secret, b"detente seal", 64)
    place = ORIGIN.encode() + b"\n" + (42).to_bytes(8, "big")
    for padded in (b"text\x80", b"text\x80" + bytes(59), b"text" + bytes(28), bytes(32), b"", b"\x80" + bytes(63)):
        closed = AESGCMSIV(both[:32]).encrypt(bytes(12), padded, place)
        cannot_open("padding", entry=b"\x02" + EPOCH.id + both[32:] + closed)


def test_lengths_tell_little() -> None:
    """Up to 256 bytes in steps of 32, then Padmé: at most 12 percent more, and few lengths."""
    sizes = [len(seal.pad(bytes(size))) for size in range(70_000)]
    assert sizes[0] == sizes[31] == 32
    assert sizes[32] == 64
    assert sizes[255] == 256
    assert all(size < padded for size, padded in enumerate(sizes))
    assert sizes == sorted(sizes)
    assert all(padded <= 1.12 * (size + 1) for size, padded in enumerate(sizes) if size >= 256)
    assert len(set(sizes)) == 139


def test_what_does_not_fit_is_refused() -> None:
    """The largest text fits an entry, and the line's limit holds 927 bytes; one byte more is refused."""
    assert len(seal.seal(EPOCH, ORIGIN, 0, bytes(63_487))) <= ENTRY_BYTES_MAX
    with pytest.raises(Refused, match="entry-too-large"):
        seal.seal(EPOCH, ORIGIN, 0, bytes(63_488))
    assert (
        len(seal.seal(EPOCH, ORIGIN, 0, bytes(927)))
        <= LINE_ACT_BYTES_MAX
        < len(seal.seal(EPOCH, ORIGIN, 0, bytes(928)))
    )


# --- grants -----------------------------------------------------------------------------------------------------------


def granted(epoch: seal.Epoch = EPOCH) -> bytes:
    return seal.make_grant(epoch, ORIGIN, 7, CHARTER, {3: PRIVATE.public, 4: OTHER.public})


def test_a_grant_opens_for_each_member() -> None:
    """Each member gets the epoch's secret out of its own box; others find none."""
    entry = granted()
    assert seal.open_grant(entry, ORIGIN, 7, CHARTER, 3, PRIVATE) == EPOCH
    assert seal.open_grant(entry, ORIGIN, 7, CHARTER, 4, OTHER) == EPOCH
    with pytest.raises(Malformed, match="a box for member 5") as caught:
        seal.open_grant(entry, ORIGIN, 7, CHARTER, 5, OTHER)
    assert caught.value.code == "cannot-open"


def test_a_box_is_bound_to_where_it_stands() -> None:
    """Another feed, index, charter, member or key: the box does not open."""
    entry = granted()
    for place in (
        (ORIGIN.replace("ru", "us"), 7, CHARTER, 3, PRIVATE),
        (ORIGIN, 8, CHARTER, 3, PRIVATE),
        (ORIGIN, 7, b"\1" * 32, 3, PRIVATE),
        (ORIGIN, 7, CHARTER, 4, PRIVATE),
        (ORIGIN, 7, CHARTER, 3, OTHER),
    ):
        with pytest.raises(Malformed, match="does not open") as caught:
            seal.open_grant(entry, *place)
        assert caught.value.code == "cannot-open"


def test_a_grant_cannot_hand_out_two_secrets() -> None:
    """A box with a secret that is not the epoch's is refused, so that all members hold the same or none."""
    forged = granted(seal.Epoch(b"\1" * 32, EPOCH.id))
    with pytest.raises(Malformed, match="another secret in the box"):
        seal.open_grant(forged, ORIGIN, 7, CHARTER, 3, PRIVATE)


def test_a_grant_has_one_form() -> None:
    """Boxes ascend, are whole, are at most 48 and at least one; nothing else stands there."""
    box = bytes(seal.BOX_BYTES)
    sound = seal.parse_grant(b"\x03" + cbor.encode({0: EPOCH.id, 1: [[1, box], [2, box]]}))
    assert dict(sound.boxes) == {1: box, 2: box}
    for wire in (
        {0: EPOCH.id, 1: [[2, box], [1, box]]},
        {0: EPOCH.id, 1: [[1, box], [1, box]]},
        {0: EPOCH.id, 1: []},
        {0: EPOCH.id, 1: [[number, box] for number in range(GRANT_BOXES_MAX + 1)]},
        {0: EPOCH.id, 1: [[1, box[1:]]]},
        {0: EPOCH.id, 1: [[-1, box]]},
        {0: EPOCH.id, 1: [[True, box]]},
        {0: EPOCH.id, 1: [1]},
        {0: EPOCH.id[1:], 1: [[1, box]]},
        {0: EPOCH.id, 1: [[1, box]], 2: 0},
        {0: EPOCH.id},
        [],
    ):
        with pytest.raises(Malformed) as caught:
            seal.parse_grant(b"\x03" + cbor.encode(wire))
        assert caught.value.code == "grant-malformed"
    with pytest.raises(Malformed, match="grant-malformed"):
        seal.parse_grant(b"\x02")


def test_a_full_grant_fits_an_entry() -> None:
    """48 members are boxed in one entry; none, or one more, is refused."""
    members = dict.fromkeys(range(1, GRANT_BOXES_MAX + 1), PRIVATE.public)
    assert len(seal.make_grant(EPOCH, ORIGIN, 7, CHARTER, members)) <= ENTRY_BYTES_MAX
    for count in (0, GRANT_BOXES_MAX + 1):
        with pytest.raises(Refused, match="grant-boxes"):
            seal.make_grant(EPOCH, ORIGIN, 7, CHARTER, dict.fromkeys(range(count), PRIVATE.public))


def test_a_key_for_which_nothing_can_be_boxed_is_refused() -> None:
    """Wrong lengths, and both halves when they are no keys, among them a point of small order."""
    good = PRIVATE.public
    seal.check_hpke_public(good)
    for bad in (
        b"",
        good[:-1],
        good + b"\0",
        good[:1184] + bytes(32),
        good[:1184] + b"\1" + bytes(31),
        b"\xff" * 1184 + good[1184:],
    ):
        with pytest.raises(Malformed) as caught:
            seal.check_hpke_public(bad)
        assert caught.value.code == "hpke-key"


def test_a_council_shares_an_epoch() -> None:
    """Every member of the line opens what one of them seals; the depositary, who keeps it, has no box."""
    council = council_of()
    feed = council.log("ru", []).origin
    entry = seal.make_grant(EPOCH, feed, 1, council.charter.charter_hash, council.members("line"))
    for party in council.charter.members_of("line"):
        private = council.rings[party].hpke_privates()[0]
        number = council.charter.number_of(party)
        assert seal.open_grant(entry, feed, 1, council.charter.charter_hash, number, private) == EPOCH
    assert council.charter.number_of("dep") not in seal.parse_grant(entry).boxes


# --- at rest ----------------------------------------------------------------------------------------------------------


def test_secrets_rest_under_the_store_key_and_their_context() -> None:
    """What is closed for one context opens under the same key for the same context."""
    key = random.Random(1).randbytes(32)
    closed = seal.store_seal(key, b"epoch 1", b"secret")
    assert seal.store_open(key, b"epoch 1", closed) == b"secret"
    assert b"secret" not in closed
    for other, context, data in (
        (bytes(32), b"epoch 1", closed),
        (key, b"epoch 2", closed),
        (key, b"epoch 1", closed[:-1]),
        (key, b"epoch 1", b""),
    ):
        with pytest.raises(Malformed) as caught:
            seal.store_open(other, context, data)
        assert caught.value.code == "cannot-open"


def test_secrets_show_in_no_traceback() -> None:
    """What is printed of an epoch or a private key names it without giving it away."""
    assert EPOCH.secret.hex() not in repr(EPOCH)
    assert EPOCH.id.hex() in repr(EPOCH)
    assert PRIVATE.public[:8].hex() in repr(PRIVATE)
