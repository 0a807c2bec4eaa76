"""The desk of explanations: what is that activity of yours? A request, its answer, meetings about it, reports to all.

Source: Vienna Document 2011, chapter III, paragraph 16 (risk reduction: unusual military activities), as recalled and
as used in 2014, 2021 and 2022; docs/sources.md section 3. Which hours hold, a regime of the charter says, else its
clocks.

    who                    may                                               when
    everybody              ask one party, with the cause of its concern      any time; each in a dossier of its own
    who is asked           explain, or say that the rule does not apply,     any time; a later answer replaces
                           with its reason, or force majeure
    who asks               ask for a bilateral meeting                       after the reply, or its lack
    either side            ask for a meeting of all                          any time
    who is asked to meet   accept, decline, or say that no rule asks for it  any time
    who is to meet         tell how it went: held, who came, who did not     once it is over
    either side            report to all, or join the other's report         any time
    who asks               close the matter, in a report                     once

What a side tells of a meeting is a fact as its author says. Accounts stand beside each other; nobody merges them.
"""

from collections.abc import Sequence

from detente.clock import Instant
from detente.council.desk import Hint, NextAct, Sheet
from detente.council.duty import Duty
from detente.council.explanation.clocks import duties_of
from detente.council.explanation.rules import check_act, may_answer, too_early
from detente.council.explanation.sheet import sheet_of
from detente.council.explanation.state import (
    ACCEPTED,
    ANSWER,
    BILATERAL,
    MEETING,
    OF_ALL,
    ON_MEETING,
    ON_REQUEST,
    REPORT,
    REQUEST,
    SITTING,
    ExplanationState,
)
from detente.council.journal import Journal
from detente.council.kinds import Addressed, Field, Kind, Sort, Speech, table_of, texts_of
from detente.council.points import Degrees
from detente.council.said import Said
from detente.errors import Refused
from detente.limits import NAME_CHARACTERS_MAX, NUMBER_MAX, POINT_CHARACTERS_MAX
from detente.protocol.charter import Charter

NAME, TITLE = "explanations", "Requests for explanation"

_PLACE = Field("Place or area, in words", required=False, characters_max=500)
_PARTIES = {"required": False, "many": True, "characters_max": 32, "parties": True, "names": "parties"}
_ONE_ANSWER = {"number": Field("Number of the question, from 1", Sort.COUNT, most=NUMBER_MAX), "text": Field("Answer")}

KINDS = table_of(
    Kind(
        REQUEST, "request for explanation", Speech.ASKS, "02",
        {
            "cause": Field("Cause of concern"),
            "activity": Field("Type of activity, as far as known", required=False),
            "place": _PLACE,
            "area": Field("Positions that bound it, like 54.71, 19.92", required=False, many=True,
                          characters_max=POINT_CHARACTERS_MAX, degrees=Degrees.POSITION),
            "since_at": Field("Since when it is seen", Sort.INSTANT, required=False),
            "observed_not_notified": Field("Whether something is observed that was not notified", Sort.FLAG,
                                           required=False),
            "seen": Field("What was seen", required=False),
            "questions": Field("Questions", many=True, required=False),
            "regime": Field("Regime of the charter", required=False, characters_max=32, names="regimes"),
            "rule": Field("Its rule", required=False, characters_max=32),
            "about": Field(
                "Reference of what it bears on, like a notification", required=False, characters_max=200, names="acts"
            ),
        },
        purpose="Asks to explain an activity, with the clock of the agreement, else of the charter.",
        addressed=Addressed.ONE, alone=True, text={"en": "{party} asks for an explanation: {cause}"},
    ),
    Kind(
        ANSWER, "answer to a request for explanation", Speech.ANSWERS, "01",
        {
            "answer": Field("Answer", choices=tuple(dict.fromkeys((*ON_REQUEST, *ON_MEETING)))),
            "text": Field("Explanation, or reason", required=False),
            "answers": Field("Answers to single questions", Sort.TABLE, many=True, required=False, fields=_ONE_ANSWER),
            "other": Field("Other relevant information", required=False),
            "at": Field("When one would meet", Sort.INSTANT, required=False),
            "venue": Field("Where one would meet", required=False, characters_max=500),
        },
        needs_re=True, answers=(REQUEST, MEETING), opens=False, text={"en": "{party} on {re}: {answer}. {text}"},
        verb="answer the request",
    ),
    Kind(
        MEETING, "request for a meeting on an explanation", Speech.ASKS, "02",
        {
            "with": Field("With whom", choices=(BILATERAL, OF_ALL)),
            "by_at": Field("By when", Sort.INSTANT, required=False),
            "venue": Field("Venue proposed", required=False, characters_max=500),
            "third_states": Field("Third states concerned", required=False, many=True,
                                  characters_max=NAME_CHARACTERS_MAX),
            "text": Field("Reason", required=False),
            "rule": Field("Rule of the regime", required=False, characters_max=32),
        },
        needs_re=True, answers=(REQUEST, ANSWER, SITTING, REPORT), opens=False,
        text={"en": "{party} asks for a meeting ({with}) on {re}. {text}"},
        verb="ask for a meeting",
    ),
    Kind(
        SITTING, "account of a meeting on an explanation", Speech.INFORMS, "04",
        {
            "held": Field("Whether it was held", Sort.FLAG),
            "at": Field("When", Sort.INSTANT, required=False),
            "attended": Field("Parties that attended", **_PARTIES),  # type: ignore[arg-type]
            "not_attended": Field("Parties that did not attend", **_PARTIES),  # type: ignore[arg-type]
            "place": _PLACE,
            "text": Field("In its author's words", required=False),
        },
        needs_re=True, answers=(MEETING,), opens=False,
        text={"en": "{party} on the meeting of {re}; attended: {attended}; did not attend: {not_attended}. {text}"},
        verb="give an account of the meeting",
    ),
    Kind(
        REPORT, "report on an explanation", Speech.INFORMS, "01",
        {
            "text": Field("Report; left out by who joins another's", required=False),
            "joint": Field("Whether it is meant to be of both sides", Sort.FLAG, required=False),
            "closes": Field("Whether who asked regards the matter as closed", Sort.FLAG, required=False),
        },
        needs_re=True, answers=(REQUEST, ANSWER, MEETING, SITTING, REPORT), opens=False,
        text={"en": "{party} reports: {text}"},
        verb="report on it",
    ),
)  # fmt: skip


