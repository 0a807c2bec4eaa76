"""A meeting for eyes, and as data for programs: agenda, statements, delegations, speakers, papers."""

from typing import Any

from detente.clock import rfc3339, written
from detente.council.desk import Line, Section, Sheet
from detente.council.journal import Journal
from detente.council.kinds import instant_of, text_of
from detente.council.meeting.agenda import Item, item_of
from detente.council.meeting.minutes import at_of, held, signers, words_of
from detente.council.meeting.state import (
    ACCEPT,
    CANCEL,
    CHANGE,
    DECLINE,
    FLOOR,
    GIVE,
    OPEN,
    STATE,
    SUMMARY,
    MeetingState,
    Paper,
    joint_text_of,
)
from detente.council.papers.minutes import Result
from detente.council.said import Said
from detente.council.titles import quoted, titled

_SILENT = "no answer"


def sheet_of(state: MeetingState, journal: Journal, language: str) -> Sheet:
    """Return the sheet of a meeting; texts stand in their authors' languages, translations beside them."""
    convening = state.convening
    if convening is None:
        return Sheet(titled(""), "not convened")
    answers = {party: _answer(state, convening, party, journal) for party in _asked(state)}
    silent = [party for party, one in answers.items() if one["answer"] == _SILENT]
    sections = (
        _agenda(state), *(_item_section(item, language) for item in state.items if item.statements),
        _answers(answers, kept=journal.kept), _speakers(state), _summary(state, language),
        _papers(state), _brackets(state),
    )  # fmt: skip
    return Sheet(
        titled(quoted(text_of(convening.body, "title"))),
        _status(state),
        facts=_facts(state, convening),
        sections=tuple(section for section in sections if section.lines),
        data=_data(state, convening, answers),
        timed=bool(silent) and not state.is_cancelled,
    )


def _status(state: MeetingState) -> str:
    if state.phase.conflict or state.terms.conflict:
        return "conflict"
    phase = state.phase.settled
    if phase is None:
        return "convened"
    if phase in (OPEN, CANCEL):
        return "open" if phase == OPEN else "cancelled"
    minutes = state.standing_minutes
    signed = bool(minutes) and all(set(state.participants) <= paper.signed.keys() for paper in minutes)
    return "minutes signed" if signed else "closed"


def _facts(state: MeetingState, convening: Said) -> tuple[tuple[str, str], ...]:
    terms = list(state.terms.values.values())
    due_at = instant_of(convening.body, "answer_by_at")
    return (
        ("level", text_of(convening.body, "level")),
        ("begins", " or ".join(rfc3339(one.begins_at) for one in terms)),
        ("place", " or ".join(one.place or "over the line" for one in terms)),
        ("convened by", convening.party.upper()),
        ("chair", state.chair.upper()),
        *((("answers by", rfc3339(due_at)),) if due_at is not None else ()),
        *((("follows", text_of(convening.body, "follows")),) if convening.body.get("follows") else ()),
    )


# --- answers ----------------------------------------------------------------------------------------------------------


def _asked(state: MeetingState) -> list[str]:
    host = {state.convening.party} if state.convening else set()
    return [party for party in state.charter.parties if party in state.invited | host | set(state.participants)]


def _answer(state: MeetingState, convening: Said, party: str, journal: Journal) -> dict[str, Any]:
    """Return how a party answers; of silence, since when it holds the invitation by its own receipt."""
    standing = state.answers(party)
    acts = [act for act in state.said(ACCEPT, DECLINE) if act.ref in standing.refs]
    held_at = journal.held_since(convening).get(party)
    found: dict[str, Any] = {
        "answer": " and ".join(sorted({"accepts" if act.kind == ACCEPT else "declines" for act in acts})),
        "refs": list(standing.refs),
        "reason": " / ".join(text for act in acts if (text := text_of(act.body, "reason"))),
        "delegation": [{"name": name, "rank": rank} for name, rank in state.delegation(party)],
        # An answer to an earlier date is not one to a later one; it is for people to ask.
        "to_earlier_terms": any(not act.follows(one.ref) for act in acts for one in state.said(CHANGE)),
        "held_since": written(held_at),
    }
    if not acts:
        found["answer"] = "convenes" if party == convening.party else _SILENT
    return found


