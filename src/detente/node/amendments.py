"""How a charter changes in a running node: what is proposed, who has signed, and what is in force.

Proposals, consents and withdrawals stand in the parties' own feeds of the line, in clear (`charter_words.py`). Whoever
holds enough of them applies the amendment by itself: nobody announces it. Normative: docs/spec/amendments.md.
"""

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from detente.clock import Instant
from detente.council.registry import check_charter
from detente.errors import Malformed, Refused
from detente.node.charter_words import CharterWords, Heard, Proposal
from detente.node.context import Context
from detente.node.directory import LINE, OWN
from detente.node.events import Alarm, Changed, Draft
from detente.node.reader import read_entry
from detente.node.scribe import Scribe
from detente.protocol.acts import AMENDMENT_DECLINE, CHARTER_KINDS, WITHDRAWAL
from detente.protocol.amended import Amended, Tally, apply, needed, signed_by_root, tally, voters_of
from detente.protocol.amendment import (
    Amendment,
    LastWord,
    draft_of,
    draft_withdrawal,
)
from detente.protocol.charter import Charter
from detente.protocol.documents import Purpose, sign_document
from detente.protocol.identity import verify_chain
from detente.record.store import ActRow, Feed, Reading
from detente.tlog.notes import Note

READ_AGAIN_AT_ONCE = 1_000


