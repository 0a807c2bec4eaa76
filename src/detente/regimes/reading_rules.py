"""Rules of a pack, read from their tables: conditions, due times, exceptions, limits.

Source: docs/spec/regimes.md sections 3 to 5. Operators and keys are told apart by name, and an unknown one is an error.
"""

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from detente.limits import REGIME_CONDITION_DEPTH_MAX, REGIME_CONDITION_PARTS_MAX, REGIME_LENGTH_MAX
from detente.protocol.toml import is_shown
from detente.regimes.conditions import ACTIVITY, PHASES, All, AnyOf, Compare, Condition, During, Not, Operator
from detente.regimes.form import Basis, Confidence
from detente.regimes.pack import ANSWERS, Calendar, Does, Exceptional, Limit, Rule, To, Who, Word
from detente.regimes.part import Part
from detente.regimes.times import At, Due, Fixed, Length, Readings, Side, Span, Unit, Window

NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")
"""Names of fields and events."""

_MONTH_DAY: Final = re.compile(r"(0[1-9]|1[0-2])-([0-3][0-9])")
_AMOUNTS: Final = {Unit.WORKING_DAYS: 5_000, Unit.YEARS: 1_000, Unit.MONTHS: 12_000}
_OPERATORS: Final = tuple(Operator)
_UNITS: Final = tuple(Unit)
_SIDES: Final = tuple(Side)
_DAYS_OF_A_UNIT: Final = {
    Unit.MINUTES: 1 / 1_440,
    Unit.HOURS: 1 / 24,
    Unit.DAYS: 1,
    Unit.WORKING_DAYS: 1.4,
    Unit.MONTHS: 30,
    Unit.YEARS: 365,
}


def parse_basis(part: Part, sources: Mapping[str, str]) -> Basis:
    """Return by which sources something stands: at least one, and each one of the pack's."""
    named = part.texts("source", single=True)
    if not named:
        part.refuse("a source: a key of [sources], or several", part.value("source"), "source")
    if unknown := [name for name in named if name not in sources]:
        part.refuse(f"a key of [sources]: {', '.join(sources)}", unknown[0], "source")
    return Basis(named, part.choice("confidence", Confidence))


def parse_rule(part: Part, words: Mapping[str, Word], calendars: Mapping[str, Calendar], basis: Basis) -> Rule:
    """Return a rule."""
    part.only(
        *("id", "title", "does", "who", "to", "when", "due", "reading", "exceptions", "format", "nil", "answers"),
        *("quota", "limit", "confidence", "source", "note"),
    )
    does = part.choice("does", Does)
    if "limit" in part and does is not Does.CONSTRAIN:
        part.refuse('a limit only where does = "constrain"', does.value, "limit")
    return Rule(
        id=part.text("id"),
        title=part.text("title"),
        does=does,
        who=part.choice("who", Who),
        to=part.choice("to", To, To.ALL),
        basis=basis,
        when=parse_condition(part.part("when")) if "when" in part else None,
        due=_rule_due(part, words, calendars),
        exceptions=tuple(_parse_exception(one, words, calendars) for one in part.array("exceptions", 16)),
        format=part.text("format", ""),
        nil=part.flag("nil"),
        answers=part.texts("answers") or ANSWERS,
        quota=part.text("quota", ""),
        limit=_parse_limit(part.part("limit")) if "limit" in part else None,
        note=part.prose("note"),
    )


def _rule_due(part: Part, words: Mapping[str, Word], calendars: Mapping[str, Calendar]) -> Due | None:
    if "due" in part and "reading" in part:
        part.refuse("due or reading, not both", "both")
    if "reading" in part:
        return _parse_readings(part.part("reading"), words, calendars)
    return parse_due(part.part("due"), words, calendars) if "due" in part else None


def _parse_exception(part: Part, words: Mapping[str, Word], calendars: Mapping[str, Calendar]) -> Exceptional:
    part.only("when", "due", "reading", "rule")
    if "when" not in part:
        part.refuse("a condition", None, "when")
    return Exceptional(parse_condition(part.part("when")), _rule_due(part, words, calendars), part.text("rule", ""))


