"""The pages of matters: dossiers with whose turn it is, and what is owed; one dossier is told in `story.py`."""

from collections.abc import Iterable
from typing import Annotated, Final

from litestar import Response, get
from litestar.params import PathParameter, QueryParameter
from litestar.types import ControllerRouterHandler
from msgspec.structs import replace

from detente.console.answers import html
from detente.console.asked import Before, CouncilName, Every, Flag, Named, Word
from detente.console.pages.filtering import Filter, by_party, by_word
from detente.console.pages.searching import (
    SOUGHT,
    TITLES,
    Wanted,
    choices_of,
    dossiers_call,
    form_in,
    options_of,
    query_of,
    whole_file,
)
from detente.console.view import Seated
from detente.council.desks import access, officers, searches, watchlog
from detente.council.duty import OPEN, DutyState
from detente.home.calls import ListDuties, Sought
from detente.home.replies import DutyView
from detente.home.searching.export import DUTIES
from detente.languages import gettext as _

PAGE_DOSSIERS = 50
HOUSEKEEPING: Final = (officers.NAME, access.NAME, searches.NAME, watchlog.NAME)
"""Desks whose matters are no matters between parties: who speaks, who signed in, what is kept for oneself."""
SETTLED_SHOWN = 50
"""Duties that are met or otherwise settled, those due last; the command has all."""
ME = "me"


@get("/dossiers", dependencies=SOUGHT)
async def show_dossiers(
    console: Named,
    sought: Wanted,
    council: CouncilName = None,
    turn: Annotated[str | None, QueryParameter(max_length=32)] = None,
    before: Before = None,
    every: Every = None,
    whole: Flag = None,
) -> Response[str]:
    """Return a page of dossiers, those with the newest acts first; housekeeping only where it is asked for."""
    frame = await console.seated(council)
    call = dossiers_call(sought, frame.council.council, turn=turn, before=before, limit=PAGE_DOSSIERS)
    plain = sought == Sought() and not turn
    if plain and not whole:
        call = replace(call, without=HOUSEKEEPING)
    listing = await console.reader.ask(call)
    asked = [*options_of(sought), *(["--turn", turn] if turn else [])]
    asked += ["--search", sought.words] if sought.words else []
    page = console.render(
        "dossiers.html",
        frame,
        title=_("Dossiers"),
        listing=listing,
        titles=TITLES,
        sought=sought,
        query={**query_of(sought), "turn": turn or None},
        whole="1" if plain and whole else None,
        choices=await choices_of(console, frame),
        turn=turn or "",
        json_command=console.command("dossier", "list", *asked, "--json"),
    )
    return html(page, every)


def _owed_filter(frame: Seated, party: str | None, status: str | None) -> Filter:
    """Return what a list of duties is filtered by: who owes, and how a duty stands."""
    picks = by_party(frame, party), by_word("status", _("State"), status, (one.value for one in DutyState))
    return Filter(picks)


def _standing(duties: Iterable[DutyView], status: str | None) -> list[DutyView]:
    return [one for one in duties if not status or one.state == status]


@get("/duties")
async def show_duties(
    console: Named, council: CouncilName = None, party: Word = None, status: Word = None, every: Every = None
) -> Response[str]:
    """Return what parties owe, and what they have met."""
    frame = await console.seated(council)
    named, wanted = frame.council.council, _owed_filter(frame, party, status)
    listing = await console.reader.ask(ListDuties(named, who=party or None, all=True, settled_most=SETTLED_SHOWN))
    drills = _standing(listing.drills, status)
    page = console.render(
        "duties.html",
        frame,
        title=_("Duties"),
        time_at=listing.time_at,
        groups=[
            *_groups(_standing(listing.items, status), frame.status.party),
            *([(_("DRILL: practised, not owed"), drills)] if drills else []),
        ],
        filter=wanted,
        json_command=console.command("duty", "list", "--all", *(["--who", party] if party else []), "--json"),
    )
    return html(page, every)


@get("/duties/{name:str}")
async def download_duties(
    console: Named, name: Annotated[str, PathParameter(max_length=32)], council: CouncilName = None,
    party: Word = None, status: Word = None,
) -> Response[str]:  # fmt: skip
    """Return the whole list as a file, `duties.csv` or `duties.json`: also all that is met, and what is practised."""
    form = form_in(name, DUTIES)
    named = (await console.seated(council)).council.council
    found = await console.reader.ask(ListDuties(named, who=party or None, all=True))
    return whole_file(DUTIES, form, found, _standing((*found.items, *found.drills), status))


def _groups(duties: list[DutyView], party: str) -> list[tuple[str, list[DutyView]]]:
    """Return duties as a desk looks at them: ours, those owed to us, those between others, and what is settled."""
    waiting = [duty for duty in duties if duty.state in OPEN]
    ours = [duty for duty in waiting if duty.who == party]
    to_us = [duty for duty in waiting if party in duty.to_whom and duty.who != party]
    others = [duty for duty in waiting if duty not in ours and duty not in to_us]
    settled = [duty for duty in duties if duty not in waiting]
    full = len(settled) == SETTLED_SHOWN
    named = (
        (_("Owed by us"), ours),
        (_("Owed to us"), to_us),
        (_("Between others"), others),
        (_("Met or settled, the last {n}").format(n=SETTLED_SHOWN) if full else _("Met or settled"), settled),
    )
    return [(name, group) for name, group in named if group]


HANDLERS: tuple[ControllerRouterHandler, ...] = (show_dossiers, show_duties, download_duties)
