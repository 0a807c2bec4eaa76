"""TOML of documents that people sign: read with suspicion, and typed; written plainly.

Source: TOML v1.0.0. What is signed is what is shown, so names hold no character that shows as something else.
"""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from detente.clock import Instant, rfc3339
from detente.errors import Malformed
from detente.limits import INSTANT_MAX, NAME_CHARACTERS_MAX, PROSE_CHARACTERS_MAX, TOML_KEY_PARTS_MAX
from detente.tlog import base64

ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
"""Ids of parties, channels and councils' names: ID_CHARACTERS_MAX at most, and no hyphen first, as an option has."""
REFERENCE: Final = re.compile(
    r"[A-Z0-9][A-Z0-9-]{0,31}/[A-Z0-9][A-Z0-9-]{0,31}/([1-9][0-9]{0,18}-[0-9a-f]{16}\.)?(0|[1-9][0-9]{0,18})"
)
"""References within a council, in the spelling that is written. Source: docs/spec/acts.md section 4."""

COUNCIL: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,31}-[0-9a-f]{16}")
"""Ids of councils: a name, and the beginning of the founding charter's hash."""

_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_TURNING: Final = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_UNSHOWN: Final = frozenset({"Cc", "Zl", "Zp", "Cs", "Cn"})
_STRING_OR_COMMENT: Final = re.compile(
    r'''"""(?:[^"\\]|\\.|"(?!""))*+(?:"{3,5})?'''
    r"""|'''(?:[^']|'(?!''))*+(?:'{3,5})?"""
    r"""|"(?:[^"\\\n]|\\.)*+"?"""
    r"""|'[^'\n]*+'?"""
    r"|#[^\n]*+",
    re.DOTALL,
)
"""Nothing in it is tried twice: what is not closed is left where it ends, so that a scan takes one pass."""

_PART: Final = re.compile(r"[^\n=,\[\]{}]+")
_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}


def quote(text: str) -> str:
    """Return the text as a TOML basic string on one line."""
    return '"' + "".join([_ESCAPES.get(one) or (_escape(one)) for one in text]) + '"'


def quote_lines(text: str) -> str:
    """Return the text as a TOML basic string, its lines on lines of their own where there are several."""
    if "\n" not in text:
        return quote(text)
    return '"""\n' + "\n".join(quote(line)[1:-1] for line in text.split("\n")) + '"""'


def parse_toml(code: str, text: str, floats: Callable[[str], Any] = float) -> dict[str, Any]:
    """Return the tables of a TOML text.

    Args:
        floats: what becomes of a number with a point or an exponent.

    Raises:
        Malformed: with `code`.
    """
    _check_keys(code, text)
    try:
        return tomllib.loads(text, parse_float=floats)
    except RecursionError:
        raise Malformed(code, expected="TOML of reasonable depth", got="hundreds of levels") from None
    except ValueError as fault:
        # tomllib.TOMLDecodeError, and what dates and numbers beyond Python's bounds raise.
        raise Malformed(code, expected="TOML", got=str(fault)[:200]) from None


def _check_keys(code: str, text: str) -> None:
    """Be silent where every dotted key is short; up to the first mistake in a text, which is then found by itself."""
    for part in _PART.finditer(_STRING_OR_COMMENT.sub("", text)):
        # No value has more than one dot outside of strings, so it is a key.
        if (dots := part[0].count(".")) >= TOML_KEY_PARTS_MAX:
            raise Malformed(code, expected=f"keys of at most {TOML_KEY_PARTS_MAX} parts", got=f"one of {dots + 1}")


