"""Making evidence files. What is made is verified before it is handed out."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from detente.clock import Instant
from detente.errors import Malformed, Refused
from detente.limits import PROOF_COSIGNATURES_MAX
from detente.protocol.amended import amend
from detente.protocol.amendment import parse_paper
from detente.protocol.charter import Charter, verify_charter
from detente.protocol.contradiction import Contradiction
from detente.protocol.documents import verify_document
from detente.protocol.entries import EntryType, entry_type
from detente.protocol.evidence.archive import pack
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
    log_publics,
    note_parts,
    paper_parts,
    proof_names,
)
from detente.protocol.evidence.pages import Subject, act_json, manifest, readme, to_json
from detente.protocol.evidence.verify import verify_evidence
from detente.protocol.heads import parse_origin
from detente.protocol.identity import Identity, verify_chain
from detente.protocol.reading import read_entry
from detente.tlog.checkpoint import parse_checkpoint
from detente.tlog.cosignature import claimed_at
from detente.tlog.notes import Note, Signature, VerifierKey
from detente.tlog.proof import TlogProof


class HeadProof(Struct, frozen=True):
    """One signed head above an entry.

    Args:
        head: the log's line first, then cosignature lines, any number.
        hashes: the inclusion proof of the entry below this head, 32 bytes each.
    """

    head: Note
    hashes: tuple[bytes, ...]

    @property
    def size(self) -> int:
        """Return how many entries are below the head."""
        return parse_checkpoint(self.head.text).size


def build_evidence(
    *,
    charter: bytes,
    identities: Mapping[str, Sequence[bytes]],
    index: int,
    leaf: bytes,
    proofs: Sequence[HeadProof],
    entry_secret: bytes | None = None,
    papers: Sequence[bytes] = (),
) -> bytes:
    """Return the evidence file of one entry.

    Of each cosigner the earliest line is taken; the author's own and those of unknown keys are left out.

    Args:
        charter: the signed note.
        identities: notes by party, oldest first: the author's and those of all whose cosignatures are to count.
        papers: what changed the charter; the identities of who signed it are among those above.
        index: of the entry in its log.
        leaf: the entry's bytes.
        proofs: heads of one origin that cover the entry, with the receipts known.
        entry_secret: what opens this entry alone; without it a sealed entry stays sealed, and only its being is shown.

    Raises:
        Refused: `evidence-unsound`, naming the step that would fail.
    """
    try:
        chains = {party: verify_chain(notes) for party, notes in identities.items()}
        council, signers = _council(charter, papers, chains)
        origin = parse_checkpoint(proofs[0].head.text).origin
        author = parse_origin(origin).party
        log_key = _log_key(proofs[0].head, origin, chains[author])
        known = {
            (key.name, key.key_id): key for party in chains if party != author for key in cosigner_keys(chains[party])
        }
        kept = _counting(proofs, log_key, known)
        used = {(line.name, line.key_id) for one in kept for line in one.head.signatures[1:]}
        parts = {
            CHARTER: charter,
            COSIGNERS: "".join(sorted(f"{known[one].text()}\n" for one in used)).encode(),
            LEAF: leaf,
            LOG_KEY: f"{log_key.text()}\n".encode(),
        }
        cosigners = {name.partition("/")[0] for name, _ in used}
        parts |= note_parts({party: identities[party] for party in sorted({author, *cosigners, *signers})})
        parts |= paper_parts(papers)
        for number, one in enumerate(kept):
            parts |= _proof_parts(one, index, first=number == 0)
        sealed = entry_type(leaf) is EntryType.SEALED
        if sealed and entry_secret is not None:
            parts[ENTRY_KEY] = f"{entry_secret.hex()}\n".encode()
        act = read_entry(leaf, origin, index, entry_secret if sealed else None)
        if act is not None:
            parts[ACT] = to_json(act_json(act, council))
        subject = Subject("act", council.council_id, origin, index, council.rehearsal, ENTRY_KEY in parts)
    except (KeyError, IndexError, StopIteration) as fault:
        raise _unsound("the author's identity notes and at least one head", f"without {fault}") from None
    except Malformed as fault:
        raise _unsound("parts that verify", str(fault)) from None
    return _finish(subject, parts)


def _council(
    charter: bytes, papers: Sequence[bytes], chains: Mapping[str, Sequence[Identity]]
) -> tuple[Charter, frozenset[str]]:
    """Return the charter as it stands, and who signed what changed it."""
    publics = log_publics(chains)
    amended = amend(verify_charter(charter), papers, publics)
    signed = (verify_document(parse_paper(paper).document, publics) for paper in papers)
    return amended.charter, frozenset().union(*signed)


def build_contradiction(
    *,
    charter: bytes,
    identities: Mapping[str, Sequence[bytes]],
    contradiction: Contradiction,
    papers: Sequence[bytes] = (),
) -> bytes:
    """Return the evidence file of a contradiction.

    Args:
        charter: the signed note.
        identities: notes by party, oldest first; the author's are taken, and those of who signed the papers.
        contradiction: both branches.
        papers: what changed the charter.

    Raises:
        Refused: `evidence-unsound`, naming the step that would fail.
    """
    try:
        chains = {party: verify_chain(notes) for party, notes in identities.items()}
        council, signers = _council(charter, papers, chains)
        author = parse_origin(contradiction.branches[0].head.origin).party
        chain = chains[author]
        parts = {CHARTER: charter} | paper_parts(papers)
        parts |= note_parts({party: identities[party] for party in sorted({author, *signers})})
        for name, branch in zip("ab", contradiction.branches, strict=True):
            head = branch.head.note()
            parts[f"{name}/{LEAF}"] = branch.entry
            parts[f"{name}/{LOG_KEY}"] = f"{_log_key(head, branch.head.origin, chain).text()}\n".encode()
            parts[f"{name}/{PROOF}"] = TlogProof(branch.index, branch.proof, head).to_bytes()
        subject = Subject(
            "contradiction",
            council.council_id,
            contradiction.origin,
            contradiction.index,
            council.rehearsal,
            disclosed=False,
        )
    except KeyError as fault:
        raise _unsound("the author's identity notes", f"without {fault}") from None
    except Malformed as fault:
        raise _unsound("parts that verify", str(fault)) from None
    return _finish(subject, parts)


def _finish(subject: Subject, parts: dict[str, bytes]) -> bytes:
    parts = {**parts, README: readme(subject)}
    data = pack({**parts, MANIFEST: manifest(subject, parts)})
    report = verify_evidence(data)
    if not report.verified:
        failed = report.steps[-1]
        raise _unsound("every step to hold", f"({failed.number}) {failed.title}: {failed.detail}")
    return data


def _log_key(head: Note, origin: str, chain: Sequence[Identity]) -> VerifierKey:
    for link in reversed(chain):
        key = link.log_key(origin)
        if head.signatures[0].is_by(key):
            return key
    raise _unsound(f"a head signed with a log key of {chain[0].party}", head.signatures[0].text().strip())


def _counting(
    proofs: Sequence[HeadProof], log_key: VerifierKey, known: Mapping[tuple[str, bytes], VerifierKey]
) -> list[HeadProof]:
    """Return the heads with the earliest line of each cosigner; the one with most lines first, then by size."""
    by_size = {one.size: one for one in sorted(proofs, key=lambda one: one.size)}
    earliest: dict[tuple[str, bytes], tuple[Instant, int, Signature]] = {}
    for size, one in by_size.items():
        for line in one.head.signatures:
            place = (line.name, line.key_id)
            if place in known and (place not in earliest or claimed_at(line) < earliest[place][0]):
                earliest[place] = (claimed_at(line), size, line)
    lines: dict[int, list[Signature]] = {size: [] for size in by_size}
    for _, size, line in sorted(earliest.values(), key=lambda found: (found[0], found[2].name)):
        lines[size].append(line)
    # The author's own line stands first; of equal numbers of receipts the lowest head is taken.
    order = sorted(lines, key=lambda size: (-len(lines[size]), size))
    kept = [order[0], *sorted(size for size in order[1:] if lines[size])]
    return [_with_lines(by_size[size], log_key, lines[size]) for size in kept]


def _with_lines(one: HeadProof, log_key: VerifierKey, lines: list[Signature]) -> HeadProof:
    own = next(line for line in one.head.signatures if line.is_by(log_key))
    return HeadProof(Note(one.head.text, (own, *lines)), one.hashes)


def _proof_parts(one: HeadProof, index: int, *, first: bool) -> dict[str, bytes]:
    name, beside = proof_names(None if first else one.size)
    within = one.head.signatures[: 1 + PROOF_COSIGNATURES_MAX]
    beyond = one.head.signatures[1 + PROOF_COSIGNATURES_MAX :]
    parts = {name: TlogProof(index, one.hashes, Note(one.head.text, within)).to_bytes()}
    return parts | ({beside: "".join(line.text() for line in beyond).encode()} if beyond else {})


def _unsound(expected: str, got: str) -> Refused:
    return Refused("evidence-unsound", expected=expected, got=got, remedy="detente record fsck")
