"""A filled form as people read it: headings in the reader's language, what was written as its author wrote it."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from detente.regimes.form import Format, FormField, Sort, figure_in, said_in, unit_in, worded
from detente.regimes.form_values import degrees_of
from detente.regimes.values import moment_of, number_of, shown, stated


def render(
    format: Format,  # noqa: A002  the word of the field
    values: Mapping[str, Any],
    language: str = "en",
) -> tuple[str, ...]:
    """Return a filled form line by line; what cannot be read is shown as it stands, what nobody knows at the end."""
    known = {field.name for field in format.fields}
    rest = (f"{name}: {_text(value)}" for name, value in values.items() if name not in known)
    return (*_lines(format.fields, values, language), *rest)


def _lines(fields: Iterable[FormField], values: Mapping[str, Any], language: str) -> Iterator[str]:
    for field in fields:
        value: Any = values.get(field.name)
        if not stated(value):
            continue
        heading, found = worded(field.heading, language), _value(field, value, language)
        if isinstance(found, str):
            yield f"{heading}: {found}"
        else:
            yield f"{heading}:"
            yield from (f"  {number}. {row}" for number, row in enumerate(found, start=1))


def render_field(
    format: Format,  # noqa: A002  the word of the field
    name: str,
    value: Any,
    language: str = "en",
) -> tuple[str, tuple[str, ...]]:
    """Return a field's heading and its value row by row, as `render` has them; no rows where it is not stated."""
    field = format.field(name)
    heading = worded(field.heading, language) if field is not None else name
    if not stated(value):
        return heading, ()
    found = _value(field, value, language) if field is not None else _text(value)
    return heading, (found,) if isinstance(found, str) else tuple(found)


def _value(field: FormField, value: Any, language: str) -> str | list[str]:
    """Return a value that is stated, in a line; one that stands in rows, row by row."""
    if not isinstance(value, list | tuple):
        return _shown(field, value, language)
    if field.sort is Sort.TABLE:
        return [
            "; ".join(_lines(field.fields, row, language)) if isinstance(row, Mapping) else _text(row) for row in value
        ]
    found = [_shown(field, one, language) for one in value]
    return found if field.sort in (Sort.LIST, Sort.AREA) else ", ".join(found)


def _shown(field: FormField, value: Any, language: str) -> str:
    match field.sort:
        case Sort.COUNT | Sort.QUANTITY:
            return _number(field, value, language)
        case Sort.FLAG | Sort.CHOICE:
            text = _text(value)
            return said_in(text, language) if isinstance(value, bool) or text in field.choices else text
        case Sort.TIME:
            return _time(value)
        case Sort.PLACE | Sort.AREA:
            return _place(value)
        case _:
            return _text(value)


def _number(field: FormField, value: Any, language: str) -> str:
    number = number_of(value)
    if number is None:
        return _text(value)
    if field.unit == "year":
        return f"{number:f}"
    unit = value.get("unit", field.unit) if isinstance(value, Mapping) else field.unit
    return f"{figure_in(shown(number), language)} {unit_in(unit, language) if unit == field.unit else unit}"


def _time(value: Any) -> str:
    """Return UTC and the local time as it was stated, like `2027-06-15 08:00:00Z (10:00:00 +02:00 CEST)`."""
    moment = moment_of(value)
    if not isinstance(moment, datetime):
        return _text(value)
    inner = value.get("at") if isinstance(value, Mapping) else value
    local = datetime.fromisoformat(inner.strip()) if isinstance(inner, str) else inner
    if not isinstance(local, datetime):
        return _text(value)
    zone = value.get("zone", "") if isinstance(value, Mapping) else ""
    offset = f"{local:%z}"
    stated_zone = " ".join(part for part in (f"{offset[:3]}:{offset[3:5]}", str(zone)) if part)
    day = "" if local.date() == moment.date() else f"{local:%Y-%m-%d} "
    return f"{moment:%Y-%m-%d %H:%M:%S}Z ({day}{local:%H:%M:%S} {stated_zone})"


def _place(value: Any) -> str:
    lat, lon = (degrees_of(value.get(name)) for name in ("lat", "lon")) if isinstance(value, Mapping) else (None, None)
    if lat is None or lon is None:
        return _text(value)
    at = f"{abs(lat):g}° {'N' if lat >= 0 else 'S'}, {abs(lon):g}° {'E' if lon >= 0 else 'W'}"
    said = [str(value[name]) for name in ("name", "datum", "source") if stated(value.get(name))]
    return ", ".join([at, *said])


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_text(one)}" for name, one in value.items())
    if isinstance(value, list | tuple):
        return "; ".join(map(_text, value))
    return shown(value)
