"""How long replies take and how requests end, by evidence: clocks start at the debtor's receipt and stop at the proof.

What is open at the end counts as open. What has no receipt is neither fast nor slow and is listed apart; so is what was
ended by an act that does not count, as one that a rehearsal made up.

Source: docs/assessment.md section 1, reply curves; `survival.py`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import combinations
from typing import Any, Final

from detente.assessment.evidence import survival
from detente.assessment.evidence.shares import COUNTS_ONLY_BELOW
from detente.assessment.numbers import shown
from detente.assessment.words import noted
from detente.clock import HOUR, Instant
from detente.council.duty import Duty, DutyState
from detente.council.kinds import Speech
from detente.council.registry import KINDS

SIDES_MAX: Final = 12
"""Parties up to which each two are tested for a difference; of more the pairs are read by nobody."""


class Ending(StrEnum):
    """How a request ended."""

    ANSWERED = noted("answered")
    DECLINED = noted("declined")
    WITHDRAWN = noted("withdrawn")
    LAPSED = noted("lapsed")


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of any act below the heads, whether it counts or not."""

    party: str
    kind: str
    at: Instant
    counts: bool


@dataclass(frozen=True, slots=True)
class Ended:
    """How a duty ended by the end of the period.

    Args:
        at: None where nothing says when.
        counts: whether the act that ended it does.
    """

    how: Ending
    at: Instant | None
    counts: bool = True


def ended(one: Duty, seen: Mapping[str, Seen], end: Instant) -> Ended | None:
    """Return how a duty ended; None while it is open.

    What its debtor set aside (by a suspension, an announced silence) has lapsed; what somebody else took back or closed
    is withdrawn.
    """
    if one.met_at is not None:
        if one.met_at > end:
            return None
        act = seen.get(one.answer or "")
        declines = act is not None and act.kind in KINDS and KINDS[act.kind].speech == Speech.DECLINES
        return Ended(Ending.DECLINED if declines else Ending.ANSWERED, one.met_at, act is None or act.counts)
    if one.state is not DutyState.EXCUSED:
        return None
    act = next((seen[word] for word in one.reason.replace(":", " ").split() if word in seen), None)
    if act is None:
        return Ended(Ending.LAPSED, None)
    if act.at > end:
        return None
    return Ended(Ending.LAPSED if act.party == one.who else Ending.WITHDRAWN, act.at, act.counts)


@dataclass(frozen=True, slots=True)
class Timed:
    """The duties of one debtor, sorted by what can be said of them.

    Args:
        times: seconds from its receipt on, and how it ended; None is still open.
    """

    own: Sequence[Duty]
    ends: Sequence[Ended | None]
    times: Sequence[tuple[int, Ending | None]]
    without_receipt: int
    ended_when_unknown: int
    ended_by_what_does_not_count: int

    @property
    def replies(self) -> list[survival.Observation]:
        """Return the times, a reply being the event; whoever withdraws ends the watching, and not the silence."""
        return [(time, how in (Ending.ANSWERED, Ending.DECLINED)) for time, how in self.times]


def timed(own: Sequence[Duty], seen: Mapping[str, Seen], end: Instant) -> Timed:
    """Return the duties of one debtor with their times."""
    ends = [ended(one, seen, end) for one in own]
    times, silent, unknown, uncounted = [], 0, 0, 0
    for one, how in zip(own, ends, strict=True):
        if how is not None and not how.counts:
            uncounted += 1
        elif one.start is None or one.start.at > end:
            silent += 1
        elif how is not None and how.at is None:
            unknown += 1
        else:
            until = end if how is None or how.at is None else how.at
            times.append((max(until - one.start.at, 0), None if how is None else how.how))
    return Timed(own, ends, times, silent, unknown, uncounted)


