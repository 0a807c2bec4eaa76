"""What is owed about an inspection or evaluation visit: the answer of who is asked, the report of who asked."""

from typing import Final

from msgspec.structs import replace

from detente.council.duty import Duty, DutyState, exempted
from detente.council.inspection.state import (
    ANSWER,
    FORCE_MAJEURE,
    QUOTA_USED,
    REFUSED,
    InspectionState,
)
from detente.council.journal import Journal
from detente.council.kinds import text_of
from detente.council.said import Said
from detente.council.terms import owed

SETTLED: Final = {QUOTA_USED: DutyState.QUOTA_USED, FORCE_MAJEURE: DutyState.FORCE_MAJEURE}
"""Grounds that the rules know. A refusal on another one is an answer too; whoever disagrees disputes it."""


def duties_of(state: InspectionState, journal: Journal) -> tuple[Duty, ...]:
    """Return all that is owed."""
    if state.request is None:
        return ()
    reply = reply_of(state, state.request, journal)
    answer = state.standing_answer
    if not state.granted or answer is None or state.undone is not None:
        return (reply,)
    return (reply, _report(state, answer, journal))


def reply_of(state: InspectionState, request: Said, journal: Journal) -> Duty:
    """Return the duty to answer."""
    answers, standing = state.said(ANSWER), state.standing_answer
    exempt = [one for one in answers if _exempts(one)]
    duty = owed(
        state.reply_terms, request, state.asked, f"answer a request for an {state.sort}", citing=state.said(),
        answers=[one for one in answers if one not in exempt] or answers, journal=journal, charter=state.charter,
    )  # fmt: skip
    if standing is None or state.answer.settled != REFUSED:
        return duty
    ground, text = text_of(standing.body, "ground"), text_of(standing.body, "text")
    if ground in SETTLED and len(exempt) == len(answers):
        return exempted(duty, SETTLED[ground], text, [one for one in exempt if _ground(one) == ground], journal)
    if ground in SETTLED:
        # Another answer met it before, and it stays met by that.
        return replace(duty, reason=f"later refused in {standing.ref}: {ground}. {text}")
    return replace(duty, reason=f"refused on another ground, as {state.asked.upper()} says: {ground}. {text}")


def _ground(answer: Said) -> str:
    return text_of(answer.body, "ground")


def _exempts(answer: Said) -> bool:
    """Say if an answer refuses on a ground by which the duty stands as its author says."""
    return text_of(answer.body, "answer") == REFUSED and _ground(answer) in SETTLED


def _report(state: InspectionState, answer: Said, journal: Journal) -> Duty:
    """Return the duty to report, which runs from when the visitors left."""
    leaves_at = state.leaves_at
    terms = state.report_terms
    duty = owed(
        terms, answer, state.asker, f"report to all on the {state.sort}", citing=state.said(), answers=state.reports,
        journal=journal, charter=state.charter, events={} if leaves_at is None else {"departure": leaves_at},
    )  # fmt: skip
    if terms.rule is not None and leaves_at is None:
        # Nobody has said when they leave: no clock runs from a departure that is not known.
        return replace(duty, due_at=None, state=DutyState.DUE if duty.open else duty.state)
    return duty