def _answers(answers: dict[str, dict[str, Any]], *, kept: bool) -> Section:
    # Receipts that are held here stand beside the invitation; the sheet says what the council's time rests on.
    unheld = "the depositary has recorded no receipt of it yet" if kept else "no receipt of it is held here"
    lines = []
    for party, one in answers.items():
        persons = "; ".join(", ".join(filter(None, (who["name"], who["rank"]))) for who in one["delegation"])
        held = one["held_since"]
        evidence = f"holds the invitation since {held}" if held else unheld
        more = one["reason"] or (evidence if one["answer"] == _SILENT else persons)
        answer = one["answer"] + (", before the change" if one["to_earlier_terms"] else "")
        mark = "waiting" if one["answer"] == _SILENT else ""
        lines.append(Line((party.upper(), answer, more), next(iter(one["refs"]), None), mark=mark))
    return Section("Delegations", tuple(lines), ("Party", "Answer", "Who, or why"), "Receipt is not agreement.")


# --- agenda and statements --------------------------------------------------------------------------------------------


def _agenda(state: MeetingState) -> Section:
    lines = tuple(
        Line(
            (
                str(item.number),
                item.title,
                item.tabled.party.upper(),
                ", ".join(party.upper() for party in item.contested_by) or "–",
                "withdrawn" if item.withdrawn else str(item.result),
            ),
            item.tabled.ref,
            mark="waiting" if item.result is Result.CONTESTED else "",
        )
        for item in state.items
    )
    note = "Not agreed is a result: both positions stand."
    return Section("Agenda", lines, ("No.", "Item", "Tabled by", "Contested by", "Result"), note)


def _item_section(item: Item, language: str) -> Section:
    lines = []
    for act in item.statements:
        words = words_of(act)
        speaker = act.party.upper() + (f" for {text_of(act.body, 'for').upper()}" if act.body.get("for") else "")
        lines.append(Line((speaker, act.ref, words.language, words.text), act.ref, words.language))
        if words.language != language and language in words.unofficial:
            note = f"{language}, unofficial"
            lines.append(Line((speaker, act.ref, note, words.unofficial[language]), act.ref, language))
    for number, act in enumerate(item.contests, 1):
        lines.append(Line((act.party.upper(), act.ref, "", f"contests the result ({number})"), act.ref, mark="waiting"))
    text, outcome = item.outcome, str(item.result)
    note = f"The chair recorded {outcome}: {text}" if text else outcome
    return Section(f"Item {item.number}: {item.title}", tuple(lines), ("Party", "Act", "In", "Text"), note)


def _speakers(state: MeetingState) -> Section:
    lines = tuple(
        Line((one["party"].upper(), "right of reply" if one["reply_to"] else "floor", one["state"]), one["ref"])
        for one in _floor(state)
    )
    return Section("Speakers", lines, ("Party", "Asks for", "State"))


def _floor(state: MeetingState) -> list[dict[str, Any]]:
    """Return the speakers' list: in the order of proof, rights of reply after all others.

    Who has spoken is told by proof alone: the party's first statement that follows the giving of the floor, each
    statement for one request.
    """
    given = {act.re: act for act in reversed(state.said(GIVE))}
    used: set[str] = set()
    found = []
    for act in state.said(FLOOR):
        replied, gave = state.act(act.re, STATE), given.get(act.ref)
        spoke = _spoke(state, act, gave, used) if gave is not None else None
        used |= {spoke} if spoke is not None else set()
        found.append(
            {
                "party": act.party,
                "ref": act.ref,
                "reply_to": replied.ref if replied else None,
                "state": "waits" if gave is None else "given",
                "given": gave.ref if gave is not None else None,
                "spoke": spoke,
            }
        )
    return sorted(found, key=lambda one: one["reply_to"] is not None)


def _spoke(state: MeetingState, asked: Said, gave: Said, used: set[str]) -> str | None:
    said = (act for act in state.said(STATE) if act.party == asked.party and act.ref not in used)
    return next((act.ref for act in said if act.follows(gave.ref)), None)


def _summary(state: MeetingState, language: str) -> Section:
    lines = []
    for act in state.said(SUMMARY):
        words = words_of(act)
        lines.append(Line((act.ref, words.text), act.ref, words.language))
        if words.language != language and language in words.unofficial:
            lines.append(Line((f"{act.ref}, unofficial", words.unofficial[language]), act.ref, language))
    return Section("Chair's summary", tuple(lines), note="The chair's own; it binds nobody else.")


# --- papers -----------------------------------------------------------------------------------------------------------


def _papers(state: MeetingState) -> Section:
    standing = {paper.act.ref for paper in state.standing_minutes}
    lines = [_paper(state, str(one.symbol), one, stands=one.act.ref in standing) for one in state.minutes]
    lines += [
        _paper(state, text_of(act.body, "title"), Paper(act, signers(state, act)), stands=True)
        for register in state.texts.values()
        for act in register.values.values()
    ]
    return Section("Documents", tuple(lines), ("Document", "Act", "In", "Signed by", "Not signed by"))


