"""Who may do what when about a request for explanation: the rules behind the table of `desks/explanations.py`."""

from collections.abc import Callable, Mapping

from detente.clock import rfc3339
from detente.council.explanation.clocks import FORMS, meeting_terms, reply_terms
from detente.council.explanation.state import (
    ACCEPTED,
    ANSWER,
    BILATERAL,
    DECLINED,
    EXPLAINED,
    MEETING,
    ON_MEETING,
    ON_REQUEST,
    REPORT,
    REQUEST,
    SITTING,
    ExplanationState,
)
from detente.council.kinds import Place, instant_of, text_of, texts_of
from detente.council.points import check_zone, parse_area
from detente.council.said import Said
from detente.council.settings import fits
from detente.council.terms import pack_of, regime_in
from detente.errors import Refused
from detente.protocol.charter import Charter


def check_act(state: ExplanationState, act: Said) -> None:
    """Be silent where an act counts in the matter as its author knew it.

    Raises:
        Refused: `explanation-addressee`, `observation-unsaid`, `point-unreadable`, `regime-not-in-charter`,
            `regime-rule-unknown`, `point-outside-zone`, `copies-to-all`,
            `explanation-unknown`, `explanation-closed`, `explanation-not-asked`, `explanation-answer`,
            `reason-missing`, `explanation-not-side`, `explanation-parties`, `explanation-time`, `report-empty`,
            `report-of-own`, `explanation-not-asker`.
    """
    if act.kind == REQUEST:
        _check_request(state.charter, act)
        return
    if state.request is None:
        raise Refused(
            "explanation-unknown", expected="the dossier of a request for explanation", got="another matter",
            remedy="detente explain list shows them; detente explain ask opens one",
        )  # fmt: skip
    closing = state.closing
    if closing is not None and act.kind == MEETING:
        raise Refused(
            "explanation-closed", expected="a matter that is open", got=f"closed by {closing.ref}",
            remedy="detente explain ask opens another one; --about names this one",
        )  # fmt: skip
    _CHECKS[act.kind](state, act)


def _check_request(charter: Charter, act: Said) -> None:
    readers = set(charter.members_of(act.channel)) - {act.party, charter.depositary}
    if len(act.to) != 1 or act.to[0] not in readers:
        raise Refused(
            "explanation-addressee",
            expected=f"one party that is asked: {', '.join(sorted(readers)).upper()}",
            got=", ".join(act.to).upper() or "nobody",
            remedy="give one --to; ask another party in a request of its own",
        )
    if act.body.get("observed_not_notified") is True and not text_of(act.body, "seen"):
        raise Refused(
            "observation-unsaid", expected="seen: what was seen that was not notified", got="nothing",
            remedy="give it with --seen",
        )  # fmt: skip
    parse_area(texts_of(act.body, "area"))
    if regime := regime_in(charter, act.body, *FORMS):
        _check_regime(charter, act, regime)


def _check_regime(charter: Charter, act: Said, regime: str) -> None:
    """Be silent where the charter has the regime, it the rule, its zone the place, and all read it where it says so."""
    pack = pack_of(charter, regime, between=(act.party, *act.to))
    if rule := text_of(act.body, "rule"):
        pack.rule(rule)
    check_zone(parse_area(texts_of(act.body, "area")), pack.zone, regime)
    if not fits(Place.EVERYBODY, charter, act.channel):
        raise Refused(
            "copies-to-all", expected=f"a channel that every party reads: under {regime} all have copies",
            got=act.channel, remedy="say it with --channel",
        )  # fmt: skip


def _check_answer(state: ExplanationState, act: Said) -> None:
    asking = state.act(act.re, REQUEST, MEETING)
    if asking is None:
        raise Refused("explanation-unknown", expected="a request of this matter that counts", got=act.re or "nothing")
    asked = {state.asked} if asking.kind == REQUEST else state.called(asking)
    if act.party not in asked:
        raise Refused(
            "explanation-not-asked", expected=f"{', '.join(sorted(asked)).upper()}, who is asked",
            got=act.party.upper(), remedy="say something of your own about it: detente send --dossier",
        )  # fmt: skip
    allowed = may_answer(state, asking)
    answer = text_of(act.body, "answer")
    if answer not in allowed:
        raise Refused(
            "explanation-answer", expected=f"one of {', '.join(allowed)}", got=answer, remedy="choose another --answer"
        )
    if answer != ACCEPTED and not text_of(act.body, "text"):
        raise Refused(
            "reason-missing", expected=f"text: the explanation, or the reason for {answer}", got="nothing",
            remedy="give it as TEXT",
        )  # fmt: skip


