"""Do others agree? Published vectors for each construction that sealing and key files are made of."""

import hmac
import json
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESGCMSIV
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from detente.protocol import cbor, seal
from detente.protocol.words import word

HERE = Path(__file__).parent
XWING = json.loads((HERE / "xwing.json").read_text(encoding="ascii"))
HPKE = json.loads((HERE / "hpke_xwing.json").read_text(encoding="ascii"))

XWING_KEM, HKDF_SHA256, AES_256_GCM = 0x647A, 0x0001, 0x0002


# --- HKDF: RFC 5869, appendix A ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("prk", "info", "okm"),
    [
        (
            "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5",
            "f0f1f2f3f4f5f6f7f8f9",
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
        ),
        (
            "06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244",
            bytes(range(0xB0, 0x100)).hex(),
            (
                "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271"
                "cb41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87"
            ),
        ),
        (
            "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04",
            "",
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
        ),
    ],
)
def test_hkdf_expand(prk: str, info: str, okm: str) -> None:
    """RFC 5869, test cases 1 to 3: our one use of HKDF is its second half."""
    assert seal.expand(bytes.fromhex(prk), bytes.fromhex(info), len(okm) // 2).hex() == okm


# --- AES-256-GCM-SIV: RFC 8452, appendix C ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "nonce", "plaintext", "result"),
    [
        ("01" + "00" * 31, "03" + "00" * 11, "", "07f5f4169bbf55a8400cd47ea6fd400f"),
        ("01" + "00" * 31, "03" + "00" * 11, "0100000000000000", "c2ef328e5c71c83b843122130f7364b761e0b97427e3df28"),
        (
            "00" * 32,
            "00" * 12,
            "000000000000000000000000000000004db923dc793ee6497c76dcc03a98e108",
            "f3f80f2cf0cb2dd9c5984fcda908456cc537703b5ba70324a6793a7bf218d3eaffffffff000000000000000000000000",
        ),
        (
            "00" * 32,
            "00" * 12,
            "eb3640277c7ffd1303c7a542d02d3e4c0000000000000000",
            "18ce4f0b8cb4d0cac65fea8f79257b20888e53e72299e56dffffffff000000000000000000000000",
        ),
    ],
)
def test_aes_gcm_siv(key: str, nonce: str, plaintext: str, result: str) -> None:
    """RFC 8452, C.2 and C.3, the latter with the nonce of zeros that sealing uses."""
    sealed = AESGCMSIV(bytes.fromhex(key)).encrypt(bytes.fromhex(nonce), bytes.fromhex(plaintext), b"")
    assert sealed.hex() == result


# --- Argon2id: RFC 9106, section 5.3 ----------------------------------------------------------------------------------


def test_argon2id() -> None:
    """RFC 9106, 5.3, with secret and associated data, which we do not use."""
    tag = Argon2id(
        salt=b"\x02" * 16, length=32, iterations=3, lanes=4, memory_cost=32, secret=b"\x03" * 8, ad=b"\x04" * 12
    ).derive(b"\x01" * 32)
    assert tag.hex() == "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"


# --- HPKE: RFC 9180, and the draft with X-Wing ------------------------------------------------------------------------


def test_hpke_base_mode() -> None:
    """RFC 9180, A.1.1: X25519, HKDF-SHA256, AES-128-GCM, base mode, first message."""
    private = X25519PrivateKey.from_private_bytes(
        bytes.fromhex("4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8")
    )
    box = bytes.fromhex(
        "37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431"
        "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a"
    )
    info = bytes.fromhex("4f6465206f6e2061204772656369616e2055726e")
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_128_GCM)
    # The library's public call has no associated data; the vector has, so its parts are put together as RFC 9180 says.
    secret = _x25519_secret(private, box[:32])
    key, nonce = _key_schedule(secret, info, kem=0x0020, aead=0x0001, key_bytes=16)
    assert AESGCM(key).decrypt(nonce, box[32:], b"Count-0") == b"Beauty is truth, truth beauty"
    assert suite.decrypt(box[:32] + AESGCM(key).encrypt(nonce, b"Beauty", b""), private, info) == b"Beauty"


@pytest.mark.parametrize("vector", XWING["vectors"], ids=["1", "2", "3"])
def test_xwing(vector: dict[str, str]) -> None:
    """X-Wing draft, appendix C: the seed makes the public key, and the ciphertext gives the shared secret.

    The library shows no shared secret, so a box is closed by hand with the vector's, and must open.
    """
    private = seal.HpkePrivate(bytes.fromhex(vector["sk"]))
    assert private.public.hex() == vector["pk"]
    key, nonce = _key_schedule(bytes.fromhex(vector["ss"]), b"info", kem=XWING_KEM, aead=AES_256_GCM, key_bytes=32)
    box = bytes.fromhex(vector["ct"]) + AESGCM(key).encrypt(nonce, b"an epoch's secret", b"")
    assert private.open(box, b"info") == b"an epoch's secret"
    assert private.open(box, b"other info") is None
    assert private.open(box[:-1] + bytes([box[-1] ^ 1]), b"info") is None


