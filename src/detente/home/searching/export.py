"""Lists as files: CSV for spreadsheets, JSON for programs; a page of rows at a time, so that no file is ever in memory.

A cell that a spreadsheet would take for a formula gets an apostrophe before it, which is how spreadsheets themselves
mark a text. A file of a rehearsal says so in its name and in each row. Sources: RFC 4180; OWASP, CSV Injection.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Generic, TypeVar

import msgspec
from msgspec import Struct

from detente.home.replies.acts import Heads
from detente.home.replies.calendar import EntryView
from detente.home.replies.matters import DeskMatterView, DossierView, DutyView
from detente.home.replies.search import FoundActView
from detente.limits import EXPORT_ROWS_MAX

Item = TypeVar("Item")

ROWS_AT_ONCE: Final = 100
"""Rows read of the record between two steps of a node."""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
REHEARSAL: Final = "rehearsal"


class Format(StrEnum):
    """What a list is written as."""

    CSV = "csv"
    JSON = "json"

    @property
    def media_type(self) -> str:
        """Return its media type."""
        return "text/csv" if self is Format.CSV else "application/json"


class Table(Struct, Generic[Item], frozen=True):
    """What of an item stands in which column, after the one that says whether it is a rehearsal."""

    name: str
    columns: tuple[str, ...]
    cells: Callable[[Item], Sequence[str]]


def _act_cells(act: FoundActView) -> Sequence[str]:
    files = [one.name + (f" (erased by {one.erased_by})" if one.erased_by else "") for one in act.files]
    return (
        act.ref, act.council, act.channel, act.party, act.officer, act.kind, act.title, act.desk, act.dossier,
        act.matter, act.state, act.topic, act.precedence, " ".join(act.to), act.re or "", act.claimed_at, act.stored_at,
        act.language, act.marking, act.drill, act.basis, act.irregular, "\n".join(files),
        "\n".join(f"{one.ref} {one.title}" for one in act.later), act.text,
    )  # fmt: skip


def _matter_cells(one: DossierView) -> Sequence[str]:
    return (
        one.dossier, one.council, one.desk, one.channel, one.kind, one.title, one.topic, one.status, one.opened_by,
        one.opened_at or "", str(one.acts), " ".join(one.turn), "\n".join(one.conflicts), str(one.irregular),
        one.due_at or "", one.drill,
    )  # fmt: skip


def _notice_cells(one: DeskMatterView) -> Sequence[str]:
    data = one.data
    fields, totals = data.get("fields", {}), data.get("totals", {})
    estimates = (f"{each['party'].upper()}: {each['troops']}" for each in totals.get("estimates", ()))
    stated = (
        data.get("party"), one.dossier.title, data.get("regime"), data.get("format"), one.dossier.status, one.phase,
        fields.get("start"), fields.get("end"), data.get("year"), totals.get("notifiable"), totals.get("public"),
    )  # fmt: skip
    amendments = max(0, len(data.get("versions", ())) - 1)
    return (
        one.dossier.dossier, one.dossier.council, *("" if value is None else str(value) for value in stated),
        "\n".join(estimates), str(amendments), one.dossier.opened_at or "", one.dossier.drill,
    )  # fmt: skip


ACTS: Final = Table(
    "acts",
    (
        "reference", "council", "channel", "party", "officer", "kind", "kind_title", "desk", "dossier", "matter",
        "state", "topic", "precedence", "to", "re", "claimed_at", "stored_at", "language", "marking", "drill", "basis",
        "irregular", "files", "later", "text",
    ),
    _act_cells,
)  # fmt: skip
MATTERS: Final = Table(
    "dossiers",
    (
        "dossier", "council", "desk", "channel", "kind", "title", "topic", "state", "opened_by", "opened_at", "acts",
        "turn", "conflicts", "irregular", "due_at", "drill",
    ),
    _matter_cells,
)  # fmt: skip

NOTICES: Final = Table(
    "notifications",
    (
        "dossier", "council", "party", "title", "agreement", "form", "state", "phase", "starts", "ends", "year",
        "troops_persons", "announced_persons", "estimates_persons", "amendments", "opened_at", "drill",
    ),
    _notice_cells,
)  # fmt: skip


def _duty_cells(one: DutyView) -> Sequence[str]:
    return (
        one.dossier, one.council, one.who, " ".join(one.to_whom), one.what, one.act, one.state, one.started_at or "",
        one.evidence or "", one.due_at or "", one.due_strict_at or "", one.answer or "", one.met_at or "",
        "yes" if one.late else "no", one.rule, one.regime, one.reason, one.drill,
    )  # fmt: skip


def _entry_cells(one: EntryView) -> Sequence[str]:
    return (
        one.ref, one.sort, one.title, one.begins_at, one.ends_at or "", "yes" if one.all_day else "no", one.standing,
        one.phase, one.party, one.place,
    )  # fmt: skip


DUTIES: Final = Table(
    "duties",
    (
        "dossier", "council", "who", "to", "what", "act", "state", "started_at", "evidence", "due_at", "due_strict_at",
        "answer", "met_at", "late", "rule", "agreement", "reason", "drill",
    ),
    _duty_cells,
)  # fmt: skip
ENTRIES: Final = Table(
    "calendar",
    ("reference", "sort", "title", "begins_at", "ends_at", "all_day", "standing", "phase", "party", "place"),
    _entry_cells,
)


class Writer(Generic[Item]):
    """Writes a list, page by page; what each method returns belongs behind what the one before returned."""

    def __init__(self, table: Table[Item], form: Format, *, rehearsal: bool) -> None:
        self._table = table
        self._form = form
        self._rehearsal = rehearsal
        self.rows = 0

    @property
    def full(self) -> bool:
        """Say if no more rows go into one file."""
        return self.rows >= EXPORT_ROWS_MAX

    def head(self, as_of: str, heads: Heads) -> str:
        """Return how the file begins."""
        if self._form is Format.CSV:
            return _line((REHEARSAL, *self._table.columns))
        told = {"as_of": as_of, "heads": heads, "rehearsal": self._rehearsal}
        return json.dumps(told, ensure_ascii=False)[:-1] + ', "items": ['

    def page(self, items: Iterable[Item]) -> str:
        """Return the rows of items."""
        out = []
        for one in items:
            if self.full:
                break
            out.append(self._row(one))
            self.rows += 1
        return "".join(out)

    def foot(self, following: int | None) -> str:
        """Return how the file ends.

        Args:
            following: `next` of the last listing; None where the file has all.
        """
        if self._form is Format.JSON:
            return f'\n], "next": {json.dumps(following)}}}\n'
        if following is None:
            return ""
        return _line((self._mark, f"not all: at most {EXPORT_ROWS_MAX:,} rows a file; search more narrowly"))

    @property
    def _mark(self) -> str:
        return REHEARSAL.upper() if self._rehearsal else ""

    def _row(self, one: Item) -> str:
        if self._form is Format.CSV:
            return _line((self._mark, *self._table.cells(one)))
        return ("," if self.rows else "") + "\n" + msgspec.json.encode(one).decode()


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell


def file_name(table: Table[Any], form: Format, council: str, as_of: str, *, rehearsal: bool) -> str:
    """Return the name of a file with a list, like `nrc-rehearsal-0123456789abcdef-acts-20160420T120000Z.csv`."""
    at = f"{datetime.fromisoformat(as_of):%Y%m%dT%H%M%SZ}"
    return f"{marked_name(f'{council}-{table.name}-{at}', rehearsal=rehearsal)}.{form}"


def marked_name(name: str, *, rehearsal: bool) -> str:
    """Return a file's name that says of a rehearsal that it is one."""
    return f"{REHEARSAL}-{name}" if rehearsal and REHEARSAL not in name.lower() else name


def _line(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([harmless(cell.replace("\0", "")) if cell else "" for cell in cells])
    return out.getvalue()
