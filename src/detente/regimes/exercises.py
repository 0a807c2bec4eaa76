"""The list of real exercises that comes with the package, 1988 to 2025; what it is and is not: docs/assess.md."""

from functools import cache
from importlib.resources import files
from typing import Final

from detente.regimes.activity import Activity
from detente.regimes.activity_files import Media, read_activities

FILE: Final = files("detente.regimes") / "data" / "exercises.csv"


@cache
def exercises() -> tuple[Activity, ...]:
    """Return the shipped exercises, in the order of the file."""
    return read_activities(FILE.read_bytes(), Media.CSV)
