"""What the parties said on the line about their charter: proposals with the signatures under them, and withdrawals.

A signature counts when it came in its signer's own feed and verifies; a party's first word on a proposal counts,
consent or not. What is of another shape says nothing: it is kept like every entry, and counts nowhere.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from detente import limits
from detente.errors import Malformed
from detente.node.context import Context
from detente.node.directory import LINE
from detente.protocol.acts import AMENDMENT, CHARTER_KINDS
from detente.protocol.amendment import Accession, Amendment, Change, Withdrawal, draft_of, parse_paper
from detente.protocol.documents import Purpose, signer_name, text_digest, verify_document
from detente.protocol.entries import parse_plain
from detente.record.store import ActRow, Feed, Reading
from detente.tlog.notes import Algorithm, Note, Signature, VerifierKey, verify_note

Place = tuple[int, int]
"""Id of a feed, and an index in it."""


class Proposal(Struct):
    """An amendment as it stands on the line.

    Args:
        draft: the amendment with the signature of who proposed it first.
        refs: of the acts that propose it.
        roots: signature lines of roots.
        consents: signature lines by party, the proposers' among them.
        declined: who has said that it will not sign.
        identities: notes of the party that comes, oldest first.
    """

    draft: Amendment
    refs: list[str] = field(default_factory=list)
    roots: list[Signature] = field(default_factory=list)
    consents: dict[str, Signature] = field(default_factory=dict)
    declined: set[str] = field(default_factory=set)
    identities: list[bytes] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Return the text of the amendment."""
        return self.draft.document.note.text

    @property
    def amendment(self) -> Amendment:
        """Return the amendment with all signatures that came."""
        note = Note(self.text, (*self.roots, *self.consents.values()))
        return replace(self.draft, document=replace(self.draft.document, note=note))


class Heard(Struct):
    """All that was said on the line about the charter: proposals by the digest of their text, and withdrawals."""

    proposals: dict[bytes, Proposal] = field(default_factory=dict)
    withdrawals: list[Withdrawal] = field(default_factory=list)

    def of_act(self, ref: str) -> Proposal | None:
        """Return what an act proposes, or None."""
        return next((one for one in self.proposals.values() if ref in one.refs), None)


class CharterWords:
    """Hears what was said about charters. What was read is kept, because entries never change.

    However much a party says, a bounded part of it is read: docs/spec/amendments.md section 3, rule 4.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._bodies: dict[Place, Mapping[str, Any]] = {}
        self.drafts: dict[bytes, Amendment | None] = {}
        """By digest of the text; None for what is no amendment."""
        self.lines: dict[Place, Signature | None] = {}
        """By the place of the act; None where the signature is not its author's."""
        self._version = -1

    def forget(self) -> None:
        """Drop what is kept, because it may have been read in work that left no trace."""
        self._bodies.clear()
        self.drafts.clear()
        self.lines.clear()

    def heard(self, council: str) -> Heard:
        """Return what was said on the line, each party's words in their order."""
        if self._version != self._context.directory.version:
            # Other keys may have become known by which a signature verifies.
            self.lines.clear()
            self._version = self._context.directory.version
        words = self._words(council)
        hearing = _Hearing(self._context, council, self, words)
        # Proposals first, whoever's: a consent may have come before what it consents to.
        for proposing in (True, False):
            for row, body in words:
                if (row.kind == AMENDMENT) is proposing:
                    hearing.hear(row, body)
        return hearing.heard

    def _words(self, council: str) -> list[tuple[ActRow, Mapping[str, Any]]]:
        context = self._context
        feeds = {feed.id: feed for feed in context.held.feeds(council, channel=LINE)}
        found = []
        for party in sorted(context.directory.charter(council).parties):
            rows = context.store.acts(
                council, channel=LINE, party=party, kinds=CHARTER_KINDS, readings=[Reading.READABLE],
                limit=limits.CHARTER_WORDS_MAX,
            )  # fmt: skip
            acts = [(feeds[row.feed], row) for _sequence, row in rows if row.feed in feeds]
            acts.sort(key=lambda item: (item[0].number, item[1].index))
            counting = [(feed, row) for feed, row in acts if not row.irregular and row.index < _counting(feed)]
            found += [(row, self._body(feed, row)) for feed, row in counting]
        return found

    def _body(self, feed: Feed, row: ActRow) -> Mapping[str, Any]:
        place = (row.feed, row.index)
        if place not in self._bodies:
            entry = self._context.store.entries(feed, row.index, row.index + 1)[0]
            self._bodies[place] = parse_plain(entry).body
        return self._bodies[place]


