"""The keys of a party: root, log, mirror, witness, HPKE, TLS and store, each with one use and one file.

The root may lie elsewhere, offline: a node needs it only to rotate keys. What is certified for TLS chains to the root,
so a peer needs no news of a new TLS key. Format and rules: docs/spec/identity-and-charter.md section 2.
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from detente.errors import Malformed, Refused
from detente.protocol.documents import Purpose, signer_name
from detente.protocol.keys import file as keyfile
from detente.protocol.keys.certificates import (
    Draw,
    der_of,
    issuer_of,
    make_chain,
    make_root_certificate,
    parse_private_pem,
    pem_of,
    private_pem,
    public_of,
    root_public,
)
from detente.protocol.keys.file import KeyFile, Passphrase, Protection
from detente.protocol.seal import HpkePrivate, expand
from detente.tlog import ed25519
from detente.tlog.notes import Algorithm, Signer, VerifierKey

SEEDS: Final = ("root", "log", "mirror", "witness", "hpke", "store")
"""Keys that are a seed of 32 bytes, each in `<key>.key`."""
ROTATING: Final = frozenset({"log", "mirror", "witness", "hpke", "tls"})
"""Keys that can be exchanged for new ones under the same root."""

_ANY_TIME: Final = 1_000_000_000
"""Our own certificates are valid at all times that count; this is one of them."""


@dataclass(frozen=True, slots=True, repr=False)
class Seed:
    """One private key: 32 bytes and the serial that its file carries."""

    value: bytes
    serial: int


class Keyring:
    """What a party signs, opens and shows itself with."""

    def __init__(
        self, party: str, seeds: Mapping[str, Seed], older: Iterable[Seed], root_pem: str, tls_pem: str, tls: bytes
    ) -> None:
        self.party = party
        self.folder: Path | None = None
        """Where the keys lie; None until they are saved."""
        self._seeds = dict(seeds)
        self._older = tuple(sorted(older, key=lambda seed: -seed.serial))
        self._root_pem = root_pem
        self._tls_pem = tls_pem
        self._tls = tls
        self._hpke = tuple(HpkePrivate(seed.value) for seed in (self._seeds["hpke"], *self._older))
        self.root_certificate = der_of(root_pem)
        """DER of the certificate with which the root vouches for this party's TLS keys."""
        self.root = VerifierKey(party, Algorithm.ED25519, root_public(self.root_certificate))
        """The public root, which is known also where the private one lies elsewhere."""

    def __repr__(self) -> str:
        return f"Keyring({self.party!r}, root={self.root.text()})"

    # --- making, opening, saving -------------------------------------------------------------------------------------

    @classmethod
    def new(cls, party: str, name: str = "", *, draw: Draw = os.urandom) -> Self:
        """Return fresh keys for a party.

        Args:
            party: its id.
            name: for people who look at the certificate with other tools.
            draw: where randomness comes from.
        """
        seeds = {key: Seed(draw(32), 1) for key in SEEDS}
        tls = draw(32)
        root_pem = make_root_certificate(party, name, seeds["root"].value, draw)
        tls_pem = make_chain(root_pem, seeds["root"].value, tls, draw)
        return cls(party, seeds, (), root_pem, tls_pem, tls)

    @classmethod
    def open(cls, folder: Path, passphrase: bytes | None = None) -> Self:
        """Return the keys in a folder; the root's private key may be absent.

        Raises:
            Refused: `key-missing`, `key-damaged`, `passphrase-needed`, `passphrase-wrong`.
            Fault: `key-unreadable`.
        """
        words = None if passphrase is None else Passphrase(passphrase)
        files = {
            key: keyfile.load_key(folder / f"{key}.key", key)
            for key in SEEDS
            if key != "root" or (folder / "root.key").exists()
        }
        party = files["log"].party
        seeds = {key: _open_seed(file, party, words, folder / f"{key}.key") for key, file in files.items()}
        older = [
            _open_seed(keyfile.load_key(path, "hpke"), party, words, path)
            for path in sorted(folder.glob("hpke.[0-9]*.key"))
        ]
        remedy = "restore it from the backup of the keys"
        root_pem = keyfile.read_private(folder / "root.pem", remedy)
        tls_pem = keyfile.read_private(folder / "tls.pem", remedy)
        tls_text = keyfile.read_private(folder / "tls.key", remedy)
        try:
            tls = parse_private_pem(tls_text, _tls_password(seeds["store"].value))
            ring = cls(party, seeds, older, root_pem, tls_pem, tls)
            _check_certificates(ring, seeds.get("root"), root_pem, tls_pem, tls)
        except Malformed as fault:
            raise keyfile.damaged(folder / "tls.key, tls.pem or root.pem", str(fault)) from None
        ring.folder = folder
        return ring

    def save(self, folder: Path, passphrase: bytes | None = None, *, draw: Draw = os.urandom) -> None:
        """Write every key to its file, each whole or not at all; closed where a passphrase is given.

        Files of keys that were rotated before are left where they are, and so is a `root.key` that is not in hand.

        Raises:
            Fault: `key-unwritable`.
        """
        words = None if passphrase is None else Passphrase(passphrase)
        protection = keyfile.new_protection(words, draw)
        for seed in self._older:
            self._write_seed(folder / f"hpke.{seed.serial}.key", "hpke", seed, protection, words)
        for key, seed in self._seeds.items():
            self._write_seed(folder / f"{key}.key", key, seed, protection, words)
        keyfile.write_private(folder / "root.pem", self._root_pem)
        keyfile.write_private(folder / "tls.pem", self._tls_pem)
        keyfile.write_private(
            folder / "tls.key", private_pem(self._tls, _tls_password(self.store_key) if words else None)
        )
        self.folder = folder

    def rotate(self, keys: Iterable[str], *, draw: Draw = os.urandom) -> Self:
        """Return the keyring with new keys for these uses, not yet saved; earlier HPKE keys go on opening.

        The next identity note names the new ones and, for a log key, the heads up to which the old one spoke.

        Args:
            keys: of `ROTATING`.
            draw: where randomness comes from.

        Raises:
            Refused: `key-not-rotating`; `root-absent`, because a root must certify and sign what is new.
        """
        wanted = frozenset(keys)
        if not wanted <= ROTATING:
            raise Refused(
                "key-not-rotating",
                expected=f"some of {', '.join(sorted(ROTATING))}",
                got=", ".join(sorted(wanted - ROTATING)),
                remedy="a new root is a new identity note signed by both roots; the store key stays with the record",
            )
        root = self._root_seed("to rotate keys")
        seeds, older = dict(self._seeds), list(self._older)
        for key in sorted(wanted - {"tls"}):
            seeds[key] = Seed(draw(32), self._seeds[key].serial + 1)
        if "hpke" in wanted:
            older.append(self._seeds["hpke"])
        tls = draw(32) if "tls" in wanted else self._tls
        tls_pem = make_chain(self._root_pem, root, tls, draw) if "tls" in wanted else self._tls_pem
        ring = type(self)(self.party, seeds, older, self._root_pem, tls_pem, tls)
        ring.folder = self.folder
        return ring

    def without_root(self) -> Self:
        """Return the keyring as it is on a machine where the private root is not."""
        seeds = {key: seed for key, seed in self._seeds.items() if key != "root"}
        ring = type(self)(self.party, seeds, self._older, self._root_pem, self._tls_pem, self._tls)
        ring.folder = self.folder
        return ring

    # --- using -------------------------------------------------------------------------------------------------------

    def root_signer(self) -> Signer:
        """Return the root as signer of identity notes and founding charters.

        Raises:
            Refused: `root-absent`.
        """
        return Signer(self.party, Algorithm.ED25519, self._root_seed("to sign"))

    def log_signer(self, origin: str) -> Signer:
        """Return the log key as signer of the heads of one feed."""
        return Signer(origin, Algorithm.ED25519, self._seeds["log"].value)

    def document_signer(self, council: str, purpose: Purpose) -> Signer:
        """Return the log key as signer of documents of one purpose in one council."""
        return Signer(signer_name(council, purpose, self.party), Algorithm.ED25519, self._seeds["log"].value)

    def mirror_signer(self) -> Signer:
        """Return the key that says: I hold all of it."""
        return Signer(f"{self.party}/mirror", Algorithm.COSIGNATURE, self._seeds["mirror"].value)

    def witness_signer(self) -> Signer:
        """Return the key that says: I saw it, and it is consistent."""
        return Signer(f"{self.party}/witness", Algorithm.COSIGNATURE, self._seeds["witness"].value)

    def public(self, key: str) -> bytes:
        """Return the public key, 32 bytes, of `log`, `mirror` or `witness`."""
        return ed25519.public_of(self._seeds[key].value)

    @property
    def hpke_public(self) -> bytes:
        """Return the X-Wing public key, 1,216 bytes, for which others box their secrets."""
        return self._hpke[0].public

    def hpke_privates(self) -> tuple[HpkePrivate, ...]:
        """Return the HPKE keys, newest first: earlier ones open earlier grants."""
        return self._hpke

    @property
    def store_key(self) -> bytes:
        """Return the key, 32 bytes, that closes secrets in the record."""
        return self._seeds["store"].value

    def chain_paths(self) -> tuple[Path, Path, str | None]:
        """Return what `ssl` loads: certificate chain, private key, and the latter's password."""
        assert self.folder is not None, "keys that are not saved have no paths"
        return self.folder / "tls.pem", self.folder / "tls.key", _tls_password(self.store_key)

    # --- parts -------------------------------------------------------------------------------------------------------

    def _root_seed(self, purpose: str) -> bytes:
        if "root" not in self._seeds:
            raise Refused(
                "root-absent",
                expected=f"the private root key of {self.party} {purpose}",
                got="no root.key in the folder of keys",
                remedy="bring root.key there for as long as it takes, then take it away again",
            )
        return self._seeds["root"].value

    def _write_seed(
        self, path: Path, key: str, seed: Seed, protection: Protection | None, words: Passphrase | None
    ) -> None:
        file = KeyFile(self.party, key, seed.serial, _public_of(key, seed.value), protection, seed.value)
        keyfile.write_private(path, keyfile.close_key(file, words).text())


