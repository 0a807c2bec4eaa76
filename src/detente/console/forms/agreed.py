"""A form of an agreement on a page: its fields as controls, in the agreement's own words and units, and back.

What is typed becomes the values that the agreement's own check reads, here as at every node; each finding stands at the
field of which it speaks.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from detente.console.forms.bodies import Errors
from detente.console.forms.controls import LIST_ROWS, NO, YES, Control, Shape, Typed, rows_of
from detente.council.kinds import Kind
from detente.council.notification.state import AMENDMENT, NOTIFICATION, changes
from detente.languages import gettext as _
from detente.limits import FORM_ROWS_MAX, FORM_TEXT_CHARACTERS_MAX
from detente.regimes.conditions import Truth, evaluate
from detente.regimes.form import Format, FormField, Sort, worded
from detente.regimes.forms import placed
from detente.regimes.pack import Pack
from detente.regimes.values import stated

FIELDS: Final = "fields"
"""Of a body: the form, filled in."""
PREFIX: Final = f"body.{FIELDS}"
REGIME, FORMAT, VERSION, NIL = "regime", "format", "version", "nil"
POINT: Final = ("lat", "lon", "name")
FEW_ROWS: Final = 2


@dataclass(frozen=True, slots=True)
class AgreedForm:
    """A form of an agreement that a page fills in.

    Args:
        before: what is stated already, where it is amended; None of a first notification.
    """

    pack: Pack
    format: Format
    before: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Agreed:
    """The controls of such a form.

    Args:
        title: of the form, in words; `agreement` likewise.
        asked: what has to be stated, as things stand.
        folded: what can be stated besides, and is not.
        told: how sure it is that the form is the agreement's.
    """

    title: str
    agreement: str
    told: str
    asked: tuple[Control, ...]
    folded: tuple[Control, ...]


def takes_form(kind: Kind) -> bool:
    """Say if an act of a kind holds a form of an agreement."""
    return kind.name in (NOTIFICATION, AMENDMENT)


def agreed_of(form: AgreedForm, typed: Typed, errors: Errors, language: str) -> Agreed:
    """Return the controls of a form: what must be stated first, what may be and is not folded."""
    values, _errors = values_of(form.format.fields, typed)
    asked: list[Control] = []
    folded: list[Control] = []
    for field in form.format.fields:
        control = _control(field, f"{PREFIX}.{field.name}", typed, errors, language, required=_required(field, values))
        (asked if control.required or control.filled or control.parts else folded).append(control)
    asked.sort(key=lambda one: not one.required)
    told = _("How sure it is that this is the agreement's form: {confidence}.").format(
        confidence=_(str(form.format.basis.confidence))
    )
    told = f"{told} {form.format.note}"
    return Agreed(worded(form.format.title, language), form.pack.instrument, told.strip(), tuple(asked), tuple(folded))


def _required(field: FormField, values: Mapping[str, Any]) -> bool:
    when = field.required_when
    return field.required or (when is not None and evaluate(when, values).truth is Truth.TRUE)


def _control(field: FormField, name: str, typed: Typed, errors: Errors, language: str, *, required: bool) -> Control:
    label, told, error = worded(field.heading, language), worded(field.help, language), errors.get(name, "")
    if _rowed(field):
        return _table(field, name, typed, errors, language, required=required)
    if field.sort is Sort.PLACE:
        parts = _point(name, typed, errors)
        return Control(name, label, Shape.GROUP, required, told, parts=parts, error=error)
    value = typed.get(name, "")
    if field.many or field.sort is Sort.LIST:
        one_a_line = _("One a line, at most {most}.").format(most=f"{FORM_ROWS_MAX:,}")
        told = f"{one_a_line} {told}".strip()
        return Control(name, label, Shape.LIST, required, told, value, rows=LIST_ROWS, error=error)
    if field.sort in (Sort.CHOICE, Sort.FLAG):
        choices = ("", *(field.choices or (YES, NO)))
        return Control(name, label, Shape.CHOICE, required, told, value, choices, error=error)
    shape = {Sort.COUNT: Shape.NUMBER, Sort.QUANTITY: Shape.NUMBER, Sort.DATE: Shape.DAY}.get(field.sort, Shape.LINE)
    if field.sort is Sort.TEXT and name.count(".") == PREFIX.count(".") + 1:
        shape = Shape.TEXT
    if field.sort is Sort.TIME:
        told = f"{_('With its zone, like 2027-06-15T10:00:00+02:00.')} {told}".strip()
    return Control(
        name, label, shape, required, told, value, rows=FEW_ROWS, error=error, unit=field.unit,
        most=FORM_TEXT_CHARACTERS_MAX if field.sort is Sort.TEXT else None, decimal=field.sort is Sort.QUANTITY,
    )  # fmt: skip


def _rowed(field: FormField) -> bool:
    return field.sort in (Sort.TABLE, Sort.AREA) or (field.sort is Sort.PLACE and field.many)


def _table(field: FormField, name: str, typed: Typed, errors: Errors, language: str, *, required: bool) -> Control:
    label = worded(field.heading, language)

    def parts(row: str) -> tuple[Control, ...]:
        if field.sort is not Sort.TABLE:
            return _point(row, typed, errors)
        values, _errors = _row(field, row, typed)
        made = [
            _control(one, f"{row}.{one.name}", typed, errors, language, required=_required(one, values))
            for one in field.fields
        ]
        return tuple(sorted(made, key=lambda one: not one.required))

    rows = tuple(
        Control(row, f"{label} {number + 1}", Shape.GROUP, False, parts=parts(row))
        for number in range(rows_of(name, typed, required=required))
        for row in [f"{name}.{number}"]
    )
    told = worded(field.help, language)
    return Control(name, label, Shape.TABLE, required, told, parts=rows, error=errors.get(name, ""))


def _point(name: str, typed: Typed, errors: Errors) -> tuple[Control, ...]:
    def line(part: str, label: str, told: str, *, required: bool = False) -> Control:
        value, error = typed.get(f"{name}.{part}", ""), errors.get(f"{name}.{part}", "")
        return Control(f"{name}.{part}", label, Shape.LINE, required, told, value, most=64, error=error,
                       decimal=part != "name")  # fmt: skip

    return (
        line("lat", _("Latitude"), _("Degrees, north positive."), required=True),
        line("lon", _("Longitude"), _("Degrees, east positive."), required=True),
        line("name", _("Name of the place"), ""),
    )


# --- from what was typed to values ------------------------------------------------------------------------------------


def values_of(fields: Iterable[FormField], typed: Typed, prefix: str = PREFIX) -> tuple[dict[str, Any], Errors]:
    """Return what was typed as an agreement's check reads it, without blanks, and what cannot even be read."""
    found: dict[str, Any] = {}
    errors: Errors = {}
    for field in fields:
        value, wrong = _value(field, f"{prefix}.{field.name}", typed)
        errors |= wrong
        if stated(value):
            found[field.name] = value
    return found, errors