def _parse_limit(part: Part) -> Limit:
    part.only("most", "years", "at_once")
    if part.flag("at_once") == ("years" in part):
        part.refuse("either years = N or at_once = true", ", ".join(part.names()))
    return Limit(part.number("most", 0, 10_000), 0 if part.flag("at_once") else part.number("years", 1, 100))


# --- conditions -------------------------------------------------------------------------------------------------------


def parse_condition(part: Part, depth: int = 1, *, rows: bool = False) -> Condition:
    """Return a condition: a comparison, or all, any or not of others; with `during`, at any time of an activity.

    Args:
        rows: it is asked of the rows of a table already, so that no second `during` multiplies them.
    """
    if depth > REGIME_CONDITION_DEPTH_MAX:
        part.refuse(f"at most {REGIME_CONDITION_DEPTH_MAX} levels of conditions", "more")
    inner = _parse_inner(part, depth, rows=rows or "during" in part)
    if "during" not in part:
        return inner
    if rows:
        part.refuse("no during within another", part.value("during"), "during")
    table = part.text("during")
    if NAME.fullmatch(table) is None:
        part.refuse(f"{ACTIVITY}, or the name of a table field", table, "during")
    return During(PHASES if table == ACTIVITY else table, inner)


def _parse_inner(part: Part, depth: int, *, rows: bool) -> Condition:
    match [name for name in part.names() if name != "during"]:
        case ["all"]:
            return All(_parse_parts(part, "all", depth, rows=rows))
        case ["any"]:
            return AnyOf(_parse_parts(part, "any", depth, rows=rows))
        case ["not"]:
            return Not(parse_condition(part.part("not"), depth + 1, rows=rows))
        case [one, other] if "field" in (one, other):
            return _parse_compare(part, other if one == "field" else one)
        case names:
            wanted = f"all, any or not; or field and one operator of {', '.join(_OPERATORS)}"
            raise part.wrong(wanted, ", ".join(names) or None)


def _parse_parts(part: Part, name: str, depth: int, *, rows: bool) -> tuple[Condition, ...]:
    found = part.array(name, REGIME_CONDITION_PARTS_MAX)
    if not found:
        part.refuse("at least one condition", "none", name)
    return tuple(parse_condition(one, depth + 1, rows=rows) for one in found)


def _parse_compare(part: Part, operator: str) -> Compare:
    field = part.text("field")
    if NAME.fullmatch(field) is None:
        part.refuse("a field's name: a to z, 0 to 9 and _", field, "field")
    if operator not in _OPERATORS:
        part.refuse(f"an operator: {', '.join(_OPERATORS)}", operator)
    return Compare(field, Operator(operator), _operand(part, Operator(operator)))


def _operand(part: Part, operator: Operator) -> Any:
    """Return what a field is compared with, of the type that the operator wants."""
    value = part.value(operator)
    match operator:
        case Operator.PRESENT:
            return part.flag(operator, default=True)
        case Operator.MORE_THAN_DAYS | Operator.MORE_THAN_HOURS:
            return part.number(operator, 0, REGIME_LENGTH_MAX)
        case Operator.EQUALS:
            return value if _plain(value) else part.refuse("a text, number, date, true or false", value, operator)
        case Operator.ONE_OF:
            if not isinstance(value, list) or not value or len(value) > REGIME_CONDITION_PARTS_MAX:
                part.refuse(f"a list of 1 to {REGIME_CONDITION_PARTS_MAX} values", value, operator)
            if odd := [one for one in value if not _plain(one)]:
                part.refuse("texts, numbers, dates, true or false", odd[0], operator)
            return tuple(value)
        case _:
            sound = _plain(value) and not isinstance(value, bool | str)
            return value if sound else part.refuse("a number or a date", value, operator)


def _plain(value: Any) -> bool:
    if isinstance(value, bool):
        return True
    if isinstance(value, int | float):
        return abs(value) < 1e12
    if isinstance(value, str):
        return is_shown(value)
    return type(value) is date


# --- due times --------------------------------------------------------------------------------------------------------


