"""The calendar: what desks know of times to come, what falls due, and what agreements say of activities at once."""

import asyncio
import base64
from collections.abc import Iterator
from typing import Final
from weakref import WeakKeyDictionary

from msgspec.structs import replace

from detente.clock import Instant, rfc3339, written
from detente.council.agreements import agreements
from detente.council.duty import Duty
from detente.council.papers.appointment import DEADLINE, Appointment, Standing
from detente.council.titles import practised, titled
from detente.home.ahead import Ahead
from detente.home.asked import party_of
from detente.home.calls import CheckCalendar, ExportCalendar
from detente.home.host import Host
from detente.home.once_read import read_on
from detente.home.replies.acts import Heads
from detente.home.replies.calendar import CalendarChecked, CalendarView, EntryView
from detente.home.views import council_of, heads_of
from detente.limits import CALENDAR_ENTRIES_MAX
from detente.node.core import Core
from detente.node.owed import unanswered
from detente.protocol.charter import Charter
from detente.regimes.activity import Activity
from detente.regimes.bearing import Bearing, Overlap
from detente.regimes.constraints import constraints, overlaps
from detente.regimes.library import find
from detente.regimes.pack import Does, Pack

FILE: Final = "calendar.ics"
MEDIA: Final = "text/calendar"


async def export(host: Host, call: ExportCalendar) -> CalendarView:
    """Return what stands in the calendar, as a listing and as a file.

    Raises:
        Refused: `council-unknown`, `paper-language`.
    """
    await host.fold()
    now = host.clock.now()
    council = await host.read(lambda core: council_of(core, call.council))
    unread = await read_on(host, council, Ahead, call.patience_seconds)
    kept, found = await host.read(lambda core: _export(core, council, call, now, unread))
    if not call.file:
        return found
    from detente.home.papers.calendar import render_calendar

    # The node goes on meanwhile.
    data = await asyncio.to_thread(render_calendar, kept, call.language)
    return replace(found, file=base64.b64encode(data).decode())


def _export(
    core: Core, council: str, call: ExportCalendar, now: Instant, unread: int
) -> tuple[list[Appointment], CalendarView]:
    entered = (one for matter in Ahead.of(core, council).all() for one in matter.appointments)
    party = party_of(core, call.party)
    every = (*entered, *_deadlines(core, council, now))
    found = [one for one in every if call.sort in (None, one.sort) and party in (None, one.organiser)]
    ordered = sorted(found, key=lambda one: (one.begins_at, one.reference))
    kept = nearest(ordered, now)
    return kept, CalendarView(
        as_of=rfc3339(now),
        heads=heads_of(core.context.store.feeds(council)),
        items=[_view(one) for one in kept],
        name=f"{council.rpartition('-')[0] or council}-{FILE}",
        media_type=MEDIA,
        file="",
        left_out=len(ordered) - len(kept),
        council=council,
        rehearsal=core.context.directory.charter(council).rehearsal,
        unread=unread,
    )


def nearest(ordered: list[Appointment], now: Instant) -> list[Appointment]:
    """Return as many as a calendar takes: what comes next before what comes late, then what has just been."""
    ahead = [one for one in ordered if one.begins_at >= now][:CALENDAR_ENTRIES_MAX]
    before = [one for one in ordered if one.begins_at < now]
    return before[len(before) - min(len(before), CALENDAR_ENTRIES_MAX - len(ahead)) :] + ahead


async def check(host: Host, call: CheckCalendar) -> CalendarChecked:
    """Return what constraining provisions say of the activities that the council was notified of.

    Raises:
        Refused: `council-unknown`, `regime-unknown`.
    """
    await host.fold()
    now = host.clock.now()
    council = await host.read(lambda core: council_of(core, call.council))
    unread = await read_on(host, council, Ahead, call.patience_seconds)

    def look(core: Core) -> tuple[Pack | None, tuple[Activity, ...], Heads]:
        notified = tuple(one for matter in Ahead.of(core, council).all() for one in matter.activities)
        pack = _pack(core.context.directory.charter(council), call.regime)
        return pack, notified, heads_of(core.context.store.feeds(council))

    pack, notified, heads = await host.read(look)
    known = _WEIGHED.get(host)
    if known is None or known[0] != (pack, notified):
        known = _WEIGHED[host] = (pack, notified), await asyncio.to_thread(_weigh, pack, notified)
    items, beside = known[1]
    return CalendarChecked(
        as_of=rfc3339(now),
        heads=heads,
        regime="" if pack is None else pack.id,
        instrument="" if pack is None else pack.instrument,
        activities=len(notified),
        items=items,
        overlaps=beside,
        unread=unread,
    )


_Asked = tuple[Pack | None, tuple[Activity, ...]]
_Weighed = tuple[tuple[Bearing, ...], tuple[Overlap, ...]]
_WEIGHED: WeakKeyDictionary[Host, tuple[_Asked, _Weighed]] = WeakKeyDictionary()
"""What was weighed last: of the same activities the same is said, whenever it is asked."""


def _weigh(pack: Pack | None, notified: tuple[Activity, ...]) -> _Weighed:
    """Return what provisions say of activities, and which take place at once."""
    return () if pack is None else constraints(notified, pack), overlaps(notified)


def _pack(charter: Charter, wanted: str | None) -> Pack | None:
    """Return the regime that is wanted, else the first of the charter that limits anything; None where none does."""
    agreed = agreements(charter)
    if wanted is not None:
        return agreed.get(wanted) or find(wanted)
    limiting = (pack for pack in agreed.values() if any(rule.does is Does.CONSTRAIN for rule in pack.rules.values()))
    return next(limiting, None)


def _deadlines(core: Core, council: str, now: Instant) -> Iterator[Appointment]:
    charter = core.context.directory.charter(council)
    for one in unanswered(core, council, now):
        if one.duty.due_at is not None:
            yield _deadline(charter, one.duty, one.duty.due_at)


def _deadline(charter: Charter, duty: Duty, due_at: Instant) -> Appointment:
    name = charter.parties[duty.who].name if duty.who in charter.parties else duty.who
    return Appointment(
        council=charter.council_id,
        rehearsal=charter.rehearsal,
        reference=f"{duty.act} {duty.who} {duty.what}".strip(),
        title=practised(duty.drill, titled(f"{duty.who.upper()}: {duty.what}")),
        standing=Standing.CONFIRMED,
        revision=0,
        stamped_at=duty.start.at if duty.start is not None else due_at,
        begins_at=due_at,
        ends_at=None,
        place="",
        organiser=duty.who,
        organiser_name=name,
        text=duty.rule,
        sort=DEADLINE,
    )


def _view(one: Appointment) -> EntryView:
    return EntryView(
        sort=one.sort,
        title=one.title.words,
        begins_at=rfc3339(one.begins_at),
        ends_at=written(one.ends_at),
        all_day=one.all_day,
        standing=one.standing.value,
        party=one.organiser,
        place=one.place,
        ref=one.reference.partition(" ")[0],
        phase=one.phase,
        theirs=one.title.theirs,
    )
