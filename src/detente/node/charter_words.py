"""What the parties said on the line about their charter: proposals with the signatures under them, and withdrawals.

A signature counts when it came in its signer's own feed and verifies; a party's first word on a proposal counts,
consent or not. What is of another shape says nothing: it is kept like every entry, and counts nowhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from detente import limits
from detente.errors import Malformed
from detente.node.context import Context
from detente.node.directory import LINE
from detente.protocol.acts import AMENDMENT, CHARTER_KINDS
from detente.protocol.amendment import Accession, Amendment, Change, Withdrawal, draft_of, parse_paper
from detente.protocol.documents import Purpose, signer_name, verify_document
from detente.protocol.entries import parse_plain
from detente.record.store import ActRow, Feed, Reading
from detente.tlog.notes import Algorithm, Note, Signature, VerifierKey, verify_note


@dataclass(slots=True)
class Proposal:
    """An amendment as it stands on the line.

    Args:
        text: of the amendment.
        refs: of the acts that propose it.
        roots: signature lines of roots.
        consents: signature lines by party, the proposers' among them.
        declined: who has said that it will not sign.
        identities: notes of the party that comes, oldest first.
    """

    text: str
    refs: list[str] = field(default_factory=list)
    roots: list[Signature] = field(default_factory=list)
    consents: dict[str, Signature] = field(default_factory=dict)
    declined: set[str] = field(default_factory=set)
    identities: list[bytes] = field(default_factory=list)

    @property
    def amendment(self) -> Amendment:
        """Return the amendment with all signatures that came."""
        return draft_of(Note(self.text, (*self.roots, *self.consents.values())).to_bytes())


@dataclass(slots=True)
class Said:
    """All that was said on the line about the charter: proposals by the digest of their text, and withdrawals."""

    proposals: dict[bytes, Proposal] = field(default_factory=dict)
    withdrawals: list[Withdrawal] = field(default_factory=list)

    def of_act(self, ref: str) -> Proposal | None:
        """Return what an act proposes, or None."""
        return next((one for one in self.proposals.values() if ref in one.refs), None)


def said(context: Context, council: str) -> Said:
    """Return what was said on the line, each party's words in their order."""
    rows = context.store.acts(council, channel=LINE, kinds=CHARTER_KINDS, readings=[Reading.READABLE])
    feeds = {feed.id: feed for feed in context.held.feeds(council, channel=LINE)}
    acts = [(feeds[row.feed], row) for _sequence, row in rows if row.feed in feeds]
    acts.sort(key=lambda item: (item[0].party, item[0].number, item[1].index))
    hearing = _Hearing(context, council)
    # Proposals first, whoever's: a consent may have come before what it consents to.
    for proposing in (True, False):
        for feed, row in acts:
            if (row.kind == AMENDMENT) is proposing and not row.irregular and row.index < _counting(feed):
                entry = context.store.entries(feed, row.index, row.index + 1)[0]
                hearing.hear(row, parse_plain(entry).body)
    return hearing.said


def _counting(feed: Feed) -> int:
    """Return how many entries of a feed are stored and not beyond a contradiction."""
    return feed.size if feed.closed_index is None else min(feed.size, feed.closed_index)


class _Hearing:
    """Goes through the acts of one council's line."""

    def __init__(self, context: Context, council: str) -> None:
        self.said = Said()
        self._council = council
        self._charter = context.directory.charter(council)
        self._publics = context.directory.log_publics()

    def hear(self, row: ActRow, body: Mapping[str, Any]) -> None:
        """Add one act."""
        match row.kind, body:
            case "amendment", {"text": str(text), "signature": bytes(signature)}:
                self._proposal(row, text, signature, body)
            case "amendment-consent", {"digest": bytes(digest), "signature": bytes(signature)}:
                proposal = self.said.proposals.get(digest)
                line = self._line(row.party, proposal.text, signature) if proposal else None
                if proposal is not None and line is not None and row.party not in proposal.declined:
                    proposal.consents.setdefault(row.party, line)
            case "amendment-decline", {"digest": bytes(digest)}:
                proposal = self.said.proposals.get(digest)
                if proposal is not None and row.party not in proposal.consents:
                    proposal.declined.add(row.party)
            case "withdrawal", {"note": bytes(note)}:
                self._withdrawal(row, note)
            case _:
                return

    def _proposal(self, row: ActRow, text: str, signature: bytes, body: Mapping[str, Any]) -> None:
        line = self._line(row.party, text, signature)
        if line is None:
            return
        try:
            amendment = draft_of(Note(text, (line,)).to_bytes())
        except Malformed:
            return
        digest = amendment.document.digest
        if amendment.document.council != self._council or self._too_many(row.party, amendment):
            return
        proposal = self.said.proposals.setdefault(digest, Proposal(text))
        proposal.refs.append(row.ref)
        proposal.consents.setdefault(row.party, line)
        root, notes = body.get("root"), body.get("identities")
        if isinstance(root, bytes) and isinstance(notes, list):
            self._comer(proposal, amendment, root, [note for note in notes if isinstance(note, bytes)])

    def _too_many(self, party: str, amendment: Amendment) -> bool:
        others = [one for one in self.said.proposals.values() if party in one.consents]
        rivals = sum(one.amendment.previous == amendment.previous for one in others)
        return rivals >= limits.AMENDMENT_RIVALS_MAX

    def _comer(self, proposal: Proposal, amendment: Amendment, root: bytes, notes: list[bytes]) -> None:
        """Take in the root's signature and the identity of the party that comes."""
        match amendment.change:
            case Change():
                return
            case Accession(_party, member):
                key: VerifierKey | None = member.root
            case back:
                known = self._charter.parties.get(back.party)
                key = known.root if known else None
        line = None if key is None else _verified(key, proposal.text, root)
        if line is not None and not proposal.roots:
            proposal.roots, proposal.identities = [line], notes

    def _line(self, party: str, text: str, signature: bytes) -> Signature | None:
        """Return the signature as a line where a log key of its party made it under this text."""
        name = signer_name(self._council, Purpose.AMENDMENT, party)
        for public in self._publics.get(party, ()):
            line = _verified(VerifierKey(name, Algorithm.ED25519, public), text, signature)
            if line is not None:
                return line
        return None

    def _withdrawal(self, row: ActRow, note: bytes) -> None:
        try:
            paper = parse_paper(note)
            signed = verify_document(paper.document, {row.party: self._publics.get(row.party, ())})
        except Malformed:
            return
        own = isinstance(paper, Withdrawal) and paper.party == row.party and row.party in signed
        if own and paper.document.council == self._council and isinstance(paper, Withdrawal):
            self.said.withdrawals.append(paper)


def _verified(key: VerifierKey, text: str, signature: bytes) -> Signature | None:
    line = Signature(key.name, signature[:4], signature[4:])
    if not line.is_by(key):
        return None
    try:
        verify_note(Note(text, (line,)), [key])
    except Malformed:
        return None
    return line
