"""Who may do what when about an inspection or evaluation: the rules behind the table of `desks/inspections.py`."""

from collections.abc import Callable, Mapping

from msgspec import Struct

from detente.clock import HOUR, Instant, rfc3339
from detente.council.duty import answered_at
from detente.council.inspection.state import (
    ANSWER,
    EVALUATION,
    NOTICE,
    OTHER_SITE,
    REFUSED,
    REPORT,
    REQUEST,
    InspectionState,
    regime_for,
    year_of,
)
from detente.council.journal import Journal
from detente.council.kinds import instant_of, text_of, texts_of
from detente.council.points import check_zone, parse_area, parse_point
from detente.council.said import Said
from detente.council.terms import pack_of
from detente.errors import Refused
from detente.limits import YEAR_MAX, YEAR_MIN
from detente.regimes.conditions import Truth, evaluate
from detente.regimes.pack import Does, Rule


def check_act(state: InspectionState, act: Said) -> None:
    """Be silent where an act counts in the matter as its author knew it.

    Raises:
        Refused: `inspection-addressee`, `inspection-entry-past`, `inspection-object`, `point-unreadable`,
            `point-outside-zone`,
            `regime-not-in-charter`, `inspection-hours`, `inspection-unknown`, `inspection-not-asked`,
            `ground-missing`, `site-missing`, `inspection-not-asker`, `inspection-not-accepted`, `inspection-time`,
            `report-empty`, `quota-year`.
    """
    if act.kind in (ANSWER, REPORT) and state.request is None:
        raise Refused(
            "inspection-unknown", expected="the dossier of a request for inspection", got="another matter",
            remedy="detente inspect list shows them; detente inspect request opens one",
        )  # fmt: skip
    _CHECKS[act.kind](state, act)


def _check_request(state: InspectionState, act: Said) -> None:
    readers = set(state.charter.members_of(act.channel)) - {act.party, state.charter.depositary}
    if len(act.to) != 1 or act.to[0] not in readers:
        raise Refused(
            "inspection-addressee", expected=f"one party that is asked: {', '.join(sorted(readers)).upper()}",
            got=", ".join(act.to).upper() or "nobody", remedy="give one --to",
        )  # fmt: skip
    enters_at = instant_of(act.body, "enters_at") or 0
    if enters_at <= act.claimed_at:
        raise Refused(
            "inspection-entry-past", expected=f"enters_at: a time after {rfc3339(act.claimed_at)}",
            got=rfc3339(enters_at), remedy="give a later --enters",
        )  # fmt: skip
    name = "unit" if text_of(act.body, "sort") == EVALUATION else "area"
    if not text_of(act.body, name):
        raise Refused(
            "inspection-object", expected=f"{name}: what the {text_of(act.body, 'sort')} is of", got="nothing",
            remedy=f"give it with --{name}",
        )  # fmt: skip
    points = parse_area(texts_of(act.body, "outline"), "outline")
    if location := text_of(act.body, "location"):
        points = (*points, parse_point(location, "location"))
    if regime := regime_for(state.charter, act):
        check_zone(points, pack_of(state.charter, regime, between=(act.party, *act.to)).zone, regime)
        if not isinstance(act.body.get("hours"), int):
            raise Refused(
                "inspection-hours", expected=f"hours: how long it lasts, from which {regime} counts to the report",
                got="nothing", remedy="give --hours",
            )  # fmt: skip


def _check_answer(state: InspectionState, act: Said) -> None:
    if act.party != state.asked:
        raise Refused(
            "inspection-not-asked", expected=f"{state.asked.upper()}, who is asked", got=act.party.upper(),
            remedy="say something of your own about it: detente send --dossier",
        )  # fmt: skip
    answer = text_of(act.body, "answer")
    if answer == REFUSED and not (text_of(act.body, "ground") and text_of(act.body, "text")):
        raise Refused(
            "ground-missing", expected="ground and text: why it is refused",
            got="no ground" if not text_of(act.body, "ground") else "no text",
            remedy="the rule knows --ground 'quota used up' and --ground 'force majeure'; another one is kept as said",
        )  # fmt: skip
    if answer == OTHER_SITE and not text_of(act.body, "site"):
        raise Refused("site-missing", expected="site: where it is offered instead", got="nothing", remedy="give --site")


