"""An invitation to observe, or to visit, as its acts make it; silence means that nobody comes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from detente.clock import DAY, Instant
from detente.council.duty import DutyState, absence_of
from detente.council.gathered import Gathered
from detente.council.journal import Journal
from detente.council.kinds import instant_of, text_of
from detente.council.register import Register, registered
from detente.council.said import Said
from detente.council.terms import Terms, regime_in, terms_of
from detente.protocol.charter import Charter

INVITATION, ANSWER, REPORT = "observation-invitation", "observation-answer", "observation-report"
OBSERVATION, VISITORS_DAY, DISPEL = "observation", "visitors' day", "visit to dispel concern"
SORTS: Final = {
    OBSERVATION: "observation that a rule asks for",
    VISITORS_DAY: "visitors' day: voluntary, and no observation under a rule",
    DISPEL: "visit to dispel concern: voluntary, and no observation under a rule",
}
ACCEPTED, DECLINED = "accepted", "declined"
AWAITED, NOT_HEARD, NOBODY = "awaited", "not heard", "no observers: nothing was said in time"
_SILENCE: Final = {DutyState.DUE: AWAITED, DutyState.NOT_HEARD: NOT_HEARD, DutyState.OVERDUE: NOBODY}


@dataclass(frozen=True, slots=True)
class ObservationState(Gathered):
    """The acts of one invitation."""

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Return concurrent answers of one party that differ."""
        found = [(party, self.answer(party)) for party in self.invited]
        return tuple(f"{party.upper()}: {', '.join(one.refs)} differ" for party, one in found if one.conflict)

    @property
    def invitation(self) -> Said | None:
        """Return the invitation."""
        return next(iter(self.said(INVITATION)), None)

    @property
    def host(self) -> str:
        """Return who invites."""
        return self.invitation.party if self.invitation is not None else ""

    @property
    def invited(self) -> tuple[str, ...]:
        """Return who is invited: the addressees, else every other reader of the channel."""
        act = self.invitation
        if act is None:
            return ()
        readers = act.to or self.charter.members_of(act.channel)
        return tuple(sorted(set(readers) - {act.party, self.charter.depositary}))

    @property
    def sort(self) -> str:
        """Return whether a rule asks for it, or it is voluntary."""
        return text_of(self.invitation.body, "sort") if self.invitation is not None else ""

    def answer(self, party: str) -> Register[str]:
        """Return what a party answered; its later answer replaces."""
        return registered((act, text_of(act.body, "answer")) for act in self.said(ANSWER) if act.party == party)

    def answering(self, party: str) -> Said | None:
        """Return the act that answers for a party, the first of several concurrent ones, or None."""
        return self.act(next(iter(self.answer(party).refs), None), ANSWER)

    @property
    def terms(self) -> Terms:
        """Return on which terms it is answered."""
        body = self.invitation.body if self.invitation is not None else {}
        return terms_of(self.charter, INVITATION, self.regime, "observation-reply", text_of(body, "rule"))

    @property
    def regime(self) -> str:
        """Return the regime under which is invited, or nothing."""
        return regime_for(self.charter, self.invitation.body) if self.invitation is not None else ""

    def reply_by(self, journal: Journal) -> Instant | None:
        """Return the last second for an answer: as the invitation says, else counted from when it was issued.

        It was issued when the first heads covered it; while none does, nobody can be late.
        """
        act = self.invitation
        if act is None or (entered := journal.entered(act)) is None:
            return None
        named = instant_of(act.body, "reply_by_at")
        found = self.terms.due(entered.at)
        return named if found is None else found.due_at

    def stands(self, party: str, journal: Journal) -> str:
        """Return how it stands with one who is invited: *accepted*, *declined*, or what its silence means by now."""
        answer = self.answer(party)
        if answer.conflict:
            return "conflict"
        if answer.settled is not None:
            return answer.settled
        return _SILENCE[absence_of((party,), self.reply_by(journal), journal)]

    @property
    def lead_days(self) -> int:
        """Return how many whole days before the start it was issued, as claimed; 0 where it had begun."""
        act = self.invitation
        starts_at = instant_of(act.body, "starts_at") if act is not None else None
        return 0 if act is None or starts_at is None else max((starts_at - act.claimed_at) // DAY, 0)


def regime_for(charter: Charter, body: Mapping[str, Any]) -> str:
    """Return the regime under which is invited; what is voluntary stands under one only where it says so."""
    forms = ("observation-invitation", "observation-reply") if text_of(body, "sort") == OBSERVATION else ()
    return regime_in(charter, body, *forms)
