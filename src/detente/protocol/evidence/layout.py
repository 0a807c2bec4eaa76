"""The names of the parts of an evidence file, the same for who makes it and who checks it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from detente.protocol.amendment import parse_paper
from detente.protocol.identity import Identity
from detente.tlog.notes import VerifierKey

MANIFEST: Final = "manifest.json"
README: Final = "README.md"
CHARTER: Final = "charter.note"
LEAF: Final = "leaf.bin"
LOG_KEY: Final = "log.vkey"
COSIGNERS: Final = "cosigners.vkeys"
ENTRY_KEY: Final = "entry.key"
ACT: Final = "act.json"
PROOF: Final = "proof.txt"


def cosigner_keys(chain: Iterable[Identity]) -> list[VerifierKey]:
    """Return every key with which a party has ever cosigned, each once."""
    return list(dict.fromkeys(key for link in chain for key in (link.mirror_key, link.witness_key)))


def note_parts(identities: Mapping[str, Sequence[bytes]]) -> dict[str, bytes]:
    """Return identity notes under the names that they have in an evidence file."""
    return {
        f"identities/{party}.{serial}.note": note
        for party, notes in identities.items()
        for serial, note in enumerate(notes, start=1)
    }


def log_publics(chains: Mapping[str, Sequence[Identity]]) -> dict[str, tuple[bytes, ...]]:
    """Return every log key, 32 bytes, that each party ever named."""
    return {party: tuple(dict.fromkeys(link.log for link in chain)) for party, chain in chains.items()}


def paper_parts(papers: Iterable[bytes]) -> dict[str, bytes]:
    """Return amendments and withdrawals under the names that they have in an evidence file.

    Raises:
        Malformed: the codes of `parse_paper`.
    """
    return {f"amendments/{parse_paper(paper).document.digest.hex()[:16]}.note": paper for paper in papers}


def proof_names(size: int | None) -> tuple[str, str]:
    """Return what a proof is called, and the file of cosignatures beyond 16 beside it; None for the first one."""
    if size is None:
        return PROOF, "cosignatures.txt"
    return f"proofs/{size}.txt", f"proofs/{size}.cosignatures.txt"
