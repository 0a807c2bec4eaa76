"""One proposed decision as its acts add up: sets of acts, from which the outcome follows with the council's time."""

from collections.abc import Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from detente.clock import HOUR
from detente.council.decision.outcome import Outcome, Procedure, Result, outcome
from detente.council.decision.silence import terms_of
from detente.council.duty import FLASH
from detente.council.journal import Journal
from detente.council.kinds import text_of
from detente.council.register import Register
from detente.council.said import Said
from detente.protocol.charter import Charter
from detente.protocol.documents import Document, parse_document
from detente.protocol.outcomes import SignedOutcome, hash_of, parse_outcome

PROPOSE, OBJECT, AMEND, LIFT = "decision-propose", "decision-object", "decision-amend", "decision-lift"
EXTEND, WITHDRAW, AGREE = "decision-extend", "decision-withdraw", "decision-agree"
RESERVE, ANNOUNCE, SIGN = "decision-reservation", "decision-announce", "decision-sign"
STATEMENT = "interpretative-statement"
"""A kind of the line's desk; here it is shown with the text."""
SILENCE, CONSENSUS = "silence", "consensus"


class DecisionState(Struct, frozen=True):
    """One proposed text and all that was said about it.

    Args:
        proposal: None before it was said.
        said: this desk's other acts by reference, and interpretative statements.
        number: under which the proposer announced it.
    """

    charter: Charter
    proposal: Said | None = None
    said: Mapping[str, Said] = field(default_factory=dict)
    number: Register[str] = field(default_factory=Register)

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Return whether members signed outcomes that differ, or concurrent announcements gave two numbers."""
        found = []
        if len({outcome for outcome, _document in self.signed.values()}) > 1:
            found.append(f"{', '.join(sorted(self.signed)).upper()} signed outcomes that differ")
        if self.number.conflict:
            found.append(f"two numbers were announced: {', '.join(sorted(self.number.values.values()))}")
        return tuple(found)

    def of(self, *kinds: str) -> tuple[Said, ...]:
        """Return the acts of these kinds, in the order of their references."""
        return tuple(act for _ref, act in sorted(self.said.items()) if act.kind in kinds)

    @property
    def signed(self) -> Mapping[str, tuple[SignedOutcome, Document]]:
        """Return by party the outcome that it signed, with the document; each signs once."""
        # Two branches of a feed can hold two: the same one counts in every record.
        return {act.party: read_signed(act) for act in reversed(self.of(SIGN))}

    @property
    def silent(self) -> bool:
        """Say if it is a silence procedure."""
        return self.proposal is not None and self.proposal.body.get("procedure") == SILENCE

    @property
    def members(self) -> tuple[str, ...]:
        """Return who reads and writes in the proposal's channel."""
        if self.proposal is None or self.proposal.channel not in self.charter.channels:
            return ()
        channel = self.charter.channels[self.proposal.channel]
        return tuple(party for party in channel.members if party in channel.writers)

    @property
    def procedure(self) -> Procedure:
        """Return what the outcome is computed from."""
        assert self.proposal is not None, "a procedure without a proposal"
        clocks, flash = self.charter.clocks, self.proposal.precedence >= FLASH
        return Procedure(
            self.proposal,
            self.members,
            terms=terms_of(self.proposal.body) if self.silent else None,
            deeming_seconds=(clocks.flash_deeming_hours if flash else clocks.deeming_hours) * HOUR,
            objections=self.of(OBJECT, AMEND),
            lifts=self.of(LIFT),
            extensions=self.of(EXTEND),
            withdrawals=self.of(WITHDRAW),
            agreements=self.of(AGREE),
            signed={party: signed for party, (signed, _document) in self.signed.items()},
        )

    def outcome(self, journal: Journal) -> Outcome:
        """Return how it stands by the council's time."""
        return outcome(self.procedure, journal)

    @property
    def claimed(self) -> Outcome:
        """Return how it stands by what its acts claim, whatever the council's time is."""
        return outcome(replace(self.procedure, signed={}), Journal(kept=False))

    def to_sign(self) -> SignedOutcome | None:
        """Return the outcome that a member would sign by the acts held, or None while consensus waits for a word.

        It is made from acts alone, not from receipts, which differ from record to record: who signs it says itself that
        it had the text in time.
        """
        assert self.proposal is not None, "an outcome without a proposal"
        found = self.claimed
        if found.result is Result.RUNNING and not self.silent:
            return None
        return SignedOutcome(
            council=self.charter.council_id,
            proposal=self.proposal.ref,
            text_hash=hash_of(text_of(self.proposal.body, "text")),
            expires_at=found.expires_at,
            result=str(Result.ADOPTED if found.result is Result.RUNNING else found.result),
            broken_by=found.broken_by,
            parties=tuple(sorted(self.members)),
        )

    @property
    def document(self) -> bytes:
        """Return the signed outcome with the lines of all who signed one and the same; empty where they differ."""
        documents = [document for _party, (_signed, document) in sorted(self.signed.items())]
        if len({document.note.text for document in documents}) != 1:
            return b""
        return documents[0].note.with_signatures([line for one in documents for line in one.note.signatures]).to_bytes()


def read_signed(act: Said) -> tuple[SignedOutcome, Document]:
    """Return the outcome that an act carries, claimed, with its document.

    Raises:
        Malformed: `outcome-malformed`, and the codes of `parse_document`.
    """
    document = parse_document(bytes(act.body["document"]))
    return parse_outcome(document), document
