"""Files of notifications: a form to fill in, as TOML with headings and units, and what somebody filled in.

    regime = "vienna-2011"
    format = "prior-notification"
    version = 1                       # of the form
    language = "en"                   # of what is written

    [fields]
    designation = "…"

What stands in the fields is the form's matter (`forms.check`); here only the file is read. An unknown key is an error,
because a typing error would else be a blank. Calendars come as CSV: one row an activity, columns named as in the form.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any, Final, NoReturn

from msgspec import Struct, field
from msgspec.structs import asdict

from detente.errors import Malformed
from detente.limits import FORM_ROWS_MAX, NOTICE_BYTES_MAX
from detente.protocol.toml import parse_toml, quote
from detente.regimes.form import Format, FormField, Sort, worded
from detente.regimes.forms import written
from detente.regimes.pack import Pack
from detente.regimes.values import stated

_TEXTS: Final = ("regime", "format", "language", "text", "parent")
_COUNTS: Final = ("version", "announced", "own_troops")
_FLAGS: Final = ("nil", "single_command", "in_zone")
_KEYS: Final = frozenset({*_TEXTS, *_COUNTS, *_FLAGS, "fields"})
_SEPARATOR: Final = ";"
"""Between several values in one cell of a calendar."""
_COUNT_MAX: Final = 10**9
_NAME_CHARACTERS: Final = 64


class Notice(Struct, frozen=True):
    """A notification as its author fills it in.

    Args:
        version: of the form; None for the one that the regime has.
        language: BCP 47, of what is written.
        text: a narrative beside the form.
        announced: troops as said in public; `own_troops` those of its own part, where somebody else hosts it.
        fields: the form, as JSON has it.
    """

    regime: str
    format: str
    version: int | None = None
    language: str = "en"
    text: str = ""
    nil: bool = False
    announced: int | None = None
    own_troops: int | None = None
    single_command: bool | None = None
    in_zone: bool | None = None
    parent: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)

    def body(self) -> dict[str, Any]:
        """Return what is signed: blanks left out, days and times as text, fractions as decimal text."""
        found = asdict(self) | {"fields": written(self.fields), "nil": self.nil or None}
        del found["language"]
        return {name: value for name, value in found.items() if value not in (None, "", {})}


def parse_notice(text: str) -> Notice:
    """Return what a file of a notification says.

    Raises:
        Malformed: `notice-malformed`.
    """
    if len(text.encode("utf-8", "surrogatepass")) > NOTICE_BYTES_MAX:
        _refuse(f"at most {NOTICE_BYTES_MAX:,} bytes", f"{len(text):,} characters")
    return read_notice(parse_toml("notice-malformed", text))


def read_notice(found: Mapping[str, Any]) -> Notice:
    """Return the notification that a table says, from TOML or JSON.

    Raises:
        Malformed: `notice-malformed`.
    """
    if unknown := sorted(str(name) for name in found.keys() - _KEYS):
        _refuse(f"one of {', '.join(sorted(_KEYS))}", unknown[0])
    values: dict[str, Any] = {name: _text(name, found[name]) for name in _TEXTS if found.get(name) is not None}
    values |= {name: _count(name, found[name]) for name in _COUNTS if found.get(name) is not None}
    values |= {name: _flag(name, found[name]) for name in _FLAGS if found.get(name) is not None}
    for name in ("regime", "format"):
        if not values.get(name):
            _refuse(f"{name} = …, as detente notify draft writes it", "nothing")
    fields = found.get("fields", {})
    if not isinstance(fields, Mapping) or not all(isinstance(name, str) for name in fields):
        _refuse("fields as a table", repr(fields)[:200])
    try:
        return Notice(**values, fields=written(fields))
    except RecursionError:
        _refuse("fields of reasonable depth", "hundreds of levels")


def read_set(settings: Iterable[str]) -> dict[str, Any]:
    """Return fields from texts like `troops=12700`; a value that TOML does not read is a text.

    Raises:
        Malformed: `notice-malformed`.
    """
    found: dict[str, Any] = {}
    for one in settings:
        name, equals, value = one.partition("=")
        if not equals or not name.strip():
            _refuse("FIELD=VALUE", one)
        try:
            found[name.strip()] = parse_toml("notice-malformed", f"value = {value.strip()}")["value"]
        except (Malformed, KeyError):
            found[name.strip()] = value.strip()
    return written(found)


def template(pack: Pack, form: Format, language: str = "en", values: Mapping[str, Any] | None = None) -> str:
    """Return a form to fill in: every field with its heading and unit, those that may be left out behind a `#`.

    Args:
        values: fields that are filled in already.
    """
    given = written(values or {})
    lines = [
        f"# {_one_line(worded(form.title, language))}: {_one_line(pack.instrument)}",
        f"# confidence {form.basis.confidence}, source {', '.join(form.basis.sources)}"
        + (f"; also known as {form.alias} (not confirmed)" if form.alias else ""),
        f"regime = {quote(pack.id)}",
        f"format = {quote(form.name)}",
        f"version = {form.version}",
        f"language = {quote(language)}",
        *(
            ["# nil = true                 # there is nothing to report: then only the year is stated"]
            if form.nil
            else []
        ),
        '# text = "…"                 # a narrative, in the language above',
        *_BESIDE,
        "",
        "[fields]",
    ]
    for one in form.fields:
        lines += _field_lines(one, language, given)
    return "\n".join(lines) + "\n"


_BESIDE: Final = (
    "# announced = 0              # troops as said in public; never in the form's own total",
    "# single_command = true      # under a single operational command",
    "# in_zone = true             # in the zone of the regime; where it is not said, rules that ask for it stay open",
    '# parent = "XX/PLENARY/0"    # notification of the activity of which this is a part',
)


def _field_lines(one: FormField, language: str, given: Mapping[str, Any]) -> list[str]:
    sort = "one of " + ", ".join(one.choices) if one.choices else one.sort.value
    need = "needed" if one.required else "needed in some cases" if one.required_when is not None else "may be left out"
    about = ", ".join(part for part in (("list of " if one.many else "") + sort, one.unit, need) if part)
    lines = ["", f"# {_one_line(worded(one.heading, language))} ({about})"]
    if one.help:
        lines.append(f"# {_one_line(worded(one.help, language))}")
    if stated(given.get(one.name)):
        return [*lines, f"{one.name} = {_literal(given[one.name])}"]
    return [*lines, f"{'' if one.required else '# '}{one.name} = {_blank(one)}"]


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _blank(one: FormField) -> str:
    """Return a value that is none: whoever leaves it so has stated nothing."""
    inner = ", ".join(f"{column.name} = {_empty(column)}" for column in one.fields)
    if one.sort is Sort.TABLE:
        return f"[]  # rows like {{ {inner} }}"
    if one.sort in (Sort.LIST, Sort.AREA) or one.many:
        return f"[]  # values like {_example(one)}"
    return f'""  # like {_example(one)}'


def _empty(column: FormField) -> str:
    return "[]" if column.many else _example(column)


def _example(one: FormField) -> str:
    examples = {
        Sort.COUNT: "0", Sort.QUANTITY: f"{{ value = 0, unit = {quote(one.unit)} }}", Sort.DATE: "2027-06-15",
        Sort.TIME: "2027-06-15T10:00:00+02:00", Sort.PLACE: "{ lat = 54.5, lon = 19.5 }",
        Sort.AREA: "{ lat = 54.5, lon = 19.5 }", Sort.FLAG: "false",
    }  # fmt: skip
    return examples.get(one.sort, quote(one.choices[0] if one.choices else "…"))


def _literal(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case str():
            return quote(value)
        case list() | tuple():
            return f"[{', '.join(map(_literal, value))}]"
        case Mapping():
            return "{ " + ", ".join(f"{_key(name)} = {_literal(one)}" for name, one in value.items()) + " }"
        case _:
            return quote(str(value))


def _key(name: Any) -> str:
    text = str(name)
    return text if text.replace("_", "").isalnum() and text.isascii() else quote(text)


# --- calendars --------------------------------------------------------------------------------------------------------


def read_calendar(text: str, form: Format, year: int) -> dict[str, Any]:
    """Return a return of a year's activities from CSV: one row an activity, columns named as in the form's table.

    Raises:
        Malformed: `notice-malformed`, with line and column.
    """
    if len(text.encode("utf-8", "surrogatepass")) > NOTICE_BYTES_MAX:
        _refuse(f"at most {NOTICE_BYTES_MAX:,} bytes", f"{len(text):,} characters")
    table = next((one for one in form.fields if one.sort is Sort.TABLE), None)
    if table is None or not form.yearly:
        _refuse("a form of a year with a table of activities", form.name)
    columns = {one.name: one for one in table.fields}
    try:
        rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), strict=True))
    except csv.Error as fault:
        _refuse("CSV with a line of column names", str(fault))
    found = []
    for number, row in enumerate(rows, start=2):
        if unknown := [str(name) for name in row if name not in columns]:
            _refuse(f"line {number}: one of {', '.join(columns)} as a column", unknown[0])
        cells = {name: _cell(columns[name], value) for name, value in row.items() if value and value.strip()}
        if cells:
            found.append(cells)
    if len(found) > FORM_ROWS_MAX:
        _refuse(f"at most {FORM_ROWS_MAX} activities", str(len(found)))
    return {"year": year, table.name: found}


def _cell(column: FormField, text: str) -> Any:
    if column.many:
        return [part.strip() for part in text.split(_SEPARATOR) if part.strip()]
    text = text.strip()
    digits = text.replace(",", "").replace(" ", "")
    if column.sort is Sort.COUNT and digits.isascii() and digits.isdecimal() and len(digits) <= 15:
        return int(digits)
    return text


# --- parts ------------------------------------------------------------------------------------------------------------


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str) or (name in ("regime", "format", "language") and len(value) > _NAME_CHARACTERS):
        _refuse(f"text as {name}", repr(value))
    return str(value)


def _count(name: str, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _COUNT_MAX:
        _refuse(f"a whole number from 0 on as {name}", repr(value))
    return int(value)


def _flag(name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        _refuse(f"true or false as {name}", repr(value))
    return bool(value)


def _refuse(expected: str, got: str) -> NoReturn:
    raise Malformed(
        "notice-malformed", expected=expected, got=got[:120], remedy="detente notify draft writes a form to fill in"
    )
