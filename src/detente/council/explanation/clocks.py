"""What is owed about a request for explanation, and since when: the reply, the meeting, the report.

reply    of who is asked, to who asks. *Rule not applicable*, *quota used up* and *force majeure* are answers that
         stand as their author says them; that they came after the due second is said beside them, and what was
         explained before stays met.
meeting  of who is asked to meet, to who asks for the meeting. That it was held counts on the word of the creditor,
         with the time that the creditor names; on the debtor's word alone it counts from when that was heard. Where
         the two tell it differently the duty is disputed: nobody here says who is right.
report   of both sides, to all, once somebody has told how a meeting went. A time that others name counts for a debtor
         from when it is proven to have had that account, and not before; its own word counts against it as it is.
"""

from collections.abc import Iterable
from typing import Final

from msgspec.structs import replace

from detente.council.duty import Duty, DutyState, answered_at, clock_start, exempted
from detente.council.explanation.state import (
    ACCEPTED,
    ANSWER,
    BILATERAL,
    DECLINED,
    EXPLAINED,
    FORCE_MAJEURE,
    MEETING,
    NOT_APPLICABLE,
    OF_ALL,
    QUOTA_USED,
    REPORT,
    REQUEST,
    ExplanationState,
)
from detente.council.journal import Journal
from detente.council.kinds import instant_of, text_of, texts_of
from detente.council.said import Said, by_past
from detente.council.terms import Terms, owed, regime_in, terms_of

SETTLED: Final = {
    NOT_APPLICABLE: DutyState.NOT_APPLICABLE,
    QUOTA_USED: DutyState.QUOTA_USED,
    FORCE_MAJEURE: DutyState.FORCE_MAJEURE,
}
"""Answers by which a duty stands as its debtor says."""
FORMS: Final = (
    "explanation-request", "explanation-reply", "bilateral-meeting-request", "plenary-meeting-request",
    "meeting-report",
)  # fmt: skip
"""By which a regime of the charter is found where a request names none."""
WITHOUT_DELAY: Final = "without delay; no number of hours is set"


def reply_terms(state: ExplanationState) -> Terms:
    """Return on which terms the request is to be answered."""
    return terms_of(state.charter, REQUEST, regime_of(state), "explanation-reply")


def meeting_terms(state: ExplanationState, meeting: Said) -> Terms:
    """Return on which terms a meeting that is asked for is to be held."""
    form = "bilateral-meeting-request" if meeting.body.get("with") == BILATERAL else "plenary-meeting-request"
    return terms_of(state.charter, MEETING, regime_of(state), form)


def report_terms(state: ExplanationState) -> Terms:
    """Return on which terms a meeting is to be reported on."""
    found = terms_of(state.charter, REPORT, regime_of(state), "meeting-report")
    return found if found.words else replace(found, words=WITHOUT_DELAY)


def regime_of(state: ExplanationState) -> str:
    """Return the regime under which is asked, or nothing."""
    return regime_in(state.charter, state.request.body, *FORMS) if state.request is not None else ""


def duties_of(state: ExplanationState, journal: Journal) -> tuple[Duty, ...]:
    """Return all that is owed."""
    if state.request is None:
        return ()
    found = [reply_of(state, state.request, journal)]
    for meeting in state.meetings:
        found += [meeting_of(state, meeting, party, journal) for party in sorted(state.called(meeting))]
        found += _reports(state, meeting, journal)
    if (closing := state.closing) is not None:
        found = [one.excused(f"{closing.party.upper()} regards the matter as closed: {closing.ref}") for one in found]
    return tuple(found)


def reply_of(state: ExplanationState, request: Said, journal: Journal) -> Duty:
    """Return the duty to explain."""
    terms = reply_terms(state)
    answers = _standing_answers(state, request, state.asked)
    duty = owed(
        terms, request, state.asked, "explain", citing=state.said(), answers=answers, journal=journal,
        charter=state.charter,
    )  # fmt: skip
    word = state.answer(request.ref, state.asked).settled
    explained = [act for act in state.said(ANSWER) if (act.re, act.party) == (request.ref, state.asked)
                 and text_of(act.body, "answer") == EXPLAINED]  # fmt: skip
    if word not in SETTLED or not explained:
        return _as_answered(duty, word, answers, journal)
    # It was explained before, and stays met by that: what is said later stands beside it.
    met = owed(
        terms, request, state.asked, "explain", citing=state.said(), answers=explained, journal=journal,
        charter=state.charter,
    )  # fmt: skip
    return replace(met, reason=f"later said in {answers[-1].ref}: {word}. {text_of(answers[-1].body, 'text')}")


