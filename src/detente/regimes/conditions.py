"""Conditions of rules: true, false, or unknown with the names of what is missing. Reasons are facts in words.

A blank never counts as zero and never as "no": what is not stated is not known, and what follows is "cannot say".

Source: Kleene's strong logic of three values; the normative page is docs/spec/regimes.md section 4.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from msgspec import Struct

from detente.regimes.values import moment_of, number_of, period, shown, stated


class Truth(StrEnum):
    """What can be said of a condition."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"


class Operator(StrEnum):
    """How a field is compared."""

    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    AT_MOST = "at_most"
    LESS_THAN = "less_than"
    EQUALS = "equals"
    ONE_OF = "one_of"
    PRESENT = "present"
    MORE_THAN_DAYS = "more_than_days"
    MORE_THAN_HOURS = "more_than_hours"


class Compare(Struct, frozen=True):
    """A field against a value of the pack."""

    field: str
    operator: Operator
    value: Any


class All(Struct, frozen=True):
    """Every part; true where there is none."""

    parts: "tuple[Condition, ...]"


class AnyOf(Struct, frozen=True):
    """At least one part; false where there is none."""

    parts: "tuple[Condition, ...]"


class Not(Struct, frozen=True):
    """The opposite."""

    part: "Condition"


class During(Struct, frozen=True):
    """The condition of the whole or of any row of a table, whose fields stand in for those of the whole.

    Args:
        table: the field with the rows, such as `phases`.
    """

    table: str
    part: "Condition"


Condition = Compare | All | AnyOf | Not | During

ACTIVITY: Final = "activity"
PHASES: Final = "phases"
"""`during = "activity"` means: at any time of it, that is, in any of its phases."""

_DERIVED: Final = ("period", "duration")
"""Fields that are counted from `start` and `end` where they do not stand there themselves."""

_SIGNS: Final = {
    Operator.AT_LEAST: ("≥", "<"),
    Operator.MORE_THAN: (">", "≤"),
    Operator.AT_MOST: ("≤", ">"),
    Operator.LESS_THAN: ("<", "≥"),
}


class Finding(Struct, frozen=True):
    """What can be said of a condition, and why.

    Args:
        missing: fields that would have to be stated; only where it is unknown; in order, each once.
        reason: facts, like `troops 12,700 ≥ 9,000`.
    """

    truth: Truth
    missing: tuple[str, ...] = ()
    reason: str = ""


def evaluate(condition: Condition, values: Mapping[str, Any]) -> Finding:
    """Return what can be said of a condition with these values; blank and unreadable ones are missing."""
    match condition:
        case Compare():
            return _compare(condition, values)
        case All(parts):
            return _join([evaluate(part, values) for part in parts], Truth.FALSE, Truth.TRUE)
        case AnyOf(parts):
            return _join([evaluate(part, values) for part in parts], Truth.TRUE, Truth.FALSE)
        case Not(part):
            return _negated(evaluate(part, values))
        case During(table, part):
            return _during(table, part, values)


def thresholds(condition: Condition, name: str) -> Iterator[int]:
    """Yield the numbers with which a condition compares a field."""
    match condition:
        case Compare(field, _, value) if field == name and (number := number_of(value)) is not None:
            yield int(number)
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from thresholds(part, name)
        case Not(part) | During(_, part):
            yield from thresholds(part, name)
        case _:
            return


def fields_of(condition: Condition) -> frozenset[str]:
    """Return the names of the fields that a condition reads."""
    match condition:
        case Compare(field):
            return frozenset({field})
        case All(parts) | AnyOf(parts):
            return frozenset[str]().union(*map(fields_of, parts))
        case Not(part) | During(_, part):
            return fields_of(part)


def _compare(condition: Compare, values: Mapping[str, Any]) -> Finding:
    field, operator, wanted = condition.field, condition.operator, condition.value
    value = values.get(field)
    if operator is Operator.PRESENT:
        found = stated(value)
        return _found(found is wanted, f"{_name(field)} {'stated' if found else 'not stated'}")
    if operator in (Operator.MORE_THAN_DAYS, Operator.MORE_THAN_HOURS):
        return _lasts(condition, values)
    if not stated(value):
        return _unknown(field)
    if operator in (Operator.EQUALS, Operator.ONE_OF):
        return _same(field, value, wanted if operator is Operator.ONE_OF else (wanted,))
    return _ordered(field, operator, value, wanted)


def _ordered(field: str, operator: Operator, value: Any, wanted: Any) -> Finding:
    """Compare numbers with numbers and days with days."""
    if isinstance(wanted, date):
        moment = moment_of(value)
        left: Any = moment.date() if isinstance(moment, datetime) else moment
        right: Any = wanted
    else:
        left, right = number_of(value), number_of(wanted)
    if left is None:
        return _unknown(field, "cannot be read as " + ("a date" if isinstance(wanted, date) else "a number"))
    truth = {
        Operator.AT_LEAST: left >= right,
        Operator.MORE_THAN: left > right,
        Operator.AT_MOST: left <= right,
        Operator.LESS_THAN: left < right,
    }[operator]
    return _found(truth, f"{_name(field)} {shown(left)} {_SIGNS[operator][0 if truth else 1]} {shown(wanted)}")


