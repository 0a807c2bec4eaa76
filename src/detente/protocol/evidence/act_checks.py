"""The nine steps by which the evidence of one act is checked. Numbers: docs/spec/evidence-file.md section 3."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from detente.clock import Instant, rfc3339
from detente.errors import Malformed
from detente.limits import NOTE_SIGNATURES_MAX
from detente.protocol.acts import Act
from detente.protocol.entries import EntryType, entry_type
from detente.protocol.evidence.checks import EXACT, Checks, check_names, read_vkey, refused
from detente.protocol.evidence.layout import (
    ACT,
    CHARTER,
    COSIGNERS,
    ENTRY_KEY,
    LEAF,
    LOG_KEY,
    MANIFEST,
    PROOF,
    README,
    cosigner_keys,
    proof_names,
)
from detente.protocol.evidence.pages import act_json, to_json
from detente.protocol.evidence.report import Counted, Report, Step
from detente.protocol.heads import Role
from detente.protocol.reading import read_entry
from detente.tlog.checkpoint import Checkpoint, parse_number
from detente.tlog.cosignature import verify_cosignatures
from detente.tlog.merkle import leaf_hash, verify_inclusion
from detente.tlog.notes import Note, VerifierKey, parse_note
from detente.tlog.policy import Witness, met_at, policy_under
from detente.tlog.proof import TlogProof, parse_proof

_FURTHER: Final = re.compile(r"proofs/([1-9][0-9]{0,18})\.txt")
_HEX_32: Final = re.compile(rb"[0-9a-f]{64}\n")
_ACT_PARTS: Final = frozenset({README, ACT, CHARTER, COSIGNERS, ENTRY_KEY, LEAF, LOG_KEY, MANIFEST, PROOF})


@dataclass(slots=True)
class ActChecks(Checks):
    """The nine steps for an act."""

    log_key: VerifierKey | None = None
    cosigners: tuple[VerifierKey, ...] = ()
    proofs: tuple[tuple[TlogProof, Note], ...] = ()
    """Each proof with its head and all of that head's lines, those in the file beside it too."""
    heads: tuple[Checkpoint, ...] = ()
    receipts: tuple[Counted, ...] = ()
    said: Mapping[str, Any] | None = None
    act: Act | None = None

    def steps(self) -> Iterator[tuple[str, Callable[[], str]]]:
        """Yield the nine steps."""
        yield EXACT, lambda: self.check_exact(disclosed=ENTRY_KEY in self.parts)
        yield "The charter is signed by every founding party", self.check_charter
        yield "Each identity chain starts at its root in the charter", self.check_identities
        yield "The keys of log and cosigners are those of the identities", self.check_keys
        yield "The head is signed by the author's log key", self.check_heads
        yield "The entry stands in the log at its index", self.check_inclusion
        yield "Each cosignature verifies, and none is the author's own", self.check_cosignatures
        yield "The entry says what act.json says", self.check_act
        yield "The time of the act is bounded", self.check_time

    def report(self, steps: tuple[Step, ...]) -> Report:
        """Return what was found, the act and its receipts too."""
        council = "" if self.charter is None else self.charter.council_id
        return Report(steps, self.sort, council, self.origin, self.index, self.said, self.receipts)

    def check_keys(self) -> str:
        """Step 4."""
        assert self.log_key is not None, "opening a file reads its log key"
        author = self.check_log_key(self.log_key)
        named = {key for party, chain in self.chains.items() if party != author for key in cosigner_keys(chain)}
        if strange := [key for key in self.cosigners if key not in named]:
            raise refused("mirror and witness keys of other parties than the author", strange[0].text())
        others = self.chains.keys() - {author} - self.signers
        if idle := [party for party in sorted(others) if not named_by(party, self.cosigners)]:
            raise refused("identities of the author, of cosigners and of who signed amendments only", idle[0])
        return f"log of {author}, {len(self.cosigners)} cosigners"

    def check_heads(self) -> str:
        """Step 5."""
        assert self.log_key is not None, "opening a file reads its log key"
        key = self.log_key
        self.heads = tuple(self.check_head(note, key) for _, note in self.proofs)
        return f"{self.origin}: heads after entries {', '.join(str(head.size) for head in self.heads)}"

    def check_inclusion(self) -> str:
        """Step 6."""
        leaf = leaf_hash(self.parts[LEAF])
        for (proof, _), head in zip(self.proofs, self.heads, strict=True):
            verify_inclusion(leaf, self.index, head.size, proof.hashes, head.root)
        return f"entry {self.index}, leaf {leaf.hex()}"

    def check_cosignatures(self) -> str:
        """Step 7."""
        found, used = [], set()
        for (_, note), head in zip(self.proofs, self.heads, strict=True):
            verified = verify_cosignatures(note, self.cosigners)
            if 1 + len(verified) != len(note.signatures):
                raise refused("the log's line and lines of the cosigners listed", f"{len(note.signatures)} lines")
            for key, at in verified:
                party, _, role = key.name.partition("/")
                found.append(Counted(party, Role[role.upper()], at, head.size))
                used.add(key)
        if used != set(self.cosigners) or len(found) != len(used):
            raise refused("one line of each cosigner listed", f"{len(found)} lines of {len(used)} cosigners")
        self.receipts = tuple(sorted(found, key=lambda one: (one.at, one.party, one.role)))
        return "; ".join(_counted(one) for one in self.receipts) or "no receipts"

    def check_act(self) -> str:
        """Step 8."""
        leaf, secret = self.parts[LEAF], self.parts.get(ENTRY_KEY)
        if secret is not None and (not _HEX_32.fullmatch(secret) or entry_type(leaf) is not EntryType.SEALED):
            raise refused("64 hex digits and a newline as entry.key, for a sealed entry", f"{len(secret)} bytes")
        opened = None if secret is None else bytes.fromhex(secret.decode("ascii"))
        self.act = read_entry(leaf, self.origin, self.index, opened)
        if self.act is None:
            if ACT in self.parts:
                raise refused("no act.json, because the entry is not opened here", "one")
            return "not disclosed, or no act: the file shows that the entry stands there, not what it says"
        said = act_json(self.act, self.council())
        if self.parts.get(ACT) != to_json(said):
            raise refused("act.json as it follows from the entry", "another")
        self.said = said
        return f"{self.act.kind}, {'sealed, opened with entry.key' if opened else 'in clear'}"

    def check_time(self) -> str:
        """Step 9. Reports; there is nothing here that could fail."""
        claim = f"claimed {rfc3339(self.act.claimed_at)}; " if self.act else ""
        if not self.receipts:
            return f"{claim}nobody else's time is shown"
        first = self.receipts[0]
        found = f"{claim}on the word of {first.party} not later than {rfc3339(first.at)}"
        return f"{found}; {self._council_time()}"

    def _council_time(self) -> str:
        witnesses = [Witness(key.name, key) for key in self.cosigners]
        times: dict[str, Instant] = {}
        for one in self.receipts:
            times.setdefault(f"{one.party}/{one.role.name.lower()}", one.at)
        try:
            absent = [name for name in self._quorum_names() if name not in times]
            stand_ins = [Witness(name, witnesses[0].key) for name in absent]
            at = met_at(policy_under([], [*witnesses, *stand_ins], self.council().quorum), times)
        except Malformed:
            at = None
        return "the charter's time quorum is not reached here" if at is None else f"{rfc3339(at)} by the time quorum"

    def _quorum_names(self) -> list[str]:
        known = {f"{party}/{role.name.lower()}" for party in self.council().parties for role in Role}
        return sorted(known.intersection(self.council().quorum.split()))


