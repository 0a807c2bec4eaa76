"""Events that others report, out of files of event data: kept apart from the record, and never counted with it.

A file is foreign bytes. Rows that do not read are named and left out; where most of them do not, the mapping is wrong
and nothing is said. Rows with an id that came before, and rows that are alike in all that is read, count once.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final, Literal

from detente.assessment.events.mapping import Column, EventMapping
from detente.assessment.evidence.crosswalk import CLASSES, scale
from detente.assessment.evidence.shares import balance
from detente.assessment.numbers import shown
from detente.errors import Malformed, Refused
from detente.limits import EVENT_BYTES_MAX, EVENT_FIELD_CHARACTERS_MAX, EVENT_ROWS_MAX

NAMED_MAX: Final = 20
"""Rows left out that are named one by one; of more the number is enough."""

REPORTED: Final = "Reported by others, and no part of any record: what the press wrote, as somebody's program coded it."


NAMES_SAID: Final = 6
"""Names of the data that are said where one is asked for that they do not have: the most frequent."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event: who did what to whom on which day, as reported.

    Args:
        code: CAMEO's, or empty.
        number: of its class, from 1; 0 where nothing says which.
    """

    day: date
    source: str
    target: str
    code: str
    label: str
    weight: float | None
    number: int

    @property
    def between_two(self) -> bool:
        """Say if it names two, so that it counts for a pair."""
        return bool(self.source) and bool(self.target) and self.source != self.target


@dataclass(frozen=True, slots=True)
class Reported:
    """What a file holds.

    Args:
        left_out: number of the row, and why it is not read; at most `NAMED_MAX`.
    """

    events: tuple[Event, ...]
    rows: int
    repeated: int
    unread: int
    left_out: tuple[tuple[int, str], ...]


Places = dict[str, int]
"""Column to its place from 0, and under `columns` how many a row has."""


def read_events(data: bytes, mapping: EventMapping) -> Reported:
    """Return the events of a file in UTF-8.

    Raises:
        Malformed: `events-malformed`, with the row (the header's is 1) and what is wrong.
    """
    # A tab-separated export quotes nothing: a lone quotation mark in a name is a letter.
    quoting: Literal[0, 3] = csv.QUOTE_NONE if mapping.separator == "\t" else csv.QUOTE_MINIMAL
    rows = csv.reader(io.StringIO(_text(data), newline=""), delimiter=mapping.separator, quoting=quoting)
    try:
        places = _places(next(rows, []), mapping) if mapping.header else _numbered(mapping)
        found = _taken(rows, places, mapping)
    except csv.Error as fault:
        raise Malformed("events-malformed", expected="rows of RFC 4180", got=f"{fault}, line {rows.line_num}") from None
    if found.unread * 2 > found.rows:
        row, why = found.left_out[0]
        raise Malformed(
            "events-malformed", expected=f"most of {found.rows:,} rows as the mapping {mapping.id} declares them",
            got=f"{found.unread:,} that are not, the first in row {row}: {why}",
            remedy="look at the mapping, or write one",
        )  # fmt: skip
    return found


def _text(data: bytes) -> str:
    if len(data) > EVENT_BYTES_MAX:
        raise Malformed("events-malformed", expected=f"at most {EVENT_BYTES_MAX:,} bytes", got=f"{len(data):,}")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise Malformed("events-malformed", expected="text in UTF-8", got=f"byte {fault.start}") from None


def _taken(rows: Iterable[list[str]], places: Places, mapping: EventMapping) -> Reported:
    found: list[Event] = []
    seen: set[object] = set()
    left_out: list[tuple[int, str]] = []
    read, unread, repeated = 0, 0, 0
    for number, row in enumerate(rows, 2 if mapping.header else 1):
        if not row:
            continue
        read += 1
        if read > EVENT_ROWS_MAX:
            raise Malformed("events-malformed", expected=f"at most {EVENT_ROWS_MAX:,} rows", got="more")
        event = _event(row, places, mapping)
        if isinstance(event, str):
            unread += 1
            left_out += [(number, event)] if len(left_out) < NAMED_MAX else []
            continue
        # ICEWS gives some ids twice, on different days.
        key = (row[places["id_column"]], event.day) if "id_column" in places else event
        repeated += key in seen
        if key not in seen:
            seen.add(key)
            found.append(event)
    return Reported(tuple(found), read, repeated, unread, tuple(left_out))


def _wanted(mapping: EventMapping) -> Iterator[tuple[str, Column]]:
    yield from (("day", mapping.day), ("from", mapping.source_of), ("to", mapping.target_of))
    for name, column in (
        ("code", mapping.code), ("label", mapping.label), ("weight", mapping.weight), ("id_column", mapping.key)
    ):  # fmt: skip
        if column is not None:
            yield name, column


def _places(header: list[str], mapping: EventMapping) -> Places:
    names = [name.strip() for name in header]
    found = {name: column.named_in(names) for name, column in _wanted(mapping)}
    missing = [column.name for name, column in _wanted(mapping) if found[name] is None]
    if missing:
        raise Malformed(
            "events-malformed", expected=f"columns {', '.join(missing)} in row 1",
            got=", ".join(names)[:200] or "an empty file", remedy="look at the mapping, or write one",
        )  # fmt: skip
    return {"columns": len(names)} | {name: names.index(there) for name, there in found.items() if there is not None}


def _numbered(mapping: EventMapping) -> Places:
    most = max(column.number for _, column in _wanted(mapping))
    return {"columns": max(mapping.columns, most)} | {name: column.number - 1 for name, column in _wanted(mapping)}


def _event(row: Sequence[str], places: Places, mapping: EventMapping) -> Event | str:
    """Return the event of a row, or why it is none."""
    if len(row) < places["columns"]:
        return f"{len(row)} columns"
    if any(len(row[place]) > EVENT_FIELD_CHARACTERS_MAX for name, place in places.items() if name != "columns"):
        return f"a field of more than {EVENT_FIELD_CHARACTERS_MAX:,} characters"
    day = _day(row[places["day"]].strip()[:10], mapping.form)
    if day is None:
        return f"the day {row[places['day']][:40]!r}"
    code = row[places["code"]].strip() if "code" in places else ""
    label = row[places["label"]].strip() if "label" in places else ""
    known = scale().find(code) if code else None
    number = known.number if known is not None else mapping.classes.get(label.upper(), 0)
    if not number and (code or label.upper() not in mapping.classes):
        return f"the event {(code or label)[:40]!r}"
    weight = _weight(row[places["weight"]]) if "weight" in places else None
    if isinstance(weight, str):
        return weight
    source, target = (_side(row[places[name]].strip(), mapping) for name in ("from", "to"))
    target = "" if target == mapping.everybody else target
    return Event(day, source, target, code, label or (known.name if known else ""), weight, number)


@lru_cache(maxsize=10_000)
def _day(text: str, form: str) -> date | None:
    """Return a day; what stands behind it, like a time, is cut off before."""
    try:
        return datetime.strptime(text, form).date()  # noqa: DTZ007  a day has no zone
    except ValueError:
        return None


def _weight(text: str) -> float | str | None:
    if not text.strip():
        return None
    try:
        value = float(text)
    except ValueError:
        return f"the weight {text[:40]!r}"
    return value if -1_000 <= value <= 1_000 else f"the weight {text[:40]!r}"


def _side(name: str, mapping: EventMapping) -> str:
    for side, patterns in mapping.sides.items():
        for pattern in patterns:
            bare = pattern.strip("*")
            if (
                name == pattern
                or (pattern.startswith("*") and pattern.endswith("*") and bare in name)
                or (pattern.startswith("*") and name.endswith(bare))
                or (pattern.endswith("*") and name.startswith(bare))
            ):
                return side
    return name


# --- what they add up to ----------------------------------------------------------------------------------------------


def between(events: Iterable[Event], one: str, other: str) -> list[Event]:
    """Return the events between two, in the order of their days."""
    found = [event for event in events if {event.source, event.target} == {one, other}]
    return sorted(found, key=lambda event: (event.day, event.source, event.code, event.label))


def check_named(events: Iterable[Event], names: Iterable[str]) -> None:
    """Be silent where each of the names stands in the data.

    Raises:
        Refused: `pair-unknown`.
    """
    counts = Counter(name for event in events for name in (event.source, event.target) if name)
    for name in names:
        if name not in counts:
            often = ", ".join(each for each, _ in counts.most_common(NAMES_SAID)) or "none"
            raise Refused("pair-unknown", expected=f"names as the data have them, most often {often}", got=name)


def summary(events: Sequence[Event]) -> list[dict[str, Any]]:
    """Return for each two who did something to each other how many events of which class, by month, and the balance."""
    pairs: dict[tuple[str, str], list[Event]] = {}
    for event in events:
        if event.between_two:
            first, second = sorted((event.source, event.target))
            pairs.setdefault((first, second), []).append(event)
    ordered = sorted(pairs.items(), key=lambda item: (-len(item[1]), item[0]))
    return [_pair(names, found) for names, found in ordered]


def _pair(names: tuple[str, str], found: Sequence[Event]) -> dict[str, Any]:
    by = Counter(event.source for event in found)
    level = balance(by[names[0]], by[names[1]])
    months: dict[str, Counter[str]] = {}
    for event in found:
        months.setdefault(event.day.isoformat()[:7], Counter())[event.source] += 1
    return {
        "parties": list(names),
        "n": len(found),
        "by": {name: by[name] for name in names},
        "balance": None if level is None else shown(level),
        "classes": {
            name: _row(Counter(CLASSES[event.number - 1] for event in found if event.source == name)) for name in names
        },
        "by_month": {month: {name: counts[name] for name in names} for month, counts in sorted(months.items())},
        "from": min(event.day for event in found).isoformat(),
        "until": max(event.day for event in found).isoformat(),
    }


def _row(counts: Counter[str]) -> dict[str, int]:
    return {name: counts[name] for name in CLASSES if counts[name]}
