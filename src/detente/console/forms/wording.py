"""What is wrong in a field, as one short sentence that names it, made from its label and its bounds.

The same sentence stands at the field and in the list above the form. Pattern: GOV.UK Design System, "Error summary" and
"Error message".
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from detente.console.words.remedies import refusal_of
from detente.council import kinds
from detente.council.kinds import Field
from detente.council.points import Degrees
from detente.errors import Refused
from detente.languages import gettext as _
from detente.languages import noted, ours, said
from detente.languages.joining import grouped
from detente.limits import FORM_ROWS_MAX, FORM_TEXT_CHARACTERS_MAX, INSTANT_MAX
from detente.regimes import form
from detente.regimes.form import FormField, worded

WHOLE: Final = noted("Write “{label}” as a whole number, in digits.")
AHEAD: Final = noted("Give a time under “{label}” that lies ahead.")
LISTED: Final = noted("Choose “{label}” from the list.")
TIME: Final = noted("Write “{label}” as a day and time, like 2016-04-20 12:00.")
AFTER: Final = noted("Give a time under “{label}” that is after the beginning.")
MISSING: Final = "missing"
AT_FIELD: Final[Mapping[str, tuple[str, str]]] = {
    "silence-expired": ("expires_at", AHEAD),
    "silence-too-short": ("expires_at", ""),
    "extension-not-later": ("expires_at", ""),
    "consensus-has-no-clock": (
        "expires_at", noted("Leave “{label}” empty: every member has to agree, and no clock runs.")
    ),
    "need-by-past": (kinds.NEED_BY, AHEAD),
    "explanation-answer": ("answer", LISTED),
    "period-reversed": ("until_at", AFTER),
    "latitude-unreadable": ("lat", noted("Write “{label}”: from -90 to 90, like 54.71.")),
    "longitude-unreadable": ("lon", noted("Write “{label}”: from -180 to 180, like 19.92.")),
    "scope-empty": (
        "channels", noted("Choose a channel, a level or a topic: “{label}” is empty, and so are the others.")
    ),
    "inspection-entry-past": ("enters_at", AHEAD),
    "inspection-hours": ("hours", MISSING),
    "site-missing": ("site", MISSING),
    "reason-missing": ("text", MISSING),
    "answer-empty": ("content", MISSING),
    "share-reason-missing": ("reason", MISSING),
    "grading-missing": ("source_grade", MISSING),
    "grading-half": ("information_grade", ""),
    "label-unnamed": ("only", MISSING),
    "label-unreadable": ("only", ""),
    "label-not-of-topic": ("tlp", ""),
    "label-public": ("tlp", ""),
    "onward-wider": ("parties", ""),
    "report-empty": ("text", MISSING),
    "observation-unsaid": ("seen", MISSING),
    "until-past": ("until_at", AHEAD),
    "silence-end": ("until_at", ""),
    "item-unknown": ("item", LISTED),
    "regime-not-in-charter": ("regime", LISTED),
    "symbol-malformed": ("symbol", ""),
    "symbol-used": ("symbol", ""),
    "symbol-gap": ("symbol", ""),
    "meeting-in-past": ("begins_at", AHEAD),
    "meeting-times": ("ends_at", AFTER),
    "meeting-answer-times": (
        "answer_by_at", noted("Give a time under “{label}” between now and the beginning of the meeting.")
    ),
}  # fmt: skip
"""By code of what a desk refuses only when all of the act is known: at which field of the body it stands, and what is
said there; without a sentence the refusal's own words. Whatever is not here stands above the form."""
_BY_CODE: Final[Mapping[str, str]] = {
    "form-choice": LISTED,
    "form-date": noted("Write “{label}” as a day, like 2016-04-20."),
    "form-time": TIME,
    "form-time-naive": TIME,
    "form-negative": noted("Write “{label}” as a number from 0 upwards."),
    "form-place-swapped": noted("Exchange latitude and longitude of “{label}”."),
    "form-place-range": noted("Write “{label}” with a latitude from -90 to 90 and a longitude from -180 to 180."),
    "form-place-outside": noted(
        "Look at “{label}” again: it lies outside of where the agreement applies. A sign may be wrong."
    ),
    "form-sum": noted("Correct “{label}” or its parts: they do not add up to it."),
}
_BY_SORT: Final[Mapping[form.Sort, str]] = {
    form.Sort.COUNT: WHOLE,
    form.Sort.QUANTITY: noted("Write “{label}” as a number, like 12.5."),
    form.Sort.PLACE: noted("Give latitude and longitude of “{label}”, in degrees."),
    form.Sort.AREA: noted("Give latitude and longitude of “{label}”, in degrees."),
    form.Sort.FLAG: noted("Choose yes or no under “{label}”."),
}


def name_of(label: str) -> str:
    """Return what a sentence calls a field: its label without what stands there by the way."""
    return label.partition(";")[0]


def _said(sentence: str, label: str) -> str:
    return _(sentence).format(label=name_of(label))


def missing(label: str, *, chosen: bool = False, rows: bool = False) -> str:
    """Return that a field is empty.

    Args:
        chosen: one chooses there; `rows` it is a table.
    """
    if rows:
        return _("Fill in at least one row of “{label}”.").format(label=name_of(label))
    told = _("Choose under “{label}”.") if chosen else _("Fill in “{label}”.")
    return told.format(label=name_of(label))


