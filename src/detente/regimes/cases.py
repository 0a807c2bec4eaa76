"""A pack proves itself: each of its cases is played, and what follows is compared with what the case says.

Source: docs/spec/regimes.md section 9.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from msgspec import Struct

from detente.clock import Instant, rfc3339
from detente.regimes.forms import check
from detente.regimes.pack import Case, Pack
from detente.regimes.quotas import Allowance, allowance
from detente.regimes.ruling import Ruling, rule_on
from detente.regimes.values import number_of


class Difference(Struct, frozen=True):
    """Where a case and its pack differ."""

    what: str
    expected: str
    got: str


class Played(Struct, frozen=True):
    """A case that was played.

    Args:
        reason: why it came out so, in facts.
        differences: none where it came out as the case says.
    """

    case: Case
    reason: str
    differences: tuple[Difference, ...]


def play(pack: Pack) -> tuple[Played, ...]:
    """Return every case of a pack, played."""
    return tuple(_play(case, pack) for case in pack.cases)


def _play(case: Case, pack: Pack) -> Played:
    if case.rule:
        ruling = rule_on(pack.rules[case.rule], case.given, pack)
        reason = "; ".join(part for part in (ruling.reason, _last_step(ruling)) if part)
        return Played(case, reason, tuple(_differs(case.then, _of_ruling(ruling, case.then))))
    if case.format:
        wrong = check(pack.formats[case.format], case.given, pack, pack.languages[0], nil=case.nil)
        reason = "; ".join(f"{one.expected}, got {one.got}" for one in wrong)
        return Played(case, reason, tuple(_differs(case.then, {"refused": [one.code for one in wrong]})))
    units = number_of(case.given.get("units"))
    found = allowance(pack.quotas[case.quota], None if units is None else int(units))
    return Played(case, "", tuple(_differs(case.then, _of_allowance(found))))


def _last_step(ruling: Ruling) -> str:
    return ruling.due.steps[-1] if ruling.due is not None else ""


def _of_ruling(ruling: Ruling, then: Mapping[str, Any]) -> dict[str, Any]:
    """Return what followed, times as days where the case names a day."""
    found: dict[str, Any] = {"verdict": ruling.verdict.value, "missing": list(ruling.missing), "by": ruling.by}
    times = {} if ruling.due is None else {
        "due": ruling.due.due_at, "strict": ruling.due.strict_at, "opens": ruling.due.opens_at,
    }  # fmt: skip
    for name, at in times.items():
        found[name] = _as_named(at, then.get(name))
    return found


def _as_named(at: Instant | None, named: Any) -> str | None:
    if at is None:
        return None
    day = isinstance(named, date) and not isinstance(named, datetime)
    return datetime.fromtimestamp(at, UTC).date().isoformat() if day else rfc3339(at)


def _of_allowance(found: Allowance | None) -> dict[str, Any]:
    if found is None:
        return {}
    names = ("passive", "per_party", "at_once", "per_object", "per_object_and_party")
    return {name: getattr(found, name) for name in names}


def _differs(then: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[Difference]:
    for name, wanted in then.items():
        got = found.get(name)
        if isinstance(wanted, list) and isinstance(got, list):
            same = Counter(map(str, wanted)) == Counter(map(str, got))
        else:
            same = _said(wanted) == _said(got)
        if not same:
            yield Difference(name, _said(wanted), _said(got))


def _said(value: Any) -> str:
    """Return a value as cases and findings spell it alike."""
    if isinstance(value, datetime):
        return rfc3339(int(value.timestamp())) if value.tzinfo is not None else f"{value.isoformat()}, without a zone"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return "nothing" if value is None else str(value)
