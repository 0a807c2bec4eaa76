"""An incident for eyes, and as data for programs: accounts, differences, line of time, questions, what is agreed."""

from collections.abc import Sequence
from typing import Any, Final

from detente.clock import rfc3339, written
from detente.council.desk import Line, Section, Sheet
from detente.council.incident.chronology import Moment, moments, unanswered
from detente.council.incident.differences import DIFFERS, Difference, differences, position_of, table_of
from detente.council.incident.evidence import EvidenceFile, basis_in_words, evidence_of
from detente.council.incident.fields import TRACK
from detente.council.incident.occurred import occurred_of
from detente.council.incident.state import (
    ACCOUNT,
    AGREED,
    CLOSURE,
    FACTS,
    MEASURE,
    NOT_AGREED,
    OBJECTION,
    PROPOSALS,
    PROPOSED,
    QUESTION,
    IncidentState,
    proposed_as,
    published,
    voice_of,
)
from detente.council.kinds import text_of, texts_of, unofficial_of
from detente.council.said import Said
from detente.council.titles import quoted, titled

COMPILED: Final = (
    "From a list that was compiled from mostly Western public lists: what nobody published, or they left out, is not "
    "in it, so nothing can be counted by it."
)
NOTE: Final = (
    "Accounts stand beside each other as given. What differs is a question to both; nobody here says who is right."
)

FILES_NOTE: Final = (
    "Bytes stay as they were given, and who says what of them is named. A reconstructed file is no recording. What "
    "files of positions say is computed where it is asked for: detente incident track."
)


_STANDS: Final = {
    CLOSURE: {AGREED: "closure agreed", NOT_AGREED: "closure not agreed", PROPOSED: "closure proposed"},
    FACTS: {AGREED: "facts agreed", NOT_AGREED: "facts not agreed", PROPOSED: "facts proposed"},
}
"""What stands in the list of matters by the outcome of the last proposal; what is nearest to the end comes first."""


def sheet_of(state: IncidentState, language: str = "en") -> Sheet:
    """Return the sheet of an incident; what somebody translated into a language stands below its original."""
    report = state.report
    if report is None:
        return Sheet(titled("An incident"), "no report counts")
    found = differences(state.accounts)
    return Sheet(
        titled(quoted(text_of(report.body, "title"))), status_of(state), facts=_facts(state, report),
        sections=tuple(one for one in _sections(state, report, found, language) if one.lines),
        data=_data(state, report, found),
    )  # fmt: skip


def status_of(state: IncidentState) -> str:
    """Return how far the incident came, in words: what is nearest to its end stands first."""
    if state.closing is not None:
        return "closed by all concerned"
    for kind, stands in _STANDS.items():
        if proposals := state.said(kind):
            return stands[state.outcome(proposals[-1])]
    if any(state.unanswered(one) for one in state.said(QUESTION)):
        return "question open"
    voices = len({voice_of(act) for act in state.accounts})
    return {0: "reported", 1: "one account"}.get(voices, f"{voices} accounts")


def _data(state: IncidentState, report: Said, found: Sequence[Difference]) -> dict[str, Any]:
    accounts = state.accounts
    return {
        "ref": report.ref,
        "title": text_of(report.body, "title"),
        "text": text_of(report.body, "text"),
        "party": report.party,
        "area": text_of(report.body, "area"),
        "occurred": _when(report),
        "reported_by": _reporters(state, report),
        "concerning": list(texts_of(report.body, "concerning")),
        "sides": sorted(state.sides()),
        "regime": text_of(report.body, "regime"),
        "published": dict(published(report.body)),
        "listed": dict(listed) if isinstance(listed := report.body.get("listed"), dict) else {},
        "compiled": compiled_note(report),
        "claimed_at": rfc3339(report.claimed_at),
        "accounts": [_account(state, act) for act in state.said(ACCOUNT)],
        "files": [file_data(one) for one in evidence_of(state)],
        "mapped": has_places(state),
        "differences": [difference_data(one) for one in found],
        "questions_open": [question for one in found if one.status == DIFFERS for question in one.questions],
        "timeline": [moment_data(one) for one in moments(accounts)],
        "unanswered": [moment_data(one) for one in unanswered(accounts)],
        "questions": [_question(state, act) for act in state.said(QUESTION)],
        "facts": [_proposal(state, act) for act in state.said(FACTS)],
        "measures": [_proposal(state, act) for act in state.said(MEASURE)],
        "closures": [_proposal(state, act) for act in state.said(CLOSURE)],
        "closed_by": closing.ref if (closing := state.closing) is not None else None,
        "status": status_of(state),
    }


