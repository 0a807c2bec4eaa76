"""The desk of incidents: each party's own account, what differs as questions to both, and the way to an end.

Source: the form and the way of the agreements on incidents at sea and on dangerous military activities
(docs/incsea-1972.md): information through the attachés, a yearly review, and no distance that is a limit. The normative
page is docs/council/incidents.md.

    who                      may                                              when
    any party                report an incident; give an account of its own,  any time, also once it is closed
                             or one that somebody published; correct it
    any party                add evidence: files by hash, attached or held    any time, also once it is closed
                             elsewhere; correct what it said of them
    any party                ask others, on an account or a difference        while it is open
    who is asked             reply: answered, in part, or declined            any time
    a party concerned        propose a joint statement of facts, a measure,   while it is open
                             or the closure
    the others concerned     consent or object; the last word counts          while it is open

Accounts are never merged. What is proposed is agreed by an act of every party concerned; "not agreed" is a result.
Concerned is whom the report names, and who gave an account of its own before the proposal.
"""

from collections.abc import Mapping

from detente.clock import Instant
from detente.council.desk import Hint, NextAct, Sheet
from detente.council.duty import Duty
from detente.council.incident.clocks import duties_of
from detente.council.incident.fields import ACCOUNT as ACCOUNT_FIELDS
from detente.council.incident.fields import EVIDENCE as EVIDENCE_FIELDS
from detente.council.incident.fields import REPORT as REPORT_FIELDS
from detente.council.incident.rules import check_act, check_past
from detente.council.incident.sheet import sheet_of
from detente.council.incident.state import (
    ACCOUNT,
    CLOSURE,
    CONSENT,
    EVIDENCE,
    FACTS,
    MEASURE,
    OBJECTION,
    PROPOSALS,
    QUESTION,
    REPLY,
    REPORT,
    IncidentState,
    published,
)
from detente.council.journal import Journal
from detente.council.kinds import ASKED_BY, Field, Kind, Sort, Speech, short, table_of
from detente.council.said import Said
from detente.errors import Refused
from detente.limits import PROSE_CHARACTERS_MAX
from detente.protocol.charter import Charter

NAME, TITLE = "incidents", "Incidents"

_REMARK = Field("Remark", required=False)


def _facts(label: str) -> Field:
    return Field(label, required=False, many=True, characters_max=PROSE_CHARACTERS_MAX)


KINDS = table_of(
    Kind(REPORT, "report of an incident", Speech.INFORMS, "03", REPORT_FIELDS, alone=True,
         purpose="Opens one dossier for one encounter; each party then gives its own account.",
         text={"en": "{party} reports an incident: {title}"}),
    Kind(ACCOUNT, "account of an incident", Speech.INFORMS, "01", ACCOUNT_FIELDS, needs_re=True, opens=False,
         answers=(REPORT, ACCOUNT, QUESTION), text={"en": "{party} gives an account of {re}: {text}"},
          verb="give an account"),
    Kind(EVIDENCE, "evidence on an incident", Speech.INFORMS, "01", EVIDENCE_FIELDS, needs_re=True, opens=False,
         answers=(REPORT, ACCOUNT, QUESTION, EVIDENCE), text={"en": "{party} adds evidence on {re}: {text}"},
          verb="add evidence"),
    Kind(QUESTION, "question on an incident", Speech.ASKS, "02",
         {"text": Field("Question"), "about": short("Which difference, like date or conduct"), **ASKED_BY},
         needs_re=True, opens=False, answers=(REPORT, ACCOUNT, EVIDENCE, REPLY, FACTS),
         text={"en": "{party} asks on {re}: {text}"}, verb="ask a question"),
    Kind(REPLY, "reply to a question on an incident", Speech.ANSWERS, "01",
         {"answer": Field("How far it is answered", choices=("answered", "in part", "declined")),
          "text": Field("Reply, or why it is declined")},
         needs_re=True, opens=False, answers=(QUESTION,), survives=True,
         text={"en": "{party} on {re}, {answer}: {text}"}, verb="answer the question"),
    Kind(FACTS, "joint statement of facts, proposed", Speech.ASKS, "03",
         {"agreed": _facts("What would be agreed"), "disputed": _facts("What stays disputed"),
          "unanswered": _facts("What stays unanswered"), "text": _REMARK},
         needs_re=True, opens=False, answers=(REPORT, ACCOUNT, REPLY, FACTS),
         text={"en": "{party} proposes a joint statement of facts on {re}; as agreed: {agreed}; "
                     "as disputed: {disputed}; as unanswered: {unanswered}"}, verb="propose joint facts"),
    Kind(MEASURE, "measure after an incident, proposed", Speech.ASKS, "03",
         {"text": Field("What would be done, and by whom"), "by_at": Field("By when", Sort.INSTANT, required=False)},
         needs_re=True, opens=False, answers=(REPORT, ACCOUNT, REPLY, FACTS, MEASURE),
         text={"en": "{party} proposes after {re}: {text}"}, verb="propose a measure"),
    Kind(CLOSURE, "closure of an incident, proposed", Speech.ASKS, "03", {"text": Field("On which grounds")},
         needs_re=True, opens=False, answers=(REPORT, ACCOUNT, REPLY, FACTS, MEASURE, CLOSURE),
         text={"en": "{party} proposes to close {re}: {text}"}, verb="propose to close it"),
    Kind(CONSENT, "consent on an incident", Speech.AGREES, "05", {"text": _REMARK}, needs_re=True, opens=False,
         answers=PROPOSALS, text={"en": "{party} consents to {re}. {text}"}, verb="agree"),
    Kind(OBJECTION, "objection on an incident", Speech.DECLINES, "12", {"text": Field("Why")}, needs_re=True,
         opens=False, answers=PROPOSALS, text={"en": "{party} objects to {re}: {text}"}, verb="object"),
)  # fmt: skip


