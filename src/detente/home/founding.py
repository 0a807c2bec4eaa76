"""What a party does before it is in any council: making itself, drafting a charter, signing one."""

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from urllib.parse import urlsplit

from detente.clock import Instant
from detente.council.registry import check_charter
from detente.errors import Malformed, Refused
from detente.home.regimes import charter_tables
from detente.home.replies import Founded, SignedAmendment, SignedCharter
from detente.node.folder import FORMAT, Folder, Mark, bring_back_identity
from detente.protocol import charter as charters
from detente.protocol import drafting
from detente.protocol.amendment import Accession, draft_of
from detente.protocol.charter import Channel, Member, parse_charter
from detente.protocol.identity import Identity, make_identity_note, note_digest, verify_chain
from detente.protocol.keys import Keyring
from detente.protocol.toml import parse_toml
from detente.record.sql import open_store
from detente.regimes.pack import Pack
from detente.tlog.notes import parse_note, sign_text

PORT = 8446
"""Where a node listens when its URL names no port; unassigned at IANA in 2026."""
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def found_party(
    folder: Folder,
    party: str,
    name: str,
    *,
    now: Instant,
    url: str = "",
    officer: str = "",
    passphrase: bytes | None = None,
) -> Founded:
    """Make a party's folder with fresh keys, its first identity note and an empty record.

    Raises:
        Refused: `folder-taken`, `party-details`, `file-unwritable`. Fault: `key-unwritable`, `store-failed`.
    """
    port = _port(url)
    ring = Keyring.new(party, name)
    try:
        note = first_note(ring, name, url, now)
    except Malformed as fault:
        raise Refused(
            "party-details", expected=fault.expected, got=fault.got, remedy="detente party new --help"
        ) from None
    try:
        _check_free(folder)
        for path in (folder.path, folder.keys, folder.attachments):
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
        ring.save(folder.keys, passphrase)
        with closing(open_store(folder.record)) as store:
            with store.transaction():
                store.put_identity(party, 1, note, now)
            bring_back_identity(folder, store, party)
            Mark(folder, store).begin()
        # Last: a folder without its settings is no party's, so what was cut short is seen.
        folder.config.write_text(_config(party, name, url, port, officer), encoding="utf-8")
    except OSError as fault:
        raise Refused(
            "file-unwritable",
            expected="a folder in which to write",
            got=f"{fault.filename or folder.path}: {fault.strerror}",
            remedy="choose another place",
        ) from None
    return Founded(party, name, url, str(folder.path), note_digest(note).hex(), note.decode())


def _check_free(folder: Folder) -> None:
    for path in (folder.config, folder.keys, folder.record):
        if path.exists():
            raise Refused(
                "folder-taken",
                expected="a folder without a party",
                got=str(path),
                remedy="give another --dir; a party keeps its folder for good",
            )