def test_hpke_with_xwing() -> None:
    """HPKE-PQ draft: KEM 0x647a with HKDF-SHA256, its shared secret, key and nonce, through our key schedule."""
    vector = HPKE["vector"]
    key, nonce = _key_schedule(
        bytes.fromhex(vector["shared_secret"]), bytes.fromhex(vector["info"]), kem=XWING_KEM, aead=0x0003, key_bytes=32
    )
    assert (key.hex(), nonce.hex()) == (vector["key"], vector["base_nonce"])
    private = seal.HpkePrivate(bytes.fromhex(vector["skRm"]))
    assert private.public.hex() == vector["pkRm"]
    key, nonce = _key_schedule(
        bytes.fromhex(vector["shared_secret"]), b"", kem=XWING_KEM, aead=AES_256_GCM, key_bytes=32
    )
    box = bytes.fromhex(vector["enc"]) + AESGCM(key).encrypt(nonce, b"an epoch's secret", b"")
    assert private.open(box, b"") == b"an epoch's secret"


def _key_schedule(secret: bytes, info: bytes, *, kem: int, aead: int, key_bytes: int) -> tuple[bytes, bytes]:
    """Return key and nonce of HPKE's base mode. Source: RFC 9180 sections 4 and 5.1."""
    suite = b"HPKE" + b"".join(number.to_bytes(2, "big") for number in (kem, HKDF_SHA256, aead))

    def extract(salt: bytes, label: bytes, material: bytes) -> bytes:
        return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + label + material, sha256)

    def expand(prk: bytes, label: bytes, context: bytes, size: int) -> bytes:
        return seal.expand(prk, size.to_bytes(2, "big") + b"HPKE-v1" + suite + label + context, size)

    context = b"\0" + extract(b"", b"psk_id_hash", b"") + extract(b"", b"info_hash", info)
    base = extract(secret, b"secret", b"")
    return expand(base, b"key", context, key_bytes), expand(base, b"base_nonce", context, 12)


def _x25519_secret(private: X25519PrivateKey, enc: bytes) -> bytes:
    """Return the shared secret of DHKEM(X25519, HKDF-SHA256). Source: RFC 9180 section 4.1."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

    suite = b"KEM\x00\x20"
    shared = private.exchange(X25519PublicKey.from_public_bytes(enc))
    prk = hmac.digest(bytes(32), b"HPKE-v1" + suite + b"eae_prk" + shared, sha256)
    context = enc + private.public_key().public_bytes_raw()
    return seal.expand(prk, b"\x00\x20HPKE-v1" + suite + b"shared_secret" + context, 32)


# --- CBOR: RFC 8949, appendix A; proquints: Wilkerson 2009 ------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "encoded"),
    [
        (0, "00"),
        (23, "17"),
        (24, "1818"),
        (100, "1864"),
        (1000, "1903e8"),
        (1000000, "1a000f4240"),
        (1000000000000, "1b000000e8d4a51000"),
        (18446744073709551615, "1bffffffffffffffff"),
        (-18446744073709551616, "3bffffffffffffffff"),
        (-1, "20"),
        (-1000, "3903e7"),
        (False, "f4"),
        (True, "f5"),
        (None, "f6"),
        (b"", "40"),
        (b"\x01\x02\x03\x04", "4401020304"),
        ("", "60"),
        ("IETF", "6449455446"),
        ('"\\', "62225c"),
        ("\u00fc", "62c3bc"),
        ("\U00010151", "64f0908591"),
        ([], "80"),
        ([1, [2, 3], [4, 5]], "8301820203820405"),
        (list(range(1, 26)), "98190102030405060708090a0b0c0d0e0f101112131415161718181819"),
        ({}, "a0"),
        ({1: 2, 3: 4}, "a201020304"),
        ({"a": 1, "b": [2, 3]}, "a26161016162820203"),
        (["a", {"b": "c"}], "826161a161626163"),
    ],
)
def test_cbor_examples(value: object, encoded: str) -> None:
    """RFC 8949, appendix A: those of its examples whose types the format has."""
    assert cbor.encode(value).hex() == encoded
    assert cbor.decode(bytes.fromhex(encoded)) == value


def test_cbor_key_order() -> None:
    """RFC 8949, section 4.2.1: keys in the bytewise order of their encodings, a longer one not always later."""
    assert (
        cbor.encode({"z": 1, 100: 2, -1: 3, "aa": 4, 10: 5, b"": 6}).hex()
        == "a60a05186402200340" + "0661" + "7a01626161" + "04"
    )


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("7f000001", ("lusab", "babad")),
        ("3f54dcc1", ("gutih", "tugad")),
        ("3f760723", ("gutuk", "bisog")),
        ("d82344d7", ("tobog", "higil")),
    ],
)
def test_proquints(address: str, words: tuple[str, str]) -> None:
    """Wilkerson 2009: network addresses as pairs of proquints."""
    assert (word(int(address[:4], 16)), word(int(address[4:], 16))) == words
