"""Events by class and month, and an index of tension with its parts, by a named calibration.

Counts come first: the scale was made for press reports of what states do, not for acts on a line. The index halves each
weight every two weeks, and is never compared across calibrations.

Source: docs/assessment.md section 6; `crosswalk.py`.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from math import fsum
from typing import Any, Final

from detente.assessment.evidence.counted import Counted
from detente.assessment.evidence.crosswalk import CLASSES, Code, about, crosswalk
from detente.clock import DAY, Instant

HALF_LIFE_DAYS: Final = 14
PLACES: Final = 6


def tension(acts: Iterable[Counted], end: Instant | None) -> dict[str, Any]:
    """Return events by class and month, by party, and at the end the index with its parts.

    Args:
        end: the second as of which the index is; None where there is no time that all share.
    """
    coded = [(act, code) for act in acts if (code := crosswalk().code_of(act.kind)) is not None]
    by_month: dict[str, Counter[str]] = {}
    by_party: dict[str, Counter[str]] = {}
    for act, code in coded:
        by_month.setdefault(act.month, Counter())[code.class_name] += 1
        by_party.setdefault(act.party, Counter())[code.class_name] += 1
    return {
        "calibration": about(),
        "n": len(coded),
        "by_month": {name: _row(by_month[name]) for name in sorted(by_month)},
        "by_party": {name: _row(by_party[name]) for name in sorted(by_party)},
        "index": None if end is None else _index(coded, end),
    }


def _row(counts: Counter[str]) -> dict[str, int]:
    return {name: counts[name] for name in CLASSES if counts[name]}


def _index(coded: Sequence[tuple[Counted, Code]], end: Instant) -> dict[str, Any]:
    parts: dict[tuple[str, str], list[float]] = {}
    recent: dict[str, list[float]] = {}
    for act, code in coded:
        if act.at <= end:
            left = _left(act.at, end)
            parts.setdefault((act.party, code.class_name), []).append(code.weight * left)
            recent.setdefault(act.party, []).append(left)
    sums = {key: fsum(parts[key]) for key in sorted(parts)}
    return {
        "half_life_days": HALF_LIFE_DAYS,
        "value": _shown(sums.values()),
        "by_class": {
            name: _shown(one for (_, class_), one in sums.items() if class_ == name)
            for name in CLASSES
            if any(class_ == name for _, class_ in sums)
        },
        "by_party": {party: _shown(one for (who, _), one in sums.items() if who == party) for party in sorted(recent)},
        "recent_weight": {party: _shown(recent[party]) for party in sorted(recent)},
    }


def _shown(parts: Iterable[float]) -> float:
    """Return a sum that no order of its parts changes, and no minus before a nothing."""
    return round(fsum(parts), PLACES) + 0.0


def _left(at: Instant, end: Instant) -> float:
    """Return what is left of a weight of one."""
    return float(2.0 ** (-(end - at) / (HALF_LIFE_DAYS * DAY)))
