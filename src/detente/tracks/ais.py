"""AIS sentences, as receivers write them, decoded by pyais.

A position report states the second of the minute in UTC and no more. The rest of its time is taken from what stands
beside it: the receiver's time in a tag block or a `$PGHP` sentence, or the clock of a base station (message 4); else
from a start that somebody states. Each track says which.

Source: ITU-R M.1371-5, annex 8; NMEA 0183 tag blocks; IEC 61162-1 for sentences.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from detente.errors import Malformed
from detente.limits import TRACK_POINTS_MAX
from detente.tracks.raw import Found, RawTrack
from detente.tracks.track import Craft, Point
from detente.tracks.values import KNOT, degrees, positive, unix_time

_POSITIONS: Final = frozenset({1, 2, 3, 9, 18, 19, 27})
_NAMES: Final = frozenset({5, 19, 24})
_BASE: Final = frozenset({4, 11})
_TELLING: Final = _POSITIONS | _NAMES | _BASE
_SENTENCE: Final = re.compile(rb"^(?:\\([^\\]{0,200})\\)?([!$][A-Z]{5},[^\r\n]{0,200})", re.ASCII)
_TAG_TIME: Final = re.compile(rb"(?:^|,)c:(\d{1,16})", re.ASCII)
_GATEHOUSE: Final = re.compile(rb"^\$PGHP,1,(\d{4}),(\d{1,2}),(\d{1,2}),(\d{1,2}),(\d{1,2}),(\d{1,2}),(\d{1,3}),")
_LATE_S: Final = 10
"""So much older than the last clock that was heard may a report be; what looks older is of the next minute."""
_PARTS_WAITING_MAX: Final = 64
_ACCURATE_M: Final = 10.0
"""What the accuracy flag promises; without it the position is off by more, nobody says by how much."""
_TENTH_MINUTE_M: Final = 185.2
"""Message 27 states positions to a tenth of a minute."""


@dataclass(frozen=True, slots=True)
class _Heard:
    message: Any
    line: int
    at: float | None
    """The receiver's time, where it stands beside."""


def read_ais(data: bytes, found: Found, starts_at: float | None = None) -> None:
    """Put the positions of AIS sentences into tracks, one a station.

    Args:
        starts_at: when the first sentence was heard, where the file does not say it.
    """
    heard = _heard(data, found)
    clock = _Clock(heard, starts_at)
    untimed = 0
    for one in heard:
        message = one.message
        now = clock.at(one)
        if message.msg_type in _NAMES:
            _name(found, message)
        if message.msg_type not in _POSITIONS:
            continue
        if now is None:
            untimed += 1
            continue
        _add(found, one, now, clock.how)
    if untimed:
        found.flag("time", f"{untimed} positions without a time: no receiver's time and no base station's clock in it")


def _heard(data: bytes, found: Found) -> list[_Heard]:
    """Return the messages that say something of a position, a name or the time.

    Raises:
        Malformed: `track-too-many`.
    """
    heard: list[_Heard] = []
    reports = 0
    for one in _messages(data, found):
        kind = one.message.msg_type
        if kind not in _TELLING and one.at is None and getattr(one.message, "second", None) is None:
            continue
        reports += kind in _POSITIONS
        if reports > TRACK_POINTS_MAX:
            raise Malformed("track-too-many", expected=f"at most {TRACK_POINTS_MAX:,} position reports", got="more")
        heard.append(one)
    return heard


def _messages(data: bytes, found: Found) -> Iterator[_Heard]:
    """Yield decoded messages; sentences of one message are put together."""
    waiting: dict[bytes, list[bytes]] = {}
    gatehouse: float | None = None
    for number, line in enumerate(data.splitlines(), 1):
        if stamp := _gatehouse_time(line):
            gatehouse = stamp
            continue
        parts = _SENTENCE.match(line.strip())
        if parts is None:
            if line.strip() and not line.lstrip().startswith(b"#"):
                found.flag("unread", "no NMEA sentence", number)
            continue
        sentence = parts[2]
        if sentence[3:6] not in (b"VDM", b"VDO"):
            continue
        tag = _TAG_TIME.search(parts[1] or b"")
        if not _sum_holds(sentence):
            found.flag("unread", "a sentence whose checksum does not hold", number)
            continue
        fields = sentence.split(b",")
        if len(fields) < 7 or not fields[5]:
            continue
        whole = [sentence]
        if fields[1] != b"1":
            key = b",".join((fields[1], fields[3], fields[4]))
            whole = [*([] if fields[2] == b"1" else waiting.pop(key, [])), sentence]
            if fields[2] != fields[1]:
                if len(waiting) >= _PARTS_WAITING_MAX:
                    waiting.clear()
                waiting[key] = whole
                continue
        message = _decoded(whole)
        if message is None:
            found.flag("unread", "a sentence that states no AIS message", number)
            continue
        yield _Heard(message, number, _tag_time(tag[1]) if tag else gatehouse)
        gatehouse = None


