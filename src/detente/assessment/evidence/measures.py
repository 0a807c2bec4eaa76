"""Record measures: who asks, who answers, who opens, how fast, from the acts and duties of a record alone. Evidence.

Everybody who holds the same acts and the same journal gets the same digits. Shares and curves are given from five on a
side; below it counts only. A request without a receipt is listed apart: it is neither a fast nor a slow reply.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, Final

from detente.assessment.evidence.between import Between, counts_of, own_of, sequence_of
from detente.assessment.evidence.counted import NO_TOPIC, Counted, asks_of, in_time, table, who_asked_whom
from detente.assessment.evidence.left_out import LeftOut, left_out
from detente.assessment.evidence.replies import SIDES_MAX, Seen, duties_met, replies
from detente.assessment.evidence.shares import balance_of
from detente.assessment.evidence.suspended import Suspended, suspended
from detente.assessment.evidence.tension import tension
from detente.assessment.numbers import shown
from detente.clock import Instant, rfc3339
from detente.council.duty import Duty
from detente.council.registry import KINDS

LISTED_MAX: Final = 60
"""Acts up to which each is listed too: so many are read, and no share of them says more."""

IN_ORDER_MAX: Final = 6
"""Parties, those with the most acts, of whom each two are read in the order of their acts."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What of a record counts.

    Args:
        acts: no drill, nothing irregular.
        duties: what acts ask of parties, but for reading.
        parties: who could say something.
        start: the first second of the period that is read; None for all from the beginning.
        end: the second up to which the record is read, by the council's time; None where there is no such time.
        seen: of every act below the heads, by reference, what ends duties.
        suspensions: what parties had suspended.
        left_out: acts that do not count, each with the reason; drills and what is irregular are not among them.
    """

    acts: Sequence[Counted]
    duties: Sequence[Duty]
    parties: Sequence[str]
    end: Instant | None
    seen: Mapping[str, Seen] = field(default_factory=dict)
    suspensions: Sequence[Suspended] = ()
    start: Instant | None = None
    left_out: Sequence[LeftOut] = ()


def measures(given: Evidence) -> dict[str, Any]:
    """Return what a record says."""
    acts, parties, end = in_time(given.acts), given.parties, given.end
    asks = asks_of(acts)
    return {
        "acts": len(acts),
        "first_at": rfc3339(acts[0].at) if acts else None,
        "last_at": rfc3339(acts[-1].at) if acts else None,
        "listed": None if len(acts) > LISTED_MAX else [_listed(one) for one in acts],
        "by_party": table(acts, lambda one: one.party),
        "by_desk": table(acts, lambda one: f"{one.desk}, {one.party}"),
        "by_channel": table(acts, lambda one: f"{one.channel}, {one.party}"),
        "by_topic": table(acts, lambda one: f"{one.topic or NO_TOPIC}, {one.party}"),
        "by_month": table(acts, lambda one: f"{one.month}, {one.party}"),
        "asked": who_asked_whom(asks, parties),
        "asked_by_month": _asked_by_month(asks, parties),
        "balance_of_all": _balance(acts),
        **_pairs(acts, parties, end),
        "replies": replies(given.duties, given.seen, parties, end),
        "duties": duties_met(given.duties, given.seen, end),
        "suspended": suspended(given.suspensions, acts, given.start, end),
        "tension": tension(acts, end),
        "left_out": left_out(given.left_out, parties),
    }


def _listed(one: Counted) -> dict[str, str]:
    title = KINDS[one.kind].title if one.kind in KINDS else one.kind
    return {"ref": one.ref, "at": rfc3339(one.at), "party": one.party, "what": title, "topic": one.topic}


def _asked_by_month(asks: Sequence[Counted], parties: Sequence[str]) -> dict[str, dict[str, int]] | None:
    """Return who asked whom in each month; None of so many parties that nobody would read it."""
    if len(parties) > SIDES_MAX:
        return None
    months: dict[str, list[Counted]] = {}
    for one in asks:
        months.setdefault(one.month, []).append(one)
    return {month: who_asked_whom(months[month], parties) for month in sorted(months)}


def _balance(acts: Sequence[Counted]) -> float | None:
    """Return how far all that is said by name balances, over all pairs; None where nobody is named."""
    found = balance_of(Counter((one.party, to) for one in acts for to in one.to))
    return None if found is None else shown(found)


def _pairs(acts: Sequence[Counted], parties: Sequence[str], end: Instant | None) -> dict[str, Any]:
    """Return what passes between two: counts of all who said something, and of the most frequent ones its order."""
    own: dict[str, list[Counted]] = {party: [] for party in parties}
    for one in acts:
        own.setdefault(one.party, []).append(one)
    said = [party for party in sorted(own) if own[party]]
    counted = {party: own_of(own[party]) for party in said}
    frequent = sorted(sorted(said, key=lambda party: (-len(own[party]), party))[:IN_ORDER_MAX])
    found = []
    for pair in combinations(said, 2):
        row = counts_of(pair, counted[pair[0]], counted[pair[1]])
        if end is not None and set(pair) <= set(frequent):
            row |= sequence_of(Between(pair, (own[pair[0]], own[pair[1]])), end)
        found.append(row)
    return {"pairs": found, "silent": [party for party in sorted(own) if not own[party]], "in_order": frequent}
