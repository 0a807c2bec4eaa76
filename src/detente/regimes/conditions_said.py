"""Conditions in words, for people who read a pack."""

from typing import Final

from detente.regimes.conditions import All, AnyOf, Compare, Condition, During, Not, Operator
from detente.regimes.values import shown

_WORDS: Final = {
    Operator.AT_LEAST: "at least",
    Operator.MORE_THAN: "more than",
    Operator.AT_MOST: "at most",
    Operator.LESS_THAN: "less than",
    Operator.EQUALS: "is",
    Operator.ONE_OF: "is one of",
    Operator.MORE_THAN_DAYS: "more than",
    Operator.MORE_THAN_HOURS: "more than",
}


def said_condition(condition: Condition | None) -> str:
    """Return a condition in words, like `troops at least 9,000 or tanks at least 250`; `always` for none."""
    match condition:
        case None:
            return "always"
        case Compare():
            return _compare(condition)
        case All(parts):
            return " and ".join(_within(part) for part in parts)
        case AnyOf(parts):
            return " or ".join(_within(part) for part in parts)
        case Not(part):
            return f"not {_within(part)}"
        case During(table, part):
            return f"{said_condition(part)}, at any time ({table})"


def _within(part: Condition) -> str:
    text = said_condition(part)
    return text if isinstance(part, Compare) else f"({text})"


def _compare(condition: Compare) -> str:
    field = condition.field.replace("_", " ")
    match condition.operator:
        case Operator.PRESENT:
            return f"{field} {'stated' if condition.value else 'not stated'}"
        case Operator.MORE_THAN_DAYS:
            return f"{field} more than {shown(condition.value)} days"
        case Operator.MORE_THAN_HOURS:
            return f"{field} more than {shown(condition.value)} hours"
        case operator:
            return f"{field} {_WORDS[operator]} {shown(condition.value)}"