def has_places(state: IncidentState) -> bool:
    """Say if there may be something for a map: a position that somebody states, or a file of positions."""
    told = (*((state.report,) if state.report is not None else ()), *state.accounts)
    stated = any(position_of(table_of(act, "place")) is not None for act in told)
    return stated or any(one.in_force and one.sort == TRACK and one.attachment for one in evidence_of(state))


def compiled_note(report: Said | None) -> str:
    """Return what is to be known of the public list from which a report comes; empty where it comes from none."""
    return COMPILED if report is not None and isinstance(report.body.get("listed"), dict) else ""


def _reporters(state: IncidentState, report: Said) -> list[str]:
    """Return who is said to have reported it: of what was published only whom it names, never who passes it on."""
    named = texts_of(report.body, "reported_by") or (() if published(report.body) else (report.party,))
    return _names(state, named)


def _names(state: IncidentState, named: Sequence[str]) -> list[str]:
    """Return names for eyes: those of parties as references write them."""
    return [one.upper() if one.lower() in state.charter.parties else one for one in named]


def _when(act: Said) -> dict[str, Any]:
    when = occurred_of(act.body)
    return {
        "from_at": written(when.start), "until_at": written(when.end), "precision": when.precision,
        "stated": when.stated, "zone": when.zone, "text": str(when),
    }  # fmt: skip


def _corrections(state: IncidentState, account: Said) -> list[str]:
    """Return the accounts that correct one."""
    return [one.ref for one in state.said(ACCOUNT) if state.corrected_by(one) == account]


def _account(state: IncidentState, act: Said) -> dict[str, Any]:
    earlier, later = state.corrected_by(act), _corrections(state, act)
    return {
        "ref": act.ref, "party": act.party, "voice": voice_of(act), "language": act.language,
        "text": text_of(act.body, "text"), "occurred": _when(act), "published": dict(published(act.body)),
        "corrects": None if earlier is None else earlier.ref, "corrected_by": later, "in_force": not later,
        "claimed_at": rfc3339(act.claimed_at), "unofficial": unofficial_of(act.body),
    }  # fmt: skip


def file_data(one: EvidenceFile) -> dict[str, Any]:
    """Return a file of evidence, for programs."""
    return {
        "ref": one.ref, "number": one.number, "party": one.party, "voice": one.voice, "what": one.what,
        "sort": one.sort, "attachment": one.attachment or None, "sha256": one.sha256 or None, "of": one.of or None,
        "basis": one.basis or None, "derived_from": one.derived_from or None, "format": one.format or None,
        "columns": one.columns or None, "datum": one.datum or None, "craft": one.craft or None,
        "starts_at": written(one.starts_at), "published": dict(one.published), "in_force": one.in_force,
    }  # fmt: skip


def difference_data(one: Difference) -> dict[str, Any]:
    """Return a row of differences, for programs."""
    stated = [{"voice": said.voice, "ref": said.ref, "stated": said.text, "derived": said.derived,
               "ours": said.ours} for said in one.stated]  # fmt: skip
    return {"what": one.what, "named": one.named, "status": one.status, "stated": stated,
            "questions": list(one.questions)}  # fmt: skip


def moment_data(one: Moment) -> dict[str, Any]:
    """Return a moment of the line of time, for programs."""
    return {"at": written(one.at), "day": one.day, "stated": one.stated, "voice": one.voice,
            "what": one.what, "text": one.text, "ref": one.ref or None,
            "derived_from": list(one.derived_from)}  # fmt: skip