class Table:
    """One table of a document, whose fields are asked for by name and type.

    Args:
        code: the error code, which says what document is being read.
        where: the table's name, for messages.
    """

    def __init__(self, code: str, fields: Mapping[str, Any], where: str = "") -> None:
        self.code = code
        self._fields = fields
        self._where = where

    def names(self) -> frozenset[str]:
        """Return what stands in this table, fields and tables."""
        return frozenset(self._fields)

    def subtables(self, apart: frozenset[str]) -> dict[str, Any]:
        """Return the tables below this one but for those named, as they stand there."""
        return {name: value for name, value in self._fields.items() if isinstance(value, dict) and name not in apart}

    def value(self, name: str) -> object:
        """Return what stands there, of whatever type."""
        return self._get(name, None)

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text of any length and lines."""
        value = self._get(name, default)
        return value if isinstance(value, str) else self.refuse(f"text as {name}", value)

    def shown(self, name: str, default: str | None = None) -> str:
        """Return a text of one line that people read, such as a name."""
        value = self.text(name, default)
        if not is_shown(value):
            self.refuse(f"one line of at most {NAME_CHARACTERS_MAX} characters that all show as {name}", value)
        return value

    def id(self, name: str, default: str | None = None) -> str:
        """Return an id of a party, channel or council, or the default."""
        value = self.text(name, default)
        if value != default and ID.fullmatch(value) is None:
            self.refuse(f"an id of a to z, 0 to 9 and hyphens, 32 at most, as {name}", value)
        return value

    def prose(self, name: str, default: str | None = None) -> str:
        """Return a text of some lines that people read and sign; it may be empty."""
        value = self.text(name, default)
        short = len(value) <= PROSE_CHARACTERS_MAX
        if not short or any(_shows_otherwise(line) for line in value.split("\n")):
            self.refuse(f"lines of {PROSE_CHARACTERS_MAX} characters in all that all show as {name}", value)
        return value

    def digest(self, name: str) -> str:
        """Return a SHA-256 in hex, or an empty text."""
        value = self.text(name)
        if value and _DIGEST.fullmatch(value) is None:
            self.refuse(f"64 hex digits in lower case, or nothing, as {name}", value)
        return value

    def reference(self, name: str) -> str:
        """Return a reference within the council, or an empty text."""
        value = self.text(name)
        if value and REFERENCE.fullmatch(value) is None:
            self.refuse(f"a reference like RU/LINE/42, or nothing, as {name}", value)
        return value

    def council(self, name: str) -> str:
        """Return the id of a council."""
        value = self.text(name)
        return value if COUNCIL.fullmatch(value) else self.refuse(f"the id of a council as {name}", value)

    def flag(self, name: str, *, default: bool | None = None) -> bool:
        """Return true or false."""
        value = self._get(name, default)
        return value if isinstance(value, bool) else self.refuse(f"true or false as {name}", value)

    def number(self, name: str, least: int, most: int, default: int | None = None) -> int:
        """Return an integer within bounds."""
        value = self._get(name, default)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            self.refuse(f"an integer from {least} to {most} as {name}", value)
        return int(value)

    def choice(self, name: str, words: tuple[str, ...], most: int, default: str | int) -> str | int:
        """Return one of some words, or an integer from 1 to a bound."""
        value = self._get(name, default)
        counts = isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= most
        if not counts and value not in words:
            self.refuse(f"{', '.join(words)} or an integer from 1 to {most} as {name}", value)
        return value if isinstance(value, str) else int(value)

    def instant(self, name: str) -> Instant:
        """Return a second in UTC, written like `2016-04-20T12:00:00Z`."""
        value = self._get(name, None)
        if not isinstance(value, datetime) or value.tzinfo is None or value.microsecond or value.utcoffset():
            self.refuse(f"a time like 2016-04-20T12:00:00Z as {name}", value)
        at = int(value.timestamp())
        return at if 0 <= at <= INSTANT_MAX else self.refuse(f"a time from 1970 on as {name}", value)

    def base64(self, name: str, size: int | None = None) -> bytes:
        """Return the bytes that stand there in base 64, so many where a size is given."""
        return base64.decode(self.code, self.text(name), size=size)

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts; empty where there is none."""
        value = self._get(name, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self.refuse(f"a list of texts as {name}", value)
        return tuple(value)

    def tables(self, name: str) -> dict[str, "Table"]:
        """Return the sub-tables under a name, by theirs."""
        value = self._get(name, {})
        if not isinstance(value, dict) or not all(isinstance(one, dict) for one in value.values()):
            self.refuse(f"tables under {name}", value)
        return {key: Table(self.code, fields, f"{name}.{key}") for key, fields in value.items()}

    def array(self, name: str, at_most: int) -> list["Table"]:
        """Return an array of tables; empty where there is none."""
        value = self._get(name, [])
        if not isinstance(value, list) or len(value) > at_most or not all(isinstance(one, dict) for one in value):
            self.refuse(f"at most {at_most} tables as {name}", value)
        return [Table(self.code, fields, f"{name} {number}") for number, fields in enumerate(value, start=1)]

    def table(self, name: str) -> "Table":
        """Return the table of that name; an empty one where there is none."""
        value = self._get(name, {})
        fields = value if isinstance(value, dict) else self.refuse(f"a table as {name}", value)
        return Table(self.code, fields, name)

    def check_names(self, names: Iterable[str]) -> None:
        """Be silent where no field has another name than these.

        Raises:
            Malformed: with this document's code.
        """
        if other := self._fields.keys() - set(names):
            self.refuse(f"no field but {', '.join(names)}", min(other))

    def check(self, name: str, check: Callable[[str], Any]) -> Any:
        """Return what a parser of ours makes of a text; its refusal is raised as it is."""
        return check(self.text(name))

    def refuse(self, expected: str, got: object) -> Any:
        """Raise `Malformed` with this document's code."""
        where = f" in [{self._where}]" if self._where else ""
        shown = "nothing" if got is None else repr(got)[:120]
        raise Malformed(self.code, expected=expected + where, got=shown)

    def _get(self, name: str, default: Any) -> Any:
        return self._fields.get(name, default)


def is_shown(text: str) -> bool:
    """Return whether a text is one line whose characters all show, in the order in which they stand.

    Joiners, which some scripts need, are let through; controls, turns of direction and unassigned characters are not.
    """
    return 0 < len(text) <= NAME_CHARACTERS_MAX and text == text.strip() and not _shows_otherwise(text)


def timestamp(at: Instant) -> str:
    """Return an instant as TOML writes it."""
    return rfc3339(at)


def _escape(one: str) -> str:
    return f"\\u{ord(one):04X}" if ord(one) < 0x20 or ord(one) == 0x7F else one


def _shows_otherwise(line: str) -> bool:
    return bool(_TURNING.search(line)) or any(unicodedata.category(one) in _UNSHOWN for one in line)
