"""Input files of an assessment, JSON or TOML: every field is asked for by name, and what does not fit is named.

Decimals are kept as they were written, because what is computed from them is exact.
"""

import json
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, NoReturn

from detente.assessment.numbers import exact, written
from detente.errors import Malformed
from detente.limits import ASSESSMENT_BYTES_MAX
from detente.protocol.toml import parse_toml

CODE: Final = "assessment-malformed"


def parse_json(data: bytes) -> dict[str, Any]:
    """Return the object that a JSON file holds, its decimals exact.

    Raises:
        Malformed: `assessment-malformed`.
    """
    text = _text(data)
    try:
        value = json.loads(text, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_object)
    except (ValueError, RecursionError, ArithmeticError) as fault:
        raise Malformed("assessment-malformed", expected="JSON", got=str(fault)[:200]) from None
    if not isinstance(value, dict):
        raise Malformed("assessment-malformed", expected="a JSON object", got=type(value).__name__)
    return value


def parse_file(data: bytes, *, toml: bool) -> "Fields":
    """Return the fields of a file of inputs, which is JSON or TOML.

    Raises:
        Malformed: `assessment-malformed`.
    """
    return Fields(parse_toml(CODE, _text(data), floats=_decimal) if toml else parse_json(data), "the file")


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except ArithmeticError:
        raise ValueError(f"no number: {text[:40]}") from None


def _text(data: bytes) -> str:
    if len(data) > ASSESSMENT_BYTES_MAX:
        raise Malformed(
            "assessment-malformed", expected=f"at most {ASSESSMENT_BYTES_MAX:,} bytes", got=f"{len(data):,}"
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise Malformed("assessment-malformed", expected="text in UTF-8", got=str(fault)) from None


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return fields


def _shown(got: object) -> str:
    if isinstance(got, Fraction):
        return written(got)
    return repr(str(got) if isinstance(got, Decimal) else got)


class Fields:
    """One table of an input file, whose fields are asked for by name and kind.

    Args:
        where: its place, for messages.
    """

    def __init__(self, value: object, where: str) -> None:
        self.where = where
        self.fields: dict[str, Any] = value if isinstance(value, dict) else self.refuse("a table", value)

    def refuse(self, expected: str, got: object, name: str = "") -> NoReturn:
        """Raise `Malformed` with the place."""
        place = f"{self.where}, {name}" if name else self.where
        shown = "nothing" if got is None else _shown(got)[:120]
        raise Malformed(
            "assessment-malformed", expected=f"{expected} in {place}", got=shown, remedy="mend the input file"
        )

    def __contains__(self, name: str) -> bool:
        return name in self.fields

    def names(self) -> list[str]:
        """Return the names of the fields, in their order."""
        return list(self.fields)

    def check_names(self, names: Iterable[str]) -> None:
        """Be silent where no field has another name: a typing error would else be a blank."""
        if other := self.fields.keys() - set(names):
            self.refuse(f"no field but {', '.join(sorted(names))}", min(other))

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text."""
        value = self.fields.get(name, default)
        return value if isinstance(value, str) else self.refuse("text", value, name)

    def flag(self, name: str, *, default: bool | None = None) -> bool:
        """Return true or false."""
        value = self.fields.get(name, default)
        return value if isinstance(value, bool) else self.refuse("true or false", value, name)

    def number(self, name: str, least: int | None = None, most: int | None = None) -> Fraction:
        """Return a number within bounds, exactly."""
        return self.as_number(self.fields.get(name), name, least, most)

    def as_number(self, value: object, name: str, least: int | None = None, most: int | None = None) -> Fraction:
        """Return a value as a number within bounds, exactly."""
        number = exact(value)
        if number is None or (least is not None and number < least) or (most is not None and number > most):
            bounds = f" of at least {least}" if most is None and least is not None else ""
            self.refuse("a number" + (f" from {least} to {most}" if most is not None else bounds), value, name)
        return number

    def whole(self, name: str, least: int, most: int, default: int | None = None) -> int:
        """Return an integer within bounds."""
        value = self.fields.get(name, default)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            self.refuse(f"an integer from {least} to {most}", value, name)
        return value

    def items(self, name: str, default: list[Any] | None = None) -> list[Any]:
        """Return a list of anything."""
        value = self.fields.get(name, default)
        return value if isinstance(value, list) else self.refuse("a list", value, name)

    def texts(self, name: str, default: list[Any] | None = None) -> list[str]:
        """Return a list of texts."""
        found = self.items(name, default)
        return found if all(isinstance(one, str) for one in found) else self.refuse("a list of texts", found, name)

    def numbers(self, name: str, least: int | None = None, most: int | None = None) -> list[Fraction]:
        """Return a list of numbers, exactly."""
        return [self.as_number(one, name, least, most) for one in self.items(name)]

    def matrix(self, name: str, least: int | None = None, most: int | None = None) -> list[list[Fraction]]:
        """Return rows of numbers, all of one length."""
        rows = [
            [self.as_number(one, name, least, most) for one in row]
            if isinstance(row, list)
            else self.refuse("rows of numbers", row, name)
            for row in self.items(name)
        ]
        if not rows or not rows[0] or len({len(row) for row in rows}) != 1:
            self.refuse("rows of numbers, all of one length", len(rows), name)
        return rows

    def integers(self, value: object, name: str) -> list[int]:
        """Return a value as a list of integers."""
        if not isinstance(value, list) or not all(isinstance(one, int) and not isinstance(one, bool) for one in value):
            self.refuse("a list of integers", value, name)
        return value

    def table(self, name: str) -> "Fields":
        """Return the table of that name."""
        return Fields(self.fields.get(name), f"{self.where}, {name}" if self.where != "the file" else name)

    def tables(self, name: str, default: list[Any] | None = None) -> list["Fields"]:
        """Return the tables in a list."""
        place = name if self.where == "the file" else f"{self.where}, {name}"
        return [Fields(one, f"{place} {number}") for number, one in enumerate(self.items(name, default), 1)]
