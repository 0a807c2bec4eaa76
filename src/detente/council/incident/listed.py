"""Public lists of incidents as CSV, and what a party says when it passes a row of one on: a report and two claims.

A row's cells are carried as written, blank ones left out: nothing is filled in, and what is approximate stays so. Who
is *affected* by a row reported it, and who *acted* is whom it concerns; the list finds nothing, and neither does this.
"""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any, Final

from detente.clock import rfc3339
from detente.council.incident.sheet import COMPILED
from detente.council.points import parse_point
from detente.errors import Malformed, Refused
from detente.limits import INCIDENT_CELL_CHARACTERS_MAX, INCIDENT_LIST_BYTES_MAX, INCIDENT_LIST_ROWS_MAX

SHIPPED: Final = "incidents-2014-2018"
FILE: Final = files("detente.council.incident") / "data" / f"{SHIPPED}.csv"
COLUMNS: Final = (
    "id", "date", "date_precision", "time", "time_zone_as_stated", "area", "position_text", "lat", "lon", "actor",
    "actor_unit", "affected", "affected_unit", "type", "closest_distance_m", "altitude_m", "what_happened",
    "claim_by_affected", "claim_by_actor", "channel_used", "eln_class", "source", "source_url", "memory_fields",
)  # fmt: skip
FROM_LIST: Final = "From a public list"
_NEEDED: Final = ("id", "date", "type", "source")
_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}", re.ASCII)
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_NAMED: Final = re.compile(r"([A-Z][A-Za-z ]{1,30}): ")
_DAYS: Final = ("day", "minute", "second", "hour")
"""Precisions of which the day holds; the time is carried as it was said, since its zone seldom is."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One row.

    Args:
        cells: by column, as written; blank ones left out.
        at: the first second of its day, UTC.
    """

    cells: Mapping[str, str]
    at: int

    @property
    def id(self) -> str:
        """Return its name in the list."""
        return self.cells["id"]

    def report(self, list_name: str) -> dict[str, Any]:
        """Return the body of the report that passes the row on, as JSON can say it."""
        cells = self.cells
        exact = cells.get("date_precision", "day") in _DAYS
        occurred = {
            "from_at": rfc3339(self.at), "precision": "day" if exact else "approximate",
            "stated": " ".join(cells[name] for name in ("date", "time") if name in cells), "zone": self._zone(),
        }  # fmt: skip
        place = {"text": cells.get("position_text", ""), "lat": cells.get("lat", ""), "lon": cells.get("lon", "")}
        found = {
            "title": self._title(), "text": _from_list(cells.get("what_happened", "")), "area": cells.get("area", ""),
            "occurred": _given(occurred), "place": _given(place), "published": self._published(),
            "reported_by": _names(cells.get("affected")), "concerning": _names(cells.get("actor")),
            "listed": {"list": list_name, "id": self.id, "note": COMPILED, "row": dict(cells)},
        }  # fmt: skip
        return _given(found)

    def accounts(self) -> tuple[dict[str, Any], ...]:
        """Return the bodies of the claims that the row has, each as its side's published account."""
        found = []
        for side in ("affected", "actor"):
            if claim := self.cells.get(f"claim_by_{side}"):
                named = _NAMED.match(claim) if self.cells.get(side) == "disputed" else None
                said_by = named[1] if named else self.cells.get(side) or f"claim by {side}"
                found.append({"text": claim, "published": {**self._published(), "said_by": said_by[:200]}})
        return tuple(found)

    def _title(self) -> str:
        cells = self.cells
        units = " and ".join(cells[name] for name in ("actor_unit", "affected_unit") if name in cells)
        return _from_list(": ".join(part for part in (cells["type"], units) if part))[:200]

    def _zone(self) -> str:
        # *approx* and *start of a week* say more than *approximate*, so they stand beside it.
        precision = self.cells.get("date_precision", "")
        words = [self.cells.get("time_zone_as_stated", ""), "" if precision in _DAYS else f"({precision})"]
        return " ".join(word for word in words if word and word != "()")[:200]

    def _published(self) -> dict[str, Any]:
        cells = self.cells
        recalled = cells.get("memory_fields", "") or ("all" if cells["source"] == "memory" else "")
        basis = "recalled, without a source" if recalled == "all" else "sourced"
        return _given(
            {"source": cells["source"], "url": cells.get("source_url", ""), "basis": basis, "recalled": recalled}
        )


