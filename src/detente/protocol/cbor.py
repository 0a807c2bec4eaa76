"""Deterministic CBOR: of every value one encoding, and of foreign bytes that encoding or nothing.

Values are `int` (what 64 bits and a sign hold), `bytes`, `str`, `bool`, `None`, `list`, and `dict` with keys of the
first three. No tags, no floats, no `undefined`, no indefinite lengths. The one module that imports the CBOR library.

Source: RFC 8949 section 4.2.1 (core deterministic encoding: shortest forms, keys in bytewise order of their encodings).
"""

from collections.abc import Iterable
from typing import Any, Final, NoReturn

import cbor2

from detente.errors import Malformed, Refused
from detente.limits import CBOR_DEPTH_MAX

Value = Any
"""One of the types named above."""

_BOUND: Final = 2**64
_KEYS: Final = frozenset({int, str, bytes})
_SCALARS: Final = _KEYS | {bool, type(None)}
_CONTAINERS: Final = frozenset({list, tuple, dict})


class _Foreign(Exception):  # noqa: N818
    """A value that deterministic CBOR of this format does not have; says which."""


def encode(value: Value) -> bytes:
    """Return the one encoding of a value; a tuple is written as a list.

    Raises:
        Refused: `cbor-value`: a type, number, text or depth that the format does not have.
    """
    try:
        return _encode(value)
    except (_Foreign, UnicodeEncodeError) as fault:
        raise Refused(
            "cbor-value",
            expected=f"integers of 64 bits, bytes, text, true, false, null, lists, maps, {CBOR_DEPTH_MAX} deep at most",
            got=str(fault),
            remedy="write numbers with fractions as text or in smaller units",
        ) from None


def decode(data: bytes, *, sure: bool = False) -> Value:
    """Return the value whose one encoding the bytes are.

    Args:
        sure: these very bytes were found to be one before; that is not looked at again.

    Raises:
        Malformed: `cbor-truncated`, `cbor-trailing`, `cbor-tag`, `cbor-float`, `cbor-simple`, `cbor-indefinite`,
            `cbor-reserved`, `cbor-depth`, `cbor-text`, `cbor-key`, `cbor-duplicate-key`, `cbor-key-order`,
            `cbor-not-shortest`, or `cbor-refused` where the library will not read it for a reason of its own.
    """
    try:
        value = cbor2.loads(
            data,
            max_depth=CBOR_DEPTH_MAX,
            allow_indefinite=False,
            allow_duplicate_keys=False,
            semantic_decoders=_NO_BIG_INTEGERS,
        )
        if sure or _encode(value) == data:
            return value
    except (cbor2.CBORDecodeError, _Foreign):
        pass
    # The library's words are not ours to depend on: a slower reading finds what is wrong, and where.
    raise _Reading(data).fault()


def _encode(value: Value) -> bytes:
    if _survey((value,), 0):
        return cbor2.dumps(_in_order(value))
    return cbor2.dumps(value, canonical=True)


def _survey(items: Iterable[Value], depth: int) -> bool:
    """Raise for what the format does not have; return whether a map mixes keys such that the library misorders them.

    The library sorts keys by length first (RFC 7049); that is the order of RFC 8949 as long as all keys of a map are
    unsigned integers, or all text, or all bytes.
    """
    mixed = False
    for item in items:
        kind = type(item)
        if kind is int:
            if not -_BOUND <= item < _BOUND:
                raise _Foreign("an integer beyond 64 bits")
        elif kind in _CONTAINERS:
            if depth == CBOR_DEPTH_MAX:
                raise _Foreign(f"more than {CBOR_DEPTH_MAX} levels")
            if kind is dict:
                mixed |= _survey_keys(item)
                item = item.values()  # noqa: PLW2901  what it holds is looked at alike
            mixed |= _survey(item, depth + 1)
        elif kind not in _SCALARS:
            raise _Foreign(kind.__name__)
    return mixed


def _survey_keys(mapping: dict[Any, Any]) -> bool:
    kinds = set(map(type, mapping))
    if not kinds <= _KEYS:
        raise _Foreign("a map key that is no integer, text or bytes")
    if int in kinds and not all(-_BOUND <= key < _BOUND for key in mapping if type(key) is int):
        raise _Foreign("an integer beyond 64 bits")
    return len(kinds) > 1 or (int in kinds and min(mapping) < 0)


