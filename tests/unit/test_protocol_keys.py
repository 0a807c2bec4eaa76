"""Keys: made, kept in files of their own, exchanged, and shown to peers by certificates that chain to a root."""

import os
import random
import ssl
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from tests.councils import ring_of

from detente.errors import Fault, Malformed, Refused
from detente.limits import CERTIFICATE_BYTES_MAX, KDF_MEMORY_KIB_MAX
from detente.protocol.keys import Keyring, client_context, issuer_of, root_public, server_context
from detente.protocol.keys.certificates import der_of, parse_private_pem, public_of
from detente.protocol.keys.file import parse_key
from detente.tlog.notes import parse_note, sign_note, verify_note

FILES = ["hpke.key", "log.key", "mirror.key", "root.key", "root.pem", "store.key", "tls.key", "tls.pem", "witness.key"]
NOW = 1_460_000_000


def draw(seed: int = 1) -> random.Random:
    return random.Random(seed)


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of keys under a passphrase; the tests that use it only read."""
    folder = tmp_path_factory.mktemp("closed") / "keys"
    ring_of("ru").save(folder, b"correct horse", draw=draw().randbytes)
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    ring_of("ru").save(tmp_path / "keys")
    return tmp_path / "keys"


def same(one: Keyring, other: Keyring) -> bool:
    return (one.party, one.root, one.store_key, one.hpke_public, one.root_certificate, one.public("log")) == (
        other.party,
        other.root,
        other.store_key,
        other.hpke_public,
        other.root_certificate,
        other.public("log"),
    )


# --- files ------------------------------------------------------------------------------------------------------------


def test_keys_come_back_as_they_were_saved(folder: Path, closed: Path) -> None:
    """Open or closed, a folder gives back the same keys; one file each, for their owner's eyes only."""
    for place, passphrase in ((folder, None), (closed, b"correct horse")):
        assert same(Keyring.open(place, passphrase), ring_of("ru"))
        assert sorted(path.name for path in place.iterdir()) == FILES
        assert {path.stat().st_mode & 0o777 for path in place.iterdir()} == {0o600}
        assert place.stat().st_mode & 0o777 == 0o700


def test_an_open_file_says_so_and_a_closed_one_shows_nothing(folder: Path, closed: Path) -> None:
    """Without a passphrase a file is plainly marked; with one no secret stands in any file."""
    import base64

    secret = base64.b64encode(ring_of("ru").store_key).decode()
    assert "protection: none, unencrypted\n" in (folder / "store.key").read_text(encoding="ascii")
    assert secret in (folder / "store.key").read_text(encoding="ascii")
    assert "argon2id iterations=3 lanes=4 memory=65536KiB" in (closed / "store.key").read_text(encoding="ascii")
    assert all(secret not in path.read_text(encoding="ascii") for path in closed.iterdir())
    assert "BEGIN ENCRYPTED PRIVATE KEY" in (closed / "tls.key").read_text(encoding="ascii")


def test_a_wrong_or_missing_passphrase_is_told_apart(closed: Path) -> None:
    """Both are refused with what to do; nothing is opened half-way."""
    for passphrase, code in ((None, "passphrase-needed"), (b"battery staple", "passphrase-wrong")):
        with pytest.raises(Refused) as caught:
            Keyring.open(closed, passphrase)
        assert caught.value.code == code
        assert caught.value.remedy


def test_a_passphrase_is_letters_not_code_points(tmp_path: Path) -> None:
    """The same word typed on another machine opens, whether its accents came joined or apart."""
    ring_of("ru").save(tmp_path, "détente".encode(), draw=draw().randbytes)
    assert same(Keyring.open(tmp_path, "de\u0301tente".encode()), ring_of("ru"))


def test_a_passphrase_may_be_any_bytes(tmp_path: Path) -> None:
    """What is no UTF-8 is taken as it is."""
    ring_of("ru").save(tmp_path, b"\xff\xfe", draw=draw().randbytes)
    assert same(Keyring.open(tmp_path, b"\xff\xfe"), ring_of("ru"))


@pytest.mark.parametrize("name", [name for name in FILES if name != "root.key"])
def test_a_missing_file_is_named(name: str, folder: Path) -> None:
    """Which file is missing, and where to get it."""
    (folder / name).unlink()
    with pytest.raises(Refused, match=name.replace(".", r"\.")) as caught:
        Keyring.open(folder)
    assert caught.value.code == "key-missing"
    assert "backup" in caught.value.remedy


def test_a_folder_without_keys_is_refused(tmp_path: Path) -> None:
    """No folder at all reads as its first file missing."""
    with pytest.raises(Refused, match="key-missing"):
        Keyring.open(tmp_path / "nowhere")