def _decoded(sentences: list[bytes]) -> Any:
    # Slow to import, and few files of tracks hold any.
    import pyais

    try:
        return pyais.decode(*sentences)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001  a library before foreign bytes: whatever it raises, this is no message
        return None


def _sum_holds(sentence: bytes) -> bool:
    body, star, stated = sentence[1:].partition(b"*")
    if not star or len(stated) < 2:
        return False
    total = 0
    for byte in body:
        total ^= byte
    return f"{total:02X}".encode() == stated[:2].upper()


def _tag_time(digits: bytes) -> float | None:
    # Receivers state seconds, some milliseconds; the two lie a factor of a thousand apart.
    return unix_time(int(digits), 1.0 if len(digits) <= 11 else 0.001)


def _gatehouse_time(line: bytes) -> float | None:
    if not (parts := _GATEHOUSE.match(line)):
        return None
    year, month, day, hour, minute, second, millis = (int(part) for part in parts.groups())
    try:
        return datetime(year, month, day, hour, minute, second, millis * 1_000, tzinfo=UTC).timestamp()
    except ValueError:
        return None


class _Clock:
    """What time it was when each message was heard."""

    def __init__(self, heard: list[_Heard], starts_at: float | None) -> None:
        self._receiver = any(one.at is not None for one in heard)
        based = [] if self._receiver else [at for one in heard if (at := _base_time(one.message)) is not None]
        self._now = based[0] if based else starts_at
        self._based = bool(based)
        # Until the first clock is heard, a report is older than it, if anything.
        self._early_s = 60 - _LATE_S
        if self._receiver:
            self.how = "times: the receiver's, beside each sentence"
        elif self._based:
            self.how = "times: the clock of a base station in the file, and the second that each report states"
        else:
            self.how = "times: a start that was stated, and the second that each report states"

    def at(self, one: _Heard) -> float | None:
        """Return the time of a message, or None where nothing tells it."""
        if self._receiver:
            return one.at
        if self._based and (base := _base_time(one.message)) is not None:
            self._now, self._early_s = base, _LATE_S
            return base
        second = getattr(one.message, "second", None)
        if self._now is None:
            return None
        if not isinstance(second, int) or not 0 <= second < 60:
            return self._now
        early = self._early_s if self._based else _LATE_S
        near = self._now + (second - self._now % 60 + early) % 60 - early
        if not self._based and near > self._now:
            self._now = near
        return near


def _base_time(message: Any) -> float | None:
    if message.msg_type not in _BASE:
        return None
    try:
        stated = datetime(
            message.year, message.month, message.day, message.hour, message.minute, message.second, tzinfo=UTC
        )
    except (ValueError, TypeError):
        return None
    return unix_time(stated.timestamp())


def _add(found: Found, one: _Heard, at: float, how: str) -> None:
    message = one.message
    lat, lon = message.lat, message.lon
    if not isinstance(lat, float) or not isinstance(lon, float) or (lat == 91 or lon == 181):
        return  # not available: M.1371 table 48
    craft = Craft.AIRCRAFT if message.msg_type == 9 else Craft.SHIP
    track = found.track(_key(message), craft)
    track.derived = (how,)
    speed = positive(message.speed, 1_022)
    height = positive(getattr(message, "alt", None), 4_094)
    found.add(
        track,
        Point(
            at,
            lat,
            lon,
            one.line,
            height_m=height,
            height_datum="not stated" if height is not None else None,
            speed_mps=None if speed is None else _speed(message.msg_type, speed),
            course_deg=degrees(message.course) if message.course is not None and message.course < 360 else None,
            uncertainty_m=_uncertainty(message),
        ),
    )


def _speed(kind: int, knots: float) -> float | None:
    """Return metres a second; the greatest value means that there is none (M.1371 tables 48, 76, 82)."""
    unavailable = {9: 1_023.0, 27: 63.0}.get(kind, 102.3)
    return None if knots >= unavailable else knots * KNOT


def _uncertainty(message: Any) -> float | None:
    if message.msg_type == 27:
        return _TENTH_MINUTE_M
    return _ACCURATE_M if getattr(message, "accuracy", False) else None


def _key(message: Any) -> str:
    return f"MMSI {int(message.mmsi):09d}"


def _name(found: Found, message: Any) -> None:
    track: RawTrack | None = found.tracks.get(_key(message))
    name = getattr(message, "shipname", "")
    if track is not None and isinstance(name, str) and name.strip("@ "):
        track.name = f"{_key(message)} {name.strip('@ ')[:20]}"
