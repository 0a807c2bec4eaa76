"""Identity notes: who a party says it is, with which keys, in a chain that starts at a root and is signed by roots.

A note is TOML of one fixed shape, so that it prints back byte for byte; another shape has another version number. A
note that exchanges a log key states the last head of each feed under the old one, which then speaks for nothing later.
The normative page is docs/spec/identity-and-charter.md, whose steps are numbered here.
"""

import hashlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from msgspec import Struct

from detente.clock import Instant
from detente.errors import Malformed
from detente.limits import CHAINS_KEPT, KEY_NAME_BYTES_MAX, RETIRED_HEADS_MAX, TREE_SIZE_MAX, URL_CHARACTERS_MAX
from detente.protocol.keys.certificates import root_public
from detente.protocol.seal import HPKE_PUBLIC_BYTES, check_hpke_public
from detente.protocol.toml import Table, parse_toml, quote, timestamp
from detente.tlog import base64, ed25519
from detente.tlog.merkle import HASH_BYTES
from detente.tlog.notes import Algorithm, Note, Signer, VerifierKey, parse_note, parse_vkey, sign_note, verify_note

VERSION: Final = 1
RETIRABLE: Final = ("root", "log", "mirror", "witness", "hpke")

_SERIAL_MAX: Final = 1_000_000
_RETIRED_MAX: Final = 8


class RetiredHead(Struct, frozen=True):
    """The last head of one feed that a retired log key signed."""

    origin: str
    size: int
    root: bytes


class Retired(Struct, frozen=True):
    """A key that an identity note puts out of use.

    Args:
        key: of `RETIRABLE`.
        public: the public key.
        heads: for a log key, the last head of each feed; empty for the others.
    """

    key: str
    public: bytes
    heads: tuple[RetiredHead, ...] = ()


class Identity(Struct, frozen=True):
    """What one identity note says.

    Args:
        party: id.
        name: for people.
        serial: 1 for the first note, then one more each.
        previous: SHA-256 in hex of the previous note's text; empty in the first.
        valid_from: from when the party wants it to hold, on its own word.
        url: where its peer face is reached; empty where it only calls others.
        root: vkey of the root, whose name is the party's id.
        log: public key, 32 bytes; it signs heads under the origin of each feed.
        mirror: public key, 32 bytes, of `<party>/mirror`.
        witness: public key, 32 bytes, of `<party>/witness`.
        hpke: X-Wing public key, 1,216 bytes.
        root_certificate: DER, the root vouching for itself; TLS certificates chain to it.
        retired: keys put out of use by this note.
    """

    party: str
    name: str
    serial: int
    previous: str
    valid_from: Instant
    url: str
    root: VerifierKey
    log: bytes
    mirror: bytes
    witness: bytes
    hpke: bytes
    root_certificate: bytes
    retired: tuple[Retired, ...] = ()

    @property
    def mirror_key(self) -> VerifierKey:
        """Return the key under which this party's *stored* receipts verify."""
        return VerifierKey(f"{self.party}/mirror", Algorithm.COSIGNATURE, self.mirror)

    @property
    def witness_key(self) -> VerifierKey:
        """Return the key under which this party's *seen* receipts verify."""
        return VerifierKey(f"{self.party}/witness", Algorithm.COSIGNATURE, self.witness)

    def log_key(self, origin: str) -> VerifierKey:
        """Return the key under which the heads of one feed of this party verify."""
        return VerifierKey(origin, Algorithm.ED25519, self.log)

    def public(self, key: str) -> bytes:
        """Return the public key of a use among `RETIRABLE`."""
        uses = {"root": self.root.public, "log": self.log, "mirror": self.mirror, "witness": self.witness}
        return uses.get(key, self.hpke)

    def retired_size(self, key: str, public: bytes, origin: str) -> int | None:
        """Return up to which size a key that this note retires speaks for a feed, or None where it does not retire it.

        A feed that the note does not name was never signed with that key: 0.
        """
        for one in self.retired:
            if (one.key, one.public) == (key, public):
                return max((head.size for head in one.heads if head.origin == origin), default=0)
        return None


