"""What stands in an evidence file for eyes: the act as JSON, the manifest, and how to check all of it without us."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct

from detente.clock import rfc3339
from detente.protocol.acts import Act, Attachment, Reference
from detente.protocol.charter import Charter
from detente.protocol.evidence.layout import MANIFEST

TYPE: Final = "detente evidence"
VERSION: Final = 1


class Subject(Struct, frozen=True):
    """What an evidence file is about.

    Args:
        sort: `act` or `contradiction`.
        council: id.
        origin: of the feed, or of the generation that a contradiction closes.
        index: of the entry, or from which on nothing counts.
        rehearsal: whether the council is one.
        disclosed: whether `entry.key` opens the entry.
    """

    sort: str
    council: str
    origin: str
    index: int
    rehearsal: bool
    disclosed: bool


def manifest(subject: Subject, parts: Mapping[str, bytes]) -> bytes:
    """Return `manifest.json`: what the file is about, and size and hash of each other part."""
    listed = {
        name: {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in sorted(parts.items())
        if name != MANIFEST
    }
    return to_json(
        {
            "type": TYPE,
            "version": VERSION,
            "subject": subject.sort,
            "council": subject.council,
            "rehearsal": subject.rehearsal,
            "origin": subject.origin,
            "index": subject.index,
            "parts": listed,
        }
    )


def act_json(act: Act, charter: Charter) -> dict[str, Any]:
    """Return an act as JSON says it: ids for numbers, RFC 3339 for seconds, hex for bytes; all fields, in one order."""
    names = {member.number: party for party, member in charter.parties.items()}

    def party(number: int) -> str:
        return names.get(number, f"?{number}")

    def reference(one: Reference) -> dict[str, Any]:
        place = {"party": party(one.party), "generation": one.generation, "index": one.index, "leaf": one.leaf.hex()}
        return place if one.channel is None else {**place, "channel": one.channel}

    return {
        "kind": act.kind,
        "claimed_at": rfc3339(act.claimed_at),
        "officer": act.officer,
        "dossier": None if act.dossier is None else reference(act.dossier),
        "cites": [reference(cited) for cited in act.cites],
        "answers": act.answers,
        "precedence": act.precedence.name.lower(),
        "to": [party(number) for number in act.to],
        "language": act.language,
        "marking": act.marking,
        "body": _plain(dict(act.body)),
        "attachments": [attachment_json(one) for one in act.attachments],
        "extra": _plain({str(key): value for key, value in sorted(act.extra.items())}),
    }


def to_json(value: object) -> bytes:
    """Return the one JSON text of a value that we write: two spaces, UTF-8, a newline at the end."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def attachment_json(one: Attachment) -> dict[str, Any]:
    """Return an attachment as JSON says it, with the key that opens it."""
    return {
        "hash": one.hash.hex(),
        "bytes": one.size,
        "name": one.name,
        "media_type": one.media_type,
        "key": one.key.hex(),
    }


def _plain(value: Any) -> Any:
    match value:
        case bytes():
            return {"$bytes": value.hex()}
        case dict() if all(isinstance(key, str) for key in value):
            return {key: _plain(one) for key, one in value.items()}
        case dict():
            return {"$map": [[_plain(key), _plain(one)] for key, one in value.items()]}
        case list():
            return [_plain(one) for one in value]
        case _:
            return value


def readme(subject: Subject) -> bytes:
    """Return `README.md`: what the file shows, and how to check it with tools that we did not write."""
    about = _ACT if subject.sort == "act" else _CONTRADICTION
    opening = _OPENING if subject.disclosed else ""
    mark = "\n**This is a rehearsal: its keys and its council were made for it.**\n" if subject.rehearsal else ""
    place = f"Council `{subject.council}`, log `{subject.origin}`, entry {subject.index} (counted from 0).\n"
    return (about.format(mark=mark, place=place) + opening + _TRUST).encode()


