"""Amending a form of an agreement: what nobody typed stands as it stood, also where a colleague amended it meanwhile.

A control shows a part of what is stated: not the zone in which a time was read, nor a column of a later version of the
form. So what is typed is compared with what the controls showed; where it is the same, the value itself goes on.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from detente.console.forms.agreed_form import AMENDS, PREFIX, WAS, AgreedForm, Stated
from detente.console.forms.agreed_values import row_of, rowed, typed_field, typed_of, value_of
from detente.console.forms.controls import ROWS, Typed, rows_of
from detente.regimes.form import FormField, Sort
from detente.regimes.form_values import PLACE
from detente.regimes.forms import render_field
from detente.regimes.values import stated

Rows = Callable[[int], Any]
"""What stood in a field in a version, by the version's number."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A field that was amended since the officer began, row by row in each column.

    Args:
        heading: what the form calls it.
        began: as it stood then; `now` as it stands; `typed` as it would stand if this were sent.
    """

    heading: str
    began: tuple[str, ...]
    now: tuple[str, ...]
    typed: tuple[str, ...]


def stated_so(form: AgreedForm, typed: Typed) -> dict[str, Any]:
    """Return all that an amendment would leave stated: what was typed, and the rest untouched."""
    assert form.before is not None, "an amendment"
    return _whole(form.format.fields, PREFIX, typed, form.before, lambda name: lambda number: _past(form, number, name))


def _past(form: AgreedForm, number: int, name: str) -> Any:
    return form.versions[number][1].get(name) if number < len(form.versions) else None


def _whole(
    fields: Iterable[FormField], prefix: str, typed: Typed, old: Stated, past: Callable[[str], Rows]
) -> dict[str, Any]:
    known = {field.name: field for field in fields}
    found = {name: value for name, value in old.items() if name not in known}
    for name, field in known.items():
        value = _kept(field, f"{prefix}.{name}", typed, old.get(name), past(name))
        if stated(value):
            found[name] = value
    return found


def _kept(field: FormField, name: str, typed: Typed, old: Any, past: Rows) -> Any:
    """Return one field's value: the old one itself, wherever the controls say what they said of it."""
    if rowed(field):
        rows = [
            _row(field, f"{name}.{number}", typed, _was(typed.get(f"{name}.{number}.{WAS}", ""), past))
            for number in range(rows_of(name, typed))
            if row_of(field, f"{name}.{number}", typed)[0]
        ]
        return old if isinstance(old, list | tuple) and rows == list(old) else rows
    if field.sort is Sort.PLACE:
        return _place(name, typed, old if isinstance(old, Mapping) else {})
    new, _errors = value_of(field, name, typed)
    if not stated(old):
        return new
    if new == value_of(field, name, typed_field(field, name, old))[0]:
        return old
    return _lines(field, name, new, old) if isinstance(new, list) and isinstance(old, list | tuple) else new


def _lines(field: FormField, name: str, new: list[Any], old: Iterable[Any]) -> list[Any]:
    shown = [(value_of(field, name, typed_field(field, name, [one]))[0], one) for one in old]
    return [next((one for said, one in shown if said == [line]), line) for line in new]


def _row(field: FormField, name: str, typed: Typed, was: Stated) -> dict[str, Any]:
    if field.sort is not Sort.TABLE:
        return _place(name, typed, was)
    # What stands in rows of a row goes by its own number there, whatever the version.
    return _whole(field.fields, name, typed, was, lambda column: lambda _version: was.get(column))


def _place(name: str, typed: Typed, old: Stated) -> dict[str, Any]:
    found = {part: value for part, value in old.items() if part not in PLACE}
    new = {part: typed.get(f"{name}.{part}", "").strip() for part in PLACE}
    if not any(new.values()):
        return {}
    for part, text in new.items():
        if text:
            found[part] = old[part] if part in old and str(old[part]) == text else text
    return found


def _was(mark: str, past: Rows) -> Stated:
    """Return the row that a row was; nothing of a new one."""
    version, _dot, row = mark.partition(".")
    if not all(one.isascii() and one.isdigit() and len(one) < 10 for one in (version, row)):
        return {}
    rows = past(int(version))
    found = rows[int(row)] if isinstance(rows, list | tuple) and int(row) < len(rows) else None
    return found if isinstance(found, Mapping) else {}


# --- what moved on ----------------------------------------------------------------------------------------------------


def begun(form: AgreedForm) -> dict[str, str]:
    """Return what an amendment begins with: what stands now, and as which act."""
    last = len(form.versions) - 1
    ref, fields = form.versions[last]
    return {**typed_of(form.format, fields, last), AMENDS: ref}


def moved(form: AgreedForm, typed: Typed, language: str) -> tuple[Moved, ...]:
    """Return each field that was amended since the officer began."""
    if not form.moved_by or form.before is None:
        return ()
    now, mine = form.versions[-1][1], stated_so(form, typed)
    names = [name for name in {**form.before, **now} if form.before.get(name) != now.get(name)]

    found = []
    for name in names:
        shown = [render_field(form.format, name, one.get(name), language) for one in (form.before, now, mine)]
        found.append(Moved(shown[0][0], *(rows for _heading, rows in shown)))
    return tuple(found)


def gone_on(form: AgreedForm, typed: Typed, ref: str) -> dict[str, str]:
    """Return what is typed once its officer goes on from a newer version: what they changed, else what stands there.

    Args:
        ref: the act that left the version which the officer saw; anything else changes nothing.
    """
    index = next((at for at, (one, _fields) in enumerate(form.versions) if one == ref), None)
    if index is None or form.before is None:
        return dict(typed)
    mine, fields = stated_so(form, typed), form.versions[index][1]
    found = {**typed, AMENDS: ref}
    for field in form.format.fields:
        if mine.get(field.name) != form.before.get(field.name):
            continue
        head = f"{PREFIX}.{field.name}"
        found = {
            name: text for name, text in found.items()
            if name not in (head, f"{ROWS}:{head}") and not name.startswith((f"{head}.", f"{ROWS}:{head}."))
        }  # fmt: skip
        if stated(value := fields.get(field.name)):
            found |= typed_field(field, head, value, index)
    return found
