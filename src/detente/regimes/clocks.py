"""Due times of rules: from an event to the second, step by step, in a strict and a lenient reading.

    hours         exact seconds, through nights and holidays
    days          calendar days in UTC, working days by the pack's calendar, months to the same day or the month's last
    lenient       until the end of the day, 23:59:59
    strict        to the time of day of the event; the start of the day where the text or the event knows the day only
    day off       an event on one stands at the end of the last working day; counting back, at the start of the next

Every node finds the same second: no zone, no library of holidays, nothing but the pack and the events goes in.
Source: docs/spec/regimes.md section 5.
"""

from calendar import monthrange
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from msgspec import Struct

from detente.clock import DAY, Instant, held, rfc3339
from detente.regimes.pack import Calendar, Pack
from detente.regimes.times import PERIOD, At, Due, Fixed, Length, Readings, Side, Span, Unit, Window
from detente.regimes.values import moment_of

Event = Instant | date
"""When something is or was: to the second, or on a day."""

_SECONDS: Final = {Unit.MINUTES: 60, Unit.HOURS: 3_600}
_YEAR_MAX: Final = 9_999


class DueTime(Struct, frozen=True):
    """By when something is due.

    Args:
        due_at: the last second in the lenient reading.
        strict_at: the last second in the strict reading; never later.
        steps: how it was found, one sentence each.
        opens_at: of a window: the second before which it is too soon; None where it is never too soon.
    """

    due_at: Instant
    strict_at: Instant
    steps: tuple[str, ...]
    opens_at: Instant | None = None


class _Bounds(Struct, frozen=True):
    """The strict and the lenient second of one length from one event."""

    strict: Instant
    lenient: Instant
    steps: tuple[str, ...]


def due(when: Due, events: Mapping[str, Event], pack: Pack) -> DueTime | None:
    """Return by when something is due, or None while an event from which it is counted is not there.

    Times beyond the years 1970 to 9999 stand at their bounds.

    Args:
        events: seconds or days by name; `period` is a date in the year in question, or the year's number.
    """
    match when:
        case Fixed():
            return _fixed(when, events)
        case At(event):
            return _at(event, events)
        case Span(length, side, event):
            bounds = _counted(length, side, event, events, pack)
            return None if bounds is None else DueTime(bounds.lenient, bounds.strict, bounds.steps)
        case Window():
            return _window(when, events, pack)
        case Readings(strict, lenient, why):
            one, other = due(strict, events, pack), due(lenient, events, pack)
            return None if one is None or other is None else _side_by_side(one, other, why)


def event_of(value: object) -> Event | None:
    """Return the day or second that a value states, None of all else; a time without a zone states none."""
    moment = moment_of(value)
    if isinstance(moment, datetime):
        return held(int(moment.timestamp()))
    return moment


def day_of(event: Event) -> date:
    """Return the day of an event in UTC."""
    return event if isinstance(event, date) else datetime.fromtimestamp(held(event), UTC).date()


def _side_by_side(strict: DueTime, lenient: DueTime, why: str) -> DueTime:
    steps = (
        f"two readings: {why}",
        *(f"strict: {step}" for step in strict.steps),
        *(f"lenient: {step}" for step in lenient.steps),
    )
    opens = [one.opens_at for one in (strict, lenient) if one.opens_at is not None]
    due_at = max(strict.due_at, lenient.due_at)
    return DueTime(due_at, min(strict.strict_at, lenient.strict_at), steps, min(opens, default=None))


def _fixed(when: Fixed, events: Mapping[str, Event]) -> DueTime | None:
    found = events.get(PERIOD)
    if found is None:
        return None
    counts = isinstance(found, int) and 1 <= found <= _YEAR_MAX
    year = int(found) if isinstance(found, int) and counts else day_of(found).year
    wanted = min(max(year + when.year, 1), _YEAR_MAX)
    day = date(wanted, when.month, min(when.day, monthrange(wanted, when.month)[1]))
    which = {0: "the year itself", -1: "the year before"}.get(when.year, f"{when.year:+d} years")
    return _on_day(day, (f"for {year}: {day:%-d %B} of {which}, {day.isoformat()}",))


def _at(event: str, events: Mapping[str, Event]) -> DueTime | None:
    found = events.get(event)
    if found is None:
        return None
    if isinstance(found, date):
        return _on_day(found, (f"at the event {event}, {found.isoformat()}",))
    at = held(found)
    return DueTime(at, at, (f"at the event {event}, {rfc3339(at)}",))


def _on_day(day: date, steps: tuple[str, ...]) -> DueTime:
    first, last = _first(day), _last(day)
    return DueTime(last, first, (*steps, _day_step(first, last)))


def _window(when: Window, events: Mapping[str, Event], pack: Pack) -> DueTime | None:
    before = when.side is Side.BEFORE
    near, far = when.at_least, when.at_most
    last, first = (near, far) if before else (far, near)
    latest = None if last is None else _counted(last, when.side, when.event, events, pack)
    opens = None if first is None else _counted(first, when.side, when.event, events, pack)
    if latest is None:
        return None
    steps = tuple(f"at the latest: {step}" for step in latest.steps)
    if opens is not None:
        steps += tuple(f"not before: {step}" for step in opens.steps)
    return DueTime(latest.lenient, latest.strict, steps, None if opens is None else opens.strict)


