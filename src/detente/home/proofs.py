"""Calls about evidence: the file that proves one act to strangers, contradictions, and checking such a file."""

import base64
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from detente.clock import rfc3339
from detente.council.desks import own
from detente.errors import Malformed, Refused
from detente.home import two_person
from detente.home.acts import locate
from detente.home.calls import Contradictions, ExportEvidence
from detente.home.host import Host
from detente.home.replies import (
    ContradictionsView,
    ContradictionView,
    EvidenceReport,
    EvidenceView,
    ReceiptView,
    Step,
)
from detente.home.views import council_of
from detente.limits import BUNDLE_BYTES_MAX, EVIDENCE_BYTES_MAX
from detente.node.context import Context
from detente.node.core import Core
from detente.node.directory import OWN
from detente.node.events import Draft
from detente.node.reader import open_at
from detente.node.references import find
from detente.protocol.acts import Act
from detente.protocol.contradiction import parse_contradiction
from detente.protocol.entries import EntryType, entry_type, epoch_of
from detente.protocol.evidence import (
    HeadProof,
    Report,
    build_contradiction,
    build_evidence,
    is_bundle,
    verify_bundle,
    verify_evidence,
)
from detente.protocol.evidence.archive import LOCAL_BYTES, parse_local_header
from detente.protocol.evidence.stream import ZipFile
from detente.protocol.heads import Receipt
from detente.protocol.seal import entry_secret
from detente.record.store import Feed, StoredContradiction
from detente.tlog.merkle import inclusion_proof

TWO_ENTRIES = "two entries at one index; cause not stated"
TWO_SUCCESSORS = "two generations that each continue the same one; cause not stated"


# --- one act ----------------------------------------------------------------------------------------------------------


async def export(host: Host, call: ExportEvidence) -> EvidenceView:
    """Return the evidence of one act; where it is to be disclosed, that is noted in `own` first.

    Raises:
        Refused: `reference-unknown`, `evidence-unsound`, `two-person-policy`.
    """
    council, view = await host.read(lambda core: evidence_of(core, call))
    if not call.disclose:
        return view
    officer = call.officer if call.officer is not None else str(host.config.get("officer", ""))
    body = {"ref": view.ref, "text": " ".join(view.discloses)}
    written = await two_person.submit(host, Draft(council, OWN, own.DISCLOSURE, body, officer=officer))
    return EvidenceView(view.ref, view.file, view.discloses, written.ref)


def evidence_of(core: Core, call: ExportEvidence) -> tuple[str, EvidenceView]:
    """Return the council of an act and its evidence, which nobody else has yet.

    Raises:
        Refused: `reference-unknown`, `evidence-unsound`.
    """
    context = core.context
    council, ref = locate(core, call.council, call.ref)
    feed, index = find(context, council, ref)
    given = material_of(context, feed, index)
    data = build_evidence(**given)
    leaf, secret = given["leaf"], given["entry_secret"]
    row = context.store.act(council, ref)
    assert row is not None, f"an entry without its row: {ref}"
    sealed = entry_type(leaf) is EntryType.SEALED
    act = open_at(context, feed, index)
    marking = act.marking if isinstance(act, Act) else ""
    discloses = (
        _text_disclosed(ref, row.kind, opened=secret is not None, sealed=sealed),
        *([f"What is marked: {marking}."] if marking else []),
        f"That {ref} is entry {index} of {feed.origin}, and who receipted it when.",
        "The charter of the council and the identity notes of the author and of those who receipted it.",
    )
    return council, EvidenceView(ref, base64.b64encode(data).decode(), discloses)


def material_of(context: Context, feed: Feed, index: int) -> dict[str, Any]:
    """Return the arguments of `build_evidence` for one entry, so that it can be built while the node goes on."""
    leaf = context.store.entries(feed, index, index + 1)[0]
    return {
        "charter": context.store.councils()[feed.council],
        "identities": context.store.identities(),
        "index": index,
        "leaf": leaf,
        "proofs": _heads_above(context, feed, index),
        "entry_secret": _secret_of(context, feed, index, leaf),
        "papers": _papers(context, feed.council),
    }


def _text_disclosed(ref: str, kind: str, *, opened: bool, sealed: bool) -> str:
    if not sealed:
        return f"All of {ref} ({kind}), which stands in clear."
    return f"All of {ref} ({kind}), and of no other act." if opened else f"Nothing of what {ref} says: it stays sealed."


def _secret_of(context: Context, feed: Feed, index: int, leaf: bytes) -> bytes | None:
    """Return what opens this one entry, or None where it is in clear or not open to us."""
    if entry_type(leaf) is not EntryType.SEALED:
        return None
    secret = context.secret(epoch_of(leaf))
    return None if secret is None else entry_secret(secret, feed.origin, index)


