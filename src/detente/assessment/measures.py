"""Record measures: who asks, who answers, who opens, how fast, from the acts and duties of a record alone. Evidence.

Everybody who holds the same acts and the same journal gets the same digits. Shares and curves are given from five on a
side; below it counts only. A request without a receipt is listed apart: it is neither a fast nor a slow reply.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from itertools import combinations
from typing import Any, Final

from detente.assessment import survival
from detente.assessment.numbers import shown
from detente.assessment.shares import COUNTS_ONLY_BELOW, balance, wilson
from detente.clock import HOUR, Instant
from detente.council.duty import Duty
from detente.council.kinds import Speech
from detente.council.registry import KINDS, desk_of

SIDES_MAX: Final = 12
"""Parties up to which each two are tested for a difference; of more the pairs are read by nobody."""

UNKNOWN = "unknown kind"
"""How an act is counted whose kind nobody here knows."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One act that counts: no drill, not irregular.

    Args:
        opens: whether it opens its matter.
    """

    ref: str
    party: str
    kind: str
    channel: str
    to: tuple[str, ...]
    claimed_at: Instant
    opens: bool

    @property
    def speech(self) -> str:
        """Return what its kind does between parties."""
        return str(KINDS[self.kind].speech) if self.kind in KINDS else UNKNOWN

    @property
    def desk(self) -> str:
        """Return the desk of its kind."""
        return desk_of(self.kind).NAME if self.kind in KINDS else UNKNOWN

    @property
    def year(self) -> str:
        """Return the year of its claimed time, UTC."""
        return str(datetime.fromtimestamp(self.claimed_at, UTC).year)


def measures(
    acts: Sequence[Counted], duties: Sequence[Duty], parties: Sequence[str], end: Instant | None
) -> dict[str, Any]:
    """Return what a record says.

    Args:
        duties: what acts ask of parties, but for reading; drills left out.
        end: the second up to which the record is read, by the council's time; None where there is no such time, so that
            nothing is said of how long replies take.
    """
    asks = [one for one in acts if one.speech == Speech.ASKS]
    return {
        "acts": len(acts),
        "by_party": _table(acts, lambda one: one.party),
        "by_desk": _table(acts, lambda one: f"{one.desk}, {one.party}"),
        "by_channel": _table(acts, lambda one: f"{one.channel}, {one.party}"),
        "by_year": _table(acts, lambda one: f"{one.year}, {one.party}"),
        "asked": _asked(asks, parties),
        "pairs": _pairs(acts, asks, parties),
        "replies": _replies(acts, duties, parties, end),
    }


def _table(acts: Iterable[Counted], key: Any) -> dict[str, dict[str, int]]:
    found: dict[str, Counter[str]] = {}
    for one in acts:
        found.setdefault(key(one), Counter())[one.speech] += 1
    return {name: dict(sorted(found[name].items())) for name in sorted(found)}


def _asked(asks: Iterable[Counted], parties: Sequence[str]) -> dict[str, int]:
    """Return who asked whom how often; what names nobody asks everybody."""
    found = Counter(f"{one.party} asked {to}" for one in asks for to in (one.to or parties) if to != one.party)
    return dict(sorted(found.items()))


def _pairs(acts: Sequence[Counted], asks: Sequence[Counted], parties: Sequence[str]) -> list[dict[str, Any]]:
    """Return how two parties stand to each other: who asks, who opens, how far what they say to each other balances."""
    said = Counter((one.party, to) for one in acts for to in one.to)
    asked = Counter(one.party for one in asks)
    opened = Counter(one.party for one in acts if one.opens)
    found = []
    for one, other in combinations(parties, 2):
        both = [said[one, other], said[other, one]]
        level = balance(*both)
        found.append({
            "parties": [one, other],
            "asks": _share(asked, one, other),
            "opens": _share(opened, one, other),
            "said_to_each_other": both,
            "balance": None if level is None or min(both) < COUNTS_ONLY_BELOW else shown(level),
        })  # fmt: skip
    return found


def _share(counts: Counter[str], one: str, other: str) -> dict[str, Any]:
    mine, theirs = counts[one], counts[other]
    found = wilson(mine, mine + theirs) if min(mine, theirs) >= COUNTS_ONLY_BELOW else None
    return {
        "counts": {one: mine, other: theirs},
        "share_of_first": None if found is None else shown(found.share),
        "interval_95": None if found is None else [round(found.low, 6), round(found.high, 6)],
    }


# --- replies ----------------------------------------------------------------------------------------------------------


def _replies(
    acts: Sequence[Counted], duties: Sequence[Duty], parties: Sequence[str], end: Instant | None
) -> dict[str, Any]:
    if end is None:
        return {"cannot_say": "no journal of a depositary, so that there is no time that all share"}
    kinds = {one.ref: one.speech for one in acts}
    owed: dict[str, list[Duty]] = {party: [] for party in parties}
    for one in duties:
        owed.setdefault(one.who, []).append(one)
    timed = {party: _timed(owed[party], end) for party in parties}
    enough = [party for party in parties if len(timed[party]) >= COUNTS_ONLY_BELOW]
    sides = combinations(enough, 2) if len(enough) <= SIDES_MAX else ()
    return {
        "by_debtor": {party: _debtor(owed[party], timed[party], kinds, end) for party in parties if owed[party]},
        "do_sides_differ": [_differ(timed, *pair) for pair in sides],
        "too_many_sides": len(enough) > SIDES_MAX,
    }


def _met(one: Duty, end: Instant) -> bool:
    return one.met_at is not None and one.met_at <= end


def _timed(duties: Iterable[Duty], end: Instant) -> list[survival.Observation]:
    """Return the hours from the debtor's receipt to the answer; what is open at the end is so long at least."""
    found = []
    for one in duties:
        if one.start is not None and one.start.at <= end:
            until = one.met_at if one.met_at is not None and _met(one, end) else end
            found.append((Fraction(max(until - one.start.at, 0), HOUR), _met(one, end)))
    return found


