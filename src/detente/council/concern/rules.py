"""Who may do what at the concerns' desk; the table is in `desks/concerns.py`, the reasons in docs/council/concerns.md.

All of it looks at what comes before an act by proof, and at the times that its author claims; the council's time is
asked in `standing.py` only.
"""

from collections.abc import Callable, Mapping
from typing import Final

from detente.clock import DAY, Instant, rfc3339
from detente.council.concern.state import (
    ANSWER,
    ASSURANCE,
    CONCERN,
    CONCERN_WITHDRAWAL,
    EXPLANATION,
    RENEWAL,
    WITHDRAWAL,
    ConcernsState,
    Outcome,
    Withdrawn,
)
from detente.council.kinds import instant_of, text_of
from detente.council.said import Said
from detente.council.settings import table
from detente.errors import Refused
from detente.protocol.charter import Charter

LATE_DAYS, REMIND_DAYS = 30, 7
"""How long after its end an assurance may be renewed, and how long before it is due, where a charter is silent."""
_DAYS_MAX: Final = 366
_LOOK: Final = "detente concern list shows concerns and assurances"


def late_seconds(charter: Charter) -> int:
    """Return how long after its end an assurance may be renewed: `[concerns] late_days`.

    Raises:
        Malformed: `charter-setting`.
    """
    return table(charter, "concerns").number("late_days", 0, _DAYS_MAX, LATE_DAYS) * DAY


def remind_seconds(charter: Charter) -> int:
    """Return how long before its end an assurance is due for renewal: `[concerns] remind_days`.

    Raises:
        Malformed: `charter-setting`.
    """
    return table(charter, "concerns").number("remind_days", 0, _DAYS_MAX, REMIND_DAYS) * DAY


def may(state: ConcernsState, act: Said) -> Refused | None:
    """Return why an act does not count, or None."""
    rule = _RULES.get(act.kind)
    return rule(state, act) if rule is not None else None


# --- concerns ---------------------------------------------------------------------------------------------------------


def _raise(state: ConcernsState, act: Said) -> Refused | None:  # noqa: ARG001  one signature for all
    return _period(act)


def _explain(state: ConcernsState, act: Said) -> Refused | None:
    return _of_others(state, act)


def _answer(state: ConcernsState, act: Said) -> Refused | None:
    wrong = _mine(state, act)
    if wrong is None and text_of(act.body, "answer") == Outcome.NOT_REASSURED and not text_of(act.body, "reason"):
        return Refused(
            "reason-missing",
            expected="a reason, where somebody is not reassured",
            got="none",
            remedy="say what would still reassure, with --reason",
        )
    return wrong


def _of_others(state: ConcernsState, act: Said) -> Refused | None:
    concern = state.concern_of(act.re)
    if concern is None:
        return _unknown(act)
    if concern.party == act.party:
        return Refused(
            "concern-own",
            expected=f"a concern that another party than {act.party.upper()} raised",
            got=concern.ref,
            remedy="detente concern answer says whether this party is reassured, detente concern withdraw ends it",
        )
    return _withdrawn(state, concern)


def _mine(state: ConcernsState, act: Said) -> Refused | None:
    concern = state.concern_of(act.re)
    if concern is None:
        return _unknown(act)
    if concern.party != act.party:
        return Refused(
            "concern-of-other",
            expected=f"a concern that {act.party.upper()} raised: who raised it says what became of it",
            got=f"{concern.ref}, by {concern.party.upper()}",
            remedy="detente concern explain or detente concern assure answers it; detente concern raise raises another",
        )
    return _withdrawn(state, concern)


def _unknown(act: Said) -> Refused:
    return Refused(
        "concern-unknown", expected="a concern that counts in this dossier, or what was said in answer to it",
        got=act.re or "nothing", remedy=_LOOK,
    )  # fmt: skip


def _withdrawn(state: ConcernsState, concern: Said) -> Refused | None:
    if state.outcome_of(concern.ref).settled is not Outcome.WITHDRAWN:
        return None
    return Refused(
        "concern-withdrawn", expected="a concern that stands", got=f"{concern.ref}, which its author withdrew",
        remedy="detente concern raise raises it anew",
    )  # fmt: skip


# --- assurances -------------------------------------------------------------------------------------------------------


