"""The seven steps by which a contradiction's evidence is checked. Numbers: docs/spec/evidence-file.md section 4."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from detente.protocol.contradiction import Branch, Contradiction, check_contradiction
from detente.protocol.contradiction import contradiction as in_order
from detente.protocol.evidence.checks import EXACT, Checks, check_names, read_vkey, refused
from detente.protocol.evidence.layout import (
    CHARTER,
    LEAF,
    LOG_KEY,
    MANIFEST,
    PROOF,
    README,
)
from detente.protocol.heads import Head
from detente.tlog.checkpoint import Checkpoint
from detente.tlog.merkle import leaf_hash, verify_inclusion
from detente.tlog.notes import VerifierKey
from detente.tlog.proof import TlogProof, parse_proof


@dataclass(slots=True)
class ContradictionChecks(Checks):
    """The seven steps for a contradiction."""

    keys: tuple[VerifierKey, ...] = ()
    proofs: tuple[TlogProof, ...] = ()
    heads: tuple[Checkpoint, ...] = ()

    def steps(self) -> Iterator[tuple[str, Callable[[], str]]]:
        """Yield the seven steps."""
        yield EXACT, lambda: self.check_exact(disclosed=False)
        yield "The charter is signed by every founding party", self.check_charter
        yield "Each identity chain starts at its root in the charter", self.check_identities
        yield "The log keys are those of the identities", self.check_keys
        yield "Both heads are signed by the author's log key", self.check_heads
        yield "Both entries stand in the log at their index", self.check_inclusion
        yield "The two exclude each other", self.check_exclusion

    def check_keys(self) -> str:
        """Step 4."""
        authors = {self.check_log_key(key) for key in self.keys}
        if len(authors) != 1 or authors != self.chains.keys() - (self.signers - authors):
            raise refused("two logs of one party, and its identity notes", ", ".join(sorted(authors)))
        return f"log of {authors.pop()}"

    def check_heads(self) -> str:
        """Step 5."""
        pairs = zip(self.proofs, self.keys, strict=True)
        self.heads = tuple(self.check_head(proof.head, key) for proof, key in pairs)
        if any(len(proof.head.signatures) != 1 for proof in self.proofs):
            raise refused("the log's line alone under each head", "further lines")
        return "; ".join(f"{head.origin}: heads after entries {head.size}" for head in self.heads)

    def check_inclusion(self) -> str:
        """Step 6."""
        for leaf, proof, head in zip(self.leaves(), self.proofs, self.heads, strict=True):
            verify_inclusion(leaf_hash(leaf), proof.index, head.size, proof.hashes, head.root)
        return ", ".join(f"entry {proof.index}" for proof in self.proofs)

    def check_exclusion(self) -> str:
        """Step 7."""
        found = self.contradiction()
        check_contradiction(found)
        if (found.origin, found.index) != (self.origin, self.index):
            raise refused(f"{found.origin} from {found.index} on", f"{self.origin} from {self.index} on")
        if self.heads[0].origin == self.heads[1].origin:
            return f"two entries at index {self.index} of {self.origin}; the cause is not stated"
        return f"two continuations of {self.origin} after {self.index} entries; the cause is not stated"

    def leaves(self) -> tuple[bytes, bytes]:
        """Return both entries."""
        return self.parts[f"a/{LEAF}"], self.parts[f"b/{LEAF}"]

    def contradiction(self) -> Contradiction:
        """Return the two branches as the record keeps them, refused in another order than that of their bytes."""
        branches = [
            Branch(
                leaf,
                proof.index,
                proof.hashes,
                Head(
                    head.origin,
                    head.size,
                    head.root,
                    proof.head.signatures[0].key_id + proof.head.signatures[0].value,
                ),
            )
            for leaf, proof, head in zip(self.leaves(), self.proofs, self.heads, strict=True)
        ]
        found = Contradiction((branches[0], branches[1]))
        if found != in_order(*found.branches):
            raise refused("the two branches in the order of their bytes", "the other order")
        return found


def open_contradiction(parts: dict[str, bytes], claimed: Mapping[str, Any]) -> ContradictionChecks:
    """Return the checks of a contradiction: its parts are read, and nothing is believed.

    Raises:
        Malformed: `evidence-part`, and the codes of what the parts are.
    """
    names = [f"{side}/{name}" for side in "ab" for name in (LEAF, LOG_KEY, PROOF)]
    check_names(parts, {README, CHARTER, MANIFEST, *names}, {README, CHARTER, MANIFEST, *names})
    keys = tuple(read_vkey(parts[f"{side}/{LOG_KEY}"]) for side in "ab")
    proofs = tuple(parse_proof(parts[f"{side}/{PROOF}"]) for side in "ab")
    origin, index = claimed.get("origin"), claimed.get("index")
    if not isinstance(origin, str) or type(index) is not int or any(proof.extra for proof in proofs):
        raise refused("a manifest with origin and index, proofs without extra", f"{origin!r} and {index!r}"[:120])
    return ContradictionChecks(parts, "contradiction", origin, index, None, {}, keys, proofs)
