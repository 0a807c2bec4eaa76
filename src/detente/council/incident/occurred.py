"""When something happened, as far as it is stated: exact, to the day, about, or not at all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from detente.clock import DAY, HOUR, Instant, held, rfc3339
from detente.council.kinds import instant_of, text_of

_WIDTHS: Final = {"second": 1, "minute": 60, "hour": HOUR, "day": DAY}
_APPROXIMATE: Final = 3 * DAY
"""How far on either side *about* reaches, for asking whether two statements can be the same: our reading."""


@dataclass(frozen=True, slots=True)
class Occurred:
    """A stated time.

    Args:
        start, end: as far as stated in UTC; for precision *day* the first second of the day.
        precision: one of `fields.PRECISIONS`; where it is not stated, as far as the times are written.
        stated: as it was said, with `zone`.
    """

    start: Instant | None = None
    end: Instant | None = None
    precision: str = "unknown"
    stated: str = ""
    zone: str = ""

    @property
    def span(self) -> tuple[Instant, Instant] | None:
        """Return the first second and the one after the last in which it can have been, or None where it is unknown."""
        if self.start is None:
            return None
        if self.precision in _WIDTHS:
            return self.start, held((self.start if self.end is None else self.end) + _WIDTHS[self.precision])
        if self.precision == "month":
            return self.start, held((self.end or self.start) + 31 * DAY)
        return held(self.start - _APPROXIMATE), held((self.end or self.start) + DAY + _APPROXIMATE)

    @property
    def date(self) -> tuple[int, int, int] | None:
        """Return year, month and day of its beginning, UTC, or None where it is unknown."""
        if self.start is None:
            return None
        day = datetime.fromtimestamp(self.start, UTC)
        return day.year, day.month, day.day

    def __str__(self) -> str:
        ends = [one for one in (self.start, self.end) if one is not None]
        at_time = " – ".join(dict.fromkeys(_written(one, self.precision) for one in ends))
        quoted = f"{self.stated} {self.zone}".strip()
        if not at_time:
            return quoted
        if self.precision == "approximate":
            return f"about {at_time} (as stated: {quoted})" if quoted else f"about {at_time}"
        return f"{at_time} (as stated: {quoted})" if quoted and quoted != at_time else at_time


def occurred_of(body: Mapping[str, Any]) -> Occurred:
    """Return when it happened, as far as a report or an account says."""
    value = body.get("occurred")
    if not isinstance(value, Mapping):
        return Occurred()
    start, end = instant_of(value, "from_at"), instant_of(value, "until_at")
    return Occurred(
        start, end, text_of(value, "precision") or _as_written(one for one in (start, end) if one is not None),
        text_of(value, "stated"), text_of(value, "zone"),
    )  # fmt: skip


def _as_written(times: Iterable[Instant]) -> str:
    """Return how exact times are that are given without a word on it: who writes a minute means that minute.

    Midnight is as a day is written that has no time.
    """
    given = tuple(times)
    if not any(at % DAY for at in given):
        return "day" if given else "unknown"
    return "second" if any(at % 60 for at in given) else "minute"


def _written(at: Instant, precision: str) -> str:
    text = rfc3339(at)
    match precision:
        case "second" | "unknown":
            return text.replace("T", " ").replace("Z", " UTC") if precision == "second" else text[:10]
        case "minute" | "hour":
            return text[:16].replace("T", " ") + " UTC"
        case "month":
            return text[:7]
        case _:
            return text[:10]


def exchanged(one: Occurred, other: Occurred) -> bool:
    """Say if two dates are the same where day and month of one of them are exchanged."""
    if one.date is None or other.date is None or one.date == other.date:
        return False
    year, month, day = one.date
    return other.date == (year, day, month)


def hours_apart(one: Occurred, other: Occurred) -> int:
    """Return by how many whole hours two exact times differ, as zones do: 1 to 14, else 0."""
    exact = ("second", "minute")
    if one.start is None or other.start is None or not {one.precision, other.precision} <= set(exact):
        return 0
    hours, rest = divmod(abs(one.start - other.start), HOUR)
    return hours if rest < 60 and 1 <= hours <= 14 else 0