def render_identity(identity: Identity) -> str:
    """Return the one text that says this identity."""
    lines = [
        f"detente-identity = {VERSION}",
        f"party = {quote(identity.party)}",
        f"name = {quote(identity.name)}",
        f"serial = {identity.serial}",
        f"previous = {quote(identity.previous)}",
        f"valid_from = {timestamp(identity.valid_from)}",
        f"url = {quote(identity.url)}",
        f"root = {quote(identity.root.text())}",
        *(f'{key} = "{base64.encode(identity.public(key))}"' for key in RETIRABLE[1:]),
        f'root_certificate = "{base64.encode(identity.root_certificate)}"',
    ]
    for one in identity.retired:
        lines += ["", "[[retired]]", f"key = {quote(one.key)}", f'public = "{base64.encode(one.public)}"']
        heads = [
            f'  {{ origin = {quote(head.origin)}, size = {head.size}, root = "{base64.encode(head.root)}" }},'
            for head in one.heads
        ]
        lines += ["heads = [", *heads, "]"] if heads else []
    return "\n".join([*lines, ""])


def parse_identity(text: str) -> Identity:
    """Return the identity of a note's text, claimed; it prints back as the same text.

    Raises:
        Malformed: `identity-malformed`, `root-certificate`, `hpke-key`, and the codes of keys and vkeys.
    """
    top = Table("identity-malformed", parse_toml("identity-malformed", text))
    top.number("detente-identity", VERSION, VERSION)
    identity = Identity(
        party=top.id("party"),
        name=top.shown("name"),
        serial=top.number("serial", 1, _SERIAL_MAX),
        previous=top.text("previous"),
        valid_from=top.instant("valid_from"),
        url=_url(top),
        root=top.check("root", parse_vkey),
        log=top.base64("log", ed25519.PUBLIC_BYTES),
        mirror=top.base64("mirror", ed25519.PUBLIC_BYTES),
        witness=top.base64("witness", ed25519.PUBLIC_BYTES),
        hpke=top.base64("hpke", HPKE_PUBLIC_BYTES),
        root_certificate=top.base64("root_certificate"),
        retired=tuple(_parse_retired(table) for table in top.array("retired", _RETIRED_MAX)),
    )
    _check_keys(identity)
    if render_identity(identity) != text:
        raise Malformed(
            "identity-malformed",
            expected="the one text that says this identity",
            got="another order, spelling, field or comment",
        )
    return identity


def make_identity_note(identity: Identity, signers: Sequence[Signer]) -> bytes:
    """Return the signed note of an identity.

    Args:
        identity: what it says.
        signers: its root; where it changes the root, the previous one too.

    Raises:
        Malformed: what `parse_identity` says of it.
    """
    text = render_identity(identity)
    parse_identity(text)
    assert identity.root in [signer.key for signer in signers], "an identity is signed by its own root"
    return sign_note(text, signers).to_bytes()


def note_digest(note: bytes) -> bytes:
    """Return SHA-256 of a note's text, 32 bytes: signatures below it do not change what it says.

    Raises:
        Malformed: the codes of `parse_note`.
    """
    return hashlib.sha256(parse_note(note).text.encode()).digest()


def verify_chain(notes: Iterable[bytes]) -> tuple[Identity, ...]:
    """Return the identities of a party, oldest first, where the notes are one chain from its first root on.

    Args:
        notes: claimed, oldest first. That the first root is the party's is for the caller to know.

    Raises:
        Malformed: `identity-chain`, and the codes of `parse_note`, `parse_identity` and `verify_note`.
    """
    return _verified(tuple(notes))


@lru_cache(maxsize=CHAINS_KEPT)
def _verified(notes: tuple[bytes, ...]) -> tuple[Identity, ...]:
    """Return the same for the same bytes: a node asks again at each start, and after each step that left no trace."""
    chain: list[Identity] = []
    before: Note | None = None
    for data in notes:
        note = parse_note(data)
        identity = parse_identity(note.text)
        # Step 1: signed by the root that it names.
        verify_note(note, [identity.root])
        if before is None:
            _check_first(identity)
        else:
            _check_next(chain, identity, before, note)
        chain.append(identity)
        before = note
    if not chain:
        raise Malformed("identity-chain", expected="at least one identity note", got="none")
    return tuple(chain)


