"""From what was typed to the body of an act, with what is wrong at each field, by the desk's own checks."""

import re
from collections.abc import Mapping
from typing import Any, Final

from detente.console.forms import wording
from detente.console.forms.controls import LOCAL, NO, YES, Typed, rows_of
from detente.console.words.foreign import language as tag_of
from detente.council.kinds import Field, Sort
from detente.council.points import Degrees, decimal_of
from detente.errors import Refused
from detente.languages import gettext as _
from detente.languages import said
from detente.limits import BODY_ITEMS_MAX

Errors = dict[str, str]
_WHOLE: Final = re.compile(r"[0-9]{1,19}")
EMPTY: Final[tuple[Any, ...]] = (None, "", [], {})


def body_of(fields: Mapping[str, Field], typed: Typed, prefix: str = "body") -> tuple[dict[str, Any], Errors]:
    """Return the body as JSON can say it, without what was left empty, and by name of control what is wrong."""
    body: dict[str, Any] = {}
    errors: Errors = {}
    for name, wanted in fields.items():
        value, wrong = _value(f"{prefix}.{name}", wanted, typed)
        errors |= wrong
        if value not in EMPTY:
            body[name] = value
        if not wrong and (why := _wrong(wanted, value)):
            errors[f"{prefix}.{name}"] = why
    return body, errors


def _wrong(wanted: Field, value: Any) -> str:
    """Return why a value does not do, by the field's own check."""
    if value in EMPTY:
        return wording.missing_in(wanted) if wanted.required else ""
    try:
        wanted.check(wanted.label, wanted.read(wanted.label, value))
    except Refused as error:
        return wording.wrong_in(wanted, error, value)
    return ""


def _value(name: str, wanted: Field, typed: Typed) -> tuple[Any, Errors]:
    if wanted.sort is Sort.TABLE:
        return _rows(name, wanted, typed) if wanted.many else _group(name, wanted, typed)
    text = typed.get(name, "")
    if not wanted.many:
        value, wrong = _leaf(wanted, text if "\n" in text and wanted.sort is Sort.TEXT else text.strip())
        return value, {name: wrong} if wrong else {}
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) > BODY_ITEMS_MAX:
        return lines, {name: wording.too_many(said(wanted.label), BODY_ITEMS_MAX, len(lines))}
    found = [_leaf(wanted, line) for line in lines]
    wrong = next((f"“{line[:60]}”: {why}" for line, (_value, why) in zip(lines, found, strict=True) if why), "")
    return [value for value, _why in found], {name: wrong} if wrong else {}


def _rows(name: str, wanted: Field, typed: Typed) -> tuple[Any, Errors]:
    rows: list[dict[str, Any]] = []
    errors: Errors = {}
    for number in range(rows_of(name, typed)):
        row, wrong = _group(f"{name}.{number}", wanted, typed)
        # A row in which nothing stands was not meant.
        if row:
            rows.append(row)
            errors |= wrong
    return rows, errors


def _group(name: str, wanted: Field, typed: Typed) -> tuple[dict[str, Any], Errors]:
    body, errors = body_of(wanted.fields, typed, name)
    return body, errors if body or wanted.required else {}


def _leaf(wanted: Field, text: str) -> tuple[Any, str]:
    """Return a value, or None and what is wrong with the text."""
    if text == "":
        return None, ""
    match wanted.sort:
        case Sort.FLAG:
            wrong = "" if text in (YES, NO) else wording.missing_in(wanted)
            return {YES: True, NO: False}.get(text), wrong
        case Sort.COUNT:
            label = said(wanted.label)
            whole = _(wording.WHOLE).format(label=wording.name_of(label))
            wrong = wording.up_to(label, wanted.most) if text.isascii() and text.isdecimal() else whole
            return (int(text), "") if _WHOLE.fullmatch(text) else (None, wrong)
        case Sort.INSTANT:
            return (time_from(text), "")
        case Sort.TEXT if wanted.tag:
            return text, wrong_tag(said(wanted.label), text)
        case Sort.TEXT if wanted.degrees is not None:
            return _degrees(wanted, wanted.degrees, text)
        case Sort.TEXT | Sort.BYTES | Sort.TABLE:
            return text, ""


def _degrees(wanted: Field, what: Degrees, text: str) -> tuple[str, str]:
    """Return in decimal degrees what was typed, as an act has it, else the text and what is wrong with it."""
    try:
        return decimal_of(text, what), ""
    except Refused:
        return text, wording.no_degrees(said(wanted.label), what)


def wrong_tag(label: str, text: str) -> str:
    """Return what is wrong with a language that was chosen, typed, or both: the two controls have one name."""
    told = ""
    if "\n" in text:
        told = _("Choose “{label}” from the list or write another tag, not both.")
    elif not tag_of(text):
        told = _("Write “{label}” as a tag of BCP 47, like en or pt-BR.")
    return told.format(label=wording.name_of(label))


def time_from(text: str) -> str:
    """Return a time as RFC 3339 has it of what a browser writes, which is in UTC; anything else as it is."""
    found = LOCAL.fullmatch(text)
    return f"{found[1]}T{found[2]}{found[3] or ':00'}Z" if found else text
