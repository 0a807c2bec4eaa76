"""What of a record is not counted, whose it is and why: a count means little where nobody sees what it leaves out."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from detente.assessment.evidence.counted import Counted, asks_of, who_asked_whom
from detente.assessment.words import noted
from detente.clock import rfc3339
from detente.council.desks.standing import SUSPEND
from detente.council.registry import KINDS
from detente.council.scope import SORTS, Scope

RECONSTRUCTED: Final = noted("reconstructed")
INJECT: Final = noted("inject")
UNMARKED: Final = noted("basis not marked")
NOT_READ_BY_ALL: Final = noted("channel not read by all")

LEFT_OUT_LISTED_MAX: Final = 80
"""Acts up to which each that is left out is listed too."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One act that does not count.

    Args:
        why: `RECONSTRUCTED`, `INJECT`, `UNMARKED` or `NOT_READ_BY_ALL`.
        scope: what it suspends; nothing where it suspends nothing.
    """

    act: Counted
    why: str
    scope: Scope


def left_out(found: Sequence[LeftOut], parties: Sequence[str]) -> dict[str, Any]:
    """Return how many acts of each party are left out and why, who asks in them, and what they suspend.

    What is inject never happened: it is counted, but neither as an ask nor as a suspension.
    """
    ordered = sorted(found, key=lambda one: (one.act.at, one.act.ref))
    told = [one for one in ordered if one.why != INJECT]
    counts: dict[str, Counter[str]] = {}
    for one in ordered:
        counts.setdefault(one.act.party, Counter())[one.why] += 1
    return {
        "acts": len(ordered),
        "by_party": {party: dict(sorted(counts[party].items())) for party in sorted(counts)},
        "asked": who_asked_whom(asks_of([one.act for one in told]), parties),
        "suspended": [_suspends(one) for one in told if one.act.kind == SUSPEND],
        "listed": None if len(ordered) > LEFT_OUT_LISTED_MAX else [_listed(one) for one in ordered],
    }


def _listed(one: LeftOut) -> dict[str, str]:
    title = KINDS[one.act.kind].title if one.act.kind in KINDS else one.act.kind
    return {
        "ref": one.act.ref, "at": rfc3339(one.act.at), "party": one.act.party, "what": title, "why": one.why,
    }  # fmt: skip


def _suspends(one: LeftOut) -> dict[str, Any]:
    return {
        "ref": one.act.ref,
        "party": one.act.author or one.act.party,
        "since_at": rfc3339(one.act.at),
        "why": one.why,
        "suspended": {sort: sorted(one.scope.named(sort)) for sort in SORTS},
    }
