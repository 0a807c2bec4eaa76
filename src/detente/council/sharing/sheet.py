"""What was asked and given for eyes, and as data for programs. No title says what a label protects."""

from typing import Any, Final

from detente.clock import rfc3339, written
from detente.council.desk import Line, Section, Sheet
from detente.council.journal import Journal
from detente.council.kinds import instant_of, text_of, texts_of
from detente.council.said import Said
from detente.council.sharing.balance import topic_name
from detente.council.sharing.labels import MEANS, handling_of
from detente.council.sharing.state import (
    CORRECTION,
    DECLINE,
    GIVEN,
    ONWARD,
    REQUEST,
    VERSION,
    Extent,
    Recalled,
    SharingState,
)
from detente.council.sharing.topics import topic_of
from detente.council.titles import Title, quoted, titled

NOTE: Final = (
    "A label says how far something may go. Who reads it can copy it: a label binds its reader's word, and no machine."
)


OVER: Final = ("recalled", "validity over")
"""What was given and stands no more."""


def sheet_of(state: SharingState, journal: Journal) -> Sheet:
    """Return the sheet of a dossier in which somebody asked or gave."""
    requests = [request_data(state, act) for act in state.of(REQUEST)]
    given = [given_data(state, act, journal) for act in state.of(*GIVEN)]
    first = next(iter(state.of(REQUEST, *GIVEN)))
    lead = next(one for one in [*requests, *given] if one["ref"] == first.ref)
    sections = (*_requests(state), *_given(given), *_onward(state), *_versions(state))
    return Sheet(
        title_of(state, first),
        lead["status"],
        facts=_facts(first, lead),
        sections=tuple(one for one in sections if one.lines),
        data={"requests": requests, "given": given},
        timed=any(one["valid_until_at"] and one["status"] != "recalled" for one in given),
    )


def title_of(state: SharingState, act: Said) -> Title:
    """Return what a request or an item is called in lists: who, on what topic, with what label, and nothing of it."""
    topic = topic_of(state.charter, topic_name(state, act), REQUEST)
    party, asks = act.party.upper(), act.kind == REQUEST
    if topic is None:
        told = f"Request by {party}" if asks else f"Item by {party}"
    else:
        told = f"Request by {party} on {quoted(topic.title)}" if asks else f"Item by {party} on {quoted(topic.title)}"
    marking = handling_of(act.body).label
    return titled(told if marking is None else f"{told} ({marking.marking})")


def request_data(state: SharingState, request: Said) -> dict[str, Any]:
    """Return one request for programs; `status` is *open*, a word of `Extent`, *withdrawn* or *conflict*."""
    body = request.body
    return {
        "ref": request.ref,
        "party": request.party,
        "to": sorted(state.asked_by(request)),
        "topic": text_of(body, "topic"),
        "text": text_of(body, "text"),
        "reason": text_of(body, "reason"),
        "language": request.language,
        "need_by_at": written(instant_of(body, "need_by_at")),
        "claimed_at": rfc3339(request.claimed_at),
        **_handling(request),
        "status": state.status_of(request),
        "open": bool(state.lacking(request)),
        "lacking": list(state.lacking(request)),
        "answers": [_answer(one) for one in state.answers_to(request)],
    }


def _answer(act: Said) -> dict[str, str]:
    body = act.body
    word = text_of(body, "extent") or text_of(body, "answer")
    if not word:
        word = Extent.PART.value if act.kind in GIVEN else Extent.DECLINED.value
    # The line's declining reply has its reason in its text.
    reason = text_of(body, "reason" if act.kind in (DECLINE, *GIVEN) else "text")
    return {"ref": act.ref, "party": act.party, "answer": word, "reason": reason}


def given_data(state: SharingState, given: Said, journal: Journal) -> dict[str, Any]:
    """Return one item or answer for programs, as its newest correction has it."""
    force, recalled = state.in_force(given), _recalled(state, given)
    return {
        "ref": given.ref,
        "party": given.party,
        "topic": topic_name(state, given),
        "content": state.value(given, "content"),
        "language": force.language,
        "source": state.value(given, "source"),
        "source_grade": state.value(given, "source_grade"),
        "information_grade": state.value(given, "information_grade"),
        "confidence": state.value(given, "confidence"),
        "originator": text_of(given.body, "originator"),
        "originated_by": state.originator_of(given),
        "from_at": written(instant_of(given.body, "from_at")),
        "until_at": written(instant_of(given.body, "until_at")),
        "valid_until_at": written(state.valid_until(given)),
        "claimed_at": rfc3339(given.claimed_at),
        "answers": given.re if state.request_of(given) is not None else None,
        **_handling(given),
        "status": status_of(state, given, journal),
        "corrected_by": [one.ref for one in state.of(CORRECTION) if state.given_of(one) == given],
        "recalled_by": [] if recalled is None else [recalled.ref],
        "recall_reason": "" if recalled is None else text_of(recalled.body, "reason"),
        "may_pass_on_to": sorted(state.consented(given, journal.as_of or 0)),
        "versions": [
            {"ref": text_of(one.body, "version"), "how": text_of(one.body, "how"), "by": one.party,
             "tlp": text_of(one.body, "tlp")}
            for one in state.of(VERSION) if state.given_of(one) == given
        ],
    }  # fmt: skip


