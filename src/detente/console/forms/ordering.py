"""Lists whose order says something, like an agenda: a row for each value, which a button moves up or down."""

from collections.abc import Mapping
from typing import Final

UP, DOWN = "up:", "down:"
MORE: Final = "more:"
"""Button that keeps what was typed and shows blank rows below it again."""
_STEP: Final[Mapping[str, int]] = {UP: -1, DOWN: 1}
ROWS_MIN: Final = 4
BLANK_ROWS: Final = 2
"""Rows that stand blank below what was typed, at the least."""


def rows_in(value: str) -> tuple[str, ...]:
    """Return what stands in each row of a list, and below it rows that are blank."""
    typed = [line for line in value.split("\n") if line.strip()]
    return (*typed, *[""] * max(BLANK_ROWS, ROWS_MIN - len(typed)))


def moved(typed: Mapping[str, str], do: str) -> dict[str, str] | None:
    """Return what is typed after a button of a row, like `up:body.items:2`; None where it is no such button.

    A row that is blank, and one that has nothing to change places with, stays where it is.
    """
    verb, _, rest = do.partition(":")
    name, _, number = rest.rpartition(":")
    step = _STEP.get(f"{verb}:")
    if step is None or name not in typed or not (number.isascii() and number.isdigit() and len(number) <= 4):
        return None
    lines = typed[name].split("\n")
    filled = [at for at, line in enumerate(lines) if line.strip()]
    rows = [lines[at] for at in filled]
    here = filled.index(int(number)) if int(number) in filled else -1
    there = here + step
    if here >= 0 and 0 <= there < len(rows):
        rows[here], rows[there] = rows[there], rows[here]
    return {**typed, name: "\n".join(rows)}
