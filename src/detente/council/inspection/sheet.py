"""A visit, or a notice of a quota, for eyes and for programs."""

from collections.abc import Mapping, Sequence
from typing import Any

from detente.clock import rfc3339, written
from detente.council.desk import Line, Section, Sheet
from detente.council.duty import Duty, DutyState, duty_data
from detente.council.inspection.rules import Notice, notice_of, team_beyond
from detente.council.inspection.state import ANSWER, DECLARED, EVALUATION, REFUSED, REPORT, InspectionState
from detente.council.journal import Journal
from detente.council.kinds import instant_of, text_of, texts_of
from detente.council.points import area_in_words
from detente.council.said import Said
from detente.council.titles import quoted, titled

Owing = Mapping[tuple[str, str], Duty]
"""What is owed, by the act from which it comes and who owes it."""

_REQUEST_WORDS = (
    ("transport", "transport"), ("means", "means"), ("vehicles", "vehicles"), ("begin_where", "begins"),
    ("language", "working language"), ("clearance", "clearance"), ("other", "other"),
)  # fmt: skip
_ANSWER_WORDS = ("site", "entry_point", "contact", "restricted", "arrangements", "other_forces")


def status_of(state: InspectionState, owing: Owing) -> str:
    """Return how far the matter has come, in a few words."""
    notice, request = state.notice, state.request
    if notice is not None:
        return "declared" if text_of(notice.body, "says") == DECLARED else "used up"
    if request is None:
        return "nothing asked"
    if state.conflicts:
        return "conflict"
    if state.reports:
        return "reported"
    if state.undone is not None:
        return f"not carried out: {text_of(state.undone.body, 'ground')}"
    answer = state.standing_answer
    if answer is None:
        duty = owing[request.ref, state.asked]
        return "requested" if duty.state is DutyState.DUE else duty.state.value
    word = text_of(answer.body, "answer")
    return f"{word}: {text_of(answer.body, 'ground')}" if word == REFUSED else word


def sheet_of(state: InspectionState, duties: Sequence[Duty], journal: Journal) -> Sheet:
    """Return the matter for eyes."""
    owing = {(duty.act, duty.who): duty for duty in duties if not duty.reading}
    if state.notice is not None:
        return _notice_sheet(state, state.notice, owing)
    request = state.request
    if request is None:
        return Sheet(titled("Inspection"), "nothing asked")
    notice = notice_of(state, journal)
    assert notice is not None, "a request that was found"
    what = text_of(request.body, "unit" if state.sort == EVALUATION else "area")
    return Sheet(
        titled(f"{state.sort.capitalize()} of {state.asked.upper()}: {quoted(' '.join(what.split()))}").cut(120),
        status_of(state, owing),
        facts=tuple((name, value) for name, value in _facts(state, request, notice) if value),
        sections=tuple(one for one in _sections(state) if one.lines),
        data=_data(state, request, owing, notice),
        timed=any(duty.unsettled for duty in duties),
    )


def _noticed(state: InspectionState, notice: Notice) -> str:
    words = f"{notice.claimed_hours} hours before entry, as claimed"
    if notice.proven_hours is None:
        return f"{words}; nothing proves yet when it was there"
    proven = f"{words}; {notice.proven_hours} as proof has it"
    return proven if notice.kept else f"{proven}: outside {state.request_terms.words}"


def _facts(state: InspectionState, request: Said, notice: Notice) -> tuple[tuple[str, str], ...]:
    body = request.body
    return (
        ("asked by", state.asker.upper()),
        ("asked", state.asked.upper()),
        ("under", state.regime),
        ("of", text_of(body, "unit" if state.sort == EVALUATION else "area")),
        ("bounded by", area_in_words(texts_of(body, "outline"))),
        ("at", area_in_words([one] if (one := text_of(body, "location")) else [])),
        ("enters", f"{rfc3339(state.enters_at)} at {text_of(body, 'entry_point')}"),
        ("asked for", _noticed(state, notice)),
        ("quota", "asked all the same: its author counts it as used up" if state.beyond_quota else ""),
        ("leaves", written(state.leaves_at) or ""),
        ("team", _team(state, request)),
        ("with", ", ".join(texts_of(body, "other_states")).upper()),
        *((label, text_of(body, name)) for name, label in _REQUEST_WORDS),
    )