def begin(charter: Charter) -> ExplanationState:
    """Return the state before the request."""
    return ExplanationState(charter)


def may(state: ExplanationState, act: Said) -> Refused | None:
    """Return why an act does not count, as the table above says."""
    try:
        check_act(state, act)
    except Refused as reason:
        return reason
    return None


def may_draft(state: ExplanationState, act: Said) -> Refused | None:
    """Return why the author's own node does not say it yet."""
    return too_early(state, act)


def hints(state: ExplanationState, kind: str, re: str | None, now: Instant) -> dict[str, Hint]:  # noqa: ARG001
    """Return what a form has to know: which words answer what was asked, and each question to be answered."""
    if kind == REQUEST:
        return {"questions": Hint(open=True), "place": Hint(open=True)}
    if kind == REPORT:
        return {"text": Hint(open=True, required=state.act(re, REPORT) is None)}
    asking = state.act(re, REQUEST, MEETING)
    if kind != ANSWER or asking is None:
        return {}
    choices = may_answer(state, asking)
    found = {"answer": Hint(choices=choices), "text": Hint(open=True, required=ACCEPTED not in choices)}
    if asking.kind == MEETING:
        return {**found, "answers": Hint(hidden=True), "at": Hint(open=True), "venue": Hint(open=True)}
    questions = texts_of(asking.body, "questions")
    return {**found, "answers": Hint(items=questions, hidden=not questions),
            "at": Hint(hidden=True), "venue": Hint(hidden=True)}  # fmt: skip


def fold(state: ExplanationState, act: Said) -> ExplanationState:
    """Return the state with one more act."""
    return state.plus(act) if act.kind in KINDS else state


# --- what follows -----------------------------------------------------------------------------------------------------


def duties(state: ExplanationState, journal: Journal) -> tuple[Duty, ...]:
    """Return the reply, the meetings and the reports that are owed."""
    return duties_of(state, journal)


def turn(state: ExplanationState, journal: Journal) -> frozenset[str]:  # noqa: ARG001  the desk contract
    """Return whose answer, answers to open questions, word on a meeting or joining of a report is awaited."""
    request = state.request
    if request is None or state.closing is not None:
        return frozenset()
    waiting = set() if state.answer(request.ref, state.asked).values else {state.asked}
    if back := state.asked_back:
        waiting.add(back)
    for meeting in state.meetings:
        told = {act.party for act in state.accounts(meeting.ref)}
        waiting |= {party for party in state.called(meeting) - told if not state.answer(meeting.ref, party).values}
    for report in state.said(REPORT):
        joined = report.re in state.acts.get(REPORT, {})
        if report.body.get("joint") is True and not joined and not state.joined_by(report):
            waiting.add(state.other(report.party))
    return frozenset(waiting)


def next_acts(state: ExplanationState, party: str) -> tuple[NextAct, ...]:
    """Return what an officer of the party could do now, with the act that it concerns."""
    request = state.request
    if request is None:
        return (NextAct(REQUEST),)
    found = [NextAct(ANSWER, request.ref)] if party == state.asked else []
    if state.closing is None:
        found += [NextAct(MEETING, request.ref, {"with": BILATERAL})] if party == state.asker else []
        found += [NextAct(MEETING, request.ref, {"with": OF_ALL})] if party in state.sides else []
    for meeting in state.meetings:
        found += [NextAct(ANSWER, meeting.ref)] if party in state.called(meeting) else []
        found.append(NextAct(SITTING, meeting.ref))
        found += [NextAct(REPORT, meeting.ref)] if party in state.sides else []
    found += [NextAct(REPORT, act.ref) for act in state.said(REPORT)
              if party in state.sides and act.party != party and party not in state.joined_by(act)]  # fmt: skip
    return (*found, *([NextAct(REPORT, request.ref)] if party in state.sides else ()))


def render(state: ExplanationState, journal: Journal, language: str = "en") -> Sheet:  # noqa: ARG001  the desk contract
    """Return the matter for eyes, by the desk's own clocks."""
    return sheet_of(state, duties_of(state, journal))


def render_owing(
    state: ExplanationState,
    duties: Sequence[Duty],
    journal: Journal,  # noqa: ARG001  the desk contract
    language: str = "en",  # noqa: ARG001
) -> Sheet:
    """Return the matter for eyes, by what is owed in it as all desks leave it: extended, disputed, excused."""
    return sheet_of(state, duties)