def test_the_root_may_lie_elsewhere(folder: Path) -> None:
    """Without root.key a node signs heads and receipts; what needs the root is refused with what to do."""
    (folder / "root.key").unlink()
    ring = Keyring.open(folder)
    assert ring.root == ring_of("ru").root
    ring.log_signer("x").sign(b"")
    for work in (ring.root_signer, lambda: ring.rotate(["log"])):
        with pytest.raises(Refused, match=r"bring root\.key") as caught:
            work()
        assert caught.value.code == "root-absent"
    ring.save(folder)
    assert not (folder / "root.key").exists()
    with pytest.raises(Refused, match="root-absent"):
        ring_of("ru").without_root().root_signer()


@pytest.mark.parametrize("name", FILES)
def test_every_changed_line_is_noticed(name: str, closed: Path, folder: Path, tmp_path: Path) -> None:
    """A byte changed in any line of any file is refused: as damage, or as a passphrase that does not fit."""
    for path in (closed if name.endswith(".key") else folder).iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    text = (tmp_path / name).read_bytes()
    places = [text.index(line) + len(line) // 2 for line in text.split(b"\n") if line and not line.startswith(b"-----")]
    for place in places:
        changed = bytearray(text)
        changed[place] ^= 1
        (tmp_path / name).write_bytes(changed)
        with pytest.raises(Refused) as caught:
            Keyring.open(tmp_path, b"correct horse")
        assert caught.value.code in ("key-damaged", "passphrase-wrong", "passphrase-needed")


def test_files_of_different_keys_do_not_mix(folder: Path, tmp_path: Path) -> None:
    """A file in another's place, another party's file, another root: each is damage, and named."""
    ring_of("us").save(tmp_path / "us")
    ring_of("ru", 1).save(tmp_path / "ru1")
    for source, target in (
        (folder / "mirror.key", "witness.key"),
        (tmp_path / "us" / "mirror.key", "mirror.key"),
        (tmp_path / "ru1" / "root.key", "root.key"),
        (tmp_path / "ru1" / "root.pem", "root.pem"),
        (tmp_path / "ru1" / "tls.pem", "tls.pem"),
        (tmp_path / "ru1" / "tls.key", "tls.key"),
    ):
        kept = (folder / target).read_bytes()
        (folder / target).write_bytes(source.read_bytes())
        with pytest.raises(Refused, match="key-damaged"):
            Keyring.open(folder)
        (folder / target).write_bytes(kept)
    for junk in (b"", b"\xff", b"x" * 100_000, b"detente-key: 2\n"):
        (folder / "log.key").write_bytes(junk)
        with pytest.raises(Refused, match="key-damaged"):
            Keyring.open(folder)


def test_a_key_file_bounds_what_it_asks_for(closed: Path) -> None:
    """A file cannot make its reader spend hours or all memory; any other spelling is refused too."""
    text = (closed / "log.key").read_text(encoding="ascii")
    parse_key(text)
    for old, new in (
        ("iterations=3", "iterations=65"),
        ("lanes=4", "lanes=65"),
        ("memory=65536", f"memory={KDF_MEMORY_KIB_MAX + 1}"),
        ("memory=65536", "memory=31"),
        ("iterations=3", "iterations=03"),
        ("argon2id", "scrypt"),
        ("serial: 1", "serial: 01"),
        ("serial: 1", "serial: one"),
        ("detente-key: 1", "detente-key: 2"),
        ("party: ru\n", ""),
        ("secret: ", "secret: AAAA"),
    ):
        with pytest.raises(Malformed) as caught:
            parse_key(text.replace(old, new))
        assert caught.value.code == "key-file"


def test_a_disk_that_fails_is_a_fault(tmp_path: Path) -> None:
    """A folder that cannot be made and a file that cannot be read are the world's doing, with a remedy."""
    (tmp_path / "file").write_text("", encoding="ascii")
    with pytest.raises(Fault) as caught:
        ring_of("ru").save(tmp_path / "file" / "keys")
    assert caught.value.code == "key-unwritable"
    ring_of("ru").save(tmp_path / "keys")
    (tmp_path / "keys" / "log.key").unlink()
    (tmp_path / "keys" / "log.key").mkdir()
    with pytest.raises(Fault) as caught:
        Keyring.open(tmp_path / "keys")
    assert caught.value.code == "key-unreadable"


def test_a_write_cut_short_leaves_the_old_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file is whole or is the one before; nothing is left lying about."""
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Fault, match="No space left"):
        ring_of("ru", 1).save(folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


# --- use and rotation -------------------------------------------------------------------------------------------------


def test_each_key_has_one_use_and_one_name() -> None:
    """Root signs as the party, log as the feed, mirror and witness under names of their own; no key twice."""
    ring = ring_of("ru")
    signers = [ring.root_signer(), ring.log_signer("a/b/c/1"), ring.mirror_signer(), ring.witness_signer()]
    assert [signer.key.name for signer in signers] == ["ru", "a/b/c/1", "ru/mirror", "ru/witness"]
    assert len({signer.key.public for signer in signers}) == 4
    note = parse_note(sign_note("text\n", [ring.root_signer()]).to_bytes())
    assert verify_note(note, [ring.root]) == (ring.root,)
    assert "seed" not in repr(ring)


def test_the_same_dice_make_the_same_keys() -> None:
    """All chance comes from outside: a rehearsal can be repeated."""
    assert same(Keyring.new("ru", draw=draw(5).randbytes), Keyring.new("ru", draw=draw(5).randbytes))
    assert not same(Keyring.new("ru", draw=draw(5).randbytes), Keyring.new("ru", draw=draw(6).randbytes))


def test_rotation_exchanges_what_is_asked_for(folder: Path) -> None:
    """New keys with the next serial; earlier HPKE keys stay readable, newest first, across saving and opening."""
    ring = Keyring.open(folder)
    first = ring.rotate(["log", "hpke"], draw=draw(1).randbytes)
    second = first.rotate(["hpke", "mirror", "witness"], draw=draw(2).randbytes)
    assert first.public("log") == second.public("log") != ring.public("log")
    assert first.public("mirror") == ring.public("mirror") != second.public("mirror")
    second.save(folder)
    again = Keyring.open(folder)
    publics = [private.public for private in again.hpke_privates()]
    assert publics == [second.hpke_public, first.hpke_public, ring.hpke_public]
    assert {"hpke.1.key", "hpke.2.key"} <= {path.name for path in folder.iterdir()}
    assert "serial: 3\n" in (folder / "hpke.key").read_text(encoding="ascii")
    assert again.store_key == ring.store_key


def test_a_new_tls_key_needs_nobodys_update(folder: Path) -> None:
    """Its certificate chains to the same root certificate."""
    ring = Keyring.open(folder)
    fresh = ring.rotate(["tls"], draw=draw(3).randbytes)
    fresh.save(folder)
    leaf = der_of((folder / "tls.pem").read_text(encoding="ascii"))
    assert issuer_of(leaf, {"ru": ring.root_certificate}, NOW) == "ru"
    assert Keyring.open(folder).root_certificate == ring.root_certificate


def test_root_and_store_do_not_rotate_like_that() -> None:
    """A new root is a matter of both roots' signatures; a store key of the whole record."""
    for key in ("root", "store", "nothing"):
        with pytest.raises(Refused, match=key) as caught:
            ring_of("ru").rotate(["log", key])
        assert caught.value.code == "key-not-rotating"


# --- certificates and TLS ---------------------------------------------------------------------------------------------


def handshake(server: ssl.SSLContext, client: ssl.SSLContext) -> tuple[ssl.SSLObject, ssl.SSLObject]:
    """Let both sides shake hands in memory; what one refuses is raised."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    here = server.wrap_bio(to_server, to_client, server_side=True)
    there = client.wrap_bio(to_client, to_server)
    for _ in range(4):
        for side in (there, here):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
    return here, there


@pytest.fixture
def saved(tmp_path: Path) -> dict[str, Keyring]:
    rings = {party: ring_of(party) for party in ("ru", "us", "xx")}
    for party, ring in rings.items():
        ring.save(tmp_path / party)
    return rings


def test_peers_know_each_other_by_their_roots(saved: dict[str, Keyring]) -> None:
    """TLS 1.3, both sides shown; whose root stands behind a connection is found from the certificate alone."""
    roots = {party: ring.root_certificate for party, ring in saved.items()}
    here, there = handshake(
        server_context(saved["ru"], [roots["us"], roots["xx"]]), client_context(saved["us"], [roots["ru"]])
    )
    assert here.version() == there.version() == "TLSv1.3"
    seen = here.getpeercert(binary_form=True)
    shown = there.getpeercert(binary_form=True)
    assert seen is not None
    assert shown is not None
    assert (issuer_of(seen, roots, NOW), issuer_of(shown, roots, NOW)) == ("us", "ru")


def test_strangers_are_not_let_in(saved: dict[str, Keyring]) -> None:
    """Whose root is not trusted gets no connection, on either side; nor does anybody where no root is."""
    ru, us, xx = (saved[party] for party in ("ru", "us", "xx"))
    for server, client in (
        (server_context(ru, [us.root_certificate]), client_context(xx, [ru.root_certificate])),
        (server_context(ru, [us.root_certificate]), client_context(us, [xx.root_certificate])),
        (server_context(ru, []), client_context(us, [ru.root_certificate])),
    ):
        with pytest.raises(ssl.SSLError):
            handshake(server, client)


def test_older_tls_is_refused(saved: dict[str, Keyring]) -> None:
    """A client that knows TLS 1.2 only is not served."""
    old = client_context(saved["us"], [saved["ru"].root_certificate])
    old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_2
    with pytest.raises(ssl.SSLError):
        handshake(server_context(saved["ru"], [saved["us"].root_certificate]), old)


def test_keys_under_a_passphrase_serve_tls(closed: Path, saved: dict[str, Keyring]) -> None:
    """The TLS key is opened with a password that follows from the store key."""
    ring = Keyring.open(closed, b"correct horse")
    here, _ = handshake(
        server_context(ring, [saved["us"].root_certificate]), client_context(saved["us"], [ring.root_certificate])
    )
    assert here.version() == "TLSv1.3"


def chain(ring: Keyring, tmp_path: Path) -> bytes:
    ring.save(tmp_path)
    return der_of((tmp_path / "tls.pem").read_text(encoding="ascii"))


def test_a_certificate_is_its_roots_and_nobody_elses(tmp_path: Path) -> None:
    """Names in a certificate count for nothing; only the root's signature and the dates do."""
    ru, impostor = ring_of("ru"), ring_of("ru", 1)
    leaf = chain(ru, tmp_path / "a")
    assert issuer_of(leaf, {"ru": ru.root_certificate}, NOW) == "ru"
    assert issuer_of(leaf, {"ru": impostor.root_certificate}, NOW) is None
    assert (
        issuer_of(
            chain(impostor, tmp_path / "b"), {"us": ring_of("us").root_certificate, "ru": ru.root_certificate}, NOW
        )
        is None
    )
    assert issuer_of(leaf, {}, NOW) is None


def test_certificates_hold_in_every_scenario(tmp_path: Path) -> None:
    """From 2000 on without end, because a rehearsal's clock may stand in 2014; before that they do not."""
    roots = {"ru": ring_of("ru").root_certificate}
    leaf = chain(ring_of("ru"), tmp_path)
    start = int(datetime(2000, 1, 1, tzinfo=UTC).timestamp())
    assert [issuer_of(leaf, roots, at) for at in (start - 1, start, NOW, 253_402_300_799)] == [None, "ru", "ru", "ru"]


def test_foreign_bytes_are_nobodys_certificate() -> None:
    """Junk, cut-short and overlong certificates name nobody and raise nothing."""
    root = ring_of("ru").root_certificate
    for data in (b"", b"junk", root[:-1], root + bytes(CERTIFICATE_BYTES_MAX)):
        assert issuer_of(data, {"ru": root}, NOW) is None
    for at in range(len(root)):
        changed = root[:at] + bytes([root[at] ^ 0x10]) + root[at + 1 :]
        assert issuer_of(changed, {"us": ring_of("us").root_certificate}, NOW) is None


def signed_by(key: Ed25519PrivateKey, *, subject: str, ca: bool | None, curve: bool = False) -> bytes:
    """Return a certificate of a foreign make."""
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "ru")])
    other = generate_private_key(SECP256R1())
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]))
        .issuer_name(issuer)
        .public_key(other.public_key() if curve else key.public_key())
        .serial_number(7)
        .not_valid_before(datetime(2000, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2100, 1, 1, tzinfo=UTC))
    )
    if ca is not None:
        builder = builder.add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    return builder.sign(*((other, SHA256()) if curve else (key, None))).public_bytes(Encoding.DER)  # type: ignore[arg-type]