def _same(field: str, value: Any, wanted: Iterable[Any]) -> Finding:
    """Say if a value, or any of a list of them, is one of those wanted."""
    given = value if isinstance(value, list | tuple) else [value]
    truth = any(_alike(one, other) for one in given for other in wanted)
    if truth:
        return _found(truth, f"{_name(field)} {shown(value)}")
    return _found(truth, f"{_name(field)} {shown(value)}, not {' or '.join(map(shown, wanted))}")


def _alike(one: Any, other: Any) -> bool:
    if isinstance(other, bool) or isinstance(one, bool):
        return one is other
    if isinstance(other, date):
        moment = moment_of(one)
        return (moment.date() if isinstance(moment, datetime) else moment) == other
    if isinstance(other, str):
        return isinstance(one, str) and one.strip() == other
    return number_of(one) is not None and number_of(one) == number_of(other)


def _lasts(condition: Compare, values: Mapping[str, Any]) -> Finding:
    """Compare a duration: a number in the operator's unit, or a period from its first day through its last."""
    hours = condition.operator is Operator.MORE_THAN_HOURS
    unit = "hours" if hours else "days"
    value = values.get(condition.field)
    # A duration says its unit with it, or is meant in days.
    if (number := number_of(value)) is not None:
        own = value.get("unit", "days") if isinstance(value, Mapping) else "days"
        if own not in ("hours", "days"):
            return _unknown(condition.field, "is stated in another unit than hours or days")
        lasted = timedelta(**{own: float(number)}) if abs(number) < 10**6 else None
    else:
        if not stated(value) and condition.field in _DERIVED:
            value = values
        if not isinstance(value, Mapping):
            return _unknown(condition.field)
        ends = {name: moment_of(value.get(name)) for name in ("start", "end")}
        if missing := tuple(name for name, moment in ends.items() if moment is None):
            return Finding(Truth.UNKNOWN, missing, f"{' and '.join(map(_name, missing))} not stated")
        lasted = period(ends["start"], ends["end"])
    if lasted is None or lasted < timedelta():
        return _unknown(condition.field, "cannot be read as a duration")
    limit = timedelta(**{unit: float(condition.value)})
    count = lasted / timedelta(**{unit: 1})
    truth = lasted > limit
    return _found(truth, f"lasts {count:,g} {unit} {'>' if truth else '≤'} {shown(condition.value)}")


def _during(table: str, part: Condition, values: Mapping[str, Any]) -> Finding:
    """Say if a condition holds of the whole or of any row; a whole that is silent is no gap where rows speak."""
    rows = values.get(table)
    rows = [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list | tuple) else []
    if not rows:
        return evaluate(part, values)
    found = []
    for number, row in enumerate(rows, start=1):
        one = evaluate(part, {**values, **{name: value for name, value in row.items() if stated(value)}})
        found.append(Finding(one.truth, one.missing, f"{_name(table).removesuffix('s')} {number}: {one.reason}"))
    whole = evaluate(part, values)
    if whole.truth is Truth.TRUE:
        return whole
    return _join(found, Truth.TRUE, Truth.FALSE)


def _join(found: list[Finding], decisive: Truth, otherwise: Truth) -> Finding:
    """Return the whole of several findings: one decisive part decides, else any unknown one leaves it open."""
    truth = otherwise
    if any(one.truth is decisive for one in found):
        truth = decisive
    elif any(one.truth is Truth.UNKNOWN for one in found):
        truth = Truth.UNKNOWN
    telling = [one for one in found if one.truth is truth]
    missing = tuple(dict.fromkeys(name for one in telling for name in one.missing))
    reasons = dict.fromkeys(one.reason for one in telling if one.reason)
    return Finding(truth, missing if truth is Truth.UNKNOWN else (), "; ".join(reasons))


def _negated(found: Finding) -> Finding:
    opposite = {Truth.TRUE: Truth.FALSE, Truth.FALSE: Truth.TRUE, Truth.UNKNOWN: Truth.UNKNOWN}
    return Finding(opposite[found.truth], found.missing, found.reason)


def _found(truth: bool, reason: str) -> Finding:
    return Finding(Truth.TRUE if truth else Truth.FALSE, (), reason)


def _unknown(field: str, why: str = "not stated") -> Finding:
    return Finding(Truth.UNKNOWN, (field,), f"{_name(field)} {why}")


def _name(field: str) -> str:
    return field.replace("_", " ")
