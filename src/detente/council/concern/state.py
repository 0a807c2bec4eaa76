"""Concerns and assurances of one dossier as their acts add up; where each stands by now is for `standing.py`.

What became of a concern, and until when an assurance is given, are registers: the newest word by the order of proof
holds, and concurrent words that exclude each other stay side by side until one that follows both.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from msgspec import Struct, field

from detente.clock import Instant, rfc3339
from detente.council.kinds import texts_of
from detente.council.register import Register, differing
from detente.council.said import Said, by_past
from detente.protocol.charter import Charter

CONCERN, EXPLANATION, ANSWER, CONCERN_WITHDRAWAL = (
    "concern", "concern-explanation", "concern-answer", "concern-withdrawal",
)  # fmt: skip
ASSURANCE, RENEWAL, WITHDRAWAL = "assurance", "assurance-renewal", "assurance-withdrawal"
DECLINE: Final = "decline"
PLAIN: Final = ("reply", "explanation", DECLINE)
"""Kinds of the line's desk: said in answer to a concern, they answer it too."""
ANSWERING: Final = (EXPLANATION, ASSURANCE)


class Outcome(StrEnum):
    """What who raised a concern last said of it."""

    REASSURED = "reassured"
    NOT_REASSURED = "not reassured"
    WITHDRAWN = "withdrawn"


class Until(Struct, frozen=True):
    """An assurance is given until a second, or until it is withdrawn where that is None."""

    at: Instant | None

    def __str__(self) -> str:
        return "until it is withdrawn" if self.at is None else f"until {rfc3339(self.at)}"


class Withdrawn(Struct, frozen=True):
    """An assurance is given no longer."""

    def __str__(self) -> str:
        return "withdrawn"


Term = Until | Withdrawn


class ConcernsState(Struct, frozen=True):
    """What one dossier has of both.

    Args:
        said: this desk's acts by reference.
        plain: words of the line's desk that answer something, by reference.
        outcomes: by concern, what its author last said of it; nothing where it said nothing yet.
        terms: by assurance, until when it is given.
    """

    charter: Charter
    said: Mapping[str, Said] = field(default_factory=dict)
    plain: Mapping[str, Said] = field(default_factory=dict)
    outcomes: Mapping[str, Register[Outcome]] = field(default_factory=dict)
    terms: Mapping[str, Register[Term]] = field(default_factory=dict)

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Return where concurrent acts of one party say different things of its concern or assurance."""
        return differing([*self.outcomes.items(), *self.terms.items()])

    def of(self, *kinds: str) -> tuple[Said, ...]:
        """Return this desk's acts of these kinds, in an order that proof allows."""
        return tuple(sorted((act for act in self.said.values() if act.kind in kinds), key=by_past))

    def concern_of(self, ref: str | None) -> Said | None:
        """Return the concern of which an act of this dossier speaks, or None."""
        act = self.said.get(ref or "") or self._before(self.plain.get(ref or ""))
        while act is not None and act.kind != CONCERN:
            act = self._before(act)
        return act

    def assurance_of(self, ref: str | None) -> Said | None:
        """Return the assurance that an act is, renews or withdraws, or None."""
        act = self.said.get(ref or "")
        while act is not None and act.kind in (RENEWAL, WITHDRAWAL):
            act = self._before(act)
        return act if act is not None and act.kind == ASSURANCE else None

    def _before(self, act: Said | None) -> Said | None:
        # Only what comes before by proof: two who lie together could answer each other in a circle.
        return self.said.get(act.re) if act is not None and act.re and act.follows(act.re) else None

    def assurances_for(self, concern: str) -> tuple[Said, ...]:
        """Return the assurances that were given in answer to a concern."""
        found = ((act, self.concern_of(act.re)) for act in self.of(ASSURANCE))
        return tuple(act for act, about in found if about is not None and about.ref == concern)

    def answers_to(self, concern: Said) -> tuple[Said, ...]:
        """Return what others said in answer to a concern: explained, assured, replied or declined."""
        own = [act for act in self.of(*ANSWERING) if self.concern_of(act.re) == concern]
        plain = [act for act in self.plain.values() if act.re == concern.ref]
        return tuple(act for act in sorted([*own, *plain], key=by_past) if act.party != concern.party)

    def addressees_of(self, concern: Said) -> frozenset[str]:
        """Return who is asked: its addressees, else every other reader of its channel."""
        if concern.to or concern.channel not in self.charter.channels:
            return frozenset(concern.to) - {concern.party}
        return frozenset(self.charter.members_of(concern.channel)) - {concern.party}

    def outcome_of(self, concern: str) -> Register[Outcome]:
        """Return what the author of a concern last said of it."""
        return self.outcomes.get(concern, Register())

    def ends_of(self, assurance: str) -> tuple[Instant | None, ...]:
        """Return until when an assurance is given: nothing where it was withdrawn, several in a conflict."""
        return tuple(term.at for term in self.terms[assurance].values.values() if isinstance(term, Until))

    def bearing_on(self, assurance: str) -> tuple[Said, ...]:
        """Return this dossier's own acts that say that they bear on an assurance, or raise a concern at it."""
        return tuple(
            act
            for act in self.of(CONCERN, ASSURANCE, EXPLANATION)
            if names(act, assurance) or (act.kind == CONCERN and act.re == assurance)
        )


def names(act: Said, assurance: str) -> bool:
    """Say if an act, of whatever desk, says that it bears on an assurance."""
    return assurance in (ref.upper() for ref in texts_of(act.body, "bears_on"))
