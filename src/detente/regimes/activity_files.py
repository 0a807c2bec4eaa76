"""Activities out of files: TOML, JSON, or CSV with the columns of the shipped list; else the field to be mended.

A blank is nothing, never zero. An unknown column or key is an error, because a typing error would else be a blank.
"""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, Final

from detente.errors import Malformed
from detente.limits import ACTIVITIES_MAX, ACTIVITY_BYTES_MAX
from detente.protocol.toml import parse_toml
from detente.regimes.activity import COUNTS, FLAGS, Activity, Figure, Part, Phase
from detente.regimes.activity_fields import Unfit, check_order, figure_of, flag_of, precision_of, text_of, when_of

COLUMNS: Final = (
    *("id", "name", "start", "end", "date_precision", "host", "lead", "countries", "announced_troops"),
    *("vd_notified_troops", "external_or_later_estimate", "tanks", "aircraft", "ships", "vehicles", "kind"),
    *("vd_handling", "notes", "source", "source_url", "memory_fields"),
)
"""The columns of the shipped list; any may be left out but `name`."""

ALIASES: Final = {
    "troops": "vd_notified_troops",
    "notifiable": "vd_notified_troops",
    "public": "announced_troops",
    "estimate": "external_or_later_estimate",
    "zone": "in_zone",
}
"""Shorter names of some of them."""

_MORE: Final = ("parent", *FLAGS, *(name for name in COUNTS if name not in ("troops", "tanks")))
_NESTED: Final = ("phases", "parts")
_OTHER: Final = ("countries", "aircraft", "ships", "vehicles")
KEYS: Final = frozenset({*COLUMNS, *_MORE, *ALIASES})
_PHASE_KEYS: Final = frozenset({"name", "start", "end", *COUNTS})


class Media(StrEnum):
    """How a file of activities is written."""

    TOML = "toml"
    JSON = "json"
    CSV = "csv"


def read_activities(data: bytes, media: Media) -> tuple[Activity, ...]:
    """Return the activities of a file, in its order.

    Raises:
        Malformed: `activity-malformed`, with the field and its place.
    """
    if not 0 < len(data) <= ACTIVITY_BYTES_MAX:
        raise _malformed(f"1 to {ACTIVITY_BYTES_MAX:,} bytes", f"{len(data):,}", "the file")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise _malformed("text in UTF-8", f"byte {fault.start}", "the file") from None
    rows = {Media.CSV: _csv_rows, Media.JSON: _json_rows, Media.TOML: _toml_rows}[media](text)
    found: list[Activity] = []
    for place, row in rows:
        if len(found) == ACTIVITIES_MAX:
            raise _malformed(f"at most {ACTIVITIES_MAX:,} activities", "more", place)
        try:
            found.append(_activity(row, place))
        except Unfit as fault:
            raise _malformed(fault.expected, fault.got, f"{place}, {fault.field}") from None
    _check_ids(found)
    return tuple(found)


def read_activity(fields: Mapping[str, Any]) -> Activity:
    """Return one activity from its fields, named as in a file.

    Raises:
        Malformed: `activity-malformed`, with the field.
    """
    try:
        return _activity(fields, "activity")
    except Unfit as fault:
        raise _malformed(fault.expected, fault.got, fault.field) from None


def _malformed(expected: str, got: str, place: str) -> Malformed:
    return Malformed("activity-malformed", expected=expected, got=f"{got} ({place})", remedy="mend it and try again")


Rows = Iterable[tuple[str, Mapping[str, Any]]]


def _csv_rows(text: str) -> Rows:
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [name.strip().lower() for name in next(rows, [])]
        if unknown := [name for name in header if name not in KEYS]:
            raise _malformed(f"columns among {', '.join(COLUMNS + _MORE)}", repr(unknown[0])[:80], "row 1")
        if len(set(header)) < len(header) or "name" not in header:
            raise _malformed("each column once, name among them", ", ".join(header)[:200], "row 1")
        for number, row in enumerate(rows, 2):
            if not any(cell.strip() for cell in row):
                continue
            if len(row) != len(header):
                raise _malformed(f"{len(header)} columns", f"{len(row)}", f"row {number}")
            yield f"row {number}", dict(zip(header, row, strict=True))
    except csv.Error as fault:
        raise _malformed("RFC 4180", str(fault), f"line {rows.line_num}") from None


def _json_rows(text: str) -> Rows:
    try:
        found = json.loads(text, parse_constant=_no_constant, object_pairs_hook=_each_once)
    except (ValueError, RecursionError) as fault:
        raise _malformed("JSON", str(fault)[:200], "the file") from None
    yield from _tables(found)


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands there twice")
    return found


