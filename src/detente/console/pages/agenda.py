"""The calendar's page and its address for other programs: what is ahead, and what agreements say of it together."""

import base64
from typing import Annotated, Final

from litestar import Response, get
from litestar.params import PathParameter, QueryParameter
from litestar.types import ControllerRouterHandler

from detente.console.answers import html
from detente.console.asked import CouncilName, Every, Named
from detente.console.pages.filtering import Filter, by_party, by_word
from detente.console.pages.searching import form_in, whole_file
from detente.console.words.watches import Span, span_in
from detente.council.papers.appointment import CLOSED
from detente.home.calls import CheckCalendar, ExportCalendar
from detente.home.replies.calendar import EntryView
from detente.home.searching.export import ENTRIES
from detente.languages import gettext as _

PAGE_ENTRIES: Final = 40
"""Entries shown at once of what is ahead, and of what is past."""
OVERLAPS_SHOWN: Final = 20
"""Pairs of activities at the same time, the latest; the command has the others."""
PATIENCE_SECONDS: Final = 0.1
"""How long the page waits for matters that are still to be read; it then says how many are left."""
SORTS: Final = ("meeting", "activity", "inspection", "deadline")
Sort = Annotated[str | None, QueryParameter(max_length=32)]
After = Annotated[int, QueryParameter(ge=0)]


@get("/calendar")
async def show_calendar(
    console: Named, council: CouncilName = None, sort: Sort = None, party: Sort = None, every: Every = None,
    ahead: After = 0, past: After = 0,
) -> Response[str]:  # fmt: skip
    """Return what is ahead and what is past, and counts beside what constraining provisions allow.

    Args:
        ahead: how many entries come before those of this page, of what is ahead; `past` of what is past.
    """
    frame = await console.seated(council)
    named = frame.council.council
    wanted = Filter((by_word("sort", _("What"), sort if sort in SORTS else "", SORTS), by_party(frame, party)))
    call = ExportCalendar(named, **wanted.where, file=False, patience_seconds=PATIENCE_SECONDS)
    found = await console.reader.ask(call)
    checked = await console.reader.ask(CheckCalendar(named, patience_seconds=0.0))
    to_come = [one for one in found.items if not _over(one, frame.status.as_of)]
    gone = [one for one in found.items if _over(one, frame.status.as_of)][::-1]
    page = console.render(
        "calendar.html",
        frame,
        title=_("Calendar"),
        ahead=_page_of(to_come, ahead),
        past=_page_of(gone, past),
        after={"ahead": ahead or None, "past": past or None},
        left_out=found.left_out,
        checked=checked,
        overlaps=checked.overlaps[-OVERLAPS_SHOWN:],
        unread=found.unread,
        filter=wanted,
        json_command=console.command("calendar", "export", *wanted.options, "--json"),
    )
    return html(page, every)


@get("/calendar.ics")
async def subscribe(
    console: Named, council: CouncilName = None, sort: Sort = None, party: Sort = None
) -> Response[bytes]:
    """Return the calendar as iCalendar: the address to which a calendar program on this machine can subscribe."""
    found = await console.reader.ask(ExportCalendar(council, sort=sort if sort in SORTS else None, party=party or None))
    return Response(
        base64.b64decode(found.file),
        media_type=f"{found.media_type}; charset=utf-8",
        headers={"content-disposition": f'inline; filename="{found.name}"'},
    )


@get("/calendar/{name:str}")
async def download_calendar(
    console: Named, name: Annotated[str, PathParameter(max_length=32)], council: CouncilName = None, sort: Sort = None,
    party: Sort = None,
) -> Response[str]:  # fmt: skip
    """Return the whole calendar as a file: `calendar.csv` or `calendar.json`."""
    form = form_in(name, ENTRIES)
    named = (await console.seated(council)).council.council
    call = ExportCalendar(named, sort=sort if sort in SORTS else None, party=party or None, file=False)
    found = await console.reader.ask(call)
    return whole_file(ENTRIES, form, found, found.items)


def _page_of(entries: list[EntryView], after: int) -> tuple[list[EntryView], Span]:
    """Return the entries of a page, and which of all they are."""
    shown = entries[after : after + PAGE_ENTRIES]
    return shown, span_in(len(entries), after, len(shown), PAGE_ENTRIES)


def _over(one: EntryView, now: str) -> bool:
    """Say if an entry is past: a meeting once it is closed, whole days after their last second."""
    if one.phase:
        return one.phase == CLOSED
    end = one.ends_at or one.begins_at
    return (f"{end[:10]}T23:59:59Z" if one.all_day else end) < now


HANDLERS: tuple[ControllerRouterHandler, ...] = (show_calendar, subscribe, download_calendar)