def _counting(feed: Feed) -> int:
    """Return how many entries of a feed are stored and not beyond a contradiction."""
    return feed.size if feed.closed_index is None else min(feed.size, feed.closed_index)


class _Hearing:
    """Goes through the acts of one council's line.

    Args:
        known: what was read before, added to.
        words: all acts, of which the answers make room for further proposals.
    """

    def __init__(
        self, context: Context, council: str, known: CharterWords, words: Sequence[tuple[ActRow, Mapping[str, Any]]]
    ) -> None:
        self.heard = Heard()
        self._council = council
        self._known = known
        self._charter = context.directory.charter(council)
        self._publics = context.directory.log_publics()
        self._settled = {one.document.digest for one in context.directory.amended[council].course.chain}
        self._answers = {
            (row.party, body["digest"])
            for row, body in words
            if row.kind != AMENDMENT and isinstance(body.get("digest"), bytes)
        }
        self._waiting: dict[str, set[bytes]] = {}

    def hear(self, row: ActRow, body: Mapping[str, Any]) -> None:
        """Add one act."""
        match row.kind, body:
            case "amendment", {"text": str(text), "signature": bytes(signature)}:
                self._proposal(row, text, signature, body)
            case "amendment-consent", {"digest": bytes(digest), "signature": bytes(signature)}:
                proposal = self.heard.proposals.get(digest)
                if proposal is None or row.party in {*proposal.consents, *proposal.declined}:
                    return
                line = self._line(row, proposal.text, signature)
                if line is not None:
                    proposal.consents[row.party] = line
            case "amendment-decline", {"digest": bytes(digest)}:
                proposal = self.heard.proposals.get(digest)
                if proposal is not None and row.party not in proposal.consents:
                    proposal.declined.add(row.party)
            case "withdrawal", {"note": bytes(note)}:
                self._withdrawal(row, note)
            case _:
                return

    def _proposal(self, row: ActRow, text: str, signature: bytes, body: Mapping[str, Any]) -> None:
        digest = text_digest(text)
        if not self._has_room(row.party, digest):
            return
        line = self._line(row, text, signature)
        draft = None if line is None else self._draft(digest, Note(text, (line,)))
        if line is None or draft is None or draft.document.council != self._council:
            return
        proposal = self.heard.proposals.setdefault(digest, Proposal(draft))
        proposal.refs.append(row.ref)
        proposal.consents.setdefault(row.party, line)
        root, notes = body.get("root"), body.get("identities")
        if isinstance(root, bytes) and isinstance(notes, list):
            self._comer(proposal, draft, root, [note for note in notes if isinstance(note, bytes)])

    def _has_room(self, party: str, digest: bytes) -> bool:
        """Say if a party's proposal is heard: one that somebody else answered, one in force, and few others."""
        others = (one for one in self._charter.parties if one != party)
        if digest in self._settled or any((one, digest) in self._answers for one in others):
            return True
        waiting = self._waiting.setdefault(party, set())
        if len(waiting) < limits.PROPOSALS_WAITING_MAX:
            waiting.add(digest)
        return digest in waiting

    def _draft(self, digest: bytes, note: Note) -> Amendment | None:
        drafts = self._known.drafts
        if digest not in drafts:
            try:
                drafts[digest] = draft_of(note.to_bytes())
            except Malformed:
                drafts[digest] = None
        return drafts[digest]

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

    def _line(self, row: ActRow, text: str, signature: bytes) -> Signature | None:
        """Return the signature of an act as a line where a log key of its party made it under this text."""
        lines, place = self._known.lines, (row.feed, row.index)
        if place not in lines:
            name = signer_name(self._council, Purpose.AMENDMENT, row.party)
            keys = [VerifierKey(name, Algorithm.ED25519, public) for public in self._publics.get(row.party, ())]
            verified = (_verified(key, text, signature) for key in keys)
            lines[place] = next((line for line in verified if line is not None), None)
        return lines[place]

    def _withdrawal(self, row: ActRow, note: bytes) -> None:
        try:
            paper = parse_paper(note)
            signed = verify_document(paper.document, {row.party: self._publics.get(row.party, ())})
        except Malformed:
            return
        own = isinstance(paper, Withdrawal) and paper.party == row.party and row.party in signed
        if own and paper.document.council == self._council and isinstance(paper, Withdrawal):
            self.heard.withdrawals.append(paper)


def _verified(key: VerifierKey, text: str, signature: bytes) -> Signature | None:
    line = Signature(key.name, signature[:4], signature[4:])
    if not line.is_by(key):
        return None
    try:
        verify_note(Note(text, (line,)), [key])
    except Malformed:
        return None
    return line
