"""An invitation to observe for eyes and for programs."""

from typing import Any

from detente.clock import written
from detente.council.desk import Line, Section, Sheet
from detente.council.journal import Journal
from detente.council.kinds import instant_of, text_of, texts_of
from detente.council.observation.state import (
    ACCEPTED,
    ANSWER,
    AWAITED,
    NOT_HEARD,
    REPORT,
    SORTS,
    ObservationState,
)
from detente.council.said import Said
from detente.council.titles import quoted, titled

_WORDS = (
    ("lodging", "board and lodging"), ("transport", "transport"), ("equipment_issued", "equipment issued"),
    ("equipment_own", "equipment that may be brought"), ("clothing", "clothing"), ("programme", "programme"),
    ("about", "about"),
)  # fmt: skip
_WAITING = (AWAITED, NOT_HEARD)
APART = "An inspection is another thing: it is asked for on one's own right, and draws on a quota."


def sheet_of(state: ObservationState, journal: Journal) -> Sheet:
    """Return the matter for eyes."""
    act = state.invitation
    if act is None:
        return Sheet(titled("Invitation to observe"), "nobody invited")
    stands = {party: state.stands(party, journal) for party in state.invited}
    waiting = any(one in _WAITING for one in stands.values())
    reports = state.said(REPORT)
    status = "conflict" if state.conflicts else "reported" if reports else "answers awaited" if waiting else "answered"
    return Sheet(
        titled(quoted(" ".join(text_of(act.body, "activity").split())[:120])),
        status,
        facts=tuple((name, value) for name, value in _facts(state, act, journal) if value),
        sections=tuple(one for one in _sections(state, stands) if one.lines),
        data=_data(state, act, stands, journal),
        timed=waiting,
    )


def _facts(state: ObservationState, act: Said, journal: Journal) -> tuple[tuple[str, str], ...]:
    body = act.body
    most = body.get("observers")
    return (
        ("what it is", SORTS[state.sort]),
        ("host", state.host.upper()),
        ("under", f"{state.regime} {text_of(body, 'rule')}".strip()),
        ("assembly", f"{written(instant_of(body, 'assembly_at'))} at {text_of(body, 'assembly_place')}"),
        ("from", written(instant_of(body, "starts_at")) or ""),
        ("until", written(instant_of(body, "ends_at")) or ""),
        ("issued", f"{state.lead_days} days before the start, as claimed" if instant_of(body, "starts_at") else ""),
        ("observers of each", "" if most is None else f"{most} at most"),
        ("answers until", written(state.reply_by(journal)) or "no time is set, or not issued yet"),
        ("languages", ", ".join(texts_of(body, "languages"))),
        *((label, text_of(body, name)) for name, label in _WORDS),
    )


def _sections(state: ObservationState, stands: dict[str, str]) -> tuple[Section, ...]:
    answers = []
    for party, word in stands.items():
        act = state.answering(party)
        names = _names(act) if act is not None and word == ACCEPTED else ""
        answers.append(
            Line((party.upper(), word, names or "–", text_of(act.body, "text") if act is not None else ""),
                 None if act is None else act.ref, "" if act is None else act.language,
                 "waiting" if word in _WAITING else "")
        )  # fmt: skip
    reports = tuple(
        Line((act.party.upper(), "host" if act.party == state.host else "visitor", text_of(act.body, "text")), act.ref,
             act.language)
        for act in state.said(REPORT)
    )  # fmt: skip
    return (
        Section("Invited", tuple(answers), ("Party", "Answer", "Observers", "Text"), APART),
        Section("Reports and remarks", reports, ("By", "As", "Text"), "Each is its author's word."),
    )


def _names(act: Said) -> str:
    people = [f"{text_of(one, 'name')}, {text_of(one, 'rank')}" for one in act.body.get("persons", ())]
    return "; ".join(people)


def _data(state: ObservationState, act: Said, stands: dict[str, str], journal: Journal) -> dict[str, Any]:
    body = act.body
    return {
        "ref": act.ref,
        "sort": state.sort,
        "mandatory": state.sort == "observation",
        "host": state.host,
        "activity": text_of(body, "activity"),
        "regime": state.regime or None,
        "assembly_at": written(instant_of(body, "assembly_at")),
        "starts_at": written(instant_of(body, "starts_at")),
        "ends_at": written(instant_of(body, "ends_at")),
        "lead_days": state.lead_days,
        "reply_by_at": written(state.reply_by(journal)),
        "invited": [
            {"party": party, "answer": word, "ref": next(iter(state.answer(party).refs), None),
             "observers": len(found.body.get("persons", ())) if (found := state.answering(party)) else 0}
            for party, word in stands.items()
        ],
        "reports": [{"ref": one.ref, "by": one.party, "text": text_of(one.body, "text")} for one in state.said(REPORT)],
        "answers": [one.ref for one in state.said(ANSWER)],
    }  # fmt: skip