def _question(state: IncidentState, act: Said) -> dict[str, Any]:
    asked = sorted(state.asked(act))
    replies = [{"ref": one.ref, "party": party, "answer": text_of(one.body, "answer"),
                "text": text_of(one.body, "text")}
               for party in asked for one in state.replies(act, party)]  # fmt: skip
    return {"ref": act.ref, "party": act.party, "to": asked, "about": text_of(act.body, "about"),
            "text": text_of(act.body, "text"), "replies": replies, "open": bool(state.unanswered(act))}  # fmt: skip


def _proposal(state: IncidentState, act: Said) -> dict[str, Any]:
    words = {side: state.word(act, side).settled for side in sorted(state.sides(act))}
    lists = {name: list(texts_of(act.body, name)) for name in ("agreed", "disputed", "unanswered") if act.kind == FACTS}
    said = {None: "nothing yet", OBJECTION: "objects"}
    objections = [{"ref": one.ref, "party": one.party, "text": text_of(one.body, "text")}
                  for one in state.said(OBJECTION) if one.re == act.ref]  # fmt: skip
    return {
        "ref": act.ref, "party": act.party, "text": text_of(act.body, "text"), **lists, "outcome": state.outcome(act),
        "words": {side: said.get(word, "consents") for side, word in words.items()},
        "waiting": sorted(state.waiting_for(act)), "objections": objections,
    }  # fmt: skip


# --- for eyes ---------------------------------------------------------------------------------------------------------


def _facts(state: IncidentState, report: Said) -> tuple[tuple[str, str], ...]:
    body, out = report.body, published(report.body)
    said = ", ".join(_reporters(state, report)) or "not stated"
    found = [
        ("reported by", said),
        ("concerning", ", ".join(_names(state, texts_of(body, "concerning")))),
        ("parties concerned", ", ".join(sorted(state.sides())).upper()),
        ("area", text_of(body, "area")),
        ("when", str(occurred_of(body)) or "not stated"),
        ("regime", text_of(body, "regime")),
        ("published", ", ".join(one for one in (text_of(out, "source"), text_of(out, "url")) if one)),
        ("basis", text_of(out, "basis")),
        ("recalled, without a source", text_of(out, "recalled")),
        ("list", compiled_note(report)),
    ]
    return tuple((name, value) for name, value in found if value)


def _sections(state: IncidentState, report: Said, found: Sequence[Difference], language: str) -> tuple[Section, ...]:
    accounts = state.accounts
    summary = text_of(report.body, "text")
    return (
        Section("What is reported", (Line((summary,), report.ref, report.language),) if summary else ()),
        _listed_section(report),
        Section("Accounts", tuple(line for act in state.said(ACCOUNT) for line in _account_lines(state, act, language)),
                ("By", "Published", "Stands", "In its words"), NOTE),
        Section("Files", tuple(_file_line(one) for one in evidence_of(state)),
                ("Whose", "What", "Basis", "File", "SHA-256"), FILES_NOTE),
        Section("Differences", tuple(_difference_line(one) for one in found),
                ("What", "Compared", "As stated", "Question to both"),
                "No distance is a limit here, and nothing is a finding."),
        Section("Line of time", tuple(_moment_line(one) for one in moments(accounts)), ("When", "By", "What")),
        Section("Signals and calls of which an account says that they were not answered",
                tuple(_moment_line(one) for one in unanswered(accounts)), ("When", "By", "What")),
        Section("Questions", tuple(_question_line(state, act) for act in state.said(QUESTION)),
                ("By", "To", "", "Question")),
        Section("Replies", tuple(
            Line((one.party.upper(), one.re or "", text_of(one.body, "answer"), text_of(one.body, "text")), one.ref,
                 one.language)
            for act in state.said(QUESTION) for party in sorted(state.asked(act)) for one in state.replies(act, party)
        ), ("By", "On", "", "Reply")),
        *(_facts_section(state, act) for act in state.said(FACTS)),
        Section("Measures", tuple(_proposal_line(state, act) for act in state.said(MEASURE)), ("By", "Stands", "What")),
        Section("Closure", tuple(_proposal_line(state, act) for act in state.said(CLOSURE)), ("By", "Stands", "What")),
        Section("Objections", tuple(
            Line((one.party.upper(), one.re or "", text_of(one.body, "text")), one.ref, one.language)
            for one in state.said(OBJECTION) if state.act(one.re, *PROPOSALS) is not None
        ), ("By", "To", "Why")),
    )  # fmt: skip