def read_list(data: bytes) -> tuple[Listed, ...]:
    """Return the rows of a list of incidents.

    Args:
        data: CSV in UTF-8 (RFC 4180) with a heading of `COLUMNS`, some of which may be absent.

    Raises:
        Malformed: `incidents-malformed`.
    """
    if len(data) > INCIDENT_LIST_BYTES_MAX:
        raise _wrong(f"at most {INCIDENT_LIST_BYTES_MAX:,} bytes", f"{len(data):,}")
    try:
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
    except UnicodeDecodeError as fault:
        raise _wrong("text in UTF-8", f"byte {fault.start}") from None
    except csv.Error as fault:
        raise _wrong("RFC 4180", str(fault)[:80]) from None
    heading, rows = [name.strip() for name in rows[0]] if rows else [], [row for row in rows[1:] if any(row)]
    _check_heading(heading)
    if len(rows) > INCIDENT_LIST_ROWS_MAX:
        raise _wrong(f"at most {INCIDENT_LIST_ROWS_MAX:,} rows", f"{len(rows):,}")
    found = tuple(_row(number, heading, row) for number, row in enumerate(rows, 1))
    if len({one.id for one in found}) < len(found):
        raise _wrong("each id once", "one twice")
    return found


@cache
def shipped() -> tuple[Listed, ...]:
    """Return the list that comes with the package, 2014 to 2018; what it is and is not: docs/council/incidents.md."""
    return read_list(FILE.read_bytes())


def _check_heading(heading: list[str]) -> None:
    known = len(set(heading)) == len(heading) and set(heading) <= set(COLUMNS)
    if not known or not set(_NEEDED) <= set(heading):
        expected = f"columns among {', '.join(COLUMNS)}, each once; {', '.join(_NEEDED)} among them"
        raise _wrong(expected, ", ".join(heading)[:80] or "none")


def _row(number: int, heading: list[str], row: list[str]) -> Listed:
    if len(row) != len(heading):
        raise _wrong(f"{len(heading)} cells in row {number}", str(len(row)))
    cells = {name: cell.strip() for name, cell in zip(heading, row, strict=True) if cell.strip()}
    if long := [name for name, cell in cells.items() if len(cell) > INCIDENT_CELL_CHARACTERS_MAX]:
        raise _wrong(f"at most {INCIDENT_CELL_CHARACTERS_MAX} characters in {long[0]}, row {number}", "more")
    if missing := [name for name in _NEEDED if name not in cells]:
        raise _wrong(f"{missing[0]} in row {number}", "nothing")
    if not _ID.fullmatch(cells["id"]):
        raise _wrong(f"an id of letters and digits in row {number}", cells["id"][:80])
    _check_place(number, cells)
    return Listed(cells, _day(number, cells["date"]))


def _day(number: int, text: str) -> int:
    try:
        at = int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) if _DATE.fullmatch(text) else -1
    except ValueError:
        at = -1
    if at < 0:
        raise _wrong(f"a date from 1970 on in row {number}, like 2016-04-12", text[:80])
    return at


def _check_place(number: int, cells: Mapping[str, str]) -> None:
    if "lat" in cells or "lon" in cells:
        try:
            parse_point(f"{cells.get('lat', '')}, {cells.get('lon', '')}")
        except Refused as fault:
            raise _wrong(f"{fault.expected} in row {number}", fault.got) from None


def _names(text: str | None) -> list[str]:
    return [text[:200]] if text else []


def _from_list(text: str) -> str:
    # Title and summary stand alone in lists, on maps and in searches, so they say themselves where they come from.
    return f"{FROM_LIST}: {text}" if text else ""


def _given(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in ("", [], {})}


def _wrong(expected: str, got: str) -> Malformed:
    return Malformed("incidents-malformed", expected=expected, got=got, remedy="mend the file and try again")
