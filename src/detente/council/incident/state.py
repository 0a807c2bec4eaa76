"""One incident as its acts make it: the state is nothing but those that count.

Accounts stand beside each other and are never merged. What is proposed to all, facts, a measure of several, or the
closure, is agreed by an act of each side and by nothing else; sides are those that the report names, and those that
gave an account of their own before the proposal.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from detente.council.gathered import Gathered
from detente.council.kinds import text_of, texts_of
from detente.council.register import Register, registered
from detente.council.said import Said

REPORT, ACCOUNT, EVIDENCE = "incident-report", "incident-account", "incident-evidence"
QUESTION, REPLY = "incident-question", "incident-reply"
FACTS, MEASURE, CLOSURE = "incident-facts", "incident-measure", "incident-closure"
CONSENT, OBJECTION = "incident-consent", "incident-objection"
PROPOSALS: Final = (FACTS, MEASURE, CLOSURE)

AGREED, NOT_AGREED, PROPOSED = "agreed", "not agreed", "proposed"


@dataclass(frozen=True, slots=True)
class IncidentState(Gathered):
    """The acts of one incident that count, by kind and reference."""

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Return where one party consents and objects to one proposal, neither act knowing of the other."""
        found = []
        for proposal in self.said(*PROPOSALS):
            for party in sorted(self.sides(proposal)):
                register = self.word(proposal, party)
                if register.conflict:
                    found.append(f"{party.upper()} on {proposal.ref}: {', '.join(register.refs)} differ")
        return tuple(found)

    @property
    def report(self) -> Said | None:
        """Return the report, which opened the dossier."""
        return next(iter(self.said(REPORT)), None)

    # --- accounts ---------------------------------------------------------------------------------

    @property
    def accounts(self) -> tuple[Said, ...]:
        """Return the accounts in force: those that no later one of the same author corrects."""
        return self.in_force(ACCOUNT)

    def in_force(self, *kinds: str) -> tuple[Said, ...]:
        """Return the acts of these kinds that no later one of the same author and kind corrects."""
        said = self.said(*kinds)
        gone = {corrected.ref for act in said if (corrected := self.corrected_by(act)) is not None}
        return tuple(act for act in said if act.ref not in gone)

    def corrected_by(self, act: Said) -> Said | None:
        """Return the earlier account or evidence of the same author and voice that one corrects, or None."""
        earlier = self.act(text_of(act.body, "corrects").upper(), act.kind)
        if earlier is None or not act.follows(earlier.ref):
            return None
        return earlier if (earlier.party, voice_of(earlier)) == (act.party, voice_of(act)) else None

    # --- who is concerned -------------------------------------------------------------------------

    def sides(self, before: Said | None = None) -> frozenset[str]:
        """Return the parties that the incident concerns: whom the report names, and who gave an account of its own.

        Args:
            before: only accounts that are proven to come before this act count, so nobody undoes what was agreed.
        """
        report = self.report
        if report is None:
            return frozenset()
        named = {*report.to, *(name.lower() for name in texts_of(report.body, "concerning"))}
        named |= set() if published(report.body) else {report.party}
        told = [act for act in self.said(ACCOUNT) if not published(act.body)]
        named |= {act.party for act in told if before is None or before.follows(act.ref)}
        return frozenset(named & set(self.readers(report.channel)))

    def readers(self, channel: str) -> tuple[str, ...]:
        """Return the parties that read a channel, without the depositary; none where there is no such channel."""
        if channel not in self.charter.channels:
            return ()
        return tuple(one for one in self.charter.members_of(channel) if one != self.charter.depositary)

    # --- questions --------------------------------------------------------------------------------

    def asked(self, question: Said) -> frozenset[str]:
        """Return who is asked: the addressees, else every other side."""
        return (frozenset(question.to) or self.sides(question)) - {question.party}

    def replies(self, question: Said, party: str) -> tuple[Said, ...]:
        """Return what a party said in reply to a question."""
        return tuple(act for act in self.said(REPLY) if (act.re, act.party) == (question.ref, party))

    def unanswered(self, question: Said) -> frozenset[str]:
        """Return who is asked and has not replied."""
        return frozenset(party for party in self.asked(question) if not self.replies(question, party))

    # --- what is agreed ---------------------------------------------------------------------------

    def word(self, proposal: Said, party: str) -> Register[str]:
        """Return what a party last said to a proposal: its kind of act; who proposes it consents."""
        acts = [act for act in self.said(CONSENT, OBJECTION) if (act.re, act.party) == (proposal.ref, party)]
        own = [(proposal, CONSENT)] if proposal.party == party else []
        return registered([*own, *((act, act.kind) for act in acts)])

    def outcome(self, proposal: Said) -> str:
        """Return how a proposal stands: agreed by every side, not agreed where one objects, else proposed."""
        words = {party: self.word(proposal, party).settled for party in self.sides(proposal)}
        if OBJECTION in words.values():
            return NOT_AGREED
        return AGREED if words and all(word == CONSENT for word in words.values()) else PROPOSED

    def waiting_for(self, proposal: Said) -> frozenset[str]:
        """Return the sides that have said nothing to a proposal yet, or two things at once."""
        return frozenset(one for one in self.sides(proposal) if self.word(proposal, one).settled is None)

    @property
    def closing(self) -> Said | None:
        """Return the closure to which every side has consented, or None."""
        return next((act for act in self.said(CLOSURE) if self.outcome(act) == AGREED), None)


def proposed_as(name: str, outcome: str) -> str:
    """Return as what a fact of a joint statement stands: until all have agreed it is only proposed as that."""
    return name if outcome == AGREED else f"proposed as {name}"


def published(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return where something was published, empty where it is its author's own word."""
    found = body.get("published")
    return found if isinstance(found, Mapping) else {}


def voice_of(act: Said) -> str:
    """Return whose account or evidence it is, in capitals as parties are written: its author's, or who published it."""
    return (text_of(published(act.body), "said_by") or act.party).upper()