def _listed_section(report: Said) -> Section:
    listed = report.body.get("listed")
    row = listed.get("row") if isinstance(listed, dict) else None
    cells = row if isinstance(row, dict) else {}
    lines = tuple(Line((str(name).replace("_", " "), text), report.ref) for name, text in sorted(cells.items())
                  if isinstance(text, str))  # fmt: skip
    return Section("As the list has it, in its own words", lines, ("Column", "Cell"), COMPILED)


def _account_lines(state: IncidentState, act: Said, language: str) -> tuple[Line, ...]:
    own = _account_line(state, act)
    text = unofficial_of(act.body).get(language) if act.language != language else None
    if text is None:
        return (own,)
    cells = (voice_of(act), "", f"{language}, unofficial translation", text)
    return own, Line(cells, act.ref, language)


def _account_line(state: IncidentState, act: Said) -> Line:
    out = published(act.body)
    source = ", ".join(one for one in (text_of(out, "source"), text_of(out, "basis")) if one)
    later = _corrections(state, act)
    stands = f"corrected by {', '.join(later)}" if later else "in force"
    return Line((voice_of(act), source or "its own word", stands, text_of(act.body, "text")), act.ref, act.language)


def _file_line(one: EvidenceFile) -> Line:
    sort, quoted, text = one.sort, one.of, one.what
    told = f"file of the sort {sort}, of {quoted}: {text}" if quoted else f"file of the sort {sort}: {text}"
    what = told if one.in_force else f"corrected later by its author; {told}"
    by = "" if one.voice == one.party.upper() else f", given by {one.party.upper()}"
    cells = (one.voice + by, what, basis_in_words(one),
             one.attachment or "held elsewhere", one.sha256 or "not stated")  # fmt: skip
    return Line(cells, one.ref)


def _difference_line(one: Difference) -> Line:
    said = "; ".join(_stated(each.voice, each.text, each.derived) for each in one.stated)
    cells = (one.what, one.status, said, " ".join(one.questions))
    return Line(cells, mark="waiting" if one.questions else "", named=one.named)


def _stated(voice: str, text: str, derived: str) -> str:
    return f"{voice}: {text or 'not stated'}" + (f" = {derived}" if derived and derived not in text else "")


def _moment_line(one: Moment) -> Line:
    return Line((when_in_words(written(one.at), one.stated, one.day), one.voice, one.text), one.ref)


def when_in_words(at: str | None, stated: str, day: bool) -> str:
    """Return when a moment was: a day as a day, and what was said besides where it says more."""
    if at and stated.startswith(at[:10]):
        return stated
    if day and at:
        return stated if at[:10] in stated else f"{at[:10]} ({stated})" if stated else at[:10]
    when = at or "no time stated"
    return f"{when} ({stated})" if stated else when


def _question_line(state: IncidentState, act: Said) -> Line:
    left = ", ".join(sorted(state.unanswered(act))).upper()
    cells = (act.party.upper(), ", ".join(sorted(state.asked(act))).upper(),
             f"waits for {left}" if left else "replied", text_of(act.body, "text"))  # fmt: skip
    return Line(cells, act.ref, act.language, "waiting" if left else "good")


def _facts_section(state: IncidentState, act: Said) -> Section:
    lines = [Line((proposed_as(name, state.outcome(act)), text), act.ref, act.language)
             for name in ("agreed", "disputed", "unanswered") for text in texts_of(act.body, name)]  # fmt: skip
    note = f"{_stands(state, act)}. A fact is agreed only where every party concerned has consented to this statement."
    return Section(f"Joint statement of facts {act.ref}", tuple(lines), ("As", "Fact"), note)


def _proposal_line(state: IncidentState, act: Said) -> Line:
    return Line((act.party.upper(), _stands(state, act), text_of(act.body, "text")), act.ref, act.language,
                {AGREED: "good", NOT_AGREED: ""}.get(state.outcome(act), "waiting"))  # fmt: skip


def _stands(state: IncidentState, act: Said) -> str:
    left = ", ".join(sorted(state.waiting_for(act))).upper()
    return state.outcome(act) + (f", waits for {left}" if left else "")
