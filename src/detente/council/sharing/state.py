"""What was asked and given in one dossier, as its acts add up.

How each party answered a request, how what was given stands, and how its originator answered each question of passing
it on, are registers: the newest word by the order of proof holds, and concurrent words that exclude each other stay
side by side until one that follows both.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from msgspec import Struct, field

from detente.clock import Instant, rfc3339
from detente.council.kinds import instant_of, text_of
from detente.council.register import Register, differing
from detente.council.said import Said, asked_of, by_past
from detente.council.sharing.labels import Handling, handling_of
from detente.protocol.charter import Charter

REQUEST, ANSWER, DECLINE, WITHDRAWAL = "share-request", "share-answer", "share-decline", "share-withdrawal"
ITEM, CORRECTION, RECALL, VERSION = "share-item", "share-correction", "share-recall", "share-version"
ONWARD, CONSENT, REFUSAL = "onward-request", "onward-consent", "onward-decline"
GIVEN: Final = (ITEM, ANSWER)
PASSED_ON, SANITISED = "passed on", "sanitised"
PLAIN_DECLINE: Final = "decline"
"""Kind of the line's desk: said in answer to a request, it declines it too."""


class Extent(StrEnum):
    """How a party answered a request."""

    WHOLE = "answered"
    PART = "answered in part"
    DECLINED = "declined"
    NEITHER = "cannot confirm or deny"


class Corrected(Struct, frozen=True):
    """What was given stands as a correction says."""

    ref: str

    def __str__(self) -> str:
        return f"as {self.ref} corrects it"


class Recalled(Struct, frozen=True):
    """Its author took it back; those who read it have read it."""

    ref: str

    def __str__(self) -> str:
        return f"recalled by {self.ref}"


Standing = Corrected | Recalled


class Release(Struct, frozen=True):
    """How an originator answered a question of passing on.

    Args:
        parties: to whom it consents, sorted; nobody where it declines.
        until: the last second of its consent, or None where it has no end.
    """

    parties: tuple[str, ...] = ()
    until: Instant | None = None

    @property
    def word(self) -> str:
        """Return *consented* or *declined*."""
        return "consented" if self.parties else "declined"

    def __str__(self) -> str:
        end = "" if self.until is None else f" until {rfc3339(self.until)}"
        return " to ".join(one for one in (self.word, ", ".join(self.parties)) if one) + end