def meeting_of(state: ExplanationState, meeting: Said, debtor: str, journal: Journal) -> Duty:
    """Return the duty of one party to meet."""
    terms = meeting_terms(state, meeting)
    what = f"meet {meeting.party.upper()}" if meeting.body.get("with") == BILATERAL else "meet, with all"
    duty = owed(terms, meeting, debtor, what, citing=state.said(), answers=(), journal=journal, charter=state.charter)
    mine, theirs = _accounts(state, meeting, debtor), _accounts(state, meeting, meeting.party)
    came, stayed_away = [_came(one, debtor) for one in mine], [_absent(one, debtor) for one in theirs]
    if any(came) and any(stayed_away):
        refs = ", ".join(one.ref for one in (*mine, *theirs))
        return replace(duty, state=DutyState.DISPUTED, reason=f"told differently: {refs}")
    if held := [one for one in (*theirs, *mine) if _came(one, debtor)]:
        answer = held[0]
        return duty.met_by(answer.ref, _met_at(answer, meeting, journal), journal)
    word = state.answer(meeting.ref, debtor).settled
    answers = _standing_answers(state, meeting, debtor)
    if word == DECLINED:
        return replace(duty, reason=f"declined in {answers[-1].ref}: {text_of(answers[-1].body, 'text')}")
    if word == ACCEPTED:
        return replace(duty, reason=f"accepted in {answers[-1].ref}") if duty.open else duty
    return _as_answered(duty, word, answers, journal)


def _met_at(account: Said, meeting: Said, journal: Journal) -> int | None:
    """Return by when the meeting was held: a time counts on the word of who asked for it, else as evidence has it."""
    heard_at = answered_at(account, meeting.party, journal)
    named_at = instant_of(account.body, "at")
    if account.party != meeting.party or named_at is None:
        return heard_at
    return named_at if heard_at is None else min(heard_at, named_at)


def _reports(state: ExplanationState, meeting: Said, journal: Journal) -> Iterable[Duty]:
    accounts = state.accounts(meeting.ref)
    if not accounts:
        return
    terms, first = report_terms(state), min(accounts, key=by_past)
    for party in sorted(state.sides):
        reports = state.reporters(meeting).get(party, ())
        named = "the bilateral meeting" if meeting.body.get("with") == BILATERAL else "the meeting of all"
        duty = owed(
            terms, first, party, f"report to all on {named}", citing=state.said(), answers=reports, journal=journal,
            charter=state.charter, events=_held_at(state, accounts, party, journal),
        )  # fmt: skip
        yield replace(duty, to_whom=(state.other(party),))


def _held_at(state: ExplanationState, accounts: Iterable[Said], debtor: str, journal: Journal) -> dict[str, int]:
    """Return when the meeting was as far as it binds a debtor; nothing while no proof and no word of its own does."""
    found = []
    for one in accounts:
        named_at = instant_of(one.body, "at")
        if one.party == debtor and named_at is not None:
            found.append(named_at)
        elif (start := clock_start(one, debtor, state.said(), journal, state.charter)) is not None:
            found.append(max(start.at, named_at or start.at))
    return {"held": min(found)} if found else {}


def _accounts(state: ExplanationState, meeting: Said, party: str) -> list[Said]:
    return [act for act in state.accounts(meeting.ref) if act.party == party]


def _came(account: Said, party: str) -> bool:
    return account.body.get("held") is True and party in texts_of(account.body, "attended")


def _absent(account: Said, party: str) -> bool:
    return party in texts_of(account.body, "not_attended")


def _standing_answers(state: ExplanationState, asking: Said, party: str) -> list[Said]:
    """Return the answers that nothing later replaced, and those before them that said the same."""
    words = set(state.answer(asking.ref, party).values.values())
    return [act for act in state.said("explanation-answer")
            if (act.re, act.party) == (asking.ref, party) and text_of(act.body, "answer") in words]  # fmt: skip


def _as_answered(duty: Duty, word: str | None, answers: list[Said], journal: Journal) -> Duty:
    """Return the duty as its debtor's answer says, where that is not simply an explanation."""
    if word not in SETTLED or not answers:
        return duty
    return exempted(duty, SETTLED[word], text_of(answers[-1].body, "text"), answers, journal)


def with_all(meeting: Said) -> bool:
    """Say if it is a meeting of all."""
    return meeting.body.get("with") == OF_ALL