def test_a_root_certificate_vouches_for_itself() -> None:
    """Ed25519, a CA, self-issued and self-signed: anything else is no root."""
    key = Ed25519PrivateKey.from_private_bytes(bytes(32))
    assert root_public(ring_of("ru").root_certificate) == ring_of("ru").root.public
    assert root_public(signed_by(key, subject="ru", ca=True)) == key.public_key().public_bytes_raw()
    good = ring_of("ru").root_certificate
    for bad in (
        b"",
        good[:-1] + bytes([good[-1] ^ 1]),
        signed_by(key, subject="us", ca=True),
        signed_by(key, subject="ru", ca=False),
        signed_by(key, subject="ru", ca=None),
        signed_by(key, subject="ru", ca=True, curve=True),
        good + bytes(CERTIFICATE_BYTES_MAX),
    ):
        with pytest.raises(Malformed) as caught:
            root_public(bad)
        assert caught.value.code == "root-certificate"


def test_files_that_are_no_pem_are_told_apart() -> None:
    """What is read from our own files has codes of its own, below `key-damaged`."""
    with pytest.raises(Malformed) as caught:
        der_of("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    assert caught.value.code == "certificate-pem"
    key = Ed25519PrivateKey.from_private_bytes(bytes(32))
    with pytest.raises(Malformed, match="certificate-pem"):
        public_of(signed_by(key, subject="ru", ca=True, curve=True))
    with pytest.raises(Malformed) as caught:
        parse_private_pem("junk", "password")
    assert caught.value.code == "private-key-pem"