def replies(
    duties: Sequence[Duty], seen: Mapping[str, Seen], parties: Sequence[str], end: Instant | None
) -> dict[str, Any]:
    """Return by debtor how long replies take and how requests ended, and whether sides differ."""
    if end is None:
        return {"cannot_say": noted("no journal of a depositary, so that there is no time that all share")}
    owed: dict[str, list[Duty]] = {party: [] for party in parties}
    for one in duties:
        owed.setdefault(one.who, []).append(one)
    found = {party: timed(own, seen, end) for party, own in owed.items() if own}
    enough = [party for party, one in found.items() if len(one.times) >= COUNTS_ONLY_BELOW]
    sides = list(combinations(enough, 2)) if len(enough) <= SIDES_MAX else []
    return {
        "by_debtor": {party: _debtor(one) for party, one in found.items()},
        "do_sides_differ": [_differ(found, *pair) for pair in sides],
        "too_many_sides": len(enough) > SIDES_MAX,
    }


def _debtor(one: Timed) -> dict[str, Any]:
    enough = len(one.times) >= COUNTS_ONLY_BELOW
    points = survival.curve(one.replies) if enough else ()
    longest = max((time for time, _ in one.times), default=0)
    middle = survival.median(points)
    how = Counter(str(each.how) for each in one.ends if each is not None and each.counts)
    return {
        "owed": len(one.own),
        "ended": dict(sorted(how.items())),
        "open": sum(each is None for _, each in one.times),
        "without_receipt": one.without_receipt,
        "ended_when_unknown": one.ended_when_unknown,
        "ended_by_what_does_not_count": one.ended_by_what_does_not_count,
        "n": len(one.times),
        "median_hours": None if middle is None else _hours(middle),
        "mean_hours_up_to": {"hours": _hours(longest), "mean": _hours(survival.mean_up_to(points, longest))}
        if points
        else None,
        "curve": [_step(each) for each in points],
        "endings": _endings(one) if enough else None,
    }


def _hours(seconds: survival.Time) -> float:
    return shown(Fraction(seconds, HOUR))


def _endings(one: Timed) -> dict[str, list[list[float]]]:
    """Return by ending the share that had so ended by each hour (Aalen-Johansen); with what is open they add to 1."""
    given = [(time, None if how is None else str(how)) for time, how in one.times]
    return {how: [[_hours(at), shown(part)] for at, part in steps] for how, steps in survival.endings(given).items()}


def _step(one: survival.Point) -> dict[str, Any]:
    return {
        "hours": _hours(one.at),
        "at_risk": one.at_risk,
        "answered": one.events,
        "still_open": shown(one.survival),
        "error": None if one.error is None else round(one.error, 6),
    }


def _differ(found: Mapping[str, Timed], one: str, other: str) -> dict[str, Any]:
    tested = survival.log_rank(found[one].replies, found[other].replies)
    return {
        "parties": [one, other],
        "n": [len(found[one].times), len(found[other].times)],
        "log_rank_chi2": None if tested.chi2 is None else shown(tested.chi2),
        "p_value": None if tested.p_value is None else round(tested.p_value, 6),
    }


# --- duties, whatever they ask ----------------------------------------------------------------------------------------


def duties_met(duties: Sequence[Duty], seen: Mapping[str, Seen], end: Instant | None) -> dict[str, dict[str, int]]:
    """Return by party how what it owed stands by evidence, in the words of duties."""
    found: dict[str, Counter[str]] = {}
    for one in duties:
        found.setdefault(one.who, Counter())[_standing(one, seen, end)] += 1
    return {party: dict(sorted(counts.items())) for party, counts in sorted(found.items())}


def _standing(one: Duty, seen: Mapping[str, Seen], end: Instant | None) -> str:
    how = None if end is None else ended(one, seen, end)
    if how is not None and not how.counts:
        return noted("ended by what does not count")
    if end is not None and _later(one, how, end):
        return str(DutyState.OVERDUE if one.due_at is not None and one.due_at < end else DutyState.DUE)
    if one.state is DutyState.MET:
        in_time = noted("met, in time") if one.due_at is not None else "met"
        return noted("met, after the due time") if one.late else in_time
    if one.start is None and one.unanswered:
        return noted("no receipt")
    return str(one.state)


def _later(one: Duty, how: Ended | None, end: Instant) -> bool:
    """Say if what a duty is now came after the end of the period, as of which it stands otherwise."""
    met_later = one.met_at is not None and one.met_at > end
    late_later = one.state is DutyState.OVERDUE and one.due_at is not None and one.due_at >= end
    return met_later or late_later or (one.state is DutyState.EXCUSED and how is None)
