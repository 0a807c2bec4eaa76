"""Sealing: acts closed to all but the members, secrets handed out in grants, and secrets kept at rest.

One secret an epoch, one key an entry, derived; each key closes one text, so its nonce is twelve zero bytes. The
commitment beside the ciphertext leaves an entry one reading only, and whoever discloses one entry's secret discloses
that entry alone. The normative page is docs/spec/sealing.md, whose steps are numbered here.

Source: RFC 5869 (HKDF), RFC 8452 (AES-256-GCM-SIV), RFC 9180 (HPKE) with X-Wing (draft-connolly-cfrg-xwing-kem).
"""

import hashlib
import hmac
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final

from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESGCMSIV
from cryptography.hazmat.primitives.hashes import SHA256, SHA512
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from msgspec import Struct

from detente.errors import Malformed, Refused
from detente.limits import ENTRY_BYTES_MAX, GRANT_BOXES_MAX
from detente.protocol import cbor
from detente.protocol.entries import EPOCH_ID_BYTES, EntryType, entry_type

SECRET_BYTES: Final = 32
COMMITMENT_BYTES: Final = 32
TAG_BYTES: Final = 16
HPKE_SEED_BYTES: Final = 32
HPKE_PUBLIC_BYTES: Final = 1_216
"""An X-Wing public key: 1,184 bytes of ML-KEM-768, then 32 of X25519."""
BOX_BYTES: Final = 1_168
"""One member's box in a grant: an X-Wing ciphertext of 1,120 bytes, a secret of 32, a tag of 16."""

_MLKEM_PUBLIC_BYTES: Final = 1_184
_HEADER_BYTES: Final = 1 + EPOCH_ID_BYTES + COMMITMENT_BYTES
_NONCE: Final = bytes(12)
SALT_BYTES: Final = 24
"""What a sealed file begins with; with key and content it determines every byte."""
_CHUNK_BYTES: Final = 16_384
_CHUNKED_INFO: Final = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0"
_SUITE: Final = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_EPOCH_ID, _BOXES = 0, 1


class Epoch(Struct, frozen=True):
    """A secret of one sender in one channel, and the name by which entries point to it; 32 bytes each."""

    secret: bytes
    id: bytes

    def __repr__(self) -> str:
        return f"Epoch(id={self.id.hex()})"


class Grant(Struct, frozen=True):
    """A grant entry, claimed: for each member number a box, to be opened with that member's HPKE key."""

    epoch_id: bytes
    boxes: Mapping[int, bytes]


class HpkePrivate:
    """A private X-Wing key of 32 bytes, expanded; the seed is not kept, and shows in no traceback.

    Source: draft-connolly-cfrg-xwing-kem, section 5.2 (expandDecapsulationKey).
    """

    __slots__ = ("_key", "public")

    def __init__(self, seed: bytes) -> None:
        assert len(seed) == HPKE_SEED_BYTES, "an X-Wing seed has 32 bytes"
        expanded = hashlib.shake_256(seed).digest(96)
        lattice = MLKEM768PrivateKey.from_seed_bytes(expanded[:64])
        curve = X25519PrivateKey.from_private_bytes(expanded[64:])
        self._key = MLKEM768X25519PrivateKey(lattice, curve)
        self.public = lattice.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()

    def __repr__(self) -> str:
        return f"HpkePrivate(public={self.public[:8].hex()}…)"

    def open(self, box: bytes, info: bytes) -> bytes | None:
        """Return what a box holds, or None where it does not open with this key and info."""
        try:
            return _SUITE.decrypt(box, self._key, info)
        except (InvalidTag, ValueError):
            return None


# --- entries ----------------------------------------------------------------------------------------------------------


def new_epoch(secret: bytes) -> Epoch:
    """Return the epoch of 32 fresh random bytes."""
    assert len(secret) == SECRET_BYTES, "an epoch's secret has 32 bytes"
    return Epoch(secret, epoch_id(secret))


def epoch_id(secret: bytes) -> bytes:
    """Return the name of an epoch, 32 bytes, which says nothing of its secret."""
    return hashlib.sha256(b"detente epoch" + secret).digest()


def entry_secret(secret: bytes, origin: str, index: int) -> bytes:
    """Return what opens one entry of an epoch and no other, 32 bytes: what evidence discloses."""
    return expand(secret, b"detente entry" + _place(origin, index), SECRET_BYTES)