def _toml_rows(text: str) -> Rows:
    yield from _tables(parse_toml("activity-malformed", text))


def _tables(found: Any) -> Rows:
    """Return the activities of a list, of a table with `activities`, or of one that is an activity itself."""
    if isinstance(found, dict):
        found = found["activities"] if set(found) == {"activities"} else [found]
    if not isinstance(found, list):
        raise _malformed("a list of activities", type(found).__name__, "the file")
    for number, one in enumerate(found, 1):
        if not isinstance(one, dict):
            raise _malformed("a table", type(one).__name__, f"activity {number}")
        yield f"activity {number}", one


def _activity(row: Mapping[str, Any], place: str) -> Activity:
    fields = _named(row, KEYS | set(_NESTED))
    name = text_of(fields, "name")
    if not name:
        raise Unfit("name", "what the activity is called", fields.get("name"))
    precision = precision_of(fields)
    start, end = when_of(fields, "start", precision), when_of(fields, "end", precision)
    check_order(start, end)
    return Activity(
        id=text_of(fields, "id") or place.replace(" ", "-"),
        name=name,
        start=start,
        end=end,
        announced=figure_of(fields, "announced_troops"),
        estimate=figure_of(fields, "external_or_later_estimate"),
        figures=_figures(fields),
        flags={one: flag for one in FLAGS if (flag := flag_of(fields, one)) is not None},
        kind=text_of(fields, "kind").lower(),
        host=tuple(part.strip() for part in text_of(fields, "host").split(";") if part.strip()),
        lead=text_of(fields, "lead"),
        parent=text_of(fields, "parent"),
        handling=text_of(fields, "vd_handling"),
        notes=text_of(fields, "notes"),
        phases=_phases(fields),
        parts=_parts(fields),
        source=text_of(fields, "source"),
        source_url=text_of(fields, "source_url"),
        from_memory=text_of(fields, "memory_fields"),
        other={one: text for one in _OTHER if (text := text_of(fields, one))},
    )


def _figures(fields: Mapping[str, Any]) -> dict[str, Figure]:
    return {count: found for count in COUNTS if (found := figure_of(fields, _column(count))) is not None}


def _column(count: str) -> str:
    return "vd_notified_troops" if count == "troops" else count


def _named(row: Mapping[str, Any], known: frozenset[str] | set[str]) -> dict[str, Any]:
    """Return the fields by their full names; unknown ones, and two names for one thing, are errors."""
    found: dict[str, Any] = {}
    for key, value in row.items():
        name = ALIASES.get(key, key)
        if key not in known:
            raise Unfit(str(key)[:60], f"one of {', '.join(sorted(known))}", key)
        if name in found:
            raise Unfit(key, f"{name} once", value)
        found[name] = value
    return found


def _phases(fields: Mapping[str, Any]) -> tuple[Phase, ...]:
    found = []
    for place, row in _nested(fields, "phases"):
        try:
            one = _named(row, _PHASE_KEYS)
            start, end = when_of(one, "start"), when_of(one, "end")
            check_order(start, end)
            found.append(Phase(text_of(one, "name"), start, end, _figures(one)))
        except Unfit as fault:
            raise Unfit(f"{place}, {fault.field}", fault.expected, fault.got) from None
    return tuple(found)


def _parts(fields: Mapping[str, Any]) -> tuple[Part, ...]:
    found = []
    for place, row in _nested(fields, "parts"):
        one = _named(row, {"state", "troops"})
        troops, state = figure_of(one, "vd_notified_troops"), text_of(one, "state")
        if troops is None or not state:
            raise Unfit(place, "a state and its troops", row)
        found.append(Part(state, troops))
    return tuple(found)


def _nested(fields: Mapping[str, Any], name: str) -> Rows:
    value = fields.get(name)
    if value is None:
        return
    if not isinstance(value, list) or len(value) > 100 or not all(isinstance(one, dict) for one in value):
        raise Unfit(name, "a list of at most 100 tables", value)
    yield from ((f"{name} {number}", one) for number, one in enumerate(value, 1))


def _check_ids(found: list[Activity]) -> None:
    """Be silent where each id comes once and no activity is a part of itself, however far around."""
    by_id = {one.id: one for one in found}
    if len(by_id) < len(found):
        seen: set[str] = set()
        twice = next(one.id for one in found if one.id in seen or seen.add(one.id))  # type: ignore[func-returns-value]
        raise _malformed("each id once", repr(twice)[:80], "id")
    for one in found:
        above, at = {one.id}, one
        while at.parent in by_id:
            at = by_id[at.parent]
            if at.id in above:
                raise _malformed(
                    "a parent that is not a part of its own part", repr(one.parent)[:80], f"{one.id}, parent"
                )
            above.add(at.id)