def _assure(state: ConcernsState, act: Said) -> Refused | None:
    concern = state.concern_of(act.re)
    if concern is not None and concern.party == act.party:
        return _of_others(state, act)
    return _ahead(act, "until_at") or _period(act)


def _renew(state: ConcernsState, act: Said) -> Refused | None:
    assurance = state.assurance_of(act.re)
    wrong = _own(state, act, assurance)
    if wrong is not None or assurance is None:
        return wrong
    ends = state.ends_of(assurance.ref)
    if None in ends:
        return Refused(
            "assurance-endless", expected="an assurance with an end",
            got=f"{assurance.ref}, given until it is withdrawn",
            remedy="nothing needs to be renewed; detente concern withdraw ends it",
        )  # fmt: skip
    known = [end for end in ends if end is not None]
    return _lapsed(act, max(known), late_seconds(state.charter)) or _ahead(act, "until_at") or _longer(act, known)


def _longer(act: Said, ends: list[Instant]) -> Refused | None:
    # In a conflict of ends the later one may be said again: whoever follows both chooses.
    until, least = instant_of(act.body, "until_at"), min(ends)
    if until is None or until > least:
        return None
    return Refused(
        "renewal-shortens", expected=f"an end after {rfc3339(least)}", got=rfc3339(until),
        remedy="give a later --until; detente concern withdraw ends an assurance earlier",
    )  # fmt: skip


def _withdraw(state: ConcernsState, act: Said) -> Refused | None:
    assurance = state.assurance_of(act.re)
    wrong = _own(state, act, assurance)
    if wrong is not None or assurance is None:
        return wrong
    ends = state.ends_of(assurance.ref)
    known = [end for end in ends if end is not None]
    return _lapsed(act, max(known), 0) if known and None not in ends else None


def _own(state: ConcernsState, act: Said, assurance: Said | None) -> Refused | None:
    if assurance is None:
        return Refused(
            "assurance-unknown", expected="an assurance that counts in this dossier", got=act.re or "nothing",
            remedy=_LOOK,
        )  # fmt: skip
    if assurance.party != act.party:
        return Refused(
            "assurance-of-other",
            expected=f"an assurance by {act.party.upper()}: who gave it renews or withdraws it",
            got=f"{assurance.ref}, by {assurance.party.upper()}",
            remedy="detente concern raise --bears-on says what worries about it",
        )
    if isinstance(state.terms[assurance.ref].settled, Withdrawn):
        return Refused(
            "assurance-withdrawn", expected="an assurance that stands", got=f"{assurance.ref}, which was withdrawn",
            remedy="detente concern assure gives another one",
        )  # fmt: skip
    return None


def _lapsed(act: Said, end: Instant, late: int) -> Refused | None:
    if act.claimed_at <= end + late:
        return None
    allowed = f", or within {late // DAY} days after its end" if late else ""
    return Refused(
        "assurance-lapsed", expected=f"an assurance whose end is not past{allowed}",
        got=f"one that was given until {rfc3339(end)}", remedy="detente concern assure gives another one",
    )  # fmt: skip


# --- times ------------------------------------------------------------------------------------------------------------


def _period(act: Said) -> Refused | None:
    begin, end = instant_of(act.body, "from_at"), instant_of(act.body, "until_at")
    if begin is None or end is None or begin <= end:
        return None
    return Refused(
        "period-reversed", expected="an end that is not before the beginning",
        got=f"from {rfc3339(begin)} until {rfc3339(end)}", remedy="exchange --from and --until",
    )  # fmt: skip


def _ahead(act: Said, name: str) -> Refused | None:
    until = instant_of(act.body, name)
    if until is None or until > act.claimed_at:
        return None
    now = rfc3339(act.claimed_at)
    return Refused("until-past", expected=f"a time after {now}", got=rfc3339(until), remedy="give a later --until")


_RULES: Final[Mapping[str, Callable[[ConcernsState, Said], Refused | None]]] = {
    CONCERN: _raise,
    EXPLANATION: _explain,
    ANSWER: _answer,
    CONCERN_WITHDRAWAL: _mine,
    ASSURANCE: _assure,
    RENEWAL: _renew,
    WITHDRAWAL: _withdraw,
}
