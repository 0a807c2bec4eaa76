"""Altered copies of a proof, and a second entry signed with one party's own key: what a check says of each.

The forger here knows the format and mends what can be mended without a key: sizes and hashes in the manifest. Who
signs the second entry has the party's key. Nothing of it reaches a node.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from detente.errors import Refused
from detente.home.calls import ExportEvidence, Inbox
from detente.home.proofs import verify_file
from detente.home.replies import EvidenceReport
from detente.languages import gettext as _
from detente.languages import ngettext, noted, said
from detente.protocol.contradiction import Branch, contradiction
from detente.protocol.evidence.archive import pack, unpack
from detente.protocol.evidence.build import build_contradiction
from detente.protocol.evidence.layout import ACT, CHARTER, LEAF, MANIFEST, PROOF
from detente.protocol.heads import Head
from detente.protocol.keys import Keyring
from detente.tlog.checkpoint import Checkpoint, parse_checkpoint, sign_head
from detente.tlog.merkle import leaf_hash, root_by
from detente.tlog.notes import Note
from detente.tlog.proof import parse_proof
from detente.tour.house import LINE, House, Row

ACTS_AT_ONCE: Final = 200
_AMENDMENTS: Final = "amendments/"
Parts = dict[str, bytes]


async def exported(house: House) -> tuple[str, bytes]:
    """Return the reference of the left party's newest act on the line, and the file that proves it.

    Raises:
        Refused: `act-not-said`. Refused, Malformed, Fault: as the node answers.
    """
    acts, after = [], 0
    while True:
        call = Inbox(council=house.council, channel=LINE, all=True, after=after, limit=ACTS_AT_ONCE)
        listing = await house.ask(house.left, call)
        acts += [one for one in listing.items if one.party == house.left]
        if listing.next is None:
            break
        after = listing.next
    if not acts:
        raise Refused("act-not-said", expected=f"an act of {house.name(house.left)} on the line", got="none")
    newest = max((one for one in acts if one.received), key=lambda one: one.sequence, default=acts[-1])
    view = await house.ask(house.left, ExportEvidence(newest.ref, council=house.council))
    return newest.ref, base64.b64decode(view.file)


def alterations(data: bytes) -> Iterator[Row]:
    """Yield what a check says of the file as it is, and of five altered copies."""
    yield _row(noted("As it was exported"), verify_file(data))
    for title, alter in _ALTERATIONS:
        yield _row(title, verify_file(alter(data)), good=False)


def seen_by_others(data: bytes) -> dict[str, bytes]:
    """Return the altered copies of which whoever knows entry, proof and keys alone sees what was altered."""
    return {title: alter(data) for title, alter in _ALTERATIONS if alter in (_flip_in_entry, _other_place, _other_time)}


def told_twice(data: bytes, keys: Path, name: str) -> Iterator[Row]:
    """Yield what comes of it when another entry is signed at the same place of a party's log.

    Args:
        keys: folder of the party's keys, which belong to a rehearsal.
        name: what the party is called.
    """
    parts = unpack(data)
    proof, entry = parse_proof(parts[PROOF]), parts[LEAF]
    told = parse_checkpoint(proof.head.text)
    other = _flipped(entry, len(entry) - 1)
    root = root_by(leaf_hash(other), proof.index, told.size, proof.hashes)
    again = Checkpoint(told.origin, told.size, root)
    signed = sign_head(again, Keyring.open(keys).log_signer(told.origin))
    branches = [
        Branch(one, proof.index, proof.hashes, _head(checkpoint, note))
        for one, checkpoint, note in ((entry, told, proof.head), (other, again, signed))
    ]
    file = build_contradiction(
        charter=parts[CHARTER],
        identities=_identities(parts),
        contradiction=contradiction(*branches),
        papers=[part for where, part in parts.items() if where.startswith(_AMENDMENTS)],
    )
    report = verify_file(file)
    steps, proven = len(report.items), _("Two entries at index {index} of {log}: not proven.")
    if report.verified:
        proven = ngettext(
            "Two entries at index {index} of {log}, both signed with {party}'s key; the second is this card's. "
            "Proven by {n} step, to anybody, for good; cause not stated.",
            "Two entries at index {index} of {log}, both signed with {party}'s key; the second is this card's. "
            "Proven by {n} steps, to anybody, for good; cause not stated.",
            steps,
        )
    shown = proven.format(party=name, index=proof.index, log=told.origin, n=steps)
    yield Row(shown, "alarm" if report.verified else "waiting")
    yield Row(_("Every node that sees both keeps this proof, and counts nothing of that log from there on."))


# --- altering ---------------------------------------------------------------------------------------------------------


def _flip_in_file(data: bytes) -> bytes:
    return _flipped(data, len(data) // 2)


def _flip_in_entry(data: bytes) -> bytes:
    return _with(data, LEAF, lambda part: _flipped(part, len(part) // 2))


def _other_words(data: bytes) -> bytes:
    return _with(data, ACT, lambda part: part.replace(b'"text": "', b'"text": "Not: ', 1))


def _other_place(data: bytes) -> bytes:
    place = parse_proof(unpack(data)[PROOF]).index
    told, claimed = f"index {place}\n".encode(), f"index {place + 1}\n".encode()
    return _with(data, PROOF, lambda part: part.replace(told, claimed, 1), index=place + 1)


def _other_time(data: bytes) -> bytes:
    """Alter the last cosignature: its time stands in the first bytes after the key's id."""

    def alter(part: bytes) -> bytes:
        line = part.rstrip(b"\n").rpartition(b" ")[2]
        signature = bytearray(base64.b64decode(line))
        signature[11] ^= 1
        return part.replace(line, base64.b64encode(signature))

    return _with(data, PROOF, alter)


