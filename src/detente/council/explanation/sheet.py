"""A request for explanation for eyes and for programs: where it stands, who said what of it, what is still awaited."""

from collections.abc import Mapping, Sequence
from typing import Any

from detente.clock import written
from detente.council.desk import Line, Section, Sheet
from detente.council.duty import Duty, DutyState, duty_data
from detente.council.explanation.clocks import regime_of
from detente.council.explanation.state import (
    ANSWER,
    BILATERAL,
    EXPLAINED,
    REPORT,
    ExplanationState,
)
from detente.council.kinds import instant_of, text_of, texts_of
from detente.council.points import area_in_words, parse_point
from detente.council.said import Said
from detente.council.titles import quoted, titled

Owing = Mapping[tuple[str, str], Duty]
"""What is owed, by the act from which it comes and who owes it."""

TITLE_CHARACTERS = 120
MEETINGS = {BILATERAL: "bilateral meeting", "all": "meeting of all"}
NOTE = "Each account is its author's; they stand beside each other and are not merged."


def status_of(state: ExplanationState, owing: Owing) -> str:
    """Return how far the matter has come, in a few words: the latest stage speaks."""
    if state.conflicts:
        return "conflict"
    if state.closing is not None:
        return "closed"
    request = state.request
    if request is None:
        return "nothing asked"
    if state.meetings:
        return _meeting_status(state, state.meetings[-1], owing)
    if alone := [act for act in state.said(REPORT) if act.party in state.sides]:
        return _reported(state, alone)
    answer = state.answer(request.ref, state.asked).settled
    if answer is not None:
        if numbers := _numbers(state.open_questions):
            return f"replied; open questions: {numbers}"
        return "replied" if answer == EXPLAINED else answer
    duty = owing[request.ref, state.asked]
    return "requested" if duty.state is DutyState.DUE else duty.state.value


def _numbers(questions: Sequence[int]) -> str:
    return ", ".join(map(str, questions))


def _meeting_status(state: ExplanationState, meeting: Said, owing: Owing) -> str:
    name = MEETINGS[text_of(meeting.body, "with")]
    reports = [act for acts in state.reporters(meeting).values() for act in acts]
    if reports:
        return f"{name}: {_reported(state, reports)}"
    if outcome := state.outcome(meeting):
        return f"{name}: {outcome}"
    states = {owing[meeting.ref, party].state for party in state.called(meeting)}
    found = next(iter(states)) if len(states) == 1 else DutyState.DUE
    answer = state.answer(meeting.ref, state.other(meeting.party)).settled
    if found is DutyState.DUE:
        return f"{name}: {answer or 'asked'}"
    return f"{name}: {found.value}"


def _reported(state: ExplanationState, reports: list[Said]) -> str:
    if any(state.joined_by(one) for one in reports):
        return "reported jointly"
    by = sorted({one.party for one in reports})
    return "reported by both" if len(by) > 1 else f"reported by {by[0].upper()}"


def sheet_of(state: ExplanationState, duties: Sequence[Duty]) -> Sheet:
    """Return the matter for eyes."""
    request = state.request
    if request is None:
        return Sheet(titled("Request for explanation"), "nothing asked")
    owing = {(duty.act, duty.who): duty for duty in duties if not duty.reading}
    status = status_of(state, owing)
    data = _data(state, request, owing, status)
    return Sheet(
        titled(quoted(" ".join(text_of(request.body, "cause").split())[:TITLE_CHARACTERS])),
        status,
        facts=tuple((name, value) for name, value in _facts(state, request) if value),
        sections=tuple(one for one in _sections(state, data, owing) if one.lines),
        data=data,
        timed=any(duty.unsettled for duty in duties),
    )


def _facts(state: ExplanationState, request: Said) -> tuple[tuple[str, str], ...]:
    body = request.body
    observed = body.get("observed_not_notified") is True
    return (
        ("asked by", state.asker.upper()),
        ("asked", state.asked.upper()),
        ("under", f"{regime_of(state)} {text_of(body, 'rule')}".strip()),
        ("cause of concern", text_of(body, "cause")),
        ("type of activity", text_of(body, "activity")),
        ("place or area", text_of(body, "place")),
        ("bounded by", area_in_words(texts_of(body, "area"))),
        ("seen since", written(instant_of(body, "since_at")) or ""),
        ("observed, not notified", f"as {state.asker.upper()} says: {text_of(body, 'seen')}" if observed else ""),
        ("about", text_of(body, "about")),
        ("open questions", _numbers(state.open_questions)),
    )


def _sections(state: ExplanationState, data: dict[str, Any], owing: Owing) -> tuple[Section, ...]:
    questions = tuple(
        Line((str(one["number"]), one["text"], " / ".join(told["text"] for told in one["answers"]) or "–",
              ", ".join(one["answered_in"]) or "no answer yet"), one["ref"], mark="" if one["answers"] else "waiting")
        for one in data["questions"]
    )  # fmt: skip
    answers = tuple(_answer_line(state, act) for act in state.said(ANSWER))
    meetings = tuple(_meeting_line(state, one, owing) for one in state.meetings)
    accounts = tuple(
        Line((MEETINGS[text_of(meeting.body, "with")], one.party.upper(),
              "yes" if one.body.get("held") is True else "no", written(instant_of(one.body, "at")) or "–",
              _parties(one, "attended"), _parties(one, "not_attended"), text_of(one.body, "text")),
             one.ref, one.language)
        for meeting in state.meetings for one in state.accounts(meeting.ref)
    )  # fmt: skip
    reports = tuple(
        Line((act.party.upper(), ", ".join(state.joined_by(act)).upper() or "–", act.re or "–",
              text_of(act.body, "text")), act.ref, act.language)
        for act in state.said(REPORT)
    )  # fmt: skip
    told = ("Meeting", "By", "Held", "At", "Attended", "Did not attend", "In its words")
    return (
        Section("Questions", questions, ("No.", "Question", "Answer", "Answered in")),
        Section("Answers", answers, ("By", "To", "Answer", "Text")),
        Section("Meetings asked for", meetings, ("By", "With", "By when", "Venue", "Third states", "Stands", "Text")),
        Section("How it went, as each says", accounts, told, NOTE),
        Section("Reports to all", reports, ("By", "Joined by", "On", "Text")),
    )


