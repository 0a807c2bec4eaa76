"""A form of an agreement from what was typed to the values that the agreement's check reads, and back."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from detente.console.forms.agreed_form import PREFIX, WAS, Stated
from detente.console.forms.bodies import Errors, time_from
from detente.console.forms.controls import LOCAL, NO, YES, Typed, rows_of
from detente.console.forms.wording import missing, no_degrees
from detente.council.points import Degrees, decimal_of, degrees_in_words
from detente.errors import Refused
from detente.languages import current
from detente.languages import gettext as _
from detente.regimes.form import Format, FormField, Sort, worded
from detente.regimes.form_values import PLACE
from detente.regimes.values import moment_of, stated

DEGREES: Final[Mapping[str, Degrees]] = {"lat": Degrees.LATITUDE, "lon": Degrees.LONGITUDE}
"""What each part of a place says."""


def rowed(field: FormField) -> bool:
    """Say if a field's values stand in rows of several controls."""
    return field.sort in (Sort.TABLE, Sort.AREA) or (field.sort is Sort.PLACE and field.many)


# --- from what was typed to values ------------------------------------------------------------------------------------


def values_of(fields: Iterable[FormField], typed: Typed, prefix: str = PREFIX) -> tuple[dict[str, Any], Errors]:
    """Return what was typed as an agreement's check reads it, without blanks, and what cannot even be read."""
    found: dict[str, Any] = {}
    errors: Errors = {}
    for field in fields:
        value, wrong = value_of(field, f"{prefix}.{field.name}", typed)
        errors |= wrong
        if stated(value):
            found[field.name] = value
    return found, errors


def value_of(field: FormField, name: str, typed: Typed) -> tuple[Any, Errors]:
    """Return what was typed for a field, and what of it cannot even be read."""
    if rowed(field):
        rows = [row_of(field, f"{name}.{number}", typed) for number in range(rows_of(name, typed))]
        return [row for row, _errors in rows if row], {key: why for _found, wrong in rows for key, why in wrong.items()}
    if field.sort is Sort.PLACE:
        return place_of(name, typed)
    text = typed.get(name, "").strip()
    if field.many or field.sort is Sort.LIST:
        return [_leaf(field, line.strip()) for line in text.split("\n") if line.strip()], {}
    if field.sort is Sort.FLAG and text not in ("", YES, NO):
        return None, {name: missing(worded(field.heading, current()), chosen=True)}
    return _leaf(field, text), {}


def row_of(field: FormField, name: str, typed: Typed) -> tuple[dict[str, Any], Errors]:
    """Return what was typed in one row; nothing where that is blank."""
    return values_of(field.fields, typed, name) if field.sort is Sort.TABLE else place_of(name, typed)


def degrees_of(part: str) -> str:
    """Return what latitude or longitude is called."""
    return {"lat": _("Latitude"), "lon": _("Longitude")}[part]


def place_of(name: str, typed: Typed) -> tuple[dict[str, Any], Errors]:
    """Return a place as it was typed, in its parts."""
    found = {part: text for part in PLACE if (text := typed.get(f"{name}.{part}", "").strip())}
    errors: Errors = {}
    for part, what in DEGREES.items() if found else ():
        text = found.get(part, "")
        try:
            # Where the two are at odds, the form's check says so.
            found[part] = decimal_of(text, what)
            wrong = "" if degrees_in_words(found[part], what) else no_degrees(degrees_of(part), what)
        except Refused:
            wrong = no_degrees(degrees_of(part), what) if text else missing(degrees_of(part))
        if wrong:
            errors[f"{name}.{part}"] = wrong
    return found, errors


def _leaf(field: FormField, text: str) -> Any:
    """Return one value; what is no number stays text, so that the check can say so."""
    if text == "":
        return None
    match field.sort:
        case Sort.FLAG:
            return text == YES
        case Sort.COUNT:
            return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else text
        case Sort.QUANTITY:
            return {"value": text, "unit": field.unit}
        case Sort.TIME:
            return time_from(text)
        case _:
            return text


# --- from values to what is typed -------------------------------------------------------------------------------------


def typed_of(format: Format, values: Stated, version: int | None = None) -> dict[str, str]:  # noqa: A002  the field's word
    """Return what a form begins with where values are stated already.

    Args:
        version: as which they stand; each row then names the one that it was there.
    """
    return _typed_fields(format.fields, values, PREFIX, version)


def _typed_fields(
    fields: Iterable[FormField], values: Mapping[str, Any], prefix: str, version: int | None
) -> dict[str, str]:
    found: dict[str, str] = {}
    for field in fields:
        if stated(value := values.get(field.name)):
            found |= typed_field(field, f"{prefix}.{field.name}", value, version)
    return found


def typed_field(field: FormField, name: str, value: Any, version: int | None = None) -> dict[str, str]:
    """Return what the controls of one field begin with."""
    if rowed(field):
        found: dict[str, str] = {}
        for number, one in enumerate(value if isinstance(value, list | tuple) else ()):
            found |= _typed_row(field, f"{name}.{number}", one, version) if isinstance(one, Mapping) else {}
            found |= {} if version is None else {f"{name}.{number}.{WAS}": f"{version}.{number}"}
        return found
    if field.sort is Sort.PLACE:
        return _typed_point(name, value) if isinstance(value, Mapping) else {}
    values = value if isinstance(value, list | tuple) else [value]
    return {name: "\n".join(_text(field, one) for one in values)}


def _typed_row(field: FormField, name: str, row: Mapping[str, Any], version: int | None) -> dict[str, str]:
    return _typed_fields(field.fields, row, name, version) if field.sort is Sort.TABLE else _typed_point(name, row)


def _typed_point(name: str, value: Mapping[str, Any]) -> dict[str, str]:
    return {f"{name}.{part}": str(value[part]) for part in PLACE if stated(value.get(part))}


def _text(field: FormField, value: Any) -> str:
    if field.sort is Sort.TIME and not field.many:
        return in_utc(value)
    # Ends of lines as they come back from a browser.
    match value:
        case bool():
            return YES if value else NO
        case Mapping():
            return str(value.get("value", value.get("at", "")))
        case _:
            return str(value).replace("\r\n", "\n").replace("\r", "\n")


def in_utc(value: Any) -> str:
    """Return a time as a control takes it, in UTC; what it cannot take stays as it is written."""
    moment = moment_of(value)
    text = str(value.get("at", "")) if isinstance(value, Mapping) else str(value)
    if not isinstance(moment, datetime) or moment.microsecond or LOCAL.fullmatch(text):
        return text
    return f"{moment:%Y-%m-%dT%H:%M:%S}"
