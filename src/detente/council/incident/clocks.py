"""What is owed about an incident: replies to questions, by the regime's clock where it sets one, else the charter's."""

from detente.council.duty import Duty
from detente.council.incident.state import QUESTION, IncidentState
from detente.council.journal import Journal
from detente.council.terms import Terms, owed, regime_in, terms_of

FORM = "incident-information"
"""By which a regime of the charter is found where a report names none."""


def reply_terms(state: IncidentState) -> Terms:
    """Return on which terms a question is to be answered."""
    regime = regime_in(state.charter, state.report.body, FORM) if state.report is not None else ""
    found = terms_of(state.charter, QUESTION, regime, FORM)
    if found.rule is not None and found.rule.due is None:
        # A rule that says to inform and sets no time leaves the charter's clock as it is.
        charters = terms_of(state.charter, QUESTION)
        return charters if charters.seconds is not None else found
    return found


def duties_of(state: IncidentState, journal: Journal) -> tuple[Duty, ...]:
    """Return the replies that are owed; where nothing sets a time they are owed by none. Nobody owes an account."""
    terms, found = reply_terms(state), []
    for question in state.said(QUESTION):
        for party in sorted(state.asked(question)):
            duty = owed(terms, question, party, "reply to a question on an incident", citing=state.said(),
                        answers=state.replies(question, party), journal=journal, charter=state.charter)  # fmt: skip
            closing = state.closing
            found.append(duty if closing is None else duty.excused(f"closed by all concerned: {closing.ref}"))
    return tuple(found)
