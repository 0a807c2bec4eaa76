"""Reading TOML tables strictly: every error names the file, the event and the field; unknown keys are refused.

A scenario is written by people about people, so a slip of the pen must not pass: a misspelt key that is silently
ignored would change who said what. What does not read is `Malformed` with a `scenario-…` code (docs/spec/scenario.md).
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, Final, TypeVar

from detente.clock import Instant
from detente.errors import Malformed

Word = TypeVar("Word", bound=StrEnum)

ID: Final = re.compile(r"[a-z0-9-]{1,32}")
LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def nearest(got: str, known: Iterable[str]) -> str:
    """Return a remedy that names the nearest known word, or all of them where none is near."""
    words = sorted(known)
    close = get_close_matches(got, words, n=1, cutoff=0.5)
    if close:
        return f"did you mean {close[0]!r}?"
    return f"known here: {', '.join(words)}" if words else "none is declared in this scenario"


class Table:
    """One TOML table whose keys are taken out one by one; `done` refuses what is left.

    Args:
        raw: as `parse_toml` returns it.
        where: file and place, like `nrc-2016.toml: event 12 (act suspension)`.
    """

    def __init__(self, raw: object, where: str) -> None:
        self.where = where
        if not isinstance(raw, dict):
            raise self.wrong("scenario-type", expected="a table", got=_kind(raw))
        self._raw: dict[str, Any] = raw
        self._known: set[str] = set()

    def wrong(self, code: str, *, expected: str, got: str, field: str = "", remedy: str = "") -> Malformed:
        """Return the error with its place; the caller raises it."""
        place = f"{self.where}, field {field}" if field else self.where
        return Malformed(code, expected=expected, got=f"{got} ({place})", remedy=remedy)

    def has(self, key: str) -> bool:
        """Return whether the key is there."""
        self._known.add(key)
        return key in self._raw

    def done(self) -> None:
        """Refuse every key that nobody took.

        Raises:
            Malformed: `scenario-unknown-key`.
        """
        for key in self._raw:
            if key not in self._known:
                raise self.wrong(
                    "scenario-unknown-key",
                    expected="only keys of docs/spec/scenario.md",
                    got=f"the key {key!r}",
                    remedy=nearest(key, self._known),
                )

    def take(self, key: str, kind: type, name: str) -> Any:
        """Return a required value of one TOML type.

        Raises:
            Malformed: `scenario-missing`, `scenario-type`.
        """
        if not self.has(key):
            raise self.wrong("scenario-missing", expected=f"{name} under {key!r}", got="no such key", field=key)
        value = self._raw[key]
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.wrong("scenario-type", expected=name, got=_kind(value), field=key)
        return value

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text that is not empty; the default where the key is absent and there is one."""
        if default is not None and not self.has(key):
            return default
        value: str = self.take(key, str, "a text")
        if not value.strip() or value != value.strip():
            raise self.wrong(
                "scenario-value", expected="a text without blanks at its ends", got=repr(value[:40]), field=key
            )
        return value

    def flag(self, key: str) -> bool:
        """Return a truth value; false where the key is absent."""
        return bool(self.take(key, bool, "true or false")) if self.has(key) else False

    def whole(self, key: str, default: int, *, at_least: int, at_most: int) -> int:
        """Return a whole number within bounds."""
        if not self.has(key):
            return default
        value: int = self.take(key, int, "a whole number")
        if not at_least <= value <= at_most:
            raise self.wrong("scenario-value", expected=f"{at_least} to {at_most}", got=str(value), field=key)
        return value

    def word(self, key: str, words: type[Word], default: Word | None = None) -> Word:
        """Return one word of an enum."""
        if default is not None and not self.has(key):
            return default
        value: str = self.take(key, str, "a word")
        try:
            return words(value)
        except ValueError:
            known = [word.value for word in words]
            raise self.wrong(
                "scenario-value",
                expected="one of " + ", ".join(known),
                got=repr(value),
                field=key,
                remedy=nearest(value, known),
            ) from None

    def id(self, key: str, known: Iterable[str] | None = None, *, what: str = "id") -> str:
        """Return an id, checked against the known ones where they are given.

        Raises:
            Malformed: `scenario-value`, `scenario-unknown-ref`.
        """
        return self._checked_id(self.take(key, str, f"the {what}"), key, known, what)

    def ids(self, key: str, known: Iterable[str] | None = None, *, what: str = "id") -> tuple[str, ...]:
        """Return a list of different ids; empty where the key is absent.

        Raises:
            Malformed: `scenario-value`, `scenario-unknown-ref`, `scenario-twice`.
        """
        if not self.has(key):
            return ()
        found = tuple(self._checked_id(item, key, known, what) for item in self.take(key, list, f"a list of {what}s"))
        if len(set(found)) != len(found):
            raise self.wrong("scenario-twice", expected=f"each {what} once", got=", ".join(found), field=key)
        return found

    def lines(self, key: str, count: int) -> tuple[str, ...]:
        """Return exactly so many texts."""
        found: list[object] = self.take(key, list, f"{count} texts")
        if len(found) != count or not all(isinstance(line, str) and line for line in found):
            raise self.wrong("scenario-value", expected=f"{count} texts", got=f"{len(found)} items", field=key)
        return tuple(str(line) for line in found)

    def instant(self, key: str) -> Instant:
        """Return a TOML date-time in UTC as seconds.

        Raises:
            Malformed: `scenario-time`.
        """
        value: datetime = self.take(key, datetime, "a date-time like 2016-04-20T12:00:00Z")
        self._check_time(value, key)
        return int(value.timestamp())

    def texts(self, key: str) -> dict[str, str]:
        """Return texts by language; empty where the key is absent."""
        if not self.has(key):
            return {}
        table = Table(self.take(key, dict, "a table of texts by language"), f"{self.where}, field {key}")
        for language in table._raw:
            if not LANGUAGE.fullmatch(language):
                raise table.wrong("scenario-value", expected="languages as in BCP 47, like ru", got=repr(language))
        return {language: table.text(language) for language in table._raw}

    def free(self, key: str) -> Mapping[str, Any]:
        """Return a table that is carried and not read; empty where the key is absent."""
        if not self.has(key):
            return {}
        found: dict[str, Any] = self.take(key, dict, "a table")
        return found

    def values(self, key: str) -> Mapping[str, Any]:
        """Return a table whose keys are another's to name, its date-times in UTC; empty where the key is absent.

        Raises:
            Malformed: `scenario-time`.
        """
        found = self.free(key)
        self._check_times(found, key)
        return found

    def each(self, key: str, read: "Callable[[str, Table], Any]", *, required: bool = True) -> dict[str, Any]:
        """Return what `read` makes of each table below the key, by id and in the file's order."""
        if not required and not self.has(key):
            return {}
        found: dict[str, Any] = {}
        for name, raw in self.take(key, dict, f"tables [{key}.<id>]").items():
            file, _, outer = self.where.partition(": [")
            place = f"{file}: [{outer.removesuffix(']')}{'.' if outer else ''}{key}.{name}]"
            self._checked_id(name, f"{key}.{name}", None, "id")
            inner = Table(raw, place)
            found[name] = read(name, inner)
            inner.done()
        return found

    def only_one(self, keys: Sequence[str]) -> str:
        """Return which one of the keys is there.

        Raises:
            Malformed: `scenario-one-thing`.
        """
        present = [key for key in keys if self.has(key)]
        if len(present) != 1:
            raise self.wrong(
                "scenario-one-thing", expected="exactly one of " + ", ".join(keys), got=" and ".join(present) or "none"
            )
        self._known -= set(keys) - set(present)
        return present[0]

    def _check_times(self, value: object, field: str) -> None:
        match value:
            case dict():
                for name, one in value.items():
                    self._check_times(one, f"{field}.{name}")
            case list():
                for one in value:
                    self._check_times(one, field)
            case date() | time():
                self._check_time(value, field)
            case _:
                pass

    def _check_time(self, value: date | time, field: str) -> None:
        if not isinstance(value, datetime) or value.utcoffset() != timedelta(0) or value.microsecond:
            raise self.wrong(
                "scenario-time",
                expected="whole seconds in UTC, like 2016-04-20T12:00:00Z",
                got=value.isoformat(),
                field=field,
            )

    def _checked_id(self, value: object, field: str, known: Iterable[str] | None, what: str) -> str:
        if not isinstance(value, str):
            raise self.wrong("scenario-type", expected=f"the {what}", got=_kind(value), field=field)
        words = None if known is None else list(known)
        if words is not None and value not in words:
            raise self.wrong(
                "scenario-unknown-ref",
                expected=f"a {what} that this scenario declares before",
                got=repr(value),
                field=field,
                remedy=nearest(value, words),
            )
        if words is None and not ID.fullmatch(value):
            raise self.wrong("scenario-value", expected="1 to 32 of a-z, 0-9 and -", got=repr(value), field=field)
        return value


def _kind(value: object) -> str:
    names = {str: "a text", bool: "true or false", int: "a whole number", list: "a list", dict: "a table"}
    return names.get(type(value), type(value).__name__)