def _counted(length: Length, side: Side, event: str, events: Mapping[str, Event], pack: Pack) -> _Bounds | None:
    """Return the second so long before or after an event."""
    found = events.get(event)
    if found is None:
        return None
    start = found.isoformat() if isinstance(found, date) else rfc3339(held(found))
    bounds = _spanned(length, side, found, pack)
    way = f"{_said(length)} before it" if side is Side.BEFORE else f"{_said(length)} after it"
    name = event.replace("_", " ")
    steps = (f"counted from {name}, {start}", *_word_steps(length, pack), way, *bounds.steps)
    word = pack.words.get(length.word)
    if word is not None and word.strict is not None:
        strict = _spanned(word.strict, side, found, pack)
        steps = (*steps, f"strict reading: {_said(word.strict)}, until {rfc3339(strict.strict)}")
        return _Bounds(min(strict.strict, bounds.strict), max(strict.lenient, bounds.lenient), steps)
    return _Bounds(bounds.strict, bounds.lenient, steps)


def _spanned(length: Length, side: Side, event: Event, pack: Pack) -> _Bounds:
    sign = -1 if side is Side.BEFORE else 1
    if (unit := _SECONDS.get(length.unit)) is not None:
        seconds = sign * length.amount * unit
        if isinstance(event, date):
            first, last = held(_first(event) + seconds), held(_last(event) + seconds)
            return _Bounds(first, last, (f"the event's day only is known: {rfc3339(first)} to {rfc3339(last)}",))
        at = held(held(event) + seconds)
        return _Bounds(at, at, (f"to the second: {rfc3339(at)}",))
    calendar = pack.calendars.get(length.calendar) if length.unit is Unit.WORKING_DAYS else None
    day = _moved(day_of(event), length, sign, calendar)
    first, last = _first(day), _last(day)
    strict = first if isinstance(event, date) else min(first + _time_of_day(event, sign, calendar), last)
    return _Bounds(strict, last, (f"the day is {day.isoformat()}", _day_step(strict, last)))


def _time_of_day(event: Instant, sign: int, calendar: Calendar | None) -> int:
    """Return the second of the day to which the strict reading counts.

    On a day off the hour says nothing: with it, Saturday's evening would lead to a later Monday than Sunday's morning.
    """
    if calendar is None or calendar.works(day_of(event)):
        return held(event) % DAY
    return 0 if sign < 0 else DAY - 1


def _moved(day: date, length: Length, sign: int, calendar: Calendar | None) -> date:
    """Return the day so many days, working days, months or years away."""
    try:
        match length.unit:
            case Unit.WORKING_DAYS if calendar is not None:
                return _worked(day, length.amount, sign, calendar)
            case Unit.MONTHS:
                return _months(day, sign * length.amount)
            case Unit.YEARS:
                return _months(day, sign * length.amount * 12)
            case _:
                return day + timedelta(days=sign * length.amount)
    except (OverflowError, ValueError):
        return date.min if sign < 0 else date.max


def _worked(day: date, count: int, sign: int, calendar: Calendar) -> date:
    """Return the day on which so many working days have passed; the day of the event is none of them."""
    while count > 0:
        day += timedelta(days=sign)
        count -= calendar.works(day)
    return day


def _months(day: date, months: int) -> date:
    """Return the same day so many months away, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _first(day: date) -> Instant:
    return held((day - date(1970, 1, 1)).days * DAY)


def _last(day: date) -> Instant:
    return held((day - date(1970, 1, 1)).days * DAY + DAY - 1)


def _day_step(strict: Instant, lenient: Instant) -> str:
    return f"lenient until the end of that day, {rfc3339(lenient)}; strict until {rfc3339(strict)}"


def _word_steps(length: Length, pack: Pack) -> tuple[str, ...]:
    word = pack.words.get(length.word)
    if word is None:
        return ()
    reading = _said(Length(length.amount, length.unit))
    return (f"the text says “{word.title}”: this pack reads it as {reading} (confidence {word.basis.confidence})",)


def _said(length: Length) -> str:
    n, unit = length.amount, length.unit.replace("_", " ")
    match unit:
        case "months":
            return f"{n:,} {'month' if n == 1 else 'months'}"
        case "years":
            return f"{n:,} {'year' if n == 1 else 'years'}"
        case _:
            return f"{n:,} {unit if n != 1 else unit.removesuffix('s')}"


def said(when: Due | None) -> str:
    """Return a due time in words, like `42 days before start`."""
    match when:
        case None:
            return "at any time"
        case Fixed(month, day, year):
            which = {0: "of the year itself", -1: "of the year before"}.get(year, f"{year:+d} years")
            return f"by {date(2000, month, day):%-d %B} {which}"
        case At(event):
            return f"at {event.replace('_', ' ')}"
        case Span(length, side, event):
            event = event.replace("_", " ")
            before = side is Side.BEFORE
            return f"{length_said(length)} before {event}" if before else f"{length_said(length)} after {event}"
        case Window(near, far, side, event):
            ends = [(near, "at least"), (far, "at most")]
            lengths = " and ".join(f"{most} {length_said(one)}" for one, most in ends if one is not None)
            return f"{lengths} {side} {event.replace('_', ' ')}"
        case Readings(strict, lenient, why):
            return f"strict: {said(strict)}; lenient: {said(lenient)} ({why})"


def length_said(length: Length) -> str:
    """Return a length in words, with its word where it is a reading of one."""
    return f"“{length.word}”, read as {_said(length)}" if length.word else _said(length)


def events_in(values: Mapping[str, Any], names: frozenset[str]) -> dict[str, Event]:
    """Return those of the named events that a form's values state; a year's number may state the period."""
    found: dict[str, Event] = {}
    for name in names:
        value = values.get(name)
        if name == PERIOD and value is None:
            value = values.get("year")
        if name == PERIOD and isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= _YEAR_MAX:
            found[name] = date(value, 1, 1)
        elif (event := event_of(value)) is not None:
            found[name] = event
    return found
