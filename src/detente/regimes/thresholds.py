"""Thresholds of an agreement beside the figures of one activity: which number stands in which rule, and is it reached.

This says no more than how two numbers stand to each other. What follows for the activity is said by `assess.py`.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct

from detente.regimes.activity import COUNTS, Activity, Figure
from detente.regimes.assess import ASKS
from detente.regimes.conditions import All, AnyOf, Compare, Condition, During, Not, Operator
from detente.regimes.form import FormField, worded
from detente.regimes.pack import Pack
from detente.regimes.values import number_of

TROOPS: Final = "troops"
_WORDS: Final = {
    Operator.AT_LEAST: "at least",
    Operator.MORE_THAN: "more than",
    Operator.AT_MOST: "at most",
    Operator.LESS_THAN: "less than",
}


class Threshold(Struct, frozen=True):
    """One number of one rule, beside the figure that was stated.

    Args:
        rule: the article's label in the pack, and `does` what it asks: `notify`, `invite` or `inform`.
        heading: what the field is called, and `unit` in what it is counted; empty where the pack names none.
        stated: the figure as it was stated; None where nothing was.
        announced: it is the figure said in public, since none was counted under the agreement.
        compared: like `at least`, and `mark` the number.
        reached: None where that cannot be said.
        sources: in full.
        note: what the pack remarks of the rule.
    """

    rule: str
    title: str
    does: str
    field: str
    heading: str
    unit: str
    stated: str | None
    announced: bool
    compared: str
    mark: int
    reached: bool | None
    confidence: str
    sources: tuple[str, ...]
    note: str


def thresholds(activity: Activity, pack: Pack, language: str = "en") -> tuple[Threshold, ...]:
    """Return the numbers of a pack's rules on notice, invitation and information, rule by rule, each number once."""
    fields = _fields(pack)
    found: dict[tuple[str, str, int], Threshold] = {}
    for rule in pack.rules.values():
        if rule.does not in ASKS or rule.when is None:
            continue
        for one in _compared(rule.when):
            mark = int(number_of(one.value) or 0)
            figure, announced = _figure(activity, one.field)
            field = fields.get(one.field)
            found.setdefault(
                (rule.id, one.field, mark),
                Threshold(
                    rule=rule.id,
                    title=rule.title,
                    does=rule.does.value,
                    field=one.field,
                    heading=worded(field.heading, language) if field is not None else one.field.replace("_", " "),
                    unit=field.unit if field is not None else "",
                    stated=None if figure is None else str(figure),
                    announced=announced,
                    compared=_WORDS[one.operator],
                    mark=mark,
                    reached=_reached(figure, one.operator, mark),
                    confidence=rule.basis.confidence.value,
                    sources=tuple(_source(name, pack.sources[name]) for name in rule.basis.sources),
                    note=rule.note,
                ),
            )
    return tuple(found.values())


def _source(name: str, text: str) -> str:
    """Return a source under its key, which is left out where its text begins with it."""
    return text if text.lower().startswith(name.lower()) else f"{name}: {text}"


def _compared(condition: Condition) -> Iterator[Compare]:
    """Yield the comparisons of a figure with a number."""
    match condition:
        case Compare(field, operator, value):
            if field in COUNTS and operator in _WORDS and number_of(value) is not None:
                yield condition
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from _compared(part)
        case Not(part) | During(_, part):
            yield from _compared(part)


def _figure(activity: Activity, field: str) -> tuple[Figure | None, bool]:
    """Return the figure that was stated, and whether it is the public one: as a rule on troops takes it."""
    counted = activity.figures.get(field)
    if counted is None and field == TROOPS and activity.announced is not None:
        return activity.announced, True
    return counted, False


def _reached(figure: Figure | None, operator: Operator, mark: int) -> bool | None:
    if figure is None:
        return None
    held = {_holds(number, operator, mark) for number in (figure.least, figure.most)}
    return held.pop() if len(held) == 1 else None


def _holds(number: int, operator: Operator, mark: int) -> bool:
    match operator:
        case Operator.AT_LEAST:
            return number >= mark
        case Operator.MORE_THAN:
            return number > mark
        case Operator.AT_MOST:
            return number <= mark
        case _:
            return number < mark


def _fields(pack: Pack) -> Mapping[str, FormField]:
    """Return the fields of the pack's forms by name; the first form that has one names it."""
    found: dict[str, FormField] = {}
    for form in pack.formats.values():
        for field in form.fields:
            if field.unit:
                found.setdefault(field.name, field)
    return found
