"""What a rule says of a situation: a duty and by when, no duty, or that it cannot be said and what is missing.

Source: docs/spec/regimes.md section 7.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from msgspec import Struct

from detente.regimes.clocks import DueTime, due, events_in
from detente.regimes.conditions import Finding, Truth, evaluate
from detente.regimes.pack import Pack, Rule
from detente.regimes.times import events_of


class Verdict(StrEnum):
    """What follows from a rule."""

    DUTY = "duty"
    NO_DUTY = "no duty"
    CANNOT_SAY = "cannot say"


class Ruling(Struct, frozen=True):
    """What a rule says of a situation.

    Args:
        by: the paragraph that sets the time: the rule's, or that of an exception.
        due: None without a duty, for a rule without a time, and while its event is not stated.
        missing: what would have to be stated: fields of the condition, or events of the time.
        reason: facts, like `troops 12,700 ≥ 9,000`.
        open: exceptions that cannot be excluded, with what is missing for them.
    """

    rule: str
    verdict: Verdict
    by: str
    due: DueTime | None = None
    missing: tuple[str, ...] = ()
    reason: str = ""
    open: tuple[str, ...] = ()


def rule_on(rule: Rule, values: Mapping[str, Any], pack: Pack) -> Ruling:
    """Return what a rule says of a situation.

    An exception applies where its condition is true; where that cannot be said, the general time stands.

    Args:
        values: fields and events by name, as a form or TOML has them.
    """
    found = Finding(Truth.TRUE) if rule.when is None else evaluate(rule.when, values)
    match found.truth:
        case Truth.FALSE:
            return Ruling(rule.id, Verdict.NO_DUTY, rule.id, reason=found.reason)
        case Truth.UNKNOWN:
            return Ruling(rule.id, Verdict.CANNOT_SAY, rule.id, missing=found.missing, reason=found.reason)
        case Truth.TRUE:
            return _timed(rule, values, pack, found.reason)


def _timed(rule: Rule, values: Mapping[str, Any], pack: Pack, reason: str) -> Ruling:
    when, by, open_ = rule.due, rule.id, []
    for exception in rule.exceptions:
        found = evaluate(exception.when, values)
        if found.truth is Truth.TRUE:
            when, by = exception.due, exception.rule or rule.id
            reason = "; ".join(part for part in (reason, found.reason) if part)
            break
        if found.truth is Truth.UNKNOWN:
            open_.append(f"{exception.rule or rule.id}: {found.reason}")
    if when is None:
        return Ruling(rule.id, Verdict.DUTY, by, reason=reason, open=tuple(open_))
    events = events_in(values, events_of(when))
    missing = tuple(sorted(events_of(when) - events.keys()))
    return Ruling(rule.id, Verdict.DUTY, by, due(when, events, pack), missing, reason, tuple(open_))
