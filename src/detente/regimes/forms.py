"""Forms: what is wrong with what was filled in, the JSON Schema for programs, and the lines that people read.

Whoever drafts, in the command, on a page or by program, is checked here before anything is signed; what comes from
others is checked here too, and shown as what it is. Source: docs/spec/regimes.md section 6.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from detente.errors import Refused
from detente.limits import FORM_ROWS_MAX
from detente.regimes.conditions import Truth, evaluate
from detente.regimes.form import Format, FormField, Sort, worded
from detente.regimes.form_lines import render, render_field
from detente.regimes.form_schema import json_schema
from detente.regimes.form_values import check_value
from detente.regimes.pack import Pack
from detente.regimes.values import moment_of, number_of, shown, stated

__all__ = ["check", "json_schema", "placed", "render", "render_field", "written"]

Placed = tuple[str, Refused]
"""What is wrong, after the path of the field: `troops`, or `phases.0.start` in a table's first row."""

YEAR: Final = "year"


def check(
    format: Format,  # noqa: A002  the word of the field
    values: Mapping[str, Any],
    pack: Pack,
    language: str = "en",
    *,
    nil: bool = False,
) -> list[Refused]:
    """Return what is wrong with a filled form, in the order of its fields; nothing where all is sound.

    Args:
        values: as JSON, CBOR or TOML has them; blank ones are not stated.
        language: in which the fields are named.
        nil: a return that there is nothing to report.
    """
    return [found for _path, found in placed(format, values, pack, language, nil=nil)]


def placed(
    format: Format,  # noqa: A002  the word of the field
    values: Mapping[str, Any],
    pack: Pack,
    language: str = "en",
    *,
    nil: bool = False,
) -> list[Placed]:
    """Return what `check` returns, each after the path of its field; the path of what has no field is its name."""
    if nil:
        return list(_check_nil(format, values, pack, language))
    return list(_check_fields(format.fields, values, pack, language, "", ""))


def written(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as they are signed: blanks left out, days and times as text, fractions as decimal text.

    A time keeps the zone in which it was stated; an act holds no fractions, so that they have one spelling.
    """
    return {name: _written(value) for name, value in values.items() if stated(value)}


def _written(value: Any) -> Any:
    match value:
        case Mapping():
            return written(value)
        case list() | tuple():
            return [_written(one) for one in value if stated(one)]
        case datetime() | date():
            return value.isoformat()
        case float() | Decimal():
            number = number_of(value)
            whole = number is not None and number == number.to_integral_value()
            return int(number) if number is not None and whole else _decimal(number, value)
        case _:
            return value


def _decimal(number: Decimal | None, value: object) -> str:
    return str(value) if number is None else format(round(number, 9).normalize(), "f")


def _check_nil(form: Format, values: Mapping[str, Any], pack: Pack, language: str) -> Iterator[Placed]:
    if not form.nil:
        expected = f"{worded(form.title, language)}: something to report"
        yield "", Refused("form-nil", expected=expected, got="a nil return")
    for name, value in values.items():
        if stated(value) and not (form.yearly and name == YEAR):
            yield name, Refused("form-nil", expected="a nil return to state nothing else", got=str(name)[:80])
    if form.yearly:
        fields = [field for field in form.fields if field.name == YEAR]
        yield from _check_fields(fields, {YEAR: values.get(YEAR)}, pack, language, "", "")


def _check_fields(
    fields: Iterable[FormField], values: Mapping[str, Any], pack: Pack, language: str, within: str, path: str
) -> Iterator[Placed]:
    """Yield what is wrong with a form, or with one row of a table in it.

    Args:
        within: the table and row in words, with a colon; `path` the same as a path, with a dot.
    """
    known = {field.name: field for field in fields}
    for name in values.keys() - known.keys():
        expected = f"{within}one of {', '.join(known)}"
        yield f"{path}{name}", Refused("form-field-unknown", expected=expected, got=str(name)[:80])
    sound = set()
    for field in known.values():
        where = f"{within}{worded(field.heading, language)} ({field.name})"
        value = values.get(field.name)
        if not stated(value):
            yield from _at(f"{path}{field.name}", _check_required(field, values, where))
            continue
        wrong = list(_check_field(field, value, where, pack, language, f"{path}{field.name}"))
        yield from wrong
        sound |= set() if wrong else {field.name}
    for field in known.values():
        if field.name in sound:
            where = f"{within}{worded(field.heading, language)} ({field.name})"
            yield from _at(f"{path}{field.name}", _check_sum(field, values, sound, where))
            yield from _at(f"{path}{field.name}", _check_order(field, known, values, sound, where))


def _at(path: str, found: Iterable[Refused]) -> Iterator[Placed]:
    return ((path, one) for one in found)


def _check_required(field: FormField, values: Mapping[str, Any], where: str) -> Iterator[Refused]:
    if field.required:
        yield Refused("form-missing", expected=f"{where}: to be stated", got="nothing")
    elif field.required_when is not None:
        found = evaluate(field.required_when, values)
        if found.truth is Truth.TRUE:
            why = found.reason
            yield Refused("form-missing", expected=f"{where}: to be stated, as {why}", got="nothing")


def _check_field(field: FormField, value: Any, where: str, pack: Pack, language: str, path: str) -> Iterator[Placed]:
    if field.sort is not Sort.TABLE:
        yield from _at(path, check_value(field, value, where, pack))
        return
    rows = value if isinstance(value, list | tuple) else None
    if rows is None or len(rows) > FORM_ROWS_MAX or not all(isinstance(row, Mapping) for row in rows):
        yield path, Refused("form-type", expected=f"{where}: at most {FORM_ROWS_MAX} rows", got=repr(value)[:120])
        return
    for number, row in enumerate(rows, start=1):
        yield from _check_fields(field.fields, row, pack, language, f"{where}, row {number}: ", f"{path}.{number - 1}.")


def _check_sum(field: FormField, values: Mapping[str, Any], sound: set[str], where: str) -> Iterator[Refused]:
    """A total and its parts are compared where both are stated, and every part is."""
    table, _, column = field.sum_of.partition(".")
    if table not in sound:
        return
    parts = [number_of(row.get(column)) for row in values[table]]
    total = number_of(values[field.name])
    found = sum((part for part in parts if part is not None), Decimal())
    if None not in parts and total != found:
        expected = f"{where}: the sum of {table}, {shown(found)} {field.unit}"
        yield Refused("form-sum", expected=expected, got=shown(total), remedy="correct the total or the parts")


def _check_order(
    field: FormField, known: Mapping[str, FormField], values: Mapping[str, Any], sound: set[str], where: str
) -> Iterator[Refused]:
    first = field.not_before or ("start" if field.name == "end" else "")
    if first not in sound or field.many or known[first].many:
        return
    one, other = moment_of(values[first]), moment_of(values[field.name])
    if one is None or other is None:
        return
    # A day and a time are compared by their days, in UTC.
    if not (isinstance(one, datetime) and isinstance(other, datetime)):
        one, other = (moment.date() if isinstance(moment, datetime) else moment for moment in (one, other))
    if other < one:
        yield Refused("form-order", expected=f"{where}: not before {first}, {one}", got=str(other))
