"""The concerns' desk: what worries a party, what is said about it, and what others assure; the register of assurances.

Source: what the council of 2002 was to be and, in the judgement of 2016, was not: a channel in which each side tells
the other what it intends and is reassured (docs/why.md); its meetings of 2016, where snap exercises, forces near
borders and ships near Kaliningrad were raised on either side (docs/sources.md). The normative page is
docs/council/concerns.md.

    who                     may                                          when
    any party               raise a concern, give an assurance           at any time, also in another desk's matter
    anybody but who raised  explain, assure, reply, decline              until the concern is withdrawn
    who raised              say if it is reassured, with reason if not   until it is withdrawn; a later word replaces it
    who raised              withdraw the concern                         once
    who gave                renew an assurance that has an end           until some days after its end
    who gave                withdraw an assurance                        until its end

An assurance lapses by the council's time alone; nobody says it. It is given, or it is not given any more: the record
never says that it was kept or broken. Where another party has a concern that bears on it, it is *disputed*.
"""

from typing import Final

from msgspec.structs import replace

from detente.council.concern import rules
from detente.council.concern.sheet import sheet_of
from detente.council.concern.standing import settled_by, standing_of_assurance, standing_of_concern, waiting
from detente.council.concern.state import (
    ANSWER,
    ASSURANCE,
    CONCERN,
    CONCERN_WITHDRAWAL,
    EXPLANATION,
    PLAIN,
    RENEWAL,
    WITHDRAWAL,
    ConcernsState,
    Outcome,
    Until,
    Withdrawn,
)
from detente.council.desk import NextAct, Sheet
from detente.council.duty import Duty, reply_duty
from detente.council.journal import Journal
from detente.council.kinds import ASKED_BY, TEXT, Change, Field, Kind, Sort, Speech, instant_of, table_of, text_of
from detente.council.register import Register
from detente.council.said import Said
from detente.council.settings import clock_rule, reply_seconds
from detente.council.titles import titled
from detente.errors import Refused
from detente.limits import NAME_CHARACTERS_MAX
from detente.protocol.charter import Charter

NAME, TITLE = "concerns", "Concerns and assurances"
_REASON: Final = {"reason": Field("Reason", required=False)}
_WHERE: Final = {
    "place": Field("Place, or area", required=False, characters_max=NAME_CHARACTERS_MAX, heart=True),
    "from_at": Field("From when", Sort.INSTANT, required=False, heart=True),
    "until_at": Field("Until when", Sort.INSTANT, required=False, heart=True),
}

KINDS = table_of(
    Kind(
        CONCERN, "concern", Speech.ASKS, "02",
        {
            "text": Field("What worries"),
            "about": Field("What it is", choices=("activity", "force", "plan", "statement")),
            **_WHERE,
            "would_reassure": Field("What would reassure", required=False, heart=True),
            **ASKED_BY,
        },
        purpose="What worries you, before it becomes more.",
        text={"en": "{party} is concerned: {text}"},
    ),
    Kind(
        EXPLANATION, "explanation on a concern", Speech.ANSWERS, "01", {"text": TEXT},
        needs_re=True, answers=(CONCERN, ANSWER), opens=False, text={"en": "{party} explains on {re}: {text}"},
    ),
    Kind(
        ASSURANCE, "assurance", Speech.INFORMS, "03",
        {
            "text": Field("What is assured"),
            "will": Field("Whether it will be done or not", choices=("do", "not do")),
            **_WHERE,
            "verification": Field("How it may be checked", required=False, heart=True),
        },
        purpose="What you will do or not do, of your own accord.",
        text={"en": "{party} assures: {text}"},
    ),
    Kind(
        ANSWER, "answer on a concern of one's own", Speech.ANSWERS, "01",
        {"answer": Field("Whether it reassured", choices=(Outcome.REASSURED, Outcome.NOT_REASSURED)), **_REASON},
        needs_re=True, answers=(CONCERN, EXPLANATION, ASSURANCE, ANSWER, RENEWAL, WITHDRAWAL, *PLAIN), opens=False,
        text={"en": "{party} is {answer} on {re}"}, verb="say whether you are reassured",
    ),
    Kind(
        RENEWAL, "renewal of an assurance", Speech.INFORMS, "03",
        {"until_at": Field("Until when", Sort.INSTANT), "text": Field("Remark", required=False)},
        needs_re=True, answers=(ASSURANCE, RENEWAL), opens=False, text={"en": "{party} renews {re}"},
        changes=Change.AMENDS,
    ),
    Kind(
        WITHDRAWAL, "withdrawal of an assurance", Speech.INFORMS, "12", {"reason": Field("Reason")},
        needs_re=True, answers=(ASSURANCE, RENEWAL), opens=False, survives=True,
        text={"en": "{party} withdraws the assurance {re}: {reason}"}, changes=Change.TAKES_BACK,
    ),
    Kind(
        CONCERN_WITHDRAWAL, "withdrawal of a concern", Speech.INFORMS, "01", _REASON,
        needs_re=True, answers=(CONCERN,), opens=False, survives=True,
        text={"en": "{party} withdraws the concern {re}"}, changes=Change.TAKES_BACK,
    ),
)  # fmt: skip