def _check_first(identity: Identity) -> None:
    # Step 2: the first note has serial 1, follows none and retires nothing.
    if identity.serial != 1 or identity.previous or identity.retired:
        got = f"serial {identity.serial} after {identity.previous or 'none'}"
        raise Malformed("identity-chain", expected="a first note: serial 1, no previous, nothing retired", got=got)


def _check_next(chain: Sequence[Identity], identity: Identity, before: Note, note: Note) -> None:
    last = chain[-1]
    # Step 3: it follows the note before it, and not another one.
    digest = hashlib.sha256(before.text.encode()).hexdigest()
    if (identity.party, identity.serial, identity.previous) != (last.party, last.serial + 1, digest):
        raise Malformed(
            "identity-chain",
            expected=f"note {last.serial + 1} of {last.party} after {digest}",
            got=f"note {identity.serial} of {identity.party} after {identity.previous or 'none'}",
        )
    if identity.valid_from < last.valid_from:
        raise Malformed("identity-chain", expected=f"valid from {last.valid_from} on", got=str(identity.valid_from))
    # Step 4: a new root is introduced by the old one.
    if identity.root != last.root:
        verify_note(note, [last.root])
    # Step 5: it retires exactly the keys that it exchanges, and no key comes back.
    exchanged = {(key, last.public(key)) for key in RETIRABLE if last.public(key) != identity.public(key)}
    if {(one.key, one.public) for one in identity.retired} != exchanged:
        raise Malformed(
            "identity-chain",
            expected="exactly these keys retired: " + (", ".join(sorted(key for key, _ in exchanged)) or "none"),
            got=", ".join(one.key for one in identity.retired) or "none",
        )
    gone = {one.public for link in (*chain, identity) for one in link.retired}
    if back := [key for key in RETIRABLE if identity.public(key) in gone]:
        raise Malformed("identity-chain", expected="keys that were never retired", got=", ".join(back))


def _check_keys(identity: Identity) -> None:
    """One key, one use; and each one usable."""
    if identity.root.name != identity.party or identity.root.algorithm is not Algorithm.ED25519:
        raise Malformed(
            "identity-malformed", expected=f"a root named {identity.party}, type 0x01", got=identity.root.text()
        )
    signing = (identity.root.public, identity.log, identity.mirror, identity.witness)
    if len(set(signing)) != len(signing):
        raise Malformed(
            "identity-malformed", expected="four different keys as root, log, mirror and witness", got="one key twice"
        )
    for public in signing:
        ed25519.check_public(public)
    check_hpke_public(identity.hpke)
    if root_public(identity.root_certificate) != identity.root.public:
        raise Malformed("root-certificate", expected="a certificate of the root in this note", got="one of another key")


def _url(top: Table) -> str:
    url = top.text("url")
    plain = url.isascii() and url.isprintable() and " " not in url and len(url) <= URL_CHARACTERS_MAX
    if not plain or (url and not url.startswith("https://")):
        top.refuse(f"an https URL of at most {URL_CHARACTERS_MAX} characters, or an empty one", url)
    return url


def _parse_retired(table: Table) -> Retired:
    key = table.text("key")
    if key not in RETIRABLE:
        table.refuse(f"one of {', '.join(RETIRABLE)} as key", key)
    heads = tuple(
        RetiredHead(head.text("origin"), head.number("size", 0, TREE_SIZE_MAX), head.base64("root", HASH_BYTES))
        for head in table.array("heads", RETIRED_HEADS_MAX)
    )
    origins = [head.origin for head in heads]
    if (heads and key != "log") or origins != sorted(set(origins)):
        table.refuse("heads for a log key only, each feed once, in the order of origins", origins[:3])
    if any(len(origin.encode()) > KEY_NAME_BYTES_MAX for origin in origins):
        table.refuse(f"origins of at most {KEY_NAME_BYTES_MAX} bytes", max(origins, key=len)[:80])
    return Retired(key, table.base64("public"), heads)