_ACT: Final = """# Evidence of one act
{mark}
{place}
What is shown: this entry stands in this party's log, the log's head is signed by the party, and other parties'
nodes stated with their own signatures by when they had it. `detente evidence verify FILE.zip` checks all of it in
nine numbered steps. Each can be done without that program, with any implementation of the C2SP specifications
(https://c2sp.org):

1. `manifest.json` lists the SHA-256 of every part: `sha256sum *` compares.
2. `charter.note` is a signed note. Its text (up to the last blank line) names each party's root key as
   `root`, and each of these keys must have signed it. The council's id is its name, a hyphen, and the first 16 hex
   digits of the SHA-256 of that text.
3. `identities/PARTY.1.note` is signed by the party's root key in the charter. Each further note states the SHA-256
   of the text before it as `previous`.
4. `log.vkey` is the author's `log` key of these notes (type 0x01, name: the log). `cosigners.vkeys` are the
   `mirror` and `witness` keys of other parties (type 0x04, names `PARTY/mirror` and `PARTY/witness`).
5. to 7. `proof.txt` is a tlog-proof: check it for `leaf.bin` with `log.vkey` and `cosigners.vkeys`. The leaf hash
   is that of RFC 6962: `(printf '\\000'; cat leaf.bin) | sha256sum`. Go: package `golang.org/x/mod/sumdb/note`
   opens the head below the blank line with `log.vkey`, `golang.org/x/mod/sumdb/tlog` checks the hashes above it
   (`CheckRecord`). A cosignature signs the lines `cosignature/v1` and `time SECONDS`, then the head's text; its
   first 8 bytes after the key id are the seconds. A `mirror` says: I hold all entries up to this head. A `witness`
   says: I saw this head, and it is consistent. Files in `proofs/` are further tlog-proofs of the same leaf under
   other heads; `cosignatures.txt` holds lines beyond 16.
8. The first byte of `leaf.bin` says how to read it: 01 is CBOR from the second byte on, 02 is sealed. `act.json`
   says the same as the CBOR (RFC 8949).
9. The act was made not later than the earliest cosignature. Its own `claimed_at` is its author's word.
"""

_OPENING: Final = """
`entry.key` opens this entry and no other. With Python's `cryptography` and `cbor2`:

```python
from pathlib import Path
import cbor2
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

leaf = Path("leaf.bin").read_bytes()
origin = Path("log.vkey").read_text().split("+")[0]
index = int(Path("proof.txt").read_text().split("index ")[1].split()[0])
secret = bytes.fromhex(Path("entry.key").read_text())
both = HKDFExpand(SHA256(), 64, b"detente seal").derive(secret)
assert leaf[0] == 2 and leaf[33:65] == both[32:]
place = origin.encode() + b"\\n" + index.to_bytes(8, "big")
text = AESGCMSIV(both[:32]).decrypt(bytes(12), leaf[65:], place)
print(cbor2.loads(text.rstrip(b"\\0")[:-1]))
```
"""

_CONTRADICTION: Final = """# Evidence of a contradiction
{mark}
{place}
What is shown: two statements, both signed with one party's log key, that exclude each other. Either two different
entries stand at one index of one log, or two logs each say that they are the one continuation of the same log. The
cause is not stated: a copied disk does this as well as a lie. `detente evidence verify FILE.zip` checks it in seven
numbered steps. Each can be done without that program, with any implementation of the C2SP specifications
(https://c2sp.org):

1. `manifest.json` lists the SHA-256 of every part.
2. `charter.note` is a signed note, signed by each party's root key that its text names. The council's id is its
   name, a hyphen, and the first 16 hex digits of the SHA-256 of that text (up to the last blank line).
3. `identities/PARTY.1.note` is signed by the party's root key in the charter. Each further note states the SHA-256
   of the text before it as `previous`.
4. `a/log.vkey` and `b/log.vkey` are a `log` key of these notes (type 0x01, name: the log).
5. and 6. `a/proof.txt` is a tlog-proof of `a/leaf.bin`, and `b/proof.txt` of `b/leaf.bin`. The leaf hash is that of
   RFC 6962: `(printf '\\000'; cat leaf.bin) | sha256sum`.
7. Both proofs have the same origin and index, and the leaves differ. Or both have index 0, and both leaves (01,
   then CBOR) name the same log in the first line of `previous`.
"""

_TRUST: Final = """
What this file cannot show by itself: that the root keys in the charter are those of the parties named. Compare them
with what the parties published, or with another copy of the charter. A receipt is not agreement; a record is not
recognition.
"""
