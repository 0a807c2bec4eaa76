"""Appointments as iCalendar, for the calendars that officers have already. Source: RFC 5545; METHOD: RFC 5546."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final

from icalendar import Calendar, Event, vCalAddress, vText

from detente.clock import Instant
from detente.council.papers.appointment import MEETING, Appointment
from detente.council.papers.languages import labels_of
from detente.council.papers.layout import REHEARSAL
from detente.council.papers.legible import legible, one_line
from detente.home.papers.names import urn
from detente.limits import CALENDAR_ENTRIES_MAX

_END: Final = b"END:VCALENDAR\r\n"
PRODUCT: Final = "-//Detente//Papers of a council//EN"


def render_calendar(appointments: Iterable[Appointment], language: str = "en") -> bytes:
    """Return a calendar of appointments, in the order given; the same ones give the same bytes.

    Raises:
        Refused: `paper-language`.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    data: bytes = calendar.to_ical()
    head, end = data[: -len(_END)], data[-len(_END) :]
    assert end == _END, f"a calendar that ends with {end!r}"
    return b"".join((head, *(_written(one, language) for one in appointments), end))


@lru_cache(2 * CALENDAR_ENTRIES_MAX)
def _written(one: Appointment, language: str) -> bytes:
    """Return an entry as it is written; a program asks for the same ones again and again."""
    data: bytes = _event(one, language).to_ical()
    return data


def _event(one: Appointment, language: str) -> Event:
    labels = labels_of(language)
    event = Event()
    event.add("uid", urn(one.council, one.reference))
    event.add("dtstamp", _time(one.stamped_at))
    event.add("sequence", one.revision)
    event.add("status", one.standing.value.upper())
    _add_times(event, one)
    title = one_line(one.title.words)
    event.add("summary", f"{REHEARSAL}: {title}" if one.rehearsal else title)
    place = one_line(one.place) or (labels.over_the_line if one.sort == MEETING else "")
    if place:
        event.add("location", place)
    event.add("organizer", _organiser(one))
    below = (legible(one.text), f"{one.council}:{one.reference}", " ".join(labels.sentences))
    event.add("description", "\n\n".join(filter(None, below)))
    categories = [*([REHEARSAL] if one.rehearsal else []), *([one.sort] if one.sort != MEETING else [])]
    if categories:
        event.add("categories", categories)
    return event


def _add_times(event: Event, one: Appointment) -> None:
    """Add beginning and end; whole days end before the next one begins (RFC 5545 section 3.6.1)."""
    if one.all_day:
        last = one.begins_at if one.ends_at is None else one.ends_at
        event.add("dtstart", _time(one.begins_at).date())
        event.add("dtend", _time(last).date() + timedelta(days=1))
        return
    event.add("dtstart", _time(one.begins_at))
    if one.ends_at is not None:
        event.add("dtend", _time(one.ends_at))


def _organiser(one: Appointment) -> vCalAddress:
    """Return the convening party: it has a name, and no mailbox that anybody should write to."""
    address = vCalAddress(urn(one.council, "party", one.organiser))
    # A quoted parameter has no escape for a double quote (RFC 5545 section 3.2).
    address.params["CN"] = vText(one_line(one.organiser_name).replace('"', "'"))
    return address


def _time(at: Instant) -> datetime:
    return datetime.fromtimestamp(at, UTC)