def seal(epoch: Epoch, origin: str, index: int, plaintext: bytes) -> bytes:
    """Return the sealed entry that says the plaintext at this place and at no other.

    Raises:
        Refused: `entry-too-large`.
    """
    key, commitment = _key_and_commitment(entry_secret(epoch.secret, origin, index))
    padded = pad(plaintext)
    if _HEADER_BYTES + len(padded) + TAG_BYTES > ENTRY_BYTES_MAX:
        raise Refused(
            "entry-too-large",
            expected=f"an entry of at most {ENTRY_BYTES_MAX} bytes when padded",
            got=f"{len(plaintext)} bytes, padded {len(padded)}",
            remedy="send the long part as an attachment",
        )
    closed = AESGCMSIV(key).encrypt(_NONCE, padded, _place(origin, index))
    return bytes([EntryType.SEALED]) + epoch.id + commitment + closed


def open_sealed(secret: bytes, origin: str, index: int, entry: bytes) -> bytes:
    """Return what a sealed entry says, opened with its epoch's secret.

    Raises:
        Malformed: `cannot-open`.
    """
    if entry[1 : 1 + EPOCH_ID_BYTES] != epoch_id(secret):
        raise _cannot_open("an entry of this secret's epoch", f"epoch {entry[1 : 1 + EPOCH_ID_BYTES].hex()}")
    return open_with_entry_secret(entry_secret(secret, origin, index), origin, index, entry)


def open_with_entry_secret(secret: bytes, origin: str, index: int, entry: bytes) -> bytes:
    """Return what a sealed entry says, opened with what was disclosed for it alone.

    Raises:
        Malformed: `cannot-open`.
    """
    # Step 1: the shape.
    if entry_type(entry) is not EntryType.SEALED or len(entry) < _HEADER_BYTES + TAG_BYTES:
        raise _cannot_open("0x02, epoch id, commitment, ciphertext", f"{len(entry)} bytes, first {entry[:1].hex()}")
    # Step 2: the commitment, before anything is decrypted.
    key, commitment = _key_and_commitment(secret)
    if not hmac.compare_digest(entry[1 + EPOCH_ID_BYTES : _HEADER_BYTES], commitment):
        raise _cannot_open("the commitment of this entry's key", "another")
    # Step 3: the ciphertext, bound to its place.
    try:
        padded = AESGCMSIV(key).decrypt(_NONCE, entry[_HEADER_BYTES:], _place(origin, index))
    except InvalidTag:
        raise _cannot_open("a ciphertext made for this place", "one that does not verify") from None
    # Step 4: the padding, of which there is one only.
    plaintext = padded.rstrip(b"\0")[:-1]
    if pad(plaintext) != padded:
        raise _cannot_open("the padding of docs/spec/sealing.md", f"another, in {len(padded)} bytes")
    return plaintext


def pad(plaintext: bytes) -> bytes:
    """Return the plaintext, 0x80, and zeros up to a length that tells little of its own.

    Source: PURBs, section 4 (Padmé: at most 12 percent more), Nikitin and others, PETS 2019; 32-byte steps up to 256.
    """
    size = len(plaintext) + 1
    return plaintext + b"\x80" + bytes(padded_size(size) - size)


def entry_size(size: int) -> int:
    """Return how many bytes the sealed entry of a plaintext of that size has."""
    return _HEADER_BYTES + padded_size(size + 1) + TAG_BYTES


@lru_cache
def plaintext_max(most: int) -> int:
    """Return the size of the longest plaintext of which the sealed entry has at most so many bytes."""
    return bisect_right(range(most), most, key=entry_size) - 1