def may_answer(state: ExplanationState, asking: Said) -> tuple[str, ...]:
    """Return the words with which a request, or the request for a meeting, may be answered."""
    if asking.kind == MEETING:
        return _allowed(ON_MEETING, (ACCEPTED, DECLINED), meeting_terms(state, asking).answers)
    return _allowed(ON_REQUEST, (EXPLAINED,), reply_terms(state).answers)


def _allowed(known: tuple[str, ...], always: tuple[str, ...], by_rule: tuple[str, ...]) -> tuple[str, ...]:
    """Return what may be answered: beside what always may, what the rule takes for an answer; all where none says."""
    return (*always, *(one for one in known if one in by_rule)) if by_rule else known


def _check_meeting(state: ExplanationState, act: Said) -> None:
    may = (state.asker,) if act.body.get("with") == BILATERAL else state.sides
    if act.party not in may:
        raise Refused(
            "explanation-not-side", expected=f"{' or '.join(may).upper()} to ask for this meeting",
            got=act.party.upper(),
        )  # fmt: skip
    by_at = instant_of(act.body, "by_at")
    if by_at is not None and by_at <= act.claimed_at:
        raise Refused(
            "explanation-time", expected=f"by_at: a time after {rfc3339(act.claimed_at)}", got=rfc3339(by_at),
            remedy="give a later --by",
        )  # fmt: skip


def _check_sitting(state: ExplanationState, act: Said) -> None:
    meeting = state.act(act.re, MEETING)
    if meeting is None:
        raise Refused("explanation-unknown", expected="a request for a meeting that counts", got=act.re or "nothing")
    third = {one.lower() for one in texts_of(meeting.body, "third_states")}
    may = {*state.sides, *meeting.to, *third} if meeting.body.get("with") == BILATERAL else set(state.charter.parties)
    if act.party not in may:
        raise Refused(
            "explanation-not-side", expected=f"who is to meet: {', '.join(sorted(may)).upper()}", got=act.party.upper()
        )
    attended, absent = texts_of(act.body, "attended"), texts_of(act.body, "not_attended")
    strange = sorted({*attended, *absent} - set(state.charter.parties))
    twice = sorted(set(attended) & set(absent))
    if strange or twice:
        raise Refused(
            "explanation-parties", expected="parties of the charter, each once: it attended or it did not",
            got=", ".join(strange or twice), remedy="others can be named in the text",
        )  # fmt: skip
    at = instant_of(act.body, "at")
    if at is not None and not meeting.claimed_at <= at <= act.claimed_at:
        raise Refused(
            "explanation-time",
            expected=f"at: a time from {rfc3339(meeting.claimed_at)}, when the meeting was asked for, "
            f"until {rfc3339(act.claimed_at)}, since it is told now",
            got=rfc3339(at), remedy="give the time of this meeting, once it is over; or leave it out",
        )  # fmt: skip


def _check_report(state: ExplanationState, act: Said) -> None:
    if act.party not in state.sides:
        raise Refused(
            "explanation-not-side", expected=f"{' or '.join(state.sides).upper()}, who report", got=act.party.upper(),
            remedy="say something of your own about it: detente send --dossier",
        )  # fmt: skip
    joined = state.act(act.re, REPORT)
    if joined is not None and joined.party == act.party:
        raise Refused("report-of-own", expected="the other side's report, to join it", got=joined.ref)
    if joined is None and not text_of(act.body, "text"):
        raise Refused("report-empty", expected="text: what is reported", got="nothing", remedy="give it as TEXT")
    if act.body.get("closes") is True and act.party != state.asker:
        raise Refused(
            "explanation-not-asker", expected=f"{state.asker.upper()}, who asked, to close the matter",
            got=act.party.upper(), remedy="report without --close",
        )  # fmt: skip


_CHECKS: Mapping[str, Callable[[ExplanationState, Said], None]] = {
    ANSWER: _check_answer,
    MEETING: _check_meeting,
    SITTING: _check_sitting,
    REPORT: _check_report,
}


def too_early(state: ExplanationState, act: Said) -> Refused | None:
    """Return why the author's own node does not ask for a bilateral meeting yet, or None.

    It is asked for after the reply is considered, or its lack: while the shortest time for it still runs, neither is
    there. From others such an act counts, since no record can know when they received what.
    """
    request = state.request
    bilateral = act.kind == MEETING and act.body.get("with") == BILATERAL
    if request is None or not bilateral or state.answer(request.ref, state.asked).values:
        return None
    soonest = reply_terms(state).due(request.claimed_at)
    if soonest is None or act.claimed_at > soonest.due_at:
        return None
    until = soonest.due_at
    return Refused(
        "explanation-too-early", expected=f"a reply, or a time after {rfc3339(until)}: until then it is awaited",
        got=f"neither, at {rfc3339(act.claimed_at)}",
        remedy="a meeting of all may be asked for at any time: --with all",
    )  # fmt: skip
