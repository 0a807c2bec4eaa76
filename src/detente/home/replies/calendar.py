"""Replies about the calendar."""

from msgspec import Struct

from detente.home.replies.acts import Heads
from detente.regimes.bearing import Bearing, Overlap


class EntryView(Struct, frozen=True):
    """One entry of the calendar.

    Args:
        sort: `meeting`, `activity`, `inspection` or `deadline`.
        theirs: where in the title a party's own words stand: from which character, and behind which.
        ends_at: None for a point in time; of whole days the beginning of the last one.
        all_day: it takes whole days in UTC.
        standing: `tentative`, `confirmed` or `cancelled`.
        phase: of a meeting that was opened `open` or `closed`, else empty.
        party: who convenes, notifies or owes.
        ref: of the act from which it comes.
    """

    sort: str
    title: str
    begins_at: str
    ends_at: str | None
    all_day: bool
    standing: str
    party: str
    place: str
    ref: str
    phase: str = ""
    theirs: tuple[tuple[int, int], ...] = ()


class CalendarView(Struct, frozen=True):
    """What stands in the calendar, the earliest first.

    Args:
        file: the same as iCalendar, base 64; `name` is what it could be called.
        left_out: how many entries there are beyond the bound; the latest ones are kept.
        unread: how many matters are still to be read, where that took longer than the call has patience.
    """

    as_of: str
    heads: Heads
    items: list[EntryView]
    name: str
    media_type: str
    file: str
    left_out: int = 0
    unread: int = 0
    next: None = None
    council: str = ""
    rehearsal: bool = False


class CalendarChecked(Struct, frozen=True):
    """Constraining provisions over activities, by provision, state and period; and what takes place at once.

    Args:
        regime: the id of the agreement by which, empty where none limits anything; `instrument` is its name.
        activities: how many were weighed.
        unread: as in `CalendarView`.
    """

    as_of: str
    heads: Heads
    regime: str
    activities: int
    items: tuple[Bearing, ...]
    overlaps: tuple[Overlap, ...]
    unread: int = 0
    instrument: str = ""
    next: None = None
