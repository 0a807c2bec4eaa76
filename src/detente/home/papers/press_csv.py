"""Statements in the media out of a CSV file that somebody keeps by hand: all of it, or the row and column to mend."""

import csv
import io
from typing import Final

from detente.council.papers.press import Clippings, Statement
from detente.errors import Malformed
from detente.home.papers import press_fields as fields
from detente.limits import PRESS_ITEMS_MAX, PRESS_TEXT_CHARACTERS_MAX

COLUMNS: Final = ("link", "date", "party", "topic", "title", "text", "language")
NEEDED: Final = frozenset({"link", "date"})


def read_csv(data: bytes) -> Clippings:
    """Return the statements of a CSV file in UTF-8 whose first row names its columns, in any order.

    Raises:
        Malformed: `press-encoding`; `press-csv`, with the row (the header's is 1) and the column.
    """
    text = fields.decode(data, "utf-8-sig")
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    statements: list[Statement] = []
    try:
        header = _header(next(rows, []))
        for number, row in enumerate(rows, 2):
            if not row:
                continue
            if len(statements) == PRESS_ITEMS_MAX:
                raise _malformed(f"at most {PRESS_ITEMS_MAX:,} statements", "more", f"row {number}")
            statements.append(_statement(header, row, number))
    except csv.Error as fault:
        raise _malformed(
            f"RFC 4180, no field above {PRESS_TEXT_CHARACTERS_MAX:,} characters", str(fault), f"line {rows.line_num}"
        ) from None
    return Clippings("", tuple(statements), ())


def _header(row: list[str]) -> tuple[str, ...]:
    header = tuple(name.strip().lower() for name in row)
    unknown = sorted(set(header) - set(COLUMNS))
    if unknown or len(set(header)) < len(header) or not set(header) >= NEEDED:
        raise _malformed(f"columns among {', '.join(COLUMNS)}, with link and date", ", ".join(header)[:200], "row 1")
    return header


def _statement(header: tuple[str, ...], row: list[str], number: int) -> Statement:
    if len(row) != len(header):
        raise _malformed(f"{len(header)} columns", f"{len(row)}", f"row {number}")
    given = dict(zip(header, row, strict=True))
    column = ""
    try:
        column = "link"
        link = fields.link_of(given["link"])
        column = "date"
        said_at, precision = fields.time_of(given["date"])
        column = "party"
        party = fields.party_of(given.get("party", ""))
        column = "topic"
        topic = fields.label_of(given.get("topic", ""))
        column = "title"
        title = fields.label_of(given.get("title", ""))
        column = "text"
        text = fields.text_of(given.get("text", ""))
        column = "language"
        language = fields.language_of(given.get("language", ""))
    except fields.Unfit as fault:
        raise _malformed(fault.expected, fault.got, f"row {number}, column {column}") from None
    return Statement(link, said_at, precision, party, topic, title, text, language)


def _malformed(expected: str, got: str, place: str) -> Malformed:
    return Malformed("press-csv", expected=expected, got=f"{got} ({place})", remedy="mend that row and import again")