def _answer_line(state: ExplanationState, act: Said) -> Line:
    standing = act.ref in state.answer(act.re or "", act.party).refs
    word = text_of(act.body, "answer")
    said = (text_of(act.body, "text"), text_of(act.body, "other"), written(instant_of(act.body, "at")) or "",
            text_of(act.body, "venue"))  # fmt: skip
    text = "; ".join(one for one in said if one)
    return Line((act.party.upper(), act.re or "", word if standing else f"{word}, replaced", text), act.ref,
                act.language)  # fmt: skip


def _meeting_line(state: ExplanationState, act: Said, owing: Owing) -> Line:
    outcome = state.outcome(act)
    stands = outcome or "; ".join(
        f"{party.upper()}: {owing[act.ref, party].state}" for party in sorted(state.called(act))
    )
    cells = (
        act.party.upper(), MEETINGS[text_of(act.body, "with")], written(instant_of(act.body, "by_at")) or "–",
        text_of(act.body, "venue") or "–", ", ".join(texts_of(act.body, "third_states")) or "–", stands,
        text_of(act.body, "text"),
    )  # fmt: skip
    return Line(cells, act.ref, act.language, "" if outcome else "waiting")


def _data(state: ExplanationState, request: Said, owing: Owing, status: str) -> dict[str, Any]:
    body, reply = request.body, owing[request.ref, state.asked]
    return {
        "ref": request.ref,
        "asker": state.asker,
        "asked": state.asked,
        "regime": regime_of(state) or None,
        "rule": text_of(body, "rule") or None,
        "cause": text_of(body, "cause"),
        "activity": text_of(body, "activity"),
        "place": text_of(body, "place"),
        "area": [list(parse_point(one)) for one in texts_of(body, "area")],
        "since_at": written(instant_of(body, "since_at")),
        "observed_not_notified": body.get("observed_not_notified") is True,
        "seen": text_of(body, "seen"),
        "about": text_of(body, "about") or None,
        "questions": [
            {"number": number, "text": text, "ref": request.ref,
             "answers": (told := _answering(state, number)), "answered_in": [one["ref"] for one in told]}
            for number, text in enumerate(texts_of(body, "questions"), 1)
        ],
        "open_questions": list(state.open_questions),
        "answers": [_answer_data(state, act) for act in state.said(ANSWER)],
        "reply": duty_data(reply),
        "meetings": [_meeting_data(state, act, owing) for act in state.meetings],
        "reports": [
            {"ref": act.ref, "by": act.party, "on": act.re, "joint": act.body.get("joint") is True,
             "joined_by": list(state.joined_by(act)), "closes": act.body.get("closes") is True,
             "text": text_of(act.body, "text"), "language": act.language}
            for act in state.said(REPORT)
        ],
        "status": status,
    }  # fmt: skip


def _answer_data(state: ExplanationState, act: Said) -> dict[str, Any]:
    return {
        "ref": act.ref, "re": act.re, "by": act.party, "answer": text_of(act.body, "answer"),
        "text": text_of(act.body, "text"), "other": text_of(act.body, "other"),
        "at": written(instant_of(act.body, "at")), "venue": text_of(act.body, "venue"), "language": act.language,
        "stands": act.ref in state.answer(act.re or "", act.party).refs,
    }  # fmt: skip


def _meeting_data(state: ExplanationState, act: Said, owing: Owing) -> dict[str, Any]:
    return {
        "ref": act.ref,
        "by": act.party,
        "with": text_of(act.body, "with"),
        "by_at": written(instant_of(act.body, "by_at")),
        "venue": text_of(act.body, "venue"),
        "third_states": list(texts_of(act.body, "third_states")),
        "text": text_of(act.body, "text"),
        "outcome": state.outcome(act) or None,
        "duties": [duty_data(owing[act.ref, party]) for party in sorted(state.called(act))],
        "accounts": [
            {"ref": one.ref, "by": one.party, "held": one.body.get("held") is True,
             "at": written(instant_of(one.body, "at")), "attended": sorted(texts_of(one.body, "attended")),
             "not_attended": sorted(texts_of(one.body, "not_attended")), "text": text_of(one.body, "text")}
            for one in state.accounts(act.ref)
        ],
        "reported_by": sorted(state.reporters(act)),
    }  # fmt: skip


def _answering(state: ExplanationState, number: int) -> list[dict[str, str]]:
    """Return by which acts a question is answered, and in which words."""
    return [{"ref": act.ref, "text": text} for act, text in state.answered(number)]


def _parties(act: Said, name: str) -> str:
    return ", ".join(sorted(texts_of(act.body, name))).upper() or "–"