class SharingState(Struct, frozen=True):
    """What one dossier has of it.

    Args:
        said: this desk's acts by reference.
        plain: declining replies of the line's desk, by reference.
        answers: by request and party, how it answered.
        standings: by what was given, what its author said of it since.
        withdrawn: by request, the act by which its author took it back.
        releases: by question of passing on, how its originator answered.
    """

    charter: Charter
    said: Mapping[str, Said] = field(default_factory=dict)
    plain: Mapping[str, Said] = field(default_factory=dict)
    answers: Mapping[tuple[str, str], Register[Extent]] = field(default_factory=dict)
    standings: Mapping[str, Register[Standing]] = field(default_factory=dict)
    withdrawn: Mapping[str, frozenset[str]] = field(default_factory=dict)
    releases: Mapping[str, Register[Release]] = field(default_factory=dict)

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Return where concurrent acts of one party say different things of what it was asked, or gave."""
        answers = ((ref, one) for (ref, _party), one in self.answers.items())
        return differing([*answers, *self.standings.items(), *self.releases.items()])

    def of(self, *kinds: str) -> tuple[Said, ...]:
        """Return this desk's acts of these kinds, in an order that proof allows."""
        return tuple(sorted((act for act in self.said.values() if act.kind in kinds), key=by_past))

    # --- what an act speaks of --------------------------------------------------------------------

    def request_of(self, act: Said) -> Said | None:
        """Return the request that an act answers or takes back, or None."""
        found = self.said.get(act.re or "") if act.re and act.follows(act.re) else None
        return found if found is not None and found.kind == REQUEST else None

    def given_of(self, act: Said) -> Said | None:
        """Return the item or answer of which an act speaks, through corrections and questions of onward release."""
        found: Said | None = act
        while found is not None and (found is act or found.kind not in GIVEN):
            # Only what comes before by proof: two who lie together could answer each other in a circle.
            found = self.said.get(found.re) if found.re and found.follows(found.re) else None
        return found

    def given_by(self, ref: str | None) -> Said | None:
        """Return the item or answer that an act is, or of which it speaks, by the act's reference; or None."""
        act = self.said.get(ref or "")
        return act if act is None or act.kind in GIVEN else self.given_of(act)

    def onward_of(self, act: Said) -> Said | None:
        """Return the question of onward release that an act answers, or None."""
        found = self.said.get(act.re or "") if act.re and act.follows(act.re) else None
        return found if found is not None and found.kind == ONWARD else None

    # --- requests ---------------------------------------------------------------------------------

    def asked_by(self, request: Said) -> frozenset[str]:
        """Return who is asked: its addressees, else every other reader of its channel."""
        return asked_of(request, self.charter)

    def extent_of(self, request: str, party: str) -> Register[Extent]:
        """Return how a party answered a request."""
        return self.answers.get((request, party), Register())

    def answers_to(self, request: Said) -> tuple[Said, ...]:
        """Return what others said in answer to a request."""
        own = [act for act in self.of(ANSWER, DECLINE, ITEM) if act.re == request.ref]
        plain = [act for act in self.plain.values() if act.re == request.ref]
        return tuple(act for act in sorted([*own, *plain], key=by_past) if act.party != request.party)

    def lacking(self, request: Said) -> tuple[str, ...]:
        """Return who is asked and has not answered; nobody where the request was withdrawn."""
        if request.ref in self.withdrawn:
            return ()
        return tuple(sorted(party for party in self.asked_by(request) if not self.extent_of(request.ref, party).values))

    def status_of(self, request: Said) -> str:
        """Return how a request stands, in a word: *open* while one who is asked has not answered."""
        if request.ref in self.withdrawn:
            return "withdrawn"
        parties = {party for ref, party in self.answers if ref == request.ref}
        registers = [self.extent_of(request.ref, party) for party in parties]
        if any(register.conflict for register in registers):
            return "conflict"
        if self.lacking(request):
            return "open"
        words = {one.settled for one in registers}
        return next((word.value for word in Extent if word in words), "open")

    # --- what was given ---------------------------------------------------------------------------

    def handling(self, given: Said) -> Handling:
        """Return how far what was given may go."""
        return handling_of(given.body)

    def standing_of(self, given: str) -> Register[Standing]:
        """Return what its author said since of what it gave; nothing where it stands as it was given."""
        return self.standings.get(given, Register())

    def recalled(self, given: str) -> bool:
        """Say if its author took it back, whatever else it said without knowing of that."""
        return any(isinstance(one, Recalled) for one in self.standing_of(given).values.values())

    def in_force(self, given: Said) -> Said:
        """Return the act whose words stand: what was given, or its newest correction."""
        found = [one.ref for one in self.standing_of(given.ref).values.values() if isinstance(one, Corrected)]
        return max((self.said[ref] for ref in found), key=by_past, default=given)

    def value(self, given: Said, name: str) -> str:
        """Return a text of what was given, as the newest correction that names it has it."""
        return text_of(self.in_force(given).body, name) or text_of(given.body, name)

    def valid_until(self, given: Said) -> Instant | None:
        """Return until when what was given is valid, as its author says, or None where it says nothing."""
        return instant_of(self.in_force(given).body, "valid_until_at") or instant_of(given.body, "valid_until_at")

    # --- passing on -------------------------------------------------------------------------------

    def originator_of(self, given: Said) -> str:
        """Return whose consent it takes to pass something on: the party that a version names, else who gave it."""
        named = text_of(given.body, "originator").strip().lower()
        return named if named in self.charter.parties and named != self.charter.depositary else given.party

    def reaches(self, party: str, channel: str) -> bool:
        """Say if a party reads a channel."""
        return channel in self.charter.channels and party in self.charter.members_of(channel)

    def release_of(self, question: str) -> Register[Release]:
        """Return how its originator answered a question of passing on."""
        return self.releases.get(question, Register())

    def consented(self, given: Said, at: Instant) -> frozenset[str]:
        """Return to whom its originator lets others pass it on, at a second: nobody by words that differ."""
        found = set[str]()
        for question in self.of(ONWARD):
            release = self.release_of(question.ref).settled
            if release is not None and self.given_of(question) == given:
                found |= set(release.parties) if release.until is None or at <= release.until else set()
        return frozenset(found)

    def open_questions(self) -> tuple[tuple[Said, Said], ...]:
        """Return what others ask to pass on and its originator has not answered: (question, what was given)."""
        return tuple(pair for pair in self.questions() if not self.release_of(pair[0].ref).values)

    def questions(self) -> tuple[tuple[Said, Said], ...]:
        """Return what others ask to pass on, of what is not recalled: (question, what was given)."""
        found = ((act, self.given_of(act)) for act in self.of(ONWARD))
        return tuple((act, given) for act, given in found if given is not None and not self.recalled(given.ref))