def _port(url: str) -> int:
    """Return the port that a URL names, or the usual one.

    Raises:
        Refused: `party-details`.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        port, parts = 0, None
    if port == 0 or (url and parts is not None and not parts.hostname):
        raise Refused(
            "party-details",
            expected="a URL with a host, and a port from 1 to 65535 or none",
            got=url,
            remedy="detente party new --help",
        )
    return PORT if port is None else port


def first_note(ring: Keyring, name: str, url: str, at: Instant) -> bytes:
    """Return the first identity note of a party, signed by its root.

    Raises:
        Malformed: `identity-malformed`, where name or URL cannot stand in a note.
    """
    identity = Identity(
        party=ring.party,
        name=name,
        serial=1,
        previous="",
        valid_from=at,
        url=url,
        root=ring.root,
        log=ring.public("log"),
        mirror=ring.public("mirror"),
        witness=ring.public("witness"),
        hpke=ring.hpke_public,
        root_certificate=ring.root_certificate,
    )
    return make_identity_note(identity, [ring.root_signer()])


def _config(party: str, name: str, url: str, port: int, officer: str) -> str:
    loopback = not url or urlsplit(url).hostname in _LOOPBACK
    host = "127.0.0.1" if loopback else "0.0.0.0"  # noqa: S104  only roots known here come in
    settings = {
        "detente-party": FORMAT,
        "party": party,
        "name": name,
        "host": host,
        "port": port,
        "officer": officer,
    }
    # A JSON string is a TOML basic string.
    return "".join(f"{key} = {json.dumps(value)}\n" for key, value in settings.items())


# --- charters ---------------------------------------------------------------------------------------------------------


def draft_charter(
    name: str,
    title: str,
    identities: Iterable[str],
    *,
    founded_at: Instant,
    channels: Mapping[str, Channel],
    depositary: str | None = None,
    rehearsal: bool = False,
    tables: str = "",
    regimes: Iterable[Pack] = (),
) -> str:
    """Return the text of a charter between the parties of these identity notes, numbered in their order from 1.

    Args:
        identities: the content of identity files, one a founder.
        channels: beside `line` and the journal, which are always there.
        tables: TOML of what desks read: topics, clocks, silence, levels and others (docs/council).
        regimes: agreements under which the council stands, beside those that `tables` name.

    Raises:
        Refused: `charter-draft`. Malformed: the codes of `verify_chain`.
    """
    parties: dict[str, Member] = {}
    for number, text in enumerate(identities, start=1):
        chain = verify_chain(split_notes(text))
        party = chain[0].party
        if party in parties:
            raise Refused("party-twice", expected="each founder once", got=party, remedy="give each note once")
        parties[party] = Member(number, chain[-1].name, chain[0].root)
    try:
        further = parse_toml("charter-setting", tables)
        if named := charter_tables(regimes):
            others = further.get("regimes", {})
            further["regimes"] = {**others, **named} if isinstance(others, dict) else others
        text = drafting.draft_charter(
            name=name,
            title=title,
            founded_at=founded_at,
            parties=parties,
            channels=channels,
            depositary=depositary,
            rehearsal=rehearsal,
            tables=further,
        )
        check_charter(parse_charter(text))
    except Malformed as fault:
        remedy = "detente council draft --help, and docs/council for the tables"
        raise Refused("charter-draft", expected=fault.expected, got=fault.got, remedy=remedy) from None
    return text


def sign_charter(copies: Sequence[str], folder: Folder | None, passphrase: bytes | None = None) -> SignedCharter:
    """Return the charter with the signatures of all copies and, where a folder is given, of its party's root.

    Raises:
        Refused: `charter-copies`, `root-absent`, `not-a-founder`, and those of opening the folder.
        Malformed: `charter-differs`, `charter-signature`, and those of `parse_charter`.
    """
    if folder is None and len(copies) < 2:
        raise Refused(
            "charter-copies",
            expected="several copies to merge",
            got=str(len(copies)),
            remedy="detente council sign FILE FILE",
        )
    merged = copies[0].encode()
    for copy in copies[1:]:
        merged = charters.merge_charters(merged, copy.encode())
    if folder is not None:
        folder.read_config()
        merged = charters.sign_charter(merged, Keyring.open(folder.keys, passphrase).root_signer())
    missing = charters.missing_signatures(merged)
    charter = charters.parse_charter(parse_note(merged).text)
    signed = tuple(party for party in charter.parties if party not in missing)
    return SignedCharter(charter.council_id, signed, missing, merged.decode())


def sign_amendment(text: str, folder: Folder, passphrase: bytes | None = None) -> SignedAmendment:
    """Return the amendment by which a folder's party comes, or comes back, with the signature of its root.

    Args:
        text: a bare text, or a note that others have signed.

    Raises:
        Refused: `amendment-of-another`, `root-absent`, and those of opening the folder.
        Malformed: what `draft_of` raises.
    """
    folder.read_config()
    amendment = draft_of(text.encode())
    signer = Keyring.open(folder.keys, passphrase).root_signer()
    change = amendment.change
    own = amendment.comer == signer.key.name
    if not own or (isinstance(change, Accession) and change.member.root != signer.key):
        raise Refused(
            "amendment-of-another",
            expected="an amendment by which this party comes, under its own root",
            got=amendment.title,
            remedy="a party that is in signs with: detente council consent REF",
        )
    note = amendment.document.note
    signed = note.with_signatures([sign_text(note.text, signer)]).to_bytes().decode()
    return SignedAmendment(amendment.document.council, amendment.number, signer.key.name, signed)


def split_notes(text: str) -> list[bytes]:
    """Return the signed notes in a file, oldest first; each ends with its last signature line.

    An identity note's own text is TOML of one shape, in which no line begins with an em dash and a space.

    Raises:
        Malformed: `identity-file-empty`.
    """
    notes: list[list[str]] = []
    signed = True
    for line in text.splitlines(keepends=True):
        is_signature = line.startswith("— ")
        if signed and not is_signature:
            notes.append([])
        if notes:
            notes[-1].append(line)
        signed = is_signature
    if not notes:
        remedy = "detente party show --note -o FILE writes one"
        raise Malformed("identity-file-empty", expected="a signed identity note", got="none", remedy=remedy)
    return ["".join(note).encode() for note in notes]