def _paper(state: MeetingState, name: str, paper: Paper, stands: bool) -> Line:
    missing = [party.upper() for party in state.participants if party not in paper.signed]
    signed = ", ".join(sorted(paper.signed)).upper() or "–"
    unsigned = ", ".join(missing) or "–"
    cells = (name, paper.act.ref, paper.act.language, signed, unsigned if stands else "replaced")
    return Line(cells, paper.act.ref, mark="waiting" if stands and missing else "")


def _brackets(state: MeetingState) -> Section:
    lines = []
    for text in _texts(state):
        for one in text["brackets"]:
            options = " | ".join(f"{label}: {words}" for label, words in one["options"].items())
            chosen = ", ".join(f"{party.upper()} {label}" for party, label in sorted(one["chosen"].items()))
            status = f"closed with {one['closed']}" if one["closed"] else "open"
            lines.append(Line((text["ref"], str(one["number"]), options, chosen or "–", status), text["ref"]))
    return Section("Brackets", tuple(lines), ("Text", "No.", "Alternatives", "Chosen", "State"))


def _texts(state: MeetingState) -> list[dict[str, Any]]:
    found = []
    for root, register in state.texts.items():
        for act in register.values.values():
            text, closed = joint_text_of(act), state.closed(act)
            brackets = [
                {
                    "number": one.number,
                    "options": {option.label: option.text for option in one.options},
                    "chosen": state.chosen(act.ref, one.number),
                    "closed": closed.get(one.number),
                }
                for one in text.brackets
            ]
            signed = sorted(signers(state, act))
            found.append(
                {
                    "ref": act.ref,
                    "tabled": root,
                    "title": text_of(act.body, "title"),
                    "text": str(text.settled(closed)),
                    "language": act.language,
                    "brackets": brackets,
                    "signed": signed,
                    "missing": [party for party in state.participants if party not in signed],
                }
            )
    return found


# --- data -------------------------------------------------------------------------------------------------------------


def _data(state: MeetingState, convening: Said, answers: dict[str, dict[str, Any]]) -> dict[str, Any]:
    standing = {paper.act.ref for paper in state.standing_minutes}
    terms, (opened, closed) = state.terms.settled, held(state)
    return {
        "meeting": convening.ref,
        "title": text_of(convening.body, "title"),
        "level": text_of(convening.body, "level"),
        "phase": _status(state),
        "begins_at": rfc3339(terms.begins_at) if terms is not None else None,
        "opened_at": rfc3339(at_of(opened)) if opened is not None else None,
        "opening": opened.ref if opened is not None else None,
        "closed_at": rfc3339(at_of(closed)) if closed is not None else None,
        "closing": closed.ref if closed is not None else None,
        "ends_at": rfc3339(terms.ends_at) if terms is not None and terms.ends_at is not None else None,
        "place": terms.place if terms is not None else None,
        "terms": {ref: rfc3339(one.begins_at) for ref, one in sorted(state.terms.values.items())},
        "follows": text_of(convening.body, "follows") or None,
        "convened_by": convening.party,
        "chair": state.chair,
        "participants": list(state.participants),
        "answers": answers,
        "items": [_item_data(item) for item in state.items],
        "floor": _floor(state),
        "spoken": [{"ref": act.ref, "party": act.party, "item": item_of(act)} for act in state.said(STATE)],
        "summary": [_words(act) for act in state.said(SUMMARY)],
        "minutes": [
            {
                "ref": one.act.ref,
                "symbol": str(one.symbol),
                "language": one.act.language,
                "stands": one.act.ref in standing,
                "signed": sorted(one.signed),
                "missing": [party for party in state.participants if party not in one.signed],
            }
            for one in state.minutes
        ],
        "texts": _texts(state),
    }


def _item_data(item: Item) -> dict[str, Any]:
    return {
        "item": item.id,
        "number": item.number,
        "title": item.title,
        "explanation": item.explanation,
        "tabled_by": item.tabled.party,
        "contested_by": list(item.contested_by),
        "withdrawn": bool(item.withdrawn),
        "result": str(item.result),
        "recorded": {ref: str(result) for ref, (result, _text) in sorted(item.recorded.values.items())},
        "outcome": item.outcome,
        "contests": [{"party": act.party, "ref": act.ref, "text": text_of(act.body, "text")} for act in item.contests],
        "statements": [_words(act) for act in item.statements],
    }


def _words(act: Said) -> dict[str, Any]:
    words = words_of(act)
    return {
        "ref": act.ref,
        "party": act.party,
        "for": text_of(act.body, "for") or None,
        "reply_to": act.re,
        "language": words.language,
        "text": words.text,
        "unofficial": dict(words.unofficial),
    }