def _value(field: FormField, name: str, typed: Typed) -> tuple[Any, Errors]:
    if _rowed(field):
        rows = [_row(field, f"{name}.{number}", typed) for number in range(rows_of(name, typed))]
        return [row for row, _errors in rows if row], {key: why for _found, wrong in rows for key, why in wrong.items()}
    if field.sort is Sort.PLACE:
        return _place(name, typed), {}
    text = typed.get(name, "").strip()
    if field.many or field.sort is Sort.LIST:
        return [_leaf(field, line.strip()) for line in text.split("\n") if line.strip()], {}
    if field.sort is Sort.FLAG and text not in ("", YES, NO):
        return None, {name: _("Choose yes or no.")}
    return _leaf(field, text), {}


def _row(field: FormField, name: str, typed: Typed) -> tuple[dict[str, Any], Errors]:
    return values_of(field.fields, typed, name) if field.sort is Sort.TABLE else (_place(name, typed), {})


def _place(name: str, typed: Typed) -> dict[str, Any]:
    found = {part: typed.get(f"{name}.{part}", "").strip() for part in POINT}
    return {part: text for part, text in found.items() if text}


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
        case _:
            return text


def body_of(form: AgreedForm, typed: Typed, *, nil: bool, language: str) -> tuple[dict[str, Any], Errors]:
    """Return what a form adds to the body, and what is wrong with it by name of control.

    Of an amendment it is what changes: what is stated otherwise, and what is stated no more.
    """
    values, errors = values_of(form.format.fields, typed)
    if form.before is not None:
        values = _as_it_stood(form.format, typed, values, form.before)
    for path, found in placed(form.format, values, form.pack, language, nil=nil):
        name = f"{PREFIX}.{as_typed(form.format.fields, path, typed, PREFIX)}" if path else PREFIX
        errors.setdefault(name, _("Expected {expected}; got {got}.").format(expected=found.expected, got=found.got))
    if form.before is None:
        return ({FIELDS: values} if values else {}), errors
    changed = changes(form.before, values)
    if not changed:
        errors.setdefault(
            PREFIX, _("Nothing is stated otherwise than it stands: change a field, or leave it as it is.")
        )
    return changed, errors