def _debtor(
    own: Sequence[Duty], timed: list[survival.Observation], kinds: dict[str, str], end: Instant
) -> dict[str, Any]:
    ended = Counter(
        "declined" if kinds.get(one.answer or "") == Speech.DECLINES else "answered" for one in own if _met(one, end)
    )
    late = sum(_met(one, end) and one.late for one in own)
    points = survival.curve(timed) if len(timed) >= COUNTS_ONLY_BELOW else ()
    longest = max((time for time, _ in timed), default=Fraction())
    middle = survival.median(points)
    return {
        "owed": len(own),
        "ended": dict(sorted(ended.items())),
        "met_after_the_due_time": late,
        "open": sum(not met for _, met in timed),
        "without_receipt": sum(one.start is None or one.start.at > end for one in own),
        "median_hours": None if middle is None else shown(middle),
        "mean_hours_up_to": _mean(points, longest) if points else None,
        "curve": [_step(one) for one in points],
    }


def _mean(points: Sequence[survival.Point], end: Fraction) -> dict[str, float]:
    return {"hours": shown(end), "mean": shown(survival.mean_up_to(points, end))}


def _step(one: survival.Point) -> dict[str, Any]:
    return {
        "hours": shown(one.at),
        "at_risk": one.at_risk,
        "answered": one.events,
        "still_open": shown(one.survival),
        "error": None if one.error is None else round(one.error, 6),
    }


def _differ(timed: dict[str, list[survival.Observation]], one: str, other: str) -> dict[str, Any]:
    found = survival.log_rank(timed[one], timed[other])
    return {
        "parties": [one, other],
        "n": [len(timed[one]), len(timed[other])],
        "log_rank_chi2": None if found.chi2 is None else shown(found.chi2),
        "p_value": None if found.p_value is None else round(found.p_value, 6),
    }
