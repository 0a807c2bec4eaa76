"""A decision for eyes: the text, how it stands and on which evidence, and what is attached to it."""

from typing import Any

from detente.clock import Instant, rfc3339, written
from detente.council.decision.outcome import Binding, Outcome, Result
from detente.council.decision.state import AMEND, OBJECT, RESERVE, STATEMENT, DecisionState
from detente.council.desk import Line, Section, Sheet
from detente.council.journal import Journal
from detente.council.kinds import text_of, unofficial_of
from detente.council.said import Said, by_past
from detente.council.titles import quoted, titled

TOO_LATE = "no, unless more time is given"
COUNTS, LIFTED, LATE = "stands", "lifted", "late: an interpretative statement"


def sheet_of(state: DecisionState, journal: Journal) -> Sheet:
    """Return the sheet of a decision that was proposed."""
    proposal, found = state.proposal, state.outcome(journal)
    assert proposal is not None, "a sheet without a proposal"
    return Sheet(
        titled(quoted(text_of(proposal.body, "title"))),
        found.words,
        facts=_facts(state, proposal, found),
        sections=tuple(section for section in _sections(state, proposal, found) if section.lines),
        data=_data(state, proposal, found),
        timed=journal.kept and not found.final,
        runs_until=found.expires_at if found.result is Result.RUNNING else None,
    )


def number_of(state: DecisionState, found: Outcome) -> str:
    """Return the number in the register, which only what was finally adopted has."""
    return state.number.settled or "" if found.final and found.result is Result.ADOPTED else ""


def standing_of(objection: Said, found: Outcome) -> str:
    """Return what became of an objection or amendment."""
    if objection.ref in found.lifted:
        return LIFTED
    signed = found.final and found.closed_at is None
    stands = objection.party in found.broken_by if signed else objection.ref in found.counted
    return COUNTS if stands else LATE


def _facts(state: DecisionState, proposal: Said, found: Outcome) -> tuple[tuple[str, str], ...]:
    body = proposal.body
    facts = [
        ("procedure", text_of(body, "procedure")),
        ("proposed by", proposal.party.upper()),
        ("silence expires", _moment(found.expires_at)),
        ("closes with the heads from", _moment(found.closes_at)),
        ("closed by the heads of", _moment(found.closed_at)),
        ("outcome", "final" if found.final else "not final yet"),
        ("number", number_of(state, found)),
        *((name.replace("_", " "), text_of(body, name)) for name in ("symbol", "meeting", "revises")),
    ]
    return tuple((name, value) for name, value in facts if value)


def _sections(state: DecisionState, proposal: Said, found: Outcome) -> tuple[Section, ...]:
    words, attached, read_by = state.of(OBJECT, AMEND), state.of(RESERVE, STATEMENT), _read_by(state, found)
    return (
        Section("Text", (Line((text_of(proposal.body, "text"),), proposal.ref, proposal.language),)),
        Section(
            "Objections and amendments",
            tuple(
                Line((act.party.upper(), standing_of(act, found), _words(act)), act.ref, act.language) for act in words
            ),
            ("By", "", "Text"),
        ),
        Section(
            "Whom silence binds",
            tuple(_bound(one, found, read_by) for one in found.bindings),
            ("Party", "Had the text", "Evidence", "Bound"),
            "Bound is who had the text with the reading time left; deemed is who had it with the depositary so long.",
        ),
        Section(
            "Attached",
            tuple(Line((act.party.upper(), _title(act), _words(act)), act.ref, act.language) for act in attached),
            ("By", "", "Text"),
            "What is attached never breaks silence.",
        ),
        Section(
            "Signed outcome",
            tuple(Line((party.upper(), signed.result)) for party, (signed, _document) in sorted(state.signed.items())),
            ("Signed by", "Outcome"),
        ),
    )


def _bound(one: Binding, found: Outcome, read_by: Instant | None) -> Line:
    if one.bound or found.closed_at is not None:
        words, mark = "yes" if one.bound else "no", ""
    else:
        words, mark = TOO_LATE if _too_late(one, read_by) else "not yet", "waiting"
    return Line((one.party.upper(), _moment(one.since) or "–", one.evidence or "none", words), mark=mark)


def _too_late(one: Binding, read_by: Instant | None) -> bool:
    """Say if it is known already that a member had the text too late for the expiry in force."""
    return not one.bound and one.since is not None and read_by is not None and one.since > read_by


def _title(act: Said) -> str:
    return "reservation" if act.kind == RESERVE else "interpretative statement"


def _words(act: Said) -> str:
    reason = text_of(act.body, "reason")
    return text_of(act.body, "text") + (f" ({reason})" if reason else "")


def _data(state: DecisionState, proposal: Said, found: Outcome) -> dict[str, Any]:
    body, read_by = proposal.body, _read_by(state, found)
    entries = sorted(state.said.values(), key=by_past)
    return {
        "proposal": proposal.ref,
        "proposed_by": proposal.party,
        "procedure": text_of(body, "procedure"),
        "title": text_of(body, "title"),
        "text": text_of(body, "text"),
        "language": proposal.language,
        "unofficial": unofficial_of(body),
        "symbol": text_of(body, "symbol"),
        "meeting": text_of(body, "meeting"),
        "revises": text_of(body, "revises"),
        "result": str(found.result),
        "final": found.final,
        "status": found.words,
        "number": number_of(state, found),
        "expires_at": written(found.expires_at),
        "closes_at": written(found.closes_at),
        "closed_at": written(found.closed_at),
        "adopted_at": written(_adopted_at(found)),
        "deadline_at": written(found.expires_at) if found.closed_at is None and not found.final else None,
        "reading_hours": body.get("reading_hours"),
        "grace_seconds": body.get("grace_seconds"),
        "broken_by": list(found.broken_by),
        "not_reached": list(found.not_reached) if found.closed_at is not None else [],
        "bound": [
            {
                "party": one.party,
                "bound": one.bound,
                "since_at": written(one.since),
                "too_late": _too_late(one, read_by),
                "evidence": one.evidence,
                "received_at": written(one.received_at),
                "deemed_at": written(one.deemed_at),
                "entries": [act.ref for act in entries if act.party == one.party],
            }
            for one in found.bindings
        ],
        "read_by_at": written(read_by),
        "members": list(state.members),
        "objections": [{**_attached(act), "standing": standing_of(act, found)} for act in state.of(OBJECT, AMEND)],
        "agreed": sorted({act.party for act in state.procedure.agreements}),
        "attached": [_attached(act) for act in state.of(RESERVE, STATEMENT)],
        "signed": sorted(state.signed),
        "document": state.document.decode(),
    }


def _read_by(state: DecisionState, found: Outcome) -> Instant | None:
    """Return by when a member must have had the text for silence to bind it, at the expiry in force."""
    terms = state.procedure.terms
    return None if terms is None or found.expires_at is None else found.expires_at - terms.reading_seconds


def _adopted_at(found: Outcome) -> Instant | None:
    """Return when it became a decision: with the expiry, by consensus with the heads that cover the last word."""
    if not found.final or found.result is not Result.ADOPTED:
        return None
    return found.closed_at if found.expires_at is None else found.expires_at


def _attached(act: Said) -> dict[str, Any]:
    return {"ref": act.ref, "party": act.party, "kind": act.kind, "text": text_of(act.body, "text")}


def _moment(at: Instant | None) -> str:
    return "" if at is None else rfc3339(at)