def _counted(one: Counted) -> str:
    at = rfc3339(one.at)
    return f"{one.party} stored {at}" if one.role is Role.MIRROR else f"{one.party} seen {at}"


def open_act(parts: dict[str, bytes]) -> ActChecks:
    """Return the checks of one act: its parts are read, and nothing is believed.

    Raises:
        Malformed: `evidence-part`, and the codes of what the parts are.
    """
    further = sorted(int(match[1]) for name in parts if (match := _FURTHER.fullmatch(name)))
    names = [proof_names(size) for size in (None, *further)]
    allowed = _ACT_PARTS.union(*names)
    check_names(parts, {README, CHARTER, COSIGNERS, LEAF, LOG_KEY, MANIFEST, PROOF}, allowed)
    log_key = read_vkey(parts[LOG_KEY])
    proofs = [_proof(parts, name, beside) for name, beside in names]
    sizes = [parse_number("evidence-part", note.text.split("\n")[1]) for _, note in proofs]
    index = proofs[0][0].index
    if sizes[1:] != further or sizes[0] in further or any(proof.index != index for proof, _ in proofs):
        raise refused("proofs of one index, each under its own size", f"sizes {sizes[:8]}")
    lines = parts[COSIGNERS].decode(errors="replace").splitlines(keepends=True)
    if lines != sorted(set(lines)):
        raise refused("cosigners in order, each once", f"{len(lines)} lines")
    cosigners = tuple(read_vkey(line.encode()) for line in lines)
    return ActChecks(parts, "act", log_key.name, index, None, {}, log_key, cosigners, tuple(proofs))


def _proof(parts: Mapping[str, bytes], name: str, beside: str) -> tuple[TlogProof, Note]:
    """Return a proof, and its head with the lines of the file beside it."""
    proof = parse_proof(parts[name])
    if proof.extra:
        raise refused("a proof without an extra line", f"{len(proof.extra)} bytes")
    note = proof.head
    rest = parts.get(beside, b"").decode(errors="replace").splitlines(keepends=True)
    if beside in parts and not rest:
        raise refused(f"lines in {beside}, or no such part", "an empty one")
    for start in range(0, len(rest), NOTE_SIGNATURES_MAX):
        chunk = "".join(rest[start : start + NOTE_SIGNATURES_MAX])
        note = Note(note.text, note.signatures + parse_note(f"{note.text}\n{chunk}".encode()).signatures)
    return proof, note


def named_by(party: str, keys: Sequence[VerifierKey]) -> bool:
    """Return whether one of the keys has a name of this party."""
    return any(key.name.partition("/")[0] == party for key in keys)
