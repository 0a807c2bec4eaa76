"""A form of an agreement on a page: its fields as controls, in the agreement's own words and units.

What is typed becomes the values that the agreement's own check reads, here as at every node; each finding stands at the
field of which it speaks.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from detente.console.forms.agreed_form import AMENDS, FIELDS, NUMBER, PREFIX, WAS, AgreedForm
from detente.console.forms.agreed_values import DEGREES, degrees_of, in_utc, row_of, rowed, values_of
from detente.console.forms.amending import Moved, moved, stated_so
from detente.console.forms.bodies import Errors
from detente.console.forms.controls import DAY, LIST_ROWS, LOCAL, NO, YES, Control, Shape, Typed, degrees_help, rows_of
from detente.console.forms.wording import wrong_in_form
from detente.console.words.facts import unit_of
from detente.council.notification.state import changes
from detente.languages import gettext as _
from detente.languages import said
from detente.languages.joining import grouped
from detente.limits import FORM_ROWS_MAX, FORM_TEXT_CHARACTERS_MAX
from detente.regimes.conditions import Truth, evaluate
from detente.regimes.form import FormField, Sort, worded
from detente.regimes.form_values import PLACE
from detente.regimes.forms import placed, render_field

FEW_ROWS: Final = 2
DEGREES_MAX: Final = 20
"""Characters of degrees."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """The controls of such a form.

    Args:
        title: of the form, in words; `agreement` likewise.
        asked: what has to be stated, as things stand.
        folded: what can be stated besides, and is not.
        told: how sure it is that the form is the agreement's.
        unknown: heading and rows of what is stated and this version of the form does not know.
        moved: what was amended since the officer began; `moved_by` which acts did.
    """

    title: str
    agreement: str
    told: str
    asked: tuple[Control, ...]
    folded: tuple[Control, ...]
    unknown: tuple[tuple[str, tuple[str, ...]], ...] = ()
    moved: tuple[Moved, ...] = ()
    moved_by: tuple[str, ...] = ()


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
    told = f"{told} {said(form.format.note)}"
    mark = [Control(AMENDS, "", Shape.HIDDEN, False, value=typed[AMENDS])] if AMENDS in typed else []
    unknown = [name for name in form.before or {} if form.format.field(name) is None]
    return Agreed(
        worded(form.format.title, language), said(form.pack.instrument), told.strip(), (*mark, *asked), tuple(folded),
        tuple(render_field(form.format, name, (form.before or {})[name], language) for name in unknown),
        moved(form, typed, language), form.moved_by,
    )  # fmt: skip


def _required(field: FormField, values: Mapping[str, Any]) -> bool:
    when = field.required_when
    return field.required or (when is not None and evaluate(when, values).truth is Truth.TRUE)


def _control(field: FormField, name: str, typed: Typed, errors: Errors, language: str, *, required: bool) -> Control:
    label, told, error = worded(field.heading, language), worded(field.help, language), errors.get(name, "")
    if rowed(field):
        return _table(field, name, typed, errors, language, required=required)
    if field.sort is Sort.PLACE:
        parts = _point(name, typed, errors)
        return Control(name, label, Shape.GROUP, required, told, parts=parts, error=error)
    value = typed.get(name, "")
    if field.many or field.sort is Sort.LIST:
        one_a_line = _("One a line, at most {most}.").format(most=grouped(FORM_ROWS_MAX))
        told = f"{one_a_line} {told}".strip()
        return Control(name, label, Shape.LIST, required, told, value, rows=LIST_ROWS, error=error)
    if field.sort in (Sort.CHOICE, Sort.FLAG):
        choices = ("", *(field.choices or (YES, NO)))
        return Control(name, label, Shape.CHOICE, required, told, value, choices, error=error)
    if field.sort is Sort.TIME:
        told, value = " ".join(filter(None, (_("Day and time in UTC."), told))), in_utc(value)
        shape = Shape.TIME if not value or LOCAL.fullmatch(value) else Shape.LINE
        return Control(name, label, shape, required, told, value, error=error)
    shape = {Sort.COUNT: Shape.NUMBER, Sort.QUANTITY: Shape.NUMBER, Sort.DATE: Shape.DAY}.get(field.sort, Shape.LINE)
    if field.sort is Sort.DATE and value and not DAY.fullmatch(value):
        shape = Shape.LINE
    if field.sort is Sort.TEXT and (name.count(".") == PREFIX.count(".") + 1 or "\n" in value):
        # A line takes no line's end: the browser would leave out what stands there.
        shape = Shape.TEXT
    return Control(
        name, label, shape, required, told, value, rows=FEW_ROWS, error=error, unit=unit_of(field.unit),
        most=FORM_TEXT_CHARACTERS_MAX if field.sort is Sort.TEXT else None, decimal=field.sort is Sort.QUANTITY,
    )  # fmt: skip


def _table(field: FormField, name: str, typed: Typed, errors: Errors, language: str, *, required: bool) -> Control:
    label = worded(field.heading, language)

    def parts(row: str) -> tuple[Control, ...]:
        was = f"{row}.{WAS}"
        mark = [Control(was, "", Shape.HIDDEN, False, value=typed[was])] if was in typed else []
        if field.sort is not Sort.TABLE:
            return (*mark, *_point(row, typed, errors))
        values, _errors = row_of(field, row, typed)
        made = [
            _control(one, f"{row}.{one.name}", typed, errors, language, required=_required(one, values))
            for one in field.fields
        ]
        return (*mark, *sorted(made, key=lambda one: not one.required))

    rows = tuple(
        Control(row, f"{label} {number + 1}", Shape.GROUP, False, parts=parts(row))
        for number in range(rows_of(name, typed, required=required))
        for row in [f"{name}.{number}"]
    )
    told = worded(field.help, language)
    return Control(name, label, Shape.TABLE, required, told, parts=rows, error=errors.get(name, ""))


def _point(name: str, typed: Typed, errors: Errors) -> tuple[Control, ...]:
    """Return the controls of a place: each of its parts, as the agreements have them."""
    words = {
        **{part: (degrees_of(part), degrees_help(what)) for part, what in DEGREES.items()},
        "name": (_("Name of the place"), ""),
        "datum": (_("Datum"), ""),
        "source": (_("Source of the position"), ""),
    }
    assert words.keys() == set(PLACE), "each part of a place has its control"
    return tuple(
        Control(
            f"{name}.{part}", label, Shape.TEXT if "\n" in value else Shape.LINE, part in DEGREES, told, value,
            most=DEGREES_MAX if part in DEGREES else None, error=errors.get(f"{name}.{part}", ""),
        )
        for part, (label, told) in words.items()
        for value in [typed.get(f"{name}.{part}", "")]
    )  # fmt: skip


# --- the body ---------------------------------------------------------------------------------------------------------


def body_of(
    form: AgreedForm, typed: Typed, *, nil: bool, language: str, beside: bool = False
) -> tuple[dict[str, Any], Errors]:
    """Return what a form adds to the body, and what is wrong with it by name of control.

    Of an amendment it is what changes: what is stated otherwise, and what is stated no more.

    Args:
        beside: something said beside the form changes, so that the form need not.
    """
    values, errors = values_of(form.format.fields, typed)
    if form.before is not None:
        values = stated_so(form, typed)
    rows = Rows(form.format.fields, typed)
    within = {above for name in errors for above in _above(name)}
    for path, found in placed(form.format, values, form.pack, language, nil=nil):
        name = f"{PREFIX}.{rows.as_typed(path)}" if path else PREFIX
        # What this version of the form does not know was not typed here; what cannot be read is said where it stands.
        if found.code == "form-field-unknown" or name in within:
            continue
        errors.setdefault(name, wrong_in_form(form.format.fields, path, found, language))
        within.update(_above(name))
    if form.before is None:
        return ({FIELDS: values} if values else {}), errors
    changed = changes(form.before, values)
    if form.moved_by:
        errors[PREFIX] = _(
            "{acts} amended it since this was begun. See what stands now beside what you typed, and go on from there."
        ).format(acts=", ".join(form.moved_by))
    elif not changed and not beside:
        errors.setdefault(
            PREFIX, _("Nothing is stated otherwise than it stands: change a field, or leave it as it is.")
        )
    return changed | {NUMBER: form.base + 1}, errors


def _above(name: str) -> Iterator[str]:
    """Yield the names of what a control stands within."""
    while (name := name.rpartition(".")[0]) != "":
        yield name


class Rows:
    """The rows of tables as they were typed, of which blank ones are no values; each table is read once.

    Args:
        fields: of the form, or of the rows of a table in it.
    """

    def __init__(self, fields: Iterable[FormField], typed: Typed) -> None:
        self._fields = tuple(fields)
        self._typed = typed
        self._filled: dict[str, tuple[int, ...]] = {}

    def as_typed(self, path: str) -> str:
        """Return the path of a finding with the numbers of rows as they were typed."""
        return self._within(self._fields, path, PREFIX)

    def _within(self, fields: Iterable[FormField], path: str, prefix: str) -> str:
        name, _dot, rest = path.partition(".")
        field = next((one for one in fields if one.name == name), None)
        if field is None or not rest or not rowed(field):
            return path
        number, _dot, rest = rest.partition(".")
        row = f"{name}.{self._rows(field, f'{prefix}.{name}')[int(number)]}"
        return f"{row}.{self._within(field.fields, rest, f'{prefix}.{row}')}" if rest else row

    def _rows(self, field: FormField, table: str) -> tuple[int, ...]:
        if table not in self._filled:
            numbers = range(rows_of(table, self._typed))
            self._filled[table] = tuple(at for at in numbers if row_of(field, f"{table}.{at}", self._typed)[0])
        return self._filled[table]