def _check_report(state: InspectionState, act: Said) -> None:
    if state.is_comment(act):
        if not text_of(act.body, "text"):
            raise Refused("report-empty", expected="text: the comment", got="nothing", remedy="give it as TEXT")
        ends_at = instant_of(act.body, "ends_at")
        if ends_at is not None and ends_at > act.claimed_at:
            raise Refused(
                "inspection-time", expected=f"ends_at: a time until {rfc3339(act.claimed_at)}", got=rfc3339(ends_at),
                remedy="give --ends once they have left",
            )  # fmt: skip
        return
    if act.party != state.asker:
        raise Refused(
            "inspection-not-asker", expected=f"{state.asker.upper()}, who asked, to report", got=act.party.upper(),
            remedy="comment on a report: name it",
        )  # fmt: skip
    if act.body.get("carried_out") is not True:
        if not text_of(act.body, "ground"):
            raise Refused(
                "ground-missing", expected="ends_at of a visit that was carried out, or ground: why it was not",
                got="neither", remedy="--starts and --ends, or --not-carried-out: only 'force majeure' uses no quota",
            )  # fmt: skip
        return
    if not state.granted:
        raise Refused(
            "inspection-not-accepted", expected=f"a visit that {state.asked.upper()} has accepted",
            got=state.answer.settled or "no answer yet", remedy="report it once it is accepted and carried out",
        )  # fmt: skip
    starts_at, ends_at = instant_of(act.body, "starts_at"), instant_of(act.body, "ends_at")
    if ends_at is None or ends_at > act.claimed_at or (starts_at is not None and starts_at > ends_at):
        raise Refused(
            "inspection-time", expected=f"starts_at, then ends_at, which is not after {rfc3339(act.claimed_at)}",
            got="no ends_at" if ends_at is None else rfc3339(ends_at), remedy="give --starts and --ends",
        )  # fmt: skip
    if not text_of(act.body, "text"):
        raise Refused("report-empty", expected="text: what is reported", got="nothing", remedy="give it as TEXT")


def _check_notice(state: InspectionState, act: Said) -> None:
    year = act.body["year"]
    if not YEAR_MIN <= year <= YEAR_MAX:
        raise Refused("quota-year", expected=f"a year from {YEAR_MIN} to {YEAR_MAX}", got=str(year))
    if regime := regime_for(state.charter, act):
        pack_of(state.charter, regime, between=(act.party,))


_CHECKS: Mapping[str, Callable[[InspectionState, Said], None]] = {
    REQUEST: _check_request,
    ANSWER: _check_answer,
    REPORT: _check_report,
    NOTICE: _check_notice,
}


def check_year(act: Said) -> Refused | None:
    """Return why the author's own desk says nothing of the quota of that year, or None; from others it is shown."""
    now = year_of(act.claimed_at)
    if act.body["year"] in (now, now + 1):
        return None
    return Refused(
        "quota-year", expected=f"this year or the next: {now} or {now + 1}", got=str(act.body["year"]),
        remedy="give another --year; a quota is of one year",
    )  # fmt: skip


class Notice(Struct, frozen=True):
    """How long before entry a visit was asked for: as claimed, and as proof has it.

    Args:
        claimed_hours: whole hours from the request's claimed time to the entry.
        proven_hours: from its first receipt by who is asked, or the first heads that cover it, whichever is earlier;
            None while neither is there; below 0 after the entry.
        kept: whether that proof keeps to the rule; None while there is none, True where no rule sets a window.
    """

    claimed_hours: int
    proven_hours: int | None
    kept: bool | None


def notice_of(state: InspectionState, journal: Journal) -> Notice | None:
    """Return at which notice the visit was asked for; what is said of the rule rests on proof, not on the claim."""
    request = state.request
    if request is None:
        return None
    proven_at = answered_at(request, state.asked, journal)
    return Notice(
        (state.enters_at - request.claimed_at) // HOUR,
        None if proven_at is None else (state.enters_at - proven_at) // HOUR,
        _in_window(state, proven_at),
    )


def _in_window(state: InspectionState, at: Instant | None) -> bool | None:
    window = state.request_terms.due(None, {"entry": state.enters_at}) if state.request_terms.window else None
    if window is None or at is None:
        return True if window is None else None
    return at <= window.due_at and (window.opens_at is None or at >= window.opens_at)


def team_beyond(state: InspectionState) -> Rule | None:
    """Return the rule of the regime by which the team is too large, or None."""
    request = state.request
    if request is None or not state.regime:
        return None
    # The sort of visit decides which of the two names in a pack's rules the team goes by.
    known = {"visitors" if state.sort == EVALUATION else "inspectors": request.body["team"]}
    rules = [rule for rule in pack_of(state.charter, state.regime).rules.values() if rule.does is Does.CONSTRAIN]
    return next((one for one in rules if one.when and evaluate(one.when, known).truth is Truth.TRUE), None)


def check_team(state: InspectionState) -> Refused | None:
    """Return why the author's own desk does not ask for a team of that size, or None; from others it is shown."""
    rule, request = team_beyond(state), state.request
    if rule is None or request is None:
        return None
    return Refused(
        "inspection-team", expected=f"a team as {state.regime} {rule.id} has it; it speaks of: {rule.title.lower()}",
        got=f"{request.body['team']} persons", remedy="give a smaller --team; interpreters and drivers are --auxiliary",
    )  # fmt: skip


def check_notice_time(state: InspectionState) -> Refused | None:
    """Return why the author's own desk does not ask at this notice, or None; from others it counts, and is shown."""
    request = state.request
    # The author's own clock: here it is nobody's claim against another.
    if request is None or _in_window(state, request.claimed_at):
        return None
    terms = state.request_terms
    window = terms.due(None, {"entry": state.enters_at})
    assert window is not None, "a window that is missed"
    opens = "" if window.opens_at is None else f" from {rfc3339(window.opens_at)}"
    return Refused(
        "inspection-notice", expected=f"a request{opens} to {rfc3339(window.due_at)} for that entry ({terms.words})",
        got=f"{(state.enters_at - request.claimed_at) // HOUR} hours before entry", remedy="choose another --enters",
    )  # fmt: skip