def _in_order(value: Value) -> Value:
    if isinstance(value, dict):
        keys = sorted(value, key=cbor2.dumps)
        return {key: _in_order(value[key]) for key in keys}
    if isinstance(value, list | tuple):
        return [_in_order(item) for item in value]
    return value


def _refuse(_value: object, _immutable: object) -> NoReturn:
    raise ValueError("no big integers")


_NO_BIG_INTEGERS: Final = {2: _refuse, 3: _refuse}


class _Reading:
    """A reading of bytes that are known to be wrong, up to what is wrong first."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def fault(self) -> Malformed:
        """Return what is wrong, and at which byte."""
        try:
            self._item(CBOR_DEPTH_MAX)
        except Malformed as found:
            return found
        if self._at == len(self._data):
            return _malformed(
                "refused", "what the CBOR library reads too", 0, f"{len(self._data)} bytes that it refuses"
            )
        return _malformed("trailing", "the end after one value", self._at, f"{len(self._data) - self._at} more bytes")

    def _item(self, depth: int) -> None:
        start = self._at
        major, number = self._head()
        if major in (2, 3):
            raw = self._take(number)
            if major == 3:
                self._check_text(raw, start)
        elif major in (4, 5):
            if depth == 0:
                raise _malformed("depth", f"at most {CBOR_DEPTH_MAX} levels", start, "one more")
            if major == 4:
                self._items(number, depth - 1)
            else:
                self._pairs(number, depth - 1)

    def _items(self, count: int, depth: int) -> None:
        for _ in range(count):
            self._item(depth)

    def _pairs(self, count: int, depth: int) -> None:
        before = b""
        for _ in range(count):
            start = self._at
            if start < len(self._data) and self._data[start] >> 5 > 3:
                raise _malformed("key", "integer, bytes or text as a key", start, f"0x{self._data[start]:02x}")
            self._item(depth)
            key = self._data[start : self._at]
            if key == before:
                raise _malformed("duplicate-key", "each key once", start, f"{key[:40].hex()} again")
            if key < before:
                raise _malformed("key-order", "keys in the order of their bytes", start, f"{key[:40].hex()} too late")
            before = key
            self._item(depth)

    def _head(self) -> tuple[int, int]:
        """Return the major type and the number of the next head, refusing all that this format lacks."""
        start = self._at
        first = self._take(1)[0]
        major, low = first >> 5, first & 0x1F
        if major == 6:
            raise _malformed("tag", "no tags", start, f"0x{first:02x}")
        if major == 7:
            return self._simple(start, first)
        if low == 31:
            raise _malformed("indefinite", "lengths in advance", start, f"0x{first:02x}")
        if low > 27:
            raise _malformed("reserved", "a head that CBOR defines", start, f"0x{first:02x}")
        if low < 24:
            return major, low
        width = 1 << (low - 24)
        number = int.from_bytes(self._take(width), "big")
        if number < (24 if width == 1 else 1 << (4 * width)):
            raise _malformed("not-shortest", "the shortest form", start, f"{number} in {width} bytes")
        return major, number

    def _simple(self, start: int, first: int) -> tuple[int, int]:
        if first in (0xF4, 0xF5, 0xF6):
            return 7, 0
        kind = {0xF9: "float", 0xFA: "float", 0xFB: "float", 0xFF: "indefinite"}.get(first, "simple")
        raise _malformed(kind, "true, false or null", start, f"0x{first:02x}")

    def _take(self, size: int) -> bytes:
        if size > len(self._data) - self._at:
            raise _malformed("truncated", f"{size} bytes more", self._at, f"{len(self._data) - self._at}")
        self._at += size
        return self._data[self._at - size : self._at]

    def _check_text(self, raw: bytes, start: int) -> None:
        try:
            raw.decode()
        except UnicodeDecodeError as fault:
            raise _malformed("text", "UTF-8", start, f"0x{raw[fault.start]:02x} in it") from None


def _malformed(kind: str, expected: str, at: int, got: str) -> Malformed:
    return Malformed(f"cbor-{kind}", expected=expected, got=f"{got}, at byte {at}")
