"""Keys: what is loaded, what is refused before anything is verified with it."""

import pytest

from detente.errors import Malformed
from detente.tlog import ed25519

P = 2**255 - 19
D = -121665 * pow(121666, -1, P) % P
SQRT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def root(square: int) -> int | None:
    """Return a square root modulo P, or None. Source: RFC 8032 section 5.1.3."""
    candidate = pow(square, (P + 3) // 8, P)
    for one in (candidate, candidate * SQRT_OF_MINUS_ONE % P):
        if one * one % P == square % P:
            return one
    return None


def y_of_order_8() -> set[int]:
    """Return y of the points whose double has y = 0: there x^2 = -y^2, and the curve is 2 y^2 = 1 - d y^4."""
    discriminant = root(1 + D)
    assert discriminant is not None
    squares = [(-1 + sign * discriminant) * pow(D, -1, P) % P for sign in (1, -1)]
    found = [y for y in map(root, squares) if y is not None]
    return {y for one in found for y in (one, P - one)}


def spellings_of_small_order() -> list[bytes]:
    """Return every 32 bytes that some decoder reads as a point of order 1, 2, 4 or 8."""
    ys = {0, 1, P - 1} | y_of_order_8()
    over = {y + P for y in ys if y + P < 2**255}
    return [(y | sign << 255).to_bytes(32, "little") for y in sorted(ys | over) for sign in (0, 1)]


def test_a_key_signs_and_its_public_half_verifies() -> None:
    """What the seed signs, its public key verifies, and no other message."""
    seed = ed25519.generate()
    signature = ed25519.sign(seed, b"message")
    public = ed25519.public_of(seed)
    ed25519.check_public(public)
    assert (len(seed), len(public), len(signature)) == (32, 32, 64)
    assert ed25519.verify(public, b"message", signature)
    assert not ed25519.verify(public, b"massage", signature)


def test_lengths_are_answered_not_raised() -> None:
    """A key or a signature of another length is no match; nothing is raised for what came from outside."""
    seed = bytes(32)
    public, signature = ed25519.public_of(seed), ed25519.sign(seed, b"")
    assert not ed25519.verify(public[:31], b"", signature)
    assert not ed25519.verify(public, b"", signature[:63])
    assert not ed25519.verify(b"\xff" * 32, b"", signature)


def test_seeds_draw_no_lots() -> None:
    """Two fresh seeds differ."""
    assert ed25519.generate() != ed25519.generate()


@pytest.mark.parametrize("public", spellings_of_small_order(), ids=bytes.hex)
def test_small_order_is_refused(public: bytes) -> None:
    """No spelling of a point of small order is a key; the list is derived from the curve, not from the code."""
    with pytest.raises(Malformed) as refused:
        ed25519.check_public(public)
    assert refused.value.code == "key-small-order"


def test_a_key_of_small_order_would_fit_another_text() -> None:
    """Why they are refused: under the neutral point one signature verifies over any two texts."""
    neutral = (1).to_bytes(32, "little")
    signature = neutral + bytes(32)
    assert ed25519.verify(neutral, b"we warned you", signature)
    assert ed25519.verify(neutral, b"we assured you", signature)


@pytest.mark.parametrize("y", [2, P + 2, P + 18])
def test_what_is_no_point_is_refused(y: int) -> None:
    """A y without an x, and the second spelling of a point, are no keys."""
    with pytest.raises(Malformed) as refused:
        ed25519.check_public(y.to_bytes(32, "little"))
    assert refused.value.code == "key-not-a-point"


def test_other_lengths_are_refused() -> None:
    """A key has 32 bytes."""
    with pytest.raises(Malformed) as refused:
        ed25519.check_public(bytes(31))
    assert refused.value.code == "key-length"