_ALTERATIONS: Final[tuple[tuple[str, Callable[[bytes], bytes]], ...]] = (
    (noted("One bit of the file turned"), _flip_in_file),
    (noted("One bit of the sealed entry turned, hashes in the file mended"), _flip_in_entry),
    (noted("The words changed, hashes in the file mended"), _other_words),
    (noted("Another place in the log claimed"), _other_place),
    (noted("A receipt dated to another second"), _other_time),
)


def _with(data: bytes, name: str, alter: Callable[[bytes], bytes], **said_too: int) -> bytes:
    """Return the file with one part altered, and the manifest made to fit."""
    parts = unpack(data)
    parts[name] = alter(parts[name])
    said = json.loads(parts[MANIFEST]) | said_too
    said["parts"][name] = {"bytes": len(parts[name]), "sha256": hashlib.sha256(parts[name]).hexdigest()}
    parts[MANIFEST] = json.dumps(said, ensure_ascii=False, indent=2).encode() + b"\n"
    return pack(parts)


def _flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def _row(title: str, report: EvidenceReport, *, good: bool = True) -> Row:
    failed = next((step for step in report.items if not step.ok), None)
    if failed is None:
        steps = len(report.items)
        holds = ngettext("{title}: the {n} step holds.", "{title}: all {n} steps hold.", steps)
        return Row(holds.format(title=said(title), n=steps), "good" if good else "alarm")
    refused = _("{title}: refused at step {number}, “{step}”.")
    return Row(refused.format(title=said(title), number=failed.number, step=said(failed.title)), "good")


# --- a second story ---------------------------------------------------------------------------------------------------


def _head(checkpoint: Checkpoint, note: Note) -> Head:
    line = note.signatures[0]
    return Head(checkpoint.origin, checkpoint.size, checkpoint.root, line.key_id + line.value)


def _identities(parts: Parts) -> dict[str, list[bytes]]:
    found: dict[str, list[bytes]] = {}
    for name in sorted(parts):
        if name.startswith("identities/"):
            found.setdefault(name.removeprefix("identities/").partition(".")[0], []).append(parts[name])
    return found