def status_of(state: SharingState, given: Said, journal: Journal) -> str:
    """Return how what was given stands: *given*, *corrected*, *recalled*, *validity over* or *conflict*."""
    register = state.standing_of(given.ref)
    if register.conflict:
        return "conflict"
    if state.recalled(given.ref):
        return "recalled"
    until = state.valid_until(given)
    if until is not None and journal.first(until + 1) is not None:
        return "validity over"
    return "corrected" if register.values else "given"


def _recalled(state: SharingState, given: Said) -> Said | None:
    found = [one.ref for one in state.standing_of(given.ref).values.values() if isinstance(one, Recalled)]
    return state.said[min(found)] if found else None


def _handling(act: Said) -> dict[str, Any]:
    handling = handling_of(act.body)
    return {
        "tlp": "" if handling.label is None else handling.label.value,
        "only": list(handling.only),
        "persons": list(handling.persons),
        "originator_control": handling.control,
        "handling": handling.words,
    }


def _facts(first: Said, lead: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    label = handling_of(first.body).label
    found = [
        ("asked by" if first.kind == REQUEST else "given by", first.party.upper()),
        ("originator, who is asked before it is passed on", _other(lead)),
        ("to", ", ".join(lead.get("to", ())).upper()),
        ("topic", lead["topic"]),
        ("label", lead["handling"]),
        ("may be read by", "" if label is None else MEANS[label]),
        ("reason", lead.get("reason", "")),
    ]
    return tuple((name, value) for name, value in found if value)


def _other(one: dict[str, Any]) -> str:
    """Return the originator where it is another party than who gave it."""
    found: str = one.get("originated_by", one["party"])
    return "" if found == one["party"] else found.upper()


def _originator(one: dict[str, Any]) -> str:
    """Return the originator of what was given as a person reads it: a party, or its author's words; else a dash."""
    return _other(one) or one["originator"] or "–"


def _requests(state: SharingState) -> tuple[Section, ...]:
    asked = tuple(
        Line((act.party.upper(), ", ".join(sorted(state.asked_by(act))).upper(), state.status_of(act),
              text_of(act.body, "reason"), text_of(act.body, "text")), act.ref, act.language,
             "waiting" if state.lacking(act) else "")
        for act in state.of(REQUEST)
    )  # fmt: skip
    answers = tuple(
        Line((one["party"].upper(), one["answer"], one["reason"] or "–"), one["ref"])
        for request in state.of(REQUEST) for one in map(_answer, state.answers_to(request))
    )  # fmt: skip
    return (
        Section("What is asked", asked, ("By", "Of", "Status", "Reason", "What")),
        Section("Answers", answers, ("By", "Answer", "Reason")),
    )


def _given(given: list[dict[str, Any]]) -> tuple[Section, ...]:
    lines = tuple(
        Line(
            (one["party"].upper(), _originator(one), one["handling"] or "no label", graded(one),
             one["valid_until_at"] or "–",
             one["status"] + (f": {one['recall_reason']}" if one["recall_reason"] else ""), one["content"]),
            one["ref"], one["language"], "alarm" if one["status"] in ("recalled", "conflict") else "",
        )
        for one in given
    )  # fmt: skip
    return (
        Section("What is given", lines, ("By", "Originator", "Label", "Graded", "Valid until", "Status", "What"), NOTE),
    )


def graded(one: dict[str, Any]) -> str:
    """Return source, information and confidence in a line, like `B2, confidence moderate`."""
    grades = one["source_grade"] + one["information_grade"]
    confidence = one["confidence"]
    if not confidence:
        return grades or "not graded"
    return f"{grades}, confidence {confidence}" if grades else f"confidence {confidence}"


def _onward(state: SharingState) -> tuple[Section, ...]:
    lines = tuple(_question(state, act) for act in state.of(ONWARD))
    return (Section("Passing on", lines, ("Asked by", "To", "Answer", "Which", "Terms", "Why"), timed=True),)


def _question(state: SharingState, act: Said) -> Line:
    """Return one question with the answer that holds: the same that lets others pass it on, or not."""
    register = state.release_of(act.ref)
    release = register.settled
    word, told = ("conflict", ", ".join(register.refs)) if register.conflict else ("open", "")
    if release is not None:
        reasons = (text_of(state.said[ref].body, "reason") for ref in register.refs)
        end = "" if release.until is None else f" until {rfc3339(release.until)}"
        word, told = (
            release.word,
            ", ".join(release.parties) + end if release.parties else next(filter(None, reasons), ""),
        )
    cells = (
        act.party.upper(),
        ", ".join(texts_of(act.body, "parties")),
        word,
        told or "–",
        "; ".join(text for ref in register.refs if (text := text_of(state.said[ref].body, "text"))) or "–",
        text_of(act.body, "reason"),
    )
    return Line(cells, act.ref, act.language, "alarm" if register.conflict else "")


def _versions(state: SharingState) -> tuple[Section, ...]:
    lines = tuple(
        Line((act.party.upper(), text_of(act.body, "how"), text_of(act.body, "tlp") or "–",
              text_of(act.body, "version")), act.ref)
        for act in state.of(VERSION)
    )  # fmt: skip
    return (Section("Versions elsewhere", lines, ("By", "How", "Label", "Act")),)