# --- files ------------------------------------------------------------------------------------------------------------


def _public_of(key: str, seed: bytes) -> bytes:
    match key:
        case "store":
            return b""
        case "hpke":
            return HpkePrivate(seed).public
        case _:
            return ed25519.public_of(seed)


def _open_seed(file: KeyFile, party: str, words: Passphrase | None, path: Path) -> Seed:
    secret = keyfile.open_key(file, words, path)
    if file.party != party or _public_of(file.key, secret) != file.public:
        raise keyfile.damaged(path, f"a key of {file.party}, or one whose public half is another")
    return Seed(secret, file.serial)


def _tls_password(store_key: bytes) -> str:
    return expand(store_key, b"detente tls key", 32).hex()


def _check_certificates(ring: Keyring, root: Seed | None, root_pem: str, tls_pem: str, tls: bytes) -> None:
    """Be silent where root, certificates and TLS key belong together."""
    leaf = der_of(tls_pem)
    certified = issuer_of(leaf, {ring.party: ring.root_certificate}, _ANY_TIME) == ring.party
    same_root = root is None or ed25519.public_of(root.value) == ring.root.public
    as_written = root_pem == pem_of(ring.root_certificate) and tls_pem == pem_of(leaf) + root_pem
    if not certified or not same_root or not as_written or public_of(leaf) != ed25519.public_of(tls):
        raise Malformed("certificate-pem", expected="files of one root and one TLS key", got="a mixture")
