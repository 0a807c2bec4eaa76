"""One table of a pack being read: fields are asked for by name and sort, and what is wrong is named with its place."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from detente.limits import REGIME_NAMES_MAX
from detente.protocol.toml import ID, is_shown

E = TypeVar("E", bound=StrEnum)
_PROSE_MAX = 4_000
_NUMBER_MAX = 10**12


class Wrong(Exception):  # noqa: N818  found while reading, worded by `reading.parse_pack`
    """The first thing that is wrong in a pack: where, what was expected, what stands there."""

    def __init__(self, where: str, expected: str, got: str) -> None:
        super().__init__(f"{where}: expected {expected}; got {got}")
        self.where = where
        self.expected = expected
        self.got = got


class Part:
    """A table of a pack.

    Args:
        fields: as TOML has them.
        where: its place, like `rules VD-40.1, due`; empty at the top.
    """

    def __init__(self, fields: Mapping[str, Any], where: str = "") -> None:
        self._fields = fields
        self.where = where

    def __contains__(self, name: str) -> bool:
        return name in self._fields

    def names(self) -> tuple[str, ...]:
        """Return the names of what stands here, in the order of the text."""
        return tuple(self._fields)

    def only(self, *names: str) -> None:
        """Be silent where nothing else stands here: an unknown key is an error."""
        for name in self._fields:
            if name not in names:
                self.refuse(f"one of {', '.join(names)}", name)

    def value(self, name: str) -> Any:
        """Return what stands there, or None."""
        return self._fields.get(name)

    def mapping(self) -> dict[str, Any]:
        """Return all that stands here, as TOML has it."""
        return dict(self._fields)

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text of one line; it may be empty only by default."""
        value = self._fields.get(name, default)
        if value is not None and value == default:
            return default or ""
        if not isinstance(value, str) or not is_shown(value):
            self.refuse("one line of text, at most 200 characters that all show", value, name)
        return str(value)

    def prose(self, name: str) -> str:
        """Return a text of some lines; empty where there is none."""
        value = self._fields.get(name, "")
        lines = value.strip().split("\n") if isinstance(value, str) else None
        if lines is None or len(value) > _PROSE_MAX or not all(is_shown(line.strip() or "-") for line in lines):
            self.refuse(f"text of at most {_PROSE_MAX} characters, 200 a line, that all show", value, name)
        return str(value).strip()

    def id(self, name: str) -> str:
        """Return a text of a to z, 0 to 9 and hyphens, 32 at most."""
        value = self._fields.get(name)
        if not isinstance(value, str) or ID.fullmatch(value) is None:
            self.refuse("a text of a to z, 0 to 9 and hyphens, 32 at most", value, name)
        return str(value)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return true or false."""
        value = self._fields.get(name, default)
        return value if isinstance(value, bool) else self.refuse("true or false", value, name)

    def number(self, name: str, least: int, most: int, default: int | None = None) -> int:
        """Return an integer within bounds."""
        value = self._fields.get(name, default)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            self.refuse(f"an integer from {least} to {most}", value, name)
        return int(value)

    def optional(self, name: str, least: int, most: int) -> int | None:
        """Return an integer within bounds, or None where there is none."""
        return self.number(name, least, most) if name in self._fields else None

    def degrees(self, name: str, most: int) -> float:
        """Return a number of degrees within plus and minus a bound."""
        value = self._fields.get(name)
        sound = isinstance(value, int | float) and not isinstance(value, bool) and -most <= value <= most
        return float(value) if sound and value is not None else self.refuse(f"-{most} to {most} degrees", value, name)

    def choice(self, name: str, words: type[E], default: E | None = None) -> E:
        """Return one of the words of an enumeration."""
        value = self._fields.get(name, default)
        found = next((one for one in words if one.value == value), None)
        return found if found is not None else self.refuse(f"one of {', '.join(words)}", value, name)

    def day(self, name: str) -> date | None:
        """Return a date, or None where there is none."""
        value = self._fields.get(name)
        if value is not None and (not isinstance(value, date) or isinstance(value, datetime)):
            self.refuse("a date like 2011-11-30", value, name)
        return value

    def texts(self, name: str, most: int = REGIME_NAMES_MAX, *, single: bool = False) -> tuple[str, ...]:
        """Return a list of texts of one line, each once; empty where there is none.

        Args:
            single: a text alone stands for a list of one.
        """
        value = self._fields.get(name, [])
        if single and isinstance(value, str):
            value = [value]
        sound = isinstance(value, list) and len(value) <= most
        if not sound or not all(isinstance(one, str) and is_shown(one) for one in value) or len({*value}) < len(value):
            self.refuse(f"a list of at most {most} texts, each once", value, name)
        return tuple(value)

    def part(self, name: str) -> "Part":
        """Return the table of that name; an empty one where there is none."""
        value = self._fields.get(name, {})
        if not isinstance(value, dict):
            self.refuse("a table", value, name)
        return Part(value, self.place(name))

    def parts(self, name: str, most: int) -> dict[str, "Part"]:
        """Return the tables below a name, by theirs."""
        table = self.part(name)
        if len(table.names()) > most:
            self.refuse(f"at most {most} tables", f"{len(table.names())} of them", name)
        return {key: table.part(key) for key in table.names()}

    def array(self, name: str, most: int) -> list["Part"]:
        """Return the tables of an array; empty where there is none."""
        value = self._fields.get(name, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self.refuse("an array of tables", value, name)
        if len(value) > most:
            self.refuse(f"at most {most} tables", f"{len(value)} of them", name)
        return [Part(one, self.place(f"{name} {number}")) for number, one in enumerate(value, start=1)]

    def place(self, name: str) -> str:
        """Return where something of that name would stand."""
        return f"{self.where}, {name}" if self.where else name

    def refuse(self, expected: str, got: object, name: str = "") -> Any:
        """Raise what is wrong here; `Any`, so that it can stand where a value would."""
        raise self.wrong(expected, got, name)

    def wrong(self, expected: str, got: object, name: str = "") -> Wrong:
        """Return what is wrong here, to be raised."""
        shown = "nothing" if got is None else repr(got)
        return Wrong(self.place(name) if name else self.where or "the pack", expected, shown[:120])


def by_id(parts: Iterable[Part], read: Callable[[Part], tuple[str, Any]]) -> dict[str, Any]:
    """Return what is read of each part, by its name; a name that comes twice is an error."""
    found: dict[str, Any] = {}
    for part in parts:
        name, value = read(part)
        if name in found:
            part.refuse("each name once", name)
        found[name] = value
    return found