def padded_size(size: int) -> int:
    """Return the length to which that many bytes are filled up, their end mark included."""
    if size <= 256:
        return -(-size // 32) * 32
    exponent = size.bit_length() - 1
    step = 1 << (exponent - exponent.bit_length())
    return -(-size // step) * step


# --- grants -----------------------------------------------------------------------------------------------------------


def make_grant(epoch: Epoch, origin: str, index: int, charter_hash: bytes, members: Mapping[int, bytes]) -> bytes:
    """Return the grant entry that hands an epoch's secret to members: their HPKE public keys by member number.

    Raises:
        Refused: `grant-boxes` where there is no member or more than fit one entry.
        Malformed: `hpke-key`.
    """
    if not 0 < len(members) <= GRANT_BOXES_MAX:
        raise Refused(
            "grant-boxes",
            expected=f"1 to {GRANT_BOXES_MAX} members",
            got=str(len(members)),
            remedy="hand out the same secret in a second grant",
        )
    boxes = []
    for number, public in sorted(members.items()):
        info = _grant_info(origin, index, charter_hash, number, epoch.id)
        boxes.append([number, _SUITE.encrypt(epoch.secret, _hpke_public(public), info)])
    return bytes([EntryType.GRANT]) + cbor.encode({_EPOCH_ID: epoch.id, _BOXES: boxes})


def parse_grant(entry: bytes) -> Grant:
    """Return the grant that an entry is, claimed.

    Raises:
        Malformed: `grant-malformed`, or a `cbor-…` code.
    """
    if entry_type(entry) is EntryType.GRANT:
        match cbor.decode(entry[1:]):
            case {0: bytes(name), 1: list(boxes), **rest} if not rest and len(name) == EPOCH_ID_BYTES:
                numbers = [_box_number(box) for box in boxes]
                if 0 < len(boxes) <= GRANT_BOXES_MAX and numbers == sorted(set(numbers)):
                    return Grant(name, dict(boxes))
    raise Malformed(
        "grant-malformed",
        expected=f"0x03, epoch id, 1 to {GRANT_BOXES_MAX} boxes by ascending member number",
        got=f"{len(entry)} bytes, first {entry[:1].hex()}",
    )


def open_grant(entry: bytes, origin: str, index: int, charter_hash: bytes, number: int, private: HpkePrivate) -> Epoch:
    """Return the epoch that a grant hands to one member.

    Args:
        entry: claimed.
        origin: the feed in which the entry stands.
        index: where it stands there.
        charter_hash: 32 bytes.
        number: our own member number.
        private: the HPKE key to try.

    Raises:
        Malformed: `cannot-open`, `grant-malformed`, or a `cbor-…` code.
    """
    grant = parse_grant(entry)
    box = grant.boxes.get(number)
    if box is None:
        raise _cannot_open(f"a box for member {number}", f"boxes for {', '.join(map(str, grant.boxes))}")
    secret = private.open(box, _grant_info(origin, index, charter_hash, number, grant.epoch_id))
    if secret is None:
        raise _cannot_open(f"a box for member {number} made for this key and place", "one that does not open")
    if len(secret) != SECRET_BYTES or epoch_id(secret) != grant.epoch_id:
        raise _cannot_open(f"the secret of epoch {grant.epoch_id.hex()}", "another secret in the box")
    return Epoch(secret, grant.epoch_id)


def check_hpke_public(public: bytes) -> None:
    """Be silent where something can be boxed for this public key.

    Raises:
        Malformed: `hpke-key`.
    """
    _hpke_public(public)


# --- at rest ----------------------------------------------------------------------------------------------------------


def store_seal(store_key: bytes, context: bytes, data: bytes) -> bytes:
    """Return data closed under the store key for one context; the same input gives the same bytes.

    Args:
        store_key: 32 bytes.
        context: what the data is, like `epoch` and its id; data moved to another context does not open.
        data: at most one text a context, which is why the nonce is fixed.
    """
    return AESGCMSIV(_store_key(store_key, context)).encrypt(_NONCE, data, context)


def store_open(store_key: bytes, context: bytes, sealed: bytes) -> bytes:
    """Return what `store_seal` closed.

    Raises:
        Malformed: `cannot-open`.
    """
    try:
        return AESGCMSIV(_store_key(store_key, context)).decrypt(_NONCE, sealed, context)
    except (InvalidTag, ValueError):
        raise _cannot_open("a secret closed under this store key", "one that does not open") from None


def store_mark(store_key: bytes, context: bytes, data: bytes) -> bytes:
    """Return 16 bytes by which the same data is found again, and of which nobody without the store key reads anything.

    Args:
        store_key: 32 bytes.
        context: what the data is, as for `store_seal`.

    Source: RFC 2104, HMAC with SHA-256, cut as its section 5 has it.
    """
    return hmac.digest(_store_key(store_key, context), data, "sha256")[:16]


def passphrase_key(passphrase: bytes, salt: bytes, *, iterations: int, lanes: int, memory_kib: int) -> bytes:
    """Return the key, 32 bytes, of a passphrase. Source: RFC 9106, Argon2id."""
    return Argon2id(salt=salt, length=32, iterations=iterations, lanes=lanes, memory_cost=memory_kib).derive(passphrase)


# --- files ------------------------------------------------------------------------------------------------------------


def seal_stream(key: bytes, context: bytes, blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield blocks of any length closed under a key of 32 bytes, which commits to it and opens in this context alone.

    Source: C2SP chunked-encryption v1, Cobblestone-256 (SHA-512, AES-256-GCM).
    """
    cipher = Cobblestone256Encryptor(key, context)
    for block in blocks:
        yield cipher.update(block)
    yield cipher.finalize()


class Sealer:
    """Closes what comes in pieces, as `seal_stream` does what can be asked for."""

    def __init__(self, key: bytes, context: bytes) -> None:
        self._cipher = Cobblestone256Encryptor(key, context)

    def update(self, block: bytes) -> bytes:
        """Return what of the ciphertext is ready after one more block."""
        return bytes(self._cipher.update(block))

    def finish(self) -> bytes:
        """Return the rest; what was closed opens only with it."""
        return bytes(self._cipher.finalize())


def open_stream(key: bytes, context: bytes, blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield what `seal_stream` closed, each piece authentic; that nothing is missing is known at the end only.

    Raises:
        Malformed: `cannot-open`.
    """
    cipher = Cobblestone256Decryptor(key, context)
    try:
        for block in blocks:
            yield cipher.update(block)
        yield cipher.finalize()
    except InvalidTag:
        raise _cannot_open("a file sealed whole under this key", "another, or a part of one") from None


def seal_again(key: bytes, context: bytes, salt: bytes, blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield what `seal_stream` made of the same content with that salt: what is shown open is what travelled closed.

    For checking only: a salt is used once.

    Source: C2SP chunked-encryption v1, Cobblestone-256, written from HKDF and AES-256-GCM.
    """
    derived = HKDFExpand(SHA512(), 76, _CHUNKED_INFO + salt + context).derive(key)
    cipher, nonce = AESGCM(derived[:32]), int.from_bytes(derived[32:44], "big")
    yield salt + derived[44:]
    waiting, number = bytearray(), 0
    for block in blocks:
        waiting += block
        whole = len(waiting) // _CHUNK_BYTES * _CHUNK_BYTES
        for at in range(0, whole, _CHUNK_BYTES):
            chunk = bytes(waiting[at : at + _CHUNK_BYTES])
            yield cipher.encrypt((nonce ^ number).to_bytes(12, "big"), chunk, None)
            number += 1
        del waiting[:whole]
    yield cipher.encrypt((nonce ^ number).to_bytes(12, "big"), bytes(waiting), None)


# --- parts ------------------------------------------------------------------------------------------------------------


def expand(key: bytes, info: bytes, size: int) -> bytes:
    """Return HKDF-Expand with SHA-256. Source: RFC 5869 section 2.3."""
    return HKDFExpand(SHA256(), size, info).derive(key)


def _place(origin: str, index: int) -> bytes:
    return origin.encode() + b"\n" + index.to_bytes(8, "big")


def _key_and_commitment(secret: bytes) -> tuple[bytes, bytes]:
    both = expand(secret, b"detente seal", 64)
    return both[:32], both[32:]


def _store_key(store_key: bytes, context: bytes) -> bytes:
    return expand(store_key, b"detente store" + context, 32)


def _grant_info(origin: str, index: int, charter_hash: bytes, number: int, name: bytes) -> bytes:
    return b"detente grant" + cbor.encode([origin, index, charter_hash, number, name])


def _box_number(box: object) -> int:
    match box:
        case [int(number), bytes(sealed)] if number >= 0 and type(number) is int and len(sealed) == BOX_BYTES:
            return number
    raise Malformed("grant-malformed", expected=f"[member number, {BOX_BYTES} bytes]", got=repr(box)[:80])


@lru_cache(maxsize=1024)
def _hpke_public(public: bytes) -> MLKEM768X25519PublicKey:
    try:
        lattice = MLKEM768PublicKey.from_public_bytes(public[:_MLKEM_PUBLIC_BYTES])
        curve = X25519PublicKey.from_public_bytes(public[_MLKEM_PUBLIC_BYTES:])
        key = MLKEM768X25519PublicKey(lattice, curve)
        # A point of small order fails only here, and then for every sender: found once, when the key is met.
        _SUITE.encrypt(b"", key)
    except ValueError:
        raise Malformed(
            "hpke-key",
            expected=f"an X-Wing public key of {HPKE_PUBLIC_BYTES} bytes",
            got=f"{len(public)} bytes, {public[:8].hex()}…",
            remedy="let the party make a new key with its own software",
        ) from None
    return key


def _cannot_open(expected: str, got: str) -> Malformed:
    return Malformed("cannot-open", expected=expected, got=got)
