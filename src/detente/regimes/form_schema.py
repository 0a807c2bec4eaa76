"""The JSON Schema of a format, for programs that fill it in: it allows all that `forms.check` does, and some more.

What a schema cannot say (sums, order, the zone, conditions over durations) the check says. Source: JSON Schema 2020-12.
"""

from typing import Any, Final

from detente.limits import FORM_ROWS_MAX, FORM_TEXT_CHARACTERS_MAX
from detente.regimes.conditions import All, AnyOf, Compare, Condition, Operator
from detente.regimes.form import Format, FormField, Sort, worded

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_DECIMAL: Final = r"^-?[0-9]{1,15}(\.[0-9]{1,9})?$"
_BOUNDS: Final = {
    Operator.AT_LEAST: "minimum",
    Operator.MORE_THAN: "exclusiveMinimum",
    Operator.AT_MOST: "maximum",
    Operator.LESS_THAN: "exclusiveMaximum",
}


def json_schema(format: Format, language: str = "en") -> dict[str, Any]:  # noqa: A002  the word of the field
    """Return the schema of a filled form, with its headings in a language."""
    return {
        "$schema": DIALECT,
        "title": worded(format.title, language),
        "x-format": format.name,
        "x-version": format.version,
        **_object(format.fields, language),
    }


def _object(fields: tuple[FormField, ...], language: str) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {field.name: _property(field, language) for field in fields},
        "additionalProperties": False,
    }
    if required := [field.name for field in fields if field.required]:
        schema["required"] = required
    conditional = [
        {"if": condition, "then": {"required": [field.name]}}
        for field in fields
        if field.required_when is not None and (condition := _condition(field.required_when)) is not None
    ]
    if conditional:
        schema["allOf"] = conditional
    return schema


def _property(field: FormField, language: str) -> dict[str, Any]:
    schema = _value(field, language)
    if field.sort in (Sort.LIST, Sort.AREA, Sort.TABLE) or field.many:
        schema = {"type": "array", "items": schema, "maxItems": FORM_ROWS_MAX}
    if field.sort is Sort.TABLE:
        schema["items"] = _object(field.fields, language)
    schema["title"] = worded(field.heading, language)
    if field.help:
        schema["description"] = worded(field.help, language)
    if field.unit:
        schema["x-unit"] = field.unit
    return schema


def _value(field: FormField, language: str) -> dict[str, Any]:
    match field.sort:
        case Sort.TEXT | Sort.LIST:
            return {"type": "string", "minLength": 1, "maxLength": FORM_TEXT_CHARACTERS_MAX}
        case Sort.COUNT:
            return _number(field, {"type": "integer"}, r"^[0-9]{1,15}$", bare=True)
        case Sort.QUANTITY:
            return _number(field, {"type": "number"}, _DECIMAL, bare=False)
        case Sort.DATE:
            return {"type": "string", "format": "date", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
        case Sort.TIME:
            at = {"type": "string", "format": "date-time"}
            return {"anyOf": [at, _closed({"at": at, "zone": {"type": "string"}}, ["at"])]}
        case Sort.PLACE | Sort.AREA:
            texts = {name: {"type": "string"} for name in ("datum", "name", "source")}
            return _closed({"lat": _degrees(90), "lon": _degrees(180), **texts}, ["lat", "lon"])
        case Sort.CHOICE:
            return {"enum": list(field.choices)}
        case Sort.FLAG:
            return {"type": "boolean"}
        case Sort.TABLE:
            return _object(field.fields, language)


def _number(field: FormField, number: dict[str, Any], pattern: str, *, bare: bool) -> dict[str, Any]:
    if not field.signed:
        number = {**number, "minimum": 0}
    else:
        pattern = _DECIMAL
    plain = [number, {"type": "string", "pattern": pattern}]
    with_unit = _closed({"value": {"anyOf": plain}, "unit": {"const": field.unit}}, ["value", "unit"])
    return {"anyOf": [*plain, with_unit]} if bare else with_unit


def _degrees(most: int) -> dict[str, Any]:
    return {"anyOf": [{"type": "number", "minimum": -most, "maximum": most}, {"type": "string", "pattern": _DECIMAL}]}


def _closed(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _condition(condition: Condition) -> dict[str, Any] | None:
    """Return a condition as a schema that is never true where the condition is not, or None where there is none."""
    match condition:
        case Compare(field, Operator.EQUALS, value) if isinstance(value, bool | str):
            return _of(field, {"const": value})
        case Compare(field, Operator.ONE_OF, wanted) if all(isinstance(one, str) for one in wanted):
            return _of(field, {"enum": list(wanted)})
        case Compare(field, operator, value) if operator in _BOUNDS and isinstance(value, int | float):
            return _of(field, {"type": "number", _BOUNDS[operator]: value})
        case All(parts):
            found = [_condition(part) for part in parts]
            return {"allOf": found} if all(found) else None
        case AnyOf(parts):
            known = [one for part in parts if (one := _condition(part)) is not None]
            return {"anyOf": known} if known else None
        case _:
            return None


def _of(field: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"properties": {field: schema}, "required": [field]}