def _heads_above(context: Context, feed: Feed, index: int) -> list[HeadProof]:
    """Return the heads above the entry that were receipted, each with its receipts; else the nearest head."""
    store = context.store
    by_size: dict[int, list[Receipt]] = {}
    for receipt in store.receipts(feed, covering=index):
        if receipt.head.size <= feed.size:
            by_size.setdefault(receipt.head.size, []).append(receipt)
    subtree = store.subtree(feed)

    def proof(size: int) -> tuple[bytes, ...]:
        return tuple(inclusion_proof(index, size, subtree))

    if not by_size:
        head = store.head(feed, at_least=index + 1, at_most=feed.size, newest=False)
        return [] if head is None else [HeadProof(head.note(), proof(head.size))]
    return [
        HeadProof(receipts[0].head.note().with_signatures(one.line() for one in receipts), proof(size))
        for size, receipts in sorted(by_size.items())
    ]


# --- contradictions ---------------------------------------------------------------------------------------------------


async def contradictions(host: Host, call: Contradictions) -> ContradictionsView:
    """Return the contradictions known here, each with a file that anybody can check."""

    def read(core: Core) -> ContradictionsView:
        chosen = None if call.council is None else council_of(core, call.council)
        found = core.context.store.contradictions(chosen)
        return ContradictionsView(rfc3339(host.clock.now()), list(_views(core.context, found)))

    return await host.read(read)


def _papers(context: Context, council: str) -> list[bytes]:
    """Return what made the council's charter as it stands."""
    return [paper.document.note.to_bytes() for paper in context.directory.amended[council].papers]


def _views(context: Context, found: Iterable[StoredContradiction]) -> Iterable[ContradictionView]:
    charters, identities = context.store.councils(), context.store.identities()
    for item in found:
        proof = parse_contradiction(item.proof)
        one, two = proof.branches
        data = build_contradiction(
            charter=charters[item.council],
            identities=identities,
            contradiction=proof,
            papers=_papers(context, item.council),
        )
        yield ContradictionView(
            id=item.id,
            council=item.council,
            origin=item.origin,
            index=item.index,
            text=TWO_ENTRIES if one.head.origin == two.head.origin else TWO_SUCCESSORS,
            known_at=rfc3339(item.known_at),
            file=base64.b64encode(data).decode(),
        )


# --- checking a file --------------------------------------------------------------------------------------------------


def verify_file(data: bytes) -> EvidenceReport:
    """Return what an evidence file proves, step by step; needs no folder, no node, no network."""
    return _told(verify_evidence(data))


def verify_path(path: Path) -> EvidenceReport:
    """Return what an evidence file of either form proves: one act or contradiction, or the bundle of a dossier.

    Raises:
        Refused: `file-unreadable`. Malformed: `evidence-foreign`, `evidence-too-large`.
    """
    try:
        with path.open("rb") as file:
            return verify_handle(file.fileno())
    except OSError as fault:
        raise Refused("file-unreadable", expected="an evidence file", got=f"{path}: {fault.strerror}") from None


def verify_handle(handle: int) -> EvidenceReport:
    """Return what an evidence file of either form proves that is open for reading, read by position.

    Raises:
        Malformed: `evidence-foreign`, `evidence-too-large`: nothing in it is looked at. OSError: it cannot be read.
    """
    return _told(_report_on(lambda start, count: os.pread(handle, count, start), os.fstat(handle).st_size))


def _report_on(read: Callable[[int, int], bytes], size: int) -> Report:
    if parse_local_header(read(0, LOCAL_BYTES)) is None:
        raise Malformed(
            "evidence-foreign",
            expected="an evidence file: the .zip that a node makes of an act, a contradiction or a matter",
            got=f"a file of {size} bytes that does not begin as a .zip does",
        )
    if size > BUNDLE_BYTES_MAX:
        raise Malformed("evidence-too-large", expected=f"at most {BUNDLE_BYTES_MAX} bytes", got=str(size))
    if size > EVIDENCE_BYTES_MAX or _is_bundle(read, size):
        return verify_bundle(read, size)
    return verify_evidence(read(0, size))


def _is_bundle(read: Callable[[int, int], bytes], size: int) -> bool:
    with suppress(Malformed):
        return is_bundle(ZipFile(read, size))
    return False


def _told(report: Report) -> EvidenceReport:
    return EvidenceReport(
        verified=report.verified,
        items=[Step(step.number, step.title, step.ok, step.detail) for step in report.steps],
        sort=report.sort,
        council=report.council,
        origin=report.origin,
        index=report.index,
        act=None if report.act is None else dict(report.act),
        received=tuple(ReceiptView(one.party, rfc3339(one.at), one.role.rung) for one in report.receipts),
    )