class Amendments:
    """Drafts this party's words on the charter, and applies what all its parties agreed."""

    def __init__(self, context: Context, scribe: Scribe) -> None:
        self._context = context
        self._scribe = scribe
        self.words = CharterWords(context)
        self.pending: set[str] = set()
        """Councils on whose charter others have said something since it was looked at here."""

    # --- what this party says ---------------------------------------------------------------------

    def complete(self, draft: Draft, now: Instant) -> Draft:
        """Return the draft as it is to be appended: a word on the charter gets its text and this party's signature.

        Raises:
            Refused: `party-withdrawn`, `charter-on-line`, `no-vote`, `amendment-unfit`, `amendment-unsigned`,
                `amendment-unknown`, `amendment-rival`, `amendment-answered`, `identity-missing`, `depositary-stays`.
        """
        charter = self._context.directory.charter(draft.council)
        if draft.channel != OWN and self._context.party in charter.withdrawn:
            raise Refused(
                "party-withdrawn",
                expected=f"a party of {draft.council}",
                got=f"{self._context.party}, which has withdrawn",
                remedy="ask for readmission: detente council readmit",
            )
        if draft.kind not in CHARTER_KINDS:
            return draft
        if draft.channel != LINE:
            raise Refused("charter-on-line", expected=f"--channel {LINE}", got=draft.channel, remedy="use the line")
        if self._context.party == charter.depositary:
            code = "depositary-stays" if draft.kind == WITHDRAWAL else "no-vote"
            raise Refused(code, expected="a party other than the depositary", got=self._context.party)
        match draft.kind:
            case "amendment":
                return replace(draft, body=self._proposal(draft))
            case "withdrawal":
                return replace(draft, body=self._withdrawal(draft, now))
            case _:
                return replace(draft, body=self._answer(draft))

    def _proposal(self, draft: Draft) -> dict[str, Any]:
        council, note = draft.council, draft.body.get("note")
        try:
            amendment = draft_of(note if isinstance(note, bytes) else str(note).encode())
            charter = self._fitting(council, amendment)
        except Malformed as fault:
            raise Refused(fault.code, expected=fault.expected, got=fault.got, remedy="draft it anew") from None
        heard = self.words.heard(council)
        self._check_rivals(council, heard, amendment)
        body: dict[str, Any] = {"text": amendment.document.note.text, "signature": self._sign(amendment)}
        if amendment.comer is None:
            return body
        given = draft.body.get("identities")
        notes = self._comer(charter, amendment, [*given] if isinstance(given, list | tuple) else [])
        root = charter.parties[amendment.comer].root
        line = next(line for line in amendment.document.note.signatures if line.is_by(root))
        return {**body, "root": line.key_id + line.value, "identities": notes}

    def _comer(self, charter: Charter, amendment: Amendment, given: list[bytes]) -> list[bytes]:
        """Return the identity notes of the party that comes and has signed, so that everybody can speak to it."""
        party = amendment.comer
        if party is None:
            return []
        if not signed_by_root(amendment, charter.parties[party].root):
            raise Refused(
                "amendment-unsigned",
                expected=f"the root signature of {party}",
                got="none",
                remedy="let that party sign the file: detente council accede FILE",
            )
        notes = given or self._context.directory.notes(party)
        try:
            first = verify_chain(notes)[0]
        except Malformed:
            first = None
        if first is None or first.root != charter.parties[party].root:
            raise Refused(
                "identity-missing",
                expected=f"the identity note of {party}, under the root in the amendment",
                got=first.root.text() if first else "none",
                remedy=f"give it with --identity {party}.note",
            )
        return notes

    def _answer(self, draft: Draft) -> dict[str, Any]:
        council = draft.council
        heard = self.words.heard(council)
        proposal = self._meant(draft, heard)
        amendment = proposal.amendment
        digest = amendment.document.digest
        if self._context.party in {*proposal.consents, *proposal.declined}:
            raise Refused(
                "amendment-answered", expected="a proposal that this party has not answered", got=str(draft.re)
            )
        if draft.kind == AMENDMENT_DECLINE:
            return {**draft.body, "digest": digest}
        try:
            charter = self._fitting(council, amendment)
        except Malformed as fault:
            raise Refused(fault.code, expected=fault.expected, got=fault.got) from None
        self._comer(charter, amendment, proposal.identities)
        self._check_rivals(council, heard, amendment)
        return {**draft.body, "digest": digest, "signature": self._sign(amendment)}

    def _meant(self, draft: Draft, heard: Heard) -> Proposal:
        row = None
        if draft.re is not None:
            feed, index = self._scribe.locate(draft.council, draft.re)
            row = self._context.store.act_at(feed, index)
        proposal = heard.of_act(row.ref) if row else None
        if proposal is None:
            raise Refused(
                "amendment-unknown",
                expected="the reference of an act that proposes an amendment",
                got=draft.re or "nothing",
                remedy="detente council show NAME --course lists them",
            )
        return proposal

    def _fitting(self, council: str, amendment: Amendment) -> Charter:
        """Return the charter as the amendment would make it."""
        amended = self._context.directory.amended[council]
        charter = apply(amended.course, amendment, amended.words)
        check_charter(charter)
        return charter

    def _check_rivals(self, council: str, heard: Heard, amendment: Amendment) -> None:
        """Two amendments that follow one text could both come into force: we sign one, until it cannot any more."""
        party, amended = self._context.party, self._context.directory.amended[council]
        for rival in heard.proposals.values():
            other = rival.amendment
            if party not in rival.consents or other.previous != amendment.previous or other.digest == amendment.digest:
                continue
            if not _dead(amended, rival, other):
                raise Refused(
                    "amendment-rival",
                    expected=f"no other amendment {amendment.number} signed by {party}",
                    got=f"{rival.refs[0]}: {other.title}",
                    remedy="let those who have not signed it decline it first: detente council decline",
                )

    def _sign(self, amendment: Amendment) -> bytes:
        signer = self._context.keyring.document_signer(amendment.document.council, Purpose.AMENDMENT)
        line = sign_document(amendment.document.note.text, signer)
        return line.key_id + line.value

    def _withdrawal(self, draft: Draft, now: Instant) -> dict[str, Any]:
        context, council = self._context, draft.council
        line, index = self._scribe.place(council, LINE, now)
        feeds = {line.channel: LastWord(LINE, line.number, index + 1)}
        for feed in context.held.feeds(council, party=context.party):
            if feed.channel not in (OWN, LINE) and self._scribe.writes(feed):
                _feed, size = self._scribe.place(council, feed.channel, now)
                feeds[feed.channel] = LastWord(feed.channel, feed.number, size)
        reason = draft.body.get("reason", "")
        try:
            text = draft_withdrawal(
                council,
                party=context.party,
                amended=context.directory.charter(council).amended,
                withdrawn_at=now,
                reason=str(reason),
                feeds=list(feeds.values()),
            )
        except Malformed as fault:
            raise Refused(fault.code, expected=fault.expected, got=fault.got) from None
        signed = sign_document(text, context.keyring.document_signer(council, Purpose.WITHDRAWAL))
        return {"note": Note(text, (signed,)).to_bytes()}

    def tally(self, council: str, proposal: Proposal) -> Tally | None:
        """Return how far a proposal has come; None where it does not fit the charter as it stands."""
        directory = self._context.directory
        amended = directory.amended[council]
        try:
            amendment = proposal.amendment
            apply(amended.course, amendment, amended.words)
            return tally(amended.course, amendment, amended.words, directory.log_publics())
        except Malformed:
            return None

    # --- what is in force -------------------------------------------------------------------------

    def settle(self, now: Instant) -> None:
        """Look once at each council of whose charter others have said something."""
        councils, self.pending = self.pending, set()
        for council in sorted(councils):
            self.look(council, now)

    def look(self, council: str, now: Instant) -> None:
        """Apply what is complete by what stands on the line; again is no change."""
        self._apply(council, self.words.heard(council), [], now)

    def take(self, council: str, papers: Sequence[bytes], now: Instant) -> None:
        """Apply what is complete by these papers, which came by hand, and what stands on the line."""
        self._apply(council, self.words.heard(council), papers, now)

    def _apply(self, council: str, heard: Heard, papers: Sequence[bytes], now: Instant) -> None:
        context, directory = self._context, self._context.directory
        before = directory.amended[council]
        gathered = [one.amendment.document.note.to_bytes() for one in heard.proposals.values() if one.consents]
        gathered += [one.document.note.to_bytes() for one in heard.withdrawals]
        after = directory.amended_by(council, [*gathered, *papers])
        held = directory.papers(council)
        fresh = [paper.document for paper in after.papers if paper.document.digest not in held]
        if not fresh:
            return
        for document in fresh:
            directory.put_amendment(council, document.digest, document.note.to_bytes(), now)
        known = {amendment.digest for amendment in before.course.chain}
        for amendment in directory.amended[council].course.chain:
            proposal = heard.proposals.get(amendment.document.digest)
            if proposal is not None and amendment.digest not in known:
                self._learn(amendment, proposal)
        self._tell(council, before)
        self._read_again(council)
        # What acts add up to depends on who reads where, and on the charter's tables.
        context.backgrounds_version += 1
        context.store.touch_dossiers(council)
        self._come_back(council, before.charter, now)
        context.effects.append(Changed(council, "charter", str(directory.charter(council).amended)))

    def _learn(self, amendment: Amendment, proposal: Proposal) -> None:
        if amendment.comer is None or amendment.comer == self._context.party:
            return
        try:
            self._context.directory.learn(amendment.comer, proposal.identities)
        except Malformed as fault:
            self._context.effects.append(Alarm(fault.code, f"the identity of {amendment.comer}: {fault}"))

    def _tell(self, council: str, before: Amended) -> None:
        rivals = self._context.directory.amended[council].course.rivals
        if rivals and rivals != before.course.rivals:
            titles = " and ".join(f"{one.title} ({one.digest[:16]})" for one in rivals)
            text = f"{council}: {titles} are both complete and follow one text; neither is in force"
            self._context.effects.append(Alarm("amendment-conflict", text))
        self.look_at(council)

    def look_at(self, council: str) -> None:
        """Tell what in a charter cannot be read here: by an amendment, or by a software that is older than it."""
        try:
            check_charter(self._context.directory.charter(council))
        except Malformed as fault:
            # It is in force whether it can be read here or not: others have signed it.
            text = f"{council}: what is in force now cannot all be read here: {fault}"
            self._context.effects.append(Alarm(fault.code, text))

    def _read_again(self, council: str) -> None:
        """Derive anew what reads otherwise by the charter as it now stands."""
        context = self._context
        charter, after = context.directory.charter(council), 0
        feeds = {feed.id: feed for feed in context.held.feeds(council)}
        while rows := context.store.acts(council, after=after, limit=READ_AGAIN_AT_ONCE):
            after = rows[-1][0]
            for _sequence, row in rows:
                feed = feeds.get(row.feed)
                if feed is not None and row.index < feed.size and _may_differ(charter, feed, row):
                    entry = context.store.entries(feed, row.index, row.index + 1)[0]
                    again, _act = read_entry(context, feed, row.index, entry, row.stored_at)
                    if again != row:
                        context.put_act(again)

    def _come_back(self, council: str, before: Charter, now: Instant) -> None:
        """Who comes back speaks in new generations: the withdrawal ended the ones before."""
        context = self._context
        if context.party not in before.withdrawn or context.party in context.directory.charter(council).withdrawn:
            return
        for feed in context.held.feeds(council, party=context.party):
            if feed.channel != OWN and self._scribe.writes(feed):
                self._scribe.doubt(council, feed.channel, now)


def _dead(amended: Amended, proposal: Proposal, amendment: Amendment) -> bool:
    """Say if a proposal cannot come into force any more, whatever those who have not answered it will say."""
    voters = voters_of(amended.course.charter, amendment)
    refused = {party for party in (*proposal.declined, *amended.charter.withdrawn) if party not in proposal.consents}
    return len(set(voters) - refused) < needed(amended.course.charter.rule, len(voters))


def _may_differ(charter: Charter, feed: Feed, row: ActRow) -> bool:
    refs = (*row.cites, row.dossier, *row.to)
    gone = feed.channel != OWN and charter.after_withdrawal(feed.party, feed.channel, feed.number, row.index)
    return bool(row.irregular) or gone or row.reading is Reading.CANNOT_OPEN or any(ref.startswith("?") for ref in refs)