def begin(charter: Charter) -> IncidentState:
    """Return the state before the report."""
    return IncidentState(charter)


def may(state: IncidentState, act: Said) -> Refused | None:
    """Return why an act does not count, as the table above says."""
    try:
        check_act(state, act)
    except Refused as reason:
        return reason
    return None


def may_draft(state: IncidentState, act: Said) -> Refused | None:  # noqa: ARG001  the desk contract
    """Return why the author's own node does not say that something happened after it is said."""
    try:
        check_past(act)
    except Refused as reason:
        return reason
    return None


def hints(state: IncidentState, kind: str, re: str | None, now: Instant) -> dict[str, Hint]:  # noqa: ARG001
    """Return with what an account begins: when and where it happened, as the report states it."""
    report = state.report
    if kind != ACCOUNT or report is None:
        return {}
    return {name: Hint(value=stated, taken=report.ref) for name in ("occurred", "place")
            if isinstance(stated := report.body.get(name), Mapping) and stated}  # fmt: skip


def fold(state: IncidentState, act: Said) -> IncidentState:
    """Return the state with one more act."""
    return state.plus(act) if act.kind in KINDS else state


# --- what follows -----------------------------------------------------------------------------------------------------


def duties(state: IncidentState, journal: Journal) -> tuple[Duty, ...]:
    """Return the replies that are owed. Nobody owes an account, a consent or a closure."""
    return duties_of(state, journal)


def turn(state: IncidentState, journal: Journal) -> frozenset[str]:  # noqa: ARG001  the desk contract
    """Return who is asked and has not replied, and who has said nothing to what is proposed."""
    report = state.report
    if report is None or state.closing is not None:
        return frozenset()
    waiting = {party for act in state.said(QUESTION) for party in state.unanswered(act)}
    waiting |= {party for act in state.said(*PROPOSALS) for party in state.waiting_for(act)}
    if not published(report.body):
        # A side that has given no account is asked for one by the report itself; it owes none.
        told = {act.party for act in state.said(ACCOUNT)}
        waiting |= state.sides() - told - {report.party}
    return frozenset(waiting)


def next_acts(state: IncidentState, party: str) -> tuple[NextAct, ...]:
    """Return what an officer of the party could do now, with the act that it concerns."""
    report = state.report
    if report is None:
        return (NextAct(REPORT),)
    found = [NextAct(ACCOUNT, report.ref)]
    found += [NextAct(REPLY, act.ref, {"answer": "answered"}) for act in state.said(QUESTION)
              if party in state.unanswered(act)]  # fmt: skip
    if state.closing is not None:
        return tuple(found)
    for act in state.said(*PROPOSALS):
        if party in state.waiting_for(act):
            found += [NextAct(CONSENT, act.ref), NextAct(OBJECTION, act.ref)]
    found.append(NextAct(QUESTION, report.ref))
    if party in state.sides():
        found += [NextAct(FACTS, report.ref), NextAct(MEASURE, report.ref), NextAct(CLOSURE, report.ref)]
    return tuple(found)


def render(state: IncidentState, journal: Journal, language: str = "en") -> Sheet:  # noqa: ARG001  the desk contract
    """Return the incident for eyes."""
    return sheet_of(state, language)
