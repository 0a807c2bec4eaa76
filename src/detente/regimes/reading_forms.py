"""Formats of a pack, read from their tables. Source: docs/spec/regimes.md section 6."""

from collections.abc import Iterable, Mapping
from typing import Final

from detente.limits import REGIME_FIELDS_MAX, REGIME_NAMES_MAX
from detente.protocol.toml import is_shown
from detente.regimes.conditions import fields_of
from detente.regimes.form import Format, FormField, Sort, Words
from detente.regimes.part import Part
from detente.regimes.reading_rules import NAME, parse_basis, parse_condition

_COUNTED: Final = (Sort.COUNT, Sort.QUANTITY)
_TIMED: Final = (Sort.DATE, Sort.TIME)


def parse_format(name: str, part: Part, sources: Mapping[str, str], languages: tuple[str, ...]) -> Format:
    """Return a format."""
    part.only("title", "version", "alias", "confidence", "source", "period", "nil", "note", "fields")
    period = part.text("period", "none")
    if period not in ("none", "year"):
        part.refuse("none or year", period, "period")
    fields = _parse_fields(part, languages, outer=True)
    if period == "year" and not any(one.name == "year" and one.sort is Sort.COUNT for one in fields):
        part.refuse('a field `year`, a count, where period = "year"', period, "period")
    return Format(
        name=name,
        version=part.number("version", 1, 10_000),
        title=parse_words(part, "title", languages),
        fields=fields,
        basis=parse_basis(part, sources),
        alias=part.text("alias", ""),
        yearly=period == "year",
        nil=part.flag("nil"),
        note=part.prose("note"),
    )


def parse_words(part: Part, name: str, languages: tuple[str, ...]) -> Words:
    """Return a text in the pack's languages, the first of them at least; a bare text is in the first."""
    value = part.value(name)
    if isinstance(value, str) and is_shown(value):
        return {languages[0]: value}
    words = part.part(name)
    words.only(*languages)
    found = {language: words.text(language) for language in words.names()}
    if languages[0] not in found:
        part.refuse(f"a text in {languages[0]}, the pack's first language", ", ".join(found) or None, name)
    return dict(sorted(found.items(), key=lambda pair: languages.index(pair[0])))


def _parse_fields(part: Part, languages: tuple[str, ...], *, outer: bool) -> tuple[FormField, ...]:
    fields = tuple(_parse_field(one, languages, outer=outer) for one in part.array("fields", REGIME_FIELDS_MAX))
    names = [one.name for one in fields]
    if not fields or len(set(names)) < len(names):
        part.refuse("fields, each with a name of its own", ", ".join(names) or None, "fields")
    for one in fields:
        _check_field(part, one, {field.name: field for field in fields})
    return fields


def _parse_field(part: Part, languages: tuple[str, ...], *, outer: bool) -> FormField:
    part.only(
        *("name", "sort", "unit", "heading", "help", "required", "required_when", "many", "choices", "fields"),
        *("sum_of", "not_before", "signed", "anywhere"),
    )
    name = part.text("name")
    if NAME.fullmatch(name) is None:
        part.refuse("a name of a to z, 0 to 9 and _", name, "name")
    part = Part(part.mapping(), f"{part.where} ({name})")
    sort = part.choice("sort", Sort)
    _check_keys(part, sort)
    if sort is Sort.TABLE and not outer:
        part.refuse("no table in a table", sort.value, "sort")
    if part.flag("required") and "required_when" in part:
        part.refuse("required or required_when, not both", "both")
    return FormField(
        name=name,
        sort=sort,
        heading=parse_words(part, "heading", languages),
        help=parse_words(part, "help", languages) if "help" in part else {},
        unit=part.text("unit", ""),
        required=part.flag("required"),
        required_when=parse_condition(part.part("required_when")) if "required_when" in part else None,
        many=part.flag("many"),
        choices=part.texts("choices", REGIME_NAMES_MAX),
        fields=_parse_fields(part, languages, outer=False) if sort is Sort.TABLE else (),
        sum_of=part.text("sum_of", ""),
        not_before=part.text("not_before", ""),
        signed=part.flag("signed"),
        anywhere=part.flag("anywhere"),
    )


def _check_keys(part: Part, sort: Sort) -> None:
    """Be silent where a field says what its sort needs, and nothing that belongs to another."""
    needs: dict[str, Iterable[Sort]] = {"unit": _COUNTED, "choices": (Sort.CHOICE,), "fields": (Sort.TABLE,)}
    may: dict[str, Iterable[Sort]] = {
        **needs,
        "sum_of": _COUNTED,
        "not_before": _TIMED,
        "signed": _COUNTED,
        "anywhere": (Sort.PLACE, Sort.AREA),
    }
    for key, sorts in needs.items():
        if sort in sorts and not part.value(key):
            part.refuse(f"{key}, which a {sort} needs", part.value(key), key)
    for key, sorts in may.items():
        if key in part and sort not in sorts:
            part.refuse(f"{key} only for {' or '.join(sorts)}", sort.value, key)
    if part.flag("many") and sort in (Sort.TABLE, Sort.LIST, Sort.AREA):
        part.refuse("many only where the sort is not a list by itself", sort.value, "many")


def _check_field(part: Part, one: FormField, fields: Mapping[str, FormField]) -> None:
    """Be silent where what a field says of others is there."""
    where = Part({}, f"{part.where}, fields ({one.name})")
    if one.not_before and (one.not_before not in fields or fields[one.not_before].sort not in _TIMED):
        where.refuse("a date or time of the same table", one.not_before, "not_before")
    if one.sum_of:
        table, _, column = one.sum_of.partition(".")
        columns = {column.name: column for column in fields[table].fields} if table in fields else {}
        if column not in columns or columns[column].sort not in _COUNTED or columns[column].unit != one.unit:
            where.refuse("TABLE.FIELD, a column with the same unit", one.sum_of, "sum_of")
    if one.required_when is not None and (unknown := fields_of(one.required_when) - {*fields, "period", "duration"}):
        where.refuse(f"fields of the same table: {', '.join(fields)}", min(unknown), "required_when")