def as_typed(fields: Iterable[FormField], path: str, typed: Typed, prefix: str) -> str:
    """Return the path of a finding with the numbers of rows as they were typed: blank ones are no values."""
    name, _dot, rest = path.partition(".")
    field = next((one for one in fields if one.name == name), None)
    if field is None or not rest or not _rowed(field):
        return path
    number, _dot, rest = rest.partition(".")
    table = f"{prefix}.{name}"
    filled = [at for at in range(rows_of(table, typed)) if _row(field, f"{table}.{at}", typed)[0]]
    row = f"{name}.{filled[int(number)]}"
    return f"{row}.{as_typed(field.fields, rest, typed, f'{prefix}.{row}')}" if rest else row


def _as_it_stood(
    format: Format,  # noqa: A002  the word of the field
    typed: Typed,
    values: Mapping[str, Any],
    before: Mapping[str, Any],
) -> dict[str, Any]:
    """Return values, where nobody typed anything else as they stood: a zone or a datum that no control shows stays."""

    def of(name: str, given: Typed) -> dict[str, str]:
        head = f"{PREFIX}.{name}"
        return {key: text for key, text in given.items() if text and (key == head or key.startswith(f"{head}."))}

    shown = typed_of(format, before)
    same = {field.name for field in format.fields if of(field.name, typed) == of(field.name, shown)}
    kept = {name: value for name, value in before.items() if name in same}
    return {**{name: value for name, value in values.items() if name not in same}, **kept}


def typed_of(format: Format, values: Mapping[str, Any]) -> dict[str, str]:  # noqa: A002  the word of the field
    """Return what a form begins with where values are stated already."""
    return _typed_fields(format.fields, values, PREFIX)


def _typed_fields(fields: Iterable[FormField], values: Mapping[str, Any], prefix: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for field in fields:
        if stated(value := values.get(field.name)):
            found |= _typed(field, f"{prefix}.{field.name}", value)
    return found


def _typed(field: FormField, name: str, value: Any) -> dict[str, str]:
    row: Callable[[str, Any], dict[str, str]] = (
        (lambda at, one: _typed_fields(field.fields, one, at)) if field.sort is Sort.TABLE else _typed_point
    )
    if _rowed(field):
        found: dict[str, str] = {}
        for number, one in enumerate(value if isinstance(value, list | tuple) else ()):
            found |= row(f"{name}.{number}", one) if isinstance(one, Mapping) else {}
        return found
    if field.sort is Sort.PLACE:
        return _typed_point(name, value) if isinstance(value, Mapping) else {}
    values = value if isinstance(value, list | tuple) else [value]
    return {name: "\n".join(_text(one) for one in values)}


def _typed_point(name: str, value: Mapping[str, Any]) -> dict[str, str]:
    return {f"{name}.{part}": str(value[part]) for part in POINT if stated(value.get(part))}


def _text(value: Any) -> str:
    match value:
        case bool():
            return YES if value else NO
        case Mapping():
            return str(value.get("value", value.get("at", "")))
        case _:
            return str(value)