def no_degrees(label: str, what: Degrees) -> str:
    """Return that what was typed is no latitude, longitude or position, with the ways in which one is written."""
    told = {
        Degrees.LATITUDE: _("Write “{label}” in degrees, from -90 to 90, like 54.71 or 54°42.6'N."),
        Degrees.LONGITUDE: _("Write “{label}” in degrees, from -180 to 180, like 19.92 or 019°55.2'E."),
        Degrees.POSITION: _("Write “{label}” as latitude and longitude, like 54.71, 19.92 or 54°42.6'N 019°55.2'E."),
    }[what]
    return told.format(label=name_of(label))


def up_to(label: str, most: int) -> str:
    """Return what is said of a number that is too large, or none."""
    told = _("Write “{label}” as a whole number up to {most}.")
    return told.format(label=name_of(label), most=grouped(most))


def too_long(label: str, most: int, there: int) -> str:
    """Return that a text is longer than it may be, in characters."""
    told = _("Shorten “{label}”: at most {most} characters; there are {n}.")
    return told.format(label=name_of(label), most=grouped(most), n=grouped(there))


def too_many(label: str, most: int, there: int) -> str:
    """Return that there are more lines than there may be."""
    told = _("Shorten “{label}”: at most {most} lines; there are {n}.")
    return told.format(label=name_of(label), most=grouped(most), n=grouped(there))


def not_listed(label: str) -> str:
    """Return that what was given is none of what can be chosen."""
    return _said(LISTED, label)


def misfit(label: str, expected: str, got: str) -> str:
    """Return what a check says of a field in its own words, where none of the sentences here fits."""
    told = _("“{label}” does not fit: expected {expected}; got {got}.")
    return told.format(label=name_of(label), expected=ours(expected), got=ours(got))


# --- fields of a kind -------------------------------------------------------------------------------------------------


def missing_in(wanted: Field) -> str:
    """Return that a field of a kind is empty."""
    chosen = bool(wanted.choices) or wanted.tag or wanted.sort is kinds.Sort.FLAG
    return missing(said(wanted.label), chosen=chosen, rows=wanted.sort is kinds.Sort.TABLE and wanted.many)


def wrong_in(wanted: Field, error: Refused, value: Any) -> str:
    """Return what is wrong with a value of a field of a kind, which its own check refused."""
    label = said(wanted.label)
    match error.code, wanted.sort:
        case "body-field-too-long", _sort:
            longest = max(map(len, value), default=0) if isinstance(value, list) else len(value)
            return too_long(label, wanted.characters_max, longest)
        case "body-field-choice", _sort:
            return not_listed(label)
        case "body-field-type", kinds.Sort.COUNT if wanted.most < INSTANT_MAX:
            return up_to(label, wanted.most)
        case "body-field-type", kinds.Sort.INSTANT:
            return _said(TIME, label)
        case "body-field-type", kinds.Sort.BYTES:
            return _("Write “{label}” as bytes in hex.").format(label=name_of(label))
        case _:
            return misfit(label, error.expected, error.got)


def at_field(fields: Mapping[str, Field], error: Refused) -> tuple[str, str] | None:
    """Return at which field of a kind a desk's refusal stands, by its path, with what is said there, or None."""
    named, sentence = AT_FIELD.get(error.code, ("", ""))
    if (found := _found(fields, named)) is None:
        return None
    name, wanted = found
    if sentence == MISSING:
        return name, missing_in(wanted)
    label = said(wanted.label)
    return name, _said(sentence, label) if sentence else misfit(label, error.expected, error.got)


def _found(fields: Mapping[str, Field], name: str, path: str = "") -> tuple[str, Field] | None:
    """Return a field of that name with its path: the body's own, else that of a table in it which has no rows."""
    if name in fields:
        return f"{path}{name}", fields[name]
    groups = ((key, one) for key, one in fields.items() if one.fields and not one.many)
    within = (_found(one.fields, name, f"{path}{key}.") for key, one in groups)
    return next((one for one in within if one is not None), None)


# --- fields of an agreement's form ------------------------------------------------------------------------------------


def wrong_in_form(fields: Iterable[FormField], path: str, error: Refused, language: str) -> str:
    """Return what the check of an agreement's form finds at the path of a field.

    Args:
        fields: of the form, or of the rows of one of its tables.
    """
    known = {one.name: one for one in fields}
    name, _dot, rest = path.partition(".")
    if (field := known.get(name)) is None:
        return refusal_of(error)
    if rest and field.sort is form.Sort.TABLE:
        return wrong_in_form(field.fields, rest.partition(".")[2], error, language)
    label = worded(field.heading, language)
    match error.code:
        case "form-missing" if field.required:
            return missing(label, chosen=field.sort in (form.Sort.CHOICE, form.Sort.FLAG), rows=_rows(field))
        case "form-missing":
            return _("Fill in “{label}”: what else is stated asks for it.").format(label=name_of(label))
        case "form-too-long":
            told = _("Shorten “{label}” to at most {most} characters.")
            return told.format(label=name_of(label), most=grouped(FORM_TEXT_CHARACTERS_MAX))
        case "form-order":
            first = worded(known[field.not_before or "start"].heading, language)
            told = _("Write under “{label}” what is not before “{first}”.")
            return told.format(label=name_of(label), first=name_of(first))
        case "form-type" if field.sort in _BY_SORT:
            return _said(_BY_SORT[field.sort], label)
        case "form-type":
            told = _("Give at most {most} rows under “{label}”.")
            return told.format(label=name_of(label), most=grouped(FORM_ROWS_MAX))
        case code:
            found = _BY_CODE.get(code)
            return misfit(label, error.expected, error.got) if found is None else _said(found, label)


def _rows(field: FormField) -> bool:
    return field.sort in (form.Sort.TABLE, form.Sort.AREA)