def _team(state: InspectionState, request: Said) -> str:
    more = team_beyond(state)
    persons = f"{request.body['team']} persons"
    return persons if more is None else f"{persons}: {more.title.lower()} ({state.regime} {more.id})"


def _sections(state: InspectionState) -> tuple[Section, ...]:
    answers = tuple(
        Line((act.party.upper(), text_of(act.body, "answer"), text_of(act.body, "ground") or "–",
              "; ".join(text_of(act.body, name) for name in _ANSWER_WORDS if text_of(act.body, name)) or "–",
              text_of(act.body, "text")), act.ref, act.language)
        for act in state.said(ANSWER)
    )  # fmt: skip
    reports = tuple(
        Line(("yes" if act.body.get("carried_out") is True else f"no: {text_of(act.body, 'ground')}",
              written(instant_of(act.body, "starts_at")) or "–", written(instant_of(act.body, "ends_at")) or "–",
              text_of(act.body, "text")), act.ref, act.language)
        for act in state.said(REPORT) if not state.is_comment(act)
    )  # fmt: skip
    comments = tuple(Line((act.party.upper(), act.re or "", text_of(act.body, "text")), act.ref, act.language)
                     for act in state.comments)  # fmt: skip
    return (
        Section("Answers", answers, ("By", "Answer", "Ground", "Arrangements", "Text")),
        Section("Reports", reports, ("Carried out", "From", "Until", "Text")),
        Section("Comments", comments, ("By", "On", "Text"), "A comment is its author's word."),
    )


def _data(state: InspectionState, request: Said, owing: Owing, notice: Notice) -> dict[str, Any]:
    body, answer = request.body, state.standing_answer
    return {
        "ref": request.ref,
        "sort": state.sort,
        "asker": state.asker,
        "asked": state.asked,
        "regime": state.regime or None,
        "area": text_of(body, "area") or None,
        "unit": text_of(body, "unit") or None,
        "enters_at": rfc3339(state.enters_at),
        "entry_point": text_of(body, "entry_point"),
        "leaves_at": written(state.leaves_at),
        "team": body.get("team"),
        "team_kept": team_beyond(state) is None,
        "notice_hours": notice.claimed_hours,
        "notice_proven_hours": notice.proven_hours,
        "notice_kept": notice.kept,
        "beyond_quota": state.beyond_quota,
        "answer": None if answer is None else text_of(answer.body, "answer"),
        "ground": None if answer is None else text_of(answer.body, "ground") or None,
        "reply": duty_data(owing[request.ref, state.asked]),
        "reports": [act.ref for act in state.reports],
        "not_carried_out": None if state.undone is None else text_of(state.undone.body, "ground"),
        "comments": [{"ref": act.ref, "by": act.party, "text": text_of(act.body, "text")} for act in state.comments],
    }


def _notice_sheet(state: InspectionState, notice: Said, owing: Owing) -> Sheet:
    body = notice.body
    facts = (
        ("by", notice.party.upper()), ("quota of", f"{text_of(body, 'sort')}s in {body['year']}"),
        ("under", state.regime), ("says", text_of(body, "says")),
        ("units", str(body["units"]) if "units" in body else ""), ("remark", text_of(body, "text")),
    )  # fmt: skip
    data = {
        "ref": notice.ref, "party": notice.party, "sort": text_of(body, "sort"), "year": body["year"],
        "regime": state.regime or None, "says": text_of(body, "says"), "units": body.get("units"),
    }  # fmt: skip
    title = titled(f"Quota of {notice.party.upper()}: {text_of(body, 'sort')}s in {body['year']}")
    return Sheet(title, status_of(state, owing), tuple((name, value) for name, value in facts if value), data=data)