def begin(charter: Charter) -> ConcernsState:
    """Return the state before anything was said."""
    return ConcernsState(charter)


def may(state: ConcernsState, act: Said) -> Refused | None:
    """Return why an act does not count: see the table above."""
    return rules.may(state, act)


def hears(kind: str) -> bool:
    """Say that plain words of the line's desk answer a concern too: a reply, an explanation, a declining reply."""
    return kind in PLAIN


def fold(state: ConcernsState, act: Said) -> ConcernsState:
    """Return the state with one more act."""
    if act.kind in PLAIN:
        return replace(state, plain={**state.plain, act.ref: act})
    if act.kind not in KINDS:
        return state
    state = replace(state, said={**state.said, act.ref: act})
    if act.kind == ASSURANCE:
        return _term(state, act.ref, act)
    if act.kind in (RENEWAL, WITHDRAWAL) and (assurance := state.assurance_of(act.re)) is not None:
        return _term(state, assurance.ref, act)
    if act.kind in (ANSWER, CONCERN_WITHDRAWAL) and (concern := state.concern_of(act.re)) is not None:
        return _outcome(state, concern.ref, act)
    return state


def _term(state: ConcernsState, assurance: str, act: Said) -> ConcernsState:
    term = Withdrawn() if act.kind == WITHDRAWAL else Until(instant_of(act.body, "until_at"))
    register = state.terms.get(assurance, Register())
    return replace(state, terms={**state.terms, assurance: register.put(act, term)})


def _outcome(state: ConcernsState, concern: str, act: Said) -> ConcernsState:
    said = Outcome.WITHDRAWN if act.kind == CONCERN_WITHDRAWAL else Outcome(text_of(act.body, "answer"))
    return replace(state, outcomes={**state.outcomes, concern: state.outcome_of(concern).put(act, said)})


# --- what follows -----------------------------------------------------------------------------------------------------


def duties(state: ConcernsState, journal: Journal) -> tuple[Duty, ...]:
    """Return the answers to concerns that the charter's clocks ask for; nobody owes an assurance, or its renewal."""
    seconds = reply_seconds(state.charter, CONCERN)
    if seconds is None:
        return ()
    rule = clock_rule(seconds, CONCERN)
    found = []
    for concern in state.of(CONCERN):
        answers, settled = state.answers_to(concern), settled_by(state, concern)
        citing = [act for act in (*state.said.values(), *state.plain.values()) if concern.ref in act.cites]
        for party in sorted(state.addressees_of(concern)):
            duty = reply_duty(concern, party, "answer to a concern", citing=citing, answers=answers, journal=journal,
                              charter=state.charter, seconds=seconds, rule=rule)  # fmt: skip
            found.append(duty if settled is None else duty.excused(settled))
    return tuple(found)


def turn(state: ConcernsState, journal: Journal) -> frozenset[str]:
    """Return who is asked and has not answered, who was answered, and whose assurance is due for renewal."""
    return waiting(state, journal)


def stands(state: ConcernsState, journal: Journal) -> bool:
    """Say if a concern waits for something, or an assurance is given still."""
    awaited = (not standing_of_concern(state, act).settled for act in state.of(CONCERN))
    given = (standing_of_assurance(state, act, journal).holds for act in state.of(ASSURANCE))
    return any(awaited) or any(given)


def next_acts(state: ConcernsState, party: str) -> tuple[NextAct, ...]:
    """Return what an officer of the party could do now."""
    found = []
    for concern in state.of(CONCERN):
        outcome = state.outcome_of(concern.ref).settled
        if outcome is Outcome.WITHDRAWN:
            continue
        if concern.party == party:
            found += [NextAct(ANSWER, concern.ref), NextAct(CONCERN_WITHDRAWAL, concern.ref)]
        else:
            found += [NextAct(EXPLANATION, concern.ref), NextAct(ASSURANCE, concern.ref)]
    for assurance in state.of(ASSURANCE):
        if assurance.party != party or isinstance(state.terms[assurance.ref].settled, Withdrawn):
            continue
        if None not in state.ends_of(assurance.ref):
            found.append(NextAct(RENEWAL, assurance.ref))
        found.append(NextAct(WITHDRAWAL, assurance.ref))
    return tuple(found)


def render(state: ConcernsState, journal: Journal, language: str = "en") -> Sheet:  # noqa: ARG001  the desk contract
    """Return concerns and assurances for eyes."""
    return (
        sheet_of(state, journal)
        if state.of(CONCERN, ASSURANCE)
        else Sheet(titled("Answers on a concern"), "nothing raised")
    )


def check_charter(charter: Charter) -> None:
    """Be silent where `[concerns]` can be read.

    Raises:
        Malformed: `charter-setting`.
    """
    rules.late_seconds(charter)
    rules.remind_seconds(charter)
