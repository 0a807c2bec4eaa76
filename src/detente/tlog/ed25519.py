"""Ed25519 over bytes: the one place below `protocol` where the cryptographic library is met.

Verification is the equation without the cofactor, with S below the group order and R compared byte for byte, as
OpenSSL and Go compute it, so that two verifiers never disagree. A public key of small order is refused where it is
read: its owner could say of every signature that it fits another text as well.

Source: RFC 8032 section 5.1; the refused points: docs/decisions/0002-ed25519-in-tlog.md.
"""

from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from detente.errors import Malformed

SEED_BYTES = 32
PUBLIC_BYTES = 32
SIGNATURE_BYTES = 64

SigningKey = Ed25519PrivateKey
"""A private key in the library's hands: loaded once, used often."""

_P = 2**255 - 19
"""The prime of the field. Source: RFC 8032 section 5.1."""

_D = -121665 * pow(121666, -1, _P) % _P
"""The curve's constant in -x^2 + y^2 = 1 + d x^2 y^2. Source: RFC 8032 section 5.1."""

_Y_OF_ORDER_8 = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
"""The y of a point whose double has y = 0; its negative is the other one. A test derives it from the curve."""

_Y_OF_SMALL_ORDER = frozenset({0, 1, _P - 1, _Y_OF_ORDER_8, _P - _Y_OF_ORDER_8})


def generate() -> bytes:
    """Return a fresh private seed, 32 bytes from the operating system."""
    return Ed25519PrivateKey.generate().private_bytes_raw()


def load(seed: bytes) -> SigningKey:
    """Return the signing key of a seed of 32 bytes."""
    return Ed25519PrivateKey.from_private_bytes(seed)


def public_of(seed: bytes) -> bytes:
    """Return the public key, 32 bytes, of a seed of 32 bytes."""
    return load(seed).public_key().public_bytes_raw()


def sign(seed: bytes, message: bytes) -> bytes:
    """Return the signature, 64 bytes, of the message."""
    return load(seed).sign(message)


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Return whether the signature over the message is the public key's; never raises for what came from outside."""
    if len(public) != PUBLIC_BYTES or len(signature) != SIGNATURE_BYTES:
        return False
    return _verified(public, message, signature)


def check_public(public: bytes) -> None:
    """Be silent where these 32 bytes are a public key that binds its owner to one text per signature.

    Raises:
        Malformed: `key-length`, `key-not-a-point` (also a second spelling of a point), `key-small-order`.

    Source: RFC 8032 section 5.1.3.
    """
    if len(public) != PUBLIC_BYTES:
        raise Malformed("key-length", expected="an Ed25519 public key of 32 bytes", got=f"{len(public)} bytes")
    if (fault := _fault_of(public)) is not None:
        raise Malformed(
            fault,
            expected="an Ed25519 public key of prime order, in its one spelling",
            got=public.hex(),
            remedy="let the party make a new key with its own software",
        )


@lru_cache(maxsize=8192)
def _verified(public: bytes, message: bytes, signature: bytes) -> bool:
    """A pure function of public bytes: the same head or receipt comes from several holders and is computed once."""
    try:
        _loaded(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


@lru_cache(maxsize=4096)
def _loaded(public: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(public)


@lru_cache(maxsize=4096)
def _fault_of(public: bytes) -> str | None:
    y = int.from_bytes(public, "little") & ((1 << 255) - 1)
    if y % _P in _Y_OF_SMALL_ORDER:
        return "key-small-order"
    # x^2 = (y^2 - 1) / (d y^2 + 1) has a root exactly where numerator times denominator is a square.
    square = (y * y - 1) * (_D * y * y + 1) % _P
    if y >= _P or pow(square, (_P - 1) // 2, _P) != 1:
        return "key-not-a-point"
    return None
