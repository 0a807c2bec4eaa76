"""What stands in a bundle for eyes: the index as plain text, and how to check all of it without us."""

import re
from collections.abc import Mapping
from typing import Any, Final

_UNSEEN: Final = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
"""What ends a line, turns it round or is not seen: a list of our own, since what Unicode says of it grows."""


def index_text(index: Mapping[str, Any], council: str, *, rehearsal: bool) -> bytes:
    """Return `index.txt`: each act in the order of proof with who held it since when, then each file."""
    lines = [f"Dossier {council}:{index['dossier']}"]
    if rehearsal:
        lines.append("This is a rehearsal: its keys and its council were made for it.")
    lines += ["", f"{len(index['acts'])} acts, in the order of proof; times in UTC", ""]
    for act in index["acts"]:
        lines += [*_act(act), ""]
    lines += [f"{len(index['files'])} files that these acts name", ""]
    for file in index["files"]:
        lines += [*_file(file, index["acts"]), ""]
    return ("\n".join([*lines, *_SHOWS]) + "\n").encode()


def _act(act: Mapping[str, Any]) -> list[str]:
    officer = f" ({_line(act['officer'])})" if act["officer"] else ""
    lines = [
        f"({act['number']}) {act['ref']}  {_line(act['kind'])}",
        f"    by {act['party'].upper()}{officer}, claimed {act['claimed_at']}",
    ]
    if act["builds_on"]:
        lines.append(f"    builds on {', '.join(f'({number})' for number in act['builds_on'])}")
    if act["builds_on_others"]:
        lines.append(f"    builds on {act['builds_on_others']} acts that are not in this bundle")
    lines += [f"    held by {_holder(one)}" for one in act["received"]]
    if not act["received"]:
        lines.append("    no receipt of another party is here")
    return [*lines, *(f"    | {_line(line)}" for line in act["text"].split("\n") if act["text"])]


def _file(file: Mapping[str, Any], acts: list[Mapping[str, Any]]) -> list[str]:
    lines = [f"{_line(file['name'])} ({_line(file['media_type'])})", f"    attachment {file['attachment']}"]
    if file["file"] is None:
        lines.append("    its bytes are not in this bundle")
    else:
        lines += [f"    {file['file']}, {file['bytes']} bytes", f"    SHA-256 {file['sha256']}"]
    for number in file["named_by"]:
        act = acts[number - 1]
        held = "; ".join(_holder(one) for one in act["received"])
        lines.append(f"    named by {act['party'].upper()} in ({number}), an act held by {held or 'nobody else yet'}")
    return lines


def _holder(one: Mapping[str, Any]) -> str:
    return f"{one['party'].upper()} since {one['at']} at the latest ({one['rung']})"


def _line(text: str) -> str:
    """Return words of others on one line, so that they cannot pass for ours: `_UNSEEN` become U+FFFD."""
    return _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", text)


_SHOWS: Final = (
    "What receipts show: that a party's node had the act, from that second at the latest. An act names a file by the",
    "hash of its sealed bytes, so nobody can exchange the file afterwards. That somebody had the file's bytes too is",
    "shown by no receipt. A receipt is not agreement; a record is not recognition.",
)

README: Final = b"""# Evidence of one dossier

`index.txt` lists what is here, in the order of proof. `detente evidence verify FILE.zip` checks all of it, offline, in
six numbered steps. Each can be done without that program:

1. `manifest.json` lists the SHA-256 of every part: `sha256sum acts/* files/*` compares.
2. Each file in `acts/` is the evidence of one act, with a README of its own that says how to check it.
3. All acts name the first act as their dossier (`dossier` in `act.json`: the leaf hash is that of the first).
4. An act stands after what it cites, and after earlier acts of the same feed.
5. Each file in `files/` is the content of an attachment that an act names by the SHA-256 of its sealed bytes, and whose
   key stands there. Sealed again with the salt of `index.json` it has that hash:

```python
import hashlib, json, sys
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

path, key, salt = sys.argv[1], bytes.fromhex(sys.argv[2]), bytes.fromhex(sys.argv[3])
text = open(path, "rb").read() + b"\\x80"
bits = len(text).bit_length() - 1
step = 32 if len(text) <= 256 else 1 << (bits - bits.bit_length())
text += bytes(-len(text) % step)
info = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\\0" + salt + b"detente attachment"
derived = HKDFExpand(SHA512(), 76, info).derive(key)
nonce, cipher, sealed = int.from_bytes(derived[32:44], "big"), AESGCM(derived[:32]), salt + derived[44:]
for number in range(len(text) // 16384 + 1):
    chunk = text[number * 16384 : (number + 1) * 16384]
    sealed += cipher.encrypt((nonce ^ number).to_bytes(12, "big"), chunk, None)
print(hashlib.sha256(sealed).hexdigest())
```

   Where the index has a `key_part`, KEY is HKDF-Expand (SHA-256) of it with info `detente erasable` and the act's key.

6. `index.json` and `index.txt` say what follows from acts and files.

What is in `files/` came from the parties. Names and types are their word: open nothing that you would not open from a
stranger. That there are no other acts in the dossier, and no earlier receipts, is not shown.
"""
