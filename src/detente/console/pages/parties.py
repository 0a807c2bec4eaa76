"""The pages of a council: its charter, what each party suspends, who speaks for it, and the line of time."""

from typing import Annotated, Final

from litestar import Response, get
from litestar.params import QueryParameter
from litestar.types import ControllerRouterHandler

from detente.console.answers import html
from detente.console.asked import Before, CouncilName, Every, Named
from detente.console.say.beginning import may_begin
from detente.console.view import Console
from detente.council.desks.standing import SUSPEND
from detente.home.calls import ListDossiers, ListOfficers, ShowCouncil, ShowDossier, ShowStanding, ShowTimeline
from detente.home.replies import DossierView
from detente.home.replies.officers import OfficerView
from detente.home.replies.standing import PartyStandingView
from detente.languages import gettext as _
from detente.languages import noted

WATCHES = "watches"
STATES: Final = {
    "in force": noted("in force"),
    "conflict": noted("in conflict: complete, like another one that it excludes; neither is in force"),
    "proposed": noted("proposed"),
    "overtaken": noted("overtaken by another one"),
}
"""How an amendment stands, in words."""
TONE_OF: Final = {"in force": "good", "conflict": "alarm", "proposed": "waiting", "overtaken": "waiting"}
STANDING = "standing"
PAST_SHOWN = 50
"""Matters of suspensions looked at for those that ended; the list of dossiers has all."""
PAGE_ROSTERS = 20
"""Dossiers with contact points or watches on one page."""
PAGE_MOMENTS = 100
PAGE_QUESTIONS = 20


@get("/council")
async def show_council(console: Named, council: CouncilName = None, every: Every = None) -> Response[str]:
    """Return the charter as it stands: parties, channels, topics, rules, and what changed it or is to."""
    frame = await console.seated(council)
    (found,) = (await console.reader.ask(ShowCouncil(frame.council.council))).items
    course = found.course
    assert course is not None, "one council is shown with its course"
    page = console.render(
        "council.html",
        frame,
        title=_("Council"),
        found=found,
        changes=[*course.proposals[::-1], *course.amendments[::-1]],
        STATES=STATES,
        TONE_OF=TONE_OF,
        consent_command=lambda ref: console.command("council", "consent", ref),
        decline_command=lambda ref: console.command("council", "decline", ref),
        amend_command=console.command("council", "amend", "--help").partition(" --dir ")[0],
        json_command=console.command("council", "show", found.council, "--course", "--json"),
    )
    return html(page, every)


@get("/standing")
async def show_standing(console: Named, council: CouncilName = None, every: Every = None) -> Response[str]:
    """Return what each party suspends, and what is open for whom."""
    frame = await console.seated(council)
    found = await console.reader.ask(ShowStanding(frame.council.council))
    page = console.render(
        "standing.html",
        frame,
        title=_("Standing"),
        items=found.items,
        suspensions=[one for party in found.items for one in party.suspensions],
        past=await _past(console, frame.council.council, found.items),
        may=await may_begin(console, frame.council.council, SUSPEND),
        json_command=console.command("standing", "--json"),
    )
    return html(page, every)


async def _past(console: Console, council: str, standing: list[PartyStandingView]) -> list[DossierView]:
    """Return the matters of suspensions of which nothing is in force, the newest first."""
    held = {one.ref for party in standing for one in party.suspensions}
    listing = await console.reader.ask(ListDossiers(council, desk=STANDING, limit=PAST_SHOWN))
    return [one for one in listing.items if one.dossier not in held]


@get("/officers")
async def show_officers(console: Named, council: CouncilName = None, every: Every = None) -> Response[str]:
    """Return the officers whose credentials stand, by party, and whom to reach."""
    frame = await console.seated(council)
    reader, chosen = console.reader, frame.council
    found = await reader.ask(ListOfficers(chosen.council))
    listing = await reader.ask(ListDossiers(chosen.council, desk=WATCHES, limit=PAGE_ROSTERS))
    by_party: dict[str, list[OfficerView]] = {}
    for one in found.items:
        by_party.setdefault(one.party, []).append(one)
    page = console.render(
        "officers.html",
        frame,
        title=_("Officers"),
        by_party=by_party,
        without=[one for one in chosen.parties if one not in by_party and one != chosen.depositary],
        rosters=[await reader.ask(ShowDossier(one.dossier, council=one.council)) for one in listing.items],
        more=listing.next is not None,
        json_command=console.command("officer", "list", "--json"),
    )
    return html(page, every)


@get("/timeline")
async def show_timeline(
    console: Named,
    council: CouncilName = None,
    about: Annotated[str | None, QueryParameter(max_length=200)] = None,
    before: Before = None,
    every: Every = None,
) -> Response[str]:
    """Return acts and statements in the media on one line of time, and questions about what they put differently."""
    frame = await console.seated(council)
    found = await console.reader.ask(
        ShowTimeline(frame.council.council, about=about or None, before=before, limit=PAGE_MOMENTS)
    )
    page = console.render(
        "timeline.html",
        frame,
        title=_("Timeline"),
        items=found.items[::-1],
        differences=found.differences[:PAGE_QUESTIONS],
        unasked=len(found.differences[PAGE_QUESTIONS:]),
        about=about or "",
        newest=before is None,
        older=found.next,
        json_command=console.command("press", "list", *(["--about", about] if about else []), "--json"),
    )
    return html(page, every)


HANDLERS: tuple[ControllerRouterHandler, ...] = (show_council, show_standing, show_officers, show_timeline)
