"""Where concerns and assurances stand by the council's time: in words, none of which says that somebody kept his word.

What lapses does so by the journal alone: at the first heads that are timed after the end, once every entry below them
is held here; nobody has to say it. A renewal that came after the end leaves a gap, and the gap is stated.
"""

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct

from detente.clock import Instant
from detente.council.concern.rules import remind_seconds
from detente.council.concern.state import (
    ASSURANCE,
    CONCERN,
    DECLINE,
    RENEWAL,
    ConcernsState,
    Outcome,
    Withdrawn,
)
from detente.council.duty import DutyState, absence_of
from detente.council.journal import Journal
from detente.council.kinds import instant_of
from detente.council.said import Said


class ConcernStanding(StrEnum):
    """How a concern stands."""

    OPEN = "open"
    ANSWERED = "answered"
    DECLINED = "declined"
    REASSURED = "reassured"
    NOT_REASSURED = "not reassured"
    WITHDRAWN = "withdrawn"
    CONFLICT = "conflict"

    @property
    def settled(self) -> bool:
        """Say if nobody waits for anything more."""
        return self in (ConcernStanding.REASSURED, ConcernStanding.WITHDRAWN)


class AssuranceStanding(StrEnum):
    """How an assurance stands; that it stands says nothing of what its author does."""

    STANDS = "stands"
    RENEWED = "renewed"
    DUE = "due for renewal"
    NOT_HEARD = "end passed, not heard"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    CONFLICT = "conflict"

    @property
    def holds(self) -> bool:
        """Say if it is given still, as far as is known here."""
        return self not in (AssuranceStanding.LAPSED, AssuranceStanding.WITHDRAWN)


class Gap(Struct, frozen=True):
    """A time in which an assurance had ended and was not renewed yet, by the evidence; `until_at` is when it was."""

    from_at: Instant
    until_at: Instant
    renewal: str


def standing_of_concern(state: ConcernsState, concern: Said) -> ConcernStanding:
    """Return how a concern stands; time changes nothing about it."""
    register = state.outcome_of(concern.ref)
    if register.conflict:
        return ConcernStanding.CONFLICT
    if (outcome := register.settled) is not None:
        return ConcernStanding(outcome.value)
    answers = state.answers_to(concern)
    if not answers:
        return ConcernStanding.OPEN
    return ConcernStanding.DECLINED if all(map(_declines, answers)) else ConcernStanding.ANSWERED


def standing_of_assurance(state: ConcernsState, assurance: Said, journal: Journal) -> AssuranceStanding:
    """Return how an assurance stands."""
    register = state.terms[assurance.ref]
    term = register.settled
    if term is None:
        return AssuranceStanding.CONFLICT
    if isinstance(term, Withdrawn):
        return AssuranceStanding.WITHDRAWN
    passed = absence_of((assurance.party,), term.at, journal)
    if passed is not DutyState.DUE:
        return AssuranceStanding.LAPSED if passed is DutyState.OVERDUE else AssuranceStanding.NOT_HEARD
    if term.at is not None and journal.first(remind_at(state, assurance)) is not None:
        return AssuranceStanding.DUE
    return AssuranceStanding.STANDS if register.refs == (assurance.ref,) else AssuranceStanding.RENEWED


def end_of(state: ConcernsState, assurance: Said) -> Instant | None:
    """Return the end of an assurance where one is set and nobody withdrew it; the earliest where two stand."""
    return min((end for end in state.ends_of(assurance.ref) if end is not None), default=None)


def remind_at(state: ConcernsState, assurance: Said) -> Instant:
    """Return from when an assurance with an end is due for renewal: its last days, of a short one its last half."""
    end = end_of(state, assurance)
    assert end is not None, "a reminder of an assurance without end"
    said = [state.said[ref].claimed_at for ref in state.terms[assurance.ref].refs]
    begin = min(max(said), end)
    return max(end - remind_seconds(state.charter), (begin + end) // 2)


def gaps_of(state: ConcernsState, assurance: Said, journal: Journal) -> tuple[Gap, ...]:
    """Return the times between an end and a renewal that the first heads after that end did not cover."""
    found = []
    terms = [act for act in state.of(ASSURANCE, RENEWAL) if state.assurance_of(act.ref) == assurance]
    for renewal in terms[1:]:
        end = max((instant_of(act.body, "until_at") or 0 for act in terms if renewal.follows(act.ref)), default=0)
        # The heads at which it lapsed: a renewal below them came in time, as far as anybody can say.
        lapse, proven = journal.first(end + 1), proven_at(renewal, journal)
        if lapse is not None and proven is not None and proven > end and not journal.below(renewal, lapse):
            found.append(Gap(end, proven, renewal.ref))
    return tuple(found)


def proven_at(act: Said, journal: Journal) -> Instant | None:
    """Return by when an act was there: another party's recorded receipt, or the first heads that cover it."""
    entered = journal.entered(act)
    held = journal.held_since(act)
    times = [*(at for party, at in held.items() if party != act.party), *([entered.at] if entered else [])]
    return min(times, default=None)


def waiting(state: ConcernsState, journal: Journal) -> frozenset[str]:
    """Return whose turn it is: who is asked, who raised a concern that was answered, whose assurance is due."""
    found: set[str] = set()
    for concern in state.of(CONCERN):
        found |= _waiting_for(state, concern)
    for assurance in state.of(ASSURANCE):
        standing = standing_of_assurance(state, assurance, journal)
        if standing in (AssuranceStanding.DUE, AssuranceStanding.CONFLICT):
            found.add(assurance.party)
    return frozenset(found)


def _waiting_for(state: ConcernsState, concern: Said) -> set[str]:
    standing = standing_of_concern(state, concern)
    if standing.settled:
        return set()
    if standing is ConcernStanding.CONFLICT:
        return {concern.party}
    last = [state.said[ref] for ref in state.outcome_of(concern.ref).refs if ref in state.said]
    news = [act for act in state.answers_to(concern) if not any(one.follows(act.ref) for one in last)]
    spoken = {act.party for act in news} | {act.party for act in state.answers_to(concern) if _declines(act)}
    mine = {concern.party} if any(not _declines(act) for act in news) else set()
    return (set(state.addressees_of(concern)) - spoken) | mine


def _declines(act: Said) -> bool:
    return act.kind == DECLINE


def settled_by(state: ConcernsState, concern: Said) -> str | None:
    """Return the words for which nobody owes an answer to a concern any more, or None."""
    register = state.outcome_of(concern.ref)
    if register.settled not in (Outcome.REASSURED, Outcome.WITHDRAWN):
        return None
    return f"{register.settled} by {', '.join(register.refs)}"


def gone(state: ConcernsState, concern: Said, journal: Journal) -> tuple[Said, ...]:
    """Return the assurances given in answer to a concern that are given no longer."""
    return tuple(_ended(state, state.assurances_for(concern.ref), journal))


def _ended(state: ConcernsState, assurances: Iterable[Said], journal: Journal) -> list[Said]:
    return [one for one in assurances if not standing_of_assurance(state, one, journal).holds]