def parse_due(part: Part, words: Mapping[str, Word], calendars: Mapping[str, Calendar]) -> Due:
    """Return when something is due: a span, a fixed date, an event, a window, or two readings."""
    if "reading" in part:
        part.only("reading")
        return _parse_readings(part.part("reading"), words, calendars)
    if "fixed" in part:
        return _parse_fixed(part)
    if "at" in part:
        part.only("at")
        return At(_event(part, "at"))
    if "at_least" in part or "at_most" in part:
        return _parse_window(part, words, calendars)
    part.only(*_UNITS, "word", "calendar", *_SIDES)
    return Span(parse_length(part, words, calendars), *_side(part))


def _parse_readings(part: Part, words: Mapping[str, Word], calendars: Mapping[str, Calendar]) -> Readings:
    part.only("strict", "lenient", "why")
    found = []
    for name in ("strict", "lenient"):
        if name not in part:
            part.refuse("strict and lenient, each a due time", None, name)
        one = parse_due(part.part(name), words, calendars)
        found.append(one if not isinstance(one, Readings) else part.refuse("one reading", "readings", name))
    return Readings(found[0], found[1], part.text("why"))


def _parse_fixed(part: Part) -> Fixed:
    part.only("fixed", "year")
    text = part.text("fixed")
    found = _MONTH_DAY.fullmatch(text)
    if found is None or not 1 <= int(found[2]) <= monthrange(2000, int(found[1]))[1]:
        raise part.wrong("a month and day like 12-15", text, "fixed")
    return Fixed(int(found[1]), int(found[2]), part.number("year", -10, 10, 0))


def _parse_window(part: Part, words: Mapping[str, Word], calendars: Mapping[str, Calendar]) -> Window:
    part.only("at_least", "at_most", *_SIDES)
    side, event = _side(part)
    near, far = (
        _parse_whole_length(part.part(name), words, calendars) if name in part else None
        for name in ("at_least", "at_most")
    )
    if (near if side is Side.BEFORE else far) is None:
        part.refuse(f"{'at_least' if side is Side.BEFORE else 'at_most'}, which says by when it is due", None)
    if near is not None and far is not None and _about_days(near) > _about_days(far):
        part.refuse("at_least to be the shorter length", f"{near.amount} {near.unit}", "at_least")
    return Window(near, far, side, event)


def _about_days(length: Length) -> float:
    return length.amount * _DAYS_OF_A_UNIT[length.unit]


def _parse_whole_length(part: Part, words: Mapping[str, Word], calendars: Mapping[str, Calendar]) -> Length:
    part.only(*_UNITS, "word", "calendar")
    return parse_length(part, words, calendars)


def parse_length(part: Part, words: Mapping[str, Word], calendars: Mapping[str, Calendar]) -> Length:
    """Return a length in its one unit, or the reading of one of the pack's words."""
    named = [name for name in (*_UNITS, "word") if name in part]
    if len(named) != 1:
        part.refuse(f"one of {', '.join((*_UNITS, 'word'))}", ", ".join(named) or None)
    if named == ["word"]:
        word = part.text("word")
        if word not in words:
            part.refuse(f"a word of [words]: {', '.join(words)}", word, "word")
        reading = words[word].reading
        return Length(reading.amount, reading.unit, reading.calendar, word)
    unit = Unit(named[0])
    amount = part.number(unit, 0, _AMOUNTS.get(unit, REGIME_LENGTH_MAX))
    calendar = part.text("calendar", "")
    if (unit is Unit.WORKING_DAYS) != (calendar in calendars):
        part.refuse(f"a calendar of [calendars] with working_days, and only there: {', '.join(calendars)}", calendar)
    return Length(amount, unit, calendar)


def _side(part: Part) -> tuple[Side, str]:
    sides = [side for side in Side if side in part]
    if len(sides) != 1:
        part.refuse("before or after, with an event", ", ".join(sides) or None)
    return sides[0], _event(part, sides[0])


def _event(part: Part, name: str) -> str:
    event = part.text(name)
    return event if NAME.fullmatch(event) else part.refuse("an event's name: a to z, 0 to 9 and _", event, name)
